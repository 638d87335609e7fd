"""The dates of a recurrence rule (RFC 5545, 3.3.10)."""

from __future__ import annotations

import datetime as dt
from calendar import isleap, monthrange
from collections.abc import Iterator, Mapping, Sequence


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """Return the n-th weekday of a month, counted from its end if ``nth`` is negative.

    The last one is returned if there are not as many.
    """
    length = monthrange(year, month)[1]
    if nth > 0:
        first = (weekday - dt.date(year, month, 1).weekday()) % 7 + 1
        day = first + 7 * (nth - 1)
        return dt.date(year, month, day if day <= length else day - 7)
    last = length - (dt.date(year, month, length).weekday() - weekday) % 7
    return dt.date(year, month, max(last + 7 * (nth + 1), 1))


class RecurrenceRule:
    """A rule, whose dates are found by looking at every day once.

    That bounds the time it takes. python-dateutil looks for the next match up to the year
    9999, which takes seconds for a rule that has none.
    """

    def __init__(self, parts: Mapping[str, str], start: dt.datetime) -> None:
        """Read the parts of an RRULE by name, which have been checked; ``start`` is local time."""
        self._freq = parts["FREQ"]
        self._interval = int(parts.get("INTERVAL", "1"))
        self._start = start
        self._first_weekday = _DAYS.index(parts.get("WKST", "MO"))
        self._time = start.time().replace(
            hour=int(parts.get("BYHOUR", start.hour)),
            minute=int(parts.get("BYMINUTE", start.minute)),
            second=int(parts.get("BYSECOND", start.second)),
        )

        def numbers(key: str) -> frozenset[int]:
            """Return the numbers of a part, empty if the rule does not have it."""
            if key not in parts:
                return _ANY
            return frozenset(int(number) for number in parts[key].split(","))

        self._months = numbers("BYMONTH")
        self._month_days = numbers("BYMONTHDAY")
        self._year_days = numbers("BYYEARDAY")
        self._positions = numbers("BYSETPOS")
        listed = parts["BYDAY"].split(",") if "BYDAY" in parts else []
        # "2MO" is the second Monday of a month or year; in a week there is only one
        numbered = self._freq in ("MONTHLY", "YEARLY")
        weekdays = {(int(day[:-2] or 0) * numbered, _DAYS.index(day[-2:])) for day in listed}
        if not (self._month_days or self._year_days or weekdays):
            if self._freq == "WEEKLY":
                weekdays = {(0, start.weekday())}
            elif self._freq in ("MONTHLY", "YEARLY"):
                self._month_days = frozenset({start.day})
            if self._freq == "YEARLY" and not self._months:
                self._months = frozenset({start.month})
        self._weekdays = frozenset(weekdays)
        self._of_month = self._freq == "MONTHLY" or bool(self._months)

    def times(self, last: dt.datetime, since: dt.datetime | None = None) -> Iterator[dt.datetime]:
        """Yield the local times from the start to ``last``, in order.

        Those before ``since`` may be left out, which saves looking at their days.
        """
        begin = self._first_day(max(self._start, since or self._start).date())
        current = None
        period: list[dt.date] = []
        first = self._period(self._start.date())
        for ordinal in range(begin, last.toordinal() + 1):
            number = self._period(day := dt.date.fromordinal(ordinal))
            if number != current:
                yield from self._chosen(period, last)
                current, period = number, []
            if (number - first) % self._interval == 0 and self._matches(day):
                period.append(day)
        yield from self._chosen(self._rest(period, current, last), last)

    def _chosen(self, days: Sequence[dt.date], last: dt.datetime) -> Iterator[dt.datetime]:
        """Yield the times on the days of a period that BYSETPOS leaves, within bounds."""
        if self._positions:
            count = len(days)
            indices = {at - 1 if at > 0 else count + at for at in self._positions}
            days = [day for i, day in enumerate(days) if i in indices]
        for day in days:
            time = dt.datetime.combine(day, self._time)
            if self._start <= time <= last:
                yield time

    def _rest(self, period: list[dt.date], current: int | None, last: dt.datetime) -> list[dt.date]:
        """Return the days of the last period, also those after ``last`` if BYSETPOS counts them."""
        if not self._positions or not period:
            return period
        rest = list(period)
        most = min(last.toordinal() + 366, dt.date.max.toordinal())
        for ordinal in range(last.toordinal() + 1, most + 1):
            if self._period(day := dt.date.fromordinal(ordinal)) != current:
                break
            if self._matches(day):
                rest.append(day)
        return rest

    def _first_day(self, day: dt.date) -> int:
        """Return the first day of the period that a day lies in, as an ordinal."""
        if self._freq == "YEARLY":
            return day.replace(month=1, day=1).toordinal()
        if self._freq == "MONTHLY":
            return day.replace(day=1).toordinal()
        if self._freq == "WEEKLY":
            return max(1, day.toordinal() - (day.weekday() - self._first_weekday) % 7)
        return day.toordinal()

    def _period(self, day: dt.date) -> int:
        """Return the number of the year, month, week or day that a day lies in."""
        if self._freq == "YEARLY":
            return day.year
        if self._freq == "MONTHLY":
            return day.year * 12 + day.month
        if self._freq == "WEEKLY":
            return (day.toordinal() - 1 - self._first_weekday) // 7  # day 1 was a Monday
        return day.toordinal()

    def _matches(self, day: dt.date) -> bool:
        """Return whether the rule lists a day, as counted from the start or the end."""
        if self._months and day.month not in self._months:
            return False
        if self._month_days and self._month_days.isdisjoint(
            (day.day, day.day - monthrange(day.year, day.month)[1] - 1)
        ):
            return False
        if self._year_days:
            number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
            if self._year_days.isdisjoint((number, number - length - 1)):
                return False
        return not self._weekdays or self._is_weekday(day)

    def _is_weekday(self, day: dt.date) -> bool:
        """Return whether BYDAY lists a day, by its weekday or as the n-th of its month or year."""
        weekday = day.weekday()
        if (0, weekday) in self._weekdays:
            return True
        if self._of_month:
            number, length = day.day, monthrange(day.year, day.month)[1]
        else:
            number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
        nth, from_end = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
        return not self._weekdays.isdisjoint(((nth, weekday), (from_end, weekday)))


_ANY: frozenset[int] = frozenset()

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
