"""Addresses are taken where mail can reach them, and refused with a reason in our own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.content.email_address import AddressError, parse_address


@pytest.mark.parametrize(
    ("text", "mailbox", "international"),
    [
        ("erika.muster@example.org", "erika.muster@example.org", False),
        ("Erika.Muster@EXAMPLE.org", "Erika.Muster@example.org", False),
        ("erika+liste@mail.example.org", "erika+liste@mail.example.org", False),
        ("o'hara_{x}@example.org", "o'hara_{x}@example.org", False),
        ("info@müller.example", "info@xn--mller-kva.example", False),
        ("jörg@example.org", "jörg@example.org", True),
        ("jo\u0308rg@MÜLLER.example", "jörg@xn--mller-kva.example", True),
        ("用户@例え.example", "用户@xn--r8jz45g.example", True),
        ("erika@example。org", "erika@example.org", False),
    ],
)
def test_address_becomes_the_mailbox_of_header_and_envelope(
    text: str, mailbox: str, international: bool
) -> None:
    address = parse_address(text)
    assert (address.mailbox, address.international) == (mailbox, international)
    assert address.domain.isascii()


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("Erika@Example.ORG", "erika@example.org"),
        ("info@MÜLLER.example", "info@xn--mller-kva.example"),
        ("info@XN--MLLER-KVA.example", "info@müller.example"),
        ("jo\u0308rg@example.org", "JÖRG@example.org"),
        ("x@stra\u00dfe.example", "x@STRAßE.example"),
    ],
)
def test_spellings_of_one_mailbox_compare_equal(spelling: str, other: str) -> None:
    assert parse_address(spelling).key == parse_address(other).key


def test_different_mailboxes_do_not_compare_equal() -> None:
    texts = [
        "a@example.org",
        "b@example.org",
        "a@example.com",
        "a+b@example.org",
        "a.b@example.org",
    ]
    assert len({parse_address(text).key for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("erika", "has no @"),
        ("erika＠example.org", "has no @"),
        ("erika@muster@example.org", "has more than one @"),
        ("@example.org", "has nothing before the @"),
        ("erika@", "has nothing after the @"),
        ("erika muster@example.org", "contains a space"),
        ("erika@example.org ", "contains a space"),
        ("erika@example.\u00a0org", "contains a space"),
        ("Erika Muster <erika@example.org>", "is more than the bare address"),
        ("<erika@example.org>", "is more than the bare address"),
        ("erika@example", "has no dot after the @"),
        ("erika@localhost", "has no dot after the @"),
        ("erika@example.test", "ends in .test, which no mail reaches"),
        ("erika@drucker.LOCAL", "ends in .local, which no mail reaches"),
        ("erika..muster@example.org", "has a dot in a place where none can be"),
        (".erika@example.org", "has a dot in a place where none can be"),
        ("erika.@example.org", "has a dot in a place where none can be"),
        ("erika@example.org.", "has a dot in a place where none can be"),
        ("erika@example..org", "has a dot in a place where none can be"),
        ("a@" + "b" * 60 + ("." + "c" * 60) * 4 + ".org", "is longer than 254 characters"),
        ("ä" * 120 + "@" + "b" * 20 + ".org", "is longer than 254 characters"),
        ("a" * 65 + "@example.org", "has more than 64 characters before the @"),
        ("ä" * 33 + "@example.org", "has more than 64 characters before the @"),
        ('"erika muster"@example.org', "contains a space"),
        ('"erika"@example.org', "contains a character that addresses cannot have"),
        ("erika@[127.0.0.1]", "contains a character that addresses cannot have"),
        ("erika(x)@example.org", "contains a character that addresses cannot have"),
        ("a,b@example.org", "contains a character that addresses cannot have"),
        ("erika@127.0.0.1", "is not an address as the mail standards have it"),
        ("erika@-example.org", "is not an address as the mail standards have it"),
        ("erika@xn--a.org", "is not an address as the mail standards have it"),
        ("=?utf-8?q?x=0ABcc:y?=@example.org", "contains a character that addresses cannot have"),
        ("=?utf-8?q?x=0ABcc?=@example.org", "is not an address as the mail standards have it"),
    ],
)
def test_what_is_no_address_has_a_reason(text: str, reason: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize("char", [*"\r\n\t\0\x1b\x7f\x85", *"\u202e\u2066\u200b\ufeff\u00ad\ud800"])
@pytest.mark.parametrize("form", ["{}a@example.org", "a{}b@example.org", "a@ex{}ample.org"])
def test_control_and_invisible_characters_are_refused(form: str, char: str) -> None:
    reason = "contains a character that addresses cannot have"
    with pytest.raises(AddressError, match=reason):
        parse_address(form.format(char))


@given(st.text(max_size=80) | st.text('aä.@<>"[]\\-=? ,:;()xn1。\u0301', max_size=30))
@example("<@")
@example("x@a\u200d.org")
def test_any_text_gives_an_address_or_a_reason(text: str) -> None:
    """An address taken has one @, no white space and nothing a header could break on."""
    try:
        address = parse_address(text)
    except AddressError as error:
        assert str(error)  # noqa: PT017  # whichever of the two it is
        return
    assert address.mailbox.count("@") == 1
    assert address.mailbox.isprintable()
    assert not set(address.mailbox) & set(' ,;:<>()[]"\\')
    assert parse_address(address.mailbox) == address


def test_ten_thousand_addresses_take_a_few_seconds_at_most() -> None:
    texts = [f"erika.muster{i}@ortsverein-{i}.example.org" for i in range(8000)]
    texts += [f"jörg{i}@müller{i}.example" for i in range(1000)]
    no_addresses = [f"jörg {i}@müller{i}.example" for i in range(1000)]
    start = time.process_time()
    for text in texts:
        parse_address(text)
    for text in no_addresses:
        with pytest.raises(AddressError):
            parse_address(text)
    assert time.process_time() - start < 4
