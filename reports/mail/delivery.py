"""The ledger's planned messages → a server, each once, at the pace that was set.

The ledger knows at any moment what the server can have: an intent is written
before the first byte, the handing over before the last, the answer after it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from reports.errors import HandzettelError, MailError, Place, Problem
from reports.ledger import Edition, Entry, Ledger, State
from reports.mail.server import (
    Connection,
    Envelope,
    Later,
    Outcome,
    Paused,
    Refused,
    Sent,
    Unclear,
)
from reports.messages import _

PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""After each 4xx for a message in a run; greylisting wants some minutes (RFC 6647). Then it
waits for the next run."""

RESTS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 20, 60, 180, 600))
"""After a 421 or a broken connection, for as long as no message goes through. Then the
run ends."""

_OF_THE_PERSON = re.compile(r"\b5\.(1\.([1-6]|10)|2\.\d)\b")
"""Statuses of an address or a mailbox (RFC 3463, 3.2 and 3.3; RFC 7505), the sender's left out."""

_OF_ONE = re.compile(r"\S*[\d@]\S*")
"""Words that differ in refusals for one reason: codes, addresses, sizes, numbers of a queue."""

ALIKE = 3
"""Refusals in the same words, before any message was taken, that speak of the sender."""


@dataclass(frozen=True)
class Pace:
    """How fast messages go out."""

    rate: int
    """Messages a minute, at most."""
    per_connection: int
    pause: dt.timedelta
    """Between two connections."""


@dataclass(frozen=True)
class Clock:
    """The time, and how to let it pass; a test has its own."""

    now: Callable[[], dt.datetime]
    sleep: Callable[[dt.timedelta], None]


@dataclass(frozen=True)
class Attempt:
    """A message that the server was given, and what came of it."""

    entry: Entry
    outcome: Outcome


@dataclass(frozen=True)
class Waiting:
    """The run rests until a time, and why."""

    until: dt.datetime
    reason: str


