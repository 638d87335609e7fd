"""Who has which mail: written and synced before anything is sent, so that nobody gets it twice.

A message goes from planned to sending (``claim``), and from there to sent,
refused, unclear or back to planned. What a row says after a crash is what may
have happened: a message is `sending` before its first byte leaves, and marked
as handed over before its last one does.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reports.errors import ConflictError
from reports.i18n import _, ngettext
from reports.mail.ledger_rows import (
    Edition,
    Entry,
    Location,
    Relocation,
    State,
    edition_from,
    encoded_location,
    entry_from,
    location_from,
    time_as_text,
)
from reports.mail.ledger_witness import Noted
from reports.storage.schema import MIGRATIONS
from reports.storage.sqlite import Database, peek

LEDGER = "handzettel.db"

_CHUNK = 500
"""Entries read at once: few enough to be nothing in memory, enough to cost no time."""

_EDITION = "SELECT id, campaign, number, created, forgotten, keyed FROM mail_edition"
_IDENTITY = "SELECT value FROM setting WHERE name = 'identity'"
_ENTRY = (
    "SELECT id, coalesce(address, ''), name, message_id, state, attempts, not_before, answer,"
    " changed FROM mail_message"
)


_OUT = (State.SENDING, State.SENT, State.UNCLEAR)
"""The states of those who have the message, or may have it."""


_CLAIM = "INSERT INTO setting VALUES ('claims', ?) ON CONFLICT (name) DO UPDATE SET value"


class Ledger(Database):
    """The open file. Every change is on the disk when its method returns.

    Every method raises ConflictError where the file cannot be read or written.
    """

    migrations = MIGRATIONS

    # --- editions -----------------------------------------------------------

    def edition(self, campaign: str) -> Edition | None:
        """The latest edition of a campaign."""
        where = "WHERE campaign = ? ORDER BY number DESC LIMIT 1"
        found = self._values(edition_from, self._rows(f"{_EDITION} {where}", campaign))
        return found[0] if found else None

    def editions(self) -> list[Edition]:
        """All editions, by campaign and number."""
        return self._values(edition_from, self._rows(f"{_EDITION} ORDER BY campaign, number"))

    def begin(
        self, campaign: str, digests: Mapping[str, str], at: dt.datetime, *, anew: bool = False
    ) -> Edition:
        """The edition to send: the latest one, or a new one where there is none or `anew`.

        The digests, by name, are of what goes into the messages. Raises
        ConflictError where one changed that somebody has or may have, and where
        the latest edition is forgotten.
        """
        with self._transaction():
            latest = self.edition(campaign)
            if latest is None or anew:
                number = latest.number + 1 if latest else 1
                insert = "INSERT INTO mail_edition (campaign, number, created, keyed)"
                self._run(f"{insert} VALUES (?, ?, ?, 1)", campaign, number, time_as_text(at))
            else:
                self._same_text(latest, digests)
            edition = self.edition(campaign)
            assert edition is not None  # just looked up or made
            for name, digest in digests.items():
                insert = "INSERT OR IGNORE INTO mail_document VALUES (?, ?, ?)"
                self._run(insert, edition.id, name, digest)
        return edition

    def _same_text(self, edition: Edition, digests: Mapping[str, str]) -> None:
        """Drop the digests of an edition that nobody has; compare them otherwise."""
        self._not_forgotten(edition)
        counts = self.counts(edition)
        out = sum(counts[state] for state in _OUT)
        if not out:
            self._run("UPDATE mail_edition SET keyed = 1 WHERE id = ?", edition.id)
            self._run("DELETE FROM mail_document WHERE edition = ?", edition.id)
            return
        rows = self._rows("SELECT name, digest FROM mail_document WHERE edition = ?", edition.id)
        changed = sorted(name for name, old in rows if digests.get(name, old) != old)
        if changed:
            what = ngettext(
                "{names}: changed, but one person already has it or may have it",
                "{names}: changed, but {count} people already have it or may have it",
                out,
            )
            raise self._conflict(
                what.format(names=", ".join(changed), count=out),
                _("restore the old text, or send the new one to everybody with --new-edition"),
            )

    def _not_forgotten(self, edition: Edition) -> None:
        if self._value("SELECT forgotten FROM mail_edition WHERE id = ?", edition.id):
            raise self._conflict(
                _("{campaign}: who has it was forgotten").format(campaign=edition.campaign),
                _("send it to everybody with --new-edition"),
            )

    def plan(
        self, edition: Edition, people: Iterable[tuple[str, str, str]], at: dt.datetime
    ) -> None:
        """Make the planned rows those of the people: (address, name, message id), streamed.

        Removes who is no longer among them, so that nobody is sent to who was
        taken off the list; all that is not planned stays as it is.
        """
        # gathered first: however long the people take, nobody waits for the file
        self._run("DROP TABLE IF EXISTS temp.people")
        self._run("CREATE TEMP TABLE people (address TEXT PRIMARY KEY, name, message_id)")
        for person in people:
            self._run("INSERT OR REPLACE INTO temp.people VALUES (?, ?, ?)", *person)
        with self._transaction():
            self._not_forgotten(edition)
            self._run(
                "DELETE FROM mail_message WHERE edition = ? AND state = 'planned'"
                " AND address NOT IN (SELECT address FROM temp.people)",
                edition.id,
            )
            self._run(
                "INSERT INTO mail_message (edition, address, name, message_id, state, changed)"
                " SELECT ?, address, name, message_id, 'planned', ? FROM temp.people"
                " WHERE true ORDER BY rowid"
                " ON CONFLICT (edition, address) DO UPDATE"
                " SET name = excluded.name, message_id = excluded.message_id"
                " WHERE state = 'planned'",
                edition.id,
                time_as_text(at),
            )
        self._run("DROP TABLE temp.people")
        self.write_through()

    # --- runs ---------------------------------------------------------------

    def take_up(self, edition: Edition, at: dt.datetime) -> tuple[int, int]:
        """Settle what a killed run left in sending: (planned again, unclear).

        Only for who holds the ledger (see `exclusive`): the rows of a run that
        is still alive look the same.
        """
        change = "UPDATE mail_message SET state = ?, changed = ? WHERE edition = ?"
        change += " AND state = 'sending' AND handed_over = ? AND address IS NOT NULL"
        with self._transaction():
            # without its last byte, the final dot of RFC 5321, 4.1.1.4, no server takes a message
            planned = self._run(change, State.PLANNED, time_as_text(at), edition.id, 0)
            unclear = self._run(change, State.UNCLEAR, time_as_text(at), edition.id, 1)
        return planned, unclear

    def again(
        self,
        edition: Edition,
        addresses: Iterable[str],
        at: dt.datetime,
        states: Sequence[State] = (State.UNCLEAR,),
    ) -> int:
        """Plan those again that are in some states; how many these are.

        Who is unclear may have the message; who was refused has not.
        """
        marks = ", ".join("?" * len(states))
        with self._transaction():
            return sum(
                self._run(
                    "UPDATE mail_message SET state = 'planned', not_before = NULL, changed = ?"
                    f" WHERE edition = ? AND address = ? AND state IN ({marks})",
                    time_as_text(at),
                    edition.id,
                    address,
                    *states,
                )
                for address in addresses
            )

    def entries(self, edition: Edition, *states: State) -> Iterator[Entry]:
        """The entries in some states, or all, in the order they were planned.

        Rows may change meanwhile: none comes twice, and none that stays in the
        states is left out. What an entry says may be up to 500 entries old.
        """
        wanted = states or tuple(State)
        marks = ", ".join("?" * len(wanted))
        # the plus keeps SQLite from sorting a whole edition for each chunk
        where = f"WHERE +edition = ? AND id > ? AND state IN ({marks}) ORDER BY id LIMIT {_CHUNK}"
        last = 0
        while chunk := self._rows(f"{_ENTRY} {where}", edition.id, last, *wanted):
            yield from self._values(entry_from, chunk)
            last = chunk[-1][0]

    def entry(self, edition: Edition, address: str) -> Entry | None:
        """The entry of an address."""
        rows = self._rows(f"{_ENTRY} WHERE edition = ? AND address = ?", edition.id, address)
        found = self._values(entry_from, rows)
        return found[0] if found else None

    def claim(self, entry: Entry, at: dt.datetime) -> bool:
        """planned → sending, before the first byte; False where it is planned no longer."""
        with self._transaction():
            changed = self._run(
                "UPDATE mail_message SET state = 'sending', attempts = attempts + 1,"
                " handed_over = 0, not_before = NULL, answer = '', changed = ?"
                " WHERE id = ? AND state = 'planned' AND address IS NOT NULL",
                time_as_text(at),
                entry.id,
            )
            if changed:
                self._run(f"{_CLAIM} = value + 1", 1)
        return changed == 1

    def hand_over(self, entry: Entry, at: dt.datetime) -> None:
        """The message's last byte is about to be written: from now on the server may have it."""
        self._settle(entry, at, State.SENDING, handed_over=1)

    def sent(self, entry: Entry, at: dt.datetime, answer: str) -> None:
        """sending, or unclear if another run has given it up, → sent."""
        self._settle(entry, at, State.SENT, (State.SENDING, State.UNCLEAR), answer=answer)

    def refused(self, entry: Entry, at: dt.datetime, answer: str) -> None:
        """sending → refused for good."""
        self._settle(entry, at, State.REFUSED, answer=answer)

    def unclear(self, entry: Entry, at: dt.datetime, answer: str) -> None:
        """sending → unclear: the server may have the message or not."""
        self._settle(entry, at, State.UNCLEAR, answer=answer)

    def later(
        self, entry: Entry, at: dt.datetime, not_before: dt.datetime | None, answer: str
    ) -> None:
        """sending → planned, not to be tried before a time."""
        due = time_as_text(not_before) if not_before else None
        self._settle(entry, at, State.PLANNED, answer=answer, not_before=due)

    def put_back(self, entry: Entry, at: dt.datetime, answer: str) -> None:
        """sending → planned as if it had not been tried: the answer was about something else."""
        self._settle(entry, at, State.PLANNED, answer=answer, not_before=None)
        # claim has just counted it
        self._run("UPDATE mail_message SET attempts = attempts - 1 WHERE id = ?", entry.id)

    def reopen(self, entry: Entry, at: dt.datetime) -> None:
        """refused → planned, where it turns out that it was not this person who was refused."""
        self._settle(entry, at, State.PLANNED, (State.REFUSED,))

    def _settle(
        self,
        entry: Entry,
        at: dt.datetime,
        state: State,
        before: tuple[State, ...] = (State.SENDING,),
        **values: Any,
    ) -> None:
        """Write the outcome of an attempt, if the row still waits for one."""
        columns = "".join(f", {column} = ?" for column in values)
        changed = self._run(
            f"UPDATE mail_message SET state = ?, changed = ?{columns} WHERE id = ?"
            f" AND state IN ({', '.join('?' * len(before))}) AND address IS NOT NULL",
            *(state, time_as_text(at), *values.values(), entry.id, *before),
        )
        if not changed:
            raise self._conflict(
                _("{address}: another run has changed this entry").format(address=entry.address),
                _("wait until the other run is done, then start again"),
            )

    def counts(self, edition: Edition) -> dict[State, int]:
        """How many are in each state, 0 included."""
        query = "SELECT state, count(*) FROM mail_message WHERE edition = ? GROUP BY state"
        rows = self._rows(query, edition.id)
        found = self._values(lambda row: (State(row[0]), int(row[1])), rows)
        return dict.fromkeys(State, 0) | dict(found)

    def forget(self, before: dt.datetime, at: dt.datetime) -> list[Edition]:
        """Wipe who was in the editions last changed before a time; states and times stay.

        Nothing of it is left in the file or beside it. Raises ConflictError
        where another program keeps it there; calling again finishes the job.
        """
        with self._transaction():
            old = self._rows(
                f"{_EDITION} WHERE forgotten IS NULL AND ? >"
                " (SELECT max(changed) FROM mail_message WHERE edition = mail_edition.id)"
                " ORDER BY campaign, number",
                time_as_text(before),
            )
            for row in old:
                self._run(
                    "UPDATE mail_edition SET forgotten = ? WHERE id = ?", time_as_text(at), row[0]
                )
                self._run(
                    "UPDATE mail_message SET address = NULL, name = '', message_id = '',"
                    " answer = '' WHERE edition = ?",
                    row[0],
                )
        self._run("VACUUM")
        if self._value("PRAGMA wal_checkpoint(TRUNCATE)"):
            raise self._conflict(
                _("another program reads the ledger, so traces are left beside it"),
                _("close it, then do the same again"),
            )
        return self._values(lambda row: edition_from((*row[:4], time_as_text(at), row[5])), old)

    # --- the workspace ------------------------------------------------------

    def secret(self, candidate: bytes) -> bytes:
        """What the unsubscribe tokens are keyed with: the candidate, unless there is one."""
        return self._setting("secret", candidate)

    def confirm_location(self, *, moved: bool) -> Relocation | None:
        """Check that the ledger lies where it did, before anything is sent; note where it lies.

        A copy knows of nothing that is sent from the original, nor the original of what the
        copy sends, so everybody would get everything from both. A file that was renamed has
        kept its numbers in the file system and left nothing behind; anything else has to be
        said with ``moved``. Raises ConflictError where it was not. Returns the relocation, if
        there was one.
        """
        here = Location.of(self._path)
        assert here is not None  # it is open
        identity = self.identity()
        kept = self._setting("location", encoded_location(here))
        (before,) = self._values(location_from, [kept])
        old = Location.of(Path(before.path))
        if before.path == here.path:
            # a drive can have another number after each start, while a file keeps its own
            if before.inode == here.inode:
                return None
            relocation = Relocation(before.path, is_still_there=False)
        elif old is not None and old.is_same_file(here):
            return None  # another way to the same file
        else:
            is_copy = old is not None and peek(Path(before.path), _IDENTITY) == identity
            relocation = Relocation(before.path, is_copy)
            moved = moved or (old is None and before.is_same_file(here))
        if not moved:
            raise self._elsewhere(relocation, same_path=before.path == here.path)
        self._run("UPDATE setting SET value = ? WHERE name = 'location'", encoded_location(here))
        return relocation

    def identity(self) -> bytes:
        """What tells this ledger and its copies from any other."""
        return self._setting("identity", secrets.token_bytes(16))

    def put_back_if_removed(self) -> bool:
        """Put the ledger's file back where somebody has removed it while it was open.

        Raises ConflictError where another file lies in its place.
        """
        if not self.restore_if_removed():
            return False
        with Ledger.open(self._path) as again:  # which is another file to the system
            again.confirm_location(moved=True)
        return True

    def claims(self) -> int:
        """How many messages were begun with this ledger, in all campaigns."""
        rows = self._rows("SELECT value FROM setting WHERE name = 'claims'")
        return self._values(lambda row: int(row[0]), rows or [(0,)])[0]

    def confirm_newest(self, noted: Sequence[Noted], *, moved: bool) -> None:
        """Check that the ledger knows of all that was begun, as it is noted beside it.

        One that was brought back from a backup does not, also if it lies in the same file as
        before; nor does a new one where the old one was lost. Raises ConflictError unless
        ``moved`` says that it is to be sent from all the same.
        """
        identity, claims = self.identity(), self.claims()
        last = max((note.claims for note in noted if note.identity == identity), default=0)
        if not moved:
            if any(note.identity != identity and note.claims for note in noted):
                raise self._conflict(
                    _("this is not the ledger that was last sent from here, which is missing"),
                    _older(),
                )
            if claims < last:
                what = _(
                    "this is an older state of the ledger: it does not know what was sent since"
                )
                raise self._conflict(what, _older())
        if claims < last:
            self._run(f"{_CLAIM} = ?", last, last)

    def _elsewhere(self, relocation: Relocation, *, same_path: bool) -> ConflictError:
        if same_path:
            what = _("this is not the file that was last sent from, but a backup or a copy of it")
            remedy = _(
                "make sure that it knows of all that was sent and that nobody sends from another"
                " one, then add --moved"
            )
        elif relocation.is_still_there:
            what = _(
                "this is a copy of {place}, which is still there: what is sent from one the"
                " other does not know, and people get it twice"
            )
            remedy = _(
                "send from there; or, if nothing is to be sent from there any more, remove that"
                " file and add --moved"
            )
        else:
            what = _("this ledger belongs to {place}, so it may be a copy")
            remedy = _("if nothing is sent from there any more, add --moved")
        return self._conflict(what.format(place=relocation.old), remedy)

    def _setting(self, name: str, otherwise: bytes) -> bytes:
        """A setting's value, which is kept from now on if there was none."""
        self._run("INSERT OR IGNORE INTO setting VALUES (?, ?)", name, otherwise)
        rows = self._rows("SELECT value FROM setting WHERE name = ?", name)
        return self._values(lambda row: memoryview(row[0]).tobytes(), rows or [()])[0]


def _older() -> str:
    return _(
        "bring back the newer one; --moved sends from this one, and some people may get the mail"
        " twice"
    )
