"""The coming dates of an event of a calendar: its start, listed dates and those of its rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from reports.content.formats.ics_lines import (
    BudgetSpentError,
    CalendarEntry,
    CalendarProperty,
    RefusedEntryError,
    SourceCalendar,
    short_value,
)
from reports.content.formats.ics_times import CalendarMoment, Period, end_after, moment_of
from reports.content.formats.ics_zones import UTC
from reports.content.formats.recurrence import RecurrenceRule
from reports.i18n import _

MAX_DATES = 1000
"""Coming dates that one file may have, those of all its rules together."""

MAX_SPAN = 30
"""Years in which the next dates of a rule are looked for; every day is looked at."""

MAX_SPANS = 400
"""Years that all rules of a file may span together."""

_OLDEST = 100
"""Years since the start of a rule whose dates are counted; every day is looked at."""

_SOON = dt.timedelta(days=731)
"""A rule that goes on for longer than two years counts as endless: only its next dates are read."""

_MAX_LISTED = 10_000
"""Dates in the RDATE and EXDATE lines of a file: ten for each date it may have."""

_EARLIEST = dt.datetime.combine(dt.date.min, dt.time())

_LATEST = dt.datetime.combine(dt.date.max, dt.time.max)

_MARGIN = dt.timedelta(days=2)
"""More than any two time zones differ."""


def _numbers(least: int, most: int, *, signed: bool) -> re.Pattern[str]:
    """Return a pattern of numbers in a range, separated by commas."""
    sign = "[+-]?" if signed else ""
    digits = "|".join(str(number) for number in range(most, least - 1, -1))
    number_pattern = f"{sign}0*(?:{digits})"
    return re.compile(f"{number_pattern}(?:,{number_pattern})*")


_WEEKDAYS = r"(?:[+-]?0?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU)"

_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"0*[1-9]\d{0,2}", re.ASCII),
    "COUNT": re.compile(r"0*[1-9]\d{0,8}", re.ASCII),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?", re.ASCII),
    "WKST": re.compile("MO|TU|WE|TH|FR|SA|SU"),
    "BYDAY": re.compile(f"{_WEEKDAYS}(?:,{_WEEKDAYS})*", re.ASCII),
    "BYMONTH": _numbers(1, 12, signed=False),
    "BYMONTHDAY": _numbers(1, 31, signed=True),
    "BYYEARDAY": _numbers(1, 366, signed=True),
    "BYSETPOS": _numbers(1, 366, signed=True),
    # one number each: more would repeat the event several times a day
    "BYHOUR": re.compile(r"[01]?\d|2[0-3]", re.ASCII),
    "BYMINUTE": re.compile(r"[0-5]?\d", re.ASCII),
    "BYSECOND": re.compile(r"[0-5]?\d", re.ASCII),
}


@dataclass
class DateBudget:
    """Remaining budget of one file: dates, days of rules, and listed dates."""

    dates: int = MAX_DATES
    days: int = MAX_SPANS * 366
    listed: int = _MAX_LISTED

    def spend_date(self, line: int) -> None:
        """Count a date of an event. Raises BudgetSpentError if it is one too many."""
        self.dates -= 1
        if self.dates < 0:
            raise _too_many_dates(line)

    def spend_listed(self, line: int, count: int) -> None:
        """Count dates of an RDATE or EXDATE line. Raises BudgetSpentError at too many."""
        self.listed -= count
        if self.listed < 0:
            raise _too_many_dates(line)

    def spend_days(self, line: int, days: int) -> None:
        """Count days of a rule that were looked at. Raises BudgetSpentError at too many."""
        self.days -= days
        if self.days < 0:
            raise BudgetSpentError(
                line,
                _("the rules of this file reach over more than {years} years").format(
                    years=MAX_SPANS
                ),
                _("export a shorter time, or end the rule earlier"),
            )


def _too_many_dates(line: int) -> BudgetSpentError:
    """Return the error for a file with more dates than are allowed."""
    return BudgetSpentError(
        line,
        _("more than {count} dates").format(count=MAX_DATES),
        _("export a shorter time, or end the rule earlier"),
    )


def _rule_parts(rule: CalendarProperty) -> dict[str, str]:
    """Return the parts of an RRULE by name, each in a form that is understood.

    Raises RefusedEntryError for any other, and for one that repeats more often than daily.
    """
    text = rule.value.strip().upper()
    wrong = RefusedEntryError(
        rule.line,
        _("{name} is {value}, which is no rule").format(name=rule.name, value=short_value(text)),
        _("set the repetition anew in the calendar, or remove it"),
    )
    if len(text) > 500:
        raise wrong
    parts: dict[str, str] = {}
    for part in text.strip(";").split(";"):
        key, _equals, value = part.partition("=")
        if key == "FREQ" and value in ("SECONDLY", "MINUTELY", "HOURLY"):
            raise RefusedEntryError(
                rule.line,
                _("repeats more often than daily ({value})").format(value=value),
                _("set the repetition anew in the calendar, or remove it"),
            )
        if key in parts or key not in _PARTS or not _PARTS[key].fullmatch(value):
            raise wrong
        parts[key] = value
    if "FREQ" not in parts:
        raise wrong
    return parts


@dataclass(frozen=True)
class ComingDates:
    """What dates of an event are looked for: those that are not over on a day."""

    on: dt.date
    ahead: int
    """How many dates of a rule without an end."""
    default: dt.tzinfo
    """The zone of times without one."""
    budget: DateBudget
    shortened: list[CalendarProperty] = field(default_factory=list)
    """The rules with an end of which only the next dates were looked for."""

    def is_over(self, start: CalendarMoment, length: dt.timedelta) -> bool:
        """Return whether a date is over, with its whole length, where it takes place."""
        end = _later(start.local, length) if length else None
        return Period(start, end).shown(self.default).last_day < self.on


@dataclass(frozen=True)
class Exceptions:
    """The dates of a series at which it does not take place as its rule says."""

    times: Collection[dt.datetime]
    """In the zone of the series."""
    days: Collection[dt.date]
    later: dt.datetime | None = None
    """From when on all dates are replaced."""

    def has(self, time: dt.datetime) -> bool:
        """Return whether a date is one of them."""
        if self.later is not None and time >= self.later:
            return True
        return time in self.times or time.date() in self.days


def coming_dates(
    entry: CalendarEntry,
    period: Period,
    changed: Collection[tuple[CalendarMoment, bool]],
    coming: ComingDates,
) -> dict[dt.datetime, dt.datetime | None]:
    """Return when an event takes place from a day on: starts with their ends, if known.

    These are local times in the zone of its start: the start itself and the dates of its rule and
    RDATE, without EXDATE and the ``changed`` ones, which stand as events of their own (True for
    all from there on). Raises RefusedEntryError, and BudgetSpentError for too many dates or rules.
    """
    if (refused := entry.first("EXRULE")) is not None:
        raise RefusedEntryError(
            refused.line,
            _("EXRULE is no longer part of calendar files (RFC 5545)"),
            _("set the repetition anew in the calendar, or remove it"),
        )
    start = period.start
    length = period.end - start.local if period.end else dt.timedelta()
    exceptions = _exceptions(entry, start, changed, coming)
    rule = entry.first("RRULE")
    times = _repeated(rule, start, length, exceptions, coming) if rule else [start.local]
    ends: dict[dt.datetime, dt.datetime | None] = {}
    for time, end in (*((time, None) for time in times), *_listed_dates(entry, start, coming)):
        moment = CalendarMoment(time, start.zone, start.all_day)
        is_coming = not exceptions.has(time) and not coming.is_over(moment, length)
        if is_coming and time not in ends:
            coming.budget.spend_date(entry.line)
            ends[time] = end or (time + length if length else None)
    return dict(sorted(ends.items()))


def _repeated(
    rule: CalendarProperty,
    start: CalendarMoment,
    length: dt.timedelta,
    exceptions: Exceptions,
    coming: ComingDates,
) -> list[dt.datetime]:
    """Return the coming local times of a rule; DTSTART is always the first (RFC 5545, 3.8.5.3).

    Of a rule that goes on for longer than `_SOON` they are as many as are wanted ahead. Raises
    RefusedEntryError if it is no rule, and BudgetSpentError.
    """
    parts = _rule_parts(rule)
    has_end = not {"COUNT", "UNTIL"}.isdisjoint(parts)
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    until = _until(rule, parts.pop("UNTIL", None), start)
    today = dt.datetime.combine(coming.on, dt.time())
    soon = _later(max(today, start.local), _SOON)
    last = min(until, _later(max(today, start.local), dt.timedelta(days=MAX_SPAN * 366)))
    # dates that are counted must be looked at from the first on
    since = start.local if count else max(start.local, _later(today, -length - _MARGIN))
    if (today - since).days > _OLDEST * 366:
        raise RefusedEntryError(
            rule.line,
            _("began more than {years} years ago").format(years=_OLDEST),
            _("set the repetition anew in the calendar, or remove it"),
        )
    reached = since
    times: list[dt.datetime] = []
    is_complete = False
    for number, time in enumerate(_with_start(start.local, parts, last, since), 1):
        if count is not None and number > count:
            is_complete = True
            break
        reached = max(reached, time)
        moment = CalendarMoment(time, start.zone, start.all_day)
        if not exceptions.has(time) and not coming.is_over(moment, length):
            times.append(time)
        if time > soon and len(times) > coming.ahead:
            break
    else:
        reached = max(reached, last)
    coming.budget.spend_days(rule.line, (reached - since).days)
    if is_complete or reached <= soon:
        return times
    if has_end and len(times) > coming.ahead:
        coming.shortened.append(rule)
    return times[: coming.ahead]


def _with_start(
    start: dt.datetime, parts: dict[str, str], last: dt.datetime, since: dt.datetime
) -> Iterator[dt.datetime]:
    """Yield the start, and then the times of a rule that come after it."""
    yield start
    for time in RecurrenceRule(parts, start).times(last, since):
        if time > start:
            yield time


def _until(rule: CalendarProperty, until: str | None, start: CalendarMoment) -> dt.datetime:
    """Return the last local time that a rule may reach; that of the calendar without an end.

    UNTIL is in UTC where the start has a zone; a day counts to its end.
    """
    if until is None:
        return _LATEST
    prop = CalendarProperty("UNTIL", {}, until, rule.line)
    entry = CalendarEntry(rule.line, SourceCalendar())
    ended = moment_of(prop, until, entry, start.zone)
    end = ended.at(start.zone)
    return _later(end, dt.timedelta(hours=23, minutes=59)) if ended.all_day else end


def _later(time: dt.datetime, length: dt.timedelta) -> dt.datetime:
    """Return a time so much later, within what a calendar can say."""
    try:
        return time + length
    except OverflowError:
        return _LATEST if length > dt.timedelta() else _EARLIEST


def _listed_dates(
    entry: CalendarEntry, start: CalendarMoment, coming: ComingDates
) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    """Yield the dates of RDATE in the zone of the start, with their ends if they are periods.

    Raises RefusedEntryError and BudgetSpentError.
    """
    for prop, value in _listed_values(entry, "RDATE", coming):
        begin, _slash, rest = value.partition("/")
        moment = moment_of(prop, begin, entry, coming.default)
        time = moment.at(start.zone)
        if moment.all_day and not start.all_day:
            time = dt.datetime.combine(time, start.local.time())
        elif start.all_day:
            time = dt.datetime.combine(time, dt.time())
        if not rest or start.all_day:
            yield time, None
        elif rest.lstrip("+").upper().startswith("P"):
            yield time, end_after(CalendarMoment(time, start.zone), prop, rest)
        else:
            end = moment_of(prop, rest, entry, coming.default).at(start.zone)
            yield time, end if end > time else None


def _exceptions(
    entry: CalendarEntry,
    start: CalendarMoment,
    changed: Collection[tuple[CalendarMoment, bool]],
    coming: ComingDates,
) -> Exceptions:
    """Return the dates of EXDATE and the changed ones. Raises RefusedEntryError."""
    times: set[dt.datetime] = set()
    days: set[dt.date] = set()
    later: dt.datetime | None = None
    cancelled = (
        moment_of(prop, value, entry, coming.default)
        for prop, value in _listed_values(entry, "EXDATE", coming)
    )
    for moment, is_onward in (*((moment, False) for moment in cancelled), *changed):
        time = moment.at(start.zone)
        if is_onward:
            later = time if later is None else min(later, time)
        elif moment.all_day or start.all_day:
            days.add(_day_in(moment, start))
        else:
            times.add(time)
    return Exceptions(times, days, later)


def _day_in(moment: CalendarMoment, start: CalendarMoment) -> dt.date:
    """Return the day that is meant where a series of whole days leaves one out by its time."""
    zone = start.zone if moment.zone is UTC else moment.zone
    return (moment.at(zone) if not moment.all_day else moment.local).date()


def _listed_values(
    entry: CalendarEntry, name: str, coming: ComingDates
) -> Iterator[tuple[CalendarProperty, str]]:
    """Yield each value of an entry's lines of one name. Raises BudgetSpentError."""
    for prop in entry.all(name):
        coming.budget.spend_listed(prop.line, prop.value.count(",") + 1)
        for value in prop.value.split(","):
            if value.strip():
                yield prop, value
