"""Notes beside the ledger of how many messages were begun, to detect a lost or older ledger.

The ledger alone knows who has what. One that was restored from a backup, or lost and begun
anew, would have everybody written to again. So the number of messages ever begun with it is
noted in two more places: in the workspace's hidden folder, and in the user's data folder,
which survives when a cache is emptied or the workspace is replaced.
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
"""Name of the file in the workspace's hidden folder."""

_MAX_BYTES = 1000
"""Bytes read of a file at most; a note has about 60, whatever else lies there is no note."""


@dataclass(frozen=True)
class LedgerNote:
    """How many messages were begun with a ledger, as noted beside it."""

    identity: bytes
    """The ledger's random id."""
    claims: int
    """Number of messages ever begun."""


class LedgerWitness:
    """The two notes about one ledger."""

    def __init__(self, root: Path, data: Path, identity: bytes) -> None:
        """Find the notes of a ledger.

        Args:
            root: the workspace.
            data: the user's data folder.
            identity: the ledger's random id.
        """
        self._root = root
        self._identity = identity
        self._files = (root / HIDDEN / FILE, data / "ledgers" / f"{identity.hex()}.json")

    def read_notes(self) -> list[LedgerNote]:
        """Return the notes that exist; the workspace's may be about another ledger."""
        notes = (_read(path) for path in self._files)
        return [note for note in notes if note is not None]

    def write_notes(self, claims: int) -> None:
        """Note the number of messages begun, in both places.

        A note that cannot be written is left out, since one suffices. Raises ConflictError if the
        workspace's hidden folder cannot be made.
        """
        text = json.dumps({"ledger": self._identity.hex(), "begun": claims})
        hidden_folder(self._root)
        for path in self._files:
            with contextlib.suppress(ConflictError):
                write_whole(path, text.encode(), private=True)


def _read(path: Path) -> LedgerNote | None:
    """Return the note in a file, or None if there is none that can be read."""
    try:
        if not path.is_file():  # reading a pipe would wait for ever
            return None
        with path.open("rb") as file:
            value = json.loads(file.read(_MAX_BYTES))
        return LedgerNote(bytes.fromhex(value["ledger"]), int(value["begun"]))
    except Exception:  # whatever is wrong with the file, it holds no note
        return None
