"""A resolution that is imported again: what somebody wrote by hand in its file stays.

Structure, numbers, lines and addressees come from the text. Titles, summaries and all else that
a person added are carried over to the measures that stand in the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

_FROM_TEXT = frozenset({"areas", "lines", "sections", "notes", "source"})
"""Keys of a resolution whose values the text gives, whatever stood in the file."""

_OF_MEASURE = frozenset({"id", "numbered", "wording", "lines", "addressees", "title"})
"""Keys of a measure that the text gives; a title of one's own stays."""


def keep_handwritten(
    old: MutableMapping[str, Any], new: Mapping[str, Any], read: Mapping[str, Any]
) -> None:
    """Change a resolution's old values to the new ones, but for what was written by hand.

    `read` are the values that the text gives without anybody's marks: a title that differs from
    them was written by hand.
    """
    for key, value in new.items():
        if key not in old or (key in _FROM_TEXT and key != "areas"):
            old[key] = value
    for key in _FROM_TEXT.intersection(old):
        if key not in new:
            del old[key]
    old_areas, areas = old["areas"], new["areas"]
    measures = _Measures(old_areas, read["areas"])
    matched = _matches(areas, old_areas)
    read_titles = {tuple(area["lines"]): area["title"] for area in read["areas"]}
    merged = [
        _merged_area(area, old_areas[matched[i]] if i in matched else None, measures, read_titles)
        for i, area in enumerate(areas)
    ]
    measures.carry_over()
    old_areas[:] = merged


def _merged_area(
    area: Mapping[str, Any],
    old: MutableMapping[str, Any] | None,
    measures: _Measures,
    read_titles: Mapping[tuple[int, ...], str],
) -> Any:
    merged_measures = [measures.merged(measure) for measure in area["measures"]]
    if old is None:
        return {**area, "measures": merged_measures}
    is_handwritten = old["title"] != read_titles.get(tuple(old["lines"]), old["title"])
    for key, value in area.items():
        if key != "title" or not is_handwritten:
            old[key] = value
    old["measures"] = merged_measures
    return old


class _Measures:
    """The measures of an old file, each given to the new one that stands in its lines."""

    def __init__(self, areas: Sequence[Mapping[str, Any]], read: Sequence[Mapping[str, Any]]):
        self._old = [measure for area in areas for measure in area["measures"]]
        self._read_titles = {
            (tuple(measure["lines"]), measure.get("title"))
            for area in read
            for measure in area["measures"]
        }
        self._merged: list[MutableMapping[str, Any]] = []

    def merged(self, new: Mapping[str, Any]) -> MutableMapping[str, Any]:
        """Return a new measure with what was written by hand of the old one it matches best."""
        best = max(self._old, key=lambda old: _overlap(old, new), default=None)
        measure: MutableMapping[str, Any] = dict(new)
        if best is not None and _overlap(best, new) >= _SAME:
            self._old = [old for old in self._old if old is not best]
            measure = best
            is_handwritten = self._has_title_of_its_own(best)
            kept = [
                request for request in best.get("addressees", ()) if request["basis"] == "derived"
            ]
            for key in _OF_MEASURE.intersection(best):
                if key not in new and not (key == "title" and is_handwritten):
                    del best[key]
            for key, value in new.items():
                if key != "title" or not is_handwritten:
                    best[key] = value
            _add_addressees(best, kept)
        self._merged.append(measure)
        return measure

    def _has_title_of_its_own(self, old: Mapping[str, Any]) -> bool:
        title = old.get("title")
        return title is not None and (tuple(old["lines"]), title) not in self._read_titles

    def carry_over(self) -> None:
        """Give what was written of measures that are no more to those in whose lines they stood."""
        for old in self._old:
            target = max(self._merged, key=lambda new: _overlap(new, old), default=None)
            if target is None or not _overlap(target, old):
                continue
            for key, value in old.items():
                if key in _OF_MEASURE:
                    continue
                before = target.get(key)
                joins = isinstance(before, str) and isinstance(value, str) and value not in before
                if before is None:
                    target[key] = value
                elif joins:
                    target[key] = f"{before} {value}"


_SAME = 0.5
"""Share of common words and lines from which two measures are the same one."""


def _overlap(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """Return how much two measures have in common, from 0 to 1: of their lines and words."""
    common = _common_lines(old, new)
    if not common:
        return 0.0
    bounds = [*old["lines"], *new["lines"]]
    whole: int = max(bounds) - min(bounds) + 1
    words, others = _words(old), _words(new)
    shared = len(words & others) / max(1, min(len(words), len(others)))
    return (common / whole + shared) / 2


def _words(measure: Mapping[str, Any]) -> set[str]:
    return set(str(measure.get("wording") or "").split())


def _matches(
    areas: Sequence[Mapping[str, Any]], old: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    """Return for new areas which old one each is: the one with most of its lines."""
    free = set(range(len(old)))
    matches = {}
    for i, area in enumerate(areas):
        common = {at: _common_lines(area, old[at]) for at in free}
        best = max(common, key=lambda at: common[at], default=None)
        if best is not None and common[best]:
            matches[i] = best
            free.discard(best)
    return matches


def _common_lines(first_part: Mapping[str, Any], second_part: Mapping[str, Any]) -> int:
    """Return how many lines two parts of a text share."""
    first: int = max(first_part["lines"][0], second_part["lines"][0])
    last: int = min(first_part["lines"][1], second_part["lines"][1])
    return max(0, last - first + 1)


def _add_addressees(
    measure: MutableMapping[str, Any], derived: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the addressees that somebody derived from the matter."""
    requests = [*measure.get("addressees", ())]
    present = {addressee["id"] for addressee in requests}
    more = [addressee for addressee in derived if addressee["id"] not in present]
    if more:
        measure["addressees"] = [*requests, *more]
