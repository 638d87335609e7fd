"""The record in an output folder: whose pages lie there, and the digest of each."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

RECORD = ".handzettel-output.json"
"""The record's name in the folder."""

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a record: enough for 150,000 files."""

LARGE = 512 * 1024 * 1024
"""Bytes from which on a file is not read: this program makes none so large."""

_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class OutputRecord:
    """What the record in an output folder says."""

    owner: str | None = None
    """The workspace whose pages lie there, None if that is not known."""
    digests: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file as it was made, by its path in the folder with slashes."""


def is_damaged(folder: Path) -> bool:
    """Return whether a folder has a record that cannot be read."""
    return os.path.lexists(folder / RECORD) and read_record(folder).owner is None


def read_record(folder: Path) -> OutputRecord:
    """Return the record of a folder; if it is missing or damaged, an empty one."""
    path = folder / RECORD
    if not path.is_file():  # opening a pipe would wait for a writer
        return OutputRecord()
    try:
        if path.stat().st_size > MAX_BYTES:
            return OutputRecord()
        value = json.loads(path.read_bytes())
        owner, files = value["workspace"], value["files"]
    except Exception:  # a damaged file fails in any way
        return OutputRecord()
    if not isinstance(owner, str) or not isinstance(files, dict):
        return OutputRecord()
    digests = {
        name: digest
        for name, digest in files.items()
        # a record that came with somebody else's folder must not name files elsewhere
        if isinstance(digest, str) and _DIGEST.fullmatch(digest) and _is_inside(name)
    }
    return OutputRecord(owner, digests)


def _is_inside(name: str) -> bool:
    """Return whether a path is relative and stays in its folder."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def is_file(path: Path) -> bool:
    """Return whether a path is a file; False, not an error, for a name that is too long."""
    return os.path.isfile(path)  # noqa: PTH113  # Path.is_file raises OSError for such a name


def recorded_files(folder: Path) -> set[Path]:
    """Return the paths of all files that a folder's record lists."""
    return {folder / name for name in read_record(folder).digests}


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" if it cannot be read, "large" from LARGE bytes on."""
    if not is_file(path):  # opening a pipe would wait for a writer
        return ""
    try:
        if path.stat().st_size > LARGE:
            return "large"
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
