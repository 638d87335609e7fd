"""Books of two areas, and what can be read off their pages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from reports.content.resolution import Resolution
from reports.documents.book import book
from reports.documents.document import A5
from tests.support import factories
from tests.support.factories import DAY, sample
from tests.support.worded import RESOLUTION

MEASURES = [measure for area in RESOLUTION.areas for measure in area.measures]


FORMATS = [
    pytest.param({}, id="a4"),
    pytest.param({"format": A5}, id="a5"),
    # the same as on A4 but for the size; a book takes its time
    pytest.param({"large": True}, id="large", marks=pytest.mark.soak),
]


def book_pdf(*resolutions: Resolution, **how: Any) -> bytes:
    content = dataclasses.replace(sample(), resolutions=resolutions or (RESOLUTION,))
    return factories.pdf_of(content, book(content, content.resolutions, DAY, **how))


def links_of(pdf: bytes) -> Iterator[tuple[int, str]]:
    """Yield for each internal link its page and the name of its destination."""
    with factories.opened(pdf) as document:
        for number, page in enumerate(document.pages, 1):
            for annotation in page.get("/Annots", []):
                if "/Dest" in annotation:
                    yield number, str(annotation.Dest)


def targets_of(pdf: bytes) -> dict[str, int]:
    """Return the page of each named destination."""
    with factories.opened(pdf) as document:
        pages: list[Any] = [page.objgen for page in document.pages]
        tree = pikepdf.NameTree(document.Root.Names.Dests)
        return {str(name): pages.index(dest[0].objgen) + 1 for name, dest in tree.items()}


def words_of(pdf: bytes) -> Iterator[tuple[int, float, float, str]]:
    """Yield each word with its page, left edge and baseline."""
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            chars = text.get_text_range()
            for match in re.finditer(r"[^\s,]+", chars):
                left, bottom, _right, _top = text.get_charbox(match.start(), loose=True)
                yield number, left, bottom, match[0]
