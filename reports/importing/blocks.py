"""Rows → blocks: paragraphs, headings and points, each knowing the line of every character.

Printed lines have no mark for a new paragraph. An empty line, a wider step, another indent, a
number or bullet, other type, or a line that ends before it is full shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from reports.importing.markers import Marker, marker
from reports.importing.run_in_reasons import begins_reasons
from reports.text.dehyphenation import join, join_at
from reports.text.source_text import Role, Row, Sorted

_NOTE_MARKS = r"(?:[⁰¹²³⁴-⁹]|\[\d{1,2}\]|\(!\))*"
"""Marks of footnotes, also misread ones."""

_CLOSED = re.compile(rf"[.;:!?…][“”\"’)\]»]*{_NOTE_MARKS}$")

_LIST_GOES_ON = re.compile(rf"(?:[.;:!?,)“\"]|\b(?:und|oder|sowie)){_NOTE_MARKS}$")
"""How a line ends after which a number or dash can begin a point."""

_ASKS = re.compile(r"\b(?:[Ww]ir|soll|sollen|muss|müssen|aufgefordert|gebeten)\b")
"""What a sentence has that may be a demand of its own."""

_RESOLVED = re.compile(r"\b(?:möge|wolle|hat|mögen)\b.*\b(?:beschließen|beschlossen)\s*[:.]?$")
_REASONS = re.compile(r"Begründung\s*:?$")

_NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-ZÄÖÜ]")

_EMPHASIS = "*_"
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LITTLE_WORD = re.compile(
    r"(?:(?<=[a-zäöüß]{3})|(?<=[A-ZÄÖÜ]{3}))(und|oder|für|vor|zur|zum|mit|ohne|im)(?=[A-ZÄÖÜ])"
)
_NEXT_WORD = re.compile(r"(?<=[a-zäöüß:.)\d])(?=[A-ZÄÖÜ])|(?<=[a-zäöüß])(?=\d)")

_SLACK = 4
"""Characters a line may be short of its neighbours and count as full: letters differ in width."""

_LARGE = 1.15
"""Times the usual size from which type is that of a heading; footnotes are about as much
smaller than their text."""

_INDENT = 1.5
"""Millimetres, or characters in formats without positions, from which an indent is another."""


@dataclass(frozen=True)
class PrintedRow:
    """A row with text, its line counted and its look read."""

    index: int
    """Its index in the rows of the text."""
    line: int
    """The line number it is cited by."""
    text: str
    gap: bool
    """Whether it stands apart from the row before it."""
    interrupted: bool
    """Whether a page ends before it, or something else of the print comes between."""
    strong: bool
    """Whether it is bold, underlined, larger than the text, or between signs of emphasis."""
    style: str
    """What the format says: "heading 2", "list"; see `Line.style`."""
    indent: float | None
    """Where its text begins: millimetres from the page's left edge, or characters behind the
    line number in formats without positions."""
    is_placed: bool = False
    """Whether the format says where it stands on the page."""

    @cached_property
    def marker(self) -> Marker | None:
        """The number or bullet it begins with."""
        return marker(self.text)


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
    def indent(self) -> float | None:
        """Where its first row begins; see `PrintedRow.indent`."""
        return self.rows[0].indent

    @cached_property
    def marker(self) -> Marker | None:
        """The number or bullet it begins with."""
        return marker(self.text)

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
        within = [row.line for row, first, after in self.rows_at() if first < end and start < after]
        return (within[0], within[-1]) if within else self.lines


def is_closed(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return _CLOSED.search(text) is not None


def cited_numbers(rows: Sequence[Row]) -> tuple[tuple[int, ...], bool]:
    """Return the number each row is cited by, rising, and whether the printed ones start again.

    Where they start again, as on each page, the rows are counted through; where no numbers are
    printed, too.
    """
    if all(row.number is None for row in rows):
        return tuple(range(1, len(rows) + 1)), False
    first = next(row.number for row in rows if row.number is not None)
    numbers: list[int] = []
    before, offset = first, 0
    for row in rows:
        if row.number is not None and (row.number >= before or row.number <= 5):
            offset += before if row.number < before else 0
            before = row.number
        numbers.append(before + offset)
    return tuple(numbers), offset > 0


# --- rows ---------------------------------------------------------------------


def printed_rows(
    sorted_: Sorted, first: int, after: int, numbers: Sequence[int]
) -> list[PrintedRow]:
    """Return the rows with text from index `first` up to `after`.

    `numbers` are the numbers that these rows are cited by.
    """
    rows = sorted_.rows[first:after]
    counts_empty_rows = any(row.number is not None and not row.text for row in rows)
    is_strong = _Strength(sorted_, rows)
    printed: list[PrintedRow] = []
    before: Row | None = None
    for i, row in enumerate(rows):
        text = _closed_up(sorted_, row) if row.text else ""
        if text.strip(_SOFT_HYPHEN):
            interrupted = before is not None and _is_interrupted(sorted_, before, row)
            follows = (
                before is not None
                and before.number is not None
                and row.number == before.number + 1
                and not interrupted
            )
            # where empty lines are counted, one without a number is none of the print's
            apart = row.blank_before and not (counts_empty_rows and follows)
            gap = before is None or not before.text or apart or sorted_.text.paragraphs
            style = sorted_.text.lines[row.line].style
            printed.append(
                PrintedRow(
                    *(first + i, numbers[i], text, gap, interrupted),
                    *(is_strong(row), style, _indent(sorted_, row)),
                    is_placed=sorted_.text.lines[row.line].left is not None,
                )
            )
        if row.text and not text.strip(_SOFT_HYPHEN):
            continue
        before = row
    return printed


class _Strength:
    """Whether a row is set in stronger type than most of the text."""

    def __init__(self, sorted_: Sorted, rows: Sequence[Row]) -> None:
        self._sorted = sorted_
        lines = [sorted_.text.lines[row.line] for row in rows if row.text]
        sizes = [line.size for line in lines if line.size]
        self._usual = median(sizes) if sizes else 0.0
        self._mostly_bold = sum(line.bold for line in lines) * 2 > len(lines)

    def __call__(self, row: Row) -> bool:
        line = self._sorted.text.lines[row.line]
        large = line.size is not None and line.size > self._usual * _LARGE
        bold = line.bold and not self._mostly_bold
        return large or bold or getattr(line, "underlined", False) or self._is_emphasised(row)

    def _is_emphasised(self, row: Row) -> bool:
        """Return whether a row stands between Markdown's signs of emphasis."""
        text, roles = self._sorted.text.lines[row.line].text, self._sorted.roles[row.line]
        first, last = roles.find(Role.TEXT.value), roles.rfind(Role.TEXT.value)
        around = text[:first].rstrip()[-1:], text[last + 1 :].lstrip()[:1]
        return all(sign and sign in _EMPHASIS for sign in around)


