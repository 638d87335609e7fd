"""Fixtures of the mail command: an office, and the server through which it sends."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reports.commands import mail_files
from tests.conftest import PartTaker
from tests.support.mail_office import BRIEF, PEOPLE, MailOffice, replace_once
from tests.support.naughty_strings import naughty_strings
from tests.support.short_sample import shorten
from tests.support.smtp import Server


@pytest.fixture
def office(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MailOffice:
    """An office whose workspace, clock and temporary folder belong to the test."""
    office = MailOffice(shorten(workspace), tmp_path / "out")
    monkeypatch.setattr(mail_files, "clock", office.clock)
    temporary = tmp_path / "temp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    replace_once(workspace / "handzettel.toml", "[mail]\n", "[mail]\nrate = 100000\npause = 0\n")
    (workspace / "no-mail.csv").write_text("email\n", encoding="utf-8")
    office.write_people(PEOPLE)
    office.write_campaign(BRIEF)
    return office


@pytest.fixture
def server(office: MailOffice) -> Iterator[Server]:
    """The server through which the office sends."""
    with Server() as running:
        office.use_server(running.port)
        yield running


@pytest.fixture
def dead_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def naughty(part: PartTaker) -> list[str]:
    """Strings that have broken programs before; in make test every ninth."""
    return list(part(naughty_strings(), 9))
