"""Send a message over SMTP and return its outcome.

The caller keeps a ledger, so two moments must be known exactly. Before the last line of a
message, a lone dot, the server cannot have accepted it. Once that line is on its way, only
an answer tells whether it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from reports.content.campaign import MailServer
from reports.errors import MailError
from reports.i18n import _
from reports.mail.replies import CAUSES_FOR_ALL, Cause, Stage, cause_of, remedy_for_run
from reports.mail.smtp_answer import Answer
from reports.mail.smtp_session import Dialogue, Timeouts

PASSWORD = "HANDZETTEL_SMTP_PASSWORD"
"""The environment variable that holds the password."""

SERVICE = "handzettel"
"""The keyring's service name for the password; the user name there is ``USER@HOST``."""

TIMEOUTS = Timeouts()
"""Waits for real servers; tests have shorter ones."""

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>\ud800-\udfff]+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_SIZE = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Envelope:
    """The addresses a message is sent from and to."""

    sender: str
    recipient: str

    @property
    def international(self) -> bool:
        """Whether an address has letters beyond ASCII, which need SMTPUTF8 (RFC 6531)."""
        return not (self.sender + self.recipient).isascii()


@dataclass(frozen=True)
class Sent:
    """The server has accepted the message."""

    answer: str


@dataclass(frozen=True)
class Refused:
    """The server will not accept this message for this person (5xx)."""

    answer: str
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True)
class Deferred:
    """The server does not accept this message now (4xx), but perhaps another."""

    answer: str
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True)
class Paused:
    """The server takes nothing now; it does not have the message, the connection is closed."""

    answer: str
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True)
class Unclear:
    """Nobody can know whether the server has the message; the connection is closed."""

    answer: str


Outcome = Sent | Refused | Deferred | Paused | Unclear


