"""Entries of calendars that there is no flyer for, and what a workspace says beside calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.content.event import EventAddition
from reports.content.formats.located import ParsedFile
from reports.content.settings import CalendarSettings
from reports.errors import Problem
from reports.i18n import _, quoted

ENDING = ".ics"
"""How the names of calendar files end."""


@dataclass(frozen=True)
class UnusableEntry:
    """An entry of a calendar that there is no flyer for, and why."""

    event_id: str
    """What it is called on the command line."""
    title: str
    day: dt.date | None
    """The day of its next date, where it is known."""
    problem: Problem


@dataclass(frozen=True)
class CalendarContext:
    """What a workspace says beside its calendars."""

    settings: CalendarSettings
    branch: str
    """The id of the branch that invites."""
    on: dt.date
    """The day that counts as today."""
    cities: frozenset[str]
    """Names of cities that need no postcode: those of the branches."""
    additions: tuple[EventAddition, ...] = ()
    events_file: ParsedFile | None = None
    """The file that the additions stand in."""
    ids: frozenset[str] = frozenset()
    """The ids of other events."""


def is_calendar(file: str) -> bool:
    """Return whether a file of a workspace is a calendar."""
    return file.endswith(ENDING)


def entry_message(title: str, day: dt.date | None, reason: str) -> str:
    """Return why there is no flyer of an entry, with its title and day."""
    name = quoted(title if len(title) <= 60 else f"{title[:59]}…") if title else _("an event")
    return f"{name}, {day.isoformat()}: {reason}" if day else f"{name}: {reason}"


def unusable_entry(event: Mapping[str, Any], problem: Problem) -> UnusableEntry:
    """Return the entry that an event of a calendar is from, and why it cannot be used.

    The event is given as plain values.
    """
    texts, start = event.get("texts"), event.get("start")
    text = next(iter(texts.values()), None) if isinstance(texts, dict) else None
    title = str(text.get("title", "")) if isinstance(text, dict) else ""
    day = start.date() if isinstance(start, dt.datetime) else None
    shown = Problem(problem.place, entry_message(title, day, problem.message), problem.remedy)
    return UnusableEntry(str(event["id"]), title, day, shown)
