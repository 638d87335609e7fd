"""From rows to measures with their ids and lines."""

from __future__ import annotations

import string

import pytest

from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parts import PartKind
from reports.importing.read_file import read
from tests.support.parsed_motions import area, areas_in, ids, motion_of, unnumbered
from tests.support.sorted_rows import numbered, rows_of


@pytest.mark.parametrize("form", ["{}) ", "{}. ", "({}) ", "1.{} "])
def test_numbers_begin_measures(form: str) -> None:
    """A measure reaches to its last line with text before the next, paragraphs included."""
    points = [
        "Zehn Bäume sollen\nwachsen.\n\nSie brauchen Wasser.\n\n",
        "Bänke folgen.\n\n",
        "Ein Brunnen.",
    ]
    text = "".join(form.format(i) + point for i, point in enumerate(points, 1))
    parsed = area(f"Bereich 1: Parks\n\n{text}")
    assert ids(parsed.measures) == {"1.1": (7, 10), "1.2": (12, 12), "1.3": (14, 14)}
    assert parsed.measures[0].wording == "Zehn Bäume sollen wachsen.\n\nSie brauchen Wasser."
    assert all(entry.is_numbered for entry in parsed.measures)


def test_numbers_begin_measures_without_empty_lines() -> None:
    """Where lines are set tight, the numbers alone part them."""
    text = """
    Bereich 3: Parks
    1) Zehn Bäume sollen in den Parks von Musterstadt wachsen, und zwar auf den
    2. Bauabschnitt verteilt.
    2) Bänke folgen.
    """
    assert ids(area(text).measures) == {"3.1": (7, 8), "3.2": (9, 9)}


def test_letters_within_a_measure_are_its_parts() -> None:
    """The measure's lines hold them; what is deeper is text of a part."""
    text = """Bereich 2: Wege

1) Wege werden gebaut:

a) am Fluss,

b) im Park, und zwar

aa) oben,

bb) unten;

2) Sie werden gepflegt."""
    parsed = area(text)
    assert ids(parsed.measures) == {
        "2.1": (7, 15),
        "2.1.a": (9, 9),
        "2.1.b": (11, 15),
        "2.2": (17, 17),
    }
    assert parsed.measures[0].wording == "Wege werden gebaut:"
    assert parsed.measures[2].wording == "im Park, und zwar\n\naa) oben,\n\nbb) unten;"


def test_demands_without_numbers_are_lettered() -> None:
    """Bullets that complete a sentence belong to it."""
    text = """Bereich 4: Parks

Parks sind die Lunge der Stadt.

Wir wollen zehn Bäume pflanzen.

Dafür müssen Flächen her:

• am Fluss

• am Bahnhof

Die Pflege ist zu sichern."""
    parsed = area(text)
    assert ids(parsed.measures) == {"4.A": (9, 9), "4.B": (11, 15), "4.C": (17, 17)}
    assert not any(entry.is_numbered for entry in parsed.measures)


@pytest.mark.parametrize(
    ("paragraph", "demand"),
    [
        ("Wir fordern mehr Bänke.", True),
        ("Bänke fordern wir seit Langem.", True),
        ("Dafür setzen wir uns ein.", True),
        ("Wir regen an, Bänke aufzustellen.", True),
        ("Bänke sollen aus Holz sein.", True),
        ("Der Bau muss beginnen.", True),
        ("Die Stadt wird aufgefordert, Bänke zu bauen.", True),
        ("Der Bedarf ist zu ermitteln.", True),
        ("Die Wege sind auszubauen.", True),
        ("Bänke werden wir bauen.", True),
        ("Bänke gibt es schon lange.", False),
        ("Wer müde ist, sitzt gern.", False),
    ],
)
def test_demand_is_told_from_description(paragraph: str, *, demand: bool) -> None:
    """By its verb."""
    parsed = motion_of(
        numbered(f"Beschluss 07\n\nGrünes Musterstadt\n\nBereich 1: Parks\n\n{paragraph}")
    )
    assert bool(parsed.areas) is demand


