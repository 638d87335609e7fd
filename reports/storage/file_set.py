"""Change a set of files in a workspace: all of them or none, also if the run is killed.

All new files are written beside their targets and read back before the first of them is put
in place. By then a journal lists the changes, so that the next run that opens the workspace
after a crash completes them, or undoes them if they were not all written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from reports.errors import ConflictError, HandzettelError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import sync_folder
from reports.storage.change_journal import (
    FOLDER,
    JOURNAL,
    Change,
    Journal,
    Step,
    digest,
    part_of,
    read_journal,
    remove_journal,
    write_journal,
    write_part,
)
from reports.storage.deferred_signals import uninterrupted
from reports.storage.system_errors import unwritable

if TYPE_CHECKING:
    from filelock import FileLock


_LOCK = "lock"
_GIT = ".gitignore"

WAIT = 30.0
"""Seconds to wait for another run; the longest import holds the lock for about 20."""

_ATTEMPTS = 5
"""How often a workspace is locked, or read, that another run changes at that moment.

Such a change takes milliseconds, so that a second attempt nearly always succeeds.
"""

T = TypeVar("T")


# --- the lock -------------------------------------------------------------------


@contextlib.contextmanager
def writing_into(
    workspace: Path,
    *,
    wait: float | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> Iterator[None]:
    """Lock a workspace while its content is changed; make the folder if it is missing.

    The lock lies in the workspace, so that it also holds for other users, on other machines and
    under other names of the folder. Changes that a killed run left half done are completed or
    undone first. A folder made here is removed again if the block fails and has written nothing.
    `tell` gets a message before waiting. Raises ConflictError if another run holds the lock for
    more than `wait` seconds (default: WAIT).
    """
    workspace = workspace.resolve()
    missing = _missing_folders(workspace)
    lock = _acquire(workspace, WAIT if wait is None else wait, tell)
    try:
        _finish_changes(workspace)
        yield
    except BaseException:
        if missing:
            _remove_unused(workspace, missing)
        raise
    finally:
        lock.release()


def _missing_folders(folder: Path) -> list[Path]:
    """Return the folder and its parents that do not exist, inner ones first."""
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _acquire(workspace: Path, wait: float, tell: Callable[[str], None]) -> FileLock:
    """Return the workspace's lock, acquired. Raises ConflictError if another run keeps it."""
    from filelock import Timeout  # loaded here, since commands that only read need no lock

    for _attempt in range(_ATTEMPTS):
        try:
            lock = _lock_file(workspace)
            with contextlib.suppress(Timeout):
                lock.acquire(timeout=0)
                return lock
            tell(_("Another run is writing into {folder}; waiting …").format(folder=workspace))
            lock.acquire(timeout=wait)
            return lock
        except FileNotFoundError:
            continue  # the run that made the folder failed, and took it away again
        except Timeout:
            break
        except OSError as error:
            raise _unwritable(workspace / FOLDER / _LOCK, error) from None
    raise ConflictError(
        Problem(
            Place(str(workspace)),
            _("another run is writing here"),
            _("wait until it is done, then try again"),
        )
    )


def _lock_file(workspace: Path) -> FileLock:
    """Return the workspace's lock, not acquired yet; make its folder if it is missing."""
    from filelock import FileLock

    folder = workspace / FOLDER
    if not folder.is_dir() or folder.is_symlink():
        _refuse_link(workspace, FOLDER)
        workspace.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            # everybody who may write into the workspace may lock it
            with contextlib.suppress(OSError):
                folder.chmod(stat.S_IMODE(workspace.stat().st_mode))
                (folder / _GIT).write_bytes(b"*\n")
    # a lock its owner cannot write is no lock; where the folder is read-only, the system says so
    mode = stat.S_IMODE(workspace.stat().st_mode) & 0o666 | stat.S_IRUSR | stat.S_IWUSR
    return FileLock(folder / _LOCK, mode=mode)


