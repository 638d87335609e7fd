"""Read the coming events of calendar files (iCalendar, RFC 5545).

A file may come from a stranger, and nobody here can correct it: an entry that cannot be read is
told and left out. Rules are bounded by the number of their dates and not by a clock, so that a
file always gives the same result.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from reports.content.formats.ics_dates import ComingDates, DateBudget, coming_dates
from reports.content.formats.ics_lines import (
    BudgetSpentError,
    CalendarEntry,
    RefusedEntryError,
    SourceCalendar,
    calendars_of,
    short_value,
)
from reports.content.formats.ics_places import venue_of
from reports.content.formats.ics_texts import (
    contact_of,
    paragraphs,
    plain_text,
    shortened,
    web_links,
)
from reports.content.formats.ics_times import (
    CalendarMoment,
    Period,
    is_of_a_place,
    moment_of,
    period_of,
)
from reports.content.formats.ics_zones import time_zone
from reports.content.formats.located import Path
from reports.errors import Place, Problem
from reports.i18n import _, quoted

HOME_ZONE = "Europe/Berlin"
"""The time zone of events whose times have none, unless the settings name another."""

_MOST_LEFT_OUT = 200
"""Entries that are told as left out; nobody reads more at once."""

_LONGEST_LEAD = 400
"""Characters of what a flyer says an event is about."""


@dataclass(frozen=True)
class CalendarScope:
    """What of a calendar is wanted, and what it leaves open."""

    on: dt.date
    """The day that counts as today; what is over by then is left out."""
    ahead: int = 3
    """How many of the next dates of a rule without an end."""
    timezone: str | None = None
    """The zone of times in UTC and of times without one; None for `HOME_ZONE`."""
    cities: frozenset[str] = frozenset()
    """Names that count as a city without a postcode."""
    language: str = "de"
    """The language that the titles are in."""
    with_tentative: bool = True
    """Whether also events that are not certain are wanted."""


@dataclass(frozen=True)
class CalendarDate:
    """One date of an entry."""

    values: dict[str, Any]
    """What the entry says, as plain values for the model ``Event``."""
    line: int
    lines: dict[Path, int]
    """The lines of values by their paths, as far as the entry has them."""
    location: str
    """The place as the entry has it."""


@dataclass(frozen=True)
class LeftOutEntry:
    """An entry that is not read, and why."""

    line: int
    title: str
    day: dt.date | None
    """The day of the next date that is left out, where it is known."""
    reason: str
    remedy: str


@dataclass
class CalendarDates:
    """The coming dates of a file's events, and what a person should know about the others."""

    dates: list[CalendarDate] = field(default_factory=list)
    left_out: list[LeftOutEntry] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    uids: set[str] = field(default_factory=set)
    """Those of all its entries, past ones included."""


def read_calendar(data: bytes, file: str, scope: CalendarScope) -> CalendarDates:
    """Return the coming dates of a calendar file, in the order of the file.

    Each date of a rule is an event of its own; cancelled ones are left out. A whole day starts at
    00:00, has ``all_day: True``, and ends on its last day. Nothing is raised for a file that
    cannot be read: it then has a note.
    """
    result = CalendarDates()
    try:
        calendars, is_complete = calendars_of(data)
    except RefusedEntryError as refused:
        result.notes.append(Problem(Place(file, refused.line), refused.message, refused.remedy))
        return result
    _FileReader(file, scope, result).read(calendars)
    if not is_complete:
        message = _("the file breaks off")
        result.notes.append(Problem(Place(file), message, _("download the calendar anew")))
    return result


