"""A set of files in a workspace, changed all together or not at all.

All new files are written beside their targets and read back before the first of them is
put in place. What is to be done stands in a journal by then, so that whoever opens the
workspace after a crash goes through with it, or takes it back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from reports.errors import ConflictError, HandzettelError, Place, Problem
from reports.i18n import _
from reports.storage.atomic_write import sync_folder
from reports.storage.system_errors import reason
from reports.storage.system_problems import remedy
from reports.storage.uninterrupted import uninterrupted

if TYPE_CHECKING:
    from filelock import FileLock

FOLDER = ".handzettel-changes"
"""Where the lock and the journal lie in a workspace; hidden, so that it is no content.

Not with the work files, which are for one user alone: all who write there need the lock.
"""

_LOCK = "lock"
_GIT = ".gitignore"
_JOURNAL = "changes.json"

WAIT = 30.0
"""Seconds to wait for another run: the longest import holds the lock for about twenty."""

_MAX_JOURNAL = 4 * 1024 * 1024
"""Bytes: an import of ten thousand motions has one of 2 MB."""

_RETRIES = 5
"""How often a workspace is read again that changed while it was read."""

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What becomes of one file."""

    name: str
    """Its path in the workspace, with slashes."""
    data: bytes | None
    """None removes it."""
    before: str | None
    """The SHA-256 it had when the change was decided; None if there was no file."""


@dataclass(frozen=True)
class _Step:
    """A change as the journal has it."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class _Journal:
    token: str
    """Begins the names of all files that are not in place yet."""
    decided: bool
    """Whether all are written, so that a crash from now on is gone through with."""
    folders: tuple[str, ...]
    """Those that are made for the new files, outer ones first."""
    steps: tuple[_Step, ...]


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None if there is none. Raises ConflictError for a folder."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        what = _("is no file")
        raise ConflictError(Problem(Place(str(path)), what, _("move it elsewhere")))
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


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
    journal = _Journal(token, decided=False, folders=_folders(workspace, wanted), steps=steps)
    try:
        try:
            _write_journal(workspace, journal)
            for folder in journal.folders:
                (workspace / folder).mkdir(exist_ok=True)
                sync_folder((workspace / folder).parent)
            for index, change in enumerate(wanted):
                if change.data is not None:
                    part = _part(workspace, journal, index)
                    _write_part(part, change.data, workspace / change.name)
                    check(change.name, _read_back(part, change.data))
            for parent in {(workspace / change.name).parent for change in wanted}:
                sync_folder(parent)
            _refuse_changed(workspace, journal.steps, _("try again"))
            _write_journal(workspace, replace(journal, decided=True))
        except BaseException:
            _take_back(workspace, journal)
            raise
        with uninterrupted():
            _go_through(workspace, journal)
    except OSError as error:
        raise _refused(workspace, error) from None


def _step(change: Change) -> _Step:
    after = None if change.data is None else hashlib.sha256(change.data).hexdigest()
    return _Step(change.name, change.before, after)


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


def _part(workspace: Path, journal: _Journal, index: int) -> Path:
    """Where a new file waits: beside its target, since it can be renamed only there."""
    target = workspace / journal.steps[index].name
    return target.with_name(f".{journal.token}-{index}.part")


def _write_part(part: Path, data: bytes, target: Path) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(part, flags, 0o666)  # as the user's umask has it
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        error.filename = os.fspath(target)  # what a person knows of
        raise
    with contextlib.suppress(OSError):  # another user's file has no mode of ours
        part.chmod(stat.S_IMODE(target.stat().st_mode))


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


def _write_journal(workspace: Path, journal: _Journal) -> None:
    path = workspace / FOLDER / _JOURNAL
    part = path.with_name(f".{journal.token}.part")
    try:
        _write_part(part, json.dumps(asdict(journal)).encode(), path)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _go_through(workspace: Path, journal: _Journal) -> None:
    """Put in place and remove what is not yet, then the journal."""
    for index, step in enumerate(journal.steps):
        target = workspace / step.name
        if step.after is None:
            target.unlink(missing_ok=True)
        elif (part := _part(workspace, journal, index)).exists():
            part.replace(target)
    for folder in {(workspace / step.name).parent for step in journal.steps}:
        if folder.is_dir():
            sync_folder(folder)
    _remove_journal(workspace)


def _take_back(workspace: Path, journal: _Journal) -> None:
    """Remove what was written; nothing of it is in place."""
    for index in range(len(journal.steps)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            _part(workspace, journal, index).unlink()
    for folder in reversed(journal.folders):
        with contextlib.suppress(OSError):  # not there, or something else is in it by now
            (workspace / folder).rmdir()
    _remove_journal(workspace)


def _remove_journal(workspace: Path) -> None:
    (workspace / FOLDER / _JOURNAL).unlink(missing_ok=True)
    sync_folder(workspace / FOLDER)


# --- after a crash --------------------------------------------------------------


def recover(workspace: Path) -> None:
    """Finish or take back what a run that was ended amid its changes has left.

    Waits for a run that is still at it. Raises ConflictError if it cannot be done.
    """
    if (workspace / FOLDER / _JOURNAL).exists():
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
        return folder.stat().st_mtime_ns, (folder / _JOURNAL).exists()
    except OSError:
        return 0, False


def _finish(workspace: Path) -> None:
    """Finish or take back what the journal has, while the workspace is held."""
    path = workspace / FOLDER / _JOURNAL
    try:
        if not path.exists():
            _remove_leftovers(path.parent)
            return
        journal = _read_journal(path)
        for step in journal.steps:
            _refuse_link(workspace, step.name)
        if not journal.decided:
            _take_back(workspace, journal)
            _remove_leftovers(path.parent)
            return
        waiting = [
            step
            for index, step in enumerate(journal.steps)
            if step.after is None or _part(workspace, journal, index).exists()
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


def _read_journal(path: Path) -> _Journal:
    """The journal; it may come with a workspace from somebody else, so all of it is doubted."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_JOURNAL:
            raise ValueError(path)
        value: Any = json.loads(path.read_bytes())
        journal = _Journal(
            str(value["token"]),
            value["decided"] is True,
            tuple(map(str, value["folders"])),
            tuple(_Step(**step) for step in value["steps"]),
        )
        names = [*journal.folders, *(step.name for step in journal.steps)]
        if not re.fullmatch("[0-9a-f]{16}", journal.token) or not all(map(_is_inside, names)):
            raise ValueError(path)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ConflictError(
            Problem(
                Place(str(path)),
                _("a run was interrupted, and what it left cannot be read"),
                _("compare the workspace with a copy of it, then remove this file"),
            )
        ) from None
    return journal


def _is_inside(name: object) -> bool:
    """Whether a name leads to a place below the folder it is looked up in."""
    if not isinstance(name, str) or not name or "\0" in name or "\\" in name:
        return False
    path = PurePosixPath(name)
    inside = not (path.is_absolute() or ".." in path.parts or ":" in path.parts[0])
    return inside and path.parts[0] != FOLDER


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


def _refuse_changed(workspace: Path, steps: Sequence[_Step], advice: str) -> None:
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
