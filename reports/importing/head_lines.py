"""The rows of a text with what tells a head from its text: type size, place, distance, style."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from reports.importing.head_keys import Key, KeyLine, known_key, read_cells, read_key
from reports.importing.head_status import tick_boxes
from reports.importing.motion_numbers import MotionNumber, read_number
from reports.text.dehyphenation import join
from reports.text.source_text import Line, Role, Row, Sorted

_LARGE = 1.12
"""How much larger than the text type is that stands out. Motion books set titles at 1.3 to 1.8
times the size of the text; the sizes of one type as PDF gives them differ by less than 0.02."""
_LINE = 2.2
"""Distance of two lines in sizes of their type from which on one stands apart: in the Jusos'
books lines of a title are 1.2 to 1.4 apart, a key and the next 1.8."""
_MILLIMETRES = 0.3528
"""A point in millimetres."""
_COUNTED = re.compile(r"(?:\d{1,2}\.)+\s+(?=[A-ZÄÖÜ])")
"""What a word processor counts headings with: "1.2. DS 117/2030 Bänke"."""
_EMPHASIS = "*_"
_NEARLY = 0.85
_LEAST_FULL = 4
"""Lines of nearly the same length that show how wide a column is."""
_SLACK = 2
"""Signs that a full line may be short of its neighbours: letters differ in width."""


@dataclass(frozen=True)
class HeadLine:
    """A row with text."""

    row: int
    """The index of its Row."""
    index: int
    """The index of its Line."""
    text: str
    """Without soft hyphens and ligatures; a word divided at its end stays divided."""
    line: Line
    indent: float | None
    """Millimetres from the page's edge, or signs from the line's beginning in a text file."""
    large: bool
    """Whether its type is larger than that of the text."""
    strong: bool
    """Bold, larger than the text, a heading or title by its style, or emphasised in Markdown."""
    gap: bool
    """Whether it stands apart from the line before it."""
    tops_page: bool
    """Whether it is the first on its page; never in files without pages."""
    number: int | None
    """Its printed line number."""
    lead: str = ""
    """Its beginning in bold type, if the rest is not."""
    cells: tuple[str, ...] = ()
    """Its parts, if it is a row of a table or has wide gaps."""

    @cached_property
    def key(self) -> KeyLine | None:
        """What it says about the motion: "Antragsteller: …"."""
        table = self.line.style == "table"
        key = read_cells(self.cells, table=table) if self.cells else None
        if key is not None:
            return key
        key = read_key(self.text)
        if key is not None and not key.certain and known_key(self.lead) is not None:
            return replace(key, certain=True)
        return key

    @cached_property
    def motion_number(self) -> MotionNumber | None:
        """The motion's number that it begins with, or that stands in a column of its own."""
        if len(self.cells) > 1:
            first, *others = self.cells
            number = read_number(first)
            if number is not None and not number.title:
                return replace(number, title=" ".join(others))
            last = read_number(others[-1])
            if last is not None and last.kind and not last.title and number is None:
                return last
        return read_number(_COUNTED.sub("", self.text) if self.heading else self.text)

    @property
    def heading(self) -> bool:
        """Whether the file itself calls it a heading or a title."""
        return self.line.style.startswith(("heading", "title"))


def head_lines(sorted_: Sorted, contents: Collection[int]) -> list[HeadLine]:
    """Return the rows that have text, and lines of heads that repeat like a running head.

    `contents` are the lines of contents pages.
    """
    usual = _usual_size(sorted_)
    view = _View(sorted_, usual, mostly_bold=_mostly_bold(sorted_))
    repeated = iter(_repeated(sorted_, usual, contents))
    waiting = next(repeated, None)
    before: Row | None = None
    for index, row in enumerate(sorted_.rows):
        while waiting is not None and waiting < row.line:
            view.add_repeated(waiting, index)
            waiting = next(repeated, None)
        if text := join([row.text]):
            view.add_row(index, row, text, apart=before is not None and not before.text)
        before = row
    return view.lines


class _View:
    """Collects the lines with their looks."""

    def __init__(self, sorted_: Sorted, usual: float, *, mostly_bold: bool) -> None:
        lines = sorted_.text.lines
        self.lines: list[HeadLine] = []
        self._sorted = sorted_
        self._usual = usual
        self._mostly_bold = mostly_bold
        self._paged = len({line.page for line in lines}) > 1
        self._placed = any(line.left is not None for line in lines)

    def add_row(self, index: int, row: Row, text: str, *, apart: bool) -> None:
        """Add a row with its text; `apart` if the row before it is empty."""
        line = self._sorted.text.lines[row.line]
        indent = row.left if self._placed else float(row.indent)
        emphasised = _emphasised(self._sorted, row.line)
        self.lines.append(
            HeadLine(
                index,
                row.line,
                text,
                line,
                indent,
                self._is_large(line),
                emphasised or self._is_strong(line),
                row.blank_before or apart or self._is_apart(line),
                self._tops_page(line),
                row.number,
                row.text[: row.lead].strip(),
                _cells(row),
            )
        )

    def add_repeated(self, index: int, row: int) -> None:
        """Add a line that is no row, above the row `row`."""
        line = self._sorted.text.lines[index]
        self.lines.append(
            HeadLine(
                row,
                index,
                join([line.text]),
                line,
                line.left if self._placed else None,
                self._is_large(line),
                self._is_strong(line),
                self._is_apart(line),
                self._tops_page(line),
                None,
                cells=_raw_cells(line),
            )
        )

    def _is_large(self, line: Line) -> bool:
        return line.size is not None and line.size > self._usual * _LARGE

    def _is_strong(self, line: Line) -> bool:
        return (
            self._is_large(line)
            or line.style.startswith(("heading", "title"))
            or (line.bold and not self._mostly_bold)
        )

    def _is_apart(self, line: Line) -> bool:
        last = self.lines[-1].line if self.lines else None
        return last is None or (self._paged and last.page != line.page) or _distant(last, line)

    def _tops_page(self, line: Line) -> bool:
        last = self.lines[-1].line if self.lines else None
        first = last is None or (self._paged and last.page != line.page)
        return first and (self._paged or self._placed)


