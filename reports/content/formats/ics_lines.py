"""The lines of a calendar file (RFC 5545, 3.1): unfolded, parsed, and grouped by event.

Whoever subscribes to a calendar cannot correct it. So lines that no calendar should have are
read as far as one can tell what they mean: other line ends, a broken fold, Latin-1, an END that
is missing. Properties are parsed when they are first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.i18n import _

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of a calendar file; one with twenty years of an association's events has less than two."""

_MAX_ENTRIES = 20_000
"""Events in a file, past ones included."""

_MAX_DEPTH = 20
"""Components within each other; calendars have three."""

_MAX_PARAMETERS = 10_000
"""Characters of a line before its value: name and parameters. icalendar is slow on these."""

_MAX_TEXT = 50_000
"""Characters of a text that are read; no flyer prints more than some hundred."""

_MAX_REPEATED = 2000
"""Lines of one name that an event may have: EXDATE, mostly."""


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

    @property
    def text(self) -> str:
        """The value as text, without escapes; of a very long one the beginning."""
        return _unescaped(self.value[:_MAX_TEXT]).strip()


@dataclass
class CalendarEntry:
    """The properties of one component: of a VEVENT, or of a part of a VTIMEZONE."""

    line: int
    calendar: SourceCalendar
    """The calendar that it stands in."""
    lines: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """The lines of each property, by its name."""
    _parsed: dict[str, list[CalendarProperty]] = field(default_factory=dict)

    def all(self, name: str) -> list[CalendarProperty]:
        """Return the properties with a name that can be read, in the order of the file."""
        if name not in self._parsed:
            parsed = (_property(*line) for line in self.lines.get(name, [])[:_MAX_REPEATED])
            self._parsed[name] = [prop for prop in parsed if prop is not None]
        return self._parsed[name]

    def first(self, name: str) -> CalendarProperty | None:
        """Return the first property with a name, or None if there is none."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """Return the value of a property as text, without escapes; empty without one."""
        prop = self.first(name)
        return prop.text if prop else ""

    def line_of(self, name: str) -> int:
        """Return the line of a property, or of the entry without one."""
        return self.lines[name][0][0] if name in self.lines else self.line


@dataclass(eq=False)
class SourceCalendar:
    """One VCALENDAR of a file."""

    entries: list[CalendarEntry] = field(default_factory=list)
    """Its events."""
    zone_rules: dict[str, list[CalendarEntry]] = field(default_factory=dict)
    """The parts of its VTIMEZONEs, by their TZID."""
    zone_name: str = ""
    """The zone it names for itself (X-WR-TIMEZONE)."""


class RefusedEntryError(Exception):
    """An event cannot be read; the others can. Its parts become a Problem of the file."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.remedy = remedy


class BudgetSpentError(RefusedEntryError):
    """The file has more dates than are allowed; the rest of it is not read."""


_READ_PROPERTIES = frozenset(
    (
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE"),
        *("RECURRENCE-ID", "SEQUENCE", "STATUS", "CLASS", "SUMMARY", "DESCRIPTION", "X-ALT-DESC"),
        *("LOCATION", "X-APPLE-STRUCTURED-LOCATION", "URL", "ORGANIZER", "CONTACT"),
        *("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
    )
)

_ZONE_PROPERTIES = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})

_TEXTS = re.compile(rb"(?:DESCRIPTION|SUMMARY|LOCATION|CONTACT)[:;]", re.IGNORECASE)

_NAME = re.compile(r"[A-Za-z0-9-]+(?=[:;])")

_NAMED = re.compile(rb"[A-Za-z0-9-]+[:;]")

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

_HEAD = re.compile(r'(?:[^":]+|"[^"]*")*')


def _unescaped(value: str) -> str:
    """Return a value without its escapes."""
    from icalendar.parser import unescape_backslash

    return str(unescape_backslash(value))


def _logical_lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield each line, unfolded, with the number in the file of its first part.

    Folds are undone before bytes become characters, since a fold may part a character (3.1).
    What stands on a line of its own below a text, and is no property, is its next line.
    """
    parts: list[bytes] = []
    first = 1
    for number, line in enumerate(data.splitlines(), 1):
        if line[:1] in (b" ", b"\t") and parts:
            parts.append(line[1:])
        elif parts and line and not _NAMED.match(line) and _TEXTS.match(parts[0]):
            parts += (b"\\n", line)
        elif line.strip():
            if parts:
                yield first, _decoded(b"".join(parts))
            parts, first = [line], number
    if parts:
        yield first, _decoded(b"".join(parts))


def _decoded(line: bytes) -> str:
    """Return a line as text; one that is not UTF-8 counts as Windows' Latin-1."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("cp1252", errors="replace")
    return _CONTROL.sub(" ", text)


def _raw_parts(line: str) -> tuple[str, Mapping[str, Any], str]:
    """Return name, parameters and value of a line. Raises ValueError if it is none."""
    from icalendar.parser import Contentline

    content_line: Any = Contentline  # icalendar gives it no types
    parts: tuple[str, Mapping[str, Any], str] = content_line(line).raw_parts()
    return parts


