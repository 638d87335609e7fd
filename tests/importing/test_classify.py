"""Sorting out: each fault of real texts on its own, and the account of every character."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Line, Role, Row, Sorted, Text
from tests.support.timing import growth, seconds

WORDS = (
    "Wir wollen mehr Bänke am Ufer",
    "und helle Wege durch den Park,",
    "damit alle sicher nach Hause",
    "kommen. Die Gemeinde pflanzt",
    "Linden vor jeder Schule und",
    "stellt Räder zur Ausleihe auf.",
    "Kinder lernen im Hallenbad",
    "das Schwimmen, auch in den",
    "Ferien, und zahlen dafür nichts.",
    "Busse fahren bis Mitternacht",
)


def words(count: int, start: int = 0) -> list[str]:
    """Lines of text, no two neighbours the same."""
    return [
        f"{WORDS[place % len(WORDS)]} {chr(97 + place % 26)}"
        for place in range(start, start + count)
    ]


def sort_lines(*pages: Sequence[str] | str, **settings: object) -> Sorted:
    """Sorts out the lines of pages; one page may be given as a single string."""
    given = [page.split("\n") if isinstance(page, str) else page for page in pages]
    lines = [(number, text) for number, page in enumerate(given, 1) for text in page]
    printed = tuple(Line(text, page, place) for place, (page, text) in enumerate(lines, 1))
    return sort_out(Text("antrag.txt", "", printed, bool(settings.get("paragraphs"))))


def numbered(sorted_: Sorted) -> list[tuple[int | None, str]]:
    return [(row.number, row.text) for row in sorted_.rows]


def letters(sorted_: Sorted, role: Role) -> str:
    """All characters of a role, in order."""
    return "".join(
        number
        for line, roles in zip(sorted_.text.lines, sorted_.roles, strict=True)
        for number, letter in zip(line.text, roles, strict=True)
        if letter == role.value
    )


def texts(sorted_: Sorted) -> list[str]:
    return [doubt.what for doubt in sorted_.doubts]


def counted(count: int, first: int = 1) -> list[tuple[int | None, str]]:
    """Rows of words, numbered."""
    return [(first + place, text) for place, text in enumerate(words(count))]


# --- line numbers -------------------------------------------------------------


def test_numbers_at_the_start_leave_the_text() -> None:
    """A number before each line becomes the row's number, the rest its text."""
    sorted_ = sort_lines([f"{number} {text}" for number, text in counted(12)])
    assert numbered(sorted_) == counted(12)
    assert not sorted_.doubts


def test_numbers_at_the_end_leave_the_text() -> None:
    """A number after each line is a line number like one before it."""
    sorted_ = sort_lines([f"{text}\t{number}" for number, text in counted(12)])
    assert numbered(sorted_) == counted(12)


def test_every_fifth_number_counts_the_lines_between() -> None:
    """Where only every fifth line has its number the others get theirs by counting."""
    lines = [text if number % 5 else f"{number} {text}" for number, text in counted(23) if number]
    assert numbered(sort_lines(lines)) == counted(23)


def test_every_fifth_number_counts_empty_lines_where_that_fits() -> None:
    """Empty lines were counted in print when only with them the next number comes out."""
    rows = counted(25)
    lines = [
        "" if number in (3, 8, 17) else text if number % 5 else f"{text} {number}"
        for number, text in rows
        if number
    ]
    expected = [row for row in rows if row[0] not in (3, 8, 17)]
    assert numbered(sort_lines(lines)) == expected


def test_count_that_does_not_fit_gives_no_numbers() -> None:
    """With a line too few before the next printed number nothing is made up; it is a doubt."""
    lines = [text if number % 5 else f"{number} {text}" for number, text in counted(25) if number]
    del lines[11]
    sorted_ = sort_lines(lines)
    assert [row.number for row in sorted_.rows][9:14] == [10, None, None, None, 15]
    assert texts(sorted_) == ["line numbers 11 to 14 cannot be given to the lines before this one"]


