"""Rows → blocks: paragraphs, headings and points, each knowing the line of every character.

Printed lines have no mark for a new paragraph. An empty line, a wider step, another indent, a
number or bullet, other type, or a line that ends before it is full shows it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reports.importing.bare_numbers import with_bare_numbers
from reports.importing.line_ends import SLACK, has_room, is_closed
from reports.importing.markers import Marker, marker
from reports.importing.point_rows import INDENT, begins_point, unmarked_points
from reports.importing.printed_rows import SOFT_HYPHEN, PrintedRow
from reports.importing.run_in_reasons import begins_reasons
from reports.text.dehyphenation import join_at

_ASKS = re.compile(r"\b(?:[Ww]ir|soll|sollen|muss|müssen|aufgefordert|gebeten)\b")
"""What a sentence has that may be a demand of its own."""

_RESOLVED = re.compile(r"\b(?:möge|wolle|hat|mögen)\b.*\b(?:beschließen|beschlossen)\s*[:.]?$")
_REASONS = re.compile(r"Begründung\s*:?$")

_OTHER_SIZE = 0.08
"""Share by which the type of another heading is larger or smaller: 12 points below 14."""

_TWO = 2
"""Lines from whose common edge a text that is set in is known."""

_NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-ZÄÖÜ]")


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a point of a list."""

    rows: tuple[PrintedRow, ...]

    @cached_property
    def _joined(self) -> tuple[str, tuple[int, ...]]:
        return join_at([row.text for row in self.rows])

    @property
    def text(self) -> str:
        """Its words, with divided ones joined."""
        return self._joined[0]

    @property
    def lines(self) -> tuple[int, int]:
        """Its first and last line number."""
        return self.rows[0].line, self.rows[-1].line

    @property
    def is_strong(self) -> bool:
        """Whether all of it is set in stronger type than the text."""
        return all(row.strong for row in self.rows)

    @property
    def style(self) -> str:
        """What the format says it is; see `Line.style`."""
        return self.rows[0].style

    @property
    def indent(self) -> float:
        """Where its first row begins; see `PrintedRow.indent`."""
        return self.rows[0].indent

    @cached_property
    def marker(self) -> Marker | None:
        """The number or bullet it begins with."""
        return marker(self.text, bare=self.rows[0].is_counted)

    @property
    def words(self) -> str:
        """Its text without its number or bullet."""
        return self.text[self.marker.length :] if self.marker else self.text

    def rows_at(self) -> list[tuple[PrintedRow, int, int]]:
        """Return each row with where it begins in the text and where the next one does."""
        starts = self._joined[1]
        return [*zip(self.rows, starts, [*starts[1:], len(self.text)], strict=True)]

    def lines_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and last line number of the characters from `start` to `end`."""
        starts = self._joined[1]
        first = max(bisect_right(starts, start) - 1, 0)
        after = bisect_left(starts, end) if start < len(self.text) else first
        return (self.rows[first].line, self.rows[after - 1].line) if first < after else self.lines


def blocks(rows: Sequence[PrintedRow], *, whole: bool) -> list[Block]:
    """Return rows put together to blocks; with `whole` each row is a block by itself."""
    rows = with_bare_numbers(rows)
    if whole:
        return [Block((row,)) for row in rows]
    runs: list[list[PrintedRow]] = []
    width = _full_width(rows)
    is_list = False
    for row in rows:
        if runs and (not row.gap or _goes_on(runs[-1], row, width, is_list=is_list)):
            runs[-1].append(row)
            continue
        if runs and is_closed(runs[-1][-1].text):
            is_list = runs[-1][-1].text.endswith((":", ",", ";"))
        runs.append([row])
    opens = [False, *(run[-1].text.endswith(":") for run in runs)]
    return [
        block
        for run, opened in zip(runs, opens, strict=False)
        for block in _parted(run, width, opened=opened)
    ]


def _full_width(rows: Sequence[PrintedRow]) -> int:
    """Return how many characters full lines have."""
    lengths = sorted(len(row.text) for row in rows)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(run: Sequence[PrintedRow], row: PrintedRow, width: int, *, is_list: bool) -> bool:
    """Return whether a sentence goes on over a gap, as at the end of a page.

    With `is_list` a sentence opened a list, whose points may begin with small letters.
    """
    before = run[-1]
    run_width = max(len(other.text) for other in run) if len(run) > 1 else width
    is_full = len(before.text) + 1 + len(row.text.split()[0]) > run_width - SLACK
    # a line that has room for the next word ends a paragraph
    begins_small = (
        row.text[0].islower()
        and not is_closed(before.text)
        and (is_full or row.interrupted or (len(before.text) > width * 0.7 and not is_list))
    )
    begins_demand = is_closed(before.text) and (
        _ASKS.search(row.text) or (len(row.text) < width * 0.7 and not is_closed(row.text))
    )
    is_aligned = len(run) < _TWO or abs(run[-2].indent - before.indent) > INDENT
    is_aligned = is_aligned or abs(row.indent - before.indent) < INDENT
    runs_on = row.interrupted and is_full and is_aligned and not begins_demand
    return (
        (begins_small or runs_on)
        and before.strong == row.strong
        and not before.style
        and not row.style
        and not row.marker
        and not _stands_alone(before)
        and not _stands_alone(row)
    )


def _parted(run: Sequence[PrintedRow], width: int, *, opened: bool) -> list[Block]:
    """Return rows without a gap between them, parted where another block begins.

    `opened` tells whether the text before them opens a list.
    """
    parts = [[run[0]]]
    run_width = max(len(row.text) for row in run)
    unmarked = unmarked_points(run, width, opened=opened)
    for i, (before, row) in enumerate(pairwise(run), 1):
        if i in unmarked or _begins(parts, before, row, width, run_width):
            parts.append([row])
        else:
            parts[-1].append(row)
    return [Block(tuple(rows)) for rows in parts]


def _begins(
    parts: Sequence[Sequence[PrintedRow]],
    before: PrintedRow,
    row: PrintedRow,
    width: int,
    run_width: int,
) -> bool:
    """Return whether a row begins another block than the row before it, the last of `parts`."""
    current = parts[-1]
    # a converter or Markdown marks the first line of a point alone
    goes_on = current[0].style == "list" and not row.style
    if before.strong and row.strong and before.size and not row.marker:
        return abs(before.size - row.size) > before.size * _OTHER_SIZE
    if before.strong != row.strong or row.style == "table" or _stands_alone(row):
        return True
    if begins_reasons(row.text):
        return True
    if before.style != row.style and not goes_on:
        return True
    if row.marker and begins_point(parts, before, row, width):
        return True
    if _can_head(row) and is_closed(before.text) and len(row.text) < width * 0.9:
        return True
    fits = len(before.text) + 1 + len(row.text.split()[0])
    if _RESOLVED.search(before.text) and before.text.endswith(":"):
        return True
    if _stands_alone(before):
        # the text below a heading fills its lines, the rest of a long heading does not
        rest = (row.strong or len(row.text) < width * 0.7) and not is_closed(row.text)
        heads = before.marker is not None and before.marker.is_worded and row.text[0].isupper()
        return fits <= width - SLACK or (heads and not rest)
    if before.text.endswith(("-", SOFT_HYPHEN)) or not row.text[0].isupper():
        return False
    if is_closed(before.text):
        return fits <= run_width - SLACK
    # a heading right above its text
    headed = len(current) == 1 or _can_head(current[0])
    opens_list = row.text.endswith((":", ",")) and _ASKS.search(row.text) is not None
    if opens_list and has_room(before.text, row.text, width):
        return True  # the point before it has no full stop
    is_sentence = len(current) == 1 and (is_closed(row.text) or _ASKS.search(row.text))
    room = width if row.interrupted or is_sentence else min(width, run_width)
    return headed and fits <= room - 2 * SLACK


def _stands_alone(row: PrintedRow) -> bool:
    """Return whether a line says that it is a heading, or opens or ends the text proper."""
    worded = (
        row.marker is not None
        and row.marker.is_worded
        and not is_closed(row.text)
        and _NEXT_SENTENCE.search(row.text, row.marker.length) is None
    )
    return bool(worded or _RESOLVED.search(row.text) or _REASONS.match(row.text))


def _can_head(row: PrintedRow) -> bool:
    """Return whether a line can be a heading by its number."""
    mark = row.marker
    if mark is None or mark.is_bullet or mark.scheme.strip("().")[:1] in ("a", "i"):
        return False
    return row.text[mark.length : mark.length + 1].isupper()
