"""Files written whole or not at all, by one run at a time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.messages import _
from reports.system_errors import reason


@contextlib.contextmanager
def writing_to(out: Path, cache: Path) -> Iterator[None]:
    """Hold an output folder: two runs at once must not write into each other's files.

    Raises ConflictError where another run holds it.
    """
    locks = cache / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    # the lock lies in the cache, so that the folder holds nothing but what was made
    name = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]
    try:
        with FileLock(locks / f"{name}.lock", timeout=0):
            yield
    except Timeout:
        raise ConflictError(
            Problem(
                Place(str(out)),
                _("another run is writing here"),
                _("wait until it is done, or choose another folder with --out"),
            )
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one.

    Raises ConflictError where the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise ConflictError(
            Problem(
                Place(str(path)),
                _("cannot be written: {reason}").format(reason=reason(error)),
                _("close the file elsewhere, or check the folder's permissions and space"),
            )
        ) from None


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
