"""Deliveries keep the order and the pace, and try deferred messages again."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.mail.delivery import (
    RETRY_DELAYS,
    Attempt,
    Pace,
    Waiting,
)
from reports.mail.ledger_rows import State
from reports.mail.smtp import Deferred
from tests.support.delivery_office import (
    GREYLISTED,
    SENDER,
    START,
    MakeOffice,
    address,
    delivered,
    everybody,
    message,
    outcomes,
    waits,
)
from tests.support.smtp import (
    BYE,
    Fault,
    Server,
    at,
    for_recipients,
)

# --- a server that does its work ---------------------------------------------


def test_everybody_gets_the_message_made_for_them(make_office: MakeOffice) -> None:
    """Once, in the order of the plan, over one connection; the ledger has the answer."""
    office = make_office(5)
    with Server() as server:
        steps = office.run(server)

    assert server.delivered == [(SENDER, address(n), message(office.entry(n))[1]) for n in range(5)]
    assert server.connections == 1
    assert [type(step) for step in steps] == [Attempt] * 5
    assert office.addresses_in(State.SENT) == everybody(5)
    assert office.entry(0).answer == "250 2.0.0 taken"


def test_a_second_run_sends_nothing(make_office: MakeOffice) -> None:
    """With nothing to send, it does not even connect."""
    office = make_office(3)
    with Server() as server:
        office.run(server)
        assert office.run(server) == []

    assert delivered(server) == everybody(3)
    assert server.connections == 1


def test_a_run_that_is_left_early_is_taken_up(make_office: MakeOffice) -> None:
    """The caller may stop after any step; the next run sends the rest."""
    office = make_office(5)
    with Server() as server:
        for number, _step in enumerate(office.delivery(server).run(), 1):
            if number == 2:
                break
        assert office.addresses_in(State.PLANNED) == everybody(5)[2:]
        office.run(server)

    assert delivered(server) == everybody(5)


# --- how fast ----------------------------------------------------------------


def test_the_rate_is_kept(make_office: MakeOffice) -> None:
    """At 10 a minute, each message comes six seconds after the one before, the first at once."""
    office = make_office(4)
    with Server() as server:
        run = office.delivery(server, Pace(10, 1000, dt.timedelta())).run()
        times = [office.time.passed.total_seconds() for _step in run]

    assert times == [0, 6, 12, 18]


def test_a_pause_between_connections(make_office: MakeOffice) -> None:
    """After `per_connection` messages comes the pause, then a new connection."""
    office = make_office(7)
    pause = dt.timedelta(seconds=5)
    with Server() as server:
        office.run(server, Pace(100_000, 3, pause))

    assert delivered(server) == everybody(7)
    assert server.connections == 3
    assert office.time.slept.count(pause) == 2
    assert server.received.count(b"QUIT") == 3


# --- later -------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_later_means_after_growing_pauses(make_office: MakeOffice, stage: str) -> None:
    """A 4xx is followed by growing pauses until the message is accepted."""
    office = make_office(1)
    with Server(at(stage, GREYLISTED, 3)) as server:
        run = office.delivery(server).run()
        times = [office.time.passed for step in run if isinstance(step, Attempt)]

    assert times == [dt.timedelta(minutes=minutes) for minutes in (0, 1, 6, 21)]
    assert delivered(server) == everybody(1)
    assert office.addresses_in(State.SENT) == everybody(1)


def test_who_is_put_off_does_not_hold_up_the_others(make_office: MakeOffice) -> None:
    """The others come first, and the connection is closed while the run waits."""
    office = make_office(4)
    with Server(at("rcpt", GREYLISTED, 1)) as server:
        steps = office.run(server)

    assert delivered(server) == [*everybody(4)[1:], address(0)]
    assert waits(steps) == ["the server has asked for another attempt later"]
    assert office.time.passed == RETRY_DELAYS[0]
    assert server.connections == 2


def test_who_is_always_put_off_waits_for_the_next_run(make_office: MakeOffice) -> None:
    """After the last pause the message stays planned; the next run makes as many attempts."""
    office = make_office(2)
    with Server(for_recipients({address(1): ("rcpt", GREYLISTED)})) as server:
        first, second = office.run(server), office.run(server)

    assert outcomes(first, 1) == [Deferred] * (len(RETRY_DELAYS) + 1)
    assert outcomes(second, 1) == [Deferred] * (len(RETRY_DELAYS) + 1)
    assert delivered(server) == [address(0)]
    assert office.states() == {address(0): State.SENT, address(1): State.PLANNED}
    assert office.entry(1).not_before is None


def test_a_run_waits_for_what_an_earlier_one_put_off(make_office: MakeOffice) -> None:
    """The time from which an interrupted run wanted to try again holds for the next one."""
    office = make_office(2)
    due = START + dt.timedelta(minutes=20)
    assert office.ledger.claim(office.entry(0), START)
    office.ledger.defer(office.entry(0), START, due, "450 later")
    with Server() as server:
        steps = office.run(server)

    assert delivered(server) == [address(1), address(0)]
    assert [step.until for step in steps if isinstance(step, Waiting)] == [due]
    assert office.time.now == due


# --- a clock that is set -----------------------------------------------------


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_set_stops_nothing_and_skips_nothing(
    make_office: MakeOffice, days: int
) -> None:
    """Pace, pauses and waits go by the monotonic clock."""
    office = make_office(4)
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


def test_what_was_put_off_under_another_clock_is_due(make_office: MakeOffice) -> None:
    """A time further ahead than the longest delay shows that the clock was set back."""
    office = make_office(2)
    assert office.ledger.claim(office.entry(0), START)
    office.ledger.defer(office.entry(0), START, START + dt.timedelta(days=1), "450 later")
    with Server() as server:
        office.run(server)

    assert delivered(server) == everybody(2)
    assert office.time.passed < dt.timedelta(seconds=1)
