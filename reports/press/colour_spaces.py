"""Colour spaces of page content, and the colours that it paints with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Name, Stream

from reports.press.pdf_values import sub_dictionary

SpaceKind = Literal["grey", "rgb", "cmyk", "lab", "pattern", "registration", "other"]
"""``registration`` is the colour of crop marks, all inks at once (ISO 32000-1, 8.6.6.4)."""


@dataclass(frozen=True)
class ColourSpace:
    """A colour space, with all that conversion and preflight need to know of it."""

    kind: SpaceKind
    icc: bytes = b""
    """The ICC profile of an RGB space that has one."""
    family: str = ""
    """The family as the file names it (``DeviceCMYK``, ``ICCBased``); empty if the space was
    chosen by one of the operators g, rg and k."""
    definition: str = ""
    """The beginning of its definition, for messages about spaces of the kind ``other``."""

    @property
    def initial_values(self) -> tuple[float, ...]:
        """The values of a colour when the space is chosen: black (ISO 32000-1, 8.6.8)."""
        values = {"cmyk": (0.0, 0.0, 0.0, 1.0), "grey": (0.0,), "pattern": ()}
        return values.get(self.kind, (0.0, 0.0, 0.0))


GREY, RGB, CMYK = ColourSpace("grey"), ColourSpace("rgb"), ColourSpace("cmyk")

DEVICE_SPACES = {
    "/DeviceGray": ColourSpace("grey", family="DeviceGray"),
    "/G": ColourSpace("grey", family="G"),
    "/DeviceRGB": ColourSpace("rgb", family="DeviceRGB"),
    "/RGB": ColourSpace("rgb", family="RGB"),
    "/DeviceCMYK": ColourSpace("cmyk", family="DeviceCMYK"),
    "/CMYK": ColourSpace("cmyk", family="CMYK"),
    "/Pattern": ColourSpace("pattern", family="Pattern"),
}
"""The spaces that are chosen by a name alone; the short names are those of inline images."""

SPACE_OPERATORS = {"g": GREY, "G": GREY, "rg": RGB, "RG": RGB, "k": CMYK, "K": CMYK}
"""The operators that choose a space and set a colour in it at once."""


@dataclass(frozen=True)
class Paint:
    """A colour or a pattern that content has set to fill or stroke with."""

    space: ColourSpace
    values: tuple[float, ...] = ()
    pattern: str = ""
    """The name of a pattern in the resources; empty for a colour."""


def read_colour_space(definition: Any, resources: Any) -> ColourSpace:
    """Return the colour space that a name or an array of a PDF defines.

    ``resources`` are those of the content, in which a name is looked up.
    """
    if isinstance(definition, Name):
        if str(definition) in DEVICE_SPACES:
            return DEVICE_SPACES[str(definition)]
        named = sub_dictionary(resources, "/ColorSpace").get(str(definition))
        if isinstance(named, Name) and str(named) in DEVICE_SPACES:
            return DEVICE_SPACES[str(named)]
        definition = definition if named is None else named
    if isinstance(definition, Array) and len(definition):
        return _read_array(definition)
    return _other_space(str(definition), definition)


def _read_array(definition: Array) -> ColourSpace:
    """Return the colour space that an array defines; ``other`` if it is none of those known."""
    family = str(definition[0])
    if len(definition) == 1 and family in DEVICE_SPACES:
        return DEVICE_SPACES[family]
    if family == "/ICCBased" and len(definition) > 1 and isinstance(definition[1], Stream):
        stream = definition[1]
        if stream.get("/N") == 1:
            return ColourSpace("grey", family="ICCBased")
        if stream.get("/N") == 3:
            try:
                return ColourSpace("rgb", stream.read_bytes(), family="ICCBased")
            except pikepdf.PdfError:  # the stream is damaged
                return _other_space(family, definition)
    if family == "/CalGray":
        return ColourSpace("grey", family="CalGray")
    if family == "/Lab":
        return ColourSpace("lab", family="Lab")
    if definition.as_list()[:3] == [Name.Separation, Name.All, Name.DeviceCMYK]:
        return ColourSpace("registration", family="Separation", definition=str(definition)[:80])
    return _other_space(family, definition)


def _other_space(family: str, definition: Any) -> ColourSpace:
    """Return a space of the kind ``other``, with the beginning of its definition."""
    return ColourSpace("other", family=family.lstrip("/"), definition=str(definition)[:80])
