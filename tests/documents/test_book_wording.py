"""The wording in a book: its lines, their numbers, its footnotes and links."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from typing import Any

import pytest

from reports.documents.book_wording import _leaves_room, book_wording, text_width
from reports.documents.document import A5
from reports.text.source_text import Footnote, Line
from reports.text.typography import span
from tests.support import factories
from tests.support.factories import letters
from tests.support.printed_books import FORMATS, MEASURES, book_pdf, links_of, targets_of, words_of
from tests.support.worded import RESOLUTION, book_with_wording, sentence, sorted_text, source

pytestmark = factories.ENGINE

ROW = "Wir wollen an allen Haltestellen einen"


@pytest.mark.parametrize(
    ("following", "expected"),
    [("10-Minuten-Takt.", True), ("ganzen Takt.", False), ("Zehn Minuten", False), ("", True)],
)
def test_row_ends_its_line_where_the_next_could_begin_in_it(following: str, expected: bool) -> None:
    assert _leaves_room(ROW, following, text_width(ROW) - 0.5) is expected


@pytest.mark.parametrize("how", FORMATS)
def test_number_of_a_line_stands_beside_the_place_where_it_begins(how: dict[str, Any]) -> None:
    pdf = book_with_wording(**how)
    begins: dict[int, tuple[int, float]] = {}
    numbers: dict[tuple[int, int], float] = {}
    for page, left, bottom, word in words_of(pdf):
        if match := re.fullmatch(r"Anfang(\d+)", word):
            begins[int(match[1])] = (page, bottom)
        elif word.isdigit() and left < 60 * factories.MM:
            numbers.setdefault((int(word), page), bottom)
    assert len(begins) == RESOLUTION.lines.last - 1  # all but the heading
    for number, (page, bottom) in begins.items():
        if number != 21:  # whose first word is the end of one that began before
            assert numbers[number, page] == pytest.approx(bottom, abs=4), number


def test_wording_is_there_word_for_word_with_cut_words_joined() -> None:
    text = letters(factories.text_of(book_with_wording()))
    assert letters("Stadtbezirke Anfang21") in text
    for row in source().rows[40:60]:
        assert letters(row.text) in text


def test_every_line_has_its_number_even_where_the_lines_are_short() -> None:
    """Two numbers never meet: where the original's lines are shorter, the page keeps them."""
    source = sorted_text({number: sentence(number, 30) for number in range(1, 200)})
    pdf = book_pdf(sources={RESOLUTION.id: source})
    targets = targets_of(pdf)
    start, end = targets[f"{RESOLUTION.id}-wording"], targets["asked"]
    places = [
        (page, round(bottom), int(word))
        for page, left, bottom, word in words_of(pdf)
        if word.isdigit() and start <= page < end and left < 180
    ]
    for number in range(1, 200):
        assert any(printed == number for _page, _bottom, printed in places)
    at = [place[:2] for place in places if 0 < place[2] < 200]
    assert len(set(at)) == len(at)


def _numbered(pdf: bytes) -> dict[int, float]:
    """Return the height of each line number in the margin of the wording's first page."""
    start = targets_of(pdf)[f"{RESOLUTION.id}-wording"]
    return {
        int(word): bottom
        for page, left, bottom, word in words_of(pdf)
        if page == start and word.isdigit() and left < 60 * factories.MM
    }


def _height(pdf: bytes, word: str) -> float:
    return next(bottom for _page, _left, bottom, other in words_of(pdf) if other == word)


def test_empty_line_has_its_number_beside_a_gap() -> None:
    texts = {1: sentence(1), 2: "Anfang2 und Schlusswort.", 3: "", 4: "", 5: sentence(5)}
    pdf = book_pdf(sources={RESOLUTION.id: sorted_text(texts, gaps=(5,))})
    at = _numbered(pdf)
    assert at[2] == pytest.approx(_height(pdf, "Schlusswort."), abs=4)
    assert at[5] == pytest.approx(_height(pdf, "Anfang5"), abs=4)
    assert at[2] - 10 > at[3] > at[4] + 10 > at[5] + 20


