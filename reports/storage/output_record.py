"""The record in an output folder: whose it is, and what was made there."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path, PurePosixPath

RECORD = ".handzettel-output.json"
"""The record's name in the folder."""

MAX_BYTES = 16 * 1024 * 1024
"""A hundred bytes for each of more files than anybody makes."""

_DIGEST = re.compile("[0-9a-f]{64}")


LARGE = 512 * 1024 * 1024
"""Bytes of a file that is surely none of ours, and that nobody waits to have read."""


def is_damaged(folder: Path) -> bool:
    """Whether a folder has a record that cannot be read."""
    return os.path.lexists(folder / RECORD) and read_record(folder)[0] is None


def read_record(folder: Path) -> tuple[str | None, dict[str, str]]:
    """Whose folder it is, and the digests of what was made; a damaged record counts as none."""
    path = folder / RECORD
    if not path.is_file():  # a pipe would be waited for
        return None, {}
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, {}
        value = json.loads(path.read_bytes())
        owner, files = value["workspace"], value["files"]
    except Exception:  # whatever has become of the file, it names nothing
        return None, {}
    if not isinstance(owner, str) or not isinstance(files, dict):
        return None, {}
    inside = {
        name: digest
        for name, digest in files.items()
        # a record that came with somebody's folder must not name files elsewhere
        if isinstance(digest, str) and _DIGEST.fullmatch(digest) and _is_inside(name)
    }
    return owner, inside


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def is_there(path: Path) -> bool:
    """Whether a file lies there; what no file can be called, since it is too long, does not."""
    return os.path.isfile(path)  # noqa: PTH113  # the path's own method raises for it


def recorded(folder: Path) -> set[Path]:
    """All files of which a folder's record says that they were made there."""
    return {folder / name for name in read_record(folder)[1]}


def file_digest(path: Path) -> str:
    """The digest of a file, empty where it cannot be read, a word where it is none of ours."""
    if not is_there(path):  # a pipe would be waited for
        return ""
    try:
        if path.stat().st_size > LARGE:
            return "large"
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
