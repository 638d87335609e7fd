"""Values of PDF objects, read without trusting their types, and the geometry of page content.

A point is a pair of coordinates in points (1/72 inch); a box is (left, bottom, right, top).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

EXACT = 0.01
"""Millimetres by which a box may differ from its size: a hundredth cannot be seen or cut."""

DEEPEST = 30
"""How deep forms and patterns may be nested, and how many parents of a page are followed.

More than any design needs; forms that draw each other in a circle never end.
"""

Matrix = tuple[float, float, float, float, float, float]
"""A transformation (ISO 32000-1, 8.3.4): x' = a·x + c·y + e, y' = b·x + d·y + f."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def sub_dictionary(holder: Any, key: str) -> Any:
    """Return the dictionary under a key, or an empty one if there is none."""
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def dictionaries_in(array: Any) -> list[Any]:
    """Return the dictionaries and streams of an array; an empty list if it is no array."""
    if not isinstance(array, Array):
        return []
    return [entry for entry in array.as_list() if isinstance(entry, Dictionary | Stream)]


def inherited_value(page: Any, key: str) -> Any:
    """Return a page's value, or else that of the nearest parent; None if there is none.

    TrimBox and BleedBox are not inherited (ISO 32000-1, table 30).
    """
    for _step in range(DEEPEST):
        if key in page:
            return page[key]
        if key in ("/TrimBox", "/BleedBox") or not isinstance(page.get("/Parent"), Dictionary):
            return None
        page = page.Parent
    return None


def has_font_file(font: Any) -> bool:
    """Return whether a font is embedded: it, or its descendant, has a font file."""
    described = next(iter(dictionaries_in(font.get("/DescendantFonts"))), font)
    descriptor = sub_dictionary(described, "/FontDescriptor")
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def read_floats(operands: Iterable[Any]) -> Any:
    """Return operands as floats, leaving out names; typed Any, since their number is unknown."""
    return tuple(float(operand) for operand in operands if not isinstance(operand, Name))


def read_numbers(array: Any) -> Any:
    """Return the numbers of an array as floats, an empty tuple if it is no array."""
    return read_floats(array.as_list()) if isinstance(array, Array) else ()


def concatenated(first: tuple[float, ...], then: tuple[float, ...]) -> Matrix:
    """Return the matrix that applies ``first`` and then ``then``."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    moved = e * g + f * i + k, e * h + f * j + m
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, *moved)


def transformed(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Return a point after a transformation."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def path_points(
    operator: str, values: tuple[float, ...], matrix: Matrix
) -> list[tuple[float, float]]:
    """Return the transformed points of a path operator: m, l, c, v, y, or re's four corners."""
    if operator == "re":
        x, y, width, height = values
        corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    else:
        corners = list(zip(values[::2], values[1::2], strict=True))
    return [transformed(x, y, matrix) for x, y in corners]


def lies_outside(points: list[tuple[float, float]], box: tuple[float, ...]) -> bool:
    """Return whether all points lie beyond the same side of a box; False if it is no box."""
    if len(box) != 4:
        return False
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return max(xs) < box[0] or min(xs) > box[2] or max(ys) < box[1] or min(ys) > box[3]


def to_decimals(values: Sequence[float], places: int = 5) -> list[Any]:
    """Return numbers to be written into a PDF, with so many decimals at most.

    Four places are for amounts of ink, which are rounded down, lest their sum exceed the
    ink limit.
    """
    rounding = ROUND_FLOOR if places == 4 else ROUND_HALF_EVEN
    step = Decimal(1).scaleb(-places)
    return [
        Decimal(repr(float(value))).quantize(step, rounding).normalize() + 0 for value in values
    ]


def to_byte(value: float) -> int:
    """Return a number rounded and limited to 0 … 255."""
    return min(max(round(value), 0), 255)


def clamped(value: float) -> float:
    """Return a number limited to 0 … 1."""
    return min(max(value, 0.0), 1.0)
