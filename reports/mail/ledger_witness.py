"""How much a ledger has begun, noted beside it: a lost or older ledger is seen by that.

The ledger alone knows who has what. One that was brought back from a backup, or that was
lost and begun anew, would have everybody written to again. So the number of messages that
were ever begun with it stands in two more places: in the workspace's hidden folder, and in
the user's folder for data, which stays where a cache is emptied or the workspace replaced.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from reports.errors import ConflictError
from reports.storage.atomic_write import write_whole
from reports.storage.work_folder import HIDDEN, hidden_folder

FILE = "ledger"
"""The file's name in the workspace's hidden folder."""

_MOST = 1000
"""Bytes that are read of a file; 60 are in it."""


@dataclass(frozen=True)
class Noted:
    """What is noted of a ledger."""

    identity: bytes
    claims: int


class Witness:
    """The two places for one ledger."""

    def __init__(self, root: Path, data: Path, identity: bytes) -> None:
        """Of the ledger with an identity in a workspace; ``data`` is the user's data folder."""
        self._root = root
        self._identity = identity
        self._files = (root / HIDDEN / FILE, data / "ledgers" / f"{identity.hex()}.json")

    def noted(self) -> list[Noted]:
        """What is noted in either place; the workspace's note may be of another ledger."""
        found = (_read(path) for path in self._files)
        return [note for note in found if note is not None]

    def note(self, claims: int) -> None:
        """Note a number; one of the places suffices."""
        text = json.dumps({"ledger": self._identity.hex(), "begun": claims})
        hidden_folder(self._root)
        for path in self._files:
            with contextlib.suppress(ConflictError):
                write_whole(path, text.encode(), private=True)


def _read(path: Path) -> Noted | None:
    """A note; None where there is none that can be read."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            value = json.loads(file.read(_MOST))
        return Noted(bytes.fromhex(value["ledger"]), int(value["begun"]))
    except Exception:  # whatever has become of the file, it says nothing
        return None
