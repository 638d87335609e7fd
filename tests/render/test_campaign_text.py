"""One Markdown source becomes a text and an HTML that say the same, and data stays data."""

import datetime as dt
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import ContentError, Place
from reports.render.campaign_text import FilledText, Phrasing, as_markup
from reports.render.templates import Writer

PLACE = Place("campaigns/parteitag.toml", 12)
PHRASING = Phrasing(Writer(Path("/nowhere")))


def text(template: str, **values: Any) -> FilledText:
    return PHRASING.text(template, values, PLACE)


def plain(template: str, **values: Any) -> str:
    return text(template, **values).plain


def line(template: str, **values: Any) -> str:
    return PHRASING.line(template, values, PLACE)


def page(language: str = "de", words: str = "Hallo", **values: Any) -> str:
    allowed = {
        "subject": "Unterlagen",
        "text": as_markup(text(words)),
        "organisation": SimpleNamespace(name="Stadtverband Muster"),
        "theme": SimpleNamespace(colour="#c8102e", sample=False),
        "imprint": "Musterstraße 1, 04109 Leipzig",
        "unsubscribe": "mail@example.org",
        "language": language,
    }
    return PHRASING.page({**allowed, **values}, language)


# --- data is data -----------------------------------------------------------

SIGNS = [
    "*a* **b** _c_ `d`",
    "# Titel",
    "- Punkt",
    "1. Punkt",
    "> Zitat",
    "---",
    "[x](https://example.org)",
    "![x](https://example.org/x.png)",
    "<https://example.org>",
    "<b>fett</b><script>alert(1)</script>",
    "<!-- x",
    '"><img src=x onerror=y>',
    "&amp; &lt; &#65; &copy;",
    "\\* \\\\",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "| a | b |",
    "[1]: https://example.org",
    "-- ",
    "a\u00a0b",
]


@pytest.mark.parametrize("value", SIGNS)
def test_value_with_signs_is_shown_as_it_is(value: str) -> None:
    """In a heading, a paragraph, a list and in bold type, in both forms."""
    filled = text("# {{ x }}\n\n{{ x }}\n\nA **{{ x }}** b\n\n- {{ x }}\n", x=value)
    bare = value.rstrip(" ")
    assert filled.plain == f"{bare}\n\n{bare}\n\nA {value} b\n\n- {bare}\n"
    shown = [unescape(re.sub("<[^>]*>", "", words)) for words in filled.html.split("\n")]
    assert [words for words in shown if words] == [
        value,
        value,
        f"A {value} b",
        value,
    ]
    assert set(re.findall(r"</?(\w+)", filled.html)) == {"h1", "p", "strong", "ul", "li"}
    assert line("{{ x }}: b", x=value) == f"{value}: b".replace("  ", " ")


@given(st.text())
def test_no_value_makes_a_tag(value: str) -> None:
    filled = text("{{ x }}\n\n[{{ x }}](https://example.org/{{ x }})", x=value).html
    assert set(re.findall(r"<\s*/?\s*([^\s>]*)", filled)) == {"p", "a"}
    assert set(re.findall(r"<\w+\s+([^=>]*)", filled)) <= {"href"}


@given(st.text())
def test_subject_is_one_line(value: str) -> None:
    assert not re.search(r"[\0-\x1f\x7f\x85\u2028\u2029]", line("Zu {{ x }}\n", x=value))


def test_value_that_is_a_mark_of_another_value_brings_nothing_in() -> None:
    """Marks can be foreseen by who knows the template; they stand for data only."""
    stem = next(iter(re.findall(r"z[0-9a-f]{16}", PHRASING._fill("{{ a }}", {"a": ""}, PLACE)[0])))
    assert text("{{ a }}", a=f"{stem}x0z").html.startswith("<p>z")
    assert "<b>" not in text("{{ a }}{{ b }}", a="<b>", b=f"{stem}x0z").html


