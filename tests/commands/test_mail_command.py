"""The mail command as the office runs it: files first, then a trial, then each person once."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import pty
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from reports.cli import main
from reports.commands import mail_files
from reports.commands.mail import mail
from reports.i18n import printed
from reports.mail.delivery import Clock
from reports.mail.ledger import LEDGER
from reports.mail.smtp import PASSWORD
from reports.storage.sqlite import exclusive
from tests.conftest import COMMAND, Cli, Ran
from tests.support.made import text_of
from tests.support.smtp import BYE, CLOSE, SILENCE, Fault, Server, at, certificates, for_recipients

AT = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)

ERIKA, MAX, KIM = (f"{name}@example.org" for name in ("erika", "max", "kim"))
EVERYBODY = [ERIKA, MAX, KIM]
PEOPLE = """\
email;salutation;title;first_name;last_name;roles
erika@example.org;genossin;Dr.;Erika;Muster;delegierte
max@example.org;herr;;Max;Beispiel;delegierte
kim@example.org;neutral;;Kim;Beispiel;delegierte, presse
presse@example.org;;;;;presse
"""
BRIEF = """\
documents = []
[who]
roles = ["delegierte"]
[texts.de]
subject = "Einladung (Muster) an {{ person.name }}"
text = "{{ salutation }},\\n\\ndas ist ein Muster."
"""


# --- the office -------------------------------------------------------------


@dataclass
class Office:
    """A workspace with a campaign "brief" for three people, on a machine with a clock of its own.

    The clock is only moved by waiting, so that no test waits.
    """

    folder: Path
    out: Path
    now: dt.datetime = AT
    rests: list[dt.timedelta] = field(default_factory=list)

    @property
    def made(self) -> Path:
        """Where the messages lie."""
        return self.out / "mail" / "brief"

    @property
    def ledger(self) -> Path:
        return self.folder / LEDGER

    def mail(self, *arguments: str) -> Ran:
        """Run the command in this process."""
        options = ["mail", "-w", str(self.folder), "-o", str(self.out)]
        done = CliRunner().invoke(main, [*options, *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout_bytes, done.stderr)

    def send(self, *arguments: str) -> Ran:
        return self.mail("brief", "--send", "--yes", *arguments)

    def states(self) -> dict[str, str]:
        """What the log says of each address, the latest edition last."""
        rows = json.loads(self.mail("--log", "brief", "--format", "json").text)
        return {row["email"]: row["state"] for row in rows}

    def people(self, text: str) -> None:
        (self.folder / "recipients.csv").write_text(text, encoding="utf-8")

    def campaign(self, text: str) -> None:
        (self.folder / "campaigns" / "brief.toml").write_text(text, encoding="utf-8")

    def server(self, port: int, *lines: str) -> None:
        """Send through a port of this machine."""
        path = self.folder / "handzettel.toml"
        kept = path.read_text(encoding="utf-8").partition("\n[mail.server]")[0]
        server = ["\n[mail.server]", 'host = "127.0.0.1"', f"port = {port}", *lines]
        if not lines:
            server.append('security = "none"')
        path.write_text("\n".join([kept, *server, ""]), encoding="utf-8")

    def limit(self, megabytes: float) -> None:
        change(self.folder / "handzettel.toml", "\nsender =", f"\nlimit = {megabytes}\nsender =")

    def clock(self) -> Clock:
        return Clock(lambda: self.now, self._rest, lambda: self.now - AT)

    def _rest(self, length: dt.timedelta) -> None:
        self.now += length
        self.rests.append(length)


@pytest.fixture
def office(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(workspace, tmp_path / "out")
    monkeypatch.setattr(mail_files, "clock", made.clock)
    temporary = tmp_path / "temp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    change(workspace / "handzettel.toml", "[mail]\n", "[mail]\nrate = 100000\npause = 0\n")
    (workspace / "no-mail.csv").write_text("email\n", encoding="utf-8")
    made.people(PEOPLE)
    made.campaign(BRIEF)
    return made


@pytest.fixture
def server(office: Office) -> Iterator[Server]:
    """The server through which the office sends."""
    with Server() as running:
        office.server(running.port)
        yield running


@pytest.fixture
def dead_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
    return port


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def messages(office: Office) -> list[EmailMessage]:
    return [read(path.read_bytes()) for path in sorted(office.made.glob("*.eml"))]


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content().replace("\r\n", "\n")
    return re.sub(r"(?<!\n--) \n", " ", text)  # as RFC 3676, 4.1 has it


def rows(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def display_name(message: EmailMessage) -> str:
    """The recipient's; the newer parser of Python 3.11 puts spaces between encoded words."""
    (raw,) = (value for name, value in message.raw_items() if name == "To")
    return str(make_header(decode_header(str(raw).rpartition("<")[0].strip())))


def recipients(server: Server) -> list[str]:
    return [recipient for _sender, recipient, _data in server.delivered]


