"""Flyers of events in calendars: what cannot become one is told, and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.content.formats.calendars import calendar_file, together

ON = ("--on", "2026-10-01")

PRIVATE = '"Treffen", 2026-12-08: it is private – make it public in the calendar'


@pytest.fixture
def folder(workspace: Path) -> Path:
    """The sample with a calendar: a series, a private entry, an uncertain one, a past one."""
    with (workspace / "handzettel.toml").open("a", encoding="utf-8") as out:
        out.write('\n[calendar]\nbranch = "musterviertel"\nstep_free = true\n')
    entries = together(
        calendar_file("RRULE:FREQ=WEEKLY", SUMMARY="Stammtisch", UID="0E8D4A1C-95B1@x"),
        calendar_file("CLASS:PRIVATE", UID="b@x"),
        calendar_file("STATUS:TENTATIVE", UID="c@x", SUMMARY="Chor"),
        calendar_file(DTSTART="20080101T183000", DTEND=None, LOCATION=None, UID="d@x"),
    )
    (workspace / "termine.ics").write_bytes(entries)
    return workspace


def test_list_says_titles_days_and_what_is_left_out(cli: Cli, folder: Path) -> None:
    listed = cli("flyer", "--list", "-w", folder, *ON)
    assert listed.exit == 0, listed.stderr
    lines = listed.text.splitlines()
    assert lines[:6] == [
        "chor-2026-12-08: 2026-12-08 18:30 Europe/Berlin, not certain yet, Chor (de)",
        "nachbarschaft: 2026-12-08 18:30 Europe/Berlin, Wer zieht da ein? (de)",
        "stammtisch-2026-12-08: 2026-12-08 18:30 Europe/Berlin, Stammtisch (de)",
        "stammtisch-2026-12-15: 2026-12-15 18:30 Europe/Berlin, Stammtisch (de)",
        "stammtisch-2026-12-22: 2026-12-22 18:30 Europe/Berlin, Stammtisch (de)",
        "ehrenamt: 2027-01-23 10:00 Europe/Berlin, Gut vorbereitet helfen (de)",
    ]
    assert "No flyer for:" in lines
    assert [line for line in lines if "private" in line] == [
        f"treffen-2026-12-08: {PRIVATE}, if people are invited"
    ]


def test_an_entry_that_is_left_out_stops_nothing(cli: Cli, folder: Path) -> None:
    ran = cli("flyer", "-w", folder, *ON)
    assert ran.exit == 0, ran.stderr
    assert f"termine.ics:11: {PRIVATE}" in ran.stderr
    assert (folder / "out/flyer/stammtisch-2026-12-15/a5-de.pdf").is_file()
    assert not (folder / "out/flyer/treffen-2026-12-08").exists()
    ran = cli("summary", "3", "-w", folder, *ON)
    assert (ran.exit, "private" in ran.stderr) == (0, False)
    checked = cli("check", "-w", folder, *ON)
    assert PRIVATE in checked.stderr
    assert "termine.ics" not in checked.text


def test_whoever_asks_for_it_is_told_why_there_is_none(cli: Cli, folder: Path) -> None:
    refused = cli("flyer", "Treffen-2026-12-08", "-w", folder, *ON)
    assert refused.exit == 3
    assert f"termine.ics:11: {PRIVATE}" in refused.stderr
    ran = cli("flyer", "chor-2026-12-08", "-w", folder, *ON)
    assert ran.exit == 0
    assert PRIVATE not in ran.stderr


def test_a_calendar_without_anything_to_print(cli: Cli, folder: Path) -> None:
    (folder / "events.yaml").unlink()
    (folder / "termine.ics").write_bytes(calendar_file("CLASS:PRIVATE"))
    ran = cli("flyer", "-w", folder, *ON)
    assert (ran.exit, PRIVATE in ran.stderr) == (0, True)


def test_ten_notes_are_printed_and_the_others_counted(cli: Cli, folder: Path) -> None:
    private = [calendar_file("CLASS:PRIVATE", UID=f"{i}@x") for i in range(15)]
    (folder / "termine.ics").write_bytes(together(*private))
    ran = cli("flyer", "nachbarschaft", "-w", folder, *ON)
    assert "private" not in ran.stderr
    ran = cli("flyer", "-w", folder, *ON)
    assert ran.stderr.count(PRIVATE) == 10
    assert (
        "termine.ics: 5 more spots of the calendars are to be told"
        " – handzettel flyer --list shows them all"
    ) in ran.stderr


def test_the_day_that_counts_decides_what_is_past(cli: Cli, folder: Path) -> None:
    for day, first in (("2026-10-01", "2026-12-08"), ("2026-12-09", "2026-12-15")):
        listed = cli("flyer", "--list", "-w", folder, "--on", day).text
        assert listed.index("stammtisch") == listed.index(f"stammtisch-{first}")


def test_notes_are_printed_again_when_nothing_has_changed(cli: Cli, folder: Path) -> None:
    cli("flyer", "-w", folder, *ON)
    again = cli("flyer", "-w", folder, *ON)
    assert "nothing has changed" in again.stderr
    assert f"termine.ics:11: {PRIVATE}" in again.stderr
