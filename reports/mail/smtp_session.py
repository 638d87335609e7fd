"""Exchange commands and answers with a mail server over a verified TLS connection.

The only module that imports smtplib and ssl, and the only one that sends the password,
and only over TLS. So that the password appears in no traceback and no output, no exception
is raised through a frame that holds it, and an answer that repeats it is left out.
smtplib's own login is not used: it puts a password that is not ASCII into its exception.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector

from reports.content.campaign import MailServer, Security
from reports.errors import MailError, Place, Problem
from reports.i18n import _
from reports.mail.replies import Cause, Stage, cause_of, remedy_for_run
from reports.mail.smtp_answer import (
    Answer,
    base64_text,
    password_traces,
    printable_line,
    read_answer,
)
from reports.storage.system_errors import reason

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_BLOCK = 64 * 1024
"""Bytes written before looking whether the server has said something out of turn."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait at each stage, as in RFC 5321, 4.5.3.2, except `opening` and `quit`."""

    opening: float = 30
    """Connecting, greeting, EHLO and STARTTLS. The RFC allows five minutes for a busy relay. A
    provider's server for its own users answers within seconds; if it does not, the port or the
    security is wrong, and somebody is waiting at the screen."""
    command: float = 300
    """The login, MAIL, RCPT, and all for which the RFC has no time."""
    data: float = 120
    """The answer to DATA."""
    block: float = 180
    """Writing a block of the message."""
    dot: float = 600
    """The answer to the last line."""
    quit: float = 5
    """Short, since nothing depends on the answer."""


