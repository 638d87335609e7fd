"""Events from and to calendar files (iCalendar, RFC 5545). Alone imports icalendar.

What is read may come from strangers. So only the lines of events are looked at
– a VTIMEZONE, whose rules could be made to run for ever, is never expanded –,
and rules are bounded by what they may cost, not by a clock: the same file
always gives the same answer.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import isleap, monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from reports.content.event import Branch, Event
from reports.errors import ContentError, Place, Problem
from reports.messages import _, printed
from reports.source import Path, Source, decode

MAX_DATES = 1000
"""Dates that one file may come to, all its rules together."""
MAX_SPAN = 30
"""Years that one rule may reach; RFC 5545 itself sets no bound."""
MAX_SPANS = 200
"""Years that all rules of a file may reach together."""

_MAX_LISTED = 10_000
"""Dates in the RDATE and EXDATE lines of a file."""
_MAX_PROPERTIES = 20_000
"""Lines of a file that say something about an event."""
_MAX_PARAMETERS = 10_000
"""Characters of a line before its value."""

_UTC = ("UTC", "Etc/UTC", "GMT", "Z")


@dataclass(frozen=True)
class Assumed:
    """What a calendar file cannot say, or often does not; None is reported as missing."""

    timezone: str = "Europe/Berlin"
    """For times in UTC and for times of no zone, unless the file names its own (X-WR-TIMEZONE)."""
    branch: str | None = None
    sort: str = "plain"
    step_free: bool | None = None
    way: str | None = None
    url: str | None = None
    language: str = "de"
    """The language that the titles are in."""


# --- writing ----------------------------------------------------------------


def write_calendar(event: Event, branch: Branch, language: str, stamp: dt.datetime) -> bytes:
    """A calendar file with the event, for programs that take invitations.

    ``stamp`` is the time of writing (DTSTAMP); one without a zone counts as UTC.
    Times keep the event's zone, which the file describes for the years around.
    Lines end in CRLF and are folded at 75 bytes (RFC 5545, 3.1). The same input
    gives the same bytes. The language is one the event has texts in, else
    KeyError.
    """
    from icalendar import Calendar, Timezone, vCalAddress, vText
    from icalendar import Event as Entry

    zone = ZoneInfo(event.timezone)
    start = event.start.replace(tzinfo=zone)
    end = event.end.replace(tzinfo=zone) if event.end else None
    text, place = event.texts[language], event.venue.address

    entry = Entry()
    entry.add("uid", f"{event.id}@{urlsplit(event.url).hostname}")
    entry.add("dtstamp", stamp.astimezone(dt.UTC) if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC))
    if event.all_day:  # without times, and the end is the day after the last
        entry.add("dtstart", start.date())
        entry.add("dtend", (end or start).date() + dt.timedelta(days=1))
    else:
        entry.add("dtstart", start)
        if end:
            entry.add("dtend", end)
    entry.add("summary", text.title)
    entry.add("location", f"{event.venue.name}, {place.street}, {place.postcode} {place.city}")
    entry.add("description", _description(event, language))
    entry.add("url", event.url)
    contact = event.contact or branch.contact
    if contact.email:
        organizer = vCalAddress(f"mailto:{contact.email}")
        organizer.params["CN"] = vText(contact.name)
        entry.add("organizer", organizer)

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Handzettel//Handzettel//EN")
    if event.timezone not in _UTC and not event.all_day:
        first, last = dt.date(start.year, 1, 1), dt.date((end or start).year + 1, 1, 1)
        calendar.add_component(Timezone.from_tzid(event.timezone, first_date=first, last_date=last))
    calendar.add_component(entry)
    return bytes(calendar.to_ical(sorted=False))


def _description(event: Event, language: str) -> str:
    """The lead, and after an empty line how to get there and in."""
    words = printed(language).gettext
    text = event.texts[language]
    access = words("Step-free access" if event.venue.step_free else "No step-free access")
    access = f"{access}: {text.access}" if text.access else access
    facts = [text.way, access, text.admission, text.registration]
    return "\n".join([text.lead, "", *(fact for fact in facts if fact)])


# --- reading: lines ---------------------------------------------------------


@dataclass(frozen=True)
class _Property:
    name: str
    params: Mapping[str, Any]
    value: str
    line: int


@dataclass
class _Entry:
    """The properties of one VEVENT."""

    line: int
    properties: dict[str, list[_Property]] = field(default_factory=dict)

    def all(self, name: str) -> list[_Property]:
        return self.properties.get(name, [])

    def one(self, name: str) -> _Property | None:
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        found = self.one(name)
        return _unescaped(found.value).strip() if found else ""


class _Faults:
    """The mistakes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(self.problem(line, what, remedy))

    def problem(self, line: int, what: str, remedy: str) -> Problem:
        return Problem(Place(self.file, line), what, remedy)


