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
"""Names by which calendar programs mean UTC."""


@dataclass(frozen=True)
class CalendarMoment:
    """A local time and the name of its zone; for a whole day the time is midnight."""

    local: dt.datetime
    zone: str
    all_day: bool = False

    def at(self, zone: str) -> dt.datetime:
        """Return the local time in another zone; a whole day is the same everywhere.

        A time that would leave the calendar, before year 1 or after 9999, stays as it is.
        """
        if self.all_day or zone == self.zone:
            return self.local
        try:
            moved = self.local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(ZoneInfo(zone))
        except OverflowError:
            return self.local
        return moved.replace(tzinfo=None)


_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)


def moment_of(prop: CalendarProperty, value: str, default: str) -> CalendarMoment:
    """Return the moment that a value of a property means, a DATE or a DATE-TIME.

    ``default`` is the zone of times in UTC and of times without one. Raises
    RefusedEntryError if the value is neither.
    """
    value = value.strip()
    try:
        if day := _DAY.fullmatch(value):
            date = dt.date(int(day[1]), int(day[2]), int(day[3]))
            return CalendarMoment(dt.datetime.combine(date, dt.time()), default, all_day=True)
        if time := _TIME.fullmatch(value):
            *numbers, utc = time.groups()
            # a leap second (60) becomes the one before: datetime does not know it
            year, month, of_month, hour, minute, second = map(int, numbers)
            clock = dt.time(hour, minute, min(second, 59))
            local = dt.datetime.combine(dt.date(year, month, of_month), clock)
            if utc:
                return CalendarMoment(CalendarMoment(local, "UTC").at(default), default)
            zone = _zone(prop, default)
            if zone == "UTC":
                return CalendarMoment(CalendarMoment(local, "UTC").at(default), default)
            return CalendarMoment(local, zone)
    except ValueError:
        pass
    raise RefusedEntryError(
        prop.line,
        _("{name} is {value}, which is not a day and time").format(
            name=prop.name, value=short_value(value)
        ),
        _("a calendar file writes it as 20261212T180000"),
    )


def _zone(prop: CalendarProperty, default: str) -> str:
    """Return the zone that a property names, else ``default``. Raises RefusedEntryError."""
    name = str(prop.params.get("TZID", "")).strip()
    if not name:
        return default
    zone = known_zone(name)
    if zone is None:
        raise RefusedEntryError(
            prop.line,
            _('there is no time zone "{zone}"').format(zone=short_value(name)),
            _('write it as "Europe/Berlin"'),
        )
    return zone


@cache
def _zones() -> frozenset[str]:
    """Return the IANA names of all time zones."""
    return frozenset(available_timezones())


def known_zone(name: str) -> str | None:
    """Return the IANA name of a zone, or None if it is not known.

    Also understood are Windows' names, and longer paths that end in an IANA name.
    """
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
    """Return the start, and the end as local time in the zone of the start, None if not later.

    A whole day's DTEND is the day after it (RFC 5545, 3.6.1); the end returned is the last day
    itself. Raises RefusedEntryError.
    """
    dtstart = entry.first("DTSTART")
    if dtstart is None:
        raise RefusedEntryError(
            entry.line, _("an event without DTSTART"), _("give it a day and a time")
        )
    start = moment_of(dtstart, dtstart.value, default)
    end = start.local
    if (dtend := entry.first("DTEND")) is not None:
        end = moment_of(dtend, dtend.value, default).at(start.zone)
        line = dtend.line
    elif (duration := entry.first("DURATION")) is not None:
        end = _end_after(start, duration)
        line = duration.line
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


def _end_after(start: CalendarMoment, duration: CalendarProperty) -> dt.datetime:
    """Return the local time at which an event of a DURATION ends.

    Raises RefusedEntryError if it is no length of time.
    """
    try:
        match = _LENGTH.fullmatch(duration.value.strip())
        if match is None or not any(match.groups()):
            raise ValueError
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
        # days are days of the calendar, hours are hours (RFC 5545, 3.3.6)
        day = start.local + dt.timedelta(days=days, weeks=weeks)
        rest = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        moved = day.replace(tzinfo=ZoneInfo(start.zone)).astimezone(dt.UTC) + rest
        return moved.astimezone(ZoneInfo(start.zone)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise RefusedEntryError(
            duration.line,
            _("DURATION is {value}, which is not a length of time").format(
                value=short_value(duration.value)
            ),
            _("a calendar file writes two hours as PT2H"),
        ) from None
