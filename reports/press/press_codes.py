"""QR codes of files for a print shop, which have no tags to name them.

The addresses are written into the file as private data of this program (ISO 32000-1, 14.5), page by
page, so that each code can be read and compared before it is printed ten thousand times.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, String

from reports.errors import Place, Problem
from reports.i18n import _
from reports.press.pdf_values import sub_dictionary
from reports.press.qr_codes import named_addresses, read_addresses

Codes = Sequence[Sequence[str]]
"""The addresses of the codes on each page."""


def codes_in_tags(data: bytes) -> Codes:
    """Return the addresses that the tags of a PDF for the screen name."""
    with pdfium.PdfDocument(data) as document:
        return [named_addresses(page) for page in document]


def declare_codes(pdf: pikepdf.Pdf, codes: Codes, on: dt.date) -> None:
    """Write into a file for a print shop which codes it has, dated ``on``."""
    if not any(codes):
        return
    pages = Array([Array([String(address) for address in page]) for page in codes])
    entry = Dictionary(
        LastModified=String(f"D:{on:%Y%m%d}000000Z"), Private=Dictionary(Codes=pages)
    )
    pdf.Root.PieceInfo = Dictionary(Handzettel=pdf.make_indirect(entry))


def declared_codes(pdf: pikepdf.Pdf) -> Codes:
    """Return the addresses that a file for a print shop declares; none of a file of others."""
    entry = sub_dictionary(sub_dictionary(pdf.Root, "/PieceInfo"), "/Handzettel")
    pages = sub_dictionary(entry, "/Private").get("/Codes")
    if not isinstance(pages, Array):
        return []
    return [
        [str(address) for address in page.as_list()] if isinstance(page, Array) else []
        for page in pages.as_list()
    ]


def press_code_problems(data: bytes, name: str) -> list[Problem]:
    """Return a problem for each code of a file for a print shop that does not say its address."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        codes = declared_codes(pdf)
    if not codes:
        return []
    with pdfium.PdfDocument(data) as document:
        return [
            problem
            for number in range(min(len(document), len(codes)))
            for problem in _problems_of_page(
                document[number],
                _("{file}, page {number}").format(file=name, number=number + 1),
                codes[number],
            )
        ]


def _problems_of_page(page: Any, place: str, addresses: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each address of a page that no code on it says."""
    decoded = read_addresses(page) if addresses else set()
    for address in addresses:
        if address not in decoded:
            yield Problem(
                Place(place),
                _("the QR code of {address} cannot be read").format(address=address),
                _("give it more room, dark on light, with nothing over it"),
            )