def _remove_unused(workspace: Path, new_folders: Sequence[Path]) -> None:
    """Remove the folders that were made for a workspace, unless something was written into it."""
    with contextlib.suppress(OSError):
        if {path.name for path in workspace.iterdir()} != {FOLDER}:
            return
        names = {path.name for path in (workspace / FOLDER).iterdir()}
        if not names <= {_LOCK, _GIT}:
            return
        # a run that waits for the lock sees that its file is missing, and starts again
        for name in names:
            (workspace / FOLDER / name).unlink()
        for folder in (workspace / FOLDER, *new_folders):
            folder.rmdir()


# --- changes ------------------------------------------------------------------


def change_files(
    workspace: Path, changes: Sequence[Change], check: Callable[[str, bytes], None]
) -> None:
    """Make all changes or none; call it inside `writing_into`.

    ``check`` gets the name and the bytes of each new file as it was read back, and raises a
    HandzettelError for a file that the program could not use. Raises ConflictError if a file
    was changed since its change was decided, a link is in the way, or the system refuses.
    """
    workspace = workspace.resolve()
    for change in changes:
        _refuse_link(workspace, change.name)
    _refuse_changed(workspace, [_step(change) for change in changes], _("try again"))
    effective = [change for change in changes if _step(change).after != change.before]
    if not effective:
        return
    token = secrets.token_hex(8)
    steps = tuple(_step(change) for change in effective)
    journal = Journal(token, decided=False, folders=_folders(workspace, effective), steps=steps)
    try:
        try:
            write_journal(workspace, journal)
            for folder in journal.folders:
                (workspace / folder).mkdir(exist_ok=True)
                sync_folder((workspace / folder).parent)
            for index, change in enumerate(effective):
                if change.data is not None:
                    part = part_of(workspace, journal, index)
                    write_part(part, change.data, workspace / change.name)
                    check(change.name, _read_back(part, change.data))
            for parent in {(workspace / change.name).parent for change in effective}:
                sync_folder(parent)
            _refuse_changed(workspace, journal.steps, _("try again"))
            write_journal(workspace, replace(journal, decided=True))
        except BaseException:
            _undo(workspace, journal)
            raise
        with uninterrupted():
            _complete(workspace, journal)
    except OSError as error:
        raise _unwritable(workspace, error) from None


def _step(change: Change) -> Step:
    """Return a change as the journal records it."""
    after = None if change.data is None else hashlib.sha256(change.data).hexdigest()
    return Step(change.name, change.before, after)


