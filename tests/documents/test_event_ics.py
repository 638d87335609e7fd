"""The calendar file of an event: other programs read it, and so does this one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar, Timezone

from reports.content.calendar_entries import CalendarContext
from reports.content.calendars import calendar_events
from reports.content.event import Contact, Event, Events, Venue
from reports.content.settings import CalendarSettings
from reports.content.validation import validate
from reports.documents.event_ics import write_calendar
from reports.text.slug import slug
from tests.content.formats.calendars import local_time, read_events
from tests.support.factories import sample

STAMP = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def written(event: Event, stamp: dt.datetime = STAMP) -> bytes:
    return write_calendar(event, sample().branch(event.branch), "de", stamp)


def event_with(**changes: Any) -> Event:
    return sample().events[0].model_copy(update=changes)


# --- writing ----------------------------------------------------------------


def test_what_a_program_reads() -> None:
    """Another library reads the event's time, place, title and contact from the file."""
    event = event_with()
    calendar = Calendar.from_ical(written(event))
    (entry,) = calendar.walk("VEVENT")
    assert entry["UID"] == "nachbarschaft@example.org"
    assert entry.decoded("DTSTART").isoformat() == "2026-12-08T18:30:00+01:00"
    assert entry.decoded("DTEND").isoformat() == "2026-12-08T20:00:00+01:00"
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert entry.decoded("DTSTAMP") == STAMP
    assert entry["SUMMARY"] == "Wer zieht da ein?"
    assert entry["LOCATION"] == "Gemeindesaal der Musterkirche, Musterstraße 1, 04109 Leipzig"
    assert entry["URL"] == "https://example.org/nachbarschaft"
    assert entry["ORGANIZER"] == "mailto:erika.muster@example.org"
    assert entry["ORGANIZER"].params["CN"] == "Erika Muster"
    text = event.texts["de"]
    assert str(entry["DESCRIPTION"]).splitlines() == [
        text.lead,
        "",
        text.way,
        "Stufenloser Zugang: Ebenerdiger Eingang vom Kirchhof, rollstuhlgerechte Toilette",
        "Eintritt frei, keine Anmeldung nötig",
    ]


def test_without_an_address_on_the_web_it_has_a_lasting_uid() -> None:
    first = Calendar.from_ical(written(event_with(url=None))).walk("VEVENT")[0]
    later = Calendar.from_ical(written(event_with(url=None, start=dt.datetime(2027, 1, 5, 18))))  # noqa: DTZ001
    assert first["UID"] == later.walk("VEVENT")[0]["UID"]
    other = Calendar.from_ical(written(event_with(url=None, id="fest")))
    assert first["UID"] != other.walk("VEVENT")[0]["UID"]
    assert "URL" not in first


def test_what_came_from_a_calendar_keeps_its_uid() -> None:
    """A date of a series says which one it is, so that it does not replace the others."""
    began = dt.datetime(2026, 12, 8, 18)  # noqa: DTZ001
    event = event_with(uid="a@example.org", sequence=4, recurrence=began, tentative=True)
    (entry,) = Calendar.from_ical(written(event)).walk("VEVENT")
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == ("a@example.org", 4, "TENTATIVE")
    assert entry["RECURRENCE-ID"].params["TZID"] == "Europe/Berlin"
    assert entry.decoded("RECURRENCE-ID").isoformat() == "2026-12-08T18:00:00+01:00"


def test_an_event_online_has_its_link() -> None:
    link = "https://meet.example.org/1"
    venue = Venue(name="Online", online=True, link=link)
    (entry,) = Calendar.from_ical(written(event_with(venue=venue))).walk("VEVENT")
    assert entry["LOCATION"] == "Online"
    assert link in str(entry["DESCRIPTION"]).splitlines()
    (entry,) = Calendar.from_ical(written(event_with(venue=venue, url=None))).walk("VEVENT")
    assert entry["URL"] == link


def test_the_zone_is_described_in_the_file() -> None:
    calendar = Calendar.from_ical(written(event_with()))
    (zone,) = calendar.walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    described = zone.to_tz(lookup_tzid=False)
    for day in (dt.datetime(2026, 12, 8, 18), dt.datetime(2026, 7, 8, 18)):  # noqa: DTZ001
        offset = dt.timedelta(hours=1 if day.month == 12 else 2)
        assert day.replace(tzinfo=described).utcoffset() == offset


def test_lines_end_and_fold_as_the_standard_says() -> None:
    data = written(event_with())
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(len(line) for line in lines) <= 75


def test_the_same_bytes_from_the_same_event() -> None:
    naive = STAMP.replace(tzinfo=None)
    elsewhere = STAMP.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert written(event_with()) == written(event_with(), naive) == written(event_with(), elsewhere)


def test_without_an_address_nobody_organizes() -> None:
    data = written(event_with(contact=Contact(name="Erika Muster", phone="0341 1")))
    assert b"ORGANIZER" not in data


def test_without_an_end_none_is_made_up() -> None:
    assert b"DTEND" not in written(event_with(end=None))


def test_line_breaks_in_a_text_start_no_line() -> None:
    text = sample().events[0].texts["de"]
    lead = "Eins\r\nATTACH:file:///etc/passwd\nEND:VEVENT"
    data = written(event_with(texts={"de": text.model_copy(update={"lead": lead})}))
    (entry,) = Calendar.from_ical(data).walk("VEVENT")
    assert "ATTACH" not in entry
    assert "END:VEVENT" in str(entry["DESCRIPTION"])


# --- there and back ---------------------------------------------------------


@pytest.mark.parametrize("event", sample().events, ids=lambda event: event.id)
def test_written_and_read_is_the_same_event(event: Event) -> None:
    text = event.texts["de"]
    settings = CalendarSettings(sort=event.sort, step_free=event.venue.step_free, way=text.way)
    context = CalendarContext(settings, event.branch, STAMP.date(), frozenset())
    (file,) = calendar_events({"a.ics": written(event)}, context).files
    events = validate(Events, file)
    contact = event.contact or sample().branch(event.branch).contact
    less = {"access": None, "guests": None, "admission": None}
    expected = event.model_copy(
        update={
            "id": f"{slug(text.title)}-{event.start:%Y-%m-%d}",
            "uid": f"{event.id}@example.org",
            "measures": (),
            "contact": contact.model_copy(update={"phone": None}),
            "texts": {"de": text.model_copy(update=less)},
        }
    )
    assert events.events == (expected,)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC", "Pacific/Kiritimati"])
def test_there_and_back_in_other_zones(zone: str) -> None:
    (event,) = read_events(written(event_with(timezone=zone)), timezone=zone)
    assert (event["start"], event["timezone"]) == (local_time("2026-12-08T18:30"), zone)
