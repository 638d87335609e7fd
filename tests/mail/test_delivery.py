"""Whole deliveries: whatever the server does, each person gets a message once, or it is known."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.content.campaign import MailServer, Security
from reports.errors import ConflictError, MailError
from reports.mail.delivery import (
    RECONNECT_DELAYS,
    RETRY_DELAYS,
    Attempt,
    Clock,
    Delivery,
    Pace,
    Waiting,
)
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, State
from reports.mail.smtp import Connection, Deferred, Envelope, Outcome, Paused, Sent, Unclear
from reports.mail.smtp_session import Timeouts
from tests.support.smtp import (
    BYE,
    CLOSE,
    PATIENCE,
    SILENCE,
    Fault,
    Faults,
    Server,
    at,
    certificates,
    for_recipients,
)

START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SENDER = "buero@example.org"
SWIFT = Pace(rate=100_000, per_connection=1000, pause=dt.timedelta())
PATIENT = Timeouts(*(PATIENCE for _ in range(6)))
HASTY = Timeouts(*(0.4 for _ in range(6)))

GREYLISTED = Fault(b"450 4.2.0 greylisted")
UNKNOWN = Fault(b"550 5.1.1 no such user")
TAKEN = b"250 2.0.0 taken"
TAKES_AND_LEAVES = Fault(TAKEN, closes=True, taken=True)
LOST = Fault(closes=True, taken=True)
"""The message is taken, and the answer never comes."""


@dataclass
class Time:
    """A time that passes by sleeping alone; somebody may set its clock."""

    passed: dt.timedelta = dt.timedelta()
    set_by: dt.timedelta = dt.timedelta()
    slept: list[dt.timedelta] = field(default_factory=list)

    def sleep(self, length: dt.timedelta) -> None:
        assert length > dt.timedelta()
        self.passed += length
        self.slept.append(length)

    @property
    def now(self) -> dt.datetime:
        return START + self.passed + self.set_by


def address(number: int) -> str:
    return f"person-{number}@example.org"


def message(entry: LedgerEntry) -> tuple[Envelope, bytes]:
    head = f"To: {entry.address}\r\nMessage-ID: {entry.message_id}\r\n"
    return Envelope(SENDER, entry.address), f"{head}\r\nHello\r\n".encode()


def plan(ledger: Ledger, edition: Edition, numbers: Sequence[int]) -> None:
    rows = ((address(n), f"Person {n}", f"<{n}@example.org>") for n in numbers)
    ledger.plan(edition, rows, START)


@dataclass
class Office:
    """A ledger with planned messages, a server, and the time."""

    ledger: Ledger
    edition: Edition
    time: Time = field(default_factory=Time)
    timeouts: Timeouts = PATIENT

    def delivery(
        self,
        server: Server,
        pace: Pace = SWIFT,
        make: Callable[[LedgerEntry], tuple[Envelope, bytes]] = message,
    ) -> Delivery:
        where = MailServer(host="127.0.0.1", port=server.port, security=Security.NONE)
        return Delivery(
            self.ledger,
            self.edition,
            make,
            lambda: Connection(where, None, None, self.timeouts),
            pace,
            Clock(lambda: self.time.now, self.time.sleep, lambda: self.time.passed),
        )

    def run(self, server: Server, pace: Pace = SWIFT) -> list[Attempt | Waiting]:
        return list(self.delivery(server, pace).run())

    def states(self) -> dict[str, State]:
        return {one.address: one.state for one in self.ledger.entries(self.edition)}

    def having(self, state: State) -> list[str]:
        return [who for who, known in self.states().items() if known is state]

    def entry(self, number: int) -> LedgerEntry:
        found = self.ledger.entry(self.edition, address(number))
        assert found is not None
        return found


Offices = Callable[[int], Office]


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    """``offices(5)`` has persons 0 to 4 planned."""
    opened = []

    def make(count: int) -> Office:
        ledger = Ledger.open(tmp_path / LEDGER)
        opened.append(ledger)
        edition = ledger.begin_edition("briefing", {}, START)
        plan(ledger, edition, range(count))
        return Office(ledger, edition)

    yield make
    for ledger in opened:
        ledger.close()


def everybody(count: int) -> list[str]:
    return [address(number) for number in range(count)]


def delivered(server: Server) -> list[str]:
    return [recipient for _sender, recipient, _data in server.delivered]


def outcomes(steps: Sequence[Attempt | Waiting], number: int) -> list[type[Outcome]]:
    """What came of each attempt for a person."""
    attempts = [step for step in steps if isinstance(step, Attempt)]
    return [type(one.outcome) for one in attempts if one.entry.address == address(number)]


def waits(steps: Sequence[Attempt | Waiting]) -> list[str]:
    return [step.reason for step in steps if isinstance(step, Waiting)]


# --- a server that does its work --------------------------------------------


def test_everybody_gets_the_message_made_for_them(offices: Offices) -> None:
    """Once, in the order of the plan, over one connection, with the answer in the ledger."""
    office = offices(5)
    with Server() as server:
        steps = office.run(server)

    assert server.delivered == [(SENDER, address(n), message(office.entry(n))[1]) for n in range(5)]
    assert server.connections == 1
    assert [type(step) for step in steps] == [Attempt] * 5
    assert office.having(State.SENT) == everybody(5)
    assert office.entry(0).answer == "250 2.0.0 taken"


def test_a_second_run_sends_nothing(offices: Offices) -> None:
    """Who has it does not get it again; without anything to send there is no connection."""
    office = offices(3)
    with Server() as server:
        office.run(server)
        assert office.run(server) == []

    assert delivered(server) == everybody(3)
    assert server.connections == 1


def test_a_run_that_is_left_early_is_taken_up(offices: Offices) -> None:
    """The consumer may stop after any step; the rest stays planned for the next run."""
    office = offices(5)
    with Server() as server:
        for number, _step in enumerate(office.delivery(server).run(), 1):
            if number == 2:
                break
        assert office.having(State.PLANNED) == everybody(5)[2:]
        office.run(server)

    assert delivered(server) == everybody(5)


# --- how fast ---------------------------------------------------------------


def test_the_rate_is_kept(offices: Offices) -> None:
    """At 10 a minute, each message comes six seconds after the one before, the first at once."""
    office = offices(4)
    with Server() as server:
        run = office.delivery(server, Pace(10, 1000, dt.timedelta())).run()
        times = [office.time.passed.total_seconds() for _step in run]

    assert times == [0, 6, 12, 18]


def test_a_pause_between_connections(offices: Offices) -> None:
    """After so many messages the connection is opened anew, and before that comes the pause."""
    office = offices(7)
    pause = dt.timedelta(seconds=5)
    with Server() as server:
        office.run(server, Pace(100_000, 3, pause))

    assert delivered(server) == everybody(7)
    assert server.connections == 3
    assert office.time.slept.count(pause) == 2
    assert server.received.count(b"QUIT") == 3


# --- later ------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_later_means_after_growing_pauses(offices: Offices, stage: str) -> None:
    """A 4xx is followed by a pause, longer each time, and then the message goes out."""
    office = offices(1)
    with Server(at(stage, GREYLISTED, 3)) as server:
        run = office.delivery(server).run()
        times = [office.time.passed for step in run if isinstance(step, Attempt)]

    assert times == [dt.timedelta(minutes=minutes) for minutes in (0, 1, 6, 21)]
    assert delivered(server) == everybody(1)
    assert office.having(State.SENT) == everybody(1)


def test_who_is_put_off_does_not_hold_up_the_others(offices: Offices) -> None:
    """The others are served at once, and the server is let go while the run waits."""
    office = offices(4)
    with Server(at("rcpt", GREYLISTED, 1)) as server:
        steps = office.run(server)

    assert delivered(server) == [*everybody(4)[1:], address(0)]
    assert waits(steps) == ["the server wants to be asked again later"]
    assert office.time.passed == RETRY_DELAYS[0]
    assert server.connections == 2


def test_who_is_always_put_off_waits_for_the_next_run(offices: Offices) -> None:
    """After the last pause a person stays planned, and the next run tries as often again."""
    office = offices(2)
    with Server(for_recipients({address(1): ("rcpt", GREYLISTED)})) as server:
        first, second = office.run(server), office.run(server)

    assert outcomes(first, 1) == [Deferred] * (len(RETRY_DELAYS) + 1)
    assert outcomes(second, 1) == [Deferred] * (len(RETRY_DELAYS) + 1)
    assert delivered(server) == [address(0)]
    assert office.states() == {address(0): State.SENT, address(1): State.PLANNED}
    assert office.entry(1).not_before is None


def test_a_run_waits_for_what_an_earlier_one_put_off(offices: Offices) -> None:
    """What a broken-off run was told to send later is not sent earlier by the next."""
    office = offices(2)
    due = START + dt.timedelta(minutes=20)
    assert office.ledger.claim(office.entry(0), START)
    office.ledger.defer(office.entry(0), START, due, "450 later")
    with Server() as server:
        steps = office.run(server)

    assert delivered(server) == [address(1), address(0)]
    assert [step.until for step in steps if isinstance(step, Waiting)] == [due]
    assert office.time.now == due


# --- refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("rcpt", UNKNOWN),
        ("data", Fault(b"554 5.7.1 no")),
        ("dot", Fault(b"554 5.6.0 not liked")),
    ],
)
def test_a_refusal_is_final_for_one_person(offices: Offices, stage: str, fault: Fault) -> None:
    """The others go on, and no later run tries again."""
    office = offices(4)
    with Server(for_recipients({address(1): (stage, fault)})) as server:
        office.run(server)
        assert office.run(server) == []

    assert delivered(server) == [address(0), address(2), address(3)]
    assert office.having(State.REFUSED) == [address(1)]
    assert office.entry(1).answer == fault.reply.decode()


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <{address}>: User unknown",
        "550 5.1.10 {address} has no mail server",
        "552 5.2.2 mailbox full",
    ],
)
def test_many_bad_addresses_are_refused_one_by_one(offices: Offices, answer: str) -> None:
    """An answer about the mailbox is final for each, even if the list begins with many."""
    office = offices(6)
    bad = {
        address(n): ("rcpt", Fault(answer.format(address=address(n)).encode())) for n in range(5)
    }
    with Server(for_recipients(bad)) as server:
        office.run(server)

    assert office.having(State.REFUSED) == everybody(5)
    assert delivered(server) == [address(5)]


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 <{address}>: Relay access denied",
        "550 5.7.1 [A{n}B7] message {n}9 is not wanted here",
        "550 relay not permitted",
    ],
)
def test_the_same_refusal_for_all_speaks_of_the_sender(offices: Offices, answer: str) -> None:
    """The run stops after a few, and whoever was refused is still to get the message."""
    office = offices(9)
    bad = {
        address(n): ("rcpt", Fault(answer.format(address=address(n).title(), n=n).encode()))
        for n in range(9)
    }
    with Server(for_recipients(bad)) as server:
        with pytest.raises(
            MailError, match=r"briefing: the server refuses one after the other alike: 55"
        ):
            office.run(server)
        assert office.having(State.PLANNED) == everybody(9)
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert delivered(server) == everybody(9)


def test_refusals_for_several_reasons_do_not_hide_the_common_one(offices: Offices) -> None:
    """One odd answer among those about the sender does not mark everybody as refused."""
    office = offices(9)
    relay = ("rcpt", Fault(b"554 5.7.1 Relay access denied"))
    odd = {address(1): ("rcpt", Fault(b"550 5.7.1 blocked")), address(2): ("rcpt", UNKNOWN)}
    with (
        Server(for_recipients(dict.fromkeys(everybody(9), relay) | odd)) as server,
        pytest.raises(MailError, match="one after the other alike"),
    ):
        office.run(server)

    assert office.having(State.REFUSED) == [address(2)]


def test_the_same_refusal_after_some_were_taken_stops_the_run(offices: Offices) -> None:
    """A policy that begins to bite in the middle must not cost the rest their message."""
    office = offices(9)
    relay = ("rcpt", Fault(b"554 5.7.1 rejected by policy"))
    with Server(for_recipients({address(n): relay for n in range(4, 9)})) as server:
        with pytest.raises(MailError, match=r"one after the other alike: 554 .* rejected by"):
            office.run(server)
        assert office.having(State.PLANNED) == everybody(9)[4:]
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert delivered(server) == everybody(9)


def test_a_list_with_some_dead_addresses_does_not_stop(offices: Offices) -> None:
    """Whatever the words, and though two stand side by side."""
    office = offices(20)
    odd = ("rcpt", Fault(b"554 5.7.1 rejected by policy"))
    gone = ("rcpt", Fault(b"550 No such user here"))
    bad = {address(n): odd for n in (2, 3, 11, 12, 18)}
    bad |= {address(n): gone for n in (4, 5, 6, 13, 14, 15)}
    with Server(for_recipients(bad)) as server:
        office.run(server)

    assert set(office.having(State.REFUSED)) == set(bad)
    assert len(delivered(server)) == 20 - len(bad)


# --- what is not about the person -------------------------------------------

ACCOUNT = [
    ("dot", b"550 5.4.5 Daily user sending limit exceeded"),
    ("dot", b"550-5.4.5 Daily user sending\r\n550 5.4.5 limit exceeded"),
    ("dot", b"554 5.2.0 SubmissionQuotaExceededException"),
    ("dot", b"454 Throttling failure: Daily message quota exceeded"),
    ("mail", b"450 Mail send limit exceeded"),
    ("mail", b"550 5.7.1 Your account has been suspended"),
    ("mail", b"550 Sie haben Ihr Sendelimit erreicht"),
    ("rcpt", b"450 4.7.1 Quota exceeded"),
    ("rcpt", b"550 5.7.1 Email quota exceeded"),
    ("rcpt", b"421 4.7.0 Your hourly limit is reached, good-bye"),
    ("data", b"554 5.7.1 Ihr Konto wurde gesperrt"),
]
"""Where a provider says that the account has sent enough, or may not send at all."""


@pytest.mark.parametrize(("stage", "reply"), ACCOUNT)
@pytest.mark.parametrize("taken", [0, 8])
def test_an_answer_about_the_account_stops_the_run(
    offices: Offices, stage: str, reply: bytes, taken: int
) -> None:
    """At once, whatever its code; nobody is marked, and the next day everybody gets it."""
    office = offices(20)
    came = 0

    def faults(now: str, _recipient: str) -> Fault | None:
        nonlocal came
        came += now == stage
        return Fault(reply) if now == stage and came > taken else None

    with Server(faults) as server:
        with pytest.raises(MailError) as caught:
            office.run(server)
        (problem,) = caught.value.problems
        assert "takes no more mail from this account: " in problem.message
        assert reply.decode().split()[-1] in problem.message
        assert problem.remedy.startswith("wait until the provider lets this account send again")
        assert office.having(State.SENT) == everybody(20)[:taken]
        assert office.having(State.PLANNED) == everybody(20)[taken:]
        assert office.entry(taken).attempts == 0
        assert office.time.passed < RECONNECT_DELAYS[0]
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert delivered(server) == everybody(20)


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("dot", b"550 5.7.0 too many emails per second"),
        ("mail", b"450 4.7.1 Error: too much mail from 192.0.2.1"),
        ("rcpt", b"452 4.5.3 Too many recipients"),
        ("dot", b"550 Zu viele Nachrichten in kurzer Zeit"),
    ],
)
def test_an_answer_about_the_pace_slows_the_run_down(
    offices: Offices, stage: str, reply: bytes
) -> None:
    """After two, too fast; the person who met the answer is no worse off than the others."""
    office = offices(6)
    last = dt.timedelta(days=-1)

    def faults(now: str, _recipient: str) -> Fault | None:
        nonlocal last
        if now != stage:
            return None
        hasty = office.time.passed - last < dt.timedelta(seconds=1.5)
        last = office.time.passed
        return Fault(reply) if hasty else None

    with Server(faults) as server:
        steps = office.run(server, Pace(60, 1000, dt.timedelta()))

    assert sorted(delivered(server)) == everybody(6)
    assert office.having(State.SENT) == everybody(6)
    assert {one.attempts for one in office.ledger.entries(office.edition)} == {1}
    assert waits(steps) == [reply.decode()]


def test_a_pace_that_stays_too_high_ends_the_run(offices: Offices) -> None:
    office = offices(5)
    with Server(at("dot", Fault(b"550 5.7.0 too many emails per second"))) as server:
        with pytest.raises(MailError, match=r"takes no more mail now: 550 .* a lower rate"):
            office.run(server)
        assert office.having(State.PLANNED) == everybody(5)


def messages_a_session(limit: int, reply: bytes, stage: str = "mail") -> Faults:
    """A server that takes so many messages over a connection."""
    count = 0

    def faults(now: str, _recipient: str) -> Fault | None:
        nonlocal count
        if now == "ehlo":
            count = 0
        count += now == stage
        return Fault(reply) if now == stage and count > limit else None

    return faults


@pytest.mark.parametrize(
    "reply",
    [
        b"451 4.7.0 too many messages in this session",
        b"421 4.7.0 Too many mails on this connection",
        b"452 4.3.2 Maximum messages per session reached",
        b"450 Zu viele Mails in einer Verbindung",
    ],
)
def test_a_connection_that_has_carried_enough_is_replaced_at_once(
    offices: Offices, reply: bytes
) -> None:
    """Without a pause, without an attempt that counts; the next ones are left in time."""
    office = offices(12)
    with Server(messages_a_session(5, reply)) as server:
        steps = office.run(server, Pace(100_000, 1000, dt.timedelta(seconds=7)))

    assert sorted(delivered(server)) == sorted(everybody(12))
    assert all(isinstance(step, Attempt) and isinstance(step.outcome, Sent) for step in steps)
    assert {one.attempts for one in office.ledger.entries(office.edition)} == {1}
    assert server.connections == 3
    assert [length for length in office.time.slept if length in RECONNECT_DELAYS] == []
    # the pause of the settings is kept where it is this program that leaves
    assert office.time.slept.count(dt.timedelta(seconds=7)) == 1


def test_a_server_that_takes_nothing_over_any_connection_is_not_asked_for_ever(
    offices: Offices,
) -> None:
    office = offices(3)
    with (
        Server(messages_a_session(0, b"451 4.7.0 too many messages in this session")) as server,
        pytest.raises(MailError, match="takes no more mail now"),
    ):
        office.run(server)

    assert server.connections == len(RECONNECT_DELAYS) + 1
    assert office.having(State.PLANNED) == everybody(3)


def test_a_full_mailbox_is_for_one_person(offices: Offices) -> None:
    """For now or for this time, as the code says; the others get theirs."""
    office = offices(8)
    full = {
        address(n): ("rcpt", Fault(reply))
        for n, reply in enumerate(
            [
                b"552 5.2.2 mailbox full",
                b"552 Requested mail action aborted: exceeded storage allocation",
                b"550 Postfach voll",
                b"552 5.2.2 user is over quota",
                b"452 4.2.2 mailbox full",
            ]
        )
    }
    with Server(for_recipients(full)) as server:
        office.run(server)

    assert office.having(State.REFUSED) == everybody(4)
    assert office.having(State.PLANNED) == [address(4)]
    assert delivered(server) == everybody(8)[5:]


@pytest.mark.parametrize(
    ("stage", "reply", "what", "remedy"),
    [
        (
            "mail",
            b"550 5.7.30 Basic authentication is not supported",
            "wants another login: 550 5.7.30",
            "takes no login with a password any more",
        ),
        (
            "dot",
            b"554 5.2.0 SendAsDeniedException.MapiExceptionSendAsDenied",
            "refuses the sender buero@example.org: 554",
            "check the sender's address",
        ),
        (
            "rcpt",
            b"550 5.1.8 <buero@example.org>: Sender address rejected: Domain not found",
            "refuses the sender buero@example.org: 550",
            "check the sender's address",
        ),
    ],
)
def test_an_answer_about_login_or_sender_stops_the_run(
    offices: Offices, stage: str, reply: bytes, what: str, remedy: str
) -> None:
    office = offices(4)
    with Server(at(stage, Fault(reply))) as server, pytest.raises(MailError) as caught:
        office.run(server)

    (problem,) = caught.value.problems
    assert what in problem.message
    assert remedy in problem.remedy
    assert office.having(State.PLANNED) == everybody(4)


def test_a_message_that_is_not_wanted_stops_the_run_after_a_few(offices: Offices) -> None:
    """What it says is the same for all, so nobody is marked for it."""
    office = offices(6)
    spam = at("dot", Fault(b"554 5.7.1 Message rejected as spam"))
    with Server(spam) as server, pytest.raises(MailError, match="ask the provider what is not w"):
        office.run(server)

    assert office.having(State.PLANNED) == everybody(6)


def test_a_server_that_puts_off_everybody_is_left_alone_for_a_while(offices: Offices) -> None:
    """In words that say nothing: it is not asked for each of hundreds in a row."""
    office = offices(100)
    with Server(at("rcpt", Fault(b"451 4.3.0 try later"), 10)) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == sorted(everybody(100))
    assert waits(steps)[0] == "451 4.3.0 try later"
    assert [type(step) for step in steps[:11]] == [Attempt] * 10 + [Waiting]


# --- a clock that is set ----------------------------------------------------


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_set_stops_nothing_and_skips_nothing(offices: Offices, days: int) -> None:
    """Pace, pauses and rests pass as before."""
    office = offices(4)
    faults = [Fault(b"451 4.3.0 later"), BYE]

    def once(stage: str, _recipient: str) -> Fault | None:
        return faults.pop() if stage == "rcpt" and faults else None

    with Server(once) as server:
        for number, _step in enumerate(office.delivery(server, Pace(10, 50, dt.timedelta())).run()):
            if number == 1:
                office.time.set_by = dt.timedelta(days=days)
        usual = office.time.passed

    assert sorted(delivered(server)) == everybody(4)
    assert RETRY_DELAYS[0] <= usual < RETRY_DELAYS[1]


def test_what_was_put_off_under_another_clock_is_due(offices: Offices) -> None:
    """No run puts off for longer than the longest pause, so the clock was set back since."""
    office = offices(2)
    assert office.ledger.claim(office.entry(0), START)
    office.ledger.defer(office.entry(0), START, START + dt.timedelta(days=1), "450 later")
    with Server() as server:
        office.run(server)

    assert delivered(server) == everybody(2)
    assert office.time.passed < dt.timedelta(seconds=1)


def test_international_addresses_do_not_stop_a_run(offices: Offices) -> None:
    """Where a server takes ASCII alone, those with other letters are refused, each for itself."""
    office = offices(2)
    other = [(f"jörg{n}@example.org", "", f"<j{n}@example.org>") for n in range(4)]
    ascii_only = [(address(n), "", f"<{n}@example.org>") for n in range(2)]
    office.ledger.plan(office.edition, other, START)
    office.ledger.plan(office.edition, [*other, *ascii_only], START)
    with Server(utf8=False) as server:
        office.run(server)

    assert delivered(server) == everybody(2)
    assert office.having(State.REFUSED) == [one for one, *_rest in other]


@pytest.mark.parametrize(
    ("stage", "reply", "what"),
    [
        ("mail", b"550 5.7.1 not yours", "refuses the sender"),
        ("mail", b"530 5.7.0 log in", "wants a login"),
        ("rcpt", b"530 5.7.0 log in", "wants a login"),
        ("greeting", b"554 5.3.2 not you", "turns the connection away"),
        ("ehlo", b"500 what?", "does not know EHLO"),
    ],
)
def test_what_no_waiting_mends_ends_the_run(
    offices: Offices, stage: str, reply: bytes, what: str
) -> None:
    """Nobody is marked, and once the settings are right everybody gets it."""
    office = offices(3)
    with Server(at(stage, Fault(reply), 1)) as server:
        with pytest.raises(MailError, match=what):
            office.run(server)
        assert office.having(State.PLANNED) == everybody(3)
        assert office.time.slept == []
        office.run(server)

    assert delivered(server) == everybody(3)


# --- a server that pauses, breaks off or vanishes ---------------------------

BREAKS = [
    *((stage, BYE) for stage in ("greeting", "ehlo", "mail", "rcpt", "data", "dot")),
    *((stage, CLOSE) for stage in ("mail", "rcpt", "data")),
]
"""Where and how a server can break off so that it does not have the message."""


@pytest.mark.parametrize(("stage", "fault"), [*BREAKS, ("data", SILENCE)])
def test_a_break_is_followed_by_a_rest(offices: Offices, stage: str, fault: Fault) -> None:
    """Whatever the server breaks off before it has the message goes out later, once."""
    office = offices(3)
    office.timeouts = HASTY if fault is SILENCE else PATIENT
    with Server(at(stage, fault, 1)) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == everybody(3)
    assert office.having(State.SENT) == everybody(3)
    assert RECONNECT_DELAYS[0] in office.time.slept
    if fault is BYE:
        assert waits(steps)[0] == "421 4.3.2 shutting down"


@pytest.mark.parametrize(("stage", "fault"), BREAKS)
def test_a_server_that_takes_nothing_ends_the_run(
    offices: Offices, stage: str, fault: Fault
) -> None:
    """The rests grow, and after the last one nothing is lost."""
    office = offices(20)
    with Server(at(stage, fault)) as server:
        with pytest.raises(MailError, match=r"takes no more mail now: .* nobody gets anything tw"):
            office.run(server)
        assert office.having(State.PLANNED) == everybody(20)
        assert [length for length in office.time.slept if length in RECONNECT_DELAYS] == list(
            RECONNECT_DELAYS
        )
        assert server.connections == len(RECONNECT_DELAYS) + 1
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert sorted(delivered(server)) == sorted(everybody(20))


@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
@pytest.mark.parametrize("fault", [CLOSE, SILENCE])
def test_a_server_that_never_answered_ends_the_run_at_once(
    offices: Offices, stage: str, fault: Fault
) -> None:
    """It is mostly a wrong port: somebody waits before the screen, and no rest mends it."""
    office = offices(3)
    office.timeouts = HASTY if fault is SILENCE else PATIENT
    with (
        Server(at(stage, fault)) as server,
        pytest.raises(MailError, match=r"no connection comes about: .*port 465 needs tls, 587 st"),
    ):
        office.run(server)

    assert office.time.slept == []
    assert server.connections == 1
    assert office.having(State.PLANNED) == everybody(3)
    assert {one.attempts for one in office.ledger.entries(office.edition)} == {0}


def test_a_server_that_wants_tls_at_once_ends_the_run_at_once(offices: Offices) -> None:
    """On its port nobody greets: port 465 without security = "tls"."""
    office = offices(2)
    office.timeouts = HASTY
    with (
        Server(tls=certificates().good, implicit=True) as server,
        pytest.raises(MailError, match=r"no connection comes about: .*port 465 needs tls"),
    ):
        office.run(server)

    assert office.time.slept == []
    assert office.having(State.PLANNED) == everybody(2)


@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
def test_a_server_that_has_answered_before_is_waited_for(offices: Offices, stage: str) -> None:
    """The settings are right then, and what broke may come back."""
    office = offices(3)
    came = 0

    def faults(now: str, _recipient: str) -> Fault | None:
        nonlocal came
        came += now == stage
        return CLOSE if now == stage and came == 2 else None

    with Server(faults) as server:
        office.run(server, Pace(100_000, 1, dt.timedelta()))

    assert delivered(server) == everybody(3)
    assert office.time.slept.count(RECONNECT_DELAYS[0]) == 1


def test_nobody_waits_five_minutes_for_a_greeting() -> None:
    """What the RFC grants a busy relay is too long before a screen."""
    assert Timeouts().opening <= 30


def test_the_rests_begin_anew_after_a_message(offices: Offices) -> None:
    """What lies between two breaks with mail between them is no growing trouble."""
    office = offices(20)
    bad = {address(n): ("rcpt", BYE) for n in range(1, 20, 2)}
    seen: set[str] = set()

    def once(stage: str, recipient: str) -> Fault | None:
        if stage == "rcpt" and recipient in bad and recipient not in seen:
            seen.add(recipient)
            return BYE
        return None

    with Server(once) as server:
        office.run(server)

    assert sorted(delivered(server)) == sorted(everybody(20))
    assert [length for length in office.time.slept if length in RECONNECT_DELAYS[1:-2]] == []


def test_a_server_that_says_421_is_let_rest(offices: Offices) -> None:
    """Also after it has taken messages over the same connection."""
    office = offices(4)
    bye = iter([BYE])
    with Server(lambda stage, who: next(bye, None) if who == address(2) else None) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == everybody(4)
    assert waits(steps)[0] == "421 4.3.2 shutting down"
    assert RECONNECT_DELAYS[0] in office.time.slept


def test_a_message_that_breaks_the_connection_does_not_hold_up_the_others(
    offices: Offices,
) -> None:
    """Everybody else gets theirs; the one stays planned, and the run comes to its end."""
    office = offices(30)
    with Server(for_recipients({address(3): ("data", CLOSE)})) as server:
        steps = office.run(server)

    assert delivered(server) == [one for one in everybody(30) if one != address(3)]
    assert office.having(State.PLANNED) == [address(3)]
    assert outcomes(steps, 3) == [Paused] * (len(RETRY_DELAYS) + 1)


def test_several_messages_that_break_the_connection(offices: Offices) -> None:
    """Even in a row at the beginning they do not keep the others from going out."""
    office = offices(12)
    bad = everybody(4)
    with Server(for_recipients(dict.fromkeys(bad, ("data", BYE)))) as server:
        with pytest.raises(MailError, match="takes no more mail now"):
            office.run(server)
        assert delivered(server) == everybody(12)[4:]
        assert office.having(State.PLANNED) == bad


def test_a_server_that_leaves_after_each_message(offices: Offices) -> None:
    """A connection closed between messages is opened anew: nobody is put off for it."""
    office = offices(8)
    with Server(at("dot", TAKES_AND_LEAVES)) as server:
        steps = office.run(server)

    assert delivered(server)[:1] == [address(0)]
    assert sorted(delivered(server)) == everybody(8)
    assert all(isinstance(step, Attempt) and isinstance(step.outcome, Sent) for step in steps)
    assert office.time.passed < dt.timedelta(seconds=1)


def test_the_pause_is_kept_after_the_server_has_left(offices: Offices) -> None:
    """A server that ends the connection early sees the next one no earlier."""
    office = offices(2)
    with Server(at("dot", TAKES_AND_LEAVES)) as server:
        office.run(server, Pace(100_000, 50, dt.timedelta(seconds=7)))

    assert sorted(delivered(server)) == everybody(2)
    assert dt.timedelta(seconds=7) in office.time.slept


def test_a_server_that_is_gone_in_the_middle(offices: Offices) -> None:
    """Who has it is known, and the rest is sent when the server is back."""
    office = offices(6)
    with Server() as server:
        run = office.delivery(server).run()
        for _step in range(3):
            next(run)
    with pytest.raises(MailError, match="takes no more mail now: connection lost"):
        list(run)
    assert office.having(State.SENT) == everybody(6)[:3]
    assert office.having(State.PLANNED) == everybody(6)[3:]
    with Server() as back:
        office.run(back)

    assert delivered(server) == everybody(6)[:3]
    assert sorted(delivered(back)) == everybody(6)[3:]


# --- unclear ----------------------------------------------------------------


@pytest.mark.parametrize("fault", [CLOSE, LOST, SILENCE, Fault(b"what?", taken=True)])
def test_after_the_last_byte_nobody_can_know(offices: Offices, fault: Fault) -> None:
    """Unclear is never sent again by itself, and once more where somebody says so."""
    office = offices(3)
    office.timeouts = HASTY if fault is SILENCE else PATIENT
    with Server(for_recipients({address(1): ("dot", fault)})) as server:
        steps = office.run(server)
        assert outcomes(steps, 1) == [Unclear]
        assert office.states() == {
            address(0): State.SENT,
            address(1): State.UNCLEAR,
            address(2): State.SENT,
        }
        assert office.run(server) == []
        server.faults = lambda _stage, _recipient: None
        assert office.run(server) == []

        assert office.ledger.plan_again(office.edition, list(office.states()), START) == 1
        office.run(server)

    assert Counter(delivered(server)) == {
        address(0): 1,
        address(1): 1 + fault.taken,
        address(2): 1,
    }
    assert office.having(State.SENT) == everybody(3)


def test_a_server_that_always_breaks_off_leaves_few_unclear(offices: Offices) -> None:
    """The run ends after the last rest instead of leaving everybody's message unclear."""
    office = offices(50)
    with Server(at("dot", LOST)) as server, pytest.raises(MailError, match="takes no more mail"):
        office.run(server)

    assert (
        office.having(State.UNCLEAR)
        == delivered(server)
        == everybody(50)[: len(RECONNECT_DELAYS) + 1]
    )
    assert len(office.having(State.PLANNED)) == 50 - len(RECONNECT_DELAYS) - 1


