"""Measure pages that were laid out: the space left on them, lines, and overflowing text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.render.engine_library import boxes
from reports.units import PIXELS_PER_MM

TOLERANCE = 0.5
"""CSS pixels that a line may exceed its block, for the rounding of widths by the text engine."""


@dataclass(frozen=True)
class MeasuredBlock:
    """A part of a document that a person could shorten, with its length."""

    name: str
    """A measure's id, or the name of a field."""
    lines: int


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


def find_overflowing(pages: Sequence[Any]) -> tuple[str, ...]:
    """Return the names of marked blocks of which a line sticks out, to the right or below."""
    names: dict[str, None] = {}
    for page in pages:
        for name, block in _marked(page):
            right = block.content_box_x() + block.width + TOLERANCE
            lines = [box for box in block.descendants() if isinstance(box, boxes.LineBox)]
            bottom = page.content_box_y() + page.height + TOLERANCE
            wide = any(line.position_x + line.width > right for line in lines)
            if wide or any(line.position_y + line.height > bottom for line in lines):
                names[name] = None
    return tuple(names)


def _marked(page: Any) -> Iterator[tuple[str, Any]]:
    """Yield the boxes of elements with the attribute ``data-block``, and its value."""
    for box in _flow(page):
        name = box.element.get("data-block") if box.element is not None else None
        if name and not isinstance(box, boxes.LineBox | boxes.TextBox):
            yield name, box


def count_lines(pages: Sequence[Any]) -> int:
    """Return the number of lines of text on pages, without their margins."""
    return sum(isinstance(box, boxes.LineBox) for page in pages for box in _flow(page))


def _flow(page: Any) -> Iterator[Any]:
    """Yield the boxes of a page's text, without its margin boxes."""
    for child in page.children:
        if child.element_tag == "html":
            # placeholders: boxes with an absolute position count as well
            yield from child.descendants(placeholders=True)


def measure_blocks(pages: Sequence[Any]) -> tuple[MeasuredBlock, ...]:
    """Return the length of each element with the attribute ``data-block``, over all pages."""
    counts: dict[str, int] = {}
    for page in pages:
        for name, block in _marked(page):
            lines = sum(isinstance(box, boxes.LineBox) for box in block.descendants())
            counts[name] = counts.get(name, 0) + lines
    return tuple(MeasuredBlock(name, lines) for name, lines in counts.items())