def _property(number: int, line: str) -> CalendarProperty | None:
    """Return the property of an unfolded line; None if it is none."""
    plain_name, colon, plain_value = line.partition(":")
    if colon and ";" not in plain_name:
        return CalendarProperty(plain_name.upper(), {}, plain_value, number)
    # bounded first: icalendar takes its time for each parameter
    head = _HEAD.match(line)
    if head is None or head.end() > _MAX_PARAMETERS:
        return None
    try:
        name, params, value = _raw_parts(line)
    except ValueError:
        return None
    upper_params = {str(key).upper(): param for key, param in params.items()}
    return CalendarProperty(name.upper(), upper_params, value, number)


class _FileParser:
    """Sorts the lines of a file into its calendars."""

    def __init__(self) -> None:
        self.calendars: list[SourceCalendar] = []
        self._within: list[str] = []
        self._part: CalendarEntry | None = None
        """The VEVENT, STANDARD or DAYLIGHT that lines belong to."""
        self._zone: list[CalendarEntry] = []
        self._entries = 0

    def read(self, data: bytes) -> bool:
        """Read all lines; return whether all that begins also ends.

        What is not complete is left out. Raises RefusedEntryError if the file is no calendar or
        too large.
        """
        for number, line in _logical_lines(data):
            named = _NAME.match(line)
            name = named[0].upper() if named else ""
            if name == "BEGIN":
                self._begin(number, line[6:].strip().upper())
            elif name == "END":
                self._end(line[4:].strip().upper())
            elif name:
                self._add(name, number, line)
        if not self.calendars:
            raise RefusedEntryError(
                1, _("this is no calendar file"), _("download the calendar anew, as .ics")
            )
        return not self._within

    def _begin(self, number: int, component: str) -> None:
        """Enter a component."""
        if component == "VCALENDAR":
            self._within = []
            self.calendars.append(SourceCalendar())
        elif component == "VEVENT" and self._within[:2] == ["VCALENDAR", "VEVENT"]:
            self._within = ["VCALENDAR"]  # the one before has no END
        self._within.append(component)
        if len(self._within) > _MAX_DEPTH:
            raise RefusedEntryError(
                number, _("this is no calendar file"), _("download the calendar anew, as .ics")
            )
        match self._within:
            case ["VCALENDAR", "VTIMEZONE"]:
                self._zone = []
            case ["VCALENDAR", "VEVENT"] | ["VCALENDAR", "VTIMEZONE", "STANDARD" | "DAYLIGHT"]:
                self._part = CalendarEntry(number, self.calendars[-1])

    def _end(self, component: str) -> None:
        """Leave a component, with those in it that have no END."""
        if component not in self._within:
            return
        is_event = self._within[:2] == ["VCALENDAR", "VEVENT"]
        while self._within.pop() != component:
            pass
        if self._part is not None and component in ("STANDARD", "DAYLIGHT"):
            self._zone.append(self._part)
        elif self._part is not None and component == "VEVENT" and is_event:
            self.calendars[-1].entries.append(self._part)
            self._entries += 1
            if self._entries > _MAX_ENTRIES:
                raise RefusedEntryError(
                    self._part.line,
                    _("more than {count} events").format(count=_MAX_ENTRIES),
                    _("export a shorter time"),
                )

    def _add(self, name: str, number: int, line: str) -> None:
        """Add a line to what it belongs to."""
        match self._within:
            case ["VCALENDAR", "VEVENT"] if name in _READ_PROPERTIES:
                self._note_line(name, number, line)
            case ["VCALENDAR", "VTIMEZONE", _] if name in _ZONE_PROPERTIES:
                self._note_line(name, number, line)
            case ["VCALENDAR", "VTIMEZONE"] if name == "TZID":
                prop = _property(number, line)
                if prop is not None:
                    # the parts that follow are added to the same list
                    self.calendars[-1].zone_rules.setdefault(prop.text, self._zone)
            case ["VCALENDAR"] if name == "X-WR-TIMEZONE":
                prop = _property(number, line)
                self.calendars[-1].zone_name = prop.text if prop else ""

    def _note_line(self, name: str, number: int, line: str) -> None:
        """Note a line of the component that is being read."""
        if self._part is not None:
            self._part.lines.setdefault(name, []).append((number, line))


def calendars_of(data: bytes) -> tuple[list[SourceCalendar], bool]:
    """Return the calendars of a file, and whether the file is complete.

    Raises RefusedEntryError if it is no calendar file, or too large to be read.
    """
    if len(data) > MAX_BYTES:
        raise RefusedEntryError(
            1,
            _("larger than {count} MiB").format(count=MAX_BYTES // 1024**2),
            _("export a shorter time"),
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", errors="replace").encode()
    parser = _FileParser()
    is_complete = parser.read(data.removeprefix(b"\xef\xbb\xbf"))
    return parser.calendars, is_complete


def short_value(text: str) -> str:
    """Return a value of a file as a message can quote it, in one line of at most 60 characters."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 60 else text[:59] + "…"
