"""Words, bullets and looks of lines in PDFs, as the programs that make them write them."""

from __future__ import annotations

import pytest

from reports.importing.classify import sort_out
from reports.importing.read_file import read
from reports.text.source_text import Line, Row
from tests.support import sources
from tests.support.factories import ENGINE

pytestmark = ENGINE


def lines(content: str) -> tuple[Line, ...]:
    """The lines of a page that PDF operators draw."""
    return read(sources.drawn(content), "antrag.pdf").lines


def texts(content: str) -> list[str]:
    return [line.text for line in lines(content)]


def rows(data: bytes) -> tuple[Row, ...]:
    return sort_out(read(data, "antrag.pdf")).rows


# --- words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ("[(wir) -180 (junge) -180 (Leute)] TJ", "wir junge Leute"),
        ("[(auf) -180 (die) -180 (Stadt)] TJ", "auf die Stadt"),
        ("[(dar) 15 (f) -180 (jede)] TJ", "darf jede"),
    ],
)
def test_a_letter_that_reaches_into_the_space_beside_it_glues_no_words(
    operators: str, expected: str
) -> None:
    """In TeX's documents only room parts words, and the ink of "f" and "j" fills some of it."""
    assert texts(f"BT /F2 10 Tf 72 700 Td {operators} ET") == [expected]


def test_pieces_are_parted_by_where_the_pen_stood() -> None:
    """The next operator begins with a "j", whose ink reaches left."""
    assert texts("BT /F2 10 Tf 72 700 Td (uns) Tj ET BT /F2 10 Tf 87.8 700 Td (jetzt) Tj ET") == [
        "uns jetzt"
    ]


@pytest.mark.parametrize("spacing", [1, 2, 4])
def test_letter_spaced_headings_stay_whole(spacing: int) -> None:
    assert texts(f"BT /F1 11 Tf {spacing} Tc 72 700 Td (Wohnen und Mieten) Tj ET") == [
        "Wohnen und Mieten"
    ]


# --- bullets ------------------------------------------------------------------

_CIRCLE = "{x} {y} m {r} {y} {r} {t} {x} {t} c {l} {t} {l} {y} {x} {y} c f "


def circle(x: float, y: float, size: float = 3.0) -> str:
    """Draw a filled round thing as browsers do."""
    return _CIRCLE.format(x=x, y=y, r=x + size, l=x - size, t=y + size)


def text_at(x: float, y: float, text: str, font: str = "F0", size: float = 10) -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET "


@pytest.mark.parametrize(
    "drawing",
    [
        "75 602 3.3 3.3 re f ",
        "75 602 3.3 3.3 re S ",
        circle(76.5, 602.2, 1.6),
        "76 603 4 1 re f ",
    ],
    ids=["square", "hollow square", "circle", "dash"],
)
def test_a_drawn_bullet_is_a_bullet_of_its_line(drawing: str) -> None:
    first, second = lines(
        drawing + text_at(86, 600, "Mehr Busse am") + text_at(86, 588, "Abend fahren lassen")
    )
    assert (first.text, second.text) == ("• Mehr Busse am", "Abend fahren lassen")
    assert first.left is not None
    assert second.left is not None
    assert first.left < second.left - 2


def test_a_drawn_bullet_beside_a_line_number_stands_after_it() -> None:
    text = texts(text_at(56, 600, "12", size=8) + "75 602 3.3 3.3 re f " + text_at(86, 600, "Ja"))
    assert text == ["12 • Ja"]


@pytest.mark.parametrize(
    "drawing",
    [
        "70 590 400 0.6 re f ",
        "70 598 0.6 12 re f ",
        "60 590 20 20 re f ",
        "30 602 3.3 3.3 re f ",
        "150 602 3.3 3.3 re f ",
    ],
    ids=["rule", "border", "icon", "far away", "after the text"],
)
def test_other_drawings_are_no_bullets(drawing: str) -> None:
    assert texts(drawing + text_at(86, 600, "Mehr Busse")) == ["Mehr Busse"]


def test_dots_of_a_diagram_are_no_bullets() -> None:
    curve = "60 500 m " + "".join(f"{60 + 10 * i} {500 + 20 * (i % 7)} l " for i in range(20))
    assert texts(f"{curve} S 75 602 3 3 re f " + text_at(86, 600, "2019")) == ["2019"]


def test_a_bullet_of_a_symbol_font_is_a_bullet() -> None:
    """In Wingdings the code of "§" is a square."""
    assert texts(text_at(72, 600, "\xa7", "F3") + text_at(90, 600, "Mehr Busse")) == [
        "• Mehr Busse"
    ]


def test_a_paragraph_sign_of_a_font_of_letters_stays() -> None:
    assert texts(text_at(72, 600, "\xa7") + text_at(90, 600, "218 abschaffen")) == [
        "§ 218 abschaffen"
    ]


