"""Runs at the same time, and runs that die at any point, send each message once."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.errors import ConflictError, MailError
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import LedgerEntry, State
from reports.mail.smtp import Envelope
from tests.support.delivery_office import (
    LOST,
    START,
    TAKES_AND_LEAVES,
    UNKNOWN_USER,
    DeliveryOffice,
    MakeOffice,
    ManualTime,
    address,
    delivered,
    everybody,
    message,
    plan,
)
from tests.support.smtp import (
    BYE,
    CLOSE,
    PATIENCE,
    Fault,
    Faults,
    Server,
)

# --- other runs --------------------------------------------------------------


def test_what_another_run_has_claimed_is_left_to_it(
    make_office: MakeOffice, tmp_path: Path
) -> None:
    """Even where the entry was read before it was claimed."""
    office = make_office(4)

    def compose(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                assert other.claim(office.entry(2), START)
        return message(entry)

    with Server() as server:
        list(office.delivery(server, compose=compose).run())

    assert delivered(server) == [address(0), address(1), address(3)]
    assert office.addresses_in(State.SENDING) == [address(2)]


def test_a_run_ends_where_its_people_are_forgotten(make_office: MakeOffice, tmp_path: Path) -> None:
    """Entries that can no longer be claimed are not tried again and again."""
    office = make_office(3)

    def compose(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                other.forget(START + dt.timedelta(days=1), START)
        return message(entry)

    with Server() as server:
        assert list(office.delivery(server, compose=compose).run()) == []

    assert delivered(server) == []


def test_what_is_planned_meanwhile_goes_out_too(make_office: MakeOffice, tmp_path: Path) -> None:
    """A run goes on until nothing planned is left, whoever planned it."""
    office = make_office(2)

    def compose(entry: LedgerEntry) -> tuple[Envelope, bytes]:
        if entry.address == address(0):
            with Ledger.open(tmp_path / LEDGER) as other:
                plan(other, office.edition, range(4))
        return message(entry)

    with Server() as server:
        list(office.delivery(server, compose=compose).run())

    assert delivered(server) == everybody(4)


def test_an_entry_that_another_run_settles_is_not_handed_over(
    make_office: MakeOffice, tmp_path: Path
) -> None:
    """If the ledger contradicts this run, the last byte is not sent."""
    office = make_office(2)

    def faults(stage: str, _recipient: str) -> Fault | None:
        if stage == "rcpt":
            with Ledger.open(tmp_path / LEDGER) as other:
                other.settle_interrupted(office.edition, START)
        return None

    with Server(faults) as server, pytest.raises(ConflictError, match="another run has changed"):
        office.run(server)

    assert delivered(server) == []
    assert office.addresses_in(State.PLANNED) == everybody(2)


def test_two_deliveries_at_once_send_each_message_once(
    make_office: MakeOffice, tmp_path: Path
) -> None:
    """Claiming decides who sends, even without the exclusive lock."""
    count = 60
    edition = make_office(count).edition
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def deliver(server: Server) -> None:
        try:
            with Ledger.open(tmp_path / LEDGER) as ledger:
                office = DeliveryOffice(ledger, edition)
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


# --- anything, in any order --------------------------------------------------

LATER = Fault(b"451 4.3.0 later")
NEVER = Fault(b"554 5.7.1 no")
ALL_FAULTS: dict[str, list[Fault]] = {
    "greeting": [BYE, CLOSE, LATER, NEVER],
    "ehlo": [BYE, CLOSE, LATER, Fault(b"500 what?")],
    "mail": [BYE, CLOSE, LATER, NEVER, Fault(b"552 5.3.4 too large"), Fault(b"530 log in")],
    "rcpt": [BYE, CLOSE, LATER, NEVER, UNKNOWN_USER, Fault(b"\xff what?")],
    "data": [BYE, CLOSE, LATER, NEVER, Fault(b"250 out of step")],
    "body": [CLOSE],
    "dot": [BYE, CLOSE, LATER, NEVER, LOST, TAKES_AND_LEAVES, Fault(b"354 go on", accepts=True)],
    "quit": [BYE, CLOSE, Fault(b"500 what?")],
}


class SimulatedCrash(BaseException):
    """Ends a run as if the machine had crashed."""


class CrashingLedger(Ledger):
    """A ledger whose process dies before or after some of its changes."""

    crashes: Iterator[int]
    """0 dies before the next change, 1 after it, any other number lets it pass."""

    def _run(self, statement: str, *values: object) -> int:
        fate = next(self.crashes, 2) if statement.startswith("UPDATE") else 2
        if fate == 0:
            raise SimulatedCrash
        changed = super()._run(statement, *values)
        if fate == 1:
            raise SimulatedCrash
        return changed


def scripted(script: Sequence[int]) -> tuple[Faults, list[int]]:
    """Return faults given by numbers, one for each stage, and the list of numbers left."""
    left = list(script)

    def ask(stage: str, _recipient: str) -> Fault | None:
        number = left.pop(0) if left else 99
        faults = ALL_FAULTS.get(stage, [])
        return faults[number] if number < len(faults) else None

    return ask, left


@settings(derandomize=True, database=None)
@given(
    count=st.integers(1, 5),
    script=st.lists(st.integers(0, 20), max_size=60),
    crashes=st.lists(st.integers(0, 12), max_size=30),
)
def test_nobody_gets_it_twice_and_nobody_is_lost(
    count: int, script: list[int], crashes: list[int]
) -> None:
    """Whatever the server does and wherever runs crash, the ledger says what happened."""
    faults, left = scripted(script)
    fates = iter(crashes)
    time = ManualTime()

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
        for _run in range(len(script) + len(crashes) + 1):
            with CrashingLedger.open(path) as ledger:
                ledger.crashes = fates
                office = DeliveryOffice(ledger, edition, time)
                try:
                    ledger.settle_interrupted(edition, time.now)
                    check()
                    office.run(server)
                except (MailError, SimulatedCrash):
                    continue
                check()
                break
        left.clear()
        with Ledger.open(path) as ledger:
            office = DeliveryOffice(ledger, edition, time)
            ledger.settle_interrupted(edition, time.now)
            office.run(server)
            before = check()
            open_states = {State.SENT, State.REFUSED, State.UNCLEAR}
            assert set(office.states()) == set(everybody(count))
            assert set(office.states().values()) <= open_states
            unclear = office.addresses_in(State.UNCLEAR)
            ledger.plan_again(edition, unclear, time.now)
            office.run(server)
            assert Counter(delivered(server)) - before == Counter(unclear)
