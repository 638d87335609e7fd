"""Calendar files to be read, and what is read from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from reports.content.formats.ics_events import CalendarDates, CalendarScope, read_calendar

TODAY = dt.date(2026, 1, 1)
"""The day from which on events are read, unless a test names another."""


def local_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


PLAIN = {
    "UID": "treffen@example.org",
    "DTSTART": "DTSTART;TZID=Europe/Berlin:20261208T183000",
    "DTEND": "DTEND;TZID=Europe/Berlin:20261208T200000",
    "SUMMARY": "Treffen",
    "DESCRIPTION": "Wir reden.",
    "LOCATION": r"Saal\, Musterstraße 1\, 04109 Leipzig",
}


def calendar_file(*extra: str, head: str = "", **changes: str | None) -> bytes:
    """A calendar with one event; a value that is a whole line stays as it is."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *([head] if head else []), "BEGIN:VEVENT"]
    for name, value in {**PLAIN, **changes}.items():
        if value is not None:
            lines.append(value if value.startswith(name) else f"{name}:{value}")
    lines += [*extra, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def together(*files: bytes) -> bytes:
    """One calendar with the events of several."""
    events = [file.split(b"BEGIN:VEVENT")[1].split(b"END:VCALENDAR")[0] for file in files]
    body = b"".join(b"BEGIN:VEVENT" + event for event in events)
    return b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n"


def read(data: bytes, on: dt.date = TODAY, **scope: Any) -> CalendarDates:
    return read_calendar(data, "a.ics", CalendarScope(on, **scope))


def read_events(data: bytes, on: dt.date = TODAY, **scope: Any) -> list[dict[str, Any]]:
    return [date.values for date in read(data, on, **scope).dates]


def starts(data: bytes, on: dt.date = TODAY, **scope: Any) -> list[str]:
    return [event["start"].isoformat()[:16] for event in read_events(data, on, **scope)]


def messages(data: bytes, on: dt.date = TODAY, **scope: Any) -> list[str]:
    """What is told of a file: entries that are left out, and notes."""
    result = read(data, on, **scope)
    left_out = [
        f"a.ics:{entry.line}: {entry.title}, {entry.day}: {entry.reason} – {entry.remedy}"
        for entry in result.left_out
    ]
    return [*left_out, *map(str, result.notes)]
