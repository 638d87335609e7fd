"""List and read the files of a workspace that are content, and list those that are left out.

A workspace is a folder on somebody's machine: beside content it has files that macOS or an
office program made, names from a foreign ZIP, links and pipes. Content comes from regular
files whose name is UTF-8; a link is followed if its target is in the workspace.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path

from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.storage.output_record import RECORD

SETTINGS_FILE = "handzettel.toml"
"""The file that makes a folder a workspace."""

_RUBBISH = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"}
"""Files that operating systems put into folders by themselves."""


class Stray(Enum):
    """Why a file in a workspace is left out although somebody may mean it as content."""

    NAME = "name"
    """Its name is not UTF-8."""
    OUTSIDE = "outside"
    """It is a link to somewhere outside the workspace."""
    NOWHERE = "nowhere"
    """It is a link to nothing."""
    CIRCLE = "circle"
    """It is a link that leads back to itself."""
    FOLDER = "folder"
    """It is a folder with the name of a file."""
    SPECIAL = "special"
    """It is a pipe, a socket or a device."""
    CLOSED = "closed"
    """The user may not read it."""


@dataclass(frozen=True)
class StrayFile:
    """A file or folder in a workspace that is left out."""

    path: Path
    kind: Stray

    def problem(self, root: Path) -> Problem:
        """Return what to tell the user, placed at the path in the workspace."""
        return _problem(Place(self.path.relative_to(root).as_posix()), self.kind)


def is_content_name(name: str) -> bool:
    """Return whether a file or folder of this name can be content.

    Hidden names are not, nor what systems and editors leave beside files (``~$brief.docx``,
    ``resolution.yaml~``), nor names that are not UTF-8.
    """
    if name.startswith((".", "~$")) or name.endswith("~") or name.casefold() in _RUBBISH:
        return False
    return _is_utf8(name)


def _is_utf8(name: str) -> bool:
    """Return whether a name is UTF-8; names in a ZIP from an old Windows are not."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def regular_files(
    folder: Path, pattern: str, root: Path | None = None, *, with_folders: bool = False
) -> list[Path]:
    """Return the content files right in a folder that match a pattern (fnmatch), sorted.

    Links must not lead out of ``root``, by default the folder itself. A folder that is missing
    has no files. With ``with_folders`` folders are listed, too, for `read_content` to refuse.
    """
    inside = os.path.realpath(root or folder)
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    paths = (
        folder / name for name in names if is_content_name(name) and fnmatchcase(name, pattern)
    )
    return sorted(
        path
        for path in paths
        if _why_stray(path, inside) is None and (path.is_file() or (with_folders and path.is_dir()))
    )


def regular_folders(folder: Path, root: Path | None = None) -> list[Path]:
    """Return the folders right in a folder that content may come from, sorted.

    Links must not lead out of ``root``, by default the folder itself. A folder that is missing
    has no folders.
    """
    inside = os.path.realpath(root or folder)
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    paths = (folder / name for name in names if is_content_name(name))
    return sorted(path for path in paths if _why_stray(path, inside) is None and path.is_dir())


MOST = 16 * 1024 * 1024 + 1
"""Bytes that are read of a file: one more than any kind of content may have.

So the parser sees that a file is too large, and a disk image does not fill the memory.
"""


def read_content(root: Path, name: str, most: int = MOST) -> bytes:
    """Return the bytes of a content file, at most ``most``; ``name`` is its path in the workspace.

    Raises ContentError for anything but a regular file in the workspace, and OSError if it
    cannot be read (FileNotFoundError if it is missing).
    """
    if "\0" in name:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    path = root / name
    kind = Stray.FOLDER if path.is_dir() else _why_stray(path, os.path.realpath(root))
    if kind is not None and kind is not Stray.CLOSED:
        raise ContentError(_problem(Place(name), kind))
    # should a pipe have taken its place meanwhile, opening it must not wait for a writer
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ContentError(_problem(Place(name), Stray.SPECIAL))
        return file.read(most)


def leads_outside(path: Path, root: Path) -> bool:
    """Return whether a path is, or passes through, a link out of the folder ``root``."""
    return not _is_below(os.path.realpath(path), os.path.realpath(root))


def stray_files(root: Path) -> Iterator[StrayFile]:
    """Yield what is left out of a workspace although somebody may mean it as content.

    Hidden files and folders, and output folders, are skipped.
    """
    inside = os.path.realpath(root)
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            names = sorted(entry.name for entry in os.scandir(folder))
        except OSError:
            yield StrayFile(folder, Stray.CLOSED)
            continue
        if RECORD in names and folder != root:  # an output folder
            continue
        for name in names:
            path = folder / name
            if not _is_utf8(name):
                yield StrayFile(path, Stray.NAME)
            elif not is_content_name(name) or name == "__pycache__":
                continue
            elif (kind := _why_stray(path, inside)) is not None:
                yield StrayFile(path, kind)
            elif path.is_dir() and not path.is_symlink():
                waiting.append(path)


def _why_stray(path: Path, inside: str) -> Stray | None:
    """Return why a path is left out; None for a file or folder, and for a missing path."""
    try:
        if not _is_below(os.path.realpath(path), inside):
            return Stray.OUTSIDE
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Stray.NOWHERE if path.is_symlink() else None
    except OSError as error:
        return {errno.ELOOP: Stray.CIRCLE, errno.ENOTDIR: None}.get(error.errno or 0, Stray.CLOSED)
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else Stray.SPECIAL


def _is_below(path: str, folder: str) -> bool:
    """Return whether an absolute path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _problem(place: Place, kind: Stray) -> Problem:
    """Return the problem of a path that is left out."""
    link = _("put the file itself there instead of the link")
    message, remedy = {
        Stray.NAME: (_("its name is no UTF-8, so it is left out"), _("give it another name")),
        Stray.OUTSIDE: (_("the link leads out of the workspace and is not followed"), link),
        Stray.NOWHERE: (_("the link leads nowhere"), _("remove it, or put the file there")),
        Stray.CIRCLE: (_("the link leads round in a circle"), link),
        Stray.FOLDER: (
            _("a folder stands there, not a file"),
            _("move the folder elsewhere, and put the file there"),
        ),
        Stray.SPECIAL: (
            _("this is a pipe, a socket or a device, not a file"),
            _("remove it, or put a file there"),
        ),
        Stray.CLOSED: (_("there is no permission to look into it"), _("change its permissions")),
    }[kind]
    return Problem(place, message, remedy)
