"""Days, times, time zones and durations of a calendar file (RFC 5545, 3.3)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from reports.content.formats.ics_lines import (
    CalendarEntry,
    CalendarProperty,
    RefusedEntryError,
    short_value,
)
from reports.i18n import _

UTC = ("UTC", "Etc/UTC", "GMT", "Z")


@dataclass(frozen=True)
class CalendarMoment:
    """A local time and its zone; for a whole day the time is midnight."""

    local: dt.datetime
    zone: str
    all_day: bool = False

    def at(self, zone: str) -> dt.datetime:
        """The local time in another zone."""
        if self.all_day or zone == self.zone:
            return self.local
        try:
            moved = self.local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(ZoneInfo(zone))
        except OverflowError:
            return self.local
        return moved.replace(tzinfo=None)


_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)


def moment_of(found: CalendarProperty, value: str, default: str) -> CalendarMoment:
    """A DATE or a DATE-TIME with its zone; raises RefusedEntryError for anything else."""
    value = value.strip()
    try:
        if day := _DAY.fullmatch(value):
            date = dt.date(int(day[1]), int(day[2]), int(day[3]))
            return CalendarMoment(dt.datetime.combine(date, dt.time()), default, all_day=True)
        if time := _TIME.fullmatch(value):
            *numbers, utc = time.groups()
            # a leap second (60) is one that no clock on a wall shows
            year, month, of_month, hour, minute, second = map(int, numbers)
            clock = dt.time(hour, minute, min(second, 59))
            local = dt.datetime.combine(dt.date(year, month, of_month), clock)
            if utc:
                return CalendarMoment(CalendarMoment(local, "UTC").at(default), default)
            zone = _zone(found, default)
            if zone == "UTC":
                return CalendarMoment(CalendarMoment(local, "UTC").at(default), default)
            return CalendarMoment(local, zone)
    except ValueError:
        pass
    raise RefusedEntryError(
        found.line,
        _("{name} is {value}, which is not a day and time").format(
            name=found.name, value=short_value(value)
        ),
        _("a calendar file writes it as 20261212T180000"),
    )


def _zone(found: CalendarProperty, default: str) -> str:
    name = str(found.params.get("TZID", "")).strip()
    if not name:
        return default
    zone = known_zone(name)
    if zone is None:
        raise RefusedEntryError(
            found.line,
            _('there is no time zone "{zone}"').format(zone=short_value(name)),
            _('write it as "Europe/Berlin"'),
        )
    return zone


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> str | None:
    """The Olson name for a zone: that itself, Windows' own, or the end of a longer path."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name in UTC:
        return "UTC"
    if name in _zones():
        return name
    if name in WINDOWS_TO_OLSON:
        return str(WINDOWS_TO_OLSON[name])
    # /freeassociation.sourceforge.net/Europe/Berlin
    parts = name.split("/")[-3:]
    return next((tail for i in (0, 1) if (tail := "/".join(parts[i:])) in _zones()), None)


def times_of(entry: CalendarEntry, default: str) -> tuple[CalendarMoment, dt.datetime | None]:
    """Start, and end as local time in the zone of the start.

    A whole day's DTEND is the first day after (RFC 5545, 3.6.1); here the end is
    the last day, and one day alone has none.
    """
    begun = entry.one("DTSTART")
    if begun is None:
        raise RefusedEntryError(
            entry.line, _("an event without DTSTART"), _("give it a day and a time")
        )
    start = moment_of(begun, begun.value, default)
    end = start.local
    if (ended := entry.one("DTEND")) is not None:
        end = moment_of(ended, ended.value, default).at(start.zone)
        line = ended.line
    elif (lasting := entry.one("DURATION")) is not None:
        end = _after(start, lasting)
        line = lasting.line
    else:
        return start, None
    if end < start.local:
        raise RefusedEntryError(
            line, _("the event ends before it starts"), _("correct start or end")
        )
    if start.all_day and end > start.local:
        end -= dt.timedelta(days=1)
    return start, end if end > start.local else None


_LENGTH = re.compile(
    r"\+?P(?:(\d{1,5})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?)",
    re.ASCII,
)


def _after(start: CalendarMoment, lasting: CalendarProperty) -> dt.datetime:
    try:
        found = _LENGTH.fullmatch(lasting.value.strip())
        if found is None or not any(found.groups()):
            raise ValueError
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
        # days are days of the calendar, hours are hours (RFC 5545, 3.3.6)
        day = start.local + dt.timedelta(days=days, weeks=weeks)
        rest = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        moved = day.replace(tzinfo=ZoneInfo(start.zone)).astimezone(dt.UTC) + rest
        return moved.astimezone(ZoneInfo(start.zone)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise RefusedEntryError(
            lasting.line,
            _("DURATION is {value}, which is not a length of time").format(
                value=short_value(lasting.value)
            ),
            _("a calendar file writes two hours as PT2H"),
        ) from None
