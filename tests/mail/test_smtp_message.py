"""Every answer, silence and break during a message leads to the one right outcome."""

from __future__ import annotations

import socket

import pytest

from reports.content.campaign import Security
from reports.errors import MailError
from reports.mail.replies import Cause
from reports.mail.smtp import (
    Deferred,
    Envelope,
    Outcome,
    Paused,
    Refused,
    Sent,
    Unclear,
)
from tests.support.smtp import (
    BYE,
    CLOSE,
    SILENCE,
    Fault,
    Scripted,
    Server,
    at,
    certificates,
)
from tests.support.smtp_client import ENVELOPE, HASTY, MESSAGE, PATIENT, connect, garbage, nothing

OUTCOMES = [
    ("mail", Fault(b"451 4.3.0 later"), Deferred),
    ("mail", Fault(b"552 5.3.4 too large"), Refused),
    ("mail", BYE, Paused),
    ("mail", CLOSE, Paused),
    ("mail", SILENCE, Paused),
    ("mail", garbage(), Paused),
    ("rcpt", Fault(b"450 4.2.1 greylisted"), Deferred),
    ("rcpt", Fault(b"550 5.1.1 no such user"), Refused),
    ("rcpt", BYE, Paused),
    ("rcpt", CLOSE, Paused),
    ("rcpt", SILENCE, Paused),
    ("data", Fault(b"451 4.3.0 later"), Deferred),
    ("data", Fault(b"554 5.7.1 no"), Refused),
    ("data", Fault(b"250 out of step"), Paused),
    ("data", BYE, Paused),
    ("data", CLOSE, Paused),
    ("data", SILENCE, Paused),
    ("body", CLOSE, Paused),
    ("dot", Fault(b"451 4.3.0 later"), Deferred),
    ("dot", Fault(b"554 5.6.0 not liked"), Refused),
    ("dot", BYE, Paused),
    ("dot", CLOSE, Unclear),
    ("dot", SILENCE, Unclear),
    ("dot", garbage(), Unclear),
    ("dot", Fault(b"354 go on"), Unclear),
    ("quit", CLOSE, Sent),
    ("quit", Fault(b"500 what?"), Sent),
    ("quit", SILENCE, Sent),
]


@pytest.mark.parametrize(("stage", "fault", "outcome"), OUTCOMES)
def test_a_fault_leads_to_its_outcome(stage: str, fault: Fault, outcome: type[Outcome]) -> None:
    """The outcome depends on where and how the server fails."""
    calls: list[int] = []
    # what is broken off must not fit into the buffers between the two
    message = MESSAGE + (b"x" * 70 + b"\r\n") * 400_000 if stage == "body" else MESSAGE
    with (
        Server(at(stage, fault, 1), size=None) as server,
        connect(server, timeouts=HASTY if fault is SILENCE else PATIENT) as connection,
    ):
        assert connection.open() is None
        got = connection.send(ENVELOPE, message, lambda: calls.append(1))

        assert type(got) is outcome
        assert bool(calls) == (stage in ("dot", "quit"))
        assert connection.is_open == (outcome in (Sent, Refused, Deferred))
        assert len(server.delivered) == (outcome is Sent)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("reply", [b"450 4.2.1 later", b"552 5.3.4 too large"])
def test_the_next_message_goes_over_the_same_connection(stage: str, reply: bytes) -> None:
    """A message that is refused or put off leaves the connection in order."""
    with Server(at(stage, Fault(reply), 1)) as server, connect(server) as connection:
        connection.open()
        first = connection.send(ENVELOPE, MESSAGE, nothing)
        second = connection.send(ENVELOPE, MESSAGE, nothing)

    assert isinstance(first, Deferred if reply.startswith(b"4") else Refused)
    assert second == Sent("250 2.0.0 taken")
    assert (server.connections, len(server.delivered)) == (1, 1)


def test_several_messages_go_over_one_connection() -> None:
    """Each message arrives with its own envelope."""
    envelopes = [Envelope("buero@example.org", f"{n}@example.org") for n in range(5)]
    with Server() as server, connect(server) as connection:
        connection.open()
        for number, envelope in enumerate(envelopes):
            assert isinstance(connection.send(envelope, b"%d\r\n" % number, nothing), Sent)

    assert server.connections == 1
    assert server.delivered == [
        (envelope.sender, envelope.recipient, b"%d\r\n" % number)
        for number, envelope in enumerate(envelopes)
    ]


