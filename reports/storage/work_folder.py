"""Work files of a run: in the workspace's hidden folder, private, and gone afterwards.

Letters with names and addresses do not belong into the system's temporary folder,
where a killed run leaves them for ever. Here the next run finds and removes them.
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
"""The file in it with what unsubscribe tokens are keyed with, until a ledger has it."""

SECRET_LENGTH = 32
"""Bytes, as many as SHA-256 has, which keys the tokens."""

_WAIT = 10.0
"""Seconds to wait for another run that makes or clears a folder, which takes milliseconds."""

_GUARD = "lock"
_GIT = ".gitignore"


@contextlib.contextmanager
def work_folder(root: Path, purpose: str) -> Iterator[Path]:
    """A folder of one's own below a workspace's root, which is removed at the end.

    What runs have left that no longer live is removed before; who lives is seen by the
    lock that it holds, which ends with its process, however that ends. Raises
    ConflictError where nothing can be written there.
    """
    hidden = hidden_folder(root)
    name = f"{purpose}-{os.getpid()}-{secrets.token_hex(4)}"
    folder, lock = hidden / name, FileLock(hidden / f"{name}.lock", mode=0o600)
    with _guarded(hidden):
        _clear(hidden, purpose)
        lock.acquire(timeout=0)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def hidden_folder(root: Path) -> Path:
    """The workspace's hidden folder, made where it is missing, for its owner alone.

    Raises ConflictError where it cannot be made.
    """
    folder = root / HIDDEN
    if folder.is_symlink():  # which could lead to a place that others read
        raise _unwritable(folder, _("it is a link"))
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise _unwritable(folder, reason(error)) from None
    if not (folder / _GIT).exists():
        write_whole(folder / _GIT, b"*\n", private=True)
    return folder


def clear(root: Path, purpose: str) -> None:
    """Remove what runs have left that no longer live."""
    hidden = root / HIDDEN
    if hidden.is_dir() and not hidden.is_symlink():
        with _guarded(hidden):
            _clear(hidden, purpose)


def held_secret(root: Path) -> bytes | None:
    """The workspace's secret, if there is a file with it."""
    try:
        secret = (root / HIDDEN / SECRET).read_bytes()
    except OSError:
        return None
    return secret if len(secret) == SECRET_LENGTH else None


def kept_secret(root: Path) -> bytes:
    """The workspace's secret, which is made and kept in a file the first time."""
    hidden = hidden_folder(root)
    with _guarded(hidden):
        secret = held_secret(root)
        if secret is None:
            secret = secrets.token_bytes(SECRET_LENGTH)
            write_whole(hidden / SECRET, secret, private=True)
    return secret


def drop_secret(root: Path) -> None:
    """Remove the secret's file: the ledger has it now, and goes where the workspace goes."""
    (root / HIDDEN / SECRET).unlink(missing_ok=True)


@contextlib.contextmanager
def _guarded(hidden: Path) -> Iterator[None]:
    """Nobody else makes or clears folders meanwhile."""
    try:
        held = FileLock(hidden / _GUARD, timeout=_WAIT, mode=0o600).acquire()
    except Timeout:
        what, remedy = _("another run is writing here"), _("wait until it is done")
        raise ConflictError(Problem(Place(str(hidden)), what, remedy)) from None
    except (OSError, NotImplementedError) as error:  # the latter where locks are unknown
        raise _unwritable(hidden, reason(error)) from None
    with held:
        yield


def _unwritable(folder: Path, why: str) -> ConflictError:
    return ConflictError(
        Problem(
            Place(str(folder)),
            _("cannot be written: {reason}").format(reason=why),
            _("letters are made there; check the folder's permissions and space"),
        )
    )


def _clear(hidden: Path, purpose: str) -> None:
    """Remove the folders whose locks nobody holds; only while guarded."""
    for path in hidden.glob(f"{purpose}-*"):
        folder = path.with_suffix("")
        lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=0, mode=0o600)
        with contextlib.suppress(Timeout), lock:
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)
