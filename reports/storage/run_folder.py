"""The folders a run works in: the user's cache, and a private one that ends with the run.

Whatever must not outlive a run (the engine's copies of fonts, the socket of the server
that forks, a cache where the user's own cannot be written) lies in the run's folder. It
lies in the cache, so that even a run that is killed leaves nothing elsewhere; the next
one takes away what a dead one left.
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
from reports.storage.system_errors import reason
from reports.storage.uninterrupted import uninterrupted

PREFIX = "handzettel-run-"
"""How the names of runs' folders begin outside the cache; the process's number follows."""

LONGEST_FOLDER = 84
"""Characters of a run's folder, in which the server that forks has its socket.

A socket's whole name has room for 104 to 108, and 18 come after the folder.
"""

RUNS = "run"
"""The folder in the cache where runs' folders lie."""

ROOM = 64_000_000
"""Bytes that are to be free where a run's folder is made: each of its processes keeps fonts
there, some 1.3 MB for a language, and temporary files."""

STARTING = 60
"""Seconds after which a folder whose lock nobody holds is a dead run's, in any case."""

_TMP = ("TMPDIR", "TEMP", "TMP")


@dataclass
class _State:
    run: Path | None = None
    lock: BaseFileLock | None = None
    lost: Problem | None = None
    usable: Path | None = None
    """The cache that was tried and can be written."""
    spare: tuple[Path, BaseFileLock] | None = None
    """A folder elsewhere, if the run's own lies in the cache that was lost meanwhile."""
    before: dict[str, str | None] | None = None
    """The settings for temporary files as they were before this run's folder took over."""
    tell: Callable[[Problem], None] | None = None
    owner: int = 0
    """The number of the process the folder belongs to; a fork of it is another."""


_state = _State()


def on_loss(tell: Callable[[Problem], None] | None) -> None:
    """Have a function told when the user's cache cannot be used; at most once a run."""
    _state.tell = tell


def user_cache() -> Path:
    """Where the user's cache lies, or would lie."""
    from platformdirs import user_cache_path

    return user_cache_path("handzettel", appauthor=False)


def cache_folder() -> Path:
    """The user's cache; where it cannot be written, a folder that ends with the run."""
    folder = user_cache()
    if _state.lost is None and _state.usable != folder:
        try:
            _try_to_write(folder)
            _state.usable = folder
        except OSError as error:
            lose_cache(error)
    return folder if _state.lost is None else _spare_cache()


def lose_cache(error: OSError | ConflictError) -> None:
    """Do without the user's cache from now on, since the system refused something there."""
    if _state.lost is not None:
        return
    folder = user_cache()
    what = _("nothing can be kept here, so all is made anew each time: {reason}")
    remedy = _("make it writable, make room there, or name another folder with XDG_CACHE_HOME")
    why = reason(error) if isinstance(error, OSError) else error.problems[0].message
    _state.lost = Problem(Place(str(folder)), what.format(reason=why), remedy)
    if _state.tell is not None:
        _state.tell(_state.lost)


def is_cache_lost() -> bool:
    """Whether this run does without the user's cache."""
    return _state.lost is not None


def run_folder() -> Path:
    """The private folder of this run, made at the first call.

    Raises ConflictError where there is no folder at all to make it in.
    """
    if _state.run is None:
        with uninterrupted():
            _state.run, _state.lock = _new_run_folder()
            _state.owner = os.getpid()
        atexit.register(end_run)
    return _state.run


def cache_is_writable() -> bool:
    """Whether the user's cache can be written, without a word about it."""
    try:
        _try_to_write(user_cache())
    except OSError:
        return False
    return True


def use_for_temporary_files() -> None:
    """Put all temporary files of this process and those it starts into the run's folder."""
    if _state.before is None:
        folder = str(run_folder())
        _state.before = {name: os.environ.get(name) for name in _TMP}
        os.environ.update(dict.fromkeys(_TMP, folder))
        tempfile.tempdir = folder


def temporary_folder() -> str:
    """Where temporary files lie now."""
    with uninterrupted():  # it is tried out with a file
        return tempfile.gettempdir()


def end_run() -> None:
    """Remove the run's folder with all that is in it; nothing where there is none."""
    if _state.owner not in (0, os.getpid()):
        return
    folders = [] if _state.run is None else [(_state.run, _state.lock)]
    folders += [] if _state.spare is None else [_state.spare]
    if _state.before is not None:
        _set_environment(_state.before)
        tempfile.tempdir = None
    _state.run = _state.lock = _state.spare = None
    _state.before = _state.lost = _state.usable = None
    for folder, lock in folders:
        _remove(folder, lock)