def test_area_without_a_demand_is_doubtful() -> None:
    """A person should look at it."""
    parsed = motion_of(
        numbered("Antrag 5\n\nTitel\n\nBereich 1: Parks\n\nBänke gibt es schon lange.")
    )
    assert [doubt.what for doubt in parsed.doubts] == ["no measure was found under “Parks”"]


def test_letters_go_on_after_z() -> None:
    """As the columns of a table do."""
    paragraphs = "\n\n".join(f"Wir fordern Bank {i}." for i in range(1, 29))
    (only,) = motion_of(numbered(f"Antrag 5\n\nTitel\n\n{paragraphs}")).areas
    letters = [*string.ascii_uppercase, "AA", "AB"]
    assert [measure.id for measure in only.measures] == [f"1.{letter}" for letter in letters]


def test_missing_number_is_doubtful() -> None:
    """The measure after it keeps its number."""
    parsed = motion_of(
        numbered("Antrag 5\n\nTitel\n\nBereich 1: Parks\n\n1) Bänke her.\n\n3) Bäume her.")
    )
    assert list(ids(parsed.areas[0].measures)) == ["1.1", "1.3"]
    assert [doubt.what for doubt in parsed.doubts] == ["measure 3 follows on measure 1"]


def test_words_cut_at_line_ends_are_joined_in_the_wording() -> None:
    """Also where the page ends within the sentence."""
    pairs = [
        (1, "Antrag 5"),
        (None, ""),
        (2, "Titel"),
        (None, ""),
        (3, "1) Rad-"),
        (4, "wege und Sprach-"),
        (None, ""),
        (5, "und Lesekurse sollen kommen."),
    ]
    (measure,) = motion_of(rows_of(pairs)).areas[0].measures
    assert measure.wording == "Radwege und Sprach- und Lesekurse sollen kommen."


def test_sentence_goes_on_over_a_page() -> None:
    """A full line without room for the next word does not end a paragraph; a short one does."""
    pairs = [
        (1, "Antrag 5"),
        (None, ""),
        (2, "Titel"),
        (None, ""),
        (3, "1) Bänke und Bäume sollen an allen Straßen der Stadt und an der alten"),
        (None, "\f"),
        (4, "Brücke stehen, und zwar auf beiden Seiten und nicht nur im Sommer. Dann"),
        (5, "wird es schön."),
        (None, "\f"),
        (6, "Das hat sich an vielen anderen Orten des Landes schon sehr gut bewährt."),
    ]
    (measure,) = motion_of(rows_of(pairs)).areas[0].measures
    assert [part.split()[0] for part in measure.wording.split("\n\n")] == ["Bänke", "Das"]


def test_heading_right_above_its_text_is_told_by_its_short_line() -> None:
    """Also one that soft hyphens cut, and one of two lines."""
    text = """Be\u00adreich 1: Parks
Wir fordern Bäume an allen Straßen der Stadt und an der alten Brücke.

Bereich 2: Wege, Plätze, Brücken, Treppen, Durchgänge, Stege, Ufer und
Gärten
Wir fordern Wege an allen Straßen der Stadt und an der alten Brücke."""
    parsed = areas_in(f"Antrag 5\n\nTitel\n\n{text}")
    assert [(entry.title, entry.lines) for entry in parsed] == [
        ("Parks", (5, 6)),
        ("Wege, Plätze, Brücken, Treppen, Durchgänge, Stege, Ufer und Gärten", (8, 10)),
    ]


def test_rows_are_counted_where_no_numbers_are_printed() -> None:
    """Which is no doubt in itself."""
    parsed = motion_of(unnumbered("Antrag 5\n\nBänke\n\n1) Bänke sollen her.\n\n2) Bäume auch."))
    assert parsed.lines == (1, 4)
    assert ids(parsed.areas[0].measures) == {"1.1": (3, 3), "1.2": (4, 4)}
    assert parsed.doubts == ()


