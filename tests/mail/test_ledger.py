"""The ledger: who has which mail, whatever happens to a run."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from reports.errors import ConflictError, Exit
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, Relocation, State
from reports.storage import sqlite
from reports.storage.sqlite import exclusive

AT = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(minutes=5)
MUCH_LATER = AT + dt.timedelta(days=100)
TEXT = {"text/de": "a1", "summary/bereich-3": "b2"}

ERIKA = ("erika@example.org", "Erika Muster", "<1@example.org>")
MAX = ("max@example.org", "Max Muster", "<2@example.org>")
KIM = ("kim@example.org", "Kim Muster", "<3@example.org>")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / LEDGER


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as opened:
        yield opened


@pytest.fixture
def edition(ledger: Ledger) -> Edition:
    """An edition with Erika and Max planned."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, [ERIKA, MAX], AT)
    return begun


def entry(ledger: Ledger, edition: Edition, address: str = ERIKA[0]) -> LedgerEntry:
    found = ledger.entry(edition, address)
    assert found is not None
    return found


def bring(ledger: Ledger, edition: Edition, state: State) -> LedgerEntry:
    """Erika's entry, brought to a state the way a run does it."""
    planned = entry(ledger, edition)
    if state is not State.PLANNED:
        assert ledger.claim(planned, AT)
        ledger.mark_handed_over(planned, AT)
    settle = {
        State.SENT: ledger.mark_sent,
        State.REFUSED: ledger.mark_refused,
        State.UNCLEAR: ledger.mark_unclear,
    }
    if state in settle:
        settle[state](planned, AT, "250 taken")
    return entry(ledger, edition)


def states(ledger: Ledger, edition: Edition) -> dict[str, State]:
    return {one.address: one.state for one in ledger.entries(edition)}


# --- the file ---------------------------------------------------------------


def test_new_ledger_is_empty_and_for_its_owner_alone(ledger: Ledger, path: Path) -> None:
    """The file holds who belongs to the party: others on the machine do not read it."""
    assert ledger.editions() == []
    assert ledger.edition("briefing") is None
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("spoil", ["nothing", "no tables"])
def test_empty_file_is_no_new_ledger(create: bool, spoil: str, path: Path) -> None:
    """A copy that failed leaves it: taken for new, everybody would get everything again."""
    path.touch()
    if spoil == "no tables":
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE t (x)")
            db.execute("DROP TABLE t")
    before = path.read_bytes()
    with pytest.raises(ConflictError, match=r"ledger is empty.* – restore it .* or remove the fi"):
        Ledger.open(path, create=create)
    assert path.read_bytes() == before


def test_ledger_that_lost_a_table_is_refused(path: Path, edition: Edition, ledger: Ledger) -> None:
    ledger.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE mail_message")
        db.commit()
    with pytest.raises(ConflictError, match=r"no ledger, or a damaged one – restore it"):
        Ledger.open(path)


def test_database_of_another_program_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE songs (title)")
    with pytest.raises(ConflictError, match=r"no ledger, or a damaged one – restore it"):
        Ledger.open(path)


def test_journal_without_its_ledger_is_no_new_ledger(path: Path) -> None:
    """Whoever copied everything but the file itself is told."""
    path.with_name(f"{LEDGER}-wal").write_bytes(b"x")
    with pytest.raises(ConflictError, match="the ledger is missing, but its journal is"):
        Ledger.open(path)
    assert not path.exists()


