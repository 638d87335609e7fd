"""The dates that a recurrence rule gives (RFC 5545, 3.3.10)."""

from __future__ import annotations

import datetime as dt
from calendar import isleap, monthrange
from collections.abc import Iterator, Mapping, Sequence


class RecurrenceRule:
    """The days of a rule (RFC 5545, 3.3.10), found by looking at every day once.

    So its cost is known before. python-dateutil looks for the next match up to
    the year 9999, which takes seconds for a rule that has none.
    """

    def __init__(self, parts: Mapping[str, str], start: dt.datetime) -> None:
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
            return frozenset(int(one) for one in parts[key].split(",")) if key in parts else _ANY

        self._months = numbers("BYMONTH")
        self._month_days = numbers("BYMONTHDAY")
        self._year_days = numbers("BYYEARDAY")
        self._positions = numbers("BYSETPOS")
        listed = parts["BYDAY"].split(",") if "BYDAY" in parts else []
        # a number counts weekdays of a month or a year, so not of a week
        numbered = self._freq in ("MONTHLY", "YEARLY")
        found = {(int(one[:-2] or 0) * numbered, _DAYS.index(one[-2:])) for one in listed}
        if not (self._month_days or self._year_days or found):
            if self._freq == "WEEKLY":
                found = {(0, start.weekday())}
            elif self._freq in ("MONTHLY", "YEARLY"):
                self._month_days = frozenset({start.day})
            if self._freq == "YEARLY" and not self._months:
                self._months = frozenset({start.month})
        self._weekdays = frozenset(found)
        self._of_month = self._freq == "MONTHLY" or bool(self._months)

    def times(self, last: dt.datetime) -> Iterator[dt.datetime]:
        """The local times from the start on, in order."""
        current = None
        period: list[dt.date] = []
        begun = self._period(self._start.date())
        for ordinal in range(self._begin(), last.toordinal() + 1):
            number = self._period(day := dt.date.fromordinal(ordinal))
            if number != current:
                yield from self._chosen(period, last)
                current, period = number, []
            if (number - begun) % self._interval == 0 and self._matches(day):
                period.append(day)
        yield from self._chosen(self._rest(period, current, last), last)

    def _chosen(self, days: Sequence[dt.date], last: dt.datetime) -> Iterator[dt.datetime]:
        if self._positions:
            count = len(days)
            wanted = {at - 1 if at > 0 else count + at for at in self._positions}
            days = [day for i, day in enumerate(days) if i in wanted]
        for day in days:
            time = dt.datetime.combine(day, self._time)
            if self._start <= time <= last:
                yield time

    def _rest(self, period: list[dt.date], current: int | None, last: dt.datetime) -> list[dt.date]:
        """The last period to its end: positions count all of its days."""
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

    def _begin(self) -> int:
        """The first day of the period that the start lies in."""
        day = self._start.date()
        if self._freq == "YEARLY":
            return day.replace(month=1, day=1).toordinal()
        if self._freq == "MONTHLY":
            return day.replace(day=1).toordinal()
        if self._freq == "WEEKLY":
            return max(1, day.toordinal() - (day.weekday() - self._first_weekday) % 7)
        return day.toordinal()

    def _period(self, day: dt.date) -> int:
        if self._freq == "YEARLY":
            return day.year
        if self._freq == "MONTHLY":
            return day.year * 12 + day.month
        if self._freq == "WEEKLY":
            return (day.toordinal() - 1 - self._first_weekday) // 7  # day 1 was a Monday
        return day.toordinal()

    def _matches(self, day: dt.date) -> bool:
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
