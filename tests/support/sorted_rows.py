"""Rows of a text as sorting out would give them, from lines that are written in a test."""

from __future__ import annotations

from collections.abc import Iterable

from reports.text.source_text import Line, Role, Row, Sorted, Text


def rows_of(
    pairs: Iterable[tuple[int | None, str]], *, styles: dict[int, str] | None = None
) -> Sorted:
    """Rows as sorting out would give them.

    Without a number, an empty text is a gap and a form feed begins a page.
    """
    lines: list[Line] = []
    rows: list[Row] = []
    gap, page = False, 1
    for number, text in pairs:
        if number is None and text in ("", "\f"):
            gap, page = True, page + (text == "\f")
            continue
        lines.append(Line(text, page, len(lines) + 1, style=(styles or {}).get(len(lines), "")))
        blank_before = gap or bool(rows and not rows[-1].text)
        rows.append(Row(number, " ".join(text.split()), len(lines) - 1, blank_before))
        gap = False
    roles = tuple(
        "".join(" " if sign.isspace() else Role.TEXT.value for sign in line.text) for line in lines
    )
    return Sorted(Text("sample.txt", "", tuple(lines)), roles, tuple(rows), (), ())


def numbered(text: str, first: int = 1) -> Sorted:
    """The lines of a text, all of them counted."""
    lines = text.strip("\n").splitlines()
    return rows_of((i, line.strip()) for i, line in enumerate(lines, first))


def unnumbered(text: str) -> Sorted:
    """The lines of a text without numbers."""
    return rows_of((None, line.strip()) for line in text.strip("\n").splitlines())


def placed(lines: Iterable[tuple[str, float, float, float, bool]]) -> Sorted:
    """Rows of one page from text, left edge and top in millimetres, size, and whether bold."""
    printed = tuple(
        Line(text, 1, i, left, left + len(text) * size * 0.17, top, size, bold)
        for i, (text, left, top, size, bold) in enumerate(lines, 1)
    )
    rows = tuple(Row(None, line.text, i, left=line.left) for i, line in enumerate(printed))
    roles = tuple(
        "".join(" " if sign.isspace() else Role.TEXT.value for sign in line.text)
        for line in printed
    )
    return Sorted(Text("sample.pdf", "", printed), roles, rows, (), ())
