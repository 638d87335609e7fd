"""The rows of a motion with what their print says: line, gap, type, indent, number or bullet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from reports.importing.markers import Marker, marker
from reports.text.dehyphenation import join
from reports.text.source_text import Line, Role, Row, Sorted

_EMPHASIS = "*_"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LITTLE_WORD = re.compile(
    r"(?:(?<=[a-zäöüß]{3})|(?<=[A-ZÄÖÜ]{3}))(und|oder|für|vor|zur|zum|mit|ohne|im)(?=[A-ZÄÖÜ])"
)
_NEXT_WORD = re.compile(r"(?<=[a-zäöüß:.)\d])(?=[A-ZÄÖÜ])|(?<=[a-zäöüß])(?=\d)")

_LARGE = 1.15
"""Times the usual size from which type is that of a heading; footnotes are about as much
smaller than their text."""

_WHOLE = 0.9
"""Share of a line's letters from which all of it is bold; the rest may be of another font."""


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
    indent: float
    """Where its text begins: millimetres from the page's left edge, or characters behind the
    line number in formats without positions."""
    is_placed: bool = False
    """Whether the format says where it stands on the page."""
    size: float = 0.0
    """The size of its type in points; 0 in formats that do not say it."""
    is_counted: bool = False
    """Whether a number without a sign behind it, "1 Wohnen", counts it; see `bare_numbers`."""

    @cached_property
    def marker(self) -> Marker | None:
        """The number or bullet it begins with."""
        return marker(self.text, bare=self.is_counted)


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
        if text.strip(SOFT_HYPHEN):
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
                    size=sorted_.text.lines[row.line].size or 0.0,
                )
            )
        if row.text and not text.strip(SOFT_HYPHEN):
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
        # "Bänke im Park: Die Stadt soll …" may have only its title in bold
        bold = line.bold and not self._mostly_bold and _bold_share(line) > _WHOLE
        return large or bold or getattr(line, "underlined", False) or self._is_emphasised(row)

    def _is_emphasised(self, row: Row) -> bool:
        """Return whether a row stands between Markdown's signs of emphasis."""
        text, roles = self._sorted.text.lines[row.line].text, self._sorted.roles[row.line]
        first, last = roles.find(Role.TEXT.value), roles.rfind(Role.TEXT.value)
        around = text[:first].rstrip()[-1:], text[last + 1 :].lstrip()[:1]
        return all(sign and sign in _EMPHASIS for sign in around)


def _bold_share(line: Line) -> float:
    """Return the share of a line's letters that is bold."""
    letters = {True: 0, False: 0}
    for span in line.all_spans():
        letters[span.bold] += sum(map(str.isalpha, line.text[span.begin : span.end]))
    return letters[True] / max(1, letters[True] + letters[False])


def _indent(sorted_: Sorted, row: Row) -> float:
    """Return where a row's text begins."""
    line = sorted_.text.lines[row.line]
    if line.left is not None:
        return line.left
    if sorted_.text.paragraphs:
        return line.indent
    roles = sorted_.roles[row.line]
    begin = roles.find(Role.TEXT.value)
    number = roles.rfind(Role.NUMBER.value, 0, begin)
    # signs of emphasis before it set nothing in
    return float(sum(map(str.isspace, line.text[number + 1 : begin])))


def _is_interrupted(sorted_: Sorted, before: Row, row: Row) -> bool:
    between = "".join(sorted_.roles[before.line + 1 : row.line])
    pages = {sorted_.text.lines[line].page for line in (before.line, row.line)}
    return len(pages) > 1 or not set(between) <= {" "}


def _closed_up(sorted_: Sorted, row: Row) -> str:
    """Return a row's text without soft hyphens and letter-spacing: "W o h n e n" is "Wohnen"."""
    tokens = row.text.split()
    if len(tokens) < 5 or sum(len(token) == 1 for token in tokens) < len(tokens) * 0.8:
        divided = row.text.endswith(SOFT_HYPHEN)
        return join([row.text]) + (SOFT_HYPHEN if divided else "")
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
