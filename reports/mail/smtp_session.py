"""A mail server → commands and answers, over a connection that is verified first.

Alone imports smtplib and ssl. The password leaves the program here, on a TLS
connection only. No exception is raised while a frame that holds it is being
handled, no answer that repeats it is passed on, and smtplib's own login is not
used: it puts a password that is not ASCII into its exception.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector

from reports.content.campaign import MailServer, Security
from reports.errors import MailError, Place, Problem
from reports.i18n import _
from reports.mail.replies import Cause, Stage, cause_of, remedy
from reports.storage.system_errors import reason

LONGEST = 500
"""Characters of an answer that are kept."""

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_BLOCK = 64 * 1024
_NOT_ASCII = re.compile(r"[^!-~]")


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait at each stage, as RFC 5321, 4.5.3.2 has them but for the first."""

    opening: float = 30
    """To connect, for the greeting, EHLO and STARTTLS. The RFC has five minutes for a busy relay;
    a provider's server for its own users answers within seconds, and where it does not, the port
    or its security is wrong: somebody sits before the screen then and waits."""
    command: float = 300
    """The login, MAIL, RCPT, and what the RFC names no time for."""
    data: float = 120
    block: float = 180
    dot: float = 600
    quit: float = 5
    """Short, since nothing depends on the answer."""


