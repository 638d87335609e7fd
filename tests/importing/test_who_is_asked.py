"""Whom the measures of a text ask."""

from __future__ import annotations

import pytest

from tests.support.parsed_motions import areas_in, asked_names, motion_of, unnumbered


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Wir fordern den Kreisverband auf, Bänke zu bauen.", ["Kreisverband"]),
        ("Deshalb fordern wir die Fraktion im Kreistag auf zu handeln.", ["Fraktion im Kreistag"]),
        ("Wir erwarten von der Gemeinde Halle mehr Geld.", ["Gemeinde Halle"]),
        ("Wir erwarten deshalb vom Bund ein Programm.", ["Bund"]),
        ("Von der Stadt erwarten wir Bänke.", ["Stadt"]),
        ("Der Bund wird aufgefordert, Bänke zu fördern.", ["Bund"]),
        ("Bis Juni wird die Verwaltung gebeten, zu berichten.", ["Verwaltung"]),
        ("Die Ortsvereine sind ebenso gefordert.", ["Ortsvereine"]),
        ("Die Stadtverwaltung soll Bänke bauen.", ["Stadtverwaltung"]),
        ("Dabei muss die Stadt Maßnahmen bündeln.", ["Stadt"]),
        ("Die Ortsvereine nehmen Kontakt zu Nachbarn auf.", ["Ortsvereine"]),
        ("Daher bitten wir den Vorstand der SPD Leipzig um Hilfe.", ["Vorstand der SPD Leipzig"]),
        ("Wir werden daher die Stadt anregen, Bänke zu bauen.", ["Stadt"]),
        ("Wir wollen die Verwaltung dahin bewegen, Bänke zu bauen.", ["Verwaltung"]),
        ("Wir fordern, dass das Land Bänke bezahlt.", ["Land"]),
        (
            "Wir setzen uns dafür ein, dass von Bund und Land Geld bereitgestellt wird.",
            ["Bund", "Land"],
        ),
        ("Wir fordern den Bund und das Land auf, zu zahlen.", ["Bund", "Land"]),
        ("Die Leipziger Ortsvereine sollen Feste feiern.", ["Leipziger Ortsvereine"]),
        ("Wir fordern die Abschaffung der Gebühr für Bänke.", []),
        ("Die Stadt soll gestärkt werden.", []),
        ("Bänke sollen aus Holz sein.", []),
        ("Es sollen mehr Bänke her.", []),
        ("Der Flüchtlingsbus muss fahren.", []),
    ],
)
def test_who_is_asked_is_read_from_the_sentence(sentence: str, names: list[str]) -> None:
    """Without the article, as the text says it, with the line of the name."""
    parsed = asked_names(f"Bereich 1: Parks\n\n1) {sentence}")
    assert parsed == {"1.1": [(name, (7, 7)) for name in names]}


def test_list_inherits_who_is_asked_with_the_lines_of_its_sentence() -> None:
    """Until another such sentence; a point can ask somebody else besides."""
    text = """Bereich 1: Parks

Wir fordern die Fraktion im Stadtrat auf, sich um folgende
Punkte zu kümmern:

1) Bänke sollen her.

2) Wir erwarten vom Bund Geld.

Wir fordern die Ortsvereine auf, sich um folgende Punkte zu kümmern:

3) Bäume sollen her."""
    council = ("Fraktion im Stadtrat", (7, 8))
    assert asked_names(text) == {
        "1.1": [council],
        "1.2": [council, ("Bund", (12, 12))],
        "1.3": [("Ortsvereine", (14, 14))],
    }


def test_point_that_asks_itself_is_not_the_rest_of_the_sentence_above() -> None:
    """After "erwarten wir von der Stadt:" a whole request of its own stands for itself."""
    text = """Bereich 1: Parks

1) Vieles fehlt. Nun erwarten wir von der
Stadt:

a) Bänke,

b) Bäume. Hier muss die Stadt mehr tun,

c) Für den Rest fordern wir den Bund auf, zu zahlen."""
    assert asked_names(text) == {
        "1.1": [("Stadt", (7, 8))],
        "1.1.a": [("Stadt", (7, 8))],
        "1.1.b": [("Stadt", (12, 12))],
        "1.1.c": [("Bund", (14, 14))],
    }


def test_area_ends_what_a_list_inherits() -> None:
    """The next area's measures are nobody's until it says so."""
    text = """
    Antrag 5

    Titel

    Bereich 1: Parks

    Wir fordern den Bund zu Folgendem auf:

    1) Bänke.

    Bereich 2: Wege

    1) Wege.
    """
    first, second = areas_in(text)
    assert [len(entry.measures[0].addressees) for entry in (first, second)] == [1, 0]


def test_name_over_two_lines_has_both() -> None:
    """A divided name is put together."""
    parsed = asked_names(
        "Bereich 1: Parks\n\n1) Nun fordern wir die SPD-\nFraktion im Landtag auf, zu zahlen."
    )
    assert parsed == {"1.1": [("SPD-Fraktion im Landtag", (7, 8))]}


def test_addressees_in_the_head_are_asked_everything() -> None:
    """As "Adressat:" before the text."""
    text = (
        "Antrag 5\nAdressat: Landesvorstand, Bundestagsfraktion\nBänke\n\n"
        "1. Bänke sollen her, auf denen alle sitzen können, die müde sind."
    )
    (measure,) = areas_in(text)[0].measures
    assert [(entry.name, entry.lines) for entry in measure.addressees] == [
        ("Landesvorstand", (2, 2)),
        ("Bundestagsfraktion", (2, 2)),
    ]


def test_points_that_complete_the_opening_sentence_name_whom_they_ask() -> None:
    motion = motion_of(
        unnumbered(
            """
Antrag F 3
Kühle Plätze

Wir fordern

- die Kreisverwaltung auf, Bäume zu pflanzen;

- die Landesregierung auf, sie zu bezahlen;

- mehr Schatten für alle.
"""
        )
    )
    measures = [measure for area in motion.areas for measure in area.measures]
    assert [[entry.name for entry in measure.addressees] for measure in measures] == [
        *(["Kreisverwaltung"], ["Landesregierung"], [])
    ]
