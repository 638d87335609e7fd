"""Colour spaces of content, and what it paints with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColourSpace:
    """A colour space: ``grey``, ``rgb``, ``cmyk``, ``lab`` or ``pattern``."""

    kind: str
    icc: bytes = b""


GREY, RGB, CMYK = ColourSpace("grey"), ColourSpace("rgb"), ColourSpace("cmyk")

DEVICE_SPACES = {
    "/DeviceGray": GREY,
    "/G": GREY,
    "/DeviceRGB": RGB,
    "/RGB": RGB,
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Pattern": ColourSpace("pattern"),
}

SPACE_OPERATORS = {
    "g": (GREY, False),
    "G": (GREY, True),
    "rg": (RGB, False),
    "RG": (RGB, True),
    "k": (CMYK, False),
    "K": (CMYK, True),
}


@dataclass(frozen=True)
class Paint:
    """A colour as content sets it."""

    space: ColourSpace
    values: tuple[float, ...] = ()
    pattern: str = ""
