"""The rows of a resolution: its lines with their numbers, without what is not its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.importing.character_roles import CharacterRoles
from reports.importing.footnotes import PrintedNote
from reports.importing.line_number_candidates import Printed
from reports.importing.line_steps import LineSteps
from reports.importing.unprinted_numbers import Apart, Counted, Spread
from reports.text.source_text import Footnote, Line, Role, Row, Span, Text
from reports.units import POINTS_PER_MM

_SENTENCE_END = re.compile(r"[.!?:;…][“”\"»)\]’]*$")
_CELL = re.compile(r"\t\s*(?=\S)|(?<=\S) {3,}(?=\S)")
"""What parts the cells of a line in text without positions."""
_HEADING_STYLES = ("heading", "title")
_BAR = re.compile(r"\|\s*(?=[^\s|])")
_COLUMN = 2.0
"""Millimetres of a column: of a typewriter's 2.54, of usual type less."""
_MARKER = re.compile(r"\W*\d*\W*$")
"""A bullet or a number, which is no cell of its own."""
_WIDE = 1.5
"""Em between two columns of a line."""


def spread_of(
    lines: Sequence[Line], printed: Sequence[Printed], bare: Sequence[str], out: Collection[int]
) -> Spread:
    """Return what stands between the printed numbers; the lines `out` are not the text's."""
    numbered = {number.line for number in printed}
    return Spread(
        lines,
        printed,
        [
            index not in numbered and index not in out and bool(text.strip())
            for index, text in enumerate(bare)
        ],
        [not line.text.strip() for line in lines],
    )


def spare_lines(spread: Spread) -> Callable[[int], int | None]:
    """Return a function: how many lines too many stand between the numbers around a line."""
    many: dict[int, int] = {}
    if not spread.apart:
        for earlier, later in spread.pairs():
            missing = later.values[0] - earlier.values[-1] - 1
            if missing < 1 or later.line - earlier.line > 60:
                continue
            stretch = range(earlier.line + 1, later.line)
            text, *_others, single = spread.ways(stretch.start, stretch.stop)
            over = len(text) - missing
            if over < 1 < len(single) - missing:
                over = len(single) - missing
            if over > 0:
                many.update(dict.fromkeys(stretch, over))
    return many.get


@dataclass
class _Before:
    """What stands between a row and the one before it."""

    empty: bool = False
    """An empty line of the file."""
    empty_row: bool = False
    """An empty line that has a number."""
    broken: bool = False
    """Furniture, a note, a block of numbers."""


def rows_of(
    text: Text, roles: CharacterRoles, spread: Spread, apart: Apart, counted: Counted
) -> list[Row]:
    """Return the rows of a text in order."""
    return list(_RowMaker(text, roles, spread, apart, counted).rows())


class _RowMaker:
    """Goes through the lines of a text once."""

    def __init__(
        self, text: Text, roles: CharacterRoles, spread: Spread, apart: Apart, counted: Counted
    ) -> None:
        self._text = text
        self._lines = text.lines
        self._roles = roles
        self._contents = [roles.text(index) for index in range(len(text.lines))]
        self._spread = spread
        self._apart = apart
        self._counted = counted
        self._printed = {number.line: number for number in spread.printed}
        self._doubled = {
            earlier.line
            for earlier, later in spread.pairs()
            if earlier.alone and earlier.values[-1] == later.values[0]
        }
        self._empty_numbered = self._are_empty_lines_numbered()
        self._steps = LineSteps(
            text.lines, {index for index, content in enumerate(self._contents) if content}
        )
        self._last: Row | None = None
        self._before = _Before()

    def _are_empty_lines_numbered(self) -> bool:
        printed = self._spread.printed
        empty = sum(
            number.alone or len(number.values) > 1
            for number in printed
            if number.line not in self._apart.blocks
        )
        return self._spread.step == 1 and empty > max(1, 0.01 * len(printed))

    def rows(self) -> Iterator[Row]:
        """Yield the rows, the empty ones that have a number among them."""
        for index in range(len(self._lines)):
            if index in self._apart.blocks:
                self._before.broken = True
            elif index not in self._printed and not self._contents[index]:
                yield from self._without_text(index)
            else:
                yield from self._with_text(index)

    def _without_text(self, index: int) -> Iterator[Row]:
        if index in self._apart.numbers:
            yield self._empty_row(index, self._apart.numbers[index])
        elif self._spread.blank[index]:
            self._before.empty = True
        else:
            self._before.broken = True

    def _with_text(self, index: int) -> Iterator[Row]:
        """Yield a line's row, and an empty one for each other number that ran into it."""
        printed = self._printed.get(index)
        values: list[int | None]
        if printed is None:
            values = [self._apart.numbers.get(index, self._counted.numbers.get(index))]
        else:
            values = list(_once(printed.values))
        own_place = 0 if printed and printed.at_end else len(values) - 1
        if index in self._doubled:
            values.pop()
        for place, number in enumerate(values):
            if place == own_place and self._contents[index]:
                yield self._row(index, number)
            else:
                yield self._empty_row(index, number)

    def _empty_row(self, index: int, number: int | None) -> Row:
        row = Row(number, "", index, self._before.empty_row)
        self._before.empty_row = True
        return row

    def _row(self, index: int, number: int | None) -> Row:
        line = self._lines[index]
        begin = self._roles.of[index].find(Role.TEXT.value)
        cells, lead = _cells_and_lead(line, self._roles.of[index], self._contents[index])
        self._last = Row(
            number,
            self._contents[index],
            index,
            self._is_blank_before(index, number),
            left=_place(line, begin),
            indent=_indent(line, begin),
            lead=lead,
            cells=cells,
        )
        self._before = _Before()
        return self._last

    def _is_blank_before(self, index: int, number: int | None) -> bool:
        last, before = self._last, self._before
        if last is None:
            return before.empty_row or before.empty
        if before.empty_row or self._text.paragraphs:
            return True
        if self._lines[index].style.startswith(_HEADING_STYLES):
            return True
        if before.empty and not (
            self._empty_numbered and number is not None and number - 1 == last.number
        ):
            pages = self._lines[last.line].page, self._lines[index].page
            broken = before.broken or pages[0] != pages[1]
            if not broken or _SENTENCE_END.search(last.text):
                return True
        return self._steps.is_wide(last.line, index)


