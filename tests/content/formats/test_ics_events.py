"""Coming events are read from calendar files; what cannot be read is told and stops nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.content.formats.calendars import (
    calendar_file,
    local_time,
    messages,
    read,
    read_events,
    starts,
    together,
)

AUTUMN = dt.date(2026, 10, 1)

# --- times ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "local", "zone"),
    [
        ("DTSTART;TZID=Europe/Berlin:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;TZID=America/New_York:20261208T183000", "2026-12-08T18:30", "America/New_York"),
        ("DTSTART;TZID=W. Europe Standard Time:20261208T183000", "2026-12-08T18:30",
         "Europe/Berlin"),
        ("DTSTART:20261208T173000Z", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART:20260708T173000Z", "2026-07-08T19:30", "Europe/Berlin"),
        ("DTSTART;TZID=UTC:20261208T173000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;TZID=Etc/GMT-2:20261208T193000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("dtstart;tzid=Europe/Berlin:20261208T183000", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;VALUE=DATE-TIME:20261208T183060", "2026-12-08T18:30", "Europe/Berlin"),
        ("DTSTART;TZID=Europe/Berlin:20261207T240000", "2026-12-08T00:00", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_start(start: str, local: str, zone: str) -> None:
    """DTSTART gives local time and zone; a time in UTC or of an offset is that of the settings."""
    (event,) = read_events(calendar_file(start, DTSTART=None, DTEND=None))
    assert (event["start"].isoformat()[:16], event["timezone"]) == (local, zone)
    assert "end" not in event
    assert "all_day" not in event


def test_the_settings_name_the_zone_of_times_in_utc() -> None:
    data = calendar_file(head="X-WR-TIMEZONE:Asia/Tokyo", DTSTART="20261208T093000Z", DTEND=None)
    (event,) = read_events(data, timezone="Asia/Tokyo")
    assert (event["start"], event["timezone"]) == (local_time("2026-12-08T18:30"), "Asia/Tokyo")
    assert messages(data, timezone="Asia/Tokyo") == []


def test_a_calendar_kept_in_another_zone_is_told() -> None:
    """The owner's zone need not be that of the place: it is told, not taken."""
    data = calendar_file(head="X-WR-TIMEZONE:Asia/Tokyo", DTSTART="20261208T173000Z", DTEND=None)
    assert starts(data) == ["2026-12-08T18:30"]
    assert messages(data) == [
        (
            "a.ics:1: the calendar is kept in the time zone Asia/Tokyo; Europe/Berlin is printed"
            ' – if that is wrong, write timezone = "Asia/Tokyo" under [calendar]'
        )
    ]
    named = calendar_file(head="X-WR-TIMEZONE:Asia/Tokyo")
    assert messages(named) == []
    day = calendar_file(head="X-WR-TIMEZONE:Asia/Tokyo", DTSTART="20261208", DTEND=None)
    assert messages(day) == []
    for same in ("UTC", "Europe/Vienna", "nowhere"):
        assert messages(data.replace(b"Asia/Tokyo", same.encode())) == []


@pytest.mark.parametrize(
    ("end", "local"),
    [
        ("DTEND;TZID=Europe/Berlin:20261208T200000", "2026-12-08T20:00"),
        ("DTEND:20261208T190000Z", "2026-12-08T20:00"),
        ("DTEND;TZID=Europe/London:20261208T190000", "2026-12-08T20:00"),
        ("DTEND;TZID=Europe/Berlin:20261210T120000", "2026-12-10T12:00"),
        ("DTEND;TZID=Europe/Berlin:20261208T240000", "2026-12-09T00:00"),
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


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("DTEND;TZID=Europe/Berlin:20261208T180000", "the event ends before it starts"),
        ("DTEND:irgendwann", "DTEND is IRGENDWANN, which is not a day and time"),
        ("DURATION:-PT1H", "DURATION is -PT1H, which is not a length of time"),
    ],
)
def test_an_end_that_cannot_be_is_left_out_and_told(end: str, reason: str) -> None:
    data = calendar_file(end, DTEND=None)
    (event,) = read_events(data)
    assert "end" not in event
    assert messages(data) == [f'a.ics:9: "Treffen": {reason} – only its start is printed']


