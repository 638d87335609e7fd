"""Draws the README's pictures from the real output of the sample.

    python tools/pictures.py

A test compares them with what the program prints today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL.Image import Image

from reports import room
from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.planning import plan

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DAY = dt.date(2026, 11, 22)
DPI = 72
SHOWN = (
    "summary/bereich-3",
    "summary/overview",
    "checklist/landtagsfraktion",
    "flyer/nachbarschaft/a5-de",
)
"""The documents whose first pages the README shows."""


def pictures() -> Iterator[tuple[str, Image]]:
    """File name and picture of each first page."""
    content = load(room("data"))
    documents = [one for one in plan(content, list(Kind), DAY).documents if one.name in SHOWN]
    for result in make(content, documents, cache_folder()):
        assert isinstance(result, Made), result
        pdf = pypdfium2.PdfDocument(result.pdf)
        pdf.init_forms()
        page = pdf[0].render(scale=DPI / 72, may_draw_forms=True).to_pil()
        name = result.document.name.replace("/a5-de", "").replace("/", "-")
        yield f"{name}.png", page.convert("RGB")
        pdf.close()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures():
        picture.quantize(64).save(FOLDER / name, optimize=True)