# --- other runs -------------------------------------------------------------


def test_what_another_run_has_claimed_is_left_to_it(offices: Offices, tmp_path: Path) -> None:
    """Even where the entry was read before it was claimed."""
    office = offices(4)

    def make(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                assert other.claim(office.entry(2), START)
        return message(entry)

    with Server() as server:
        list(office.delivery(server, make=make).run())

    assert delivered(server) == [address(0), address(1), address(3)]
    assert office.having(State.SENDING) == [address(2)]


def test_a_run_ends_where_its_people_are_forgotten(offices: Offices, tmp_path: Path) -> None:
    """What can no longer be claimed is not tried for ever."""
    office = offices(3)

    def make(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                other.forget(START + dt.timedelta(days=1), START)
        return message(entry)

    with Server() as server:
        assert list(office.delivery(server, make=make).run()) == []

    assert delivered(server) == []


def test_what_is_planned_meanwhile_goes_out_too(offices: Offices, tmp_path: Path) -> None:
    """A run goes on until nothing planned is left, whoever planned it."""
    office = offices(2)

    def make(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                plan(other, office.edition, range(4))
        return message(entry)

    with Server() as server:
        list(office.delivery(server, make=make).run())

    assert delivered(server) == everybody(4)


def test_an_entry_that_another_run_settles_is_not_handed_over(
    offices: Offices, tmp_path: Path
) -> None:
    """Where the ledger says another thing than this run knows, the last byte stays here."""
    office = offices(2)

    def faults(stage: str, _recipient: str) -> Fault | None:
        if stage == "rcpt":
            with Ledger.open(tmp_path / LEDGER) as other:
                other.settle_interrupted(office.edition, START)
        return None

    with Server(faults) as server, pytest.raises(ConflictError, match="another run has changed"):
        office.run(server)

    assert delivered(server) == []
    assert office.having(State.PLANNED) == everybody(2)


def test_two_deliveries_at_once_send_each_message_once(offices: Offices, tmp_path: Path) -> None:
    """The claim alone decides who sends, even where nobody holds the ledger."""
    count = 60
    edition = offices(count).edition
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def deliver(server: Server) -> None:
        try:
            with Ledger.open(tmp_path / LEDGER) as ledger:
                office = Office(ledger, edition)
                start.wait(PATIENCE)
                office.run(server)
        except BaseException as error:
            failed.append(error)

    with Server() as server:
        threads = [threading.Thread(target=deliver, args=(server,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)

    assert failed == []
    assert sorted(delivered(server)) == sorted(everybody(count))
    assert server.connections == 2


# --- anything, in any order -------------------------------------------------

LATER = Fault(b"451 4.3.0 later")
NEVER = Fault(b"554 5.7.1 no")
ALL_FAULTS: dict[str, list[Fault]] = {
    "greeting": [BYE, CLOSE, LATER, NEVER],
    "ehlo": [BYE, CLOSE, LATER, Fault(b"500 what?")],
    "mail": [BYE, CLOSE, LATER, NEVER, Fault(b"552 5.3.4 too large"), Fault(b"530 log in")],
    "rcpt": [BYE, CLOSE, LATER, NEVER, UNKNOWN, Fault(b"\xff what?")],
    "data": [BYE, CLOSE, LATER, NEVER, Fault(b"250 out of step")],
    "body": [CLOSE],
    "dot": [BYE, CLOSE, LATER, NEVER, LOST, TAKES_AND_LEAVES, Fault(b"354 go on", taken=True)],
    "quit": [BYE, CLOSE, Fault(b"500 what?")],
}


class Killed(BaseException):
    """The run ends here as if the machine had."""


class Mortal(Ledger):
    """A ledger whose process dies before or after some of its changes."""

    deaths: Iterator[int]
    """0 dies before the next change, 1 after it, any other number lets it pass."""

    def _run(self, statement: str, *values: object) -> int:
        fate = next(self.deaths, 2) if statement.startswith("UPDATE") else 2
        if fate == 0:
            raise Killed
        changed = super()._run(statement, *values)
        if fate == 1:
            raise Killed
        return changed


def scripted(script: Sequence[int]) -> tuple[Faults, list[int]]:
    """Faults by the numbers of a script, one a stage, and what is left of it."""
    left = list(script)

    def ask(stage: str, _recipient: str) -> Fault | None:
        number = left.pop(0) if left else 99
        own = ALL_FAULTS.get(stage, [])
        return own[number] if number < len(own) else None

    return ask, left


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    count=st.integers(1, 5),
    script=st.lists(st.integers(0, 20), max_size=60),
    deaths=st.lists(st.integers(0, 12), max_size=30),
)
def test_nobody_gets_it_twice_and_nobody_is_lost(
    count: int, script: list[int], deaths: list[int]
) -> None:
    """Whatever the server does and wherever runs die, what the ledger says is what happened."""
    faults, left = scripted(script)
    fates = iter(deaths)
    time = Time()

    def check() -> Counter[str]:
        arrived = Counter(delivered(server))
        for who, state in office.states().items():
            possible = {State.SENT: {1}, State.UNCLEAR: {0, 1}}.get(state, {0})
            assert arrived[who] in possible, (who, state)
        return arrived

    with TemporaryDirectory() as folder, Server(faults) as server:
        path = Path(folder) / LEDGER
        with Ledger.open(path) as ledger:
            edition = ledger.begin_edition("briefing", {}, START)
            plan(ledger, edition, range(count))
        for _run in range(len(script) + len(deaths) + 1):
            with Mortal.open(path) as ledger:
                ledger.deaths = fates
                office = Office(ledger, edition, time)
                try:
                    ledger.settle_interrupted(edition, time.now)
                    check()
                    office.run(server)
                except (MailError, Killed):
                    continue
                check()
                break
        left.clear()
        with Ledger.open(path) as ledger:
            office = Office(ledger, edition, time)
            ledger.settle_interrupted(edition, time.now)
            office.run(server)
            before = check()
            open_states = {State.SENT, State.REFUSED, State.UNCLEAR}
            assert set(office.states()) == set(everybody(count))
            assert set(office.states().values()) <= open_states
            unclear = office.having(State.UNCLEAR)
            ledger.plan_again(edition, unclear, time.now)
            office.run(server)
            assert Counter(delivered(server)) - before == Counter(unclear)