class Connection:
    """A connection that sends several messages; a context manager that closes it."""

    def __init__(
        self,
        server: MailServer,
        password: str | None,
        ca: bytes | str | None = None,
        timeouts: Timeouts = TIMEOUTS,
    ) -> None:
        """Prepare a connection; ``open`` makes it.

        Args:
            server: host, port, security and user.
            password: of the user; None if there is none.
            ca: certificates of the only authorities to trust, in PEM form; by default
                those that the system trusts.
            timeouts: how long to wait at each stage.
        """
        self._server = server
        self._has_password = bool(password)
        self._timeouts = timeouts
        self._dialogue = Dialogue(server, password, ca, timeouts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether another message can go over it, as far as is known."""
        return self._dialogue.is_open

    def open(self) -> Paused | None:
        """Connect, secure the connection and log in.

        Returns None, or Paused if it may work later. Raises MailError for what waiting does
        not help, such as a wrong password.
        """
        if self._server.user and not self._has_password:
            raise self._dialogue.error(
                _("there is no password for {user}").format(user=self._server.user),
                _("set {variable}, or run: keyring set {service} {user}@{host}").format(
                    variable=PASSWORD,
                    service=SERVICE,
                    user=self._server.user,
                    host=self._server.host,
                ),
            )
        obstacle = self._dialogue.open()
        return None if obstacle is None else _paused(obstacle, Stage.LOGIN)

    def unreachable(self, paused: Paused) -> MailError:
        """Return the error to raise if no connection to this server has worked yet."""
        return self._dialogue.unreachable(Answer(0, paused.answer))

    def close(self) -> None:
        """Say QUIT and close. The server's answer does not matter to the messages."""
        self._dialogue.command(self._timeouts.quit, "QUIT")
        self._dialogue.close()

    def send(
        self, envelope: Envelope, data: bytes, before_last_byte: Callable[[], None]
    ) -> Outcome:
        """Send one message to one person and return the outcome.

        Args:
            envelope: the two addresses.
            data: the message; line ends are made CR LF.
            before_last_byte: called when all but the last line, a lone dot, is written.
                If it raises, the dot is not written and the server has no message.

        Raises:
            ValueError: an address cannot be part of a command.
            MailError: the answer concerns every message: the account may not send, the
                sender is refused, a login is required.
        """
        for address in (envelope.sender, envelope.recipient):
            if not _ADDRESS.fullmatch(address):
                raise ValueError("an address of the envelope is malformed")
        try:
            return self._send(envelope, data, before_last_byte)
        except BaseException:
            # inside a message, neither QUIT nor another message may follow
            self._dialogue.close()
            raise

    def _send(
        self, envelope: Envelope, data: bytes, before_last_byte: Callable[[], None]
    ) -> Outcome:
        """Send one message; see `send`, which closes the connection after an error."""
        body = _LINE_END.sub(b"\r\n", data)
        if not body.endswith(b"\r\n"):
            body += b"\r\n"
        options = self._options(envelope, body)
        if isinstance(options, Refused):
            return options
        seconds = self._timeouts.command
        mail = self._dialogue.command(seconds, f"MAIL FROM:<{envelope.sender}>{options}")
        if not mail.good:
            return self._outcome_of(mail, Stage.SENDER, envelope)
        rcpt = self._dialogue.command(seconds, f"RCPT TO:<{envelope.recipient}>")
        if not rcpt.good:
            return self._outcome_of(rcpt, Stage.RECIPIENT, envelope)
        start = self._dialogue.command(self._timeouts.data, "DATA")
        if start.code != 354:
            return self._outcome_of(start, Stage.MESSAGE, envelope)
        early = self._dialogue.write_body(_LEADING_DOT.sub(b"..", body))
        if early is not None:
            self._dialogue.close()  # the server may still wait for the rest
            return self._outcome_of(early, Stage.MESSAGE, envelope)
        before_last_byte()
        end = self._dialogue.write_final_dot()
        if end.good:
            return Sent(end.text)
        if end.code >= 400:
            return self._outcome_of(end, Stage.MESSAGE, envelope)
        self._dialogue.close()
        return Unclear(end.text)

    def _options(self, envelope: Envelope, body: bytes) -> str | Refused:
        """Return the parameters for MAIL, or Refused if the server cannot take the message."""
        limit = self._dialogue.extension("size")
        if limit and _SIZE.fullmatch(limit) and 0 < int(limit) < len(body):
            return Refused(
                _("the message has {size} bytes, and the server takes {limit}").format(
                    size=len(body), limit=limit
                ),
                Cause.SIZE,
            )
        options = "" if limit is None else f" SIZE={len(body)}"
        if not body.isascii():
            if self._dialogue.extension("8bitmime") is None:
                return Refused(_("the server takes messages in ASCII only (no 8BITMIME)"))
            options += " BODY=8BITMIME"
        head = body.partition(b"\r\n\r\n")[0]
        if envelope.international or not head.isascii():
            if self._dialogue.extension("smtputf8") is None:
                answer = _("the server takes addresses in ASCII only (no SMTPUTF8)")
                return Refused(answer, Cause.PERSON)
            options += " SMTPUTF8"
        return options

    def _outcome_of(
        self, answer: Answer, stage: Stage, envelope: Envelope
    ) -> Refused | Deferred | Paused:
        """Return the outcome for an answer after which the server does not have the message.

        The connection is made ready for the next message, or else closed. Raises MailError if the
        answer concerns every message.
        """
        if answer.code < 400:
            self._dialogue.close()
            return _paused(answer, stage)
        cause = cause_of(answer.text, stage)
        unspecific = cause in (Cause.UNKNOWN, Cause.CONTENT)
        if stage is Stage.SENDER and answer.code >= 500 and unspecific:
            cause = Cause.SENDER  # at MAIL the server knows nothing but the sender
        if cause in CAUSES_FOR_ALL:
            raise self._error_for_all(answer, cause, envelope)
        if answer.code == 421 or cause in (Cause.RATE, Cause.SESSION):
            self._dialogue.close()
            return Paused(answer.text, cause)
        if self._dialogue.command(self._timeouts.command, "RSET").code != 250:
            self._dialogue.close()
        return (Deferred if answer.code < 500 else Refused)(answer.text, cause)

    def _error_for_all(self, answer: Answer, cause: Cause, envelope: Envelope) -> MailError:
        """Return the error for an answer that every message would get."""
        match cause:
            case Cause.ACCOUNT:
                message = _("the server takes no more mail from this account: {answer}")
            case Cause.SENDER:
                message = _("the server refuses the sender {sender}: {answer}")
            case Cause.LOGIN if not self._server.user:
                message = _("the server wants a login: {answer}").format(answer=answer.text)
                return self._dialogue.error(message, _("name the user under [mail.server]"))
            case _:
                message = _("the server wants another login: {answer}")
        text = message.format(sender=envelope.sender, answer=answer.text)
        return self._dialogue.error(text, remedy_for_run(cause))


def _paused(answer: Answer, stage: Stage) -> Paused:
    """Return Paused for an answer, or for a connection that broke without one (code 0)."""
    return Paused(answer.text, cause_of(answer.text, stage) if answer.code else Cause.CONNECTION)


def find_password(
    server: MailServer,
    environ: Mapping[str, str],
    keyring_get: Callable[[str, str], str | None] | None = None,
) -> str | None:
    """Return the password of the server's user from the environment, or else the keyring.

    None if there is no user or no password can be found.
    """
    if server.user is None:
        return None
    if environ.get(PASSWORD):
        return environ[PASSWORD]
    try:
        if keyring_get is None:
            import keyring

            keyring_get = keyring.get_password
        return keyring_get(SERVICE, f"{server.user}@{server.host}")
    except Exception:  # no keyring, a locked one, or an error of its service
        return None


def has_keyring() -> bool:
    """Return whether this machine has a keyring that can store a password."""
    import keyring

    try:
        return float(keyring.get_keyring().priority) > 0
    except Exception:  # keyring services fail in many ways where there is no desktop
        return False
