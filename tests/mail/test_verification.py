"""Whatever becomes of a message's bytes before they are sent does not go unnoticed."""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.mail.format_flowed import unflow
from reports.mail.message import Attachment, Mailbox, compose
from reports.mail.smtp import Envelope
from reports.mail.verification import find_differences
from tests.conftest import PartTaker
from tests.mail.test_message import GOOD as MAIL

GOOD = replace(
    MAIL,
    subject="Unterlagen – für Dich und alle, die es angeht, in mehr als einer Zeile",
    attachments=(
        Attachment("Übersicht.pdf", b"%PDF-1.7\n\xff\0\r"),
        Attachment("Checkliste.pdf", b"%PDF-1.7\n" + bytes(range(256))),
    ),
)
ENVELOPE = Envelope("mail@example.org", "joerg@example.org")
BYTES = compose(GOOD)
HEAD = BYTES.index(b"\r\n\r\n")
FENCES = re.findall(rb"--=[0-9a-f]{32}=\r\n", BYTES)


def altered(old: bytes, new: bytes, count: int = 1) -> bytes:
    assert old in BYTES
    return BYTES.replace(old, new, count)


def without_part(kind: bytes) -> bytes:
    """Return the message without the first part of a kind."""
    start = BYTES.rindex(b"--=", 0, BYTES.index(kind))
    end = BYTES.index(b"\r\n--=", start) + 2
    return BYTES[:start] + BYTES[end:]


def test_message_as_it_was_made_has_no_difference() -> None:
    assert find_differences(BYTES, GOOD, ENVELOPE) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Bcc: evil@example.org\r\n" + BYTES, "header lines"),
        (b"X-Other: x\r\n" + BYTES, "header lines"),
        (altered(b"\r\nDate:", b"\r\nTo: evil@example.org\r\nDate:"), "header lines"),
        (altered(b"\r\nDate:", b"\r\nCc: evil@example.org\r\nDate:"), "recipients of copies"),
        (altered(b"\r\nDate:", b"\r\nno header\r\nDate:"), "read again"),
        (altered(b"joerg@", b"evil@"), "names or addresses"),
        (altered(b"<joerg@", b"<evil@example.org>, <joerg@"), "names or addresses"),
        (altered(b"Stadtverband Muster", b"Stadtverband Mutter"), "names or addresses"),
        (altered(b"mail@example.org", b"mail@example.net"), "names or addresses"),
        (altered(b"buero@", b"evil@"), "header lines"),
        (altered(b"\r\nSubject: ", b"\r\nSubject: x\r\nX: "), "header lines"),
        (altered(b"?=\r\n =?", b"?=\r\n=?"), "read again"),
        (altered(b"?=\r\n =?", b"?=\r\n\r\n=?"), "header lines"),
        (altered(b"Auto-Submitted: auto-generated\r\n", b""), "header lines"),
        (altered(b"<abc@", b"<abd@"), "header lines"),
        (altered(b"Sun, 01", b"Mon, 01"), "header lines"),
        (altered(b"Precedence: bulk", b"precedence: bulk"), "header lines"),
        (altered(b"anbei die", b"anbei der"), "plain text"),
        (altered(b'; format="flowed"', b""), "structure"),
        (altered(b"From J=C3=B6rg\r\n</body>", b"</body>"), "HTML text"),
        (without_part(b"text/plain"), "structure"),
        (without_part(b"text/html"), "structure"),
        (without_part(b"application/pdf"), "structure"),
        (altered(b"alternative", b"related"), "structure"),
        (altered(b"multipart/mixed", b"multipart/digest"), "structure"),
        (altered(b"application/pdf", b"application/x-sh"), "attachments"),
        (altered(b"%C3%9Cbersicht", b"%C3%9Cbermut"), "attachments"),
        (altered(b'"Checkliste.pdf"', b'"Checkliste.exe"'), "attachments"),
        (altered(b": attachment; filename*", b": inline; filename*"), "attachments"),
        (altered(b"JVBERi0x", b""), "attachments"),
        (altered(b"JVBERi0x", b"JVBERi0y"), "attachments"),
        (
            altered(FENCES[0], FENCES[0] + b"Content-Type: text/plain\r\n\r\nx\r\n" + FENCES[0]),
            "structure",
        ),
        (altered(b"\r\n", b"\n"), "a control character or a wrong line end"),
        (altered(b"anbei", b"anbei\r"), "a control character or a wrong line end"),
        (altered(b"anbei", b"anbei\n"), "a control character or a wrong line end"),
        (altered(b"anbei", b"an\0bei"), "a control character or a wrong line end"),
        (altered(b"<!DOCTYPE", b"\x01<!DOCTYPE"), "a control character or a wrong line end"),
        (altered(b"anbei", b"\x7fanbei"), "a control character or a wrong line end"),
        (altered(b"anbei", b"x" * 999), "a line of the message is too long"),
        (altered(b"J=C3=B6rg,", "Jörg,".encode()), "only ASCII is allowed"),
        (altered(b"=?utf-8?q?U", "Jörg =?utf-8?q?U".encode()), "only ASCII is allowed"),
        (altered(b"?=\r\n", b"?= \r\n"), "can be read in several ways"),
        (BYTES[: len(BYTES) // 2], "structure"),
        (b"", "header lines"),
    ],
)
def test_altered_message_is_told(data: bytes, expected: str) -> None:
    """Whatever is changed in the bytes, the part of the message is named."""
    problems = find_differences(data, GOOD, ENVELOPE)
    assert any(expected in problem.message for problem in problems), problems


