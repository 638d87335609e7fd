"""The standards that PDFs can keep."""

from __future__ import annotations

from enum import StrEnum


class PdfStandard(StrEnum):
    """The standards that PDFs for the screen and the office keep."""

    UA1 = "ua-1"
    """PDF/UA-1 and PDF/A-3a; checklists PDF/UA-1 alone."""
    UA2 = "ua-2"
    """PDF/UA-2 and WTPDF 1.0, which are PDF 2.0."""
