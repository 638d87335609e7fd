"""A message's bytes → a mail server, and what became of them.

The caller keeps a journal, so two moments must be known exactly: nothing but the last
line of a message makes the server answerable for it, and once that line is on its way
only an answer tells whether it was taken.
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
from reports.mail.replies import OF_EVERYBODY, Cause, Stage, cause_of, remedy
from reports.mail.smtp_session import Answer, Dialogue, Timeouts

PASSWORD = "HANDZETTEL_SMTP_PASSWORD"
"""The environment's variable with the password."""

SERVICE = "handzettel"
"""What the password is kept under in the keyring; the name there is ``USER@HOST``."""

TIMEOUTS = Timeouts()

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>\ud800-\udfff]+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_SIZE = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Envelope:
    """From which address a message goes to which."""

    sender: str
    recipient: str

    @property
    def international(self) -> bool:
        """Whether an address needs SMTPUTF8."""
        return not (self.sender + self.recipient).isascii()


@dataclass(frozen=True)
class Sent:
    """The server has taken the message."""

    answer: str


@dataclass(frozen=True)
class Refused:
    """The server will never take this message for this person."""

    answer: str
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True)
class Later:
    """The server does not take this message now, but perhaps another."""

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


Outcome = Sent | Refused | Later | Paused | Unclear


