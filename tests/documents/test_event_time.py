"""When an event takes place, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.content.workspace import Content
from reports.documents.event_time import event_time
from reports.text.typography import NBSP


def test_what_is_not_certain_says_so(sample: Content) -> None:
    time = event_time(sample.events[0].model_copy(update={"tentative": True}), "de")
    assert time.hours.replace(NBSP, " ") == "18:30 bis 20:00 Uhr (unter Vorbehalt)"
    assert time.sentence.endswith("(unter Vorbehalt)")


EVENING = ("2026-12-08T18:30", "2026-12-08T20:00", False)
NIGHT = ("2026-12-08T20:00", "2026-12-09T01:30", False)
OPEN = ("2026-12-08T18:00", None, False)
MIDNIGHT = ("2026-12-08T18:30", "2026-12-09T00:00", False)
DAY = ("2026-12-08T00:00", None, True)
DAYS = ("2026-12-08T00:00", "2026-12-10T00:00", True)


@pytest.mark.parametrize(
    ("times", "language", "start", "hours"),
    [
        (EVENING, "de", "18:30 Uhr", "18:30 bis 20:00 Uhr"),
        (NIGHT, "de", "20 Uhr", "20 Uhr bis Mittwoch, 9. Dezember 2026, 1:30 Uhr"),
        (OPEN, "de", "18 Uhr", "18 Uhr"),
        (MIDNIGHT, "de", "18:30 Uhr", "18:30 bis 24 Uhr"),
        (MIDNIGHT, "en", "6:30 PM", "6:30 PM–12:00 AM"),
        (DAY, "de", "ganztägig", "ganztägig"),
        (DAYS, "de", "ganztägig", "bis Donnerstag, 10. Dezember 2026"),
        (EVENING, "en", "6:30 PM", "6:30–8:00 PM"),
        (DAYS, "en", "all day", "until Thursday, December 10, 2026"),
    ],
)
def test_start_and_hours(
    sample: Content,
    times: tuple[str, str | None, bool],
    language: str,
    start: str,
    hours: str,
) -> None:
    """When an event begins and how long it takes, in words of each language."""
    first, last, all_day = times
    event = sample.events[0].model_copy(
        update={
            "start": dt.datetime.fromisoformat(first),
            "end": dt.datetime.fromisoformat(last) if last else None,
            "all_day": all_day,
        }
    )
    time = event_time(event, language)
    assert (plain(time.start), plain(time.hours)) == (start, hours)
    day = f"{time.weekday}, {time.date}"
    assert time.sentence in (f"{day}, {time.hours}", f"{day} {time.hours}")


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
