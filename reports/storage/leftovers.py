"""What runs that were killed, and systems by themselves, leave behind: found, and removed.

Nothing is called a leftover that is not surely one: a name that only this program gives, and
where something may still be at work a lock that nobody holds, or an age.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from reports import room
from reports.i18n import _
from reports.storage import run_folder

AGE = 3600
"""Seconds after which nobody is still writing a file; the longest job may take minutes."""

HIDDEN = ".handzettel"
"""The folder in a workspace for what is neither content nor output."""

_WRITTEN = "pdf|html|yaml|toml|json|csv|eml|docx|ics|txt|md|png|jpg|svg|xlsx|ttf|part|sha256"
_PART = re.compile(rf"\.(.+\.)?({_WRITTEN})\.[a-z0-9_]{{8}}")
"""A file that was not written to its end."""

_WORK = re.compile(r"[a-z]+-[0-9]+-[0-9a-f]{8}")
"""A folder for work files: its purpose, the number of its process, eight digits."""

_MAIL = re.compile(r"handzettel-[a-z0-9_]{8}")
"""A folder in which earlier versions made letters."""

_ENGINE = re.compile(r"weasyprint-[a-z0-9_]{8}")
"""A folder in which the engine keeps copies of fonts."""

_APPLE_DOUBLE = b"\x00\x05\x16\x07"

_RUBBISH = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Leftover:
    """Something that may go."""

    path: Path
    what: str


def in_workspace(root: Path) -> Iterator[Leftover]:
    """What lies in a workspace and is of no use to anybody."""
    for folder, names in _folders(root):
        for name in names:
            path = folder / name
            if _is_part(path):
                yield Leftover(path, _("a file that was not written to its end"))
            elif name.casefold() in _RUBBISH and _is_file(path):
                yield Leftover(path, _("what a system keeps for itself"))
            elif name.startswith("._") and _starts_with(path, _APPLE_DOUBLE):
                yield Leftover(path, _("what a Mac keeps beside a file"))
    hidden = root / HIDDEN
    if run_folder.is_own_folder(hidden):
        for path in _entries(hidden):
            if _WORK.fullmatch(path.name) and run_folder.is_own_folder(path) and _is_unheld(path):
                yield Leftover(path, _("work files of a run that was killed"))


def in_temporary_folder() -> Iterator[Leftover]:
    """What earlier runs left where the system keeps temporary files."""
    base = Path(tempfile.gettempdir())
    for path in _entries(base):
        if not run_folder.is_own_folder(path) or _is_young(path):
            continue
        if _MAIL.fullmatch(path.name) and _has_only(path, lambda letter: letter.suffix == ".pdf"):
            yield Leftover(path, _("letters of a run that was killed"))
        if _ENGINE.fullmatch(path.name) and _has_only(path, _is_our_font):
            yield Leftover(path, _("copies of fonts that a run left"))


def in_cache(folder: Path) -> Iterator[Leftover]:
    """What lies in the cache and is not read any more."""
    for path in _files_below(folder / "store"):
        if re.fullmatch(r"tmp[a-z0-9_]{8}", path.name):
            if not _is_young(path):
                yield Leftover(path, _("a file that was not written to its end"))
        elif not _is_sound_entry(path):
            yield Leftover(path, _("damaged, so it is made anew"))
    for path in _files_below(folder / "fonts"):
        if _is_part(path) or (path.suffix == ".part" and not _is_young(path)):
            yield Leftover(path, _("a file that was not written to its end"))


@contextmanager
def dead_runs() -> Iterator[list[Leftover]]:
    """The folders of runs that were killed, kept from others while they are looked at."""
    bases = (run_folder.user_cache() / run_folder.RUNS, Path(tempfile.gettempdir()))
    held = [pair for base in dict.fromkeys(bases) for pair in run_folder.dead_runs(base)]
    what = _("the folder of a run that was killed")
    try:
        yield [Leftover(folder, what) for folder, _lock in held]
    finally:
        for _folder, lock in held:
            lock.release(force=True)


def remove(leftover: Leftover) -> bool:
    """Remove a leftover, and nothing that a link leads to; return whether it is gone."""
    path = leftover.path
    if run_folder.is_own_folder(path):
        shutil.rmtree(path, ignore_errors=True)
        path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
    elif _is_file(path):
        try:
            path.unlink()
        except OSError:
            return False
    return not os.path.lexists(path)


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(_status_size(path) for path in _files_below(folder))


def _status_size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _is_part(path: Path) -> bool:
    return _PART.fullmatch(path.name) is not None and _is_file(path) and not _is_young(path)


def _is_unheld(folder: Path) -> bool:
    """Whether no run holds a work folder, by the lock beside it or else by its age."""
    path = folder.with_name(f"{folder.name}.lock")
    if path.is_symlink() or not path.is_file():
        return not _is_young(folder)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):
        return False
    lock.release(force=True)
    return True


def _is_sound_entry(path: Path) -> bool:
    from reports.storage.cache import Store

    return Store(path.parent.parent).is_sound(path.parent.name + path.name)


def _is_our_font(path: Path) -> bool:
    return _digest(path) in _our_fonts()


@lru_cache
def _our_fonts() -> frozenset[str]:
    """The digests of all fonts that the engine may have copied for us."""
    folders = (room("typefaces"), run_folder.user_cache() / "fonts")
    return frozenset(_digest(path) for folder in folders for path in _files_below(folder))


def _has_only(folder: Path, is_ours: Callable[[Path], bool]) -> bool:
    """Whether a folder has files, all of them of one kind, and no folders but of such files."""
    paths = list(_files_below(folder))
    entries = [path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    return bool(paths) and len(entries) == len(paths) and all(map(is_ours, paths))


def _folders(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """The folders of a workspace with the names in them; no link is followed."""
    for where, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(where), sorted(names)


def _files_below(folder: Path) -> Iterator[Path]:
    for where, _folders_there, names in os.walk(folder):
        paths = (Path(where) / name for name in sorted(names))
        yield from (path for path in paths if _is_file(path))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder / entry.name for entry in os.scandir(folder))
    except OSError:
        return []


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_young(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime < AGE
    except OSError:
        return True


def _starts_with(path: Path, start: bytes) -> bool:
    if not _is_file(path):
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
