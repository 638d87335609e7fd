"""Editions: when the text may change, who is planned, and what is forgotten."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reports.errors import ConflictError
from reports.mail.ledger import Ledger
from reports.mail.ledger_rows import Edition, State
from reports.storage import sqlite
from tests.support.ledgers import (
    AT,
    ERIKA,
    KIM,
    LATER,
    MAX,
    MUCH_LATER,
    TEXT,
    bring,
    entry,
    people,
    states,
)

# --- editions ----------------------------------------------------------------


def test_same_text_goes_on_with_the_same_edition(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.SENT)
    assert ledger.begin_edition("briefing", TEXT, LATER) == edition
    assert (edition.number, edition.created, edition.forgotten) == (1, AT, None)
    assert edition.keyed


@pytest.mark.parametrize("state", [State.PLANNED, State.REFUSED])
def test_text_may_change_while_nobody_has_it(
    state: State, ledger: Ledger, edition: Edition
) -> None:
    """The new text then is that of the edition, so the old one would be a change."""
    bring(ledger, edition, state)
    assert ledger.begin_edition("briefing", {**TEXT, "text/de": "new"}, LATER) == edition
    maxs = entry(ledger, edition, MAX[0])
    assert ledger.claim(maxs, LATER)
    with pytest.raises(ConflictError, match="text/de: changed"):
        ledger.begin_edition("briefing", TEXT, LATER)


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNCLEAR])
def test_text_must_not_change_once_somebody_may_have_it(
    state: State, ledger: Ledger, edition: Edition
) -> None:
    bring(ledger, edition, state)
    with pytest.raises(ConflictError) as caught:
        ledger.begin_edition("briefing", {"text/de": "new", "summary/bereich-3": "new"}, LATER)
    (problem,) = caught.value.problems
    assert problem.message.startswith("summary/bereich-3, text/de: changed, but one person")
    assert "--new-edition" in problem.remedy
    assert ledger.begin_edition("briefing", TEXT, LATER) == edition


def test_refusal_says_how_many_have_the_old_text(ledger: Ledger, edition: Edition) -> None:
    for planned in ledger.entries(edition):
        ledger.claim(planned, AT)
    with pytest.raises(ConflictError, match="but 2 people"):
        ledger.begin_edition("briefing", {"text/de": "new"}, LATER)


def test_document_added_after_sending_counts_from_then_on(ledger: Ledger, edition: Edition) -> None:
    """Documents that no one needs this time are still remembered."""
    bring(ledger, edition, State.SENT)
    ledger.begin_edition("briefing", {"flyer": "c3"}, LATER)
    for changed in ({"flyer": "new"}, {"text/de": "new"}):
        with pytest.raises(ConflictError):
            ledger.begin_edition("briefing", changed, LATER)


def test_refused_begin_changes_nothing(ledger: Ledger, edition: Edition) -> None:
    """A document that came with a refused text is not remembered."""
    bring(ledger, edition, State.SENT)
    with pytest.raises(ConflictError):
        ledger.begin_edition("briefing", {"flyer": "c3", "text/de": "new"}, LATER)
    assert ledger.begin_edition("briefing", {"flyer": "other"}, LATER) == edition


def test_new_edition_goes_to_everybody_again(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.SENT)
    second = ledger.begin_edition("briefing", {"text/de": "new"}, LATER, anew=True)
    ledger.plan(second, [ERIKA, MAX], LATER)
    assert (second.number, second.created) == (2, LATER)
    assert states(ledger, second) == {ERIKA[0]: State.PLANNED, MAX[0]: State.PLANNED}
    assert ledger.count_states(edition)[State.SENT] == 1
    assert ledger.begin_edition("briefing", {"text/de": "new"}, LATER) == second
    assert ledger.edition("briefing") == second


def test_campaigns_do_not_know_of_each_other(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.SENT)
    other = ledger.begin_edition("appeal", {"text/de": "other"}, AT)
    ledger.plan(other, [ERIKA], AT)
    assert states(ledger, other) == {ERIKA[0]: State.PLANNED}
    assert ledger.editions() == [other, edition]


# --- planning ----------------------------------------------------------------


def test_plan_follows_the_list_of_people(ledger: Ledger, edition: Edition) -> None:
    """New people are added, others removed, and names corrected."""
    ledger.plan(edition, [KIM, (MAX[0], "Maxi Muster", "<9@example.org>")], LATER)
    entries_ = [(row_.address, row_.name, row_.message_id) for row_ in ledger.entries(edition)]
    assert sorted(entries_) == [KIM, (MAX[0], "Maxi Muster", "<9@example.org>")]


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.REFUSED, State.UNCLEAR])
def test_plan_leaves_alone_what_is_not_planned(
    state: State, ledger: Ledger, edition: Edition
) -> None:
    was = bring(ledger, edition, state)
    ledger.plan(edition, [(ERIKA[0], "Other", "<other@example.org>")], LATER)
    assert entry(ledger, edition) == was
    ledger.plan(edition, [MAX], LATER)
    assert entry(ledger, edition) == was


def test_plan_removes_who_was_attempted_and_left(ledger: Ledger, edition: Edition) -> None:
    """Deferred people who have left the list get nothing."""
    claimed = entry(ledger, edition)
    ledger.claim(claimed, AT)
    ledger.defer(claimed, AT, None, "450 busy")
    ledger.plan(edition, [MAX], LATER)
    assert ledger.entry(edition, ERIKA[0]) is None


def test_plan_touches_no_other_edition(ledger: Ledger, edition: Edition) -> None:
    second = ledger.begin_edition("briefing", TEXT, AT, anew=True)
    ledger.plan(second, [KIM], LATER)
    assert list(states(ledger, edition)) == [ERIKA[0], MAX[0]]
    assert list(states(ledger, second)) == [KIM[0]]


def test_plan_that_breaks_off_changes_nothing(ledger: Ledger, edition: Edition) -> None:
    """An error in reading the list must not remove those after it."""

    def broken() -> Iterator[tuple[str, str, str]]:
        yield KIM
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        ledger.plan(edition, broken(), LATER)
    assert list(states(ledger, edition)) == [ERIKA[0], MAX[0]]
    ledger.plan(edition, [MAX], LATER)
    assert list(states(ledger, edition)) == [MAX[0]]


# --- forgetting --------------------------------------------------------------

SECRETS = [*(part.encode() for part in (*ERIKA, *MAX)), b"250 taken"]


def on_disk(path: Path) -> bytes:
    """Return every byte of the ledger and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


