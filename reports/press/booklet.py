"""Booklets: pages in the order for saddle stitching, two a side, to be folded and stapled."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Name, Page

from reports.i18n import _
from reports.press.sheet import (
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
from reports.press.sheet_tags import SheetTags
from reports.units import POINTS_PER_MM


def booklet_sheets(pdf: bytes, sheet: tuple[float, float], *, from_right: bool = False) -> bytes:
    """Return a PDF with the pages imposed for a booklet: front and back of each sheet in turn.

    ``sheet`` is the width and height of the paper in millimetres. Pages keep their trim
    size (what lies beyond is cut off) and are never scaled: A5 pages need A4 landscape.
    Two of them meet at the fold in the middle; blank pages at the end make their number
    a multiple of four. The outermost sheet comes first. The file tells the viewer about
    which edge to turn the sheets when printing on both sides, the short one for a
    landscape sheet. With ``from_right`` the binding is on the right, for languages that
    are written from right to left.

    Creep is ignored: when a thick booklet is folded, its inner pages stick out at the
    open side by the paper's thickness, and lose that much of their margin when cut.

    Each page and each font is in the file only once. Title, language and tags are kept,
    links are not. The same input gives the same bytes.

    Raises UsageError if there are no pages, they differ in size, or two of them do not
    fit the sheet.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as target:
        pages = list(source.pages)
        width, height = _size_of_all(pages)
        if not fits((2 * width, height), sheet):
            raise sheet_error(
                _("two pages side by side need {needed} mm, the sheet has {sheet} mm").format(
                    needed=format_size((2 * width, height)), sheet=format_size(sheet)
                ),
                _("turn the sheet, or take a larger one or smaller pages"),
            )
        tags = SheetTags(source, target)
        fold, bottom = sheet[0] / 2, (sheet[1] - height) / 2
        for side in _sides(len(pages), from_right=from_right):
            placed = {
                f"P{i}": (pages[number], left)
                for i, (number, left) in enumerate(zip(side, (fold - width, fold), strict=True))
                if number < len(pages)
            }
            drawings = [
                _placed_page(name, page, left, bottom) for name, (page, left) in placed.items()
            ]
            forms = {name: page for name, (page, _left) in placed.items()}
            add_sheet(target, tags, forms, sheet, "".join(drawings).encode())
        tags.write()
        is_landscape = sheet[0] > sheet[1]
        copy_document_properties(
            source, target, Name.DuplexFlipShortEdge if is_landscape else Name.DuplexFlipLongEdge
        )
        return saved_sheets(source, target)


def _sides(count: int, *, from_right: bool) -> Iterator[tuple[int, int]]:
    """Yield the left and the right page of each side of the sheets.

    Pages are counted from 0; ``count`` and above are blank.
    """
    first, last = 0, -(-count // 4) * 4 - 1  # rounded up to a multiple of four
    while first < last:
        # on the front of a sheet the later page is on the left, on the back on the right
        is_later_left = (first % 2 == 0) != from_right
        yield (last, first) if is_later_left else (first, last)
        first, last = first + 1, last - 1


def _size_of_all(pages: Sequence[Page]) -> Size:
    """Return the trim size that all pages share; raises UsageError if they do not."""
    if not pages:
        raise sheet_error(_("there are no pages"), _("give a PDF that has some"))
    size = trim_size(pages[0])
    for number, page in enumerate(pages, 1):
        if not same_size(trim_size(page), size):
            raise sheet_error(
                _("page {number} measures {size} mm, the first {first} mm").format(
                    number=number, size=format_size(trim_size(page)), first=format_size(size)
                ),
                _("give all pages the same size"),
            )
    return size


def _placed_page(name: str, page: Page, left: float, bottom: float) -> str:
    """Return the content that draws a page with its lower left corner at a point in mm."""
    x0, y0 = corners(page)[:2]
    across, up = left * POINTS_PER_MM - x0, bottom * POINTS_PER_MM - y0
    return f"q 1 0 0 1 {across:.4f} {up:.4f} cm /{name} Do Q\n"