@pytest.mark.parametrize(
    ("message", "arrives"),
    [
        (b".\r\n", b".\r\n"),
        (b"\r\n.\r\n", b"\r\n.\r\n"),
        (b".a\r\n..b\r\n.\r\n...\r\nc.\r\n", b".a\r\n..b\r\n.\r\n...\r\nc.\r\n"),
        (b"no line end", b"no line end\r\n"),
        (b"a dot at the end\r\n.", b"a dot at the end\r\n.\r\n"),
        (b"\n.\nb\r.\rc", b"\r\n.\r\nb\r\n.\r\nc\r\n"),
    ],
)
def test_dots_and_line_ends_arrive(message: bytes, arrives: bytes) -> None:
    """No line ends the message early, and no dot is lost."""
    with Server() as server, connect(server) as connection:
        connection.open()
        assert isinstance(connection.send(ENVELOPE, message, nothing), Sent)
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Sent)

    assert [content for *_envelope, content in server.delivered] == [arrives, MESSAGE]


def test_the_last_line_follows_the_journal() -> None:
    """When the journal is written, the server has all but the line that ends the message."""
    snapshots: list[bytes] = []

    with Server() as server, connect(server) as connection:
        connection.open()

        def journal() -> None:
            server.wait_for(b"Hello\r\n")
            snapshots.append(bytes(server.received))

        assert isinstance(connection.send(ENVELOPE, MESSAGE, journal), Sent)

    assert len(snapshots) == 1
    assert snapshots[0].endswith(b"DATA\r\n" + MESSAGE)
    assert b"\r\n.\r\n" not in snapshots[0]


def test_a_journal_that_fails_keeps_the_message_back() -> None:
    """Without its entry in the journal a message is never completed."""

    def journal() -> None:
        raise RuntimeError("disk full")

    with Server() as server, connect(server) as connection:
        connection.open()
        with pytest.raises(RuntimeError, match="disk full"):
            connection.send(ENVELOPE, MESSAGE, journal)
        assert not connection.is_open

    assert b"\r\n.\r\n" not in server.received
    assert b"QUIT" not in server.received
    assert server.delivered == []


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    ("out_of_turn", "outcome"),
    [
        (b"421 4.3.2 shutting down\r\n", Paused),
        (b"552 5.3.4 too much\r\n", Refused),
        (b"250 2.0.0 taken\r\n", Paused),
    ],
)
def test_an_answer_before_the_last_line(
    secure: bool, out_of_turn: bytes, outcome: type[Outcome]
) -> None:
    """A server that breaks off in the midst of a message does not leave it unclear."""

    def scene(server: Scripted) -> None:
        if secure:
            server.secure(certificates().good)
        server.say(b"220 test\r\n")
        for reply in (b"250 test\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n" + out_of_turn):
            server.hear()
            server.say(reply)
        server.hear(b"there is no such end")

    with (
        Scripted(scene) as server,
        connect(server, Security.TLS if secure else Security.NONE) as connection,
    ):
        assert connection.open() is None
        got = connection.send(ENVELOPE, MESSAGE, lambda: pytest.fail("handed over"))
        assert type(got) is outcome
        assert not connection.is_open


def test_a_closed_connection_takes_no_message() -> None:
    """The outcome is Paused: the server does not have the message."""
    with Server(at("mail", BYE, 1)) as server, connect(server) as connection:
        connection.open()
        connection.send(ENVELOPE, MESSAGE, nothing)
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Paused)
        assert connection.open() is None
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Sent)


@pytest.mark.parametrize(
    ("stage", "reply", "message"),
    [
        ("mail", b"550 5.7.1 not yours", "refuses the sender buero@example.org: 550 5.7.1 not"),
        ("mail", b"530 5.7.0 log in", "wants a login: 530 5.7.0 log in"),
        ("rcpt", b"530 5.7.0 log in", "wants a login: 530 5.7.0 log in"),
    ],
)
def test_what_concerns_every_message_refuses_nobody(stage: str, reply: bytes, message: str) -> None:
    """A refused sender or a missing login is an error, and no refusal of a person."""
    with Server(at(stage, Fault(reply))) as server, connect(server) as connection:
        connection.open()
        with pytest.raises(MailError, match=message) as caught:
            connection.send(ENVELOPE, MESSAGE, nothing)

    assert str(caught.value.problems[0].place) == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "a@example.org\n",
        "a@example.org> SIZE=1",
        "<a@example.org",
        "a b@example.org",
        "a\x00@example.org",
        "a\x85@example.org",
        "a\u2028@example.org",
        "a\ud800@example.org",
        "",
    ],
)
@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_an_address_cannot_be_a_command(address: str, role: str) -> None:
    """An address with characters of the protocol is refused before anything is sent."""
    good = {"sender": "a@example.org", "recipient": "a@example.org"}
    with Server() as server, connect(server) as connection:
        connection.open()
        with pytest.raises(ValueError, match="malformed"):
            connection.send(Envelope(**good | {role: address}), MESSAGE, nothing)

    assert b"MAIL" not in server.received


