"""What the place of a passage says of it: a heading, a point of a list, a part of the reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.citation.source_passages import Passage, counts_on

_REASONS = re.compile(r"(?:[\w.]{1,4}[.)]?\s+)?(?:\w+-?)?[Bb]egründung\b[^.!?]{0,30}$")
"""The heading of the reasons: "Begründung", "Antragsbegründung:"."""

_OPENS = re.compile(
    r":[“”\"’)*_]*$|(?:^|[.!?]\s)(?:[\w-]+\s+){0,4}(?:wir|daher|deshalb|also)$"
    r"|\b(?:fordern|verlangen|wollen|erwarten|beantragen)\b[^.!?]{0,80},$"
)
"""How a passage ends that opens a list; the colon may be left out after a few words, or be a
comma: "Wir fordern daher von Bund und Land,"."""

_BULLET = re.compile(r"\W")

_SHORT = 110
"""Characters up to which a passage can be a heading."""

_LONGEST_POINT = 250
"""Characters up to which a passage without a marker can be a point."""

_BETWEEN = 2
"""Passages that can stand between two points of a list, as one that goes on with a point."""


@dataclass(frozen=True)
class PassagePlace:
    """Where a passage stands."""

    section: int
    """The number of the section, counted from 0 at the beginning of the text."""
    is_heading: bool = False
    in_reasons: bool = False
    """Whether it stands in the reasons of a motion."""
    list_number: int | None = None
    """Which list it is a point of; None for no point."""
    opening: int | None = None
    """The index of the passage that opens its list."""


def opens_list(passage: Passage) -> bool:
    """Return whether a passage ends as one that opens a list: with a colon, or without."""
    return _OPENS.search(passage.text) is not None


def places(passages: Sequence[Passage]) -> list[PassagePlace]:
    """Return the place of each passage."""
    reader = _PlaceFinder(passages)
    for i in range(len(passages)):
        reader.read(i)
    return reader.places


class _PlaceFinder:
    """Finds the places one after the other: most depend on those before."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self.places: list[PassagePlace] = []

    def read(self, i: int) -> None:
        """Add the place of a passage; those before it are known."""
        passage = self._passages[i]
        before = self.places[-1] if self.places else PassagePlace(0)
        if len(passage.text) <= _SHORT and _REASONS.match(passage.text):
            self.places.append(PassagePlace(before.section + 1, is_heading=True, in_reasons=True))
        elif self._is_heading(i):
            self.places.append(PassagePlace(before.section + 1, is_heading=True))
        else:
            list_number, opening = self._list_of(i, before)
            self.places.append(
                PassagePlace(
                    before.section,
                    in_reasons=before.in_reasons,
                    list_number=list_number,
                    opening=opening,
                )
            )

    def _is_heading(self, i: int) -> bool:
        """Return whether a passage names what follows rather than saying something."""
        passage = self._passages[i]
        if passage.style.startswith(("heading", "title")):
            return True
        if len(passage.text) > _SHORT or passage.text.endswith((",", ";")):
            return False
        if passage.is_bold:
            return not opens_list(passage) and not self._is_bold_text(i)
        if passage.text.endswith("!") and not passage.marker:
            return len(passage.sentences) == 1 and not self._goes_on_unmarked(i)
        if passage.is_complete:
            return False
        if passage.marker:
            return not _BULLET.match(passage.marker) and self._counts_alone(i)
        return not (self._is_opened(i) or self._goes_on_unmarked(i))

    def _is_bold_text(self, i: int) -> bool:
        """Return whether a bold passage is a sentence among others of its kind."""
        if not self._passages[i].text.endswith("."):
            return False
        return i + 1 == len(self._passages) or self._passages[i + 1].is_bold

    def _counts_alone(self, i: int) -> bool:
        """Return whether neither neighbour counts on to or from a numbered line."""
        marker = self._passages[i].marker
        if i + 1 < len(self._passages) and counts_on(marker, self._passages[i + 1].marker):
            return False
        if i == 0:
            return True
        before = self._passages[i - 1]
        # "4. Handwerk" behind "3. Die Fraktion setzt sich ein." is the next heading
        return not opens_list(before) and (
            before.is_complete or not counts_on(before.marker, marker)
        )

    def _is_opened(self, i: int) -> bool:
        return i > 0 and opens_list(self._passages[i - 1])

    def _goes_on_unmarked(self, i: int) -> bool:
        """Return whether a passage can follow a point without a marker in its list.

        A sentence with its full stop behind points without one says something new.
        """
        if i == 0 or self.places[i - 1].list_number is None or self._passages[i - 1].marker:
            return False
        before, text = self._passages[i - 1].text, self._passages[i].text
        return before.endswith((".", ",", ";", " und")) or not text.endswith(".")

    def _list_of(self, i: int, before: PassagePlace) -> tuple[int | None, int | None]:
        """Return the number of a point's list and the passage that opens it."""
        passage = self._passages[i]
        is_opened = self._is_opened(i)
        if not passage.marker and not (
            (is_opened or self._goes_on_unmarked(i)) and _is_like_a_point(passage)
        ):
            return None, None
        if is_opened:
            return i, i - 1
        for j in range(i - 1, max(i - 2 - _BETWEEN, -1), -1):
            point = self.places[j]
            if point.section != before.section:
                break
            if point.list_number is not None:
                alike = self._passages[j].marker[-1:] == passage.marker[-1:] != ""
                if j == i - 1 or alike:
                    return point.list_number, point.opening
                break
        return i, None


def _is_like_a_point(passage: Passage) -> bool:
    """Return whether a passage without a marker can be a point: short, and one sentence."""
    return (
        len(passage.text) <= _LONGEST_POINT
        and not passage.text.endswith(":")
        and len(passage.sentences) == 1
    )
