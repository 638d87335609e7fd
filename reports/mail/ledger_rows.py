"""What stands in the ledger: editions, entries and their states, where it lies."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self


class State(StrEnum):
    """How far a person's message has come."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Edition:
    """One text of a campaign, which each person gets once; numbers count from 1."""

    id: int
    campaign: str
    number: int
    created: dt.datetime
    forgotten: dt.datetime | None
    keyed: bool = True
    """Whether its unsubscribe tokens are keyed with the secret; those of old editions are not."""


@dataclass(frozen=True)
class Location:
    """Where a ledger lies: its path, and the file system's numbers for it."""

    path: str
    device: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """The location of the file that a path leads to, links followed."""
        try:
            real = path.resolve()
            stat = real.stat()
        except (OSError, ValueError):  # the latter for what cannot be a path
            return None
        return cls(str(real), stat.st_dev, stat.st_ino)

    def is_same_file(self, other: Location) -> bool:
        return (self.device, self.inode) == (other.device, other.inode)


@dataclass(frozen=True)
class Relocation:
    """A ledger has come to another place."""

    old: str
    is_still_there: bool
    """Whether the same ledger lies in the old place, too."""


@dataclass(frozen=True)
class Entry:
    """One person's message as it stood when it was read; no address or name once forgotten."""

    id: int
    address: str
    name: str
    message_id: str
    state: State
    attempts: int
    not_before: dt.datetime | None
    answer: str
    changed: dt.datetime


def location_from(kept: bytes) -> Location:
    value = json.loads(kept)
    return Location(str(value["path"]), int(value["device"]), int(value["inode"]))


def encoded_location(location: Location) -> bytes:
    return json.dumps(asdict(location)).encode()


def edition_from(row: tuple[Any, ...]) -> Edition:
    key, campaign, number, created, forgotten, keyed = row
    begun = dt.datetime.fromisoformat(created)
    return Edition(key, campaign, number, begun, time_from(forgotten), bool(keyed))


def entry_from(row: tuple[Any, ...]) -> Entry:
    key, address, name, message_id, state, attempts, not_before, answer, changed = row
    when = dt.datetime.fromisoformat(changed)
    due = time_from(not_before)
    return Entry(key, address, name, message_id, State(state), attempts, due, answer, when)


def time_as_text(at: dt.datetime) -> str:
    """A time as ISO 8601 in UTC with seconds, which sorts as it passes."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def time_from(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