def _folders(workspace: Path, changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the folders that the new files need and that do not exist, outer ones first."""
    parents = {
        parent.as_posix()
        for change in changes
        if change.data is not None
        for parent in PurePosixPath(change.name).parents
    }
    missing = (name for name in parents if not (workspace / name).exists())
    return tuple(sorted(missing, key=len))


def _read_back(part: Path, data: bytes) -> bytes:
    """Return the bytes of a file just written. Raises ConflictError if they are not `data`."""
    read = part.read_bytes()
    if read != data:
        raise ConflictError(
            Problem(
                Place(str(part)),
                _("what was written is read back otherwise"),
                _("check the disk"),
            )
        )
    return read


def _complete(workspace: Path, journal: Journal) -> None:
    """Carry out the changes that are still to be made, then remove the journal."""
    for index, step in enumerate(journal.steps):
        target = workspace / step.name
        if step.after is None:
            target.unlink(missing_ok=True)
        elif (part := part_of(workspace, journal, index)).exists():
            part.replace(target)
    for folder in {(workspace / step.name).parent for step in journal.steps}:
        if folder.is_dir():
            sync_folder(folder)
    remove_journal(workspace)


def _undo(workspace: Path, journal: Journal) -> None:
    """Remove the new files, of which none is in place yet, their new folders, and the journal."""
    for index in range(len(journal.steps)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            part_of(workspace, journal, index).unlink()
    for folder in reversed(journal.folders):
        with contextlib.suppress(OSError):  # it was not made, or has other files by now
            (workspace / folder).rmdir()
    remove_journal(workspace)


# --- after a crash --------------------------------------------------------------


def recover(workspace: Path) -> None:
    """Complete or undo the changes of a run that was killed amid them.

    Waits for a run that is still making its changes. Raises ConflictError if the journal
    cannot be read, or a file was changed meanwhile.
    """
    if (workspace / FOLDER / JOURNAL).exists():
        with writing_into(workspace):
            pass


def read_whole(workspace: Path, read: Callable[[], T]) -> T:
    """Call `read` until no set of changes was made while it ran, and return its result.

    Changes that a killed run left half done are finished first. An error of `read` is raised only
    if nothing changed meanwhile. After _ATTEMPTS attempts the result of one more is returned,
    whatever changed.
    """
    for _attempt in range(_ATTEMPTS):
        recover(workspace)
        before = _change_mark(workspace)
        try:
            value = read()
        except HandzettelError:
            if _change_mark(workspace) == before:
                raise
            continue
        if _change_mark(workspace) == before:
            return value
    return read()


def _change_mark(workspace: Path) -> tuple[int, bool]:
    """Return a value that differs after each set of changes.

    It is the time of the journal's folder, and whether a journal lies in it.
    """
    folder = workspace / FOLDER
    try:
        return folder.stat().st_mtime_ns, (folder / JOURNAL).exists()
    except OSError:
        return 0, False


def _finish_changes(workspace: Path) -> None:
    """Complete or undo the changes in the journal, if there is one; the lock is held.

    Raises ConflictError if the journal cannot be read, or a file was changed meanwhile.
    """
    path = workspace / FOLDER / JOURNAL
    try:
        if not path.exists():
            _remove_leftovers(path.parent)
            return
        journal = read_journal(path)
        for step in journal.steps:
            _refuse_link(workspace, step.name)
        if not journal.decided:
            _undo(workspace, journal)
            _remove_leftovers(path.parent)
            return
        waiting = [
            step
            for index, step in enumerate(journal.steps)
            if step.after is None or part_of(workspace, journal, index).exists()
        ]
        present = [step for step in waiting if digest(workspace / step.name) is not None]
        advice = _("keep a copy of it elsewhere, remove it, and try again")
        _refuse_changed(workspace, present, advice)
        _complete(workspace, journal)
        _remove_leftovers(path.parent)
    except OSError as error:
        raise _unwritable(workspace, error) from None


def _remove_leftovers(folder: Path) -> None:
    """Remove journals that were not written to their end."""
    for path in folder.glob(".*.part"):
        path.unlink(missing_ok=True)


# --- obstacles ------------------------------------------------------------------


def _refuse_link(workspace: Path, name: str) -> None:
    """Raise ConflictError if a link is part of the path, so that a write would go elsewhere."""
    parts = PurePosixPath(name).parts
    for end in range(1, len(parts) + 1):
        path = workspace.joinpath(*parts[:end])
        if path.is_symlink():
            raise ConflictError(
                Problem(
                    Place(str(path)),
                    _("is a link, through which nothing is written"),
                    _("put the file or the folder itself in its place"),
                )
            )


def _refuse_changed(workspace: Path, steps: Sequence[Step], advice: str) -> None:
    """Raise ConflictError with all files that are neither as before nor as after their change."""
    message = _("has changed meanwhile")
    problems = []
    for step in steps:
        path = workspace / step.name
        if digest(path) not in (step.before, step.after):
            problems.append(Problem(Place(str(path)), message, advice))
    if problems:
        raise ConflictError(problems)


def _unwritable(path: Path, error: OSError) -> ConflictError:
    """Return the error for the file that the system names, or else for `path`."""
    return unwritable(Path(os.fsdecode(error.filename or path)), error)
