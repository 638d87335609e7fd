"""Motions, areas and measures of texts that are written in a test."""

from __future__ import annotations

from collections.abc import Sequence

from reports.importing.areas import ParsedArea, ParsedMeasure
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.text.source_text import Sorted
from tests.support.sorted_rows import numbered, rows_of


def unnumbered(text: str) -> Sorted:
    return rows_of((None, line.strip()) for line in text.strip("\n").splitlines())


def motion_of(sorted_: Sorted) -> ParsedMotion:
    (parsed,) = motions(sorted_)
    return parsed


def area(text: str) -> ParsedArea:
    """The only area of a text below a head of three lines, its heading in line 4."""
    (parsed,) = motion_of(numbered(f"Beschluss 07\n\nGrünes Musterstadt\n\n{text}")).areas
    return parsed


def areas_in(text: str) -> tuple[ParsedArea, ...]:
    return motion_of(numbered(text)).areas


def asked_names(text: str) -> dict[str, list[tuple[str, tuple[int, int] | None]]]:
    return {
        measure.id: [(entry.name, entry.lines) for entry in measure.addressees]
        for measure in area(text).measures
    }


def ids(measures: Sequence[ParsedMeasure]) -> dict[str, tuple[int, int]]:
    return {measure.id: measure.lines for measure in measures}
