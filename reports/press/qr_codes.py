"""QR codes of a finished page: whether a telephone reads them, and what it then opens.

A code is recognised by its tag, a figure whose text alternative names an address, since a code
that cannot be read any more does not look like one.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from reports.press.page_text import Box

_FEWEST_SEGMENTS = 100
"""Parts of a path that can be a code; the smallest has 21 rows with about five dark strips."""

_SQUARE = 0.06
"""By how much of its width a code's height may differ: the ends of its strokes count to its box."""

_QUIET = 0.2
"""Share of its width that is read with a code on each side: four modules of the smallest."""

_PIXELS = (600, 1500)
"""Widths in which a code is rendered until it is read."""

_PAGE_SCALE, _MOST_PIXELS = 4.0, 12_000_000
"""Pixels in a point, and of a page at most, where codes are looked for on the whole page."""

_ALTERNATIVE = re.compile(r"\bQR\b.*?(\S+:\S+)", re.DOTALL)
"""What a code's alternative says in every language, and the address in it.

The templates write "QR code: https://…", in the words of the document's language."""

_ISOLATES = "\u2066\u2067\u2068\u2069"
"""What stands around an address in a text that runs from right to left."""

_MOST_TAGS = 50_000
"""Tags of a page that are looked at; the file may come from anybody."""


@dataclass(frozen=True)
class UnreadCode:
    """A code that does not say what its text alternative says."""

    address: str
    """The address that the alternative names."""
    decoded: str | None
    """What the code says; None if it cannot be read."""


def unread_codes(page: Any) -> Iterator[UnreadCode]:
    """Yield the codes of a page that cannot be read, or that say something else than their tags.

    Args:
        page: A page as pypdfium2 opens it.
    """
    squares: dict[int, Box] | None = None
    for number, address in _addresses(page.raw):
        if squares is None:
            squares = dict(_squares(page.raw))
        if number in squares:
            decoded = _decode(page, squares[number])
            if decoded != address:
                yield UnreadCode(address, decoded)
        elif address not in read_addresses(page):  # it is part of a drawing
            yield UnreadCode(address, None)


def named_addresses(page: Any) -> list[str]:
    """Return the addresses of the codes on a page, as its tags name them.

    Args:
        page: A page as pypdfium2 opens it.
    """
    return list(dict.fromkeys(address for _number, address in _addresses(page.raw)))


def read_addresses(page: Any) -> set[str]:
    """Return what the codes of a page say that can be read, whether they are tagged or not.

    Args:
        page: A page as pypdfium2 opens it.
    """
    boxes = [box for _number, box in _squares(page.raw)]
    decoded = {text for text in (_decode(page, box) for box in boxes) if text is not None}
    return decoded or _read_anywhere(page)


def _squares(page: Any) -> Iterator[tuple[int, Box]]:
    """Yield the box of each picture or path that can be a code, by its number in the tags."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        painted = pdfium_c.FPDFPage_GetObject(page, index)
        kind = pdfium_c.FPDFPageObj_GetType(painted)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            if pdfium_c.FPDFPath_CountSegments(painted) < _FEWEST_SEGMENTS:
                continue
        elif kind != pdfium_c.FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = (ctypes.c_float() for _side in range(4))
        pdfium_c.FPDFPageObj_GetBounds(painted, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        if width > 0 and abs(width - height) <= _SQUARE * width:
            number = pdfium_c.FPDFPageObj_GetMarkedContentID(painted)
            yield number, (left.value, bottom.value, right.value, top.value)


def _addresses(page: Any) -> Iterator[tuple[int, str]]:
    """Yield the number of each part of a page that is tagged as a code, and the address it has."""
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        count = pdfium_c.FPDF_StructTree_CountChildren(tree)
        tags = [pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(count)]
        for _step in range(_MOST_TAGS):
            if not tags:
                return
            tag = tags.pop()
            if not tag:
                continue
            code = _ALTERNATIVE.search(_alternative(tag))
            if code:
                count = pdfium_c.FPDF_StructElement_GetMarkedContentIdCount(tag)
                for i in range(max(count, 1)):
                    # -1 if it is part of a drawing, whose parts PDFium does not number
                    number = pdfium_c.FPDF_StructElement_GetMarkedContentIdAtIndex(tag, i)
                    yield number, code[1].strip(_ISOLATES)
            tags += [
                pdfium_c.FPDF_StructElement_GetChildAtIndex(tag, i)
                for i in range(pdfium_c.FPDF_StructElement_CountChildren(tag))
            ]
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)


def _alternative(tag: Any) -> str:
    """Return a tag's text alternative; empty if it has none."""
    length = pdfium_c.FPDF_StructElement_GetAltText(tag, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDF_StructElement_GetAltText(tag, buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _read_anywhere(page: Any) -> set[str]:
    """Return what the codes of a page say, wherever and however they are drawn."""
    import zxingcpp

    width, height = page.get_size()
    scale = min(_PAGE_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("L")
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    return {str(code.text) for code in zxingcpp.read_barcodes(picture, formats=formats)}


def _decode(page: Any, box: Box) -> str | None:
    """Return what the code in a box of a page says, or None if it cannot be read."""
    import zxingcpp  # only few pages have a code

    width = box[2] - box[0]
    left, bottom, right, top = page.get_mediabox()
    quiet = _QUIET * width
    # by how much is cut off at the left, at the bottom, at the right, on top
    crop = (
        max(box[0] - left - quiet, 0),
        max(box[1] - bottom - quiet, 0),
        max(right - box[2] - quiet, 0),
        max(top - box[3] - quiet, 0),
    )
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    for pixels in _PIXELS:
        picture = page.render(scale=pixels / width, crop=crop, may_draw_forms=False).to_pil()
        for code in zxingcpp.read_barcodes(picture.convert("L"), formats=formats):
            return str(code.text)
    return None
