"""Compose the bytes of a message (RFC 5322), for a server or a file.

The head is written here, line by line, from values that are plain ASCII or encoded words
(RFC 2047): the standard library folds long or unusual values in ways that have let line
breaks through (CVE-2024-6923). It does write the parts below the head.
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
_NEEDS_ENCODING = re.compile(r'[()<>\[\]:;@\\,."]')
_UNSENDABLE = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Not allowed in any value of the head: line ends of all systems, controls, lone surrogates."""
_HTTPS = re.compile(r"https://[!#-;=?-~]+")
_NOT_IN_FILE_NAME = re.compile(
    r'[\0-\x1f\x7f-\x9f<>"?*\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]'
)
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)

_LINES = compat32.clone(linesep="\r\n")
_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP

MAX_PLAIN = 60
"""Characters up to which a subject or name is written plain: with "Subject: " before them they
stay below the 78 of RFC 5322, 2.1.1, so the line need not be folded."""

MAX_FILE_NAME = 200
"""Bytes. Percent-encoded as three characters each they fit in a line of 998, and file systems
allow 255."""


@dataclass(frozen=True)
class Mailbox:
    """A name to show, which may be empty, and an address."""

    name: str
    address: str


@dataclass(frozen=True)
class Attachment:
    """A PDF and the name it is saved under."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Message:
    """The message that one person gets."""

    sender: Mailbox
    recipient: Mailbox
    reply_to: str | None
    subject: str
    text: str
    """Plain text, one line for each paragraph."""
    html: str
    attachments: tuple[Attachment, ...]
    date: dt.datetime
    """With its time zone."""
    message_id: str
    """In angle brackets."""
    language: str
    unsubscribe: str
    """Address to which a mail to unsubscribe goes."""
    one_click: str | None = None
    """HTTPS address that unsubscribes by one POST (RFC 8058)."""
    draft: bool = False
    """Whether mail programs are to open it as a message to be sent (X-Unsent)."""


def headers(message: Message) -> list[tuple[str, str]]:
    """Return the headers of a message, decoded, as a mail program must read them."""
    stop = f"<mailto:{quote(message.unsubscribe, safe='@+')}?subject=unsubscribe>"
    listed = [
        ("From", _decoded_mailbox(message.sender)),
        ("To", _decoded_mailbox(message.recipient)),
        ("Reply-To", message.reply_to),
        ("Subject", message.subject),
        ("Date", format_datetime(message.date)),
        ("Message-ID", message.message_id),
        ("List-Unsubscribe", f"<{message.one_click}>, {stop}" if message.one_click else stop),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if message.one_click else None),
        ("Auto-Submitted", "auto-generated"),
        # keeps older servers from answering with absence notes
        ("Precedence", "bulk"),
        ("Content-Language", message.language),
        ("X-Unsent", "1" if message.draft else None),
        ("MIME-Version", "1.0"),
    ]
    return [(name, value) for name, value in listed if value is not None]


def compose(message: Message) -> bytes:
    """Return the message's bytes, with lines that end in CR LF.

    Equal messages give equal bytes. They are ASCII, except for an address with other
    letters before the @ (RFC 6532). Raises MailError if a value cannot be part of the head.
    """
    if message.one_click and not _HTTPS.fullmatch(message.one_click):
        raise _header_error(message, "List-Unsubscribe", _("begin its address with https://"))
    encoded = {
        "From": _encoded_mailbox(message.sender),
        "To": _encoded_mailbox(message.recipient),
        "Subject": _encoded(message.subject, "Subject"),
    }
    listed = headers(message)
    bare = [
        ("From", message.sender.address),
        ("To", message.recipient.address),
        ("List-Unsubscribe", message.unsubscribe),
        *((name, value) for name, value in listed if name not in encoded),
    ]
    names = [("Content-Disposition", attachment.name) for attachment in message.attachments]
    for name, value in [*listed, *bare, *names]:
        if _UNSENDABLE.search(value):
            raise _header_error(message, name)
    for name, value in bare:
        if "=?" in value:  # a mail program could decode it
            raise _header_error(message, name)
    head = (f"{name}: {encoded.get(name, value)}".rstrip(" ") for name, value in listed)
    return "".join(f"{line}\r\n" for line in head).encode() + _body(message)


def _header_error(message: Message, name: str, remedy: str = "") -> MailError:
    """Return the error for a header that cannot be sent."""
    labels = {
        "From": _("the sender"),
        "To": _("the recipient"),
        "Reply-To": _("the reply address"),
        "Subject": _("the subject"),
        "List-Unsubscribe": _("the unsubscribe address"),
        "Content-Disposition": _("an attachment's name"),
    }
    text = _("{name} has characters that cannot be sent").format(name=labels.get(name, name))
    default = _("it is not sent; look for unusual characters in the row and in the text")
    return MailError(Problem(Place(message.recipient.address), text, remedy or default))


def message_id(seed: Sequence[str], domain: str) -> str:
    """Derive a message id from a seed, so that a message made again has the same id."""
    digest = hashlib.sha256("\0".join(seed).encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def file_name(title: str) -> str:
    """Turn a document's title into a PDF file name that is valid on every system.

    It has at most MAX_FILE_NAME bytes.
    """
    name = unicodedata.normalize("NFC", _NOT_IN_FILE_NAME.sub("", re.sub(r"\s+", " ", title)))
    name = re.sub(r" *[:/\\|] *", " – ", name).strip(" .–")
    name = name.encode()[: MAX_FILE_NAME - len("_.pdf")].decode(errors="ignore").rstrip(" .–")
    # Windows takes these names for devices, with any extension
    return f"{'_' if not name or _DEVICE.match(name) else ''}{name}.pdf"


def _body(message: Message) -> bytes:
    """Return the body's parts, beginning with the Content-Type line of the whole."""
    texts = _multipart(
        "alternative",
        message,
        [
            _part_bytes(_text_part(flow(message.text), "plain"), format="flowed"),
            _part_bytes(_text_part(message.html, "html")),
        ],
    )
    if not message.attachments:
        return texts
    return _multipart("mixed", message, [texts, *map(_attachment_part, message.attachments)])


