"""A resolution that is imported again: what somebody wrote by hand in its file stays.

Structure, numbers, lines and addressees come from the text. Titles, summaries and all else that
a person added are carried over to the measures that stand in the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.i18n import _

_FROM_TEXT = frozenset({"areas", "lines", "sections", "notes", "source"})
"""Keys of a resolution whose values the text gives, whatever stood in the file."""

_OF_AREA = frozenset({"number", "title", "lines", "measures"})
"""Keys of an area that the text gives; a title of one's own stays."""

_OF_MEASURE = frozenset({"id", "numbered", "wording", "lines", "addressees", "title"})
"""Keys of a measure that the text gives; a title of one's own stays."""

_JOINED = frozenset({"summary", "lead"})
"""Keys whose texts can stand one behind the other."""


def keep_handwritten(
    old: MutableMapping[str, Any], new: Mapping[str, Any], read: Mapping[str, Any], place: Place
) -> list[Problem]:
    """Change a resolution's old values to the new ones, but for what was written by hand.

    `read` are the values that the text gives without anybody's marks: a title that differs from
    them was written by somebody, in the file or as a mark. Where both were, the mark counts, and
    the title that it replaces is returned as a Problem at `place`. Raises ContentError if
    something written by hand has no place any more.
    """
    for key, value in new.items():
        if key not in old or (key in _FROM_TEXT and key != "areas"):
            _update(old, {key: value})
    for key in _FROM_TEXT.intersection(old):
        if key not in new:
            del old[key]
    old_areas, areas = old["areas"], new["areas"]
    merging = _Merging(old_areas, read["areas"], place)
    matched = _matches(areas, old_areas)
    merged = [
        merging.area(area, old_areas[matched[i]] if i in matched else None)
        for i, area in enumerate(areas)
    ]
    unmatched = [area for i, area in enumerate(old_areas) if i not in matched.values()]
    merging.carry_over(merged, unmatched)
    old_areas[:] = merged
    return merging.replaced


class _Merging:
    """The areas and measures of an old file, each given to the new one in its lines."""

    def __init__(
        self,
        areas: Sequence[Mapping[str, Any]],
        read: Sequence[Mapping[str, Any]],
        place: Place,
    ) -> None:
        self._place = place
        self._old = [measure for area in areas for measure in area["measures"]]
        self._order = {id(entry): i for i, entry in enumerate([*areas, *self._old])}
        self._area_titles = {area["title"] for area in read}
        self._measure_titles = {
            measure.get("title") for area in read for measure in area["measures"]
        }
        self._merged: list[MutableMapping[str, Any]] = []
        self.replaced: list[Problem] = []
        """Titles that were written by hand, and that marks replace."""

    def area(
        self, new: Mapping[str, Any], old: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """Return a new area with what was written by hand of an old one and of its measures."""
        measures = [self._measure(measure) for measure in new["measures"]]
        if old is None:
            return {**new, "measures": measures}
        title = self._title(old, new, self._area_titles)
        _update(old, {**new, "title": title, "measures": measures})
        return old

    def _measure(self, new: Mapping[str, Any]) -> MutableMapping[str, Any]:
        """Return a new measure with what was written by hand of the old one it matches best."""
        best = max(self._old, key=lambda old: _overlap(old, new), default=None)
        measure: MutableMapping[str, Any] = dict(new)
        if best is not None and _overlap(best, new) >= _SAME:
            self._old = [old for old in self._old if old is not best]
            measure = best
            title = self._title(best, new, self._measure_titles)
            derived = _derived(best)
            for key in _OF_MEASURE.intersection(best):
                if key not in new and not (key == "title" and title):
                    del best[key]
            values = dict(new)
            _add_addressees(values, derived)
            _update(best, {**values, "title": title} if title else values)
        self._merged.append(measure)
        return measure

    def _title(self, old: Mapping[str, Any], new: Mapping[str, Any], of_text: set[Any]) -> Any:
        """Return the title: the mark's, else one that was written by hand, else the text's."""
        before, after = old.get("title"), new.get("title")
        if before is None or before in of_text or before == after:
            return after
        if after is None or after in of_text:
            return before
        message = _("the title “{old}” is now “{new}”").format(old=before, new=after)
        remedy = _("if it was to stay, write it into the marked text")
        self.replaced.append(Problem(self._place, message, remedy))
        return after

    def carry_over(
        self,
        areas: Sequence[MutableMapping[str, Any]],
        unmatched: Sequence[Mapping[str, Any]],
    ) -> None:
        """Give what was written of areas and measures that are no more to those in their lines.

        Raises ContentError if there are none, or if two values cannot stand together.
        """
        problems: list[Problem] = []
        for old in unmatched:
            area = max(areas, key=lambda new: _common_lines(new, old), default=None)
            shared = area if area is not None and _common_lines(area, old) else None
            name = _("area {number}").format(number=old["number"])
            problems += self._carried(old, shared, _OF_AREA, name)
        for old in self._old:
            target = max(self._merged, key=lambda new: _overlap(new, old), default=None)
            shared = target if target is not None and _overlap(target, old) else None
            name = _("measure {id}").format(id=old["id"])
            problems += self._carried(old, shared, _OF_MEASURE, name)
            if shared is not None:
                _add_addressees(shared, _derived(old))
        if problems:
            raise ContentError(problems)

    def _carried(
        self,
        old: Mapping[str, Any],
        target: MutableMapping[str, Any] | None,
        of_text: frozenset[str],
        name: str,
    ) -> list[Problem]:
        """Add to a target what was written by hand; return what cannot be added."""
        problems = []
        precedes = target is not None and self._order[id(old)] < self._order.get(id(target), -1)
        for key in [key for key in old if key not in of_text]:
            value = old[key]
            before = None if target is None else target.get(key)
            if target is None:
                message = _("its {key} would be lost: its text stands in no measure any more")
            elif before is None or before == value:
                target[key] = value
                continue
            elif isinstance(before, list) and isinstance(value, list):
                more = [entry for entry in value if entry not in before]
                before[:] = [*more, *before] if precedes else [*before, *more]
                continue
            elif key in _JOINED:
                if value not in before:
                    target[key] = f"{value} {before}" if precedes else f"{before} {value}"
                continue
            else:
                message = _("its {key} would be lost: the measure it is joined with has another")
            text = f"{name}: {message.format(key=key)}"
            remedy = _("take it out of the resolution's file, or change the marks")
            problems.append(Problem(self._place, text, remedy))
        return problems


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


def _derived(measure: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the addressees that somebody derived from the matter."""
    return [request for request in measure.get("addressees", ()) if request["basis"] == "derived"]


def _add_addressees(
    measure: MutableMapping[str, Any], derived: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the addressees that somebody derived from the matter."""
    requests = [*measure.get("addressees", ())]
    present = {addressee["id"] for addressee in requests}
    more = [addressee for addressee in derived if addressee["id"] not in present]
    if more:
        measure["addressees"] = [*requests, *more]


def _update(values: MutableMapping[str, Any], new: Mapping[str, Any]) -> None:
    """Give keys their new values; a value that is equal keeps the form it has in the file."""
    for key, value in new.items():
        if key not in values or values[key] != value:
            values[key] = value