def test_ledger_is_made_where_files_have_one_name_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on drives that are formatted for every system."""

    def refuse(_old: Path, _new: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with Ledger.open(path) as opened:
        assert opened.editions() == []
    assert [one.name for one in path.parent.iterdir()] == [LEDGER]


def test_two_that_make_a_ledger_at_once_have_the_same(path: Path) -> None:
    """The one that comes later must not put its own in the place of what the first writes to."""
    Ledger.open(path).close()
    inode = path.stat().st_ino
    Ledger._make(path)
    assert path.stat().st_ino == inode
    assert [one.name for one in path.parent.iterdir()] == [LEDGER]


def test_everything_is_there_when_opened_again(path: Path) -> None:
    """What one process wrote is what the next one reads."""
    with Ledger.open(path) as first:
        begun = first.begin_edition("briefing", TEXT, AT)
        first.plan(begun, [ERIKA], AT)
        bring(first, begun, State.SENT)
    with Ledger.open(path) as second:
        assert second.editions() == [begun]
        assert list(second.entries(begun)) == [
            LedgerEntry(1, *ERIKA, State.SENT, 1, None, "250 taken", AT)
        ]


def test_no_file_is_made_unless_wanted(path: Path) -> None:
    """Looking into the log of a workspace that never sent leaves no file behind."""
    with pytest.raises(ConflictError):
        Ledger.open(path, create=False)
    assert not path.exists()


@pytest.mark.parametrize(
    "data", [b"no", b"campaign,address\n" * 500, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_file_of_another_kind_is_refused_and_left_alone(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(ConflictError, match=r"no ledger, or a damaged one – restore it"):
        Ledger.open(path)
    assert path.read_bytes() == data


def test_damaged_ledger_is_refused(path: Path) -> None:
    """Rows lost unseen would be mails sent twice, so damage is looked for, not stumbled upon."""
    with Ledger.open(path) as opened:
        begun = opened.begin_edition("briefing", TEXT, AT)
        opened.plan(begun, people(2000), AT)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xaa" * 4096
    path.write_bytes(data)
    with pytest.raises(ConflictError, match="damaged"):
        Ledger.open(path)


def test_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ConflictError, match=r"cannot be read or written: .* – check") as caught:
        Ledger.open(path)
    assert caught.value.exit is Exit.CONFLICT


def test_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConflictError, match="cannot be read or written"):
        Ledger.open(tmp_path / "file" / LEDGER)


def test_ledger_held_by_another_program_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database viewer with an open transaction gives a message, not a traceback."""
    monkeypatch.setattr(sqlite, "_WAIT", 0.05)
    with Ledger.open(path) as opened, closing(sqlite3.connect(path)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConflictError, match="another program holds the ledger"):
            opened.begin_edition("briefing", TEXT, AT)
        viewer.rollback()
        assert opened.begin_edition("briefing", TEXT, AT).number == 1


