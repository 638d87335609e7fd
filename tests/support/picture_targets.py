"""Fuzz targets for pictures and fonts of a workspace."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from PIL import Image

from reports import shipped_folder
from reports.content.font_families import in_folder
from reports.content.images import load_image
from reports.errors import ContentError
from reports.render.font_faces import faces
from tests.support import dictionaries
from tests.support.fuzz import BeginReader, Reader, Target, new_folder
from tests.support.mutation import Mutator, repair_png

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="40" height="20" viewBox="0 0 4 2"><defs><linearGradient id="g"><stop offset="0"
 stop-color="red"/><stop offset="1" stop-color="#00f"/></linearGradient><clipPath id="c"><circle
 cx="1" cy="1" r="1"/></clipPath><pattern id="p" width=".1" height=".1"><rect width="1"
 height="1"/></pattern><mask id="m"><rect width="2" height="2" fill="#fff"/></mask></defs>
<style>.a { fill: url(#g); stroke-width: 2 }</style><path class="a" mask="url(#m)"
 d="M0 0h3v3zQ1 2 3 4A1 1 0 0 1 2 2"/><g transform="rotate(3) scale(2 2)" clip-path="url(#c)">
<text x="1" y="1" font-size="1" textLength="3">A<tspan dx="1">b</tspan></text><use href="#c"/>
<rect fill="url(#p)" width="1e0" height="2%" rx=".1"/></g><image width="1" height="1" x="9"
 href="data:image/png;base64,QQ=="/><marker id="k"/><polyline points="0,0 1,1 2,0"
 marker-end="url(#k)" stroke-dasharray="1 2"/></svg>"""


def _image(kind: str, mode: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize((17, 13)).convert(mode)
    picture.save(out, kind, **options)
    return out.getvalue()


def _decompression_bomb() -> bytes:
    """Return a PNG of few bytes whose text chunks unpack to 30 MB each."""
    import zlib

    from PIL import PngImagePlugin

    out = io.BytesIO()
    chunks = PngImagePlugin.PngInfo()
    packed = zlib.compress(b"a" * 30_000_000)
    chunks.add(b"zTXt", b"Comment\0\0" + packed)
    chunks.add(b"iCCP", b"icc\0\0" + packed)
    chunks.add(b"iTXt", b"x\0\1\0\0\0" + packed)
    Image.new("RGB", (3, 3)).save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


def pngs() -> Mutator:
    """Spoil PNG files."""
    return Mutator(
        [_image("PNG", mode) for mode in ("L", "RGB", "RGBA", "P", "1")],
        dictionaries.PICTURE,
        repair_png,
        [
            _decompression_bomb(),
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + b"\0\1\x86\xa0" * 2 + b"\x08\2" + b"\0" * 7,
        ],
    )


def jpegs() -> Mutator:
    """Spoil JPEG files."""
    whole = _image(
        "JPEG", "RGB", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    )
    return Mutator(
        [
            *(whole, _image("JPEG", "L"), _image("JPEG", "CMYK")),
            _image("JPEG", "RGB", progressive=True),
        ],
        dictionaries.PICTURE,
        regressions=[whole[: len(whole) // 2]],
    )


def svgs() -> Mutator:
    """Spoil SVG files."""
    nested = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 3000
    recursive = b"<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><use href='#a'/></g></svg>"
    return Mutator(
        [SVG], dictionaries.XML_OF_DRAWINGS, regressions=[nested, recursive, b"<svg>", SVG[:700]]
    )


@cache
def _font_file() -> bytes:
    """Return an Arabic font of three letters, which has many layout tables."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(shipped_folder("typefaces") / "noto-naskh-arabic/NotoNaskhArabic-Regular.ttf")
    subsetter = Subsetter(Options())
    subsetter.populate(text="ابت")
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _fonts() -> Mutator:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(_font_file()))
    del font["OS/2"]
    out = io.BytesIO()
    font.save(out)
    return Mutator([_font_file()], dictionaries.FONT, regressions=[out.getvalue()])


def _load_picture(suffix: str) -> BeginReader:
    """Load a picture of the workspace; an unusable one counts as refused."""

    def begin() -> Reader:
        folder = new_folder()

        def run(data: bytes) -> bool:
            (folder / f"bild.{suffix}").write_bytes(data)
            try:
                load_image(folder, f"bild.{suffix}")
            except ContentError:
                return True
            return False

        return run

    return begin


def _read_font() -> Reader:
    """Look for fonts in a folder and read their faces; a damaged one counts as refused."""
    folder = new_folder()

    def run(data: bytes) -> bool:
        (folder / "schrift.ttf").write_bytes(data)
        families, damaged = in_folder(folder)
        for family in families.values():
            if not family.variable:
                faces(family, folder)
        return bool(damaged)

    return run


PICTURE_TARGETS: dict[str, Target] = {
    "png": Target(pngs, _load_picture("png"), 150, 12_000),
    "jpeg": Target(jpegs, _load_picture("jpg"), 150, 12_000),
    "svg": Target(svgs, _load_picture("svg"), 150, 6_000),
    "font": Target(_fonts, _read_font, 60, 4_000),
}