@dataclass(frozen=True)
class Answer:
    """A reply's code, 0 where none came or what came is no reply, and its text in one line."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300


class Dialogue:
    """A connection to a server; closed until :meth:`open`, and after every break."""

    def __init__(
        self,
        server: MailServer,
        password: str | None,
        ca: bytes | str | None,
        timeouts: Timeouts,
    ) -> None:
        """``ca`` is PEM; with it no other authority is trusted."""
        self.timeouts = timeouts
        self._server = server
        self._password = password
        self._ca = ca
        self._port = server.port or _PORTS[server.security]
        self._traces = _traces(password) if password else ()
        self._smtp = smtplib.SMTP(local_hostname="localhost")

    @property
    def is_open(self) -> bool:
        """Whether another command can be given, as far as is known."""
        return self._smtp.sock is not None

    def open(self) -> Answer | None:
        """Connects, secures the connection and logs in.

        Returns what stands in the way for now. Raises MailError for what no
        waiting mends.
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
        """Hangs up without a word."""
        self._smtp.close()

    def offers(self, extension: str) -> str | None:
        """What the server says of an extension, "" for its mere name, None where it lacks it."""
        return self._smtp.esmtp_features.get(extension)

    def error(self, what: str, remedy: str) -> MailError:
        """A problem of this server."""
        return MailError(Problem(self._place, what, remedy))

    def unreachable(self, answer: Answer) -> MailError:
        """The error for a server with which nothing has worked yet."""
        return self.error(
            _("no connection comes about: {answer}").format(answer=answer.text),
            _port_hint(self._port, self._server.security),
        )

    # --- commands and answers -----------------------------------------------

    def ask(self, seconds: float, command: str) -> Answer:
        """A command's answer."""
        return self._hear(seconds, lambda: self._smtp.docmd(command))

    def write(self, body: bytes) -> Answer | None:
        """Writes a message without its last line; returns what the server says out of turn.

        A server that breaks off or hangs up is noticed while nothing is at stake.
        """
        for start in range(0, len(body), _BLOCK):
            self._set_timeout(self.timeouts.block)
            try:
                self._smtp.send(body[start : start + _BLOCK])
            except OSError as error:
                return self._lost(error)
            if self._has_spoken():
                return self._hear(self.timeouts.command, self._smtp.getreply)
        return None

    def finish(self) -> Answer:
        """Writes a message's last line; the answer tells whether the server has taken it."""

        def dot() -> tuple[int, bytes]:
            self._smtp.send(b".\r\n")
            return self._smtp.getreply()

        return self._hear(self.timeouts.dot, dot)

    def _hear(self, seconds: float, exchange: Callable[[], tuple[int, bytes]]) -> Answer:
        """A reply; never raises, so that no frame with a command in it hangs on an error."""
        self._set_timeout(seconds)
        try:
            code, raw = exchange()
        except OSError as error:  # smtplib's own are, too
            return self._lost(error)
        return self._answer(code, raw)

    def _has_spoken(self) -> bool:
        """Whether something has come, be it the connection's end."""
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
        # without TLS, to read nothing means the end or just nothing yet
        with DefaultSelector() as selector:
            selector.register(self._smtp.sock, EVENT_READ)
            return bool(selector.select(0))

    def _set_timeout(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _answer(self, code: int, raw: bytes | str) -> Answer:
        text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
        # a server may fold what it repeats, or have it in another encoding
        forms = (re.sub(r"\s", "", text), _NOT_ASCII.sub("", text))
        if any(trace in form for trace in self._traces for form in forms):
            text = _("(left out, since it repeats the password)")
        if not 200 <= code < 600:
            return Answer(0, _line(_("no answer of a mail server: {text}").format(text=text)))
        return Answer(code, _line(f"{code} {text}"))

    def _lost(self, error: OSError) -> Answer:
        # smtplib hides what the system said behind a sentence of its own
        hidden = isinstance(error, smtplib.SMTPServerDisconnected)
        cause = error.__context__ if hidden else error
        why = reason(cause if isinstance(cause, OSError) else ConnectionResetError())
        return Answer(0, _line(_("connection lost: {reason}").format(reason=why)))

    # --- opening ------------------------------------------------------------

    @property
    def _place(self) -> Place:
        return Place(f"{self._server.host}:{self._port}")

    def _check_settings(self) -> None:
        server = self._server
        if server.security is Security.NONE and not is_loopback(server.host):
            raise self.error(
                _("without TLS, a server must be on this machine"),
                _('set security to "starttls" or "tls" in mail.server'),
            )
        if server.security is Security.NONE and server.user:
            raise self.error(
                _("a login without TLS would show the password to others"),
                _('set security to "starttls" or "tls" in mail.server, or remove user'),
            )

    def _context(self) -> ssl.SSLContext:
        """Verifies the certificate and the name in it."""
        ca = self._ca.decode("ascii", "ignore") if isinstance(self._ca, bytes) else self._ca
        try:
            if ca == "":  # which would stand for the machine's own authorities
                raise ssl.SSLError
            context = ssl.create_default_context(cadata=ca)
        except ssl.SSLError:
            raise MailError(
                Problem(
                    Place(self._server.ca) if self._server.ca else self._place,
                    _("no certificate in PEM form"),
                    _("name the file with the authority's certificate in mail.server"),
                )
            ) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _connect(self) -> Answer | None:
        where = (self._server.host, self._port, "localhost")
        seconds = self.timeouts.opening
        try:
            if self._server.security is Security.TLS:
                self._smtp = smtplib.SMTP_SSL(*where, timeout=seconds, context=self._context())
            else:
                self._smtp = smtplib.SMTP(*where, timeout=seconds)
        except smtplib.SMTPResponseException as error:
            # other than as a greeting, smtplib makes up the code (for an endless line)
            code = error.smtp_code if isinstance(error, smtplib.SMTPConnectError) else 0
            return self._greeted(self._answer(code, error.smtp_error))
        except (socket.gaierror, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno == socket.EAI_AGAIN:
                return self._lost(error)
            raise self.error(
                _("there is no server by that name"), _("check host in mail.server")
            ) from None
        except OSError as error:
            if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
                raise self._insecure(error) from None
            return self._lost(error)
        self._smtp.command_encoding = "utf-8"
        assert self._smtp.sock is not None
        # Without it the dot, written by itself, waits for the acknowledgement of what
        # was written before: 40 ms a message.
        self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # EHLO's argument ends up in the head of every message, and the name of somebody's
        # machine is nobody's business; RFC 5321, 4.1.4 allows the address.
        self._smtp.local_hostname = _literal(self._smtp.sock.getsockname()[0])
        return None

    def _greeted(self, answer: Answer) -> Answer:
        crowded = answer.code >= 500 and cause_of(answer.text, Stage.LOGIN) is Cause.RATE
        if 400 <= answer.code < 500 or crowded:
            return answer
        if answer.code >= 500:
            raise self.error(
                _("the server turns the connection away: {answer}").format(answer=answer.text),
                _("ask the provider why"),
            ) from None
        raise self.error(
            _("this is no mail server: {answer}").format(answer=answer.text),
            _("check host and port in mail.server"),
        ) from None

    def _hello(self) -> Answer | None:
        answer = self._hear(self.timeouts.opening, self._smtp.ehlo)
        if answer.code >= 500:
            raise self.error(
                _("the server does not know EHLO: {answer}").format(answer=answer.text),
                _("check host and port in mail.server"),
            )
        return None if answer.good else answer

    def _starttls(self) -> Answer | None:
        if self.offers("starttls") is None:
            raise self.error(
                _("the server does not offer STARTTLS, and nothing is sent in clear"),
                _('check host and port in mail.server; port 465 needs security = "tls"'),
            )
        self._set_timeout(self.timeouts.opening)
        try:
            self._smtp.starttls(context=self._context())
        except smtplib.SMTPResponseException as error:
            answer = self._answer(error.smtp_code, error.smtp_error)
            if answer.code == 421:
                return answer
            raise self.error(
                _("the server refuses STARTTLS, and nothing is sent in clear: {answer}").format(
                    answer=answer.text
                ),
                _("try again later, or ask the provider"),
            ) from None
        except OSError as error:
            raise self._insecure(error) from None
        return None

    def _insecure(self, error: OSError) -> MailError:
        """Why no verified TLS connection has come about."""
        if not isinstance(error, ssl.SSLCertVerificationError):
            return self.error(
                _("no TLS connection comes about, and nothing is sent in clear: {reason}").format(
                    reason=reason(error)
                ),
                _('check port and security in mail.server: "starttls" for 587, "tls" for 465'),
            )
        match error.verify_code:  # those of OpenSSL's X509_V_ERR_…
            case 10:  # CERT_HAS_EXPIRED
                return self.error(
                    _("the server's certificate has expired"),
                    _("check this machine's clock; if it is right, tell the provider"),
                )
            case 62 | 64:  # HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH
                return self.error(
                    _("the server's certificate is for another name"),
                    _("write host in mail.server as the provider does"),
                )
        return self.error(
            _("the server's certificate is not trusted: {reason}").format(reason=reason(error)),
            _("check host in mail.server; ca names the certificate of an authority of your own"),
        )

    def _login(self) -> Answer | None:
        """Called on a TLS connection only; see :meth:`open`."""
        if not self._server.user:
            return None
        methods = (self.offers("auth") or "").upper().split()
        if not {"PLAIN", "LOGIN"} & set(methods):
            raise self.error(
                _("the server offers no login with a password (PLAIN or LOGIN)"),
                _("remove user from mail.server if it needs none; OAuth is not supported"),
            )
        answer = self._log_in_at_once() if "PLAIN" in methods else self._log_in_stepwise()
        if answer.code >= 300 and not 400 <= answer.code < 500:
            raise self.error(
                _("the server refuses the login of {user}: {answer}").format(
                    user=self._server.user, answer=answer.text
                ),
                remedy(_login_cause(answer)),
            )
        return None if answer.good else answer

    def _log_in_at_once(self) -> Answer:
        login = f"\0{self._server.user}\0{self._password}"  # RFC 4616
        return self.ask(self.timeouts.command, f"AUTH PLAIN {_base64(login)}")

    def _log_in_stepwise(self) -> Answer:
        answer = self.ask(self.timeouts.command, "AUTH LOGIN")
        for word in (self._server.user, self._password):
            if answer.code == 334:
                answer = self.ask(self.timeouts.command, _base64(word or ""))
        return answer


def _port_hint(port: int, security: Security) -> str:
    """What to look at where a server does not answer: mostly port and security do not fit."""
    if port == 465 and security is not Security.TLS:
        return _('port 465 needs security = "tls" in mail.server')
    if port in (25, 587) and security is Security.TLS:
        return _('port {port} needs security = "starttls" in mail.server').format(port=port)
    return _(
        "check host, port and security in mail.server (port 465 needs tls, 587 starttls), and"
        " whether this network lets mail out"
    )


def _login_cause(answer: Answer) -> Cause:
    """Why a login was refused: user or password, where the server says nothing else."""
    cause = cause_of(answer.text, Stage.LOGIN)
    return Cause.LOGIN if cause is Cause.UNKNOWN else cause


def is_loopback(host: str) -> bool:
    """Whether a server's name or address is one of this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _literal(address: str) -> str:
    """An address as EHLO wants it (RFC 5321, 4.1.3)."""
    plain = address.partition("%")[0]
    return f"[IPv6:{plain}]" if ":" in plain else f"[{plain}]"


def _line(text: str) -> str:
    """One line that is safe to show."""
    text = " ".join(text.splitlines())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:LONGEST]


def _base64(text: str) -> str:
    # surrogates stand for bytes of the environment; an error would show the text
    return b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _traces(password: str) -> tuple[str, ...]:
    """The password without spaces, and its part of any Base64 text that it stands in."""
    found = [re.sub(r"\s", "", password)]
    if len(plain := _NOT_ASCII.sub("", password)) >= 4:
        found.append(plain)  # fewer characters would be found in nearly every answer
    length = len(password.encode("utf-8", "surrogatepass"))
    for before in range(3):
        first, end = -(-8 * before // 6), 8 * (before + length) // 6
        found.append(_base64("\0" * before + password)[first:end])
    return tuple(trace for trace in found if trace)
