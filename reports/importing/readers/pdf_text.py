"""PDF → its lines with their positions.

PDFium gives the characters in the order of the file, each with its box;
:mod:`reports.importing.readers.page_layout` makes lines of them. Text that is invisible (as a
scan's recognised text is) or turned is text like any other, the turned after the
upright of its page. Annotations and fields of forms are not of the page's text.
"""

from __future__ import annotations

import ctypes
import math
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.page_layout import Piece, Row, arranged
from reports.importing.readers.refusals import damaged, protected, refused
from reports.text.source_text import Line
from reports.units import POINTS_PER_MM

MAX_PAGES = 2_000

MAX_CHARACTERS_OF_PAGE = 100_000
"""A page of a newspaper, the densest there is, has 30,000."""

_END = b"%%EOF"
_HYPHENS = {0x2: ord("-"), 0xFFFE: ord("-")}
"""How PDFium gives a hyphen at the end of a line."""
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_NO_CHARACTER = ("Cc", "Cs")
_HEAVY = re.compile(rb"bold|black|heavy|demi|fett", re.IGNORECASE)
_BREAK = 1.0
"""Em between two characters that are not of one piece."""
_GAP = 0.17
"""Em between two characters that a space parts: more than kerning, less than any space."""
_OBLIQUE = 5.0
"""Degrees a scan may lie askew; beyond that the text is meant to be oblique."""
_PICTURE = 0.5
"""The part of a page that a picture of the page's text covers at least."""