def test_days_are_days_and_hours_are_hours_when_the_clocks_change() -> None:
    start = "DTSTART;TZID=Europe/Berlin:20260328T180000"
    (day,) = read_events(calendar_file("DURATION:P1D", DTSTART=start, DTEND=None))
    (hours,) = read_events(calendar_file("DURATION:PT24H", DTSTART=start, DTEND=None))
    assert day["end"] == local_time("2026-03-29T18:00")
    assert hours["end"] == local_time("2026-03-29T19:00")


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209", None),
        ("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261211", "2026-12-10"),
        ("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261208", None),
        ("DTSTART:20261208", "DTEND:20261209", None),
        ("DTSTART:20261208", None, None),
        # Outlook writes them from midnight to midnight
        ("DTSTART;TZID=Europe/Berlin:20261208T000000", "DTEND;TZID=Europe/Berlin:20261209T000000",
         None),
        ("DTSTART:20261207T230000Z", "DTEND:20261210T230000Z", "2026-12-10"),
        ("DTSTART:20261208T000000", "DTEND:20261208T240000", None),
    ],
)  # fmt: skip
def test_whole_days(start: str, end: str | None, last: str | None) -> None:
    """DTEND is the day after the last; an event of one day has no end."""
    (event,) = read_events(calendar_file(DTSTART=start, DTEND=end))
    assert event["start"] == local_time("2026-12-08")
    assert event.get("end") == (local_time(last) if last else None)
    assert event["all_day"] is True


def test_a_time_that_no_clock_shows_is_told() -> None:
    """Of a series only this date is left out."""
    start = "DTSTART;TZID=Europe/Berlin:20270327T023000"
    data = calendar_file("RRULE:FREQ=DAILY;COUNT=3", DTSTART=start, DTEND=None)
    assert starts(data) == ["2027-03-27T02:30", "2027-03-29T02:30"]
    assert messages(data) == [
        (
            "a.ics:3: Treffen, 2027-03-28: this time does not exist on that day, since the clocks"
            " go forward – correct the time in the calendar"
        )
    ]


# --- rules ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=3"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"], ["12-08", "12-10", "12-12"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222T172959Z"], ["12-08", "12-15"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261222T173000Z"], ["12-08", "12-15", "12-22"]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20261207T230000Z"], ["12-08"]),
        (["RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=1"], ["12-08"]),
        (["RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4"], ["12-08", "12-10", "12-15", "12-17"]),
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


def test_repeated_events_keep_their_length_and_say_which_date_they_are() -> None:
    events = read_events(calendar_file("RRULE:FREQ=WEEKLY;COUNT=2"))
    assert [event["end"].isoformat()[:16] for event in events] == [
        "2026-12-08T20:00",
        "2026-12-15T20:00",
    ]
    assert [event["recurrence"] for event in events] == [event["start"] for event in events]
    assert {event["uid"] for event in events} == {"treffen@example.org"}


@pytest.mark.parametrize(
    "period", ["20261210T170000Z/20261210T183000Z", "20261210T170000Z/PT1H30M"]
)
def test_listed_periods_have_ends_of_their_own(period: str) -> None:
    first, second = read_events(calendar_file(f"RDATE;VALUE=PERIOD:{period}"))
    assert first["end"] == local_time("2026-12-08T20:00")
    assert (second["start"], second["end"]) == (
        local_time("2026-12-10T18:00"),
        local_time("2026-12-10T19:30"),
    )


def test_the_clock_on_the_wall_stays_when_clocks_change() -> None:
    start = "DTSTART;TZID=Europe/Berlin:20261023T183000"
    data = calendar_file("RRULE:FREQ=WEEKLY;COUNT=2", DTSTART=start, DTEND=None)
    assert starts(data) == ["2026-10-23T18:30", "2026-10-30T18:30"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=2", ["2026-10-23T18:30", "2026-10-30T17:30"]),
        # late in UTC is the next day here
        ("RRULE:FREQ=MONTHLY;BYDAY=4FR;COUNT=2", ["2026-10-23T18:30", "2026-11-27T17:30"]),
    ],
)
def test_a_rule_in_utc_is_expanded_in_utc(rule: str, expected: list[str]) -> None:
    data = calendar_file(rule, DTSTART="20261023T163000Z", DTEND=None)
    assert starts(data) == expected


