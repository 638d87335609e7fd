"""Text is set as a careful typesetter would."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.text.dates import clock, long_date, short_date, weekday
from reports.text.sentences import _NO_END, first_sentence
from reports.text.typography import (
    NBSP,
    keep,
    line_reference,
    plain,
    set_name,
    set_text,
    set_title,
    span,
    unbroken,
    unbroken_if_short,
)


def shown(text: str) -> str:
    """A text with what nobody sees: ~ an unbreakable space, _ a narrow one, + a joiner."""
    return text.replace("\u00a0", "~").replace("\u202f", "_").replace("\u2060", "+")


@pytest.mark.parametrize(
    ("lines", "expected"), [((508, 525), "Z._508–525"), ((5, 5), "Z._5"), ((1, 685), "Z._1–685")]
)
def test_lines_are_cited(lines: tuple[int, int], expected: str) -> None:
    """A reference to one line or several, with and without the word for lines."""
    assert shown(line_reference(lines)) == expected
    assert shown(span(lines)) == expected.removeprefix("Z._")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("z. B. heute", "z._B. heute"),
        ("z.B. heute", "z._B. heute"),
        ("d. h. und u. a. und i. d. R. heute", "d._h. und u._a. und i._d._R. heute"),
        ("Lehrerorchester Leipzig e. V. heute", "Lehrerorchester Leipzig e._V. heute"),
        ("Nr. 5 und § 6 Abs. 1", "Nr._5 und §_6 Abs._1"),
        ("Z. 508-525", "Z._508–525"),
        ("vom 25. Juni 2016 bis heute", "vom 25.~Juni 2016 bis heute"),
        ("200.000 Euro jährlich", "200.000~Euro jährlich"),
        ("bis 18 Uhr und 5 % davon", "bis 18~Uhr und 5~% davon"),
        ("5 Prozentpunkte", "5 Prozentpunkte"),
        ("per E-Mail melden", "per E-+Mail melden"),
        ("zwei  Leerzeichen\n und  eine Zeile", "zwei Leerzeichen und eine Zeile"),
        ("  vom Rande ", "vom Rande"),
        ("", ""),
    ],
)
def test_spaces_that_must_not_break(text: str, expected: str) -> None:
    """Abbreviations, numbers with units and dates are kept together."""
    assert shown(set_title(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18-20 Uhr", "18–20~Uhr"),
        ("18 - 20 Uhr", "18–20~Uhr"),
        ("2015-2016 endete", "2015–2016 endete"),
        ("5-10 Personen ab 12.12.2026", "5–10~Personen ab 12.12.2026"),
        ("1-Euro-Job", "1-Euro-Job"),
        ("A2-B1", "A2-B1"),
        ("Kultur- und Sportvereine", "Kultur-~und Sportvereine"),
        ("vom 2026-12-12 heute", "vom 2026-12-12 heute"),
        ("Telefon +49 341 12-34 heute", "Telefon +49~341~12-34 heute"),
        ("Telefon 0341 000000-1 heute", "Telefon 0341~000000-1 heute"),
        ("Telefon 0341/123-45 heute", "Telefon 0341/123-45 heute"),
        ("5-10 Personen ab 2026-12-12", "5–10~Personen ab 2026-12-12"),
    ],
)
def test_dash_stands_between_numbers_and_nowhere_else(text: str, expected: str) -> None:
    assert shown(set_title(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Netze und -/vereine heute", "Netze und -+/+vereine heute"),
        ("Netze und -vereine heute", "Netze und -+vereine heute"),
        ("Vereine (und -verbände) heute", "Vereine (und -+verbände) heute"),
        ("Vereine („-netze“) heute", "Vereine („-+netze“) heute"),
        ("alle Schüler/-innen heute", "alle Schüler/+-+innen heute"),
        ("Sprach- oder Musikkurse", "Sprach-~oder Musikkurse"),
        ("Wald-, Feld- und Wiesenwege", "Wald-, Feld-~und Wiesenwege"),
        ("bei -5 Grad draußen", "bei -+5 Grad draußen"),
        ("https://example.org/-/a heute", "https://example.org/-/a heute"),
        ("Gruppe A - unten", "Gruppe A - unten"),
        (
            "Kinderbetreuungseinrichtungs- und Schulbau",
            "Kinderbetreuungseinrichtungs- und Schulbau",
        ),
    ],
)
def test_suspended_hyphen_is_not_parted_from_its_word(text: str, expected: str) -> None:
    assert shown(set_title(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eintritt ist frei", "Eintritt ist~frei"),
        ("Grundlagen der Kulturverständigung", "Grundlagen der Kulturverständigung"),
        ("Wort", "Wort"),
        ("bis ans Grundwasser reichen", "bis ans Grundwasser~reichen"),
        ("für die Gesundheitsversorgung sorgen", "für die Gesundheitsversorgung sorgen"),
    ],
)
def test_short_last_word_does_not_stand_alone(text: str, expected: str) -> None:
    assert shown(set_text(text)) == expected


PARTS = (
    *("z. B.", "d.h.", "e. V.", "Nr. 5", "§", "6", "Z. 508-525", "25. Juni 2016", "18 - 20 Uhr"),
    *("E-Mail", "200 Euro", "2026-12-12", "0341 1-2", "+49", " ", "\u00a0", "\u202f", "und"),
    *(
        "-",
        "–",
        "5",
        "%",
        "-netze",
        "-/stellen",
        "Rad-",
        "Helfer/-innen",
        "ein langes Wort am Ende",
        "Kulturverständigung",
    ),
)
SENTENCES = st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join)


@settings(derandomize=True)
@given(st.one_of(SENTENCES, st.text(max_size=40)))
def test_setting_what_is_set_changes_nothing(text: str) -> None:
    assert set_text(set_text(text)) == set_text(text)
    assert set_title(set_title(text)) == set_title(text)


@settings(derandomize=True)
@given(st.one_of(SENTENCES, st.text(max_size=40)))
def test_no_two_spaces_stand_together_and_no_word_is_lost(text: str) -> None:
    typeset = set_text(text)
    assert "  " not in typeset
    assert typeset == typeset.strip()

    def letters(value: str) -> str:
        return "".join(char for char in value if char.isalnum())

    assert letters(typeset) == letters(text)


# --- dates and times --------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("18:00", "20:00", "18~bis~20~Uhr"),
        ("18:30", "20:00", "18:30~bis~20:00~Uhr"),
        ("18:00", "20:30", "18:00~bis~20:30~Uhr"),
        ("9:05", None, "9:05~Uhr"),
        ("19:00", None, "19~Uhr"),
        ("00:00", None, "0~Uhr"),
    ],
)
def test_german_times(start: str, end: str | None, expected: str) -> None:
    def at(time: str) -> dt.datetime:
        hour, minute = map(int, time.split(":"))
        return dt.datetime(2026, 12, 8, hour, minute, tzinfo=dt.UTC)

    assert shown(clock(at(start), at(end) if end else None, language="de")) == expected


def test_english_times() -> None:
    start = dt.datetime(2026, 12, 8, 18, 30, tzinfo=dt.UTC)
    end = dt.datetime(2026, 12, 8, 20, 0, tzinfo=dt.UTC)
    assert shown(clock(start, end, language="en")) == "6:30–8:00~PM"


@pytest.mark.parametrize(
    ("language", "date", "day"),
    [("de", "25.~Juni~2016", "Samstag"), ("en", "June~25,~2016", "Saturday")],
)
def test_dates(language: str, date: str, day: str) -> None:
    """Long date, weekday and short date."""
    adopted = dt.date(2016, 6, 25)
    assert shown(long_date(adopted, language)) == date
    assert weekday(adopted, language) == day
    assert short_date(adopted) == "25.06.2016"


# --- words ------------------------------------------------------------------


def test_name_stays_on_one_line_while_it_is_short() -> None:
    assert shown(unbroken("Erika  Muster")) == "Erika~Muster"
    assert shown(unbroken_if_short("x" * 14 + " " + "x" * 15)) == "x" * 14 + "~" + "x" * 15
    assert shown(unbroken_if_short("x" * 15 + " " + "x" * 15)) == "x" * 15 + " " + "x" * 15


def test_names_and_the_last_word_are_kept_whole() -> None:
    text = "Mit IHK zu Leipzig und IHK reden"
    html = str(keep(text, ["IHK", "IHK zu Leipzig"]))
    kept = re.findall(r'<span class="name">(.*?)</span>', html)
    assert [name.strip() for name in kept] == ["IHK zu Leipzig", "IHK", "reden"]
    assert re.sub("<.*?>", "", html) == text


@pytest.mark.parametrize("text", ["die Bundesministerin fragen", "im Weltbund reden", "EUBund A"])
def test_name_within_a_longer_word_is_no_name(text: str) -> None:
    html = str(keep(text, ["Bund", "bund"]))
    assert html.count('class="name"') == 1, "the last word alone"


def test_name_ends_where_its_last_sign_ends() -> None:
    assert '<span class="name"> Stadtgrün e. V.</span>' in keep(
        "mit Stadtgrün e. V. reden", ["Stadtgrün e. V."]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir sind im Garten", "Wir sind im~Garten"),
        ("Wer zieht da ein?", "Wer zieht da~ein?"),
        ("Gut vorbereitet helfen", "Gut vorbereitet helfen"),
    ],
)
def test_little_word_in_a_title_stays_with_its_neighbour(text: str, expected: str) -> None:
    assert shown(set_title(text)) == expected


@pytest.mark.parametrize("text", ["<b>a</b> & <i>", "<script> x", "a <b"])
def test_kept_text_is_escaped(text: str) -> None:
    html = str(keep(text, ["<b>"]))
    for tag in ("<b", "<i", "<script"):
        assert tag not in html


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "Am 25. Juni soll die Stadt z. B. mehr tun. Das ist gut.",
            "Am 25. Juni soll die Stadt z. B. mehr tun.",
        ),
        (
            "Wir bitten die IHK e. V. Leipzig, ggf. zu helfen. Und mehr.",
            "Wir bitten die IHK e. V. Leipzig, ggf. zu helfen.",
        ),
        ("„Wer fragt?“, sagt sie. Niemand.", "„Wer fragt?“, sagt sie."),
        ("Ohne Ende\n\nNeuer Absatz.", "Ohne Ende"),
        ("Nach Nr. 3 gilt Abs. 2. Dann nicht mehr.", "Nach Nr. 3 gilt Abs. 2. Dann nicht mehr."),
        ("", ""),
    ],
)
def test_first_sentence_ends_where_a_reader_would_stop(text: str, first: str) -> None:
    """Where a number ends the sentence, nobody can tell, and it goes on."""
    assert first_sentence(text) == first


def _first_sentence_from_the_start(text: str) -> str:
    """The same as the function, looking at all that stands before each end."""
    paragraph = text.split("\n\n", 1)[0].strip()
    for end in re.finditer(r"[.!?][“\"’)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9])", paragraph):
        if not _NO_END.search(paragraph[: end.end()]):
            return paragraph[: end.end()]
    return paragraph


_WORDS = [
    "z. B.",
    "d.h.",
    "Abs.",
    "insb.",
    "bspw.",
    "Xbspw.",
    "Nr. 5",
    "12.",
    "112.",
    "A.",
    "ÄB.",
    "Wort",
    "Ende.",
    "Ja!",
    "Was?“",
    ".",
    "bzw.”\n",
    "_z.",
    "3.”) ",
    "\n",
]


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=5), max_size=60).map(" ".join))
def test_first_sentence_goes_by_the_last_characters_alone(text: str) -> None:
    assert first_sentence(text) == _first_sentence_from_the_start(text)


@pytest.mark.parametrize("word", ["bzw. A ", "z. B. ", "Nr. 5 ", ". 1", '!"""  ', "A. B. "])
def test_first_sentence_of_a_megabyte_is_found_at_once(word: str) -> None:
    text = word * (1_000_000 // len(word))
    start = time.perf_counter()
    first_sentence(text)
    assert time.perf_counter() - start < 10  # it takes 0.3 s; the square of a megabyte, minutes


@pytest.mark.parametrize("language", ["de", "en", "uk", "ar", "fa"])
@pytest.mark.parametrize(
    "phone",
    [
        "0341 12 34 56",
        "+49 341 123456",
        "(0341) 12 34-56",
        "+49 (0)341 / 12 34-56",
        "۰۳۴۱ ۱۲۳۴۵۶",
        "0170/123 45 67",
    ],
)
def test_telephone_number_is_not_torn(phone: str, language: str) -> None:
    for function in (set_text, set_title, set_name):
        text = function(f"Anruf unter {phone} genügt uns allen hier", language)
        assert phone.replace(" ", NBSP) in text


@pytest.mark.parametrize(
    "text",
    ["am 03 04 um 5", "2026 12 08 30", "Zimmer 012 3", "a0341 123 456", "1 000 000 Euro mehr"],
)
def test_other_numbers_may_be_parted(text: str) -> None:
    assert NBSP not in set_name(text, "en")


def test_telephone_number_keeps_its_order_from_right_to_left() -> None:
    """Without a mark before it, each group of digits would stand to the left of the one before."""
    mark = "\N{LEFT-TO-RIGHT MARK}"
    text = set_name("الهاتف +49 341 123456", "ar")
    assert f" {mark}+49{NBSP}341{NBSP}123456" in text
    assert set_name(text, "ar").count(mark) == 1
    assert mark not in set_name("call +49 341 123456", "en")
    assert mark not in plain(text)
