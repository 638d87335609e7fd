"""The account of an import: what was found, and that nothing of the text is left over."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from reports.citation.import_account import (
    ImportAccount,
    LineKind,
    account_of,
    with_demands,
)
from reports.importing.analysis import Analysis, analyse
from reports.importing.marked_reading import analyse_marked
from reports.importing.marked_text import marked_text
from reports.text.source_text import Role

TEXT = """\
    Antrag C 2

    Antragsteller: Ortsverein Seeufer

    Ein Steg für alle

    Der Steg ist seit zwei Jahren gesperrt. Wer baden will, fährt in den
    Nachbarort.

    Wir fordern die Stadtverwaltung auf,

    1. den Steg bis zum Sommer zu erneuern,
    2. eine Treppe ins Wasser zu bauen.

    Begründung

    Das Holz ist morsch, und die alte Treppe wurde abgebaut.
    """


def analysed(text: str) -> tuple[Analysis, ImportAccount]:
    analysis = analyse(textwrap.dedent(text).encode(), "steg.txt")
    return analysis, account_of(analysis)


def test_counts_are_those_of_the_text() -> None:
    _analysis, account = analysed(TEXT)
    assert (account.motions, account.measures, account.addressed) == (1, 2, 2)
    assert account.titled == 0
    assert not account.has_line_numbers


def test_each_line_was_taken_for_something() -> None:
    analysis, account = analysed(TEXT)
    filled = sum(bool(line.text.strip()) for line in analysis.text.text.lines)
    assert sum(account.lines.values()) == filled
    assert account.lines[LineKind.HEAD] == 3
    assert account.lines[LineKind.MEASURE] == 2
    assert account.lines[LineKind.REASONS] >= 1
    assert account.lost == ()


@pytest.mark.parametrize("role", [Role.FURNITURE, Role.FOOTNOTE])
def test_lines_beside_the_text_are_counted_by_their_role(role: Role) -> None:
    pages = "".join(
        f"Ein Steg für alle\n\nSeite {page}: Wir fordern einen Steg für jeden See.\n\n\f"
        for page in range(1, 9)
    )
    analysis, account = analysed(pages)
    rows = {row.line for row in analysis.text.rows if row.text}
    lines = sum(role.value in roles for i, roles in enumerate(analysis.text.roles) if i not in rows)
    kind = LineKind.FURNITURE if role is Role.FURNITURE else LineKind.FOOTNOTE
    assert account.lines[kind] == lines


def test_text_understood_has_no_demand_in_no_measure() -> None:
    assert analysed(TEXT)[1].demands == ()


def test_demand_in_no_measure_is_a_doubt_with_its_line() -> None:
    """Here the import has lost a point: its line stands in no part, too."""
    analysis, account = analysed(TEXT)
    (motion,) = analysis.motions
    kept = tuple(part for part in motion.parts if part.number != "2")
    lacking = Analysis(analysis.text, (replace(motion, parts=kept),))
    (demand,) = account_of(lacking).demands
    assert demand.lines == (8, 8)
    assert "eine Treppe ins Wasser zu bauen" in demand.message
    doubts = with_demands(lacking, account_of(lacking)).doubts
    expected = f"line 8 (line 13 of the file): {demand.message}"
    assert expected in [doubt.what for doubt in doubts]
    assert account.demands == ()
    assert account_of(lacking).lines[LineKind.LOST] == 1


def test_account_of_a_marked_text_is_that_of_the_import() -> None:
    """Each line counts for what the marks say, also where number and words share one."""
    analysis, account = analysed(TEXT)
    marked = marked_text("sources/steg.txt", analysis.motions)
    data = textwrap.dedent(TEXT).encode()
    read = analyse_marked(data, "steg.txt", marked, "steg.marked.md")[1]
    assert account_of(read) == account
