"""Files written whole or not at all, by one run at a time."""

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
from reports.storage.listing import leads_outside
from reports.storage.system_errors import reason
from reports.storage.system_problems import remedy
from reports.storage.uninterrupted import uninterrupted

_UMASK = os.umask(0o077)
os.umask(_UMASK)  # there is no way to read it but to set it


@contextlib.contextmanager
def writing_to(out: Path, cache: Path) -> Iterator[None]:
    """Hold an output folder: two runs at once must not write into each other's files.

    Raises ConflictError where another run holds it.
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
    """The error for a folder that another run writes into."""
    what = _("another run is writing here")
    remedy = _("wait until it is done, or choose another folder with --out")
    return ConflictError(Problem(Place(str(out)), what, remedy))


def _acquired(path: Path) -> BaseFileLock:
    """A lock that is held; a disk that takes none must not keep anybody from working."""
    try:
        return _acquired_at(path)
    except Timeout:  # which is an error of the system, too
        raise
    except OSError:
        return _acquired_at(run_folder.run_folder() / path.name)


def _acquired_at(path: Path) -> BaseFileLock:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    lock.acquire()
    return lock


@uninterrupted()
def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one.

    What is private is for the user alone; of anything else the umask decides. Raises
    ConflictError where the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=part_prefix(path.name))
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if not private:  # so it was made
                part.chmod(0o666 & ~_UMASK)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from None


def refuse_link_out(path: Path, folder: Path) -> None:
    """Raise ConflictError where a link in a folder would lead what is written out of it."""
    if leads_outside(path.parent, folder):
        what = _("a link in its path leads out of the folder, and nothing is written through it")
        remedy = _("remove the link, or choose another folder with --out")
        raise ConflictError(Problem(Place(str(path)), what, remedy))


def unwritable(path: Path, error: OSError) -> ConflictError:
    """The error for a file or folder that the system does not let us write."""
    what = _("cannot be written: {reason}").format(reason=reason(error))
    return ConflictError(Problem(Place(str(path)), what, remedy(error)))


def part_prefix(name: str) -> str:
    """How the name of a file begins that is not written to its end; eight signs follow.

    The beginning of a long name has to do, since a name has room for 255 bytes.
    """
    return f".{name.encode(errors='surrogateescape')[:200].decode(errors='ignore')}."


def private_folder(path: Path) -> None:
    """Make a folder for the user alone, or one that is there already.

    Raises ConflictError where the system refuses.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise unwritable(path, error) from None


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
