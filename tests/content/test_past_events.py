"""Nobody is invited to what is over, unless it is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from reports.cli import main
from reports.content.event import Event
from reports.content.resolution import Status
from reports.content.settings import Kind
from reports.content.workspace import Content, load
from reports.documents.event_planning import plan_flyers, plan_kits
from reports.documents.planning import plan

EVE = dt.date(2026, 12, 8)
AFTER = dt.date(2026, 12, 9)


@pytest.fixture
def owned(workspace: Path) -> Path:
    """The sample as a workspace of one's own, which is not the sample any more."""
    settings = workspace / "handzettel.toml"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("sample")]
    settings.write_text("".join(kept), encoding="utf-8")
    return workspace


@pytest.fixture
def content(owned: Path) -> Content:
    return load(owned)


def event(content: Content, start: str, end: str | None = None, *, all_day: bool = False) -> Event:
    return content.events[0].model_copy(
        update={
            "start": dt.datetime.fromisoformat(start),
            "end": dt.datetime.fromisoformat(end) if end else None,
            "all_day": all_day,
        }
    )


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        ("2026-12-08T18:30", "2026-12-08T20:00", True),
        ("2026-12-09T00:00", None, False),
        ("2026-12-08T23:59", None, True),
        ("2026-12-08T23:00", "2026-12-09T01:00", False),
        ("2026-12-01T10:00", "2026-12-09T01:00", False),
        ("2027-01-01T10:00", None, False),
    ],
)
def test_event_is_over_when_its_last_day_is(
    start: str, end: str | None, over: bool, content: Content
) -> None:
    assert event(content, start, end).is_over(AFTER) is over


def names(content: Content, on: dt.date) -> set[str]:
    return {document.name.split("/")[1] for document in plan(content, [Kind.FLYER], on).documents}


def test_event_of_today_gets_its_flyer_without_a_word(content: Content) -> None:
    assert "nachbarschaft" in names(content, EVE)
    assert plan(content, [Kind.FLYER], EVE).notes == ()


def test_event_that_is_over_is_left_out_with_a_word(content: Content) -> None:
    assert "nachbarschaft" not in names(content, AFTER)
    assert names(content, AFTER)
    (note,) = plan(content, [Kind.FLYER], AFTER).notes
    assert str(note) == (
        "flyer/nachbarschaft: the event was over on 2026-12-08, so this is left out – correct"
        " its start and end, or make it with: handzettel flyer nachbarschaft"
    )


def test_event_that_is_over_is_made_with_a_word_where_it_is_named(content: Content) -> None:
    planned = plan_flyers(content, ["nachbarschaft"], (), AFTER)
    assert planned.documents
    (note,) = planned.notes
    assert "made all the same" in note.message


def test_kit_of_an_event_that_is_over_is_left_out_or_made_the_same_way(content: Content) -> None:
    planned, kits = plan_kits(content, (), (), AFTER, "a6")
    assert "nachbarschaft" not in {event.id for event, _language in kits}
    assert len(planned.notes) == 1
    planned, kits = plan_kits(content, ["nachbarschaft"], (), AFTER, "a6")
    assert {event.id for event, _language in kits} == {"nachbarschaft"}
    assert len(planned.notes) == 1


def test_sample_keeps_its_flyers_when_its_days_have_passed(workspace: Path) -> None:
    sample = load(workspace)
    later = dt.date(2036, 1, 1)
    planned = plan(sample, [Kind.FLYER], later)
    assert names(sample, later) == {event.id for event in sample.events}
    assert len(planned.notes) == len(sample.events)
    assert all("made all the same" in note.message for note in planned.notes)


def test_draft_is_refused_also_when_its_event_is_over(content: Content) -> None:
    draft = tuple(
        resolution.model_copy(update={"status": Status.DRAFT}) for resolution in content.resolutions
    )
    planned = plan_flyers(replace(content, resolutions=draft), ["nachbarschaft"], (), AFTER)
    assert planned.refused
    assert planned.notes


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (["build", "flyer"], "so this is left out"),
        (["flyer", "nachbarschaft"], "this is made all the same"),
    ],
)
def test_commands_say_so_each_time(
    wish: list[str], message: str, workspace: Path, tmp_path: Path
) -> None:
    """The note about a past event is not lost when nothing is to be made, but -q hides it."""
    settings = workspace / "handzettel.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("sample = true", "sample = false"), encoding="utf-8")
    events = workspace / "events.yaml"
    head, _, rest = events.read_text(encoding="utf-8").partition("\n  - id: ")
    first, *others = rest.split("\n  - id: ")
    later = others[0].replace("2027-01-23", "2099-01-23")
    events.write_text(f"{head}\n  - id: {first}\n  - id: {later}", encoding="utf-8")
    command = [*wish, "-w", str(workspace), "-o", str(tmp_path / "out"), "--on", "2026-12-09"]
    for _time in range(2):
        ran = CliRunner().invoke(main, command)
        assert message in ran.output
    ran = CliRunner().invoke(main, [*command, "-q"])
    assert message not in ran.output
