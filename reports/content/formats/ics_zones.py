"""The time zones of a calendar file: by their many names, or as the file describes them.

Names of Windows and their places in the world are those of CLDR, by way of Babel.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from reports.content.formats.ics_lines import CalendarEntry, SourceCalendar
from reports.content.formats.recurrence import nth_weekday

UTC = ZoneInfo("UTC")

_UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "tzone://microsoft/utc"})
"""Names by which calendar programs mean UTC, in small letters."""

_META_ZONES = {
    "Europe_Central": "Europe/Berlin",
    "Europe_Western": "Europe/Lisbon",
    "Europe_Eastern": "Europe/Athens",
    "GMT": "Europe/London",
}
"""Zones whose names in words are known, by their names in CLDR."""

_MICROSOFT_NUMBERS = {
    "1": "Europe/London",
    "2": "Europe/Lisbon",
    "3": "Europe/Paris",
    "4": "Europe/Berlin",
    "5": "Europe/Bucharest",
    "6": "Europe/Prague",
    "7": "Europe/Athens",
}
"""Exchange's numbers of zones in Europe (CdoTimeZoneId, Microsoft's Collaboration Data Objects)."""

_OFFSET = re.compile(
    r"\(?(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?:[:.]?(\d\d))?\)?\s*(.*)", re.IGNORECASE | re.ASCII
)

_MOST_RULES = 100
"""Parts of a VTIMEZONE; one since 1970 has about twenty."""


def time_zone(name: str) -> ZoneInfo | None:
    """Return the time zone that a name means, or None if it is not known.

    Understood are IANA's names, also at the end of longer paths; those of Windows, also in German;
    Exchange's numbers; and lists of cities behind an offset, of which the first that is known
    and has this offset counts: ``(GMT+01.00) Sarajevo/Warsaw/Zagreb``.
    """
    name = name.strip().strip('"')
    if name.casefold() in _UTC_NAMES:
        return UTC
    if key := _zone_key(name):
        return ZoneInfo(key)
    if shown := _OFFSET.fullmatch(name):
        sign, hours, minutes, rest = shown.groups()
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        return _of_offset(-offset if sign == "-" else offset, rest)
    return None


def _zone_key(name: str) -> str | None:
    """Return the IANA name of a zone that is named by itself, without an offset."""
    zones, by_name = _zones(), _other_names()
    # /freeassociation.sourceforge.net/Europe/Berlin
    parts = name.strip("/").split("/")[-3:]
    for tail in ("/".join(parts[i:]) for i in range(len(parts))):
        if tail in zones:
            return tail
    return by_name.get(name.casefold()) or _MICROSOFT_NUMBERS.get(name)


def _of_offset(offset: dt.timedelta, cities: str) -> ZoneInfo | None:
    """Return the zone of the first of some cities that has an offset from UTC in winter.

    Without a city that is known, it is the zone of this offset that has no summer time.
    """
    for city in re.split(r"[/,;]", cities):
        key = _cities().get(city.strip().casefold())
        if key and _winter_offset(key) == offset:
            return ZoneInfo(key)
    hours, rest = divmod(offset, dt.timedelta(hours=1))
    if cities.strip() or rest or not -12 <= hours <= 14:
        return None
    return ZoneInfo(f"Etc/GMT{-hours:+d}" if hours else "UTC")


def _winter_offset(key: str) -> dt.timedelta | None:
    """Return a zone's offset from UTC without summer time."""
    offsets = (
        dt.datetime(2026, month, 1, tzinfo=ZoneInfo(key)).utcoffset() or dt.timedelta()
        for month in (1, 7)
    )
    return min(offsets)


@cache
def _zones() -> frozenset[str]:
    """Return the IANA names of all time zones."""
    return frozenset(available_timezones())


@cache
def _other_names() -> dict[str, str]:
    """Return IANA names by other names in small letters: Windows' and those people use.

    Windows' are English; German programs write what CLDR has for the same zones in German.
    """
    from babel import Locale
    from babel.core import get_global

    names: dict[str, str] = {}
    for language in ("en", "de"):
        meta_zones = Locale.parse(language).meta_zones
        for area, key in _META_ZONES.items():
            shown = meta_zones.get(area, {}).get("long", {})
            names |= {shown[form].casefold(): key for form in shown}
    names |= {key.casefold(): key for key in _zones()}
    # last, since Windows' "Central European Standard Time" is another one than CLDR's
    windows = get_global("windows_zone_mapping")
    names |= {name.casefold(): key for name, key in windows.items()}
    return names


@cache
def _cities() -> dict[str, str]:
    """Return IANA names by the city in them, in small letters, in English and German."""
    from babel import Locale

    cities: dict[str, str] = {}
    for key in sorted(_zones()):
        area, slash, city = key.rpartition("/")
        if slash and area.split("/")[0] not in ("Etc", "SystemV", "posix", "right"):
            cities.setdefault(city.replace("_", " ").casefold(), key)
    for key, names in Locale.parse("de").time_zones.items():
        if key in _zones() and "city" in names:
            cities.setdefault(str(names["city"]).casefold(), key)
    # those that Windows names first for a zone without one of their own
    return {**cities, "bern": "Europe/Zurich", "birmingham": "Europe/London"}


# --- zones that the file describes --------------------------------------------


