"""The journal of a set of changes: what a run that was killed was about to put in place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import sync_folder

FOLDER = ".handzettel-changes"
"""The folder in a workspace with the lock and the journal; hidden, so that it is no content.

It is not the folder of work files, which one user alone may read: everybody who writes into
the workspace needs the lock.
"""

JOURNAL = "changes.json"

MAX_JOURNAL = 4 * 1024 * 1024
"""Bytes; the journal of an import of ten thousand motions has 2 MB."""


@dataclass(frozen=True)
class Change:
    """The new content of a file in a workspace, or its removal."""

    name: str
    """The file's path in the workspace, with slashes."""
    data: bytes | None
    """The new bytes; None removes the file."""
    before: str | None
    """The SHA-256 of the file when the change was decided; None if there was no file."""


@dataclass(frozen=True)
class Step:
    """A change as the journal records it: the file's SHA-256 before and after, None for no file."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Journal:
    """All changes of a set, and how far they have come."""

    token: str
    """Sixteen hexadecimal digits that begin the names of files not in place yet."""
    decided: bool
    """Whether all new files are written, so that after a crash the changes are completed."""
    folders: tuple[str, ...]
    """The folders that are made for the new files, outer ones first."""
    steps: tuple[Step, ...]


def digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, None if there is none.

    Raises ConflictError for a folder or anything else that is not a regular file.
    """
    if path.exists() and not path.is_file():  # reading from a pipe would wait for a writer
        message = _("is no file")
        raise ConflictError(Problem(Place(str(path)), message, _("move it elsewhere")))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def part_of(workspace: Path, journal: Journal, index: int) -> Path:
    """Return the path of a new file until it is put in place.

    It lies beside its target, since a rename works within one file system only.
    """
    target = workspace / journal.steps[index].name
    return target.with_name(f".{journal.token}-{index}.part")


def write_part(part: Path, data: bytes, target: Path) -> None:
    """Write a new file to the disk, with the permissions of the target if that exists.

    Raises OSError with the target as its file name.
    """
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
        error.filename = os.fspath(target)  # the name that a person knows
        raise
    with contextlib.suppress(OSError):  # the target may not exist
        part.chmod(stat.S_IMODE(target.stat().st_mode))


def write_journal(workspace: Path, journal: Journal) -> None:
    """Write the journal to the disk, replacing an earlier one at once."""
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
    """Remove the journal, if there is one: the changes are completed, or undone."""
    (workspace / FOLDER / JOURNAL).unlink(missing_ok=True)
    sync_folder(workspace / FOLDER)


def read_journal(path: Path) -> Journal:
    """Return a journal, validated, as it may have come with a workspace from somebody else.

    Raises ConflictError if it is damaged or names files outside the workspace.
    """
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
    """Return whether a path is relative and stays in its folder, outside the journal's own."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    path = PurePosixPath(name)
    inside = not (path.is_absolute() or ".." in path.parts or ":" in path.parts[0])
    return inside and path.parts[0] != FOLDER
