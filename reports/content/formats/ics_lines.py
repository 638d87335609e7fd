"""The lines of a calendar file (RFC 5545, 3.1): unfolded, parsed, and grouped by event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.errors import Place, Problem
from reports.i18n import _

MAX_DATES = 1000
"""Dates that one file may have, those of all its rules together."""

_MAX_PROPERTIES = 20_000
"""Properties of events in a file: twenty for each date that it may have."""

_MAX_PARAMETERS = 10_000
"""Characters of a line before its value: name and parameters. icalendar is slow on these."""


@dataclass(frozen=True)
class CalendarProperty:
    """A property with its parameters: ``DTSTART;TZID=Europe/Berlin:20261208T183000``."""

    name: str
    """In capitals."""
    params: Mapping[str, Any]
    """By their names in capitals."""
    value: str
    """As it stands in the file, with escapes."""
    line: int
    """The line of the file where it begins."""


@dataclass
class CalendarEntry:
    """The properties of one VEVENT."""

    line: int
    properties: dict[str, list[CalendarProperty]] = field(default_factory=dict)

    def all(self, name: str) -> list[CalendarProperty]:
        """Return the properties with a name, in the order of the file."""
        return self.properties.get(name, [])

    def first(self, name: str) -> CalendarProperty | None:
        """Return the first property with a name, or None if there is none."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """Return the value of a property as text, without escapes; empty without one."""
        prop = self.first(name)
        return _unescaped(prop.value).strip() if prop else ""


class CalendarProblems:
    """The problems of one calendar file, gathered while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, message: str, remedy: str) -> None:
        """Note a problem of a line."""
        self.problems.append(self.problem(line, message, remedy))

    def problem(self, line: int, message: str, remedy: str) -> Problem:
        """Return a problem of a line of this file."""
        return Problem(Place(self.file, line), message, remedy)


class RefusedEntryError(Exception):
    """An event cannot be read; the others can. Its parts become a Problem of the file."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.remedy = remedy


class BudgetSpentError(RefusedEntryError):
    """The file has more dates than are allowed; the rest of it is not read."""


_READ_PROPERTIES = (
    *("UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
    *("ORGANIZER", "STATUS", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
)

REPEATABLE = ("RDATE", "EXDATE")
"""Properties that an event can have several of."""


def _unescaped(value: str) -> str:
    """Return a value without its escapes."""
    from icalendar.parser import unescape_backslash

    return str(unescape_backslash(value))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line, unfolded, with the number in the file of its first part."""
    parts: list[str] = []
    first = 1
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.removesuffix("\r")
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        parts, first = ([line], number) if line else ([], number)
    if parts:
        yield first, "".join(parts)


def _raw_parts(line: str) -> tuple[str, Mapping[str, Any], str]:
    """Return name, parameters and value of a line. Raises ValueError if it is none."""
    from icalendar.parser import Contentline

    content_line: Any = Contentline  # icalendar gives it no types
    parts: tuple[str, Mapping[str, Any], str] = content_line(line).raw_parts()
    return parts


def _property(number: int, line: str) -> CalendarProperty:
    """Return the property of an unfolded line. Raises RefusedEntryError."""
    # bounded first: icalendar takes its time for each parameter
    head = _HEAD.match(line)
    if head is None or head.end() > _MAX_PARAMETERS:
        raise broken_line(number)
    try:
        name, params, value = _raw_parts(line)
    except ValueError:
        raise broken_line(number) from None
    upper_params = {str(key).upper(): param for key, param in params.items()}
    return CalendarProperty(name.upper(), upper_params, value, number)


def broken_line(line: int) -> RefusedEntryError:
    """Return the error for a line that no calendar file has."""
    return RefusedEntryError(
        line, _("not a line of a calendar file"), _("export the calendar anew")
    )


_HEAD = re.compile(r'(?:[^":]+|"[^"]*")*')

_NAME = re.compile(r"[A-Za-z0-9-]+(?=[:;])")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


# one branch for each kind of line
def entries_of(text: str) -> tuple[list[CalendarEntry], str | None]:  # noqa: C901
    """Return the events of a file, and the time zone that it names for itself, if any.

    Raises RefusedEntryError at the first line that is broken: nothing after it could be
    trusted.
    """
    entries: list[CalendarEntry] = []
    own_zone = None
    within: list[str] = []
    properties = 0
    line = 1
    for line, logical in _logical_lines(text):
        named = _NAME.match(logical)
        if named is None or _CONTROL.search(logical):
            raise broken_line(line)
        name = named[0].upper()
        if name == "BEGIN":
            within.append(logical[6:].strip().upper())
            if within[0] != "VCALENDAR":
                raise broken_line(line)
            if within == ["VCALENDAR", "VEVENT"]:
                entries.append(CalendarEntry(line))
                if len(entries) > MAX_DATES:
                    raise too_many_dates(line)
        elif name == "END":
            if not within or within.pop() != logical[4:].strip().upper():
                raise RefusedEntryError(
                    line,
                    _("an END without its BEGIN"),
                    _("export the calendar anew"),
                )
        elif not within:
            raise broken_line(line)
        elif within == ["VCALENDAR", "VEVENT"] and name in _READ_PROPERTIES:
            properties += 1
            if properties > _MAX_PROPERTIES:
                raise too_many_dates(line)
            entries[-1].properties.setdefault(name, []).append(_property(line, logical))
        elif within == ["VCALENDAR"] and name == "X-WR-TIMEZONE":
            own_zone = _unescaped(_property(line, logical).value).strip()
    if within:
        raise RefusedEntryError(line, _("the file breaks off"), _("export the calendar anew"))
    return entries, own_zone


def too_many_dates(line: int) -> BudgetSpentError:
    """Return the error for a file with more dates than are allowed."""
    return BudgetSpentError(
        line,
        _("more than {count} dates").format(count=MAX_DATES),
        _("export a shorter time, or end the rule earlier"),
    )


def short_value(text: str) -> str:
    """Return a value of a file as a message can quote it, at most 60 characters of it."""
    return text if len(text) <= 60 else text[:59] + "…"