@pytest.mark.parametrize("every", [1, 5])
def test_numbers_restart_on_each_page(every: int) -> None:
    """Numbers that begin anew on each page are found on each page."""
    pages = [
        [
            text if number % every else f"{number} {text}"
            for number, text in enumerate(words(23, start), 1)
        ]
        for start in (0, 23, 46)
    ]
    rows = sort_lines(*pages).rows
    assert [row.number for row in rows] == [*range(1, 24)] * 3


def test_numbers_restart_with_each_motion() -> None:
    """The heading of a motion has no number, its lines begin with 1."""
    motion = [f"{number} {text}" for number, text in counted(9)]
    sorted_ = sort_lines([*motion, "", "Antrag B 7", *motion])
    assert numbered(sorted_) == [*counted(9), (None, "Antrag B 7"), *counted(9)]
    assert not sorted_.doubts


def test_doubled_number_makes_one_row() -> None:
    """A number alone and then again before its text is one line, the second."""
    lines = [f"{number} {text}" for number, text in counted(9)]
    lines[4:4] = ["5", ""]
    sorted_ = sort_lines(lines)
    assert numbered(sorted_) == counted(9)
    assert sorted_.rows[4].line == 6
    assert letters(sorted_, Role.NUMBER) == "1234" + "55" + "6789"


def test_number_on_both_sides_is_taken_from_both() -> None:
    """Neither of a line's two equal numbers stays in its text."""
    sorted_ = sort_lines([f"{number} {text} {number}" for number, text in counted(9)])
    assert numbered(sorted_) == counted(9)


def test_numbers_run_together_are_empty_lines() -> None:
    """As "4 5 6 Title": two empty lines and the title, which stands apart."""
    lines = [f"{number} {text}" for number, text in counted(12)]
    lines[3:6] = ["4 5 6 Der Titel"]
    sorted_ = sort_lines(lines)
    assert numbered(sorted_)[2:7] == [
        (3, words(3)[2]),
        (4, ""),
        (5, ""),
        (6, "Der Titel"),
        (7, words(7)[6]),
    ]
    assert sorted_.rows[5].blank_before


def test_list_mark_before_a_number_is_furniture() -> None:
    """The dash that a converter set before a line number is not the text's."""
    lines = [f"{number} {text}" for number, text in counted(9)]
    lines[2] = "- 3 1) Wir bitten den Rat"
    lines[5] = " - 6"
    sorted_ = sort_lines(lines)
    assert numbered(sorted_)[2] == (3, "1) Wir bitten den Rat")
    assert numbered(sorted_)[5] == (6, "")
    assert letters(sorted_, Role.FURNITURE) == "--"


def test_bullet_before_text_stays() -> None:
    """A real bullet is text, with or without a line number before it."""
    lines = [f"{number} {text}" for number, text in counted(9)]
    lines[2], lines[3] = "3 • helle Wege", "4 - grüne Plätze"
    assert numbered(sort_lines(lines))[2:4] == [(3, "• helle Wege"), (4, "- grüne Plätze")]
    assert numbered(sort_lines("• helle Wege\n- grüne Plätze")) == [
        (None, "• helle Wege"),
        (None, "- grüne Plätze"),
    ]


@pytest.mark.parametrize("side", ["start", "end"])
def test_number_glued_to_a_word_is_cut_off(side: str) -> None:
    """As in "12Der Text" and "Text13"."""
    lines = [
        f"{number}{text}" if side == "start" else f"{text}{number}" for number, text in counted(15)
    ]
    assert numbered(sort_lines(lines)) == counted(15)


def test_number_glued_to_a_number_is_told_by_the_sequence() -> None:
    """As "71) Wir": after line 6 is line 7 with "1) Wir", and a doubt."""
    lines = [f"{number}{text}" for number, text in counted(15)]
    lines[6] = "71) Wir bitten den Rat"
    sorted_ = sort_lines(lines)
    assert numbered(sorted_)[6] == (7, "1) Wir bitten den Rat")
    assert texts(sorted_) == ["the line number 7 ran into another number"]


@pytest.mark.parametrize("order", ["before", "after"])
def test_numbers_in_a_block_go_to_their_lines(order: str) -> None:
    """A page whose numbers stand in one block apart from its text."""
    pages = []
    for first in (1, 21, 41):
        numbers = [str(number) for number in range(first, first + 20)]
        text = words(20, first)
        pages.append([*numbers, *text] if order == "before" else [*text, *numbers])
    sorted_ = sort_lines(*pages)
    assert numbered(sorted_) == [(number, words(1, number)[0]) for number in range(1, 61)]
    assert not sorted_.doubts


