"""The ledger file: damage, other versions, other places, and one run at a time."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from reports.errors import ConflictError, Exit
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, Relocation, State
from reports.storage import sqlite
from reports.storage.sqlite import exclusive
from tests.support.ledgers import AT, ERIKA, LATER, MUCH_LATER, TEXT, bring, people, running_script

# --- the file ----------------------------------------------------------------


def test_new_ledger_is_empty_and_for_its_owner_alone(ledger: Ledger, path: Path) -> None:
    """The file says who belongs to the party, so other users must not read it."""
    assert ledger.editions() == []
    assert ledger.edition("briefing") is None
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("spoil", ["nothing", "no tables"])
def test_empty_file_is_no_new_ledger(create: bool, spoil: str, path: Path) -> None:
    """A failed copy leaves one; taken for new, everybody would get everything again."""
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
    """Somebody has copied everything but the file itself."""
    path.with_name(f"{LEDGER}-wal").write_bytes(b"x")
    with pytest.raises(ConflictError, match="the ledger is missing, but its journal is"):
        Ledger.open(path)
    assert not path.exists()


def test_ledger_is_made_where_files_have_one_name_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drives formatted for every system know no hard links."""

    def refuse(_old: Path, _new: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with Ledger.open(path) as opened:
        assert opened.editions() == []
    assert [file.name for file in path.parent.iterdir()] == [LEDGER]


def test_two_that_make_a_ledger_at_once_have_the_same(path: Path) -> None:
    """The later one must not replace the file that the first one writes to."""
    Ledger.open(path).close()
    inode = path.stat().st_ino
    Ledger._make(path)
    assert path.stat().st_ino == inode
    assert [file.name for file in path.parent.iterdir()] == [LEDGER]


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
    """Reading the log of a workspace that never sent makes no ledger."""
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
    """Lost rows would be messages sent twice, so damage is looked for at opening."""
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
    """SQLite's dot-file locking has no shared memory, like network shares."""
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
        assert [edition.id for edition in opened.forget(MUCH_LATER, MUCH_LATER)] == [begun.id]
    assert ERIKA[0].encode() not in path.read_bytes()


# --- migrations --------------------------------------------------------------


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
    """The earlier version of the program can go on with the file."""
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
    """The mails already sent carry plain tokens; a new edition has keyed ones."""
    first_version(path, sent=True)
    with Ledger.open(path) as opened:
        assert not opened.begin_edition("briefing", {}, LATER).keyed
        assert opened.begin_edition("briefing", {}, LATER, anew=True).keyed
        assert [edition.keyed for edition in opened.editions()] == [False, True]
        assert opened.begin_edition("appeal", {}, LATER).keyed


def test_edition_that_nobody_has_yet_is_keyed(path: Path) -> None:
    first_version(path, sent=False)
    with Ledger.open(path) as opened:
        assert opened.begin_edition("briefing", {}, LATER).keyed


def test_secret_stays_what_it_was(path: Path) -> None:
    """It moves with the file."""
    with Ledger.open(path) as opened:
        assert opened.token_secret(b"a" * 32) == b"a" * 32
    moved = path.rename(path.with_name("other.db"))
    with Ledger.open(moved) as opened:
        assert opened.token_secret(b"b" * 32) == b"a" * 32


# --- where it lies -----------------------------------------------------------


def confirm(path: Path, *, moved: bool = False) -> Relocation | None:
    with Ledger.open(path) as opened:
        return opened.confirm_location(moved=moved)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The path of a ledger that was sent from."""
    folder = tmp_path / "office"
    folder.mkdir()
    assert confirm(folder / LEDGER) is None
    return folder / LEDGER


def test_ledger_in_its_place_is_sent_from(home: Path, tmp_path: Path) -> None:
    """Also if it is reached through a link."""
    assert confirm(home) is None
    (tmp_path / "link").symlink_to(home.parent)
    assert confirm(tmp_path / "link" / LEDGER) is None


def test_ledger_that_was_moved_is_sent_from(home: Path, tmp_path: Path) -> None:
    """It kept its inode and left nothing behind; the move is reported once."""
    old = str(home)
    home.parent.rename(tmp_path / "moved")
    moved = tmp_path / "moved" / LEDGER
    assert confirm(moved) == Relocation(old, is_still_there=False)
    assert confirm(moved) is None


def test_another_name_for_the_same_file_is_no_copy(home: Path, tmp_path: Path) -> None:
    """A share may be reachable by two paths."""
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
    """The original may be on another computer, or the copy an old backup."""
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
    """It does not know what was sent since."""
    backup = tmp_path / "backup.db"
    shutil.copy2(home, backup)
    backup.replace(home)
    with pytest.raises(ConflictError, match=r"not the file that was last sent from.* --moved"):
        confirm(home)
    confirm(home, moved=True)
    assert confirm(home) is None


def test_drive_with_another_number_is_the_same_place(home: Path) -> None:
    """Systems give drives other numbers at each start."""
    with Ledger.open(home) as opened:
        (stored,) = opened._rows("SELECT value FROM setting WHERE name = 'location'")[0]
        changed = json.dumps(json.loads(stored) | {"device": 99}).encode()
        opened._run("UPDATE setting SET value = ? WHERE name = 'location'", changed)
        assert opened.confirm_location(moved=False) is None


# --- one run at a time -------------------------------------------------------


def test_only_one_run_sends(path: Path) -> None:
    """The second one fails at once; a killed run holds no lock."""
    with (
        running_script(path, "with exclusive(path): wait()"),
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
        assert [file.name for file in path.parent.iterdir() if file.name[0] != "."] == []


def test_run_where_no_lock_can_lie_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ConflictError, match="cannot be read or written"),
        exclusive(tmp_path / "file" / LEDGER),
    ):
        pytest.fail("held without a lock")


# --- what has become of a file on its disk -----------------------------------


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
