"""No calendar file takes long to read, and none crashes the reader."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from reports.content.formats.ics_dates import MAX_DATES
from reports.documents.event_ics import write_calendar
from tests.content.formats.calendars import calendar_file, read, read_events, together
from tests.support.factories import sample
from tests.support.timing import seconds

EVENT = sample().events[0]
STAMP = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def _of_many(count: int, *lines: str) -> bytes:
    calendar = calendar_file(*lines)
    return together(*[calendar] * count)


def _secondly_zone() -> bytes:
    rule = "DTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY"
    offsets = "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200"
    zone = f"TZID:Europe/Berlin\r\nBEGIN:STANDARD\r\n{rule}\r\n{offsets}\r\nEND:STANDARD"
    return calendar_file(head=f"BEGIN:VTIMEZONE\r\n{zone}\r\nEND:VTIMEZONE")


BOMBS = {
    "secondly": calendar_file("RRULE:FREQ=SECONDLY;COUNT=999999999"),
    "huge count since the year 1": calendar_file(
        "RRULE:FREQ=DAILY;COUNT=999999999", DTSTART="00010101T183000", DTEND=None
    ),
    "huge length": calendar_file("RRULE:FREQ=WEEKLY", DTSTART="00010101T183000"),
    "huge count": calendar_file("RRULE:FREQ=DAILY;COUNT=999999999"),
    "count of endless digits": calendar_file("RRULE:FREQ=DAILY;COUNT=" + "9" * 900_000),
    "never": calendar_file("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"),
    "never, yearly": calendar_file("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"),
    "never by position": calendar_file(
        "RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3;BYSETPOS=3;COUNT=9"
    ),
    "never, a thousand times": _of_many(
        900, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20561201"
    ),
    "far, a thousand times": _of_many(900, "RRULE:FREQ=YEARLY;UNTIL=20561201"),
    "many events": _of_many(4000),
    "many rule parts": calendar_file("RRULE:FREQ=DAILY;COUNT=2" + ";BYDAY=MO" * 90_000),
    "many extra dates": calendar_file("RDATE:" + ",".join(["20261208T183000Z"] * 60_000)),
    "many different dates": calendar_file(
        "RDATE:" + ",".join(f"20{i % 90 + 10}1208T{i // 90 % 24:02}3000Z" for i in range(50_000))
    ),
    "many exceptions": calendar_file("EXDATE:" + ",".join(["20261208"] * 100_000)),
    "days of exceptions to many dates": calendar_file(
        "RRULE:FREQ=DAILY;COUNT=1000", "EXDATE:" + ",".join(["20261208"] * 100_000)
    ),
    "one long line": calendar_file(DESCRIPTION="a\\n" * 300_000),
    "one long line of backslashes": calendar_file(DESCRIPTION="\\" * 900_000),
    "many parameters": calendar_file("ORGANIZER" + ";CN=a" * 180_000 + ":mailto:a@b"),
    "many parameters after a colon": calendar_file(
        'ORGANIZER;CN="a:"' + ";CN=a" * 180_000 + ":mailto:a@b"
    ),
    "quotation marks": calendar_file("ORGANIZER;CN=" + '"' * 900_000),
    "folds": calendar_file(DESCRIPTION="a" + "\r\n b" * 200_000),
    "many lines of extra dates": calendar_file(*["RDATE:20261208T183000Z"] * 40_000),
    "many changes": together(
        calendar_file("RRULE:FREQ=DAILY;COUNT=500"),
        *[calendar_file("RECURRENCE-ID:20261208")] * 499,
    ),
    "nested": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 70_000,
    "a zone with a rule of seconds": _secondly_zone(),
    "long place": calendar_file(LOCATION="1," * 400_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_read_or_refused_within_a_second(name: str) -> None:
    events: list[Any] = []

    def reading() -> None:
        events[:] = read_events(BOMBS[name])

    assert seconds(reading, 1) < 1
    assert len(events) <= MAX_DATES


def test_as_many_dates_as_allowed() -> None:
    """A calendar with exactly MAX_DATES dates is read."""
    rules = [calendar_file("RRULE:FREQ=DAILY;COUNT=500", UID=f"{i}@x") for i in range(2)]
    assert len(read_events(together(*rules))) == MAX_DATES


_SEEDS = [
    write_calendar(EVENT, sample().branch(EVENT.branch), "de", STAMP),
    calendar_file("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3", "EXDATE:20261215T173000Z"),
    calendar_file("RRULE:FREQ=MONTHLY;BYDAY=-1TU;BYSETPOS=1;UNTIL=20271222T173000Z",
                  "DURATION:P1DT2H", DTEND=None),
    calendar_file("RDATE;VALUE=DATE:20261210", DTSTART="DTSTART;VALUE=DATE:20261208", DTEND=None),
    calendar_file("RECURRENCE-ID;TZID=Europe/Berlin:20261215T183000", "STATUS:CONFIRMED"),
]  # fmt: skip
_PIECES = [
    *(b"0", b"9", b"00010101", b"99991231T235959Z", b"-", b"+", b"T", b"Z", b";", b":", b",", b"="),
    *(b"\r\n", b"\n ", b"\\", b'"', b"\x00", b"\xc3", "ß".encode(), b"DAILY", b"YEARLY", b"COUNT"),
    *(b"BYDAY=", b"0MO", b"-53MO", b"BYWEEKNO=-53", b"BYYEARDAY=-366", b"P1W", b"P99999999D"),
    *(b"UTC", b"TZID=", b"/", b"../", b"BEGIN:VEVENT", b"END:VEVENT", b"INTERVAL=999", b"BYEASTER"),
]


@given(
    st.sampled_from(_SEEDS),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 12), st.sampled_from(_PIECES)), max_size=6
    ),
)
@example(_SEEDS[0], [(1153, 12, b"0")])  # a line goes on in the web address
def test_mutated_files_are_read_or_refused(
    data: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for place, length, piece in changes:
        at = place % (len(data) + 1)
        data = data[:at] + piece + data[at + length :]
    result = read(data)
    assert all(problem.place.file == "a.ics" for problem in result.notes)
    assert len(result.dates) <= MAX_DATES


@given(
    st.fixed_dictionaries(
        {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
        optional={
            "INTERVAL": st.integers(0, 1000).map(str),
            "COUNT": st.integers(0, 1001).map(str),
            "UNTIL": st.sampled_from(["20261208", "20300101", "00010101", "20561101T000000Z"]),
            "BYDAY": st.sampled_from(["MO", "0MO", "5MO", "-53SU", "MO,TU,-1FR", "99WE"]),
            "BYMONTH": st.integers(0, 13).map(str),
            "BYMONTHDAY": st.integers(-32, 32).map(str),
            "BYYEARDAY": st.integers(-367, 367).map(str),
            "BYWEEKNO": st.integers(-54, 54).map(str),
            "BYSETPOS": st.integers(-367, 367).map(str),
            "BYHOUR": st.integers(0, 24).map(str),
        },
    ),
    st.sampled_from(["20261208T183000", "00010101T000000", "99991231T235959", "20280229T000000"]),
)
def test_any_rule_is_read_or_refused(rule: dict[str, str], start: str) -> None:
    parts = ";".join(f"{key}={value}" for key, value in rule.items())
    data = calendar_file(f"RRULE:{parts}", DTSTART=start, DTEND=None)
    first_day = dt.date(int(start[:4]), 1, 1)
    assert seconds(lambda: read(data, first_day), 1) < 1
    result = read(data, first_day)
    assert all("for more than two years" in str(note) for note in result.notes)
    assert bool(result.dates) != bool(result.left_out)


@given(
    st.fixed_dictionaries(
        {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
        optional={
            "INTERVAL": st.integers(1, 5).map(str),
            "WKST": st.sampled_from(["MO", "SU", "WE"]),
            "BYDAY": st.sampled_from(["MO", "TU,SA", "1MO", "-1FR", "5WE", "1MO,-2SU"]),
            "BYMONTH": st.sampled_from(["1", "2,12", "6"]),
            "BYMONTHDAY": st.sampled_from(["1", "-1", "13,31", "30"]),
            "BYYEARDAY": st.sampled_from(["1", "-1", "366", "100,-100"]),
            "BYHOUR": st.sampled_from(["8", "20"]),
        },
    ),
    st.sampled_from([None, "1", "-1", "2,-2"]),
    st.sampled_from(["20261208T183000", "20280229T000000", "20270101T120000", "20270131T183000"]),
    st.sampled_from([dt.date(2026, 1, 1), dt.date(2030, 5, 17)]),
)
def test_rules_come_to_what_dateutil_finds(
    rule: dict[str, str], positions: str | None, start: str, on: dt.date
) -> None:
    # not tried: weekdays with and without a number in one rule, where dateutil finds none;
    # dateutil counts positions of the first week from the start, not from its first day
    if positions and rule["FREQ"] != "WEEKLY" and any(key.startswith("BY") for key in rule):
        rule = {**rule, "BYSETPOS": positions}
    parts = ";".join(f"{key}={value}" for key, value in rule.items())
    first = dt.datetime.fromisoformat(start)
    data = calendar_file(f"RRULE:{parts}", DTSTART=start, DTEND=None)
    times = [event["start"] for event in read_events(data, on, ahead=40)]
    starts = [time for time in times if time > first]
    # no further than what is known to come: for what does not, dateutil looks for seconds
    later = (date for date in rrulestr(parts, dtstart=first) if date > first and date.date() >= on)
    assert starts == list(islice(later, len(starts)))
