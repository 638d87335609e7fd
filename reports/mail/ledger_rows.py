"""The ledger's records: editions, entries and their states, and its location."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self


class State(StrEnum):
    """State of one person's message."""

    PLANNED = "planned"
    """To be sent; the server does not have it."""
    SENDING = "sending"
    """An attempt has begun and its outcome is not recorded yet."""
    SENT = "sent"
    """The server has accepted it."""
    REFUSED = "refused"
    """The server will not accept it for this person."""
    UNCLEAR = "unclear"
    """The connection broke after the last byte: the server may have it or not."""


@dataclass(frozen=True)
class Edition:
    """One text of a campaign, which each person gets once."""

    id: int
    campaign: str
    number: int
    """From 1, in each campaign."""
    created: dt.datetime
    forgotten: dt.datetime | None
    """When names and addresses were wiped."""
    keyed: bool = True
    """Whether its unsubscribe tokens are keyed with the ledger's secret. Editions begun by the
    first version of the program have plain tokens."""


@dataclass(frozen=True)
class Location:
    """Location of a ledger: its path, and the file system's numbers of the file."""

    path: str
    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """Return the location of the file at `path`, links followed, or None if there is none."""
        try:
            real = path.resolve()
            stat = real.stat()
        except (OSError, ValueError):  # the latter for what cannot be a path
            return None
        return cls(str(real), stat.st_dev, stat.st_ino)

    def is_same_file(self, other: Location) -> bool:
        """Return whether both are one file, whatever their paths."""
        return (self.device, self.inode) == (other.device, other.inode)


@dataclass(frozen=True)
class Relocation:
    """The change of a ledger's place since it was last sent from."""

    old: str
    """The path it had."""
    is_still_there: bool
    """Whether the same ledger is in the old place, too."""


@dataclass(frozen=True)
class LedgerEntry:
    """One person's message, as it was when it was read.

    Address, name, message id and answer are empty once the edition has been forgotten.
    """

    id: int
    address: str
    """The key that all spellings of the address share."""
    name: str
    message_id: str
    state: State
    attempts: int
    not_before: dt.datetime | None
    """When the message may be tried again, if the server deferred it."""
    answer: str
    """The server's last answer."""
    changed: dt.datetime


def location_from(encoded: bytes) -> Location:
    """Decode what `encoded_location` returned."""
    value = json.loads(encoded)
    return Location(str(value["path"]), int(value["device"]), int(value["inode"]))


def encoded_location(location: Location) -> bytes:
    """Encode a location as JSON."""
    return json.dumps(asdict(location)).encode()


def edition_from(row: tuple[Any, ...]) -> Edition:
    """Build an edition from a row of the table of editions."""
    key, campaign, number, created, forgotten, keyed = row
    begun = dt.datetime.fromisoformat(created)
    return Edition(key, campaign, number, begun, time_from(forgotten), bool(keyed))


def entry_from(row: tuple[Any, ...]) -> LedgerEntry:
    """Build an entry from a row of the table of messages."""
    key, address, name, message_id, state, attempts, not_before, answer, changed = row
    when = dt.datetime.fromisoformat(changed)
    due = time_from(not_before)
    return LedgerEntry(key, address, name, message_id, State(state), attempts, due, answer, when)


def time_as_text(at: dt.datetime) -> str:
    """Format a time as ISO 8601 in UTC with seconds, so that texts sort like times."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def time_from(text: str | None) -> dt.datetime | None:
    """Parse what `time_as_text` returned; None stays None."""
    return dt.datetime.fromisoformat(text) if text else None
