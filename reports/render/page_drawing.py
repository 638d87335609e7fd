"""What the engine draws, as it lists it: instruction by instruction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.render.engine_library import Stream, pydyf

SCALE = 0.75
"""Points in a CSS pixel."""

Instructions = list[Any]
"""Operators and operands."""


def written(instructions: Sequence[Any]) -> bytes:
    """Instructions as they stand in a file."""
    return b"\n".join(map(pydyf._to_bytes, instructions))


def new_resources() -> Any:
    """The resources of a document whose drawing is not to be kept."""
    names = ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")
    return pydyf.Dictionary({name: pydyf.Dictionary() for name in names})


def painted(laid_out: Any, page: Any, resources: Any) -> Stream:
    """A page as the engine draws it when it writes a PDF (weasyprint.pdf.generate_pdf)."""
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
