"""``--send`` reaches each person once, whatever breaks in between."""

from __future__ import annotations

import datetime as dt
import os
import pty
import signal
import subprocess
import tempfile
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from reports.mail.smtp import PASSWORD
from reports.storage.sqlite import exclusive
from tests.conftest import COMMAND
from tests.support.mail_office import (
    AT,
    BRIEF,
    ERIKA,
    EVERYBODY,
    KIM,
    MAX,
    PEOPLE,
    MailOffice,
    parse_message,
    plain_text,
    read_files,
    read_rows,
    recipients_of,
)
from tests.support.smtp import BYE, CLOSE, SILENCE, Fault, Server, at, certificates, for_recipients


def test_each_person_gets_it_once(office: MailOffice, server: Server) -> None:
    """Each gets their own message, and later runs send nothing."""
    ran = office.send()
    assert (ran.exit, ran.stdout) == (0, b"")
    assert "3 people have edition 1." in ran.stderr
    assert recipients_of(server) == EVERYBODY
    for (sender, recipient, data), name in zip(
        server.delivered, ("Dr. Erika Muster", "Max Beispiel", "Kim Beispiel"), strict=True
    ):
        message = parse_message(data)
        assert sender == "buero@example.org"
        assert [address.addr_spec for address in message["To"].addresses] == [recipient]
        assert message["Subject"] == f"Einladung (Muster) an {name}"
        assert "X-Unsent" not in message
        assert not message["Cc"]
        assert not message["Bcc"]
    connections = server.connections
    for day in ("2026-12-01", "2027-01-01"):
        assert office.send("--on", day).exit == 0
    assert (recipients_of(server), server.connections) == (EVERYBODY, connections)
    assert set(office.states().values()) == {"sent"}


def test_table_of_the_drafts_says_who_has_it(office: MailOffice, server: Server) -> None:
    office.send()
    office.write_people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    assert office.mail("brief").exit == 0
    listed = read_rows((office.drafts_folder / "table.csv").read_bytes())
    assert [row["state"] for row in listed] == ["sent", "sent", "sent", ""]


def test_ledger_is_for_its_owner_only(office: MailOffice, server: Server) -> None:
    office.send()
    assert office.ledger.stat().st_mode & 0o077 == 0


def test_without_a_terminal_nothing_is_sent_unless_told_so(
    office: MailOffice, server: Server
) -> None:
    ran = office.mail("brief", "--send")
    assert ran.exit == 2
    question = "--send: Send 3 messages from buero@example.org through 127.0.0.1?"
    assert f"{question} – answer on a terminal, or say --yes" in ran.stderr
    assert server.connections == 0


