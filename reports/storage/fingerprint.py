"""What a result hangs on besides the values it is made from, as digests.

The program's own files count with their bytes, so that a change in a checkout shows at
once; libraries with their versions. Nothing here loads any of them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from reports import room
from reports.storage.listing import leads_outside
from reports.storage.output_record import RECORD, recorded

_PROGRAM = ("templates", "styles", "typefaces")
_SUFFIXES = {".py", ".mo", ".html", ".css", ".conf", ".xml", ".ttf", ".otf", ".txt", ".json"}
_SYSTEM = ("libpango*", "libharfbuzz*", "libfontconfig*", "libfreetype*")
"""The libraries of the system that the engine loads."""

_NO_CONTENT = ("handzettel.db", ".handzettel.db", ".handzettel-output.lock", "._", ".DS_Store")
"""How the names of files begin that no content comes from: ledgers, and a Mac's own."""

LARGE = 1_000_000
"""Bytes from which on a file is not read to see whether it changed."""


@lru_cache
def program() -> str:
    """A digest of this program, its libraries and those of the system."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(__file__).parent
    files = [*_below(package), *(path for name in _PROGRAM for path in _below(room(name)))]
    if (alone := package.parent / "cli.py").exists():  # in a checkout it lies beside the package
        files.append(alone)
    for path in files:
        if path.suffix in _SUFFIXES:
            digest.update(f"\0{path.name}\0".encode())
            digest.update(path.read_bytes())
    for word in (*_libraries(), *_system_libraries()):
        digest.update(f"\0{word}".encode())
    return digest.hexdigest()


def _libraries() -> Iterator[str]:
    """Every installed distribution with its version, as the names of their folders say it."""
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))


def _system_libraries() -> Iterator[str]:
    """The files that the names of the engine's libraries lead to, which end in versions."""
    folders = ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"]
    triplet = sysconfig.get_config_var("MULTIARCH")
    if triplet:
        folders.insert(0, f"/usr/lib/{triplet}")
    for folder in folders:
        for pattern in _SYSTEM:
            yield from sorted(path.resolve().name for path in Path(folder).glob(f"{pattern}.so.?"))
            yield from sorted(path.resolve().name for path in Path(folder).glob(f"{pattern}.dylib"))


def workspace(folder: Path) -> str:
    """A digest of all files in a workspace that content can come from.

    The ledger, hidden folders and what was made there do not count, but a picture that
    lies in an output folder does; a large file counts by its size and time.
    """
    digest = hashlib.sha256(os.fsencode(os.path.realpath(folder)))
    made: set[Path] = set()
    for where, names in _walk(folder):
        if RECORD in names:
            made |= {where / RECORD, *recorded(where)}
        for path in (where / name for name in names):
            if path in made or path.name.startswith(_NO_CONTENT):
                continue
            digest.update(b"\0%b\0" % os.fsencode(path.relative_to(folder)))
            digest.update(_state(path, folder))
    return digest.hexdigest()


def _state(path: Path, folder: Path) -> bytes:
    """What a file in a workspace is like now; whatever it is, nothing waits for it."""
    try:
        if path.is_symlink() and leads_outside(path, folder):  # it is not read either
            return b"link %b" % os.fsencode(path.readlink())
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return b"mode %d" % status.st_mode
        if status.st_size > LARGE:
            return b"%d\0%d" % (status.st_size, status.st_mtime_ns)
        return b"%d\0%b" % (status.st_size, path.read_bytes())
    except OSError as error:
        return b"error %d" % (error.errno or 0)


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order, without hidden ones and hidden folders."""
    for where, names in _walk(folder):
        yield from (where / name for name in names if not name.startswith("."))


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """The folders below a folder with the names of their files, in order."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        yield Path(where), sorted(names)


@lru_cache(maxsize=256)
def file(path: Path) -> str:
    """The digest of a file's bytes, read once a process."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
