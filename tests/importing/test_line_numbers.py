"""Printed line numbers are told from the text, and each line has its own."""

from __future__ import annotations

import pytest

from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Line, Role, Text
from tests.support.sorted_lines import counted, letters, numbered, sort_lines, texts, words

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


@pytest.mark.parametrize("marker", ["", "{}. "])
def test_numbers_of_streets_at_line_ends_count_no_lines(marker: str) -> None:
    lines = [marker.format(i) + f"Wir fordern Bäume in der Straße {i}" for i in range(1, 6)]
    sorted_ = sort_lines("\n".join(lines))
    assert [row.text[-1] for row in sorted_.rows] == ["1", "2", "3", "4", "5"]