def _multipart(kind: str, message: Message, parts: Sequence[bytes]) -> bytes:
    """Join parts (RFC 2046, 5.1.1); the boundary is derived from the message id."""
    boundary = hashlib.sha256(f"{kind}{message.message_id}".encode()).hexdigest()[:32]
    fence = f"--={boundary}="
    head = f'Content-Type: multipart/{kind}; boundary="={boundary}="\r\n'
    opened = b"".join(f"\r\n{fence}\r\n".encode() + part for part in parts)
    return head.encode() + opened + f"\r\n{fence}--\r\n".encode()


@lru_cache(maxsize=64)
def _attachment_part(attachment: Attachment) -> bytes:
    """Encode a PDF as a part; cached, since many messages carry the same."""
    part = MIMEApplication(attachment.data, "pdf")
    name = attachment.name
    # any other name is encoded as in RFC 2231, which all mail programs read alike
    plain = len(name) <= MAX_PLAIN and re.fullmatch(r"[A-Za-z0-9 _.-]+", name)
    part.add_header(
        "Content-Disposition", "attachment", filename=name if plain else ("utf-8", "", name)
    )
    return _part_bytes(part)


def _text_part(text: str, kind: str) -> MIMEText:
    """Return a text as a part in quoted-printable."""
    # a Charset chooses quoted-printable; typeshed does not know that it is allowed
    return MIMEText(text, kind, _QUOTED)  # type: ignore[arg-type]


def _part_bytes(part: MIMENonMultipart, **parameters: str) -> bytes:
    """Return the bytes of a part with CR LF line ends and without a MIME-Version."""
    del part["MIME-Version"]
    for name, value in parameters.items():
        part.set_param(name, value)
    return part.as_bytes(policy=_LINES)


def _decoded_mailbox(mailbox: Mailbox) -> str:
    """Return a mailbox as a mail program shows it."""
    return f"{mailbox.name} <{mailbox.address}>" if mailbox.name else mailbox.address


def _encoded_mailbox(mailbox: Mailbox) -> str:
    """Return a mailbox for the head, with its name encoded if needed."""
    if not mailbox.name:
        return mailbox.address
    name = _encoded(mailbox.name, "From")
    if name == mailbox.name and _NEEDS_ENCODING.search(name):
        name = _encoded_words(name, "From")
    return f"{name} <{mailbox.address}>"


def _encoded(value: str, header: str) -> str:
    """Return a header's value plain if that is safe, else as encoded words (RFC 2047)."""
    if len(value) <= MAX_PLAIN and _PLAIN.fullmatch(value) and "=?" not in value:
        return value
    return _encoded_words(value, header)


def _encoded_words(value: str, header: str) -> str:
    """Encode a value as encoded words (RFC 2047), folded for its header."""
    return Header(value, "utf-8", header_name=header).encode(linesep="\r\n") if value else ""