def _indent(sorted_: Sorted, row: Row) -> float | None:
    """Return where a row's text begins; None where a format has no indents."""
    line = sorted_.text.lines[row.line]
    if line.left is not None:
        return line.left
    if sorted_.text.paragraphs:
        return None
    roles = sorted_.roles[row.line]
    begin = roles.find(Role.TEXT.value)
    number = roles.rfind(Role.NUMBER.value, 0, begin)
    return float(begin - number - 1)


def _is_interrupted(sorted_: Sorted, before: Row, row: Row) -> bool:
    between = "".join(sorted_.roles[before.line + 1 : row.line])
    pages = {sorted_.text.lines[line].page for line in (before.line, row.line)}
    return len(pages) > 1 or not set(between) <= {" "}


def _closed_up(sorted_: Sorted, row: Row) -> str:
    """Return a row's text without soft hyphens and letter-spacing: "W o h n e n" is "Wohnen"."""
    tokens = row.text.split()
    if len(tokens) < 5 or sum(len(token) == 1 for token in tokens) < len(tokens) * 0.8:
        divided = row.text.endswith(_SOFT_HYPHEN)
        return join([row.text]) + (_SOFT_HYPHEN if divided else "")
    text, roles = sorted_.text.lines[row.line].text, sorted_.roles[row.line]
    kept = "".join(
        letter if role == Role.TEXT.value else " " for letter, role in zip(text, roles, strict=True)
    ).strip()
    words = [re.sub(r"\s", "", word) for word in re.split(r"\s{2,}", kept)]
    if len(words) == 1:
        # all spaces are alike: capitals and figures begin words
        apart = _LITTLE_WORD.sub(r" \1", words[0])
        words = [_NEXT_WORD.sub(" ", apart)]
    return join([re.sub(r"\s+([:.,])", r"\1", " ".join(words))])


# --- blocks -------------------------------------------------------------------


