"""Drawing instructions as the engine lists them: operators and operands of a content stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.render.engine_library import Stream, pydyf

SCALE = 0.75
"""Points in a CSS pixel."""

Instructions = list[Any]
"""Operators and operands."""


def serialise(instructions: Sequence[Any]) -> bytes:
    """Return instructions as they are written into a file."""
    return b"\n".join(map(pydyf._to_bytes, instructions))


def new_resources() -> Any:
    """Return an empty resource dictionary, for a drawing that is not written to a file."""
    names = ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")
    return pydyf.Dictionary({name: pydyf.Dictionary() for name in names})


def paint_page(laid_out: Any, page: Any, resources: Any) -> Stream:
    """Return the drawing of a page, just as the engine makes it (weasyprint.pdf.generate_pdf).

    Args:
        laid_out: The engine's document.
        page: One of its pages.
        resources: Where the names of pictures and colours are entered.
    """
    bleed = page.bleed
    width = page.width + bleed["left"] + bleed["right"]
    height = page.height + bleed["top"] + bleed["bottom"]
    corner = (-bleed["left"], -bleed["top"])
    stream = Stream(
        laid_out.fonts,
        (*corner, width, height),
        resources,
        {},
        {},
        laid_out.color_profiles,
        laid_out.output_intent,
    )
    stream.transform(d=-1, f=page.height * SCALE)
    page.paint(stream, SCALE)
    return stream
