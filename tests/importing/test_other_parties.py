"""What another party wants is reported, and no demand of the motion."""

from __future__ import annotations

import pytest

from tests.support.parsed_motions import motion_of, unnumbered

OWN = "Wir fordern mehr Bänke."


def wordings(submitter: str, *paragraphs: str) -> list[str]:
    """Return the measures of a motion with these paragraphs and a demand of its own."""
    head = f"Antrag A 1\nAntragsteller: {submitter}\n\nBänke"
    motion = motion_of(unnumbered("\n\n".join([head, *paragraphs, OWN])))
    return [measure.wording for area in motion.areas for measure in area.measures]


@pytest.mark.parametrize(
    "sentence",
    [
        "Die FDP fordert weniger Bänke.",
        "Die Grünen fordern mehr Wege.",
        "Die CDU-Fraktion lehnt Bänke ab.",
        "Auch die Linke setzt sich für Brunnen ein.",
        "Die CDU Musterstadt fordert die Stadt auf, Bänke abzubauen.",
    ],
)
def test_what_another_party_demands_is_no_measure(sentence: str) -> None:
    assert wordings("SPD Musterstadt", sentence) == [OWN]


@pytest.mark.parametrize(
    ("submitter", "sentence"),
    [
        ("SPD Musterstadt", "Die CDU muss ihren Widerstand aufgeben."),
        ("SPD Musterstadt", "Wir fordern die CDU auf, zuzustimmen."),
        ("SPD Musterstadt", "Die SPD fordert Wege aus Stein."),
        ("Jusos Musterstadt", "Die SPD fordert Wege aus Stein."),
        ("CDU Musterstadt", "Die CDU fordert Wege aus Stein."),
        ("Fraktionen von SPD und Grünen", "Die Grünen fordern mehr Wege."),
        ("Ortsverein Nord", "Die SPD fordert Wege aus Stein."),
        ("SPD Musterstadt", "Die FDP fordert weniger Bänke. Wir fordern noch mehr Wege."),
    ],
)
def test_what_one_demands_of_another_or_says_oneself_is_one(submitter: str, sentence: str) -> None:
    assert wordings(submitter, sentence) == [sentence, OWN]
