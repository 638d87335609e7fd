"""The way of a message through the ledger, also when its run is killed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.errors import ConflictError
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, State
from tests.support.ledgers import (
    AT,
    ERIKA,
    KIM,
    LATER,
    MAX,
    TEXT,
    bring,
    entry,
    people,
    run_and_kill,
)

# --- sending -----------------------------------------------------------------


def test_claim_counts_the_attempt(ledger: Ledger, edition: Edition) -> None:
    planned = entry(ledger, edition)
    assert ledger.claim(planned, LATER)
    claimed = entry(ledger, edition)
    assert (claimed.state, claimed.attempts, claimed.changed) == (State.SENDING, 1, LATER)


def test_one_of_two_runs_gets_the_claim(ledger: Ledger, edition: Edition, path: Path) -> None:
    """Both have read the entry as planned."""
    with Ledger.open(path) as other:
        mine, theirs = entry(ledger, edition), entry(other, edition)
        assert other.claim(theirs, AT)
        assert not ledger.claim(mine, AT)
        assert entry(ledger, edition).attempts == 1


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.REFUSED, State.UNCLEAR])
def test_only_planned_ones_are_claimed(state: State, ledger: Ledger, edition: Edition) -> None:
    was = bring(ledger, edition, state)
    assert not ledger.claim(was, LATER)
    assert entry(ledger, edition) == was


def test_who_left_the_list_is_not_taken_for_who_came(ledger: Ledger, edition: Edition) -> None:
    """A run with the old list must not claim a newcomer's message."""
    removed = entry(ledger, edition, MAX[0])
    ledger.plan(edition, [ERIKA], LATER)
    ledger.plan(edition, [ERIKA, KIM], LATER)
    assert not ledger.claim(removed, LATER)
    assert entry(ledger, edition, KIM[0]).state is State.PLANNED


Settle = Callable[[Ledger, LedgerEntry], None]
OUTCOMES: dict[str, tuple[Settle, State]] = {
    "hand over": (lambda ledger, sending: ledger.mark_handed_over(sending, LATER), State.SENDING),
    "sent": (lambda ledger, sending: ledger.mark_sent(sending, LATER, "answer"), State.SENT),
    "refused": (
        lambda ledger, sending: ledger.mark_refused(sending, LATER, "answer"),
        State.REFUSED,
    ),
    "unclear": (
        lambda ledger, sending: ledger.mark_unclear(sending, LATER, "answer"),
        State.UNCLEAR,
    ),
    "later": (lambda ledger, sending: ledger.defer(sending, LATER, None, "answer"), State.PLANNED),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_outcome_of_an_attempt_is_kept(outcome: str, ledger: Ledger, edition: Edition) -> None:
    settle, state = OUTCOMES[outcome]
    settle(ledger, bring(ledger, edition, State.SENDING))
    settled = entry(ledger, edition)
    answer = "" if outcome == "hand over" else "answer"
    assert (settled.state, settled.answer, settled.changed) == (state, answer, LATER)
    assert entry(ledger, edition, MAX[0]).state is State.PLANNED


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (state, outcome)
        for state in (State.PLANNED, State.SENT, State.REFUSED, State.UNCLEAR)
        for outcome in OUTCOMES
        if (state, outcome) != (State.UNCLEAR, "sent")
    ],
)
def test_no_outcome_without_an_attempt(
    state: State, outcome: str, ledger: Ledger, edition: Edition
) -> None:
    """A late answer of another run must not change a settled entry."""
    settle, _after = OUTCOMES[outcome]
    was = bring(ledger, edition, state)
    with pytest.raises(ConflictError, match=r"erika@example\.org: another run has changed"):
        settle(ledger, was)
    assert entry(ledger, edition) == was