def test_numbers_that_start_again_on_each_page_are_counted_through() -> None:
    """So a measure that crosses a page does not end before it begins."""
    pairs = [
        (1, "Antrag 5"),
        (2, "Bänke"),
        (3, ""),
        (4, "1) Bänke sollen in allen"),
        (1, "Parks stehen."),
        (2, ""),
        (3, "2) Bäume auch."),
    ]
    parsed = motion_of(rows_of(pairs))
    assert ids(parsed.areas[0].measures) == {"1.1": (4, 5), "1.2": (7, 7)}
    assert [doubt.what for doubt in parsed.doubts] == [
        "the line numbers start again within the text: they are counted through"
    ]


def test_numbered_points_right_below_the_formula_are_what_is_resolved() -> None:
    """Though "Die Stadt pflanzt …" by itself may tell what is done anyway."""
    motion = motion_of(
        unnumbered(
            """
Antrag F 2
Kühle Plätze
Der Parteitag möge beschließen:
1. Die Stadt pflanzt Bäume auf allen Plätzen.
2. Der Landkreis bezahlt die Hälfte davon.
3. Der Vorstand erstattet Bericht.
"""
        )
    )
    assert [measure.id for area in motion.areas for measure in area.measures] == [
        *("1.1", "1.2", "1.3")
    ]


def test_titled_sections_counted_in_an_area_are_its_measures() -> None:
    """Bereich 2: 2.1, 2.2. The form says it, whether a word asks or not."""
    motion = motion_of(
        unnumbered(
            """
Konzept für kühle Plätze

Handlungsfeld 1: Bäume

1.1 Pflanzen

Das Gartenamt pflanzt jedes Jahr zwanzig Bäume auf den Plätzen der Stadt und gießt sie.

1.2 Pflegen

Die Gärtnerei stellt dafür zwei Leute an, die das ganze Jahr über nach den Bäumen sehen.

Handlungsfeld 2: Wasser

2.1 Brunnen

Der Stadtrat soll jedes Jahr einen Brunnen bauen, aus dem alle trinken können.
"""
        )
    )
    measures = [measure for area in motion.areas for measure in area.measures]
    assert [(measure.id, measure.title) for measure in measures] == [
        *(("1.1", "Pflanzen"), ("1.2", "Pflegen"), ("2.1", "Brunnen"))
    ]


def test_slogan_below_a_chapters_title_is_no_part_of_it() -> None:
    motion = motion_of(
        unnumbered(
            """
Programm für Musterstadt

Kapitel 1
Wohnen für alle
Warm und trocken.

Wir fordern die Stadt auf, hundert Wohnungen zu bauen und sie billig zu vermieten.

Kapitel 2
Wege für alle
Breit und eben.

Wir fordern die Stadt auf, hundert Wege zu bauen und sie im Winter zu räumen.
"""
        )
    )
    assert [area.title for area in motion.areas] == ["Wohnen für alle", "Wege für alle"]
    assert [len(area.measures) for area in motion.areas] == [1, 1]


@pytest.mark.parametrize("sign", ["-", "–", "*", "•"])
def test_points_need_no_sign_at_their_end(sign: str) -> None:
    """The next point has the same bullet: "- Marktplatz", "- Bahnhof"."""
    text = f"""Bereich 1: Bänke

Wir fordern Bänke an folgenden Orten:

{sign} Marktplatz vor dem alten Rathaus
{sign} Bahnhof
{sign} Stadtpark"""
    assert [measure.wording for measure in area(text).measures] == [
        "Marktplatz vor dem alten Rathaus",
        "Bahnhof",
        "Stadtpark",
    ]


