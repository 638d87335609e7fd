"""The journal of a set of files that is put in place: what a run that died had decided."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import sync_folder

if TYPE_CHECKING:
    pass


FOLDER = ".handzettel-changes"
"""Where the lock and the journal lie in a workspace; hidden, so that it is no content.

Not with the work files, which are for one user alone: all who write there need the lock.
"""

JOURNAL = "changes.json"

MAX_JOURNAL = 4 * 1024 * 1024
"""Bytes: an import of ten thousand motions has one of 2 MB."""


@dataclass(frozen=True)
class Change:
    """What becomes of one file."""

    name: str
    """Its path in the workspace, with slashes."""
    data: bytes | None
    """None removes it."""
    before: str | None
    """The SHA-256 it had when the change was decided; None if there was no file."""


@dataclass(frozen=True)
class Step:
    """A change as the journal has it."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Journal:
    token: str
    """Begins the names of all files that are not in place yet."""
    decided: bool
    """Whether all are written, so that a crash from now on is gone through with."""
    folders: tuple[str, ...]
    """Those that are made for the new files, outer ones first."""
    steps: tuple[Step, ...]


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None if there is none. Raises ConflictError for a folder."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        what = _("is no file")
        raise ConflictError(Problem(Place(str(path)), what, _("move it elsewhere")))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def part_of(workspace: Path, journal: Journal, index: int) -> Path:
    """Where a new file waits: beside its target, since it can be renamed only there."""
    target = workspace / journal.steps[index].name
    return target.with_name(f".{journal.token}-{index}.part")


def write_part(part: Path, data: bytes, target: Path) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(part, flags, 0o666)  # as the user's umask has it
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        error.filename = os.fspath(target)  # what a person knows of
        raise
    with contextlib.suppress(OSError):  # another user's file has no mode of ours
        part.chmod(stat.S_IMODE(target.stat().st_mode))


def write_journal(workspace: Path, journal: Journal) -> None:
    path = workspace / FOLDER / JOURNAL
    part = path.with_name(f".{journal.token}.part")
    try:
        write_part(part, json.dumps(asdict(journal)).encode(), path)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_journal(workspace: Path) -> None:
    (workspace / FOLDER / JOURNAL).unlink(missing_ok=True)
    sync_folder(workspace / FOLDER)


def read_journal(path: Path) -> Journal:
    """The journal; it may come with a workspace from somebody else, so all of it is doubted."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_JOURNAL:
            raise ValueError(path)
        value: Any = json.loads(path.read_bytes())
        journal = Journal(
            str(value["token"]),
            value["decided"] is True,
            tuple(map(str, value["folders"])),
            tuple(Step(**step) for step in value["steps"]),
        )
        names = [*journal.folders, *(step.name for step in journal.steps)]
        if not re.fullmatch("[0-9a-f]{16}", journal.token) or not all(map(_is_inside, names)):
            raise ValueError(path)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ConflictError(
            Problem(
                Place(str(path)),
                _("a run was interrupted, and what it left cannot be read"),
                _("compare the workspace with a copy of it, then remove this file"),
            )
        ) from None
    return journal


def _is_inside(name: object) -> bool:
    """Whether a name leads to a place below the folder it is looked up in."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    path = PurePosixPath(name)
    inside = not (path.is_absolute() or ".." in path.parts or ":" in path.parts[0])
    return inside and path.parts[0] != FOLDER
