"""A cache of finished documents on the disk, by a digest of all that shapes their bytes.

The folder is bounded: entries that were not used for longest are removed first. Several runs
may use it at once, since an entry is put in place whole by a rename, is checked against its
own digest when it is read, and may vanish at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

from reports.storage.deferred_signals import uninterrupted

SIZE = 500_000_000
"""Bytes that the entries may take together."""


class Store:
    """Entries of bytes and a few numbers, by hexadecimal digests as keys."""

    def __init__(self, folder: Path, size: int = SIZE) -> None:
        """Use `folder`, which need not exist yet, and let entries take up to `size` bytes."""
        self._folder = folder
        self._size = size
        self._added = 0

    def get(self, key: str) -> tuple[dict[str, int], bytes] | None:
        """Return the numbers and bytes of an entry, None if it is missing or damaged."""
        entry = self._read(key)
        if entry is not None:
            with contextlib.suppress(OSError):
                os.utime(self._path(key))
        return entry

    def is_sound(self, key: str) -> bool:
        """Return whether an entry can be read, without counting this as a use of it."""
        return self._read(key) is not None

    def _read(self, key: str) -> tuple[dict[str, int], bytes] | None:
        """Return the numbers and bytes of an entry, None if it is missing or damaged."""
        try:
            head, _newline, data = self._path(key).read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("sha256") != _digest(facts, data):
                return None
        except Exception:  # a damaged file fails in any way, and counts as missing
            return None
        return facts, data

    def put(self, key: str, facts: dict[str, int], data: bytes) -> None:
        """Store bytes with numbers about them; if the system refuses, nothing is stored."""
        head = json.dumps({**facts, "sha256": _digest(facts, data)}).encode()
        path = self._path(key)
        with contextlib.suppress(OSError), uninterrupted():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
                try:
                    part.write(head + b"\n" + data)
                    part.close()
                    Path(part.name).replace(path)
                except BaseException:
                    Path(part.name).unlink(missing_ok=True)
                    raise
        self._added += len(data)

    def trim(self) -> None:
        """Remove the entries that were not used for longest until the rest fits `size`.

        Does nothing where this object has stored nothing.
        """
        if not self._added:
            return
        entries = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                entries.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _used, size, _path in entries)
        for _used, size, path in sorted(entries):
            if total <= self._size:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, key: str) -> Path:
        """Return the file of an entry; the key's first two digits are its folder."""
        return self._folder / key[:2] / key[2:]


def _digest(facts: dict[str, int], data: bytes) -> str:
    """Return the SHA-256 of an entry's numbers and bytes."""
    head = json.dumps(facts, sort_keys=True).encode()
    return hashlib.sha256(head + b"\n" + data).hexdigest()
