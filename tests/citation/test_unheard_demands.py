"""What asks for something and stands in no measure is found by the look and grammar of a text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.citation.unheard_demands import Ground, unheard_demands
from reports.text.source_text import Line, Row, Sorted, Text
from tests.support.timing import growth

LIST = """\
    Antrag B 4: Eine Bücherei für alle
    1. Räume
    Die Bücherei ist siebzig Jahre alt. Der Aufzug wurde nie erneuert,
    und im Keller steht bei Regen das Wasser.
    Wir fordern deshalb:
    - eine Rampe am Eingang
    - Öffnung auch an Sonntagen,
    - Lesesaal im ersten Stock
    und im Anbau
    - Aufzug erneuern
    2. Bücher
    Die Gebühr für Erwachsene ist im letzten Jahr gestiegen.
    Wir fordern daher, sie für Kinder ganz abzuschaffen.
    Begründung
    Wir brauchen Büchereien, denn ohne sie müssen viele auf Bücher
    verzichten.
    """


def sorted_of(text: str) -> Sorted:
    """Return the lines of a text, none of them furniture."""
    lines = textwrap.dedent(text).splitlines()
    rows = tuple(
        Row(None, " ".join(line.split()), i, blank_before=i == 0 or not lines[i - 1].strip())
        for i, line in enumerate(lines)
    )
    printed = tuple(Line(line, 1, i + 1) for i, line in enumerate(lines))
    return Sorted(Text("a.txt", "0" * 64, printed), ("",) * len(lines), rows, (), ())


def left_out(text: str, *heard: int) -> dict[tuple[int, int], Ground]:
    """Return the rows of the demands in no measure; `heard` are the rows of the measures."""
    source = sorted_of(text)
    demands = unheard_demands(source, 0, len(source.rows), set(heard))
    return {demand.rows: demand.ground for demand in demands}


def test_text_whose_demands_are_measures_has_none_left() -> None:
    """Introduction, opening sentence, headings and reasons ask for nothing more."""
    assert left_out(LIST, 5, 6, 7, 8, 9, 11, 12) == {}


def test_point_among_measures_is_told() -> None:
    """Whatever its words are: the other points of its list are measures."""
    assert left_out(LIST, 5, 6, 9, 12) == {(7, 8): Ground.LIST}


def test_list_that_a_demand_opens_is_told_point_by_point() -> None:
    assert left_out(LIST, 12) == dict.fromkeys([(5, 5), (6, 6), (7, 8), (9, 9)], Ground.LIST)


def test_sentence_that_asks_is_told_with_its_rows() -> None:
    assert left_out(LIST, 5, 6, 7, 8, 9)[12, 12] is Ground.WORDS


def test_points_without_a_sign_end_where_a_sentence_begins() -> None:
    text = """\
        Wir fordern daher von Stadt und Land,

        Rückkauf des Bades

        Ende der Gebühren

        mehr Plätze im Freibad

        Danach wird neu gerechnet.
        """
    assert left_out(text, 2, 6) == {(4, 4): Ground.LIST}


def test_paragraph_that_ends_with_an_opening_may_ask_for_more() -> None:
    text = """\
        Der Bund soll zahlen, was er bestellt. Wir fordern daher von Stadt und Land,

        - Rückkauf des Bades

        - Ende der Gebühren
        """
    assert left_out(text, 2, 4) == {(0, 0): Ground.WORDS}
    assert left_out(text.replace("Der Bund soll zahlen, was er bestellt. ", ""), 2, 4) == {}


def test_heading_is_none_even_if_it_reads_like_a_demand() -> None:
    text = """\
        1. Gebühren abschaffen

        Die Gebühr betrug im letzten Jahr zwölf Euro.

        2. Räume erneuern

        Der Keller ist feucht.
        """
    assert left_out(text) == {}


def test_paragraphs_are_suspect_where_measures_are_paragraphs() -> None:
    """One "muss" is enough there; below a list of measures it mostly gives reasons."""
    prose = """\
        Die Leihfrist muss für alle länger werden, denn viele wohnen weit weg.

        Die Gebühren sollen im nächsten Jahr sinken, und zwar um die Hälfte.

        Der Eingang muss sicherer werden, so dass ihn alle benutzen.
        """
    assert left_out(prose, 0, 2) == {(4, 4): Ground.WORDS}
    mixed = """\
        Der Eingang muss sicherer werden, so dass ihn alle benutzen können.
        Wir fordern daher:
        - eine Rampe
        - ein Geländer
        - eine Lampe
        """
    assert left_out(mixed, 2, 3, 4) == {}


def test_section_like_measures_is_told_whatever_its_words_are() -> None:
    text = """\
        1.1 Rampe

        Am Eingang entsteht eine Rampe.

        1.2 Geländer

        An der Treppe hängt bald ein Geländer.

        1.3 Lampe

        Über der Tür leuchtet eine Lampe.

        1.4 Bank

        Vor dem Haus steht eine Bank.
        """
    assert left_out(text, 2, 6, 10) == {(14, 14): Ground.SECTION}


def test_preamble_asks_only_beyond_doubt() -> None:
    """Before the first of several areas a text says in general what it wants."""
    areas = "".join(
        f"Bereich {number}: Haus {number}\n\nWir fordern ein Dach für Haus {number}.\n\n"
        for number in (1, 2, 3)
    )
    preamble = "Vorwort\n\n{sentence}\n\n"
    heard = (6, 10, 14)
    mild = preamble.format(sentence="Die Häuser sollen allen gehören.") + areas
    clear = preamble.format(sentence="Deshalb fordern wir: Alle bekommen einen Schlüssel.") + areas
    assert left_out(mild, *heard) == {}
    assert left_out(clear, *heard) == {(2, 2): Ground.WORDS}


def test_what_stands_in_a_measure_elsewhere_is_told_of_no_second_place() -> None:
    text = """\
        Wir fordern eine Rampe am Eingang.

        Der Antrag wird so beschlossen.

        Wir fordern eine Rampe am Eingang.
        """
    assert left_out(text, 4) == {}


def test_reasons_for_the_measures_below_are_none() -> None:
    """They end with a conclusion; where they ask beyond doubt, they are told."""
    text = """\
        Kinder brauchen Platz für ihre Ideen. Daraus folgt:

        Die Stadt soll einen Saal bauen.

        Es braucht auch Licht.

        Die Stadt soll Lampen kaufen.
        """
    assert left_out(text, 2, 6).keys() == {(4, 4)}
    plain = text.replace("Kinder brauchen", "Wir fordern daher")
    assert left_out(plain, 2, 6).keys() == {(0, 0), (4, 4)}


def test_reasons_ask_for_nothing_but_their_points_may() -> None:
    """Systems that export motions put points behind the reasons."""
    text = """\
        Die Fraktion wird aufgefordert:

        Begründung

        Ohne Rampe müssen viele draußen bleiben. Wir fordern das seit Jahren.

        - eine Rampe zu bauen
        - den Eingang zu beleuchten
        """
    assert left_out(text) == {(6, 6): Ground.WORDS, (7, 7): Ground.WORDS}


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=30), st.data())
def test_any_text_gives_rows_that_are_there(lines: list[str], data: st.DataObject) -> None:
    source = sorted_of("\n".join(lines))
    count = len(source.rows)
    heard: Collection[int] = data.draw(st.sets(st.integers(0, max(count - 1, 0))))
    for demand in unheard_demands(source, 0, count, heard):
        first, last = demand.rows
        assert 0 <= first <= last < count
        assert demand.text


def test_time_grows_with_the_text() -> None:
    def search(size: int) -> Callable[[], object]:
        source = sorted_of(LIST * size)
        return lambda: unheard_demands(source, 0, len(source.rows), ())

    assert growth(search, 50) < 1.5


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Kreisvorstand feiert jährlich ein Fest.",
        "Die Ortsvereine und der Kreisvorstand backen Kuchen.",
        "Unsere Fraktion im Stadtrat bringt das ein.",
    ],
)
def test_task_in_the_present_tense_is_told(sentence: str) -> None:
    """Also among points, whose paragraphs mostly ask for nothing."""
    text = LIST.replace("Wir fordern daher, sie für Kinder ganz abzuschaffen.", sentence)
    assert left_out(text, 5, 6, 7, 8, 9)[12, 12] is Ground.WORDS


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Kreisvorstand feiert seit Jahren ein Fest.",
        "Die Ortsvereine wissen das.",
        "Die Gemeinde zahlt leider den Strom.",
    ],
)
def test_what_is_so_is_not_told(sentence: str) -> None:
    text = LIST.replace("Wir fordern daher, sie für Kinder ganz abzuschaffen.", sentence)
    assert left_out(text, 5, 6, 7, 8, 9) == {}


def test_what_the_state_does_is_told_among_paragraphs_that_ask() -> None:
    text = """\
        Wege
        Die Stadtverwaltung erneuert bis 2030 alle Radwege.

        Wir fordern mehr Bänke.
        """
    assert left_out(text, 3) == {(1, 1): Ground.WORDS}
