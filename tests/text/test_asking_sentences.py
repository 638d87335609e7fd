"""The sentences that ask for something are told from those that describe."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text.asking_sentences import FORMS, AskingSentence, Form, asking_sentences
from reports.text.sentences import sentence_spans


def texts_of(text: str, *, strong_only: bool = False) -> list[str]:
    """The words of the sentences that ask."""
    return [
        text[slice(*asking.span)]
        for asking in asking_sentences(text)
        if asking.strong or not strong_only
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_each_form_is_recognised_by_its_example(form: Form) -> None:
    """A sentence of each form asks, as strongly and directly as the form does."""
    assert asking_sentences(form.example) == (
        AskingSentence((0, len(form.example)), strong=form.strong, direct=form.direct),
    )


DEMANDS = [
    "Deshalb fordern wir Jusos ein Freibad in jedem Stadtteil.",
    "Wir als Kreisverband fordern die Stadt auf, das Freibad zu öffnen.",
    "Die Gebühren werden wir nicht erhöhen.",
    "Einen Verkauf der Wohnungen lehnen wir, gleich an wen, ab.",
    "Die Ratsfraktion der SPD setzt sich für längere Öffnungszeiten ein.",
    "Unsere Mitglieder im Kreistag werden beauftragt, einen Antrag zu stellen.",
    "Der Vorstand möge bis zum Herbst berichten.",
    "Die Haltestellen sind bis 2030 barrierefrei umzubauen.",
    "Der Fahrplan ist mit den Nachbarkreisen abzustimmen, damit Anschlüsse halten.",
    "Für den Umbau bedarf es eines Plans.",
    "Die Mieten müssen, wo immer es geht, gesenkt werden.",
    "Deshalb darf es keine Kürzungen bei der Jugendarbeit geben.",
    "Kein Kind darf ohne Frühstück in den Unterricht gehen.",
    "Die Brücke soll bis zum Sommer fertig sein.",
    "Der Stadtrat wird, wie schon im Vorjahr, gebeten, die Brücke zu bauen.",
    "Die Ortsvereine laden ihre Nachbarn zu einem Frühstück ein.",
    "Ortsvereine backen Kuchen für den Tag der offenen Tür.",
    "Kreisvorstand und Ortsvereine veranstalten gemeinsam einen Lauf.",
    "Der Vorstand der SPD Neuhausen lädt im Herbst zu einer Konferenz ein.",
    "Jeder Ortsverein benennt eine Ansprechperson.",
    "Bis zum Sommer legt der Landesvorstand ein Konzept vor.",
    "Die SPD-Fraktion im Rat der Stadt frankiert die Briefe.",
    "2. Die Arbeitsgemeinschaften wählen je zwei Vertreter.",
]


@pytest.mark.parametrize("sentence", DEMANDS)
def test_demands_are_strong(sentence: str) -> None:
    """Each of these is a demand by itself."""
    assert texts_of(sentence, strong_only=True) == [sentence]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_what_has_a_form_has_one_of_its_cues(form: Form) -> None:
    """A form is looked for only where a cue stands: each way to write it must have one."""
    for sentence in (*DEMANDS, *(other.example for other in FORMS)):
        for spelling in (sentence, sentence.swapcase()):
            if form.pattern.search(spelling):
                assert form.cues & set(re.findall(r"\w+", spelling.lower()))


@pytest.mark.parametrize(
    "sentence",
    [
        "Viele Familien mussten im letzten Jahr umziehen.",
        "Wir haben das Freibad saniert und die Gebühr gesenkt.",
        "Menschen, die zur Miete wohnen müssen, zahlen mehr als früher.",
        "Sollte der Bund eine Steuer erheben, ändert sich die Lage.",
        "Wer soll das bezahlen?",
        "In der Vorlage heißt es: „Die Stadt soll alle Bäder bis zum Herbst schließen.“",
        "Es ist zu befürchten, dass die Mieten steigen.",
        "Kleine Gemeinden sind nicht in der Lage, die Kosten allein zu tragen.",
        "Das Freibad ist seit Jahren geschlossen.",
        "Die Sonne braucht dazu niemand",
        "Der Kreisvorstand organisiert seit Jahren kein Fest mehr.",
        "Die Ortsvereine arbeiten ehrenamtlich.",
        "Der Vorstand insgesamt ist älter geworden.",
        "Die Ortsvereine, die einladen, haben weniger Mitglieder.",
        "Das Ehrenamt bietet vielen einen Ort.",
        "Der Vorrat reicht bis zum Sommer.",
        "Der Sportverein lädt alle ein.",
        "Wenn der Kreisvorstand feiert, kommen viele.",
    ],
)
def test_descriptions_are_not_strong(sentence: str) -> None:
    """None of these asks for anything by itself."""
    assert texts_of(sentence, strong_only=True) == []


@pytest.mark.parametrize(
    "sentence", ["Das soll sich ändern.", "Laut Gutachten muss die Brücke gesperrt werden."]
)
def test_what_may_describe_is_weak(sentence: str) -> None:
    """A sentence that points back, or reports, is weak at most."""
    assert not any(asking.strong for asking in asking_sentences(sentence))


def test_only_the_asking_sentences_of_a_paragraph_are_returned() -> None:
    """The reasons before and the remark after a demand are left out."""
    demand = "Wir fordern den Rat auf, das Bad zu öffnen."
    text = f"Das Bad ist seit Jahren zu. {demand} Viele Kinder lernen nicht mehr schwimmen."
    assert texts_of(text) == [demand]
    assert text[slice(*asking_sentences(text)[0].span)] == demand


@pytest.mark.parametrize("opening", ["Wir fordern daher:", "Deshalb fordern wir", "Wir wollen:"])
def test_a_sentence_that_opens_a_list_is_followed_by_its_points(opening: str) -> None:
    """Points ask as strongly as the sentence before them, and the text after them does not."""
    points = ["- mehr Bäume an den Straßen", "2. Öffnung des Freibads", "den Umbau der Brücke."]
    text = "\n\n".join([opening, *points, "Seit Jahren wird darüber geredet."])
    asking = asking_sentences(text)
    assert texts_of(text) == [opening, *points]
    assert [sentence.opens_list for sentence in asking] == [True, False, False, False]
    assert [sentence.point for sentence in asking] == [False, True, True, True]
    assert all(sentence.strong for sentence in asking)


def test_points_on_lines_of_their_own_are_sentences() -> None:
    """A list needs no empty lines between its points."""
    text = "Wir fordern:\n- mehr Bäume\n- mehr Bänke"
    assert texts_of(text) == ["Wir fordern:", "- mehr Bäume", "- mehr Bänke"]


def test_points_without_an_opening_sentence_do_not_ask() -> None:
    """What a lone noun phrase is for cannot be told from its words."""
    assert texts_of("Mehr Bäume an den Straßen") == []


def test_sentences_with_a_space_left_out_are_told_apart() -> None:
    """A full stop ends a sentence before a capital, but neither in "z. B." nor in a domain."""
    text = "Das wird abgelehnt.Die Stadt soll z. B. Bäume pflanzen. Mehr auf SPD.de steht dort."
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "Das wird abgelehnt.",
        "Die Stadt soll z. B. Bäume pflanzen.",
        "Mehr auf SPD.de steht dort.",
    ]


@given(st.text("aA ä.:!?„“\n-1wirfordern", max_size=200))
def test_spans_are_ordered_and_within_the_text(text: str) -> None:
    """Sentences follow each other, and none is empty or begins with a space."""
    before = 0
    for start, end in sentence_spans(text):
        assert before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        before = end


@pytest.mark.parametrize(
    "words", ["wir ", "ist zu ", "wird ", "muss, ", "„", "die SPD ", "a.", "wir\n- ", "gehört "]
)
def test_a_long_text_is_read_in_time(words: str) -> None:
    """A text of 100,000 characters takes less than two seconds whatever it repeats."""
    text = words * (100_000 // len(words))
    started = time.perf_counter()
    asking_sentences(text)
    assert time.perf_counter() - started < 2