class Terminal:
    """The command on a terminal, for tests that read its screen and type."""

    def __init__(self, office: MailOffice, *arguments: str) -> None:
        self._screen, theirs = pty.openpty()
        command: list[str | Path] = [COMMAND, "mail", "-w", office.folder, "-o", office.out]
        self._process = subprocess.Popen(
            [*command, *arguments], stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self.shown = b""

    def read_until(self, text: bytes) -> None:
        while text not in self.shown and self._read():
            pass
        assert text in self.shown

    def _read(self) -> bytes:
        with suppress(OSError):  # so a terminal ends whose last program has ended
            data = os.read(self._screen, 65536)
            self.shown += data
            return data
        return b""

    def type(self, text: bytes) -> None:
        os.write(self._screen, text)

    def end(self) -> int:
        while self._read():
            pass
        os.close(self._screen)
        return self._process.wait(20)


@pytest.mark.parametrize(
    ("answer", "sent"), [(b"j\n", EVERYBODY), (b"vielleicht\nJa\n", EVERYBODY), (b"nein\n", [])]
)
def test_question_is_answered_in_the_users_language(
    answer: bytes,
    sent: list[str],
    office: MailOffice,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    terminal = Terminal(office, "brief", "--send")
    terminal.read_until(b"[j/N]: ")
    terminal.type(answer)
    assert terminal.end() == (0 if sent else 1)
    assert recipients_of(server) == sent
    assert (b"Bitte mit j oder n antworten" in terminal.shown) == (b"vielleicht" in answer)


@pytest.mark.parametrize(("answer", "code", "sent"), [(b"n\n", 1, []), (b"y\n", 0, EVERYBODY)])
def test_on_a_terminal_somebody_is_asked(
    answer: bytes, code: int, sent: list[str], office: MailOffice, server: Server
) -> None:
    terminal = Terminal(office, "brief", "--send")
    terminal.read_until(b"[y/N]: ")
    assert b"Send 3 messages from buero@example.org through 127.0.0.1?" in terminal.shown
    assert server.connections == 0
    terminal.type(answer)
    assert terminal.end() == code
    assert recipients_of(server) == sent


def test_who_comes_to_the_list_later_gets_it_alone(office: MailOffice, server: Server) -> None:
    office.send()
    office.write_people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    ran = office.send()
    assert ran.exit == 0
    assert recipients_of(server) == [*EVERYBODY, "rita@example.org"]
    assert "4 people have edition 1." in ran.stderr


def test_another_spelling_of_an_address_is_the_same_person(
    office: MailOffice, server: Server
) -> None:
    office.send()
    office.write_people(PEOPLE.replace("erika@example.org", "Erika@EXAMPLE.org"))
    assert office.send().exit == 0
    assert recipients_of(server) == EVERYBODY


def test_changed_text_is_not_sent_to_the_rest_of_the_list(
    office: MailOffice, server: Server
) -> None:
    """A new edition goes to everybody, with other message ids."""
    office.send()
    office.write_people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    office.write_campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    ran = office.send()
    assert ran.exit == 7
    assert "text de: changed, but 3 people already have it" in ran.stderr
    assert "--new-edition" in ran.stderr
    assert recipients_of(server) == EVERYBODY
    assert office.send("--new-edition").exit == 0
    assert recipients_of(server)[3:] == [*EVERYBODY, "rita@example.org"]
    ids = [parse_message(data)["Message-ID"] for _sender, _recipient, data in server.delivered]
    assert len(set(ids)) == 7
    assert office.send().exit == 0
    assert len(server.delivered) == 7


def test_new_edition_that_was_broken_off_goes_on(office: MailOffice, server: Server) -> None:
    """The same command sends to those who are left, and to nobody twice."""
    office.send()
    office.write_campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    server.faults = for_recipients({MAX: ("rcpt", BYE), KIM: ("rcpt", BYE)})
    assert office.send("--new-edition").exit == 8
    assert recipients_of(server)[3:] == [ERIKA]
    server.faults = at("none", SILENCE)
    ran = office.send("--new-edition")
    assert ran.exit == 0
    assert "Edition 2 is not finished and its text is the same, so it goes on." in ran.stderr
    assert recipients_of(server)[3:] == EVERYBODY


def test_first_edition_may_be_called_a_new_one(office: MailOffice, server: Server) -> None:
    assert office.send("--new-edition").exit == 0
    assert recipients_of(server) == EVERYBODY


def test_text_may_change_as_long_as_nobody_has_it(
    office: MailOffice, server: Server, dead_port: int
) -> None:
    office.use_server(dead_port)
    assert office.send().exit == 8
    office.write_campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    office.use_server(server.port)
    assert office.send().exit == 0
    assert all("anderes" in plain_text(parse_message(data)) for _s, _r, data in server.delivered)


@pytest.mark.parametrize("accepted", [True, False])
def test_unclear_message_is_listed_and_sent_again_only_when_asked(
    accepted: bool, office: MailOffice, server: Server
) -> None:
    """The connection broke after its last byte: nobody knows whether it arrived."""
    server.faults = for_recipients({MAX: ("dot", replace(CLOSE, accepts=accepted))})
    beginning = "max@example.org: unclear: "
    for _run in range(2):
        ran = office.send("-q")
        assert ran.exit == 8
        (line,) = ran.stderr.splitlines()
        assert line.startswith(beginning)
        assert line.endswith("ask whether it arrived; --again sends it once more")
        server.faults = at("none", SILENCE)
    assert office.mail("brief", "--send").exit == 8  # there is nothing to ask
    assert office.states() == {ERIKA: "sent", MAX: "unclear", KIM: "sent"}
    assert recipients_of(server).count(MAX) == accepted
    assert office.send("--again").exit == 0
    assert recipients_of(server)[2 + accepted :] == [MAX]
    assert office.states()[MAX] == "sent"


def test_refused_message_is_listed_and_a_corrected_address_gets_it(
    office: MailOffice, server: Server
) -> None:
    """After the correction the run succeeds, although the ledger still has the old address."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"550 5.1.1 no such user"))})
    for _run in range(2):
        ran = office.send("-q")
        assert ran.exit == 8
        (line,) = ran.stderr.splitlines()
        assert line.startswith("max@example.org: refused: ")
        assert "no such user" in line
        assert line.endswith("correct the address in recipients.csv")
    assert recipients_of(server) == [ERIKA, KIM]
    office.write_people(PEOPLE.replace("max@example.org", "max.beispiel@example.org"))
    ran = office.send("-q")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients_of(server)[2:] == ["max.beispiel@example.org"]
    assert office.states()[MAX] == "refused"


def test_who_wants_no_mail_any_more_between_two_runs_gets_nothing(
    office: MailOffice, server: Server
) -> None:
    """This holds although the first run had planned the message."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"451 4.7.1 later"))})
    ran = office.send("-q")
    assert ran.exit == 8
    assert "max@example.org: not taken yet: " in ran.stderr
    server.faults = at("none", SILENCE)
    (office.folder / "no-mail.csv").write_text("email\nMax@example.org\n", encoding="utf-8")
    ran = office.send("-q")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients_of(server) == [ERIKA, KIM]
    assert office.states() == {ERIKA: "sent", KIM: "sent"}


def test_server_that_is_down_loses_nothing(
    office: MailOffice, server: Server, dead_port: int
) -> None:
    office.use_server(dead_port)
    ran = office.send()
    assert ran.exit == 8
    assert f"127.0.0.1:{dead_port}: the server cannot be reached: " in ran.stderr
    assert "port 465 needs tls, 587 starttls" in ran.stderr
    assert "brief: 3 people were not tried – run the same command again later" in ran.stderr
    assert office.waits == []
    assert office.states() == dict.fromkeys(EVERYBODY, "planned")
    office.use_server(server.port)
    assert office.send().exit == 0
    assert recipients_of(server) == EVERYBODY


def test_pace_is_the_campaigns_own(office: MailOffice, server: Server) -> None:
    """Its rate comes before that of the settings."""
    office.write_campaign("rate = 30\n" + BRIEF)
    assert office.send().exit == 0
    assert office.now - AT == dt.timedelta(seconds=4)


def test_run_that_is_broken_off_is_taken_up(office: MailOffice, server: Server) -> None:
    """Meanwhile no other run can send; after Ctrl-C no files are left, and the next run goes on."""
    server.faults = for_recipients({MAX: ("data", SILENCE)})
    command: list[str | Path] = [COMMAND, "mail", "-w", office.folder]
    command += ["brief", "--send", "--yes"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=office.folder)
    try:
        server.wait_for(b"RCPT TO:<max@example.org>")
        ran = office.send()
        assert ran.exit == 7
        assert "another run is sending here – wait until it is done" in ran.stderr
        assert office.mail("--forget", "1d", "--yes").exit == 7
        assert office.mail("--log").exit == 0
        running.send_signal(signal.SIGINT)
        _out, errors = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 130
    assert "Broken off; handzettel mail brief --send goes on where it stopped." in errors
    assert "Traceback" not in errors
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    server.faults = at("none", SILENCE)
    ran = office.send()
    assert ran.exit == 0
    assert "The last run was broken off; it is taken up where it stood." in ran.stderr
    assert recipients_of(server) == EVERYBODY


def test_two_runs_at_once_do_not_send(office: MailOffice, server: Server) -> None:
    with exclusive(office.ledger):
        assert office.send().exit == 7
        assert office.mail("brief").exit == 0
    assert server.connections == 0


CANARY = "kanarienvogel-Ü-7f3a"


def test_password_is_in_no_output_and_no_file(
    office: MailOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the login succeeds, fails, or the server repeats the password."""
    (office.folder / "ca.pem").write_bytes(certificates().authority)
    monkeypatch.setenv(PASSWORD, CANARY)
    runs = []
    right, wrong = ("buero", CANARY), ("buero", "anders")
    blob = b64encode(f"\0buero\0{CANARY}".encode())
    echo = at("auth", Fault(b"535 5.7.8 no " + blob + b" " + CANARY.encode()))
    for login, faults in ((wrong, at("none", SILENCE)), (right, echo), (right, None)):
        with Server(tls=certificates().good, login=login) as server:
            server.faults = faults or server.faults
            office.use_server(server.port, 'user = "buero"', 'ca = "ca.pem"')
            runs += [office.mail("brief", "-v"), office.mail("brief", "-v", "--to-me")]
            runs += [office.send("-v"), office.mail("--log", "brief")]
    assert [ran.exit for ran in runs] == [0, 8, 8, 0, 0, 8, 8, 0, 0, 0, 0, 0]
    output = b"".join(ran.stdout + ran.stderr.encode() for ran in runs)
    everything = output + b"".join(read_files(tmp_path).values())
    for form in (CANARY.encode(), b64encode(CANARY.encode()).rstrip(b"="), blob):
        assert form not in everything
