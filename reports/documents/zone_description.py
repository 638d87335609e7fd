"""The description of a time zone for a calendar file: a VTIMEZONE with rules (RFC 5545, 3.6.5).

Rules are those that the time zone database has for the years to come, as a POSIX TZ string at the
end of each of its files (RFC 9636, 3.3): ``CET-1CEST,M3.5.0,M10.5.0/3``. Programs keep the first
description of a zone that they read, so it must hold for other years than that of one event, too.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_CLOCK = r"([+-]?\d{1,3})(?::(\d\d))?(?::(\d\d))?"
_DAY = r",M(\d{1,2})\.(\d)\.(\d)"

_FOOTER = re.compile(
    f"{_NAME}{_CLOCK}(?:{_NAME}(?:{_CLOCK})?{_DAY}(?:/{_CLOCK})?{_DAY}(?:/{_CLOCK})?)?"
)

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_FIRST_YEAR = 1970
"""The year that rules begin in, as calendar programs write it."""


@dataclass(frozen=True)
class _Change:
    """A change of the clocks in each year."""

    name: str
    before: dt.timedelta
    after: dt.timedelta
    month: int = 1
    weekday: str = ""
    """Its weekday; empty for a zone whose clocks are never changed."""
    days: tuple[int, ...] = ()
    """The seven days of the month of which one is that weekday."""
    clock: dt.time = dt.time()

    def onset(self, year: int) -> dt.datetime:
        """Return the local time of the change in a year."""
        if not self.weekday:
            return dt.datetime(year, 1, 1)  # noqa: DTZ001
        for number in self.days:
            day = dt.date(year, self.month, number)
            if (day.weekday() + 1) % 7 == _WEEKDAYS.index(self.weekday):
                return dt.datetime.combine(day, self.clock)
        raise AssertionError(self)  # seven days in a row have each weekday

    @property
    def by_day(self) -> str:
        """The day in the form of BYDAY, empty if it is not the n-th or last of its weekday."""
        length = calendar.monthrange(2027, self.month)[1]
        if self.days[-1] == length and self.month != 2:
            return f"-1{self.weekday}"
        return f"{self.days[-1] // 7}{self.weekday}" if self.days[-1] % 7 == 0 else ""


def zone_description(key: str, years: Sequence[int]) -> Timezone:
    """Return the VTIMEZONE of a zone by its IANA name, which holds for some years.

    It has rules if the database has them for these years, else it lists each change around them.
    """
    from icalendar import Timezone

    changes = _changes(_footer(key))
    if not changes or not _holds(changes, key, years):
        first, last = dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1)
        listed = Timezone.from_tzid(key, first_date=first, last_date=last)
        for component in listed.walk():
            component.pop("COMMENT", None)  # RFC 5545 has none in a VTIMEZONE
        return listed
    described = Timezone()
    described.add("tzid", key)
    # the summer's time first, as it comes in the year
    for change in sorted(changes, key=lambda change: change.month):
        described.add_component(_component(change))
    return described


def _footer(key: str) -> str:
    """Return the rules at the end of a zone's file; empty if it has none."""
    file = resources.files("tzdata").joinpath("zoneinfo", *key.split("/"))
    try:
        data = file.read_bytes()
    except OSError:  # the system knows a zone that the package does not
        return ""
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", errors="replace")


def _changes(footer: str) -> list[_Change]:
    """Return the two changes in a year that a POSIX TZ string says, or one; none if unreadable."""
    match = _FOOTER.fullmatch(footer)
    if match is None:
        return []
    standard_name, hours, minutes, seconds, summer_name, *rest = match.groups()
    standard = -_length(hours, minutes, seconds)  # POSIX counts to the west
    if summer_name is None:
        return [_Change(standard_name.strip("<>"), standard, standard)]
    summer = -_length(*rest[:3]) if rest[0] else standard + dt.timedelta(hours=1)
    begin = _change(summer_name, standard, summer, rest[3:9])
    end = _change(standard_name, summer, standard, rest[9:15])
    return [begin, end] if begin and end else []


def _length(hours: str, minutes: str | None, seconds: str | None) -> dt.timedelta:
    """Return a length of time: ``-10``, ``30``."""
    length = dt.timedelta(
        hours=abs(int(hours)), minutes=int(minutes or 0), seconds=int(seconds or 0)
    )
    return -length if hours.startswith("-") else length


def _change(
    name: str, before: dt.timedelta, after: dt.timedelta, parts: Sequence[str | None]
) -> _Change | None:
    """Return a change on the n-th weekday of a month, None if it can come in the month before."""
    month, nth, weekday = (int(part or 0) for part in parts[:3])
    clock = _length(parts[3] or "2", parts[4], parts[5])
    shift, rest = divmod(clock, dt.timedelta(days=1))
    length = calendar.monthrange(2027, month)[1]
    first = length - 6 if nth == 5 else 7 * (nth - 1) + 1
    days = tuple(range(first + shift, first + shift + 7))
    if days[0] < 1 or days[-1] > length:
        return None
    time = (dt.datetime.min + rest).time()  # noqa: DTZ901
    return _Change(
        name.strip("<>"), before, after, month, _WEEKDAYS[(weekday + shift) % 7], days, time
    )


def _holds(changes: Sequence[_Change], key: str, years: Sequence[int]) -> bool:
    """Return whether a zone has these changes and no others in some years, and the next one."""
    zone = ZoneInfo(key)
    for year in (*years, max(years) + 1):
        onsets = sorted((change.onset(year) - change.before, change.after) for change in changes)
        offset = onsets[-1][1]
        noon = dt.datetime(year, 1, 1, 12)  # noqa: DTZ001
        for days in range(365):
            time = noon + dt.timedelta(days=days)
            for onset, after in onsets:
                offset = after if onset <= time else offset
            if zone.utcoffset(time.replace(tzinfo=dt.UTC).astimezone(zone)) != offset:
                return False
    return True


def _component(change: _Change) -> TimezoneStandard | TimezoneDaylight:
    """Return a change as a part of a VTIMEZONE."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.onset(_FIRST_YEAR))
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if change.weekday:
        rule = {"FREQ": "YEARLY", "BYMONTH": change.month, "BYDAY": change.by_day}
        if not change.by_day:
            rule |= {"BYDAY": change.weekday, "BYMONTHDAY": list(change.days)}
        part.add("rrule", rule)
    return part
