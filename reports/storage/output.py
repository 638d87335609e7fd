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
from itertools import count
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import busy, refuse_link_out, write_whole, writing_to
from reports.storage.listing import leads_outside
from reports.storage.output_record import RECORD, file_digest, is_damaged, is_there, read_record

SETTINGS = "handzettel.toml"
"""The file that makes a folder a workspace."""

LOCK = ".handzettel-output.lock"
"""The lock in a folder that is being written to."""

_SAMPLE = "sample"
"""The owner where the shipped sample was printed."""


class Output:
    """A folder of finished files that belongs to one workspace, or to the shipped sample."""

    def __init__(self, folder: Path, workspace: Path | None, cache: Path) -> None:
        """Look at a folder; ``workspace`` is whose output it is to be, None for the sample."""
        self.folder = folder
        self._workspace = workspace
        self._owner = _owner(folder, workspace)
        self._cache = cache
        self._known_owner, self._files = read_record(folder)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for writing; the record is written at the end, however it ends.

        Raises ConflictError where another run holds the folder or where it has the pages of
        another workspace.
        """
        self._check_link()
        with writing_to(self.folder, self._cache), self._locked():
            self._known_owner, self._files = read_record(self.folder)  # nobody else writes now
            self._check_owner()
            before = dict(self._files)
            try:
                yield
            finally:
                if self._files != before or self._known_owner != self._owner:
                    self._write_record()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold a lock in the folder as well: whoever has another cache knows of no other lock."""
        if not self.folder.is_dir():
            yield
            return
        lock = FileLock(self.folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise busy(self.folder) from None
        except (OSError, NotImplementedError):  # a disk that takes none keeps nobody from working
            yield
            return
        try:
            yield
        finally:
            (self.folder / LOCK).unlink(missing_ok=True)
            lock.release()

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

    def put_aside(self, path: Path, data: bytes) -> Path | None:
        """Rename a file that somebody changed since it was made, before it is made anew.

        A checklist that was filled in must not be lost, nor a file of somebody's own by the
        same name. Returns its new name, or None where there is nothing to keep.
        """
        refuse_link_out(path, self.folder)
        there = file_digest(path)
        if not there or path.is_symlink():
            return None
        if there in (self._files.get(self._name(path)), hashlib.sha256(data).hexdigest()):
            return None
        numbered = (path.with_stem(f"{path.stem}-changed-{n}") for n in count(1))
        aside = next(name for name in numbered if not name.exists())
        path.rename(aside)
        return aside

    def forget(self, path: Path) -> None:
        """Remove a file that was made here."""
        path.unlink(missing_ok=True)
        self._files.pop(self._name(path), None)

    def files(self) -> list[Path]:
        """The files that were made here for this workspace and still lie here, sorted."""
        if self._known_owner != self._owner:
            return []
        paths = (self.folder / name for name in self._files)
        return sorted(
            path
            for path in paths
            if is_there(path) and not path.is_symlink() and not leads_outside(path, self.folder)
        )

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

    def _check_link(self) -> None:
        """A workspace that came from somebody must not send its pages elsewhere by a link."""
        workspace = self._workspace
        if workspace is None or not self.folder.is_relative_to(workspace):
            return
        if not Path(os.path.realpath(self.folder)).is_relative_to(workspace):
            what = _("the link leads out of the workspace and is not followed")
            remedy = _("name the folder itself with --out")
            raise ConflictError(Problem(Place(str(self.folder)), what, remedy))

    def _check_owner(self) -> None:
        around = self._workspace_around()
        if around not in (None, self._workspace):
            whose = _("lies in the workspace {folder}, which is another one").format(folder=around)
            remedy = _("choose another folder with --out")
            raise ConflictError(Problem(Place(str(self.folder)), whose, remedy))
        known = self._known_owner
        if known is None and around is None and is_damaged(self.folder):
            what = _("cannot be read, so nobody knows whose pages lie there")
            remedy = _("choose another folder with --out; remove the file if they are all yours")
            raise ConflictError(Problem(Place(str(self.folder / RECORD)), what, remedy))
        if known in (None, self._owner):
            return
        if known == _SAMPLE:
            whose = _("holds pages of the shipped sample")
        elif is_there(self.folder / known / SETTINGS):
            workspace = os.path.realpath(self.folder / known)
            whose = _("holds the pages of the workspace {folder}").format(folder=workspace)
        else:  # that workspace was moved or removed, and its pages have no other
            return
        remedy = _("choose another folder with --out")
        raise ConflictError(Problem(Place(str(self.folder)), whose, remedy))

    def _workspace_around(self) -> Path | None:
        """The innermost workspace that the folder lies in."""
        real = Path(os.path.realpath(self.folder))
        return next((one for one in (real, *real.parents) if is_there(one / SETTINGS)), None)

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
