"""Deliveries from a ledger of planned messages to a test server, on a clock that tests move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reports.content.campaign import MailServer, Security
from reports.mail.delivery import (
    Attempt,
    Clock,
    Delivery,
    Pace,
    Waiting,
)
from reports.mail.ledger import Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, State
from reports.mail.smtp import Connection, Envelope, Outcome
from reports.mail.smtp_session import Timeouts
from tests.support.smtp import (
    PATIENCE,
    Fault,
    Server,
)

START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SENDER = "buero@example.org"
SWIFT = Pace(rate=100_000, per_connection=1000, pause=dt.timedelta())
PATIENT = Timeouts(*(PATIENCE for _ in range(6)))
HASTY = Timeouts(*(0.4 for _ in range(6)))
GREYLISTED = Fault(b"450 4.2.0 greylisted")
UNKNOWN_USER = Fault(b"550 5.1.1 no such user")
TAKEN = b"250 2.0.0 taken"
TAKES_AND_LEAVES = Fault(TAKEN, closes=True, accepts=True)
LOST = Fault(closes=True, accepts=True)
"""The server accepts the message, and its answer never arrives."""


@dataclass
class ManualTime:
    """A time that passes only when somebody sleeps; its clock can be set."""

    passed: dt.timedelta = dt.timedelta()
    set_by: dt.timedelta = dt.timedelta()
    """By how much the clock was set forward."""
    slept: list[dt.timedelta] = field(default_factory=list)

    def sleep(self, length: dt.timedelta) -> None:
        """Let the time pass at once."""
        assert length > dt.timedelta()
        self.passed += length
        self.slept.append(length)

    @property
    def now(self) -> dt.datetime:
        """The time that the clock shows."""
        return START + self.passed + self.set_by


def address(number: int) -> str:
    """Return the address of a person by number."""
    return f"person-{number}@example.org"


def message(entry: LedgerEntry) -> tuple[Envelope, bytes]:
    """Compose a short message for an entry."""
    head = f"To: {entry.address}\r\nMessage-ID: {entry.message_id}\r\n"
    return Envelope(SENDER, entry.address), f"{head}\r\nHello\r\n".encode()


def plan(ledger: Ledger, edition: Edition, numbers: Sequence[int]) -> None:
    """Plan the people with these numbers."""
    rows = ((address(n), f"Person {n}", f"<{n}@example.org>") for n in numbers)
    ledger.plan(edition, rows, START)


@dataclass
class DeliveryOffice:
    """A ledger with planned messages, and the time, for deliveries to a test server."""

    ledger: Ledger
    edition: Edition
    time: ManualTime = field(default_factory=ManualTime)
    timeouts: Timeouts = PATIENT

    def delivery(
        self,
        server: Server,
        pace: Pace = SWIFT,
        compose: Callable[[LedgerEntry], tuple[Envelope, bytes]] = message,
    ) -> Delivery:
        """Prepare a delivery to a server."""
        settings = MailServer(host="127.0.0.1", port=server.port, security=Security.NONE)
        return Delivery(
            self.ledger,
            self.edition,
            compose,
            lambda: Connection(settings, None, None, self.timeouts),
            pace,
            Clock(lambda: self.time.now, self.time.sleep, lambda: self.time.passed),
        )

    def run(self, server: Server, pace: Pace = SWIFT) -> list[Attempt | Waiting]:
        """Deliver, and return every step."""
        return list(self.delivery(server, pace).run())

    def states(self) -> dict[str, State]:
        """Return the state of each address."""
        return {entry.address: entry.state for entry in self.ledger.entries(self.edition)}

    def addresses_in(self, state: State) -> list[str]:
        """Return the addresses in a state."""
        return [recipient for recipient, current in self.states().items() if current is state]

    def entry(self, number: int) -> LedgerEntry:
        """Return the entry of a person by number."""
        entry = self.ledger.entry(self.edition, address(number))
        assert entry is not None
        return entry


MakeOffice = Callable[[int], DeliveryOffice]
"""Makes an office in which so many people are planned."""


def everybody(count: int) -> list[str]:
    """Return the addresses of the first `count` people."""
    return [address(number) for number in range(count)]


def delivered(server: Server) -> list[str]:
    """Return who got a message, in the order of arrival."""
    return [recipient for _sender, recipient, _data in server.delivered]


def outcomes(steps: Sequence[Attempt | Waiting], number: int) -> list[type[Outcome]]:
    """Return the outcomes of all attempts for a person by number."""
    attempts = [step for step in steps if isinstance(step, Attempt)]
    return [
        type(attempt.outcome) for attempt in attempts if attempt.entry.address == address(number)
    ]


def waits(steps: Sequence[Attempt | Waiting]) -> list[str]:
    """Return the reasons of all waits."""
    return [step.reason for step in steps if isinstance(step, Waiting)]
