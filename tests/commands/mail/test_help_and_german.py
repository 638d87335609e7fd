"""The help and the German messages of the mail command."""

from __future__ import annotations

import json

import click
import pytest

from reports.commands.mail import mail
from tests.conftest import Cli
from tests.support.mail_office import ERIKA, KIM, MAX, PEOPLE, MailOffice, recipients_of
from tests.support.smtp import Fault, Server, for_recipients


def test_help_tells_of_every_option_and_has_examples(cli: Cli) -> None:
    ran = cli("mail", "--help")
    assert ran.exit == 0
    assert "Example:\n    handzettel mail parteitag\n" in ran.text
    for parameter in mail.params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert parameter.help.endswith((".", ")."))
            assert parameter.opts[0] in ran.text


def test_german_office_gets_the_same(
    office: MailOffice, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts, trial, sending, log, wiping and errors work with German messages."""
    monkeypatch.setenv("LANGUAGE", "de")
    office.write_people(PEOPLE + "falsch;;;;Falsch;delegierte\nmax@example.org;;;;;x\n")
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
    head = (office.drafts_folder / "table.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "Nummer;Name;E-Mail;Sprache;Dokumente;Bytes;Stand;Abmeldecode"
    head = (office.drafts_folder / "set-aside.csv").read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("Zeile;Grund;email;salutation;")
    head = (office.drafts_folder / "not-meant.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "Zeile;E-Mail;Name;Grund"
    head, first = office.mail("--log", "brief", "--format", "csv").text.splitlines()[:2]
    assert head.lstrip("\ufeff") == "Auflage;E-Mail;Name;Stand;Versuche;geändert;Antwort"
    assert first.split(";")[3] == "gesendet"
    head, first = office.mail("--log", "brief").text.splitlines()[:2]
    assert head.split()[:4] == ["Auflage", "E-Mail", "Name", "Stand"]
    assert " gesendet " in first
    head = office.mail("--log").text.splitlines()[0]
    assert head.split()[:3] == ["Aussendung", "Auflage", "begonnen"]
    for log in (
        office.mail("--log", "--format", "json"),
        office.mail("--log", "brief", "--format", "json"),
    ):
        assert {"edition", "sent", "state"} & {*json.loads(log.text)[0]}
    assert office.states()[ERIKA] == "sent"
    assert recipients_of(server) == ["buero@example.org"] * 3 + [ERIKA, KIM] * 2