def test_line_breaks_in_a_value_do_not_break_the_form() -> None:
    filled = text("- {{ x }}\n- b", x="a\r\n\r\n# b\n--\nc")
    assert filled.plain == "- a # b -- c\n- b\n"


def test_no_value_is_shown_as_nothing() -> None:
    assert line("A{{ x }}", x=None) == "A"


# --- links ------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "/x",
        "x.html",
    ],
)
def test_address_that_is_none_of_the_web_or_mail_makes_no_link(address: str) -> None:
    """Neither from data nor from the source; relative ones lead nowhere in a mail."""
    filled = text("[hier]({{ x }})", x=address)
    assert (filled.html, filled.plain) == ("<p><a>hier</a></p>", "hier\n")
    if "\n" not in address:
        assert "href" not in text(f"[hier]({address}) und <{address}>").html


def test_value_in_a_link_stays_within_it() -> None:
    filled = text("[{{ a }}]({{ b }})", a="]x", b='https://example.org/?a=1&b=" onclick="x')
    assert filled.html == (
        '<p><a href="https://example.org/?a=1&amp;b=&quot; onclick=&quot;x">]x</a></p>'
    )


def test_link_is_written_out_once() -> None:
    source = (
        "[Seite](https://example.org) <https://example.org/a> <mail@example.org> "
        "[Post](mailto:mail@example.org) [0341 1](tel:+493411)"
    )
    shown = "Seite <https://example.org> https://example.org/a mail@example.org "
    assert plain(source) == f"{shown}Post <mail@example.org> 0341 1 <+493411>\n"


# --- Markdown ---------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<b>fett</b>",
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        "<iframe src=https://example.org></iframe>",
        "<svg onload=x>",
        "<link rel=stylesheet href=https://example.org>",
        "<!-- x -->",
        "<img src=x onerror=y>",
        "<div>block</div>",
        "a < b > c & d",
    ],
)
def test_html_in_the_source_is_shown_as_text(source: str) -> None:
    filled = text(source)
    assert filled.plain == f"{source}\n"
    assert (
        filled.html
        == "<p>" + source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>"
    )


def test_picture_is_shown_by_its_description() -> None:
    """A message loads nothing from elsewhere: that would tell who reads it."""
    assert text("![Das Haus](https://example.org/x.png)").html == "<p>Das Haus</p>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("# Titel\n\n#### Kleiner\n\nText", "Titel\n\nKleiner\n\nText"),
        ("eins\nzwei  \ndrei\n\nvier", "eins\nzwei\ndrei\n\nvier"),
        ("**a** *b* `c`", "a b c"),
        ("A\n\n- a\n- b\n\nB", "A\n\n- a\n- b\n\nB"),
        ("- a\n    - b\n        - c\n    - d\n- e", "- a\n  - b\n    - c\n  - d\n- e"),
        ("9. a\n10. b\n    - c", "9. a\n10. b\n    - c"),
        ("1. a\n\n    mehr\n\n2. b", "1. a\n\n   mehr\n\n2. b"),
        ("- a\nzweite Zeile\n- b", "- a\n  zweite Zeile\n- b"),
        ("> a\n> b\n>\n> c\n\nd", "> a\n> b\n>\n> c\n\nd"),
        ("> - a\n> - b", "> - a\n> - b"),
        ("> a\n>\n> > b", "> a\n>\n> > b"),
        ("a\n\n---\n\nb", "a\n\n--------------------\n\nb"),
        ("    x = 1\n      y\n\n    z", "x = 1\n  y\n\nz"),
        ("", ""),
    ],
)
def test_plain_text_looks_like_its_source(source: str, shown: str) -> None:
    assert plain(source) == f"{shown}\n"


def test_loop_over_values_makes_a_list() -> None:
    filled = text("{% for x in xs %}\n- {{ x }}\n{% endfor %}\n\nEnde", xs=["a", "*b*"])
    assert filled.plain == "- a\n- *b*\n\nEnde\n"


