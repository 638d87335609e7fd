"""Page numbers: taken out of a chapter that is drawn, and put into a book that is bound."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from reports.render.drawn_chapter import DrawnPage, Folio
from reports.render.engine_library import boxes, draw_text, split_first_line
from reports.render.page_drawing import SCALE, new_resources, painted, written


class UnbindableError(Exception):
    """A document that has to be made as a whole."""


_SETTLED = {"list-item", "string(head)", "string(line)"}
"""What content may be made from within a chapter: each list, and each chapter, begins it anew."""


def check_bindable(page: Any) -> None:
    """Raise UnbindableError where a text hangs on what stands in other chapters."""
    for box in page.descendants(placeholders=True):
        folio = isinstance(box, boxes.MarginBox) and _is_folio(box)
        if not folio and not _SETTLED.issuperset(_made_from(box)):
            raise UnbindableError


def _made_from(box: Any) -> Iterator[str]:
    """The counters, strings and elements that the content of a box is made from."""
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
    """Whether a margin box has the page's number and nothing else."""
    return list(_made_from(box)) == ["page"] and len(box.style["content"]) == 1


def take_out_folio(page: Any) -> Folio | None:
    """Where a page's number stands, which is not drawn."""
    found = _folio_texts(page)
    if len(found) > 1:
        raise UnbindableError
    for margin, text in found:
        folio = _folio(margin, text)
        text.text = " "
        return folio
    return None


def _folio(margin: Any, text: Any) -> Folio:
    style = text.style
    named = ("font_family", "font_size", "font_weight", "font_style", "color", "visibility")
    said = repr([margin.style["text_align_all"], *(style[name] for name in named)])
    return Folio(round(text.position_x + _shift(margin) * text.width, 2), text.position_y, said)


def _shift(margin: Any) -> float:
    """Which part of its width a text begins before the place it is aligned to."""
    aligned = margin.style["text_align_all"]
    turned = margin.style["direction"] == "rtl"
    shifts = {"center": 0.5, "right": 1.0, "end": 0.0 if turned else 1.0, "left": 0.0}
    return shifts.get(aligned, 1.0 if turned else 0.0)


class FolioWriter:
    """Draws the numbers of pages, as they stand on two pages that have nothing else."""

    def __init__(self, laid_out: Any) -> None:
        self._sides = [page._page_box.page_type.side for page in laid_out.pages]
        self._found: dict[str, tuple[Folio, Any, Any]] = {}
        self._resources = new_resources()
        self._streams = [painted(laid_out, page, self._resources) for page in laid_out.pages]
        boxes_ = [page._page_box for page in laid_out.pages]
        if len({(one.margin_left, one.margin_top, one.width, one.height) for one in boxes_}) > 1:
            raise UnbindableError
        for page in boxes_:
            for margin, text in _folio_texts(page):
                self._found[page.page_type.side] = (_folio(margin, text), margin, text)
        if self._found and len(self._found) < len(self._sides):
            raise UnbindableError  # a page does not know on which side it will be

    def drawn(self, page: DrawnPage, number: int) -> bytes:
        """The instructions for a page's number, which come after the page's own."""
        if page.folio is None:
            return b""
        if page.side not in self._found or self._found[page.side][0] != page.folio:
            raise UnbindableError
        _place, margin, text = self._found[self._sides[(number - 1) % 2]]
        box = copy(text)
        box.text = str(number)
        box.pango_layout, _length, _more, box.width, _height, _baseline = split_first_line(
            box.text, box.style, None, None, justification_spacing=0
        )
        box.position_x += _shift(margin) * (text.width - box.width)
        stream = self._streams[0].clone(tags=None)
        with stream.stacked():
            stream.transform(a=SCALE, d=SCALE)
            draw_text(stream, box, 0, "clip", "none")
        return b"/Artifact BMC\n%s\nEMC" % written(stream.stream)


def _folio_texts(page: Any) -> list[tuple[Any, Any]]:
    """The boxes of a page's number: the margin's, and the text in it."""
    return [
        (margin, text)
        for margin in page.children
        if isinstance(margin, boxes.MarginBox) and _is_folio(margin)
        for text in margin.descendants()
        if isinstance(text, boxes.TextBox)
    ]
