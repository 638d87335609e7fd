"""A refusal counts for one person, and one that concerns everybody stops the run."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.errors import MailError
from reports.mail.delivery import (
    RECONNECT_DELAYS,
    Attempt,
    Pace,
    Waiting,
)
from reports.mail.ledger_rows import State
from reports.mail.smtp import Sent
from tests.support.delivery_office import (
    START,
    UNKNOWN_USER,
    MakeOffice,
    address,
    delivered,
    everybody,
    waits,
)
from tests.support.smtp import (
    Fault,
    Faults,
    Server,
    at,
    for_recipients,
)

# --- refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("rcpt", UNKNOWN_USER),
        ("data", Fault(b"554 5.7.1 no")),
        ("dot", Fault(b"554 5.6.0 not liked")),
    ],
)
def test_a_refusal_is_final_for_one_person(
    make_office: MakeOffice, stage: str, fault: Fault
) -> None:
    """The others get theirs, and no later run tries this one again."""
    office = make_office(4)
    with Server(for_recipients({address(1): (stage, fault)})) as server:
        office.run(server)
        assert office.run(server) == []

    assert delivered(server) == [address(0), address(2), address(3)]
    assert office.addresses_in(State.REFUSED) == [address(1)]
    assert office.entry(1).answer == fault.reply.decode()


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <{address}>: User unknown",
        "550 5.1.10 {address} has no mail server",
        "552 5.2.2 mailbox full",
    ],
)
def test_many_bad_addresses_are_refused_one_by_one(make_office: MakeOffice, answer: str) -> None:
    """Refusals about the mailbox do not stop the run, however many begin the list."""
    office = make_office(6)
    bad = {
        address(n): ("rcpt", Fault(answer.format(address=address(n)).encode())) for n in range(5)
    }
    with Server(for_recipients(bad)) as server:
        office.run(server)

    assert office.addresses_in(State.REFUSED) == everybody(5)
    assert delivered(server) == [address(5)]


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 <{address}>: Relay access denied",
        "550 5.7.1 [A{n}B7] message {n}9 is not wanted here",
        "550 relay not permitted",
    ],
)
def test_the_same_refusal_for_all_speaks_of_the_sender(
    make_office: MakeOffice, answer: str
) -> None:
    """The run stops after a few, and those who were refused stay planned."""
    office = make_office(9)
    bad = {
        address(n): ("rcpt", Fault(answer.format(address=address(n).title(), n=n).encode()))
        for n in range(9)
    }
    with Server(for_recipients(bad)) as server:
        with pytest.raises(
            MailError,
            match=r"briefing: the server refuses several messages in a row for the same reason: 55",
        ):
            office.run(server)
        assert office.addresses_in(State.PLANNED) == everybody(9)
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert delivered(server) == everybody(9)


def test_refusals_for_several_reasons_do_not_hide_the_common_one(make_office: MakeOffice) -> None:
    """Other refusals in between do not keep the run from stopping."""
    office = make_office(9)
    relay = ("rcpt", Fault(b"554 5.7.1 Relay access denied"))
    odd = {address(1): ("rcpt", Fault(b"550 5.7.1 blocked")), address(2): ("rcpt", UNKNOWN_USER)}
    with (
        Server(for_recipients(dict.fromkeys(everybody(9), relay) | odd)) as server,
        pytest.raises(MailError, match="in a row for the same reason"),
    ):
        office.run(server)

    assert office.addresses_in(State.REFUSED) == [address(2)]


def test_the_same_refusal_after_some_were_taken_stops_the_run(make_office: MakeOffice) -> None:
    """A policy may begin to apply in the middle of a list."""
    office = make_office(9)
    relay = ("rcpt", Fault(b"554 5.7.1 rejected by policy"))
    with Server(for_recipients({address(n): relay for n in range(4, 9)})) as server:
        with pytest.raises(MailError, match=r"in a row for the same reason: 554 .* rejected by"):
            office.run(server)
        assert office.addresses_in(State.PLANNED) == everybody(9)[4:]
        server.faults = lambda _stage, _recipient: None
        office.run(server)

    assert delivered(server) == everybody(9)


def test_a_list_with_some_dead_addresses_does_not_stop(make_office: MakeOffice) -> None:
    """Two equal refusals next to each other do not stop the run."""
    office = make_office(20)
    odd = ("rcpt", Fault(b"554 5.7.1 rejected by policy"))
    unknown = ("rcpt", Fault(b"550 No such user here"))
    bad = {address(n): odd for n in (2, 3, 11, 12, 18)}
    bad |= {address(n): unknown for n in (4, 5, 6, 13, 14, 15)}
    with Server(for_recipients(bad)) as server:
        office.run(server)

    assert set(office.addresses_in(State.REFUSED)) == set(bad)
    assert len(delivered(server)) == 20 - len(bad)


# --- what is not about the person --------------------------------------------

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
@pytest.mark.parametrize("accepted", [0, 8])
def test_an_answer_about_the_account_stops_the_run(
    make_office: MakeOffice, stage: str, reply: bytes, accepted: int
) -> None:
    """At once, whatever the code; nobody is marked, and the next run sends the rest."""
    office = make_office(20)
    came = 0

    def faults(now: str, _recipient: str) -> Fault | None:
        nonlocal came
        came += now == stage
        return Fault(reply) if now == stage and came > accepted else None

    with Server(faults) as server:
        with pytest.raises(MailError) as caught:
            office.run(server)
        (problem,) = caught.value.problems
        assert "takes no more mail from this account: " in problem.message
        assert reply.decode().split()[-1] in problem.message
        assert problem.remedy.startswith("wait until the provider lets this account send again")
        assert office.addresses_in(State.SENT) == everybody(20)[:accepted]
        assert office.addresses_in(State.PLANNED) == everybody(20)[accepted:]
        assert office.entry(accepted).attempts == 0
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
    make_office: MakeOffice, stage: str, reply: bytes
) -> None:
    """The attempt does not count for the person whose message got the answer."""
    office = make_office(6)
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
    assert office.addresses_in(State.SENT) == everybody(6)
    assert {entry.attempts for entry in office.ledger.entries(office.edition)} == {1}
    assert waits(steps) == [reply.decode()]


def test_a_pace_that_stays_too_high_ends_the_run(make_office: MakeOffice) -> None:
    office = make_office(5)
    with Server(at("dot", Fault(b"550 5.7.0 too many emails per second"))) as server:
        with pytest.raises(MailError, match=r"takes no more mail now: 550 .* a lower rate"):
            office.run(server)
        assert office.addresses_in(State.PLANNED) == everybody(5)


def messages_a_session(limit: int, reply: bytes, stage: str = "mail") -> Faults:
    """Return faults of a server that accepts `limit` messages over a connection."""
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
    make_office: MakeOffice, reply: bytes
) -> None:
    """Without a wait or a counted attempt; later connections are closed in time."""
    office = make_office(12)
    with Server(messages_a_session(5, reply)) as server:
        steps = office.run(server, Pace(100_000, 1000, dt.timedelta(seconds=7)))

    assert sorted(delivered(server)) == sorted(everybody(12))
    assert all(isinstance(step, Attempt) and isinstance(step.outcome, Sent) for step in steps)
    assert {entry.attempts for entry in office.ledger.entries(office.edition)} == {1}
    assert server.connections == 3
    assert [length for length in office.time.slept if length in RECONNECT_DELAYS] == []
    # the pause of the settings is kept where it is this program that leaves
    assert office.time.slept.count(dt.timedelta(seconds=7)) == 1


def test_a_server_that_takes_nothing_over_any_connection_is_not_asked_for_ever(
    make_office: MakeOffice,
) -> None:
    office = make_office(3)
    with (
        Server(messages_a_session(0, b"451 4.7.0 too many messages in this session")) as server,
        pytest.raises(MailError, match="takes no more mail now"),
    ):
        office.run(server)

    assert server.connections == len(RECONNECT_DELAYS) + 1
    assert office.addresses_in(State.PLANNED) == everybody(3)


def test_full_mailbox_stops_only_the_mail_of_that_person(make_office: MakeOffice) -> None:
    """4xx defers and 5xx refuses this person; the others get theirs."""
    office = make_office(8)
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

    assert office.addresses_in(State.REFUSED) == everybody(4)
    assert office.addresses_in(State.PLANNED) == [address(4)]
    assert delivered(server) == everybody(8)[5:]


@pytest.mark.parametrize(
    ("stage", "reply", "message", "remedy"),
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
    make_office: MakeOffice, stage: str, reply: bytes, message: str, remedy: str
) -> None:
    office = make_office(4)
    with Server(at(stage, Fault(reply))) as server, pytest.raises(MailError) as caught:
        office.run(server)

    (problem,) = caught.value.problems
    assert message in problem.message
    assert remedy in problem.remedy
    assert office.addresses_in(State.PLANNED) == everybody(4)


def test_a_message_that_is_not_wanted_stops_the_run_after_a_few(make_office: MakeOffice) -> None:
    """The content is the same for all, so nobody is marked as refused."""
    office = make_office(6)
    spam = at("dot", Fault(b"554 5.7.1 Message rejected as spam"))
    with Server(spam) as server, pytest.raises(MailError, match="ask the provider what is not w"):
        office.run(server)

    assert office.addresses_in(State.PLANNED) == everybody(6)


def test_a_server_that_puts_off_everybody_is_left_alone_for_a_while(
    make_office: MakeOffice,
) -> None:
    """After ten deferrals in the same words the run waits."""
    office = make_office(100)
    with Server(at("rcpt", Fault(b"451 4.3.0 try later"), 10)) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == sorted(everybody(100))
    assert waits(steps)[0] == "451 4.3.0 try later"
    assert [type(step) for step in steps[:11]] == [Attempt] * 10 + [Waiting]


def test_international_addresses_do_not_stop_a_run(make_office: MakeOffice) -> None:
    """A server without SMTPUTF8 costs only those people the message."""
    office = make_office(2)
    other = [(f"jörg{n}@example.org", "", f"<j{n}@example.org>") for n in range(4)]
    ascii_only = [(address(n), "", f"<{n}@example.org>") for n in range(2)]
    office.ledger.plan(office.edition, other, START)
    office.ledger.plan(office.edition, [*other, *ascii_only], START)
    with Server(utf8=False) as server:
        office.run(server)

    assert delivered(server) == everybody(2)
    assert office.addresses_in(State.REFUSED) == [recipient for recipient, *_rest in other]


@pytest.mark.parametrize(
    ("stage", "reply", "message"),
    [
        ("mail", b"550 5.7.1 not yours", "refuses the sender"),
        ("mail", b"530 5.7.0 log in", "wants a login"),
        ("rcpt", b"530 5.7.0 log in", "wants a login"),
        ("greeting", b"554 5.3.2 not you", "rejects the connection"),
        ("ehlo", b"500 what?", "does not know EHLO"),
    ],
)
def test_what_no_waiting_mends_ends_the_run(
    make_office: MakeOffice, stage: str, reply: bytes, message: str
) -> None:
    """Nobody is marked; with the right settings everybody gets the message."""
    office = make_office(3)
    with Server(at(stage, Fault(reply), 1)) as server:
        with pytest.raises(MailError, match=message):
            office.run(server)
        assert office.addresses_in(State.PLANNED) == everybody(3)
        assert office.time.slept == []
        office.run(server)

    assert delivered(server) == everybody(3)
