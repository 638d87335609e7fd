"""The events of calendars, together with what a workspace says beside them.

A calendar is often written by others, and nobody here can correct it. What it leaves open comes
from the settings: for all its events, or for a place (``[calendar.places]``), and from
``events.yaml``, for an event (``additions``). What is still missing stops this event alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from reports.content.calendar_entries import CalendarContext, UnusableEntry, entry_message
from reports.content.formats.ics_events import (
    CalendarDate,
    CalendarDates,
    CalendarScope,
    read_calendar,
)
from reports.content.formats.ics_lines import short_value
from reports.content.formats.located import ParsedFile, Path
from reports.content.settings import PlaceSettings
from reports.errors import Place, Problem
from reports.i18n import _
from reports.text.slug import slug

_UNTITLED = "termin"
"""What the ids of events begin with whose titles have no Latin letters."""


@dataclass
class CalendarEvents:
    """The events of a workspace's calendars."""

    files: list[ParsedFile] = field(default_factory=list)
    """Each calendar as a file of events, as ``events.yaml`` is one."""
    unusable: list[UnusableEntry] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    """What a person should know, though it stops nothing."""


def calendar_events(calendars: Mapping[str, bytes], context: CalendarContext) -> CalendarEvents:
    """Return the coming events of calendar files, which are given by their names."""
    settings = context.settings
    scope = CalendarScope(
        on=context.on,
        ahead=settings.ahead,
        timezone=settings.timezone,
        cities=context.cities,
        language=settings.language,
        with_tentative=settings.tentative,
    )
    read = {name: read_calendar(data, name, scope) for name, data in calendars.items()}
    return _Assembly(context, read).events()


@dataclass(frozen=True)
class _CompletedDate:
    """One date of an entry, completed, and the file it is from."""

    file: str
    date: CalendarDate
    values: dict[str, Any]
    places: dict[Path, Place]
    """The places of values by their paths in the event."""
    keys: dict[Path, Place] = field(default_factory=dict)
    """The places of the keys of additions, by the same paths."""
    raw: dict[Path, str] = field(default_factory=dict)
    """Values of additions as they are written."""