class Connection:
    """Takes several messages; closed at the end of the context."""

    def __init__(
        self,
        server: MailServer,
        password: str | None,
        ca: bytes | str | None = None,
        timeouts: Timeouts = TIMEOUTS,
    ) -> None:
        """``ca`` is PEM; with it no other authority is trusted."""
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
        """Connects, secures the connection and logs in; Paused where that may work later.

        Raises MailError for what no waiting mends.
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
        """The error for a server with which nothing has worked yet; see :meth:`open`."""
        return self._dialogue.unreachable(Answer(0, paused.answer))

    def close(self) -> None:
        """Takes leave. What the server makes of it changes nothing for the messages."""
        self._dialogue.ask(self._timeouts.quit, "QUIT")
        self._dialogue.close()

    def send(
        self, envelope: Envelope, data: bytes, before_last_byte: Callable[[], None]
    ) -> Outcome:
        """Hands over one message to one person.

        ``before_last_byte`` is called once all but the last line, a dot, is
        written; when it raises, the dot is not written. Raises ValueError for an
        address that cannot stand in a command, and MailError for what holds for
        every message: the account may not send, the sender is refused, a login
        is wanted.
        """
        for address in (envelope.sender, envelope.recipient):
            if not _ADDRESS.fullmatch(address):
                raise ValueError("an address of the envelope is malformed")
        try:
            return self._send(envelope, data, before_last_byte)
        except BaseException:
            # neither QUIT nor another message may follow in the midst of one
            self._dialogue.close()
            raise

    def _send(
        self, envelope: Envelope, data: bytes, before_last_byte: Callable[[], None]
    ) -> Outcome:
        body = _LINE_END.sub(b"\r\n", data)
        if not body.endswith(b"\r\n"):
            body += b"\r\n"
        options = self._options(envelope, body)
        if isinstance(options, Refused):
            return options
        seconds = self._timeouts.command
        mail = self._dialogue.ask(seconds, f"MAIL FROM:<{envelope.sender}>{options}")
        if not mail.good:
            return self._settle(mail, Stage.SENDER, envelope)
        rcpt = self._dialogue.ask(seconds, f"RCPT TO:<{envelope.recipient}>")
        if not rcpt.good:
            return self._settle(rcpt, Stage.RECIPIENT, envelope)
        start = self._dialogue.ask(self._timeouts.data, "DATA")
        if start.code != 354:
            return self._settle(start, Stage.MESSAGE, envelope)
        early = self._dialogue.write(_LEADING_DOT.sub(b"..", body))
        if early is not None:
            self._dialogue.close()  # the server may still wait for the rest
            return self._settle(early, Stage.MESSAGE, envelope)
        before_last_byte()
        end = self._dialogue.finish()
        if end.good:
            return Sent(end.text)
        if end.code >= 400:
            return self._settle(end, Stage.MESSAGE, envelope)
        self._dialogue.close()
        return Unclear(end.text)

    def _options(self, envelope: Envelope, body: bytes) -> str | Refused:
        """What MAIL says of a message, or why this server cannot take it."""
        limit = self._dialogue.offers("size")
        if limit and _SIZE.fullmatch(limit) and 0 < int(limit) < len(body):
            return Refused(
                _("the message has {size} bytes, and the server takes {limit}").format(
                    size=len(body), limit=limit
                ),
                Cause.SIZE,
            )
        options = "" if limit is None else f" SIZE={len(body)}"
        if not body.isascii():
            if self._dialogue.offers("8bitmime") is None:
                return Refused(_("the server takes messages in ASCII only (no 8BITMIME)"))
            options += " BODY=8BITMIME"
        head = body.partition(b"\r\n\r\n")[0]
        if envelope.international or not head.isascii():
            if self._dialogue.offers("smtputf8") is None:
                answer = _("the server takes addresses in ASCII only (no SMTPUTF8)")
                return Refused(answer, Cause.PERSON)
            options += " SMTPUTF8"
        return options

    def _settle(self, answer: Answer, stage: Stage, envelope: Envelope) -> Refused | Later | Paused:
        """What an answer means that leaves the message with us."""
        if answer.code < 400:
            self._dialogue.close()
            return _paused(answer, stage)
        cause = cause_of(answer.text, stage)
        unclear = cause in (Cause.UNKNOWN, Cause.CONTENT)
        if stage is Stage.SENDER and answer.code >= 500 and unclear:
            cause = Cause.SENDER  # the server knows nothing else yet
        if cause in OF_EVERYBODY:
            raise self._refusal(answer, cause, envelope)
        if answer.code == 421 or cause in (Cause.RATE, Cause.SESSION):
            self._dialogue.close()
            return Paused(answer.text, cause)
        if self._dialogue.ask(self._timeouts.command, "RSET").code != 250:
            self._dialogue.close()
        return (Later if answer.code < 500 else Refused)(answer.text, cause)

    def _refusal(self, answer: Answer, cause: Cause, envelope: Envelope) -> MailError:
        """The error for an answer that every message would get."""
        match cause:
            case Cause.ACCOUNT:
                what = _("the server takes no more mail from this account: {answer}")
            case Cause.SENDER:
                what = _("the server refuses the sender {sender}: {answer}")
            case Cause.LOGIN if not self._server.user:
                what = _("the server wants a login: {answer}").format(answer=answer.text)
                return self._dialogue.error(what, _("name the user in mail.server"))
            case _:
                what = _("the server wants another login: {answer}")
        text = what.format(sender=envelope.sender, answer=answer.text)
        return self._dialogue.error(text, remedy(cause))


def _paused(answer: Answer, stage: Stage) -> Paused:
    """A pause for an answer, or for none."""
    return Paused(answer.text, cause_of(answer.text, stage) if answer.code else Cause.CONNECTION)


def find_password(
    server: MailServer,
    environ: Mapping[str, str],
    keyring_get: Callable[[str, str], str | None] | None = None,
) -> str | None:
    """The password for the server's user, from the environment or else the keyring."""
    if server.user is None:
        return None
    if environ.get(PASSWORD):
        return environ[PASSWORD]
    try:
        if keyring_get is None:
            import keyring

            keyring_get = keyring.get_password
        return keyring_get(SERVICE, f"{server.user}@{server.host}")
    except Exception:  # there is none, it is locked, or its service fails in its own way
        return None


def has_keyring() -> bool:
    """Whether this machine has a keyring that can hold a password."""
    import keyring

    try:
        return float(keyring.get_keyring().priority) > 0
    except Exception:  # whatever a desktop's service does where there is no desktop
        return False