def test_block_ends_at_the_heading_of_the_next_motion() -> None:
    """A heading without a number before the next block is not counted as the block's text."""
    first, second = counted(12), counted(14)
    lines = [*(str(number) for number, _text in first), *(text for _number, text in first)]
    lines += ["", "Antrag B 7", "", *(str(number) for number, _text in second)]
    lines += [text for _number, text in second]
    assert numbered(sort_lines(lines)) == [*first, (None, "Antrag B 7"), *second]


def test_number_lines_between_text_lines_go_to_the_text_below() -> None:
    """Number and text in turn, each in a line of its own."""
    sorted_ = sort_lines([part for row in counted(12) for part in map(str, row)])
    assert numbered(sorted_) == counted(12)


def test_block_of_another_length_is_a_doubt() -> None:
    """Numbers that are more than the lines beside them are reported."""
    sorted_ = sort_lines([*map(str, range(1, 21)), *words(18)])
    assert texts(sorted_) == ["20 line numbers stand apart from 18 lines of text"]


def test_numbers_of_the_text_stay_text() -> None:
    """Dates, years, amounts, list numbers at a line's start are not the numbering's."""
    beginnings = ["25. Juni", "2016 wurden", "1) Wir", "**1. Ziel**", "4 Prozent", "11 Uhr", "3"]
    rows = [(number, f"{text} {words(1)[0]}") for number, text in enumerate(beginnings, 1)]
    sorted_ = sort_lines([f"{number} {text}" for number, text in rows])
    assert numbered(sorted_) == [(number, text.replace("**", "")) for number, text in rows]


def test_text_without_line_numbers_keeps_its_numbers() -> None:
    """Where nothing is numbered no number leaves the text."""
    lines = words(30)
    lines[3], lines[9], lines[20] = "2016 wurden Bänke gebaut", "3 Linden und 12", "im Jahr 2017"
    sorted_ = sort_lines(lines)
    assert numbered(sorted_) == [(None, text) for text in lines]
    assert not sorted_.doubts


def test_missing_number_is_counted_in() -> None:
    """A line that lost its number gets it back when exactly one is missing."""
    lines = [f"{number} {text}" for number, text in counted(12)]
    lines[6] = words(7)[6]
    assert numbered(sort_lines(lines)) == counted(12)


def test_gap_in_the_sequence_is_a_doubt() -> None:
    """A number without a line is reported at the line after it."""
    lines = [f"{number} {text}" for number, text in counted(12) if number != 7]
    sorted_ = sort_lines(lines)
    assert [(doubt.line, doubt.what) for doubt in sorted_.doubts] == [
        (6, "line number 7 is missing before this line")
    ]


def test_spaces_of_all_kinds_are_one_space() -> None:
    """Tabs and no-break spaces between words and after numbers."""
    lines = [f"{number}\u00a0{text}".replace(" ", "\t\u202f") for number, text in counted(9)]
    assert numbered(sort_lines(lines)) == counted(9)


# --- empty lines --------------------------------------------------------------


def test_numbered_empty_line_begins_a_paragraph() -> None:
    """The row after an empty line with a number says so; a page's end says nothing."""
    lines = [f"{number} {text}" for number, text in counted(12)]
    lines[3] = "4"
    lines[7:7] = ["", ""]
    lines[9] = "8"
    rows = [row for row in sort_lines(lines).rows if row.text]
    assert [row.number for row in rows if row.blank_before] == [5, 9]


def test_page_break_within_a_sentence_is_no_paragraph() -> None:
    """An empty line beside a page's end counts only after a finished sentence."""
    sorted_ = sort_lines(
        ["Wir wollen mehr Bänke", "und am Ufer", ""],
        ["", "helle Wege.", ""],
        ["", "Busse fahren länger."],
    )
    assert [row.blank_before for row in sorted_.rows] == [False, False, False, True]


