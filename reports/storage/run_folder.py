"""The folders that a run works in: the user's cache, and a private one removed at its end.

Whatever must not outlive a run lies in the run's folder: the engine's copies of fonts, the
socket of the fork server, a cache if the user's own cannot be written. The run's folder lies in
the cache, so that even a killed run leaves nothing elsewhere; the next run removes it.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from reports.errors import ConflictError, Place, Problem
from reports.i18n import _
from reports.storage.deferred_signals import uninterrupted
from reports.storage.system_errors import reason

PREFIX = "handzettel-run-"
"""How the names of runs' folders begin outside the cache; the process number follows."""

LONGEST_FOLDER = 84
"""Characters that the path of a run's folder may have, since the fork server's socket is in it.

The path of a socket may have 104 (macOS) or 108 (Linux) bytes, and 18 follow the folder.
"""

RUNS = "run"
"""The folder in the cache with the runs' folders."""

ROOM = 64_000_000
"""Bytes that must be free where a run's folder is made.

Each of its processes keeps fonts there, some 1.3 MB for a language, and temporary files.
"""

STARTING = 60
"""Seconds after which a folder whose lock is free certainly belongs to a dead run.

A younger one may belong to a run that is about to acquire its lock.
"""

_TMP = ("TMPDIR", "TEMP", "TMP")
"""The environment variables that say where temporary files go."""


@dataclass
class _RunFolders:
    """The folders of this process's run."""

    run: Path | None = None
    lock: BaseFileLock | None = None
    """The lock of the run's folder, held while the run lives."""
    cache_loss: Problem | None = None
    """Why the user's cache is not used any more."""
    usable: Path | None = None
    """The cache, once a file could be written there."""
    spare: tuple[Path, BaseFileLock] | None = None
    """A folder elsewhere with its lock, if the cache with the run's folder was lost."""
    environment: dict[str, str | None] | None = None
    """The variables of _TMP before `use_for_temporary_files` changed them."""
    report_loss: Callable[[Problem], None] | None = None
    owner: int = 0
    """The number of the process that the folders belong to; a fork has another."""


_folders = _RunFolders()


def on_loss(report: Callable[[Problem], None] | None) -> None:
    """Set the function that is called, at most once a run, if the cache cannot be used."""
    _folders.report_loss = report


def user_cache() -> Path:
    """Return where the user's cache lies, or would lie."""
    from platformdirs import user_cache_path

    return user_cache_path("handzettel", appauthor=False)


def cache_folder() -> Path:
    """Return the user's cache, or one in the run's folder if the user's cannot be written.

    Whether it can is tried once; that it cannot is reported (`on_loss`).
    """
    folder = user_cache()
    if _folders.cache_loss is None and _folders.usable != folder:
        try:
            _try_to_write(folder)
            _folders.usable = folder
        except OSError as error:
            lose_cache(error)
    return folder if _folders.cache_loss is None else _spare_cache()


def lose_cache(error: OSError | ConflictError) -> None:
    """Do without the user's cache for the rest of the run, because of an error in writing it.

    The first call reports it to the function set with `on_loss`.
    """
    if _folders.cache_loss is not None:
        return
    folder = user_cache()
    message = _("nothing can be kept here, so all is made anew each time: {reason}")
    remedy = _("make it writable, make room there, or name another folder with XDG_CACHE_HOME")
    why = reason(error) if isinstance(error, OSError) else error.problems[0].message
    _folders.cache_loss = Problem(Place(str(folder)), message.format(reason=why), remedy)
    if _folders.report_loss is not None:
        _folders.report_loss(_folders.cache_loss)


def is_cache_lost() -> bool:
    """Return whether this run does without the user's cache."""
    return _folders.cache_loss is not None


def run_folder() -> Path:
    """Return the private folder of this run, which the first call makes.

    Raises ConflictError if no folder for temporary files can be written.
    """
    if _folders.run is None:
        with uninterrupted():
            _folders.run, _folders.lock = _new_run_folder()
            _folders.owner = os.getpid()
        atexit.register(end_run)
    return _folders.run


def cache_is_writable() -> bool:
    """Return whether the user's cache can be written, without reporting anything."""
    try:
        _try_to_write(user_cache())
    except OSError:
        return False
    return True


def use_for_temporary_files() -> None:
    """Let this process and its children put temporary files into the run's folder."""
    if _folders.environment is None:
        folder = str(run_folder())
        _folders.environment = {name: os.environ.get(name) for name in _TMP}
        os.environ.update(dict.fromkeys(_TMP, folder))
        tempfile.tempdir = folder


def temporary_folder() -> str:
    """Return the folder for temporary files as it is now."""
    with uninterrupted():  # tempfile tries it out with a file of its own
        return tempfile.gettempdir()


def end_run() -> None:
    """Remove the run's folder with all that is in it, and use the usual temporary folder again.

    Does nothing if no folder was made, or in a fork of the process that made it.
    """
    if _folders.owner not in (0, os.getpid()):
        return
    folders = [] if _folders.run is None else [(_folders.run, _folders.lock)]
    folders += [] if _folders.spare is None else [_folders.spare]
    if _folders.environment is not None:
        _set_environment(_folders.environment)
        tempfile.tempdir = None
    _folders.run = _folders.lock = _folders.spare = None
    _folders.environment = _folders.cache_loss = _folders.usable = None
    for folder, lock in folders:
        _remove(folder, lock)