@pytest.mark.parametrize(
    ("rule", "on", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", AUTUMN, ["2026-10-06", "2026-11-03", "2026-12-01"]),
        ("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 10, 6), ["2026-10-06", "2026-10-13", "2026-10-20"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", AUTUMN, ["2026-10-06", "2026-10-20", "2026-11-03"]),
        ("FREQ=YEARLY", AUTUMN, ["2027-01-07", "2028-01-07", "2029-01-07"]),
        # what goes on for longer than two years counts as endless
        ("FREQ=DAILY;UNTIL=20991231", AUTUMN, ["2026-10-01", "2026-10-02", "2026-10-03"]),
        ("FREQ=WEEKLY;COUNT=9000", AUTUMN, ["2026-10-06", "2026-10-13", "2026-10-20"]),
    ],
)
def test_endless_rules_give_the_next_dates(rule: str, on: dt.date, expected: list[str]) -> None:
    start = "DTSTART;TZID=Europe/Berlin:20200107T183000"
    data = calendar_file(f"RRULE:{rule}", DTSTART=start, DTEND=None)
    assert [day[:10] for day in starts(data, on)] == expected
    assert len(starts(data, on, ahead=5)) == 5


def test_cancelled_dates_are_not_counted_among_the_next() -> None:
    data = calendar_file("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261215")
    assert [day[:10] for day in starts(data)] == ["2026-12-08", "2026-12-22", "2026-12-29"]


def test_rules_without_an_end_and_without_dates() -> None:
    assert starts(calendar_file("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")) == ["2026-12-08T18:30"]


def test_one_date_moved() -> None:
    """An entry with RECURRENCE-ID stands in for one date of the series, in whatever zone."""
    for replaced in (
        "RECURRENCE-ID;TZID=Europe/Berlin:20261215T183000",
        "RECURRENCE-ID:20261215T173000Z",
    ):
        moved = calendar_file(
            replaced, DTSTART="DTSTART;TZID=Europe/Berlin:20261216T190000", DTEND=None
        )
        data = together(calendar_file("RRULE:FREQ=WEEKLY;COUNT=3"), moved)
        assert sorted(starts(data)) == ["2026-12-08T18:30", "2026-12-16T19:00", "2026-12-22T18:30"]
        (event,) = [event for event in read_events(data) if event["start"].day == 16]
        assert event["recurrence"] == local_time("2026-12-15T18:30")


def test_dates_from_one_on_that_are_changed_are_told() -> None:
    changed = calendar_file("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261215T183000")
    data = together(calendar_file("RRULE:FREQ=WEEKLY;COUNT=3"), changed)
    assert starts(data) == ["2026-12-08T18:30"]
    assert "changes all dates from one on" in messages(data)[0]


def test_cancelled_dates_and_events_are_left_out() -> None:
    cancelled = calendar_file("RECURRENCE-ID:20261215T173000Z", "STATUS:CANCELLED")
    data = together(calendar_file("RRULE:FREQ=WEEKLY;COUNT=2"), cancelled)
    assert starts(data) == ["2026-12-08T18:30"]
    assert starts(calendar_file("STATUS:CANCELLED")) == []


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Europe/Berlin"])
def test_a_whole_day_is_cancelled_by_its_time(zone: str) -> None:
    data = calendar_file(
        "RRULE:FREQ=DAILY;COUNT=3",
        f"EXDATE;TZID={zone}:20261209T000000",
        DTSTART="DTSTART;VALUE=DATE:20261208",
        DTEND="DTEND;VALUE=DATE:20261209",
    )
    assert [day[8:10] for day in starts(data)] == ["08", "10"]


def test_what_is_over_is_left_out() -> None:
    """An event is over when its last day is."""
    on = dt.date(2026, 12, 9)
    assert starts(calendar_file(), on) == []
    assert starts(calendar_file(), on - dt.timedelta(days=1)) == ["2026-12-08T18:30"]
    long = calendar_file(DTEND="DTEND;TZID=Europe/Berlin:20261210T120000")
    assert starts(long, on) == ["2026-12-08T18:30"]
    until_midnight = calendar_file(DTEND="DTEND;TZID=Europe/Berlin:20261209T000000")
    assert starts(until_midnight, on) == []
    series = calendar_file("RRULE:FREQ=WEEKLY;COUNT=3")
    assert starts(series, on) == ["2026-12-15T18:30", "2026-12-22T18:30"]


