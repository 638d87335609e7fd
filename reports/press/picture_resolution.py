"""Pictures that are printed in a lower resolution than a print shop or the eye asks for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Stream

from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.colour_spaces import Paint
from reports.press.content_interpreter import (
    ContentStream,
    ContentVisitor,
    GraphicsState,
    interpret,
)
from reports.press.pdf_values import Matrix
from reports.units import POINTS_PER_MM

DPI_TOLERANCE = 0.5
"""Dots per inch that may lack, as sizes are rounded."""


_LEAST_IN_HAND, _LEAST_ON_WALL = 150, 100
"""Dots per inch below which a photo looks blurred on a page that is held in the hand, and on a
poster, which is seen from further away."""

UNREADABLE = (ArithmeticError, LookupError, ValueError, RuntimeError, TypeError, AttributeError)
"""What is raised if a PDF's value has another type than it should have."""

_BEST = 300
"""Dots per inch of print, of which nobody sees more."""

_LARGEST_IN_HAND = 220 * 305.0
"""Square millimetres of the largest page that is held in the hand: A4 with its bleed."""


_ENLARGED = 1.5
"""Times that a photo can be enlarged on a screen before it looks blurred."""


def enlarged_pictures(data: bytes, name: str, width: int) -> list[Problem]:
    """Return a problem for each picture that looks blurred on a screen.

    Args:
        data: The PDF from which a picture for the screen is drawn.
        name: What the picture is called.
        width: Its width in pixels.
    """
    problems: list[Problem] = []
    with suppress(pikepdf.PdfError, *UNREADABLE), pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        enough = width / (float(page.mediabox[2]) - float(page.mediabox[0])) * 72
        for dots, lines, matrix in _pictures(page.obj):
            times = enough / picture_dpi(dots, lines, matrix)
            if times > _ENLARGED:
                message = _("a picture of {width} × {height} dots is enlarged {times:.1f} times")
                text = message.format(width=dots, height=lines, times=times)
                problems.append(Problem(Place(name), text, _with_dots(matrix, enough)))
    return problems


def blurred_pictures(data: bytes, name: str) -> list[Problem]:
    """Return a problem for each picture of a PDF that looks blurred when it is printed.

    Pages that cannot be read have no problems of this kind.
    """
    problems: list[Problem] = []
    with suppress(pikepdf.PdfError, *UNREADABLE), pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            if not page.get_images():
                continue
            place = str(Place(_("{file}, page {number}").format(file=name, number=number)))
            left, bottom, right, top = map(float, page.trimbox)
            area = (right - left) * (top - bottom) / POINTS_PER_MM**2
            least = _LEAST_IN_HAND if area <= _LARGEST_IN_HAND else _LEAST_ON_WALL
            problems += coarse_pictures(page.obj, place, least, _BEST)
    return problems


def coarse_pictures(page: Any, place: str, least: float, enough: float) -> Iterator[Problem]:
    """Yield a problem for each picture with too few pixels for its printed size.

    Soft masks are left out.

    Args:
        page: The page.
        place: What it is called.
        least: The dots per inch that a picture has to have.
        enough: Those that are asked for of one that has fewer.
    """
    for width, height, matrix in _pictures(page):
        dpi = picture_dpi(width, height, matrix)
        if dpi < least - DPI_TOLERANCE:
            message = _("a picture of {width} × {height} dots is printed at {dpi:.0f} dpi")
            text = message.format(width=width, height=height, dpi=dpi)
            yield Problem(Place(place), text, _with_dots(matrix, enough))


def _pictures(page: Any) -> Iterator[tuple[int, int, Matrix]]:
    """Yield the width and height of each picture of a page, and the matrix it is drawn with."""
    collector = _PictureCollector(ContentStream(page, page.Resources), [])
    interpret(collector)
    for (width, height, _objgen), matrix in dict.fromkeys(collector.pictures):
        yield width, height, matrix


def _with_dots(matrix: Matrix, resolution: float) -> str:
    """Return the remedy for a picture with too few dots, which has to have a resolution."""
    points_x, points_y = printed_size(matrix)
    dots, lines = round(points_x / 72 * resolution), round(points_y / 72 * resolution)
    return _("take one with {dots} × {lines} dots or more").format(dots=dots, lines=lines)


def picture_dpi(width: int, height: int, matrix: Matrix) -> float:
    """Return the resolution of a picture in the direction in which it is lower."""
    points_x, points_y = printed_size(matrix)
    return min(width / points_x, height / points_y) * 72


def printed_size(matrix: Matrix) -> tuple[float, float]:
    """Return the printed width and height in points of the unit square, in which pictures lie."""
    a, b, c, d = matrix[:4]
    return max((a * a + b * b) ** 0.5, 1e-6), max((c * c + d * d) ** 0.5, 1e-6)


class _PictureCollector(ContentVisitor):
    """Collects each picture's width, height and id with the matrix it is drawn with.

    Soft masks are left out: they are not printed themselves.
    """

    def __init__(self, content: ContentStream, pictures: list[tuple[Any, Matrix]]) -> None:
        """Collect the pictures of a stream into a list, which several streams share."""
        super().__init__(content)
        self.pictures = pictures

    def picture_drawn(self, name: str, picture: Any, state: GraphicsState) -> None:
        """Keep a picture with the transformation in force."""
        pixels = (int(picture.Width), int(picture.Height), picture.objgen)
        self.pictures.append((pixels, state.matrix))

    def form_drawn(self, name: str, form: Any, state: GraphicsState) -> None:
        """Collect the pictures of a form."""
        interpret(_PictureCollector(self.content.of_form(form, state.matrix), self.pictures))

    def colour_set(self, paint: Paint) -> None:
        """Collect the pictures of a tiling pattern."""
        pattern = self.content.resource("/Pattern", paint.pattern) if paint.pattern else None
        if isinstance(pattern, Stream):
            interpret(_PictureCollector(self.content.of_pattern(pattern), self.pictures))
