"""Who is asked, by the grammar of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reports.importing.asked_bodies import FRAMES, AskedBodies
from reports.importing.request_frame import Frame
from tests.support.timing import growth

BODIES = AskedBodies(["Musterstadt", "Neuhausen"])


def names(text: str, *, begins: int | None = 0) -> list[str]:
    return [body.name for body in BODIES.asked(text, begins=begins) if body.certain]


def requests() -> Iterator[tuple[str, list[str]]]:
    """Yield sentences, each with whom it asks."""
    for line in (Path(__file__).parent / "requests.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, _, bodies = line.partition(" →")
            yield sentence, [name.strip() for name in bodies.split(";") if name.strip()]


@pytest.mark.parametrize(("sentence", "expected"), [*requests()])
def test_sentence_asks_whom_its_grammar_says(sentence: str, expected: list[str]) -> None:
    assert names(sentence) == expected


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.example)
def test_way_to_ask_fits_its_example(frame: Frame) -> None:
    (body, *_others) = BODIES.asked(frame.example, begins=0)
    assert body.certain == frame.certain


# --- lists and heads ----------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "point", "inherited"),
    [
        ("Wir fordern den Kreis auf:", "Bänke sollen her.", ["Kreis"]),
        ("Wir erwarten vom Kreis:", "Hier muss der Bund zahlen.", []),
        ("Wir bitten den Kreis um folgende Punkte:", "Hier muss der Bund zahlen.", ["Kreis"]),
        ("Wir bitten den Kreis um folgende Punkte:", "Hier muss der Kreis zahlen.", []),
        ("Wir erwarten vom Kreis:", "Bänke. Hier muss der Bund zahlen.", ["Kreis"]),
        ("Wir fordern Bund und Länder auf,", "Bänke zu bauen.", ["Bund", "Länder"]),
        ("Es ist Aufgabe des Kreises, das zu regeln. Daher fordern wir:", "Bänke.", ["Kreis"]),
        ("Der Kreis muss viel tun. Daher fordern wir:", "Bänke.", []),
        ("Deshalb fordern wir:", "Bänke.", []),
    ],
)
def test_point_inherits_unless_it_asks_itself(
    opening: str, point: str, inherited: list[str]
) -> None:
    own = BODIES.asked(point, begins=0)
    assert [body.name for body in BODIES.opening(opening).inherited(own)] == inherited


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("SPD-Bundesparteitag", ["SPD-Bundesparteitag"]),
        ("an den Landesvorstand", ["Landesvorstand"]),
        ("Landesvorstand, Bundestagsfraktion", ["Landesvorstand", "Bundestagsfraktion"]),
        ("AGH-Fraktion+Senat", ["AGH-Fraktion", "Senat"]),
        ("Bundes- und Landesvorstand", ["Bundesvorstand", "Landesvorstand"]),
        ("Unterbezirksparteitag -> Landesparteitag", ["Unterbezirksparteitag", "Landesparteitag"]),
        ("Der Landesparteitag möge beschließen:", []),
        ("", []),
    ],
)
def test_head_of_a_motion_lists_addressees(head: str, expected: list[str]) -> None:
    assert [body.name for body in BODIES.listed(head) if body.certain] == expected


def test_name_in_a_head_that_is_no_known_body_is_doubtful() -> None:
    (body,) = BODIES.listed("LPT")
    assert (body.name, body.certain) == ("LPT", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dafür muss sich die Kommunalpolitik einsetzen.", "Kommunalpolitik"),
        ("Wir fordern das Haus der Jugend auf, länger zu öffnen.", "Haus"),
        ("Wir bitten das Stadtarchiv, länger zu öffnen.", "Stadtarchiv"),
        ("Das Stadtarchiv wird gebeten, länger zu öffnen.", "Stadtarchiv"),
    ],
)
def test_what_may_be_no_body_is_doubtful(text: str, name: str) -> None:
    assert [(body.name, body.certain) for body in BODIES.asked(text)] == [(name, False)]


def test_places_in_the_text_are_those_of_name_and_sentence() -> None:
    text = "Bänke fehlen. Wir fordern die SPD-Fraktion im Stadtrat auf, zu handeln."
    (body,) = BODIES.asked(text)
    assert text[slice(*body.span)] == "SPD-Fraktion im Stadtrat"
    assert text[slice(*body.sentence)].startswith("Wir fordern")


def test_measure_begins_with_who_acts() -> None:
    """Elsewhere "Die Verwaltung legt vor" describes."""
    text = "3. Die Verwaltung legt bis Mai einen Bericht vor."
    assert names(text, begins=3) == ["Verwaltung"]
    assert names(text, begins=None) == []


@pytest.mark.parametrize(
    "repeated",
    [
        "der Vorstand der SPD ",
        "Bund, Länder, ",
        "die große ",
        "soll die Stadt ",
        "fordert die SPD die Stadt ",
        "die Mitglieder des Rates und des Rates ",
        "wir wollen, dass die Stadt ",
    ],
)
def test_time_grows_with_a_sentence_that_does_not_end(repeated: str) -> None:
    """A text may come from anybody."""

    def reading(size: int) -> Callable[[], object]:
        text = f"{repeated * (size // len(repeated))} soll fordern auf wird durch dass aufgefordert"
        return lambda: BODIES.asked(text, begins=0)

    assert growth(reading, 2_000) < 1.5