class _Assembly:
    """Puts together the events of all calendars."""

    def __init__(self, context: CalendarContext, read: Mapping[str, CalendarDates]) -> None:
        self._context = context
        self._read = read
        self._ids: dict[str, dt.datetime | None] = dict.fromkeys(context.ids)
        """The ids that are taken, and when the calendar's events begin that have them."""
        self._places = {_spelling(name): place for name, place in context.settings.places.items()}
        self._used: set[int] = set()
        """Which additions belong to an event."""

    def events(self) -> CalendarEvents:
        """Return all events; each has an id that stays the same from run to run."""
        result = CalendarEvents()
        for dates in self._read.values():
            result.notes += dates.notes
        usable: dict[str, list[_CompletedDate]] = {name: [] for name in self._read}
        for entry in self._entries():
            if missing := self._missing(entry):
                result.unusable.append(self._unusable(entry, *missing))
            else:
                entry.values.setdefault("id", self._new_id(entry.date))
                result.notes += self._without_link(entry)
                usable[entry.file].append(entry)
        for name, entries in usable.items():
            result.files.append(_parsed(name, entries))
        for name, dates in self._read.items():
            for left in dates.left_out:
                place = Place(name, left.line)
                title = slug(left.title, longest=40) or _UNTITLED
                event_id = self._free_id(f"{title}-{left.day}" if left.day else title)
                problem = Problem(
                    place, entry_message(left.title, left.day, left.reason), left.remedy
                )
                result.unusable.append(UnusableEntry(event_id, left.title, left.day, problem))
        result.unusable.sort(key=lambda entry: (entry.day or dt.date.min, entry.event_id))
        result.notes += self._unused_additions()
        return result

    def _entries(self) -> list[_CompletedDate]:
        """Return all dates, completed and in order; what several calendars have, once."""
        dates = [(name, date) for name, in_file in self._read.items() for date in in_file.dates]
        dates.sort(key=lambda pair: _order(*pair))
        entries: list[_CompletedDate] = []
        keys: set[tuple[str, dt.datetime, str]] = set()
        for name, date in dates:
            uid = str(date.values.get("uid", ""))
            key = (
                uid or self._title(date),
                date.values["start"],
                "" if uid else date.location,
            )
            if key not in keys:
                keys.add(key)
                entries.append(self._completed(name, date))
        return entries

    def _title(self, date: CalendarDate) -> str:
        """Return the title of an event as the calendar has it."""
        return str(date.values["texts"][self._context.settings.language]["title"])

    # --- what stands beside a calendar -----------------------------------------

    def _completed(self, file: str, date: CalendarDate) -> _CompletedDate:
        """Return a date with what the settings and additions say of it."""
        settings = self._context.settings
        values = deepcopy(date.values)
        values |= {"sort": settings.sort.value, "branch": self._context.branch}
        texts = values["texts"][settings.language]
        if settings.way and not values.get("venue", {}).get("online"):
            texts["way"] = settings.way
        if place := self._place(values, date.location):
            _take_place(values, place, settings.language)
        venue = values.get("venue", {})
        if "step_free" not in venue and "address" in venue and settings.step_free is not None:
            venue["step_free"] = settings.step_free
        if settings.url and "url" not in values and "link" not in venue:
            values["url"] = settings.url
        places = {path: Place(file, line) for path, line in date.lines.items()}
        entry = _CompletedDate(file, date, values, places)
        for number, addition in enumerate(self._context.additions):
            days = (None, date.values["start"].date())
            if addition.uid == date.values.get("uid") and addition.day in days:
                self._used.add(number)
                self._add(entry, number)
        return entry

    def _place(self, values: Mapping[str, Any], location: str) -> PlaceSettings | None:
        """Return what the settings say of the place of an event, which may be named in full."""
        name = str(values.get("venue", {}).get("name", ""))
        for text in (location, name, name.partition(",")[0]):
            if text and (place := self._places.get(_spelling(text))):
                return place
        return None

    def _add(self, entry: _CompletedDate, number: int) -> None:
        """Take over an addition of ``events.yaml``, with the places of its values."""
        file = self._context.events_file
        assert file is not None  # the additions stand in it
        added = {
            key: value
            for key, value in file.value["additions"][number].items()
            if key not in ("uid", "day")
        }
        _merge(entry.values, added)
        start = ("additions", number)
        paths = [
            path for path in file.values if path[:2] == start and path[2:3] and path[2] in added
        ]
        entry.places.update({path[2:]: file.values[path] for path in paths})
        entry.keys.update({path[2:]: file.keys[path] for path in paths if path in file.keys})
        entry.raw.update({path[2:]: file.raw[path] for path in paths if path in file.raw})

    def _unused_additions(self) -> Iterator[Problem]:
        """Yield a note for each addition whose event no calendar has."""
        uids = {uid for dates in self._read.values() for uid in dates.uids}
        for number, addition in enumerate(self._context.additions):
            file = self._context.events_file
            is_past = addition.day is not None and addition.day < self._context.on
            if number in self._used or file is None or is_past:
                continue
            if addition.uid not in uids:
                message = _('no calendar has an event with the UID "{uid}"')
                remedy = _("correct it, or remove what is added to it")
            elif addition.day is not None:
                message = _('the event with the UID "{uid}" has no date on this day')
                remedy = _("correct the day, or leave it out for all dates")
            else:
                continue
            place = file.place(("additions", number))
            yield Problem(place, message.format(uid=short_value(addition.uid)), remedy)

    # --- what is missing --------------------------------------------------------

    def _missing(self, entry: _CompletedDate) -> tuple[str, str] | None:
        """Return what nobody says of an event and a flyer needs, and where to say it."""
        venue = entry.values.get("venue")
        place = short_value(entry.date.location)
        section = f'[calendar.places."{place}"]'
        if not venue:
            return (
                _("it has no place"),
                _("add its venue in events.yaml (additions), or in the calendar"),
            )
        if not isinstance(venue, dict):
            return None  # the model tells what is wrong with what was added
        if not venue.get("address") and not venue.get("online"):
            return (
                _('the place "{place}" has no postcode and city').format(
                    place=place or venue.get("name", "")
                ),
                _("add its address under {section} in handzettel.toml").format(section=section),
            )
        if venue.get("address") and venue.get("step_free") is None:
            return (
                _("it is not known whether one gets in without steps"),
                _("add step_free under {section} in handzettel.toml").format(section=section),
            )
        return None

    def _without_link(self, entry: _CompletedDate) -> Iterator[Problem]:
        """Yield a note if nobody can know from the flyer where to take part online."""
        venue = entry.values["venue"]
        if not isinstance(venue, dict) or not venue.get("online") or venue.get("address"):
            return
        if "link" not in venue and "url" not in entry.values:
            title, day = self._title(entry.date), entry.date.values["start"].date()
            place = Place(entry.file, entry.date.lines.get(("venue",), entry.date.line))
            message = entry_message(title, day, _("it takes place online, and no link is given"))
            yield Problem(place, message, _("add it in events.yaml (additions) as url"))

    def _unusable(self, entry: _CompletedDate, reason: str, remedy: str) -> UnusableEntry:
        """Return an entry that something is missing in."""
        title, day = self._title(entry.date), entry.date.values["start"].date()
        event_id = self._new_id(entry.date)
        place = Place(entry.file, entry.date.lines.get(("venue",), entry.date.line))
        return UnusableEntry(
            event_id, title, day, Problem(place, entry_message(title, day, reason), remedy)
        )

    # --- ids --------------------------------------------------------------------

    def _new_id(self, date: CalendarDate) -> str:
        """Return the id of an event: its title and day, with its time or place if that is taken."""
        start: dt.datetime = date.values["start"]
        base = f"{slug(self._title(date), longest=40) or _UNTITLED}-{start:%Y-%m-%d}"
        place = slug(str(date.values.get("venue", {}).get("name", "")), longest=20)
        endings = [f"{start:%H%M}"] if self._ids.get(base) != start else []
        event_id = self._free_id(base, [*endings, place])
        self._ids[event_id] = start
        return event_id

    def _free_id(self, base: str, endings: Iterable[str] = ()) -> str:
        """Return an id that no other event has, with an ending if need be."""
        numbers = (f"{base}-{number}" for number in count(2))
        candidates = chain([base], (f"{base}-{ending}" for ending in endings if ending), numbers)
        event_id = next(event_id for event_id in candidates if event_id not in self._ids)
        self._ids[event_id] = None
        return event_id


