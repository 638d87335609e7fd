"""A message's bytes say what was meant, to every reader, whatever stood in the data."""

import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import MailError, Place, Problem
from reports.mail.format_flowed import tidy, unflow
from reports.mail.message import (
    Attachment,
    Mailbox,
    Message,
    compose,
    file_name,
    headers,
    message_id,
)
from reports.mail.smtp import Envelope
from reports.mail.verification import find_differences
from reports.render.campaign_text import Phrasing
from reports.render.templates import Writer

DATE = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
GOOD = Message(
    sender=Mailbox("Stadtverband Muster", "mail@example.org"),
    recipient=Mailbox("Jörg Muster", "joerg@example.org"),
    reply_to="buero@example.org",
    subject="Unterlagen – für Dich",
    text="Hallo Jörg,\n\nanbei die Blätter.\n\n-- \nStadtverband\n",
    html="<!DOCTYPE html>\n<html><body>\n.\nFrom Jörg\n</body></html>",
    attachments=(Attachment("Übersicht.pdf", b"%PDF-1.7\n\xff\0\r"),),
    date=DATE,
    message_id="<abc@example.org>",
    language="de",
    unsubscribe="buero@example.org",
)
EVIL = "Bcc: evil@example.org"


def read(data: bytes) -> EmailMessage:
    """As the standard library reads it, a second opinion beside the one in Rust."""
    parsed = email.message_from_string(data.decode(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def differences(message: Message) -> list[Problem]:
    envelope = Envelope(message.sender.address, message.recipient.address)
    return find_differences(compose(message), message, envelope)


def check_read_alike(message: Message) -> None:
    """Check that both parsers read exactly what was meant."""
    assert differences(message) == []
    data = compose(message)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    parsed = read(data)
    assert [*parsed] == [*(name for name, _value in headers(message)), "Content-Type"]
    assert str(parsed["Subject"]) == message.subject
    assert parsed["To"].addresses[0].addr_spec == message.recipient.address
    plain, html = parsed.get_body(["plain"]), parsed.get_body(["html"])
    assert plain
    assert html
    assert unflow(plain.get_content().replace("\r\n", "\n")) == tidy(message.text)
    assert html.get_content().replace("\r\n", "\n") == message.html
    attached = [(part.get_filename(), part.get_content()) for part in parsed.iter_attachments()]
    assert attached == [(attachment.name, attachment.data) for attachment in message.attachments]


# --- the form ---------------------------------------------------------------


def test_message_is_read_as_meant_by_two_readers() -> None:
    check_read_alike(GOOD)
    check_read_alike(replace(GOOD, attachments=()))


def test_head_says_what_mail_programs_and_servers_go_by() -> None:
    parsed = read(compose(GOOD))
    values = {name: str(parsed[name]) for name in parsed if name != "Content-Type"}
    assert values == {
        "From": "Stadtverband Muster <mail@example.org>",
        "To": "Jörg Muster <joerg@example.org>",
        "Reply-To": "buero@example.org",
        "Subject": "Unterlagen – für Dich",
        "Date": "Sun, 01 Mar 2026 09:30:00 +0100",
        "Message-ID": "<abc@example.org>",
        "List-Unsubscribe": "<mailto:buero@example.org?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "Content-Language": "de",
        "MIME-Version": "1.0",
    }
    assert parsed["Date"].datetime == DATE


def test_parts_are_alternatives_with_the_plain_text_first_and_the_pdfs_beside_them() -> None:
    parsed = read(compose(GOOD))
    kinds = [part.get_content_type() for part in parsed.walk()]
    texts = ["multipart/alternative", "text/plain", "text/html"]
    assert kinds == ["multipart/mixed", *texts, "application/pdf"]
    plain = parsed.get_body(["plain"])
    assert plain
    assert plain["Content-Type"].params == {"charset": "utf-8", "format": "flowed"}
    assert [part.get_content_disposition() for part in parsed.iter_attachments()] == ["attachment"]


def test_same_message_gives_the_same_bytes() -> None:
    """So a message sent again after a break is the same one."""
    assert compose(GOOD) == compose(replace(GOOD))
    assert compose(GOOD) != compose(replace(GOOD, text="Anderes"))


def test_bytes_are_ascii_and_every_line_ends_in_cr_lf() -> None:
    data = compose(GOOD)
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")


def test_address_with_umlauts_stands_raw_in_an_otherwise_ascii_message() -> None:
    """RFC 6532; there is no other spelling for letters before the @."""
    message = replace(GOOD, recipient=Mailbox("Jörg", "jörg@example.org"), reply_to="ö@example.org")
    check_read_alike(message)
    head, _end, body = compose(message).partition(b"\r\n\r\n")
    assert "<jörg@example.org>".encode() in head
    assert body.isascii()


def test_unsubscribing_at_an_address_with_signs_is_one_link() -> None:
    message = replace(GOOD, unsubscribe="büro?cc=x&y@example.org", reply_to=None)
    assert (
        read(compose(message))["List-Unsubscribe"]
        == "<mailto:b%C3%BCro%3Fcc%3Dx%26y@example.org?subject=unsubscribe>"
    )
    assert differences(message) == []


def test_one_click_is_offered_with_an_https_address() -> None:
    """RFC 8058 wants both headers, with the HTTPS address first."""
    message = replace(GOOD, one_click="https://example.org/stop?t=1")
    parsed = read(compose(message))
    stop = "<mailto:buero@example.org?subject=unsubscribe>"
    assert parsed["List-Unsubscribe"] == f"<https://example.org/stop?t=1>, {stop}"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    check_read_alike(message)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/stop", "https://example.org/>,<x", "https://exämple.org/", "https://"],
)
def test_one_click_is_refused_with_any_other_address(address: str) -> None:
    """Others could read a token sent over HTTP, and a bracket would end the address."""
    with pytest.raises(MailError, match="begin its address with https://"):
        compose(replace(GOOD, one_click=address))


def test_draft_is_marked_so_that_mail_programs_open_it_to_be_sent() -> None:
    assert read(compose(replace(GOOD, draft=True)))["X-Unsent"] == "1"
    assert "X-Unsent" not in read(compose(GOOD))


def test_message_id_is_the_same_for_a_person_and_different_for_others() -> None:
    identifier = message_id(["parteitag", "1", "a@example.org"], "example.org")
    assert identifier == message_id(["parteitag", "1", "a@example.org"], "example.org")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", identifier)
    # what belongs to which part counts, too
    others = (["parteitag", "1a@", "example.org"], ["parteitag", "2", "a@example.org"])
    assert identifier not in [message_id(other, "example.org") for other in others]


# --- odd values -------------------------------------------------------------

ODD = [
    "",
    "x" * 61,
    "ein Wort " * 60 + "Ende",
    "ü" * 900,
    "x" * 2000,
    "😀" * 200,
    'Muster, Erika "E." <x@y>; (Büro): a@b\\',
    "Muster, Erika",
    "=?utf-8?q?x?=",
    "=?",
    "a  b",
    "שלום مرحبا \u202eabc\u202c",
    "Erika\u200d\u00a0Muster",
    "Subject: x",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize("text", ODD)
def test_long_and_odd_texts_are_read_as_meant(text: str) -> None:
    check_read_alike(replace(GOOD, subject=text))
    check_read_alike(replace(GOOD, sender=Mailbox(text, "mail@example.org")))
    check_read_alike(replace(GOOD, recipient=Mailbox(text, "a@example.org")))
    check_read_alike(replace(GOOD, text=text, html=text))
    check_read_alike(replace(GOOD, attachments=(Attachment(file_name(text), b"x"),)))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1))
