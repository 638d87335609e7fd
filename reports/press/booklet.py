"""Pages in the order for saddle stitching: two a side, to be folded in the middle and stapled."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Name, Page

from reports.i18n import _
from reports.press.sheet import (
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


def booklet_sheets(pdf: bytes, sheet: tuple[float, float], *, from_right: bool = False) -> bytes:
    """The pages on sheets of a size in millimetres, front and back in turn, the outermost first.

    Blank pages at the end make their number a multiple of four. Two pages meet
    at the fold, in the middle of the sheet; they have the trim size of the
    pages (what lies beyond is cut off) and are never scaled: A5 pages go on A4
    that lies. The sheets are for printing on both sides so that the top stays
    the top: over the short edge of a sheet that lies, which the file tells the
    viewer. With ``from_right`` the binding is on the right, for languages that
    are read from there.

    Creep is ignored: the inner pages of a thick booklet stand out at the open
    side by the paper's thickness, and lose that much of their margin when cut.

    Each page and its fonts stand in the file once. Title and language stay,
    tags and links do not. The same input gives the same bytes.

    Raises UsageError where there are no pages, where they differ in size, and
    where two of them do not fit the sheet.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as made:
        pages = list(source.pages)
        width, height = _size_of_all(pages)
        if not fits((2 * width, height), sheet):
            raise sheet_error(
                _("two pages side by side need {needed} mm, the sheet has {sheet} mm").format(
                    needed=shown((2 * width, height)), sheet=shown(sheet)
                ),
                _("turn the sheet, or take a larger one or smaller pages"),
            )
        fold, bottom = sheet[0] / 2, (sheet[1] - height) / 2
        for side in _sides(len(pages), from_right=from_right):
            placed = {
                f"P{i}": (pages[number], left)
                for i, (number, left) in enumerate(zip(side, (fold - width, fold), strict=True))
                if number < len(pages)
            }
            drawn = [_drawn(name, page, left, bottom) for name, (page, left) in placed.items()]
            forms = {name: page for name, (page, _left) in placed.items()}
            add_sheet(made, forms, sheet, "".join(drawn).encode())
        lies = sheet[0] > sheet[1]
        keep_what_is_known(
            source, made, Name.DuplexFlipShortEdge if lies else Name.DuplexFlipLongEdge
        )
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _sides(count: int, *, from_right: bool) -> Iterator[tuple[int, int]]:
    """The pages left and right on each side of the sheets, counted from 0; blanks from count on."""
    first, last = 0, -(-count // 4) * 4 - 1
    while first < last:
        # on a front the later page is on the left, on its back on the right
        later_left = (first % 2 == 0) != from_right
        yield (last, first) if later_left else (first, last)
        first, last = first + 1, last - 1


def _size_of_all(pages: Sequence[Page]) -> Size:
    if not pages:
        raise sheet_error(_("there are no pages"), _("give a PDF that has some"))
    size = trim_size(pages[0])
    for number, page in enumerate(pages, 1):
        if not same(trim_size(page), size):
            raise sheet_error(
                _("page {number} measures {size} mm, the first {first} mm").format(
                    number=number, size=shown(trim_size(page)), first=shown(size)
                ),
                _("give all pages the same size"),
            )
    return size


def _drawn(name: str, page: Page, left: float, bottom: float) -> str:
    x0, y0 = corners(page)[:2]
    across, up = left * POINTS_PER_MM - x0, bottom * POINTS_PER_MM - y0
    return f"q 1 0 0 1 {across:.4f} {up:.4f} cm /{name} Do Q\n"
