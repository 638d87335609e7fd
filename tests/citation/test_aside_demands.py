"""What asks in heads, footnotes, page furniture and on covers is a doubt, with its place."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from reports.citation.demand_proof import demands_left_out
from reports.citation.import_account import ImportAccount, account_of
from reports.citation.unheard_demands import Ground
from reports.content.fields import Lines
from reports.content.resolution import Area, Measure, Resolution
from reports.importing.analysis import Analysis, analyse

DEMAND = "Wir fordern außerdem, dass die Bänke aus Holz sind."


def imported(text: str, name: str = "baenke.md") -> tuple[Analysis, ImportAccount]:
    analysis = analyse(textwrap.dedent(text).encode(), name)
    return analysis, account_of(analysis)


FOOTNOTE = f"""\
    # Bänke

    Wir fordern den Stadtrat auf, Bänke aufzustellen.[^1]

    [^1]: {DEMAND}
    """

HEAD = f"""\
    # Bänke

    Antragsteller: AG Wege

    Hinweis: {DEMAND}

    Wir fordern den Stadtrat auf, Bänke aufzustellen.
    """

OUTSIDE = f"""\
    {DEMAND}

    Antrag A 1
    Antragsteller: Ortsverein Nord
    Bänke im Park

    Wir fordern die Stadt auf, Bänke aufzustellen.

    Antrag A 2
    Antragsteller: Ortsverein Süd
    Licht im Park

    Wir fordern die Stadt auf, Lampen aufzustellen.
    """

FURNITURE = "\f".join(
    f"{DEMAND}\n\n{page} Wir bitten die Stadt, in der Straße {page} Bänke aufzustellen.\n\n"
    for page in ("Ahornweg", "Birkenweg", "Lindenweg", "Ulmenweg", "Eibenweg", "Tannenweg")
)


@pytest.mark.parametrize(
    ("text", "name", "ground"),
    [
        (FOOTNOTE, "baenke.md", Ground.FOOTNOTE),
        (HEAD, "baenke.md", Ground.HEAD),
        (OUTSIDE, "baenke.txt", Ground.OUTSIDE),
        (FURNITURE, "baenke.txt", Ground.FURNITURE),
    ],
)
def test_a_demand_aside_of_the_text_is_told(text: str, name: str, ground: Ground) -> None:
    (demand,) = imported(text, name)[1].demands
    assert demand.demand.ground is ground
    assert DEMAND in demand.demand.text
    assert (demand.lines is None) == (ground is Ground.OUTSIDE)


@pytest.mark.parametrize("text", [FOOTNOTE, HEAD, OUTSIDE, FURNITURE])
def test_what_asks_for_nothing_there_is_not_told(text: str) -> None:
    plain = text.replace(DEMAND, "Im Jahr 2024 standen dort noch elf Bänke.")
    name = "baenke.md" if "#" in text else "baenke.txt"
    assert imported(plain, name)[1].demands == ()


def test_a_title_may_ask_wherever_it_stands() -> None:
    """In the head, in running heads, and in a contents page."""
    title = "Wir brauchen mehr Bänke in jedem Park!"
    pages = "\f".join(
        f"{title}\n\nWir fordern die Stadt auf, in der Straße {page} Bänke aufzustellen.\n\n"
        for page in ("Ahornweg", "Birkenweg", "Lindenweg", "Ulmenweg", "Eibenweg", "Tannenweg")
    )
    text = f"Antrag A 1\nAntragsteller: Ortsverein Nord\nTitel: {title}\n\n{pages}"
    assert imported(text, "baenke.txt")[1].demands == ()


def checked(text: str, **changes: Any) -> list[Ground]:
    """Return what `check` tells of the resolution of a text with one measure."""
    source = analyse(textwrap.dedent(text).encode(), "baenke.md").text
    measure = Measure(id="1", wording="Wir fordern den Stadtrat auf", lines=Lines(2, 2))
    area = Area(number=1, title="Bänke", lines=Lines(2, 2), measures=(measure,))
    values: dict[str, Any] = {
        "id": "baenke",
        "title": "Bänke",
        "label": "A 1",
        "lines": Lines(1, 2),
    }
    demands = demands_left_out(Resolution(**(values | {"areas": (area,)} | changes)), source)
    return [cited.demand.ground for cited in demands]


def test_check_tells_of_footnotes_until_somebody_says_that_they_are_none() -> None:
    assert checked(FOOTNOTE) == [Ground.FOOTNOTE]
    assert checked(FOOTNOTE, not_measures=(Lines(2, 2),)) == []


@pytest.mark.parametrize(
    "demand",
    [
        "Die Stadt muss dafür zehn Bänke kaufen.",
        "Der Bericht soll im Juni vorliegen.",
        "Der Rat sollte dazu eine Studie vergeben.",
    ],
)
def test_one_word_of_duty_is_enough_in_a_footnote(demand: str) -> None:
    (cited,) = imported(FOOTNOTE.replace(DEMAND, demand))[1].demands
    assert cited.demand.ground is Ground.FOOTNOTE
    assert cited.demand.text == demand


def test_a_footnote_that_quotes_a_report_is_not_told() -> None:
    quoted = "Vgl. den Bericht des Rates von 2024, Seite 4 bis 7."
    assert imported(FOOTNOTE.replace(DEMAND, quoted))[1].demands == ()


DULL = "\n".join(
    f"Hier stehen in Reihe {row} auch Bänke, und zwar viele." for row in "abcdefghijkl"
)


def test_sentences_at_page_tops_that_differ_in_a_number_are_named_each() -> None:
    """All were taken for running heads."""
    pages = [f"Die Stadt soll in Bezirk {i} Bänke bauen.\n\n{DULL}\n" for i in range(1, 7)]
    head = "Antrag A 1\n\nBänke\n\nWir fordern Wege.\n"
    account = imported("\f".join([head, *pages]), "baenke.txt")[1]
    assert [demand.demand.text for demand in account.demands] == [
        f"Die Stadt soll in Bezirk {i} Bänke bauen." for i in range(1, 7)
    ]
