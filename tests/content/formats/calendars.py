"""Calendar files to be read, and what is read from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from reports.content.event import Events
from reports.content.formats.ics_events import Assumed, read_calendar
from reports.content.validation import validate
from reports.errors import ContentError, Problem

ASSUMED = Assumed(
    branch="musterviertel", step_free=True, way="Haltestelle Musterplatz", url="https://example.org"
)


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


def read_events(data: bytes, assumed: Assumed = ASSUMED) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = read_calendar(data, "a.ics", assumed).value["events"]
    return events


def starts(data: bytes) -> list[str]:
    return [event["start"].isoformat()[:16] for event in read_events(data)]


def messages(data: bytes, assumed: Assumed = ASSUMED) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_calendar(data, "a.ics", assumed)
    return [str(problem) for problem in caught.value.problems]


def outcome(data: bytes) -> tuple[Sequence[Problem], list[dict[str, Any]]]:
    """What is wrong with a file, or else its events."""
    try:
        source = read_calendar(data, "a.ics", ASSUMED)
        validate(Events, source)
    except ContentError as error:
        return error.problems, []
    return (), source.value["events"]
