"""Time zones are known by their many names, or as the file describes them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from reports.content.formats.ics_zones import time_zone
from tests.content.formats.calendars import calendar_file, messages, read_events


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Vienna", "Europe/Vienna"),
        ("/x.example/20260101_1/America/Argentina/Salta", "America/Argentina/Salta"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ('"Romance Standard Time"', "Europe/Paris"),
        ("Central European Standard Time", "Europe/Warsaw"),
        ("Mitteleuropäische Zeit", "Europe/Berlin"),
        ("Mitteleuropäische Sommerzeit", "Europe/Berlin"),
        ("4", "Europe/Berlin"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", "Europe/Sarajevo"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Amsterdam"),
        ("(GMT+01:00) Brüssel, Kopenhagen, Madrid, Paris", "Europe/Brussels"),
        ("(UTC-05:00) Eastern Time (US & Canada)", None),
        ("GMT+0100", "Etc/GMT-1"),
        ("UTC+2", "Etc/GMT-2"),
        ("UTC", "UTC"),
        ("Etc/GMT", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("tzone://Microsoft/Custom", None),
        ("Customized Time Zone", None),
        ("Europe/Leipzig", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_names(name: str, key: str | None) -> None:
    zone = time_zone(name)
    assert (None if zone is None else str(zone)) == key


def _zone(*parts: str, name: str = "Eigene Zone") -> str:
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *parts, "END:VTIMEZONE"])


def _part(kind: str, start: str, before: str, after: str, *lines: str) -> str:
    offsets = (f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}")
    return "\r\n".join([f"BEGIN:{kind}", *offsets, *lines, f"END:{kind}"])


WINTER = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
SUMMER = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
EUROPEAN = _zone(
    _part("STANDARD", "16010101T030000", "+0200", "+0100", WINTER),
    _part("DAYLIGHT", "16010101T020000", "+0100", "+0200", SUMMER),
)
LISTED = _zone(
    _part("STANDARD", "20251026T030000", "+0200", "+0100", "RDATE:20261025T030000"),
    _part("DAYLIGHT", "20260329T020000", "+0100", "+0200", "RDATE:20270328T020000"),
)
BY_DAYS_OF_THE_MONTH = _zone(
    _part("STANDARD", "20070101T020000", "-0400", "-0500",
          "RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU"),
    _part("DAYLIGHT", "20070101T020000", "-0500", "-0400",
          "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "model"),
    [
        (EUROPEAN, "Europe/Berlin"),
        (LISTED, "Europe/Berlin"),
        (BY_DAYS_OF_THE_MONTH, "America/New_York"),
        (_zone(_part("STANDARD", "19700101T000000", "+0530", "+0530")), "Asia/Kolkata"),
    ],
    ids=["rules", "dates", "days of the month", "fixed"],
)
def test_zones_that_the_file_describes(zone: str, model: str) -> None:
    """Their times are those of the zone they describe, on both sides of each change."""
    days = ["20260328", "20260329", "20260330", "20260701", "20261024", "20261025", "20261026"]
    days += ["20260307", "20260309", "20261031", "20261102", "20270101"]
    for day in days:
        start = f"DTSTART;TZID=Eigene Zone:{day}T183000"
        (event,) = read_events(calendar_file(head=zone, DTSTART=start, DTEND=None))
        local = dt.datetime.strptime(f"{day}183000", "%Y%m%d%H%M%S")  # noqa: DTZ007
        moment = local.replace(tzinfo=ZoneInfo(model)).astimezone(ZoneInfo("Europe/Berlin"))
        assert event["start"] == moment.replace(tzinfo=None), day
        assert event["timezone"] == "Europe/Berlin"


def test_a_series_is_expanded_in_the_zone_of_the_file() -> None:
    start = "DTSTART;TZID=Eigene Zone:20261020T183000"
    data = calendar_file("RRULE:FREQ=WEEKLY;COUNT=2", head=EUROPEAN, DTSTART=start, DTEND=None)
    assert [event["start"].hour for event in read_events(data)] == [18, 18]


def test_a_name_that_is_known_needs_no_description() -> None:
    """Programs describe well-known zones by old rules."""
    zone = _zone(_part("STANDARD", "19700101T000000", "+0300", "+0300"), name="Europe/Berlin")
    (event,) = read_events(calendar_file(head=zone))
    assert event["start"].hour == 18


@pytest.mark.parametrize(
    "zone",
    [
        _zone(),
        _zone(_part("STANDARD", "19700101T000000", "gestern", "+0100")),
        _zone(_part("STANDARD", "neulich", "+0100", "+0100")),
        _zone(_part("STANDARD", "19700101T000000", "+0100", "+9900")),
        _zone(_part("STANDARD", "19700101T000000", "+0100", "+0200", "RRULE:FREQ=SECONDLY")),
        _zone(_part("STANDARD", "19700101T000000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYDAY=SU")),
    ],
)
def test_descriptions_that_cannot_be_read(zone: str) -> None:
    start = "DTSTART;TZID=Eigene Zone:20261208T183000"
    (message,) = messages(calendar_file(head=zone, DTSTART=start, DTEND=None))
    assert 'there is no time zone "Eigene Zone"' in message
