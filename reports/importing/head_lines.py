"""The rows of a text with what tells a head from its text: type size, place, distance, style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
_EMPHASIS = "*_"
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

    @property
    def heading(self) -> bool:
        """Whether the file itself calls it a heading or a title."""
        return self.line.style.startswith(("heading", "title"))


def head_lines(sorted_: Sorted) -> list[HeadLine]:
    """Return the rows that have text."""
    lines = sorted_.text.lines
    usual = _usual_size(sorted_)
    mostly_bold = _mostly_bold(sorted_)
    paged = len({line.page for line in lines}) > 1
    placed = any(line.left is not None for line in lines)
    shown: list[HeadLine] = []
    before: Row | None = None
    for index, row in enumerate(sorted_.rows):
        text = join([row.text])
        if not text:
            before = row
            continue
        line = lines[row.line]
        large = line.size is not None and line.size > usual * _LARGE
        last = shown[-1].line if shown else None
        first = last is None or (paged and last.page != line.page)
        shown.append(
            HeadLine(
                index,
                row.line,
                text,
                line,
                _indent(sorted_, row, placed=placed),
                large,
                large
                or line.style.startswith(("heading", "title"))
                or (line.bold and not mostly_bold)
                or _emphasised(sorted_, row),
                first
                or row.blank_before
                or (before is not None and not before.text)
                or (last is not None and _distant(last, line)),
                first and (paged or placed),
                row.number,
            )
        )
        before = row
    return shown


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
        self._width = _ninetieth(sorted(len(line.text) for line in lines))
        self._edges: dict[int, float] = {}
        columns: dict[int, list[float]] = {}
        for line in lines:
            if line.line.left is not None and line.line.right is not None:
                columns.setdefault(_column(line.line.left), []).append(line.line.right)
        for column in columns:
            near = (columns.get(column + step, []) for step in (-1, 0, 1))
            self._edges[column] = _ninetieth(sorted(edge for edges in near for edge in edges))

    def is_full(self, line: HeadLine, following: HeadLine) -> bool:
        """Return whether the next line's first word had no room in a line."""
        word = len(following.text.split()[0])
        left, right = line.line.left, line.line.right
        if left is not None and right is not None and right > left:
            sign = (right - left) / max(1, len(line.text))
            edge = self._edges.get(_column(left), 0.0)
            return edge > 0 and right + sign * (word + 1) > edge + _SLACK * sign
        return len(line.text) + 1 + word > self._width - _SLACK


def _column(left: float) -> int:
    """Return which part of the page's width a line begins in: lists are indented less."""
    return round(left / 10)


def _ninetieth(values: Sequence[float]) -> float:
    return values[len(values) * 9 // 10] if values else 0.0


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


def _indent(sorted_: Sorted, row: Row, *, placed: bool) -> float | None:
    """Return where a row's text begins."""
    line = sorted_.text.lines[row.line]
    if placed:
        return line.left
    if sorted_.text.paragraphs:
        return None
    start = sorted_.roles[row.line].find(Role.TEXT.value)
    return float(len(line.text[:start].expandtabs(8))) if start >= 0 else None


def _emphasised(sorted_: Sorted, row: Row) -> bool:
    """Return whether a row stands between Markdown's signs of emphasis."""
    text, roles = sorted_.text.lines[row.line].text, sorted_.roles[row.line]
    first, last = roles.find(Role.TEXT.value), roles.rfind(Role.TEXT.value)
    around = text[:first].rstrip()[-1:], text[last + 1 :].lstrip()[:1]
    return all(sign and sign in _EMPHASIS for sign in around)


def closed(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return re.search(r"[.;:!?…][“”\"’)\]»]*(?:[⁰¹²³⁴-⁹]|\[\d{1,2}\])*$", text) is not None
