"""The program's connections to the test servers, and a message to send over them."""

from __future__ import annotations

from typing import Any

from reports.content.campaign import MailServer, Security
from reports.mail.smtp import (
    Connection,
    Envelope,
)
from reports.mail.smtp_session import Timeouts
from tests.support.smtp import (
    PATIENCE,
    Fault,
    Scripted,
    Server,
    certificates,
)

CANARY = "kanarienvogel-Ü-7f3a"
"""The password, which must not appear in any output."""
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
    """Return a connection to a test server that trusts the tests' authority."""
    defaults = {"host": "127.0.0.1", "port": server.port, "security": security, "user": user}
    return Connection(
        MailServer.model_validate(defaults | settings),
        CANARY if user else None,
        certificates().authority,
        timeouts,
    )


def nothing() -> None:
    """Do nothing before the last byte."""


def garbage(text: bytes = b"\xff\x00 what?") -> Fault:
    """Return a fault that answers with what is no SMTP."""
    return Fault(text)
