"""An office with a campaign for three people, and readers for what the mail command writes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from click.testing import CliRunner

from reports.cli import main
from reports.mail.delivery import Clock
from reports.mail.ledger import LEDGER
from tests.conftest import RunResult
from tests.support.smtp import Server

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


@dataclass
class MailOffice:
    """A workspace with a campaign "brief" for three people.

    Its clock moves only when the command waits, so that no test has to wait.
    """

    folder: Path
    out: Path
    now: dt.datetime = AT
    waits: list[dt.timedelta] = field(default_factory=list)
    """How long the command has waited each time."""

    @property
    def drafts_folder(self) -> Path:
        """The folder for the campaign's files."""
        return self.out / "mail" / "brief"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.folder / LEDGER

    def mail(self, *arguments: str) -> RunResult:
        """Run the command in this process."""
        options = ["mail", "-w", str(self.folder), "-o", str(self.out)]
        done = CliRunner().invoke(main, [*options, *arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return RunResult(done.exit_code, done.stdout_bytes, done.stderr)

    def send(self, *arguments: str) -> RunResult:
        """Send the campaign without being asked."""
        return self.mail("brief", "--send", "--yes", *arguments)

    def states(self) -> dict[str, str]:
        """Return the state of each address in the log; the latest edition counts."""
        rows = json.loads(self.mail("--log", "brief", "--format", "json").text)
        return {row["email"]: row["state"] for row in rows}

    def write_people(self, text: str) -> None:
        """Write the list of people (CSV)."""
        (self.folder / "recipients.csv").write_text(text, encoding="utf-8")

    def write_campaign(self, text: str) -> None:
        """Write the campaign's file (TOML)."""
        (self.folder / "campaigns" / "brief.toml").write_text(text, encoding="utf-8")

    def use_server(self, port: int, *lines: str) -> None:
        """Name a mail server on this machine in the settings, without TLS unless lines say so."""
        path = self.folder / "handzettel.toml"
        kept = path.read_text(encoding="utf-8").partition("\n[mail.server]")[0]
        server = ["\n[mail.server]", 'host = "127.0.0.1"', f"port = {port}", *lines]
        if not lines:
            server.append('security = "none"')
        path.write_text("\n".join([kept, *server, ""]), encoding="utf-8")

    def limit_size(self, megabytes: float) -> None:
        """Set the size limit of a message in the settings."""
        replace_once(
            self.folder / "handzettel.toml", "\nsender =", f"\nlimit = {megabytes}\nsender ="
        )

    def clock(self) -> Clock:
        """Return the clock that only waiting moves."""
        return Clock(lambda: self.now, self._wait, lambda: self.now - AT)

    def _wait(self, length: dt.timedelta) -> None:
        self.now += length
        self.waits.append(length)


def replace_once(path: Path, old: str, new: str) -> None:
    """Replace a text in a file that has it exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")


def read_files(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def parse_message(data: bytes) -> EmailMessage:
    """Parse a message, which must have no defects."""
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def parse_drafts(office: MailOffice) -> list[EmailMessage]:
    """Parse all drafts of the campaign, in their order."""
    return [parse_message(path.read_bytes()) for path in sorted(office.drafts_folder.glob("*.eml"))]


def plain_text(message: EmailMessage) -> str:
    """Return the plain text of a message as a mail program shows it."""
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content().replace("\r\n", "\n")
    return re.sub(r"(?<!\n--) \n", " ", text)  # as RFC 3676, 4.1 has it


def read_rows(data: bytes) -> list[dict[str, str]]:
    """Parse a CSV table that the command wrote."""
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def display_name(message: EmailMessage) -> str:
    """Return the recipient's name.

    Decoded here, since the parser of Python 3.11 puts spaces between encoded words.
    """
    (raw,) = (value for name, value in message.raw_items() if name == "To")
    return str(make_header(decode_header(str(raw).rpartition("<")[0].strip())))


def recipients_of(server: Server) -> list[str]:
    """Return who got a message from a server, in the order of arrival."""
    return [recipient for _sender, recipient, _data in server.delivered]


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Return a list of people as CSV; missing values stay empty."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


MIXED_LIST = """\
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


def delete_ledger(ledger: Path) -> None:
    """Delete a ledger and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{ledger}{suffix}").unlink(missing_ok=True)
