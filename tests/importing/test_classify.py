"""Sorting out a whole text: the account of every character."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Line, Role, Row, Sorted, Text
from tests.support.sorted_lines import letters, sort_lines, words
from tests.support.timing import growth, seconds


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
