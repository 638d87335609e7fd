"""Characters that no text means are made whole, and told."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import ContentError
from reports.importing.classify import sort_out
from reports.importing.read_file import read
from tests.support import sources
from tests.support.factories import ENGINE
from tests.support.sources import paragraph

pytestmark = ENGINE


@pytest.mark.parametrize(
    ("written", "expected", "messages"),
    [
        ("Wege \x96 auch", "Wege – auch", "the control character U+0096 was read as “–”"),
        ("\x84Wege\x93", "„Wege“", "the control character U+0084 was read as “„”"),
        ("und so weiter\x85", "und so weiter…", "the control character U+0085 was read as “…”"),
        ("We\x07ge", "Wege", "the control character U+0007 was left out"),
        ("We\0ge", "Wege", "the control character U+0000 was left out"),
        ("We\x01ge\x7f", "Wege", "the control character U+0001 was left out"),
        ("Wege\ufeff", "Wege", "the control character U+FEFF was left out"),
        ("Wege \ufffe", "Wege □", "the character U+FFFE cannot be read"),
        ("Wege \x81", "Wege □", "the character U+0081 cannot be read"),
        ("Wege \U0001ffff", "Wege □", "the character U+1FFFF cannot be read"),
        ("SPD\x1eFraktion", "SPD\u2011Fraktion", "the control character U+001E was read as"),
    ],
)
def test_what_no_text_means_is_made_whole_and_told(
    written: str, expected: str, messages: str
) -> None:
    text = read(f"Kopf\n{written}".encode(), "a.txt")
    assert text.lines[1].text == expected
    assert text.doubts[0].line == 1
    assert text.doubts[0].what.startswith(messages)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("fu\u0308r die Bu\u0308rger", "für die Bürger"),
        ("f¨ur die B¨urger", "für die Bürger"),
        ("☐✓ angenommen ☐ abgelehnt", "☑ angenommen ☐ abgelehnt"),
        ("☒ angenommen □ abgelehnt", "☑ angenommen □ abgelehnt"),
        ("\uf0b7\tMehr Busse", "• Mehr Busse"),
        ("\uf0a7 Mehr Busse", "• Mehr Busse"),
        ("12 \uf0fcMehr Busse", "12 ✓ Mehr Busse"),
        ("\uf02d Mehr Busse", "• Mehr Busse"),
        ("Mehr \uf0e0 Busse", "Mehr → Busse"),
    ],
)
def test_signs_of_other_programs_are_read_as_they_are_meant(written: str, expected: str) -> None:
    text = read(written.encode(), "a.txt")
    assert text.lines[0].text == expected
    assert text.doubts == ()


@pytest.mark.parametrize(
    ("written", "expected", "doubt"),
    [
        (
            "die Mobilita\ufffdt der Stadt",
            "die Mobilität der Stadt",
            "an unreadable character in “Mobilita□t” was read as the dots of a letter",
        ),
        ("der Preis \ufffd 5", "der Preis □ 5", "a character cannot be read; “□” stands for it"),
        ("der \ue123 Preis", "der □ Preis", "the character U+E123 cannot be read; “□” stands"),
        ("der Name 𐊀", "der Name 𐊀", "the character “𐊀” (U+10280) cannot be printed"),
    ],
)
def test_a_character_that_cannot_be_read_or_printed_is_a_doubt(
    written: str, expected: str, doubt: str
) -> None:
    text = read(f"Kopf\n{written}".encode(), "a.txt")
    assert text.lines[1].text == expected
    assert [(line.line, line.what[: len(doubt)]) for line in text.doubts] == [(1, doubt)]


def test_letters_that_the_packaged_fonts_have_are_no_doubt() -> None:
    text = read("Şahin, Łódź, Київ, ≥ 5 °C, ½ €, ẞ, العربية".encode(), "a.txt")
    assert text.doubts == ()


@pytest.mark.parametrize("sign", ["\u2028", "\u2029"])
def test_separators_of_lines_end_lines_and_are_not_told(sign: str) -> None:
    text = read(f"Wege{sign}Plätze".encode(), "a.txt")
    assert [line.text for line in text.lines] == ["Wege", "Plätze"]
    assert text.doubts == ()
    (line,) = read(sources.docx(paragraph(f"Wege{sign}Plätze")), "a").lines
    assert line.text == "Wege\nPlätze"


@given(st.text(max_size=40))
def test_no_character_of_a_text_is_one_that_yaml_forbids(text: str) -> None:
    """And all the others stay."""
    forbidden = "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    with suppress(ContentError):
        for line in read(f"x{text}".encode(), "a.txt").lines:
            assert not re.search(forbidden, line.text)
    changed = "\ufffd¨☐□▢❏❑☒🗹🗷🗵"  # or composed with the letter before them
    signs = (sign for sign in text if sign.isprintable() and sign not in changed)
    plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
    assert "".join(line.text for line in read(f"x{plain}".encode(), "a.txt").lines) == f"x{plain}"


def test_doubt_about_a_character_is_among_those_of_the_sorted_text() -> None:
    text = sort_out(read("1 Beschluss\n2 Wege \x96 auch\n".encode(), "a.txt"))
    assert any("U+0096" in doubt.what for doubt in text.doubts)
    assert sum(text.account().values()) == len("1Beschluss2Wege–auch")
