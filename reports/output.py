"""The folder that finished files go to, and the record in it of whose they are.

Two workspaces must not mix their pages, and a page that is no longer planned must not
lie among the others unnoticed. So a small file in the folder names its workspace and
everything that was made there, with its digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from reports.errors import ConflictError, Place, Problem
from reports.files import refuse_link_out, write_whole, writing_to
from reports.messages import _
from reports.output_record import RECORD, file_digest, is_there, read_record

SETTINGS = "handzettel.toml"
"""The file that makes a folder a workspace."""

_SAMPLE = "sample"
"""The owner where the shipped sample was printed."""


class Output:
    """A folder of finished files that belongs to one workspace, or to the shipped sample."""

    def __init__(self, folder: Path, workspace: Path | None, cache: Path) -> None:
        """Look at a folder; ``workspace`` is whose output it is to be, None for the sample."""
        self.folder = folder
        self._owner = _owner(folder, workspace)
        self._cache = cache
        self._known_owner, self._files = read_record(folder)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for writing; the record is written at the end, however it ends.

        Raises ConflictError where another run holds the folder or where it has the pages of
        another workspace.
        """
        with writing_to(self.folder, self._cache):
            self._known_owner, self._files = read_record(self.folder)  # nobody else writes now
            self._check_owner()
            before = dict(self._files)
            try:
                yield
            finally:
                if self._files != before or self._known_owner != self._owner:
                    self._write_record()

    def write(self, path: Path, data: bytes, *, private: bool = False) -> bool:
        """Write a file unless it lies there just so; return whether it was written.

        What is private is for the user alone.
        """
        refuse_link_out(path, self.folder)
        digest = hashlib.sha256(data).hexdigest()
        self._files[self._name(path)] = digest
        if file_digest(path) == digest:
            return False
        write_whole(path, data, private=private)
        return True

    def forget(self, path: Path) -> None:
        """Remove a file that was made here."""
        path.unlink(missing_ok=True)
        self._files.pop(self._name(path), None)

    def files(self) -> list[Path]:
        """The files that were made here for this workspace and still lie here, sorted."""
        if self._known_owner != self._owner:
            return []
        paths = (self.folder / name for name in self._files)
        return sorted(path for path in paths if is_there(path))

    def stale(self, is_planned: Callable[[str], bool]) -> list[Path]:
        """The files of which a plan, asked for their names without suffix, knows nothing."""
        return [
            path
            for path in self.files()
            if not is_planned(PurePosixPath(self._name(path)).with_suffix("").as_posix())
        ]

    def is_as_made(self, path: Path) -> bool:
        """Whether nobody has changed a file since it was made."""
        return file_digest(path) == self._files.get(self._name(path))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _check_owner(self) -> None:
        known = self._known_owner
        if known in (None, self._owner):
            return
        if known == _SAMPLE:
            whose = _("holds pages of the shipped sample")
        elif is_there(self.folder / known / SETTINGS):
            whose = _("holds the pages of the workspace {folder}").format(folder=known)
        else:  # that workspace was moved or removed, and its pages have no other
            return
        remedy = _("choose another folder with --out, or empty this one")
        raise ConflictError(Problem(Place(str(self.folder)), whose, remedy))

    def _write_record(self) -> None:
        there = {name: one for name, one in self._files.items() if is_there(self.folder / name)}
        if not there and not self.folder.is_dir():
            return
        value = {"workspace": self._owner, "files": dict(sorted(there.items()))}
        write_whole(self.folder / RECORD, json.dumps(value, indent=1).encode())


def _owner(folder: Path, workspace: Path | None) -> str:
    """A workspace as the record names it: relative where the folder lies in it, and moves along."""
    if workspace is None:
        return _SAMPLE
    real = Path(os.path.realpath(folder))
    if real.is_relative_to(workspace):
        return Path(os.path.relpath(workspace, real)).as_posix()
    return workspace.as_posix()