def test_what_cannot_be_read_and_is_over_is_not_told() -> None:
    on = dt.date(2026, 12, 9)
    data = calendar_file(DTSTART="DTSTART;TZID=Nirgendwo:20080101T183000", DTEND=None)
    assert messages(data, on) == []
    assert messages(calendar_file("CLASS:PRIVATE"), on) == []
    hourly = calendar_file("RRULE:FREQ=HOURLY;UNTIL=20090101T000000Z", DTSTART="20080101T183000")
    assert messages(hourly, on) == []
    endless = calendar_file("RRULE:FREQ=HOURLY", DTSTART="20080101T183000")
    assert len(messages(endless, on)) == 1


# --- versions ---------------------------------------------------------------


def test_two_events_with_one_uid_are_told() -> None:
    later = calendar_file(DTSTART="DTSTART;TZID=Europe/Berlin:20261209T183000", DTEND=None)
    data = together(calendar_file(), later)
    assert starts(data) == ["2026-12-08T18:30", "2026-12-09T18:30"]
    assert messages(data) == [
        (
            'a.ics:2: several events have the UID "treffen@example.org"'
            " – each is taken for an event of its own; correct it in the calendar"
        )
    ]


def test_the_newest_version_counts() -> None:
    later = calendar_file(
        "SEQUENCE:2", DTSTART="DTSTART;TZID=Europe/Berlin:20261209T183000", DTEND=None
    )
    data = together(later, calendar_file("SEQUENCE:1"))
    (event,) = read_events(data)
    assert (event["start"], event["sequence"]) == (local_time("2026-12-09T18:30"), 2)
    assert messages(data) == []


# --- texts ------------------------------------------------------------------


def test_texts_are_unfolded_and_unescaped() -> None:
    data = calendar_file(
        SUMMARY="Essen\\, Trinken\\; Mu\r\n sik", DESCRIPTION=r"Eins\nzwei\n\ndrei"
    )
    (event,) = read_events(data)
    assert event["texts"]["de"] == {"title": "Essen, Trinken; Musik", "lead": "Eins zwei"}


@pytest.mark.parametrize(
    ("description", "lead"),
    [
        (r"<body>\n<p>Wir <b>grillen</b> &amp\; singen.</p>\n<p>Bis dann</p></body>",
         "Wir grillen & singen."),
        ("<html><head><title>x</title><style>p {}</style></head><div>Kommt alle</div></html>",
         "Kommt alle"),
        (r"Wir bauen<br>ein Beet<br><br>und gießen", "Wir bauen ein Beet"),
        ("Preis < 5 Euro", "Preis < 5 Euro"),
        ("Kaffee &amp; Kuchen", "Kaffee & Kuchen"),
        (r"Liebe Nachbarn\,\n\nwir laden ein.", "Liebe Nachbarn, wir laden ein."),
        (r"Wir reden.\n____________________\nJoin Zoom Meeting\nhttps://zoom.us/j/1", "Wir reden."),
        (r"https://example.org/mehr\n\nWir reden.", "Wir reden."),
        ("https://example.org/mehr", None),
        ("Wir\treden", "Wir reden"),
    ],
)  # fmt: skip
def test_lead(description: str, lead: str | None) -> None:
    """The lead is the first paragraph in words, without HTML and how to dial in."""
    (event,) = read_events(calendar_file(DESCRIPTION=description))
    assert event["texts"]["de"].get("lead") == lead


def test_a_description_in_html_only() -> None:
    extra = "X-ALT-DESC;FMTTYPE=text/html:<p>Wir reden.</p>"
    (event,) = read_events(calendar_file(extra, DESCRIPTION=None))
    assert event["texts"]["de"]["lead"] == "Wir reden."