class _RefusedError(Exception):
    """What is wrong with the entry at hand; becomes a Problem."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.said = (line, what, remedy)


class _SpentError(_RefusedError):
    """The file may come to no more; what follows is not read."""


_WANTED = (
    *("UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
    *("ORGANIZER", "STATUS", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
)
_SEVERAL = ("RDATE", "EXDATE")


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


def _property(number: int, line: str) -> _Property:
    # icalendar takes a fair while for each parameter
    head = _HEAD.match(line)
    if head is None or head.end() > _MAX_PARAMETERS:
        raise _broken(number)
    try:
        name, params, value = _raw_parts(line)
    except ValueError:
        raise _broken(number) from None
    found = {str(key).upper(): one for key, one in params.items()}
    return _Property(name.upper(), found, value, number)


def _broken(line: int) -> _RefusedError:
    return _RefusedError(line, _("not a line of a calendar file"), _("export the calendar anew"))


_HEAD = re.compile(r'(?:[^":]+|"[^"]*")*')
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[:;])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _entries(text: str) -> tuple[list[_Entry], str | None]:
    """The events of a file, and the zone it names for itself.

    Raises _RefusedError where the file is broken: nothing after that could be trusted.
    """
    entries: list[_Entry] = []
    own_zone = None
    within: list[str] = []
    properties = 0
    line = 1
    for line, logical in _logical_lines(text):
        named = _NAME.match(logical)
        if named is None or _CONTROL.search(logical):
            raise _broken(line)
        name = named[0].upper()
        if name == "BEGIN":
            within.append(logical[6:].strip().upper())
            if within[0] != "VCALENDAR":
                raise _broken(line)
            if within == ["VCALENDAR", "VEVENT"]:
                entries.append(_Entry(line))
                if len(entries) > MAX_DATES:
                    raise _too_many(line)
        elif name == "END":
            if not within or within.pop() != logical[4:].strip().upper():
                raise _RefusedError(
                    line,
                    _("an END without its BEGIN"),
                    _("export the calendar anew"),
                )
        elif not within:
            raise _broken(line)
        elif within == ["VCALENDAR", "VEVENT"] and name in _WANTED:
            properties += 1
            if properties > _MAX_PROPERTIES:
                raise _too_many(line)
            entries[-1].properties.setdefault(name, []).append(_property(line, logical))
        elif within == ["VCALENDAR"] and name == "X-WR-TIMEZONE":
            own_zone = _unescaped(_property(line, logical).value).strip()
    if within:
        raise _RefusedError(line, _("the file breaks off"), _("export the calendar anew"))
    return entries, own_zone


def _too_many(line: int) -> _SpentError:
    return _SpentError(
        line,
        _("more than {count} dates").format(count=MAX_DATES),
        _("export a shorter time, or end the rule earlier"),
    )


# --- reading: times ---------------------------------------------------------


@dataclass(frozen=True)
class _Moment:
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


def _moment(found: _Property, value: str, default: str) -> _Moment:
    """A DATE or a DATE-TIME with its zone; raises _RefusedError for anything else."""
    value = value.strip()
    try:
        if day := _DAY.fullmatch(value):
            date = dt.date(int(day[1]), int(day[2]), int(day[3]))
            return _Moment(dt.datetime.combine(date, dt.time()), default, all_day=True)
        if time := _TIME.fullmatch(value):
            *numbers, utc = time.groups()
            # a leap second (60) is one that no clock on a wall shows
            year, month, of_month, hour, minute, second = map(int, numbers)
            clock = dt.time(hour, minute, min(second, 59))
            local = dt.datetime.combine(dt.date(year, month, of_month), clock)
            if utc:
                return _Moment(_Moment(local, "UTC").at(default), default)
            zone = _zone(found, default)
            if zone == "UTC":
                return _Moment(_Moment(local, "UTC").at(default), default)
            return _Moment(local, zone)
    except ValueError:
        pass
    raise _RefusedError(
        found.line,
        _("{name} is {value}, which is not a day and time").format(
            name=found.name, value=_short(value)
        ),
        _("a calendar file writes it as 20261212T180000"),
    )


def _zone(found: _Property, default: str) -> str:
    name = str(found.params.get("TZID", "")).strip()
    if not name:
        return default
    zone = _known_zone(name)
    if zone is None:
        raise _RefusedError(
            found.line,
            _('there is no time zone "{zone}"').format(zone=_short(name)),
            _('write it as "Europe/Berlin"'),
        )
    return zone


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_zone(name: str) -> str | None:
    """The Olson name for a zone: that itself, Windows' own, or the end of a longer path."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name in _UTC:
        return "UTC"
    if name in _zones():
        return name
    if name in WINDOWS_TO_OLSON:
        return str(WINDOWS_TO_OLSON[name])
    # /freeassociation.sourceforge.net/Europe/Berlin
    parts = name.split("/")[-3:]
    return next((tail for i in (0, 1) if (tail := "/".join(parts[i:])) in _zones()), None)