def test_wide_gap_is_an_empty_line() -> None:
    """In formats with positions a distance of two lines stands for an empty one."""
    tops = [20.0, 25.0, 30.0, 40.0, 45.0]
    printed = tuple(
        Line(text, 1, place, top=top)
        for place, (text, top) in enumerate(zip(words(5), tops, strict=True), 1)
    )
    rows = sort_out(Text("antrag.pdf", "", printed)).rows
    assert [row.blank_before for row in rows] == [False, False, False, True, False]


def test_paragraphs_of_a_word_processor_stand_apart() -> None:
    """Where each line is a paragraph each begins one."""
    rows = sort_lines(words(3), paragraphs=True).rows
    assert [row.blank_before for row in rows] == [False, True, True]


# --- furniture ----------------------------------------------------------------


def test_running_heads_and_feet_are_furniture() -> None:
    """What stands at every page's edge, its number aside, is not the resolution's."""
    pages = [
        ["Parteitag in Musterstadt", *words(15, 20 * page), f"Beschlussbuch   {page}"]
        for page in range(1, 5)
    ]
    sorted_ = sort_lines(*pages)
    assert [row.text for row in sorted_.rows] == [
        text for page in range(1, 5) for text in words(15, 20 * page)
    ]
    assert sorted_.account()[Role.FURNITURE] == 4 * len("ParteitaginMusterstadtBeschlussbuch1")


def test_headings_at_page_tops_that_count_up_stay() -> None:
    """As "Antrag A 2" at a page's top; only its repetition is a running head."""
    labels = ["Antrag A 1", "Antrag A 1", "Antrag A 2", "Antrag A 3"]
    pages = [[label, *words(12, 20 * page)] for page, label in enumerate(labels)]
    sorted_ = sort_lines(*pages)
    assert [row.text for row in sorted_.rows if row.text.startswith("Antrag")] == [
        "Antrag A 1",
        "Antrag A 2",
        "Antrag A 3",
    ]


@pytest.mark.parametrize("form", ["Seite {} von 12", "- {} -", "– {} –", "Seite {}", "{}", "S. {}"])
def test_page_numbers_are_furniture(form: str) -> None:
    """A page's number at its foot is neither text nor a line number."""
    pages = []
    for page in range(1, 5):
        numbers = range(20 * page - 19, 20 * page + 1)
        lines = [f"{number} {words(1, number)[0]}" for number in numbers]
        pages.append([*lines, "", form.format(page + 2)])
    sorted_ = sort_lines(*pages)
    assert [row.number for row in sorted_.rows] == [*range(1, 81)]
    assert not sorted_.doubts


def test_heads_in_a_text_without_pages_are_furniture() -> None:
    """Lines that the numbering leaves no room for, again and again, are running heads."""
    lines = []
    for number, text in counted(80):
        if number and number % 20 == 0:
            lines += ["", f"Beschlüsse des Kreisverbands {number // 20}", ""]
        lines.append(f"{number} {text}")
    sorted_ = sort_lines(lines)
    assert numbered(sorted_) == counted(80)
    assert not sorted_.doubts


@pytest.mark.parametrize("leader", [" ........ ", "   ", "\t"])
def test_table_of_contents_is_furniture(leader: str) -> None:
    """Headings with page numbers after "Inhalt" are not the headings themselves."""
    headings = ["Bereich 1: Wohnen", "Bereich 2: Schule", "Bereich 3: Verkehr"]
    contents = [f"{text}{leader}{page}" for page, text in zip((2, 5, 9), headings, strict=True)]
    body = [line for place, text in enumerate(headings) for line in (text, *words(4, 9 * place))]
    sorted_ = sort_lines(["Inhalt", "", *contents, "", *body])
    assert [row.text for row in sorted_.rows] == body


def test_rules_and_emphasis_are_furniture() -> None:
    """Drawn lines and Markdown's signs go, a star within a word stays."""
    sorted_ = sort_lines(
        "## Ziele\n-----\n**Bürger*innen** und *Freund*innen* bauen\n**Der Beschluss\ngilt sofort**"
    )
    assert [row.text for row in sorted_.rows] == [
        "Ziele",
        "Bürger*innen und Freund*innen bauen",
        "Der Beschluss",
        "gilt sofort",
    ]
    assert letters(sorted_, Role.FURNITURE) == "##" + "-----" + "****" + "**" + "****"


