"""Every answer, silence and break of a mail server leads to the one right outcome."""

from __future__ import annotations

import logging
import socket
import ssl
import traceback
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from reports.content.campaign import MailServer, Security
from reports.errors import MailError
from reports.mail.replies import Cause
from reports.mail.smtp import (
    PASSWORD,
    Connection,
    Deferred,
    Envelope,
    Outcome,
    Paused,
    Refused,
    Sent,
    Unclear,
    find_password,
)
from reports.mail.smtp_session import Timeouts
from tests.support.smtp import (
    BYE,
    CLOSE,
    PATIENCE,
    SILENCE,
    Fault,
    Scripted,
    Server,
    at,
    certificates,
)

CANARY = "kanarienvogel-Ü-7f3a"
USER = "erika@example.org"
ENVELOPE = Envelope("buero@example.org", "erika@example.org")
MESSAGE = b"Subject: sample\r\n\r\nHello\r\n"

PATIENT = Timeouts(*(PATIENCE for _ in range(6)))
HASTY = Timeouts(*(0.4 for _ in range(6)))


def connect(
    server: Server | Scripted,
    security: Security = Security.NONE,
    user: str | None = None,
    timeouts: Timeouts = PATIENT,
    **settings: Any,
) -> Connection:
    """A connection to a test server that trusts the tests' authority."""
    where = {"host": "127.0.0.1", "port": server.port, "security": security, "user": user}
    return Connection(
        MailServer.model_validate(where | settings),
        CANARY if user else None,
        certificates().authority,
        timeouts,
    )


def nothing() -> None:
    """A journal that nobody keeps."""


def garbage(text: bytes = b"\xff\x00 what?") -> Fault:
    return Fault(text)


# --- one message ------------------------------------------------------------

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
    """Whether a message was taken follows from where and how the server fails."""
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
        (one.sender, one.recipient, b"%d\r\n" % number) for number, one in enumerate(envelopes)
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
    """No line of a message ends it early, and what arrives is what was given."""
    with Server() as server, connect(server) as connection:
        connection.open()
        assert isinstance(connection.send(ENVELOPE, message, nothing), Sent)
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Sent)

    assert [content for *_envelope, content in server.delivered] == [arrives, MESSAGE]


def test_the_last_line_follows_the_journal() -> None:
    """When the journal is written, the server has all but the line that ends the message."""
    seen: list[bytes] = []

    with Server() as server, connect(server) as connection:
        connection.open()

        def journal() -> None:
            server.wait_for(b"Hello\r\n")
            seen.append(bytes(server.received))

        assert isinstance(connection.send(ENVELOPE, MESSAGE, journal), Sent)

    assert len(seen) == 1
    assert seen[0].endswith(b"DATA\r\n" + MESSAGE)
    assert b"\r\n.\r\n" not in seen[0]


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
    """A message after a break is not lost: the server is said not to have it."""
    with Server(at("mail", BYE, 1)) as server, connect(server) as connection:
        connection.open()
        connection.send(ENVELOPE, MESSAGE, nothing)
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Paused)
        assert connection.open() is None
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Sent)


@pytest.mark.parametrize(
    ("stage", "reply", "what"),
    [
        ("mail", b"550 5.7.1 not yours", "refuses the sender buero@example.org: 550 5.7.1 not"),
        ("mail", b"530 5.7.0 log in", "wants a login: 530 5.7.0 log in"),
        ("rcpt", b"530 5.7.0 log in", "wants a login: 530 5.7.0 log in"),
    ],
)
def test_what_concerns_every_message_refuses_nobody(stage: str, reply: bytes, what: str) -> None:
    """A refused sender or a missing login is told, and no person is marked refused for it."""
    with Server(at(stage, Fault(reply))) as server, connect(server) as connection:
        connection.open()
        with pytest.raises(MailError, match=what) as caught:
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
    """An address with what has a meaning in SMTP is refused before anything is written."""
    good = {"sender": "a@example.org", "recipient": "a@example.org"}
    with Server() as server, connect(server) as connection:
        connection.open()
        with pytest.raises(ValueError, match="malformed"):
            connection.send(Envelope(**good | {role: address}), MESSAGE, nothing)

    assert b"MAIL" not in server.received


