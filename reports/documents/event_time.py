"""When an event takes place, in words: weekday, date, hours, and the last day."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.content.event import Event
from reports.i18n import printed
from reports.text.dates import clock, day_and_month, long_date, weekday
from reports.text.languages import listed


@dataclass(frozen=True)
class EventTime:
    """When an event takes place, in one language; the times are local ones of the venue."""

    weekday: str
    """The weekday of the first day: ``Dienstag``."""
    date: str
    """The first day: ``8. Dezember 2026``."""
    day: str
    """The first day without its year: ``8. Dezember``."""
    start: str
    """When it begins on that day: ``18:30 Uhr``, or ``ganztägig``."""
    hours: str
    """What comes after the day, with the end if there is one: ``18:30 bis 20:00 Uhr``,
    ``18 Uhr bis Donnerstag, 10. Dezember 2026, 12 Uhr``, ``bis Mittwoch, 9. Dezember 2026``."""
    sentence: str
    """All of it in one line: ``Dienstag, 8. Dezember 2026, 18:30 bis 20:00 Uhr``."""


def event_time(event: Event, language: str, catalogue: bytes = b"") -> EventTime:
    """Return in words when the event takes place; no-break spaces keep each part together.

    ``catalogue`` is the workspace's own of the language, where it has one.
    """
    time = _certain_time(event, language, catalogue)
    if not event.tentative:
        return time
    note = printed(language, catalogue).gettext("to be confirmed")
    return replace(time, hours=f"{time.hours} ({note})", sentence=f"{time.sentence} ({note})")


def _certain_time(event: Event, language: str, catalogue: bytes) -> EventTime:
    """Return in words when the event takes place, if it does."""
    words = printed(language, catalogue)
    start, end = event.starts_at, event.ends_at
    name, date = weekday(start.date(), language), long_date(start.date(), language)
    day = listed((name, date), language)
    short = day_and_month(start.date(), language)
    if end is None or event.last_day == start.date():
        if event.all_day:
            opening = hours = words.gettext("all day")
        else:
            opening = clock(start, None, language=language)
            hours = clock(start, end, language=language)
        return EventTime(name, date, short, opening, hours, listed((day, hours), language))
    last = {"weekday": weekday(end.date(), language), "day": long_date(end.date(), language)}
    if event.all_day:
        hours = words.gettext("until {weekday}, {day}").format(**last)
        return EventTime(name, date, short, words.gettext("all day"), hours, f"{day} {hours}")
    until = words.gettext("until {weekday}, {day}, {clock}")
    opening = clock(start, None, language=language)
    hours = f"{opening} {until.format(**last, clock=clock(end, None, language=language))}"
    return EventTime(name, date, short, opening, hours, listed((day, hours), language))
