"""What a page that was laid out measures: what is free on it, what sticks out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.render.engine_library import boxes
from reports.units import PIXELS_PER_MM


@dataclass(frozen=True)
class Block:
    """A part of a document that a person would shorten, and how long it came out."""

    name: str
    lines: int


def _body(page: Any) -> Any:
    """The body's box on a page, None where it has none, as where only footnotes go on."""
    html = next((child for child in page.children if child.element_tag == "html"), None)
    inside = html.children if html is not None else ()
    return next((child for child in inside if child.element_tag == "body"), None)


def shows_anything(page: Any) -> bool:
    """Whether a page has anything beside what stands in its margins."""
    body = _body(page)
    return body is not None and bool(body.children)


def free_height(page: Any) -> float:
    """Millimetres below the last block of a page, none where only footnotes go on there."""
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


def find_too_wide(pages: Sequence[Any]) -> tuple[str, ...]:
    """Marked blocks holding a line that sticks out of the block, or out of the page below."""
    found: dict[str, None] = {}
    for page in pages:
        for name, block in _marked(page):
            right = block.content_box_x() + block.width + 0.5
            lines = [box for box in block.descendants() if isinstance(box, boxes.LineBox)]
            foot = page.content_box_y() + page.height + 0.5
            wide = any(line.position_x + line.width > right for line in lines)
            if wide or any(line.position_y + line.height > foot for line in lines):
                found[name] = None
    return tuple(found)


def _marked(page: Any) -> Iterator[tuple[str, Any]]:
    """The boxes of the elements marked ``data-block``."""
    for box in _flow(page):
        name = box.element.get("data-block") if box.element is not None else None
        if name and not isinstance(box, boxes.LineBox | boxes.TextBox):
            yield name, box


def count_lines(pages: Sequence[Any]) -> int:
    return sum(isinstance(box, boxes.LineBox) for page in pages for box in _flow(page))


def _flow(page: Any) -> Iterator[Any]:
    """The boxes of a page's text, its margin boxes left out."""
    for child in page.children:
        if child.element_tag == "html":
            yield from child.descendants(placeholders=True)  # what is placed absolutely, too


def find_blocks(pages: Sequence[Any]) -> tuple[Block, ...]:
    """Lines of each element marked ``data-block``, over all pages."""
    counts: dict[str, int] = {}
    for page in pages:
        for name, block in _marked(page):
            lines = sum(isinstance(box, boxes.LineBox) for box in block.descendants())
            counts[name] = counts.get(name, 0) + lines
    return tuple(Block(name, lines) for name, lines in counts.items())