def test_a_message_over_the_servers_limit_is_refused_here() -> None:
    """What the server says it will not take is not sent to it."""
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
    """A body beyond ASCII goes as 8BITMIME, and not to a server that lacks it."""
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
    """The server learns no name of the machine, only the address it sees anyway."""
    with Server() as server, connect(server) as connection:
        connection.open()

    assert server.received.startswith(b"ehlo [127.0.0.1]\r\n")
    assert socket.gethostname().encode() not in server.received


# --- opening ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("greeting", BYE),
        ("greeting", Fault(b"451 4.3.0 later")),
        ("greeting", CLOSE),
        ("greeting", SILENCE),
        ("ehlo", BYE),
        ("ehlo", CLOSE),
        ("ehlo", SILENCE),
        ("starttls", BYE),
        ("auth", Fault(b"454 4.7.0 later")),
        ("auth", BYE),
        ("auth", CLOSE),
    ],
)
def test_what_passes_is_waited_for(stage: str, fault: Fault) -> None:
    """A server that is busy or gone for a while pauses the delivery, and works afterwards."""
    timeouts = HASTY if fault is SILENCE else PATIENT
    with (
        Server(at(stage, fault, 1), tls=certificates().good, login=(USER, CANARY)) as server,
        connect(server, Security.STARTTLS, USER, timeouts) as connection,
    ):
        assert isinstance(connection.open(), Paused)
        assert not connection.is_open
        with connect(server, Security.STARTTLS, USER) as again:
            assert again.open() is None


@pytest.mark.parametrize(
    "greeting", [b"554 5.7.0 Too many connections", b"421 4.7.0 Too many connections"]
)
def test_a_server_with_too_many_visitors_is_waited_for(greeting: bytes) -> None:
    """Whether it calls that final or not."""
    with Server(at("greeting", Fault(greeting))) as server, connect(server) as connection:
        assert connection.open() == Paused(greeting.decode(), Cause.RATE)


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        (
            b"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
            "ask the administrator of the mail accounts to allow authenticated SMTP",
        ),
        (
            b"535 5.7.139 Authentication unsuccessful, the user credentials were incorrect",
            "check user and password",
        ),
        (
            b"535 5.7.139 Authentication unsuccessful, basic authentication is disabled",
            "takes no login with a password any more",
        ),
        (
            b"550 5.7.30 Basic authentication is not supported",
            "takes no login with a password any more",
        ),
        (b"534 5.7.9 Application-specific password required", "make a password for programs"),
        (b"535 5.7.8 Error: authentication failed", "check user and password"),
        (b"535 5.7.0 Account suspended", "wait until the provider lets this account send again"),
        (b"535 Authentifizierung fehlgeschlagen", "check user and password"),
    ],
)
def test_a_refused_login_is_told_with_what_helps(reply: bytes, remedy: str) -> None:
    """The password is not to blame where the administrator has to act."""
    with (
        Server(at("auth", Fault(reply)), tls=certificates().good, login=(USER, CANARY)) as server,
        connect(server, Security.STARTTLS, USER) as connection,
        pytest.raises(MailError) as caught,
    ):
        connection.open()
    (problem,) = caught.value.problems
    assert reply.decode() in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("port", "security", "hint"),
    [
        (465, Security.STARTTLS, 'port 465 needs security = "tls"'),
        (587, Security.TLS, 'port 587 needs security = "starttls"'),
        (2525, Security.STARTTLS, "port 465 needs tls, 587 starttls"),
    ],
)
def test_a_server_that_is_not_reached_is_told_with_port_and_security(
    port: int, security: Security, hint: str
) -> None:
    where = MailServer(host="mail.example.org", port=port, security=security)
    error = Connection(where, None).unreachable(Paused("timed out", Cause.CONNECTION))
    assert hint in str(error)
    assert str(error).startswith(f"mail.example.org:{port}: no connection comes about: timed out")


