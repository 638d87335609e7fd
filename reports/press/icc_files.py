"""The ICC profiles that press profiles name: where they are on this machine or in a workspace."""

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
"""A workspace's folder for ICC profiles."""

_PACKAGES = {
    "FOGRA39": ("scribus-data", False),
    "FOGRA47": ("icc-profiles", True),
}
"""For each printing condition the Debian package that has its ICC profile; is it non-free?"""


def icc_folders() -> tuple[Path, ...]:
    """Return the folders in which this system keeps ICC profiles; some may not exist."""
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
    """Return the path of the first of a profile's ICC files that is a CMYK profile.

    Searched are the folders and their immediate subfolders, regardless of case. Links in
    the system's folders may lead anywhere, those in a workspace must not lead out of it.

    Raises UsageError with the package to install if there is none: without it colours
    cannot be converted, and a file in RGB must not go to a print shop.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for path in (*_files(folder, "*"), *_files(folder, "*/*")):
            if workspace and folder.is_relative_to(workspace) and leads_outside(path, workspace):
                continue
            files.setdefault(path.name.lower(), path)
    for name in profile.icc:
        candidate = files.get(name.lower())
        if candidate is not None and is_cmyk_profile(_start(candidate)):
            return candidate
    names = ", ".join(profile.icc)
    message = _("no CMYK profile for {condition} is installed ({names})")
    raise UsageError(
        Problem(
            Place(f"--press {profile.name}"),
            message.format(condition=profile.condition, names=names),
            _remedy(profile),
        )
    )


def is_cmyk_profile(start: bytes) -> bool:
    """Return whether an ICC profile describes a CMYK press; ``start`` is its first 128 bytes.

    The header says class "prtr" and space "CMYK" (ICC.1:2010, 7.2) with the mark "acsp".
    """
    return start[12:20] == b"prtrCMYK" and start[36:40] == b"acsp"


def _remedy(profile: PressProfile) -> str:
    """Return how to get the ICC profile of a press profile."""
    package, non_free = _PACKAGES.get(profile.condition, ("", False))
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
    """Return the files of a folder that match a pattern, by name; none if it cannot be read."""
    try:
        return sorted(
            path for path in folder.glob(pattern) if is_content_name(path.name) and path.is_file()
        )
    except OSError:
        return []


def _start(path: Path) -> bytes:
    """Return the first 128 bytes of a file; none if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(128)
    except OSError:
        return b""
