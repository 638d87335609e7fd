"""From rows to motions and areas."""

from __future__ import annotations

import pytest

from tests.support.parsed_motions import area, areas_in, ids, motion_of
from tests.support.sorted_rows import numbered, rows_of

HEAD = """
Beschluss 04

Einreicherin: Ortsverein Musterdorf (Kernantrag G 12)

Mehr Bäume für Musterstadt

Bereich 1: Parks

Wir wollen in jedem Park zehn Bäume pflanzen.
"""


@pytest.mark.parametrize(
    "heads",
    [
        ("Bereich 1: Parks", "Bereich 2: Wege"),
        ("Kapitel 1 – Parks", "Kapitel 2 – Wege"),
        ("Kapitel I. Parks", "Kapitel II. Wege"),
        ("1. Parks", "2. Wege"),
        ("I. Parks", "II. Wege"),
        ("A) Parks", "B) Wege"),
        ("Parks", "Wege"),
        ("B e r e i c h  1 :  P a r k s", "B e r e i c h  2 :  W e g e"),
        ("B e r e i c h 1 : P a r k s", "B e r e i c h 2 : W e g e"),
        ("Bereich 1\nParks", "Bereich 2\nWege"),
    ],
)
def test_headings_begin_areas(heads: tuple[str, str]) -> None:
    """Whatever their numbers look like."""
    text = (
        "Antrag 5\n\nGrünes Musterstadt\n\n{}\n\n"
        "1) Die Stadt soll zehn Bäume pflanzen, wo das möglich ist.\n\n"
        "2) Bänke sollen folgen.\n\n{}\n\n1) Wir fordern breite Wege.\n"
    )
    parsed = motion_of(numbered(text.format(*heads)))
    assert [(entry.number, entry.title) for entry in parsed.areas] == [(1, "Parks"), (2, "Wege")]
    assert [list(ids(entry.measures)) for entry in parsed.areas] == [["1.1", "1.2"], ["2.1"]]
    assert parsed.doubts == ()


def test_area_ends_with_its_last_line_of_text() -> None:
    """From the heading's line to the last one before the next heading that has text."""
    text = (
        "Bereich 1: Parks\n\n1) Zehn Bäume sollen\nwachsen.\n\n\nBereich 2: Wege\n\n1) Sie fehlen."
    )
    parsed = motion_of(numbered(f"Antrag 5\n\nGrünes Musterstadt\n\n{text}"))
    assert [entry.lines for entry in parsed.areas] == [(5, 8), (11, 13)]


def test_headings_have_levels() -> None:
    """Numbers of a form that first stands below another are a level deeper."""
    text = """
    Antrag 5

    Grünes Musterstadt

    1. Worum es geht

    Musterstadt wird heißer, und das von Jahr zu Jahr.

    2. Der Plan

    Er hat zwei Teile, die zusammengehören.

    Bereich 1: Parks

    Wir fordern Bäume.

    Bereich 2: Wege

    Wir fordern Wege.

    3. Schluss

    So wird es gut.
    """
    parsed = motion_of(numbered(text))
    assert [(entry.title, entry.level) for entry in parsed.headings] == [
        ("1. Worum es geht", 1),
        ("2. Der Plan", 1),
        ("Bereich 1: Parks", 2),
        ("Bereich 2: Wege", 2),
        ("3. Schluss", 1),
    ]
    assert [entry.lines for entry in parsed.areas] == [(13, 15), (17, 19)]


def test_section_knows_its_row() -> None:
    """So the wording can be printed with its headings."""
    sorted_ = numbered(HEAD)
    (section,) = motion_of(sorted_).headings
    assert sorted_.rows[section.row].text == "Bereich 1: Parks"


def test_styles_of_the_format_make_headings() -> None:
    """Over one paragraph each, they are titles of measures, without number and empty line."""
    lines = ["Grünes Musterstadt", "Parks", "Wir fordern Bäume.", "Wege", "Wir fordern Wege."]
    styles = {0: "title", 1: "heading 1", 3: "heading 1"}
    parsed = motion_of(rows_of(((None, line) for line in lines), styles=styles))
    assert parsed.title == "Grünes Musterstadt"
    (only,) = parsed.areas
    assert [entry.title for entry in only.measures] == ["Parks", "Wege"]


def test_text_without_headings_is_one_area() -> None:
    """Its title is the motion's; its measures are numbered all the same."""
    text = """
    Antrag B 2
    Antragsteller: Ortsverein Musterdorf
    Bänke für alle
    Der Kreisparteitag möge beschließen:
    1. Die Stadt soll zwanzig Bänke aufstellen, auf denen man auch
    im Regen sitzen kann.
    2. Die Bänke sollen Lehnen haben.
    Begründung:
    1. Man wird nicht jünger.
    """
    parsed = motion_of(numbered(text))
    (only,) = parsed.areas
    assert (parsed.title, only.title) == ("Bänke für alle", "Bänke für alle")
    assert ids(only.measures) == {"1.1": (5, 6), "1.2": (7, 7)}


def test_contents_are_no_areas() -> None:
    """Lines that look like headings, without text, and come again below."""
    text = """
    Antrag 5

    Grünes Musterstadt

    Bereich 1: Parks
    Bereich 2: Wege

    Bereich 1: Parks

    Wir fordern Bäume.

    Bereich 2: Wege

    Wir fordern Wege.
    """
    assert [entry.lines for entry in areas_in(text)] == [(8, 10), (12, 14)]


def test_date_at_the_start_of_a_paragraph_is_no_number() -> None:
    """As "1. Mai", which begins no list."""
    parsed = area("Bereich 1: Feste\n\n1. Mai und Herbstfest sollen\nwieder stattfinden.")
    assert list(ids(parsed.measures)) == ["1.A"]
