"""An event as a calendar file (RFC 5545), for who is invited."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlsplit

from reports.content.event import Branch, Event
from reports.content.formats.ics_zones import UTC, time_zone
from reports.documents.announcement import access_line, address_line
from reports.documents.typesetting import plain_copy
from reports.documents.zone_description import zone_description


def write_calendar(
    event: Event, branch: Branch, language: str, stamp: dt.datetime, catalogue: bytes = b""
) -> bytes:
    """Return a calendar file with the event, for programs that take invitations.

    ``stamp`` is the time of writing (DTSTAMP); one without a zone counts as UTC.
    Times keep the event's zone, which the file describes by its rules.
    Lines end in CRLF and are folded at 75 bytes (RFC 5545, 3.1). The same input
    gives the same bytes. The language is one the event has texts in, else
    KeyError; ``catalogue`` is the workspace's own of it, where it has one.
    """
    from icalendar import Calendar, vCalAddress, vText
    from icalendar import Event as Entry

    event, branch = plain_copy(event, language), plain_copy(branch, language)
    start, end = event.starts_at, event.ends_at

    entry = Entry()
    entry.add("uid", _uid(event, branch))
    entry.add("dtstamp", stamp.astimezone(dt.UTC) if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC))
    entry.add("sequence", event.sequence)
    if event.recurrence:
        began = event.recurrence.replace(tzinfo=start.tzinfo)
        entry.add("recurrence-id", began.date() if event.all_day else began)
    if event.all_day:  # without times, and the end is the day after the last
        entry.add("dtstart", start.date())
        entry.add("dtend", event.last_day + dt.timedelta(days=1))
    else:
        entry.add("dtstart", start)
        if end:
            entry.add("dtend", end)
    if event.tentative:
        entry.add("status", "TENTATIVE")
    entry.add("summary", event.texts[language].title)
    place = address_line(event.venue)
    entry.add("location", f"{event.venue.name}, {place}" if place else event.venue.name)
    entry.add("description", _description(event, language, catalogue))
    if address := event.web_address:
        entry.add("url", address)
    contact = event.contact or branch.contact
    if contact.email:
        organizer = vCalAddress(f"mailto:{contact.email}")
        organizer.params["CN"] = vText(contact.name)
        entry.add("organizer", organizer)

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Handzettel//Handzettel//EN")
    if time_zone(event.timezone) is not UTC and not event.all_day:
        calendar.add_component(zone_description(event.timezone, (start.year, event.last_day.year)))
    calendar.add_component(entry)
    return bytes(calendar.to_ical(sorted=False))


def _uid(event: Event, branch: Branch) -> str:
    """Return the UID: that of the calendar the event is from, else one that stays the same."""
    if event.uid:
        return event.uid
    if event.url:
        return f"{event.id}@{urlsplit(event.url).hostname}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{branch.name}/{event.id}"))


def _description(event: Event, language: str, catalogue: bytes) -> str:
    """Return the lead, and after an empty line how to get there and what it costs."""
    text = event.texts[language]
    link = event.venue.link if event.url else None
    access = access_line(event, language, catalogue)
    facts = [text.way, link, access, text.admission, text.registration]
    return "\n".join([text.lead or "", "", *(fact for fact in facts if fact)]).strip()