@pytest.mark.parametrize("opening", ["", "Der Kreisparteitag möge beschließen:\n\n"])
@pytest.mark.parametrize("marker", ["", "- ", "1. "])
def test_tasks_in_the_present_tense_are_measures(opening: str, marker: str) -> None:
    """There is no word of asking in them: the subject and its verb show that they ask."""
    tasks = [
        "Der Kreisvorstand organisiert jährlich ein Fest.",
        "Die Ortsvereine laden ihre Nachbarn dazu ein.",
        "Die Geschäftsstelle druckt die Plakate.",
    ]
    listed = [marker.replace("1", str(i)) + task for i, task in enumerate(tasks, 1)]
    text = "\n\n".join(["Antrag A 1\n\nFeste\n", f"{opening}{listed[0]}", *listed[1:]])
    parsed = area(f"{text}\n\nBegründung\n\nDer Kreisvorstand organisiert zu wenig.")
    assert [measure.wording for measure in parsed.measures] == tasks
    assert [[who.name for who in measure.addressees] for measure in parsed.measures] == [
        ["Kreisvorstand"],
        ["Ortsvereine"],
        ["Geschäftsstelle"],
    ]


def test_what_the_state_does_is_a_measure_where_nothing_but_paragraphs_ask() -> None:
    task = "Die Stadtverwaltung erneuert bis 2030 alle Radwege."
    for others in ([], ["Wir fordern mehr Bänke."]):
        text = "\n\n".join(["Antrag A 1\n\nWege", task, *others])
        assert [measure.wording for measure in area(text).measures] == [task, *others]


def test_points_are_counted_beyond_a_thousand() -> None:
    points = "\n".join(f"{i}. Die Stadt soll Baum {i} pflanzen." for i in range(1, 1006))
    measures = area(f"Wir fordern:\n\n{points}").measures
    assert len(measures) == 1005
    assert measures[-1].wording == "Die Stadt soll Baum 1005 pflanzen."


def test_year_at_the_beginning_of_a_line_counts_nothing() -> None:
    text = "1. Die Stadt soll Bäume pflanzen, wie im Frühjahr\n1990. Und auch\n2024. Und Bänke."
    assert len(area(f"Wir fordern:\n\n{text}\n2. Wege.").measures) == 2


@pytest.mark.parametrize(
    "opening", ["setzt sich ein für:", "tritt ein für", "tritt dafür ein, dass"]
)
def test_list_of_what_somebody_stands_up_for_is_theirs(opening: str) -> None:
    parsed = area(f"Wege\n\nDer Kreisvorstand {opening}\n\n- Wege gebaut werden\n- Bänke kommen")
    assert [measure.wording for measure in parsed.measures] == [
        "Wege gebaut werden",
        "Bänke kommen",
    ]
    assert [[who.name for who in entry.addressees] for entry in parsed.measures] == [
        ["Kreisvorstand"],
        ["Kreisvorstand"],
    ]


@pytest.mark.parametrize(
    "formula",
    [
        "Der Rat der Stadt möge beschließen",
        "Die Mitgliederversammlung möge beschließen.",
        "Das Jugendparlament wolle beschließen …",
        "Landesparteitag und Landesausschuss mögen beschließen",
        "Die Delegierten mögen beschließen",
    ],
)
@pytest.mark.parametrize("heading", ["", "## "])
@pytest.mark.parametrize(
    "demands",
    [
        ["1. Bänke werden gekauft.", "2. Brunnen werden gebaut."],
        ["Die Stadt wird aufgefordert, Bänke zu kaufen und sie im Winter zu lagern."],
    ],
)
def test_formula_without_a_colon_is_no_area(formula: str, heading: str, demands: list[str]) -> None:
    text = f"# Antrag A 3: Bänke\n\n{heading}{formula}\n\n" + "\n\n".join(demands)
    (motion,) = motions(sort_out(read(text.encode(), "baenke.md")))
    measures = [part for part in motion.parts if part.kind is PartKind.MEASURE]
    assert not any(part.kind is PartKind.HEADING for part in motion.parts)
    assert [part.wording for part in measures] == [
        demand.removeprefix("1. ").removeprefix("2. ") for demand in demands
    ]


@pytest.mark.parametrize("opening", ["Der Stadtrat beschließt", "Der Rat möge beschließen"])
def test_formula_before_a_demand_is_no_title(opening: str) -> None:
    measures = area(f"Antrag A 3\n\nBänke\n\n{opening}: Die Stadt soll Bänke kaufen.").measures
    assert [measure.title for measure in measures] == [None]
