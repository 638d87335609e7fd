"""The libraries of the system that the engine loads, and how to install those that are missing.

pip cannot bring them. Whoever installs the program on a bare machine meets this first, so it
is found out before processes are started that would all fail.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import shutil
import sys
from collections.abc import Iterator, Mapping

from reports.errors import Place, Problem, RenderingError
from reports.i18n import _

NEEDED: Mapping[str, tuple[str, ...]] = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
}
"""The names that libraries have on Linux, macOS and Windows; WeasyPrint looks for the same."""

WANTED: Mapping[str, tuple[str, ...]] = {
    "HarfBuzz-Subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
}
"""Without these it goes on, more slowly."""

_INSTALL = (
    ("apt-get", "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ("dnf", "dnf install pango harfbuzz"),
    ("zypper", "zypper install libpango-1_0-0 libharfbuzz-subset0"),
    ("pacman", "pacman -S pango"),
    ("apk", "apk add pango harfbuzz-subset"),
    ("brew", "brew install pango"),
)
"""Package managers, and the command that installs all of them."""


def missing_libraries(libraries: Mapping[str, tuple[str, ...]] = NEEDED) -> Iterator[str]:
    """The names of the libraries that cannot be loaded."""
    for name, files in libraries.items():
        if not any(map(_loads, files)) and not _is_found(files[1]):
            yield name


def require_libraries() -> None:
    """Raise RenderingError with what is missing and the command that installs it."""
    if names := list(missing_libraries()):
        raise missing(names)


def missing(names: list[str]) -> RenderingError:
    """The error for libraries that are not there."""
    what = _("missing on this machine, so no page can be laid out")
    return RenderingError(Problem(Place(", ".join(names)), what, install()))


def install() -> str:
    """How to install the libraries here."""
    if sys.platform == "win32":
        command = "pacman -S mingw-w64-ucrt-x86_64-pango"
        return _("install MSYS2 from msys2.org, and in its window: {command}").format(
            command=command
        )
    commands = dict(_INSTALL)
    known = next((name for name in commands if shutil.which(name)), "apt-get")
    return _("install with: {command}").format(command=commands[known])


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _is_found(file: str) -> bool:
    """Whether macOS or Windows knows a place; Linux would ask compilers, which takes long."""
    if sys.platform != "linux":
        name = file.removeprefix("lib").removesuffix(".dylib")
        return ctypes.util.find_library(name) is not None
    return False