class Delivery:
    """One run over what is planned in an edition of a campaign."""

    def __init__(
        self,
        ledger: Ledger,
        edition: Edition,
        make: Callable[[Entry], tuple[Envelope, bytes]],
        connect: Callable[[], Connection],
        pace: Pace,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._edition = edition
        self._make = make
        self._connect = connect
        self._pace = pace
        self._clock = clock
        self._connection: Connection | None = None
        self._sent_over = 0
        self._next = self._free = clock.now()
        self._rest: Waiting | None = None
        self._breaks = 0
        self._tries: Counter[int] = Counter()
        self._given_up: set[int] = set()
        self._anybody_has_it = False
        self._refused: list[tuple[Entry, str]] = []

    def run(self) -> Iterator[Attempt | Waiting]:
        """Send until nothing planned is left that this run can send.

        Raises MailError where the server takes no mail at all; what is planned stays so.
        """
        try:
            while True:
                for entry in self._ledger.entries(self._edition, State.PLANNED):
                    if self._is_due(entry):
                        yield from self._send(entry)
                due = self._next_due()
                if due is None:
                    return
                if due > self._clock.now():
                    reason = _("the server wants to be asked again later")
                    yield from self._wait(Waiting(due, reason))
        finally:
            self._hang_up()

    def _is_due(self, entry: Entry) -> bool:
        if entry.id in self._given_up:
            return False
        return entry.not_before is None or entry.not_before <= self._clock.now()

    def _next_due(self) -> dt.datetime | None:
        waiting = [
            entry.not_before or self._clock.now()
            for entry in self._ledger.entries(self._edition, State.PLANNED)
            if entry.id not in self._given_up
        ]
        return min(waiting, default=None)

    def _send(self, entry: Entry) -> Iterator[Attempt | Waiting]:
        connection = yield from self._connected()
        envelope, data = self._make(entry)
        self._sleep_until(self._next)
        self._next = self._clock.now() + dt.timedelta(minutes=1) / self._pace.rate
        if not self._ledger.claim(entry, self._clock.now()):
            self._given_up.add(entry.id)
            return
        try:
            outcome = connection.send(
                envelope, data, lambda: self._ledger.hand_over(entry, self._clock.now())
            )
        except HandzettelError as error:
            self._ledger.later(entry, self._clock.now(), None, error.problems[0].what)
            raise
        used, self._sent_over = self._sent_over > 0, self._sent_over + 1
        if used and isinstance(outcome, Paused) and not outcome.answer.startswith("421"):
            # most likely the server hung up after an earlier message, as some do after each
            self._ledger.later(entry, self._clock.now(), None, outcome.answer)
            self._hang_up()
            return
        self._record(entry, outcome)
        yield Attempt(entry, outcome)
        match outcome:
            case Paused(answer) | Unclear(answer):
                self._broke(answer)
            case Refused(answer):
                self._breaks = 0
                self._check_who_is_meant(entry, envelope, answer)
            case Sent():
                self._breaks = 0
                self._anybody_has_it = True

    def _record(self, entry: Entry, outcome: Outcome) -> None:
        now = self._clock.now()
        match outcome:
            case Sent(answer):
                self._ledger.sent(entry, now, answer)
            case Refused(answer):
                self._ledger.refused(entry, now, answer)
            case Unclear(answer):
                self._ledger.unclear(entry, now, answer)
            case Later(answer) | Paused(answer):
                # a message that breaks the connection must not stay in the way of the others
                tries = self._tries[entry.id]
                self._tries[entry.id] += 1
                if tries < len(PAUSES):
                    self._ledger.later(entry, now, now + PAUSES[tries], answer)
                else:
                    self._given_up.add(entry.id)
                    self._ledger.later(entry, now, None, answer)

    def _check_who_is_meant(self, entry: Entry, envelope: Envelope, answer: str) -> None:
        """Stop where a server that has taken nothing refuses one after the other alike.

        "Relay access denied" speaks of the login or the sender; marked as final for
        each person, it would end the campaign before it began.
        """
        of_the_person = _OF_THE_PERSON.search(answer) or not envelope.recipient.isascii()
        if self._anybody_has_it or of_the_person:
            return
        words = _OF_ONE.sub("", answer)
        self._refused.append((entry, words))
        if [said for _entry, said in self._refused].count(words) < ALIKE:
            return
        for one, _said in self._refused:
            self._ledger.reopen(one, self._clock.now())
        raise MailError(
            Problem(
                Place(self._edition.campaign),
                _("the server refuses everybody alike: {answer}").format(answer=answer),
                _("check user and sender under [mail]; nobody is marked as refused"),
            )
        )

    def _connected(self) -> Generator[Waiting, None, Connection]:
        """A connection, the old one or after the pause a new one."""
        if self._connection is not None and (
            self._sent_over >= self._pace.per_connection or not self._connection.is_open
        ):
            self._hang_up()
        while self._connection is None:
            if self._rest is not None and self._rest.until > self._clock.now():
                yield from self._wait(self._rest)
            self._sleep_until(self._free)
            connection = self._connect()
            paused = connection.open()
            if paused is None:
                self._connection, self._sent_over = connection, 0
            else:
                self._broke(paused.answer)
        return self._connection

    def _broke(self, reason: str) -> None:
        """Before the next connection comes a rest, longer each time."""
        self._hang_up()
        if self._breaks < len(RESTS):
            self._rest = Waiting(self._clock.now() + RESTS[self._breaks], reason)
            self._breaks += 1
        elif self._next_due() is not None:
            raise MailError(
                Problem(
                    Place(self._edition.campaign),
                    _("the server takes no more mail now: {answer}").format(answer=reason),
                    _("run the same command again later; nobody gets anything twice"),
                )
            )

    def _wait(self, waiting: Waiting) -> Iterator[Waiting]:
        yield waiting
        self._hang_up()
        self._sleep_until(waiting.until)

    def _sleep_until(self, time: dt.datetime) -> None:
        if (length := time - self._clock.now()) > dt.timedelta():
            self._clock.sleep(length)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._free = self._clock.now() + self._pace.pause
