"""Files with names are readable by their owner alone, and letters do not stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.mail_office import BRIEF, EVERYBODY, MAX, MIXED_LIST, MailOffice, recipients_of
from tests.support.smtp import SILENCE, Server, at, for_recipients


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_files_with_names_are_for_their_owner_alone(umask: int, office: MailOffice) -> None:
    """Under any umask, and in folders that an earlier version made readable for all."""
    office.drafts_folder.mkdir(parents=True, mode=0o755)
    office.write_people(MIXED_LIST)
    before = os.umask(umask)
    try:
        office.mail("brief")
    finally:
        os.umask(before)
    paths = [path for path in office.drafts_folder.iterdir() if path.is_file()]
    assert len(paths) == 5
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    for folder in (office.drafts_folder, office.drafts_folder.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


COMMAND_WITH_HANDLERS = """
import signal, sys
class Ended(BaseException):
    pass
def end(number, _frame):
    raise Ended(number)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGHUP, end)
from reports.cli import main
main()
"""
"""The command with signal handlers that raise an exception in the main thread."""


def letters_in_workspace(office: MailOffice) -> list[Path]:
    """Return the PDFs among the work files in the workspace."""
    return [path for path in (office.folder / ".handzettel").rglob("*") if path.suffix == ".pdf"]


def letters_in_temporary_folder(office: MailOffice) -> list[Path]:
    """Return the PDFs in the folder for temporary files."""
    paths = (path for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file())
    return [path for path in paths if path.read_bytes().startswith(b"%PDF")]


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.soak), signal.SIGKILL]
)
def test_run_that_is_ended_leaves_no_letters(
    number: signal.Signals, office: MailOffice, server: Server
) -> None:
    """Outside the workspace never; in it until the next run, and only after a kill.

    A run that lives meanwhile is not disturbed by another that clears.
    """
    office.write_campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    server.faults = for_recipients({MAX: ("data", SILENCE)})
    command: list[str | Path] = [sys.executable, "-c", COMMAND_WITH_HANDLERS, "mail"]
    command += ["-w", office.folder, "-o", office.out, "brief", "--send", "--yes"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        server.wait_for(b"RCPT TO:<max@example.org>")
        letters = letters_in_workspace(office)
        assert len(letters) == 3
        assert {path.stat().st_mode & 0o777 for path in letters} == {0o600}
        assert {path.parent.stat().st_mode & 0o777 for path in letters} == {0o700}
        assert letters_in_temporary_folder(office) == []
        assert office.mail("brief").exit == 0
        assert letters_in_workspace(office) == letters
        running.send_signal(number)
        _out, errors = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    killed = number is signal.SIGKILL
    assert letters_in_workspace(office) == (letters if killed else [])
    assert (
        "Broken off; handzettel mail brief --send goes on where it stopped." in errors
    ) != killed
    assert letters_in_temporary_folder(office) == []
    server.faults = at("none", SILENCE)
    assert office.send().exit == 0
    assert recipients_of(server) == EVERYBODY
    assert letters_in_workspace(office) == []
    assert letters_in_temporary_folder(office) == []
