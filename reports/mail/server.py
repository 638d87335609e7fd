"""A message's bytes → a mail server, and what became of them.

Alone imports keyring. The caller keeps a journal, so two moments must be known
exactly: nothing but the last line of a message makes the server answerable for
it, and once that line is on its way only an answer tells whether it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from reports.mail.dialogue import Answer, Dialogue, Timeouts
from reports.messages import _
from reports.model import MailServer

PASSWORD = "HANDZETTEL_SMTP_PASSWORD"
"""The environment's variable with the password."""

SERVICE = "handzettel"
"""What the password is kept under in the keyring; the name there is ``USER@HOST``."""

TIMEOUTS = Timeouts()

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>\ud800-\udfff]+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_SIZE = re.compile(r"[0-9]{1,18}")

_TOO_LARGE = 552
"""Speaks of the message, even in answer to MAIL (RFC 1870, 6.1)."""

_LOGIN_WANTED = (530, 534, 535, 538)
"""Speak of the connection, not of a sender or a recipient (RFC 4954, 6)."""


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


@dataclass(frozen=True)
class Later:
    """The server does not take this message now, but perhaps another."""

    answer: str


@dataclass(frozen=True)
class Paused:
    """The server takes nothing now; it does not have the message, the connection is closed."""

    answer: str


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
        return None if obstacle is None else Paused(obstacle.text)

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
        address that cannot stand in a command, and MailError where the server
        refuses the sender or wants a login, since that holds for every message.
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
        self._check_login_not_wanted(mail)
        if mail.code >= 500 and mail.code != _TOO_LARGE:
            raise self._dialogue.error(
                _("the server refuses the sender {sender}: {answer}").format(
                    sender=envelope.sender, answer=mail.text
                ),
                _("check the sender's address, and that this login may write from it"),
            )
        if not mail.good:
            return self._settle(mail)
        rcpt = self._dialogue.ask(seconds, f"RCPT TO:<{envelope.recipient}>")
        self._check_login_not_wanted(rcpt)
        if not rcpt.good:
            return self._settle(rcpt)
        start = self._dialogue.ask(self._timeouts.data, "DATA")
        if start.code != 354:
            return self._settle(start)
        early = self._dialogue.write(_LEADING_DOT.sub(b"..", body))
        if early is not None:
            self._dialogue.close()  # the server may still wait for the rest
            return self._settle(early)
        before_last_byte()
        end = self._dialogue.finish()
        if end.good:
            return Sent(end.text)
        if end.code >= 400:
            return self._settle(end)
        self._dialogue.close()
        return Unclear(end.text)

    def _options(self, envelope: Envelope, body: bytes) -> str | Refused:
        """What MAIL says of a message, or why this server cannot take it."""
        limit = self._dialogue.offers("size")
        if limit and _SIZE.fullmatch(limit) and 0 < int(limit) < len(body):
            return Refused(
                _("the message has {size} bytes, and the server takes {limit}").format(
                    size=len(body), limit=limit
                )
            )
        options = "" if limit is None else f" SIZE={len(body)}"
        if not body.isascii():
            if self._dialogue.offers("8bitmime") is None:
                return Refused(_("the server takes messages in ASCII only (no 8BITMIME)"))
            options += " BODY=8BITMIME"
        head = body.partition(b"\r\n\r\n")[0]
        if envelope.international or not head.isascii():
            if self._dialogue.offers("smtputf8") is None:
                return Refused(_("the server takes addresses in ASCII only (no SMTPUTF8)"))
            options += " SMTPUTF8"
        return options

    def _settle(self, answer: Answer) -> Refused | Later | Paused:
        """What an answer means that leaves the message with us."""
        if answer.code == 421 or answer.code < 400:
            self._dialogue.close()
            return Paused(answer.text)
        if self._dialogue.ask(self._timeouts.command, "RSET").code != 250:
            self._dialogue.close()
        return Later(answer.text) if answer.code < 500 else Refused(answer.text)

    def _check_login_not_wanted(self, answer: Answer) -> None:
        if answer.code in _LOGIN_WANTED:
            raise self._dialogue.error(
                _("the server wants a login: {answer}").format(answer=answer.text),
                _("name the user in mail.server"),
            )


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