def _times(entry: _Entry, default: str) -> tuple[_Moment, dt.datetime | None]:
    """Start, and end as local time in the zone of the start.

    A whole day's DTEND is the first day after (RFC 5545, 3.6.1); here the end is
    the last day, and one day alone has none.
    """
    begun = entry.one("DTSTART")
    if begun is None:
        raise _RefusedError(
            entry.line, _("an event without DTSTART"), _("give it a day and a time")
        )
    start = _moment(begun, begun.value, default)
    end = start.local
    if (ended := entry.one("DTEND")) is not None:
        end = _moment(ended, ended.value, default).at(start.zone)
        line = ended.line
    elif (lasting := entry.one("DURATION")) is not None:
        end = _after(start, lasting)
        line = lasting.line
    else:
        return start, None
    if end < start.local:
        raise _RefusedError(line, _("the event ends before it starts"), _("correct start or end"))
    if start.all_day and end > start.local:
        end -= dt.timedelta(days=1)
    return start, end if end > start.local else None


_LENGTH = re.compile(
    r"\+?P(?:(\d{1,5})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?)",
    re.ASCII,
)


def _after(start: _Moment, lasting: _Property) -> dt.datetime:
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
        raise _RefusedError(
            lasting.line,
            _("DURATION is {value}, which is not a length of time").format(
                value=_short(lasting.value)
            ),
            _("a calendar file writes two hours as PT2H"),
        ) from None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


# --- reading: rules ---------------------------------------------------------


def _numbers(least: int, most: int, *, signed: bool) -> re.Pattern[str]:
    sign = "[+-]?" if signed else ""
    digits = "|".join(str(number) for number in range(most, least - 1, -1))
    one = f"{sign}0*(?:{digits})"
    return re.compile(f"{one}(?:,{one})*")


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
    # one of each: more would be several times a day
    "BYHOUR": re.compile(r"[01]?\d|2[0-3]", re.ASCII),
    "BYMINUTE": re.compile(r"[0-5]?\d", re.ASCII),
    "BYSECOND": re.compile(r"[0-5]?\d", re.ASCII),
}


class _Budget:
    """What the rules of one file may still come to."""

    def __init__(self) -> None:
        self.dates = MAX_DATES
        self.days = MAX_SPANS * 366
        self.listed = _MAX_LISTED

    def date(self, line: int) -> None:
        self.dates -= 1
        if self.dates < 0:
            raise _too_many(line)

    def dates_listed(self, line: int, count: int) -> None:
        self.listed -= count
        if self.listed < 0:
            raise _too_many(line)

    def reached(self, line: int, days: int) -> None:
        self.days -= days
        if self.days < 0:
            raise _SpentError(
                line,
                _("the rules of this file reach over more than {years} years").format(
                    years=MAX_SPANS
                ),
                _("export a shorter time, or end the rule earlier"),
            )


