"""Write files whole or not at all, and hold a folder so that one run at a time writes there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage import run_folder
from reports.storage.deferred_signals import uninterrupted
from reports.storage.listing import leads_outside
from reports.storage.system_errors import unwritable

_UMASK = os.umask(0o077)
os.umask(_UMASK)  # there is no way to read it but to set it


@contextlib.contextmanager
def writing_to(out: Path, cache: Path) -> Iterator[None]:
    """Hold an output folder, so that two runs do not overwrite each other's files.

    Raises ConflictError if another run holds it.
    """
    # the lock lies in the cache, so that the folder holds nothing but what was made
    name = hashlib.sha256(os.fsencode(os.path.realpath(out))).hexdigest()[:16]
    try:
        lock = _acquired(cache / "locks" / f"{name}.lock")
    except Timeout:
        raise busy(out) from None
    try:
        yield
    finally:
        lock.release()


def busy(out: Path) -> ConflictError:
    """Return the error to raise for a folder that another run writes into."""
    message = _("another run is writing here")
    remedy = _("wait until it is done, or choose another folder with --out")
    return ConflictError(Problem(Place(str(out)), message, remedy))


def _acquired(path: Path) -> BaseFileLock:
    """Return an acquired lock; it lies in the run's folder where the cache's disk has no locks.

    Raises Timeout if another process holds it.
    """
    try:
        return _acquired_at(path)
    except Timeout:  # a subclass of OSError
        raise
    except OSError:
        return _acquired_at(run_folder.run_folder() / path.name)


def _acquired_at(path: Path) -> BaseFileLock:
    """Return the lock at a path, acquired; make its folder if it is missing.

    Raises Timeout if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    lock.acquire()
    return lock


@uninterrupted()
def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Replace a file at once: readers, also after a crash, see the old bytes or the new ones.

    Only the user may read a `private` file; otherwise the umask decides. Raises ConflictError
    if the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_part_prefix(path.name))
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if not private:  # mkstemp makes files for the user alone
                part.chmod(0o666 & ~_UMASK)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from None


def refuse_link_out(path: Path, folder: Path) -> None:
    """Raise ConflictError if a link on the way from `folder` to the folder of `path` leads outside.

    `path` itself may be a link: a write replaces it.
    """
    if leads_outside(path.parent, folder):
        message = _("a link in its path leads out of the folder, and nothing is written through it")
        remedy = _("remove the link, or choose another folder with --out")
        raise ConflictError(Problem(Place(str(path)), message, remedy))


def _part_prefix(name: str) -> str:
    """Return the beginning of the name that a file has until it is whole.

    mkstemp adds eight characters. Of a long name the first 200 bytes are used, since file
    systems allow 255.
    """
    return f".{name.encode(errors='surrogateescape')[:200].decode(errors='ignore')}."


def private_folder(path: Path) -> None:
    """Make a folder that only the user may read, or restrict an existing one so.

    Raises ConflictError if the system refuses.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise unwritable(path, error) from None


def sync_folder(folder: Path) -> None:
    """Flush a folder to the disk, so that a rename in it survives a power cut.

    Windows has no such call and needs none.
    """
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