def test_a_server_that_is_down_is_waited_for() -> None:
    """A refused connection is no error here, since the server may come back."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    where = MailServer(host="127.0.0.1", port=port, security=Security.NONE)
    with Connection(where, None) as connection:
        paused = connection.open()
        assert isinstance(paused, Paused)
        assert paused.cause is Cause.CONNECTION


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("without", ["LOGIN", "PLAIN"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_login_over_verified_tls(security: Security, without: str, host: str) -> None:
    """With a certificate for the host's name or address, a login and a message go through."""
    implicit = security is Security.TLS
    with (
        Server(
            tls=certificates().good,
            implicit=implicit,
            login=(USER, CANARY),
            without_mechanisms=(without,),
        ) as server,
        connect(server, security, USER, host=host) as connection,
    ):
        assert connection.open() is None
        assert isinstance(connection.send(ENVELOPE, MESSAGE, nothing), Sent)

    assert server.delivered == [(ENVELOPE.sender, ENVELOPE.recipient, MESSAGE)]
    before_tls = server.received.partition(b"STARTTLS")[0]
    assert implicit or b"AUTH" not in before_tls
    assert b"AUTH" in server.received


def test_text_before_tls_is_not_taken_for_the_servers() -> None:
    """What somebody puts between STARTTLS and TLS does not reach the secured connection."""

    def scene(server: Scripted) -> None:
        server.say(b"220 test\r\n")
        server.hear()
        server.say(b"250-test\r\n250 STARTTLS\r\n")
        server.hear()
        server.say(b"220 go ahead\r\n250-evil\r\n250 AUTH PLAIN\r\n")
        server.secure(certificates().good)
        server.hear()
        server.say(b"250 test\r\n")
        server.hear()

    with (
        Scripted(scene) as server,
        connect(server, Security.STARTTLS, USER) as connection,
        pytest.raises(MailError, match="offers no login"),
    ):
        connection.open()

    assert b"AUTH" not in server.received


# --- refusals that keep the password ----------------------------------------


def forms() -> list[bytes]:
    """The password as it could stand in an output or on a wire."""
    blob = f"\0{USER}\0{CANARY}".encode()
    return [
        CANARY.encode(),
        CANARY.encode("latin-1"),
        repr(CANARY.encode()).encode()[2:-1],
        b64encode(CANARY.encode()).rstrip(b"="),
        b64encode(blob).rstrip(b"="),
        b"kanarienvogel",
    ]


class Watch:
    """All that a refusal puts out, to be searched for the password."""

    def __init__(self, log: pytest.LogCaptureFixture, output: pytest.CaptureFixture[str]) -> None:
        self._log, self._output = log, output

    def refusal(self, connection: Connection, *received: bytearray) -> MailError:
        """The error at opening, once nothing that came out holds the password."""
        with connection, pytest.raises(MailError) as caught:
            connection.open()
        error = caught.value
        shown = [
            str(error),
            repr(error),
            repr(error.args),
            repr(error.problems),
            repr(connection),
            *_chain(error),
            # the test server keeps a log of its own
            *(one.getMessage() for one in self._log.records if one.name != "mail.log"),
            *self._output.readouterr(),
        ]
        everything = "\n".join(shown).encode() + b"".join(bytes(one) for one in received)
        assert [form for form in forms() if form in everything] == []
        return error


def _chain(error: BaseException | None) -> Iterator[str]:
    """The tracebacks of an error and of what it came from, with every frame's variables."""
    while error is not None:
        yield from traceback.TracebackException.from_exception(error, capture_locals=True).format()
        error = error.__context__


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    """Logs of all levels are watched, too."""
    with caplog.at_level(logging.DEBUG):
        yield Watch(caplog, capsys)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("certificate", "what"),
    [
        ("untrusted", "the server's certificate is not trusted: "),
        ("expired", "the server's certificate has expired"),
        ("other_name", "the server's certificate is for another name"),
    ],
)
def test_a_bad_certificate(watch: Watch, security: Security, certificate: str, what: str) -> None:
    """A certificate that proves nothing gets neither password nor message."""
    context: ssl.SSLContext = getattr(certificates(), certificate)
    with Server(tls=context, implicit=security is Security.TLS, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, security, USER), server.received)

    assert error.problems[0].message.startswith(what)
    assert str(error.problems[0].place) == f"127.0.0.1:{server.port}"
    assert b"AUTH" not in server.received


