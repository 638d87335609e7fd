"""Tables below a title: those that tell of the motion are head, all others are text."""

from __future__ import annotations

import pytest

from reports.citation.import_account import LineKind, account_of
from reports.importing.analysis import Analysis, analyse


def imported(*rows: str, title: str = "# Mehr Grün") -> Analysis:
    """Return what an import makes of a title, a table with these rows, and a demand."""
    last = "Wir fordern den Stadtrat auf, das Gießen zu bezahlen."
    text = "\n".join([title, "", *rows, "", last, ""])
    return analyse(text.encode(), "gruen.md")


def wordings(analysis: Analysis) -> list[str]:
    return [
        measure.wording
        for motion in analysis.motions
        for area in motion.areas
        for measure in area.measures
    ]


@pytest.mark.parametrize(
    "heads",
    [
        ("Thema", "Forderung"),
        ("Nr.", "Maßnahme"),
        ("Wer", "Was"),
        ("Bereich", "Maßnahme"),
        ("Zuständig", "Beschluss"),
    ],
)
def test_a_table_of_demands_is_text(heads: tuple[str, str]) -> None:
    """Whatever its columns are called, each of its rows is a measure."""
    analysis = imported(
        f"| {heads[0]} | {heads[1]} |",
        "|---|---|",
        "| Bäume | Die Stadtverwaltung soll an jeder Straße Bäume pflanzen. |",
        "| Bänke | Wir fordern die Fraktion auf, Bänke zu beantragen |",
    )
    assert analysis.motions[0].title == "Mehr Grün"
    trees, benches, _watering = wordings(analysis)
    assert "Bäume pflanzen" in trees
    assert "Bänke zu beantragen" in benches


def test_one_row_with_a_sentence_is_text() -> None:
    analysis = imported("| Thema | Forderung |", "|---|---|", "| Wege | Der Rat soll sie bauen. |")
    assert any("Der Rat soll sie bauen" in wording for wording in wordings(analysis))


def test_a_table_of_facts_is_head() -> None:
    """Keys that nobody knows go with known ones."""
    analysis = imported(
        "| Feld | Wert |",
        "|---|---|",
        "| Antragsteller | OV Mitte |",
        "| Eingereicht | 3.5.2026 |",
        "| Farbe | grün |",
    )
    assert analysis.motions[0].submitter == "OV Mitte"
    assert account_of(analysis).lines[LineKind.HEAD] == 5


def test_a_table_of_committees_is_head() -> None:
    analysis = imported(
        "| Beratungsfolge | Termin |",
        "|---|---|",
        "| Ausschuss für Umwelt | 3. Mai 2026 |",
        "| Ausschuss für Bau | 4. Mai 2026 |",
    )
    assert account_of(analysis).lines[LineKind.HEAD] == 4


def test_a_sentence_behind_beschluss_is_text() -> None:
    """Not only a vote stands behind this key."""
    analysis = imported("Beschluss: Der Stadtrat beauftragt die Verwaltung, Bäume zu pflanzen.")
    assert len(wordings(analysis)) == 2
    voted = imported("Beschluss: Mit den Änderungen der Kommission so angenommen.")
    assert len(wordings(voted)) == 1
    assert voted.motions[0].is_adopted
