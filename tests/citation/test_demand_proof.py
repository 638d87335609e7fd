"""What a resolution's text asks for is in its measures, or somebody has said that it is none."""

from __future__ import annotations

from typing import Any

from reports.citation.demand_proof import demands_left_out, new_demands
from reports.citation.proof import reference_faults
from reports.citation.reanchoring import propose_moves
from reports.content.fields import Lines
from reports.content.resolution import Area, Measure, Resolution, Status
from reports.text.source_text import Sorted
from tests.citation.test_unheard_demands import sorted_of

TEXT = """\
Mehr Licht im Stadtpark

Der Park ist abends dunkel, und viele gehen außen herum.

Wir fordern daher:

1. Lampen am Hauptweg
2. Lampen am Spielplatz und an der Treppe zum Ufer
3. Reparatur der Uhr
"""


def measure(number: int, first: int, last: int, **changes: Any) -> Measure:
    values: dict[str, Any] = {"title": "?", "summary": "?", "lines": Lines(first, last)}
    return Measure(id=f"1.{number}", **(values | changes))


def resolution(*measures: Measure, **changes: Any) -> Resolution:
    area = Area(number=1, title="Licht", lines=Lines(1, 9), measures=measures)
    values: dict[str, Any] = {"id": "licht", "title": "Mehr Licht", "label": "A 1"}
    values |= {"status": Status.DRAFT, "lines": Lines(1, 9), "areas": (area,)}
    return Resolution(**(values | changes))


def lines_left_out(checked: Resolution, text: str = TEXT) -> list[tuple[int, ...]]:
    return [tuple(cited.lines) for cited in demands_left_out(checked, sorted_of(text))]


def test_point_in_no_measure_is_left_out() -> None:
    assert lines_left_out(resolution(measure(1, 7, 7), measure(3, 9, 9))) == [(8, 8)]


def test_nothing_is_left_out_where_each_point_is_a_measure() -> None:
    assert lines_left_out(resolution(*(measure(i, 6 + i, 6 + i) for i in (1, 2, 3)))) == []


def test_lines_that_somebody_said_are_none_are_not_told_again() -> None:
    settled = (Lines(8, 8),)
    checked = resolution(measure(1, 7, 7), measure(3, 9, 9), not_measures=settled)
    assert lines_left_out(checked) == []


def test_wide_lines_do_not_hide_what_the_wording_does_not_say() -> None:
    """A measure may cite the lines of its neighbour by mistake."""
    wide = measure(1, 7, 8, wording="Lampen am Hauptweg")
    assert lines_left_out(resolution(wide, measure(3, 9, 9))) == [(8, 8)]


def test_title_before_a_wording_belongs_to_its_measure() -> None:
    text = "Licht und Uhr\n\n1. Lampen fordern\n\nWir fordern Lampen am Ufer.\n"
    whole = measure(1, 3, 5, wording="Wir fordern Lampen am Ufer.")
    assert lines_left_out(resolution(whole, lines=Lines(1, 5)), text) == []


def test_reasons_between_a_title_and_the_wording_belong_to_no_measure() -> None:
    text = """\
        1. Lampen

        Wir fordern seit Jahren einen hellen Weg, denn viele fürchten sich.

        Wir fordern Lampen am Ufer.
        """
    whole = measure(1, 1, 5, wording="Wir fordern Lampen am Ufer.", title="Lampen")
    assert lines_left_out(resolution(whole, lines=Lines(1, 5)), text) == [(3, 3)]


def test_problem_names_the_line_and_both_ways_to_settle_it() -> None:
    (cited,) = demands_left_out(resolution(measure(1, 7, 7), measure(3, 9, 9)), sorted_of(TEXT))
    problem = cited.problem("sources/licht.txt", "resolution.yaml")
    assert str(problem).startswith("sources/licht.txt: line 8: is a point of a list")
    assert "Lampen am Spielplatz" in problem.message
    assert "not_measures: [[8, 8]]" in problem.remedy


def test_lines_said_to_be_none_must_exist() -> None:
    checked = resolution(measure(1, 7, 7), not_measures=(Lines(80, 80),))
    (fault,) = reference_faults(checked, (), sorted_of(TEXT))
    assert fault.path == ("not_measures", 0)


def amended(new: str, checked: Resolution) -> list[tuple[tuple[int, ...], str]]:
    """Return the new demands of another version, with their lines there."""
    old_text: Sorted = sorted_of(TEXT)
    new_text = sorted_of(new)
    moves = propose_moves(old_text, new_text, checked)
    return [
        (tuple(cited.lines), cited.demand.text)
        for cited in new_demands(old_text, new_text, checked, moves)
    ]


ALL = resolution(*(measure(i, 6 + i, 6 + i) for i in (1, 2, 3)))


def test_new_point_of_an_amended_text_is_named() -> None:
    new = TEXT.replace("3. Reparatur", "3. Bänke mit Lehnen am Ufer\n4. Reparatur")
    assert amended(new, ALL) == [((9, 9), "Bänke mit Lehnen am Ufer")]


def test_point_at_the_end_of_an_amended_text_is_named() -> None:
    """The resolution's last line does not move there by itself."""
    assert amended(TEXT + "4. Bänke am Ufer\n", ALL) == [((10, 10), "Bänke am Ufer")]


def test_unchanged_text_has_nothing_new() -> None:
    assert amended(TEXT, ALL) == []


def test_what_stood_in_no_measure_before_is_not_new() -> None:
    new = TEXT.replace("Mehr Licht", "Noch mehr Licht")
    assert amended(new, resolution(measure(1, 7, 7), measure(3, 9, 9))) == []


def test_measure_whose_text_was_replaced_does_not_hide_the_new_text() -> None:
    new = TEXT.replace("2. Lampen am Spielplatz und an der Treppe zum Ufer", "2. Zwei Brunnen")
    assert amended(new, ALL) == [((8, 8), "Zwei Brunnen")]


def test_lines_said_to_be_none_move_with_their_text() -> None:
    checked = resolution(measure(1, 7, 7), measure(3, 9, 9), not_measures=(Lines(8, 8),))
    new = TEXT.replace("Wir fordern daher:", "Das ist schade.\n\nWir fordern daher:")
    assert amended(new, checked) == []
