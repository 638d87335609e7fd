"""Files of the shipped sample that lie unchanged in somebody's workspace."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from reports import shipped_folder
from reports.content.formats.yaml_file import read_yaml
from reports.content.resolution import Addressee, Addressees
from reports.content.validation import validate
from reports.storage.listing import leads_outside

_ADDRESSEES = "addressees.yaml"

_NEEDED_BY = {"branches.yaml": ("events.yaml", "recipients.csv")}
"""Files whose entries others name: they stay where one of those was changed."""


def untouched_sample_files(folder: Path) -> dict[str, str]:
    """Return the content files of a workspace that are the sample's to the byte, with SHA-256.

    Left out is a file whose entries may be named in another that somebody has changed.
    """
    digests: dict[str, str] = {}
    changed: set[str] = set()
    for name, data in _sample_files().items():
        path = folder / name
        if path.is_file() and not path.is_symlink() and not leads_outside(path, folder):
            if path.read_bytes() == data:
                digests[name] = hashlib.sha256(data).hexdigest()
            else:
                changed.add(name)
    for name, users in _NEEDED_BY.items():
        if changed.intersection(users):
            digests.pop(name, None)
    return digests


def sample_addressees() -> tuple[Addressee, ...]:
    """Return the addressees of the shipped sample."""
    data = _sample_files()[_ADDRESSEES]
    return validate(Addressees, read_yaml(data, _ADDRESSEES)).addressees


@cache
def _sample_files() -> dict[str, bytes]:
    """Return the content files of the sample, by their paths in a workspace."""
    sample = shipped_folder("data")
    return {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sorted(sample.rglob("*"))
        if path.is_file() and path.relative_to(sample).parts[0] != "schema"
    }
