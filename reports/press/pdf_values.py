"""Values of a PDF's objects, read without trust, and the geometry of its content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

EXACT = 0.01
"""Millimetres by which a box may be off."""

DEEPEST = 30

Matrix = tuple[float, float, float, float, float, float]


def sub_dictionary(holder: Any, key: str) -> Any:
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def dictionaries_in(given: Any) -> list[Any]:
    if not isinstance(given, Array):
        return []
    return [one for one in given.as_list() if isinstance(one, Dictionary | Stream)]


def inherited_value(page: Any, key: str) -> Any:
    for _step in range(DEEPEST):
        if key in page:
            return page[key]
        if key in ("/TrimBox", "/BleedBox") or not isinstance(page.get("/Parent"), Dictionary):
            return None
        page = page.Parent
    return None


def read_floats(operands: Iterable[Any]) -> Any:
    return tuple(float(one) for one in operands if not isinstance(one, Name))


def read_numbers(array: Any) -> Any:
    return read_floats(array.as_list()) if isinstance(array, Array) else ()


def concatenated(first: tuple[float, ...], then: tuple[float, ...]) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    moved = e * g + f * i + k, e * h + f * j + m
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, *moved)


def transformed(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def path_points(
    operator: str, values: tuple[float, ...], matrix: Matrix
) -> list[tuple[float, float]]:
    if operator == "re":
        x, y, width, height = values
        corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    else:
        corners = list(zip(values[::2], values[1::2], strict=True))
    return [transformed(x, y, matrix) for x, y in corners]


def lies_outside(points: list[tuple[float, float]], box: tuple[float, ...]) -> bool:
    """Whether a path lies on one side of a box."""
    if len(box) != 4:
        return False
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return max(xs) < box[0] or min(xs) > box[2] or max(ys) < box[1] or min(ys) > box[3]


def to_decimals(values: Sequence[float], places: int = 5) -> list[Any]:
    rounding = ROUND_FLOOR if places == 4 else ROUND_HALF_EVEN  # ink is never rounded up
    step = Decimal(1).scaleb(-places)
    return [Decimal(repr(float(one))).quantize(step, rounding).normalize() + 0 for one in values]


def to_byte(value: float) -> int:
    return min(max(round(value), 0), 255)


def clamped(value: float) -> float:
    return min(max(value, 0.0), 1.0)