def _rule_parts(rule: _Property) -> dict[str, str]:
    text = rule.value.strip().upper()
    wrong = _RefusedError(
        rule.line,
        _("{name} is {value}, which is no rule").format(name=rule.name, value=_short(text)),
        _("set the repetition anew in the calendar, or remove it"),
    )
    if len(text) > 500:
        raise wrong
    parts: dict[str, str] = {}
    for part in text.strip(";").split(";"):
        key, _equals, value = part.partition("=")
        if key == "FREQ" and value in ("SECONDLY", "MINUTELY", "HOURLY"):
            raise _RefusedError(
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


class _Rule:
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


def _repeated(rule: _Property, start: _Moment, budget: _Budget) -> list[dt.datetime]:
    """The local times of a rule; DTSTART is always the first (RFC 5545, 3.8.5.3)."""
    parts = _rule_parts(rule)
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    until = parts.pop("UNTIL", None)
    if count is None and until is None:
        raise _RefusedError(
            rule.line, _("repeats without an end"), _("give the repetition an end (COUNT or UNTIL)")
        )
    if count is not None and count > MAX_DATES:
        raise _too_many(rule.line)
    bound = dt.datetime.combine(dt.date.max, dt.time())
    if start.local.year + MAX_SPAN < bound.year:
        bound = start.local + dt.timedelta(days=MAX_SPAN * 366)
    last = bound
    if until is not None:
        # UNTIL is in UTC where the start has a zone; a day counts to its end
        ended = _moment(_Property("UNTIL", {}, until, rule.line), until, start.zone)
        end = ended.at(start.zone) if until.endswith("Z") else ended.local
        last = end + dt.timedelta(hours=23, minutes=59) if ended.all_day else end
        if last > bound:
            raise _RefusedError(
                rule.line,
                _("reaches over more than {years} years").format(years=MAX_SPAN),
                _("export a shorter time, or end the rule earlier"),
            )
    if count is None:
        budget.reached(rule.line, (last - start.local).days)
    times = [start.local]
    budget.date(rule.line)
    for time in _Rule(parts, start.local).times(last):
        if len(times) == count:
            break
        if time > start.local:
            budget.date(rule.line)
            times.append(time)
    if count is not None:
        complete = len(times) == count
        budget.reached(rule.line, ((times[-1] if complete else last) - start.local).days)
        if not complete and until is None:
            raise _RefusedError(
                rule.line,
                _("reaches over more than {years} years").format(years=MAX_SPAN),
                _("export a shorter time, or end the rule earlier"),
            )
    return times


def _listed(
    entry: _Entry, name: str, start: _Moment, budget: _Budget, default: str
) -> Iterator[_Moment]:
    """The dates of the RDATE or EXDATE lines."""
    for found in entry.all(name):
        budget.dates_listed(found.line, found.value.count(",") + 1)
        for value in found.value.split(","):
            moment = _moment(found, value, default)
            yield _Moment(moment.at(start.zone), start.zone, moment.all_day)


def _dates(
    entry: _Entry, start: _Moment, changed: Collection[_Moment], budget: _Budget, default: str
) -> list[dt.datetime]:
    """When an event takes place: start, rule and RDATE, without EXDATE and what was changed."""
    if (refused := entry.one("EXRULE")) is not None:
        raise _RefusedError(
            refused.line,
            _("EXRULE is no longer part of calendar files (RFC 5545)"),
            _("set the repetition anew in the calendar, or remove it"),
        )
    rule = entry.one("RRULE")
    if rule is None:
        budget.date(entry.line)
    times = set(_repeated(rule, start, budget) if rule else [start.local])
    for more in _listed(entry, "RDATE", start, budget, default):
        time = more.local
        if more.all_day and not start.all_day:
            time = dt.datetime.combine(time, start.local.time())
        if time not in times:
            budget.date(entry.all("RDATE")[0].line)
            times.add(time)
    days = set()
    for gone in (*_listed(entry, "EXDATE", start, budget, default), *changed):
        if gone.all_day:
            days.add(gone.local.date())
        else:
            times.discard(gone.at(start.zone))
    return sorted(time for time in times if time.date() not in days)


# --- reading: events --------------------------------------------------------


def read_calendar(data: bytes, file: str, assumed: Assumed) -> Source:
    """The events of a calendar file as plain values for the model ``Events``.

    The value is ``{"events": […]}`` with a place for each event and key, so
    that :func:`reports.validate.validate` names lines of the file. Each date of
    a rule is an event of its own; cancelled ones are left out. A whole day
    starts at 00:00, carries ``all_day: True``, and ends on its last day.

    Raises ContentError with every mistake found: more than 1 MiB, not UTF-8,
    broken off, no DTSTART, an end before the start, an unknown zone, a rule
    without an end, more often than daily, with more than 1,000 dates or over
    more than 30 years, no title, and what neither the file nor ``assumed``
    says. Rules: RFC 5545; bounds: ours.
    """
    text = decode(data, file)
    faults = _Faults(file)
    try:
        entries, own_zone = _entries(text)
    except _RefusedError as refused:
        raise ContentError(faults.problem(*refused.said)) from None
    own = _known_zone(own_zone) if own_zone else None
    reader = _Reader(faults, assumed, own if own and own != "UTC" else assumed.timezone)
    source = reader.read(entries)
    if faults.problems:
        raise ContentError(faults.problems)
    return source


class _Reader:
    """Turns the entries of one file into values, with the place of each."""

    def __init__(self, faults: _Faults, assumed: Assumed, default: str) -> None:
        self._faults = faults
        self._assumed = assumed
        self._default = default
        self._budget = _Budget()
        self._spent = False
        self._events: list[dict[str, Any]] = []
        self._ids: set[str] = set()
        self._values: dict[Path, Place] = {}
        self._mark((), 1)
        self._mark(("events",), 1)

    def read(self, entries: Iterable[_Entry]) -> Source:
        masters = []
        changed: dict[str, list[_Moment]] = {}
        changes = []
        for entry in entries:
            if entry.one("RECURRENCE-ID") is None:
                masters.append(entry)
                continue
            changes.append(entry)
            self._guarded(lambda entry=entry: self._note_change(entry, changed))
        if masters or changes:
            self._report_unsaid((masters + changes)[0].line)
        for entry in masters:
            self._guarded(lambda entry=entry: self._add_all(entry, changed))
        for entry in changes:
            self._guarded(lambda entry=entry: self._add_all(entry, {}))
        return Source(self._faults.file, {"events": self._events}, self._values, dict(self._values))

    def _report_unsaid(self, line: int) -> None:
        """Once for the whole file: it holds for each of its events."""
        for key in ("branch", "way", "step_free"):
            if getattr(self._assumed, key) is None:
                self._faults.add(
                    line,
                    _('"{key}" is missing').format(key=key),
                    _("a calendar file cannot say it; say it for all events of the file"),
                )

    def _guarded(self, step: Any) -> None:
        if self._spent:
            return
        try:
            step()
        except _RefusedError as refused:
            self._faults.add(*refused.said)
            self._spent = isinstance(refused, _SpentError)

    def _mark(self, path: Path, line: int) -> None:
        self._values[path] = Place(self._faults.file, line, 1)

    def _note_change(self, entry: _Entry, changed: dict[str, list[_Moment]]) -> None:
        which = entry.all("RECURRENCE-ID")[0]
        if "RANGE" in which.params:
            raise _RefusedError(
                which.line,
                _("changes all dates from one on, which calendars no longer write (RFC 5545)"),
                _("export the calendar anew"),
            )
        moment = _moment(which, which.value, self._default)
        changed.setdefault(entry.text("UID"), []).append(moment)

    def _add_all(self, entry: _Entry, changed: Mapping[str, Collection[_Moment]]) -> None:
        for name, found in entry.properties.items():
            if len(found) > 1 and name not in _SEVERAL:
                raise _RefusedError(
                    found[1].line, _("{name} stands twice").format(name=name), _("remove one")
                )
        if entry.text("STATUS").upper() == "CANCELLED":
            return
        start, end = _times(entry, self._default)
        known = changed.get(entry.text("UID"), ()) if entry.text("UID") else ()
        times = _dates(entry, start, known, self._budget, self._default)
        several = entry.one("RRULE") or entry.one("RDATE") or entry.one("RECURRENCE-ID")
        length = end - start.local if end else None
        shared = self._shared(entry)
        name = _slug(entry.text("UID").partition("@")[0])
        for time in times:
            own_name = self._name(entry, name, time, several=several is not None)
            try:
                ended = time + length if length is not None else None
            except OverflowError:
                raise _broken(entry.line) from None
            self._add(entry, shared, own_name, _Moment(time, start.zone, start.all_day), ended)

    def _name(self, entry: _Entry, name: str, time: dt.datetime, *, several: bool) -> str:
        """The id: the UID's where it can be read, else title and date.

        A long UID is a number that says nothing, and programs begin all of
        theirs alike, so that cutting it would not keep them apart.
        """
        readable = 0 < len(name) <= 60
        base = name if readable else _slug(entry.text("SUMMARY"))[:40].strip("-") or "termin"
        made = f"{base}-{time:%Y-%m-%d}" if several or not readable else base
        if made in self._ids and (several or not readable):
            made = f"{made}-{time:%H%M}"
        self._ids.add(made)
        return made

    def _shared(self, entry: _Entry) -> dict[str, Any]:
        """What all dates of an entry have in common."""
        assumed = self._assumed
        title = entry.text("SUMMARY")
        lead = " ".join(re.split(r"\n\s*\n", entry.text("DESCRIPTION"))[0].split())
        text = {"title": title, "lead": lead, "way": assumed.way}
        venue = self._venue(entry)
        shared = {
            "sort": assumed.sort,
            "branch": assumed.branch,
            "venue": {**venue, "step_free": assumed.step_free} if venue else None,
            "url": entry.text("URL") or assumed.url,
            "texts": {assumed.language: text},
        }
        if contact := _organizer(entry):
            shared["contact"] = contact
        for said, what in (
            (title, "SUMMARY"),
            (lead, "DESCRIPTION"),
            (entry.text("LOCATION"), "LOCATION"),
            (shared["url"], "URL"),
        ):
            if not said:
                self._faults.add(
                    entry.line,
                    _("an event without {name}").format(name=what),
                    _("write it into the calendar"),
                )
        return shared

    def _venue(self, entry: _Entry) -> dict[str, Any] | None:
        found = entry.one("LOCATION")
        text = entry.text("LOCATION")
        if found is None or not text:
            return None
        venue = _venue_in(text)
        if venue is None:
            self._faults.add(
                found.line,
                _("LOCATION is {value}, which has no name, street and postcode").format(
                    value=_short(" ".join(text.split()))
                ),
                _('write it as "name, street and number, postcode and city"'),
            )
        return venue

    def _add(
        self,
        entry: _Entry,
        shared: Mapping[str, Any],
        name: str,
        start: _Moment,
        end: dt.datetime | None,
    ) -> None:
        path: Path = ("events", len(self._events))
        event = {"id": name, **shared, "start": start.local, "timezone": start.zone}
        if end is not None:
            event["end"] = end
        if start.all_day:
            event["all_day"] = True
        self._events.append(event)
        self._mark(path, entry.line)
        text: Path = ("texts", self._assumed.language)
        for key, where in _WHERE.items():
            lines = [one.line for said in where for one in entry.all(said)[:1]]
            whole = (*path, *text, key) if key in ("title", "lead") else (*path, key)
            self._mark(whole, lines[0] if lines else entry.line)


_WHERE = {
    "id": ("UID",),
    "start": ("DTSTART",),
    "all_day": ("DTSTART",),
    "end": ("DTEND", "DURATION"),
    "timezone": ("DTSTART",),
    "venue": ("LOCATION",),
    "url": ("URL",),
    "contact": ("ORGANIZER",),
    "title": ("SUMMARY",),
    "lead": ("DESCRIPTION",),
}
"""The properties that say a key."""

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _slug(text: str) -> str:
    """Small letters, digits and single hyphens; German umlauts as two letters."""
    small = unicodedata.normalize("NFC", text[:500]).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


_CITY = re.compile(r"(?:D-)?(\d{5}) +(\S.*)", re.ASCII)


def _venue_in(text: str) -> dict[str, Any] | None:
    """Name and address, where the text ends in street, postcode and city.

    Calendar programs part them by commas or lines and may add the country. A
    street without a name before it names the place itself.
    """
    parts = [part.strip() for part in re.split(r"[,\n]", text[:2000]) if part.strip()]
    for i in range(len(parts) - 1, 0, -1):
        city, street = _CITY.fullmatch(parts[i]), parts[i - 1]
        if city and re.search(r"\d", street):
            return {
                "name": ", ".join(parts[: i - 1]) or street,
                "address": {"street": street, "postcode": city[1], "city": city[2]},
            }
    return None


def _organizer(entry: _Entry) -> dict[str, str] | None:
    """Who invites, where that is a person or a group with a name and an address."""
    found = entry.one("ORGANIZER")
    if found is None:
        return None
    name = " ".join(str(found.params.get("CN", "")).split())
    scheme, _colon, address = found.value.strip().partition(":")
    if not name or scheme.lower() != "mailto" or address.endswith("calendar.google.com"):
        return None
    return {"name": name, "email": address}
