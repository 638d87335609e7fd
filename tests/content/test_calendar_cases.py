"""Calendars as programs write them, each of which stands for a kind: as many flyers as expected.

They are others', so they are no part of the project: HANDZETTEL_CASES names the folder that they
lie in. What they stand for is tried in words of our own in `tests/content/formats`.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from reports.content.workspace import load
from tests.content.test_calendars import BRANCH, SETTINGS

FOLDER = Path(os.environ.get("HANDZETTEL_CASES", "")) / "flyers" / "ics"

pytestmark = pytest.mark.skipif(
    "HANDZETTEL_CASES" not in os.environ or not FOLDER.is_dir(),
    reason="HANDZETTEL_CASES is not set: a folder with flyers/ics is needed",
)

ON = dt.date(2026, 10, 1)

PRINTED = {"emoji-title.ics": 1}
"""What was to be refused and is printed since a font with emoji comes along."""

COUNTS = {
    "bymonthday31.ics": 3,
    "exdate-allday-dt.ics": 2,
    "exdate-utc-vs-local.ics": 3,
    "last-friday.ics": 3,
    "recid-cancelled.ics": 2,
    "recid-other-zone.ics": 3,
    "rrule-count-byday-multi.ics": 4,
    "rrule-dst.ics": 3,
    "two-calendars.ics": 2,
    "two-no-uid-same-title-day.ics": 2,
}
"""How many flyers those give for which the folder says nothing; the others give one."""


def test_calendars_give_as_many_flyers_as_expected(tmp_path: Path) -> None:
    with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as lines:
        expected = {row["file"]: int(row["flyers"]) for row in csv.DictReader(lines)}
    (tmp_path / "branches.yaml").write_text(BRANCH, "utf-8")
    (tmp_path / "handzettel.toml").write_text(SETTINGS, "utf-8")
    counts, wanted_counts = {}, {}
    for path in sorted(FOLDER.glob("*.ics")):
        target = tmp_path / "termine.ics"
        shutil.copy(path, target)
        counts[path.name] = len(load(tmp_path, on=ON).events)
        otherwise = COUNTS.get(path.name, 1)
        wanted_counts[path.name] = PRINTED.get(path.name, expected.get(path.name, otherwise))
    assert counts == wanted_counts
    assert counts
