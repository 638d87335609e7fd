"""ODS and XLSX → the motions of a table that Antragsgrün or OpenSlides exports."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from reports.i18n import _
from reports.importing.readers.exports import from_rows
from reports.importing.readers.odt_styles import attribute, number_of, plain_text, tag_of
from reports.importing.readers.reading import Reading
from reports.importing.readers.refusals import refused

if TYPE_CHECKING:
    from odfdo import Element

_MAX_REPEATED = 100
"""Cells that one element stands for; the rest of a row is empty."""
_MAX_ROWS = 50_000
_MAX_COLUMNS = 200
"""As many as a table of motions never has; a sheet can claim a million rows and be empty."""


def ods_reading(data: bytes, name: str) -> Reading:
    """Return the motions of an ODS. Raises ContentError if it holds none."""
    from odfdo import Document

    body = Document(io.BytesIO(data)).body
    return _reading(([_text(cell) for cell in _cells(row)] for row in _rows(body)), name)


def xlsx_reading(data: bytes, name: str) -> Reading:
    """Return the motions of an XLSX. Raises ContentError if it holds none."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = (
        ["" if value is None else str(value) for value in row]
        for sheet in book.worksheets
        for row in sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True)
    )
    return _reading(rows, name)


def _reading(rows: Iterable[Sequence[str]], name: str) -> Reading:
    motions = from_rows(islice(rows, _MAX_ROWS), name)
    if motions is None:
        raise refused(
            name,
            _("a table without columns for title and text"),
            _("give the text of the resolution, or an export with these columns"),
        )
    return motions


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent.children:
        if tag_of(child) == "table:table-row":
            yield child
        elif tag_of(child).startswith("table:table"):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for cell in row.children:
        if tag_of(cell) in ("table:table-cell", "table:covered-table-cell"):
            count = number_of(attribute(cell, "table:number-columns-repeated"), 1)
            yield from [cell] * min(count, _MAX_REPEATED)


def _text(cell: Element) -> str:
    """Return the paragraphs of a cell, an empty line between them."""
    return "\n\n".join(map(plain_text, _paragraphs(cell)))


def _paragraphs(parent: Element) -> Iterator[Element]:
    for child in parent.children:
        if tag_of(child) in ("text:p", "text:h"):
            yield child
        else:
            yield from _paragraphs(child)
