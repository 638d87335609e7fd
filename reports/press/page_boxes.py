"""The boxes of a page for a print shop, and its marks where to cut and to fold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from reports.i18n import _
from reports.press.cmyk import convert_content
from reports.press.content_interpreter import ContentStream
from reports.press.conversion_context import ConversionContext
from reports.press.pdf_values import EXACT, read_numbers, to_decimals
from reports.units import POINTS_PER_MM

_MARK_GAP, _MARK_LENGTH = 1.0, 5.0
"""Millimetres from the bleed to a crop mark, and its length."""


_FOLD_DASHES = "[2 2] 0 d"
"""Marks where to fold are dashed, so that nobody cuts there."""


def finish_page(
    context: ConversionContext,
    page: Any,
    trim: tuple[float, float],
    folds: Sequence[float] = (),
) -> None:
    """Convert a page in place: its content to CMYK, with exact boxes and crop marks.

    ``trim`` is its width and height in millimetres, ``folds`` where it is folded, in millimetres
    from the left; with crop marks these are marked, too. Everything else that a page can have,
    such as annotations, is removed. Raises RenderingError if the page has another size,
    or less bleed than the profile asks for.
    """
    profile = context.profile
    media, old_trim = read_numbers(page.MediaBox), read_numbers(page.get("/TrimBox"))
    bleed, (width, height) = profile.bleed * POINTS_PER_MM, (side * POINTS_PER_MM for side in trim)
    exact = EXACT * POINTS_PER_MM
    if (
        len(old_trim) != 4
        or abs(old_trim[2] - old_trim[0] - width) > exact
        or abs(old_trim[3] - old_trim[1] - height) > exact
    ):
        raise context.error(_("the page is not of the trim size"))
    below = [inner - outer for inner, outer in zip(old_trim[:2], media[:2], strict=True)]
    above = [outer - inner for inner, outer in zip(old_trim[2:], media[2:], strict=True)]
    if min(*below, *above) < bleed - exact:
        raise context.error(_("the page has too little bleed"))
    # a millimetre is left beyond the marks
    edge = bleed + (_MARK_GAP + _MARK_LENGTH + 1) * POINTS_PER_MM * profile.marks
    left, bottom = edge - old_trim[0], edge - old_trim[1]
    shift = (1.0, 0.0, 0.0, 1.0, left, bottom)
    content, used = convert_content(
        context, ContentStream(page, page.get("/Resources", Dictionary())), shift=shift
    )
    moved = b"q\n1 0 0 1 %s %s cm\n" % tuple(f"{side:.5f}".encode() for side in (left, bottom))
    parts = [moved, content, b"\nQ\n"]
    if profile.marks:
        parts.append(_marks(edge, edge + width, edge, edge + height, bleed))
        ends = (bleed + _MARK_GAP * POINTS_PER_MM, edge - POINTS_PER_MM)
        parts.append(_fold_marks([edge + x * POINTS_PER_MM for x in folds], edge, height, ends))
        used.ColorSpace = Dictionary(PressMarks=_registration(context.pdf))
    full = (0.0, 0.0, width + 2 * edge, height + 2 * edge)
    trimmed = (edge, edge, edge + width, edge + height)
    for key in list(page.keys()):
        if key not in ("/Type", "/Parent"):
            del page[key]
    page.MediaBox = page.CropBox = Array(to_decimals(full))
    bleeding = (edge - bleed, edge - bleed, edge + width + bleed, edge + height + bleed)
    page.BleedBox = Array(to_decimals(bleeding))
    page.TrimBox = Array(to_decimals(trimmed))
    page.Resources = used
    page.Contents = context.pdf.make_stream(b"".join(parts))


def _registration(pdf: Pdf) -> Array:
    """Return the colour space of crop marks, all inks at once (ISO 32000-1, 8.6.6.4)."""
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, pdf.make_indirect(function)])


def _fold_marks(
    folds: Sequence[float], edge: float, height: float, ends: tuple[float, float]
) -> bytes:
    """Return the content that draws a dashed line above and below each fold, outside the bleed.

    Args:
        folds: Where the page is folded, in points from the left.
        edge: The lower edge of the trim.
        height: The height of the trim.
        ends: How far from the trim a line begins and ends.
    """
    near, far = ends
    drawn = " ".join(
        f"{x:.4f} {start:.4f} m {x:.4f} {end:.4f} l S"
        for x in folds
        for start, end in ((edge - near, edge - far), (edge + height + near, edge + height + far))
    )
    return f"q /PressMarks CS 1 SCN 0.25 w {_FOLD_DASHES} {drawn} Q\n".encode()


def _marks(left: float, right: float, bottom: float, top: float, bleed: float) -> bytes:
    """Return the content that draws two lines at each corner, outside the bleed."""
    near, far = (
        bleed + _MARK_GAP * POINTS_PER_MM,
        bleed + (_MARK_GAP + _MARK_LENGTH) * POINTS_PER_MM,
    )
    lines = []
    for x, away in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            lines.append((x + away * near, y, x + away * far, y))
            lines.append((x, y + up * near, x, y + up * far))
    drawn = " ".join(f"{a:.4f} {b:.4f} m {c:.4f} {d:.4f} l S" for a, b, c, d in lines)
    return f"q /PressMarks CS 1 SCN 0.25 w {drawn} Q\n".encode()