# --- footnotes ----------------------------------------------------------------


def with_note(*note: str, mark: str) -> list[str]:
    """Numbered lines, a mark in the fourth, and a note after the eighth."""
    lines = [f"{number} {text}" for number, text in counted(14)]
    lines[3] += mark
    return [*lines[:8], "", *note, "", *lines[8:]]


@pytest.mark.parametrize(
    ("mark", "foot"), [("²", "² "), ("[1]", "[1] "), ("*", "* "), ("3)", "3) "), ("4", "4 ")]
)
def test_footnote_between_the_lines_is_anchored(mark: str, foot: str) -> None:
    """A note outside of the numbering belongs to the row with its mark, which keeps it."""
    sorted_ = sort_lines(with_note(f"{foot}Vgl. den Bericht 2014.", mark=mark))
    (note,) = sorted_.footnotes
    assert (note.mark, note.text, note.anchor) == (foot.strip(), "Vgl. den Bericht 2014.", 3)
    assert sorted_.rows[3].text.endswith(mark)
    assert [row.number for row in sorted_.rows] == [*range(1, 15)]
    assert not sorted_.doubts


def test_footnote_of_several_lines_is_one() -> None:
    """The lines after a note's first go with it until the numbers go on."""
    sorted_ = sort_lines(with_note("¹ Vgl. den Bericht. Die", "zweite Zeile davon", mark="¹"))
    (note,) = sorted_.footnotes
    assert note.text == "Vgl. den Bericht. Die zweite Zeile davon"
    assert note.lines == (9, 10)


def test_footnote_between_every_fifth_number_ends_where_the_count_fits() -> None:
    """The count of the lines tells how long a note is."""
    lines = [text if number % 5 else f"{number} {text}" for number, text in counted(25) if number]
    lines[2] += "¹"
    lines[12:12] = ["¹ Vgl. den Bericht. Die", "zweite Zeile davon."]
    sorted_ = sort_lines(lines)
    assert sorted_.footnotes[0].lines == (12, 13)
    assert [row.number for row in sorted_.rows] == [*range(1, 26)]


def test_footnote_in_smaller_type_is_told_by_its_size() -> None:
    """Small lines at a page's foot that begin with a mark are a note."""
    body = [*words(3), words(4)[3] + "1", *words(3, 4)]
    sizes = [(text, 11.0) for text in body] + [("1 Vgl. den", 8.0), ("Bericht", 8.0)]
    printed = tuple(Line(text, 1, place, size=size) for place, (text, size) in enumerate(sizes, 1))
    sorted_ = sort_out(Text("antrag.pdf", "", printed))
    assert [(note.text, note.anchor) for note in sorted_.footnotes] == [("Vgl. den Bericht", 3)]


def test_footnote_that_the_format_names_is_one() -> None:
    """A word processor's note needs no mark in the text to have its place."""
    printed = (Line("Wir bauen Bänke.", 1, 1), Line("1 Siehe Plan.", 1, 2, style="footnote"))
    (note,) = sort_out(Text("antrag.docx", "", printed, paragraphs=True)).footnotes
    assert (note.mark, note.text, note.anchor) == ("1", "Siehe Plan.", 0)


def test_misread_mark_is_taken_for_the_one_note_without() -> None:
    """As "(!)", which is the mark of the next note whose own stands nowhere."""
    sorted_ = sort_lines(with_note("¹ Vgl. den Bericht.", mark=" (!)"))
    assert sorted_.footnotes[0].anchor == 3
    assert not sorted_.doubts


def test_note_without_a_mark_in_the_text_is_a_doubt() -> None:
    """A note that nothing refers to is reported."""
    sorted_ = sort_lines(with_note("¹ Vgl. den Bericht.", mark=""))
    assert sorted_.footnotes[0].anchor is None
    assert texts(sorted_) == ["the mark ¹ of this footnote stands nowhere in the text"]


def test_numbered_list_in_an_unnumbered_text_is_no_note() -> None:
    """Measures "1)" and bullets "*" stay text where nothing marks them as notes."""
    lines = ["Wir fordern:", "1) Bänke", "2) Linden", "* am Ufer", "* im Park"]
    sorted_ = sort_lines(lines)
    assert [row.text for row in sorted_.rows] == lines


