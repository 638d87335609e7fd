"""Opening a connection: TLS, login, and errors that never show the password."""

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
    Paused,
    Sent,
    find_password,
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
from tests.support.smtp_client import (
    CANARY,
    ENVELOPE,
    HASTY,
    MESSAGE,
    PATIENT,
    USER,
    connect,
    nothing,
)

# --- opening -----------------------------------------------------------------


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
    """A busy or absent server gives Paused, and the next connection works."""
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
    """With a temporary code or a permanent one."""
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
    assert str(error).startswith(
        f"mail.example.org:{port}: the server cannot be reached: timed out"
    )


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


# --- refusals that keep the password -----------------------------------------


def forms() -> list[bytes]:
    """Return the password in all forms in which it could appear."""
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
    """Searches everything that a refused connection puts out for the password."""

    def __init__(self, log: pytest.LogCaptureFixture, output: pytest.CaptureFixture[str]) -> None:
        self._log, self._output = log, output

    def refusal(self, connection: Connection, *received: bytearray) -> MailError:
        """Return the error of opening, after checking that the password appears nowhere."""
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
            *(record.getMessage() for record in self._log.records if record.name != "mail.log"),
            *self._output.readouterr(),
        ]
        everything = "\n".join(shown).encode() + b"".join(bytes(data) for data in received)
        assert [form for form in forms() if form in everything] == []
        return error


def _chain(error: BaseException | None) -> Iterator[str]:
    """Yield the tracebacks of an error and its causes, with all frames' variables."""
    while error is not None:
        yield from traceback.TracebackException.from_exception(error, capture_locals=True).format()
        error = error.__context__


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    """A Watch that captures logs of all levels, too."""
    with caplog.at_level(logging.DEBUG):
        yield Watch(caplog, capsys)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        ("untrusted", "the server's certificate is not trusted: "),
        ("expired", "the server's certificate has expired"),
        ("other_name", "the server's certificate is for another name"),
    ],
)
def test_a_bad_certificate(
    watch: Watch, security: Security, certificate: str, message: str
) -> None:
    """A certificate that proves nothing gets neither password nor message."""
    context: ssl.SSLContext = getattr(certificates(), certificate)
    with Server(tls=context, implicit=security is Security.TLS, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, security, USER), server.received)

    assert error.problems[0].message.startswith(message)
    assert str(error.problems[0].place) == f"127.0.0.1:{server.port}"
    assert b"AUTH" not in server.received


def test_starttls_that_is_not_offered(watch: Watch) -> None:
    """A server that lacks STARTTLS but offers a login in clear gets no password."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert "does not offer STARTTLS" in str(error)
    assert b"AUTH" not in server.received


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            Fault(b"454 4.7.0 not now"),
            "refuses STARTTLS, and nothing is sent unencrypted: 454 4.7.0",
        ),
        (Fault(b"502 what?"), "refuses STARTTLS"),
        (CLOSE, "no TLS connection can be made"),
        (Fault(b"220 go ahead", closes=True), "no TLS connection can be made"),
    ],
)
def test_starttls_that_fails(watch: Watch, fault: Fault, message: str) -> None:
    """A server that drops STARTTLS gets no password, even if it offers a login in clear."""
    with Server(
        at("starttls", fault), tls=certificates().good, login_in_clear=True, login=(USER, CANARY)
    ) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert message in str(error)
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

    assert "no TLS connection can be made" in str(error)
    assert b"AUTH" not in server.received


def test_a_server_without_tls_on_a_port_for_it(watch: Watch) -> None:
    """A port that speaks plain SMTP is not spoken to when TLS is wanted."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        error = watch.refusal(connect(server, Security.TLS, USER), server.received)

    assert "no TLS connection can be made" in str(error)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"security": "none", "user": USER}, "a login without TLS would show the password"),
        ({"security": "none", "host": "mail.example.org"}, "only to a server on this machine"),
        ({"security": "none", "host": "127.0.0.1.example.org"}, "only to a server on this machine"),
        ({"security": "none", "host": "192.0.2.1"}, "only to a server on this machine"),
    ],
)
def test_what_is_refused_without_a_connection(
    watch: Watch, settings: dict[str, Any], message: str
) -> None:
    """Settings that would show the password or the messages are not even tried."""
    with Server(login_in_clear=True, login=(USER, CANARY)) as server:
        where = {"host": "127.0.0.1", "port": server.port} | settings
        connection = Connection(MailServer.model_validate(where), CANARY)
        assert message in str(watch.refusal(connection, server.received))

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
    ("stage", "fault", "message"),
    [
        ("greeting", Fault(b"554 5.3.2 not you"), "rejects the connection: 554 5.3.2 not you"),
        ("greeting", Fault(b"* OK IMAP ready"), "this is no mail server"),
        ("greeting", Fault(b"5" * 9000), "this is no mail server"),
        ("ehlo", Fault(b"500 what?"), "does not know EHLO: 500 what?"),
    ],
)
def test_a_server_that_will_never_do(watch: Watch, stage: str, fault: Fault, message: str) -> None:
    """Waiting would not help, so it is an error at once."""
    with Server(at(stage, fault), tls=certificates().good) as server:
        error = watch.refusal(connect(server, Security.STARTTLS, USER), server.received)

    assert message in str(error)


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


# --- the password ------------------------------------------------------------

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
    """Lone surrogates in a password must not lead to an error that shows it."""
    with Server(tls=certificates().good, login=(USER, "another")) as server:
        where = MailServer(host="127.0.0.1", port=server.port, user=USER)
        error = watch.refusal(Connection(where, CANARY + "\ud800\udcff", certificates().authority))

    assert "refuses the login" in str(error)
