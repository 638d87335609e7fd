"""A set of files in a workspace, changed all together or not at all.

All new files are written beside their targets and read back before the first of them is
put in place. What is to be done stands in a journal by then, so that whoever opens the
workspace after a crash goes through with it, or takes it back.
"""

from __future__ import annotations

import contextlib
import hashlib
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
from reports.storage.system_errors import reason
from reports.storage.system_problems import remedy
from reports.storage.uninterrupted import uninterrupted

if TYPE_CHECKING:
    from filelock import FileLock


_LOCK = "lock"
_GIT = ".gitignore"

WAIT = 30.0
"""Seconds to wait for another run: the longest import holds the lock for about twenty."""


_RETRIES = 5
"""How often a workspace is read again that changed while it was read."""

T = TypeVar("T")


# --- one run at a time --------------------------------------------------------


@contextlib.contextmanager
def writing_into(
    workspace: Path,
    *,
    wait: float | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> Iterator[None]:
    """Hold a workspace, which is made if need be, while its content is changed.

    The lock lies in the workspace: so it is the same for other users, on other machines
    and by other names of the folder. What an earlier run left undone is finished first.
    Raises ConflictError if another run holds it for longer than the seconds to wait.
    """
    workspace = workspace.resolve()
    made = _missing_folders(workspace)
    lock = _held(workspace, WAIT if wait is None else wait, tell)
    try:
        _finish(workspace)
        yield
    except BaseException:
        if made:
            _remove_unused(workspace, made)
        raise
    finally:
        lock.release()


def _missing_folders(folder: Path) -> list[Path]:
    """The folder and those around it that are not there, inner ones first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _held(workspace: Path, wait: float, tell: Callable[[str], None]) -> FileLock:
    from filelock import Timeout  # whoever only reads needs none

    for _attempt in range(_RETRIES):
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
            raise _refused(workspace / FOLDER / _LOCK, error) from None
    raise ConflictError(
        Problem(
            Place(str(workspace)),
            _("another run is writing here"),
            _("wait until it is done, then try again"),
        )
    )


def _lock_file(workspace: Path) -> FileLock:
    from filelock import FileLock

    folder = workspace / FOLDER
    if not folder.is_dir() or folder.is_symlink():
        _refuse_link(workspace, FOLDER)
        workspace.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            # whoever may write into the workspace may hold it
            with contextlib.suppress(OSError):
                folder.chmod(stat.S_IMODE(workspace.stat().st_mode))
                (folder / _GIT).write_bytes(b"*\n")
    mode = stat.S_IMODE(workspace.stat().st_mode) & 0o666
    return FileLock(folder / _LOCK, mode=mode)


def _remove_unused(workspace: Path, made: Sequence[Path]) -> None:
    """Take away the folders that were made for nothing."""
    with contextlib.suppress(OSError):
        if {path.name for path in workspace.iterdir()} != {FOLDER}:
            return
        own = {path.name for path in (workspace / FOLDER).iterdir()}
        if not own <= {_LOCK, _GIT}:
            return
        # who waits for the lock sees that its file is gone, and begins anew
        for name in own:
            (workspace / FOLDER / name).unlink()
        for folder in (workspace / FOLDER, *made):
            folder.rmdir()


# --- changes ------------------------------------------------------------------


def change_files(
    workspace: Path, changes: Sequence[Change], check: Callable[[str, bytes], None]
) -> None:
    """Make all changes or none, while the workspace is held.

    ``check`` gets each new file as it was read back, by its name, and raises a
    HandzettelError for one that the program could not use. Raises ConflictError if a file
    is not any more what it was, a link stands in the way, or the system refuses.
    """
    workspace = workspace.resolve()
    for change in changes:
        _refuse_link(workspace, change.name)
    _refuse_changed(workspace, [_step(change) for change in changes], _("try again"))
    wanted = [change for change in changes if _step(change).after != change.before]
    if not wanted:
        return
    token = secrets.token_hex(8)
    steps = tuple(_step(change) for change in wanted)
    journal = Journal(token, decided=False, folders=_folders(workspace, wanted), steps=steps)
    try:
        try:
            write_journal(workspace, journal)
            for folder in journal.folders:
                (workspace / folder).mkdir(exist_ok=True)
                sync_folder((workspace / folder).parent)
            for index, change in enumerate(wanted):
                if change.data is not None:
                    part = part_of(workspace, journal, index)
                    write_part(part, change.data, workspace / change.name)
                    check(change.name, _read_back(part, change.data))
            for parent in {(workspace / change.name).parent for change in wanted}:
                sync_folder(parent)
            _refuse_changed(workspace, journal.steps, _("try again"))
            write_journal(workspace, replace(journal, decided=True))
        except BaseException:
            _take_back(workspace, journal)
            raise
        with uninterrupted():
            _go_through(workspace, journal)
    except OSError as error:
        raise _refused(workspace, error) from None


def _step(change: Change) -> Step:
    after = None if change.data is None else hashlib.sha256(change.data).hexdigest()
    return Step(change.name, change.before, after)


def _folders(workspace: Path, changes: Sequence[Change]) -> tuple[str, ...]:
    """The folders that are missing, outer ones first."""
    parents = {
        parent.as_posix()
        for change in changes
        if change.data is not None
        for parent in PurePosixPath(change.name).parents
    }
    missing = (name for name in parents if not (workspace / name).exists())
    return tuple(sorted(missing, key=len))


def _read_back(part: Path, data: bytes) -> bytes:
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


def _go_through(workspace: Path, journal: Journal) -> None:
    """Put in place and remove what is not yet, then the journal."""
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


def _take_back(workspace: Path, journal: Journal) -> None:
    """Remove what was written; nothing of it is in place."""
    for index in range(len(journal.steps)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            part_of(workspace, journal, index).unlink()
    for folder in reversed(journal.folders):
        with contextlib.suppress(OSError):  # not there, or something else is in it by now
            (workspace / folder).rmdir()
    remove_journal(workspace)


# --- after a crash --------------------------------------------------------------


def recover(workspace: Path) -> None:
    """Finish or take back what a run that was ended amid its changes has left.

    Waits for a run that is still at it. Raises ConflictError if it cannot be done.
    """
    if (workspace / FOLDER / JOURNAL).exists():
        with writing_into(workspace):
            pass


def read_whole(workspace: Path, read: Callable[[], T]) -> T:
    """What a function reads from a workspace, none of whose files changed meanwhile."""
    for _attempt in range(_RETRIES):
        recover(workspace)
        before = _state(workspace)
        try:
            value = read()
        except HandzettelError:
            if _state(workspace) == before:
                raise
            continue
        if _state(workspace) == before:
            return value
    return read()


def _state(workspace: Path) -> tuple[int, bool]:
    """What is another one after each set of changes."""
    folder = workspace / FOLDER
    try:
        return folder.stat().st_mtime_ns, (folder / JOURNAL).exists()
    except OSError:
        return 0, False


def _finish(workspace: Path) -> None:
    """Finish or take back what the journal has, while the workspace is held."""
    path = workspace / FOLDER / JOURNAL
    try:
        if not path.exists():
            _remove_leftovers(path.parent)
            return
        journal = read_journal(path)
        for step in journal.steps:
            _refuse_link(workspace, step.name)
        if not journal.decided:
            _take_back(workspace, journal)
            _remove_leftovers(path.parent)
            return
        waiting = [
            step
            for index, step in enumerate(journal.steps)
            if step.after is None or part_of(workspace, journal, index).exists()
        ]
        gone = [step for step in waiting if digest(workspace / step.name) is None]
        advice = _("keep a copy of it elsewhere, remove it, and try again")
        _refuse_changed(workspace, [step for step in waiting if step not in gone], advice)
        _go_through(workspace, journal)
        _remove_leftovers(path.parent)
    except OSError as error:
        raise _refused(workspace, error) from None


def _remove_leftovers(folder: Path) -> None:
    """Journals that were not written to their end."""
    for path in folder.glob(".*.part"):
        path.unlink(missing_ok=True)


# --- what stands in the way -------------------------------------------------------


def _refuse_link(workspace: Path, name: str) -> None:
    """Raise ConflictError if a link would lead what is written somewhere else."""
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
    """Raise ConflictError with all files that are not what they were."""
    problems = []
    for step in steps:
        path = workspace / step.name
        if digest(path) not in (step.before, step.after):
            what = _("has changed meanwhile")
            problems.append(Problem(Place(str(path)), what, advice))
    if problems:
        raise ConflictError(problems)


def _refused(path: Path, error: OSError) -> ConflictError:
    return ConflictError(
        Problem(
            Place(str(error.filename or path)),
            _("cannot be written: {reason}").format(reason=reason(error)),
            remedy(error),
        )
    )
