"""Fingerprints of what a result depends on besides its input: program, libraries, workspace.

The program's own files count with their bytes, so that a change in a checkout takes effect at
once; libraries count with their versions. Nothing is imported to find them out.
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

from reports import shipped_folder
from reports.storage.listing import leads_outside
from reports.storage.output_record import RECORD, recorded_files

_RESOURCES = ("templates", "styles", "typefaces")
"""The folders of the program besides its modules."""

_SUFFIXES = {".py", ".mo", ".html", ".css", ".conf", ".xml", ".ttf", ".otf", ".txt", ".json"}
"""The files in them that can change what is printed."""

_SYSTEM = ("libpango*", "libharfbuzz*", "libfontconfig*", "libfreetype*")
"""The libraries of the system that the engine loads."""

_NO_CONTENT = ("handzettel.db", ".handzettel.db", ".handzettel-output.lock", "._", ".DS_Store")
"""How the names of files begin that are never content: ledgers, locks, a Mac's own files."""

LARGE = 1_000_000
"""Bytes from which on a file counts by its size and time, since reading it takes too long."""


@lru_cache
def program() -> str:
    """Return a digest of Python, this program, its libraries and those of the system."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(__file__).parent
    files = [
        *_below(package),
        *(path for name in _RESOURCES for path in _below(shipped_folder(name))),
    ]
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
    """Yield each installed distribution with its version: the names of their dist-info folders."""
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))


def _system_libraries() -> Iterator[str]:
    """Yield the file names of the engine's libraries, which end in their versions."""
    folders = ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"]
    triplet = sysconfig.get_config_var("MULTIARCH")
    if triplet:
        folders.insert(0, f"/usr/lib/{triplet}")
    for folder in folders:
        for pattern in _SYSTEM:
            yield from sorted(path.resolve().name for path in Path(folder).glob(f"{pattern}.so.?"))
            yield from sorted(path.resolve().name for path in Path(folder).glob(f"{pattern}.dylib"))


def workspace(folder: Path) -> str:
    """Return a digest of a workspace's path and of all files in it that can be content.

    The ledger, hidden folders and files that this program made do not count; a picture in an
    output folder does.
    """
    digest = hashlib.sha256(os.fsencode(os.path.realpath(folder)))
    products: set[Path] = set()
    for parent, names in _walk(folder):
        if RECORD in names:
            products |= {parent / RECORD, *recorded_files(parent)}
        for path in (parent / name for name in names):
            if path in products or path.name.startswith(_NO_CONTENT):
                continue
            digest.update(b"\0%b\0" % os.fsencode(path.relative_to(folder)))
            digest.update(_fingerprint(path, folder))
    return digest.hexdigest()


def _fingerprint(path: Path, folder: Path) -> bytes:
    """Return bytes that differ when a file differs; from LARGE bytes on, its size and time.

    Pipes and devices are not opened, and a link out of the folder is not followed.
    """
    try:
        if path.is_symlink() and leads_outside(path, folder):  # content does not follow it either
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
    """Yield the files below a folder, sorted, without hidden files and folders."""
    for parent, names in _walk(folder):
        yield from (parent / name for name in names if not name.startswith("."))


def _walk(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and those below it, sorted, with the names of their files.

    A link to a folder counts as a file: it is not gone into, but it comes and goes.
    """
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        yield Path(parent), sorted([*names, *links])


@lru_cache(maxsize=256)
def file(path: Path) -> str:
    """Return the SHA-256 of a file, which is read once in each process."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
