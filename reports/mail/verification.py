"""Verify a composed message by reading it back with an independent parser.

The only module that imports fast-mail-parser, which is written in Rust and shares nothing
with the standard library, by which the message was composed.
"""

from __future__ import annotations

import re

import fast_mail_parser

from reports.errors import Place, Problem
from reports.i18n import _
from reports.mail.format_flowed import tidy, unflow
from reports.mail.message import Message, headers
from reports.mail.smtp import Envelope

MAX_LINE = 998
"""Bytes in a line, without its end (RFC 5322, 2.1.1)."""

_WORD = re.compile(rb"=\?utf-8\?(q\?([!-<>@-~]|=[0-9A-F]{2})+|b\?[A-Za-z0-9+/]+=*)\?=")
"""An encoded word that all mail programs decode alike (RFC 2047, 2)."""
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Not allowed in a message (RFC 5322, 3.5); some mail programs skip these characters."""
_BAD_BOUNDARY = rb"(?m)^--=[0-9a-f]{32}=(?!(--)?\r?$)"
_VARYING = re.compile(
    r""";\sboundary="=[0-9a-f]{32}="$
    |;\s+filename(="[\w\ .-]+"|\*=utf-8''([!-$&-~]|%[0-9A-F]{2})+)$""",
    re.VERBOSE,
)
_QUOTED = {"Content-Transfer-Encoding": ["quoted-printable"]}
_TEXTS = [
    {"Content-Type": ["multipart/alternative"]},
    {"Content-Type": ['text/plain; charset="utf-8"; format="flowed"'], **_QUOTED},
    {"Content-Type": ['text/html; charset="utf-8"'], **_QUOTED},
]
_PDF = {
    "Content-Type": ["application/pdf"],
    "Content-Transfer-Encoding": ["base64"],
    "Content-Disposition": ["attachment"],
}


def find_differences(data: bytes, message: Message, envelope: Envelope) -> list[Problem]:
    """List every way in which the bytes or the envelope differ from the message (empty if none)."""
    texts = _format_faults(data, message)
    texts += _content_differences(data, message, envelope)
    remedy = _("it is not sent; look for unusual characters in the row and in the text")
    return [Problem(Place(message.recipient.address), text, remedy) for text in texts]


def _content_differences(data: bytes, message: Message, envelope: Envelope) -> list[str]:
    """Describe every part of the message that a mail program would read in another way."""
    deviations: list[str] = []
    try:
        read = fast_mail_parser.parse_email(data, strict=True)
        tree = fast_mail_parser.parse_email_tree(data, mode="metadata")
    except fast_mail_parser.ParseError:
        return [_("the message cannot be read again")]

    def compare(part: str, actual: object, expected: object) -> None:
        """Note a difference in a part of the message, if there is one."""
        if actual != expected:
            deviations.append(_("not as meant when read back: {part}").format(part=part))

    expected_headers = headers(message)
    names = [name for name, _value in expected_headers]
    lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names_in_bytes = [
        line.partition(b":")[0] for line in lines if not line.startswith((b" ", b"\t"))
    ]
    compare(_("header lines"), names_in_bytes, [name.encode() for name in (*names, "Content-Type")])
    parsed_headers = {
        name: values for name, values in read.headers.items() if name != "Content-Type"
    }
    compare(_("header lines"), parsed_headers, {name: [value] for name, value in expected_headers})
    mailboxes = [message.sender, message.recipient]
    parsed_mailboxes = [read.from_, *read.to] if read.from_ else [*read.to]
    compare(
        _("names or addresses"),
        [(mailbox.display_name or "", mailbox.address) for mailbox in parsed_mailboxes],
        [(mailbox.name, mailbox.address) for mailbox in mailboxes],
    )
    compare(
        _("envelope addresses"),
        (envelope.sender, envelope.recipient),
        tuple(mailbox.address for mailbox in mailboxes),
    )
    compare(_("recipients of copies"), [*read.cc, *read.bcc], [])
    plain, html = (_with_lf(texts) for texts in (read.text_plain, read.text_html))
    compare(_("plain text"), [unflow(text) for text in plain], [tidy(message.text)])
    compare(_("HTML text"), html, [message.html])
    attached = [
        (part.mimetype, part.disposition, part.filename, part.content) for part in read.attachments
    ]
    expected_attachments = [
        ("application/pdf", "attachment", attachment.name, attachment.data)
        for attachment in message.attachments
    ]
    compare(_("attachments"), attached, expected_attachments)
    whole, *parts = map(_part_headers, fast_mail_parser.walk(tree))
    expected_parts = (
        [{"Content-Type": ["multipart/mixed"]}, *_TEXTS] if expected_attachments else _TEXTS
    )
    expected_parts = [*expected_parts, *(_PDF for _attachment in expected_attachments)]
    compare(_("structure"), [{"Content-Type": whole.get("Content-Type")}, *parts], expected_parts)
    return deviations


def _format_faults(data: bytes, message: Message) -> list[str]:
    """Describe what the mail standards forbid in any message, looking at the bytes alone."""
    faults = []
    ends = data.count(b"\r\n")
    if _CONTROL.search(data) or not data.count(b"\r") == data.count(b"\n") == ends:
        faults.append(_("the message has a control character or a wrong line end"))
    if any(len(line) > MAX_LINE for line in data.split(b"\r\n")):
        faults.append(_("a line of the message is too long"))
    addresses = [message.sender.address, message.recipient.address, message.reply_to or ""]
    head, _end, body = data.partition(b"\r\n\r\n")
    blanks = b" \r\n" in data or b"\t\r\n" in data or data.endswith((b" ", b"\t"))
    if blanks or b"=?" in _WORD.sub(b"", head) or re.search(_BAD_BOUNDARY, data):
        faults.append(_("the message can be read in several ways"))
    if not body.isascii() or (not head.isascii() and "".join(addresses).isascii()):
        faults.append(_("the message has letters where only ASCII is allowed"))
    return faults


def _part_headers(part: fast_mail_parser.PyMimePartMetadata) -> dict[str, list[str]]:
    """Return the headers of a part, without its boundary and file name."""
    return {
        name: [_VARYING.sub("", value) for value in values] for name, values in part.headers.items()
    }


def _with_lf(texts: list[str]) -> list[str]:
    """Return the texts with LF line ends in place of CR LF."""
    return [text.replace("\r\n", "\n") for text in texts]