def dead_runs(base: Path) -> Iterator[tuple[Path, BaseFileLock]]:
    """The folders that dead runs left in a folder, each with its lock, which is then held."""
    try:
        folders = sorted(base.glob(f"{_prefix(base)}[0-9]*-*"))
    except OSError:
        return
    for folder in folders:
        if (lock := _lock_of_dead(folder)) is not None:
            yield folder, lock


def clear_dead_runs(base: Path) -> list[Path]:
    """Remove what dead runs left in a folder; return what was removed."""
    removed = []
    for folder, lock in dead_runs(base):
        _remove(folder, lock)
        removed.append(folder)
    return removed


def is_own_folder(path: Path) -> bool:
    """Whether a path is a folder itself, no link to one, and belongs to this user."""
    try:
        status = path.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISDIR(status.st_mode) and mine


def _prefix(base: Path) -> str:
    """How the names of runs' folders begin in a folder; where all are ours, they are short."""
    return "" if base == user_cache() / RUNS else PREFIX


def _lock_of_dead(folder: Path) -> BaseFileLock | None:
    """The lock of a folder whose run is dead, held; None where it lives, or is not ours."""
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
        lock.release()  # it may be about to take its lock
        return None
    return lock


def _is_alive(number: str) -> bool:
    """Whether there is a process of a number; yes where that cannot be known."""
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
    """A new folder in the cache if there is room, or else where temporary files lie."""
    # a longer name would only cost time: then processes start in another way
    length = LONGEST_FOLDER - len(f"/{os.getpid()}-xxxxxxxx")
    base = user_cache() / RUNS
    is_fit = len(str(base)) <= length and _free(base.parent) >= ROOM
    for is_first in (True, False):
        if is_fit == is_first and _state.lost is None and cache_is_writable():
            with contextlib.suppress(OSError, Timeout):
                return _new_folder(base)
        if is_first:
            with contextlib.suppress(OSError, Timeout):
                return _new_folder(Path(tempfile.gettempdir()))
    what = _("there is no folder for temporary files that can be written")
    remedy = _("make room there, or name another folder with TMPDIR")
    raise ConflictError(Problem(Place(os.environ.get("TMPDIR", "TMPDIR")), what, remedy))


def _spare_cache() -> Path:
    """The folder that stands in for the cache in this run."""
    run = run_folder()
    if run.is_relative_to(user_cache()):
        if _state.spare is None:
            _state.spare = _new_folder(_usual_temporary_folder())
        run = _state.spare[0]
    folder = run / "cache"
    folder.mkdir(exist_ok=True)
    return folder


def _usual_temporary_folder() -> Path:
    """Where temporary files would lie if this run had no folder for them."""
    before = _state.before
    if before is None:
        return Path(tempfile.gettempdir())
    with uninterrupted():
        during = {name: os.environ.pop(name, None) for name in _TMP}
        _set_environment(before)
        tempfile.tempdir = None
        try:
            return Path(tempfile.gettempdir())
        finally:
            _set_environment(during)
            tempfile.tempdir = during["TMPDIR"]


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def _free(folder: Path) -> int:
    """Bytes that are free on a folder's disk, none where that cannot be known."""
    for there in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(there).free
    return 0


def _new_folder(base: Path) -> tuple[Path, BaseFileLock]:
    base.mkdir(parents=True, exist_ok=True)
    clear_dead_runs(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{_prefix(base)}{os.getpid()}-", dir=base))
    lock = FileLock(folder / "lock", timeout=0)
    lock.acquire()
    return folder, lock


def _try_to_write(folder: Path) -> None:
    """Make the folder if need be and write into it. Raises OSError."""
    if not folder.is_absolute():  # no home is known, or the setting is no whole path
        raise FileNotFoundError(2, "no home", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with uninterrupted(), tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")


def _remove(folder: Path, lock: BaseFileLock | None) -> None:
    """Remove a run's folder, also while its last processes are on their way out."""
    if lock is not None and os.name != "posix":  # Windows keeps files that are open
        lock.release()
    for attempt in range(5):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.02 * attempt)
    if lock is not None:
        lock.release(force=True)
