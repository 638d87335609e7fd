"""Contrast of text that is laid over a picture, measured on the pixels of the finished page.

A style sheet cannot tell how light a photo is where a title lies on it, with whatever scrim or
panel between. So the page is rendered without its text, and each run of text is compared with
what is seen below it. Limits are those of WCAG 2.2 (1.4.3): 4.5 to 1, or 3 to 1 for large type.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c
from PIL import Image

from reports.press.page_text import Box, TextRun, boxes_of_pictures, intersection

LEAST, LEAST_OF_LARGE = 4.5, 3.0
"""Contrast ratios that WCAG 2.2 asks of text, and of large text."""

_LARGE, _LARGE_IF_BOLD = 18.0, 14.0
"""Points from which type is large."""

_BOLD = re.compile(rb"(?<!semi)(?<!demi)(?<!semi-)(?<!demi-)(bold|heavy|black)", re.IGNORECASE)
"""What names of faces say from weight 700 on."""

_ROUNDING = 0.05
"""Points by which the engine rounds sizes."""

_CELLS_PER_EM = 4
"""Cells across an em, each of which is judged by its mean colour: about the width of a stroke and
the white beside it. Smaller ones would judge the grain of a photo, larger ones hide a lamp."""

_PIXELS_PER_CELL = 2

_MOST_PIXELS = 4_000_000
"""Pixels in which a page is rendered at most; A3 with 6 point type takes half of them."""

_SLACK = 0.05
"""By how much a measured ratio may fall short: pixels have 256 steps."""


@dataclass(frozen=True, eq=False)
class TextContrast:
    """What a run of text and the picture below it differ by."""

    run: TextRun
    ratio: float
    """The contrast ratio where it is least, from 1 to 21."""
    least: float
    """The one that it has to have."""

    @property
    def is_enough(self) -> bool:
        """Return whether the text can be read everywhere."""
        return self.ratio >= self.least - _SLACK


def picture_contrasts(page: Any, runs: Sequence[TextRun]) -> list[TextContrast]:
    """Measure the contrast of each run of a page that lies over a picture, in their order.

    Args:
        page: A page as pypdfium2 opens it; it is left as it was.
        runs: The runs of the page.
    """
    pictures = boxes_of_pictures(page.raw)
    laid_over = []
    for run in runs if pictures else ():
        spots = [spot for box in pictures if _has_area(spot := intersection(run.box, box))]
        if spots:
            laid_over.append((run, spots))
    if not laid_over:
        return []
    width, height = page.get_size()
    finest = _CELLS_PER_EM * _PIXELS_PER_CELL / min(run.size for run, _spots in laid_over)
    scale = min(finest, (_MOST_PIXELS / (width * height)) ** 0.5)
    ground = _without_text(page, runs, scale)
    left, _bottom, _right, top = page.get_cropbox()
    return [
        TextContrast(
            run,
            min(
                (
                    _ratio(run, cell)
                    for spot in spots
                    for cell in _cells(ground, _in_pixels(spot, left, top, scale), run.size * scale)
                ),
                default=21.0,
            ),
            _least(run),
        )
        for run, spots in laid_over
    ]


def _has_area(box: Box) -> bool:
    """Return whether a box is not empty."""
    return box[0] < box[2] and box[1] < box[3]


def _without_text(page: Any, runs: Sequence[TextRun], scale: float) -> Image.Image:
    """Return a page as it looks without some runs of text."""
    _switch(runs, is_on=False)
    try:
        picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        _switch(runs, is_on=True)
    return picture.convert("RGB")


def _switch(runs: Sequence[TextRun], *, is_on: bool) -> None:
    """Switch runs of text on or off."""
    for run in runs:
        pdfium_c.FPDFPageObj_SetIsActive(run.objects[-1], is_on)


def _in_pixels(box: Box, left: float, top: float, scale: float) -> Box:
    """Return left, upper, right and lower edge of a box in a picture of its page."""
    return (
        (box[0] - left) * scale,
        (top - box[3]) * scale,
        (box[2] - left) * scale,
        (top - box[1]) * scale,
    )


def _cells(ground: Image.Image, box: Box, em: float) -> Iterator[tuple[int, int, int]]:
    """Yield the mean colours of the cells of a box of a picture.

    Args:
        ground: The picture.
        box: Left, upper, right and lower edge in its pixels.
        em: The size of the type in its pixels.
    """
    box = intersection(box, (0, 0, *ground.size))
    if not _has_area(box):
        return
    cell = em / _CELLS_PER_EM
    size = (max(1, round((box[2] - box[0]) / cell)), max(1, round((box[3] - box[1]) / cell)))
    means = ground.resize(size, Image.Resampling.BOX, box)
    data = means.tobytes()
    yield from {(data[i], data[i + 1], data[i + 2]) for i in range(0, len(data), 3)}


def _ratio(run: TextRun, ground: Sequence[int]) -> float:
    """Return the contrast ratio of a run on a colour, from 1 to 21 (WCAG 2.2)."""
    red, green, blue, alpha = (ctypes.c_uint() for _channel in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(run.objects[-1], red, green, blue, alpha)
    share = alpha.value / 255
    text = [
        share * channel.value + (1 - share) * below
        for channel, below in zip((red, green, blue), ground, strict=True)
    ]
    darker, lighter = sorted((_luminance(text), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    """Return the relative luminance of a colour in sRGB, as WCAG 2.2 defines it."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _least(run: TextRun) -> float:
    """Return the contrast ratio that a run has to have at its size and weight."""
    font = pdfium_c.FPDFTextObj_GetFont(run.objects[-1])
    length = pdfium_c.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, length)
    is_bold = _BOLD.search(buffer.value) is not None
    size = run.size + _ROUNDING
    is_large = size >= _LARGE or (is_bold and size >= _LARGE_IF_BOLD)
    return LEAST_OF_LARGE if is_large else LEAST