def test_a_long_description_is_cut_after_a_sentence_and_told() -> None:
    data = calendar_file(DESCRIPTION="Wir pflanzen Bäume und gießen sie. " * 20)
    (event,) = read_events(data)
    lead = event["texts"]["de"]["lead"]
    assert 300 < len(lead) <= 400
    assert lead.endswith("gießen sie.")
    (message,) = messages(data)
    assert "longer than a flyer has room for" in message
    (event,) = read_events(calendar_file(DESCRIPTION="lange " * 100))
    assert event["texts"]["de"]["lead"].endswith("lange…")


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("URL:https://example.org/a", "https://example.org/a"),
        ("URL;VALUE=URI:https://example.org/a", "https://example.org/a"),
        ("URL:www.example.org/a", "https://www.example.org/a"),
        ("URL:HTTPS://example.org/a", "https://example.org/a"),
        ("URL:message:%3Ca@b%3E", None),
        ("URL:https://example.org/" + "a" * 300, None),
    ],
)
def test_url(line: str, url: str | None) -> None:
    (event,) = read_events(calendar_file(line))
    assert event.get("url") == url


@pytest.mark.parametrize(
    ("description", "url"),
    [
        ("Mehr unter https://example.org/mehr.", "https://example.org/mehr"),
        (r"Karte: https://goo.gl/maps/x\nMehr: (www.example.org)", "https://www.example.org"),
        ('<a href="https://example.org/a?b=1&amp\\;c=2">Mehr</a>', "https://example.org/a?b=1&c=2"),
        ("https://us02web.zoom.us/j/123", None),
    ],
)
def test_the_address_may_stand_in_the_description(description: str, url: str | None) -> None:
    (event,) = read_events(calendar_file(DESCRIPTION=description))
    assert event.get("url") == url


@pytest.mark.parametrize(
    ("lines", "contact"),
    [
        (["ORGANIZER;CN=Erika Muster:mailto:e@example.org"],
         {"name": "Erika Muster", "email": "e@example.org"}),
        (['ORGANIZER;CN="Muster, Erika":MAILTO:e@example.org'],
         {"name": "Muster, Erika", "email": "e@example.org"}),
        (["ORGANIZER:mailto:e@example.org"], None),
        (["ORGANIZER;CN=e@example.org:mailto:e@example.org"], None),
        (["ORGANIZER;CN=Kalender:mailto:x@group.calendar.google.com"], None),
        (["ORGANIZER;CN=Erika:mailto:keine"], None),
        ([r"CONTACT:Erika Muster\, 0341 000000-1"],
         {"name": "Erika Muster", "phone": "0341 000000-1"}),
        ([r"CONTACT:Erika Muster\, Tel. +49 341 0000\, e@example.org",
          "ORGANIZER;CN=Max:mailto:m@example.org"],
         {"name": "Erika Muster", "phone": "+49 341 0000", "email": "e@example.org"}),
        (["CONTACT:Erika Muster"], None),
    ],
)  # fmt: skip
def test_contact(lines: list[str], contact: dict[str, str] | None) -> None:
    """CONTACT or ORGANIZER answer questions if they have a name and a way to reach somebody."""
    (event,) = read_events(calendar_file(*lines))
    assert event.get("contact") == contact


def test_alarms_todos_and_zones_are_no_events() -> None:
    alarm = ["BEGIN:VALARM", "DESCRIPTION:Wecker", "DURATION:PT5M", "END:VALARM"]
    (event,) = read_events(calendar_file(*alarm))
    assert event["texts"]["de"]["lead"] == "Wir reden."
    todo = "BEGIN:VTODO\r\nUID:x\r\nSUMMARY:Saal mieten\r\nEND:VTODO"
    assert len(read_events(calendar_file(head=todo))) == 1