def test_share_without_common_memory_does_without_the_wal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's dot-file locking has no shared memory, as is so on network shares."""
    connect = sqlite3.connect

    def without(file: Path | str, **options: object) -> sqlite3.Connection:
        if isinstance(file, str):  # in memory
            return connect(file, **options)  # type: ignore[call-overload, no-any-return]
        return connect(f"{file.as_uri()}?vfs=unix-dotfile", uri=True, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", without)
    with Ledger.open(path) as opened:
        begun = opened.begin_edition("briefing", TEXT, AT)
        opened.plan(begun, [ERIKA], AT)
        assert bring(opened, begun, State.SENT).state is State.SENT
        assert not path.with_name(f"{LEDGER}-wal").exists()
        assert [one.id for one in opened.forget(MUCH_LATER, MUCH_LATER)] == [begun.id]
    assert ERIKA[0].encode() not in path.read_bytes()


# --- migrations -------------------------------------------------------------


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_older_ledger_is_brought_up_to_date(
    path: Path, edition: Edition, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of the program adds its tables and keeps what was sent."""
    bring(ledger, edition, State.SENT)
    ledger.close()
    added = "CREATE TABLE measure (\n id TEXT -- no end yet;\n);\nCREATE INDEX i ON measure (id);"
    monkeypatch.setattr(Ledger, "migrations", (*Ledger.migrations, added))
    with Ledger.open(path) as opened:
        assert opened.count_states(edition)[State.SENT] == 1
    assert version(path) == len(Ledger.migrations)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM measure").fetchone() == (0,)


def test_migration_that_fails_halfway_leaves_the_old_ledger(
    path: Path, edition: Edition, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program of before can go on with the file."""
    ledger.close()
    before = version(path)
    broken = "DROP TABLE mail_document;\nDELETE FROM mail_message;\nINSERT INTO nowhere VALUES (1);"
    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "migrations", (*Ledger.migrations, broken))
        with pytest.raises(ConflictError, match="a damaged one"):
            Ledger.open(path)
    assert version(path) == before
    with Ledger.open(path) as opened:
        assert opened.count_states(edition)[State.PLANNED] == 2
        assert opened.begin_edition("briefing", TEXT, AT) == edition


def test_ledger_of_a_newer_version_is_refused_unchanged(path: Path, ledger: Ledger) -> None:
    ledger.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {len(Ledger.migrations) + 1}")
    data = path.read_bytes()
    with pytest.raises(ConflictError, match="newer version of handzettel – update"):
        Ledger.open(path)
    assert path.read_bytes() == data


FIRST = Ledger.migrations[0]


def first_version(path: Path, *, sent: bool) -> None:
    """Make a ledger as the first version of the program left it."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST)
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO mail_edition VALUES (1, 'briefing', 1, ?, NULL)", [AT.isoformat()])
        row = (1, *ERIKA, "sent" if sent else "planned", AT.isoformat())
        columns = "edition, address, name, message_id, state, changed"
        db.execute(f"INSERT INTO mail_message ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
        db.commit()


def test_edition_from_before_the_secret_keeps_its_tokens(path: Path) -> None:
    """The mails that are out carry them; a new edition is keyed."""
    first_version(path, sent=True)
    with Ledger.open(path) as opened:
        assert not opened.begin_edition("briefing", {}, LATER).keyed
        assert opened.begin_edition("briefing", {}, LATER, anew=True).keyed
        assert [one.keyed for one in opened.editions()] == [False, True]
        assert opened.begin_edition("appeal", {}, LATER).keyed


def test_edition_that_nobody_has_yet_is_keyed(path: Path) -> None:
    first_version(path, sent=False)
    with Ledger.open(path) as opened:
        assert opened.begin_edition("briefing", {}, LATER).keyed


def test_secret_stays_what_it_was(path: Path) -> None:
    """And goes with the file."""
    with Ledger.open(path) as opened:
        assert opened.token_secret(b"a" * 32) == b"a" * 32
    moved = path.rename(path.with_name("other.db"))
    with Ledger.open(moved) as opened:
        assert opened.token_secret(b"b" * 32) == b"a" * 32


# --- where it lies ----------------------------------------------------------


def confirm(path: Path, *, moved: bool = False) -> Relocation | None:
    with Ledger.open(path) as opened:
        return opened.confirm_location(moved=moved)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger that was sent from."""
    folder = tmp_path / "office"
    folder.mkdir()
    assert confirm(folder / LEDGER) is None
    return folder / LEDGER


def test_ledger_in_its_place_is_sent_from(home: Path, tmp_path: Path) -> None:
    """By whichever way it is reached."""
    assert confirm(home) is None
    (tmp_path / "link").symlink_to(home.parent)
    assert confirm(tmp_path / "link" / LEDGER) is None


def test_ledger_that_was_moved_is_sent_from(home: Path, tmp_path: Path) -> None:
    """It kept its number in the file system and left nothing behind; that is told once."""
    old = str(home)
    home.parent.rename(tmp_path / "moved")
    there = tmp_path / "moved" / LEDGER
    assert confirm(there) == Relocation(old, is_still_there=False)
    assert confirm(there) is None


def test_another_name_for_the_same_file_is_no_copy(home: Path, tmp_path: Path) -> None:
    """As where a share is reached in two ways."""
    other = tmp_path / "share.db"
    other.hardlink_to(home)
    assert confirm(other) is None
    assert confirm(home) is None


def test_copy_is_not_sent_from_while_the_original_is_there(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy2(home, copy)
    with pytest.raises(ConflictError) as caught:
        confirm(copy)
    (problem,) = caught.value.problems
    assert f"this is a copy of {home}, which is still there" in problem.message
    assert "--moved" in problem.remedy
    assert confirm(home) is None
    assert confirm(copy, moved=True) == Relocation(str(home), is_still_there=True)
    assert confirm(copy) is None


@pytest.mark.parametrize("instead", ["nothing", "another ledger", "text"])
def test_copy_of_what_is_gone_is_not_sent_from_either(
    instead: str, home: Path, tmp_path: Path
) -> None:
    """It may lie on another computer, or a backup be older than the last mail."""
    copy = tmp_path / "copy.db"
    shutil.copy2(home, copy)
    home.unlink()
    if instead == "another ledger":
        assert confirm(home) is None
    elif instead == "text":
        home.write_text("notes")
    before = home.read_bytes() if home.exists() else None
    with pytest.raises(ConflictError, match=f"belongs to {home}, so it may be a copy .*--moved"):
        confirm(copy)
    assert (home.read_bytes() if home.exists() else None) == before
    assert confirm(copy, moved=True) == Relocation(str(home), is_still_there=False)
    assert confirm(copy) is None


def test_backup_in_the_same_place_is_not_sent_from(home: Path, tmp_path: Path) -> None:
    """Nor is the same path on another computer: what was sent since, it does not know."""
    backup = tmp_path / "backup.db"
    shutil.copy2(home, backup)
    backup.replace(home)
    with pytest.raises(ConflictError, match=r"not the file that was last sent from.* --moved"):
        confirm(home)
    confirm(home, moved=True)
    assert confirm(home) is None


def test_drive_with_another_number_is_the_same_place(home: Path) -> None:
    """Systems number their drives anew at each start."""
    with Ledger.open(home) as opened:
        (stored,) = opened._rows("SELECT value FROM setting WHERE name = 'location'")[0]
        changed = json.dumps(json.loads(stored) | {"device": 99}).encode()
        opened._run("UPDATE setting SET value = ? WHERE name = 'location'", changed)
        assert opened.confirm_location(moved=False) is None


# --- editions ---------------------------------------------------------------


def test_same_text_goes_on_with_the_same_edition(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.SENT)
    assert ledger.begin_edition("briefing", TEXT, LATER) == edition
    assert (edition.number, edition.created, edition.forgotten) == (1, AT, None)
    assert edition.keyed


@pytest.mark.parametrize("state", [State.PLANNED, State.REFUSED])
def test_text_may_change_while_nobody_has_it(
    state: State, ledger: Ledger, edition: Edition
) -> None:
    """Then the new text is the edition's, and going back to the old one is a change."""
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
    for one in ledger.entries(edition):
        ledger.claim(one, AT)
    with pytest.raises(ConflictError, match="but 2 people"):
        ledger.begin_edition("briefing", {"text/de": "new"}, LATER)


def test_document_added_after_sending_counts_from_then_on(ledger: Ledger, edition: Edition) -> None:
    """Others need other documents; those left out this time are still remembered."""
    bring(ledger, edition, State.SENT)
    ledger.begin_edition("briefing", {"flyer": "c3"}, LATER)
    for changed in ({"flyer": "new"}, {"text/de": "new"}):
        with pytest.raises(ConflictError):
            ledger.begin_edition("briefing", changed, LATER)


def test_refused_begin_changes_nothing(ledger: Ledger, edition: Edition) -> None:
    """A document that came with the refused text is not remembered."""
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


# --- planning ---------------------------------------------------------------


def test_plan_follows_the_list_of_people(ledger: Ledger, edition: Edition) -> None:
    """Who is new comes in, who left goes out, and a name that was corrected is."""
    ledger.plan(edition, [KIM, (MAX[0], "Maxi Muster", "<9@example.org>")], LATER)
    found = [(one.address, one.name, one.message_id) for one in ledger.entries(edition)]
    assert sorted(found) == [KIM, (MAX[0], "Maxi Muster", "<9@example.org>")]


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
    """Whoever left the list while a server wanted to be asked later gets nothing."""
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
    """A fault in the list of people must not cost those who stand in it later."""

    def broken() -> Iterator[tuple[str, str, str]]:
        yield KIM
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        ledger.plan(edition, broken(), LATER)
    assert list(states(ledger, edition)) == [ERIKA[0], MAX[0]]
    ledger.plan(edition, [MAX], LATER)
    assert list(states(ledger, edition)) == [MAX[0]]


# --- sending ----------------------------------------------------------------


def test_claim_counts_the_attempt(ledger: Ledger, edition: Edition) -> None:
    planned = entry(ledger, edition)
    assert ledger.claim(planned, LATER)
    found = entry(ledger, edition)
    assert (found.state, found.attempts, found.changed) == (State.SENDING, 1, LATER)


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
    """A run that still knows the old list must not claim the newcomer's message by mistake."""
    gone = entry(ledger, edition, MAX[0])
    ledger.plan(edition, [ERIKA], LATER)
    ledger.plan(edition, [ERIKA, KIM], LATER)
    assert not ledger.claim(gone, LATER)
    assert entry(ledger, edition, KIM[0]).state is State.PLANNED


Settle = Callable[[Ledger, LedgerEntry], None]

OUTCOMES: dict[str, tuple[Settle, State]] = {
    "hand over": (lambda ledger, one: ledger.mark_handed_over(one, LATER), State.SENDING),
    "sent": (lambda ledger, one: ledger.mark_sent(one, LATER, "said"), State.SENT),
    "refused": (lambda ledger, one: ledger.mark_refused(one, LATER, "said"), State.REFUSED),
    "unclear": (lambda ledger, one: ledger.mark_unclear(one, LATER, "said"), State.UNCLEAR),
    "later": (lambda ledger, one: ledger.defer(one, LATER, None, "said"), State.PLANNED),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_outcome_of_an_attempt_is_kept(outcome: str, ledger: Ledger, edition: Edition) -> None:
    settle, state = OUTCOMES[outcome]
    settle(ledger, bring(ledger, edition, State.SENDING))
    found = entry(ledger, edition)
    said = "" if outcome == "hand over" else "said"
    assert (found.state, found.answer, found.changed) == (state, said, LATER)
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
    """A late word of another run must not undo what is settled."""
    settle, _after = OUTCOMES[outcome]
    was = bring(ledger, edition, state)
    with pytest.raises(ConflictError, match=r"erika@example\.org: another run has changed"):
        settle(ledger, was)
    assert entry(ledger, edition) == was


def test_run_that_was_given_up_may_still_tell_that_it_sent(
    ledger: Ledger, edition: Edition
) -> None:
    """It has the server's answer, so the message is unclear no longer."""
    given_up = bring(ledger, edition, State.SENDING)
    assert ledger.settle_interrupted(edition, AT) == (0, 1)
    ledger.mark_sent(given_up, LATER, "250 taken")
    found = entry(ledger, edition)
    assert (found.state, found.answer) == (State.SENT, "250 taken")


def test_next_attempt_starts_clean(ledger: Ledger, edition: Edition) -> None:
    """Nothing of the first attempt is taken for the second one's."""
    first = bring(ledger, edition, State.SENDING)
    ledger.defer(first, AT, LATER, "450 busy")
    assert entry(ledger, edition).not_before == LATER
    ledger.claim(entry(ledger, edition), LATER)
    found = entry(ledger, edition)
    assert (found.attempts, found.not_before, found.answer) == (2, None, "")
    assert ledger.settle_interrupted(edition, LATER) == (1, 0)  # not handed over this time


def test_unclear_ones_are_sent_again_only_when_asked(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.UNCLEAR)
    assert ledger.settle_interrupted(edition, LATER) == (0, 0)
    assert [one.address for one in ledger.entries(edition, State.PLANNED)] == [MAX[0]]
    assert ledger.plan_again(edition, [MAX[0]], LATER) == 0
    assert ledger.plan_again(edition, [ERIKA[0], MAX[0]], LATER) == 1
    assert ledger.plan_again(edition, [ERIKA[0]], LATER) == 0
    assert ledger.claim(entry(ledger, edition), LATER)


def test_refused_ones_are_sent_again_only_when_asked(ledger: Ledger, edition: Edition) -> None:
    """By themselves, or together with those that are unclear."""
    bring(ledger, edition, State.REFUSED)
    assert ledger.plan_again(edition, [ERIKA[0]], LATER) == 0
    assert ledger.plan_again(edition, [ERIKA[0], MAX[0]], LATER, [State.REFUSED]) == 1
    assert ledger.claim(entry(ledger, edition), LATER)
    ledger.mark_unclear(entry(ledger, edition), LATER, "lost")
    assert ledger.plan_again(edition, [ERIKA[0]], LATER, [State.REFUSED]) == 0
    assert ledger.plan_again(edition, [ERIKA[0]], LATER, [State.UNCLEAR, State.REFUSED]) == 1


def test_what_was_put_back_counts_as_not_tried(ledger: Ledger, edition: Edition) -> None:
    """The server spoke of something else than this person."""
    sending = bring(ledger, edition, State.SENDING)
    ledger.put_back(sending, LATER, "550 daily limit")
    found = entry(ledger, edition)
    assert (found.state, found.attempts, found.not_before) == (State.PLANNED, 0, None)
    assert found.answer == "550 daily limit"


def test_counts_name_every_state(ledger: Ledger, edition: Edition) -> None:
    bring(ledger, edition, State.REFUSED)
    assert ledger.count_states(edition) == {
        State.PLANNED: 1,
        State.SENDING: 0,
        State.SENT: 0,
        State.REFUSED: 1,
        State.UNCLEAR: 0,
    }


# --- many -------------------------------------------------------------------


def people(count: int) -> Iterator[tuple[str, str, str]]:
    return ((f"p{i}@example.org", f"Person {i}", f"<{i}@example.org>") for i in range(count))


def test_each_planned_one_comes_once_while_they_are_sent(ledger: Ledger) -> None:
    """A run changes the state of what it reads, and some go back to planned behind it."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, people(1200), AT)
    came = []
    for one in ledger.entries(begun, State.PLANNED):
        came.append(one.address)
        assert ledger.claim(one, AT)
        if one.id % 3:
            ledger.mark_sent(one, AT, "250 taken")
        else:
            ledger.defer(one, AT, None, "450 busy")
    assert came == [address for address, _name, _id in people(1200)]


def test_who_was_sent_in_the_meantime_does_not_come(ledger: Ledger) -> None:
    """Another run's work far ahead is seen when its turn comes."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, people(1200), AT)
    reading = ledger.entries(begun, State.PLANNED)
    next(reading)
    last = entry(ledger, begun, "p1199@example.org")
    ledger.claim(last, AT)
    assert "p1199@example.org" not in [one.address for one in reading]


def test_entries_of_many_take_no_memory(ledger: Ledger) -> None:
    """Ten times the people, the same memory."""

    def peak(count: int) -> int:
        begun = ledger.begin_edition("briefing", TEXT, AT, anew=True)
        ledger.plan(begun, people(count), AT)
        tracemalloc.start()
        assert sum(1 for _one in ledger.entries(begun)) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(10_000) < 1.5 * peak(1_000)


# --- killed -----------------------------------------------------------------

CHILD = """
import datetime as dt, sqlite3, sys
from pathlib import Path
from reports.storage.sqlite import exclusive
from reports.mail.ledger import Ledger

AT = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
path = Path(sys.argv[1])

def wait():
    print("here", flush=True)
    sys.stdin.read()

def stop_at_commit():
    connect = sqlite3.connect
    def traced(*arguments, **options):
        db = connect(*arguments, **options)
        db.set_trace_callback(lambda said: said.startswith("COMMIT") and wait())
        return db
    sqlite3.connect = traced

def erika(ledger):
    edition = ledger.edition("briefing")
    return ledger.entry(edition, "erika@example.org")

"""


@contextmanager
def child(path: Path, script: str) -> Iterator[None]:
    """A process that has come to its ``wait()``, and is killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD + script, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "here\n"
            yield
        finally:
            process.kill()


def killed(path: Path, script: str) -> None:
    with child(path, script):
        pass


def test_killed_before_the_last_byte_is_planned_again(
    ledger: Ledger, edition: Edition, path: Path
) -> None:
    """What was claimed is on the disk; no server can have the message."""
    killed(path, "ledger = Ledger.open(path)\nassert ledger.claim(erika(ledger), AT)\nwait()")
    assert entry(ledger, edition).state is State.SENDING
    assert ledger.settle_interrupted(edition, LATER) == (1, 0)
    found = entry(ledger, edition)
    assert (found.state, found.attempts, found.changed) == (State.PLANNED, 1, LATER)
    assert ledger.claim(found, LATER)


def test_killed_after_the_last_byte_is_unclear(
    ledger: Ledger, edition: Edition, path: Path
) -> None:
    script = "ledger = Ledger.open(path)\none = erika(ledger)\nassert ledger.claim(one, AT)\n"
    killed(path, f"{script}ledger.mark_handed_over(one, AT)\nwait()")
    assert ledger.settle_interrupted(edition, LATER) == (0, 1)
    assert entry(ledger, edition).state is State.UNCLEAR
    assert not ledger.claim(entry(ledger, edition), LATER)
    assert ledger.settle_interrupted(edition, LATER) == (0, 0)


def test_killed_after_the_answer_is_sent(ledger: Ledger, edition: Edition, path: Path) -> None:
    script = "ledger = Ledger.open(path)\none = erika(ledger)\nassert ledger.claim(one, AT)\n"
    killed(
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
    """All statements are done, only the end of the transaction is not."""
    bring(ledger, edition, State.SENDING)
    before = list(ledger.entries(edition))
    ledger.close()
    killed(path, f"stop_at_commit()\nledger = Ledger.open(path)\n{change}")
    with Ledger.open(path) as opened:
        assert opened.editions() == [edition]
        assert list(opened.entries(edition)) == before


def test_killed_while_the_ledger_is_made_leaves_a_usable_one(path: Path) -> None:
    killed(path, "import os\nos.link = lambda *names: wait()\nLedger.open(path)")
    assert not path.exists()
    with Ledger.open(path) as opened:
        assert opened.begin_edition("briefing", TEXT, AT).number == 1
    assert [one.name for one in path.parent.iterdir()] == [LEDGER]


def test_take_up_leaves_other_editions_alone(ledger: Ledger, edition: Edition) -> None:
    was = bring(ledger, edition, State.SENDING)
    second = ledger.begin_edition("briefing", TEXT, AT, anew=True)
    assert ledger.settle_interrupted(second, LATER) == (0, 0)
    assert entry(ledger, edition) == was


# --- one run at a time ------------------------------------------------------


def test_only_one_run_sends(path: Path) -> None:
    """The other one is told at once; a killed run holds nothing."""
    with (
        child(path, "with exclusive(path): wait()"),
        pytest.raises(ConflictError, match="another run is sending here"),
        exclusive(path),
    ):
        pytest.fail("both hold it")
    with exclusive(path):
        pass


def test_run_that_fails_lets_the_next_one_in(path: Path) -> None:
    with pytest.raises(OSError, match="no route"), exclusive(path):
        raise OSError("no route")
    with exclusive(path):
        assert [one.name for one in path.parent.iterdir() if one.name[0] != "."] == []


def test_run_where_no_lock_can_lie_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ConflictError, match="cannot be read or written"),
        exclusive(tmp_path / "file" / LEDGER),
    ):
        pytest.fail("held without a lock")


# --- forgetting -------------------------------------------------------------

SECRETS = [*(part.encode() for part in (*ERIKA, *MAX)), b"250 taken"]


def on_disk(path: Path) -> bytes:
    """Every byte of the ledger and of what SQLite keeps beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


@pytest.fixture
def old_and_new(ledger: Ledger, edition: Edition) -> tuple[Edition, Edition]:
    """One edition of long ago, and one of today with Kim in it."""
    bring(ledger, edition, State.SENT)
    new = ledger.begin_edition("appeal", TEXT, MUCH_LATER)
    ledger.plan(new, [KIM], MUCH_LATER)
    return edition, new


def test_forgotten_people_are_gone_from_the_disk(
    ledger: Ledger, old_and_new: tuple[Edition, Edition], path: Path
) -> None:
    """Neither the file nor the log beside it has a byte of them, open or closed."""
    assert [secret for secret in SECRETS if secret not in on_disk(path)] == []
    ledger.forget(LATER, MUCH_LATER)
    assert [secret for secret in SECRETS if secret in on_disk(path)] == []
    assert KIM[0].encode() in on_disk(path)
    ledger.close()
    assert [secret for secret in SECRETS if secret in on_disk(path)] == []


def test_forgotten_people_leave_no_copies_in_gaps(ledger: Ledger, path: Path) -> None:
    """SQLite moves rows that grow within their pages, and what it moved from stays as it was."""
    begun = ledger.begin_edition("briefing", TEXT, AT)
    ledger.plan(begun, reversed(list(people(500))), AT)
    for one in ledger.entries(begun):
        ledger.claim(one, AT)
        ledger.defer(one, AT, None, "450 Person is busy " * (one.id % 9))
    ledger.plan(ledger.begin_edition("appeal", TEXT, MUCH_LATER), [KIM], MUCH_LATER)
    assert [one.campaign for one in ledger.forget(LATER, MUCH_LATER)] == ["briefing"]
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
    assert [(one.address, one.name, one.answer) for one in ledger.entries(old)] == [("",) * 3] * 2
    assert {one.changed for one in ledger.entries(old)} == {AT}
    assert list(ledger.entries(new)) == kims
    assert ledger.forget(LATER, MUCH_LATER) == []


def test_edition_is_as_old_as_its_newest_entry(ledger: Ledger, edition: Edition) -> None:
    maxs = entry(ledger, edition, MAX[0])
    ledger.claim(maxs, LATER)
    assert ledger.forget(LATER, MUCH_LATER) == []
    assert len(ledger.forget(LATER + dt.timedelta(seconds=1), MUCH_LATER)) == 1


def test_forgotten_edition_is_not_sent_any_further(ledger: Ledger, edition: Edition) -> None:
    """Who has it is not known any more, so a run must not start from nothing."""
    planned = entry(ledger, edition)
    ledger.forget(LATER, MUCH_LATER)
    for attempt in (
        lambda: ledger.begin_edition("briefing", TEXT, MUCH_LATER),
        lambda: ledger.plan(edition, [ERIKA], MUCH_LATER),
    ):
        with pytest.raises(ConflictError, match=r"forgotten – .*--new-edition"):
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
    """An open reader keeps the old log on the disk: that is told, and done on the next call."""
    ledger.close()
    monkeypatch.setattr(sqlite, "_WAIT", 0.05)
    with Ledger.open(path) as opened, closing(sqlite3.connect(path)) as viewer:
        bring(opened, edition, State.SENT)
        viewer.execute("BEGIN")
        viewer.execute("SELECT * FROM mail_message").fetchone()
        with pytest.raises(ConflictError, match=r"traces are left .* – close it"):
            opened.forget(LATER, MUCH_LATER)
        viewer.rollback()
        assert opened.forget(LATER, MUCH_LATER) == []
        assert [secret for secret in SECRETS if secret in on_disk(path)] == []
        assert opened.count_states(edition)[State.SENT] == 1


# --- what has become of a file on its disk ------------------------------------


def _read_all(ledger: Ledger) -> None:
    for edition in ledger.editions():
        list(ledger.entries(edition))
    ledger.confirm_location(moved=False)
    ledger.token_secret(b"s" * 32)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE mail_message SET changed = '2027-13-01T09:30:00+00:00'",
        "UPDATE mail_message SET changed = x'00'",
        "UPDATE mail_message SET not_before = 'soon'",
        "UPDATE mail_message SET name = CAST(x'ff' AS TEXT)",
        "UPDATE mail_edition SET created = 'then'",
        "UPDATE setting SET value = '{' WHERE name = 'location'",
        "UPDATE setting SET value = '[]' WHERE name = 'location'",
        "UPDATE setting SET value = 7",
    ],
)
def test_value_that_nobody_can_have_written_is_told_as_damage(
    change: str, ledger: Ledger, edition: Edition, path: Path
) -> None:
    _read_all(ledger)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    with pytest.raises(ConflictError) as caught:
        _read_all(ledger)
    (problem,) = caught.value.problems
    assert problem.place.file == str(path)
    assert "restore it from a backup" in problem.remedy
