"""Tables of measures in DOCX and ODT: each row is a measure with its title and who is asked."""

from __future__ import annotations

import pytest

from reports.importing.analysis import analyse
from reports.importing.parsed_motion import ParsedMotion
from tests.importing.test_office_looks import office_table, word_table
from tests.support import sources
from tests.support.sources import paragraph

ROWS = [
    ("1", "Abendkurse", "Die Schule bietet Kurse am Abend an.", "Schulamt", "2027"),
    ("2", "Elterncafé", "Jede Schule richtet ein Café ein.", "Sozialamt", ""),
    ("3", "Praktika", "Die Stadtverwaltung stellt 20 Plätze bereit.", "Stadtverwaltung", "laufend"),
]
HEADS = ("Nr.", "Maßnahme", "Beschreibung", "Zuständig", "Frist")


def motion_of(kind: str, *rows: tuple[str, ...], above: str = "Plan für Schulen") -> ParsedMotion:
    if kind == "docx":
        data = sources.docx(paragraph(above) + word_table(*rows))
    else:
        data = sources.odt(f"<text:p>{above}</text:p>" + office_table(*rows))
    (motion,) = analyse(data, f"plan.{kind}").motions
    return motion


def measures(motion: ParsedMotion) -> list[tuple[str | None, str]]:
    return [(each.title, each.wording) for area in motion.areas for each in area.measures]


@pytest.mark.parametrize("kind", ["docx", "odt"])
@pytest.mark.parametrize(
    "columns",
    [(0, 1, 2, 3, 4), (1, 2, 3, 4), (0, 1, 2), (1, 2), (1, 3, 2), (4, 3, 1, 2)],
)
@pytest.mark.parametrize("heads", [HEADS, ("Lfd. Nr.", "Projekte", "Inhalt", "Wer?", "Bis wann?")])
def test_each_row_of_a_table_of_measures_is_one(
    kind: str, columns: tuple[int, ...], heads: tuple[str, ...]
) -> None:
    rows = [tuple(row[column] for column in columns) for row in (heads, *ROWS)]
    titled = measures(motion_of(kind, *rows))
    assert [title for title, _wording in titled] == [row[1] for row in ROWS]
    for (_title, wording), row in zip(titled, ROWS, strict=True):
        assert row[2] in wording
        assert all(row[column] in wording for column in (3, 4) if column in columns)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_whoever_is_responsible_is_asked(kind: str) -> None:
    motion = motion_of(kind, HEADS, *ROWS)
    names = [
        {addressee.name for addressee in measure.addressees}
        for area in motion.areas
        for measure in area.measures
    ]
    assert all(row[3] in named for row, named in zip(ROWS, names, strict=True))


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_head_of_a_table_stands_again_on_the_next_page(kind: str) -> None:
    motion = motion_of(kind, HEADS, ROWS[0], HEADS, *ROWS[1:])
    assert [title for title, _wording in measures(motion)] == [row[1] for row in ROWS]


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_row_of_another_form_is_kept(kind: str) -> None:
    motion = motion_of(kind, HEADS, ROWS[0], ("Die Stadt soll den Stand berichten.",), *ROWS[1:])
    words = " ".join(wording for _title, wording in measures(motion))
    assert "Die Stadt soll den Stand berichten." in words


@pytest.mark.parametrize("kind", ["docx", "odt"])
@pytest.mark.parametrize(
    ("above", "heads"),
    [
        ("Plan für Schulen", ("Nr.", "Titel", "Ort", "Raum", "Seite")),
        ("Plan für Schulen", ("Jahr", "Schule", "Kinder", "Amt", "Quelle")),
    ],
)
def test_other_tables_are_read_as_before(kind: str, above: str, heads: tuple[str, ...]) -> None:
    motion = motion_of(kind, heads, *ROWS, above=above)
    assert not {title for title, _wording in measures(motion)} & {row[1] for row in ROWS}


@pytest.mark.parametrize("kind", ["docx", "odt"])
@pytest.mark.parametrize("columns", [(0, 2, 3), (2, 3, 4), (0, 2, 4)])
def test_a_sentence_as_a_measure_is_no_title(kind: str, columns: tuple[int, ...]) -> None:
    heads = ("Nr.", "", "Maßnahme", "Zuständig", "Frist")
    rows = [tuple(row[column] for column in columns) for row in (heads, *ROWS)]
    motion = motion_of(kind, *rows)
    wordings = measures(motion)
    assert len(wordings) == len(ROWS)
    assert all(row[2] in wording for row, (_title, wording) in zip(ROWS, wordings, strict=True))
    assert not any(title for title, _wording in wordings)
