"""Pictures that are printed with fewer dots an inch than the profile asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Name, Stream

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import (
    DEEPEST,
    Matrix,
    concatenated,
    read_floats,
    read_numbers,
    sub_dictionary,
)


def coarse_pictures(page: Any, profile: PressProfile, place: str) -> Iterator[Problem]:
    """A finding for each picture with too few dots for its printed size."""
    start = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for (width, height, _which), matrix in dict.fromkeys(_placed(page, page.Resources, start, 0)):
        dots_x, dots_y = _lengths(matrix)
        dpi = min(width / dots_x, height / dots_y) * 72
        if dpi < profile.resolution - 0.5:
            what = _("a picture of {width} × {height} dots is printed at {dpi:.0f} dpi")
            yield Problem(
                Place(place),
                what.format(width=width, height=height, dpi=dpi),
                _("take one with {dots} × {lines} dots or more").format(
                    dots=round(dots_x / 72 * profile.resolution),
                    lines=round(dots_y / 72 * profile.resolution),
                ),
            )


def _lengths(matrix: Matrix) -> tuple[float, float]:
    a, b, c, d = matrix[:4]
    return max((a * a + b * b) ** 0.5, 1e-6), max((c * c + d * d) ** 0.5, 1e-6)


def _placed(source: Any, resources: Any, start: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The size in dots of each picture in some content, and the matrix it is placed with."""
    if depth > DEEPEST:
        return
    matrix, stack = start, []
    for one in pikepdf.parse_content_stream(source):
        operands, operator = list(one.operands), str(one.operator)
        if operator == "q":
            stack.append(matrix)
        elif operator == "Q" and stack:
            matrix = stack.pop()
        elif operator == "cm":
            matrix = concatenated(read_floats(operands), matrix)
        elif operator == "Do":
            drawn = sub_dictionary(resources, "/XObject")[str(operands[0])]
            if drawn.Subtype == Name.Image:
                yield (int(drawn.Width), int(drawn.Height), drawn.objgen), matrix
            else:
                inner = read_numbers(drawn.get("/Matrix")) or (1, 0, 0, 1, 0, 0)
                yield from _placed(drawn, drawn.Resources, concatenated(inner, matrix), depth + 1)
        elif operator in ("scn", "SCN") and operands and isinstance(operands[-1], Name):
            pattern = sub_dictionary(resources, "/Pattern")[str(operands[-1])]
            if isinstance(pattern, Stream):
                inner = concatenated(read_numbers(pattern.Matrix), start)
                yield from _placed(pattern, pattern.Resources, inner, depth + 1)
