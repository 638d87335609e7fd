"""All dates of an event of a calendar: its start, listed dates and those of its rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

from reports.content.formats.ics_lines import (
    MAX_DATES,
    BudgetSpentError,
    CalendarEntry,
    CalendarProperty,
    RefusedEntryError,
    short_value,
    too_many_dates,
)
from reports.content.formats.ics_times import CalendarMoment, moment_of
from reports.content.formats.recurrence import RecurrenceRule
from reports.i18n import _

MAX_SPAN = 30
"""Years that one rule may span; RFC 5545 sets no bound, and every day is looked at."""

MAX_SPANS = 200
"""Years that all rules of a file may span together."""

_MAX_LISTED = 10_000
"""Dates in the RDATE and EXDATE lines of a file: ten for each date it may have."""


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


class DateBudget:
    """Remaining budget of one file: dates, days of rules, and listed dates."""

    def __init__(self) -> None:
        """Begin with the whole budget."""
        self.dates = MAX_DATES
        self.days = MAX_SPANS * 366
        self.listed = _MAX_LISTED

    def spend_date(self, line: int) -> None:
        """Count a date of an event. Raises BudgetSpentError if it is one too many."""
        self.dates -= 1
        if self.dates < 0:
            raise too_many_dates(line)

    def spend_listed(self, line: int, count: int) -> None:
        """Count dates of an RDATE or EXDATE line. Raises BudgetSpentError at too many."""
        self.listed -= count
        if self.listed < 0:
            raise too_many_dates(line)

    def spend_days(self, line: int, days: int) -> None:
        """Count the days that a rule spans. Raises BudgetSpentError if they are too many."""
        self.days -= days
        if self.days < 0:
            raise BudgetSpentError(
                line,
                _("the rules of this file reach over more than {years} years").format(
                    years=MAX_SPANS
                ),
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


def _repeated(
    rule: CalendarProperty, start: CalendarMoment, budget: DateBudget
) -> list[dt.datetime]:
    """Return the local times of a rule; DTSTART is always the first (RFC 5545, 3.8.5.3).

    Raises RefusedEntryError for a rule without an end or over too many years, and
    BudgetSpentError for too many dates.
    """
    parts = _rule_parts(rule)
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    until = parts.pop("UNTIL", None)
    if count is None and until is None:
        raise RefusedEntryError(
            rule.line, _("repeats without an end"), _("give the repetition an end (COUNT or UNTIL)")
        )
    if count is not None and count > MAX_DATES:
        raise too_many_dates(rule.line)
    bound = dt.datetime.combine(dt.date.max, dt.time())
    if start.local.year + MAX_SPAN < bound.year:
        bound = start.local + dt.timedelta(days=MAX_SPAN * 366)
    last = bound
    if until is not None:
        # UNTIL is in UTC where the start has a zone; a day counts to its end
        ended = moment_of(CalendarProperty("UNTIL", {}, until, rule.line), until, start.zone)
        end = ended.at(start.zone) if until.endswith("Z") else ended.local
        last = end + dt.timedelta(hours=23, minutes=59) if ended.all_day else end
        if last > bound:
            raise RefusedEntryError(
                rule.line,
                _("reaches over more than {years} years").format(years=MAX_SPAN),
                _("export a shorter time, or end the rule earlier"),
            )
    if count is None:
        budget.spend_days(rule.line, (last - start.local).days)
    times = [start.local]
    budget.spend_date(rule.line)
    for time in RecurrenceRule(parts, start.local).times(last):
        if len(times) == count:
            break
        if time > start.local:
            budget.spend_date(rule.line)
            times.append(time)
    if count is not None:
        complete = len(times) == count
        budget.spend_days(rule.line, ((times[-1] if complete else last) - start.local).days)
        if not complete and until is None:
            raise RefusedEntryError(
                rule.line,
                _("reaches over more than {years} years").format(years=MAX_SPAN),
                _("export a shorter time, or end the rule earlier"),
            )
    return times


def _listed(
    entry: CalendarEntry, name: str, start: CalendarMoment, budget: DateBudget, default: str
) -> Iterator[CalendarMoment]:
    """Yield the dates of an entry's lines of one name (RDATE or EXDATE), in the zone of the start.

    Raises RefusedEntryError and BudgetSpentError.
    """
    for prop in entry.all(name):
        budget.spend_listed(prop.line, prop.value.count(",") + 1)
        for value in prop.value.split(","):
            moment = moment_of(prop, value, default)
            yield CalendarMoment(moment.at(start.zone), start.zone, moment.all_day)


def dates_of(
    entry: CalendarEntry,
    start: CalendarMoment,
    changed: Collection[CalendarMoment],
    budget: DateBudget,
    default: str,
) -> list[dt.datetime]:
    """Return the local times at which an event takes place, in order.

    These are its start and those of its rule and RDATE, without EXDATE and the ``changed``
    ones, which stand as events of their own. Raises RefusedEntryError and BudgetSpentError.
    """
    if (refused := entry.first("EXRULE")) is not None:
        raise RefusedEntryError(
            refused.line,
            _("EXRULE is no longer part of calendar files (RFC 5545)"),
            _("set the repetition anew in the calendar, or remove it"),
        )
    rule = entry.first("RRULE")
    if rule is None:
        budget.spend_date(entry.line)
    times = set(_repeated(rule, start, budget) if rule else [start.local])
    for moment in _listed(entry, "RDATE", start, budget, default):
        time = moment.local
        if moment.all_day and not start.all_day:
            time = dt.datetime.combine(time, start.local.time())
        if time not in times:
            budget.spend_date(entry.all("RDATE")[0].line)
            times.add(time)
    cancelled_days = set()
    for moment in (*_listed(entry, "EXDATE", start, budget, default), *changed):
        if moment.all_day:
            cancelled_days.add(moment.local.date())
        else:
            times.discard(moment.at(start.zone))
    return sorted(time for time in times if time.date() not in cancelled_days)
