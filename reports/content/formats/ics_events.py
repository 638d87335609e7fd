"""Read events from calendar files (iCalendar, RFC 5545).

A file may come from a stranger. Only the lines of events are read: a VTIMEZONE, whose
rules can be written so that they never end, is not expanded. Rules are bounded by the
number of their dates and not by a clock, so that a file always gives the same result.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.content.formats.ics_dates import DateBudget, dates_of
from reports.content.formats.ics_lines import (
    REPEATABLE,
    BudgetSpentError,
    CalendarEntry,
    CalendarProblems,
    RefusedEntryError,
    broken_line,
    entries_of,
    short_value,
)
from reports.content.formats.ics_times import CalendarMoment, known_zone, moment_of, times_of
from reports.content.formats.located import ParsedFile, Path, decode
from reports.errors import ContentError, Place
from reports.i18n import _
from reports.text.slug import slug


@dataclass(frozen=True)
class Assumed:
    """What a calendar file cannot say, or often does not; None counts as missing."""

    timezone: str = "Europe/Berlin"
    """For times in UTC and for times of no zone, unless the file names its own (X-WR-TIMEZONE)."""
    branch: str | None = None
    sort: str = "plain"
    step_free: bool | None = None
    way: str | None = None
    url: str | None = None
    language: str = "de"
    """The language that the titles are in."""


def read_calendar(data: bytes, file: str, assumed: Assumed) -> ParsedFile:
    """Return the events of a calendar file as plain values for the model ``Events``.

    The value is ``{"events": […]}`` with a place for each event and key, so
    that :func:`reports.content.validation.validate` names lines of the file. Each date of
    a rule is an event of its own; cancelled ones are left out. A whole day
    starts at 00:00, has ``all_day: True``, and ends on its last day.

    Raises ContentError with every mistake: a file of more than 1 MiB, not UTF-8 or broken
    off; an event without DTSTART or title, with an end before its start or an unknown
    zone; a rule without an end, more often than daily, with more than 1,000 dates or over
    more than 30 years; and what neither the file nor ``assumed`` says.
    """
    text = decode(data, file)
    problems = CalendarProblems(file)
    try:
        entries, zone_name = entries_of(text)
    except RefusedEntryError as refused:
        problem = problems.problem(refused.line, refused.message, refused.remedy)
        raise ContentError(problem) from None
    zone = known_zone(zone_name) if zone_name else None
    # a calendar "in UTC" is one of a program that converts all times, not of a place
    default_zone = zone if zone and zone != "UTC" else assumed.timezone
    events = _EventReader(problems, assumed, default_zone).read(entries)
    if problems.problems:
        raise ContentError(problems.problems)
    return events


class _EventReader:
    """Turns the entries of one file into events as plain values, with the place of each."""

    def __init__(self, problems: CalendarProblems, assumed: Assumed, default_zone: str) -> None:
        """Prepare to read the entries of one file, whose problems are noted in ``problems``."""
        self._problems = problems
        self._assumed = assumed
        self._default_zone = default_zone
        self._budget = DateBudget()
        self._spent = False
        self._events: list[dict[str, Any]] = []
        self._ids: set[str] = set()
        self._values: dict[Path, Place] = {}
        self._mark((), 1)
        self._mark(("events",), 1)

    def read(self, entries: Iterable[CalendarEntry]) -> ParsedFile:
        """Return the events; what is wrong with one is noted, and the others are read."""
        masters = []
        changed: dict[str, list[CalendarMoment]] = {}
        changes = []
        for entry in entries:
            if entry.first("RECURRENCE-ID") is None:
                masters.append(entry)
                continue
            changes.append(entry)
            self._guarded(self._note_change, entry, changed)
        if masters or changes:
            self._report_missing((masters + changes)[0].line)
        for entry in masters:
            self._guarded(self._add_all, entry, changed)
        for entry in changes:
            self._guarded(self._add_all, entry, {})
        return ParsedFile(
            self._problems.file, {"events": self._events}, self._values, dict(self._values)
        )

    def _report_missing(self, line: int) -> None:
        """Report what the settings must say, once for all events of the file."""
        for key in ("branch", "way", "step_free"):
            if getattr(self._assumed, key) is None:
                self._problems.add(
                    line,
                    _('"{key}" is missing').format(key=key),
                    _("a calendar file cannot say it; say it for all events of the file"),
                )

    def _guarded(
        self,
        step: Callable[[CalendarEntry, dict[str, list[CalendarMoment]]], None],
        entry: CalendarEntry,
        changed: dict[str, list[CalendarMoment]],
    ) -> None:
        """Do a step for an entry, noting why it is refused; none once the budget is spent."""
        if self._spent:
            return
        try:
            step(entry, changed)
        except RefusedEntryError as refused:
            self._problems.add(refused.line, refused.message, refused.remedy)
            self._spent = isinstance(refused, BudgetSpentError)

    def _mark(self, path: Path, line: int) -> None:
        """Note the line of a value."""
        self._values[path] = Place(self._problems.file, line, 1)

    def _note_change(self, entry: CalendarEntry, changed: dict[str, list[CalendarMoment]]) -> None:
        """Note in ``changed`` the date of a series that an entry replaces, by the UID.

        Raises RefusedEntryError if it replaces all dates from one on.
        """
        replaced = entry.all("RECURRENCE-ID")[0]
        if "RANGE" in replaced.params:
            raise RefusedEntryError(
                replaced.line,
                _("changes all dates from one on, which calendars no longer write (RFC 5545)"),
                _("export the calendar anew"),
            )
        moment = moment_of(replaced, replaced.value, self._default_zone)
        changed.setdefault(entry.text("UID"), []).append(moment)

    def _add_all(
        self, entry: CalendarEntry, changed: Mapping[str, Collection[CalendarMoment]]
    ) -> None:
        """Add an event for each date of an entry, but for those that other entries change.

        An entry that is cancelled gives none. Raises RefusedEntryError if it cannot be read.
        """
        for name, properties in entry.properties.items():
            if len(properties) > 1 and name not in REPEATABLE:
                raise RefusedEntryError(
                    properties[1].line, _("{name} stands twice").format(name=name), _("remove one")
                )
        if entry.text("STATUS").upper() == "CANCELLED":
            return
        start, end = times_of(entry, self._default_zone)
        uid = entry.text("UID")
        times = dates_of(
            entry, start, changed.get(uid, ()) if uid else (), self._budget, self._default_zone
        )
        several = entry.first("RRULE") or entry.first("RDATE") or entry.first("RECURRENCE-ID")
        length = end - start.local if end else None
        shared = self._shared(entry)
        name = slug(uid.partition("@")[0], longest=500)
        for time in times:
            event_id = self._event_id(entry, name, time, several=several is not None)
            try:
                ended = time + length if length is not None else None
            except OverflowError:
                raise broken_line(entry.line) from None
            self._add(
                entry, shared, event_id, CalendarMoment(time, start.zone, start.all_day), ended
            )

    def _event_id(
        self, entry: CalendarEntry, name: str, time: dt.datetime, *, several: bool
    ) -> str:
        """Return the id: the UID as a name if people can read it, else title and date.

        A UID of more than 60 characters is a number that tells people nothing. Programs
        begin all of theirs alike, so that shortened ones would be the same.
        """
        readable = 0 < len(name) <= 60
        base = name if readable else slug(entry.text("SUMMARY"), longest=40) or "termin"
        event_id = f"{base}-{time:%Y-%m-%d}" if several or not readable else base
        if event_id in self._ids and (several or not readable):
            event_id = f"{event_id}-{time:%H%M}"
        self._ids.add(event_id)
        return event_id

    def _shared(self, entry: CalendarEntry) -> dict[str, Any]:
        """Return what all dates of an entry have in common; note what is missing in it."""
        assumed = self._assumed
        title = entry.text("SUMMARY")
        lead = " ".join(re.split(r"\n\s*\n", entry.text("DESCRIPTION"))[0].split())
        texts = {assumed.language: {"title": title, "lead": lead, "way": assumed.way}}
        venue = self._venue(entry)
        shared = {
            "sort": assumed.sort,
            "branch": assumed.branch,
            "venue": {**venue, "step_free": assumed.step_free} if venue else None,
            "url": entry.text("URL") or assumed.url,
            "texts": texts,
        }
        if contact := _organizer(entry):
            shared["contact"] = contact
        for text, name in (
            (title, "SUMMARY"),
            (lead, "DESCRIPTION"),
            (entry.text("LOCATION"), "LOCATION"),
            (shared["url"], "URL"),
        ):
            if not text:
                self._problems.add(
                    entry.line,
                    _("an event without {name}").format(name=name),
                    _("write it into the calendar"),
                )
        return shared

    def _venue(self, entry: CalendarEntry) -> dict[str, Any] | None:
        """Return the venue of an entry; None without one, and for one that cannot be understood.

        The latter is noted as a problem.
        """
        location = entry.first("LOCATION")
        text = entry.text("LOCATION")
        if location is None or not text:
            return None
        venue = _venue_in(text)
        if venue is None:
            self._problems.add(
                location.line,
                _("LOCATION is {value}, which has no name, street and postcode").format(
                    value=short_value(" ".join(text.split()))
                ),
                _('write it as "name, street and number, postcode and city"'),
            )
        return venue

    def _add(
        self,
        entry: CalendarEntry,
        shared: Mapping[str, Any],
        event_id: str,
        start: CalendarMoment,
        end: dt.datetime | None,
    ) -> None:
        """Add an event, and note the places of its values."""
        path: Path = ("events", len(self._events))
        event = {"id": event_id, **shared, "start": start.local, "timezone": start.zone}
        if end is not None:
            event["end"] = end
        if start.all_day:
            event["all_day"] = True
        self._events.append(event)
        self._mark(path, entry.line)
        text: Path = ("texts", self._assumed.language)
        for key, names in _PROPERTIES.items():
            lines = [prop.line for name in names for prop in entry.all(name)[:1]]
            whole = (*path, *text, key) if key in ("title", "lead") else (*path, key)
            self._mark(whole, lines[0] if lines else entry.line)


_PROPERTIES = {
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
"""The properties that each key comes from; the first one that stands there is its place."""

_CITY = re.compile(r"(?:D-)?(\d{5}) +(\S.*)", re.ASCII)


def _venue_in(text: str) -> dict[str, Any] | None:
    """Return name and address of a text that ends in street, postcode and city.

    Calendar programs separate them by commas or line breaks and may add the country. A
    street without a name before it stands for the name, too. None without an address.
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


def _organizer(entry: CalendarEntry) -> dict[str, str] | None:
    """Return name and address of who invites, or None if one of them is missing.

    Google gives a calendar that is shared an address nobody reads.
    """
    organizer = entry.first("ORGANIZER")
    if organizer is None:
        return None
    name = " ".join(str(organizer.params.get("CN", "")).split())
    scheme, _colon, address = organizer.value.strip().partition(":")
    if not name or scheme.lower() != "mailto" or address.endswith("calendar.google.com"):
        return None
    return {"name": name, "email": address}
