"""Measure pages that were laid out: the space left on them, lines, and text out of its place.

All text is looked at, wherever it stands: in blocks, table cells, floats, boxes with a position
of their own, and in the margins of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from reports.render.engine_library import boxes
from reports.units import PIXELS_PER_MM

TOLERANCE = 0.5
"""CSS pixels that a line may exceed its block, for the rounding of widths by the text engine."""

EDGE = 5.0
"""Millimetres from the foot of a page to the edge of the paper; office printers leave 4 to 5
millimetres unprinted."""

_QUOTED = 40
"""Characters of a line that a message quotes."""


@dataclass(frozen=True)
class MeasuredBlock:
    """A part of a document that a person could shorten, with its length."""

    name: str
    """A measure's id, or the name of a field."""
    lines: int


@dataclass(frozen=True)
class Overflow:
    """Text that sticks out of its place."""

    name: str
    """The marked block or field around it; empty if there is none."""
    text: str
    """The word that is too wide, or the beginning of the line that is too low."""


@dataclass(frozen=True)
class Measurements:
    """What there is to know about the text on some pages."""

    blocks: tuple[MeasuredBlock, ...]
    """The length of each element with the attribute ``data-block``, over all pages."""
    overflowing: tuple[Overflow, ...]
    """Text wider than its block, below its page or outside of it; a block's first only."""
    lines: tuple[int, ...]
    """How many lines stand below each other on each page, without its margins."""
    text: float
    """Millimetres that these lines are high, over all pages."""
    foot: float
    """Millimetres by which a page's foot comes too near to the edge of the paper."""


def _body(page: Any) -> Any:
    """Return the body's box on a page, or None if only footnotes continue on that page."""
    html = next((child for child in page.children if child.element_tag == "html"), None)
    children = html.children if html is not None else ()
    return next((child for child in children if child.element_tag == "body"), None)


def has_content(page: Any) -> bool:
    """Return whether a page has anything outside its margins."""
    body = _body(page)
    return body is not None and bool(body.children)


def free_height(page: Any) -> float:
    """Return the millimetres below the last block of a page, 0 if it has only footnotes."""
    body = _body(page)
    if body is None:
        return 0.0
    bottoms = [
        child.position_y + child.margin_height()
        for child in body.children
        if child.is_in_normal_flow()
    ]
    bottom = max(bottoms, default=body.position_y)
    return float(page.content_box_y() + page.height - bottom) / PIXELS_PER_MM


def measure(pages: Sequence[Any]) -> Measurements:
    """Measure the text on pages, which the engine has laid out."""
    measured = [_measure_page(page) for page in pages]
    lengths: dict[str, int] = {}
    for page in measured:
        for name, lines in page.lines.items():
            lengths[name] = lengths.get(name, 0) + _stacked(lines)
    overflows: dict[str, Overflow] = {}
    for page in measured:
        for overflow in page.overflows:
            overflows.setdefault(overflow.name or overflow.text, overflow)
    return Measurements(
        tuple(MeasuredBlock(name, count) for name, count in lengths.items() if name),
        tuple(overflows.values()),
        tuple(_stacked(chain.from_iterable(page.lines.values())) for page in measured),
        sum(map(_text_height, measured)),
        max((page.foot for page in measured), default=0.0),
    )


_Line = tuple[float, float]
"""The bottom and the top of a line, in CSS pixels."""


def _stacked(lines: Iterable[_Line]) -> int:
    """Return how many of some lines can stand below each other: those of the longest column."""
    count, end = 0, float("-inf")
    for bottom, top in sorted(lines):
        if top >= end - TOLERANCE:
            count, end = count + 1, bottom
    return count


def _text_height(page: _MeasuredPage) -> float:
    """Return the millimetres of a page's height beside which there is a line."""
    height, end = 0.0, float("-inf")
    for top, bottom in sorted(
        (top, bottom) for lines in page.lines.values() for bottom, top in lines
    ):
        height += max(bottom - max(top, end), 0.0)
        end = max(end, bottom)
    return height / PIXELS_PER_MM


@dataclass
class _MeasuredPage:
    """What is known of a page while its boxes are gone through."""

    page: Any
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    """The lines in the flow of each marked block, those of no block under the empty name."""
    overflows: list[Overflow] = field(default_factory=list)
    foot: float = 0.0


@dataclass(frozen=True)
class _Surroundings:
    """Where a box stands."""

    block: str = ""
    """The innermost block around it that is marked with ``data-block``."""
    field: str = ""
    """The innermost field around it that is marked with ``data-field``."""
    in_flow: bool = True
    """Whether it is in the page's flow; if not, it may stand in the page's margins."""
    matrix: Any = None
    """By what it is turned or moved after it was laid out, if it is."""
    floor: float = float("inf")
    """The bottom of the innermost box around it that has a place and a height of its own."""


