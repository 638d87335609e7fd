"""The ledger's planned messages → a server, each once, at the pace that was set.

The ledger knows at any moment what the server can have: an intent is written
before the first byte, the handing over before the last, the answer after it.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from reports.errors import HandzettelError, MailError, Place, Problem
from reports.i18n import _
from reports.mail.ledger import Ledger
from reports.mail.ledger_rows import Edition, Entry, State
from reports.mail.replies import OF_THE_PERSON, Cause, remedy
from reports.mail.smtp import Connection, Envelope, Later, Outcome, Paused, Refused, Sent, Unclear

PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""After each 4xx for a message in a run; greylisting wants some minutes (RFC 6647). Then it
waits for the next run."""

RESTS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 20, 60, 180, 600))
"""After a 421 or a broken connection, for as long as no message goes through. Then the
run ends."""

_OF_ONE = re.compile(r"\S*[\d@]\S*")
"""Words that differ in refusals for one reason: codes, addresses, sizes, numbers of a queue."""

ALIKE = 3
"""Refusals in the same words, with no message taken between them, that speak of no person. Two
people with odd addresses stand side by side in many lists; three that are refused in the same
words, and not as unknown or full, were in none that was tried."""

ALIKE_LATER = 10
"""Answers of "later" in the same words in a row, after which the run rests. More than of refusals,
since nobody is marked; few enough that a server which takes nothing is not asked for everybody."""

SLOWEST = dt.timedelta(minutes=1)
"""Between two messages, however often a server finds the pace too high."""


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
    """The time of day, for the ledger and the screen; somebody may set it."""
    sleep: Callable[[dt.timedelta], None]
    monotonic: Callable[[], dt.timedelta] = lambda: dt.timedelta(seconds=time.monotonic())
    """What has passed since some moment, for all waiting; nobody can set it."""


@dataclass(frozen=True)
class Attempt:
    """A message that the server was given, and what came of it."""

    entry: Entry
    outcome: Outcome


