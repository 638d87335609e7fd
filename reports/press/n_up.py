"""Several copies of a page on one sheet, to be printed on an office printer and cut."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pikepdf
from pikepdf import Name, Page

from reports.i18n import _
from reports.press.sheet import (
    TOLERANCE,
    Size,
    add_sheet,
    corners,
    fits,
    keep_what_is_known,
    same,
    sheet_error,
    shown,
    trim_size,
)
from reports.units import POINTS_PER_MM

MARK_WIDTH = 0.25
"""Points; a hairline."""
MARK_LENGTH = 3.0
"""Millimetres of a cut mark outside the copies."""
TICK_LENGTH = 6.0
"""Millimetres of a tick from the sheet's edge where the copies leave no room.

It reaches beyond the 4 to 5 mm that office printers leave white, and lies on
the cut, so it goes with it.
"""


def n_up_sheets(
    pdf: bytes, sheet: tuple[float, float], columns: int, rows: int, cut_marks: bool
) -> bytes:
    """A sheet, in millimetres, full of copies of a page, edge to edge in its middle.

    One page makes one sheet; two pages make its front and its back, for printing
    on both sides over the long edge. The copies stand in the middle, so each
    back lies exactly behind its front. On an upright sheet it stands upright,
    too; on one that lies, turning over the long edge is turning upside down, so
    the backs are turned round for the reader, who turns the cut page sideways.

    The copies have the trim size of the pages (what lies beyond is cut off) and
    are never scaled; the page and its fonts stand in the file once. Title and
    language stay, tags and links do not. The same input gives the same bytes.

    Raises UsageError where the copies do not fit the sheet, where the pages
    differ in size, where there are none or more than two, and for less than one
    column or row.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as made:
        pages = list(source.pages)
        width, height = _size_of_copies(pages)
        _check_fit(width, height, sheet, columns, rows)
        left = (sheet[0] - columns * width) / 2
        bottom = (sheet[1] - rows * height) / 2
        xs = [left + i * width for i in range(columns + 1)]
        ys = [bottom + i * height for i in range(rows + 1)]
        marks = _cut_marks(xs, ys, sheet) if cut_marks else b""
        for number, page in enumerate(pages):
            turned = number == 1 and sheet[0] > sheet[1]
            drawn = _copies(page, xs, ys, turned=turned)
            add_sheet(made, {"P": page}, sheet, drawn + marks)
        duplex = Name.DuplexFlipLongEdge if len(pages) > 1 else Name.Simplex
        keep_what_is_known(source, made, duplex)
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _size_of_copies(pages: Sequence[Page]) -> Size:
    """The trim size of the one or two pages."""
    if len(pages) not in (1, 2):
        raise sheet_error(
            _("{count} pages cannot be the front and back of one sheet").format(count=len(pages)),
            _("give one or two pages"),
        )
    front, back = trim_size(pages[0]), trim_size(pages[-1])
    if not same(front, back):
        raise sheet_error(
            _("front and back differ in size: {front} and {back} mm").format(
                front=shown(front), back=shown(back)
            ),
            _("give both pages the same size"),
        )
    return front


def _check_fit(
    width: float, height: float, sheet: tuple[float, float], columns: int, rows: int
) -> None:
    if columns < 1 or rows < 1:
        raise sheet_error(
            _("{columns} by {rows} copies are none").format(columns=columns, rows=rows),
            _("give at least one column and one row"),
        )
    needed = columns * width, rows * height
    if not fits(needed, sheet):
        raise sheet_error(
            _("{columns} by {rows} copies need {needed} mm, the sheet has {sheet} mm").format(
                columns=columns, rows=rows, needed=shown(needed), sheet=shown(sheet)
            ),
            _("take fewer copies, a larger sheet or smaller pages"),
        )


def _copies(page: Page, xs: Sequence[float], ys: Sequence[float], *, turned: bool) -> bytes:
    """The drawing of the form ``/P`` in each cell, half a turn round where told to."""
    x0, y0 = corners(page)[:2]
    parts = []
    for y, above in pairwise(ys):
        for x, beside in pairwise(xs):
            if turned:
                across, up = beside * POINTS_PER_MM + x0, above * POINTS_PER_MM + y0
                matrix = f"-1 0 0 -1 {across:.4f} {up:.4f}"
            else:
                matrix = f"1 0 0 1 {x * POINTS_PER_MM - x0:.4f} {y * POINTS_PER_MM - y0:.4f}"
            parts.append(f"q {matrix} cm /P Do Q\n")
    return "".join(parts).encode()


def _cut_marks(xs: Sequence[float], ys: Sequence[float], sheet: tuple[float, float]) -> bytes:
    """Hairlines at both ends of each cut, outside the copies or at the sheet's edge."""
    lines = [
        (x, end, x, stop)
        for x in xs
        if _is_a_cut(x, sheet[0])
        for end, stop in _ends(ys[0], ys[-1], sheet[1])
    ]
    lines += [
        (end, y, stop, y)
        for y in ys
        if _is_a_cut(y, sheet[1])
        for end, stop in _ends(xs[0], xs[-1], sheet[0])
    ]
    drawn = [
        "{:.4f} {:.4f} m {:.4f} {:.4f} l".format(*(value * POINTS_PER_MM for value in line))
        for line in lines
    ]
    return " ".join(["q 0 G", str(MARK_WIDTH), "w", *drawn, "S Q\n"]).encode() if drawn else b""


def _is_a_cut(position: float, side: float) -> bool:
    """Whether there is paper on both sides of the cut."""
    return TOLERANCE < position < side - TOLERANCE


def _ends(first: float, last: float, side: float) -> tuple[tuple[float, float], ...]:
    """The two marks in line with copies that reach from first to last."""
    if first >= MARK_LENGTH:
        return (first - MARK_LENGTH, first), (last, last + MARK_LENGTH)
    return (0, TICK_LENGTH), (side - TICK_LENGTH, side)
