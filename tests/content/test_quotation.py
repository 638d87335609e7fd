"""What is printed of a measure that nobody has summed up is what it asks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.content.quotation import LEFT_OUT, QuotedParagraph, brief_quotation, quotation

REASONS = (
    "Das Freibad ist seit drei Jahren geschlossen, und viele Kinder im Stadtteil lernen deshalb"
    " nicht mehr schwimmen."
)
DEMAND = "Wir fordern die Stadt auf, das Freibad bis zum Sommer zu sanieren."
SECOND = "Die Eintrittspreise sollen für Kinder und Jugendliche bei einem Euro bleiben."


def texts(wording: str) -> list[str]:
    """The paragraphs that are quoted, each with its mark."""
    return [f"{part.mark} {part.text}".strip() for part in quotation(wording)]


@pytest.mark.parametrize(
    "wording",
    [
        "Mehr Bänke und Trinkbrunnen in den Parks",
        f"Die Preise steigen. {DEMAND}",
        f"Weil {'das Bad schon lange zu ist, weil ' * 9}es verfällt, steigt der Preis. {DEMAND}",
    ],
    ids=["a phrase", "a short text", "two long sentences"],
)
def test_short_wording_is_quoted_as_a_whole(wording: str) -> None:
    """Nothing is left out of what is short anyway."""
    assert texts(wording) == [wording]


def test_long_wording_is_quoted_from_its_first_demand() -> None:
    """The reasons before it are left out without a mark, those between are marked."""
    wording = f"{REASONS} {REASONS} {DEMAND} {REASONS} {SECOND} {REASONS}"
    assert texts(wording) == [f"{DEMAND} {LEFT_OUT} {SECOND}"]


def test_what_is_left_out_is_marked_across_paragraphs() -> None:
    """The mark stands at the beginning of the next paragraph."""
    wording = f"{REASONS} {DEMAND}\n\n{REASONS}\n\n{SECOND}"
    assert texts(wording) == [DEMAND, f"{LEFT_OUT} {SECOND}"]


def test_a_remark_of_a_few_words_is_quoted_along() -> None:
    """A mark in its place would save nothing."""
    wording = f"{REASONS} {REASONS} {DEMAND} Das ist bezahlbar. {SECOND}"
    assert texts(wording) == [f"{DEMAND} Das ist bezahlbar. {SECOND}"]


def test_a_sentence_that_opens_a_list_is_quoted_with_its_points() -> None:
    """Bullets become the dashes of the page, numbers stay those of the text."""
    points = ["- mehr Bäume,", "• mehr Bänke,", "3. mehr Licht und", "weniger Lärm."]
    wording = "\n\n".join([f"{REASONS} {REASONS} Wir fordern daher:", *points, REASONS])
    assert quotation(wording) == (
        QuotedParagraph("Wir fordern daher:"),
        QuotedParagraph("mehr Bäume,", "–"),
        QuotedParagraph("mehr Bänke,", "–"),
        QuotedParagraph("mehr Licht und", "3."),
        QuotedParagraph("weniger Lärm.", "–"),
    )


def test_a_weak_demand_before_the_first_strong_one_is_no_beginning() -> None:
    """A "must" in the reasons does not begin the quotation, unless there is nothing better."""
    weak = "Viele Familien müssen, um zu baden, weite Wege auf sich nehmen."
    assert texts(f"{weak} {REASONS} {REASONS} {DEMAND}") == [DEMAND]
    assert texts(f"{REASONS} {REASONS} {REASONS} {weak}") == [weak]


def test_a_phrase_at_the_beginning_is_quoted_along() -> None:
    """A point that begins with a noun phrase names in it what is asked."""
    phrase = "Einführung eines Nachtbusses für alle Stadtteile."
    wording = f"{phrase} {REASONS} {REASONS} {SECOND}"
    assert texts(wording) == [f"{phrase} {LEFT_OUT} {SECOND}"]


def test_without_a_demand_short_sentences_are_quoted() -> None:
    """A measure says something on paper even if no form of asking was recognised."""
    wording = "\n\n".join(["Ein Freibad für alle", "Mehr Zeiten für Kinder", "Wort " * 99 + "Ende"])
    assert texts(wording) == ["Ein Freibad für alle", "Mehr Zeiten für Kinder"]
    assert texts("Wort " * 99 + "Ende") == ["Wort " * 99 + "Ende"]


def test_quotation_marks_within_are_half_marks() -> None:
    """The quotation itself has the full ones."""
    assert texts("Das „Nachtnetz“ fährt am Wochenende.") == ["Das ‚Nachtnetz‘ fährt am Wochenende."]
    assert texts("Der Begriff “Netz” bleibt.") == ["Der Begriff “Netz” bleibt."]


@given(st.text("aA ä.:?„“\n-•1)wirfordern", min_size=1, max_size=400).filter(str.strip))
@example("Wohin?Ans Ufer")  # a space that the text has lost between its sentences
def test_something_is_always_quoted(wording: str) -> None:
    """Every wording gives a quotation of its own words, in their order."""
    quoted = quotation(wording)
    assert quoted
    place, letters = 0, "".join(wording.split())
    for paragraph in quoted:
        for text in paragraph.text.replace("‚", "„").replace("‘", "“").split(LEFT_OUT):
            place = letters.index("".join(text.split()), place)


def test_brief_quotation_is_the_first_demand() -> None:
    """A page that has no room for all shows where more follows."""
    wording = (
        "Die Brücke ist seit dem Winter gesperrt, und niemand weiß, wie lange noch. Wir fordern"
        " eine Fähre, die jede halbe Stunde fährt. Wir fordern außerdem, dass sie nichts kostet,"
        " solange die Brücke gesperrt ist."
    )
    (paragraph,) = brief_quotation(wording)
    assert paragraph.text == "Wir fordern eine Fähre, die jede halbe Stunde fährt. […]"


def test_short_wording_is_quoted_whole_however_little_room_there_is() -> None:
    assert brief_quotation("Wir fordern eine Fähre.") == quotation("Wir fordern eine Fähre.")


def test_brief_quotation_of_a_long_sentence_ends_at_a_word() -> None:
    wording = "Wir fordern " + "eine Fähre über den Fluss und einen Steg am anderen Ufer, " * 5
    (paragraph,) = brief_quotation(wording)
    assert paragraph.text.endswith(" […]")
    assert wording.startswith(paragraph.text.removesuffix(" […]"))
