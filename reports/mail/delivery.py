"""Send the ledger's planned messages to a mail server, each once and at the configured pace.

The ledger records at any moment what the server may have: the attempt before a
message's first byte, the handing over before its last, the answer after it.
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
from reports.mail.ledger_rows import Edition, LedgerEntry, State
from reports.mail.replies import CAUSES_OF_ONE_PERSON, Cause, remedy_for_run
from reports.mail.smtp import (
    Connection,
    Deferred,
    Envelope,
    Outcome,
    Paused,
    Refused,
    Sent,
    Unclear,
)

RETRY_DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""Waits before a message is tried again that the server deferred (4xx), one after the other.
Greylisting wants some minutes (RFC 6647). After the last one the message waits for the next run."""

RECONNECT_DELAYS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 20, 60, 180, 600))
"""Waits before a new connection after a 421 or a broken one, growing until a message goes
through. After the last one the run ends."""

_VARYING_WORDS = re.compile(r"\S*[\d@]\S*")
"""Words of an answer that vary from person to person: codes, addresses, sizes, queue numbers."""

SAME_REFUSALS = 3
"""Refusals in the same words, with no message accepted in between, after which the run stops.
Only those count that say nothing about the person. Two people with odd addresses are next to
each other in many lists; three refused in the same words, and not as unknown or full, were in
none of the lists that were tried."""

SAME_DEFERRALS = 10
"""Deferrals in the same words in a row after which the run waits. More than for refusals, since
nobody is marked; few enough that a server which accepts nothing is not tried for everybody."""

MAX_INTERVAL = dt.timedelta(minutes=1)
"""Longest interval between two messages, however often a server finds the pace too high."""


@dataclass(frozen=True)
class Pace:
    """How fast messages are sent."""

    rate: int
    """Messages per minute, at most."""
    per_connection: int
    """Messages over one connection, at most."""
    pause: dt.timedelta
    """Wait between two connections."""


@dataclass(frozen=True)
class Clock:
    """The time and a way to wait, so that tests can replace both."""

    now: Callable[[], dt.datetime]
    """Current time, for the ledger and the screen. It jumps when somebody sets the clock."""
    sleep: Callable[[dt.timedelta], None]
    monotonic: Callable[[], dt.timedelta] = lambda: dt.timedelta(seconds=time.monotonic())
    """Time since an arbitrary moment, for all waiting. It never jumps."""


@dataclass(frozen=True)
class Attempt:
    """An attempt to send one message, and its outcome."""

    entry: LedgerEntry
    outcome: Outcome


@dataclass(frozen=True)
class Waiting:
    """The run waits until a time of day, for a reason to be shown."""

    until: dt.datetime
    reason: str


