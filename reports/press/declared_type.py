"""The smallest type that a PDF declares to have, as `render.page_declarations` writes it."""

from __future__ import annotations

import io

import pikepdf

from reports.press.page_proof import SMALLEST
from reports.press.pdf_values import sub_dictionary


def declared_smallest(data: bytes) -> float:
    """Return the smallest type that a file may have, in points; SMALLEST if it does not say."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            entry = sub_dictionary(sub_dictionary(pdf.Root, "/PieceInfo"), "/Handzettel")
            return float(sub_dictionary(entry, "/Private").get("/SmallestType", SMALLEST))
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        return SMALLEST