def table(cells: Sequence[Mapping[str, str]]) -> str:
    columns = list(dict.fromkeys(column for row in cells for column in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(cells)
    return file.getvalue()


# --- files ------------------------------------------------------------------


def test_without_send_each_person_has_a_draft_and_nothing_is_sent(
    office: Office, server: Server
) -> None:
    """And the campaign's people are the only ones."""
    ran = office.mail("brief")
    assert ran.exit == 0
    assert "3 messages" in ran.stderr
    assert "Nothing was sent." in ran.stderr
    assert sorted(path.name for path in office.made.iterdir()) == [
        "0001-dr-erika-muster.eml",
        "0002-max-beispiel.eml",
        "0003-kim-beispiel.eml",
        "not-meant.csv",
        "table.csv",
    ]
    drafts = messages(office)
    assert [one["X-Unsent"] for one in drafts] == ["1", "1", "1"]
    assert [[each.addr_spec for each in one["To"].addresses] for one in drafts] == [
        [ERIKA],
        [MAX],
        [KIM],
    ]
    assert [one["Subject"] for one in drafts] == [
        f"Einladung (Muster) an {name}"
        for name in ("Dr. Erika Muster", "Max Beispiel", "Kim Beispiel")
    ]
    dear = printed("de").pgettext("to a woman", "Dear Comrade {name}").format(name="Dr. Muster")
    assert plain(drafts[0]).startswith(f"{dear},")
    assert plain(drafts[2]).startswith(
        printed("de").gettext("Hello {name}").format(name="Kim Beispiel")
    )
    assert server.connections == 0
    assert not office.ledger.exists()


def test_table_says_who_gets_what(office: Office) -> None:
    office.mail("brief")
    listed = rows((office.made / "table.csv").read_bytes())
    assert [(one["number"], one["name"], one["email"], one["language"]) for one in listed] == [
        ("1", "Dr. Erika Muster", ERIKA, "de"),
        ("2", "Max Beispiel", MAX, "de"),
        ("3", "Kim Beispiel", KIM, "de"),
    ]
    for row in listed:
        (draft,) = office.made.glob(f"000{row['number']}-*.eml")
        # the draft has one line more, X-Unsent
        assert int(row["bytes"]) == len(draft.read_bytes()) - len("X-Unsent: 1\r\n")
        assert (row["documents"], row["state"]) == ("", "")


def test_rows_that_cannot_be_used_are_set_aside_while_the_others_go_on(office: Office) -> None:
    office.people(PEOPLE + "falsch.example.org;;;;Falsch;delegierte\nb@example.org;hr;;;B;x\n")
    ran = office.mail("brief")
    assert ran.exit == 8
    assert len(messages(office)) == 3
    aside = rows((office.made / "set-aside.csv").read_bytes())
    assert [(one["line"], one["email"], one["last_name"]) for one in aside] == [
        ("6", "falsch.example.org", "Falsch"),
        ("7", "b@example.org", "B"),
    ]
    assert "has no @" in aside[0]["reason"]
    assert 'did you mean "herr"?' in aside[1]["reason"]
    told = ran.stderr.splitlines()
    assert f"  set aside: 2 – {office.made / 'set-aside.csv'}" in told
    assert '    1 × "email" has no @' in told
    assert '    1 × "salutation" cannot be "hr"' in told
    assert ran.stderr.count("recipients.csv:6: ") == ran.stderr.count("recipients.csv:7: ") == 1


def test_row_set_aside_is_told_even_when_quiet(office: Office) -> None:
    office.people(PEOPLE + "falsch.example.org;;;;Falsch;delegierte\n")
    ran = office.mail("brief", "-q")
    assert (ran.exit, ran.stdout) == (8, b"")
    told = '"falsch.example.org" has no @ – write an e-mail address as name@example.org'
    assert ran.stderr.splitlines() == [f"recipients.csv:6: {told}"]


def test_nothing_of_an_earlier_run_stays_but_what_others_put_there(office: Office) -> None:
    """Nobody opens and sends a draft for somebody who is no longer meant."""
    office.people(PEOPLE + "falsch;;;;Falsch;delegierte\n")
    assert office.mail("brief").exit == 8
    for name in (".0002-max.eml.k_3x9z0a", ".table.csv.00000000"):  # of a run that was killed
        (office.made / name).write_text("Muster", encoding="utf-8")
    for name in ("notizen.txt", "Brief an Erika.eml", "0001-erika.pdf"):
        (office.made / name).write_text("Muster", encoding="utf-8")
    office.people("email;roles\nmax@example.org;delegierte\n")
    assert office.mail("brief").exit == 0
    assert sorted(path.name for path in office.made.iterdir()) == [
        "0001-erika.pdf",
        "0001-person.eml",
        "Brief an Erika.eml",
        "notizen.txt",
        "table.csv",
    ]


def too_large(office: Office) -> None:
    office.campaign(BRIEF.replace("ein Muster.", "ein Muster. " * 400))
    office.limit(0.006)


def faulty_for_the_last(office: Office) -> None:
    office.campaign(BRIEF.replace("ein Muster", "{{ person.title[2] and person.x }}"))
    office.people(PEOPLE.replace(";Dr.;", ";;").replace("neutral;;", "neutral;Dr.;"))


def without_a_format(office: Office) -> None:
    office.campaign(BRIEF.replace("documents = []", 'documents = ["flyer"]\nformats = ["a77"]'))
    office.people(
        "email;branches;roles\nerika@example.org;probeheim;\nmax@example.org;;delegierte\n"
        "kim@example.org;probeheim;delegierte\n"
    )


def without_a_glyph(office: Office) -> None:
    """A flyer with a character that no font has."""
    office.campaign(BRIEF.replace("documents = []", 'documents = ["flyer"]'))
    office.people("email;branches;roles\nkim@example.org;probeheim;delegierte\n")
    change(office.folder / "events.yaml", "title: Gut vorbereitet", "title: Gut \U00013000")


def without_any_letter(office: Office) -> None:
    office.campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    (office.folder / "templates" / "letter").mkdir(parents=True)
    (office.folder / "templates" / "letter" / "letter.html").write_text("{{ nobody }}")


def with_a_broken_template(office: Office) -> None:
    office.campaign(BRIEF.replace("documents = []", 'documents = ["overview"]'))
    (office.folder / "templates" / "summary").mkdir(parents=True)
    (office.folder / "templates" / "summary" / "overview.html").write_text("{{ nobody }}")


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (too_large, 8, "the limit is 0.006 MB – send fewer documents"),
        (faulty_for_the_last, 3, "campaigns/brief.toml:6:8: line 3 of the template fails"),
        (without_a_format, 2, 'there is no format "a77"'),
        (without_a_glyph, 6, "a character is missing in the font"),
        (without_any_letter, 8, "nobody"),
        (with_a_broken_template, 6, "nobody"),
    ],
)
def test_mistake_that_concerns_all_writes_nothing(
    spoil: Any, code: int, told: str, office: Office
) -> None:
    """What an earlier run has made stays whole."""
    assert office.mail("brief").exit == 0
    before = files(office.out)
    spoil(office)
    ran = office.mail("brief", "--on", "2026-12-01")
    assert told in ran.stderr
    assert ran.exit == code
    assert files(office.out) == before
    assert not office.ledger.exists()


def test_every_message_over_the_limit_is_told(office: Office) -> None:
    too_large(office)
    told = office.mail("brief", "-q").stderr.splitlines()
    assert [line.split(":")[0] for line in told] == EVERYBODY


def test_draft_carries_the_persons_documents_as_pdfs(office: Office) -> None:
    """Their letter with their name, their checklist, their branch's invitation."""
    office.campaign(BRIEF.replace("documents = []", 'documents = ["letter", "checklist", "flyer"]'))
    office.people(
        "email;first_name;last_name;roles;branches;addressees;street;city\n"
        "erika@example.org;Erika;Muster;delegierte;probeheim;bund;Musterstraße 1;Leipzig\n"
        "max@example.org;Max;Beispiel;delegierte;;;;\n"
    )
    ran = office.mail("brief", "--on", "2026-12-01")
    assert ran.exit == 0, ran.stderr
    erika, max_ = messages(office)
    attached = {
        str(part.get_filename()): text_of(part.get_content()) for part in erika.iter_attachments()
    }
    letter = f"{printed('de').gettext('Letter')}.pdf"
    assert list(attached) == [
        letter,
        "Checkliste – Bund.pdf",
        "Gut vorbereitet helfen.pdf",
    ]
    assert "Erika Muster" in attached[letter]
    assert "Musterstraße 1" in attached[letter]
    assert "Bund" in attached["Checkliste – Bund.pdf"]
    assert "Vereinshaus Probeheim" in attached["Gut vorbereitet helfen.pdf"]
    (other,) = max_.iter_attachments()
    assert "Max Beispiel" in text_of(other.get_content())
    assert "Erika" not in text_of(other.get_content())
    listed = rows((office.made / "table.csv").read_bytes())
    assert listed[0]["documents"] == "Letter; Checkliste: Bund; Gut vorbereitet helfen"
    assert not list(Path(tempfile.gettempdir()).glob("handzettel-*"))  # the engine has its own


def test_letter_that_cannot_be_made_leaves_only_its_person_out(office: Office) -> None:
    """A name with a character that no font has; also in a new edition, and alone in it."""
    office.campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    office.people(
        "email;last_name;roles\nerika@example.org;Muster;delegierte\n"
        "max@example.org;Muster \U00013000;delegierte\n"
    )
    ran = office.mail("brief", "-q")
    assert ran.exit == 8
    assert "13000" in ran.stderr
    assert [one["To"].addresses[0].addr_spec for one in messages(office)] == [ERIKA]
    with Server() as server:
        office.server(server.port)
        ran = office.send("-q")
        assert (ran.exit, recipients(server)) == (8, [ERIKA])
        assert "13000" in ran.stderr
        (office.folder / "no-mail.csv").write_text("email\nerika@example.org\n", encoding="utf-8")
        for arguments in ([], ["--new-edition"]):
            assert office.send(*arguments).exit == 8
        assert recipients(server) == [ERIKA]
    trial = office.mail("brief", "--to-me")
    assert trial.exit == 8
    assert "13000" in trial.stderr


