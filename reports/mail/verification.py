"""What a message's bytes say to a reader that had no part in writing them.

Alone imports fast-mail-parser, which is written in Rust and shares nothing with
the standard library's parser.
"""

from __future__ import annotations

import re

import fast_mail_parser

from reports.i18n import _
from reports.mail.format_flowed import tidy, unflow
from reports.mail.message import Message, headers
from reports.mail.smtp import Envelope

LONGEST_LINE = 998
"""Bytes in a line without its end (RFC 5322, 2.1.1)."""

_WORD = re.compile(rb"=\?utf-8\?(q\?([!-<>@-~]|=[0-9A-F]{2})+|b\?[A-Za-z0-9+/]+=*)\?=")
"""An encoded word that all readers decode alike (RFC 2047, 2)."""
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no line of a message has (RFC 5322, 3.5); some readers pass over it."""
_FENCE = rb"(?m)^--=[0-9a-f]{32}=(?!(--)?\r?$)"
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


def differences(data: bytes, message: Message, envelope: Envelope) -> list[str]:
    """In what the bytes and the envelope are not exactly what was meant; empty when all is well."""
    found = _form_faults(data, message)
    try:
        read = fast_mail_parser.parse_email(data, strict=True)
        tree = fast_mail_parser.parse_email_tree(data, mode="metadata")
    except fast_mail_parser.ParseError:
        return [*found, _("the message cannot be read again")]

    def compare(name: str, there: object, meant: object) -> None:
        if there != meant:
            found.append(_("{name} does not read as it was meant").format(name=name))

    listed = headers(message)
    named = [name for name, _value in listed]
    lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    in_bytes = [line.partition(b":")[0] for line in lines if not line.startswith((b" ", b"\t"))]
    compare("header", in_bytes, [name.encode() for name in (*named, "Content-Type")])
    kept = {name: values for name, values in read.headers.items() if name != "Content-Type"}
    compare("header", kept, {name: [value] for name, value in listed})
    mailboxes = [message.sender, message.recipient]
    parsed = [read.from_, *read.to] if read.from_ else [*read.to]
    compare(
        "mailbox",
        [(one.display_name or "", one.address) for one in parsed],
        [(one.name, one.address) for one in mailboxes],
    )
    compare("envelope", (envelope.sender, envelope.recipient), tuple(m.address for m in mailboxes))
    compare("copies", [*read.cc, *read.bcc], [])
    plain, html = (_lines(texts) for texts in (read.text_plain, read.text_html))
    compare("text", [unflow(one) for one in plain], [tidy(message.text)])
    compare("html", html, [message.html])
    attached = [(a.mimetype, a.disposition, a.filename, a.content) for a in read.attachments]
    meant = [("application/pdf", "attachment", a.name, a.data) for a in message.attachments]
    compare("attachment", attached, meant)
    whole, *parts = map(_form, fast_mail_parser.walk(tree))
    forms = [{"Content-Type": ["multipart/mixed"]}, *_TEXTS] if meant else _TEXTS
    forms = [*forms, *(_PDF for _attachment in meant)]
    compare("part", [{"Content-Type": whole.get("Content-Type")}, *parts], forms)
    return found


def _form_faults(data: bytes, message: Message) -> list[str]:
    """What the mail standards forbid in any message, seen in the bare bytes."""
    found = []
    ends = data.count(b"\r\n")
    if _CONTROL.search(data) or not data.count(b"\r") == data.count(b"\n") == ends:
        found.append(_("a line of the message ends wrongly"))
    if any(len(line) > LONGEST_LINE for line in data.split(b"\r\n")):
        found.append(_("a line of the message is too long"))
    addresses = [message.sender.address, message.recipient.address, message.reply_to or ""]
    head, _end, body = data.partition(b"\r\n\r\n")
    blanks = b" \r\n" in data or b"\t\r\n" in data or data.endswith((b" ", b"\t"))
    if blanks or b"=?" in _WORD.sub(b"", head) or re.search(_FENCE, data):
        found.append(_("the message can be read in several ways"))
    if not body.isascii() or (not head.isascii() and "".join(addresses).isascii()):
        found.append(_("the message is not ASCII, but its addresses are"))
    return found


def _form(part: fast_mail_parser.PyMimePartMetadata) -> dict[str, list[str]]:
    """What a part says of itself, without its boundary or file name."""
    return {
        name: [_VARYING.sub("", value) for value in values] for name, values in part.headers.items()
    }


def _lines(texts: list[str]) -> list[str]:
    """Texts with line ends as Python has them; the last one belongs to the form."""
    return [text.replace("\r\n", "\n") for text in texts]