class Delivery:
    """One run that sends the planned messages of an edition."""

    def __init__(
        self,
        ledger: Ledger,
        edition: Edition,
        compose: Callable[[LedgerEntry], tuple[Envelope, bytes]],
        connect: Callable[[], Connection],
        pace: Pace,
        clock: Clock,
        record_claims: Callable[[int], None] = lambda _claims: None,
    ) -> None:
        """Prepare a run; nothing is sent yet.

        Args:
            ledger: the open ledger; the caller holds it exclusively.
            edition: whose planned messages are sent.
            compose: returns the envelope and bytes of an entry's message.
            connect: returns a new connection, not opened yet.
            pace: how fast to send.
            clock: the time and a way to wait.
            record_claims: called before the first byte of each message with the number
                of messages ever begun with this ledger.
        """
        self._ledger = ledger
        self._record_claims = record_claims
        self._edition = edition
        self._compose = compose
        self._connect = connect
        self._pace = pace
        self._clock = clock
        self._connection: Connection | None = None
        self._sent_on_connection = 0
        self._per_connection = pace.per_connection
        self._interval = dt.timedelta(minutes=1) / pace.rate
        # all waiting goes by the monotonic clock
        self._next_message = self._next_connection = clock.monotonic()
        self._pending_wait: tuple[dt.timedelta, str] | None = None
        self._due_times: dict[int, dt.timedelta] = {}
        self._reconnects = 0
        self._has_worked = False
        self._tries: Counter[int] = Counter()
        self._given_up: set[int] = set()
        self._refusals: list[tuple[LedgerEntry, str]] = []
        self._deferrals: list[str] = []

    def run(self) -> Iterator[Attempt | Waiting]:
        """Send until no planned message is left that this run can send.

        Yields every attempt and, before the wait begins, every wait. The caller may stop
        iterating at any step. Raises MailError if the server accepts no mail at all;
        planned messages then stay planned.
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
                    yield from self._wait(due, _("the server has asked for another attempt later"))
        finally:
            self._hang_up()

    def _is_due(self, entry: LedgerEntry) -> bool:
        """Return whether this run may try an entry now."""
        return entry.id not in self._given_up and self._due_time(entry) <= self._clock.monotonic()

    def _due_time(self, entry: LedgerEntry) -> dt.timedelta:
        """Return when an entry may be tried, on the monotonic clock.

        The ledger holds the time of day from which an earlier run wanted to try again. No run
        defers a message for longer than the longest retry delay: a time further ahead was
        written before the clock was set back, so the entry is due.
        """
        now = self._clock.monotonic()
        if entry.not_before is None:
            return self._due_times.get(entry.id, now)
        left = entry.not_before - self._clock.now()
        return self._due_times.setdefault(entry.id, now + left if left <= RETRY_DELAYS[-1] else now)

    def _next_due(self) -> dt.timedelta | None:
        """Return when the next planned entry is due, or None if this run has nothing left."""
        waiting = [
            self._due_time(entry)
            for entry in self._ledger.entries(self._edition, State.PLANNED)
            if entry.id not in self._given_up
        ]
        return min(waiting, default=None)

    def _send(self, entry: LedgerEntry) -> Iterator[Attempt | Waiting]:
        """Send one message: claim its entry, hand it over, record the outcome, react to it.

        Yields nothing if another run has the entry, or if the answer only asks for a new
        connection: the entry stays planned.
        """
        connection = yield from self._open_connection()
        envelope, data = self._compose(entry)
        self._sleep_until(self._next_message)
        self._next_message = self._clock.monotonic() + self._interval
        if not self._ledger.claim(entry, self._clock.now()):
            self._given_up.add(entry.id)
            return
        self._record_claims(self._ledger.count_claims())
        try:
            outcome = connection.send(
                envelope, data, lambda: self._ledger.mark_handed_over(entry, self._clock.now())
            )
        except HandzettelError as error:
            self._put_back(entry, error.problems[0].message)
            raise
        used, self._sent_on_connection = self._sent_on_connection > 0, self._sent_on_connection + 1
        if isinstance(outcome, Paused) and used and self._needs_new_connection(outcome):
            self._put_back(entry, outcome.answer)
            self._hang_up()
            if outcome.cause is Cause.SESSION:
                self._next_connection = (
                    self._clock.monotonic()
                )  # the server wants a new one, not a pause
            return
        self._record(entry, outcome)
        yield Attempt(entry, outcome)
        self._react_to(entry, outcome)

    def _needs_new_connection(self, outcome: Paused) -> bool:
        """Return whether a new connection is all that is needed to go on.

        If the server limits the messages over one connection, later ones are closed before the
        limit.
        """
        if outcome.cause is Cause.SESSION:
            # later connections are closed before the server has to say so
            self._per_connection = min(self._per_connection, self._sent_on_connection - 1)
            return True
        # most likely the server hung up after the last message, as some do after each
        return outcome.cause is Cause.CONNECTION

    def _put_back(self, entry: LedgerEntry, answer: str) -> None:
        """Plan an entry again as if it had not been tried; the answer was not about it."""
        self._due_times.pop(entry.id, None)
        self._ledger.put_back(entry, self._clock.now(), answer)

    def _record(self, entry: LedgerEntry, outcome: Outcome) -> None:
        """Write the outcome of an attempt to the ledger, and when to try again."""
        now = self._clock.now()
        match outcome:
            case Sent(answer):
                self._ledger.mark_sent(entry, now, answer)
            case Refused(answer):
                self._ledger.mark_refused(entry, now, answer)
            case Unclear(answer):
                self._ledger.mark_unclear(entry, now, answer)
            case Paused(answer, Cause.RATE | Cause.SESSION):
                self._put_back(entry, answer)
            case Deferred(answer) | Paused(answer):
                # a message that breaks the connection must not hold up the others for ever
                tries = self._tries[entry.id]
                self._tries[entry.id] += 1
                if tries < len(RETRY_DELAYS):
                    self._due_times[entry.id] = self._clock.monotonic() + RETRY_DELAYS[tries]
                    self._ledger.defer(entry, now, now + RETRY_DELAYS[tries], answer)
                else:
                    self._given_up.add(entry.id)
                    self._ledger.defer(entry, now, None, answer)

    def _react_to(self, entry: LedgerEntry, outcome: Outcome) -> None:
        """Slow down, wait or stop if the outcome concerns the messages after it, too."""
        if not isinstance(outcome, Deferred):
            self._deferrals.clear()
        match outcome:
            case Sent():
                self._reconnects = 0
                self._refusals.clear()
            case Refused(answer, cause):
                self._reconnects = 0
                if cause not in CAUSES_OF_ONE_PERSON and entry.address.isascii():
                    self._check_repeated_refusals(entry, answer, cause)
            case Deferred(answer, cause):
                if cause not in CAUSES_OF_ONE_PERSON:
                    self._check_repeated_deferrals(answer)
            case Paused(answer, cause):
                if cause in (Cause.RATE, Cause.SESSION):
                    self._interval = min(2 * self._interval, MAX_INTERVAL)
                self._wait_or_give_up(answer, cause)
            case Unclear(answer):
                self._wait_or_give_up(answer, Cause.CONNECTION)

    def _check_repeated_refusals(self, entry: LedgerEntry, answer: str, cause: Cause) -> None:
        """Note a refusal; raise MailError if it is the last of SAME_REFUSALS in the same words.

        "Relay access denied", for example, is about the login or the sender; recorded as final for
        each person, it would end the campaign. The entries are planned again.
        """
        words = _VARYING_WORDS.sub("", answer)
        self._refusals.append((entry, words))
        if [earlier for _entry, earlier in self._refusals].count(words) < SAME_REFUSALS:
            return
        for refused, _words in self._refusals:
            self._ledger.reopen(refused, self._clock.now())
        raise MailError(
            Problem(
                Place(self._edition.campaign),
                _(
                    "the server refuses several messages in a row for the same reason: {answer}"
                ).format(answer=answer),
                remedy_for_run(cause),
            )
        )

    def _check_repeated_deferrals(self, answer: str) -> None:
        """Note a deferral; plan a wait if it is the last of SAME_DEFERRALS in the same words."""
        self._deferrals.append(_VARYING_WORDS.sub("", answer))
        if self._deferrals[-SAME_DEFERRALS:].count(self._deferrals[-1]) == SAME_DEFERRALS:
            self._deferrals.clear()
            self._wait_or_give_up(answer, Cause.UNKNOWN)

    def _open_connection(self) -> Generator[Waiting, None, Connection]:
        """Return the open connection, or a new one after the pauses that are due; yield these.

        Raises MailError if the server cannot be reached at all, or after the last of the
        pauses.
        """
        if self._connection is not None and (
            self._sent_on_connection >= self._per_connection or not self._connection.is_open
        ):
            self._hang_up()
        while self._connection is None:
            if self._pending_wait is not None and self._pending_wait[0] > self._clock.monotonic():
                yield from self._wait(*self._pending_wait)
            self._sleep_until(self._next_connection)
            connection = self._connect()
            paused = connection.open()
            if paused is None:
                self._connection, self._sent_on_connection = connection, 0
                self._has_worked = True
            elif paused.cause is Cause.CONNECTION and not self._has_worked:
                # a server that is down cannot be told from a wrong port; waiting helps neither
                raise connection.unreachable(paused)
            else:
                self._has_worked = True  # the server has answered, if only to refuse
                self._wait_or_give_up(paused.answer, paused.cause)
        return self._connection

    def _wait_or_give_up(self, reason: str, cause: Cause) -> None:
        """Close the connection and plan a wait before the next one, longer each time.

        Raises MailError after the last of RECONNECT_DELAYS, unless nothing is left to send.
        """
        self._hang_up()
        if self._reconnects < len(RECONNECT_DELAYS):
            self._pending_wait = (
                self._clock.monotonic() + RECONNECT_DELAYS[self._reconnects],
                reason,
            )
            self._reconnects += 1
        elif self._next_due() is not None:
            again = _("run the same command again later; nobody gets anything twice")
            too_fast = cause in (Cause.RATE, Cause.SESSION)
            raise MailError(
                Problem(
                    Place(self._edition.campaign),
                    _("the server takes no more mail now: {answer}").format(answer=reason),
                    remedy_for_run(cause) if too_fast else again,
                )
            )

    def _wait(self, moment: dt.timedelta, reason: str) -> Iterator[Waiting]:
        """Yield a wait, so that it is shown, then wait without holding the connection open."""
        until = self._clock.now() + (moment - self._clock.monotonic())
        yield Waiting(until, reason)
        self._hang_up()
        self._sleep_until(moment)

    def _sleep_until(self, moment: dt.timedelta) -> None:
        """Wait until a moment of the monotonic clock."""
        while (length := moment - self._clock.monotonic()) > dt.timedelta():
            self._clock.sleep(length)

    def _hang_up(self) -> None:
        """Close the connection; the next one may be opened after the pause."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._next_connection = self._clock.monotonic() + self._pace.pause
