"""The lines that a resolution is cited by: which row of its source a line number means.

Where one file holds several motions, each with line numbers from 1, the lines of a
resolution are those of the motion that contains the wordings of its measures.
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
from reports.importing.printed_rows import cited_numbers
from reports.text.source_text import Row, Sorted

_MOST_TITLE_LINES = 40
"""Lines of a measure before its wording at most: its title, and reasons below that."""

_HIGHEST_FIRST = 5
"""The highest line number a motion begins with; some print only every fifth number."""


@dataclass(frozen=True)
class CitedRows:
    """Rows of a source, each with the line number it is cited by."""

    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    """The line number of each row, in ascending order; neighbours may share a number."""
    start: int = 0
    """The index of the first of these rows in the source."""

    def row_range(self, lines: Lines) -> tuple[int, int]:
        """Return the index of the first row of a line range and that after its last row."""
        return bisect_left(self.numbers, lines.first), bisect_right(self.numbers, lines.last)

    def rows_of(self, lines: Lines) -> tuple[Row, ...]:
        """Return the rows of a line range."""
        first, after = self.row_range(lines)
        return self.rows[first:after]

    def nearest(self, line: int) -> tuple[int, ...]:
        """Return the line number itself if it exists, else its neighbours, one or two."""
        at = bisect_left(self.numbers, line)
        if line in self.numbers[at : at + 1]:
            return (line,)
        return self.numbers[max(at - 1, 0) : at + 1]


def text_of_resolution(source: Sorted, resolution: Resolution, *, shared: bool = False) -> Sorted:
    """Return the source with its rows numbered as the resolution cites them.

    A row without a number stays so, unless none of them has one: then all are counted. With
    ``shared``, the source holds other resolutions, too: their rows and footnotes are left out.
    """
    cited = cited_rows(source, resolution)
    unnumbered = all(row.number is None for row in cited.rows)
    start, after = 0, len(source.rows)
    if shared:
        start, after = (cited.start + at for at in cited.row_range(resolution.lines))
        if not unnumbered:
            # a heading without a number belongs to the lines that follow it
            start = _first_unnumbered_above(source.rows, start)
            if after < len(source.rows):
                after = _first_unnumbered_above(source.rows, after)
    rows = tuple(
        replace(row, number=cited.numbers[i - cited.start])
        if i >= cited.start and (unnumbered or row.number is not None)
        else row
        for i, row in enumerate(source.rows[start:after], start)
    )
    notes = []
    for note in source.footnotes:
        at = note.anchor
        if at is None:
            # without a mark in the text, a footnote belongs to the last row above it
            at = max(
                (i for i, row in enumerate(source.rows) if row.line < note.lines[0]), default=0
            )
        if start <= at < after:
            anchor = None if note.anchor is None else note.anchor - start
            notes.append(replace(note, anchor=anchor))
    return replace(source, rows=rows, footnotes=tuple(notes))


def numbering_starts(rows: Sequence[Row]) -> list[int]:
    """Return the indices of rows at which printed line numbers begin anew; 0 is always one."""
    starts, before = [0], 0
    for i, row in enumerate(rows):
        if row.number is not None:
            if row.number < before and row.number <= _HIGHEST_FIRST:
                starts.append(i)
            before = row.number
    return starts


def cited_rows_from(source: Sorted, start: int, most: int | None = None) -> CitedRows:
    """Return the rows from an index on, numbered as if a motion begins there.

    ``most`` limits how many rows are returned.
    """
    rows = source.rows[start : None if most is None else start + most]
    return CitedRows(rows, cited_numbers(rows)[0], start)


def cited_rows(source: Sorted, resolution: Resolution) -> CitedRows:
    """Return the rows that a resolution's line references count.

    If line numbers begin anew in the source, the resolution is the motion in which most
    wordings of its measures stand in the lines cited for them; among equals, the one
    that contains the resolution's title, else the first.
    """
    starts = numbering_starts(source.rows)
    wordings = [
        (measure.lines, wording)
        for area in resolution.areas
        for measure in area.measures
        if (wording := letters(measure.wording or ""))
    ]
    if all(row.number is None for row in source.rows) and wordings:
        # Nothing is printed: a wording tells where line 1 must be. Its measure's lines may begin
        # with a title, so it can begin in each of them; the fewest lines give the fewest starts.
        lines, wording = min(wordings, key=lambda pair: pair[0].last - pair[0].first)
        wording_rows = LetterIndex(source.rows).find(wording)
        if wording_rows:
            lines_above = range(lines.first - 1, min(lines.last, lines.first + _MOST_TITLE_LINES))
            starts += [max(wording_rows[0] - above, 0) for above in lines_above]
    if len(starts) == 1:
        return cited_rows_from(source, 0)
    # Rows without a number, between the others and on a cover, make a motion longer than
    # its last line number: at most twice as long, and 200 rows for covers and lists.
    most = 2 * resolution.lines.last + 200
    title = letters(resolution.title)

    def matching_wordings(start: int) -> int:
        """Return how many wordings stand in the lines cited for them if the motion begins here.

        Those that end with these lines count twice: a line too many may stand at the beginning,
        such as a title.
        """
        candidate = cited_rows_from(source, start, most)
        count = 0
        for lines, wording in wordings:
            text = letters_of(candidate.rows_of(lines))
            count += (wording in text) + text.endswith(wording)
        return count

    scores = {start: matching_wordings(start) for start in starts}
    best = [start for start in starts if scores[start] == max(scores.values())]
    if len(best) == 1:
        return cited_rows_from(source, best[0])
    # a title may stand above the first line number
    heads = {start: _first_unnumbered_above(source.rows, start) for start in starts}
    ends = dict(pairwise(sorted(heads.values())))
    titled = (
        start
        for start in best
        if title in letters_of(source.rows[heads[start] : ends.get(heads[start])])
    )
    return cited_rows_from(source, next(titled, best[0]))


def _first_unnumbered_above(rows: Sequence[Row], start: int) -> int:
    """Return the index of the first of the unnumbered rows directly above a row."""
    while start > 0 and rows[start - 1].number is None:
        start -= 1
    return start


@lru_cache(maxsize=1 << 16)
def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case, and nothing else.

    Texts are compared by their letters since line ends, hyphens and spaces differ between
    a source and what was copied from it.
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def letters_of(rows: Iterable[Row]) -> str:
    """Return the letters of all rows, joined."""
    return "".join(letters(row.text) for row in rows)


class LetterIndex:
    """The letters of rows, to find which rows a text spans."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Join the letters of all rows, and note where each row ends."""
        parts = [letters(row.text) for row in rows]
        self._text = "".join(parts)
        self._ends = list(accumulate(map(len, parts)))

    def find(self, text: str) -> tuple[int, int] | None:
        """Return the indices of the first and the last row that a text spans, or None.

        The text is given by its letters; None means that it is not there.
        """
        at = self._text.find(text)
        if at < 0 or not text:
            return None
        last = at + len(text) - 1
        return bisect_right(self._ends, at), bisect_right(self._ends, last)
