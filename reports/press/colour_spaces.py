"""Colour spaces of content, and what it paints with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class _Space:
    """A colour space: ``grey``, ``rgb``, ``cmyk``, ``lab`` or ``pattern``."""

    kind: str
    icc: bytes = b""


_GREY, _RGB, _CMYK = _Space("grey"), _Space("rgb"), _Space("cmyk")

_DEVICE = {
    "/DeviceGray": _GREY,
    "/G": _GREY,
    "/DeviceRGB": _RGB,
    "/RGB": _RGB,
    "/DeviceCMYK": _CMYK,
    "/CMYK": _CMYK,
    "/Pattern": _Space("pattern"),
}

_OPERATORS = {
    "g": (_GREY, False),
    "G": (_GREY, True),
    "rg": (_RGB, False),
    "RG": (_RGB, True),
    "k": (_CMYK, False),
    "K": (_CMYK, True),
}


@dataclass(frozen=True)
class _Paint:
    """A colour as content sets it."""

    space: _Space
    values: tuple[float, ...] = ()
    pattern: str = ""
