"""A page of a PDF as a picture for social networks."""

from __future__ import annotations

import io

PORTRAIT = (1080, 1350)
"""Pixels of a post in a feed that shows it upright."""
LANDSCAPE = (1200, 630)
"""Pixels of the preview of a link."""


def page_as_png(pdf: bytes, width: int, height: int, ground: str) -> bytes:
    """The first page of a PDF, as large as it fits, in the middle of a coloured ground.

    ``width`` and ``height`` are pixels, ``ground`` is a colour as "#E3000F". The
    picture is opaque RGB and marked as sRGB (the PNG chunk of that name); the
    same input gives the same bytes. The page is cut to its trim size. Raises
    pypdfium2.PdfiumError for what is no PDF.
    """
    import pypdfium2 as pdfium
    from PIL import Image, PngImagePlugin

    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        page.set_cropbox(*page.get_trimbox())
        across, up = page.get_size()
        shown = page.render(scale=min(width / across, height / up)).to_pil().convert("RGB")
    # the engine rounds up; what is one pixel too large is cut, not scaled
    shown = shown.crop((0, 0, min(shown.width, width), min(shown.height, height)))
    picture = Image.new("RGB", (width, height), ground)
    picture.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"sRGB", b"\x00")  # perceptual intent, PNG specification 11.3.2.5
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True, pnginfo=chunks)
    return out.getvalue()
