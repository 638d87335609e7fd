"""A copied, restored or lost ledger sends nothing until the user confirms it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.mail_office import PEOPLE, MailOffice, delete_ledger, recipients_of
from tests.support.smtp import Fault, Server


def test_copied_workspace_sends_nothing_until_told(
    office: MailOffice, server: Server, tmp_path: Path
) -> None:
    """Other uses of a copy work, and after confirmation nobody gets the message twice."""
    assert office.send().exit == 0
    copy = MailOffice(tmp_path / "copy", tmp_path / "copied", office.now)
    shutil.copytree(office.folder, copy.folder)
    copy.write_people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    ran = copy.send("-q")
    assert ran.exit == 7
    (line,) = ran.stderr.splitlines()
    assert line.startswith(
        f"{copy.ledger}: this is a copy of {office.ledger}, which is still there"
    )
    assert "--moved" in line
    assert len(server.delivered) == 3
    assert copy.mail("brief").exit == 0
    assert copy.mail("--log", "brief").exit == 0
    assert copy.mail("brief", "--to-me").exit == 0
    assert len(server.delivered) == 6
    ran = copy.send("--moved")
    assert ran.exit == 0
    assert f"The ledger in {office.ledger} is still there: do not send from it" in ran.stderr
    assert recipients_of(server)[6:] == ["rita@example.org"]
    assert copy.send().exit == 0


def test_workspace_that_was_moved_goes_on(
    office: MailOffice, server: Server, tmp_path: Path
) -> None:
    assert office.send().exit == 0
    moved = MailOffice(tmp_path / "moved", office.out, office.now)
    office.folder.rename(moved.folder)
    ran = moved.send()
    assert ran.exit == 0
    message = f"The ledger was moved here from {office.ledger}, and is sent from here now."
    assert message in ran.stderr
    assert len(server.delivered) == 3


def test_ledger_restored_from_a_backup_sends_nothing_until_told(
    office: MailOffice, server: Server
) -> None:
    """Copied over the newer ledger it has the same path and inode, but knows less."""
    office.write_people("email;roles\nrita@example.org;delegierte\n")
    assert office.send().exit == 0
    backup = office.ledger.read_bytes()
    office.write_people("email;roles\nrita@example.org;delegierte\nmax@example.org;delegierte\n")
    assert office.send().exit == 0
    with office.ledger.open("r+b") as file:
        file.write(backup)
        file.truncate()
    for suffix in ("-wal", "-shm"):
        Path(f"{office.ledger}{suffix}").unlink(missing_ok=True)
    ran = office.send("-q")
    assert ran.exit == 7
    assert f"{office.ledger}: this is an older state of the ledger" in ran.stderr
    assert "--moved" in ran.stderr
    assert len(server.delivered) == 2
    assert office.send("--moved").exit == 0
    assert office.send().exit == 0
    assert recipients_of(server) == ["rita@example.org", "max@example.org", "max@example.org"]


def do_during_first_message(server: Server, action: Callable[[], object]) -> None:
    """Call `action` once, when the first message is on its way."""
    faults, results = server.faults, list[object]()

    def act_then_answer(stage: str, recipient: str) -> Fault | None:
        if not results:
            results.append(action())
        return faults(stage, recipient)

    server.faults = act_then_answer


@pytest.mark.parametrize("lost", ["nothing", "the user's data", "the hidden folder"])
def test_ledger_copied_while_it_was_sent_from_sends_nothing_later(
    lost: str, office: MailOffice, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two notes say how much was sent after the copy; one of them is enough."""
    backup = tmp_path / "backup.db"
    do_during_first_message(server, lambda: shutil.copy(office.ledger, backup))
    assert office.send().exit == 0
    delete_ledger(office.ledger)
    shutil.copy(backup, office.ledger)
    if lost == "the user's data":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new"))
    elif lost == "the hidden folder":
        shutil.rmtree(office.folder / ".handzettel")
    ran = office.send("-q")
    assert ran.exit == 7
    assert f"{office.ledger}: this is " in ran.stderr
    assert "--moved" in ran.stderr
    assert len(server.delivered) == 3


def test_lost_ledger_sends_nothing_until_told(office: MailOffice, server: Server) -> None:
    """A new ledger knows nobody, so that --moved sends to everybody again."""
    assert office.send().exit == 0
    delete_ledger(office.ledger)
    ran = office.send("-q")
    assert ran.exit == 7
    assert f"{office.ledger}: this is not the ledger that was last sent from here" in ran.stderr
    assert len(server.delivered) == 3
    assert office.send("--moved").exit == 0
    assert len(server.delivered) == 6


def test_ledger_removed_while_it_was_sent_from_is_put_back(
    office: MailOffice, server: Server
) -> None:
    do_during_first_message(server, lambda: delete_ledger(office.ledger))
    ran = office.send()
    assert ran.exit == 0, ran.stderr
    assert f"{office.ledger} was removed while mail was sent; it was put back." in ran.stderr
    assert set(office.states().values()) == {"sent"}
    assert office.send().exit == 0
    assert len(server.delivered) == 3


@pytest.mark.parametrize(
    "arguments", [["brief"], ["brief", "--send", "--yes"], ["--log"], ["--forget", "1d", "--yes"]]
)
def test_empty_ledger_stops_everything(
    arguments: list[str], office: MailOffice, server: Server
) -> None:
    """The people in the lost ledger must not get everything again."""
    office.ledger.touch()
    ran = office.mail(*arguments)
    assert ran.exit == 7
    assert "the ledger is empty" in ran.stderr
    assert "restore it from a backup, or remove the file if nothing has been sent" in ran.stderr
    assert server.connections == 0
    assert office.ledger.read_bytes() == b""
