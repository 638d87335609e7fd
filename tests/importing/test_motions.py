"""From rows to motions, areas, measures and who is asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from reports.content.resolution import Basis
from reports.content.workspace import Content
from reports.importing import motions as motions_module
from reports.importing.addressee_names import find_addressee
from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.read_file import read
from reports.processes import second_process
from reports.text.source_text import Sorted
from tests.content.test_sample_content import AREAS, NUMBERED


def entry(sorted_: Sorted) -> ParsedMotion:
    (parsed,) = motions(sorted_)
    return parsed


# --- names and the sample ---


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("SPD-Fraktion im Leipziger Stadtrat", "stadtrat-fraktion"),
        ("SPD-Stadtratsfraktion", "stadtrat-fraktion"),
        ("SPD-Fraktion im Sächsischen Landtag", "landtagsfraktion"),
        ("Stadt", "stadt-leipzig"),
        ("Leipziger Stadtverwaltung", "stadt-leipzig"),
        ("Bund", "bund"),
        ("Bundesregierung", "bund"),
        ("Freistaat Sachsen", "freistaat"),
        ("Leipziger Ortsvereine der SPD", "ortsvereine"),
        ("SPD-Stadträtinnen und -Stadträte", "mandatstraeger"),
        ("SPD-Fraktion", None),
        ("SPD Leipzig", None),
        ("Stadt Musterstadt", None),
        ("Gartenbauverein", None),
        ("", None),
    ],
)
def test_name_means_the_one_addressee_its_words_fit(
    sample: Content, name: str, id_: str | None
) -> None:
    """Where several fit, or none, nobody is guessed."""
    assert find_addressee(name, sample.addressees) == id_


# --- the sample, and anything -----------------------------------------------


@pytest.fixture(scope="module")
def found_sample() -> ParsedMotion:
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip(
            "HANDZETTEL_SOURCES is not set: a folder with beschluss-01-leipzig-2016.txt is needed"
        )
    path = Path(folder) / "beschluss-01-leipzig-2016.txt"
    return entry(sort_out(read(path.read_bytes(), path.name)))


def test_sample_has_its_head(found_sample: ParsedMotion, sample: Content) -> None:
    """What the content says of the resolution stands in its text."""
    (resolution,) = sample.resolutions
    for name in ("title", "label", "motion", "submitter", "body", "meeting", "date", "lines"):
        assert getattr(found_sample, name) == getattr(resolution, name)


def test_sample_has_its_areas_and_measures(found_sample: ParsedMotion) -> None:
    """All with exactly their lines, and without a question."""
    areas = {entry.number: (entry.title, entry.lines) for entry in found_sample.areas}
    measures = {
        entry.id: entry.lines
        for area in found_sample.areas
        for entry in area.measures
        if entry.is_numbered
    }
    assert areas == AREAS
    assert measures == NUMBERED
    assert found_sample.doubts == ()


def test_sample_has_its_addressees(found_sample: ParsedMotion, sample: Content) -> None:
    """For each numbered measure exactly those the content has, for the others their lines."""
    (resolution,) = sample.resolutions
    named = {
        (measure.id, named.id, named.lines)
        for area in resolution.areas
        for measure in area.measures
        for named in measure.addressees
        if named.basis is Basis.EXPLICIT
    }
    parsed = {
        (measure.id, find_addressee(named.name, sample.addressees), named.lines)
        for area in found_sample.areas
        for measure in area.measures
        for named in measure.addressees
    }
    numbered_ones = {entry for entry in named if not entry[0][-1].isupper()}
    assert {entry for entry in parsed if not entry[0][-1].isupper()} == numbered_ones
    # an editor parts paragraphs otherwise, but whom they ask is the same
    assert {entry[1:] for entry in named} <= {entry[1:] for entry in parsed}


# --- many motions in two processes ------------------------------------------


def test_two_processes_read_the_same_motions_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(
        f"Antrag A{number}\n\nAntragsteller: Ortsverein Musterviertel\n\nRadwege {number}\n\n"
        f"Wir fordern die Stadt auf,\n\n1. {number} Radwege zu bauen.\n\n2. Bänke zu stellen.\n\n"
        "Begründung\n\nEs gibt zu wenige.\n"
        for number in range(1, 8)
    )
    sorted_ = sort_out(read(text.encode(), "antrag"))
    alone = motions(sorted_)
    monkeypatch.setattr(motions_module, "MANY_ROWS", 1)
    monkeypatch.setattr(second_process, "_can_copy", lambda: sys.platform == "linux")
    assert len(alone) == 7
    assert motions(sorted_) == alone
    # what no second process reads is read without one
    monkeypatch.setattr(second_process, "_can_copy", lambda: False)
    assert motions(sorted_) == alone
