"""Libraries of the system that the engine loads, and how to install missing ones.

pip cannot install them, and on a new machine they are the first to be missing. So they are
looked for before processes are started, all of which would fail.
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
"""Required libraries with their names on Linux, macOS and Windows, the same as WeasyPrint's."""

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "HarfBuzz-Subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
}
"""Libraries without which the engine works more slowly."""

_INSTALL = (
    ("apt-get", "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ("dnf", "dnf install pango harfbuzz"),
    ("zypper", "zypper install libpango-1_0-0 libharfbuzz-subset0"),
    ("pacman", "pacman -S pango"),
    ("apk", "apk add pango harfbuzz-subset"),
    ("brew", "brew install pango"),
)
"""Package managers, each with its command that installs all libraries."""


def missing_libraries(libraries: Mapping[str, tuple[str, ...]] = NEEDED) -> Iterator[str]:
    """Yield the names of the libraries that cannot be loaded.

    Args:
        libraries: File names by library, for Linux, macOS and Windows.
    """
    for name, files in libraries.items():
        if not any(map(_can_load, files)) and not _is_installed(files[1]):
            yield name


def require_libraries() -> None:
    """Check that the required libraries can be loaded.

    Raises:
        RenderingError: If one cannot, with the command that installs all.
    """
    if names := list(missing_libraries()):
        raise missing_error(names)


def missing_error(names: list[str]) -> RenderingError:
    """Return the error for libraries that are missing."""
    message = _("missing on this machine, so no page can be laid out")
    return RenderingError(Problem(Place(", ".join(names)), message, installation()))


def installation() -> str:
    """Return a sentence that says how to install the libraries on this system."""
    if sys.platform == "win32":
        command = "pacman -S mingw-w64-ucrt-x86_64-pango"
        return _("install MSYS2 from msys2.org, and in its window: {command}").format(
            command=command
        )
    commands = dict(_INSTALL)
    manager = next((name for name in commands if shutil.which(name)), "apt-get")
    return _("install with: {command}").format(command=commands[manager])


def _can_load(file: str) -> bool:
    """Return whether the system can load a library by its file name."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _is_installed(file: str) -> bool:
    """Return whether macOS or Windows finds a library.

    Linux is not asked: it would run compilers, which takes long.
    """
    if sys.platform != "linux":
        name = file.removeprefix("lib").removesuffix(".dylib")
        return ctypes.util.find_library(name) is not None
    return False
