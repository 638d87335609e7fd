"""When an event starts and ends: in its time zone, over midnight, and when clocks change."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reports.content.event import Event
from reports.content.workspace import Content, load
from reports.errors import ContentError

BERLIN = "Europe/Berlin"


def event_at(sample: Content, start: str, end: str | None, timezone: str = BERLIN) -> Event:
    """The sample's first event at another time; both are local times."""
    times = {
        "start": dt.datetime.fromisoformat(start),
        "end": dt.datetime.fromisoformat(end) if end else None,
        "timezone": timezone,
    }
    return sample.events[0].model_copy(update=times)


@pytest.mark.parametrize(
    ("start", "timezone", "moment"),
    [
        ("2026-12-08T18:30", BERLIN, "2026-12-08T18:30+01:00"),
        ("2026-07-08T18:30", BERLIN, "2026-07-08T18:30+02:00"),
        ("2026-12-08T18:30", "Asia/Tokyo", "2026-12-08T18:30+09:00"),
    ],
    ids=["winter", "summer", "tokyo"],
)
def test_start_is_in_the_events_time_zone(
    sample: Content, start: str, timezone: str, moment: str
) -> None:
    starts_at = event_at(sample, start, None, timezone).starts_at
    assert starts_at.isoformat(timespec="minutes") == moment


def test_what_ends_at_midnight_ends_on_the_day_before(sample: Content) -> None:
    event = event_at(sample, "2026-12-08T18:30", "2026-12-09T00:00")
    assert event.last_day == dt.date(2026, 12, 8)
    assert event.is_over(dt.date(2026, 12, 9))
    all_day = event_at(sample, "2026-12-08T00:00", "2026-12-09T00:00")
    assert all_day.model_copy(update={"all_day": True}).last_day == dt.date(2026, 12, 9)


def test_end_is_in_the_events_time_zone_if_there_is_one(sample: Content) -> None:
    event = event_at(sample, "2026-10-25T01:00", "2026-10-25T04:00")
    assert event.ends_at is not None
    assert event.ends_at.isoformat(timespec="minutes") == "2026-10-25T04:00+01:00"
    assert event_at(sample, "2026-10-25T01:00", None).ends_at is None


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-12-08T18:00", "2026-12-08T20:00", 2),
        ("2026-12-31T20:00", "2027-01-01T02:00", 6),
        ("2026-10-25T01:00", "2026-10-25T04:00", 4),
        ("2026-03-29T01:00", "2026-03-29T04:00", 2),
        ("0001-01-01T00:00", "0001-01-01T01:00", 1),
        ("9999-12-31T22:00", "9999-12-31T23:00", 1),
    ],
    ids=["evening", "over-midnight", "clocks-go-back", "clocks-go-forward", "first", "last"],
)
def test_duration_is_the_time_that_passes(
    sample: Content, start: str, end: str, hours: int
) -> None:
    assert event_at(sample, start, end).duration == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "end", "last_day"),
    [
        ("2026-12-08T18:30", None, "2026-12-08"),
        ("2026-12-08T23:00", "2026-12-09T01:00", "2026-12-09"),
        ("2026-12-01T10:00", "2026-12-09T01:00", "2026-12-09"),
    ],
)
def test_last_day_is_that_of_the_end(
    sample: Content, start: str, end: str | None, last_day: str
) -> None:
    event = event_at(sample, start, end, "Asia/Tokyo")
    assert event.last_day == dt.date.fromisoformat(last_day)


# --- an end that cannot be --------------------------------------------------

TOO_EARLY = "the event ends before it starts – correct start or end"
AT_ONCE = "the event ends when it starts – correct the end, or remove it if it is not known"


def problems(workspace: Path, times: str) -> list[str]:
    """What is wrong with the workspace if its first event has these keys for its times."""
    file = workspace / "events.yaml"
    text = file.read_text("utf-8")
    before, _start, rest = text.partition("    start: 2026-12-08T18:30\n")
    _end, _timezone, after = rest.partition("    timezone: Europe/Berlin\n")
    file.write_text(before + times + after, "utf-8")
    try:
        load(workspace)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("2026-12-08T18:29", TOO_EARLY),
        ("2026-12-07T20:00", TOO_EARLY),
        ("2026-12-08T18:30", AT_ONCE),
    ],
)
def test_event_ends_after_it_starts(workspace: Path, end: str, message: str) -> None:
    times = f"    start: 2026-12-08T18:30\n    end: {end}\n"
    assert problems(workspace, times) == [f"events.yaml:8:10: {message}"]


def test_whole_day_may_be_the_first_and_the_last(workspace: Path) -> None:
    times = "    start: 2026-12-08T00:00\n    end: 2026-12-08T00:00\n    all_day: true\n"
    assert problems(workspace, times) == []


def test_whole_days_end_no_day_too_early(workspace: Path) -> None:
    times = "    start: 2026-12-08T00:00\n    end: 2026-12-07T00:00\n    all_day: true\n"
    assert problems(workspace, times) == [f"events.yaml:8:10: {TOO_EARLY}"]


def test_end_too_early_is_told_along_with_an_unknown_zone(workspace: Path) -> None:
    times = (
        "    start: 2026-12-08T18:30\n"
        "    end: 2026-12-08T18:30\n"
        "    timezone: Europe/Leipzig\n"
    )  # fmt: skip
    zone, end = sorted(problems(workspace, times), reverse=True)
    assert 'there is no time zone "Europe/Leipzig"' in zone
    assert AT_ONCE in end
