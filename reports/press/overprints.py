"""Text that is printed over other text, judged by the ink.

Boxes of lines overlap on many good pages: a descender reaches between the ascenders of a tight
title, headings of columns stand at an angle. So boxes only say where to look. There each of the
two texts is painted by itself, and what counts is the ink that both want.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c

from reports.press.page_text import Box, TextRun, intersection
from reports.press.pdf_values import DEEPEST

Pair = tuple[TextRun, TextRun]

_NEAR = 0.12
"""By how much of their size boxes must overlap, both ways, for their ink to be compared.

Less is a kern or an italic's overhang between two runs of one line."""

_SHARED = 0.02
"""Ink in square ems of the smaller type that makes a fault of an overlap.

A letter over another shares 0.02 to 0.06; a descender that crosses a stem of the next line
shares 0.006, and few lines have three of these."""

_PIXELS_PER_EM = 24
"""Fineness of the comparison: a stem of text type is two pixels wide."""

_LARGEST = 2000
"""Pixels of the compared spot, across and along at most; what overlaps more is coarser."""

_INK = 128
"""Alpha of 255 from which a pixel has ink."""

_MOST_PAIRS = 200
"""Pairs of a page whose ink is compared; one with more has been told enough of."""


def overprints(page: Any, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield those pairs of runs of which the second is printed over the first.

    Args:
        page: PDFium's page that the runs are on. Its objects are switched off, so that it can
            neither be rendered nor read afterwards.
        pairs: Runs whose boxes overlap.
    """
    painter = _Painter(page)
    for first, second in pairs[:_MOST_PAIRS]:
        spot = intersection(first.box, second.box)
        size = min(first.size, second.size)
        scale = min(_PIXELS_PER_EM / size, _LARGEST / max(spot[2] - spot[0], spot[3] - spot[1]))
        inks = painter.ink_of(first, spot, scale), painter.ink_of(second, spot, scale)
        pixels = sum(min(both) >= _INK for both in zip(*inks, strict=True))
        if pixels / (scale * size) ** 2 > _SHARED:
            yield first, second


def overlapping(runs: Sequence[TextRun]) -> list[Pair]:
    """Return the pairs whose boxes overlap by more than neighbours do.

    Args:
        runs: The runs of a page, in the order in which they are painted, as in each pair.
    """
    pairs: list[tuple[int, int]] = []
    active: list[tuple[float, float, float, float, int]] = []
    """Left, right, top, size and index of the runs that the sweep from below has reached."""
    order = sorted(range(len(runs)), key=lambda i: runs[i].box[1])
    for i in order:
        left, bottom, right, top = runs[i].box
        size = runs[i].size
        active = [other for other in active if other[2] > bottom]
        for other_left, other_right, other_top, other_size, j in active:
            least = _NEAR * min(size, other_size)
            if (
                min(right, other_right) - max(left, other_left) > least
                and min(top, other_top) - bottom > least
            ):
                pairs.append((min(i, j), max(i, j)))
        active.append((left, right, top, size, i))
    return [(runs[i], runs[j]) for i, j in sorted(pairs)]


class _Painter:
    """Paints single runs of a page."""

    def __init__(self, page: Any) -> None:
        """Switch off everything that is on the page."""
        self._page = page
        self._height = pdfium_c.FPDF_GetPageHeightF(page)
        _switch_off(page, pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject)

    def ink_of(self, run: TextRun, spot: Box, scale: float) -> bytes:
        """Return how much ink a run has in each pixel of a spot, from 0 to 255.

        Args:
            run: The run.
            spot: A part of the page.
            scale: Pixels in a point.
        """
        for switched in run.objects:
            pdfium_c.FPDFPageObj_SetIsActive(switched, True)
        width = max(1, round((spot[2] - spot[0]) * scale))
        height = max(1, round((spot[3] - spot[1]) * scale))
        bitmap = pdfium_c.FPDFBitmap_Create(width, height, 1)
        try:
            pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0)
            pdfium_c.FPDF_RenderPageBitmapWithMatrix(
                bitmap,
                self._page,
                # PDFium counts from the upper left corner of the page
                pdfium_c.FS_MATRIX(
                    scale, 0, 0, scale, -spot[0] * scale, (spot[3] - self._height) * scale
                ),
                pdfium_c.FS_RECTF(0, 0, width, height),
                0,
            )
            stride = pdfium_c.FPDFBitmap_GetStride(bitmap)
            pixels = ctypes.string_at(pdfium_c.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            pdfium_c.FPDFBitmap_Destroy(bitmap)
        for switched in run.objects:
            pdfium_c.FPDFPageObj_SetIsActive(switched, False)
        return pixels[3::4]  # blue, green, red, alpha: the colour of the ink does not matter


def _switch_off(holder: Any, count: Any, child: Any, depth: int = 0) -> None:
    """Switch off the objects of a page or of a drawing, and those within them."""
    for index in range(count(holder)):
        painted = child(holder, index)
        pdfium_c.FPDFPageObj_SetIsActive(painted, False)
        is_drawing = pdfium_c.FPDFPageObj_GetType(painted) == pdfium_c.FPDF_PAGEOBJ_FORM
        if is_drawing and depth < DEEPEST:
            _switch_off(
                painted,
                pdfium_c.FPDFFormObj_CountObjects,
                pdfium_c.FPDFFormObj_GetObject,
                depth + 1,
            )