@pytest.mark.parametrize("entry", ["Max@Example.org", "@example.org", "*@example.org"])
def test_whoever_wants_no_mail_gets_none(entry: str, office: Office) -> None:
    office.people(PEOPLE + "rita@example.com;frau;;Rita;Probe;delegierte\n")
    (office.folder / "no-mail.csv").write_text(f"email\n{entry}\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 0
    assert "want no mail: " in ran.stderr
    left = [one["To"].addresses[0].addr_spec for one in messages(office)]
    assert left == ([ERIKA, KIM] if entry[0] == "M" else []) + ["rita@example.com"]


def test_list_of_who_wants_no_mail_that_cannot_be_read_stops_everything(office: Office) -> None:
    (office.folder / "no-mail.csv").write_text("email\nmax.example.org\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 3
    assert ran.stderr.startswith('no-mail.csv:2: "max.example.org" has no @ – ')
    assert not office.out.exists()


def test_doubled_addresses_are_one_message(office: Office) -> None:
    office.people(PEOPLE + "ERIKA@example.org;;;;;vorstand\nmax@EXAMPLE.org;;;Moritz;;x\n")
    ran = office.mail("brief")
    assert ran.exit == 0
    assert len(messages(office)) == 3
    assert "line 6 has the address of line 2: one message for both" in ran.stderr
    assert "line 7 has the address of line 3 but another name" in ran.stderr


def test_names_in_letters_of_all_kinds_give_files_for_every_system(office: Office) -> None:
    names = ["Jörg Groß", "Оксана", "../../../etc/passwd", "CON", "é\u0300" * 80, "a/b:c"]
    listed = [{"email": f"{i}@example.org", "last_name": name} for i, name in enumerate(names)]
    office.people(table(listed))
    office.campaign(BRIEF.replace('roles = ["delegierte"]', ""))
    assert office.mail("brief").exit == 0
    made = sorted(path.name for path in office.made.glob("*.eml"))
    assert made[:4] == [
        "0001-joerg-gross.eml",
        "0002-person.eml",
        "0003-etc-passwd.eml",
        "0004-con.eml",
    ]
    assert all(len(name) < 60 and name.isascii() for name in made)
    assert [one["To"].addresses[0].display_name for one in messages(office)][:4] == names[:4]


def test_campaigns_are_listed_with_their_people(office: Office) -> None:
    ran = office.mail()
    assert (ran.exit, ran.stderr) == (0, "")
    assert ran.text.splitlines() == ["brief: 3 people", "parteitag: 3 people"]


# --- what cannot be ---------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["breif"], 2, 'breif: there is no campaign "breif" – did you mean "brief"?'),
        (["xyz"], 2, 'xyz: there is no campaign "xyz" – choose from: brief, parteitag'),
        (["brief", "-o", "-"], 2, "--out -: 3 files cannot go to standard output – name a folder"),
        (["--send"], 2, "--send: no campaign is named – "),
        (["--to-me"], 2, "--to-me: no campaign is named – "),
        (["brief", "--send", "--to-me"], 2, "--to-me: does not go together with --send – "),
        (["brief", "--send", "--log"], 2, "--log: does not go together with --send – "),
        (["--log", "--forget", "1d"], 2, "--forget: does not go together with --log – "),
        (["brief", "--forget", "1d"], 2, "--forget: wipes the old mailings of all campaigns"),
        (["brief", "--new-edition"], 2, "--new-edition: says nothing by itself – add --send"),
        (["brief", "--again", "--to-me"], 2, "--again: says nothing by itself – add --send"),
        (["brief", "--yes"], 2, "--yes: says nothing by itself – add --send / --forget"),
        (["--log"], 2, "handzettel.db: nothing has been sent from here – send with --send"),
        (["brief", "--send"], 3, "handzettel.toml: no mail server is named – add [mail.server]"),
        (["brief", "--to-me"], 3, "handzettel.toml: no mail server is named – add [mail.server]"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    arguments: list[str], code: int, told: str, office: Office
) -> None:
    before = files(office.folder)
    ran = office.mail(*arguments)
    assert ran.stderr.startswith(told)
    assert ran.exit == code
    assert files(office.folder) == before
    assert not office.out.exists()


def test_campaign_for_nobody_is_told(office: Office) -> None:
    office.campaign(BRIEF.replace("delegierte", "niemand"))
    ran = office.mail("brief")
    *told, error = ran.stderr.splitlines()
    assert ran.exit == 3
    assert error == (
        "brief: the campaign is for nobody (roles: 4 (delegierte 2, delegierte + presse 1,"
        " presse 1)) – compare its [who] with the columns of recipients.csv"
    )
    assert 'nobody who can get mail has the role "niemand", which the campaign asks for' in told


def test_campaign_whose_people_all_want_no_mail_is_told(office: Office) -> None:
    office.people("email;roles\nrita@example.org;delegierte\n")
    (office.folder / "no-mail.csv").write_text("email\nrita@example.org\n", encoding="utf-8")
    ran = office.mail("brief")
    assert ran.exit == 3
    assert "the campaign is for nobody – everybody on the list is in no-mail.csv" in ran.stderr


def test_missing_list_is_told(office: Office) -> None:
    (office.folder / "recipients.csv").unlink()
    for arguments in ([], ["brief"]):
        ran = office.mail(*arguments)
        assert ran.exit == 2
        assert ran.stderr.startswith("recipients.csv: there is no list of recipients – ")


def test_missing_sender_is_told_and_a_campaign_may_have_its_own(office: Office) -> None:
    path = office.folder / "handzettel.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(one for one in lines if not one.startswith("sender")), encoding="utf-8")
    ran = office.mail("brief")
    told = "nobody is named from whom the mail comes – add sender with its name and email under"
    assert (ran.exit, ran.stderr) == (3, f"handzettel.toml: {told} [mail]\n")
    office.campaign('sender = { name = "Eigen", email = "eigen@example.org" }\n' + BRIEF)
    assert office.mail("brief").exit == 0
    assert {str(one["From"]) for one in messages(office)} == {"Eigen <eigen@example.org>"}


def test_certificate_that_cannot_be_read_is_told_before_anything_is_made(
    office: Office, dead_port: int
) -> None:
    office.server(dead_port, 'ca = "fehlt.pem"')
    ran = office.send()
    assert ran.exit == 3
    assert "fehlt.pem is no certificate" in ran.stderr
    assert not office.ledger.exists()


def test_shipped_sample_is_sent_to_nobody(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["mail", "parteitag", "--send", "--yes"])
    assert done.exit_code == 2
    assert "the shipped sample is sent to nobody" in done.stderr


# --- a trial ----------------------------------------------------------------


def test_trial_goes_to_the_sender_only(office: Office, server: Server) -> None:
    """The first three; whose they are stands in the subject, and the ledger knows nothing."""
    office.people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    ran = office.mail("brief", "--to-me")
    assert ran.exit == 0
    assert "3 trials are on their way to buero@example.org." in ran.stderr
    assert recipients(server) == ["buero@example.org"] * 3
    first, _second, third = (read(data) for _sender, _recipient, data in server.delivered)
    assert [one.addr_spec for one in first["To"].addresses] == ["buero@example.org"]
    assert first["Subject"].startswith("[Trial 1 of 3, for Dr. Erika Muster] Einladung (Muster)")
    assert third["Subject"].startswith("[Trial 3 of 3, for Kim Beispiel] ")
    assert "das ist ein Muster." in plain(first)
    assert "X-Unsent" not in first
    assert not office.ledger.exists()
    assert not office.out.exists()
    assert office.send().exit == 0
    assert sorted(recipients(server)[3:]) == sorted([*EVERYBODY, "rita@example.org"])


def test_trial_that_the_server_does_not_take_is_told(office: Office, server: Server) -> None:
    server.faults = at("rcpt", Fault(b"550 5.7.1 no relaying"))
    ran = office.mail("brief", "--to-me", "-q")
    assert ran.exit == 8
    (line,) = ran.stderr.splitlines()
    assert line.startswith("buero@example.org: the trial was not taken: ")
    assert "no relaying" in line


def test_trial_without_a_server_that_answers_is_told(office: Office, dead_port: int) -> None:
    office.server(dead_port)
    ran = office.mail("brief", "--to-me", "-q")
    assert ran.exit == 8
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"127.0.0.1:{dead_port}: no connection comes about: ")
    assert "port 465 needs tls, 587 starttls" in line


# --- sending ----------------------------------------------------------------


def test_each_person_gets_it_once(office: Office, server: Server) -> None:
    """With their own message; the next runs send nothing."""
    ran = office.send()
    assert (ran.exit, ran.stdout) == (0, b"")
    assert "3 people have edition 1." in ran.stderr
    assert recipients(server) == EVERYBODY
    for (sender, recipient, data), name in zip(
        server.delivered, ("Dr. Erika Muster", "Max Beispiel", "Kim Beispiel"), strict=True
    ):
        message = read(data)
        assert sender == "buero@example.org"
        assert [one.addr_spec for one in message["To"].addresses] == [recipient]
        assert message["Subject"] == f"Einladung (Muster) an {name}"
        assert "X-Unsent" not in message
        assert not message["Cc"]
        assert not message["Bcc"]
    connections = server.connections
    for day in ("2026-12-01", "2027-01-01"):
        assert office.send("--on", day).exit == 0
    assert (recipients(server), server.connections) == (EVERYBODY, connections)
    assert set(office.states().values()) == {"sent"}


def test_table_of_the_drafts_says_who_has_it(office: Office, server: Server) -> None:
    office.send()
    office.people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    assert office.mail("brief").exit == 0
    listed = rows((office.made / "table.csv").read_bytes())
    assert [one["state"] for one in listed] == ["sent", "sent", "sent", ""]


def test_ledger_is_for_its_owner_only(office: Office, server: Server) -> None:
    office.send()
    assert office.ledger.stat().st_mode & 0o077 == 0


def test_without_a_terminal_nothing_is_sent_unless_told_so(office: Office, server: Server) -> None:
    ran = office.mail("brief", "--send")
    assert ran.exit == 2
    question = "--send: Send 3 messages from buero@example.org through 127.0.0.1?"
    assert f"{question} – answer on a terminal, or say --yes" in ran.stderr
    assert server.connections == 0


class Terminal:
    """The command on a terminal, with somebody before it."""

    def __init__(self, office: Office, *arguments: str) -> None:
        self._screen, theirs = pty.openpty()
        command = [COMMAND, "mail", "-w", office.folder, "-o", office.out, *arguments]
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
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
    office: Office,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    terminal = Terminal(office, "brief", "--send")
    terminal.read_until(b"[j/N]: ")
    terminal.type(answer)
    assert terminal.end() == (0 if sent else 1)
    assert recipients(server) == sent
    assert (b"Bitte mit j oder n antworten" in terminal.shown) == (b"vielleicht" in answer)


@pytest.mark.parametrize(("answer", "code", "sent"), [(b"n\n", 1, []), (b"y\n", 0, EVERYBODY)])
def test_on_a_terminal_somebody_is_asked(
    answer: bytes, code: int, sent: list[str], office: Office, server: Server
) -> None:
    terminal = Terminal(office, "brief", "--send")
    terminal.read_until(b"[y/N]: ")
    assert b"Send 3 messages from buero@example.org through 127.0.0.1?" in terminal.shown
    assert server.connections == 0
    terminal.type(answer)
    assert terminal.end() == code
    assert recipients(server) == sent


def test_who_comes_to_the_list_later_gets_it_alone(office: Office, server: Server) -> None:
    office.send()
    office.people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    ran = office.send()
    assert ran.exit == 0
    assert recipients(server) == [*EVERYBODY, "rita@example.org"]
    assert "4 people have edition 1." in ran.stderr


def test_another_spelling_of_an_address_is_the_same_person(office: Office, server: Server) -> None:
    office.send()
    office.people(PEOPLE.replace("erika@example.org", "Erika@EXAMPLE.org"))
    assert office.send().exit == 0
    assert recipients(server) == EVERYBODY


def test_changed_text_is_not_sent_to_the_rest_of_the_list(office: Office, server: Server) -> None:
    """A new edition goes to everybody, as another message."""
    office.send()
    office.people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    office.campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    ran = office.send()
    assert ran.exit == 7
    assert "text de: changed, but 3 people already have it" in ran.stderr
    assert "--new-edition" in ran.stderr
    assert recipients(server) == EVERYBODY
    assert office.send("--new-edition").exit == 0
    assert recipients(server)[3:] == [*EVERYBODY, "rita@example.org"]
    ids = [read(data)["Message-ID"] for _sender, _recipient, data in server.delivered]
    assert len(set(ids)) == 7
    assert office.send().exit == 0
    assert len(server.delivered) == 7


def test_new_edition_that_was_broken_off_goes_on(office: Office, server: Server) -> None:
    """The same command once more reaches those who are left, and nobody twice."""
    office.send()
    office.campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    server.faults = for_recipients({MAX: ("rcpt", BYE), KIM: ("rcpt", BYE)})
    assert office.send("--new-edition").exit == 8
    assert recipients(server)[3:] == [ERIKA]
    server.faults = at("none", SILENCE)
    ran = office.send("--new-edition")
    assert ran.exit == 0
    assert "Edition 2 is not finished and its text is the same, so it goes on." in ran.stderr
    assert recipients(server)[3:] == EVERYBODY


def test_first_edition_may_be_called_a_new_one(office: Office, server: Server) -> None:
    assert office.send("--new-edition").exit == 0
    assert recipients(server) == EVERYBODY


def test_text_may_change_as_long_as_nobody_has_it(
    office: Office, server: Server, dead_port: int
) -> None:
    office.server(dead_port)
    assert office.send().exit == 8
    office.campaign(BRIEF.replace("ein Muster", "ein anderes Muster"))
    office.server(server.port)
    assert office.send().exit == 0
    assert all("anderes" in plain(read(data)) for _s, _r, data in server.delivered)


@pytest.mark.parametrize("taken", [True, False])
def test_unclear_message_is_listed_and_sent_again_only_when_asked(
    taken: bool, office: Office, server: Server
) -> None:
    """The connection broke after its last byte: nobody knows whether it arrived."""
    server.faults = for_recipients({MAX: ("dot", replace(CLOSE, taken=taken))})
    told = "max@example.org: unclear: "
    for _run in range(2):
        ran = office.send("-q")
        assert ran.exit == 8
        (line,) = ran.stderr.splitlines()
        assert line.startswith(told)
        assert line.endswith("ask whether it arrived; --again sends it once more")
        server.faults = at("none", SILENCE)
    assert office.mail("brief", "--send").exit == 8  # there is nothing to ask
    assert office.states() == {ERIKA: "sent", MAX: "unclear", KIM: "sent"}
    assert recipients(server).count(MAX) == taken
    assert office.send("--again").exit == 0
    assert recipients(server)[2 + taken :] == [MAX]
    assert office.states()[MAX] == "sent"


def test_refused_message_is_listed_and_a_corrected_address_gets_it(
    office: Office, server: Server
) -> None:
    """Then everybody has it, and the wrong address is no longer a reproach."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"550 5.1.1 no such user"))})
    for _run in range(2):
        ran = office.send("-q")
        assert ran.exit == 8
        (line,) = ran.stderr.splitlines()
        assert line.startswith("max@example.org: refused: ")
        assert "no such user" in line
        assert line.endswith("correct the address in recipients.csv")
    assert recipients(server) == [ERIKA, KIM]
    office.people(PEOPLE.replace("max@example.org", "max.beispiel@example.org"))
    ran = office.send("-q")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients(server)[2:] == ["max.beispiel@example.org"]
    assert office.states()[MAX] == "refused"


def test_who_wants_no_mail_any_more_between_two_runs_gets_nothing(
    office: Office, server: Server
) -> None:
    """Although the first run had planned it."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"451 4.7.1 later"))})
    ran = office.send("-q")
    assert ran.exit == 8
    assert "max@example.org: not taken yet: " in ran.stderr
    server.faults = at("none", SILENCE)
    (office.folder / "no-mail.csv").write_text("email\nMax@example.org\n", encoding="utf-8")
    ran = office.send("-q")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients(server) == [ERIKA, KIM]
    assert office.states() == {ERIKA: "sent", KIM: "sent"}


def test_server_that_is_down_loses_nothing(office: Office, server: Server, dead_port: int) -> None:
    office.server(dead_port)
    ran = office.send()
    assert ran.exit == 8
    assert f"127.0.0.1:{dead_port}: no connection comes about: " in ran.stderr
    assert "port 465 needs tls, 587 starttls" in ran.stderr
    assert "brief: 3 people were not tried – run the same command again later" in ran.stderr
    assert office.rests == []
    assert office.states() == dict.fromkeys(EVERYBODY, "planned")
    office.server(server.port)
    assert office.send().exit == 0
    assert recipients(server) == EVERYBODY


def test_pace_is_the_campaigns_own(office: Office, server: Server) -> None:
    office.campaign("rate = 30\n" + BRIEF)
    assert office.send().exit == 0
    assert office.now - AT == dt.timedelta(seconds=4)


def test_run_that_is_broken_off_is_taken_up(office: Office, server: Server) -> None:
    """While it lasts no other sends; after Ctrl-C nothing lies about, and nobody is left out."""
    server.faults = for_recipients({MAX: ("data", SILENCE)})
    command = [COMMAND, "mail", "-w", office.folder, "brief", "--send", "--yes"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=office.folder)
    try:
        server.wait_for(b"RCPT TO:<max@example.org>")
        ran = office.send()
        assert ran.exit == 7
        assert "another run is sending here – wait until it is done" in ran.stderr
        assert office.mail("--forget", "1d", "--yes").exit == 7
        assert office.mail("--log").exit == 0
        running.send_signal(signal.SIGINT)
        _out, told = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 130
    assert "Broken off; handzettel mail brief --send goes on where it stopped." in told
    assert "Traceback" not in told
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    server.faults = at("none", SILENCE)
    ran = office.send()
    assert ran.exit == 0
    assert "The last run was broken off; it is taken up where it stood." in ran.stderr
    assert recipients(server) == EVERYBODY


def test_two_runs_at_once_do_not_send(office: Office, server: Server) -> None:
    with exclusive(office.ledger):
        assert office.send().exit == 7
        assert office.mail("brief").exit == 0
    assert server.connections == 0


CANARY = "kanarienvogel-Ü-7f3a"


def test_password_is_in_no_output_and_no_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the login works, fails, or the server repeats what it was told."""
    (office.folder / "ca.pem").write_bytes(certificates().authority)
    monkeypatch.setenv(PASSWORD, CANARY)
    said = []
    right, wrong = ("buero", CANARY), ("buero", "anders")
    blob = b64encode(f"\0buero\0{CANARY}".encode())
    echo = at("auth", Fault(b"535 5.7.8 no " + blob + b" " + CANARY.encode()))
    for login, faults in ((wrong, at("none", SILENCE)), (right, echo), (right, None)):
        with Server(tls=certificates().good, login=login) as server:
            server.faults = faults or server.faults
            office.server(server.port, 'user = "buero"', 'ca = "ca.pem"')
            said += [office.mail("brief", "-v"), office.mail("brief", "-v", "--to-me")]
            said += [office.send("-v"), office.mail("--log", "brief")]
    assert [one.exit for one in said] == [0, 8, 8, 0, 0, 8, 8, 0, 0, 0, 0, 0]
    told = b"".join(one.stdout + one.stderr.encode() for one in said)
    everything = told + b"".join(files(tmp_path).values())
    for form in (CANARY.encode(), b64encode(CANARY.encode()).rstrip(b"="), blob):
        assert form not in everything


# --- what is about the account, and who was refused ---------------------------


def test_daily_limit_leaves_the_rest_planned(office: Office, server: Server) -> None:
    """The server's words and the next step are told, and the next day everybody gets it."""
    office.people(table([{"email": f"p{n}@example.org", "roles": "delegierte"} for n in range(9)]))
    count = 0

    def faults(stage: str, _recipient: str) -> Fault | None:
        nonlocal count
        count += stage == "dot"
        full = Fault(b"550 5.4.5 Daily user sending limit exceeded")
        return full if stage == "dot" and count > 4 else None

    server.faults = faults
    ran = office.send("-q")
    assert ran.exit == 8
    assert ran.stderr.splitlines() == [
        (
            f"127.0.0.1:{server.port}: the server takes no more mail from this account: 550 5.4.5"
            " Daily user sending limit exceeded – wait until the provider lets this account send"
            " again, mostly the next day, then run the same command again: who is left stays"
            " planned, and nobody gets anything twice"
        ),
        "brief: 5 people were not tried – run the same command again later",
    ]
    assert Counter(office.states().values()) == {"sent": 4, "planned": 5}
    server.faults = at("none", SILENCE)
    assert office.send().exit == 0
    assert recipients(server) == [f"p{n}@example.org" for n in range(9)]


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        (b"550 5.1.1 no such user", "correct the address in recipients.csv"),
        (b"552 5.2.2 mailbox full", "try again later with --retry-refused"),
        (b"554 5.7.1 policy", "mend what the server says, then try again with --retry-refused"),
    ],
)
def test_refused_people_are_tried_again_by_choice(
    reply: bytes, remedy: str, office: Office, server: Server
) -> None:
    """And nobody else: neither by the same command, nor who has it, nor who is unclear."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(reply)), KIM: ("dot", CLOSE)})
    ran = office.send("-q")
    assert ran.exit == 8
    assert ran.stderr.splitlines()[0].endswith(remedy)
    server.faults = at("none", SILENCE)
    assert office.send("-q").exit == 8
    assert office.send("-q", "--again").exit == 8
    assert recipients(server) == [ERIKA, KIM]
    ran = office.send("-q", "--retry-refused")
    assert (ran.exit, ran.stderr) == (0, "")
    assert recipients(server) == [ERIKA, KIM, MAX]


def test_waiting_is_told_with_the_day(office: Office, server: Server) -> None:
    """Somebody may look at the screen the next morning."""
    office.people("email;roles\nmax@example.org;delegierte\n")
    office.now = AT.replace(hour=23, minute=59, second=30)
    server.faults = at("rcpt", Fault(b"451 4.3.0 later"), 1)
    ran = office.send()
    until = (office.now).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert f"Waiting until {until}: the server wants to be asked again later" in ran.stderr


# --- who falls out ------------------------------------------------------------

MIXED = """\
email;last_name;roles
anna@example.org;Muster;DELEGIERTE
bert@example.org;Muster;delegierter
cora@example.org;Muster;Delegierte/r
dora@example.org;Muster;
emil@example.org;Muster;presse
ANNA@example.org;Muster;delegierte
nie@example.org;Muster;delegierte
falsch;Muster;delegierte
auch falsch;Muster;delegierte
"""


@pytest.mark.parametrize("how", [["brief"], ["brief", "--to-me"], ["brief", "--send", "--yes"]])
def test_every_run_tells_what_becomes_of_every_row(
    how: list[str], office: Office, server: Server
) -> None:
    """With the reasons of those who get nothing, and a file of the rows that are faulty."""
    office.people(MIXED)
    (office.folder / "no-mail.csv").write_text("email\nnie@example.org\n", encoding="utf-8")
    ran = office.mail(*how)
    assert ran.exit == 8
    for line in (
        "recipients.csv: 9 rows",
        "  in the campaign: 1",
        "  joined with an earlier row: 1",
        "  want no mail: 1",
        f"  set aside: 2 – {office.made}/set-aside.csv",
        '    1 × "email" has no @',
        '    1 × "email" contains a space',
        "  not meant: 4 – roles: 4 (delegierter 1, Delegierte/r 1, no role 1, presse 1)",
        '1 person with the role "delegierter" gets nothing – did you mean "delegierte"?',
        '1 person with the role "Delegierte/r" gets nothing – did you mean "delegierte"?',
        'recipients.csv:9: "falsch" has no @ – write an e-mail address as name@example.org',
    ):
        assert line in ran.stderr.splitlines()
    aside = rows((office.made / "set-aside.csv").read_bytes())
    assert [(one["line"], one["email"]) for one in aside] == [
        ("9", "falsch"),
        ("10", "auch falsch"),
    ]
    assert all(one["reason"] for one in aside)


def test_those_not_meant_are_in_a_file_with_the_drafts(office: Office) -> None:
    office.people(MIXED)
    ran = office.mail("brief")
    assert f"Who is not meant, and why: {office.made}/not-meant.csv" in ran.stderr
    listed = rows((office.made / "not-meant.csv").read_bytes())
    assert [(one["line"], one["email"], one["name"], one["reason"]) for one in listed][:3] == [
        (
            "3",
            "bert@example.org",
            "Muster",
            'roles: delegierter – did you mean "delegierte"?',
        ),
        (
            "4",
            "cora@example.org",
            "Muster",
            'roles: Delegierte/r – did you mean "delegierte"?',
        ),
        ("5", "dora@example.org", "Muster", "roles: no role"),
    ]


def test_list_of_which_every_row_is_set_aside_is_told_with_reasons(office: Office) -> None:
    """Of many, the screen has the first and the file has all."""
    office.people(table([{"email": f"p{n}@example.org", "branches": "ov"} for n in range(180)]))
    office.campaign(BRIEF.replace('roles = ["delegierte"]', ""))
    ran = office.mail("brief", "-q")
    assert ran.exit == 3
    first, *some, last = ran.stderr.splitlines()
    assert first == "brief: the campaign is for nobody – mend the rows that are set aside"
    assert len(some) == 20
    assert 'there is no branch "ov"' in some[0]
    assert (
        last
        == f"{office.made}/set-aside.csv: 160 more rows are set aside – the reasons stand there"
    )
    assert len(rows((office.made / "set-aside.csv").read_bytes())) == 180
    told = office.mail("brief").stderr.splitlines()
    assert '    180 × there is no branch "ov"' in told


def test_list_of_faulty_rows_from_before_does_not_stay(office: Office, server: Server) -> None:
    office.people(PEOPLE + "falsch;;;;Falsch;delegierte\n")
    assert office.send().exit == 8
    assert (office.made / "set-aside.csv").exists()
    office.people(PEOPLE)
    assert office.send().exit == 0
    assert not (office.made / "set-aside.csv").exists()


# --- what others on the machine can read --------------------------------------


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_files_with_names_are_for_their_owner_alone(umask: int, office: Office) -> None:
    """Under any umask, and in folders that an earlier version made for everybody."""
    office.made.mkdir(parents=True, mode=0o755)
    office.people(MIXED)
    before = os.umask(umask)
    try:
        office.mail("brief")
    finally:
        os.umask(before)
    made = [path for path in office.made.iterdir() if path.is_file()]
    assert len(made) == 5
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    for folder in (office.made, office.made.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


HANDLED = """
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
"""The command where the system's wish to end becomes an exception in the main thread."""