def test_any_text_on_one_line_can_be_a_subject_and_a_name(text: str) -> None:
    text = text.replace("\ufeff", "")
    message = replace(GOOD, subject=text, recipient=Mailbox(text, "a@example.org"))
    assert differences(message) == []
    assert str(read(compose(message))["Subject"]) == text


# --- file names -------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Übersicht: Wohnen", "Übersicht – Wohnen.pdf"),
        ("Wohnen/Mieten | 2026\\7", "Wohnen – Mieten – 2026 – 7.pdf"),
        ('Was <ist> "neu"?*', "Was ist neu.pdf"),
        ("../../etc/passwd", "etc – passwd.pdf"),
        ("a\0b\r\nc\u202efdp.exe", "ab cfdp.exe.pdf"),
        ("  Punkt. . ", "Punkt.pdf"),
        ("U\u0308bersicht", "Übersicht.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.txt", "_nul.txt.pdf"),
        ("Com1", "_Com1.pdf"),
        ("Konto", "Konto.pdf"),
        ("Console", "Console.pdf"),
        ("", "_.pdf"),
        ("???", "_.pdf"),
    ],
)
def test_title_becomes_a_file_name_that_is_valid_everywhere(title: str, name: str) -> None:
    assert file_name(title) == name


@given(st.text())
def test_any_title_gives_a_file_name_that_can_be_written_and_sent(title: str) -> None:
    name = file_name(title)
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 200
    assert not re.search(r'[\0-\x1f\x7f<>:"/\\|?*]|^[ .]|[ .]\.pdf$', name)
    assert differences(replace(GOOD, attachments=(Attachment(name, b"x"),))) == []


@pytest.mark.parametrize("letter", ["ا", "😀", "ü", "x", "x "])
def test_long_title_is_cut_between_letters_and_fits_on_a_line(letter: str) -> None:
    name = file_name(letter * 300)
    assert len(name.encode()) in range(190, 201)
    assert set(name.removesuffix(".pdf")) <= set(letter)
    check_read_alike(replace(GOOD, attachments=(Attachment(name, b"x"),)))


# --- nothing gets into the head ---------------------------------------------