def test_a_message_over_the_servers_limit_is_refused_here() -> None:
    """It is not sent in vain."""
    with Server(size=100) as server, connect(server) as connection:
        connection.open()
        assert connection.send(ENVELOPE, b"x" * 99, nothing) == Refused(
            "the message has 101 bytes, and the server takes 100", Cause.SIZE
        )
        assert isinstance(connection.send(ENVELOPE, b"x" * 98, nothing), Sent)

    assert b"SIZE=101" not in server.received
    assert b"MAIL FROM:<buero@example.org> SIZE=100\r\n" in server.received


INTERNATIONAL = Envelope("büro@example.org", "jürgen@müller.example")


@pytest.mark.parametrize(
    ("envelope", "message"),
    [(INTERNATIONAL, MESSAGE), (ENVELOPE, "To: jürgen@example.org\r\n\r\nHello\r\n".encode())],
)
def test_international_addresses_go_where_they_are_taken(
    envelope: Envelope, message: bytes
) -> None:
    """Letters such as ü in the envelope or the head need SMTPUTF8."""
    with Server() as server, connect(server) as connection:
        connection.open()
        assert isinstance(connection.send(envelope, message, nothing), Sent)
        assert server.delivered == [(envelope.sender, envelope.recipient, message)]
        assert b" SMTPUTF8\r\n" in server.received

    with Server(utf8=False) as server, connect(server) as connection:
        connection.open()
        got = connection.send(envelope, message, nothing)
        reason = "the server takes addresses in ASCII only (no SMTPUTF8)"
        assert got == Refused(reason, Cause.PERSON)
        assert b"MAIL" not in server.received


def test_eight_bit_text_is_announced() -> None:
    """Text beyond ASCII needs 8BITMIME, and is refused if the server lacks it."""
    message = "Subject: sample\r\n\r\nGrüße\r\n".encode()
    with Server() as server, connect(server) as connection:
        connection.open()
        assert isinstance(connection.send(ENVELOPE, message, nothing), Sent)
        assert b" BODY=8BITMIME\r\n" in server.received
        assert b"SMTPUTF8" not in server.received

    with (
        Server(at("ehlo", Fault(b"250 localhost"))) as server,
        connect(server) as connection,
    ):
        connection.open()
        assert isinstance(connection.send(ENVELOPE, message, nothing), Refused)
        assert b"MAIL" not in server.received


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (b"550-5.1.1 no such\r\n550 5.1.1 user", "550 5.1.1 no such 5.1.1 user"),
        (b"550 \x1b[31mred\x07\x9b", "550 \ufffd[31mred\ufffd\ufffd"),
        (b"550 " + b"x" * 2000, "550 " + "x" * 496),
    ],
)
def test_an_answer_is_one_safe_line(reply: bytes, answer: str) -> None:
    """What a server says can be shown in a terminal and kept in a table."""

    def scene(server: Scripted) -> None:
        server.say(b"220 test\r\n")
        for line in (b"250 test", b"250 ok", reply, b"250 ok", b"221 bye"):
            server.hear()
            server.say(line + b"\r\n")

    with Scripted(scene) as server, connect(server) as connection:
        connection.open()
        outcome = connection.send(ENVELOPE, MESSAGE, nothing)
        assert isinstance(outcome, Refused)
        assert outcome.answer == answer


def test_the_machines_name_is_not_told() -> None:
    """EHLO names the address, which the server sees anyway."""
    with Server() as server, connect(server) as connection:
        connection.open()

    assert server.received.startswith(b"ehlo [127.0.0.1]\r\n")
    assert socket.gethostname().encode() not in server.received