class Dialogue:
    """One connection at a time to a server; closed until `open`, and after every break."""

    def __init__(
        self,
        server: MailServer,
        password: str | None,
        ca: bytes | str | None,
        timeouts: Timeouts,
    ) -> None:
        """Prepare a connection; the arguments are those of ``smtp.Connection``."""
        self.timeouts = timeouts
        self._server = server
        self._password = password
        self._ca = ca
        self._port = server.port or _PORTS[server.security]
        self._traces = password_traces(password) if password else ()
        self._smtp = smtplib.SMTP(local_hostname="localhost")

    @property
    def is_open(self) -> bool:
        """Whether another command can be sent, as far as is known."""
        return self._smtp.sock is not None

    def open(self) -> Answer | None:
        """Connect, secure the connection and log in.

        Returns None, or the answer because of which it does not work now. Raises MailError
        for what waiting does not help.
        """
        self._check_settings()
        try:
            obstacle = self._connect() or self._hello()
            if obstacle is None and self._server.security is Security.STARTTLS:
                obstacle = self._starttls() or self._hello()
            if obstacle is None and isinstance(self._smtp.sock, ssl.SSLSocket):
                obstacle = self._login()
        except BaseException:
            self.close()
            raise
        if obstacle is not None:
            self.close()
        return obstacle

    def close(self) -> None:
        """Close the connection without QUIT."""
        self._smtp.close()

    def extension(self, name: str) -> str | None:
        """Return the parameters of an SMTP extension ("" if none), or None if not offered."""
        return self._smtp.esmtp_features.get(name)

    def error(self, message: str, remedy: str) -> MailError:
        """Return an error whose place is this server's host and port."""
        return MailError(Problem(self._place, message, remedy))

    def unreachable(self, answer: Answer) -> MailError:
        """Return the error to raise if no connection to this server has worked yet."""
        return self.error(
            _("the server cannot be reached: {answer}").format(answer=answer.text),
            _port_hint(self._port, self._server.security),
        )

    # --- commands and answers -----------------------------------------------

    def command(self, seconds: float, command: str) -> Answer:
        """Send a command and return its answer."""
        return self._exchange(seconds, lambda: self._smtp.docmd(command))

    def write_body(self, body: bytes) -> Answer | None:
        """Write a message without its last line; return an answer that came too early, or None.

        So a server that breaks off or hangs up is noticed while it cannot have the message.
        """
        for start in range(0, len(body), _BLOCK):
            self._set_timeout(self.timeouts.block)
            try:
                self._smtp.send(body[start : start + _BLOCK])
            except OSError as error:
                return self._lost(error)
            if self._has_answer_waiting():
                return self._exchange(self.timeouts.command, self._smtp.getreply)
        return None

    def write_final_dot(self) -> Answer:
        """Write a message's last line; the answer tells whether the server has accepted it."""

        def send_dot() -> tuple[int, bytes]:
            """Write the dot and read the reply."""
            self._smtp.send(b".\r\n")
            return self._smtp.getreply()

        return self._exchange(self.timeouts.dot, send_dot)

    def _exchange(self, seconds: float, exchange: Callable[[], tuple[int, bytes]]) -> Answer:
        """Run one exchange and return the answer.

        Never raises, so that no traceback holds a frame with a command, and so a password.
        """
        self._set_timeout(seconds)
        try:
            code, raw = exchange()
        except OSError as error:  # smtplib's exceptions are OSErrors, too
            return self._lost(error)
        return self._answer(code, raw)

    def _has_answer_waiting(self) -> bool:
        """Return whether the server has sent something or closed the connection."""
        assert self._smtp.sock is not None
        assert self._smtp.file is not None
        self._set_timeout(0)
        try:
            if self._smtp.file.peek(1) or isinstance(self._smtp.sock, ssl.SSLSocket):
                return True
        except ssl.SSLWantReadError:
            return False
        except OSError:
            return True
        # without TLS, an empty read can mean the end or just nothing yet
        with DefaultSelector() as selector:
            selector.register(self._smtp.sock, EVENT_READ)
            return bool(selector.select(0))

    def _set_timeout(self, seconds: float) -> None:
        """Set how many seconds the open connection waits for what comes next."""
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _answer(self, code: int, raw: bytes | str) -> Answer:
        """Return a reply as an Answer that does not show the password."""
        return read_answer(code, raw, self._traces)

    def _lost(self, error: OSError) -> Answer:
        """Return the answer for a broken connection, with the system's reason."""
        # smtplib raises an exception of its own in place of the system's
        hidden = isinstance(error, smtplib.SMTPServerDisconnected)
        cause = error.__context__ if hidden else error
        why = reason(cause if isinstance(cause, OSError) else ConnectionResetError())
        return Answer(0, printable_line(_("connection lost: {reason}").format(reason=why)))

    # --- opening ------------------------------------------------------------

    @property
    def _place(self) -> Place:
        """Return the server's host and port, for error messages."""
        return Place(f"{self._server.host}:{self._port}")

    def _check_settings(self) -> None:
        """Raise MailError if messages or password would leave this machine unencrypted."""
        server = self._server
        if server.security is Security.NONE and not is_loopback(server.host):
            raise self.error(
                _("without TLS, mail goes only to a server on this machine"),
                _('set security to "starttls" or "tls" under [mail.server]'),
            )
        if server.security is Security.NONE and server.user:
            raise self.error(
                _("a login without TLS would show the password to others"),
                _('set security to "starttls" or "tls" under [mail.server], or remove user'),
            )

    def _context(self) -> ssl.SSLContext:
        """Return a TLS context that verifies the certificate and the name in it.

        Raises MailError if the settings name an authority and its file holds no certificate.
        """
        ca = self._ca.decode("ascii", "ignore") if isinstance(self._ca, bytes) else self._ca
        try:
            if ca == "":  # ssl would take that for the system's own authorities
                raise ssl.SSLError
            context = ssl.create_default_context(cadata=ca)
        except ssl.SSLError:
            raise MailError(
                Problem(
                    Place(self._server.ca) if self._server.ca else self._place,
                    _("no certificate in PEM form"),
                    _("name the file with the authority's certificate under [mail.server]"),
                )
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _connect(self) -> Answer | None:
        """Connect and read the greeting; return an answer that stands in the way, or None.

        Raises MailError for what waiting does not help, as do the steps that follow.
        """
        target = (self._server.host, self._port, "localhost")
        seconds = self.timeouts.opening
        try:
            if self._server.security is Security.TLS:
                self._smtp = smtplib.SMTP_SSL(*target, timeout=seconds, context=self._context())
            else:
                self._smtp = smtplib.SMTP(*target, timeout=seconds)
        except smtplib.SMTPResponseException as error:
            # for anything but a greeting, such as an endless line, smtplib invents the code
            code = error.smtp_code if isinstance(error, smtplib.SMTPConnectError) else 0
            return self._check_greeting(self._answer(code, error.smtp_error))
        except (socket.gaierror, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno == socket.EAI_AGAIN:
                return self._lost(error)
            raise self.error(
                _("there is no server by that name"), _("check host under [mail.server]")
            ) from None
        except OSError as error:
            if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
                raise self._tls_error(error) from None
            return self._lost(error)
        self._smtp.command_encoding = "utf-8"
        assert self._smtp.sock is not None
        # Otherwise the final dot, a packet of its own, waits for the acknowledgement of
        # the packet before it: 40 ms a message (Nagle's algorithm).
        self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # EHLO's argument ends up in the head of every message. The name of the user's machine
        # is nobody's business, and RFC 5321, 4.1.4 allows the address.
        self._smtp.local_hostname = _address_literal(self._smtp.sock.getsockname()[0])
        return None

    def _check_greeting(self, answer: Answer) -> Answer:
        """Return a greeting that asks to come back later; raise MailError for any other refusal."""
        crowded = answer.code >= 500 and cause_of(answer.text, Stage.LOGIN) is Cause.RATE
        if 400 <= answer.code < 500 or crowded:
            return answer
        if answer.code >= 500:
            raise self.error(
                _("the server rejects the connection: {answer}").format(answer=answer.text),
                _("ask the provider why"),
            ) from None
        raise self.error(
            _("this is no mail server: {answer}").format(answer=answer.text),
            _("check host and port under [mail.server]"),
        ) from None

    def _hello(self) -> Answer | None:
        """Send EHLO; return an answer that stands in the way, or None.

        Raises MailError if the server does not know the command.
        """
        answer = self._exchange(self.timeouts.opening, self._smtp.ehlo)
        if answer.code >= 500:
            raise self.error(
                _("the server does not know EHLO: {answer}").format(answer=answer.text),
                _("check host and port under [mail.server]"),
            )
        return None if answer.good else answer

    def _starttls(self) -> Answer | None:
        """Secure the connection; return an answer that stands in the way, or None.

        Raises MailError if the server does not offer TLS, or it fails.
        """
        if self.extension("starttls") is None:
            raise self.error(
                _("the server does not offer STARTTLS, and nothing is sent unencrypted"),
                _('check host and port under [mail.server]; port 465 needs security = "tls"'),
            )
        self._set_timeout(self.timeouts.opening)
        try:
            self._smtp.starttls(context=self._context())
        except smtplib.SMTPResponseException as error:
            answer = self._answer(error.smtp_code, error.smtp_error)
            if answer.code == 421:
                return answer
            raise self.error(
                _("the server refuses STARTTLS, and nothing is sent unencrypted: {answer}").format(
                    answer=answer.text
                ),
                _("try again later, or ask the provider"),
            ) from None
        except OSError as error:
            raise self._tls_error(error) from None
        return None

    def _tls_error(self, error: OSError) -> MailError:
        """Return the error for a verified TLS connection that could not be made."""
        if not isinstance(error, ssl.SSLCertVerificationError):
            return self.error(
                _(
                    "no TLS connection can be made, and nothing is sent unencrypted: {reason}"
                ).format(reason=reason(error)),
                _('check port and security under [mail.server]: "starttls" for 587, "tls" for 465'),
            )
        match error.verify_code:  # OpenSSL's X509_V_ERR_…
            case 10:  # CERT_HAS_EXPIRED
                return self.error(
                    _("the server's certificate has expired"),
                    _("check this machine's clock; if it is right, tell the provider"),
                )
            case 62 | 64:  # HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH
                return self.error(
                    _("the server's certificate is for another name"),
                    _("write host under [mail.server] as the provider does"),
                )
        return self.error(
            _("the server's certificate is not trusted: {reason}").format(reason=reason(error)),
            _(
                "check host under [mail.server]; ca names the certificate of an authority of your"
                " own"
            ),
        )

    def _login(self) -> Answer | None:
        """Log in, on a TLS connection only; return an answer that stands in the way, or None.

        Does nothing without a user. Raises MailError if the server refuses the login for good.
        """
        if not self._server.user:
            return None
        methods = (self.extension("auth") or "").upper().split()
        if not {"PLAIN", "LOGIN"} & set(methods):
            raise self.error(
                _("the server offers no login with a password (PLAIN or LOGIN)"),
                _("remove user from [mail.server] if it needs none; OAuth is not supported"),
            )
        answer = self._auth_plain() if "PLAIN" in methods else self._auth_login()
        if answer.code >= 300 and not 400 <= answer.code < 500:
            raise self.error(
                _("the server refuses the login of {user}: {answer}").format(
                    user=self._server.user, answer=answer.text
                ),
                remedy_for_run(_login_cause(answer)),
            )
        return None if answer.good else answer

    def _auth_plain(self) -> Answer:
        """Send user and password in one command; return its answer."""
        login = f"\0{self._server.user}\0{self._password}"  # RFC 4616
        return self.command(self.timeouts.command, f"AUTH PLAIN {base64_text(login)}")

    def _auth_login(self) -> Answer:
        """Send user and password one by one, for servers without PLAIN; return the last answer."""
        answer = self.command(self.timeouts.command, "AUTH LOGIN")
        for word in (self._server.user, self._password):
            if answer.code == 334:
                answer = self.command(self.timeouts.command, base64_text(word or ""))
        return answer


def _port_hint(port: int, security: Security) -> str:
    """Return what to check if a server does not answer; mostly port and security do not match."""
    if port == 465 and security is not Security.TLS:
        return _('port 465 needs security = "tls" under [mail.server]')
    if port in (25, 587) and security is Security.TLS:
        return _('port {port} needs security = "starttls" under [mail.server]').format(port=port)
    return _(
        "check host, port and security under [mail.server] (port 465 needs tls, 587 starttls), and"
        " whether this network lets mail out"
    )


def _login_cause(answer: Answer) -> Cause:
    """Return why a login was refused: user or password, unless the server says otherwise."""
    cause = cause_of(answer.text, Stage.LOGIN)
    return Cause.LOGIN if cause is Cause.UNKNOWN else cause


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address_literal(address: str) -> str:
    """Format an IP address as an argument of EHLO (RFC 5321, 4.1.3)."""
    plain = address.partition("%")[0]
    return f"[IPv6:{plain}]" if ":" in plain else f"[{plain}]"