def lines(data: bytes, name: str) -> list[Line]:
    """The lines of all pages; each character that is not white space stands in exactly one."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c

    # PDFium makes do with half a file, which would be half a resolution
    if _END not in data[-2048:]:
        raise damaged(name)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = error.err_code == pdfium_c.FPDF_ERR_PASSWORD
        raise (protected(name) if locked else damaged(name)) from None
    with document:
        if len(document) > MAX_PAGES:
            raise refused(
                name,
                _("more than {pages} pages").format(pages=MAX_PAGES),
                _("give the pages with the resolution only"),
            )
        reading = _Reading(pdfium_c, name)
        pages = [reading.page(document, number) for number in range(len(document))]
    _refuse_scans(pages, name)
    found: list[Line] = []
    for number, page in enumerate(pages, 1):
        found += [_line(row, number, len(found) + i) for i, row in enumerate(page.rows, 1)]
    return found


@dataclass(frozen=True)
class _Page:
    rows: list[Row]
    picture: bool
    """Whether it is a picture and nothing else."""


def _refuse_scans(pages: list[_Page], name: str) -> None:
    """A page without its text, a cover aside, is a part of the resolution that is lost."""
    remedy = _("run text recognition (OCR) on the file first")
    if not any(page.rows for page in pages):
        if any(page.picture for page in pages):
            raise refused(name, _("the pages are pictures, without text"), remedy)
        return
    for number, page in enumerate(pages[1:], 2):
        if page.picture:
            raise refused(
                name,
                _("page {number} is a picture, without text").format(number=number),
                _("run text recognition (OCR) on the file first, or take the page out"),
            )


def _line(row: Row, page: int, place: int) -> Line:
    return Line(
        row.text,
        page,
        place,
        left=round(row.left / POINTS_PER_MM, 2),
        right=round(row.right / POINTS_PER_MM, 2),
        top=round(row.top / POINTS_PER_MM, 2),
        size=round(row.size, 1),
        bold=row.bold,
    )


@dataclass(frozen=True)
class _Frame:
    """A page seen with its text upright, and back: points from its upper left corner."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int = 0
    """Turns of the text by 90 degrees, against the clock."""

    def seen(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        return (
            (x, self.height - y),
            (y, x),
            (self.width - x, y),
            (self.height - y, self.width - x),
        )[self.quarters]

    def stood(self, x: float, y: float) -> tuple[float, float]:
        """The reverse of ``seen``."""
        x, y = (
            (x, self.height - y),
            (y, x),
            (self.width - x, y),
            (self.width - y, self.height - x),
        )[self.quarters]
        return x + self.left, y + self.bottom


class _Reading:
    """What is kept from page to page, and the calls, bound once: they are made a million times."""

    def __init__(self, pdfium_c: Any, name: str) -> None:
        self._c = pdfium_c
        self._name = name
        self._bound = Bound(name)
        self._heavy: dict[bytes, bool] = {}

    def page(self, document: Any, index: int) -> _Page:
        page = document[index]
        try:
            left, bottom, right, top = page.get_cropbox()
            frame = _Frame(left, bottom, right - left, top - bottom)
            text = page.get_textpage()
            try:
                self._refuse_too_much(self._c.FPDFText_CountChars(text.raw), index + 1)
                rows = self._rows(text.raw, frame)
                self._bound.count(0, lines=len(rows))
            finally:
                text.close()
            return _Page(rows, not rows and self._is_picture(page, frame))
        finally:
            page.close()

    def _refuse_too_much(self, count: int, page: int) -> None:
        self._bound.count(count)
        if count > MAX_CHARACTERS_OF_PAGE:
            raise refused(
                self._name,
                _("page {number} has more than {count} characters").format(
                    number=page, count=MAX_CHARACTERS_OF_PAGE
                ),
                _("give the pages with the resolution only"),
            )

    def _is_picture(self, page: Any, frame: _Frame) -> bool:
        area = 0.0
        for one in page.get_objects(filter=[self._c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            left, bottom, right, top = one.get_bounds()
            area += (right - left) * (top - bottom)
        return area > _PICTURE * frame.width * frame.height

    def _rows(self, text: Any, frame: _Frame) -> list[Row]:
        pieces = self._pieces(text, frame)
        if not pieces:
            return []
        counted: Counter[int] = Counter()
        for one in pieces:
            if not one.oblique:
                counted[one.quarters] += len(one.text)
        main = counted.most_common(1)[0][0] if counted else 0
        rows = arranged([one for one in pieces if one.quarters == main and not one.oblique])
        upright = replace(frame, quarters=main)
        for quarters in range(4):
            aside = [one for one in pieces if one.quarters == quarters and not one.oblique]
            if aside and quarters != main:
                seen = replace(frame, quarters=quarters)
                rows += [_moved(row, seen, upright) for row in arranged(aside, columns=False)]
        # letters of oblique text stand in no common line: it is taken in the file's order
        for one in pieces:
            if one.oblique:
                seen = replace(frame, quarters=one.quarters)
                rows.append(_moved(Row.of([one]), seen, upright))
        return rows

    def _pieces(self, text: Any, frame: _Frame) -> list[Piece]:
        """The characters of a page in pieces of one font, size and line.

        White space of no width is PDFium's own guess and not of the file.
        """
        unicode_of = self._c.FPDFText_GetUnicode
        box_of, object_of = self._c.FPDFText_GetLooseCharBox, self._c.FPDFText_GetTextObject
        box = self._c.FS_RECTF()
        by_ref = ctypes.byref(box)
        made = [writing := _Writing(frame)]
        handle = b""
        second = -1
        for index in range(self._c.FPDFText_CountChars(text)):
            if index == second:
                continue
            code = unicode_of(text, index)
            one = object_of(text, index)
            if one and (key := bytes(one)) != handle:
                handle = key
                made.append(writing := self._begin(text, index, one, frame))
            box_of(text, index, by_ref)
            if 0xD800 <= code < 0xDC00 and 0xDC00 <= (low := unicode_of(text, index + 1)) < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                second = index + 1
            character = chr(_HYPHENS.get(code, code))
            if character.isspace():
                if one and (writing.oblique or box.right > box.left or box.top > box.bottom):
                    writing.spaces[len(writing.characters)] = character
                continue
            if not character.isprintable() and unicodedata.category(character) in _NO_CHARACTER:
                character = _UNREADABLE
            writing.add(character, box.left, box.bottom, box.right, box.top)
        return [piece for one in made for piece in one.pieces()]

    def _begin(self, text: Any, index: int, one: Any, frame: _Frame) -> _Writing:
        matrix = self._c.FS_MATRIX()
        self._c.FPDFText_GetMatrix(text, index, matrix)
        x, y = ctypes.c_double(), ctypes.c_double()
        self._c.FPDFText_GetCharOrigin(text, index, x, y)
        size = self._c.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        quarters = round(angle / 90)
        seen = replace(frame, quarters=quarters % 4)
        stroked = self._c.FPDFTextObj_GetTextRenderMode(one) == (
            self._c.FPDF_TEXTRENDERMODE_FILL_STROKE
        )
        return _Writing(
            seen,
            size=abs(size) or 1.0,
            base=seen.seen(x.value, y.value)[1],
            skew=angle - 90 * quarters,
            bold=stroked or self._is_heavy(self._c.FPDFTextObj_GetFont(one)),
        )

    def _is_heavy(self, font: Any) -> bool:
        """By its name: the weight PDFium gives is a guess from the thickness of stems."""
        key = bytes(font)
        if key not in self._heavy:
            name = ctypes.create_string_buffer(256)
            self._c.FPDFFont_GetBaseFontName(font, name, len(name))
            self._heavy[key] = _HEAVY.search(name.value) is not None
        return self._heavy[key]


class _Writing:
    """The characters that one operator of the file puts on the page."""

    def __init__(
        self,
        frame: _Frame,
        size: float = 1.0,
        base: float = 0.0,
        skew: float = 0.0,
        bold: bool = False,
    ) -> None:
        self.characters: list[str] = []
        self.spaces: dict[int, str] = {}
        """White space, by the index of the character after it."""
        self._frame = frame
        self._size = size
        self._base = base
        self._skew = skew
        self._bold = bold
        self.oblique = abs(skew) > _OBLIQUE
        self._starts: list[float] = []
        self._ends: list[float] = []

    def add(self, character: str, left: float, bottom: float, right: float, top: float) -> None:
        self.characters.append(character)
        if self._frame.quarters == 0:
            self._starts.append(left - self._frame.left)
            self._ends.append(right - self._frame.left)
        else:
            ends = (self._frame.seen(left, bottom)[0], self._frame.seen(right, top)[0])
            self._starts.append(min(ends))
            self._ends.append(max(ends))

    def pieces(self) -> Iterator[Piece]:
        """The characters with spaces where the file has them or leaves room for one."""
        if not self.characters:
            return
        starts, ends, size = self._starts, self._ends, self._size
        gaps = [start - end for start, end in zip(starts[1:], ends, strict=False)]
        # letter-spaced text has room between all letters
        usual = max(0.0, statistics.median(gaps)) if len(gaps) > 2 else 0.0
        first = 0
        text = [self.spaces.get(0, ""), self.characters[0]]
        for index, gap in enumerate(gaps, 1):
            space = self.spaces.get(index, "")
            if self.oblique or -_BREAK * size <= gap <= usual + _BREAK * size:
                wide = not self.oblique and gap > usual + _GAP * size
                text.append(space or (" " if wide else ""))
            else:
                yield self._piece("".join(text) + space, first, index)
                text, first = [], index
            text.append(self.characters[index])
        yield self._piece("".join(text) + self.spaces.get(len(starts), ""), first, len(starts))

    def _piece(self, text: str, first: int, after: int) -> Piece:
        return Piece(
            text,
            count=after - first,
            left=min(self._starts[first:after]),
            right=max(self._ends[first:after]),
            base=self._base,
            size=self._size,
            bold=self._bold,
            quarters=self._frame.quarters,
            skew=self._skew,
            oblique=self.oblique,
        )


def _moved(row: Row, seen: _Frame, upright: _Frame) -> Row:
    """A row of turned text with its place in the page as it is read."""
    corners = [
        upright.seen(*seen.stood(x, y))
        for x in (row.left, row.right)
        for y in (row.top, row.top + row.size)
    ]
    across, down = zip(*corners, strict=True)
    return replace(row, left=min(across), right=max(across), top=min(down))
