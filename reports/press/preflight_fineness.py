"""Preflight of what is too fine to print, and of marks on what is kept when the page is trimmed.

Small type breaks up, and thin lines vanish. Marks where to fold or cut belong outside the bleed:
inside they are printed on the finished piece.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2.raw as pdfium_c

from reports.content.press_profile import PressProfile
from reports.errors import Problem
from reports.i18n import _
from reports.press.page_text import Box, Painted, matrix_of, painted_objects, text_of, text_runs
from reports.press.pdf_values import Matrix, concatenated, transformed
from reports.press.preflight_boxes import place_on_page
from reports.units import POINTS_PER_MM

_ROUNDING = 0.02
"""Points by which lines may be thinner; the engine rounds them."""

_TYPE_ROUNDING = 0.15
"""Points by which type may be smaller, as in the proof of pages."""

_MOST_OBJECTS = 50_000
"""Objects of a page that are looked at; the file may come from anybody."""

_MOST_SEGMENTS = 20
"""Segments of a path that can be a line or the border of a box; drawings have more."""

_LONGEST_MARK = 12 * POINTS_PER_MM
_THICKEST_MARK = 1.0
"""Points of the longest and thickest line at the edge that is taken for a mark: rules of a page
are longer, bars are thicker."""

_AT_EDGE = 0.5 * POINTS_PER_MM
"""How near to the trim a mark begins that does not reach across it."""

_LINE = 4.0
"""By how much a stroke is longer than wide to be a line and not a dot."""


@dataclass(frozen=True)
class _Line:
    """A straight line, or a side of a border."""

    box: Box
    thickness: float
    """In points."""


def fineness_problems(
    page: Any, name: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """Yield a problem for the smallest type, the thinnest line and a mark within the trim.

    Args:
        page: A page as pypdfium2 opens it.
        name: File and page, for the places of problems.
        profile: What the print shop asks for.
        trim: The page's trim box.
    """
    yield from _small_type(page, name, profile, trim)
    lines = [
        line
        for entry in islice(painted_objects(page.raw), _MOST_OBJECTS)
        if entry.kind == pdfium_c.FPDF_PAGEOBJ_PATH
        for line in _lines_of(entry)
    ]
    within = [line for line in lines if _overlaps(line.box, trim)]
    thinnest = min(within, key=lambda line: line.thickness, default=None)
    if thinnest is not None and thinnest.thickness < profile.thinnest_line - _ROUNDING:
        message = _("a line is {thickness:.2f} points thick, less than {least:g}")
        yield Problem(
            place_on_page(name, trim, thinnest.box[0], thinnest.box[3]),
            message.format(thickness=thinnest.thickness, least=profile.thinnest_line),
            _("draw it thicker in the template or style sheet"),
        )
    mark = next((line for line in within if _is_mark(line, trim)), None)
    if mark is not None:
        yield Problem(
            place_on_page(name, trim, mark.box[0], mark.box[3]),
            _("a mark lies within the trim"),
            _("leave it out, or let the profile draw it outside (marks = true)"),
        )


def _small_type(
    page: Any, name: str, profile: PressProfile, trim: tuple[float, ...]
) -> Iterator[Problem]:
    """Yield a problem if a page has type that is too small, and name the smallest."""
    run = min(text_runs(page.raw), key=lambda run: run.size, default=None)
    if run is not None and run.size < profile.smallest_type - _TYPE_ROUNDING:
        message = _('"{text}" is set in {size:.1f} points; the least here is {smallest:g}')
        text_page = page.get_textpage()
        text = text_of(run, text_page.raw)[:40]
        yield Problem(
            place_on_page(name, trim, run.box[0], run.box[3]),
            message.format(text=text, size=run.size, smallest=profile.smallest_type),
            _("set it larger in the template or style sheet"),
        )


def _lines_of(entry: Painted) -> Iterator[_Line]:
    """Yield the lines that a path consists of: strokes, thin areas, sides of a border."""
    path = entry.painted
    if not 2 <= pdfium_c.FPDFPath_CountSegments(path) <= _MOST_SEGMENTS:
        return
    filling, stroked = ctypes.c_int(), pdfium_c.FPDF_BOOL()
    pdfium_c.FPDFPath_GetDrawMode(path, filling, stroked)
    matrix = concatenated(matrix_of(path), entry.matrix)
    shapes = [_around(shape) for shape in _shapes(path, matrix)]
    if stroked.value:
        width = ctypes.c_float()
        pdfium_c.FPDFPageObj_GetStrokeWidth(path, width)
        thickness = width.value * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        for box in shapes:
            if max(box[2] - box[0], box[3] - box[1]) > _LINE * thickness:
                yield _Line(box, thickness)
    elif filling.value and len(shapes) == 1:
        (box,) = shapes
        sides = sorted((box[2] - box[0], box[3] - box[1]))
        if sides[1] > _LINE * sides[0] > 0:
            yield _Line(box, sides[0])
    elif filling.value and len(shapes) == 2:
        yield from _border(*shapes)


def _border(outer: Box, inner: Box) -> Iterator[_Line]:
    """Yield the sides of a border: the engine draws it as the area between two boxes."""
    outer, inner = sorted((outer, inner), key=_area, reverse=True)
    left, bottom, right, top = outer
    for box in (
        (left, bottom, inner[0], top),
        (left, bottom, right, inner[1]),
        (inner[2], bottom, right, top),
        (left, inner[3], right, top),
    ):
        thickness = min(box[2] - box[0], box[3] - box[1])
        if thickness > _ROUNDING:
            yield _Line(box, thickness)


def _shapes(path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each part of a path, on the page."""
    shape: list[tuple[float, float]] = []
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        if shape and pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            yield shape
            shape = []
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        shape.append(transformed(x.value, y.value, matrix))
    if len(shape) > 1:
        yield shape


def _around(points: list[tuple[float, float]]) -> Box:
    """Return the box around some points."""
    across, along = [x for x, _y in points], [y for _x, y in points]
    return min(across), min(along), max(across), max(along)


def _area(box: Box) -> float:
    """Return the area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def _overlaps(box: Box, trim: tuple[float, ...]) -> bool:
    """Return whether a box lies on the trimmed page, or partly."""
    return box[0] < trim[2] and box[2] > trim[0] and box[1] < trim[3] and box[3] > trim[1]


def _is_mark(line: _Line, trim: tuple[float, ...]) -> bool:
    """Return whether a line is short, thin, and stands on an edge of the trim like a mark."""
    left, bottom, right, top = line.box
    width, height = right - left, top - bottom
    if line.thickness > _THICKEST_MARK or max(width, height) > _LONGEST_MARK:
        return False
    if height > width:  # upright, at the upper or the lower edge
        return top > trim[3] - _AT_EDGE or bottom < trim[1] + _AT_EDGE
    return left < trim[0] + _AT_EDGE or right > trim[2] - _AT_EDGE
