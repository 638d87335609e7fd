"""The text of a finished page as it is printed: each run of letters with its ink box and size.

A run is what the file paints with one instruction, usually a line or the part of a line that is
set in one face. Runs are hundreds of times fewer than letters, so a page is read in some
milliseconds.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2.raw as pdfium_c

from reports.press.pdf_values import DEEPEST, IDENTITY, Matrix, concatenated, transformed

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""

_WATERMARK = 128
"""Alpha of 255 below which text is a watermark, which may lie over other text."""

_MOST_RUNS = 20_000
"""Runs of a page that are looked at; a page of small print has a thousand."""

_INVISIBLE = {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP}


@dataclass(frozen=True, eq=False)
class TextRun:
    """Letters that are painted with one instruction."""

    objects: tuple[Any, ...]
    """PDFium's objects: the drawings that the text is part of, from the outside, and the text."""
    box: Box
    """Around its ink, on the page."""
    size: float
    """Its type size in points."""
    window: Box | None = None
    """What a clip leaves of the page for it; None without a clip."""


def text_runs(page: Any) -> list[TextRun]:
    """Return the runs of a page, in the order in which they are painted.

    Args:
        page: PDFium's page, which must stay open as long as the runs are used.
    """
    runs = (
        _run(entry.painted, entry.parents, entry.matrix)
        for entry in painted_objects(page)
        if entry.kind == pdfium_c.FPDF_PAGEOBJ_TEXT
    )
    return list(islice((run for run in runs if run is not None), _MOST_RUNS))


def boxes_of_pictures(page: Any) -> list[Box]:
    """Return the boxes of a page's pictures (not drawings), as far as clips leave them.

    Args:
        page: PDFium's page.
    """
    return [
        placed(intersection(box, window) if window else box, entry.matrix)
        for entry in islice(painted_objects(page), _MOST_RUNS)
        if entry.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
        for box, window in [(bounds_of(entry.painted), _window(entry.painted))]
    ]


def text_of(run: TextRun, text_page: Any) -> str:
    """Return what a run says."""
    length = pdfium_c.FPDFTextObj_GetText(run.objects[-1], text_page, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium_c.FPDFTextObj_GetText(run.objects[-1], text_page, buffer, length)
    text = bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", "replace")
    return " ".join(text.replace("\xad", "").split())


@dataclass(frozen=True)
class Painted:
    """One of PDFium's objects that is painted on a page."""

    painted: Any
    """The object."""
    kind: int
    """Its kind, as PDFium numbers them."""
    parents: tuple[Any, ...]
    """The drawings that it is part of, from the outside."""
    matrix: Matrix
    """From the space that it is painted in to the page."""


def painted_objects(page: Any) -> Iterator[Painted]:
    """Yield the objects of a page and of the drawings on it, as they are painted one after another.

    Args:
        page: PDFium's page.
    """
    yield from _painted_in(page, (), IDENTITY)


def _painted_in(holder: Any, parents: tuple[Any, ...], matrix: Matrix) -> Iterator[Painted]:
    """Yield the objects of a page or of a drawing on it, which `matrix` places on the page."""
    for painted in _children(holder, is_page=not parents):
        kind = pdfium_c.FPDFPageObj_GetType(painted)
        if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield Painted(painted, kind, parents, matrix)
        elif len(parents) < DEEPEST:
            inner = concatenated(matrix_of(painted), matrix)
            yield from _painted_in(painted, (*parents, painted), inner)


def _children(holder: Any, *, is_page: bool) -> Iterator[Any]:
    """Yield PDFium's objects of a page or of a drawing, in the order in which they are painted."""
    if is_page:
        count, child = pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject
    else:
        count, child = pdfium_c.FPDFFormObj_CountObjects, pdfium_c.FPDFFormObj_GetObject
    for index in range(count(holder)):
        yield child(holder, index)


def bounds_of(painted: Any) -> Box:
    """Return the box of one of PDFium's objects, in the space that it is painted in."""
    left, bottom, right, top = (ctypes.c_float() for _side in range(4))
    pdfium_c.FPDFPageObj_GetBounds(painted, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _run(text: Any, parents: tuple[Any, ...], matrix: Matrix) -> TextRun | None:
    """Return a text object as a run, or None if it leaves no ink or is a watermark."""
    box = bounds_of(text)
    if box[0] >= box[2] or box[1] >= box[3]:
        return None  # spaces
    if pdfium_c.FPDFTextObj_GetTextRenderMode(text) in _INVISIBLE:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _channel in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(text, red, green, blue, alpha)
    if alpha.value < _WATERMARK:
        return None
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(text, size)
    placing = matrix_of(text)
    if parents:
        placing, box = concatenated(placing, matrix), placed(box, matrix)
    points = abs(size.value) * math.hypot(placing[2], placing[3])
    window = _window(text)
    if window is not None:
        window = placed(window, matrix)
    return TextRun((*parents, text), box, points, window) if points else None


def _window(text: Any) -> Box | None:
    """Return the box around what clips leave of a text's surroundings; None without a clip."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(text)
    window: Box | None = None
    for path in range(max(pdfium_c.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for i in range(pdfium_c.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, i)
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        if points:
            box = _around(points)
            window = box if window is None else intersection(window, box)
    return window


def matrix_of(painted: Any) -> Matrix:
    """Return the matrix of one of PDFium's objects."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(painted, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def placed(box: Box, matrix: Matrix) -> Box:
    """Return the box around a box that a matrix has moved, scaled or turned."""
    corners = [transformed(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return _around(corners)


def _around(points: Sequence[tuple[float, float]]) -> Box:
    """Return the box around some points."""
    across, along = [x for x, _y in points], [y for _x, y in points]
    return min(across), min(along), max(across), max(along)


def intersection(first: Box, second: Box) -> Box:
    """Return what two boxes have in common."""
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )
