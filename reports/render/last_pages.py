"""Avoid last pages with next to nothing on them, in documents of as many pages as they take.

A template names the sections that are looked at with ``data-balanced``, and the blocks that
a page can begin with by ``data-break``; both names occur once in a document. Where a section's
last page is nearly empty, its last two pages are made about equally long. Running text, which
says so with ``data-flowing``, is set a little tighter before, if that can save the page. In two
columns, those of the last page are made about equally long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.render.engine import Layout
from reports.render.engine_library import boxes

NEARLY_EMPTY = 1 / 3
"""The part of a page that a section's last page fills at least."""

SAVED = 0.05
"""The part of each page that the tighter setting saves where a line ends."""

TIGHTER = "{ --close: .94 }"
"""The declarations of the tighter setting, for a style sheet to heed: lines are 6 % closer."""


@dataclass(frozen=True)
class _Section:
    """A section as it was laid out."""

    name: str
    height: float
    """The height of a page without its margins, in CSS pixels."""
    last: float
    """The height of what is on its last page."""
    boxes: tuple[Any, ...]
    """Its box on each page."""

    @property
    def is_nearly_empty(self) -> bool:
        """Whether its last page is."""
        return len(self.boxes) > 1 and self.last < NEARLY_EMPTY * self.height

    @property
    def is_tightened(self) -> bool:
        """Whether the tighter setting is likely to save the last page."""
        flowing = self.boxes[0].element.get("data-flowing") is not None
        columns = len(_last_columns(self.boxes[0])) or 1
        return flowing and self.last < SAVED * self.height * columns * (len(self.boxes) - 1)


def balanced(lay_out: Callable[[str], Layout]) -> Callable[[str], Layout]:
    """Return a function that lays a document out with the last pages of its sections filled.

    Args:
        lay_out: Lays the document out with one more style sheet, given as text.
    """

    def lay_out_balanced(sheet: str) -> Layout:
        """Return the layout with a sheet, after at most two others."""
        layout = lay_out(sheet)
        sections = _sections(layout)
        tightened = [section.name for section in sections if section.is_tightened]
        if tightened:
            attempt = lay_out(sheet + "".join(map(_tighter, tightened)))
            before = {section.name: len(section.boxes) for section in sections}
            saved = {
                section.name
                for section in _sections(attempt)
                if len(section.boxes) < before[section.name]
            }
            sheet += "".join(_tighter(name) for name in tightened if name in saved)
            layout = attempt if saved.issuperset(tightened) else layout
            sections = [section for section in sections if section.name not in saved]
        if breaks := "".join(map(_breaks, sections)):
            attempt = lay_out(sheet + breaks)
            # a break that pushes something off its page makes things worse
            layout = attempt if attempt.pages <= layout.pages else layout
        return layout

    return lay_out_balanced


def _tighter(name: str) -> str:
    """Return the style sheet that sets a section tighter."""
    return f'[data-balanced="{name}"] {TIGHTER}\n'


def _sections(layout: Layout) -> list[_Section]:
    """Return the sections of a layout."""
    on_pages: dict[str, list[Any]] = {}
    last_pages: dict[str, Any] = {}
    for page in layout.laid_out.pages:
        for name, box in _named(_body_children(page._page_box), "data-balanced"):
            on_pages.setdefault(name, []).append(box)
            last_pages[name] = page._page_box
    return [
        _Section(name, page.height, _bottom(on_pages[name][-1]) - page.content_box_y(), parts)
        for name, page in last_pages.items()
        if (parts := tuple(on_pages[name]))
    ]


def _breaks(section: _Section) -> str:
    """Return the style sheet with the breaks that a section needs; empty if it needs none."""
    columns = _last_columns(section.boxes[-1])
    if not section.is_nearly_empty:
        return _column_break(columns) if columns else ""
    before = section.boxes[-2]
    if columns:
        before = _last_columns(before)[-1]
    top, bottom = before.position_y, _bottom(before)
    middle = top + (bottom - top + section.last) / 2
    least = top + NEARLY_EMPTY * section.height
    starts = [
        (abs(box.position_y - middle), name)
        for name, box in _named(before.descendants(), "data-break")
        if box.position_y > least and bottom - box.position_y + section.last < section.height
    ]
    return f'[data-break="{min(starts)[1]}"] {{ break-before: page }}\n' if starts else ""


def _last_columns(section: Any) -> Sequence[Any]:
    """Return the columns on a section's last page, if it has some."""
    for last in section.children[-1:]:
        if last.style["column_count"] not in ("auto", 1):
            columns: Sequence[Any] = last.children
            return columns
    return ()


def _column_break(columns: Sequence[Any]) -> str:
    """Return the style sheet that makes two columns about equally long, if they are not."""
    top = columns[0].position_y
    heights = [_bottom(column) - top for column in columns]
    if len(columns) > 1 and heights[1] > NEARLY_EMPTY * heights[0]:
        return ""
    middle = top + sum(heights) / 2
    starts = [
        (abs(box.position_y - middle), name)
        for name, box in _named(columns[0].descendants(), "data-break")
        if box.position_y > top
    ]
    return f'[data-break="{min(starts)[1]}"] {{ break-before: column }}\n' if starts else ""


def _body_children(page: Any) -> Sequence[Any]:
    """Return the boxes that the body has on a page."""
    html = next((child for child in page.children if child.element_tag == "html"), None)
    body = next((box for box in html.children if box.element_tag == "body"), None) if html else None
    return body.children if body else ()


def _named(among: Any, attribute: str) -> Iterator[tuple[str, Any]]:
    """Yield boxes of elements with an attribute, and its value."""
    for box in among:
        name = box.element.get(attribute) if box.element is not None else None
        if name and not isinstance(box, boxes.LineBox | boxes.TextBox):
            yield name, box


def _bottom(box: Any) -> float:
    """Return the lower edge of what is in a box, of which a page may be only a part."""
    children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
    inner = max((_bottom(child) for child in children[-2:]), default=0.0)
    return max(inner, float(box.position_y + (box.height if not children else 0.0)))
