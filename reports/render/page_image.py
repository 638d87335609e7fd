"""Pictures of a PDF page for social networks."""

from __future__ import annotations

import io

PORTRAIT = (1080, 1350)
"""Width and height of an upright post, in pixels."""
LANDSCAPE = (1200, 630)
"""Width and height of the preview of a link, in pixels."""


def page_as_png(pdf: bytes, width: int, height: int, ground: str) -> bytes:
    """Return the first page of a PDF as PNG, centred and as large as fits.

    The page is cut to its trim size. The picture is opaque RGB and marked as sRGB (the PNG
    chunk of that name); the same input gives the same bytes.

    Args:
        pdf: The PDF.
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.
        ground: The colour around the page, as "#E3000F".

    Raises:
        pypdfium2.PdfiumError: If it is not a PDF.
    """
    import pypdfium2 as pdfium
    from PIL import Image, PngImagePlugin

    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        page.set_cropbox(*page.get_trimbox())
        across, up = page.get_size()
        shown = page.render(scale=min(width / across, height / up)).to_pil().convert("RGB")
    # PDFium rounds sizes up: one pixel too much is cut off, since scaling would blur the page
    shown = shown.crop((0, 0, min(shown.width, width), min(shown.height, height)))
    picture = Image.new("RGB", (width, height), ground)
    picture.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"sRGB", b"\x00")  # perceptual intent, PNG specification 11.3.2.5
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True, pnginfo=chunks)
    return out.getvalue()
