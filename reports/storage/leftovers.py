"""Find and remove what killed runs and operating systems leave behind.

A path counts as a leftover only if that is certain: it has a name that only this program
gives, and, where a run may still be using it, its lock is free or it is old enough.
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

from reports import shipped_folder
from reports.i18n import _
from reports.storage import run_folder
from reports.storage.work_folder import HIDDEN

AGE = 3600
"""Seconds after which no run is still writing a file; a job may take minutes."""


_SUFFIXES = "pdf|html|yaml|toml|json|csv|eml|docx|ics|txt|md|png|jpg|svg|xlsx|ttf|part|sha256"
_PART = re.compile(rf"\.(.+\.)?({_SUFFIXES})\.[a-z0-9_]{{8}}")
"""The name of a file that is being written; see `atomic_write.write_whole`."""

_WORK = re.compile(r"[a-z]+-[0-9]+-[0-9a-f]{8}")
"""The name of a folder of work files: purpose, process number, eight digits."""

_MAIL = re.compile(r"handzettel-[a-z0-9_]{8}")
"""The name of a folder in which earlier versions made letters."""

_ENGINE = re.compile(r"weasyprint-[a-z0-9_]{8}")
"""The name of a folder in which the engine keeps copies of fonts."""

_APPLE_DOUBLE = b"\x00\x05\x16\x07"
"""How the file begins that a Mac puts beside another one on a foreign disk (RFC 1740)."""

_RUBBISH = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"}
"""Files that macOS and Windows put into folders by themselves."""


@dataclass(frozen=True)
class Leftover:
    """A file or folder that can be removed."""

    path: Path
    description: str
    """What it is, in the user's language."""


def in_workspace(root: Path) -> Iterator[Leftover]:
    """Yield the leftovers in a workspace: of this program and of operating systems."""
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
    """Yield what earlier runs left in the system's folder for temporary files."""
    base = Path(tempfile.gettempdir())
    for path in _entries(base):
        if not run_folder.is_own_folder(path) or _is_young(path):
            continue
        if _MAIL.fullmatch(path.name) and _has_only(path, lambda letter: letter.suffix == ".pdf"):
            yield Leftover(path, _("letters of a run that was killed"))
        if _ENGINE.fullmatch(path.name) and _has_only(path, _is_our_font):
            yield Leftover(path, _("copies of fonts that a run left"))


def in_cache(folder: Path) -> Iterator[Leftover]:
    """Yield the damaged and unfinished files in the user's cache."""
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
    """List the folders of runs that were killed, and hold their locks inside the block."""
    bases = (run_folder.user_cache() / run_folder.RUNS, Path(tempfile.gettempdir()))
    runs = [run for base in dict.fromkeys(bases) for run in run_folder.dead_runs(base)]
    description = _("the folder of a run that was killed")
    try:
        yield [Leftover(folder, description) for folder, _lock in runs]
    finally:
        for _folder, lock in runs:
            lock.release(force=True)


def remove(leftover: Leftover) -> bool:
    """Remove a leftover without following links, a folder with its lock.

    Return whether it no longer exists.
    """
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
    """Return the bytes of all files below a folder."""
    return sum(_file_size(path) for path in _files_below(folder))


def _file_size(path: Path) -> int:
    """Return the bytes of a file, 0 if it has vanished."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _is_part(path: Path) -> bool:
    """Return whether a file was not written to its end, and no run is still writing it."""
    return _PART.fullmatch(path.name) is not None and _is_file(path) and not _is_young(path)


def _is_unheld(folder: Path) -> bool:
    """Return whether no run uses a work folder, by the lock beside it or else by its age."""
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
    """Return whether a file of the cache is an entry that can be read."""
    from reports.storage.cache import Store

    return Store(path.parent.parent).is_sound(path.parent.name + path.name)


def _is_our_font(path: Path) -> bool:
    """Return whether a file is a copy of a font that this program uses."""
    return _digest(path) in _our_fonts()


@lru_cache
def _our_fonts() -> frozenset[str]:
    """Return the digests of all fonts that the engine may have copied for this program."""
    folders = (shipped_folder("typefaces"), run_folder.user_cache() / "fonts")
    return frozenset(_digest(path) for folder in folders for path in _files_below(folder))


def _has_only(folder: Path, is_ours: Callable[[Path], bool]) -> bool:
    """Return whether a folder has files, and only such as `is_ours` accepts, also below it."""
    paths = list(_files_below(folder))
    entries = [path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    return bool(paths) and len(entries) == len(paths) and all(map(is_ours, paths))


def _folders(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield the folders of a workspace that are not hidden, with the names of their files."""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield Path(parent), sorted(names)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the regular files below a folder, without following links."""
    for parent, _subfolders, names in os.walk(folder):
        paths = (Path(parent) / name for name in sorted(names))
        yield from (path for path in paths if _is_file(path))


def _entries(folder: Path) -> list[Path]:
    """Return the paths right in a folder, sorted; none if it cannot be read."""
    try:
        return sorted(folder / entry.name for entry in os.scandir(folder))
    except OSError:
        return []


def _is_file(path: Path) -> bool:
    """Return whether a path is a regular file itself, not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_young(path: Path) -> bool:
    """Return whether a path was changed within AGE, or its age is unknown."""
    try:
        return time.time() - path.lstat().st_mtime < AGE
    except OSError:
        return True


def _starts_with(path: Path, start: bytes) -> bool:
    """Return whether a regular file begins with these bytes; False if it cannot be read."""
    if not _is_file(path):
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