def _once(values: Sequence[int]) -> Iterator[int]:
    yield values[0]
    yield from (value for earlier, value in pairwise(values) if value != earlier)


# --- places and parts ---------------------------------------------------------


def _place(line: Line, begin: int) -> float | None:
    """Return where a character of a line stands, as its spans or its length tell."""
    if line.left is None or line.right is None:
        return line.left
    span = Span(0, len(line.text), line.left, line.right)
    for candidate in line.spans:
        if candidate.begin <= begin and candidate.left is not None:
            span = candidate
    left, right = span.left or 0.0, span.right or 0.0
    share = (begin - span.begin) / max(1, span.end - span.begin)
    return round(left + share * (right - left), 2)


def _indent(line: Line, begin: int) -> int:
    """Return how many columns of white space stand before a character of a line."""
    if line.left is not None:
        return 0
    before = line.text[:begin].expandtabs(8)
    return len(before) - len(before.rstrip()) + round(line.indent / _COLUMN)


def _cells_and_lead(line: Line, role: str, content: str) -> tuple[tuple[int, ...], int]:
    """Return where cells begin in a row's text, and how much of its beginning is set apart."""
    spans = [span for span in line.spans if Role.TEXT.value in role[span.begin : span.end]]
    if not spans and line.style != "table" and not _CELL.search(line.text):
        return (), 0
    place = _Places(line.text, role)
    begins = {match.end() for match in _CELL.finditer(line.text)}
    if line.style == "table":
        begins |= {match.end() for match in _BAR.finditer(line.text)}
    for earlier, later in pairwise(spans):
        if earlier.right is not None and later.left is not None and line.size:
            gap = (later.left - earlier.right) * POINTS_PER_MM
            if gap > _WIDE * line.size:
                begins.add(later.begin)
    cells = sorted({place.of(begin) for begin in begins})
    lead = 0
    for span in spans:
        if not (span.bold or span.italic or span.underlined):
            break
        lead = place.of(span.end)
    return (
        tuple(cell for cell in cells if cell < len(content) and not _MARKER.match(content[:cell])),
        lead if lead < len(content) else 0,
    )


class _Places:
    """The places of a line's characters in its row's text."""

    def __init__(self, text: str, role: str) -> None:
        shown = (Role.TEXT.value, " ")
        self._kept = [
            letter if kind in shown else "" for letter, kind in zip(text, role, strict=True)
        ]

    def of(self, index: int) -> int:
        """Return the place in the row's text of the first character from an index on."""
        before = "".join(self._kept[:index])
        words = " ".join(before.split())
        return len(words) + bool(words and before[-1:].isspace())


# --- footnotes ----------------------------------------------------------------


def footnotes_of(
    notes: Sequence[PrintedNote], bare: Sequence[str], rows: Sequence[Row]
) -> tuple[Footnote, ...]:
    """Return the footnotes with the rows of their marks."""
    row_of = {row.line: place for place, row in enumerate(rows) if row.text}
    return tuple(_footnote(note, bare, row_of) for note in notes)


def _footnote(note: PrintedNote, bare: Sequence[str], row_of: dict[int, int]) -> Footnote:
    first, *others = note.lines
    words = [bare[first][note.body :], *(bare[index] for index in others)]
    return Footnote(
        note.mark,
        " ".join(" ".join(words).split()),
        tuple(note.lines),
        None if note.anchor is None else row_of.get(note.anchor),
    )