def blocks(rows: Sequence[PrintedRow], *, whole: bool) -> list[Block]:
    """Return rows put together to blocks; with `whole` each row is a block by itself."""
    if whole:
        return [Block((row,)) for row in rows]
    runs: list[list[PrintedRow]] = []
    width = _full_width(rows)
    for row in rows:
        if runs and (not row.gap or _goes_on(runs[-1], row, width)):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [block for run in runs for block in _parted(run, width)]


def _full_width(rows: Sequence[PrintedRow]) -> int:
    """Return how many characters full lines have."""
    lengths = sorted(len(row.text) for row in rows)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(run: Sequence[PrintedRow], row: PrintedRow, width: int) -> bool:
    """Return whether a sentence goes on over a gap, as at the end of a page."""
    before = run[-1]
    run_width = max(len(other.text) for other in run) if len(run) > 1 else width
    is_full = len(before.text) + 1 + len(row.text.split()[0]) > run_width - _SLACK
    # a line that has room for the next word ends a paragraph
    begins_small = (
        row.text[0].islower()
        and not is_closed(before.text)
        and (is_full or row.interrupted or len(before.text) > width * 0.7)
    )
    begins_demand = is_closed(before.text) and (
        _ASKS.search(row.text) or (len(row.text) < width * 0.7 and not is_closed(row.text))
    )
    runs_on = row.interrupted and is_full and not begins_demand
    return (
        (begins_small or runs_on)
        and before.strong == row.strong
        and not before.style
        and not row.style
        and not row.marker
        and not _stands_alone(before)
        and not _stands_alone(row)
    )


def _parted(run: Sequence[PrintedRow], width: int) -> list[Block]:
    """Return rows without a gap between them, parted where another block begins."""
    parts = [[run[0]]]
    run_width = max(len(row.text) for row in run)
    for before, row in pairwise(run):
        if _begins(parts[-1], before, row, width, run_width):
            parts.append([row])
        else:
            parts[-1].append(row)
    return [Block(tuple(rows)) for rows in parts]


def _begins(
    current: Sequence[PrintedRow],
    before: PrintedRow,
    row: PrintedRow,
    width: int,
    run_width: int,
) -> bool:
    """Return whether a row begins another block than the row before it."""
    # a converter or Markdown marks the first line of a point alone
    goes_on = current[0].style == "list" and not row.style
    if before.strong != row.strong or row.style == "table" or _stands_alone(row):
        return True
    if begins_reasons(row.text):
        return True
    if before.style != row.style and not goes_on:
        return True
    if row.marker and _begins_point(current, before, row):
        return True
    if _can_head(row) and is_closed(before.text) and len(row.text) < width * 0.9:
        return True
    fits = len(before.text) + 1 + len(row.text.split()[0])
    if _stands_alone(before):
        # the text below a heading fills its lines, the rest of a long heading does not
        rest = (row.strong or len(row.text) < width * 0.7) and not is_closed(row.text)
        heads = before.marker is not None and before.marker.is_worded and row.text[0].isupper()
        return fits <= width - _SLACK or (heads and not rest)
    if before.text.endswith(("-", _SOFT_HYPHEN)) or not row.text[0].isupper():
        return False
    if is_closed(before.text):
        return fits <= run_width - _SLACK
    # a heading right above its text
    headed = len(current) == 1 or _can_head(current[0])
    room = width if row.interrupted else min(width, run_width)
    return headed and fits <= room - 2 * _SLACK


def _begins_point(current: Sequence[PrintedRow], before: PrintedRow, row: PrintedRow) -> bool:
    """Return whether a row with a number or bullet begins a point of a list."""
    first = current[0].marker
    if row.text[0] in "•‣▪●○◦■□➢➤∙◼►✓":
        return True
    if first and first.is_bullet and row.text[0] == current[0].text[0]:
        return True  # the next point has the sign of this one
    if row.indent is not None and current[0].indent is not None and len(current) > 1:
        # hanging indent: the point before has its lines indented, this one stands out again
        hangs = current[-1].indent
        if first and hangs is not None and hangs - row.indent > _INDENT:
            return True
    return _LIST_GOES_ON.search(before.text) is not None or (
        first is not None and row.marker is not None and _follows(first, row.marker)
    )


def _follows(first: Marker, second: Marker) -> bool:
    return (
        not first.is_bullet
        and first.scheme == second.scheme
        and first.parents == second.parents
        and second.value == first.value + 1
    )


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
