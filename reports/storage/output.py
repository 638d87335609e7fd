"""The folder that finished files go to, with a record in it of whose they are.

Two workspaces must not mix their pages, and a page that is no longer planned must not lie
among the others unnoticed. So a small file in the folder names the workspace and every file
that was made there, with its digest.
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
from reports.storage.listing import SETTINGS_FILE, leads_outside
from reports.storage.output_record import RECORD, file_digest, is_damaged, is_file, read_record

LOCK = ".handzettel-output.lock"
"""The name of the lock in a folder that is being written to."""

_SAMPLE = "sample"
"""The owner of pages of the shipped sample."""


class Output:
    """A folder of finished files that belongs to one workspace, or to the shipped sample."""

    def __init__(self, folder: Path, workspace: Path | None, cache: Path) -> None:
        """Read the folder's record; ``workspace`` is the owner, None for the shipped sample."""
        self.folder = folder
        self._workspace = workspace
        self._owner = _owner(folder, workspace)
        self._cache = cache
        self._read_record()

    def _read_record(self) -> None:
        """Read the folder's record: whose it is, and the digests of the files made there."""
        record = read_record(self.folder)
        self._recorded_owner, self._digests = record.owner, record.digests

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for writing; write the record at the end, also after an error.

        Raises ConflictError if another run holds the folder or it has the pages of another
        workspace.
        """
        self._check_link()
        with writing_to(self.folder, self._cache), self._locked():
            self._read_record()  # again, since from now on no other run changes it
            self._check_owner()
            before = dict(self._digests)
            try:
                yield
            finally:
                if self._digests != before or self._recorded_owner != self._owner:
                    self._write_record()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold a lock in the folder, too: users with another cache do not see the one there.

        There is none if the folder is missing or the disk has no locks. Raises ConflictError if
        another run holds it.
        """
        if not self.folder.is_dir():
            yield
            return
        lock = FileLock(self.folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise busy(self.folder) from None
        except (OSError, NotImplementedError):  # the disk has no locks; work goes on without
            yield
            return
        try:
            yield
        finally:
            (self.folder / LOCK).unlink(missing_ok=True)
            lock.release()

    def write(self, path: Path, data: bytes, *, private: bool = False) -> bool:
        """Write a file unless it has these bytes already; return whether it was written.

        Its digest goes into the record. Only the user may read a `private` file. Raises
        ConflictError if the system refuses or a link leads out of the folder.
        """
        refuse_link_out(path, self.folder)
        digest = hashlib.sha256(data).hexdigest()
        self._digests[self._name(path)] = digest
        if file_digest(path) == digest:
            return False
        write_whole(path, data, private=private)
        return True

    def put_aside(self, path: Path, data: bytes) -> Path | None:
        """Rename the file at a path if somebody changed or made it, before `data` replaces it.

        A checklist that somebody filled in must not be lost, nor a user's own file of the same
        name. Returns its new path, None if nothing had to be renamed: the file is missing, a link,
        as it was made, or has these bytes already.
        """
        refuse_link_out(path, self.folder)
        present = file_digest(path)
        if not present or path.is_symlink():
            return None
        if present in (self._digests.get(self._name(path)), hashlib.sha256(data).hexdigest()):
            return None
        numbered = (path.with_stem(f"{path.stem}-changed-{n}") for n in count(1))
        aside = next(name for name in numbered if not name.exists())
        path.rename(aside)
        return aside

    def forget(self, path: Path) -> None:
        """Remove a file that was made here, if it still exists, and its entry in the record."""
        path.unlink(missing_ok=True)
        self._digests.pop(self._name(path), None)

    def files(self) -> list[Path]:
        """Return the files that were made here for this workspace and still exist, sorted."""
        if self._recorded_owner != self._owner:
            return []
        paths = (self.folder / name for name in self._digests)
        return sorted(
            path
            for path in paths
            if is_file(path) and not path.is_symlink() and not leads_outside(path, self.folder)
        )

    def stale(self, is_planned: Callable[[str], bool]) -> list[Path]:
        """Return the files that are no longer planned.

        ``is_planned`` gets a file's path in the folder without its suffix.
        """
        return [
            path
            for path in self.files()
            if not is_planned(PurePosixPath(self._name(path)).with_suffix("").as_posix())
        ]

    def is_as_made(self, path: Path) -> bool:
        """Return whether a file has not been changed since it was made."""
        return file_digest(path) == self._digests.get(self._name(path))

    def _name(self, path: Path) -> str:
        """Return a file's path as the record has it."""
        return path.relative_to(self.folder).as_posix()

    def _check_link(self) -> None:
        """Raise ConflictError if the folder is in the workspace but a link leads it elsewhere.

        A workspace may come from somebody else, and must not have files written outside it.
        """
        workspace = self._workspace
        if workspace is None or not self.folder.is_relative_to(workspace):
            return
        if not Path(os.path.realpath(self.folder)).is_relative_to(workspace):
            message = _("the link leads out of the workspace and is not followed")
            remedy = _("name the folder itself with --out")
            raise ConflictError(Problem(Place(str(self.folder)), message, remedy))

    def _check_owner(self) -> None:
        """Raise ConflictError if the folder has, or may have, the pages of another workspace."""
        place, remedy = Place(str(self.folder)), _("choose another folder with --out")
        around = self._surrounding_workspace()
        if around not in (None, self._workspace):
            message = _("lies in the workspace {folder}, which is another one")
            raise ConflictError(Problem(place, message.format(folder=around), remedy))
        owner = self._recorded_owner
        if owner is None and around is None and is_damaged(self.folder):
            place = Place(str(self.folder / RECORD))
            message = _("cannot be read, so nobody knows whose pages lie there")
            remedy = _("choose another folder with --out; remove the file if they are all yours")
            raise ConflictError(Problem(place, message, remedy))
        if owner in (None, self._owner):
            return
        if owner == _SAMPLE:
            message = _("holds pages of the shipped sample")
            raise ConflictError(Problem(place, message, remedy))
        # if that workspace was moved or removed, its pages are nobody's and may be replaced
        if is_file(self.folder / owner / SETTINGS_FILE):
            workspace = os.path.realpath(self.folder / owner)
            message = _("holds the pages of the workspace {folder}").format(folder=workspace)
            raise ConflictError(Problem(place, message, remedy))

    def _surrounding_workspace(self) -> Path | None:
        """Return the innermost workspace that the folder lies in, None if there is none."""
        real = Path(os.path.realpath(self.folder))
        return next((path for path in (real, *real.parents) if is_file(path / SETTINGS_FILE)), None)

    def _write_record(self) -> None:
        """Write the record of the files that exist; a folder that was not made gets none."""
        digests = {
            name: digest
            for name, digest in sorted(self._digests.items())
            if is_file(self.folder / name)
        }
        if not digests and not self.folder.is_dir():
            return
        value = {"workspace": self._owner, "files": digests}
        write_whole(self.folder / RECORD, json.dumps(value, indent=1).encode())


def _owner(folder: Path, workspace: Path | None) -> str:
    """Return a workspace's path as the record has it.

    It is relative if the folder lies in the workspace, so that both can be moved together.
    """
    if workspace is None:
        return _SAMPLE
    real = Path(os.path.realpath(folder))
    if real.is_relative_to(workspace):
        return Path(os.path.relpath(workspace, real)).as_posix()
    return workspace.as_posix()
