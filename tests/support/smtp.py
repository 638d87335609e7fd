"""Mail servers on the loopback interface that store messages, and fail where a test wants it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

PATIENCE = 20
"""Seconds after which a test server gives up, so that no test can hang on one."""


# --- certificates -----------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """The certificate authority to trust (PEM), and TLS contexts with its certificates."""

    authority: bytes
    good: ssl.SSLContext
    other_name: ssl.SSLContext
    expired: ssl.SSLContext
    untrusted: ssl.SSLContext


@cache
def certificates() -> Certificates:
    """Make the certificates once, for 127.0.0.1 and localhost unless the name says otherwise."""
    authority = trustme.CA()
    loopback = ("127.0.0.1", "localhost")
    past = [dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2021)]
    return Certificates(
        authority.cert_pem.bytes(),
        _context(authority.issue_cert(*loopback)),
        _context(authority.issue_cert("mail.example.org")),
        _context(authority.issue_cert(*loopback, not_before=past[0], not_after=past[1])),
        _context(trustme.CA().issue_cert(*loopback)),
    )


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return a server's TLS context with a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


# --- faults -----------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What a server does instead of its duty: reply, close the connection, both or neither."""

    reply: bytes = b""
    """Lines of the reply, without the last line's end."""
    closes: bool = False
    accepts: bool = False
    """Whether the server keeps the message all the same (only at the stage "dot")."""


CLOSE = Fault(closes=True)
SILENCE = Fault()
BYE = Fault(b"421 4.3.2 shutting down", closes=True)

Faults = Callable[[str, str], Fault | None]
"""Returns the fault for a stage and a recipient, which is "" before RCPT, or None.

The stages: greeting, ehlo, starttls, auth, mail, rcpt, data (the command), body
(while the message is being received), dot (after it), quit.
"""


def at(stage: str, fault: Fault, times: int | None = None) -> Faults:
    """Return faults with one fault at one stage, `times` times or always."""
    remaining = [fault] * times if times is not None else None

    def ask(current: str, _recipient: str) -> Fault | None:
        if current != stage:
            return None
        if remaining is None:
            return fault
        return remaining.pop() if remaining else None

    return ask


def for_recipients(faults: Mapping[str, tuple[str, Fault]]) -> Faults:
    """Return faults with a stage and a fault for each of these recipients."""

    def ask(current: str, recipient: str) -> Fault | None:
        stage, fault = faults.get(recipient, ("", SILENCE))
        return fault if current == stage else None

    return ask


# --- a server that keeps to the protocol, faults aside -----------------------


@dataclass
class Server:
    """An aiosmtpd server that runs in a thread during its ``with`` block."""

    faults: Faults = lambda _stage, _recipient: None
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    """TLS from the first byte instead of STARTTLS."""
    login: tuple[str, str] | None = None
    without_mechanisms: tuple[str, ...] = ()
    login_in_clear: bool = False
    size: int | None = 33_554_432
    utf8: bool = True

    port: int = 0
    connections: int = 0
    delivered: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Sender, recipient and message, in the order of arrival."""
    received: bytearray = field(default_factory=bytearray)
    """Every byte of all clients, decrypted."""

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._sessions: list[_Session] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def wait_for(self, data: bytes) -> None:
        """Wait until these bytes have been received."""
        with self._changed:
            assert self._changed.wait_for(lambda: data in self.received, PATIENCE)

    def note(self, data: bytes) -> None:
        """Store received bytes, and wake up those who wait for them."""
        with self._changed:
            self.received += data
            self._changed.notify_all()

    async def _serve(self) -> None:
        """Run the server until it is stopped."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(
            self._session, "127.0.0.1", 0, ssl=self.tls if self.implicit else None
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()
        await server.wait_closed()

    def _session(self) -> _Session:
        """Make the session of a new connection."""
        self.connections += 1
        session = _Session(self, self._loop)
        self._sessions.append(session)
        return session

    def authenticate(self, *arguments: Any) -> AuthResult:
        """Check a login for aiosmtpd."""
        credentials = arguments[-1]
        login = (credentials.login.decode(), credentials.password.decode())
        return AuthResult(success=login == self.login, handled=False)

    async def handle_DATA(self, session: _Session, _session: Any, envelope: Any) -> str | bytes:  # noqa: N802
        """Answer aiosmtpd when a message is complete."""
        recipient = envelope.rcpt_tos[0]
        message = (envelope.mail_from, recipient, envelope.original_content)
        fault = self.faults("dot", recipient)
        if fault is None or fault.accepts:
            self.delivered.append(message)
        if fault is None:
            return "250 2.0.0 taken"
        return await session.commit(fault)


class _Session(SMTP):
    """One client's connection."""

    transport: Any
    envelope: Any

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._test = server
        self._greeted = False
        self._breaks_off = False
        super().__init__(
            server,
            loop=loop,
            hostname="localhost",
            ident="test",
            tls_context=None if server.implicit else server.tls,
            auth_require_tls=not (server.implicit or server.login_in_clear),
            auth_exclude_mechanism=server.without_mechanisms,
            authenticator=server.authenticate,
            data_size_limit=server.size,
            enable_SMTPUTF8=server.utf8,
            timeout=PATIENCE,
        )

    def data_received(self, data: bytes) -> None:
        self._test.note(data)
        if self._breaks_off:
            self.transport.abort()
        else:
            super().data_received(data)

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            if await self.fails("greeting"):
                return
        await super().push(status)

    async def commit(self, fault: Fault) -> bytes:
        """Carry out a fault; return the reply that is still to be sent."""
        if fault.closes:
            if fault.reply:
                await super().push(fault.reply)
            self.transport.close()
            raise asyncio.CancelledError
        if not fault.reply:
            await asyncio.Event().wait()  # ends with the connection
        return fault.reply

    async def fails(self, stage: str, recipient: str = "") -> bool:
        """Carry out the fault of a stage, if it has one; return whether it has."""
        fault = self._test.faults(stage, recipient)
        if fault is None:
            return False
        await super().push(await self.commit(fault))
        return True

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("ehlo"):
            await super().smtp_EHLO(arg)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("rcpt", arg.partition("<")[2].partition(">")[0]):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        recipient = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        if not await self.fails("data", recipient):
            self._breaks_off = self._test.faults("body", recipient) is not None
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not await self.fails("quit"):
            await super().smtp_QUIT(arg)


# --- a server that follows a script of a test -------------------------------


class Scripted:
    """A server that runs a function with its first client, for what no real server does."""

    def __init__(self, script: Callable[[Scripted], None]) -> None:
        self.received = bytearray()
        self._script = script
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(PATIENCE)
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._play, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.join(PATIENCE)
        self._listening.close()
        assert not self._thread.is_alive()

    def _play(self) -> None:
        client, _address = self._listening.accept()
        self._client: socket.socket = client
        self._client.settimeout(PATIENCE)
        with contextlib.suppress(OSError):
            self._script(self)
        self._client.close()

    def say(self, data: bytes) -> None:
        """Send bytes in one write."""
        self._client.sendall(data)

    def hear(self, end: bytes = b"\n") -> None:
        """Receive until the client's bytes end in `end`, or it has closed the connection."""
        while data := self._client.recv(65536):
            self.received += data
            if data.endswith(end):
                break

    def secure(self, context: ssl.SSLContext) -> None:
        """Continue with TLS."""
        self._client = context.wrap_socket(self._client, server_side=True)
