"""``--to-me`` sends the first messages to the sender."""

from __future__ import annotations

from tests.support.mail_office import (
    EVERYBODY,
    PEOPLE,
    MailOffice,
    parse_message,
    plain_text,
    recipients_of,
)
from tests.support.smtp import Fault, Server, at


def test_trial_goes_to_the_sender_only(office: MailOffice, server: Server) -> None:
    """The subject says for whom each trial is; the ledger does not record trials."""
    office.write_people(PEOPLE + "rita@example.org;frau;;Rita;Probe;delegierte\n")
    ran = office.mail("brief", "--to-me")
    assert ran.exit == 0
    assert "3 trials are on their way to buero@example.org." in ran.stderr
    assert recipients_of(server) == ["buero@example.org"] * 3
    first, _second, third = (parse_message(data) for _sender, _recipient, data in server.delivered)
    assert [address.addr_spec for address in first["To"].addresses] == ["buero@example.org"]
    assert first["Subject"].startswith("[Trial 1 of 3, for Dr. Erika Muster] Einladung (Muster)")
    assert third["Subject"].startswith("[Trial 3 of 3, for Kim Beispiel] ")
    assert "das ist ein Muster." in plain_text(first)
    assert "X-Unsent" not in first
    assert not office.ledger.exists()
    assert not office.out.exists()
    assert office.send().exit == 0
    assert sorted(recipients_of(server)[3:]) == sorted([*EVERYBODY, "rita@example.org"])


def test_trial_that_the_server_does_not_take_is_told(office: MailOffice, server: Server) -> None:
    server.faults = at("rcpt", Fault(b"550 5.7.1 no relaying"))
    ran = office.mail("brief", "--to-me", "-q")
    assert ran.exit == 8
    (line,) = ran.stderr.splitlines()
    assert line.startswith("buero@example.org: the trial was not taken: ")
    assert "no relaying" in line


def test_trial_without_a_server_that_answers_is_told(office: MailOffice, dead_port: int) -> None:
    office.use_server(dead_port)
    ran = office.mail("brief", "--to-me", "-q")
    assert ran.exit == 8
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"127.0.0.1:{dead_port}: the server cannot be reached: ")
    assert "port 465 needs tls, 587 starttls" in line
