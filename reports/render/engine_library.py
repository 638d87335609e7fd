"""WeasyPrint and the internal parts of it that are used; nothing else imports them.

Internals can change with each version of a library: ``tests/render/test_engine_library.py``
has a test for each part named here, of what this program expects from it.
"""

from __future__ import annotations

import os
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from reports import shipped_folder
from reports.render.engine_start import quick_start

# Without the fonts of the system a page looks the same on every machine, and a character
# missing in the theme's font is an error instead of being taken from some other font.
os.environ["FONTCONFIG_FILE"] = str(shipped_folder("styles") / "fonts.conf")

with warnings.catch_warnings(), quick_start():
    warnings.filterwarnings("ignore", "No fonts configured")  # on purpose
    import weasyprint
    from weasyprint import pdf as pdf_generation
    from weasyprint.css.properties import Dimension
    from weasyprint.draw import text as text_drawing
    from weasyprint.draw.text import draw_text
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage
    from weasyprint.layout import block as block_layout
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.pdf import VARIANTS, generate_pdf, pydyf
    from weasyprint.pdf.anchors import add_outlines
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import ffi, pango
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.text.line_break import split_first_line, strut
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# at its level 9 streams take twice as long as at 6, and are smaller by half a hundredth
pydyf.zlib = SimpleNamespace(
    compress=zlib.compress, compressobj=lambda level: zlib.compressobj(min(level, 6))
)

__all__ = [
    "VARIANTS",
    "AbsolutePlaceholder",
    "Dimension",
    "FatalURLFetchingError",
    "FontConfiguration",
    "RasterImage",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "add_outlines",
    "block_layout",
    "boxes",
    "draw_text",
    "ffi",
    "generate_pdf",
    "pango",
    "pydyf",
    "split_first_line",
    "strut",
    "tagged_by",
    "text_drawing",
    "weasyprint",
]


@contextmanager
def tagged_by(add_tags: Callable[[Any, Any, Any, Any], None]) -> Iterator[None]:
    """Have tags added by another function than the engine's within a ``with`` block.

    The function gets the engine's objects of the PDF, its document, the version of the PDF
    format and the content stream of each page.
    """
    engines_own = pdf_generation.add_tags
    pdf_generation.add_tags = add_tags
    try:
        yield
    finally:
        pdf_generation.add_tags = engines_own