def test_run_that_was_given_up_may_still_tell_that_it_sent(
    ledger: Ledger, edition: Edition
) -> None:
    """It has the server's answer, so the message is no longer unclear."""
    given_up = bring(ledger, edition, State.SENDING)
    assert ledger.settle_interrupted(edition, AT) == (0, 1)
    ledger.mark_sent(given_up, LATER, "250 taken")
    settled = entry(ledger, edition)
    assert (settled.state, settled.answer) == (State.SENT, "250 taken")


def test_next_attempt_starts_clean(ledger: Ledger, edition: Edition) -> None:
    """It keeps nothing of the attempt before."""
    first = bring(ledger, edition, State.SENDING)
    ledger.defer(first, AT, LATER, "450 busy")
    assert entry(ledger, edition).not_before == LATER
    ledger.claim(entry(ledger, edition), LATER)
    claimed = entry(ledger, edition)
    assert (claimed.attempts, claimed.not_before, claimed.answer) == (2, None, "")
    assert ledger.settle_interrupted(edition, LATER) == (1, 0)  # not handed over this time


def test_unclear_ones_are_sent_again_only_when_asked(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.UNCLEAR)
    assert ledger.settle_interrupted(edition, LATER) == (0, 0)
    assert [planned.address for planned in ledger.entries(edition, State.PLANNED)] == [MAX[0]]
    assert ledger.plan_again(edition, [MAX[0]], LATER) == 0
    assert ledger.plan_again(edition, [ERIKA[0], MAX[0]], LATER) == 1
    assert ledger.plan_again(edition, [ERIKA[0]], LATER) == 0
    assert ledger.claim(entry(ledger, edition), LATER)


def test_refused_ones_are_sent_again_only_when_asked(ledger: Ledger, edition: Edition) -> None:
    """Alone or together with the unclear ones."""
    bring(ledger, edition, State.REFUSED)
    assert ledger.plan_again(edition, [ERIKA[0]], LATER) == 0
    assert ledger.plan_again(edition, [ERIKA[0], MAX[0]], LATER, [State.REFUSED]) == 1
    assert ledger.claim(entry(ledger, edition), LATER)
    ledger.mark_unclear(entry(ledger, edition), LATER, "lost")
    assert ledger.plan_again(edition, [ERIKA[0]], LATER, [State.REFUSED]) == 0
    assert ledger.plan_again(edition, [ERIKA[0]], LATER, [State.UNCLEAR, State.REFUSED]) == 1


def test_what_was_put_back_counts_as_not_tried(ledger: Ledger, edition: Edition) -> None:
    """The server's answer was not about this person."""
    sending = bring(ledger, edition, State.SENDING)
    ledger.put_back(sending, LATER, "550 daily limit")
    released = entry(ledger, edition)
    assert (released.state, released.attempts, released.not_before) == (State.PLANNED, 0, None)
    assert released.answer == "550 daily limit"


def test_counts_name_every_state(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.REFUSED)
    assert ledger.count_states(edition) == {
        State.PLANNED: 1,
        State.SENDING: 0,
        State.SENT: 0,
        State.REFUSED: 1,
        State.UNCLEAR: 0,
    }


# --- many --------------------------------------------------------------------


def test_each_planned_one_comes_once_while_they_are_sent(ledger: Ledger) -> None:
    """The run changes the entries that it iterates over, and some become planned again."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, people(1200), AT)
    came = []
    for planned in ledger.entries(begun, State.PLANNED):
        came.append(planned.address)
        assert ledger.claim(planned, AT)
        if planned.id % 3:
            ledger.mark_sent(planned, AT, "250 taken")
        else:
            ledger.defer(planned, AT, None, "450 busy")
    assert came == [address for address, _name, _id in people(1200)]


def test_who_was_sent_in_the_meantime_does_not_come(ledger: Ledger) -> None:
    """An entry that another run claims is skipped when its turn comes."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, people(1200), AT)
    reading = ledger.entries(begun, State.PLANNED)
    next(reading)
    last = entry(ledger, begun, "p1199@example.org")
    ledger.claim(last, AT)
    assert "p1199@example.org" not in [planned.address for planned in reading]