class _FileReader:
    """Turns the entries of one file into dates."""

    def __init__(self, file: str, scope: CalendarScope, result: CalendarDates) -> None:
        self._file = file
        self._scope = scope
        self._result = result
        self._zone = ZoneInfo(scope.timezone or HOME_ZONE)
        self._coming = ComingDates(scope.on, scope.ahead, self._zone, DateBudget())
        self._changed: dict[str, list[tuple[CalendarMoment, bool]]] = {}
        """The dates of series that other entries replace, by the UID; True for all from there."""
        self._converted: list[SourceCalendar] = []
        """Calendars with coming times that name no zone of a place."""

    def read(self, calendars: Sequence[SourceCalendar]) -> None:
        """Read all entries of the file's calendars."""
        entries = [entry for calendar in calendars for entry in calendar.entries]
        self._result.uids.update(entry.text("UID") for entry in entries)
        entries = list(self._newest(entries))
        for entry in entries:
            self._note_change(entry)
        for entry in entries:
            try:
                self._add_dates(entry)
            except BudgetSpentError as spent:
                self._note(spent.line, spent.message, spent.remedy)
                break
            except RefusedEntryError as refused:
                self._leave_out(entry, refused.message, refused.remedy, _written_day(entry))
        self._tell_doubles(entries)
        for calendar in calendars:
            self._tell_zone(calendar)

    def _note(self, line: int, message: str, remedy: str) -> None:
        """Note what a person should know about the file."""
        self._result.notes.append(Problem(Place(self._file, line), message, remedy))

    def _tell_zone(self, calendar: SourceCalendar) -> None:
        """Note that a calendar is kept in another zone than the one its times are printed in.

        Times that name their zone are printed in that one.
        """
        if calendar not in self._converted:
            return
        zone = time_zone(calendar.zone_name) if calendar.zone_name else None
        if zone is None or self._scope.timezone or not is_of_a_place(zone):
            return
        months = [dt.datetime(self._scope.on.year, month, 1) for month in (1, 7)]  # noqa: DTZ001
        if any(zone.utcoffset(time) != self._zone.utcoffset(time) for time in months):
            message = _("the calendar is kept in the time zone {zone}; {printed} is printed")
            remedy = _('if that is wrong, write timezone = "{zone}" under [calendar]')
            self._note(
                1,
                message.format(zone=zone, printed=self._zone),
                remedy.format(zone=zone),
            )

    def _newest(self, entries: Sequence[CalendarEntry]) -> Iterator[CalendarEntry]:
        """Yield the entries without those of which there is a newer version (SEQUENCE)."""
        newest: dict[tuple[str, str], int] = {}
        for entry in entries:
            if uid := entry.text("UID"):
                key = (uid, entry.text("RECURRENCE-ID"))
                newest[key] = max(newest.get(key, 0), _sequence(entry))
        for entry in entries:
            key = (entry.text("UID"), entry.text("RECURRENCE-ID"))
            if _sequence(entry) == newest.get(key, _sequence(entry)):
                yield entry

    def _tell_doubles(self, entries: Sequence[CalendarEntry]) -> None:
        """Note UIDs that several events have, of which none is a date of a series."""
        uids = Counter(
            entry.text("UID")
            for entry in entries
            if "RECURRENCE-ID" not in entry.lines and entry.text("UID")
        )
        for entry in entries:
            uid = entry.text("UID")
            if uids.get(uid, 0) > 1 and any(
                date.values.get("uid") == uid for date in self._result.dates
            ):
                uids[uid] = 0
                self._note(
                    entry.line,
                    _('several events have the UID "{uid}"').format(uid=short_value(uid)),
                    _("each is taken for an event of its own; correct it in the calendar"),
                )

    def _note_change(self, entry: CalendarEntry) -> None:
        """Note the date of a series that an entry replaces."""
        replaced = entry.first("RECURRENCE-ID")
        if replaced is None:
            return
        try:
            moment = moment_of(replaced, replaced.value, entry, self._zone)
        except RefusedEntryError:
            return  # told when the entry is read
        changes = self._changed.setdefault(entry.text("UID"), [])
        changes.append((moment, "RANGE" in replaced.params))

    # --- one entry --------------------------------------------------------------

    def _add_dates(self, entry: CalendarEntry) -> None:
        """Add a date for each coming date of an entry, but for those that other entries change.

        An entry that is cancelled gives none. Raises RefusedEntryError if it cannot be read.
        """
        if self._is_long_past(entry) or entry.text("STATUS").upper() == "CANCELLED":
            return
        replaced = entry.first("RECURRENCE-ID")
        if replaced is not None and "RANGE" in replaced.params:
            raise RefusedEntryError(
                replaced.line,
                _("changes all dates from one on, which calendars no longer write (RFC 5545)"),
                _("set the repetition anew in the calendar"),
            )
        period = period_of(entry, self._zone)
        uid = entry.text("UID")
        changed = self._changed.get(uid, []) if replaced is None and uid else []
        self._coming.shortened.clear()
        starts = coming_dates(entry, period, changed, self._coming)
        moments = (
            Period(CalendarMoment(start, period.start.zone, period.start.all_day), end)
            for start, end in starts.items()
        )
        dates = [date.shown(self._zone) for date in moments]
        if not dates:
            return
        if refusal := self._refusal(entry):
            self._leave_out(entry, *refusal, dates[0].start.local.date())
            return
        for rule in self._coming.shortened:
            message = _("goes on for more than two years: the next {count} dates are taken")
            text = message.format(count=self._scope.ahead)
            remedy = _("the others follow when their time comes; ahead under [calendar] takes more")
            self._note(rule.line, _in_title(entry, text), remedy)
        if period.note:
            line = entry.line_of("DTEND" if "DTEND" in entry.lines else "DURATION")
            remedy = _("only its start is printed")
            self._note(line, _in_title(entry, period.note), remedy)
        start = entry.all("DTSTART")[0]
        names_zone = "TZID" in start.params and is_of_a_place(period.start.zone)
        if not names_zone and not period.start.all_day and entry.calendar not in self._converted:
            self._converted.append(entry.calendar)
        recurrence = moment_of(replaced, replaced.value, entry, self._zone) if replaced else None
        self._add(entry, dates, recurrence)

    def _is_long_past(self, entry: CalendarEntry) -> bool:
        """Return whether an entry is surely over, by the digits of its start and end.

        Most entries of a calendar are, and need not be read any further.
        """
        if not {"RRULE", "RDATE", "DURATION"}.isdisjoint(entry.lines):
            return False
        days = [_written_day(entry, name) for name in ("DTSTART", "DTEND") if name in entry.lines]
        latest = max((day for day in days if day), default=None)
        return None not in days and latest is not None and (self._scope.on - latest).days > 2

    def _add(
        self, entry: CalendarEntry, dates: Sequence[Period], recurrence: CalendarMoment | None
    ) -> None:
        """Add dates of an entry; ``recurrence`` is the date of a series that it stands in for."""
        shared, lines = self._shared(entry), self._lines(entry)
        for date in dates:
            moment = date.start
            if not moment.exists:
                reason = _("this time does not exist on that day, since the clocks go forward")
                remedy = _("correct the time in the calendar")
                self._leave_out(entry, reason, remedy, moment.local.date())
                continue
            values = {**shared, "start": moment.local, "timezone": str(moment.zone)}
            if date.end is not None:
                values["end"] = date.end
            if moment.all_day:
                values["all_day"] = True
            if recurrence is not None:
                values["recurrence"] = recurrence.at(moment.zone)
            elif "RRULE" in entry.lines or "RDATE" in entry.lines:
                values["recurrence"] = moment.local
            location = entry.text("LOCATION")
            self._result.dates.append(CalendarDate(values, entry.line, lines, location))

    def _refusal(self, entry: CalendarEntry) -> tuple[str, str] | None:
        """Return why there is to be no flyer for an entry that can be read, and what to do."""
        if entry.text("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
            return _("it is private"), _("make it public in the calendar, if people are invited")
        if entry.text("STATUS").upper() == "TENTATIVE" and not self._scope.with_tentative:
            return _("it is not certain yet"), _("confirm it in the calendar")
        if not _title(entry):
            return _("it has no title"), _("give it one in the calendar")
        return None

    def _leave_out(
        self, entry: CalendarEntry, reason: str, remedy: str, day: dt.date | None
    ) -> None:
        """Note an entry that is left out, unless it is over."""
        until = _UNTIL.search(entry.text("RRULE"))
        is_endless = "RRULE" in entry.lines and until is None
        days = [last for last in (day, _day_in(until[1]) if until else None) if last]
        if days and max(days) < self._scope.on and not is_endless:
            return
        if len(self._result.left_out) == _MOST_LEFT_OUT:
            return
        self._result.left_out.append(LeftOutEntry(entry.line, _title(entry), day, reason, remedy))

    def _shared(self, entry: CalendarEntry) -> dict[str, Any]:
        """Return what all dates of an entry have in common."""
        shared: dict[str, Any] = {"texts": {self._scope.language: self._texts(entry)}}
        if venue := venue_of(entry, self._scope.cities):
            shared["venue"] = venue
        if url := _web_address(entry):
            shared["url"] = url
            if venue and venue.get("link") == url:
                del venue["link"]
        if contact := contact_of(entry):
            shared["contact"] = contact
        if entry.text("STATUS").upper() == "TENTATIVE":
            shared["tentative"] = True
        if uid := entry.text("UID"):
            shared["uid"] = uid[:500]
        if number := _sequence(entry):
            shared["sequence"] = number
        return shared

    def _texts(self, entry: CalendarEntry) -> dict[str, str]:
        """Return title and lead of an entry; note if not all of its description is printed."""
        texts = {"title": _title(entry)}
        if written := paragraphs(entry):
            lead = written[0]
            if lead.endswith((",", ":", "!")) and len(lead) < 60 and len(written) > 1:
                lead = f"{lead} {written[1]}"  # "Liebe Nachbarn,"
            texts["lead"] = shortened(lead, _LONGEST_LEAD)
            if texts["lead"] != lead:
                self._note(
                    entry.line_of("DESCRIPTION"),
                    _in_title(entry, _("the description is longer than a flyer has room for")),
                    _("its first sentences are printed; write others in events.yaml (additions)"),
                )
        return texts

    def _lines(self, entry: CalendarEntry) -> dict[Path, int]:
        """Return the lines of an entry's values by their paths."""
        lines: dict[Path, int] = {}
        for place, names in _PROPERTIES.items():
            is_text = place[0] == "texts"
            path = ("texts", self._scope.language, *place[1:]) if is_text else place
            for name in names:
                if name in entry.lines:
                    lines[path] = entry.line_of(name)
        return lines


_PROPERTIES: dict[Path, tuple[str, ...]] = {
    ("start",): ("DTSTART",),
    ("all_day",): ("DTSTART",),
    ("timezone",): ("DTSTART",),
    ("end",): ("DURATION", "DTEND"),
    ("venue",): ("LOCATION",),
    ("url",): ("URL",),
    ("contact",): ("ORGANIZER", "CONTACT"),
    ("texts", "title"): ("SUMMARY",),
    ("texts", "lead"): ("DESCRIPTION",),
    ("uid",): ("UID",),
}
"""The properties that each value comes from; the last one that stands there is its place."""


def _title(entry: CalendarEntry) -> str:
    """Return the title of an entry in one line."""
    return " ".join(plain_text(entry.text("SUMMARY")).split())


def _in_title(entry: CalendarEntry, message: str) -> str:
    """Return a message with the title of the entry it is about."""
    return f"{quoted(short_value(_title(entry)))}: {message}"


def _sequence(entry: CalendarEntry) -> int:
    """Return how often an entry has changed, as far as it says so."""
    text = entry.text("SEQUENCE")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


_UNTIL = re.compile(r"UNTIL=(\d{8})", re.IGNORECASE | re.ASCII)


def _written_day(entry: CalendarEntry, name: str = "DTSTART") -> dt.date | None:
    """Return the day that an entry begins on, or that another property says, if it can be read."""
    lines = entry.lines.get(name)
    return _day_in(lines[0][1].rpartition(":")[2].strip()[:8]) if lines else None


def _day_in(text: str) -> dt.date | None:
    """Return the day that eight digits say: ``20261208``; None for other texts."""
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _web_address(entry: CalendarEntry) -> str | None:
    """Return the address of an event on the web: its URL, else the first in its description."""
    links = web_links(entry.text("URL"))
    if not links:
        described = web_links(entry.text("DESCRIPTION").replace("&nbsp;", " "))
        links = [link for link in described if not link.is_meeting and not link.is_map]
    return links[0].address if links else None
