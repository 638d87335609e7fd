"""The ledger: an SQLite file that records who has which message, so that nobody gets it twice.

Every state is on the disk before the step that it describes. A message goes from planned
to sending (``claim``), and from there to sent, refused, unclear or back to planned. It is
`sending` before its first byte leaves and marked as handed over before its last one does,
so after a crash the row tells what may have happened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reports.i18n import _, ngettext
from reports.mail.ledger_file import LedgerFile
from reports.mail.ledger_rows import (
    Edition,
    LedgerEntry,
    State,
    edition_from,
    entry_from,
    time_as_text,
)
from reports.storage.schema import MIGRATIONS

LEDGER = "handzettel.db"
"""Name of the file in the workspace."""

_CHUNK = 500
"""Entries read per query: few enough that memory does not grow with the list, many enough
that the queries cost little."""

_EDITION = "SELECT id, campaign, number, created, forgotten, keyed FROM mail_edition"
_ENTRY = (
    "SELECT id, coalesce(address, ''), name, message_id, state, attempts, not_before, answer,"
    " changed FROM mail_message"
)


_POSSIBLY_RECEIVED = (State.SENDING, State.SENT, State.UNCLEAR)
"""States of messages that have been received or may have been."""


class Ledger(LedgerFile):
    """The open ledger. Every change is on the disk when its method returns.

    Every method raises ConflictError if the file cannot be read or written. Methods that
    settle an attempt also raise it if the entry no longer waits for an outcome.
    """

    migrations = MIGRATIONS

    # --- editions -----------------------------------------------------------

    def edition(self, campaign: str) -> Edition | None:
        """Return the latest edition of a campaign, or None if it has none."""
        where = "WHERE campaign = ? ORDER BY number DESC LIMIT 1"
        editions = self._values(edition_from, self._rows(f"{_EDITION} {where}", campaign))
        return editions[0] if editions else None

    def editions(self) -> list[Edition]:
        """Return all editions, sorted by campaign and number."""
        return self._values(edition_from, self._rows(f"{_EDITION} ORDER BY campaign, number"))

    def begin_edition(
        self, campaign: str, digests: Mapping[str, str], at: dt.datetime, *, anew: bool = False
    ) -> Edition:
        """Return the edition to send: the latest one, or a new one if there is none or `anew`.

        The digests are kept with it.

        Args:
            campaign: name of the campaign.
            digests: by name, the digests of what the messages are made of.
            at: the time noted for a new edition.
            anew: begin a new edition in any case.

        Raises:
            ConflictError: something has changed since somebody received the latest edition
                or may have received it, or its people have been forgotten.
        """
        with self._transaction():
            latest = self.edition(campaign)
            if latest is None or anew:
                number = latest.number + 1 if latest else 1
                insert = "INSERT INTO mail_edition (campaign, number, created, keyed)"
                self._run(f"{insert} VALUES (?, ?, ?, 1)", campaign, number, time_as_text(at))
            else:
                self._check_unchanged(latest, digests)
            edition = self.edition(campaign)
            assert edition is not None  # just looked up or made
            for name, digest in digests.items():
                insert = "INSERT OR IGNORE INTO mail_document VALUES (?, ?, ?)"
                self._run(insert, edition.id, name, digest)
        return edition

    def _check_unchanged(self, edition: Edition, digests: Mapping[str, str]) -> None:
        """Raise ConflictError if a digest differs from that of an edition somebody may have.

        While nobody has the edition its text may change, and the old digests are dropped.
        """
        self._check_not_forgotten(edition)
        counts = self.count_states(edition)
        receivers = sum(counts[state] for state in _POSSIBLY_RECEIVED)
        if not receivers:
            self._run("UPDATE mail_edition SET keyed = 1 WHERE id = ?", edition.id)
            self._run("DELETE FROM mail_document WHERE edition = ?", edition.id)
            return
        rows = self._rows("SELECT name, digest FROM mail_document WHERE edition = ?", edition.id)
        changed = sorted(name for name, old in rows if digests.get(name, old) != old)
        if changed:
            message = ngettext(
                "{names}: changed, but one person already has it or may have it",
                "{names}: changed, but {count} people already have it or may have it",
                receivers,
            )
            raise self._conflict(
                message.format(names=", ".join(changed), count=receivers),
                _("restore the old text, or send the new one to everybody with --new-edition"),
            )

    def _check_not_forgotten(self, edition: Edition) -> None:
        """Raise ConflictError if the names and addresses of an edition have been wiped."""
        if self._value("SELECT forgotten FROM mail_edition WHERE id = ?", edition.id):
            raise self._conflict(
                _("{campaign}: the names of the people who have it were wiped").format(
                    campaign=edition.campaign
                ),
                _("send it to everybody with --new-edition"),
            )

    def plan(
        self, edition: Edition, people: Iterable[tuple[str, str, str]], at: dt.datetime
    ) -> None:
        """Replace the planned entries of an edition by those of `people`.

        People who are no longer on the list are removed, so that they get nothing. Entries
        in any other state stay as they are.

        Args:
            edition: the edition to plan.
            people: address, name and message id of each person; read one by one.
            at: the time noted for new entries.
        """
        # into a table of its own first: a slow list must not hold the file's write lock
        self._run("DROP TABLE IF EXISTS temp.people")
        self._run("CREATE TEMP TABLE people (address TEXT PRIMARY KEY, name, message_id)")
        for person in people:
            self._run("INSERT OR REPLACE INTO temp.people VALUES (?, ?, ?)", *person)
        with self._transaction():
            self._check_not_forgotten(edition)
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

    def settle_interrupted(self, edition: Edition, at: dt.datetime) -> tuple[int, int]:
        """Settle the entries that a killed run left as sending.

        Those that were not handed over are planned again, the others become unclear. The
        caller must hold the ledger exclusively (``storage.sqlite.exclusive``), since the
        entries of a run that is still alive look the same.

        Returns:
            The number of entries planned again, and of those that are unclear.
        """
        change = "UPDATE mail_message SET state = ?, changed = ? WHERE edition = ?"
        change += " AND state = 'sending' AND handed_over = ? AND address IS NOT NULL"
        with self._transaction():
            # without its last byte, the final dot of RFC 5321, 4.1.1.4, no server takes a message
            planned = self._run(change, State.PLANNED, time_as_text(at), edition.id, 0)
            unclear = self._run(change, State.UNCLEAR, time_as_text(at), edition.id, 1)
        return planned, unclear

    def plan_again(
        self,
        edition: Edition,
        addresses: Iterable[str],
        at: dt.datetime,
        states: Sequence[State] = (State.UNCLEAR,),
    ) -> int:
        """Plan people again whose entries are in one of `states`; return how many these are.

        People whose message is unclear may have got it; people who were refused have not.
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

    def entries(self, edition: Edition, *states: State) -> Iterator[LedgerEntry]:
        """Yield the entries in any of `states` (by default all), in the order of planning.

        Entries may change during the iteration: none is yielded twice, and none that
        stays in the states is missed. Since 500 are read at a time, an entry's values may
        be as old as the first of its 500.
        """
        selected = states or tuple(State)
        marks = ", ".join("?" * len(selected))
        # the plus keeps SQLite from sorting a whole edition for each chunk
        where = f"WHERE +edition = ? AND id > ? AND state IN ({marks}) ORDER BY id LIMIT {_CHUNK}"
        last = 0
        while chunk := self._rows(f"{_ENTRY} {where}", edition.id, last, *selected):
            yield from self._values(entry_from, chunk)
            last = chunk[-1][0]

    def entry(self, edition: Edition, address: str) -> LedgerEntry | None:
        """Return the entry of an address, or None if the edition has none."""
        rows = self._rows(f"{_ENTRY} WHERE edition = ? AND address = ?", edition.id, address)
        entries = self._values(entry_from, rows)
        return entries[0] if entries else None

    def claim(self, entry: LedgerEntry, at: dt.datetime) -> bool:
        """Change an entry from planned to sending, before the first byte is sent.

        Returns False if the entry is no longer planned, for example because another run has it.
        """
        with self._transaction():
            changed = self._run(
                "UPDATE mail_message SET state = 'sending', attempts = attempts + 1,"
                " handed_over = 0, not_before = NULL, answer = '', changed = ?"
                " WHERE id = ? AND state = 'planned' AND address IS NOT NULL",
                time_as_text(at),
                entry.id,
            )
            if changed:
                self._count_claim()
        return changed == 1

    def mark_handed_over(self, entry: LedgerEntry, at: dt.datetime) -> None:
        """Note that the last byte is about to be sent: from now on the server may have it."""
        self._settle(entry, at, State.SENDING, handed_over=1)

    def mark_sent(self, entry: LedgerEntry, at: dt.datetime, answer: str) -> None:
        """Change an entry to sent, from sending, or from unclear if another run gave it up."""
        self._settle(entry, at, State.SENT, (State.SENDING, State.UNCLEAR), answer=answer)

    def mark_refused(self, entry: LedgerEntry, at: dt.datetime, answer: str) -> None:
        """Change an entry from sending to refused: no later run tries again by itself."""
        self._settle(entry, at, State.REFUSED, answer=answer)

    def mark_unclear(self, entry: LedgerEntry, at: dt.datetime, answer: str) -> None:
        """Change an entry from sending to unclear: nobody knows whether the server has it."""
        self._settle(entry, at, State.UNCLEAR, answer=answer)

    def defer(
        self, entry: LedgerEntry, at: dt.datetime, not_before: dt.datetime | None, answer: str
    ) -> None:
        """Change an entry from sending back to planned, not to be tried before a time.

        With None it may be tried at once.
        """
        due = time_as_text(not_before) if not_before else None
        self._settle(entry, at, State.PLANNED, answer=answer, not_before=due)

    def put_back(self, entry: LedgerEntry, at: dt.datetime, answer: str) -> None:
        """Change an entry from sending back to planned without counting the attempt.

        For answers that are not about this person, such as a daily limit.
        """
        self._settle(entry, at, State.PLANNED, answer=answer, not_before=None)
        # claim has just counted it
        self._run("UPDATE mail_message SET attempts = attempts - 1 WHERE id = ?", entry.id)

    def reopen(self, entry: LedgerEntry, at: dt.datetime) -> None:
        """Change an entry from refused back to planned: the refusal was not about this person."""
        self._settle(entry, at, State.PLANNED, (State.REFUSED,))

    def _settle(
        self,
        entry: LedgerEntry,
        at: dt.datetime,
        state: State,
        before: tuple[State, ...] = (State.SENDING,),
        **values: Any,
    ) -> None:
        """Write the outcome of an attempt.

        Raises ConflictError unless the entry is in one of the states `before`.
        """
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

    def count_states(self, edition: Edition) -> dict[State, int]:
        """Count the entries of an edition in each state, including states with none."""
        query = "SELECT state, count(*) FROM mail_message WHERE edition = ? GROUP BY state"
        rows = self._rows(query, edition.id)
        counts = self._values(lambda row: (State(row[0]), int(row[1])), rows)
        return dict.fromkeys(State, 0) | dict(counts)

    def forget(self, before: dt.datetime, at: dt.datetime) -> list[Edition]:
        """Wipe names, addresses and answers of editions last changed before a time.

        States and times stay, for the counts. Nothing of what is wiped is left in the file
        or in SQLite's log beside it. Raises ConflictError if another program keeps the log;
        calling again then finishes the job.

        Returns:
            The editions that were wiped.
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
                _(
                    "another program has the ledger open, so wiped names are left in a file"
                    " beside it"
                ),
                _("close it, then run the same command again"),
            )
        return self._values(lambda row: edition_from((*row[:4], time_as_text(at), row[5])), old)