@pytest.fixture
def old_and_new(ledger: Ledger, edition: Edition) -> tuple[Edition, Edition]:
    """Return an edition of long ago, and one of today with Kim planned."""
    bring(ledger, edition, State.SENT)
    new = ledger.begin_edition("appeal", TEXT, MUCH_LATER)
    ledger.plan(new, [KIM], MUCH_LATER)
    return edition, new


def test_forgotten_people_are_gone_from_the_disk(
    ledger: Ledger, old_and_new: tuple[Edition, Edition], path: Path
) -> None:
    """Neither the file nor its log has a byte of them, open or closed."""
    assert [secret for secret in SECRETS if secret not in on_disk(path)] == []
    ledger.forget(LATER, MUCH_LATER)
    assert [secret for secret in SECRETS if secret in on_disk(path)] == []
    assert KIM[0].encode() in on_disk(path)
    ledger.close()
    assert [secret for secret in SECRETS if secret in on_disk(path)] == []


def test_forgotten_people_leave_no_copies_in_gaps(ledger: Ledger, path: Path) -> None:
    """SQLite moves rows that grow, and leaves the old bytes in the page."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, reversed(list(people(500))), AT)
    for planned in ledger.entries(begun):
        ledger.claim(planned, AT)
        ledger.defer(planned, AT, None, "450 Person is busy " * (planned.id % 9))
    ledger.plan(ledger.begin_edition("appeal", TEXT, MUCH_LATER), [KIM], MUCH_LATER)
    assert [forgotten.campaign for forgotten in ledger.forget(LATER, MUCH_LATER)] == ["briefing"]
    assert b"Person" not in on_disk(path)


def test_forgotten_edition_keeps_its_counts_and_times(
    ledger: Ledger, old_and_new: tuple[Edition, Edition]
) -> None:
    old, new = old_and_new
    counts, kims = ledger.count_states(old), list(ledger.entries(new))
    (forgotten,) = ledger.forget(LATER, MUCH_LATER)
    assert (forgotten.id, forgotten.forgotten) == (old.id, MUCH_LATER)
    assert ledger.edition("briefing") == forgotten
    assert ledger.count_states(old) == counts
    assert [(wiped.address, wiped.name, wiped.answer) for wiped in ledger.entries(old)] == [
        ("",) * 3
    ] * 2
    assert {wiped.changed for wiped in ledger.entries(old)} == {AT}
    assert list(ledger.entries(new)) == kims
    assert ledger.forget(LATER, MUCH_LATER) == []


def test_edition_is_as_old_as_its_newest_entry(ledger: Ledger, edition: Edition) -> None:
    maxs = entry(ledger, edition, MAX[0])
    ledger.claim(maxs, LATER)
    assert ledger.forget(LATER, MUCH_LATER) == []
    assert len(ledger.forget(LATER + dt.timedelta(seconds=1), MUCH_LATER)) == 1


def test_forgotten_edition_is_not_sent_any_further(ledger: Ledger, edition: Edition) -> None:
    """Nobody knows any more who has it."""
    planned = entry(ledger, edition)
    ledger.forget(LATER, MUCH_LATER)
    for attempt in (
        lambda: ledger.begin_edition("briefing", TEXT, MUCH_LATER),
        lambda: ledger.plan(edition, [ERIKA], MUCH_LATER),
    ):
        with pytest.raises(ConflictError, match=r"were wiped – .*--new-edition"):
            attempt()
    assert not ledger.claim(planned, MUCH_LATER)
    assert ledger.begin_edition("briefing", TEXT, MUCH_LATER, anew=True).number == 2


def test_outcome_that_comes_after_forgetting_is_not_written(
    ledger: Ledger, edition: Edition, path: Path
) -> None:
    """A server's answer may name the person who was just forgotten."""
    sending = bring(ledger, edition, State.SENDING)
    ledger.forget(LATER, MUCH_LATER)
    with pytest.raises(ConflictError):
        ledger.mark_sent(sending, MUCH_LATER, "250 taken for erika@example.org")
    assert b"erika@example.org" not in on_disk(path)


def test_forgetting_is_finished_once_nobody_reads(
    ledger: Ledger, edition: Edition, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open reader keeps the old log; the error says so, and the next call finishes."""
    ledger.close()
    monkeypatch.setattr(sqlite, "_WAIT", 0.05)
    with Ledger.open(path) as opened, closing(sqlite3.connect(path)) as viewer:
        bring(opened, edition, State.SENT)
        viewer.execute("BEGIN")
        viewer.execute("SELECT * FROM mail_message").fetchone()
        with pytest.raises(ConflictError, match=r"wiped names are left .* – close it"):
            opened.forget(LATER, MUCH_LATER)
        viewer.rollback()
        assert opened.forget(LATER, MUCH_LATER) == []
        assert [secret for secret in SECRETS if secret in on_disk(path)] == []
        assert opened.count_states(edition)[State.SENT] == 1
