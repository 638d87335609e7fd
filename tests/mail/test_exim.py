"""Mail goes to a server written by others and is read back from its mailbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
import trustme

from reports.content.campaign import MailServer, Security
from reports.errors import MailError
from reports.mail.message import Attachment, Mailbox, Message, compose
from reports.mail.smtp import Connection, Deferred, Envelope, Refused, Sent
from tests.support.exim import GREYLISTED, PASSWORD, REFUSED, USER, Delivered, Exim, mail_server

SENDER = "ortsverein@example.org"
DATA = b"From: ortsverein@example.org\r\nSubject: Hallo\r\n\r\n.\r\n..\r\n.Punkte am Anfang\r\n"


@pytest.fixture(scope="module")
def _running() -> Iterator[Exim]:
    with mail_server() as server:
        yield server


@pytest.fixture
def exim(_running: Exim) -> Exim:
    """A running server with an empty mailbox."""
    _running.clear()
    return _running


def connection(
    exim: Exim,
    password: str = PASSWORD,
    security: Security = Security.STARTTLS,
    authority: trustme.CA | None = None,
) -> Connection:
    """Return the program's own connection to the server."""
    server = MailServer(host="localhost", port=exim.port, security=security, user=USER)
    return Connection(server, password, (authority or exim.authority).cert_pem.bytes())


def to(recipient: str) -> Envelope:
    return Envelope(SENDER, recipient)


def nothing() -> None:
    """Do nothing before the last byte."""


def test_a_message_arrives_byte_for_byte(exim: Exim) -> None:
    """Over STARTTLS and a login, also with lines that begin with dots."""
    with connection(exim) as opened:
        assert opened.open() is None
        assert isinstance(opened.send(to("erika@example.org"), DATA, nothing), Sent)
    assert exim.delivered() == [Delivered(SENDER, "erika@example.org", "esmtpsa", DATA)]


def test_names_and_files_with_umlauts_arrive(exim: Exim) -> None:
    """Names, subject and PDF read as they were written."""
    pdf = b"%PDF-1.7\r\n" + bytes(range(256)) * 40
    data = compose(
        Message(
            sender=Mailbox("Ortsverein Köln-Süd", SENDER),
            recipient=Mailbox("Jörg Müßig", "joerg@example.org"),
            reply_to=None,
            subject="Beschlüsse für Straßen und Plätze",
            text="Grüße",
            html="<p>Grüße</p>",
            attachments=(Attachment("Prüfliste – Bürgermeister.pdf", pdf),),
            date=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
            message_id="<1@example.org>",
            language="de",
            unsubscribe=SENDER,
        )
    )
    with connection(exim) as opened:
        assert opened.open() is None
        assert isinstance(opened.send(to("joerg@example.org"), data, nothing), Sent)
    (delivered,) = exim.delivered()
    assert delivered.content == data
    read = message_from_bytes(delivered.content, policy=policy.default)
    (attachment,) = read.iter_attachments()
    assert read["To"].addresses[0].display_name == "Jörg Müßig"
    assert read["Subject"] == "Beschlüsse für Straßen und Plätze"
    assert attachment.get_filename() == "Prüfliste – Bürgermeister.pdf"
    assert attachment.get_content() == pdf


def test_each_person_gets_one_of_many_messages(exim: Exim) -> None:
    """Over one connection, with refused and deferred people in between."""
    people = [f"person-{number}@example.org" for number in range(12)]
    mixed = [*people[:4], REFUSED, *people[4:8], GREYLISTED, *people[8:]]
    with connection(exim) as opened:
        assert opened.open() is None
        kinds = [type(opened.send(to(person), DATA, nothing)) for person in mixed]
    assert kinds == [Sent] * 4 + [Refused] + [Sent] * 4 + [Deferred] + [Sent] * 4
    assert sorted(delivered.recipient for delivered in exim.delivered()) == sorted(people)


@pytest.mark.parametrize(
    ("recipient", "kind", "code"), [(REFUSED, Refused, "550"), (GREYLISTED, Deferred, "451")]
)
def test_the_servers_answer_is_kept(
    exim: Exim, recipient: str, kind: type[Refused | Deferred], code: str
) -> None:
    """For a refused recipient and for a deferred one."""
    with connection(exim) as opened:
        assert opened.open() is None
        outcome = opened.send(to(recipient), DATA, nothing)
    assert isinstance(outcome, kind)
    assert code in outcome.answer
    assert exim.delivered() == []


def test_addresses_in_other_letters_are_delivered(exim: Exim) -> None:
    """Over SMTPUTF8, which the server records."""
    with connection(exim) as opened:
        assert opened.open() is None
        assert isinstance(opened.send(to("jörg@example.org"), DATA, nothing), Sent)
    assert exim.delivered() == [Delivered(SENDER, "jörg@example.org", "utf8esmtpsa", DATA)]


def test_nothing_is_delivered_before_the_last_byte(exim: Exim) -> None:
    """A run that dies while it hands a message over has not sent it."""

    def die() -> None:
        raise KeyboardInterrupt

    with connection(exim) as opened:
        assert opened.open() is None
        with pytest.raises(KeyboardInterrupt):
            opened.send(to("erika@example.org"), DATA, die)
    with connection(exim) as opened:
        assert opened.open() is None
        assert isinstance(opened.send(to("max@example.org"), DATA, nothing), Sent)
    assert [delivered.recipient for delivered in exim.delivered()] == ["max@example.org"]


def test_tls_from_the_first_byte() -> None:
    """As on port 465."""
    with mail_server(tls_from_start=True) as exim:
        with connection(exim, security=Security.TLS) as opened:
            assert opened.open() is None
            assert isinstance(opened.send(to("erika@example.org"), DATA, nothing), Sent)
        assert exim.delivered() == [Delivered(SENDER, "erika@example.org", "esmtpsa", DATA)]


def test_a_message_over_the_servers_limit_is_refused() -> None:
    """The others over the same connection are not held up."""
    with mail_server(size_limit=10_000) as exim:
        with connection(exim) as opened:
            assert opened.open() is None
            large = opened.send(to("erika@example.org"), DATA + b"x" * 80_000, nothing)
            small = opened.send(to("max@example.org"), DATA, nothing)
        assert isinstance(large, Refused)
        assert isinstance(small, Sent)
        assert [delivered.recipient for delivered in exim.delivered()] == ["max@example.org"]


def test_a_wrong_password_is_refused(exim: Exim) -> None:
    """The message names the user and not the password."""
    with connection(exim, "falsches-Kennwort") as opened, pytest.raises(MailError) as caught:
        opened.open()
    assert USER in str(caught.value)
    assert "falsches-Kennwort" not in str(caught.value)


def test_a_server_of_an_unknown_authority_gets_nothing(exim: Exim) -> None:
    """Its certificate has the right name, but is signed by an authority that is not trusted."""
    with (
        connection(exim, authority=trustme.CA()) as opened,
        pytest.raises(MailError, match="not trusted"),
    ):
        opened.open()