def test_entries_of_many_take_no_memory(ledger: Ledger) -> None:
    """Ten times the people need the same memory."""

    def peak(count: int) -> int:
        begun = ledger.begin_edition("briefing", TEXT, AT, anew=True)
        ledger.plan(begun, people(count), AT)
        tracemalloc.start()
        assert sum(1 for _entry in ledger.entries(begun)) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(10_000) < 1.5 * peak(1_000)


# --- killed ------------------------------------------------------------------


def test_killed_before_the_last_byte_is_planned_again(
    ledger: Ledger, edition: Edition, path: Path
) -> None:
    """The claim is on the disk, and the server cannot have the message."""
    run_and_kill(path, "ledger = Ledger.open(path)\nassert ledger.claim(erika(ledger), AT)\nwait()")
    assert entry(ledger, edition).state is State.SENDING
    assert ledger.settle_interrupted(edition, LATER) == (1, 0)
    planned = entry(ledger, edition)
    assert (planned.state, planned.attempts, planned.changed) == (State.PLANNED, 1, LATER)
    assert ledger.claim(planned, LATER)


def test_killed_after_the_last_byte_is_unclear(
    ledger: Ledger, edition: Edition, path: Path
) -> None:
    script = "ledger = Ledger.open(path)\none = erika(ledger)\nassert ledger.claim(one, AT)\n"
    run_and_kill(path, f"{script}ledger.mark_handed_over(one, AT)\nwait()")
    assert ledger.settle_interrupted(edition, LATER) == (0, 1)
    assert entry(ledger, edition).state is State.UNCLEAR
    assert not ledger.claim(entry(ledger, edition), LATER)
    assert ledger.settle_interrupted(edition, LATER) == (0, 0)


def test_killed_after_the_answer_is_sent(ledger: Ledger, edition: Edition, path: Path) -> None:
    script = "ledger = Ledger.open(path)\none = erika(ledger)\nassert ledger.claim(one, AT)\n"
    run_and_kill(
        path, f"{script}ledger.mark_handed_over(one, AT)\nledger.mark_sent(one, AT, 'ok')\nwait()"
    )
    assert ledger.settle_interrupted(edition, LATER) == (0, 0)
    assert entry(ledger, edition).state is State.SENT


@pytest.mark.parametrize(
    "change",
    [
        "ledger.plan(ledger.edition('briefing'), [('kim@example.org', 'Kim', '<3>')], AT)",
        "ledger.begin_edition('briefing', {'text/de': 'new'}, AT, anew=True)",
        "ledger.settle_interrupted(ledger.edition('briefing'), AT)",
        "ledger.forget(AT + dt.timedelta(days=1), AT)",
    ],
)
def test_killed_within_a_transaction_is_as_before(
    change: str, ledger: Ledger, edition: Edition, path: Path
) -> None:
    """All statements are done, but not the commit."""
    bring(ledger, edition, State.SENDING)
    before = list(ledger.entries(edition))
    ledger.close()
    run_and_kill(path, f"stop_at_commit()\nledger = Ledger.open(path)\n{change}")
    with Ledger.open(path) as opened:
        assert opened.editions() == [edition]
        assert list(opened.entries(edition)) == before


def test_killed_while_the_ledger_is_made_leaves_a_usable_one(path: Path) -> None:
    run_and_kill(path, "import os\nos.link = lambda *names: wait()\nLedger.open(path)")
    assert not path.exists()
    with Ledger.open(path) as opened:
        assert opened.begin_edition("briefing", TEXT, AT).number == 1
    assert [file.name for file in path.parent.iterdir()] == [LEDGER]


def test_take_up_leaves_other_editions_alone(ledger: Ledger, edition: Edition) -> None:
    was = bring(ledger, edition, State.SENDING)
    second = ledger.begin_edition("briefing", TEXT, AT, anew=True)
    assert ledger.settle_interrupted(second, LATER) == (0, 0)
    assert entry(ledger, edition) == was
