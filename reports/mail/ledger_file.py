"""The ledger's file: its id, its location, and whether it is the newest one.

A ledger that is a copy, or an older state of another, does not know what was sent since.
If it were sent from, everybody would get everything again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from reports.errors import ConflictError
from reports.i18n import _
from reports.mail.ledger_rows import Location, Relocation, encoded_location, location_from
from reports.mail.ledger_witness import LedgerNote
from reports.storage.sqlite import Database, peek

_IDENTITY = "SELECT value FROM setting WHERE name = 'identity'"
_SET_CLAIMS = "INSERT INTO setting VALUES ('claims', ?) ON CONFLICT (name) DO UPDATE SET value"


class LedgerFile(Database):
    """The file of a ledger, open, with the settings in it."""

    def token_secret(self, candidate: bytes) -> bytes:
        """Return the key of the unsubscribe tokens; keep `candidate` if there is none yet."""
        return self._setting("secret", candidate)

    def confirm_location(self, *, moved: bool) -> Relocation | None:
        """Check before sending that this ledger is not a copy, and note its location.

        A copy does not know what is sent from the original, nor the original what the copy
        sends, so everybody would get everything from both. A file that was moved on one
        drive keeps its numbers in the file system and leaves nothing behind, and is
        accepted. Any other change of place the user has to confirm.

        Args:
            moved: whether the user has confirmed that nobody sends from the old place.

        Returns:
            The relocation, or None if the ledger is where it was.

        Raises:
            ConflictError: the ledger may be a copy and `moved` is not set.
        """
        location = Location.of(self._path)
        assert location is not None  # the file is open
        identity = self.identity()
        kept = self._setting("location", encoded_location(location))
        (before,) = self._values(location_from, [kept])
        old = Location.of(Path(before.path))
        if before.path == location.path:
            # a drive can have another number after each start, while a file keeps its own
            if before.inode == location.inode:
                return None
            relocation = Relocation(before.path, is_still_there=False)
        elif old is not None and old.is_same_file(location):
            return None  # another path to the same file
        else:
            is_copy = old is not None and peek(Path(before.path), _IDENTITY) == identity
            relocation = Relocation(before.path, is_copy)
            moved = moved or (old is None and before.is_same_file(location))
        if not moved:
            raise self._relocation_conflict(relocation, same_path=before.path == location.path)
        self._run(
            "UPDATE setting SET value = ? WHERE name = 'location'", encoded_location(location)
        )
        return relocation

    def identity(self) -> bytes:
        """Return the random id that this ledger shares with its copies alone."""
        return self._setting("identity", secrets.token_bytes(16))

    def put_back_if_removed(self) -> bool:
        """Restore the ledger's file if somebody removed it while it was open.

        Returns whether it had been removed. Raises ConflictError if another file is in its place.
        """
        if not self.restore_if_removed():
            return False
        with type(self).open(self._path) as restored:  # to the system another file
            restored.confirm_location(moved=True)
        return True

    def count_claims(self) -> int:
        """Return how many messages were ever begun with this ledger, in all campaigns."""
        rows = self._rows("SELECT value FROM setting WHERE name = 'claims'")
        return self._values(lambda row: int(row[0]), rows or [(0,)])[0]

    def _count_claim(self) -> None:
        """Count one more message as begun."""
        self._run(f"{_SET_CLAIMS} = value + 1", 1)

    def confirm_newest(self, notes: Sequence[LedgerNote], *, moved: bool) -> None:
        """Check that the ledger knows every message that was begun, going by the notes beside it.

        A ledger restored from a backup does not, even in the same file as before; nor does a new
        one after the old one was lost. If the user has confirmed it, its count is raised to the one
        noted.

        Args:
            notes: what ``LedgerWitness`` noted, of this ledger or others.
            moved: whether the user has confirmed to send from this ledger all the same.

        Raises:
            ConflictError: messages were begun that the ledger does not know, and `moved` is
                not set.
        """
        identity, claims = self.identity(), self.count_claims()
        last = max((note.claims for note in notes if note.identity == identity), default=0)
        if not moved:
            if any(note.identity != identity and note.claims for note in notes):
                raise self._conflict(
                    _("this is not the ledger that was last sent from here, which is missing"),
                    _restore_newer(),
                )
            if claims < last:
                message = _(
                    "this is an older state of the ledger: it does not know what was sent since"
                )
                raise self._conflict(message, _restore_newer())
        if claims < last:
            self._run(f"{_SET_CLAIMS} = ?", last, last)

    def _relocation_conflict(self, relocation: Relocation, *, same_path: bool) -> ConflictError:
        """Return the error for a ledger in another place, or another file in the same place."""
        if same_path:
            message = _(
                "this is not the file that was last sent from, but a backup or a copy of it"
            )
            remedy = _(
                "make sure that it knows of all that was sent and that nobody sends from another"
                " one, then add --moved"
            )
        elif relocation.is_still_there:
            message = _(
                "this is a copy of {place}, which is still there: what is sent from one the"
                " other does not know, and people get it twice"
            )
            remedy = _(
                "send from there; or, if nothing is to be sent from there any more, remove that"
                " file and add --moved"
            )
        else:
            message = _("this ledger belongs to {place}, so it may be a copy")
            remedy = _("if nothing is sent from there any more, add --moved")
        return self._conflict(message.format(place=relocation.old), remedy)

    def _setting(self, name: str, default: bytes) -> bytes:
        """Return a setting's value; store `default` as its value if there is none."""
        self._run("INSERT OR IGNORE INTO setting VALUES (?, ?)", name, default)
        rows = self._rows("SELECT value FROM setting WHERE name = ?", name)
        return self._values(lambda row: memoryview(row[0]).tobytes(), rows or [()])[0]


def _restore_newer() -> str:
    """Return the remedy for a ledger that is not the newest one."""
    return _(
        "bring back the newer one; --moved sends from this one, and some people may get the mail"
        " twice"
    )