def test_starttls_that_is_not_offered(watch: Watch) -> None:
    """A server that lacks STARTTLS but offers a login in clear gets no password."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert "does not offer STARTTLS" in str(error)
    assert b"AUTH" not in server.received


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (Fault(b"454 4.7.0 not now"), "refuses STARTTLS, and nothing is sent in clear: 454 4.7.0"),
        (Fault(b"502 what?"), "refuses STARTTLS"),
        (CLOSE, "no TLS connection comes about"),
        (Fault(b"220 go ahead", closes=True), "no TLS connection comes about"),
    ],
)
def test_starttls_that_fails(watch: Watch, fault: Fault, what: str) -> None:
    """A server that drops STARTTLS gets no password, even if it offers a login in clear."""
    with Server(
        at("starttls", fault), tls=certificates().good, login_in_clear=True, login=(USER, CANARY)
    ) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert what in str(error)
    assert b"AUTH" not in server.received


def test_a_handshake_of_garbage(watch: Watch) -> None:
    """A server that speaks something else than TLS after STARTTLS gets no password."""

    def scene(server: Scripted) -> None:
        server.say(b"220 test\r\n")
        server.hear()
        server.say(b"250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
        server.hear()
        server.say(b"220 go ahead\r\n")
        server.hear(b"")
        server.say(b"250 let us talk in clear\r\n")
        server.hear(b"there is no such end")

    with Scripted(scene) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert "no TLS connection comes about" in str(error)
    assert b"AUTH" not in server.received


def test_a_server_without_tls_on_a_port_for_it(watch: Watch) -> None:
    """A port that speaks plain SMTP is not spoken to when TLS is wanted."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, Security.TLS, USER), server.received)

    assert "no TLS connection comes about" in str(error)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"security": "none", "user": USER}, "a login without TLS would show the password"),
        ({"security": "none", "host": "mail.example.org"}, "must be on this machine"),
        ({"security": "none", "host": "127.0.0.1.example.org"}, "must be on this machine"),
        ({"security": "none", "host": "192.0.2.1"}, "must be on this machine"),
    ],
)
def test_what_is_refused_without_a_connection(
    watch: Watch, settings: dict[str, Any], what: str
) -> None:
    """Settings that would show the password or the messages are not even tried."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        where = {"host": "127.0.0.1", "port": server.port} | settings
        connection = Connection(MailServer.model_validate(where), CANARY)
        assert what in str(watch.refusal(connection, server.received))

    assert server.connections == 0


@pytest.mark.parametrize(
    "echo",
    [
        CANARY.encode(),
        CANARY.encode("latin-1"),
        b64encode(CANARY.encode()),
        b64encode(f"\0{USER}\0{CANARY}".encode()),
        b64encode(CANARY.encode())[:11] + b"\r\n535 " + b64encode(CANARY.encode())[11:],
    ],
)
@pytest.mark.parametrize("without", ["LOGIN", "PLAIN"])
def test_a_server_that_repeats_the_password(watch: Watch, echo: bytes, without: str) -> None:
    """An answer with the password in it is left out of the error."""
    fault = Fault(
        b"535-5.7.8 wrong:\r\n535-" + echo.replace(b"\r\n535 ", b"\r\n535-") + b"\r\n535 ."
    )
    with Server(
        at("auth", fault), tls=certificates().good, without_mechanisms=(without,)
    ) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER))

    assert f"refuses the login of {USER}: 535 (left out" in str(error)


@pytest.mark.parametrize("without", ["LOGIN", "PLAIN"])
def test_a_wrong_password(watch: Watch, without: str) -> None:
    """A refused login is told with the server's answer and without the password."""
    with Server(
        tls=certificates().good, login=(USER, "another"), without_mechanisms=(without,)
    ) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER))

    assert f"refuses the login of {USER}: 535 5.7.8" in str(error)


