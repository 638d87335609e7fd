"""Events from calendar files (iCalendar, RFC 5545).

What is read may come from strangers. So only the lines of events are looked at
– a VTIMEZONE, whose rules could be made to run for ever, is never expanded –,
and rules are bounded by what they may cost, not by a clock: the same file
always gives the same answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.content.formats.ics_dates import DateBudget, dates_of
from reports.content.formats.ics_lines import (
    REPEATABLE,
    BudgetSpentError,
    CalendarEntry,
    CalendarFaults,
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


# --- reading: events --------------------------------------------------------


def read_calendar(data: bytes, file: str, assumed: Assumed) -> ParsedFile:
    """The events of a calendar file as plain values for the model ``Events``.

    The value is ``{"events": […]}`` with a place for each event and key, so
    that :func:`reports.content.validation.validate` names lines of the file. Each date of
    a rule is an event of its own; cancelled ones are left out. A whole day
    starts at 00:00, carries ``all_day: True``, and ends on its last day.

    Raises ContentError with every mistake found: more than 1 MiB, not UTF-8,
    broken off, no DTSTART, an end before the start, an unknown zone, a rule
    without an end, more often than daily, with more than 1,000 dates or over
    more than 30 years, no title, and what neither the file nor ``assumed``
    says. Rules: RFC 5545; bounds: ours.
    """
    text = decode(data, file)
    faults = CalendarFaults(file)
    try:
        entries, own_zone = entries_of(text)
    except RefusedEntryError as refused:
        raise ContentError(faults.problem(*refused.said)) from None
    own = known_zone(own_zone) if own_zone else None
    reader = _EventReader(faults, assumed, own if own and own != "UTC" else assumed.timezone)
    source = reader.read(entries)
    if faults.problems:
        raise ContentError(faults.problems)
    return source


class _EventReader:
    """Turns the entries of one file into values, with the place of each."""

    def __init__(self, faults: CalendarFaults, assumed: Assumed, default: str) -> None:
        self._faults = faults
        self._assumed = assumed
        self._default = default
        self._budget = DateBudget()
        self._spent = False
        self._events: list[dict[str, Any]] = []
        self._ids: set[str] = set()
        self._values: dict[Path, Place] = {}
        self._mark((), 1)
        self._mark(("events",), 1)

    def read(self, entries: Iterable[CalendarEntry]) -> ParsedFile:
        masters = []
        changed: dict[str, list[CalendarMoment]] = {}
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
        return ParsedFile(
            self._faults.file, {"events": self._events}, self._values, dict(self._values)
        )

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
        except RefusedEntryError as refused:
            self._faults.add(*refused.said)
            self._spent = isinstance(refused, BudgetSpentError)

    def _mark(self, path: Path, line: int) -> None:
        self._values[path] = Place(self._faults.file, line, 1)

    def _note_change(self, entry: CalendarEntry, changed: dict[str, list[CalendarMoment]]) -> None:
        which = entry.all("RECURRENCE-ID")[0]
        if "RANGE" in which.params:
            raise RefusedEntryError(
                which.line,
                _("changes all dates from one on, which calendars no longer write (RFC 5545)"),
                _("export the calendar anew"),
            )
        moment = moment_of(which, which.value, self._default)
        changed.setdefault(entry.text("UID"), []).append(moment)

    def _add_all(
        self, entry: CalendarEntry, changed: Mapping[str, Collection[CalendarMoment]]
    ) -> None:
        for name, found in entry.properties.items():
            if len(found) > 1 and name not in REPEATABLE:
                raise RefusedEntryError(
                    found[1].line, _("{name} stands twice").format(name=name), _("remove one")
                )
        if entry.text("STATUS").upper() == "CANCELLED":
            return
        start, end = times_of(entry, self._default)
        known = changed.get(entry.text("UID"), ()) if entry.text("UID") else ()
        times = dates_of(entry, start, known, self._budget, self._default)
        several = entry.one("RRULE") or entry.one("RDATE") or entry.one("RECURRENCE-ID")
        length = end - start.local if end else None
        shared = self._shared(entry)
        name = slug(entry.text("UID").partition("@")[0], longest=500)
        for time in times:
            own_name = self._name(entry, name, time, several=several is not None)
            try:
                ended = time + length if length is not None else None
            except OverflowError:
                raise broken_line(entry.line) from None
            self._add(
                entry, shared, own_name, CalendarMoment(time, start.zone, start.all_day), ended
            )

    def _name(self, entry: CalendarEntry, name: str, time: dt.datetime, *, several: bool) -> str:
        """The id: the UID's where it can be read, else title and date.

        A long UID is a number that says nothing, and programs begin all of
        theirs alike, so that cutting it would not keep them apart.
        """
        readable = 0 < len(name) <= 60
        base = name if readable else slug(entry.text("SUMMARY"), longest=40) or "termin"
        made = f"{base}-{time:%Y-%m-%d}" if several or not readable else base
        if made in self._ids and (several or not readable):
            made = f"{made}-{time:%H%M}"
        self._ids.add(made)
        return made

    def _shared(self, entry: CalendarEntry) -> dict[str, Any]:
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

    def _venue(self, entry: CalendarEntry) -> dict[str, Any] | None:
        found = entry.one("LOCATION")
        text = entry.text("LOCATION")
        if found is None or not text:
            return None
        venue = _venue_in(text)
        if venue is None:
            self._faults.add(
                found.line,
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
        name: str,
        start: CalendarMoment,
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


def _organizer(entry: CalendarEntry) -> dict[str, str] | None:
    """Who invites, where that is a person or a group with a name and an address."""
    found = entry.one("ORGANIZER")
    if found is None:
        return None
    name = " ".join(str(found.params.get("CN", "")).split())
    scheme, _colon, address = found.value.strip().partition(":")
    if not name or scheme.lower() != "mailto" or address.endswith("calendar.google.com"):
        return None
    return {"name": name, "email": address}
