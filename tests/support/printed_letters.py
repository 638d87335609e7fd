"""What is wrong with a printed page, seen from its single letters and its pixels.

It shares no code with the program: neither with what fits texts to pages, nor with its own
proof of finished pages, which looks at lines.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

_MM = 72 / 25.4
_SHARED = 0.25
"""Share of the smaller letter's box that another letter may cover: kerns and tight titles."""
_EDGE = 3.0
"""Millimetres at the edge that have no letters."""
_EMPTY = 25.0
"""Millimetres that may stay empty on a page with lines for notes."""
_MOST_NOTES = 1 / 3
"""Share of a page that notes may take, from their label to the last line."""
_FOOT, _RULE = 0.1, 6.0
"""Share of a page in which its foot begins, and millimetres above that with the foot's own rule."""
_PAPER = 250
"""Grey of 255 from which a pixel has no ink."""
_DOTS_PER_MM = 4


@dataclass(frozen=True)
class Letter:
    """A letter as it is printed, its box in points."""

    sign: str
    left: float
    bottom: float
    right: float
    top: float


def page_faults(pdf: bytes, notes: str = "Notizen") -> list[str]:
    """Return what is wrong with a file: letters over others, cut ones, notes out of proportion.

    Args:
        pdf: The file.
        notes: The word above the lines for notes.
    """
    faults = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            letters = list(_letters(page))
            faults += [f"page {number}: {fault}" for fault in _letter_faults(page, letters)]
            if len(document) == 1:
                faults += _note_faults(page, letters, notes)
    return faults


def missing_words(pdf: bytes, words: Sequence[str]) -> list[str]:
    """Return those of some words, which no line end divides, that are not in a file."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    printed = set(re.findall(r"[\w.]+", " ".join(texts)))
    return [word for word in words if word not in printed]


def _letters(page: Any) -> Iterator[Letter]:
    """Yield the upright and the level letters of a page."""
    text = page.get_textpage()
    before: tuple[float, ...] = ()
    for i in range(text.count_chars()):
        sign = chr(pdfium_c.FPDFText_GetUnicode(text, i))
        angle = pdfium_c.FPDFText_GetCharAngle(text, i) % (3.14159265 / 2)
        if sign.isspace() or pdfium_c.FPDFText_IsGenerated(text, i) or 0.02 < angle < 1.55:
            continue
        left, right, bottom, top = (ctypes.c_double() for _side in range(4))
        pdfium_c.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        box = left.value, bottom.value, right.value, top.value
        # the letters of a ligature have one box
        if box[0] < box[2] and box[1] < box[3] and box != before:
            yield Letter(sign, *box)
        before = box


def _letter_faults(page: Any, letters: Sequence[Letter]) -> Iterator[str]:
    """Yield a fault for each letter over another, and for each at or beyond the edge."""
    width, height = page.get_size()
    edge = _EDGE * _MM
    outside = "".join(
        letter.sign
        for letter in letters
        if min(letter.left, letter.bottom, width - letter.right, height - letter.top) < edge
    )
    if outside:
        yield f"at the edge or cut: {outside[:60]}"
    squares = defaultdict[tuple[int, int], list[int]](list)
    covered = []
    for number, letter in enumerate(letters):
        keys = {
            (int(x // 20), int(y // 20))
            for x in (letter.left, letter.right)
            for y in (letter.bottom, letter.top)
        }
        others = {other for key in keys for other in squares[key]}
        covered += [(letters[other], letter) for other in others if _cover(letters[other], letter)]
        for key in keys:
            squares[key].append(number)
    if covered:
        pairs = " ".join(f"{first.sign}/{second.sign}" for first, second in covered[:20])
        yield f"over each other: {pairs}"


def _cover(first: Letter, second: Letter) -> bool:
    """Return whether one of two letters covers much of the other."""
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.top, second.top) - max(first.bottom, second.bottom)
    if width <= 0 or height <= 0:
        return False
    areas = [(each.right - each.left) * (each.top - each.bottom) for each in (first, second)]
    return width * height > _SHARED * min(areas)


def _note_faults(page: Any, letters: Sequence[Letter], notes: str) -> Iterator[str]:
    """Yield a fault if lines for notes take more than a third, or leave much of a page empty.

    Empty are rows of pixels without any ink; a note line is ink, and so is a hairline.
    """
    start = "".join(letter.sign for letter in letters).find(notes)
    if start < 0:
        return
    height = page.get_height()
    picture = page.render(scale=_DOTS_PER_MM / _MM, grayscale=True).to_pil().convert("L")
    data, columns = picture.tobytes(), picture.width
    pixels = [data[row * columns : (row + 1) * columns] for row in range(picture.height)]
    inked = [number for number, row in enumerate(pixels) if min(row) < _PAPER]
    gap = max(after - before for before, after in pairwise(inked)) / _DOTS_PER_MM
    if gap > _EMPTY:
        yield f"{gap:.0f} mm are empty beside lines for notes"
    label = (height - letters[start].top) / _MM * _DOTS_PER_MM
    foot = max((each.top for each in letters if each.top < _FOOT * height), default=0)
    end = (height - foot) / _MM * _DOTS_PER_MM - _RULE * _DOTS_PER_MM
    lines = [
        number
        for number, row in enumerate(pixels)
        if label < number < end and sum(pixel < _PAPER for pixel in row) > columns / 2
    ]
    share = (max(lines, default=label) - label) / picture.height
    if share > _MOST_NOTES:
        yield f"notes take {share:.0%} of the page"