FIELDS: dict[str, Callable[[str], Message]] = {
    "sender's name": lambda s: replace(GOOD, sender=Mailbox(s, "mail@example.org")),
    "sender's address": lambda s: replace(GOOD, sender=Mailbox("A", s)),
    "recipient's name": lambda s: replace(GOOD, recipient=Mailbox(s, "a@example.org")),
    "recipient's address": lambda s: replace(GOOD, recipient=Mailbox("A", s)),
    "local part": lambda s: replace(GOOD, recipient=Mailbox("", f"{s}@example.org")),
    "reply_to": lambda s: replace(GOOD, reply_to=s),
    "subject": lambda s: replace(GOOD, subject=s),
    "text": lambda s: replace(GOOD, text=s),
    "html": lambda s: replace(GOOD, html=s),
    "attachment": lambda s: replace(GOOD, attachments=(Attachment(s, b"x"),)),
    "title": lambda s: replace(GOOD, attachments=(Attachment(file_name(s), b"x"),)),
    "message_id": lambda s: replace(GOOD, message_id=s),
    "seed": lambda s: replace(GOOD, message_id=message_id([s], "example.org")),
    "language": lambda s: replace(GOOD, language=s),
    "unsubscribe": lambda s: replace(GOOD, unsubscribe=s),
    "one_click": lambda s: replace(GOOD, one_click=f"https://example.org/{s}"),
}
FORMS: dict[str, Callable[[str], str]] = {
    "raw": lambda s: s,
    "CR LF": lambda s: f"{s}\r\n{EVIL}",
    "CR LF and a blank": lambda s: f"{s}\r\n {EVIL}",
    "LF": lambda s: f"{s}\n{EVIL}",
    "CR": lambda s: f"{s}\r{EVIL}",
    "line separator": lambda s: f"{s}\u2028{EVIL}",
    "NUL": lambda s: f"{s}\0{EVIL}",
    "encoded": lambda s: f"{s} =?utf-8?q?x=0D=0A{EVIL.replace(' ', '=20')}?=",
    "half a character": lambda s: f"{s}\udc0a{EVIL}",
}
IN_A_BODY = ("text", "html")
CLEANED = ("title", "seed")


def check_no_header_comes_in(field: Callable[[str], Message], text: str) -> bool:
    """Check that a text adds no header; return whether the message could be sent."""
    try:
        message = field(text)
        data = compose(message)
    except (MailError, UnicodeEncodeError):
        return False
    envelope = Envelope(message.sender.address, message.recipient.address)
    if find_differences(data, message, envelope):
        return False
    names = [name for name, _value in headers(message)]
    assert [*email.message_from_bytes(data)] == [*names, "Content-Type"]
    return True


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", FIELDS)
def test_no_field_brings_a_header_in(field: str, form: str) -> None:
    """Line breaks, raw or encoded, are refused in the head; in a body they are text."""
    sent = check_no_header_comes_in(FIELDS[field], FORMS[form]("x"))
    if field not in (*IN_A_BODY, *CLEANED, "sender's name", "recipient's name", "subject"):
        # an encoded word is nothing but text in a file's name and in a quoted link
        assert (
            not sent
            or form == "raw"
            or (form, field)
            in [
                ("encoded", "attachment"),
                ("encoded", "unsubscribe"),
            ]
        )
    elif form not in ("raw", "encoded") and field not in (*IN_A_BODY, *CLEANED):
        assert not sent


@pytest.fixture(scope="module")
def phrasing(tmp_path_factory: pytest.TempPathFactory) -> Phrasing:
    return Phrasing(Writer(tmp_path_factory.mktemp("workspace")))


@pytest.mark.sliced
@pytest.mark.parametrize("field", FIELDS)
def test_naughty_string_in_any_field_brings_no_header_in(field: str, naughty: list[str]) -> None:
    """Alone, and followed by what ends a line."""
    for string in naughty:
        for form in ("raw", "CR LF", "LF", "NUL", "encoded"):
            check_no_header_comes_in(FIELDS[field], FORMS[form](string))


@pytest.mark.sliced
def test_naughty_string_as_a_value_is_read_back_equal(
    naughty: list[str], phrasing: Phrasing
) -> None:
    """In subject, name, text and file name at once; all of them can be sent."""
    place = Place("campaigns/x.toml")

    def filled(string: str) -> Message:
        line = phrasing.line("{{ x }}", {"x": string}, place)
        wording = phrasing.text("# {{ x }}\n\n- {{ x }}\n\n{{ x }}", {"x": string}, place)
        return replace(
            GOOD,
            subject=line,
            recipient=Mailbox(line.strip(), "a@example.org"),
            text=wording.plain,
            html=wording.html,
            attachments=(Attachment(file_name(string), b"x"),),
        )

    for string in naughty:
        for form in FORMS.values():
            assert check_no_header_comes_in(filled, form(string)), string
