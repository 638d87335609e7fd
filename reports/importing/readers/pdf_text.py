"""PDF → its lines with their positions.

:mod:`reports.importing.readers.pdf_characters` reads the characters of a page,
:mod:`reports.importing.readers.pdf_drawings` the bullets and underlines that are drawn, and
:mod:`reports.importing.readers.page_layout` makes lines of them. Text that is invisible (as a
scan's recognised text is) or turned is text like any other, the turned after the
upright of its page. Annotations and fields of forms are not of the page's text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.page_layout import PageLine, Piece, arranged
from reports.importing.readers.pdf_characters import REGULAR, CharacterReader, PageFrame
from reports.importing.readers.pdf_drawings import boxes, underlined, with_bullets
from reports.importing.readers.refusals import damaged, protected, refused
from reports.importing.readers.spans import mostly
from reports.text.source_text import Line, Span
from reports.units import POINTS_PER_MM

MAX_PAGES = 2_000

MANY_PAGES = 40
"""Pages that take so long (0.4 s) that a second process, which takes 0.02 s, is worth while."""

MAX_CHARACTERS_OF_PAGE = 100_000
"""A page of a newspaper, the densest there is, has 30,000."""

_END = b"%%EOF"
_PICTURE = 0.5
"""The part of a page that a picture of the page's text covers at least."""
_SEMI_BOLD, _MEDIUM = 600, 500
"""Weights as in CSS: from the first on type is bold, from the second on in a text of regular."""


def lines(data: bytes, name: str) -> list[Line]:
    """Return the lines of all pages; each character but white space stands in exactly one."""
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
        pages = _pages(document, _PageReader(pdfium_c, name))
    _refuse_scans(pages, name)
    heavy = _heavy(pages)
    rows = [(number, row) for number, page in enumerate(pages, 1) for row in page.rows]
    return [_line(row, number, place, heavy) for place, (number, row) in enumerate(rows, 1)]


@dataclass(frozen=True)
class _Page:
    rows: list[PageLine]
    picture: bool
    """Whether it is a picture and nothing else."""
    characters: int
    """As PDFium counts them."""


def _pages(document: Any, reader: _PageReader) -> list[_Page]:
    """Return the pages of a document, the second half of many pages read in a second process.

    Raises ContentError if there is too much on them.
    """
    count = len(document)
    if count < MANY_PAGES:
        return reader.pages(document, range(count))
    from reports.processes.second_process import called_beside

    second_half = range(count // 2, count)
    with called_beside(partial(reader.pages, document, second_half)) as read_beside:
        pages = reader.pages(document, range(count // 2))
        others = read_beside()
    if others is None:
        return pages + reader.pages(document, second_half)
    reader.count(others)
    return pages + others


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


def _heavy(pages: list[_Page]) -> int:
    """Return the weight from which on type is bold in a document.

    Antragsgrün sets its headings in Fira Sans Medium, and the text in Regular.
    """
    weights: Counter[int] = Counter()
    for page in pages:
        for row in page.rows:
            for part in row.parts:
                weights[part.weight] += part.end - part.begin
    usual = weights.most_common(1)[0][0] if weights else REGULAR
    return _MEDIUM if usual < _MEDIUM else _SEMI_BOLD


def _line(row: PageLine, page: int, place: int, heavy: int) -> Line:
    spans = [
        Span(
            part.begin,
            part.end,
            left=_millimetres(part.left),
            right=_millimetres(part.right),
            bold=part.weight >= heavy,
            italic=part.italic,
            underlined=part.underlined,
        )
        for part in row.parts
    ]
    return Line(
        row.text,
        page,
        place,
        left=_millimetres(row.left),
        right=_millimetres(row.right),
        top=_millimetres(row.top),
        size=round(row.size, 1),
        bold=mostly(spans, "bold"),
        italic=mostly(spans, "italic"),
        underlined=mostly(spans, "underlined"),
        spans=tuple(spans) if len(spans) > 1 else (),
    )


def _millimetres(points: float) -> float:
    return round(points / POINTS_PER_MM, 2)


class _PageReader:
    """Reads the pages of a document, in any order."""

    def __init__(self, pdfium_c: Any, name: str) -> None:
        self._c = pdfium_c
        self._name = name
        self._bound = Bound(name)
        self._characters = CharacterReader(pdfium_c)

    def pages(self, document: Any, indices: range) -> list[_Page]:
        """Read some pages. Raises ContentError if there is too much on them."""
        return [self._page(document, index) for index in indices]

    def count(self, pages: list[_Page]) -> None:
        """Count pages that another process has read. Raises ContentError if they are too much."""
        for page in pages:
            self._bound.count(page.characters, lines=len(page.rows))

    def _page(self, document: Any, index: int) -> _Page:
        """Read a page. Raises ContentError if it has too many characters."""
        page = document[index]
        try:
            left, bottom, right, top = page.get_cropbox()
            frame = PageFrame(left, bottom, right - left, top - bottom)
            text = page.get_textpage()
            try:
                characters = self._c.FPDFText_CountChars(text.raw)
                self._refuse_too_much(characters, index + 1)
                pieces = self._characters.pieces(text.raw, frame)
            finally:
                text.close()
            rows = self._rows(pieces, page, frame)
            self._bound.count(0, lines=len(rows))
            return _Page(rows, not rows and self._is_picture(page, frame), characters)
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

    def _is_picture(self, page: Any, frame: PageFrame) -> bool:
        area = 0.0
        for image in page.get_objects(filter=[self._c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            left, bottom, right, top = image.get_bounds()
            area += (right - left) * (top - bottom)
        return area > _PICTURE * frame.width * frame.height

    def _rows(self, pieces: list[Piece], page: Any, frame: PageFrame) -> list[PageLine]:
        """Return the lines of a page: those of upright text first, then what is turned."""
        if not pieces:
            return []
        counted: Counter[int] = Counter()
        for piece in pieces:
            if not piece.oblique:
                counted[piece.quarters] += piece.count
        main = counted.most_common(1)[0][0] if counted else 0
        upright = replace(frame, quarters=main)
        level = [piece for piece in pieces if piece.quarters == main and not piece.oblique]
        drawn = boxes(self._c, page.raw, upright.upright)
        rows = arranged(with_bullets(underlined(level, drawn), drawn))
        for quarters in range(4):
            aside = [piece for piece in pieces if piece.quarters == quarters and not piece.oblique]
            if aside and quarters != main:
                turned = replace(frame, quarters=quarters)
                rows += [_moved(row, turned, upright) for row in arranged(aside, columns=False)]
        # letters of oblique text stand in no common line: it is taken in the file's order
        for piece in pieces:
            if piece.oblique:
                turned = replace(frame, quarters=piece.quarters)
                rows.append(_moved(PageLine.of([piece]), turned, upright))
        return rows


def _moved(row: PageLine, turned: PageFrame, upright: PageFrame) -> PageLine:
    """Return a row of turned text with its place in the page as it is read."""
    corners = [
        upright.upright(*turned.stood(x, y))
        for x in (row.left, row.right)
        for y in (row.top, row.top + row.size)
    ]
    across, down = zip(*corners, strict=True)
    return replace(row, left=min(across), right=max(across), top=min(down))
