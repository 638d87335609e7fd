"""Bullets and underlines that a PDF draws as paths or pictures, beside or below its text.

Programs that make a PDF from HTML draw a list's bullets as circles or squares, and all
programs draw underlines as thin boxes or strokes. In a page's text neither is to be seen.
"""

from __future__ import annotations

import bisect
import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.importing.readers.page_layout import Piece
from reports.importing.readers.symbol_fonts import BULLET

_MAX_DRAWN = 20_000
"""Objects of a page that are looked at; a page with more of them is a map or a diagram."""
_DEPTH = 4
"""Forms within forms that are looked into."""

_THIN = 2.0
"""Points a line is high at most that underlines text; typical are 0.5 to 1."""
_LARGEST = 12.0
"""Points a drawn bullet is wide and high at most, whatever the size of its text."""

_BULLET_SIZE = (0.08, 0.65)
"""Em of the text that a drawn bullet's longer side has: a browser's has 0.33, a square 0.6."""
_BULLET_SHAPE = 8.0
"""How many times wider than high it is at most: a square, a circle, an arrow, a dash."""
_UPRIGHT = 3.0
"""How many times higher than wide it is at most; what is more is a border."""
_BULLET_HEIGHT = (-0.05, 0.75)
"""Em above the baseline between which its middle lies."""
_BULLET_GAP = 4.0
"""Em between a bullet and its text at most."""
_CLEAR = 1.2
"""Em left of a bullet without any text but a line number."""

_BELOW = (-0.05, 0.35)
"""Em below the baseline between which an underline lies."""
_UNDERLINED = 0.6
"""The part of a piece of text that its underline covers at least."""
_OVERHANG = 1.0
"""Em by which an underline may reach beyond its text; rules and borders reach farther."""
_SHORT = 3.0
"""Points an underline is long at least: TeX's strokes are."""
_BACKGROUND = 6
"""Segments of a path that is a box behind text; what has more is a figure, without bullets."""
_JOINED = 1.0
"""Points between two strokes of one underline, which TeX draws word by word."""


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn object: points from the page's upper left corner, as its text stands upright."""

    left: float
    top: float
    right: float
    bottom: float
    figure: bool = False
    """Whether it is large and of many lines: a figure, or letters that are drawn."""


def boxes(pdfium_c: Any, page: Any, upright: Any) -> list[Box]:
    """Return the drawn objects of a page that can belong to its text, and its figures.

    `upright` turns a point of the page into one of the page as it is read.
    """
    collected: list[Box] = []
    for count, (segments, (left, bottom, right, top)) in enumerate(_bounds(pdfium_c, page)):
        if count == _MAX_DRAWN:
            return []
        (x1, y1), (x2, y2) = upright(left, bottom), upright(right, top)
        box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        width, height = box.right - box.left, box.bottom - box.top
        if height <= _THIN or (height <= _LARGEST and width <= _LARGEST):
            collected.append(box)
        elif segments > _BACKGROUND:
            collected.append(replace(box, figure=True))
    return collected


def _bounds(c: Any, page: Any) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Yield segments and left, bottom, right, top of all paths and pictures, also in forms."""
    sides = [ctypes.c_float() for _side in range(4)]
    forms: list[tuple[Any, _Matrix | None, int]] = [(page, None, 0)]
    while forms:
        parent, matrix, depth = forms.pop()
        is_page = depth == 0
        count = (c.FPDFPage_CountObjects if is_page else c.FPDFFormObj_CountObjects)(parent)
        get = c.FPDFPage_GetObject if is_page else c.FPDFFormObj_GetObject
        for index in range(count):
            drawn = get(parent, index)
            kind = c.FPDFPageObj_GetType(drawn)
            if kind == c.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                own_matrix = c.FS_MATRIX()
                c.FPDFPageObj_GetMatrix(drawn, own_matrix)
                forms.append((drawn, _product(own_matrix, matrix), depth + 1))
                continue
            is_path = kind == c.FPDF_PAGEOBJ_PATH
            if not is_path and kind != c.FPDF_PAGEOBJ_IMAGE:
                continue
            if c.FPDFPageObj_GetBounds(drawn, *sides):
                segments = c.FPDFPath_CountSegments(drawn) if is_path else 0
                yield segments, _placed(matrix, *(side.value for side in sides))


_Matrix = tuple[float, float, float, float, float, float]


def _product(inner: Any, outer: _Matrix | None) -> _Matrix:
    a, b, c, d, e, f = inner.a, inner.b, inner.c, inner.d, inner.e, inner.f
    if outer is None:
        return a, b, c, d, e, f
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _placed(
    matrix: _Matrix | None, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """Return a box within a form as a box of the page."""
    if matrix is None:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


# --- bullets ------------------------------------------------------------------


def with_bullets(pieces: Sequence[Piece], drawn: Sequence[Box]) -> list[Piece]:
    """Return the pieces of a page's text with a bullet for each that is drawn before a line."""
    by_base = sorted(pieces, key=lambda piece: piece.base)
    bases = [piece.base for piece in by_base]
    bullets: dict[tuple[float, float], Piece] = {}
    figures = [box for box in drawn if box.figure]
    for box in drawn:
        if box.figure:
            continue
        middle = (box.top + box.bottom) / 2
        near = by_base[
            bisect.bisect_left(bases, middle - _LARGEST) : bisect.bisect_right(
                bases, middle + 2 * _LARGEST
            )
        ]
        piece = _bulleted(box, near)
        # looked at last, since a page can have thousands of boxes and of figures
        if piece and not any(_within(box, figure) for figure in figures):
            bullets[piece.base, piece.left] = Piece(
                f"{BULLET} ",
                count=1,
                left=box.left,
                right=box.right,
                base=piece.base,
                size=piece.size,
                quarters=piece.quarters,
                skew=piece.skew,
            )
    return [*pieces, *bullets.values()]