# --- templates --------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "number", "messages"),
    [
        ("a\n\n{{ nichts }}", 3, 'there is no "nichts" here'),
        ("{{ x.nichts }}", 1, 'has no "nichts"'),
        ("a\n{% for %}", 2, "a value is missing"),
        ("a\nb\n{{ 1/0 }}", 3, "division by zero"),
        ("{{ ''.__class__ }}", 1, "only read values"),
        ("{{ x.__init__.__globals__ }}", 1, "only read values"),
        ("a\n{{ range(10**9)|list }}", 2, "too large"),
        ("{{ path.read_text() }}", 1, "only read values"),
        ("{{ x.update(a=1) }}", 1, "only read values"),
        ("{% include 'mail/mail.html' %}", 1, "no other template"),
        ("{% import 'os' as os %}", 1, "no other template"),
    ],
)
def test_fault_of_a_template_has_its_place_its_line_and_a_remedy(
    template: str, number: int, messages: str
) -> None:
    """Whether it is badly written or reaches for what is not its own."""
    for fill in (PHRASING.line, PHRASING.text):
        with pytest.raises(ContentError) as caught:
            fill(template, {"x": {}, "path": Path(__file__)}, PLACE)
        (problem,) = caught.value.problems
        assert problem.place == PLACE
        assert problem.message.startswith(f"line {number} of the template fails: ")
        assert messages in problem.message
        assert problem.remedy
        assert caught.value.__suppress_context__


def test_filter_changes_a_value_but_not_what_is_filled_in_already() -> None:
    """Otherwise the reader would see the sign that stood for the value."""
    assert line("{{ x|upper }}", x="abc") == "ABC"
    for template in (
        "{% filter upper %}{{ x }}{% endfilter %}",
        "{% set y %}{{ x }}{% endset %}{{ y|upper }}",
    ):
        with pytest.raises(ContentError, match="put the filter behind the value itself"):
            line(template, x="abc")
    assert line("{% set y %}a{{ x }}{% endset %}{{ y }}", x="b") == "ab"


def test_filters_of_the_documents_are_there() -> None:
    assert line("{{ x|short_date }}", x=dt.date(2026, 3, 1)) == "01.03.2026"


# --- the page ---------------------------------------------------------------


def test_styles_stand_in_the_tags() -> None:
    """Mail programs drop style sheets, and load nothing."""
    filled = page(words="# Titel\n\n- a\n\n[x](https://example.org)\n\n> z")
    assert "<style" not in filled
    for tag in ("h1", "ul", "li", "p", "a", "blockquote"):
        assert re.search(rf"<{tag} [^>]*style=\"", filled), tag
    assert not re.search(r"<(link|img|script)|url\(|@import|var\(|src=", filled)


def test_page_of_a_language_from_the_right_is_laid_out_from_there() -> None:
    """Also on the inner element, since some programs take the outer ones away."""
    filled = page("ar", words="- a\n\n> b")
    assert filled.count('dir="rtl"') == filled.count('lang="ar"') == 2
    assert "text-align: right" in filled
    assert "left" not in filled
    assert 'dir="rtl"' not in page("de")


def test_values_of_the_page_are_escaped_and_not_compiled() -> None:
    evil = '<script>"{{ 7*7 }}'
    filled = page(
        subject=evil,
        organisation=SimpleNamespace(name=evil),
        imprint=evil,
        unsubscribe='"><b>@example.org',
        words="{{ '{{ 7*7 }}' }}",
    )
    assert "<script" not in filled
    assert '"><b>' not in filled
    assert "49" not in re.sub(r"#\w+|04109", "", filled)
    assert filled.count("{{ 7*7 }}") == 4


def test_page_without_an_imprint_has_no_empty_line_for_it() -> None:
    assert page(imprint=None).count("<p") == page().count("<p") - 1
