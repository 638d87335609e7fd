"""Which events documents are made for: those that are not over, and those that are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reports.content.event import Event
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.selection import known_names
from reports.errors import Place, Problem
from reports.i18n import _


def current_events(
    content: Content, selection: Sequence[str], on: dt.date, kind: str = Kind.FLYER
) -> tuple[list[Event], tuple[Problem, ...]]:
    """Return the events to make a kind's documents for, and a note about each that is over.

    Nobody is invited to what is over; whoever names it, for an archive or a new edition,
    gets its document all the same. So does the sample, whose days pass while it is to be seen.
    Raises UsageError for names of events that there are not.
    """
    ids = [event.id for event in content.events]
    selection = known_names(selection, ids, _('there is no event "{name}"'))
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
    return chosen, tuple(notes)


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