def _repeated(sorted_: Sorted, usual: float, contents: Collection[int]) -> Iterator[int]:
    """Yield the lines that were set aside for repeating, but are of a motion's head.

    "Antragsteller: Landesvorstand" stands at the same place on many a page.
    """
    awaits_value = False
    for index, (line, roles) in enumerate(zip(sorted_.text.lines, sorted_.roles, strict=True)):
        aside = not set(roles) - {Role.FURNITURE.value, " "} and line.style != "metadata"
        if index in contents or not aside:
            awaits_value = False
            continue
        text = join([line.text])
        cells = _raw_cells(line)
        key = read_cells(cells, table=False) if cells else read_key(text)
        if awaits_value or (key is not None and key.key is not Key.OTHER) or tick_boxes(text):
            yield index
            awaits_value = key is not None and key.certain and not key.value
        elif read_number(text) is not None:
            large = line.size is not None and line.size > usual * _LARGE
            below = next((other for other in sorted_.text.lines[index + 1 :] if other.text), line)
            if large or (line.size is None and read_key(join([below.text])) is not None):
                yield index


def same_look(first: HeadLine, second: HeadLine) -> bool:
    """Return whether two lines are of one size, weight and style."""
    sizes = (first.line.size or 0.0, second.line.size or 0.0)
    return (
        abs(sizes[0] - sizes[1]) < 0.02 * max(1.0, *sizes)
        and first.strong == second.strong
        and first.line.style == second.line.style
    )


class LineRoom:
    """Tells whether a line is full, so that the next goes on with it."""

    def __init__(self, lines: Sequence[HeadLine]) -> None:
        self._width = _full_length([len(line.text) for line in lines])
        self._edges: dict[int, float] = {}
        columns: dict[int, list[float]] = {}
        for line in lines:
            if line.line.left is not None and line.line.right is not None:
                columns.setdefault(_column(line.line.left), []).append(line.line.right)
        for column in columns:
            near = (columns.get(column + step, []) for step in (-1, 0, 1))
            self._edges[column] = _full_length([edge for edges in near for edge in edges])

    def is_full(self, line: HeadLine, following: HeadLine) -> bool:
        """Return whether the next line's first word had no room in a line."""
        word = len(following.text.split()[0])
        left, right = line.line.left, line.line.right
        if left is not None and right is not None and right > left:
            sign = (right - left) / max(1, len(line.text))
            edge = self._edges.get(_column(left), math.inf)
            return right + sign * (word + 1) > edge + _SLACK * sign
        return len(line.text) + 1 + word > self._width - _SLACK


def _column(left: float) -> int:
    """Return which part of the page's width a line begins in: lists are indented less."""
    return round(left / 10)


def _full_length(lengths: Sequence[float]) -> float:
    """Return how long full lines are; infinite where too few are about as long."""
    if not lengths:
        return math.inf
    full = sorted(lengths)[len(lengths) * 9 // 10]
    alike = sum(length > _NEARLY * full for length in lengths)
    return full if alike >= _LEAST_FULL else math.inf


def _usual_size(sorted_: Sorted) -> float:
    """Return the size that most of the text is set in; 0 if none is known."""
    letters: dict[float, int] = {}
    for row in sorted_.rows:
        size = sorted_.text.lines[row.line].size
        if size:
            letters[round(size, 1)] = letters.get(round(size, 1), 0) + len(row.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _mostly_bold(sorted_: Sorted) -> bool:
    bold = [sorted_.text.lines[row.line].bold for row in sorted_.rows if row.text]
    return sum(bold) * 2 > len(bold) > 1


def _distant(before: Line, line: Line) -> bool:
    """Return whether more than a line's height lies between two lines of a page."""
    if before.page != line.page or None in (before.top, line.top, line.size):
        return False
    assert before.top is not None
    assert line.top is not None
    assert line.size is not None
    return line.top - before.top > _LINE * _MILLIMETRES * max(line.size, before.size or 0.0)


def _cells(row: Row) -> tuple[str, ...]:
    """Return the parts of a row; empty if it has only one."""
    if not row.cells:
        return ()
    starts = (0, *row.cells, len(row.text))
    return tuple(join([row.text[first:after]]) for first, after in pairwise(starts))


def _raw_cells(line: Line) -> tuple[str, ...]:
    """Return the cells of a row of a Markdown table."""
    if line.style != "table":
        return ()
    return tuple(cell.strip(" *_") for cell in line.text.strip().strip("|").split("|"))


def _emphasised(sorted_: Sorted, index: int) -> bool:
    """Return whether a line stands between Markdown's signs of emphasis."""
    text, roles = sorted_.text.lines[index].text, sorted_.roles[index]
    first, last = roles.find(Role.TEXT.value), roles.rfind(Role.TEXT.value)
    around = text[:first].rstrip()[-1:], text[last + 1 :].lstrip()[:1]
    return all(sign and sign in _EMPHASIS for sign in around)


def closed(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return re.search(r"[.;:!?…][“”\"’)\]»]*(?:[⁰¹²³⁴-⁹]|\[\d{1,2}\])*$", text) is not None
