"""Pictures that are printed in a lower resolution than the press profile asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Stream

from reports.content.press_profile import PressProfile
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

DPI_TOLERANCE = 0.5
"""Dots per inch that may lack, as sizes are rounded."""


def coarse_pictures(page: Any, profile: PressProfile, place: str) -> Iterator[Problem]:
    """Yield a problem for each picture with too few pixels for its printed size.

    Soft masks are left out.
    """
    collector = _PictureCollector(ContentStream(page, page.Resources), [])
    interpret(collector)
    for (width, height, _objgen), matrix in dict.fromkeys(collector.pictures):
        points_x, points_y = printed_size(matrix)
        dpi = picture_dpi(width, height, matrix)
        if dpi < profile.resolution - DPI_TOLERANCE:
            message = _("a picture of {width} × {height} dots is printed at {dpi:.0f} dpi")
            yield Problem(
                Place(place),
                message.format(width=width, height=height, dpi=dpi),
                _("take one with {dots} × {lines} dots or more").format(
                    dots=round(points_x / 72 * profile.resolution),
                    lines=round(points_y / 72 * profile.resolution),
                ),
            )


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
