"""A message as a value → its bytes, ready for a server or a file.

The head is written here, line by line, from values that are plain ASCII or RFC
2047 words throughout: the standard library folds long or odd values in ways that
have let line breaks through (CVE-2024-6923). The parts below it are its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from reports.errors import MailError, Place, Problem
from reports.i18n import _
from reports.mail.format_flowed import flow

_PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
_NO_PHRASE = re.compile(r'[()<>\[\]:;@\\,."]')
_NO_LINE = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What no value of the head has: what ends a line somewhere, controls, halves of characters."""
_HTTPS = re.compile(r"https://[!#-;=?-~]+")
_NOT_IN_FILE_NAME = re.compile(
    r'[\0-\x1f\x7f-\x9f<>"?*\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]'
)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)

_LINES = compat32.clone(linesep="\r\n")
_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP

LONGEST_PLAIN = 60
"""Characters from which on a value is encoded, so that no line needs folding."""

LONGEST_FILE_NAME = 200
"""Bytes; three letters for each stay within a line, and a file system takes 255."""


@dataclass(frozen=True)
class Mailbox:
    """A name to show, which may be empty, and an address as the envelope has it."""

    name: str
    address: str


@dataclass(frozen=True)
class Attachment:
    """A PDF and the name it is saved under."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Message:
    """All that one person gets."""

    sender: Mailbox
    recipient: Mailbox
    reply_to: str | None
    subject: str
    text: str
    """Plain text, a paragraph a line."""
    html: str
    attachments: tuple[Attachment, ...]
    date: dt.datetime
    """With its zone."""
    message_id: str
    """In angle brackets."""
    language: str
    unsubscribe: str
    """Where a mail that says "no more" goes."""
    one_click: str | None = None
    """An HTTPS address that says the same by one POST (RFC 8058)."""
    draft: bool = False
    """For a file: mail programs then open it to be sent and not as received."""


def headers(message: Message) -> list[tuple[str, str]]:
    """The head of a message, name by name, decoded; what a reader must find."""
    stop = f"<mailto:{quote(message.unsubscribe, safe='@+')}?subject=unsubscribe>"
    listed = [
        ("From", _shown(message.sender)),
        ("To", _shown(message.recipient)),
        ("Reply-To", message.reply_to),
        ("Subject", message.subject),
        ("Date", format_datetime(message.date)),
        ("Message-ID", message.message_id),
        ("List-Unsubscribe", f"<{message.one_click}>, {stop}" if message.one_click else stop),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if message.one_click else None),
        ("Auto-Submitted", "auto-generated"),
        # keeps older servers from answering with notes of absence
        ("Precedence", "bulk"),
        ("Content-Language", message.language),
        ("X-Unsent", "1" if message.draft else None),
        ("MIME-Version", "1.0"),
    ]
    return [(name, value) for name, value in listed if value is not None]


def compose(message: Message) -> bytes:
    """The message's bytes: lines end in CR LF, and the same value gives the same bytes.

    ASCII throughout, but for an address with other letters before the @ (RFC 6532).
    Raises MailError where a value cannot stand in the head.
    """
    if message.one_click and not _HTTPS.fullmatch(message.one_click):
        raise _unfit(message, "List-Unsubscribe", _("begin its address with https://"))
    encoded = {
        "From": _mailbox(message.sender),
        "To": _mailbox(message.recipient),
        "Subject": _encoded(message.subject, "Subject"),
    }
    listed = headers(message)
    bare = [
        ("From", message.sender.address),
        ("To", message.recipient.address),
        ("List-Unsubscribe", message.unsubscribe),
        *((name, value) for name, value in listed if name not in encoded),
    ]
    names = [("Content-Disposition", one.name) for one in message.attachments]
    for name, value in [*listed, *bare, *names]:
        if _NO_LINE.search(value):
            raise _unfit(message, name)
    for name, value in bare:
        if "=?" in value:  # which a reader could decode
            raise _unfit(message, name)
    head = (f"{name}: {encoded.get(name, value)}".rstrip(" ") for name, value in listed)
    return "".join(f"{line}\r\n" for line in head).encode() + _body(message)


def _unfit(message: Message, name: str, remedy: str = "") -> MailError:
    what = _("{name} has characters that cannot be sent").format(name=name)
    usual = _("it is not sent; look for unusual characters in the row and in the text")
    return MailError(Problem(Place(message.recipient.address), what, remedy or usual))


def message_id(seed: Sequence[str], domain: str) -> str:
    """The id a message keeps whenever it is made again: from what it is and whom it is for."""
    digest = hashlib.sha256("\0".join(seed).encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def file_name(title: str) -> str:
    """A document's title as the name of an attached PDF, valid on every system."""
    name = unicodedata.normalize("NFC", _NOT_IN_FILE_NAME.sub("", re.sub(r"\s+", " ", title)))
    name = re.sub(r" *[:/\\|] *", " – ", name).strip(" .–")
    name = name.encode()[: LONGEST_FILE_NAME - len("_.pdf")].decode(errors="ignore").rstrip(" .–")
    # Windows takes these for devices, whatever follows the point
    return f"{'_' if not name or _DEVICE.match(name) else ''}{name}.pdf"


