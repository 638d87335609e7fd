"""N-up: several copies of a page on one sheet, to be printed on an office printer and cut."""

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
    copy_document_properties,
    corners,
    fits,
    format_size,
    same_size,
    saved_sheets,
    sheet_error,
    trim_size,
)
from reports.press.sheet_tags import ARTIFACT, SheetTags
from reports.units import POINTS_PER_MM

MARK_WIDTH = 0.25
"""Width of a cut mark in points: a hairline."""
MARK_LENGTH = 3.0
"""Length in millimetres of a cut mark outside the copies."""
TICK_LENGTH = 6.0
"""Length in millimetres of a tick at the sheet's edge, used if copies leave no room for marks.

It is longer than the 4 to 5 mm that office printers leave blank. It lies on the line of
the cut, so nothing of it stays on the copies.
"""


def n_up_sheets(
    pdf: bytes, sheet: tuple[float, float], columns: int, rows: int, cut_marks: bool
) -> bytes:
    """Return a PDF of a sheet filled with copies of a page, edge to edge and centred.

    ``sheet`` is the width and height of the paper in millimetres. One page makes one
    sheet; two pages make the front and the back of one, for printing on both sides over
    the long edge. Since the copies are centred, each back lies exactly behind its front.
    On a landscape sheet, turning over the long edge turns the back upside down, so the
    backs are rotated by 180 degrees to be upright when the cut page is turned sideways.

    Copies have the pages' trim size (what lies beyond is cut off) and are never scaled.
    The fonts are in the file only once. Title and language are kept, and the tags of the
    first copy, so that it is read aloud once; links are not. The same input gives the same
    bytes.

    Raises UsageError if the copies do not fit the sheet, there are none or more than two
    pages, they differ in size, or columns or rows are fewer than one.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as target:
        pages = list(source.pages)
        width, height = _size_of_copies(pages)
        _check_fit(width, height, sheet, columns, rows)
        left = (sheet[0] - columns * width) / 2
        bottom = (sheet[1] - rows * height) / 2
        xs = [left + i * width for i in range(columns + 1)]
        ys = [bottom + i * height for i in range(rows + 1)]
        marks = _cut_marks(xs, ys, sheet) if cut_marks else b""
        tags = SheetTags(source, target)
        for number, page in enumerate(pages):
            turned = number == 1 and sheet[0] > sheet[1]
            copies = _copies(page, xs, ys, turned=turned)
            add_sheet(target, tags, {"P": page}, sheet, copies + marks, {"C": "P"})
        tags.write()
        duplex = Name.DuplexFlipLongEdge if len(pages) > 1 else Name.Simplex
        copy_document_properties(source, target, duplex)
        return saved_sheets(source, target)


def _size_of_copies(pages: Sequence[Page]) -> Size:
    """Return the trim size of the one or two pages; raises UsageError for any others."""
    if len(pages) not in (1, 2):
        raise sheet_error(
            _("{count} pages cannot be the front and back of one sheet").format(count=len(pages)),
            _("give one or two pages"),
        )
    front, back = trim_size(pages[0]), trim_size(pages[-1])
    if not same_size(front, back):
        raise sheet_error(
            _("front and back differ in size: {front} and {back} mm").format(
                front=format_size(front), back=format_size(back)
            ),
            _("give both pages the same size"),
        )
    return front


def _check_fit(
    width: float, height: float, sheet: tuple[float, float], columns: int, rows: int
) -> None:
    """Raise UsageError if the copies do not fit the sheet."""
    if columns < 1 or rows < 1:
        raise sheet_error(
            _("{columns} by {rows} copies are none").format(columns=columns, rows=rows),
            _("give at least one column and one row"),
        )
    needed = columns * width, rows * height
    if not fits(needed, sheet):
        raise sheet_error(
            _("{columns} by {rows} copies need {needed} mm, the sheet has {sheet} mm").format(
                columns=columns, rows=rows, needed=format_size(needed), sheet=format_size(sheet)
            ),
            _("take fewer copies, a larger sheet or smaller pages"),
        )


def _copies(page: Page, xs: Sequence[float], ys: Sequence[float], *, turned: bool) -> bytes:
    """Return the content that draws the form ``/P`` in the first cell and ``/C`` in all others.

    Those are artifacts: the same is not read again. ``xs`` and ``ys`` are the edges of the
    cells in millimetres; with ``turned``, copies are rotated by 180 degrees.
    """
    x0, y0 = corners(page)[:2]
    parts: list[str] = []
    for y, above in pairwise(ys):
        for x, beside in pairwise(xs):
            if turned:
                across, up = beside * POINTS_PER_MM + x0, above * POINTS_PER_MM + y0
                matrix = f"-1 0 0 -1 {across:.4f} {up:.4f}"
            else:
                matrix = f"1 0 0 1 {x * POINTS_PER_MM - x0:.4f} {y * POINTS_PER_MM - y0:.4f}"
            parts.append(f"q {matrix} cm /{'C' if parts else 'P'} Do Q\n")
    first, *others = parts
    return (first + ARTIFACT.format(drawing="".join(others))).encode()


def _cut_marks(xs: Sequence[float], ys: Sequence[float], sheet: tuple[float, float]) -> bytes:
    """Return the content that draws hairlines at both ends of each cut.

    They lie outside the copies, or at the sheet's edge if there is no room outside.
    """
    lines = [
        (x, end, x, stop)
        for x in xs
        if _is_cut(x, sheet[0])
        for end, stop in _ends(ys[0], ys[-1], sheet[1])
    ]
    lines += [
        (end, y, stop, y)
        for y in ys
        if _is_cut(y, sheet[1])
        for end, stop in _ends(xs[0], xs[-1], sheet[0])
    ]
    strokes = [
        "{:.4f} {:.4f} m {:.4f} {:.4f} l".format(*(value * POINTS_PER_MM for value in line))
        for line in lines
    ]
    if not strokes:
        return b""
    drawing = " ".join(["q 0 G", str(MARK_WIDTH), "w", *strokes, "S Q\n"])
    return ARTIFACT.format(drawing=drawing).encode()


def _is_cut(position: float, side: float) -> bool:
    """Return whether an edge of the copies needs a cut, with paper on both its sides."""
    return TOLERANCE < position < side - TOLERANCE


def _ends(first: float, last: float, side: float) -> tuple[tuple[float, float], ...]:
    """Return start and end of the two marks in line with copies from ``first`` to ``last``."""
    if first >= MARK_LENGTH:
        return (first - MARK_LENGTH, first), (last, last + MARK_LENGTH)
    return (0, TICK_LENGTH), (side - TICK_LENGTH, side)