@pytest.mark.parametrize(
    "envelope",
    [
        Envelope("mail@example.org", "evil@example.org"),
        Envelope("evil@example.org", "joerg@example.org"),
        Envelope("joerg@example.org", "mail@example.org"),
        Envelope("mail@example.org", "joerg@example.org,evil@example.org"),
    ],
)
def test_envelope_for_somebody_else_is_told(envelope: Envelope) -> None:
    """With a right head, the message could still go to another person."""
    (problem,) = find_differences(BYTES, GOOD, envelope)
    assert problem.message == "not as meant when read back: envelope addresses"


def test_message_of_another_person_is_told() -> None:
    other = replace(GOOD, recipient=Mailbox("Erika Muster", "erika@example.org"))
    assert find_differences(BYTES, other, ENVELOPE)


def read(data: bytes) -> object:
    """All that the standard library reads in a message, blanks before a value left out."""
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    head = [(name, str(value)) for name, value in parsed.items() if name != "Content-Type"]
    parts = []
    for part in parsed.walk():
        content = None if part.is_multipart() else part.get_content()
        if isinstance(content, str):
            content = content.replace("\r\n", "\n")
        if part.get_content_subtype() == "plain":
            # a reader of flowing text takes off a blank, and a last line's end is no text
            content = unflow(str(content)).removesuffix("\n")
        parts.append((part.get_content_type(), part.get_filename(), content))
    return head, parts


MEANT = read(BYTES)
INSERTED = b" \t\r\n\0:;,<>=?\"'()-xA0\xe9"
CHANGES: list[Callable[[bytes, int, int], bytes]] = [
    lambda data, at, _byte: data[:at] + data[at + 1 :],
    lambda data, at, byte: data[:at] + bytes([byte]) + data[at:],
    lambda data, at, byte: data[:at] + bytes([byte]) + data[at + 1 :],
]


def check_noticed(data: bytes) -> None:
    """Check that a change is reported, or that a second parser reads what was meant."""
    if not find_differences(data, GOOD, ENVELOPE):
        assert read(data) == MEANT


@pytest.mark.sliced
@pytest.mark.parametrize("change", CHANGES)
def test_no_byte_of_the_head_can_change_unnoticed(
    change: Callable[[bytes, int, int], bytes], part: PartTaker
) -> None:
    """Every place (in make test every ninth), with every byte that means something in a head.

    Harmless is what no reader sees: blanks after a colon or within a word's mark,
    and "utf8" for "utf-8".
    """
    for at in part(range(HEAD), 9):
        for byte in INSERTED:
            check_noticed(change(BYTES, at, byte))


@given(st.integers(0, len(BYTES) - 1), st.integers(0, 255), st.sampled_from(CHANGES))
@example(BYTES.index(b"anbei"), ord(" "), CHANGES[1])
@example(BYTES.index(b"\r\n--="), ord("="), CHANGES[1])
def test_no_byte_of_the_whole_can_change_unnoticed(
    at: int, byte: int, change: Callable[[bytes, int, int], bytes]
) -> None:
    """Harmless are, besides: a blank that stuffs a line, and what stands between parts."""
    check_noticed(change(BYTES, at, byte))