def _within(box: Box, figure: Box) -> bool:
    return (
        figure.left <= box.left
        and box.right <= figure.right
        and figure.top <= box.top
        and box.bottom <= figure.bottom
    )


def _bulleted(box: Box, near: Sequence[Piece]) -> Piece | None:
    """Return the piece of text that a drawn box stands before as its bullet, if there is any."""
    width, height = box.right - box.left, box.bottom - box.top
    middle = (box.top + box.bottom) / 2
    beside = [
        piece
        for piece in near
        if _BULLET_HEIGHT[0] * piece.size <= piece.base - middle <= _BULLET_HEIGHT[1] * piece.size
    ]
    after = [piece for piece in beside if piece.left >= box.right - 0.1 * piece.size]
    text = min(after, key=lambda piece: piece.left, default=None)
    if text is None or text.left - box.right > _BULLET_GAP * text.size:
        return None
    low, high = (part * text.size for part in _BULLET_SIZE)
    if not low <= max(width, height) <= high or width > _BULLET_SHAPE * height:
        return None
    if height > _UPRIGHT * width:
        return None
    if text.text.lstrip().startswith(BULLET):
        return None
    before = (
        piece
        for piece in beside
        if piece is not text
        and piece.left < box.left
        and piece.right > box.left - _CLEAR * text.size
    )
    return text if all(piece.text.strip().isdigit() for piece in before) else None


# --- underlines ---------------------------------------------------------------


def underlined(pieces: Sequence[Piece], drawn: Sequence[Box]) -> list[Piece]:
    """Return the pieces of a page's text, those with a line drawn below them marked."""
    rules = _rules(drawn)
    if not rules:
        return list(pieces)
    heights = [height for height, _left, _right in rules]
    text_of: dict[int, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        low, high = (piece.base + part * piece.size for part in _BELOW)
        for rule in range(bisect.bisect_left(heights, low), bisect.bisect_right(heights, high)):
            _height, left, right = rules[rule]
            covered = min(right, piece.right) - max(left, piece.left)
            if covered >= _UNDERLINED * (piece.right - piece.left):
                text_of[rule].append(index)
    marked: set[int] = set()
    for rule, members in text_of.items():
        _height, left, right = rules[rule]
        overhang = _OVERHANG * max(pieces[index].size for index in members)
        ends = min(pieces[i].left for i in members), max(pieces[i].right for i in members)
        if left >= ends[0] - overhang and right <= ends[1] + overhang:
            marked.update(members)
    return [
        replace(piece, underlined=True) if index in marked else piece
        for index, piece in enumerate(pieces)
    ]


def _rules(drawn: Sequence[Box]) -> list[tuple[float, float, float]]:
    """Return the horizontal lines from the top: height, left, right; strokes in a row as one."""
    thin = sorted(
        (round((box.top + box.bottom) / 2, 1), box.left, box.right)
        for box in drawn
        if not box.figure and box.bottom - box.top <= _THIN and box.right - box.left > _SHORT
    )
    rules: list[tuple[float, float, float]] = []
    for height, left, right in thin:
        if rules and rules[-1][0] == height and left - rules[-1][2] <= _JOINED:
            rules[-1] = (height, rules[-1][1], max(rules[-1][2], right))
        else:
            rules.append((height, left, right))
    return rules