def test_empty_line_within_a_cut_word_takes_nothing_of_it() -> None:
    texts = {1: f"{sentence(1)} Stadt-", 2: "", 3: f"bezirke {sentence(3)}"}
    pdf = book_pdf(sources={RESOLUTION.id: sorted_text(texts)})
    assert letters("Stadtbezirke Anfang3") in letters(factories.text_of(pdf))
    assert factories.text_of(pdf).count("Stadtbezirke A") == 1
    assert set(_numbered(pdf)) >= {1, 2, 3}


def test_line_in_asterisks_is_a_heading_of_the_wording() -> None:
    texts = {1: "Leitbild und Ziele", 2: "", 3: sentence(3)}
    lines = tuple(Line(text, 1, number) for number, text in texts.items())
    lines = (Line("1 **Leitbild und Ziele**", 1, 1), *lines[1:])
    plain_source = sorted_text(texts, gaps=(3,))
    text = dataclasses.replace(plain_source.text, lines=lines)
    wording = book_wording(RESOLUTION, dataclasses.replace(plain_source, text=text), 66, 999)
    (heading,) = (paragraph for paragraph in wording.paragraphs if paragraph.heading)
    assert [piece.number for piece in heading.pieces] == [1]


def test_measure_leads_to_its_first_line_in_the_wording_and_back() -> None:
    pdf = book_with_wording()
    targets = targets_of(pdf)
    words = list(words_of(pdf))
    links = set(links_of(pdf))
    for measure in MEASURES:
        first = measure.lines.first
        page = targets[f"{RESOLUTION.id}-line-{first}"]
        assert any(at == page and word == f"Anfang{first}" for at, _left, _bottom, word in words)
        assert (page, f"{RESOLUTION.id}-{measure.id}") in links


def test_head_of_a_page_of_the_wording_gives_its_lines() -> None:
    pdf = book_with_wording()
    start, end = targets_of(pdf)[f"{RESOLUTION.id}-wording"], targets_of(pdf)["asked"]
    assert end - start > 2
    for page in factories.page_texts(pdf)[start - 1 : end - 1]:
        first, last = map(int, re.findall(r"Z. (\d+)–(\d+)", page)[0])
        begun = [int(number) for number in re.findall(r"Anfang(\d+)", page)]
        assert first in (begun[0], begun[0] - 1)
        assert last == begun[-1]


def test_footnote_stands_at_the_foot_of_the_page_its_mark_is_on() -> None:
    (page,) = (
        text for text in factories.page_texts(book_with_wording()) if "Zuschuss1" in letters(text)
    )
    assert "Der Zuschuss ist erfunden." in page
    assert page.index("Der Zuschuss ist erfunden.") > page.index("Anfang66")


def test_footnote_whose_mark_is_nowhere_is_printed_all_the_same() -> None:
    assert "Diese Anmerkung hat kein Zeichen." in factories.text_of(book_with_wording())


@pytest.mark.parametrize("text", ["Zitat (!).", "Zitat¹.", "Zitat [1]."])
def test_mark_as_the_source_has_it_gives_way_to_the_note(text: str) -> None:
    note = Footnote("¹", "Wo das steht.", (0,), 0)
    wording = book_wording(RESOLUTION, sorted_text({1: f"Ein {text}"}, footnotes=(note,)), 66, 999)
    ((piece,),) = (paragraph.pieces for paragraph in wording.paragraphs)
    assert piece.parts == (" Zitat", dataclasses.replace(note, mark="1"), ".")


def test_note_in_a_paragraph_longer_than_a_page_is_printed() -> None:
    texts = {number: sentence(number) for number in range(1, 160)}
    texts[90] += " Wort³"
    note = Footnote("3", "Mitten in einem langen Absatz.", (0,), 89)
    pdf = book_pdf(sources={RESOLUTION.id: sorted_text(texts, footnotes=(note,))}, format=A5)
    assert "Mitten in einem langen Absatz." in factories.text_of(pdf)
    assert "Anfang159" in factories.text_of(pdf)