@dataclass(frozen=True)
class _Observance:
    """A part of a VTIMEZONE: from when on which offset holds."""

    first: dt.datetime
    """The local time of the first change to it."""
    before: dt.timedelta
    after: dt.timedelta
    month: int = 0
    """The month of the change in each year; 0 if it is once only."""
    weekday: int = 0
    nth: int = 0
    """Which weekday of the month, from the end if negative; 0 for a fixed day."""
    until: int = dt.MAXYEAR
    """The last year of the rule."""

    def onsets(self, year: int) -> Iterable[dt.datetime]:
        """Yield the local times of changes in a year and the year before it."""
        if not self.month:
            yield self.first
            return
        for number in (year - 1, year):
            if self.first.year <= number <= self.until:
                day = (
                    nth_weekday(number, self.month, self.weekday, self.nth)
                    if self.nth
                    else dt.date(number, self.month, min(self.first.day, 28))
                )
                yield dt.datetime.combine(day, self.first.time())


class DescribedZone(dt.tzinfo):
    """A time zone as a VTIMEZONE of the file describes it.

    Rules are understood as all programs write them, by weekday and month of each year, and are
    never expanded: those of a stranger's file can be written so that they do not end.
    """

    def __init__(self, observances: Sequence[_Observance]) -> None:
        self._observances = observances

    def utcoffset(self, time: dt.datetime | None) -> dt.timedelta:
        """Return the offset from UTC of a local time."""
        if time is None:
            return dt.timedelta()
        local = time.replace(tzinfo=None)
        past = [
            (onset, part.after)
            for part in self._observances
            for onset in part.onsets(local.year)
            if onset <= local
        ]
        earliest = min(self._observances, key=lambda part: part.first)
        return max(past)[1] if past else earliest.before

    def dst(self, _time: dt.datetime | None) -> dt.timedelta | None:
        """Return None: what part of the offset is summer time is not needed."""
        return None

    def tzname(self, _time: dt.datetime | None) -> str | None:
        """Return None: the zone has no name that a person would know."""
        return None

    def fromutc(self, time: dt.datetime) -> dt.datetime:
        """Return the local time of a time in UTC."""
        offset = self.utcoffset(time)
        return time + self.utcoffset(time + offset)


def described_zone(parts: Sequence[CalendarEntry]) -> DescribedZone | None:
    """Return the zone that the parts of a VTIMEZONE describe; None if they cannot be read."""
    observances: list[_Observance] = []
    for part in parts[:_MOST_RULES]:
        readable = _observances(part)
        if not readable:
            return None
        observances += readable
    return DescribedZone(observances[:_MOST_RULES]) if observances else None


def named_zone(name: str, calendar: SourceCalendar) -> dt.tzinfo | None:
    """Return the zone that a TZID means: by its name, or as the file describes it."""
    zone = time_zone(name)
    return zone or described_zone(calendar.zone_rules.get(name, []))


_ZONE_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(?:\d\d)?", re.ASCII)

_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _observances(part: CalendarEntry) -> list[_Observance]:
    """Return a STANDARD or DAYLIGHT, once for each date it lists; none if it cannot be read."""
    before, after = (_offset(part.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    listed = [
        part.text("DTSTART"),
        *(part.text("RDATE").split(",") if "RDATE" in part.lines else ()),
    ]
    if before is None or after is None:
        return []
    try:
        onsets = [dt.datetime.strptime(text, "%Y%m%dT%H%M%S") for text in listed]  # noqa: DTZ007
    except ValueError:
        return []
    if "RRULE" not in part.lines:
        return [_Observance(onset, before, after) for onset in onsets]
    yearly = _yearly_rule(part.text("RRULE").upper(), onsets[0])
    return [_Observance(onsets[0], before, after, *yearly)] if yearly else []


def _yearly_rule(rule: str, first: dt.datetime) -> tuple[int, int, int, int] | None:
    """Return month, weekday, which of the month it is, and last year; None for other rules."""
    values = dict(part.partition("=")[::2] for part in rule.strip(";").split(";"))
    until = values.pop("UNTIL", str(dt.MAXYEAR))[:4]
    month = values.pop("BYMONTH", str(first.month))
    byday, days = values.pop("BYDAY", ""), values.pop("BYMONTHDAY", "")
    values.pop("WKST", None)
    weekday = _WEEKDAY.fullmatch(byday)
    if values not in ({"FREQ": "YEARLY"}, {"FREQ": "YEARLY", "INTERVAL": "1"}):
        return None
    if not (until.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return None
    if not byday and not days:
        return int(month), 0, 0, int(until)
    if weekday is None:
        return None
    nth = int(weekday[1] or 0)
    if days:  # "BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU" is the second Sunday
        nth = {"1": 1, "8": 2, "15": 3, "22": 4}.get(days.partition(",")[0], 0)
    return (int(month), _DAYS.index(weekday[2]), nth, int(until)) if nth else None


def _offset(text: str) -> dt.timedelta | None:
    """Return an offset from UTC: ``+0100``; None if it is none."""
    shown = _ZONE_OFFSET.fullmatch(text)
    if shown is None:
        return None
    offset = dt.timedelta(hours=int(shown[2]), minutes=int(shown[3]))
    if offset >= dt.timedelta(hours=24):
        return None
    return -offset if shown[1] == "-" else offset
