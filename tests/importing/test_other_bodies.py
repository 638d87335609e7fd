"""What councils, action plans and associations write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.importing.analysis import analyse
from reports.importing.parts import PartKind
from tests.support.parsed_motions import motion_of, unnumbered
from tests.support.timing import growth


def test_reasons_without_a_heading_of_their_own_are_no_part_of_the_last_point() -> None:
    """Reasons may run in, and what a council adds has words of its own."""
    parsed = motion_of(
        unnumbered("""
Der Rat beauftragt die Verwaltung,

1. Bänke aufzustellen,
2. Bäume zu pflanzen.

Finanzielle Auswirkungen: 4.000 Euro

Begründung: Der Platz ist leer. Die Stadt muss etwas tun.

Anlagen:

Plan des Platzes
""")
    )
    kinds = [(part.kind, part.blocks[0].text[:12]) for part in parsed.parts]
    assert kinds[1:] == [
        (PartKind.MEASURE, "1. Bänke auf"),
        (PartKind.MEASURE, "2. Bäume zu "),
        (PartKind.REASONS, "Finanzielle "),
        (PartKind.REASONS, "Begründung: "),
        (PartKind.HEADING, "Anlagen:"),
        (PartKind.REASONS, "Plan des Pla"),
    ]


def test_points_count_on_behind_the_reasons_of_the_one_before() -> None:
    parsed = motion_of(
        unnumbered("""
Wir fordern:

1. Bänke auf dem Markt.

Begründung: Dort kann niemand sitzen.

2. Bäume auf dem Markt.

Begründung: Dort ist kein Schatten.
""")
    )
    kinds = [part.kind for part in parsed.parts]
    demand, reason = PartKind.MEASURE, PartKind.REASONS
    assert kinds == [PartKind.INTRODUCTION, demand, reason, demand, reason]


def test_sheets_of_an_action_plan_are_measures_with_those_responsible() -> None:
    """Their numbers have the letters of their field."""
    (only,) = motion_of(
        unnumbered("""
Handlungsfeld 1: Gebäude

Maßnahme GE-1: Lampen tauschen

Beschreibung: In allen Schulen werden Lampen getauscht.
Verantwortlich: Bauamt, Gemeindewerke
Zeitraum: bis 2030

Maßnahme GE-2: Strom zählen

Beschreibung: Eine Liste entsteht.
Zuständig: Kämmerei
""")
    ).areas
    assert [(measure.id, measure.title) for measure in only.measures] == [
        ("1.1", "Lampen tauschen"),
        ("1.2", "Strom zählen"),
    ]
    assert [[entry.name for entry in measure.addressees] for measure in only.measures] == [
        ["Bauamt", "Gemeindewerke"],
        ["Kämmerei"],
    ]


@pytest.mark.parametrize(
    "opening",
    ["Die AWO fordert:", "Die Anwohnerinnen verlangen deshalb:", "ver.di fordert daher:"],
)
def test_whoever_demands_opens_a_list(opening: str) -> None:
    (only,) = motion_of(unnumbered(f"{opening}\n\n- mehr Bänke,\n- mehr Bäume.")).areas
    assert len(only.measures) == 2


def test_paragraph_apart_from_points_that_are_not_is_no_part_of_the_last() -> None:
    (area_read,) = motion_of(
        unnumbered("""
Wir fordern:

1. Bänke auf dem Markt.
2. Bäume auf dem Markt.

Der Vorstand wird beauftragt, darüber zu berichten.
""")
    ).areas
    assert [measure.wording for measure in area_read.measures] == [
        "Bänke auf dem Markt.",
        "Bäume auf dem Markt.",
        "Der Vorstand wird beauftragt, darüber zu berichten.",
    ]


@pytest.mark.parametrize(
    ("opening", "points", "measures"),
    [
        ("Das Land muss", ("1. die Kosten übernehmen,", "2. die Aufsicht stärken."), 2),
        ("Die Stadt soll künftig", ("- mehr Bänke aufstellen", "- und Bäume pflanzen."), 2),
        ("Wir setzen uns dafür ein, dass", ("- Busse öfter fahren,", "- Züge halten."), 2),
        ("Wir fordern einen Bus, der", ("- am Abend fährt,", "- alle Orte bedient."), 1),
        ("Wir fordern Busse, mit denen", ("- alle fahren,", "- Räder mitkommen."), 1),
        ("Wir fordern die Stadt auf, Dächer zu nutzen.", ("- bis 2028 auf Schulen,",), 1),
        ("Wir fordern neue Bänke.", ("- zehn am Fluss,", "- fünf am Markt."), 1),
    ],
)
@pytest.mark.parametrize("title", ["Mehr für alle", "Antrag A 1: Mehr für alle"])
def test_a_list_goes_on_with_a_sentence_that_has_no_colon(
    title: str, opening: str, points: tuple[str, ...], measures: int
) -> None:
    text = "\n".join([title, "", opening, "", *points, "", "Der Bund soll zahlen."])
    (motion,) = analyse(text.encode(), "antrag.md").motions
    wordings = [measure.wording for area in motion.areas for measure in area.measures]
    assert len(wordings) == measures + 1
    words = " ".join(wordings)
    assert all(point.split(" ", 1)[1] in words for point in points)


def test_a_list_below_a_description_asks_for_nothing() -> None:
    text = "Wege\n\nDer Park hat zwei Wege.\n\n- einen am Fluss,\n- einen am Berg.\n"
    text += "\nWir fordern Bänke."
    (motion,) = analyse(text.encode(), "antrag.md").motions
    wordings = [measure.wording for area in motion.areas for measure in area.measures]
    assert wordings == ["Wir fordern Bänke."]


def test_a_point_of_thousands_of_lines_is_read_in_linear_time() -> None:
    def reading(lines: int) -> Callable[[], object]:
        text = "Titel\n\nWir fordern:\n" + "1000. Die Stadt soll bauen.\n" * lines
        return lambda: analyse(text.encode(), "antrag.txt")

    assert growth(reading, 1000) < 1.4
