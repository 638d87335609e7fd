"""Small sheets for tests of the press, made with the project's engine."""

import dataclasses
import io
from functools import cache
from typing import Any

from PIL import Image

from reports.commands.options import cache_folder
from reports.content.images import Asset
from reports.content.press_profile import PressProfile, profiles
from reports.documents.document import Document, Format, Page
from reports.press.icc_files import find_icc, icc_folders
from reports.render.engine import Engine
from reports.render.font_faces import faces
from reports.render.page_rules import bleed_rules
from tests.support import factories

COATED = profiles()["coated-3mm"]
TRIM = (105.0, 148.0)
NAME = "blatt.pdf"

STYLE = """
@page { size: 105mm 148mm; margin: 0 }
body { margin: 0; font-family: "Source Sans 3"; color: #1a1a1a }
.ground { background: #e3000f; color: #fff; margin: calc(-1 * var(--bleed)); margin-bottom: 0;
  padding: calc(10mm + var(--bleed)) }
.inner { margin: 5mm 10mm }
img { width: 20mm; image-rendering: crisp-edges }
"""

PLAIN = '<div class="ground">Weiß auf Rot</div><div class="inner"><p>Schwarzer Text</p></div>'

RICH = """
<div class="ground">Weiß auf Rot</div>
<div class="inner">
  <p>Schwarz <span style="color: #595959">grau</span> <a href="https://example.org">fern</a>
    <span style="color: oklch(0.6 0.2 30)">oklch</span> <b style="color: #c4c1bd">hell</b></p>
  <p style="background: #102010; height: 5mm"></p>
  <p style="background: linear-gradient(90deg, #e3000f, #fff); height: 5mm"></p>
  <p style="background: linear-gradient(90deg, #000, #fff); height: 5mm"></p>
  <p style="background: radial-gradient(rgba(0, 0, 0, 0), #24414e); height: 5mm"></p>
  <p style="opacity: .5; background: blue">halb</p>
  <p><img src="asset:alpha.png" alt="a"> <img src="asset:photo.jpg" alt="b">
    <img src="asset:grey.png" alt="c"></p>
  <svg width="40" height="40" viewBox="0 0 4 4"><path d="M0 0h3v3z" fill="#208040"/></svg>
</div>
"""
"""One of each kind of content that the engine draws in RGB."""


def asset(name: str, picture: Image.Image) -> Asset:
    """Return a picture as a file of the workspace, in the format of its name."""
    out = io.BytesIO()
    kind = "JPEG" if name.endswith(".jpg") else "PNG"
    picture.save(out, kind)
    return Asset(name, f"image/{kind.lower()}", out.getvalue())


def pictures(dots: int = 240) -> tuple[Asset, ...]:
    """Return a picture with alpha, one in colour and one in grey, to be shown 20 mm wide."""
    size = (dots, dots)
    across = Image.linear_gradient("L").resize(size)
    along = across.rotate(90)
    return (
        asset("alpha.png", Image.merge("RGBA", (across, along, across, along))),
        asset("photo.jpg", Image.merge("RGB", (across, along, Image.new("L", size, 20)))),
        asset("grey.png", Image.merge("RGB", (across, across, across))),
    )


@cache
def engine() -> tuple[Engine, Document]:
    document = factories.handouts().documents["flyer/nachbarschaft/a5-de"]
    return Engine(faces(document.theme.font, cache_folder())), document


def sheet(
    body: str = RICH, images: tuple[Asset, ...] | None = None, style: str = "", bleed: float = 3
) -> bytes:
    """Lay out an A6 page with a bleed; return its PDF."""
    lays_out, document = engine()
    document = dataclasses.replace(
        document,
        name="blatt",
        form=False,
        format=Format("a6", *TRIM),
        images=pictures() if images is None else images,
    )
    html = (
        '<!doctype html><html lang="de"><head><title>Ein Blatt</title></head>'
        f"<body>{body}</body></html>"
    )
    styles = (bleed_rules(like(bleed=bleed)), STYLE)
    return lays_out.layout(document, Page(html, styles), style).write()


@cache
def icc() -> bytes:
    """Return the ICC profile of coated paper; on Debian in scribus-data or texlive-base."""
    return find_icc(COATED, icc_folders()).read_bytes()


def like(**changes: Any) -> PressProfile:
    """Return the press profile coated-3mm with other values."""
    return PressProfile.model_validate({**COATED.model_dump(), **changes})