# --- looks --------------------------------------------------------------------


def test_a_line_knows_that_it_is_underlined() -> None:
    """TeX draws an underline word by word."""
    first, second = lines(
        text_at(72, 600, "Gute Rente")
        + "72 597 25 0.6 re f 96.8 597 25 0.6 re f "
        + text_at(72, 580, "Der Text")
    )
    assert (first.underlined, second.underlined) == (True, False)


def test_a_rule_across_the_page_underlines_nothing() -> None:
    (line,) = lines(text_at(72, 600, "Gute Rente") + "72 597 400 0.6 re f ")
    assert not line.underlined


def test_a_line_knows_that_it_is_italic() -> None:
    """By its font's name, or by letters that a program has slanted."""
    named, slanted, upright = lines(
        text_at(72, 600, "Rente", "F2")
        + "BT /F0 10 Tf 1 0 0.25 1 72 580 Tm (Pflege) Tj ET "
        + text_at(72, 560, "Text")
    )
    assert (named.italic, slanted.italic, upright.italic) == (True, True, False)


def test_a_row_knows_the_words_that_begin_it_in_bold() -> None:
    content = text_at(56, 600, "7", size=8) + text_at(72, 600, "Busse.", "F1")
    content += text_at(110, 600, "Sie fahren zu selten.")
    content += text_at(56, 586, "8", size=8) + text_at(72, 586, "Das muss anders werden.")
    content += text_at(56, 572, "9", size=8) + text_at(72, 572, "Jetzt sofort.", "F1")
    first, second, third = rows(sources.drawn(content))
    assert first.text[: first.lead] == "Busse."
    assert (second.lead, third.lead) == (0, 0)


# --- places -------------------------------------------------------------------


def test_a_row_stands_where_its_text_stands_not_its_number() -> None:
    content = "".join(
        text_at(56, 700 - 14 * i, str(i), size=8)
        + text_at(72 if i % 3 else 90, 700 - 14 * i, "Die Busse fahren auch am Abend")
        for i in range(1, 10)
    )
    lefts = [round(row.left or 0) for row in rows(sources.drawn(content))]
    assert lefts == [32 if i % 3 == 0 else 25 for i in range(1, 10)]


def test_a_label_and_its_value_are_two_cells() -> None:
    content = text_at(72, 700, "Titel", "F1") + text_at(210, 700, "Mehr Busse am Abend")
    (row,) = rows(sources.drawn(content + text_at(72, 100, "Weiter unten steht Text")))[:1]
    assert [row.text[cell:] for cell in row.cells] == ["Mehr Busse am Abend"]


def test_a_bullet_is_no_cell() -> None:
    content = text_at(72, 700, "•") + text_at(99, 700, "Mehr Busse")
    (row,) = rows(sources.drawn(content))
    assert row.cells == ()


def test_a_number_in_the_margin_that_stands_lower_belongs_to_its_line() -> None:
    content = "".join(
        text_at(56, 700 - 14 * i - (4 if i == 3 else 0), str(i), size=8)
        + text_at(72, 700 - 14 * i, f"Die Busse fahren, Zeile {'abcdefgh'[i]}")
        for i in range(1, 8)
    )
    text = rows(sources.drawn(content))
    assert [row.number for row in text] == list(range(1, 8))
    assert not any(row.blank_before for row in text)


# --- paragraphs ---------------------------------------------------------------


def paged(steps: list[float]) -> bytes:
    """A page whose lines stand this far apart, in points."""
    top, content = 780.0, ""
    for i, step in enumerate([0.0, *steps]):
        top -= step
        content += text_at(72, top, f"Zeile {i + 1} von vielen Zeilen eines Textes")
    return sources.drawn(content)


@pytest.mark.parametrize("gap", [17.5, 19, 24])
def test_points_of_a_list_that_stand_a_little_apart_are_parted(gap: float) -> None:
    """A browser sets a list's points 1.25 steps apart."""
    text = rows(paged([14, 14, gap, 14, gap, 14, 14, gap]))
    assert [row.blank_before for row in text] == [False] + [
        step == "gap" for step in ("", "", "gap", "", "gap", "", "", "gap")
    ]


def test_steps_that_a_program_rounds_part_nothing() -> None:
    text = rows(paged([14, 14.4, 13.8, 14, 14.5, 14, 13.9]))
    assert not any(row.blank_before for row in text)


def test_a_heading_of_two_lines_in_larger_type_is_one() -> None:
    content = text_at(72, 760, "Mehr Busse und Bahnen", size=16)
    content += text_at(72, 740, "in allen Vierteln", size=16)
    content += "".join(text_at(72, 700 - 13 * i, "Die Busse fahren selten") for i in range(9))
    text = rows(sources.drawn(content))
    assert [row.blank_before for row in text] == [False, False, True, *[False] * 8]
