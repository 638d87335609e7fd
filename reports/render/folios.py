"""Folios, the printed page numbers: left out of a drawn chapter, and drawn into a bound book."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from reports.render.drawn_chapter import DrawnPage, Folio, UnbindableError
from reports.render.engine_library import boxes, draw_text, split_first_line
from reports.render.page_drawing import SCALE, new_resources, paint_page, serialise

_ARTIFACT = b"/Artifact <</Type /Pagination/Subtype /Footer>> BDC"
"""Begins the content of a number, which screen readers do not read."""

_RESTARTING = {"list-item", "string(head)", "string(line)", "string(until)"}
"""Counters and strings that generated content may use: each list or chapter sets them anew."""


def check_bindable(page: Any) -> None:
    """Check that no generated text on a page depends on other chapters.

    Args:
        page: The box of a page, as the engine has it.

    Raises:
        UnbindableError: If one does.
    """
    for box in page.descendants(placeholders=True):
        folio = isinstance(box, boxes.MarginBox) and _is_folio(box)
        if not folio and not _RESTARTING.issuperset(_sources_of_content(box)):
            raise UnbindableError


def _sources_of_content(box: Any) -> Iterator[str]:
    """Yield the counters, strings and elements that a box's generated content is made from."""
    content = box.style["content"] if box.style is not None else None
    for part in content if isinstance(content, tuple | list) else ():
        kind, value = part if isinstance(part, tuple | list) and len(part) == 2 else ("", "")
        if kind in ("counter()", "counters()"):
            yield value[0]
        elif kind == "string()":
            yield f"string({value[0]})"
        elif kind.startswith(("target-", "element")):
            yield kind


def _is_folio(box: Any) -> bool:
    """Return whether a margin box holds the page's number and nothing else."""
    return list(_sources_of_content(box)) == ["page"] and len(box.style["content"]) == 1


def take_out_folio(page: Any) -> Folio | None:
    """Blank out the number of a page, so that it is not drawn, and return its place.

    Args:
        page: The box of a page, as the engine has it.

    Returns:
        The place of the number, or None if the page does not print one.

    Raises:
        UnbindableError: If the page prints its number twice.
    """
    folios = _folio_boxes(page)
    if len(folios) > 1:
        raise UnbindableError
    for margin, text in folios:
        folio = _folio(margin, text)
        text.text = " "
        return folio
    return None


def _folio(margin: Any, text: Any) -> Folio:
    """Return the place and the style of a page's number, which stands in a margin box."""
    names = ("font_family", "font_size", "font_weight", "font_style", "color", "visibility")
    style = repr([margin.style["text_align_all"], *(text.style[name] for name in names)])
    return Folio(round(text.position_x + _shift(margin) * text.width, 2), text.position_y, style)


def _shift(margin: Any) -> float:
    """Return which part of a number's width lies before the point it is aligned to."""
    alignment = margin.style["text_align_all"]
    right_to_left = margin.style["direction"] == "rtl"
    shifts = {"center": 0.5, "right": 1.0, "end": 0.0 if right_to_left else 1.0, "left": 0.0}
    return shifts.get(alignment, 1.0 if right_to_left else 0.0)


class FolioWriter:
    """Draws page numbers where two sample pages, which show nothing else, have them."""

    def __init__(self, laid_out: Any) -> None:
        """Read the places of the numbers from a right and a left sample page.

        Args:
            laid_out: The engine's document with the two pages.

        Raises:
            UnbindableError: If the two pages have different margins, or only one a number.
        """
        self._sides = [page._page_box.page_type.side for page in laid_out.pages]
        self._samples: dict[str, tuple[Folio, Any, Any]] = {}
        self._resources = new_resources()
        self._streams = [paint_page(laid_out, page, self._resources) for page in laid_out.pages]
        page_boxes = [page._page_box for page in laid_out.pages]
        areas = {(box.margin_left, box.margin_top, box.width, box.height) for box in page_boxes}
        if len(areas) > 1:
            raise UnbindableError
        for page in page_boxes:
            for margin, text in _folio_boxes(page):
                self._samples[page.page_type.side] = (_folio(margin, text), margin, text)
        if self._samples and len(self._samples) < len(self._sides):
            raise UnbindableError  # a drawn page does not know on which side it will be

    def draw(self, page: DrawnPage, number: int) -> bytes:
        """Return the instructions that draw a page's number in the book, to be added to its own.

        Raises:
            UnbindableError: If the page has its number elsewhere, or in another style, than
                the sample page.
        """
        if page.folio is None:
            return b""
        if page.side not in self._samples or self._samples[page.side][0] != page.folio:
            raise UnbindableError
        _folio, margin, text = self._samples[self._sides[(number - 1) % 2]]
        box = copy(text)
        box.text = str(number)
        box.pango_layout, _length, _resume_at, box.width, _height, _baseline = split_first_line(
            box.text, box.style, None, None, justification_spacing=0
        )
        box.position_x += _shift(margin) * (text.width - box.width)
        stream = self._streams[0].clone(tags=None)
        with stream.stacked():
            stream.transform(a=SCALE, d=SCALE)
            draw_text(stream, box, 0, "clip", "none")
        return b"%s\n%s\nEMC" % (_ARTIFACT, serialise(stream.stream))


def _folio_boxes(page: Any) -> list[tuple[Any, Any]]:
    """Return the boxes of a page's number: the margin box, and the text box in it."""
    return [
        (margin, text)
        for margin in page.children
        if isinstance(margin, boxes.MarginBox) and _is_folio(margin)
        for text in margin.descendants()
        if isinstance(text, boxes.TextBox)
    ]
