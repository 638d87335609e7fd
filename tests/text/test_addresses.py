"""Addresses are read by people in few letters, and clicked on as a whole."""

import pytest

from reports.text.addresses import mail_link, phone_link, shown_address, web_link

PATH = "nachbarschaftsversammlungunterkunftmuster"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org", "example.org"),
        ("https://example.org/", "example.org"),
        ("http://example.org/abend/", "example.org/abend"),
        ("https://example.org/treffen/2026", "example.org/treffen/2026"),
        (f"https://example.org/{PATH}", "example.org/nachbarschaftsvers…"),
        ("https://example.org/abende-im-park/2026/05", "example.org/abende-im-park/202…"),
        ("https://example.org/abende-im-herbst-/musik", "example.org/abende-im-herbst…"),
        ("https://veranstaltungen.beispielverein-leipzig.example/a", None),
        ("https://example.org/f%C3%BCr-alle", "example.org/für-alle"),
        ("https://example.org/a%20b", "example.org/a%20b"),
        ("https://example.org/%D9%85", "example.org/%D9%85"),
        ("https://example.org/%FF", "example.org/%FF"),
        ("https://xn--mller-kva.example/a", "müller.example/a"),
        ("https://xn--.example/a", "xn--.example/a"),
        ("https://example.org?id=4", "example.org?id=4"),
        ("", ""),
    ],
)
def test_address_is_shown_in_few_letters(url: str, shown: str | None) -> None:
    assert shown_address(url) == (shown if shown is not None else url.removeprefix("https://"))


def test_link_holds_the_whole_address() -> None:
    url = f"https://example.org/{PATH}?a=1&b=2"
    link = web_link(shown_address(url), url)
    assert f'href="https://example.org/{PATH}?a=1&amp;b=2"' in link
    assert '<span class="path">' in link
    assert "<script>" not in web_link("a/<script>", 'https://x.example/"><script>')


def test_mail_address_is_a_link() -> None:
    assert mail_link("anna@example.org") == '<a href="mailto:anna@example.org">anna@example.org</a>'


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0341 123456", "0341123456"),
        ("+49 (0)341 / 12 34-56", "+49341123456"),
        ("(+49) 341 123456", "+49341123456"),
        ("0341/123 – 45", "034112345"),
        ("(0341) 12 34 56", "0341123456"),
    ],
)
def test_phone_is_dialled_as_it_is_meant(phone: str, dialled: str) -> None:
    link = phone_link(phone)
    assert f'href="tel:{dialled}"' in link
    assert " " not in link.partition(">")[2]
