"""Events are read from calendar files, each with its place, and mistakes are told."""

from __future__ import annotations

import pytest

from reports.content.event import Events
from reports.content.formats.ics_events import Assumed, read_calendar
from tests.content.formats.calendars import (
    ASSUMED,
    calendar_file,
    local_time,
    messages,
    read_events,
    starts,
    together,
)
from tests.support.invalid import problems_in

# --- times ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "local", "zone"),
    [
        ("DTSTART;TZID=Europe/Berlin:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;TZID=America/New_York:20261208T183000", "2026-12-08T18:30", "America/New_York"),
        ("DTSTART;TZID=W. Europe Standard Time:20261208T183000", "2026-12-08T18:30",
         "Europe/Berlin"),
        ('DTSTART;TZID="Romance Standard Time":20261208T183000', "2026-12-08T18:30",
         "Europe/Paris"),
        ("DTSTART;TZID=/x.example/y/Europe/Vienna:20261208T183000", "2026-12-08T18:30",
         "Europe/Vienna"),
        ("DTSTART:20261208T173000Z", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART:20260708T173000Z", "2026-07-08T19:30", "Europe/Berlin"),
        ("DTSTART;TZID=UTC:20261208T173000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("dtstart;tzid=Europe/Berlin:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;VALUE=DATE-TIME:20261208T183060", "2026-12-08T18:30", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_start(start: str, local: str, zone: str) -> None:
    """DTSTART gives local time and zone, also from UTC and from Windows' names of zones."""
    (event,) = read_events(calendar_file(start, DTSTART=None, DTEND=None))
    assert (event["start"].isoformat()[:16], event["timezone"]) == (local, zone)
    assert "end" not in event
    assert "all_day" not in event


def test_the_file_may_name_its_zone() -> None:
    data = calendar_file(head="X-WR-TIMEZONE:Asia/Tokyo", DTSTART="20261208T093000Z", DTEND=None)
    (event,) = read_events(data)
    assert (event["start"], event["timezone"]) == (local_time("2026-12-08T18:30"), "Asia/Tokyo")


@pytest.mark.parametrize(
    ("end", "local"),
    [
        ("DTEND;TZID=Europe/Berlin:20261208T200000", "2026-12-08T20:00"),
        ("DTEND:20261208T190000Z", "2026-12-08T20:00"),
        ("DTEND;TZID=Europe/London:20261208T190000", "2026-12-08T20:00"),
        ("DTEND;TZID=Europe/Berlin:20261210T120000", "2026-12-10T12:00"),
        ("DURATION:PT1H30M", "2026-12-08T20:00"),
        ("DURATION:P1D", "2026-12-09T18:30"),
        ("DURATION:P1W", "2026-12-15T18:30"),
        ("DTEND;TZID=Europe/Berlin:20261208T183000", None),
    ],
)
def test_end(end: str, local: str | None) -> None:
    """DTEND or DURATION give the end in the zone of the start; None if it is the start."""
    (event,) = read_events(calendar_file(end, DTEND=None))
    assert event.get("end") == (local_time(local) if local else None)


def test_days_are_days_and_hours_are_hours_when_the_clocks_change() -> None:
    start = "DTSTART;TZID=Europe/Berlin:20260328T180000"
    (day,) = read_events(calendar_file("DURATION:P1D", DTSTART=start, DTEND=None))
    (hours,) = read_events(calendar_file("DURATION:PT24H", DTSTART=start, DTEND=None))
    assert day["end"] == local_time("2026-03-29T18:00")
    assert hours["end"] == local_time("2026-03-29T19:00")


@pytest.mark.parametrize(
    ("end", "last"), [("20261209", None), ("20261211", "2026-12-10"), ("20261208", None)]
)
def test_whole_days(end: str, last: str | None) -> None:
    """DTEND is the day after the last; an event of one day has no end."""
    data = calendar_file(DTSTART="DTSTART;VALUE=DATE:20261208", DTEND=f"DTEND;VALUE=DATE:{end}")
    (event,) = read_events(data)
    assert event["start"] == local_time("2026-12-08")
    assert event.get("end") == (local_time(last) if last else None)
    assert event["all_day"] is True


# --- rules ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=3"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"], ["12-08", "12-10", "12-12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222T172959Z"], ["12-08", "12-15"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222T173000Z"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=1"], ["12-08"]),
        (["RRULE:FREQ=MONTHLY;BYDAY=WE,-1TH;UNTIL=20261231T180000Z"],
         ["12-08", "12-09", "12-16", "12-23", "12-30", "12-31"]),
        # the start counts, even where the rule does not name it
        (["RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3"], ["12-08", "12-11", "12-18"]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261215T183000"],
         ["12-08", "12-22"]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261215T173000Z,20261222T173000Z"], ["12-08"]),
        (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20261215"], ["12-08", "12-22"]),
        (["RDATE;TZID=Europe/Berlin:20261210T183000,20261211T183000"],
         ["12-08", "12-10", "12-11"]),
        (["RDATE;VALUE=DATE:20261210"], ["12-08", "12-10"]),
    ],
)  # fmt: skip
def test_repeated(lines: list[str], days: list[str]) -> None:
    """RRULE and RDATE give an event for each date, without those of EXDATE."""
    assert starts(calendar_file(*lines)) == [f"2026-{day}T18:30" for day in days]


def test_repeated_events_keep_their_length_and_get_names_by_day() -> None:
    events = read_events(calendar_file("RRULE:FREQ=WEEKLY;COUNT=2"))
    assert [event["id"] for event in events] == ["treffen-2026-12-08", "treffen-2026-12-15"]
    assert [event["end"].isoformat()[:16] for event in events] == [
        "2026-12-08T20:00",
        "2026-12-15T20:00",
    ]


def test_the_clock_on_the_wall_stays_when_clocks_change() -> None:
    start = "DTSTART;TZID=Europe/Berlin:20261023T183000"
    data = calendar_file("RRULE:FREQ=WEEKLY;COUNT=2", DTSTART=start, DTEND=None)
    assert starts(data) == ["2026-10-23T18:30", "2026-10-30T18:30"]


def test_one_date_moved() -> None:
    """An entry with RECURRENCE-ID stands in for one date of the series."""
    moved = calendar_file(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261215T183000",
        DTSTART="DTSTART;TZID=Europe/Berlin:20261216T190000",
        DTEND=None,
    )
    data = together(calendar_file("RRULE:FREQ=WEEKLY;COUNT=3"), moved)
    assert sorted(starts(data)) == ["2026-12-08T18:30", "2026-12-16T19:00", "2026-12-22T18:30"]


def test_cancelled_dates_and_events_are_left_out() -> None:
    cancelled = calendar_file("RECURRENCE-ID:20261215T173000Z", "STATUS:CANCELLED")
    data = together(calendar_file("RRULE:FREQ=WEEKLY;COUNT=2"), cancelled)
    assert starts(data) == ["2026-12-08T18:30"]
    assert starts(calendar_file("STATUS:CANCELLED")) == []


# --- names, places, texts ---------------------------------------------------


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("treffen@example.org", "treffen"),
        ("Größe & Ä@x", "groesse-ae"),
        ("../../etc/passwd", "etc-passwd"),
        (None, "treffen-2026-12-08"),
        ("@x", "treffen-2026-12-08"),
        ("0" * 112, "treffen-2026-12-08"),
    ],
)
def test_id(uid: str | None, name: str) -> None:
    """The id is made from the UID if people can read it, else from title and date."""
    assert [event["id"] for event in read_events(calendar_file(UID=uid))] == [name]


def test_two_without_a_readable_uid_on_one_day() -> None:
    later = calendar_file(UID=None, DTSTART="DTSTART:20261208T203000", DTEND=None)
    events = read_events(together(calendar_file(UID=None), later))
    assert [event["id"] for event in events] == ["treffen-2026-12-08", "treffen-2026-12-08-2030"]


@pytest.mark.parametrize(
    ("location", "name"),
    [
        (r"Saal\, Musterstraße 1\, 04109 Leipzig", "Saal"),
        (r"Saal\nMusterstraße 1\, 04109 Leipzig\, Deutschland", "Saal"),
        (r"Haus A\, Saal 2\, Musterstraße 1\, D-04109 Leipzig", "Haus A, Saal 2"),
        (r"Musterstraße 1\, 04109 Leipzig", "Musterstraße 1"),
    ],
)
def test_venue(location: str, name: str) -> None:
    """LOCATION is parted into name, street, postcode and city."""
    (event,) = read_events(calendar_file(LOCATION=location))
    assert event["venue"] == {
        "name": name,
        "address": {"street": "Musterstraße 1", "postcode": "04109", "city": "Leipzig"},
        "step_free": True,
    }


def test_texts_are_unfolded_and_unescaped() -> None:
    data = calendar_file(
        SUMMARY="Essen\\, Trinken\\; Mu\r\n sik", DESCRIPTION=r"Eins\nzwei\n\ndrei"
    )
    (event,) = read_events(data)
    assert event["texts"]["de"] == {
        "title": "Essen, Trinken; Musik",
        "lead": "Eins zwei",
        "way": "Haltestelle Musterplatz",
    }


@pytest.mark.parametrize(
    ("organizer", "contact"),
    [
        ("ORGANIZER;CN=Erika Muster:mailto:e@example.org",
         {"name": "Erika Muster", "email": "e@example.org"}),
        ('ORGANIZER;CN="Muster, Erika":MAILTO:e@example.org',
         {"name": "Muster, Erika", "email": "e@example.org"}),
        ("ORGANIZER:mailto:e@example.org", None),
        ("ORGANIZER;CN=Kalender:mailto:x@group.calendar.google.com", None),
    ],
)  # fmt: skip
def test_contact(organizer: str, contact: dict[str, str] | None) -> None:
    """The ORGANIZER is the contact if it has a name and an address that somebody reads."""
    (event,) = read_events(calendar_file(organizer))
    assert event.get("contact") == contact


def test_alarms_todos_and_zones_are_no_events() -> None:
    alarm = ["BEGIN:VALARM", "DESCRIPTION:Wecker", "DURATION:PT5M", "END:VALARM"]
    (event,) = read_events(calendar_file(*alarm))
    assert event["texts"]["de"]["lead"] == "Wir reden."
    todo = "BEGIN:VTODO\r\nUID:x\r\nSUMMARY:Saal mieten\r\nEND:VTODO"
    assert len(read_events(calendar_file(head=todo))) == 1


def test_a_calendar_without_events() -> None:
    assert read_events(b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n") == []


def test_mistakes_of_the_model_have_their_line() -> None:
    source = read_calendar(calendar_file(SUMMARY="x" * 101), "a.ics", ASSUMED)
    assert [str(problem) for problem in problems_in(source, Events)] == [
        'a.ics:7:1: "title" has 101 characters – shorten it to 100'
    ]


# --- refused ----------------------------------------------------------------


ANEW = "set the repetition anew in the calendar, or remove it"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (calendar_file(DTSTART=None),
         "a.ics:3: an event without DTSTART – give it a day and a time"),
        (calendar_file(DTEND="DTEND;TZID=Europe/Berlin:20261208T180000"),
         "a.ics:6: the event ends before it starts – correct start or end"),
        (calendar_file("DURATION:-PT1H", DTEND=None),
         ("a.ics:9: DURATION is -PT1H, which is not a length of time"
         " – a calendar file writes two hours as PT2H")),
        (calendar_file("DURATION:lange", DTEND=None),
         ("a.ics:9: DURATION is lange, which is not a length of time"
         " – a calendar file writes two hours as PT2H")),
        (calendar_file(DTSTART="DTSTART;TZID=Europe/Leipzig:20261208T183000"),
         'a.ics:5: there is no time zone "Europe/Leipzig" – write it as "Europe/Berlin"'),
        (calendar_file(DTSTART="8. Dezember"),
         ("a.ics:5: DTSTART is 8. Dezember, which is not a day and time"
         " – a calendar file writes it as 20261212T180000")),
        (calendar_file(DTSTART="20261308T183000"),
         ("a.ics:5: DTSTART is 20261308T183000, which is not a day and time"
         " – a calendar file writes it as 20261212T180000")),
        (calendar_file("DTSTART:20261208T183000"), "a.ics:10: DTSTART stands twice – remove one"),
        (calendar_file("RRULE:FREQ=HOURLY;COUNT=2"),
         f"a.ics:10: repeats more often than daily (HOURLY) – {ANEW}"),
        (calendar_file("RRULE:FREQ=DAILY;COUNT=2;BYHOUR=8,9"),
         f"a.ics:10: RRULE is FREQ=DAILY;COUNT=2;BYHOUR=8,9, which is no rule – {ANEW}"),
        (calendar_file("RRULE:FREQ=DAILY;COUNT=2;INTERVAL=0"),
         f"a.ics:10: RRULE is FREQ=DAILY;COUNT=2;INTERVAL=0, which is no rule – {ANEW}"),
        (calendar_file("RRULE:FREQ=WEEKLY"),
         "a.ics:10: repeats without an end – give the repetition an end (COUNT or UNTIL)"),
        (calendar_file("RRULE:FREQ=DAILY;COUNT=1001"),
         "a.ics:10: more than 1000 dates – export a shorter time, or end the rule earlier"),
        (calendar_file("RRULE:FREQ=DAILY;UNTIL=20360101"),
         "a.ics:10: more than 1000 dates – export a shorter time, or end the rule earlier"),
        (calendar_file("RRULE:FREQ=YEARLY;UNTIL=20991231"),
         ("a.ics:10: reaches over more than 30 years"
         " – export a shorter time, or end the rule earlier")),
        (calendar_file("RRULE:FREQ=YEARLY;COUNT=5", "EXRULE:FREQ=YEARLY;COUNT=5"),
         f"a.ics:11: EXRULE is no longer part of calendar files (RFC 5545) – {ANEW}"),
        (calendar_file("RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T183000"),
         ("a.ics:10: changes all dates from one on, which calendars no longer write (RFC 5545)"
         " – export the calendar anew")),
        (calendar_file(SUMMARY=None),
         "a.ics:3: an event without SUMMARY – write it into the calendar"),
        (calendar_file(LOCATION="bei uns"),
         ("a.ics:9: LOCATION is bei uns, which has no name, street and postcode"
         ' – write it as "name, street and number, postcode and city"')),
        (b"Termine\n", "a.ics:1: not a line of a calendar file – export the calendar anew"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
         "a.ics:2: the file breaks off – export the calendar anew"),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n",
         "a.ics:2: an END without its BEGIN – export the calendar anew"),
        (calendar_file("X-A:\x00"),
         "a.ics:10: not a line of a calendar file – export the calendar anew"),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff\n", "a.ics:2: not UTF-8 text – save the file as UTF-8"),
        (b" " * 1024 * 1024 + b"x",
         "a.ics: larger than 1 MiB – split it or remove what does not belong in it"),
    ],
)  # fmt: skip
def test_refused(data: bytes, message: str) -> None:
    """Each mistake has the line of the file, what is wrong, and what to do."""
    assert message in messages(data)


def test_all_mistakes_at_once() -> None:
    data = together(
        calendar_file("RRULE:FREQ=WEEKLY"),
        calendar_file(DTSTART=None),
        calendar_file(LOCATION=None),
    )
    assert [message.split(" –")[0] for message in messages(data)] == [
        "a.ics:9: repeats without an end",
        "a.ics:11: an event without DTSTART",
        "a.ics:18: an event without LOCATION",
    ]


def test_what_no_calendar_says_is_reported_once() -> None:
    cannot = "a calendar file cannot say it; say it for all events of the file"
    url = "an event without URL – write it into the calendar"
    assert messages(together(calendar_file(), calendar_file()), Assumed()) == [
        f'a.ics:2: "branch" is missing – {cannot}',
        f'a.ics:2: "way" is missing – {cannot}',
        f'a.ics:2: "step_free" is missing – {cannot}',
        f"a.ics:2: {url}",
        f"a.ics:10: {url}",
    ]