@pytest.mark.parametrize("how", FORMATS)
def test_notes_stand_on_the_pages_of_their_marks_and_leave_no_holes(how: dict[str, Any]) -> None:
    texts = {number: sentence(number) for number in range(1, 150)}
    notes: list[Footnote] = []
    for number in range(5, 145, 9):
        mark = str(len(notes) + 1)
        texts[number] += f" Marke{mark}x [{mark}]"
        text = f"Note{mark}y " + sentence(number) * (1 + number % 4)
        notes.append(Footnote(mark, text, (0,), number - 1))
    wording = sorted_text(texts, footnotes=tuple(notes), gaps=tuple(range(12, 150, 31)))
    pdf = book_pdf(sources={RESOLUTION.id: wording}, **how)
    pages = factories.page_texts(pdf)
    for note in notes:
        (page,) = (page for page in pages if f"Marke{note.mark}x" in page)
        assert f"Note{note.mark}y" in page
    start, end = targets_of(pdf)[f"{RESOLUTION.id}-wording"], targets_of(pdf)["asked"]
    height = factories.trim_sizes(pdf)[0][1] / 25.4 * 72
    for number in range(start, end - 1):
        lines = sorted(
            bottom
            for at, _left, bottom, _word in words_of(pdf)
            if at == number and 0.09 * height < bottom < 0.92 * height
        )
        assert max(b - a for a, b in pairwise(lines)) < 30 / 25.4 * 72, number


@pytest.mark.parametrize("how", FORMATS)
def test_notes_longer_than_a_page_stand_below_their_paragraph(how: dict[str, Any]) -> None:
    texts = {1: "Wir bauen.¹²³⁴", 2: "Und so geht es weiter."}
    notes = tuple(
        Footnote(
            mark, f"Note {mark}. " + " ".join(map(sentence, range(40))) + f" Ende {mark}.", (0,), 0
        )
        for mark in "¹²³⁴"
    )
    wording = sorted_text(texts, footnotes=notes, gaps=(2,))
    text = letters(factories.text_of(book_pdf(sources={RESOLUTION.id: wording}, **how)))
    places = [text.index(letters(words)) for words in ("bauen.", "Ende ¹", "Ende ⁴", "so geht")]
    assert places == sorted(places)


def test_number_of_a_line_stands_behind_a_hyphen_that_ends_the_line_before() -> None:
    texts = {1: "Busse fahren im 20-", 2: "Minuten-Takt, auch nach Halle-", 3: "Neustadt und Nord"}
    wording = book_wording(RESOLUTION, sorted_text(texts), 66, 999)
    ((_first, second, third),) = (paragraph.pieces for paragraph in wording.paragraphs)
    assert (second.word, third.word) == ("20-Minuten", "Halle-Neustadt")


def test_marks_that_stand_together_each_give_way_to_their_note() -> None:
    notes = tuple(Footnote(mark, f"Note {mark}.", (0,), 0) for mark in "¹²")
    wording = book_wording(
        RESOLUTION, sorted_text({1: "1.1 Wir bauen.¹²"}, footnotes=notes), 66, 999
    )
    ((piece,),) = (paragraph.pieces for paragraph in wording.paragraphs)
    first, second = (
        dataclasses.replace(note, mark=mark) for note, mark in zip(notes, "12", strict=True)
    )
    assert (piece.word, piece.parts) == ("1.1", (" Wir bauen.", first, second))


def test_lines_outside_the_source_are_cited_without_a_link() -> None:
    pdf = book_pdf(sources={RESOLUTION.id: sorted_text({1: "Nur eine Zeile."})})
    assert not any("-line-" in name for _page, name in links_of(pdf))
    assert letters(f"Z. {span(MEASURES[0].lines)}") in letters(factories.text_of(pdf))
