"""The lines of a calendar file (RFC 5545, 3.1): unfolded, taken apart, gathered into entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.errors import Place, Problem
from reports.i18n import _

MAX_DATES = 1000
"""Dates that one file may come to, all its rules together."""

_MAX_PROPERTIES = 20_000
"""Lines of a file that say something about an event."""

_MAX_PARAMETERS = 10_000
"""Characters of a line before its value."""


@dataclass(frozen=True)
class CalendarProperty:
    name: str
    params: Mapping[str, Any]
    value: str
    line: int


@dataclass
class CalendarEntry:
    """The properties of one VEVENT."""

    line: int
    properties: dict[str, list[CalendarProperty]] = field(default_factory=dict)

    def all(self, name: str) -> list[CalendarProperty]:
        return self.properties.get(name, [])

    def one(self, name: str) -> CalendarProperty | None:
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        found = self.one(name)
        return _unescaped(found.value).strip() if found else ""


class CalendarFaults:
    """The mistakes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(self.problem(line, what, remedy))

    def problem(self, line: int, what: str, remedy: str) -> Problem:
        return Problem(Place(self.file, line), what, remedy)


class RefusedEntryError(Exception):
    """What is wrong with the entry at hand; becomes a Problem."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.said = (line, what, remedy)


class BudgetSpentError(RefusedEntryError):
    """The file may come to no more; what follows is not read."""


_WANTED = (
    *("UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
    *("ORGANIZER", "STATUS", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
)

REPEATABLE = ("RDATE", "EXDATE")


def _unescaped(value: str) -> str:
    from icalendar.parser import unescape_backslash

    return str(unescape_backslash(value))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line, unfolded, with the number its first part has in the file."""
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
    from icalendar.parser import Contentline

    make: Any = Contentline  # has no types of its own
    parts: tuple[str, Mapping[str, Any], str] = make(line).raw_parts()
    return parts


def _property(number: int, line: str) -> CalendarProperty:
    # icalendar takes a fair while for each parameter
    head = _HEAD.match(line)
    if head is None or head.end() > _MAX_PARAMETERS:
        raise broken_line(number)
    try:
        name, params, value = _raw_parts(line)
    except ValueError:
        raise broken_line(number) from None
    found = {str(key).upper(): one for key, one in params.items()}
    return CalendarProperty(name.upper(), found, value, number)


def broken_line(line: int) -> RefusedEntryError:
    return RefusedEntryError(
        line, _("not a line of a calendar file"), _("export the calendar anew")
    )


_HEAD = re.compile(r'(?:[^":]+|"[^"]*")*')

_NAME = re.compile(r"[A-Za-z0-9-]+(?=[:;])")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


# the states of a reader that goes through once
def entries_of(text: str) -> tuple[list[CalendarEntry], str | None]:  # noqa: C901
    """The events of a file, and the zone it names for itself.

    Raises RefusedEntryError where the file is broken: nothing after that could be trusted.
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
        elif within == ["VCALENDAR", "VEVENT"] and name in _WANTED:
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
    return BudgetSpentError(
        line,
        _("more than {count} dates").format(count=MAX_DATES),
        _("export a shorter time, or end the rule earlier"),
    )


def short_value(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
