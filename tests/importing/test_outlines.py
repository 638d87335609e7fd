"""Measures, introductions and reasons are found in outlines and lists of all kinds.

``make test`` reads some motions of each format; ``make soak`` 400 of each.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reports.importing.analysis import analyse
from reports.importing.parts import PartKind
from tests.conftest import PartTaker
from tests.support import sources
from tests.support.scored_outlines import (
    OUTLINE_COLUMNS,
    OutlineScore,
    broken_schemes,
    scored_outline,
    summed_outlines,
)
from tests.support.untidy_outlines import AREAS, FORMATS, POINTS, SHAPES, compose_outline

DOCUMENTS = range(400)
STEPS = {"txt": 7, "md": 11, "docx": 11, "pdf": 131}
"""Every how many-th document ``make test`` reads; odd numbers meet all shapes."""
LEAST = {"txt": 0.92, "md": 0.97, "docx": 0.97, "pdf": 0.9}
"""Share of what has to be right in each column."""


def _report(scores: Sequence[OutlineScore]) -> str:
    """What was not read rightly, and which ways to number or mark the documents share."""
    misses = [
        f"{score.document.seed} ({score.document.shape}): {column}: {miss}"
        for score in scores
        for column, miss in score.misses[:2]
    ]
    return "\n".join(["", *broken_schemes(scores, 0.9)[:12], *misses[:20]])


@pytest.mark.sliced
@pytest.mark.parametrize("format_", FORMATS)
def test_outlines_of_all_kinds_are_read(format_: str, part: PartTaker) -> None:
    """The message names the schemes that broke."""
    seeds = part(DOCUMENTS, STEPS[format_])
    scores = [scored_outline(compose_outline(seed, format_)) for seed in seeds]
    shares = summed_outlines(scores)
    wrong = {column: share for column, share in shares.items() if share < LEAST[format_]}
    assert not wrong, f"{wrong}{_report(scores)}"


def test_motions_have_all_schemes() -> None:
    """And the same seed makes the same one."""
    documents = [compose_outline(seed) for seed in DOCUMENTS]
    features = {feature for document in documents for feature in document.features}
    assert {f"shape: {shape}" for shape in SHAPES} <= features
    assert {f"format: {format_}" for format_ in FORMATS} <= features
    assert {f"points: {scheme or 'none'}" for scheme in POINTS} <= features
    assert {f"headings: {scheme or 'none'}" for scheme in AREAS} <= features
    assert compose_outline(7) == compose_outline(7) != compose_outline(15)
    assert {*OUTLINE_COLUMNS} == {*summed_outlines(map(scored_outline, documents[:24]))}


# --- single kinds -----------------------------------------------------------------


def parts(text: str | bytes, name: str = "a.txt") -> list[tuple[str, str, str]]:
    """The kind, number and words of each part below the title."""
    data = text if isinstance(text, bytes) else f"Antrag 7\n\nMehr Grün\n\n{text}".encode()
    (motion,) = analyse(data, name).motions
    return [
        (
            part.kind.value,
            part.number,
            part.title if part.kind is PartKind.HEADING else part.wording,
        )
        for part in motion.parts
    ]


@pytest.mark.parametrize(
    "heads", [("1 Parks", "2 Wege"), ("I Parks", "II Wege"), ("A Parks", "B Wege")]
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_numbers_without_a_sign_count_headings(heads: tuple[str, str], gap: str) -> None:
    text = "\n\n".join(f"{head}{gap}Wir fordern mehr Bänke und Bäume." for head in heads)
    numbers = [number for kind, number, _words in parts(text) if kind == "measure"]
    assert numbers == [head.split()[0] for head in heads]


@pytest.mark.parametrize("line", ["12 Bänke fehlen", "1 Bank fehlt", "I Love Musterstadt"])
def test_line_that_begins_with_a_number_is_no_heading_by_that(line: str) -> None:
    """Only what counts on from 1 is."""
    assert ("introduction", "", line) in parts(f"{line}\n\n{line}\n\nWir fordern mehr Bänke.")


def test_reasons_may_begin_behind_their_word() -> None:
    text = "Wir fordern mehr Bänke.\n\nBegründung: Wege müssen kurz sein.\n\nBänke müssen her."
    assert parts(text) == [
        ("measure", "", "Wir fordern mehr Bänke."),
        ("reasons", "", "Begründung: Wege müssen kurz sein."),
        ("reasons", "", "Bänke müssen her."),
    ]


@pytest.mark.parametrize("word", ["Begründung: ", "Begründung\n\n"])
def test_reasons_of_a_measure_end_where_the_next_counts_on(word: str) -> None:
    measure = "{} {}\n\nDie Stadt soll {} aufstellen.\n\n" + word + "Sie fehlen.\n\n"
    text = measure.format("1.", "Bänke", "Bänke") + measure.format("2.", "Lampen", "Lampen")
    kinds = [kind for kind, _number, _words in parts(text) if kind != "heading"]
    assert kinds == ["measure", "reasons", "measure", "reasons"]


@pytest.mark.parametrize(
    ("inner", "outer"), [("a) {}", "2) {}"), ("- {}", "2. {}"), ("• {}", "(2) {}")]
)
def test_list_goes_on_behind_an_inner_list_without_signs(inner: str, outer: str) -> None:
    """Neither empty lines nor full stops part the points."""
    lines = [
        "Wir fordern:",
        outer.replace("2", "1").format("Der Park soll schöner werden. Dazu gehören:"),
        "   " + inner.format("neue Bänke"),
        "   " + inner.replace("a", "b").format("neue Lampen"),
        outer.format("Die Wege sollen breiter werden"),
    ]
    assert parts("\n".join(lines))[-1] == ("measure", "2", "Die Wege sollen breiter werden")


def test_lines_of_their_own_are_points_behind_an_opening_sentence() -> None:
    points = ["mehr Bänke im Park", "neue Lampen am Fluss", "breite Wege zum Bahnhof"]
    filler = "Die Wege in der Stadt sind lang, und wer sie geht, kommt an vielen Baustellen vorbei."
    text = f"{filler}\n\nWir setzen uns ein für:\n" + "\n".join(points)
    assert parts(text)[2:] == [("measure", "", point) for point in points]


@pytest.mark.parametrize("sign", ["1.", "(1)", "-", "o"])
def test_point_may_follow_on_an_opening_line_without_its_colon(sign: str) -> None:
    filler = "Die Wege in der Stadt sind lang, und wer sie geht, kommt an vielen Baustellen vorbei."
    second = sign.replace("1", "2")
    text = f"{filler}\n\nWir setzen uns ein für\n{sign} mehr Bänke\n{second} mehr Lampen"
    assert [words for kind, _number, words in parts(text) if kind == "measure"] == [
        "mehr Bänke",
        "mehr Lampen",
    ]


def test_others_who_stand_up_for_something_open_a_list() -> None:
    text = "Die Verbände der Region setzen sich ein für\n\n- mehr Bänke\n\n- mehr Lampen"
    assert [kind for kind, _number, _words in parts(text)] == ["introduction", "measure", "measure"]


def test_text_behind_a_list_that_is_set_in_is_no_part_of_its_last_point() -> None:
    text = (
        "Wir fordern:\n\n  1. Die Stadt soll an allen Wegen mehr\n     Bänke aufstellen.\n\n"
        "  2. Sie soll Lampen aufstellen.\n\nDas haben auch andere Städte so gemacht.\n"
    )
    assert parts(text)[-2:] == [
        ("measure", "2", "Sie soll Lampen aufstellen."),
        ("introduction", "", "Das haben auch andere Städte so gemacht."),
    ]


def test_formula_stands_alone_in_a_short_text() -> None:
    text = "Der Parteitag möge beschließen:\nDie Stadt soll Bänke bauen."
    assert parts(text) == [
        ("introduction", "", "Der Parteitag möge beschließen:"),
        ("measure", "", "Die Stadt soll Bänke bauen."),
    ]


def test_levels_of_a_word_list_part_points_from_those_in_them() -> None:
    """A bullet of the second level belongs to the point it is set in below."""
    level = (
        '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
        '<w:pPr><w:ind w:left="{}" w:hanging="360"/></w:pPr></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level.format(0, 720)}{level.format(1, 1440)}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = sources.paragraph("Wir fordern:") + "".join(
        sources.listed(text, at)
        for text, at in (("mehr Grün:", 0), ("im Park", 1), ("am Fluss", 1), ("mehr Bänke", 0))
    )
    data = sources.docx(body, numbering=numbering)
    assert [words for kind, _number, words in parts(data, "a.docx") if kind == "measure"] == [
        "mehr Grün:\n\n• im Park\n\n• am Fluss",
        "mehr Bänke",
    ]


def test_title_in_bold_before_a_point_makes_no_heading_of_its_line() -> None:
    """Though most of the line is bold."""
    style = "b { font-weight: bold }"
    points = "".join(
        f"<p>{i}) <b>{title} und was dazugehört:</b> Der Park soll Bänke<br>bekommen.</p>"
        for i, title in enumerate(("Bänke im Park", "Lampen am Fluss"), 1)
    )
    data = sources.pdf(f"<h1>Mehr Grün</h1><p>Wir fordern:</p>{points}", style)
    assert [number for kind, number, _words in parts(data, "a.pdf") if kind == "measure"] == [
        "1",
        "2",
    ]