# --- the whole ----------------------------------------------------------------


def test_sample_is_sorted_out_without_a_question() -> None:
    """The real text: every line number once, both notes anchored, nothing doubtful."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES names no folder with the sources")
    source = Path(folder, "beschluss-01-leipzig-2016.txt").read_text("utf-8")
    sorted_ = sort_lines(source)
    numbers = [row.number for row in sorted_.rows if row.number is not None]
    assert numbers == [*range(1, 686)]
    assert [row.number for row in sorted_.rows[:7]] == [None] * 7
    anchors = [sorted_.rows[note.anchor or 0].number for note in sorted_.footnotes]
    assert anchors == [124, 210]
    assert sum(sorted_.account().values()) == len("".join(source.split()))
    assert not sorted_.doubts


PIECES = st.sampled_from(
    (
        *("1", "2", "3 ", "12", " 4 5 6 ", "- ", "**", "*", "#", "|", "_", "•", ".", "٣", "¹"),
        *(" ", "\t", "\n", "\u00a0", "\u00ad", "Text", "[1]", "1) ", "Inhalt", ".... 7"),
        *("Seite 3", "(!)", "Antrag"),
    )
)
ANY_TEXT = st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=20))
ANY_LINE = st.builds(
    Line,
    text=ANY_TEXT,
    page=st.integers(1, 3),
    place=st.just(1),
    top=st.none() | st.floats(0, 300),
    size=st.none() | st.sampled_from([8.0, 11.0]),
    style=st.sampled_from(["", "", "", "footnote", "heading 1"]),
)


@st.composite
def numbered_lines(draw: st.DrawFn) -> list[Line]:
    """Lines most of which carry the next number, at some side."""
    lines = draw(st.lists(ANY_LINE, max_size=25))
    forms = st.sampled_from(["{n} {t}", "{t} {n}", "{n}{t}", "{t}{n}", "{n}", "{t}"])
    return [
        Line(draw(forms).format(n=number, t=line.text), line.page, number, size=line.size)
        for number, line in enumerate(lines, 1)
    ]


@given(st.lists(ANY_LINE, max_size=25) | numbered_lines(), st.booleans())
def test_no_character_is_lost(lines: list[Line], paragraphs: bool) -> None:
    """Of any lines each character that is not white space has one role, and rows keep the text."""
    sorted_ = sort_out(Text("any", "", tuple(lines), paragraphs))
    for line, roles in zip(lines, sorted_.roles, strict=True):
        assert len(roles) == len(line.text)
        assert [number.isspace() for number in line.text] == [letter == " " for letter in roles]
    assert sum(sorted_.account().values()) == sum(
        not number.isspace() for line in lines for number in line.text
    )
    kept = "".join("".join(row.text.split()) for row in sorted_.rows)
    assert kept == letters(sorted_, Role.TEXT)
    assert all(earlier.line <= later.line for earlier, later in pairwise(sorted_.rows))
    _refers_rightly(sorted_)


def _refers_rightly(sorted_: Sorted) -> None:
    texts: list[Row] = [row for row in sorted_.rows if row.text]
    assert len({row.line for row in texts}) == len(texts)
    for note in sorted_.footnotes:
        assert note.anchor is None or sorted_.rows[note.anchor].text
        assert all(
            set(sorted_.roles[index]) <= {Role.FOOTNOTE.value, Role.FURNITURE.value, " "}
            for index in note.lines
        )
    assert all(0 <= doubt.line < len(sorted_.text.lines) for doubt in sorted_.doubts)


@pytest.mark.parametrize("sign", ["*", "_", "#", ".", "-", " ", "1", "1 ", "*a ", "(!)", "…", "¹"])
def test_long_line_of_one_sign_is_quick(sign: str) -> None:
    """No line, however odd, keeps the import busy."""
    assert seconds(lambda: sort_lines([sign * 50_000]), 2) < 2


def test_long_book_is_quick() -> None:
    """The time grows with the pages; 12,000 lines on 300 pages take half a second."""

    def book(count: int) -> Callable[[], Sorted]:
        pages = [
            [f"{number} {words(1, number)[0]}" for number in range(1, 41)] + ["", f"Seite {page}"]
            for page in range(1, count + 1)
        ]
        return lambda: sort_lines(*pages)

    assert growth(book, 75) < 1.5
    assert seconds(book(300), 2) < 2
    assert len(book(300)().rows) == 12_000


@pytest.mark.parametrize("head", [["Beschluss Z3", "", "Bänke am Weg", ""], []])
def test_a_text_of_two_numbered_lines_is_no_footnote(head: list[str]) -> None:
    """Its sentence runs on from the first line to the second."""
    body = ["1   Wir wollen mehr Bänke und bitten die Stadt. Wir", "2   sagen allen Dank."]
    result = sort_out(read("\n".join([*head, *body]).encode(), "a.txt"))
    assert [row.number for row in result.rows][-2:] == [1, 2]
    assert result.footnotes == ()


def test_two_points_of_a_list_are_no_numbered_lines() -> None:
    body = ["Kopf", "", "Wir bitten:", "1 Bänke am Weg", "2 Bäume am Platz", "", "Ende hier"]
    result = sort_out(read("\n".join(body).encode(), "a.txt"))
    assert not any(row.number for row in result.rows)


def test_a_page_number_at_the_foot_of_the_only_page_is_furniture() -> None:
    printed = tuple(
        Line(text, 1, place, top=top, size=9.0)
        for place, (text, top) in enumerate(
            [("Beschluss Z3", 20.0), ("Wir bauen Bänke", 30.0), ("am Weg.", 34.0), ("1", 282.0)], 1
        )
    )
    assert [row.text for row in sort_out(Text("a.pdf", "", printed)).rows] == [
        "Beschluss Z3",
        "Wir bauen Bänke",
        "am Weg.",
    ]


# --- old line numbers ---------------------------------------------------------


def numbered_text(words: dict[int, str]) -> bytes:
    """Forty numbered lines, some with these words."""
    plain = "die Busse fahren am Abend zu selten und"
    return "".join(f"{i} {words.get(i, plain)}\n" for i in range(1, 41)).encode()


@pytest.mark.parametrize(
    ("line", "written", "expected"),
    [
        (1, "2Die Stadt baut", "Die Stadt baut"),
        (20, "mit dem Mitsprache34recht in", "mit dem Mitspracherecht in"),
        (30, "auch 27im Park und", "auch im Park und"),
        (33, "wird das gebaut.30", "wird das gebaut."),
    ],
)
def test_old_line_numbers_near_that_of_their_line_are_line_numbers(
    line: int, written: str, expected: str
) -> None:
    result = sort_out(read(numbered_text({line: written}), "a.txt"))
    (row,) = [row for row in result.rows if row.number == line]
    assert row.text == expected
    assert result.doubts == ()


@pytest.mark.parametrize("written", ["das Mitsprache734recht", "und 900im Park"])
def test_a_number_in_a_word_that_no_line_has_is_a_doubt(written: str) -> None:
    result = sort_out(read(numbered_text({12: written}), "a.txt"))
    assert [row.text for row in result.rows if row.number == 12] == [written]
    assert ["old line number" in doubt.what for doubt in result.doubts] == [True]


@pytest.mark.parametrize(
    "written",
    [
        "die 16jährigen und die 12er",
        "§ 14ff. des Gesetzes",
        "CO2 und die B12 nach G20",
        "mit 15mm Regen, 10fach, 12Uhr",
        "in Abs.14 steht",
        "in der Zeit von 13 bis 15",
    ],
)
def test_words_with_numbers_of_their_own_stay(written: str) -> None:
    result = sort_out(read(numbered_text({13: written}), "a.txt"))
    assert [row.text for row in result.rows if row.number == 13] == [written]
    assert result.doubts == ()


def test_a_text_without_line_numbers_keeps_numbers_in_words() -> None:
    result = sort_out(read(b"Die 2Stadt baut\nund Mit3sprache gilt\n", "a.txt"))
    assert [row.text for row in result.rows] == ["Die 2Stadt baut", "und Mit3sprache gilt"]
