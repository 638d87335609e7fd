"""Reference pictures of pages: draw them small, compare them, and keep those that differ."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from tests import ROOT

DPI = 60
"""Dots per inch of a picture; type is a grey texture then, and its blocks are plain to see."""

CELL = 4
"""Width of the squares in pixels whose means are compared: 1.7 mm on paper.

Edges that are smoothed in another way do not change the mean of a square. What moves by
half a line or more does.
"""

MOST_DIFFERENCE = 28.0
"""Most difference of the mean colour of a square that is accepted, of 255.

Measured on pages of the sample: the colours of a stored picture are off by 5, edges
smoothed over half a pixel by 14; a block that moved by a pixel makes 47 and more, a
line that is missing 55 and more.
"""

COLOURS = 96
"""Colours of a stored picture, which takes 20 kB."""

FAILED = ROOT / "tests" / "failed"
"""Folder for pictures of today that differ from the stored ones."""


def draw(pdf: bytes, page: int = 0, dpi: int = DPI) -> Image.Image:
    """Return a page as a viewer shows it, with its form fields."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        bitmap = document[page].render(scale=dpi / 72, may_draw_forms=True)
        picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")


def store(picture: Image.Image, path: Path) -> None:
    """Write a picture with few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def difference(expected: Image.Image, actual: Image.Image) -> float:
    """Return by how much the square that differs most differs in one of its colours.

    Pictures of different sizes differ by 255.
    """
    if expected.size != actual.size:
        return 255.0
    before, today = (picture.convert("RGB").reduce(CELL) for picture in (expected, actual))
    differs = ImageChops.difference(before, today)
    return float(max(max(channel.tobytes()) for channel in differs.split()))


def prove(path: Path, actual: Image.Image) -> str:
    """Compare a page with its stored picture; return a message if they differ, or ""."""
    if not path.is_file():
        return f"{path.name} is not stored yet"
    with Image.open(path) as stored:
        differs = difference(stored, actual)
    if differs <= MOST_DIFFERENCE:
        return ""
    FAILED.mkdir(exist_ok=True)
    actual.save(FAILED / path.name)
    return f"{path.name} differs by {differs:.0f}, today's is in tests/failed"
