"""An event as a calendar file (RFC 5545), for who is invited."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from reports.content.event import Branch, Event
from reports.content.formats.ics_times import UTC
from reports.documents.typesetting import plain_copy
from reports.i18n import printed


def write_calendar(
    event: Event, branch: Branch, language: str, stamp: dt.datetime, catalogue: bytes = b""
) -> bytes:
    """Return a calendar file with the event, for programs that take invitations.

    ``stamp`` is the time of writing (DTSTAMP); one without a zone counts as UTC.
    Times keep the event's zone, which the file describes for the years around.
    Lines end in CRLF and are folded at 75 bytes (RFC 5545, 3.1). The same input
    gives the same bytes. The language is one the event has texts in, else
    KeyError; ``catalogue`` is the workspace's own of it, where it has one.
    """
    from icalendar import Calendar, Timezone, vCalAddress, vText
    from icalendar import Event as Entry

    event, branch = plain_copy(event, language), plain_copy(branch, language)
    start, end = event.starts_at, event.ends_at
    text, place = event.texts[language], event.venue.address

    entry = Entry()
    entry.add("uid", f"{event.id}@{urlsplit(event.url).hostname}")
    entry.add("dtstamp", stamp.astimezone(dt.UTC) if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC))
    if event.all_day:  # without times, and the end is the day after the last
        entry.add("dtstart", start.date())
        entry.add("dtend", event.last_day + dt.timedelta(days=1))
    else:
        entry.add("dtstart", start)
        if end:
            entry.add("dtend", end)
    entry.add("summary", text.title)
    entry.add("location", f"{event.venue.name}, {place.street}, {place.postcode} {place.city}")
    entry.add("description", _description(event, language, catalogue))
    entry.add("url", event.url)
    contact = event.contact or branch.contact
    if contact.email:
        organizer = vCalAddress(f"mailto:{contact.email}")
        organizer.params["CN"] = vText(contact.name)
        entry.add("organizer", organizer)

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Handzettel//Handzettel//EN")
    if event.timezone not in UTC and not event.all_day:
        first, last = dt.date(start.year, 1, 1), dt.date(event.last_day.year + 1, 1, 1)
        calendar.add_component(Timezone.from_tzid(event.timezone, first_date=first, last_date=last))
    calendar.add_component(entry)
    return bytes(calendar.to_ical(sorted=False))


def _description(event: Event, language: str, catalogue: bytes) -> str:
    """Return the lead, and after an empty line how to get there and what it costs."""
    words = printed(language, catalogue).gettext
    text = event.texts[language]
    access = words("Step-free access" if event.venue.step_free else "No step-free access")
    access = f"{access}: {text.access}" if text.access else access
    facts = [text.way, access, text.admission, text.registration]
    return "\n".join([text.lead, "", *(fact for fact in facts if fact)])
