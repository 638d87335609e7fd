"""A calendar file describes its time zone by rules that hold in every program and year."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from reports.documents.zone_description import zone_description

WITH_RULES = ["Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe"]
BY_DAYS = ["America/Santiago", "Asia/Gaza", "America/Nuuk"]
"""Their clocks change on a weekday that is not the n-th or last one of the month."""
FIXED = ["Asia/Kolkata", "Africa/Nairobi"]
LISTED = ["Africa/Casablanca"]
"""Its summer time follows the moon."""


def _described(key: str) -> Any:
    """Read the description of a zone back from its text."""
    return Timezone.from_ical(zone_description(key, [2026]).to_ical().decode())


@pytest.mark.parametrize("key", [*WITH_RULES, *BY_DAYS, *FIXED, *LISTED])
def test_the_description_says_what_the_zone_has(key: str) -> None:
    zone = ZoneInfo(key)
    described = _described(key).to_tz(lookup_tzid=False)
    day = dt.datetime(2026, 1, 1, 12)  # noqa: DTZ001
    for number in range(365):
        noon = day + dt.timedelta(days=number)
        assert noon.replace(tzinfo=described).utcoffset() == zone.utcoffset(noon), noon


@pytest.mark.parametrize("key", [*WITH_RULES, *BY_DAYS])
def test_both_halves_of_the_year_have_rules(key: str) -> None:
    """Some programs keep the first description of a zone for all calendars they read."""
    parts = _described(key).subcomponents
    assert sorted(part.name for part in parts) == ["DAYLIGHT", "STANDARD"]
    for part in parts:
        assert part["RRULE"]["FREQ"] == ["YEARLY"]
        assert part.decoded("DTSTART").year == 1970


@pytest.mark.parametrize("key", [*WITH_RULES, *BY_DAYS, *FIXED, *LISTED])
def test_only_what_the_standard_allows(key: str) -> None:
    """RFC 5545, 3.6.5; libical's strict check refuses a COMMENT there."""
    described = _described(key)
    assert set(described) == {"TZID"}
    for part in described.subcomponents:
        assert set(part) <= {
            *("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"),
        }
        assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= set(part)


def test_the_rules_of_berlin() -> None:
    lines = zone_description("Europe/Berlin", [2026]).to_ical().decode().splitlines()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in lines


@pytest.mark.parametrize("year", [1950, 1980, 1985])
def test_years_with_other_rules_are_listed(year: int) -> None:
    text = zone_description("Europe/Berlin", [year]).to_ical().decode()
    described: Any = Timezone.from_ical(text)
    zone = described.to_tz(lookup_tzid=False)
    for month in (1, 4, 7, 12):
        noon = dt.datetime(year, month, 15, 12)  # noqa: DTZ001
        assert noon.replace(tzinfo=zone).utcoffset() == ZoneInfo("Europe/Berlin").utcoffset(noon)
