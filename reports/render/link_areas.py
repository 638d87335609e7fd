"""One annotation for each link, however many lines and boxes it is made of.

The engine makes an annotation of each box of a link: its lines, what is generated before and
after it, elements within it. A screen reader announces each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reports.render.engine_library import boxes, pydyf
from reports.render.page_drawing import SCALE

Area = tuple[float, float, float, float]
"""Left, top, right and bottom in CSS pixels."""


def join_links(laid_out: Any) -> None:
    """Let each link of a laid-out document become one annotation on a page.

    Links that repeat in the heads and feet of pages are kept on the first page only.

    Args:
        laid_out: The engine's document.
    """
    repeated: set[Any] = set()
    for page in laid_out.pages:
        if page.links:
            running = _running_boxes(page._page_box)
            page.links[:] = _joined(page.links, running, repeated)
            repeated |= {box.element for *_rest, box in page.links if id(box) in running}


def _running_boxes(page_box: Any) -> set[int]:
    """Return the identities of the boxes in the margins of a page."""
    return {
        id(box)
        for margin in page_box.children
        if isinstance(margin, boxes.MarginBox)
        for box in margin.descendants(placeholders=True)
    }


def _joined(
    links: Sequence[Any], running: set[int], repeated: set[Any]
) -> Iterator[tuple[str, str, Area, Any]]:
    """Yield each link of a page once, at the box that it begins with."""
    i = 0
    while i < len(links):
        kind, target, area, box = links[i]
        within = set(box.element.iter()) if box.element is not None else set()
        areas = [area]
        i += 1
        while i < len(links) and links[i][:2] == (kind, target) and links[i][3].element in within:
            if links[i][3].element is box.element and "::" not in links[i][3].element_tag:
                areas.append(links[i][2])
            i += 1
        if id(box) in running and box.element in repeated:
            continue
        lines = getattr(box, "link_lines", None) or _outermost(areas)
        box.link_lines = lines
        lefts, tops, rights, bottoms = zip(*lines, strict=True)
        yield kind, target, (min(lefts), min(tops), max(rights), max(bottoms)), box


def _outermost(areas: Sequence[Area]) -> list[Area]:
    """Return the areas that lie in no other."""
    return [
        area
        for i, area in enumerate(areas)
        if not any(
            _lies_in(area, other) and (area != other or i > j)
            for j, other in enumerate(areas)
            if i != j
        )
    ]


def _lies_in(area: Area, other: Area) -> bool:
    """Return whether an area lies in another."""
    return (
        area[0] >= other[0] and area[1] >= other[1] and area[2] <= other[2] and area[3] <= other[3]
    )


def describe_link(box: Any, height: float, description: str) -> None:
    """Say in words where a link leads, and on which lines it stands.

    Args:
        box: The engine's box that has the annotation.
        height: The height of the page in CSS pixels.
        description: The words.
    """
    annotation = box.link_annotation
    if description:
        annotation["Contents"] = pydyf.String(description)
    lines = getattr(box, "link_lines", ())
    if len(lines) > 1:
        annotation["QuadPoints"] = pydyf.Array(
            round(value, 2)
            for left, top, right, bottom in lines
            for x, y in ((left, bottom), (right, bottom), (left, top), (right, top))
            for value in (x * SCALE, (height - y) * SCALE)
        )
