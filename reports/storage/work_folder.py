"""Private folders for a run's work files, in the workspace's hidden folder.

Letters with names and addresses are not made in the system's temporary folder, where a killed
run would leave them for ever. Here the next run removes them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import write_whole
from reports.storage.system_errors import reason

HIDDEN = ".handzettel"
"""The folder in the workspace for what is neither content nor output."""

SECRET = "secret"
"""The file in it with the key of the unsubscribe tokens, until a ledger has the key."""

SECRET_LENGTH = 32
"""Bytes of the key: as many as the SHA-256 has that the tokens are made with."""

_WAIT = 10.0
"""Seconds to wait for another run that makes or removes a folder, which takes milliseconds."""

_GUARD = "lock"
_GIT = ".gitignore"


@contextlib.contextmanager
def work_folder(root: Path, purpose: str) -> Iterator[Path]:
    """Make a private folder in a workspace for the block, and remove it at the end.

    Folders of dead runs with the same purpose are removed first: their locks are free, since a
    lock ends with its process. Raises ConflictError if nothing can be written there.
    """
    hidden = hidden_folder(root)
    name = f"{purpose}-{os.getpid()}-{secrets.token_hex(4)}"
    folder, lock = hidden / name, FileLock(hidden / f"{name}.lock", mode=0o600)
    with _guarded(hidden):
        _remove_dead(hidden, purpose)
        lock.acquire(timeout=0)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def hidden_folder(root: Path) -> Path:
    """Return the workspace's hidden folder, made if missing, which only the user may read.

    Raises ConflictError if it is a link or cannot be made.
    """
    folder = root / HIDDEN
    if folder.is_symlink():  # it could lead to a place that others may read
        raise _unwritable(folder, _("it is a link"))
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise _unwritable(folder, reason(error)) from None
    if not (folder / _GIT).exists():
        write_whole(folder / _GIT, b"*\n", private=True)
    return folder


def read_secret(root: Path) -> bytes | None:
    """Return the workspace's key for unsubscribe tokens, None if there is no valid file."""
    try:
        secret = (root / HIDDEN / SECRET).read_bytes()
    except OSError:
        return None
    return secret if len(secret) == SECRET_LENGTH else None


def ensure_secret(root: Path) -> bytes:
    """Return the workspace's key for unsubscribe tokens; make and store it the first time.

    Raises ConflictError if it cannot be stored.
    """
    hidden = hidden_folder(root)
    with _guarded(hidden):
        secret = read_secret(root)
        if secret is None:
            secret = secrets.token_bytes(SECRET_LENGTH)
            write_whole(hidden / SECRET, secret, private=True)
    return secret


def remove_secret(root: Path) -> None:
    """Remove the key's file, once the ledger has the key and moves with the workspace."""
    (root / HIDDEN / SECRET).unlink(missing_ok=True)


@contextlib.contextmanager
def _guarded(hidden: Path) -> Iterator[None]:
    """Lock the hidden folder, so that no other run makes or removes folders in it meanwhile.

    Raises ConflictError if another run keeps the lock, or the disk has none.
    """
    try:
        lock = FileLock(hidden / _GUARD, timeout=_WAIT, mode=0o600).acquire()
    except Timeout:
        message, remedy = _("another run is writing here"), _("wait until it is done")
        raise ConflictError(Problem(Place(str(hidden)), message, remedy)) from None
    except (OSError, NotImplementedError) as error:  # the latter from filelock without locks
        raise _unwritable(hidden, reason(error)) from None
    with lock:
        yield


def _unwritable(folder: Path, why: str) -> ConflictError:
    """Return the error for a hidden folder that cannot be made or written."""
    return ConflictError(
        Problem(
            Place(str(folder)),
            _("cannot be written: {reason}").format(reason=why),
            _("letters are made there; check the folder's permissions and space"),
        )
    )


def _remove_dead(hidden: Path, purpose: str) -> None:
    """Remove the work folders whose locks are free; call it inside `_guarded`."""
    for path in hidden.glob(f"{purpose}-*"):
        folder = path.with_suffix("")
        lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=0, mode=0o600)
        with contextlib.suppress(Timeout), lock:
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)