@dataclass(frozen=True)
class Waiting:
    """The run rests until a time of day, and why."""

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
        note: Callable[[int], None] = lambda _claims: None,
    ) -> None:
        """Prepare a run; ``note`` is told how many were begun, before a first byte of each."""
        self._ledger = ledger
        self._note = note
        self._edition = edition
        self._make = make
        self._connect = connect
        self._pace = pace
        self._clock = clock
        self._connection: Connection | None = None
        self._sent_over = 0
        self._per_connection = pace.per_connection
        self._interval = dt.timedelta(minutes=1) / pace.rate
        # these are moments of the monotonic clock
        self._next = self._free = clock.monotonic()
        self._rest: tuple[dt.timedelta, str] | None = None
        self._due: dict[int, dt.timedelta] = {}
        self._breaks = 0
        self._has_worked = False
        self._tries: Counter[int] = Counter()
        self._given_up: set[int] = set()
        self._refused: list[tuple[Entry, str]] = []
        self._put_off: list[str] = []

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
                if due > self._clock.monotonic():
                    yield from self._wait(due, _("the server wants to be asked again later"))
        finally:
            self._hang_up()

    def _is_due(self, entry: Entry) -> bool:
        return entry.id not in self._given_up and self._due_of(entry) <= self._clock.monotonic()

    def _due_of(self, entry: Entry) -> dt.timedelta:
        """When to try an entry.

        The ledger has the time of day at which an earlier run wanted to try again. No run puts
        anything off for longer than the longest pause: what lies further ahead was written
        under another time of day, and is due.
        """
        now = self._clock.monotonic()
        if entry.not_before is None:
            return self._due.get(entry.id, now)
        left = entry.not_before - self._clock.now()
        return self._due.setdefault(entry.id, now + left if left <= PAUSES[-1] else now)

    def _next_due(self) -> dt.timedelta | None:
        waiting = [
            self._due_of(entry)
            for entry in self._ledger.entries(self._edition, State.PLANNED)
            if entry.id not in self._given_up
        ]
        return min(waiting, default=None)

    def _send(self, entry: Entry) -> Iterator[Attempt | Waiting]:
        connection = yield from self._connected()
        envelope, data = self._make(entry)
        self._sleep_until(self._next)
        self._next = self._clock.monotonic() + self._interval
        if not self._ledger.claim(entry, self._clock.now()):
            self._given_up.add(entry.id)
            return
        self._note(self._ledger.claims())
        try:
            outcome = connection.send(
                envelope, data, lambda: self._ledger.hand_over(entry, self._clock.now())
            )
        except HandzettelError as error:
            self._put_back(entry, error.problems[0].message)
            raise
        used, self._sent_over = self._sent_over > 0, self._sent_over + 1
        if isinstance(outcome, Paused) and used and self._is_worn_out(outcome):
            self._put_back(entry, outcome.answer)
            self._hang_up()
            if outcome.cause is Cause.SESSION:
                self._free = self._clock.monotonic()  # the server wants a new one, not a pause
            return
        self._record(entry, outcome)
        yield Attempt(entry, outcome)
        self._react(entry, outcome)

    def _is_worn_out(self, outcome: Paused) -> bool:
        """Whether it is the connection that has carried enough, so that a new one goes on."""
        if outcome.cause is Cause.SESSION:
            # the next ones are left before the server has to say so
            self._per_connection = min(self._per_connection, self._sent_over - 1)
            return True
        # most likely the server hung up after an earlier message, as some do after each
        return outcome.cause is Cause.CONNECTION

    def _put_back(self, entry: Entry, answer: str) -> None:
        """Plan an entry as if it had not been tried: what came says nothing about it."""
        self._due.pop(entry.id, None)
        self._ledger.put_back(entry, self._clock.now(), answer)

    def _record(self, entry: Entry, outcome: Outcome) -> None:
        now = self._clock.now()
        match outcome:
            case Sent(answer):
                self._ledger.sent(entry, now, answer)
            case Refused(answer):
                self._ledger.refused(entry, now, answer)
            case Unclear(answer):
                self._ledger.unclear(entry, now, answer)
            case Paused(answer, Cause.RATE | Cause.SESSION):
                self._put_back(entry, answer)
            case Later(answer) | Paused(answer):
                # a message that breaks the connection must not stay in the way of the others
                tries = self._tries[entry.id]
                self._tries[entry.id] += 1
                if tries < len(PAUSES):
                    self._due[entry.id] = self._clock.monotonic() + PAUSES[tries]
                    self._ledger.later(entry, now, now + PAUSES[tries], answer)
                else:
                    self._given_up.add(entry.id)
                    self._ledger.later(entry, now, None, answer)

    def _react(self, entry: Entry, outcome: Outcome) -> None:
        """What an outcome means for the messages that come after it."""
        if not isinstance(outcome, Later):
            self._put_off.clear()
        match outcome:
            case Sent():
                self._breaks = 0
                self._refused.clear()
            case Refused(answer, cause):
                self._breaks = 0
                if cause not in OF_THE_PERSON and entry.address.isascii():
                    self._check_who_is_meant(entry, answer, cause)
            case Later(answer, cause):
                if cause not in OF_THE_PERSON:
                    self._check_whether_all_wait(answer)
            case Paused(answer, cause):
                if cause in (Cause.RATE, Cause.SESSION):
                    self._interval = min(2 * self._interval, SLOWEST)
                self._broke(answer, cause)
            case Unclear(answer):
                self._broke(answer, Cause.CONNECTION)

    def _check_who_is_meant(self, entry: Entry, answer: str, cause: Cause) -> None:
        """Stop where the server refuses one after the other alike.

        "Relay access denied" speaks of the login or the sender; marked as final for
        each person, it would end the campaign.
        """
        words = _OF_ONE.sub("", answer)
        self._refused.append((entry, words))
        if [said for _entry, said in self._refused].count(words) < ALIKE:
            return
        for refused, _said in self._refused:
            self._ledger.reopen(refused, self._clock.now())
        raise MailError(
            Problem(
                Place(self._edition.campaign),
                _("the server refuses one after the other alike: {answer}").format(answer=answer),
                remedy(cause),
            )
        )

    def _check_whether_all_wait(self, answer: str) -> None:
        """Rest where the server puts off one after the other alike."""
        self._put_off.append(_OF_ONE.sub("", answer))
        if self._put_off[-ALIKE_LATER:].count(self._put_off[-1]) == ALIKE_LATER:
            self._put_off.clear()
            self._broke(answer, Cause.UNKNOWN)

    def _connected(self) -> Generator[Waiting, None, Connection]:
        """A connection, the old one or after the pause a new one."""
        if self._connection is not None and (
            self._sent_over >= self._per_connection or not self._connection.is_open
        ):
            self._hang_up()
        while self._connection is None:
            if self._rest is not None and self._rest[0] > self._clock.monotonic():
                yield from self._wait(*self._rest)
            self._sleep_until(self._free)
            connection = self._connect()
            paused = connection.open()
            if paused is None:
                self._connection, self._sent_over = connection, 0
                self._has_worked = True
            elif paused.cause is Cause.CONNECTION and not self._has_worked:
                # nothing tells a server that is down from a wrong port, and waiting mends neither
                raise connection.unreachable(paused)
            else:
                self._has_worked = True  # the server has spoken, if only to say no
                self._broke(paused.answer, paused.cause)
        return self._connection

    def _broke(self, reason: str, cause: Cause) -> None:
        """Before the next connection comes a rest, longer each time."""
        self._hang_up()
        if self._breaks < len(RESTS):
            self._rest = self._clock.monotonic() + RESTS[self._breaks], reason
            self._breaks += 1
        elif self._next_due() is not None:
            again = _("run the same command again later; nobody gets anything twice")
            too_fast = cause in (Cause.RATE, Cause.SESSION)
            raise MailError(
                Problem(
                    Place(self._edition.campaign),
                    _("the server takes no more mail now: {answer}").format(answer=reason),
                    remedy(cause) if too_fast else again,
                )
            )

    def _wait(self, moment: dt.timedelta, reason: str) -> Iterator[Waiting]:
        until = self._clock.now() + (moment - self._clock.monotonic())
        yield Waiting(until, reason)
        self._hang_up()
        self._sleep_until(moment)

    def _sleep_until(self, moment: dt.timedelta) -> None:
        while (length := moment - self._clock.monotonic()) > dt.timedelta():
            self._clock.sleep(length)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._free = self._clock.monotonic() + self._pace.pause