def test_a_login_that_is_not_offered(watch: Watch) -> None:
    """A server without a login by password is told apart from one that refuses it."""
    with Server(tls=certificates().good, without_mechanisms=("LOGIN", "PLAIN")) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert "offers no login with a password" in str(error)


@pytest.mark.parametrize(
    ("stage", "fault", "what"),
    [
        ("greeting", Fault(b"554 5.3.2 not you"), "turns the connection away: 554 5.3.2 not you"),
        ("greeting", Fault(b"* OK IMAP ready"), "this is no mail server"),
        ("greeting", Fault(b"5" * 9000), "this is no mail server"),
        ("ehlo", Fault(b"500 what?"), "does not know EHLO: 500 what?"),
    ],
)
def test_a_server_that_will_never_do(watch: Watch, stage: str, fault: Fault, what: str) -> None:
    """What no waiting mends is an error at once."""
    with Server(at(stage, fault), tls=certificates().good) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert what in str(error)


def test_a_host_that_does_not_exist(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong name is an error; a name that cannot be looked up just now is waited for."""

    def fail(code: int) -> None:
        def getaddrinfo(*_arguments: object, **_more: object) -> None:
            raise socket.gaierror(code, "no")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    where = MailServer(host="mail.example.org", user=USER)
    fail(socket.EAI_NONAME)
    error = watch.refusal(Connection(where, CANARY))
    assert str(error).startswith("mail.example.org:587: there is no server by that name")
    fail(socket.EAI_AGAIN)
    assert isinstance(Connection(where, CANARY).open(), Paused)
    monkeypatch.undo()
    assert "no server by that name" in str(
        watch.refusal(Connection(MailServer(host="mail..example.org"), None))
    )


@pytest.mark.parametrize("ca", [b"", "", b"no certificate", "-----BEGIN CERTIFICATE-----\nAA"])
def test_an_authority_that_is_none(ca: bytes | str) -> None:
    """A file without a certificate does not fall back to the machine's authorities."""
    where = MailServer(host="127.0.0.1", security=Security.TLS, ca="ca.pem")
    with pytest.raises(MailError, match=r"^ca\.pem: no certificate in PEM form"):
        Connection(where, None, ca).open()


# --- the password -----------------------------------------------------------

LOGIN = MailServer(host="mail.example.org", user=USER)


def test_the_password_comes_from_the_environment_first() -> None:
    """The variable wins over the keyring, and an empty one counts as none."""
    assert find_password(LOGIN, {PASSWORD: "a"}, lambda _service, _name: "b") == "a"
    assert find_password(LOGIN, {PASSWORD: ""}, lambda service, name: f"{service} {name}") == (
        "handzettel erika@example.org@mail.example.org"
    )


@pytest.mark.parametrize("error", [NoKeyringError(), KeyringLocked(), OSError(), None])
def test_a_keyring_that_has_none(error: Exception | None) -> None:
    """Without a keyring, or with a locked one, there is no password, and the user is told how."""

    def get(_service: str, _name: str) -> None:
        if error:
            raise error

    assert find_password(LOGIN, {}, get) is None
    with pytest.raises(
        MailError,
        match=r"no password for erika@example\.org – set HANDZETTEL_SMTP_PASSWORD, or run",
    ):
        Connection(LOGIN, None).open()


def test_no_password_is_looked_for_without_a_user() -> None:
    """A server without a login needs none."""
    without = MailServer(host="localhost", security=Security.NONE)
    assert find_password(without, {PASSWORD: "a"}, lambda _service, _name: "b") is None


def test_odd_passwords_stay_hidden(watch: Watch) -> None:
    """A password that no text can hold is no way to make an error show it."""
    with Server(tls=certificates().good, login=(USER, "another")) as server:
        where = MailServer(host="127.0.0.1", port=server.port, user=USER)
        error = watch.refusal(Connection(where, CANARY + "\ud800\udcff", certificates().authority))

    assert "refuses the login" in str(error)
