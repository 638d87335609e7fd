"""Measures, introductions and reasons are found in outlines and lists of all kinds.

``make test`` reads some motions of each format; ``make soak`` 400 of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from reports.importing.analysis import analyse
from reports.importing.markers import marker
from reports.importing.parts import PartKind
from tests.conftest import PartTaker
from tests.support import sources
from tests.support.parsed_motions import area
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
LEAST = {"txt": 0.94, "md": 0.97, "docx": 0.97, "pdf": 0.96}
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


@pytest.mark.parametrize(
    "heading", ["Begründung zu A1", "Begründung zum Antrag", "Erläuterung für die Presse:"]
)
def test_heading_of_reasons_may_name_what_they_are_for(heading: str) -> None:
    text = f"Wir fordern mehr Bänke.\n\n{heading}\n\nDie Stadt muss handeln."
    assert [kind for kind, _number, _words in parts(text)][::2] == ["measure", "reasons"]


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


FILLER = "Die Wege in der Stadt sind lang, und wer sie geht, kommt an vielen Stellen vorbei."


def wordings(text: str | bytes, name: str = "a.txt") -> list[str]:
    return [words for kind, _number, words in parts(text, name) if kind == "measure"]


def test_points_without_a_mark_may_have_lines_that_are_set_in() -> None:
    points = "  breite Wege\n  neue Lampen an allen Wegen im Park und an\n     jedem Platz\n  Bänke"
    assert wordings(f"{FILLER}\n\nWir fordern:\n{points}") == [
        "breite Wege",
        "neue Lampen an allen Wegen im Park und an jedem Platz",
        "Bänke",
    ]


def test_heading_stands_right_above_an_opening_line_without_its_colon() -> None:
    text = f"{FILLER}\n\n1. Wege\nWir setzen uns ein für\n\n- Bänke\n\n- Lampen\n\n2. Plätze\n"
    text += "Wir setzen uns ein für\n\n- Brunnen\n\n- Bäume\n"
    titles = [words for kind, _number, words in parts(text) if kind == "heading"]
    assert titles == ["Wege", "Plätze"]


def test_point_without_a_full_stop_ends_where_another_list_is_opened() -> None:
    long = "mehr Lampen an allen Wegen der Stadt, und zwar noch vor dem Beginn des Winters in\n"
    text = f"Wir fordern:\n- {long}diesem Jahr\nAußerdem fordern wir vom Stadtrat:\n- mehr Bänke"
    assert wordings(text)[-1] == "mehr Bänke"
    assert wordings(text)[0].endswith("diesem Jahr")


def test_ordinals_behind_counted_points_count_for_themselves() -> None:
    """As "Erstens" behind "(2)" in "§ 2"."""
    text = (
        "Wir fordern:\n\n§ 1 Die Stadt soll Bänke bauen.\n\n§ 2 Die Stadt soll Folgendes tun:\n\n"
        "(1) Sie soll Lampen bauen.\n\n(2) Sie soll Wege bauen.\n\n"
        "Erstens: Der Kreis soll Brunnen bauen.\n\nZweitens: Er soll Bäume pflanzen.\n"
    )
    numbers = [number for kind, number, _words in parts(text) if kind == "measure"]
    assert numbers == ["§ 1", "§ 2", "1", "2", "Erstens", "Zweitens"]


def test_paragraph_in_bold_behind_a_list_of_markdown_is_not_set_in() -> None:
    """Signs of emphasis take no space."""
    text = "# Mehr Grün\n\nWir fordern:\n\n- Bänke\n- Lampen\n\n**Empfehlung:** Annahme"
    assert wordings(text.encode(), "a.md") == ["Bänke", "Lampen"]


def test_paragraph_that_is_set_in_goes_on_with_a_point_of_one_line() -> None:
    text = "Wir fordern:\n\n- Die Stadt soll Bänke bauen.\n\n  Das kostet nicht viel.\n\n- Lampen"
    assert wordings(text)[0] == "Die Stadt soll Bänke bauen.\n\nDas kostet nicht viel."


def test_heading_in_large_type_may_take_two_lines() -> None:
    style = "h2 { font-size: 20pt; line-height: 24pt; width: 90mm; margin: 8pt 0 }"
    texts = ("Wohnungen für alle in der Ausbildung", "Lampen an allen Wegen zum Bahnhof")
    sections = "".join(
        f"<h2>Maßnahme {i}: {text}</h2><p>Die Stadt soll dafür sorgen. {FILLER * 6}</p>"
        for i, text in enumerate(texts, 1)
    )
    (motion,) = analyse(sources.pdf(f"<h1>Mehr Grün</h1>{sections}", style), "a.pdf").motions
    measures = [part for part in motion.parts if part.kind is PartKind.MEASURE]
    assert [(part.number, part.title) for part in measures] == [("1", texts[0]), ("2", texts[1])]


def test_list_of_any_length_is_imported() -> None:
    letters = "abcdefghijkl"
    names = ["".join(name) for name in product(letters, repeat=3)][:1200]
    assert (
        len(wordings("Wir fordern:\n\n" + "\n\n".join(f"- ein {name}" for name in names))) == 1200
    )


@pytest.mark.parametrize(
    "opening",
    [
        "Deshalb fordern die Falken Musterstadt:",
        "Hierzu verlangt der AStA Beispielhausen:",
        "Vor diesem Hintergrund beantragen wir Anwohner aus der Lindenallee:",
    ],
)
def test_anybody_opens_a_list_of_demands(opening: str) -> None:
    points = ["Bänke werden bunt.", "Kein Baum wird gefällt."]
    text = f"Die Allee ist grau.\n\n{opening}\n\n- {points[0]}\n- {points[1]}"
    assert wordings(text) == points


def test_list_follows_a_sentence_that_announces_it_with_a_full_stop() -> None:
    points = ["Die Gebühr wird abgeschafft.", "Der Park bleibt offen."]
    opening = "Die Stadt muss folgende neuen Regelungen für den Park beschließen."
    assert wordings(f"{opening}\n- {points[0]}\n- {points[1]}") == points


def test_title_of_a_counted_measure_may_stand_on_a_line_of_its_own() -> None:
    pairs = [("Kontrolle der Brunnen", "Es braucht eine Prüfstelle."), ("Offene Daten", "Mehr.")]
    listed = "\n\n".join(f"{i}. {name}:\n\n{words}" for i, (name, words) in enumerate(pairs, 1))
    measures = area(f"Antrag A 1\n\nBrunnen\n\nWir fordern den Rat auf:\n\n{listed}").measures
    assert [(measure.title, measure.wording) for measure in measures] == pairs


def test_last_point_has_no_more_paragraphs_than_the_others() -> None:
    points = [f"Die Stadt soll {i} Bänke bauen." for i in (20, 30, 40)]
    listed = "\n\n".join(f"{i}. {point}" for i, point in enumerate(points, 1))
    text = f"Wir fordern:\n\n{listed}\n\nAuch Brunnen sind zu bauen."
    assert wordings(text) == [*points, "Auch Brunnen sind zu bauen."]


@pytest.mark.parametrize("author", ["Antragskommission", "Landesvorstands"])
def test_recommendation_behind_the_text_is_no_part_of_a_measure(author: str) -> None:
    article = "des" if author.endswith("s") else "der"
    text = f"Wir fordern:\n\n1. Bänke\n\n2. Brunnen\n\nEmpfehlung {article} {author}: Annahme"
    assert wordings(text) == ["Bänke", "Brunnen"]


@pytest.mark.parametrize("form", ["{}.", "{})", "({})", "1.{}."])
def test_number_needs_no_space_before_its_title(form: str) -> None:
    words = ["Bänke sollen am Fluss stehen.", "Brunnen sollen im Park stehen."]
    listed = "\n\n".join(form.format(i) + sentence for i, sentence in enumerate(words, 1))
    measures = area(f"Antrag A 1\n\nPlätze\n\nWir fordern die Stadt auf:\n\n{listed}").measures
    assert [measure.wording for measure in measures] == words


@pytest.mark.parametrize(
    "text",
    ["1.Mai am Fluss", "M.Weber (Vorsitz)", "z.B.Bänke", "2.500 Bänke", "3.000Euro", "1.FC Muster"],
)
def test_point_within_a_word_or_date_makes_no_number(text: str) -> None:
    assert marker(text) is None


_DEMAND = "Wir fordern die Stadt auf, Bänke zu kaufen."


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (
            ["Die Brunnen sollen größer werden.", "Die Wege sollen beleuchtet werden."],
            [_DEMAND, "Die Brunnen sollen größer werden.", "Die Wege sollen beleuchtet werden."],
        ),
        (
            ["Dabei sollen sie aus Holz sein.", "Die Wege sollen beleuchtet werden."],
            [f"{_DEMAND}\n\nDabei sollen sie aus Holz sein.", "Die Wege sollen beleuchtet werden."],
        ),
        (
            ["Sie soll sie im Winter lagern.", "Holz ist schön."],
            [f"{_DEMAND}\n\nSie soll sie im Winter lagern."],
        ),
        (["Bänke sind schön.", "Auch Holz ist schön."], [_DEMAND]),
        (
            ["Holz ist schön.", "Die Wege sollen beleuchtet werden."],
            [_DEMAND, "Die Wege sollen beleuchtet werden."],
        ),
    ],
)
def test_each_demand_below_a_heading_stands_in_a_measure(
    others: list[str], expected: list[str]
) -> None:
    below = "\n\n".join([_DEMAND, *others])
    text = (
        f"# Antrag A 1 Plätze\n\n## Bänke\n\n{below}\n\n## Radwege\n\nWir fordern breite Radwege."
    )
    (motion,) = analyse(text.encode(), "plaetze.md").motions
    measures = [part for part in motion.parts if part.kind is PartKind.MEASURE]
    assert [part.wording for part in measures[:-1]] == expected
    assert measures[0].title == "Bänke"
