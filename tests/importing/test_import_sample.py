"""The resolution that the sample is about, imported from its text, is what the sample says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.citation.proof import reference_faults
from reports.content.resolution import Addressee, Basis, Resolution, SourceFile
from reports.content.workspace import Content
from reports.importing.addressee_names import find_addressee
from reports.importing.areas import ParsedMeasure
from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.read_file import read
from reports.importing.to_content import addressees_named, resolution_values
from reports.text.source_text import Sorted

SOURCES = os.environ.get("HANDZETTEL_SOURCES")
FILE = "beschluss-01-leipzig-2016.txt"

pytestmark = pytest.mark.skipif(
    not SOURCES, reason=f"HANDZETTEL_SOURCES is not set: a folder with {FILE} is needed"
)


@pytest.fixture(scope="module")
def text() -> Sorted:
    assert SOURCES
    return sort_out(read((Path(SOURCES) / FILE).read_bytes(), FILE))


@pytest.fixture(scope="module")
def motion(text: Sorted) -> ParsedMotion:
    (only,) = motions(text)
    return only


def measures(motion: ParsedMotion) -> dict[str, ParsedMeasure]:
    return {measure.id: measure for area in motion.areas for measure in area.measures}


def test_every_character_is_accounted_for(text: Sorted) -> None:
    count = sum(not char.isspace() for line in text.text.lines for char in line.text)
    assert sum(text.account().values()) == count


def test_every_printed_line_is_found_once(text: Sorted) -> None:
    assert [row.number for row in text.rows if row.number] == list(range(1, 686))


def test_no_question_is_asked(text: Sorted, motion: ParsedMotion) -> None:
    assert (text.doubts, motion.doubts) == ((), ())


def test_footnotes_are_found_with_their_marks(text: Sorted) -> None:
    anchors = [text.rows[note.anchor].number for note in text.footnotes if note.anchor is not None]
    assert anchors == [124, 210]


def test_head_is_read(motion: ParsedMotion, sample: Content) -> None:
    (resolution,) = sample.resolutions
    facts = (motion.title, motion.label, motion.motion, motion.submitter, motion.date, motion.lines)
    assert facts == (
        *(resolution.title, resolution.label, resolution.motion, resolution.submitter),
        *(resolution.date, tuple(resolution.lines)),
    )


def test_areas_are_exactly_right(motion: ParsedMotion, sample: Content) -> None:
    (resolution,) = sample.resolutions
    assert [(entry.number, entry.title, entry.lines) for entry in motion.areas] == [
        (entry.number, entry.title, tuple(entry.lines)) for entry in resolution.areas
    ]


def test_numbered_measures_are_exactly_right(motion: ParsedMotion, sample: Content) -> None:
    """Ids and line ranges of all 23."""
    (resolution,) = sample.resolutions
    expected = {m.id: tuple(m.lines) for a in resolution.areas for m in a.measures if m.numbered}
    assert len(expected) == 23
    assert {m.id: m.lines for m in measures(motion).values() if m.is_numbered} == expected


def test_explicit_addressees_are_all_found(motion: ParsedMotion, sample: Content) -> None:
    """With the lines that name them; of numbered measures no other is found."""
    (resolution,) = sample.resolutions
    for measure in (m for area in resolution.areas for m in area.measures):
        expected = {
            (entry.id, tuple(entry.lines or ()))
            for entry in measure.addressees
            if entry.basis is Basis.EXPLICIT
        }
        present = [
            entry
            for entry in measures(motion).values()
            if entry.id == measure.id
            or (not measure.numbered and entry.lines[0] <= measure.lines[0] <= entry.lines[1])
        ]
        named = {
            (find_addressee(a.name, sample.addressees), a.lines)
            for m in present
            for a in m.addressees
        }
        assert named == expected if measure.numbered else named >= expected, measure.id


def test_every_line_the_sample_cites_is_proved(text: Sorted, sample: Content) -> None:
    (resolution,) = sample.resolutions
    source = SourceFile(file=FILE, sha256=text.text.digest)
    pinned = resolution.model_copy(update={"source": source})
    assert [*reference_faults(pinned, sample.addressees, text)] == []


def test_what_is_imported_is_proved_by_its_text(text: Sorted, motion: ParsedMotion) -> None:
    ids, entries = addressees_named([motion], ())
    values = resolution_values(motion, text, SourceFile(file=FILE, sha256=text.text.digest), ids)
    addressees = [Addressee.model_validate(entry) for entry in entries]
    assert [*reference_faults(Resolution.model_validate(values), addressees, text)] == []
