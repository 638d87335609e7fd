"""Heads and feet of pages and footnotes are told from the text."""

from __future__ import annotations

import pytest

from reports.importing.classify import sort_out
from reports.text.source_text import Line, Role, Text
from tests.support.sorted_lines import counted, letters, numbered, sort_lines, texts, words

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


@pytest.mark.parametrize(
    "heading",
    ["Begründung", "Begründung:", "Begründung zu {}", "Erläuterung", "Sachverhalt", "Zur Lage"],
)
def test_heading_between_numbered_lines_is_text(heading: str) -> None:
    """Also where each motion has it and its lines are counted from 1, on a page of its own."""
    headings = [heading.format(f"A{page}") for page in range(1, 5)]
    pages = []
    for page, title in enumerate(headings, 1):
        lines = [f"{number} {text}" for number, text in enumerate(words(9, 20 * page), 1)]
        pages.append([f"Antrag A{page}", *lines[:5], title, *lines[5:]])
    rows = [row.text for row in sort_lines(*pages).rows]
    assert [text for text in rows if text in headings] == headings


@pytest.mark.parametrize(
    "foot",
    [
        "Antragsbuch Musterdorf – Seite {}",
        "Bänke am Fluss, Seite {} von 2",
        "Anträge | Blatt {}",
        "OV Musterdorf S. {}",
        "Entwurf vom Mai • Seite {} •",
    ],
)
def test_foot_that_counts_two_pages_is_furniture(foot: str) -> None:
    """Unnumbered below numbered lines, on the first page below a footnote."""
    pages = []
    for page in (1, 2):
        lines = [f"{number} {text}" for number, text in enumerate(words(9, 20 * page), 1)]
        if page == 1:
            lines[3] += "¹"
            lines.append("¹ Vgl. den Bericht.")
        pages.append([*lines, foot.format(page)])
    sorted_ = sort_lines(*pages)
    assert len(sorted_.rows) == 18
    assert [note.text for note in sorted_.footnotes] == ["Vgl. den Bericht."]


def test_last_lines_that_refer_to_one_page_stay() -> None:
    """What does not count on is no foot."""
    pages = [[*words(9, 20 * page), f"{text} auf Seite 7"] for page, text in ((1, "A"), (2, "B"))]
    assert len(sort_lines(*pages).rows) == 20


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


@pytest.mark.parametrize(
    ("mark", "foot"), [("[1]", "1 "), (" (1)", "(1) "), ("1", "1) "), (".1", "1 ")]
)
@pytest.mark.parametrize("rule", ["_______", "-----"])
def test_notes_in_plain_text_stand_below_a_rule(mark: str, foot: str, rule: str) -> None:
    """Counted from the first, whose mark stands in the text above."""
    text = [f"Wir fordern Bänke{mark}", "Auch Wege.", "", rule, f"{foot}Aus Holz."]
    text += [f"{foot.replace('1', '2')}Die Wege sollen", "aus Stein sein."]
    sorted_ = sort_lines("\n".join(text))
    assert [(note.text, note.anchor) for note in sorted_.footnotes] == [
        ("Aus Holz.", 0),
        ("Die Wege sollen aus Stein sein.", None),
    ]
    assert len(sorted_.rows) == 2


def test_points_below_a_rule_are_no_notes() -> None:
    """No mark stands above it."""
    sorted_ = sort_lines("Wir fordern:\n-----\n1) Bänke\n2) Wege aus Stein")
    assert not sorted_.footnotes


def _page_with(foot: list[tuple[str, float, float]], pages: int = 1) -> list[str]:
    """The last rows of pages with text, a foot on the first: texts with tops and sizes."""
    lines = [
        Line(" ".join(words(9, 9 * i)), page, i, 25.0, 180.0, 30 + 5.0 * i, 11.0)
        for page in range(1, pages + 1)
        for i in range(1, 12)
    ]
    lines[11:11] = [
        Line(text, 1, 12 + i, 25.0, 150.0, top, size) for i, (text, top, size) in enumerate(foot)
    ]
    rows = sort_out(Text("brief.pdf", "", tuple(lines))).rows
    return [row.text for row in rows if row.text in {text for text, _top, _size in foot}]


@pytest.mark.parametrize(
    "foot",
    [
        [("OV Musterdorf, Lindenallee 1, 12345 Musterdorf", 278.0, 8.0)],
        [
            ("OV Musterdorf · Tel. 0123 456", 278.0, 8.0),
            ("www.example.org · Seite 1 von 1", 282, 8),
        ],
        [("Ortsverein Musterdorf", 278.0, 8.0), ("Vorsitz: A. Beispiel", 281.0, 8.0)],
        [("Lindenallee 1, 12345 Musterdorf", 270, 11), ("IBAN DE00 0000 0000", 275, 11)],
        [("Bänke am Fluss Seite 1 von 1", 281.0, 11.0)],
    ],
)
def test_foot_of_a_letterhead_is_furniture(foot: list[tuple[str, float, float]]) -> None:
    assert _page_with(foot) == []


@pytest.mark.parametrize(
    ("foot", "pages"),
    [
        ([("Die Stadt soll Bänke kaufen.", 281.0, 11.0)], 1),
        ([("Die Stadt soll Bänke kaufen.", 281.0, 8.0)], 1),
        ([("Mehr dazu steht auf www.example.org im Netz.", 270.0, 11.0)], 1),
        ([("2. Bänke und Brunnen", 281.0, 8.0)], 1),
        ([("Bänke und Brunnen", 281.0, 8.0)], 2),
        ([("Bänke und Brunnen", 200.0, 8.0)], 1),
    ],
)
def test_text_at_a_foot_stays_text(foot: list[tuple[str, float, float]], pages: int) -> None:
    assert _page_with(foot, pages) == [text for text, _top, _size in foot]
