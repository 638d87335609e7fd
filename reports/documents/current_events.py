"""Which events documents are made for: those that are not over, and those that are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from reports.content.document_kind import Each
from reports.content.event import Event
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.missing_content import missing_source
from reports.documents.obstacles import left_out
from reports.documents.plan import Plan
from reports.documents.selection import known_names, spelling, without_left_out
from reports.errors import Place, Problem
from reports.i18n import _, ngettext

_MOST_TOLD = 10
"""Notes of calendars that a command prints; there can be one for each entry."""


def current_events(
    content: Content, selection: Sequence[str], on: dt.date, kind: str = Kind.FLYER
) -> tuple[Plan, list[Event]]:
    """Return the events to make a kind's documents for, and a plan with a note of each over.

    Nobody is invited to what is over; whoever names it, for an archive or a new edition,
    gets its document all the same. So does the sample, whose days pass while it is to be seen.
    The plan refuses events with mistakes, as far as they are named. Raises UsageError for names
    of events that there are not.
    """
    if not selection and (missing := missing_source(content, Kind.FLYER)):
        return Plan(refused=(missing,)), []
    ids = [event.id for event in content.events]
    remaining, refused = without_left_out(selection, ids, partial(_left_out, content))
    planned = Plan(refused=tuple(refused))
    if not selection:
        planned += Plan(notes=tuple(calendar_notes(content)))
    if selection and not remaining:
        return planned, []
    selection = known_names(remaining, ids, _('there is no event "{name}"'))
    chosen: list[Event] = []
    notes: list[Problem] = []
    for event in content.events:
        if selection and event.id not in selection:
            continue
        over = event.is_over(on)
        if selection or content.settings.sample or not over:
            chosen.append(event)
        if over:
            notes.append(_over_note(event, kind, is_made=event in chosen))
    return planned + Plan(notes=tuple(notes)), chosen


def calendar_notes(content: Content) -> list[Problem]:
    """Return what to tell of the workspace's calendars: which entries no flyer is made of."""
    problems = [*content.calendar_notes, *(entry.problem for entry in content.unusable_entries)]
    if (more := len(problems) - _MOST_TOLD) <= 0:
        return problems
    message = ngettext(
        "{count} more spot of the calendars is to be told",
        "{count} more spots of the calendars are to be told",
        more,
    ).format(count=more)
    place = problems[_MOST_TOLD].place.file
    remedy = _("handzettel flyer --list shows them all")
    return [*problems[:_MOST_TOLD], Problem(Place(place), message, remedy)]


def _left_out(content: Content, name: str | None) -> list[Problem]:
    """Return why there is no event of a name, or all mistakes in events if it is None."""
    entries = (entry for entry in content.unusable_entries if name is not None)
    problems = [
        entry.problem for entry in entries if spelling(entry.event_id) == spelling(name or "")
    ]
    return problems or left_out(content, Each.EVENT, name)


def _over_note(event: Event, kind: str, *, is_made: bool) -> Problem:
    """Return the note about an event that is over."""
    place = Place(f"{kind}/{event.id}")
    day = event.last_day.isoformat()
    if is_made:
        message = _("the event was over on {day}; this is made all the same").format(day=day)
        return Problem(place, message, _("correct its start and end, if it is to come"))
    message = _("the event was over on {day}, so this is left out").format(day=day)
    command = "handzettel flyer" if kind == Kind.FLYER else f"handzettel make {kind}"
    remedy = _("correct its start and end, or make it with: {command}").format(
        command=f"{command} {event.id}"
    )
    return Problem(place, message, remedy)
