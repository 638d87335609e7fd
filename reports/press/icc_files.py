"""Where the ICC profiles lie that press profiles name, on this machine or in the workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from reports.content.press_profile import PressProfile
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.storage.listing import is_content_name, leads_outside

ICC_FOLDER = "icc"
"""Where a workspace keeps ICC profiles of its own."""


_SOURCES = {
    "FOGRA39": ("scribus-data", False),
    "FOGRA47": ("icc-profiles", True),
}
"""The Debian package with an ICC profile of each condition, and whether it is non-free."""


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