def _measure_page(page: Any) -> _MeasuredPage:
    """Go through all boxes of a page, those of its margins too."""
    measured = _MeasuredPage(page)
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            _visit(child, _Surroundings(in_flow=False), measured)
            measured.foot = max(measured.foot, _foot_excess(page, child))
        else:
            _visit(child, _Surroundings(), measured)
    return measured


def _foot_excess(page: Any, margin_box: Any) -> float:
    """Return by how many millimetres the text of a foot comes too near to the edge."""
    at = margin_box.at_keyword
    if not at.startswith("@bottom") or at.endswith("corner"):
        return 0.0
    bottoms = [
        box.position_y + box.height
        for box in margin_box.descendants()
        if isinstance(box, boxes.LineBox)
    ]
    lowest = page.margin_height() - EDGE * PIXELS_PER_MM
    return float(max(bottoms, default=0.0) - lowest) / PIXELS_PER_MM


def _visit(box: Any, place: _Surroundings, measured: _MeasuredPage) -> None:
    """Measure the lines in a box, which stands at a place, and in all boxes within it."""
    place = _surroundings_of(box, place)
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            continue
        if isinstance(child, boxes.LineBox):
            if place.in_flow:
                line = (child.position_y + child.height, child.position_y)
                measured.lines.setdefault(place.block, []).append(line)
            if _sticks_out(child, box, place, measured.page):
                measured.overflows.append(Overflow(place.block or place.field, _widest_word(child)))
        _visit(child, place, measured)
    if place.block:
        measured.lines.setdefault(place.block, [])


def _surroundings_of(box: Any, outer: _Surroundings) -> _Surroundings:
    """Return the place of what stands in a box, from the place of the box."""
    element = box.element
    block, field_name = outer.block, outer.field
    if element is not None:
        block = element.get("data-block") or block
        field_name = element.get("data-field") or field_name
    in_flow = outer.in_flow and not box.is_absolutely_positioned()
    matrix = box.transformation_matrix
    if matrix and outer.matrix:
        matrix = matrix @ outer.matrix
    matrix = matrix or outer.matrix
    floor = outer.floor
    if box.is_absolutely_positioned():
        has_height = box.style["height"] != "auto"
        floor = box.content_box_y() + box.height if has_height else float("inf")
    place = (block, field_name, in_flow, matrix, floor)
    if place == (outer.block, outer.field, outer.in_flow, outer.matrix, outer.floor):
        return outer
    return _Surroundings(*place)


def _sticks_out(line: Any, block: Any, place: _Surroundings, page: Any) -> bool:
    """Return whether a line exceeds its block, or the room that the page has for it."""
    edges = list(_edges(line))
    if not edges:
        return False
    left, right = min(start for start, _end in edges), max(end for _start, end in edges)
    if right > block.content_box_x() + block.width + TOLERANCE:
        return True
    if left < block.border_box_x() - TOLERANCE:
        return True
    top, bottom = line.position_y, line.position_y + line.height
    if bottom > place.floor + TOLERANCE:
        return True
    if place.in_flow and place.matrix is None:
        x, y = page.content_box_x(), page.content_box_y()
        width, height = page.width, page.height
        # what begins left of the text's area or right of it was put there on purpose
        if x - TOLERANCE <= left <= x + width and right > x + width + TOLERANCE:
            return True
        return bool(bottom > y + height + TOLERANCE)
    if place.matrix:
        corners = [place.matrix.transform_point(x, y) for x in (left, right) for y in (top, bottom)]
        left, right = min(x for x, _y in corners), max(x for x, _y in corners)
        top, bottom = min(y for _x, y in corners), max(y for _x, y in corners)
    return bool(
        left < -TOLERANCE
        or top < -TOLERANCE
        or right > page.margin_width() + TOLERANCE
        or bottom > page.margin_height() + TOLERANCE
    )


def _edges(line: Any) -> Iterator[tuple[float, float]]:
    """Yield the left and the right of what stands in a line, without floats and the like."""
    for child in line.children:
        if child.is_in_normal_flow():
            yield child.position_x, child.position_x + child.margin_width()


def _widest_word(line: Any) -> str:
    """Return the longest word of a line, shortened for a message."""
    text = "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))
    word = max(text.split(), key=len, default="")
    return word if len(word) <= _QUOTED else f"{word[:_QUOTED]}…"
