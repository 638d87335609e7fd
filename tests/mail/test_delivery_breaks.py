"""A server that breaks off costs nobody the message, and nobody gets it twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from reports.errors import MailError
from reports.mail.delivery import (
    RECONNECT_DELAYS,
    RETRY_DELAYS,
    Attempt,
    Pace,
)
from reports.mail.ledger_rows import State
from reports.mail.smtp import Paused, Sent, Unclear
from reports.mail.smtp_session import Timeouts
from tests.support.delivery_office import (
    HASTY,
    LOST,
    PATIENT,
    START,
    TAKES_AND_LEAVES,
    MakeOffice,
    address,
    delivered,
    everybody,
    outcomes,
    waits,
)
from tests.support.smtp import (
    BYE,
    CLOSE,
    SILENCE,
    Fault,
    Server,
    at,
    certificates,
    for_recipients,
)

# --- a server that pauses, breaks off or vanishes ----------------------------

BREAKS = [
    *((stage, BYE) for stage in ("greeting", "ehlo", "mail", "rcpt", "data", "dot")),
    *((stage, CLOSE) for stage in ("mail", "rcpt", "data")),
]
"""Where and how a server can break off so that it does not have the message."""


@pytest.mark.parametrize(("stage", "fault"), [*BREAKS, ("data", SILENCE)])
def test_a_break_is_followed_by_a_rest(make_office: MakeOffice, stage: str, fault: Fault) -> None:
    """A message the server cannot have is sent after a wait, once."""
    office = make_office(3)
    office.timeouts = HASTY if fault is SILENCE else PATIENT
    with Server(at(stage, fault, 1)) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == everybody(3)
    assert office.addresses_in(State.SENT) == everybody(3)
    assert RECONNECT_DELAYS[0] in office.time.slept
    if fault is BYE:
        assert waits(steps)[0] == "421 4.3.2 shutting down"


@pytest.mark.parametrize(("stage", "fault"), BREAKS)
def test_a_server_that_takes_nothing_ends_the_run(
    make_office: MakeOffice, stage: str, fault: Fault
) -> None:
    """After the last and longest wait the run ends, and everybody stays planned."""
    office = make_office(20)
    with Server(at(stage, fault)) as server:
        with pytest.raises(MailError, match=r"takes no more mail now: .* nobody gets anything tw"):
            office.run(server)
        assert office.addresses_in(State.PLANNED) == everybody(20)
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
    make_office: MakeOffice, stage: str, fault: Fault
) -> None:
    """It is mostly a wrong port, which waiting does not help; somebody is at the screen."""
    office = make_office(3)
    office.timeouts = HASTY if fault is SILENCE else PATIENT
    with (
        Server(at(stage, fault)) as server,
        pytest.raises(
            MailError, match=r"the server cannot be reached: .*port 465 needs tls, 587 st"
        ),
    ):
        office.run(server)

    assert office.time.slept == []
    assert server.connections == 1
    assert office.addresses_in(State.PLANNED) == everybody(3)
    assert {entry.attempts for entry in office.ledger.entries(office.edition)} == {0}


def test_a_server_that_wants_tls_at_once_ends_the_run_at_once(make_office: MakeOffice) -> None:
    """Port 465 without security = "tls": the server sends no greeting."""
    office = make_office(2)
    office.timeouts = HASTY
    with (
        Server(tls=certificates().good, implicit=True) as server,
        pytest.raises(MailError, match=r"the server cannot be reached: .*port 465 needs tls"),
    ):
        office.run(server)

    assert office.time.slept == []
    assert office.addresses_in(State.PLANNED) == everybody(2)


@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
def test_a_server_that_has_answered_before_is_waited_for(
    make_office: MakeOffice, stage: str
) -> None:
    """The settings are right then, and the server may come back."""
    office = make_office(3)
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
    """The RFC allows a busy relay that long, but somebody is at the screen."""
    assert Timeouts().opening <= 30


def test_the_rests_begin_anew_after_a_message(make_office: MakeOffice) -> None:
    """Breaks with accepted messages in between do not make the waits grow."""
    office = make_office(20)
    bad = {address(n): ("rcpt", BYE) for n in range(1, 20, 2)}
    broken_off: set[str] = set()

    def once(stage: str, recipient: str) -> Fault | None:
        if stage == "rcpt" and recipient in bad and recipient not in broken_off:
            broken_off.add(recipient)
            return BYE
        return None

    with Server(once) as server:
        office.run(server)

    assert sorted(delivered(server)) == sorted(everybody(20))
    assert [length for length in office.time.slept if length in RECONNECT_DELAYS[1:-2]] == []


def test_a_server_that_says_421_is_let_rest(make_office: MakeOffice) -> None:
    """Also after it has accepted messages over the same connection."""
    office = make_office(4)
    bye = iter([BYE])
    with Server(lambda stage, who: next(bye, None) if who == address(2) else None) as server:
        steps = office.run(server)

    assert sorted(delivered(server)) == everybody(4)
    assert waits(steps)[0] == "421 4.3.2 shutting down"
    assert RECONNECT_DELAYS[0] in office.time.slept


def test_a_message_that_breaks_the_connection_does_not_hold_up_the_others(
    make_office: MakeOffice,
) -> None:
    """The others get theirs; this one stays planned, and the run ends."""
    office = make_office(30)
    with Server(for_recipients({address(3): ("data", CLOSE)})) as server:
        steps = office.run(server)

    assert delivered(server) == [
        recipient for recipient in everybody(30) if recipient != address(3)
    ]
    assert office.addresses_in(State.PLANNED) == [address(3)]
    assert outcomes(steps, 3) == [Paused] * (len(RETRY_DELAYS) + 1)


def test_several_messages_that_break_the_connection(make_office: MakeOffice) -> None:
    """Even at the beginning of the list they do not keep the others from being sent."""
    office = make_office(12)
    bad = everybody(4)
    with Server(for_recipients(dict.fromkeys(bad, ("data", BYE)))) as server:
        with pytest.raises(MailError, match="takes no more mail now"):
            office.run(server)
        assert delivered(server) == everybody(12)[4:]
        assert office.addresses_in(State.PLANNED) == bad


def test_a_server_that_leaves_after_each_message(make_office: MakeOffice) -> None:
    """A connection closed between messages is opened again at once."""
    office = make_office(8)
    with Server(at("dot", TAKES_AND_LEAVES)) as server:
        steps = office.run(server)

    assert delivered(server)[:1] == [address(0)]
    assert sorted(delivered(server)) == everybody(8)
    assert all(isinstance(step, Attempt) and isinstance(step.outcome, Sent) for step in steps)
    assert office.time.passed < dt.timedelta(seconds=1)


def test_the_pause_is_kept_after_the_server_has_left(make_office: MakeOffice) -> None:
    """The pause between connections holds also if the server ended the last one."""
    office = make_office(2)
    with Server(at("dot", TAKES_AND_LEAVES)) as server:
        office.run(server, Pace(100_000, 50, dt.timedelta(seconds=7)))

    assert sorted(delivered(server)) == everybody(2)
    assert dt.timedelta(seconds=7) in office.time.slept


def test_a_server_that_is_gone_in_the_middle(make_office: MakeOffice) -> None:
    """The ledger knows who has the message; the rest is sent when the server is back."""
    office = make_office(6)
    with Server() as server:
        run = office.delivery(server).run()
        for _step in range(3):
            next(run)
    with pytest.raises(MailError, match="takes no more mail now: connection lost"):
        list(run)
    assert office.addresses_in(State.SENT) == everybody(6)[:3]
    assert office.addresses_in(State.PLANNED) == everybody(6)[3:]
    with Server() as back:
        office.run(back)

    assert delivered(server) == everybody(6)[:3]
    assert sorted(delivered(back)) == everybody(6)[3:]


# --- unclear -----------------------------------------------------------------


@pytest.mark.parametrize("fault", [CLOSE, LOST, SILENCE, Fault(b"what?", accepts=True)])
def test_after_the_last_byte_nobody_can_know(make_office: MakeOffice, fault: Fault) -> None:
    """An unclear message is sent again only if the user asks for it."""
    office = make_office(3)
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
        address(1): 1 + fault.accepts,
        address(2): 1,
    }
    assert office.addresses_in(State.SENT) == everybody(3)


def test_a_server_that_always_breaks_off_leaves_few_unclear(make_office: MakeOffice) -> None:
    """The run ends after the last wait instead of making every message unclear."""
    office = make_office(50)
    with Server(at("dot", LOST)) as server, pytest.raises(MailError, match="takes no more mail"):
        office.run(server)

    assert (
        office.addresses_in(State.UNCLEAR)
        == delivered(server)
        == everybody(50)[: len(RECONNECT_DELAYS) + 1]
    )
    assert len(office.addresses_in(State.PLANNED)) == 50 - len(RECONNECT_DELAYS) - 1
