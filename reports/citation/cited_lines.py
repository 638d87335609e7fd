"""The lines a resolution is cited by: which row of its source a number means.

Where a file holds several motions whose numbers start again, a resolution's own
are those that its text stands at.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from reports.content.fields import Lines
from reports.content.resolution import Resolution
from reports.importing.paragraphs import counted
from reports.text.source_text import Row, Sorted

_HIGHEST_FIRST = 5
"""The highest number a numbering that starts again begins with; some print every fifth."""


@dataclass(frozen=True)
class Cited:
    """Rows with the number each is cited by, never falling."""

    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    start: int = 0
    """The index that the first row has in the source."""

    def reach(self, lines: Lines) -> tuple[int, int]:
        """The index of the first row of a range, and of the one after its last."""
        return bisect_left(self.numbers, lines.first), bisect_right(self.numbers, lines.last)

    def within(self, lines: Lines) -> tuple[Row, ...]:
        first, after = self.reach(lines)
        return self.rows[first:after]

    def nearest(self, line: int) -> tuple[int, ...]:
        """The line itself if there is one; else those next to it, one or two."""
        at = bisect_left(self.numbers, line)
        if line in self.numbers[at : at + 1]:
            return (line,)
        return self.numbers[max(at - 1, 0) : at + 1]


def text_of_resolution(source: Sorted, resolution: Resolution, *, shared: bool = False) -> Sorted:
    """The source with its lines numbered as they are cited; of a shared one, what is its own."""
    found = cited(source, resolution)
    counted = all(row.number is None for row in found.rows)
    start, after = 0, len(source.rows)
    if shared:
        start, after = (found.start + at for at in found.reach(resolution.lines))
        if not counted:
            # a heading without a number belongs to what follows it
            start = _above(source.rows, start)
            after = _above(source.rows, after) if after < len(source.rows) else after
    rows = tuple(
        replace(row, number=found.numbers[i - found.start])
        if i >= found.start and (counted or row.number is not None)
        else row
        for i, row in enumerate(source.rows[start:after], start)
    )
    notes = []
    for note in source.footnotes:
        at = note.anchor
        if at is None:
            # where its mark is nowhere, it belongs to what it stands below
            at = max(
                (i for i, row in enumerate(source.rows) if row.line < note.lines[0]), default=0
            )
        if start <= at < after:
            anchor = None if note.anchor is None else note.anchor - start
            notes.append(replace(note, anchor=anchor))
    return replace(source, rows=rows, footnotes=tuple(notes))


def restarts(rows: Sequence[Row]) -> list[int]:
    """The rows at which printed numbers start again, the first row among them."""
    found, before = [0], 0
    for i, row in enumerate(rows):
        if row.number is not None:
            if row.number < before and row.number <= _HIGHEST_FIRST:
                found.append(i)
            before = row.number
    return found


def cited_from(source: Sorted, start: int, longest: int | None = None) -> Cited:
    """The rows from one on, with the numbers they have where a motion begins there."""
    rows = source.rows[start : None if longest is None else start + longest]
    return Cited(rows, counted(rows)[0], start)


def cited(source: Sorted, resolution: Resolution) -> Cited:
    """The rows a resolution's references lead to.

    Where the numbers start again, those rows that prove most of it are its own.
    """
    starts = restarts(source.rows)
    wordings = [
        (one.lines, wording)
        for area in resolution.areas
        for one in area.measures
        if (wording := letters(one.wording or ""))
    ]
    if all(row.number is None for row in source.rows) and wordings:
        lines, wording = wordings[0]
        found = Letters(source.rows).find(wording)
        starts += [max(found[0] - lines.first + 1, 0)] if found else []
    if len(starts) == 1:
        return cited_from(source, 0)
    # lines between the numbered ones, and those of a cover, make it longer than its last number
    longest = 2 * resolution.lines.last + 200
    title = letters(resolution.title)

    def proven(start: int) -> int:
        own = cited_from(source, start, longest)
        return sum(wording in letters_of(own.within(lines)) for lines, wording in wordings)

    told = {start: proven(start) for start in starts}
    best = [start for start in starts if told[start] == max(told.values())]
    if len(best) == 1:
        return cited_from(source, best[0])
    # a title may stand above the first number
    heads = {start: _above(source.rows, start) for start in starts}
    ends = dict(pairwise(sorted(heads.values())))
    titled = (
        start
        for start in best
        if title in letters_of(source.rows[heads[start] : ends.get(heads[start])])
    )
    return cited_from(source, next(titled, best[0]))


def _above(rows: Sequence[Row], start: int) -> int:
    """The first of the rows without a number right before a row."""
    while start > 0 and rows[start - 1].number is None:
        start -= 1
    return start


@lru_cache(maxsize=1 << 16)
def letters(text: str) -> str:
    """A text's letters and digits alone, small: line ends, hyphens and spaces do not count."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def letters_of(rows: Iterable[Row]) -> str:
    """The letters of some rows in a row."""
    return "".join(letters(row.text) for row in rows)


class Letters:
    """The letters of rows, and the row of each."""

    def __init__(self, rows: Sequence[Row]) -> None:
        parts = [letters(row.text) for row in rows]
        self._text = "".join(parts)
        self._ends = list(accumulate(map(len, parts)))

    def find(self, wanted: str) -> tuple[int, int] | None:
        """The first and the last row some letters stand in."""
        at = self._text.find(wanted)
        if at < 0 or not wanted:
            return None
        last = at + len(wanted) - 1
        return bisect_right(self._ends, at), bisect_right(self._ends, last)