def dead_runs(base: Path) -> Iterator[tuple[Path, BaseFileLock]]:
    """Yield the folders that killed runs left in a folder, each with its lock, now acquired."""
    try:
        folders = sorted(base.glob(f"{_prefix(base)}[0-9]*-*"))
    except OSError:
        return
    for folder in folders:
        if (lock := _lock_of_dead(folder)) is not None:
            yield folder, lock


def clear_dead_runs(base: Path) -> list[Path]:
    """Remove the folders that killed runs left in a folder; return their paths."""
    removed = []
    for folder, lock in dead_runs(base):
        _remove(folder, lock)
        removed.append(folder)
    return removed


def is_own_folder(path: Path) -> bool:
    """Return whether a path is a folder, not a link to one, and belongs to this user."""
    try:
        status = path.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and mine


def _prefix(base: Path) -> str:
    """Return how the names of runs' folders in `base` begin; in the cache they need no prefix."""
    return "" if base == user_cache() / RUNS else PREFIX


def _lock_of_dead(folder: Path) -> BaseFileLock | None:
    """Return the acquired lock of a dead run's folder.

    None if the run lives, may just be starting, or is not ours.
    """
    path = folder / "lock"
    if not is_own_folder(folder) or path.is_symlink() or not path.is_file():
        return None
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):
        return None
    number = folder.name.removeprefix(_prefix(folder.parent)).partition("-")[0]
    if _is_alive(number) and time.time() - folder.lstat().st_mtime < STARTING:
        lock.release()  # the run may be about to acquire it
        return None
    return lock


def _is_alive(number: str) -> bool:
    """Return whether a process of this number exists; True if that cannot be known."""
    if os.name != "posix" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _new_run_folder() -> tuple[Path, BaseFileLock]:
    """Make the run's folder, and return it with its lock, acquired.

    It is made in the cache or with the temporary files, first where it fits better. Raises
    ConflictError if neither can be written.
    """
    # with a longer path processes would have to start without the fork server, which is slower
    length = LONGEST_FOLDER - len(f"/{os.getpid()}-xxxxxxxx")
    base = user_cache() / RUNS
    prefers_cache = len(str(base)) <= length and _free(base.parent) >= ROOM
    for is_first in (True, False):
        if prefers_cache == is_first and _folders.cache_loss is None and cache_is_writable():
            with contextlib.suppress(OSError, Timeout):
                return _new_folder(base)
        if is_first:
            with contextlib.suppress(OSError, Timeout):
                return _new_folder(Path(tempfile.gettempdir()))
    message = _("there is no folder for temporary files that can be written")
    remedy = _("make room there, or name another folder with TMPDIR")
    raise ConflictError(Problem(Place(os.environ.get("TMPDIR", "TMPDIR")), message, remedy))


def _spare_cache() -> Path:
    """Return the folder that replaces the cache in this run, made if need be."""
    run = run_folder()
    if run.is_relative_to(user_cache()):
        if _folders.spare is None:
            _folders.spare = _new_folder(_usual_temporary_folder())
        run = _folders.spare[0]
    folder = run / "cache"
    folder.mkdir(exist_ok=True)
    return folder


def _usual_temporary_folder() -> Path:
    """Return where temporary files would lie without `use_for_temporary_files`."""
    usual = _folders.environment
    if usual is None:
        return Path(tempfile.gettempdir())
    with uninterrupted():
        current = {name: os.environ.pop(name, None) for name in _TMP}
        _set_environment(usual)
        tempfile.tempdir = None
        try:
            return Path(tempfile.gettempdir())
        finally:
            _set_environment(current)
            tempfile.tempdir = current["TMPDIR"]


def _set_environment(values: Mapping[str, str | None]) -> None:
    """Set environment variables, and remove those whose value is None."""
    for name, value in values.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def _free(folder: Path) -> int:
    """Return the bytes that are free on a folder's disk, 0 if that cannot be known."""
    for path in (folder, *folder.parents):  # the folder itself may not exist yet
        with contextlib.suppress(OSError):
            return shutil.disk_usage(path).free
    return 0


def _new_folder(base: Path) -> tuple[Path, BaseFileLock]:
    """Make a run's folder in `base`, and return it with its lock, acquired.

    Folders that killed runs left there are removed first.
    """
    base.mkdir(parents=True, exist_ok=True)
    clear_dead_runs(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{_prefix(base)}{os.getpid()}-", dir=base))
    lock = FileLock(folder / "lock", timeout=0)
    lock.acquire()
    return folder, lock


def _try_to_write(folder: Path) -> None:
    """Make a folder if it is missing, and write a file there. Raises OSError if that fails."""
    if not folder.is_absolute():  # the home folder is unknown, or XDG_CACHE_HOME is relative
        raise FileNotFoundError(2, "no home", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with uninterrupted(), tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")


def _remove(folder: Path, lock: BaseFileLock | None) -> None:
    """Remove a run's folder, retrying while its last processes end."""
    if lock is not None and os.name != "posix":  # Windows does not remove open files
        lock.release()
    for attempt in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.02 * attempt)
    if lock is not None:
        lock.release(force=True)
