"""Press profiles: what a print shop asks of a file.

Four are shipped; a workspace can describe others in its settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]

_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]

_IccName = Annotated[str, StringConstraints(pattern=r"^[^/\\\x00]+\.(icc|icm)$", max_length=120)]


class Standard(StrEnum):
    """The standard that a file for the press conforms to."""

    X4 = "x4"
    X3 = "x3"

    @property
    def version(self) -> str:
        """The name of the standard in the file (ISO 15930-7, 15930-6)."""
        return "PDF/X-4" if self is Standard.X4 else "PDF/X-3:2003"

    @property
    def pdf_version(self) -> str:
        """The newest PDF version that the standard allows."""
        return "1.6" if self is Standard.X4 else "1.4"


class PressProfile(BaseModel):
    """What one print shop asks of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: _Name
    """The name for the option ``--press``."""
    bleed: Annotated[float, Field(ge=0, le=10)] = 3.0
    """Millimetres that colours run beyond the trim on each side."""
    safe: Annotated[float, Field(ge=0, le=30)] = 4.0
    """Millimetres between text and the trim, at least."""
    standard: Standard = Standard.X4
    """``x4``, or ``x3`` for shops that take no transparency."""
    icc: Annotated[tuple[_IccName, ...], Field(min_length=1)] = (
        "ISOcoated_v2_300_eci.icc",
        "ISOcoated_v2_300_bas.icc",
        "FOGRA39L_coated.icc",
    )
    """File names of ICC profiles of the condition; the first that is found serves."""
    condition: _Short = "FOGRA39"
    """The printing condition as the registry of the ICC names it."""
    condition_name: _Short = "ISO Coated v2 300% (ECI)"
    """The printing condition as print shops call it."""
    ink_limit: Annotated[int, Field(ge=100, le=400)] = 300
    """Per cent of ink that may lie on one spot, all four together."""
    resolution: Annotated[int, Field(ge=72, le=1200)] = 300
    """Dots per inch that pictures should have in their printed size."""
    smallest_type: Annotated[float, Field(ge=0, le=20)] = 6.0
    """Points of the smallest type."""
    thinnest_line: Annotated[float, Field(ge=0, le=5)] = 0.25
    """Points of the thinnest line."""
    marks: bool = False
    """Whether crop marks, and marks where to fold, are drawn outside the bleed."""


@dataclass(frozen=True)
class Press:
    """A profile with the bytes of the ICC profile that was found for it."""

    profile: PressProfile
    icc: bytes


_UNCOATED = PressProfile(
    name="uncoated-3mm",
    icc=("PSO_Uncoated_ISO12647_eci.icc",),
    condition="FOGRA47",
    condition_name="PSO Uncoated ISO12647 (ECI)",
)

SHIPPED = (
    PressProfile(name="coated-3mm"),
    PressProfile(name="coated-2mm", bleed=2.0),
    _UNCOATED,
    _UNCOATED.model_copy(update={"name": "uncoated-2mm", "bleed": 2.0}),
)
"""The profiles that need no settings."""


def profiles(settings: Sequence[PressProfile] = ()) -> dict[str, PressProfile]:
    """Return the shipped profiles and those of the settings by name; the latter win."""
    return {profile.name: profile for profile in (*SHIPPED, *settings)}
