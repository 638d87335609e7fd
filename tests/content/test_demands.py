"""Who is asked for what reads the same from both sides."""

from __future__ import annotations

import pytest

from reports.content.demands import demands, measures_by_addressee
from reports.content.workspace import Content


@pytest.mark.parametrize(
    ("addressee", "expected"),
    [
        ("bund", ["1.5.e"]),
        ("landtagsfraktion", ["2.4", "5.A", "6.A"]),
        ("freistaat", ["2.4", "3.A", "4.A", "5.A", "6.A"]),
        ("ortsvereine", ["8.2", "8.3", "8.4"]),
        ("mandatstraeger", ["8.1"]),
        ("arbeitsgemeinschaften", ["8.5"]),
        ("nobody", []),
    ],
)
def test_demands_come_in_the_order_of_the_text(
    addressee: str, expected: list[str], sample: Content
) -> None:
    assert [demand.measure.id for demand in demands(sample.resolutions, addressee)] == expected


def test_demand_knows_area_and_lines_that_name_the_addressee(sample: Content) -> None:
    (demand,) = demands(sample.resolutions, "bund")
    assert demand.area.number == 1
    assert demand.resolution.id == "aktionsplan-integration"
    assert demand.request.lines == (401, 401)


def test_field_name_has_no_full_stop(sample: Content) -> None:
    (demand,) = demands(sample.resolutions, "bund")
    assert demand.field == "1-5-e"


def test_field_names_of_an_addressee_are_unlike(sample: Content) -> None:
    fields = [demand.field for demand in demands(sample.resolutions, "stadtrat-fraktion")]
    assert len(set(fields)) == len(fields) == 37


def test_called_parts_explicit_from_derived_in_the_order_of_addressees(sample: Content) -> None:
    area = sample.resolutions[0].areas[1]
    by_addressee = [
        (entry.addressee.id, [m.id for m in entry.explicit], [m.id for m in entry.derived])
        for entry in measures_by_addressee(sample.addressees, [area])
    ]
    assert by_addressee == [
        ("stadtrat-fraktion", [], ["2.A", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]),
        ("landtagsfraktion", ["2.4"], []),
        ("stadt-leipzig", ["2.5"], ["2.1", "2.2", "2.3", "2.6"]),
        ("freistaat", [], ["2.4"]),
        ("stadtvorstand", [], ["2.A"]),
    ]


def test_both_ways_of_reading_agree(sample: Content) -> None:
    """Measures by addressee and demands of an addressee are the same measures."""
    areas = sample.resolutions[0].areas
    for entry in measures_by_addressee(sample.addressees, areas):
        asked_ids = {
            demand.measure.id for demand in demands(sample.resolutions, entry.addressee.id)
        }
        assert {measure.id for measure in (*entry.explicit, *entry.derived)} == asked_ids


def test_nobody_is_called_where_no_area_is_given(sample: Content) -> None:
    assert measures_by_addressee(sample.addressees, []) == ()
