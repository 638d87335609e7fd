"""Finished documents kept in the user's cache folder, by all that shapes their bytes.

The folder is bounded: what was not used for longest goes first. Several runs may use
it at once, since an entry comes whole by a rename, is proved by its digest when it is
read, and may vanish at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

from reports.storage.uninterrupted import uninterrupted

SIZE = 500_000_000
"""Bytes that the entries may take together."""


class Store:
    """Bytes by keys, which are hexadecimal digests."""

    def __init__(self, folder: Path, size: int = SIZE) -> None:
        self._folder = folder
        self._size = size
        self._added = 0

    def get(self, key: str) -> tuple[dict[str, int], bytes] | None:
        """The numbers and bytes under a key; None where there are none or they are torn."""
        entry = self._read(key)
        if entry is not None:
            with contextlib.suppress(OSError):
                os.utime(self._path(key))
        return entry

    def is_sound(self, key: str) -> bool:
        """Whether what lies under a key can be read, without counting as a use of it."""
        return self._read(key) is not None

    def _read(self, key: str) -> tuple[dict[str, int], bytes] | None:
        try:
            head, _newline, data = self._path(key).read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("sha256") != _digest(facts, data):
                return None
        except Exception:  # whatever has become of the file, nothing is to be had from it
            return None
        return facts, data

    def put(self, key: str, facts: dict[str, int], data: bytes) -> None:
        """Keep bytes and numbers that go with them; a full disk only means that they are not."""
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
        """Remove what was not used for longest until the rest is within bounds."""
        if not self._added:
            return
        found = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _used, size, _path in found)
        for _used, size, path in sorted(found):
            if total <= self._size:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def _digest(facts: dict[str, int], data: bytes) -> str:
    """What proves bytes and the numbers that go with them."""
    said = json.dumps(facts, sort_keys=True).encode()
    return hashlib.sha256(said + b"\n" + data).hexdigest()