def hidden(office: Office) -> list[Path]:
    """The work files that lie in the workspace."""
    return [path for path in (office.folder / ".handzettel").rglob("*") if path.suffix == ".pdf"]


def outside(office: Office) -> list[Path]:
    """Files with letters that lie in the folder for temporary files."""
    there = (path for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file())
    return [path for path in there if path.read_bytes().startswith(b"%PDF")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_run_that_is_ended_leaves_no_letters(
    number: signal.Signals, office: Office, server: Server
) -> None:
    """Outside the workspace never; in it until the next run, and only after a kill.

    A run that lives meanwhile is not disturbed by another that clears.
    """
    office.campaign(BRIEF.replace("documents = []", 'documents = ["letter"]'))
    server.faults = for_recipients({MAX: ("data", SILENCE)})
    options = ["mail", "-w", office.folder, "-o", office.out, "brief", "--send", "--yes"]
    running = subprocess.Popen(
        [sys.executable, "-c", HANDLED, *options], stderr=subprocess.PIPE, text=True
    )
    try:
        server.wait_for(b"RCPT TO:<max@example.org>")
        letters = hidden(office)
        assert len(letters) == 3
        assert {path.stat().st_mode & 0o777 for path in letters} == {0o600}
        assert {path.parent.stat().st_mode & 0o777 for path in letters} == {0o700}
        assert outside(office) == []
        assert office.mail("brief").exit == 0
        assert hidden(office) == letters
        running.send_signal(number)
        _out, told = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    killed = number is signal.SIGKILL
    assert hidden(office) == (letters if killed else [])
    assert ("Broken off; handzettel mail brief --send goes on where it stopped." in told) != killed
    assert outside(office) == []
    server.faults = at("none", SILENCE)
    assert office.send().exit == 0
    assert recipients(server) == EVERYBODY
    assert hidden(office) == []
    assert outside(office) == []


# --- the token to unsubscribe with --------------------------------------------

STOP = 'unsubscribe = "https://example.org/stop/{token}"\n'


def tokens(office: Office) -> list[str]:
    """Those of the table."""
    return [row["token"] for row in rows((office.made / "table.csv").read_bytes())]


def sent_tokens(server: Server) -> list[str]:
    said = (str(read(data)["List-Unsubscribe"]) for _sender, _recipient, data in server.delivered)
    return [text.partition("/stop/")[2].partition(">")[0] for text in said]


@pytest.fixture
def with_tokens(office: Office) -> Office:
    change(office.folder / "handzettel.toml", "[mail]\n", f"[mail]\n{STOP}")
    return office


def test_table_lists_the_tokens_that_are_sent(with_tokens: Office, server: Server) -> None:
    """From the first draft on, in each run, and by a secret that goes over to the ledger."""
    office = with_tokens
    secret = office.folder / ".handzettel" / "secret"
    assert office.mail("brief").exit == 0
    drafted = tokens(office)
    assert len({*drafted}) == 3
    assert secret.stat().st_mode & 0o777 == 0o600
    assert office.mail("brief", "--to-me").exit == 0
    assert office.send().exit == 0
    assert sent_tokens(server) == drafted * 2
    assert not secret.exists()
    assert office.mail("brief").exit == 0
    assert tokens(office) == drafted
    assert office.send("--new-edition").exit == 0
    assert sent_tokens(server)[6:] == drafted
    plain_tokens = [
        hashlib.sha256(f"unsubscribe\0brief\0{who}".encode()).hexdigest()[:32] for who in EVERYBODY
    ]
    assert not {*plain_tokens} & {*drafted}


def test_tokens_of_an_older_edition_stay_valid(with_tokens: Office, server: Server) -> None:
    """Its mails are out; of a new edition the table has both."""
    office = with_tokens
    assert office.send().exit == 0
    keyed = sent_tokens(server)
    with closing(sqlite3.connect(office.ledger)) as db:  # as if it had been begun before
        db.execute("UPDATE mail_edition SET keyed = 0")
        db.commit()
    plain_tokens = [
        hashlib.sha256(f"unsubscribe\0brief\0{who}".encode()).hexdigest()[:32] for who in EVERYBODY
    ]
    assert office.mail("brief").exit == 0
    assert tokens(office) == plain_tokens
    assert office.send("--new-edition").exit == 0
    assert sent_tokens(server)[3:] == keyed
    assert office.mail("brief").exit == 0
    assert tokens(office) == keyed
    listed = rows((office.made / "table.csv").read_bytes())
    assert [row["token of earlier editions"] for row in listed] == plain_tokens


def test_without_an_address_to_unsubscribe_there_is_no_secret(office: Office) -> None:
    assert office.mail("brief").exit == 0
    assert not (office.folder / ".handzettel" / "secret").exists()


# --- a ledger elsewhere -------------------------------------------------------


def test_copied_workspace_sends_nothing_until_told(
    office: Office, server: Server, tmp_path: Path
) -> None:
    """Though everything else works there; and nobody gets anything twice afterwards."""
    assert office.send().exit == 0
    copy = Office(tmp_path / "copy", tmp_path / "copied", office.now)
    shutil.copytree(office.folder, copy.folder)
    copy.people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
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
    assert recipients(server)[6:] == ["rita@example.org"]
    assert copy.send().exit == 0


def test_workspace_that_was_moved_goes_on(office: Office, server: Server, tmp_path: Path) -> None:
    assert office.send().exit == 0
    moved = Office(tmp_path / "moved", office.out, office.now)
    office.folder.rename(moved.folder)
    ran = moved.send()
    assert ran.exit == 0
    told = f"The ledger was moved here from {office.ledger}, and is sent from here now."
    assert told in ran.stderr
    assert len(server.delivered) == 3


def test_ledger_restored_from_a_backup_sends_nothing_until_told(
    office: Office, server: Server
) -> None:
    """Copied over the newer one it is the same file, in the same place."""
    office.people("email;roles\nrita@example.org;delegierte\n")
    assert office.send().exit == 0
    backup = office.ledger.read_bytes()
    office.people("email;roles\nrita@example.org;delegierte\nmax@example.org;delegierte\n")
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
    assert recipients(server) == ["rita@example.org", "max@example.org", "max@example.org"]


def once(server: Server, do: Callable[[], object]) -> None:
    """Do something when the first message is on its way."""
    faults, done = server.faults, []

    def then(*arguments: Any) -> Any:
        if not done:
            done.append(do())
        return faults(*arguments)

    server.faults = then


def lose(ledger: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{ledger}{end}").unlink(missing_ok=True)


@pytest.mark.parametrize("lost", ["nothing", "the user's data", "the hidden folder"])
def test_ledger_copied_while_it_was_sent_from_sends_nothing_later(
    lost: str, office: Office, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent after the copy is noted in two places, of which one suffices."""
    backup = tmp_path / "backup.db"
    once(server, lambda: shutil.copy(office.ledger, backup))
    assert office.send().exit == 0
    lose(office.ledger)
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


def test_lost_ledger_sends_nothing_until_told(office: Office, server: Server) -> None:
    assert office.send().exit == 0
    lose(office.ledger)
    ran = office.send("-q")
    assert ran.exit == 7
    assert f"{office.ledger}: this is not the ledger that was last sent from here" in ran.stderr
    assert len(server.delivered) == 3
    assert office.send("--moved").exit == 0
    assert len(server.delivered) == 6


def test_ledger_removed_while_it_was_sent_from_is_put_back(office: Office, server: Server) -> None:
    once(server, lambda: lose(office.ledger))
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
    arguments: list[str], office: Office, server: Server
) -> None:
    """Nobody gets again what the lost one knew of."""
    office.ledger.touch()
    ran = office.mail(*arguments)
    assert ran.exit == 7
    assert "the ledger is empty" in ran.stderr
    assert "restore it from a backup, or remove the file if nothing has been sent" in ran.stderr
    assert server.connections == 0
    assert office.ledger.read_bytes() == b""


# --- the log ----------------------------------------------------------------


@pytest.fixture
def logged(office: Office, server: Server) -> Office:
    """An office that has sent the campaign; one person's address was refused."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"550 5.1.1 =no such user"))})
    assert office.send().exit == 8
    server.faults = at("none", SILENCE)
    return office


def test_log_counts_by_campaign(logged: Office) -> None:
    told = json.loads(logged.mail("--log", "--format", "json").text)
    assert [(one["campaign"], one["edition"], one["sent"], one["refused"]) for one in told] == [
        ("brief", 1, 2, 1)
    ]
    assert rows(logged.mail("--log", "--format", "csv").stdout)[0]["sent"] == "2"
    head, line = logged.mail("--log").text.splitlines()
    assert head.split()[:3] == ["campaign", "edition", "begun"]
    assert line.split()[:2] == ["brief", "1"]


def test_log_of_a_campaign_says_who_has_it(logged: Office) -> None:
    """The same in each form; in CSV no cell starts a formula."""
    expected = [
        (ERIKA, "Dr. Erika Muster", "sent"),
        (MAX, "Max Beispiel", "refused"),
        (KIM, "Kim Beispiel", "sent"),
    ]
    told = json.loads(logged.mail("--log", "brief", "--format", "json").text)
    assert [(one["email"], one["name"], one["state"]) for one in told] == expected
    assert [one["attempts"] for one in told] == [1, 1, 1]
    listed = rows(logged.mail("--log", "brief", "--format", "csv").stdout)
    assert [(one["email"], one["name"], one["state"]) for one in listed] == expected
    assert all(one["answer"][0] not in "=+-@" for one in listed)
    lines = logged.mail("--log", "brief").text.splitlines()
    assert len(lines) == 4
    for line, (address, name, state) in zip(lines[1:], expected, strict=True):
        assert all(part in line for part in (address, name, state))


def test_log_of_an_unknown_campaign_is_told(logged: Office) -> None:
    ran = logged.mail("--log", "breif")
    assert (ran.exit, ran.stdout) == (2, b"")
    assert ran.stderr == (
        'breif: nothing of a campaign "breif" has been sent – did you mean "brief"?\n'
    )


def test_log_has_campaigns_that_are_no_longer_there(logged: Office) -> None:
    (logged.folder / "campaigns" / "brief.toml").unlink()
    assert logged.states()[ERIKA] == "sent"


def test_names_and_addresses_can_be_forgotten(logged: Office, server: Server) -> None:
    """The counts stay; since nobody knows any longer who has it, only a new edition can go on."""
    logged.now += dt.timedelta(days=89)
    ran = logged.mail("--forget", "90d", "--yes")
    assert (ran.exit, ran.stderr) == (0, "No mailing is older than 90 days.\n")
    logged.now += dt.timedelta(days=2)
    ran = logged.mail("--forget", "90d")
    assert ran.exit == 2
    assert "answer on a terminal, or say --yes" in ran.stderr
    assert ERIKA in logged.states()
    ran = logged.mail("--forget", "90d", "--yes")
    assert (ran.exit, ran.stderr) == (0, "brief, edition 1: names and addresses are wiped.\n")
    for name, data in files(logged.folder).items():
        if name.startswith((LEDGER, f".{LEDGER}")):
            assert not any(word in data for word in (b"erika", b"Muster", b"no such user")), name
    assert set(logged.states()) == {""}
    (counts,) = json.loads(logged.mail("--log", "--format", "json").text)
    assert (counts["sent"], counts["refused"]) == (2, 1)
    ran = logged.send()
    assert ran.exit == 7
    assert "--new-edition" in ran.stderr
    assert len(server.delivered) == 2
    assert logged.send("--new-edition").exit == 0
    assert recipients(server)[2:] == EVERYBODY


@pytest.mark.parametrize("age", ["90", "d", "-1d", "3 months", "1.5d", "999999d", "٩d"])
def test_age_that_is_none_is_told(age: str, logged: Office) -> None:
    ran = logged.mail("--forget", age, "--yes")
    assert ran.exit == 2
    assert "write it in days: 90d" in ran.stderr
    assert ERIKA in logged.states()


def test_where_nothing_was_sent_there_is_nothing_to_forget(office: Office) -> None:
    ran = office.mail("--forget", "90d", "--yes")
    assert ran.exit == 0
    assert not office.ledger.exists()


# --- what lists can contain -------------------------------------------------

FREE = ["greeting", "title", "first_name", "last_name", "roles", "street", "postcode", "city"]
"""Columns in which anything can stand."""
NAMED = ["salutation", "branches", "addressees", "areas", "language"]
"""Columns with words that the program or the workspace knows."""

OPEN = """\
documents = []
[texts.de]
subject = "Muster {{ person.first_name }} {{ person.last_name }}"
text = '''
{{ salutation }},

{{ person.name }} | {{ person.roles|join("/") }} | {{ person.street }} | {{ person.postcode }} | \
{{ person.city }}
'''
"""


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "{{ sender.email.__class__ }}", "${7*7}%s%(x)s"]
)
def test_templates_in_the_list_are_text(text: str, office: Office) -> None:
    """In every column: it comes out as it stands, or the row is set aside."""
    office.campaign(OPEN)
    listed = [{"email": f"{one}@example.org", one: text} for one in FREE]
    listed += [{"email": f"{one}@example.org", one: text} for one in NAMED]
    listed += [{"email": text}, dict.fromkeys(FREE, text) | {"email": "all@example.org"}]
    office.people(table(listed))
    ran = office.mail("brief")
    assert ran.exit == 8
    made = {one["To"].addresses[0].username: one for one in messages(office)}
    assert set(made) == {*FREE, "all"}
    for column in FREE:
        assert text in plain(made[column]), column
    assert made["all"]["Subject"] == f"Muster {text} {text}"
    assert plain(made["all"]).count(text) == 8
    aside = rows((office.made / "set-aside.csv").read_bytes())
    assert len(aside) == len(NAMED) + 1


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    """Strings that have broken programs before."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES is not set: a folder with naughty-strings.json is needed")
    strings = json.loads((Path(folder) / "naughty-strings.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    return list(strings)


def test_naughty_strings_give_a_message_or_a_row_set_aside(
    naughty: list[str], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every column; what is written reads back with exactly the headers of any message."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # a thousand files, and no power cut
    office.campaign(OPEN)
    listed = [
        dict.fromkeys(FREE, text) | {"email": f"free{i}@example.org"}
        for i, text in enumerate(naughty)
    ]
    for column in NAMED:
        listed += [
            {"email": f"{column}{i}@example.org", column: text} for i, text in enumerate(naughty)
        ]
    listed += [{"email": text, "last_name": "Muster"} for text in naughty]
    office.people(table(listed))
    ran = office.mail("brief", "-q")
    assert ran.exit == 8
    made, aside = messages(office), rows((office.made / "set-aside.csv").read_bytes())
    assert len(made) + len(aside) == len(listed)
    assert {tuple(one.keys()) for one in made} == {tuple(made[0].keys())}
    people = {one["To"].addresses[0].addr_spec: one for one in made}
    assert len(people) == len(made)
    kept = [i for i in range(len(naughty)) if f"free{i}@example.org" in people]
    assert len(kept) > 450
    for i in kept:
        text = " ".join(naughty[i].split())
        name = " ".join([text] * 3).strip()
        one = people[f"free{i}@example.org"]
        assert display_name(one) == name
        assert one["Subject"] == " ".join(f"Muster {text} {text}".split())


# --- help and languages -----------------------------------------------------


def test_help_tells_of_every_option_and_has_examples(cli: Cli) -> None:
    ran = cli("mail", "--help")
    assert ran.exit == 0
    assert "Example:\n    handzettel mail parteitag\n" in ran.text
    for one in mail.params:
        if isinstance(one, click.Option):
            assert one.help
            assert one.help.endswith((".", ")."))
            assert one.opts[0] in ran.text


def test_german_office_gets_the_same(
    office: Office, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, trial, sending, log and forgetting, and what goes wrong."""
    monkeypatch.setenv("LANGUAGE", "de")
    office.people(PEOPLE + "falsch;;;;Falsch;delegierte\nmax@example.org;;;;;x\n")
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"550 5.1.1 no"))})
    exits = [
        office.mail(*arguments).exit
        for arguments in (
            [],
            ["brief"],
            ["breif"],
            ["--send"],
            ["brief", "--send"],
            ["brief", "--to-me"],
            ["brief", "--send", "--yes"],
            ["brief", "--send", "--yes"],
            ["brief", "--send", "--yes", "--new-edition"],
            ["--log"],
            ["--log", "brief", "--format", "csv"],
            ["--forget", "90d", "--yes"],
            ["--forget", "x"],
        )
    ]
    assert exits == [0, 8, 2, 2, 2, 8, 8, 8, 8, 0, 0, 0, 2]
    head = (office.made / "table.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "Nummer;Name;E-Mail;Sprache;Dokumente;Bytes;Stand;Token"
    head = (office.made / "set-aside.csv").read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("Zeile;Grund;email;salutation;")
    head = (office.made / "not-meant.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "Zeile;E-Mail;Name;Grund"
    head, first = office.mail("--log", "brief", "--format", "csv").text.splitlines()[:2]
    assert head.lstrip("\ufeff") == "Auflage;E-Mail;Name;Stand;Versuche;geändert;Antwort"
    assert first.split(";")[3] == "gesendet"
    head, first = office.mail("--log", "brief").text.splitlines()[:2]
    assert head.split()[:4] == ["Auflage", "E-Mail", "Name", "Stand"]
    assert " gesendet " in first
    head = office.mail("--log").text.splitlines()[0]
    assert head.split()[:3] == ["Aussendung", "Auflage", "begonnen"]
    for told in (
        office.mail("--log", "--format", "json"),
        office.mail("--log", "brief", "--format", "json"),
    ):
        assert {"edition", "sent", "state"} & {*json.loads(told.text)[0]}
    assert office.states()[ERIKA] == "sent"
    assert recipients(server) == ["buero@example.org"] * 3 + [ERIKA, KIM] * 2
