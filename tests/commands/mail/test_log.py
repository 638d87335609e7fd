"""``--log`` shows who has what; ``--forget`` wipes who it was."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from reports.mail.ledger import LEDGER
from tests.support.mail_office import (
    ERIKA,
    EVERYBODY,
    KIM,
    MAX,
    MailOffice,
    read_files,
    read_rows,
    recipients_of,
)
from tests.support.smtp import SILENCE, Fault, Server, at, for_recipients


@pytest.fixture
def logged(office: MailOffice, server: Server) -> MailOffice:
    """An office that has sent the campaign; the server refused one address."""
    server.faults = for_recipients({MAX: ("rcpt", Fault(b"550 5.1.1 =no such user"))})
    assert office.send().exit == 8
    server.faults = at("none", SILENCE)
    return office


def test_log_counts_by_campaign(logged: MailOffice) -> None:
    log = json.loads(logged.mail("--log", "--format", "json").text)
    assert [(row["campaign"], row["edition"], row["sent"], row["refused"]) for row in log] == [
        ("brief", 1, 2, 1)
    ]
    assert read_rows(logged.mail("--log", "--format", "csv").stdout)[0]["sent"] == "2"
    head, line = logged.mail("--log").text.splitlines()
    assert head.split()[:3] == ["campaign", "edition", "begun"]
    assert line.split()[:2] == ["brief", "1"]


def test_log_of_a_campaign_says_who_has_it(logged: MailOffice) -> None:
    """All formats have the same rows, and no CSV cell starts a formula."""
    expected = [
        (ERIKA, "Dr. Erika Muster", "sent"),
        (MAX, "Max Beispiel", "refused"),
        (KIM, "Kim Beispiel", "sent"),
    ]
    log = json.loads(logged.mail("--log", "brief", "--format", "json").text)
    assert [(row["email"], row["name"], row["state"]) for row in log] == expected
    assert [row["attempts"] for row in log] == [1, 1, 1]
    listed = read_rows(logged.mail("--log", "brief", "--format", "csv").stdout)
    assert [(row["email"], row["name"], row["state"]) for row in listed] == expected
    assert all(row["answer"][0] not in "=+-@" for row in listed)
    lines = logged.mail("--log", "brief").text.splitlines()
    assert len(lines) == 4
    for line, (address, name, state) in zip(lines[1:], expected, strict=True):
        assert all(part in line for part in (address, name, state))


def test_log_of_an_unknown_campaign_is_told(logged: MailOffice) -> None:
    ran = logged.mail("--log", "breif")
    assert (ran.exit, ran.stdout) == (2, b"")
    assert ran.stderr == (
        'breif: nothing of a campaign "breif" has been sent – did you mean "brief"?\n'
    )


def test_log_has_campaigns_that_are_no_longer_there(logged: MailOffice) -> None:
    (logged.folder / "campaigns" / "brief.toml").unlink()
    assert logged.states()[ERIKA] == "sent"


def test_names_and_addresses_can_be_forgotten(logged: MailOffice, server: Server) -> None:
    """The counts stay. Since it is no longer known who has the edition, it cannot go on."""
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
    for name, data in read_files(logged.folder).items():
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
    assert recipients_of(server)[2:] == EVERYBODY


def test_age_that_is_none_is_told(logged: MailOffice) -> None:
    for age in ("90", "d", "-1d", "3 months", "1.5d", "999999d", "٩d"):
        ran = logged.mail("--forget", age, "--yes")
        assert ran.exit == 2, age
        assert "write it in days: 90d" in ran.stderr, age
    assert ERIKA in logged.states()


def test_where_nothing_was_sent_there_is_nothing_to_forget(office: MailOffice) -> None:
    ran = office.mail("--forget", "90d", "--yes")
    assert ran.exit == 0
    assert not office.ledger.exists()
