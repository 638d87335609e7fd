"""What is found of true measures that are missing, and how much is told of what is none.

The texts are others', so they are no part of the project: HANDZETTEL_SOURCES names their
folder.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from reports.citation.import_account import account_of
from reports.citation.unheard_demands import UnheardDemand, unheard_demands
from reports.importing.analysis import analyse
from reports.importing.parts import PartKind
from tests.support.truth import MarkedPart, marked_parts

FOLDER = Path(os.environ.get("HANDZETTEL_SOURCES", "")) / "resolutions"

pytestmark = pytest.mark.skipif(
    "HANDZETTEL_SOURCES" not in os.environ or not FOLDER.is_dir(),
    reason="HANDZETTEL_SOURCES is not set: a folder with resolutions and their truths is needed",
)


@pytest.fixture(scope="module")
def parts() -> list[MarkedPart]:
    return list(marked_parts(FOLDER))


def demands(part: MarkedPart, missing: Collection[int]) -> list[UnheardDemand]:
    """Return the demands that are told if some measures are missing."""
    heard = {row for i, rows in enumerate(part.measures) if i not in missing for row in rows}
    return unheard_demands(part.source, part.first, part.after, heard)


def share_told(parts: list[MarkedPart], missing_share: float) -> float:
    """Return the share of missing measures that are told if this share of all is missing."""
    choice = random.Random(1)
    told = missed = 0
    for part in parts:
        count = max(1, round(missing_share * len(part.measures)))
        missing = choice.sample(range(len(part.measures)), count)
        listed = demands(part, missing)
        for i in missing:
            rows = part.measures[i]
            hit = any(
                demand.rows[0] < rows.stop and rows.start <= demand.rows[1] for demand in listed
            )
            told, missed = told + hit, missed + (not hit)
    return told / (told + missed)


@pytest.mark.parametrize(
    ("missing_share", "least"), [(0.0, 0.97), (0.2, 0.97), (0.5, 0.97), (1.0, 0.95)]
)
def test_missing_measures_are_told(
    parts: list[MarkedPart], missing_share: float, least: float
) -> None:
    """One of each part, a fifth, half of them, or all."""
    assert share_told(parts, missing_share) >= least


def test_little_is_told_of_what_asks_for_nothing(parts: list[MarkedPart]) -> None:
    """With all measures there, of a hundred measures at most two passages are told needlessly."""
    measures = sum(len(part.measures) for part in parts)
    needless = 0
    for part in parts:
        for demand in demands(part, ()):
            needless += any(demand.rows[0] <= row <= demand.rows[1] for row in part.none)
    assert needless <= 0.02 * measures


def test_true_measures_that_an_import_misses_are_doubts(parts: list[MarkedPart]) -> None:
    """Or at least all but one in a hundred of all true measures."""
    accounts = {part.name: _imported(part.name) for part in parts}
    missed = measures = 0
    for part in parts:
        imported, doubtful, _begins = accounts[part.name]
        for rows in part.measures:
            measures += 1
            is_there = 2 * len(imported.intersection(rows)) >= len(rows)
            missed += not is_there and doubtful.isdisjoint(rows)
    assert missed <= 0.01 * measures


def test_at_most_one_doubt_in_ten_is_needless(parts: list[MarkedPart]) -> None:
    """Of those that an import tells in the parts that were marked."""
    doubts = needless = 0
    for part in parts:
        for row in _imported(part.name)[2]:
            if part.first <= row < part.after:
                doubts += 1
                needless += any(row in passage for passage in _asking_nothing(part))
    assert doubts
    assert needless <= 0.1 * doubts


def _asking_nothing(part: MarkedPart) -> Iterator[range]:
    """Yield the rows of the passages that ask for nothing, each up to the next passage."""
    rows = part.source.rows
    begins = {*part.none, *(measure.start for measure in part.measures)}
    begins.update(i for i in range(part.first, part.after) if rows[i].blank_before)
    for start in part.none:
        after = (i for i in range(start + 1, part.after) if i in begins or not rows[i].text)
        yield range(start, next(after, part.after))


@cache
def _imported(name: str) -> tuple[set[int], set[int], list[int]]:
    """Return the rows of a text's imported measures, and of the demands in none.

    Last are the first rows of these demands.
    """
    analysis = analyse((FOLDER / name).read_bytes(), name)
    measures = {
        row.index
        for motion in analysis.motions
        for part in motion.parts
        if part.kind is PartKind.MEASURE
        for block in part.blocks
        for row in block.rows
    }
    rows_of_demands = [imported.demand.rows for imported in account_of(analysis).demands]
    demands = {row for begin, end in rows_of_demands for row in range(begin, end + 1)}
    return measures, demands, [begin for begin, _end in rows_of_demands]
