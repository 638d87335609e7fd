"""The files of a workspace that content comes from, and what lies there besides.

A workspace is a folder of somebody's machine: it has what a Mac or an office program leaves
beside each file, names from a foreign ZIP, links, pipes. Content comes from regular files
with a readable name, and a link counts where it stays in the workspace.
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

_RUBBISH = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"}
"""What systems put into folders by themselves."""


class Stray(Enum):
    """Why something in a workspace is left out, where that may not be what is wanted."""

    NAME = "name"
    OUTSIDE = "outside"
    NOWHERE = "nowhere"
    CIRCLE = "circle"
    SPECIAL = "special"
    CLOSED = "closed"


@dataclass(frozen=True)
class StrayFile:
    """Something in a workspace that no content comes from."""

    path: Path
    kind: Stray

    def problem(self, root: Path) -> Problem:
        """What is to be said about it, at its place in the workspace."""
        return Problem(Place(self.path.relative_to(root).as_posix()), *_words(self.kind))


def is_content_name(name: str) -> bool:
    """Whether a file or folder of this name can be meant as content.

    Hidden ones are not, nor what systems and editors leave beside files (``~$brief.docx``,
    ``resolution.yaml~``), nor names that are no UTF-8.
    """
    if name.startswith((".", "~$")) or name.endswith("~") or name.casefold() in _RUBBISH:
        return False
    return not has_strange_name(name)


def has_strange_name(name: str) -> bool:
    """Whether a name is no UTF-8, as from a ZIP that was made on an old Windows."""
    return any("\ud800" <= char <= "\udfff" for char in name)


def regular_files(folder: Path, pattern: str, root: Path | None = None) -> list[Path]:
    """The files right in a folder that content may come from, by a pattern, in order.

    ``root`` is the workspace, or whatever folder links must not lead out of; by default the
    folder itself. A folder that is not there has no files.
    """
    inside = os.path.realpath(root or folder)
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    paths = (
        folder / name for name in names if is_content_name(name) and fnmatchcase(name, pattern)
    )
    return sorted(path for path in paths if _why_stray(path, inside) is None and path.is_file())


MOST = 16 * 1024 * 1024 + 1
"""Bytes that are read of a file: one more than any kind of content may have, so that
whoever parses them sees that it is too large, and a disk image takes no memory."""


def read_content(root: Path, name: str, most: int = MOST) -> bytes:
    """The bytes of a file that content names, or that content always has, ``most`` of them.

    Raises ContentError for what is no regular file in the workspace, and OSError as any
    reading does, FileNotFoundError among them.
    """
    if "\0" in name:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    path = root / name
    kind = _why_stray(path, os.path.realpath(root))
    if kind is not None and kind is not Stray.CLOSED:
        raise ContentError(Problem(Place(name), *_words(kind)))
    # a pipe that comes to stand there meanwhile must not make anybody wait
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ContentError(Problem(Place(name), *_words(Stray.SPECIAL)))
        return file.read(most)


def leads_outside(path: Path, root: Path) -> bool:
    """Whether a path is, or leads through, a link out of a folder."""
    return not _is_below(os.path.realpath(path), os.path.realpath(root))


def stray_files(root: Path) -> Iterator[StrayFile]:
    """What lies in a workspace and is left out, although somebody may have meant it.

    Hidden files and folders, and what was made there, are not looked at.
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
        if RECORD in names and folder != root:  # finished files, which no content comes from
            continue
        for name in names:
            path = folder / name
            if has_strange_name(name):
                yield StrayFile(path, Stray.NAME)
            elif not is_content_name(name) or name == "__pycache__":
                continue
            elif (kind := _why_stray(path, inside)) is not None:
                yield StrayFile(path, kind)
            elif path.is_dir() and not path.is_symlink():
                waiting.append(path)


def _why_stray(path: Path, inside: str) -> Stray | None:
    """Why nothing is read from a path; None for a file or folder, and where nothing is."""
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
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _words(kind: Stray) -> tuple[str, str]:
    """What is wrong with it, and what to do."""
    link = _("put the file itself there instead of the link")
    return {
        Stray.NAME: (_("its name is no UTF-8, so it is left out"), _("give it another name")),
        Stray.OUTSIDE: (_("the link leads out of the workspace and is not followed"), link),
        Stray.NOWHERE: (_("the link leads nowhere"), _("remove it, or put the file there")),
        Stray.CIRCLE: (_("the link leads round in a circle"), link),
        Stray.SPECIAL: (
            _("this is a pipe, a socket or a device, not a file"),
            _("remove it, or put a file there"),
        ),
        Stray.CLOSED: (_("there is no permission to look into it"), _("change its permissions")),
    }[kind]