def _body(message: Message) -> bytes:
    """The parts below the head, beginning with the line that names their kind."""
    texts = _together(
        "alternative",
        message,
        [
            _part(_text(flow(message.text), "plain"), format="flowed"),
            _part(_text(message.html, "html")),
        ],
    )
    if not message.attachments:
        return texts
    return _together("mixed", message, [texts, *map(_attached, message.attachments)])


def _together(kind: str, message: Message, parts: Sequence[bytes]) -> bytes:
    """Parts side by side (RFC 2046, 5.1.1), with a boundary that is not left to chance."""
    boundary = hashlib.sha256(f"{kind}{message.message_id}".encode()).hexdigest()[:32]
    fence = f"--={boundary}="
    head = f'Content-Type: multipart/{kind}; boundary="={boundary}="\r\n'
    opened = b"".join(f"\r\n{fence}\r\n".encode() + part for part in parts)
    return head.encode() + opened + f"\r\n{fence}--\r\n".encode()


@lru_cache(maxsize=64)
def _attached(attachment: Attachment) -> bytes:
    """A PDF as a part; many messages carry the same."""
    part = MIMEApplication(attachment.data, "pdf")
    name = attachment.name
    # RFC 2231 wherever a reader could trip over the name
    plain = len(name) <= LONGEST_PLAIN and re.fullmatch(r"[A-Za-z0-9 _.-]+", name)
    part.add_header(
        "Content-Disposition", "attachment", filename=name if plain else ("utf-8", "", name)
    )
    return _part(part)


def _text(text: str, kind: str) -> MIMEText:
    # a Charset, which typeshed leaves out, is what chooses quoted-printable
    return MIMEText(text, kind, _QUOTED)  # type: ignore[arg-type]


def _part(part: MIMENonMultipart, **parameters: str) -> bytes:
    del part["MIME-Version"]
    for name, value in parameters.items():
        part.set_param(name, value)
    return part.as_bytes(policy=_LINES)


def _shown(mailbox: Mailbox) -> str:
    return f"{mailbox.name} <{mailbox.address}>" if mailbox.name else mailbox.address


def _mailbox(mailbox: Mailbox) -> str:
    if not mailbox.name:
        return mailbox.address
    name = _encoded(mailbox.name, "From")
    if name == mailbox.name and _NO_PHRASE.search(name):
        name = _words(name, "From")
    return f"{name} <{mailbox.address}>"


def _encoded(value: str, header: str) -> str:
    """A value as it stands in the head: plain where that is safe, else RFC 2047 words."""
    if len(value) <= LONGEST_PLAIN and _PLAIN.fullmatch(value) and "=?" not in value:
        return value
    return _words(value, header)


def _words(value: str, header: str) -> str:
    return Header(value, "utf-8", header_name=header).encode(linesep="\r\n") if value else ""