def _take_place(values: dict[str, Any], place: PlaceSettings, language: str) -> None:
    """Take over what the settings say of a place."""
    venue = values.setdefault("venue", {"name": ""})
    values_of_place = place.model_dump(exclude_none=True, exclude={"way", "access"})
    venue |= {key: value for key, value in values_of_place.items() if key in place.model_fields_set}
    texts = values["texts"][language]
    texts |= place.model_dump(exclude_none=True, include={"way", "access"})


def _merge(values: dict[str, Any], added: Mapping[str, Any]) -> None:
    """Put values into others, key by key."""
    for key, value in added.items():
        inner = values.get(key)
        if isinstance(inner, dict) and isinstance(value, dict):
            _merge(inner, value)
        else:
            values[key] = deepcopy(value)


def _order(file: str, date: CalendarDate) -> tuple[dt.datetime, str, str, str, int]:
    """Return what events are sorted by: time, and then what stays the same in a newer export."""
    values = date.values
    return values["start"], str(values.get("uid", "")), date.location, file, date.line


def _spelling(name: str) -> str:
    """Return the name of a place without what differs by typing."""
    return " ".join(name.replace(",", " ").casefold().split())


def _parsed(name: str, entries: Collection[_CompletedDate]) -> ParsedFile:
    """Return the events of a calendar with the place of each value."""
    places: dict[Path, Place] = {(): Place(name, 1), ("events",): Place(name, 1)}
    keys: dict[Path, Place] = {}
    raw: dict[Path, str] = {}
    for number, entry in enumerate(entries):
        event: Path = ("events", number)
        places[event] = Place(name, entry.date.line)
        places |= {(*event, *path): place for path, place in entry.places.items()}
        keys |= {(*event, *path): place for path, place in entry.keys.items()}
        raw |= {(*event, *path): text for path, text in entry.raw.items()}
    events = [entry.values for entry in entries]
    return ParsedFile(name, {"events": events}, places, places | keys, raw)
