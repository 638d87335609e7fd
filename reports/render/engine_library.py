"""WeasyPrint, imported here alone, with the parts of its inside that are used.

What is inside a library may change with each of its versions: each part that is named
here has a test of what is expected of it in ``tests/render/test_engine_library.py``.
"""

from __future__ import annotations

import os
import warnings

from reports import room
from reports.render.engine_start import quick_start

# Without fonts of the system, a page is the same on every machine, and a character
# that the theme's font lacks is an error instead of a stray face.
os.environ["FONTCONFIG_FILE"] = str(room("styles") / "fonts.conf")

with warnings.catch_warnings(), quick_start():
    warnings.filterwarnings("ignore", "No fonts configured")  # as intended
    import weasyprint
    from weasyprint.draw.text import draw_text
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage
    from weasyprint.pdf import VARIANTS, generate_pdf, pydyf
    from weasyprint.pdf.anchors import add_outlines
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.text.line_break import split_first_line
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "VARIANTS",
    "FatalURLFetchingError",
    "FontConfiguration",
    "RasterImage",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "add_outlines",
    "boxes",
    "draw_text",
    "generate_pdf",
    "pydyf",
    "split_first_line",
    "weasyprint",
]
