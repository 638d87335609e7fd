"""Days, times and durations of a calendar file (RFC 5545, 3.3)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reports.content.formats.ics_lines import (
    CalendarEntry,
    CalendarProperty,
    RefusedEntryError,
    short_value,
)
from reports.content.formats.ics_zones import UTC, named_zone
from reports.i18n import _


@dataclass(frozen=True)
class CalendarMoment:
    """A local time and its zone; for a whole day the time is midnight."""

    local: dt.datetime
    zone: dt.tzinfo
    """UTC for times in UTC: their rules are expanded in it (RFC 5545, 3.3.10)."""
    all_day: bool = False

    def at(self, zone: dt.tzinfo) -> dt.datetime:
        """Return the local time in another zone; a whole day is the same everywhere.

        A time that would leave the calendar, before year 1 or after 9999, stays as it is.
        """
        if self.all_day or zone is self.zone:
            return self.local
        try:
            moved = self.local.replace(tzinfo=self.zone).astimezone(zone)
        except OverflowError:
            return self.local
        return moved.replace(tzinfo=None)

    @property
    def exists(self) -> bool:
        """Whether clocks show this time, which they skip when summer time begins."""
        if self.all_day or not isinstance(self.zone, ZoneInfo):
            return True
        try:
            in_utc = self.local.replace(tzinfo=self.zone).astimezone(dt.UTC)
            return in_utc.astimezone(self.zone).replace(tzinfo=None) == self.local
        except OverflowError:
            return True


@dataclass(frozen=True)
class Period:
    """When an event takes place."""

    start: CalendarMoment
    end: dt.datetime | None
    """The end as local time in the zone of the start, later than it; of whole days the last one,
    if there are several. None if it is not known."""
    note: str = ""
    """What is wrong with its end, which is then left out."""

    def shown(self, default: dt.tzinfo) -> Period:
        """Return the same in the zone that is printed.

        That is its own if people live by it, else ``default``.
        """
        if self.start.all_day or is_of_a_place(self.start.zone):
            return self
        end = CalendarMoment(self.end, self.start.zone).at(default) if self.end else None
        return Period(CalendarMoment(self.start.at(default), default), end)

    @property
    def last_day(self) -> dt.date:
        """The day on which it ends; what ends at midnight ends on the day before."""
        if self.end is None:
            return self.start.local.date()
        ends_at_midnight = self.end.time() == dt.time() and not self.start.all_day
        return self.end.date() - dt.timedelta(days=ends_at_midnight)


_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)


def moment_of(
    prop: CalendarProperty, value: str, entry: CalendarEntry, default: dt.tzinfo
) -> CalendarMoment:
    """Return the moment that a value of an entry's property means, a DATE or a DATE-TIME.

    ``default`` is the zone of times without one. Raises RefusedEntryError if the value is neither,
    or its zone is not known.
    """
    value = value.strip().upper()
    try:
        if day := _DAY.fullmatch(value):
            date = dt.date(int(day[1]), int(day[2]), int(day[3]))
            return CalendarMoment(dt.datetime.combine(date, dt.time()), default, all_day=True)
        if time := _TIME.fullmatch(value):
            *numbers, utc = time.groups()
            year, month, of_month, hour, minute, second = map(int, numbers)
            # 24:00 is the end of the day; a leap second (60) becomes the one before
            days, hour = divmod(hour, 24) if (hour, minute) == (24, 0) else (0, hour)
            clock = dt.time(hour, minute, min(second, 59))
            local = dt.datetime.combine(dt.date(year, month, of_month), clock)
            zone = UTC if utc else _zone(prop, entry, default)
            return CalendarMoment(local + dt.timedelta(days=days), zone)
    except (ValueError, OverflowError):
        pass
    raise RefusedEntryError(
        prop.line,
        _("{name} is {value}, which is not a day and time").format(
            name=prop.name, value=short_value(value)
        ),
        _("a calendar file writes it as 20261212T180000"),
    )


def _zone(prop: CalendarProperty, entry: CalendarEntry, default: dt.tzinfo) -> dt.tzinfo:
    """Return the zone that a property names, else ``default``. Raises RefusedEntryError."""
    name = str(prop.params.get("TZID", "")).strip()
    if not name:
        return default
    zone = named_zone(name, entry.calendar)
    if zone is None:
        raise RefusedEntryError(
            prop.line,
            _('there is no time zone "{zone}"').format(zone=short_value(name)),
            _('write it as "Europe/Berlin"'),
        )
    return zone


def period_of(entry: CalendarEntry, default: dt.tzinfo) -> Period:
    """Return when an event takes place, by its first date if it has several.

    A whole day's DTEND is the day after it (RFC 5545, 3.6.1). What lasts from midnight to
    midnight is all day, too: Outlook writes it so. Raises RefusedEntryError.
    """
    dtstart = entry.first("DTSTART")
    if dtstart is None:
        raise RefusedEntryError(
            entry.line_of("DTSTART"), _("it has no day"), _("give it a day and a time")
        )
    start = moment_of(dtstart, dtstart.value, entry, default)
    try:
        end = _end(entry, start, default)
    except RefusedEntryError as refused:
        return Period(start, None, refused.message)
    if end is not None and end < start.local:
        return Period(start, None, _("the event ends before it starts"))
    if start.all_day:
        last = end - dt.timedelta(days=1) if end else start.local
        return Period(start, last if last > start.local else None)
    return _whole_days(start, end, default) or Period(
        start, end if end and end > start.local else None
    )


def _whole_days(
    start: CalendarMoment, end: dt.datetime | None, default: dt.tzinfo
) -> Period | None:
    """Return the period of what lasts from midnight to midnight as whole days, else None."""
    if end is None or end <= start.local:
        return None
    zone = start.zone if is_of_a_place(start.zone) else default
    first, after = (CalendarMoment(time, start.zone).at(zone) for time in (start.local, end))
    if first.time() != dt.time() or after.time() != dt.time() or after <= first:
        return None
    last = after - dt.timedelta(days=1)
    return Period(CalendarMoment(first, zone, all_day=True), last if last > first else None)


def is_of_a_place(zone: dt.tzinfo) -> bool:
    """Return whether people live by a zone: not by UTC, an offset, or what only the file has."""
    return isinstance(zone, ZoneInfo) and zone is not UTC and not str(zone).startswith("Etc/")


def _end(entry: CalendarEntry, start: CalendarMoment, default: dt.tzinfo) -> dt.datetime | None:
    """Return the end as local time in the zone of the start. Raises RefusedEntryError."""
    if (dtend := entry.first("DTEND")) is not None:
        end = moment_of(dtend, dtend.value, entry, default).at(start.zone)
        return dt.datetime.combine(end, dt.time()) if start.all_day else end
    duration = entry.first("DURATION")
    return end_after(start, duration, duration.value) if duration is not None else None


_LENGTH = re.compile(
    r"\+?P(?:(\d{1,5})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?)",
    re.ASCII,
)


def end_after(start: CalendarMoment, prop: CalendarProperty, length: str) -> dt.datetime:
    """Return the local time at which an event of a length ends, which a property gives.

    Raises RefusedEntryError if it is no length of time.
    """
    try:
        match = _LENGTH.fullmatch(length.strip().upper())
        if match is None or not any(match.groups()):
            raise ValueError
        weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
        # days are days of the calendar, hours are hours (RFC 5545, 3.3.6)
        day = start.local + dt.timedelta(days=days, weeks=weeks)
        rest = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        moved = day.replace(tzinfo=start.zone).astimezone(dt.UTC) + rest
        return moved.astimezone(start.zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise RefusedEntryError(
            prop.line,
            _("{name} is {value}, which is not a length of time").format(
                name=prop.name, value=short_value(length)
            ),
            _("a calendar file writes two hours as PT2H"),
        ) from None