def test_a_calendar_without_events() -> None:
    assert read_events(b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n") == []


def test_what_is_not_certain_says_so_or_is_left_out() -> None:
    data = calendar_file("STATUS:TENTATIVE")
    (event,) = read_events(data)
    assert event["tentative"] is True
    assert read_events(data, with_tentative=False) == []
    assert "it is not certain yet" in messages(data, with_tentative=False)[0]


# --- left out ---------------------------------------------------------------


ANEW = "set the repetition anew in the calendar, or remove it"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (calendar_file("CLASS:PRIVATE"),
         ("a.ics:3: Treffen, 2026-12-08: it is private"
         " – make it public in the calendar, if people are invited")),
        (calendar_file("class:confidential"),
         ("a.ics:3: Treffen, 2026-12-08: it is private"
         " – make it public in the calendar, if people are invited")),
        (calendar_file(SUMMARY=None),
         "a.ics:3: , 2026-12-08: it has no title – give it one in the calendar"),
        (calendar_file(DTSTART=None),
         "a.ics:3: Treffen, None: it has no day – give it a day and a time"),
        (calendar_file(DTSTART="DTSTART;TZID=Europe/Leipzig:20261208T183000"),
         ("a.ics:3: Treffen, 2026-12-08: there is no time zone \"Europe/Leipzig\""
         ' – write it as "Europe/Berlin"')),
        (calendar_file(DTSTART="8. Dezember"),
         ("a.ics:3: Treffen, None: DTSTART is 8. DEZEMBER, which is not a day and time"
         " – a calendar file writes it as 20261212T180000")),
        (calendar_file(DTSTART="20261308T183000"),
         ("a.ics:3: Treffen, None: DTSTART is 20261308T183000, which is not a day and time"
         " – a calendar file writes it as 20261212T180000")),
        (calendar_file("RRULE:FREQ=HOURLY;COUNT=2"),
         f"a.ics:3: Treffen, 2026-12-08: repeats more often than daily (HOURLY) – {ANEW}"),
        (calendar_file("RRULE:FREQ=DAILY;COUNT=2;BYHOUR=8,9"),
         ("a.ics:3: Treffen, 2026-12-08: RRULE is FREQ=DAILY;COUNT=2;BYHOUR=8,9, which is no rule"
         f" – {ANEW}")),
        (calendar_file("RRULE:FREQ=YEARLY;COUNT=900", DTSTART="19010101T183000", DTEND=None),
         f"a.ics:3: Treffen, 1901-01-01: began more than 100 years ago – {ANEW}"),
        (calendar_file("RRULE:FREQ=YEARLY;COUNT=5", "EXRULE:FREQ=YEARLY;COUNT=5"),
         ("a.ics:3: Treffen, 2026-12-08: EXRULE is no longer part of calendar files (RFC 5545)"
         f" – {ANEW}")),
    ],
)  # fmt: skip
def test_left_out(data: bytes, message: str) -> None:
    """Each has its line, title and day, why it is left out, and what to do."""
    assert messages(data) == [message]


def test_what_is_left_out_stops_no_other_event() -> None:
    data = together(
        calendar_file(DTSTART=None),
        calendar_file(UID="b@x"),
        calendar_file("RRULE:FREQ=HOURLY", UID="c@x"),
        calendar_file("CLASS:PRIVATE", UID="d@x"),
    )
    result = read(data)
    assert len(result.dates) == 1
    assert [entry.line for entry in result.left_out] == [2, 17, 26]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Termine\n", "a.ics:1: this is no calendar file – download the calendar anew, as .ics"),
        (b"<!DOCTYPE html>\n<p>Bitte anmelden</p>\n",
         "a.ics:1: this is no calendar file – download the calendar anew, as .ics"),
        (b"", "a.ics:1: this is no calendar file – download the calendar anew, as .ics"),
        (b"BEGIN:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n",
         "a.ics:1: this is no calendar file – download the calendar anew, as .ics"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
         "a.ics: the file breaks off – download the calendar anew"),
        (b" " * 4 * 1024 * 1024 + b"x", "a.ics:1: larger than 4 MiB – export a shorter time"),
    ],
)  # fmt: skip
def test_files_that_are_no_calendars(data: bytes, message: str) -> None:
    assert messages(data) == [message]


def test_a_file_that_breaks_off_keeps_its_complete_events() -> None:
    whole = together(calendar_file(), calendar_file(UID="b@x"))
    assert len(read_events(whole[: whole.index(b"UID:b@x")])) == 1


def test_more_dates_than_are_read_are_told() -> None:
    data = together(
        calendar_file("RRULE:FREQ=DAILY;COUNT=700"),
        calendar_file("RRULE:FREQ=DAILY;COUNT=700", UID="b@x"),
    )
    assert len(read_events(data)) == 700
    assert messages(data) == [
        "a.ics:11: more than 1000 dates – export a shorter time, or end the rule earlier"
    ]
