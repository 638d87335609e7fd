"""The tokens in the table are those in the mails."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest

from tests.support.mail_office import EVERYBODY, MailOffice, parse_message, read_rows, replace_once
from tests.support.smtp import Server

UNSUBSCRIBE = 'unsubscribe = "https://example.org/stop/{token}"\n'


def tokens(office: MailOffice) -> list[str]:
    """Return the tokens in the table."""
    return [row["token"] for row in read_rows((office.drafts_folder / "table.csv").read_bytes())]


def sent_tokens(server: Server) -> list[str]:
    headers = (
        str(parse_message(data)["List-Unsubscribe"])
        for _sender, _recipient, data in server.delivered
    )
    return [text.partition("/stop/")[2].partition(">")[0] for text in headers]


@pytest.fixture
def with_tokens(office: MailOffice) -> MailOffice:
    replace_once(office.folder / "handzettel.toml", "[mail]\n", f"[mail]\n{UNSUBSCRIBE}")
    return office


def test_table_lists_the_tokens_that_are_sent(with_tokens: MailOffice, server: Server) -> None:
    """They stay the same from the first draft on; the secret moves into the ledger."""
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


def test_tokens_of_an_older_edition_stay_valid(with_tokens: MailOffice, server: Server) -> None:
    """Its mails carry them; with a new edition the table lists both."""
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
    listed = read_rows((office.drafts_folder / "table.csv").read_bytes())
    assert [row["token of earlier editions"] for row in listed] == plain_tokens


def test_without_an_address_to_unsubscribe_there_is_no_secret(office: MailOffice) -> None:
    assert office.mail("brief").exit == 0
    assert not (office.folder / ".handzettel" / "secret").exists()
