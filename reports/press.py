"""What a print shop asks for: the press profiles, and where their ICC profiles lie.

A profile is plain data. Four are shipped; a workspace may describe others in its
settings. The colour conversion and its proof lie in :mod:`reports.finish.press` and
:mod:`reports.check.press`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from reports.errors import Place, Problem, UsageError
from reports.listing import is_content_name, leads_outside
from reports.messages import _

MM = 72 / 25.4
"""Points in a millimetre."""

ICC_FOLDER = "icc"
"""Where a workspace keeps ICC profiles of its own."""

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_IccName = Annotated[str, StringConstraints(pattern=r"^[^/\\\x00]+\.(icc|icm)$", max_length=120)]


class Standard(StrEnum):
    """The standard that a file for the press keeps."""

    X4 = "x4"
    X3 = "x3"

    @property
    def version(self) -> str:
        """What the file calls it (ISO 15930-7, 15930-6)."""
        return "PDF/X-4" if self is Standard.X4 else "PDF/X-3:2003"

    @property
    def pdf_version(self) -> str:
        """The newest PDF version that the standard allows."""
        return "1.6" if self is Standard.X4 else "1.4"


class PressProfile(BaseModel):
    """What one print shop asks of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: _Name
    """What it is called after ``--press``."""
    bleed: Annotated[float, Field(ge=0, le=10)] = 3.0
    """Millimetres that colours run beyond the trim on each side."""
    safe: Annotated[float, Field(ge=0, le=30)] = 4.0
    """Millimetres that text keeps from the trim."""
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
    marks: bool = False
    """Whether crop marks are drawn outside the bleed."""


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

_SOURCES = {
    "FOGRA39": ("scribus-data", False),
    "FOGRA47": ("icc-profiles", True),
}
"""The Debian package with an ICC profile of each condition, and whether it is non-free."""


def profiles(own: Sequence[PressProfile] = ()) -> dict[str, PressProfile]:
    """The shipped profiles and a workspace's own, which win, by name."""
    return {one.name: one for one in (*SHIPPED, *own)}


def bleed_rules(profile: PressProfile | None) -> str:
    """The style rules that put the bleed around a page, and its width for the styles.

    The page keeps its trim size; what is to bleed sticks out by ``var(--bleed)``.
    """
    if profile is None or profile.bleed == 0:
        return ":root { --bleed: 0mm }\n"
    return f"@page {{ bleed: {profile.bleed:g}mm }}\n:root {{ --bleed: {profile.bleed:g}mm }}\n"


def icc_folders() -> tuple[Path, ...]:
    """Where ICC profiles lie on this system."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # which knows no home without failing
    if sys.platform == "win32":
        windows = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"))
        common = Path(os.environ.get("COMMONPROGRAMFILES", r"C:\Program Files\Common Files"))
        return (windows / "System32/spool/drivers/color", common / "Adobe/Color/Profiles")
    if sys.platform == "darwin":
        return (
            home / "Library/ColorSync/Profiles",
            Path("/Library/ColorSync/Profiles"),
            Path("/Library/Application Support/Adobe/Color/Profiles"),
            Path("/Applications/Scribus.app/Contents/share/scribus/profiles"),
        )
    share = Path("/usr/share")
    latex = "tex/generic/colorprofiles"
    return (
        home / ".local/share/icc",
        home / ".local/share/color/icc",
        Path("/usr/local/share/color/icc"),
        share / "color/icc",
        share / "scribus/profiles",
        share / "texlive/texmf-dist" / latex,
        share / "texmf-dist" / latex,
        *sorted(Path("/usr/local/texlive").glob(f"*/texmf-dist/{latex}"), reverse=True),
    )


def find_icc(profile: PressProfile, folders: Sequence[Path], workspace: Path | None = None) -> Path:
    """The first of a profile's ICC files in the folders or the folders right in them.

    A folder of the system may have links to anywhere, one of the workspace not out of it.

    Raises UsageError with the package to install where there is none: without it
    nothing could be converted, and a file in RGB must not go to press.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in (*_files(folder, "*"), *_files(folder, "*/*")):
            if workspace and folder.is_relative_to(workspace) and leads_outside(path, workspace):
                continue
            found.setdefault(path.name.lower(), path)
    for name in profile.icc:
        candidate = found.get(name.lower())
        if candidate is not None and is_cmyk_profile(_start(candidate)):
            return candidate
    names = ", ".join(profile.icc)
    what = _("no CMYK profile for {condition} is installed ({names})")
    raise UsageError(
        Problem(
            Place(f"--press {profile.name}"),
            what.format(condition=profile.condition, names=names),
            _remedy(profile),
        )
    )


def is_cmyk_profile(start: bytes) -> bool:
    """Whether an ICC profile, of which 128 bytes suffice, is that of a press in CMYK."""
    return start[12:20] == b"prtrCMYK" and start[36:40] == b"acsp"


def _remedy(profile: PressProfile) -> str:
    package, non_free = _SOURCES.get(profile.condition, ("", False))
    folder = f"{ICC_FOLDER}/"
    if not package:
        return _("put one of these files into the workspace's folder {folder}").format(
            folder=folder
        )
    install = _("install it with: apt-get install {package}").format(package=package)
    if non_free:
        install += " " + _("(from Debian's section non-free; no free one is known)")
    otherwise = _("or put the file from www.eci.org into the workspace's folder {folder}")
    return f"{install}, {otherwise.format(folder=folder)}"


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(
            path for path in folder.glob(pattern) if is_content_name(path.name) and path.is_file()
        )
    except OSError:
        return []


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(128)
    except OSError:
        return b""
