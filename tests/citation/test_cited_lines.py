"""The text of one resolution, its rows with the numbers they are cited by."""

import dataclasses

import pytest

from reports.citation.cited_lines import text_of_resolution
from reports.content.fields import Lines
from reports.text.source_text import Footnote
from tests.citation.test_proof import (
    BENCH,
    MOTIONS,
    TREE,
    measure,
    motion,
    resolution,
    sorted_of,
)


@pytest.mark.parametrize("wording", [BENCH, TREE])
def test_text_of_a_motion_leaves_out_the_other_motions(wording: str) -> None:
    text = text_of_resolution(sorted_of(*MOTIONS), motion(wording, 3), shared=True)
    assert [row.number for row in text.rows] == [None, 1, 2, 3]
    assert text.rows[-1].text == wording


def test_lines_that_were_counted_have_those_numbers() -> None:
    """Readers could not find the cited lines otherwise."""
    source = sorted_of(*((None, text) for _number, text in MOTIONS))
    extract = text_of_resolution(source, motion(TREE, 4, last=4), shared=True)
    assert [(row.number, row.text) for row in extract.rows][0::3] == [(1, "Antrag A 2"), (4, TREE)]


def test_counted_lines_of_a_measure_may_begin_with_its_title() -> None:
    """Then its wording does not tell by itself where line 1 is."""
    titles = ("Umschlag", "Antrag A 2", "Bäume pflanzen", TREE, "Schluss")
    source = sorted_of(*((None, text) for text in titles))
    lines = Lines(1, 3)
    cited = resolution(measure(wording=TREE, lines=Lines(2, 3)), lines=lines, area={"lines": lines})
    extract = text_of_resolution(source, cited, shared=True)
    assert [(row.number, row.text) for row in extract.rows] == [
        (1, "Antrag A 2"),
        (2, "Bäume pflanzen"),
        (3, TREE),
    ]


def test_source_of_a_single_resolution_is_kept_whole() -> None:
    """Rows above the first printed number stay, without a number."""
    source = sorted_of((None, "Umschlag"), (1, "Titel"), (2, BENCH), (3, "Schluss"))
    assert text_of_resolution(source, motion(BENCH, 2, last=2)).rows == source.rows


@pytest.mark.parametrize(("anchor", "wording"), [(3, BENCH), (7, TREE)])
def test_footnote_stays_with_its_mark(anchor: int, wording: str) -> None:
    source = dataclasses.replace(
        sorted_of(*MOTIONS), footnotes=(Footnote("1", "Ein Grund.", (9,), anchor),)
    )
    (note,) = text_of_resolution(source, motion(wording, 3), shared=True).footnotes
    assert note.anchor == 3
    other = TREE if wording == BENCH else BENCH
    assert text_of_resolution(source, motion(other, 3), shared=True).footnotes == ()
