"""The marked text says all that was understood, and is read back as corrected."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.errors import ContentError
from reports.importing.areas import ParsedArea, areas_of
from reports.importing.classify import sort_out
from reports.importing.marked_reading import read_marked
from reports.importing.marked_text import Comment, marked_text, source_of
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import PartKind
from reports.importing.read_file import read
from tests import ROOT
from tests.support.untidy import generate

TEXT = """\
Beschluss 07
Grünes Musterstadt

Bereich 1: Parks

Parks kühlen die Stadt an heißen Tagen.

1) Neue Bäume: Die Stadt soll in jedem Park zehn Bäume pflanzen, und zwar bis
zum Herbst.

2) Wir fordern den Kreisverband auf, Bänke *aus Holz* aufzustellen. Der Bund
soll sie bezahlen.

Bereich 2: Wege

Die Stadtratsfraktion setzt sich für breite Wege ein.

Begründung:

Wer müde ist, sitzt gern.
"""


def imported(text: str = TEXT) -> ParsedMotion:
    (motion,) = motions(sort_out(read(text.encode(), "gruen.txt")))
    return motion


def marked(motion: ParsedMotion) -> str:
    return marked_text("sources/gruen.txt", [motion])


def corrected(text: str, motion: ParsedMotion) -> tuple[ParsedArea, ...]:
    """The areas after a marked text was taken over."""
    (changed,) = read_marked(text, "gruen.marked.md", [motion])
    return areas_of(changed.parts, changed.title)


def parsed(areas: tuple[ParsedArea, ...]) -> list[tuple[str, str | None, list[str]]]:
    """Ids, titles and addressees of the measures."""
    return [
        (measure.id, measure.title, [addressee.name for addressee in measure.addressees])
        for area in areas
        for measure in area.measures
    ]


def test_marked_text_shows_headings_measures_and_lines() -> None:
    text = marked(imported())
    assert "# 1 Parks {Z. 3}" in text
    assert "> Parks kühlen die Stadt an heißen Tagen. {Z. 4}" in text
    assert "- 1\\) Neue Bäume → Stadt" in text
    assert ">> Wer müde ist, sitzt gern." in text


def test_marked_text_names_its_source() -> None:
    assert source_of(marked(imported())) == "sources/gruen.txt"


EXAMPLE = """\
Antrag A 7
Antragsteller: Ortsverein Hafen

Wärme für alle

Bereich 1: Wärmenetze

Die Fernwärme erreicht heute nur den Norden.

1.1 Netzausbau

Wir fordern die Stadtratsfraktion auf, das Netz auszubauen.

Land und Bund sollen Geld dafür geben.

1.2 Preise

Wir fordern die Stadtwerke auf, ihre Preise zu erklären.

Bereich 2: Dächer

Der Stadtrat soll beschließen:

1) Auf jede Schule kommt eine Solaranlage.

2) Vereine können Dächer pachten.

Begründung

Heizen ist teuer geworden.
"""


def test_example_of_the_documentation_is_what_an_import_writes() -> None:
    """And its correction parts a measure."""
    page = (ROOT / "docs/marked-text.md").read_text(encoding="utf-8")
    shown, correction = re.findall(r"```markdown\n(.*?)\n```", page, re.DOTALL)
    motion = imported(EXAMPLE)
    text = marked(motion)
    assert shown in text
    begin, end = text.index("## 1.1"), text.index("\n\n## 1.2")
    areas = corrected(text[:begin] + correction + text[end:], motion)
    assert (
        parsed(areas)[:2]
        == [
            ("1.1", "Netzausbau", ["Stadtratsfraktion"]),
            ("1.A", "Geld für das Netz", ["Land", "Bund"]),
        ]
        or parsed(areas)[2][1] == "Geld für das Netz"
    )


def test_unchanged_marked_text_changes_nothing() -> None:
    motion = imported()
    assert corrected(marked(motion), motion) == motion.areas


@pytest.mark.parametrize("seed", range(25))
def test_marked_text_of_an_untidy_document_is_read_back(seed: int) -> None:
    """Whatever signs its words have."""
    parsed = motions(sort_out(generate(seed).text))
    again = read_marked(marked_text("x.txt", parsed), "x.marked.md", parsed)
    for before, after in zip(parsed, again, strict=True):
        assert [
            (measure.id, measure.wording, measure.lines)
            for area in areas_of(after.parts, after.title)
            for measure in area.measures
        ] == [
            (measure.id, measure.wording, measure.lines)
            for area in before.areas
            for measure in area.measures
        ]


@pytest.mark.parametrize(
    "numbers",
    [
        ("Teil A: ", "Teil B: "),
        ("Kapitel I – ", "Kapitel II – "),
        ("Bereich WV 1: ", "Bereich WV 2: "),
    ],
)
@pytest.mark.parametrize("deeper", ["{}) ", "Maßnahme KG-{}: Neues\n\n"])
def test_numbers_with_words_stay_numbers(numbers: tuple[str, str], deeper: str) -> None:
    text = TEXT.replace("Bereich 1: ", numbers[0]).replace("Bereich 2: ", numbers[1])
    for number in "12":
        text = text.replace(f"{number}) ", deeper.format(number))
    motion = imported(text)
    assert corrected(marked(motion), motion) == motion.areas
    assert [area.title for area in motion.areas] == ["Parks", "Wege"]


def test_introduction_becomes_a_measure_by_one_mark() -> None:
    motion = imported()
    text = marked(motion).replace("> Parks kühlen", "- → Stadt\n\n  Parks kühlen", 1)
    assert parsed(corrected(text, motion))[0] == ("1.A", None, ["Stadt"])


def test_measure_becomes_introduction_by_one_mark() -> None:
    motion = imported()
    head = next(line for line in marked(motion).splitlines() if line.startswith("- 1\\)"))
    text = marked(motion).replace(head, "> 1\\) Neue Bäume:")
    text = text.replace("  Die Stadt soll in jedem", "> Die Stadt soll in jedem", 1)
    assert [id_ for id_, _title, _names in parsed(corrected(text, motion))] == ["1.2", "2.A"]


def test_measure_is_split_at_a_word() -> None:
    motion = imported()
    text = marked(motion).replace(" Der Bund", "\n\n- → Bund\n\n  Der Bund", 1)
    areas = corrected(text, motion)
    assert [measure[0] for measure in parsed(areas)] == ["1.1", "1.2", "1.A", "2.A"]
    split = areas[0].measures[2]
    assert split.wording == "Der Bund soll sie bezahlen."
    assert split.lines == (7, 8)


def test_words_behind_the_mark_are_the_measure() -> None:
    """They are no title, since nothing stands below them."""
    motion = imported()
    text = marked(motion).replace(" Der Bund", "\n\n- Der Bund", 1)
    head = next(line for line in text.splitlines() if line.startswith("- 2"))
    text = text.replace(f"{head}\n\n  Wir", "- 2\\) Wir", 1)
    second, third = corrected(text, motion)[0].measures[1:]
    assert (second.id, second.title) == ("1.2", None)
    assert second.wording.startswith("Wir fordern den Kreisverband auf")
    assert (third.wording, third.title) == ("Der Bund soll sie bezahlen.", None)


def test_measures_are_joined_by_taking_a_mark_away() -> None:
    motion = imported()
    lines = marked(motion).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("- 2\\)"))
    lines[at] = "  2\\)"
    (first, _second) = corrected("\n".join(lines), motion)
    assert [measure.id for measure in first.measures] == ["1.1"]
    assert "Bänke aus Holz" in first.measures[0].wording


def test_title_and_addressees_are_what_the_mark_says() -> None:
    motion = imported()
    head = next(line for line in marked(motion).splitlines() if line.startswith("- 1\\)"))
    text = marked(motion).replace(head, "- 1\\) Zehn Bäume → Grünamt, Stadt")
    assert parsed(corrected(text, motion))[0] == ("1.1", "Zehn Bäume", ["Grünamt", "Stadt"])


def test_addressee_that_the_text_does_not_name_has_no_lines() -> None:
    motion = imported()
    head = next(line for line in marked(motion).splitlines() if line.startswith("- 1\\)"))
    text = marked(motion).replace(head, "- 1\\) Neue Bäume → Grünamt, Stadt")
    lines = [addressee.lines for addressee in corrected(text, motion)[0].measures[0].addressees]
    assert [named is None for named in lines] == [True, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("zehn Bäume", "zwölf Bäume"),
        ("Wer müde ist, sitzt gern.", "Wer müde ist."),
        ("Parks kühlen", "Parks und Wälder kühlen"),
        ("setzt sich für breite Wege ein", "setzt sich ein für breite Wege"),
    ],
)
def test_changed_word_is_refused_with_its_line(before: str, after: str) -> None:
    motion = imported()
    text = marked(motion).replace(before, after, 1)
    assert text != marked(motion)
    with pytest.raises(ContentError) as refused:
        corrected(text, motion)
    (problem,) = refused.value.problems
    assert problem.place.file == "gruen.marked.md"
    line = text.splitlines()[(problem.place.line or 0) - 1]
    assert after.rsplit(maxsplit=1)[-1].rstrip(".") in line or not line or line.startswith(">")


def test_message_shows_the_words_that_differ() -> None:
    motion = imported()
    text = marked(motion).replace("aufzustellen", "hinzustellen")
    with pytest.raises(ContentError, match=r"… Kreisverband auf, Bänke aus Holz aufzustellen"):
        corrected(text, motion)


@pytest.mark.parametrize("title", ["Grün", "Parks und Gärten in allen Vierteln"])
def test_heading_of_the_text_may_be_worded_anew(title: str) -> None:
    motion = imported()
    first, second = corrected(marked(motion).replace("# 1 Parks", f"# 1 {title}"), motion)
    assert (first.title, first.lines) == (title, motion.areas[0].lines)
    assert second == motion.areas[1]


def test_heading_that_the_text_lacks_begins_an_area() -> None:
    motion = imported()
    text = marked(motion).replace("- 2\\)", "# Bänke\n\n- 2\\)")
    areas = corrected(text, motion)
    assert [(area.number, area.title, area.lines) for area in areas] == [
        (1, "Parks", (3, 6)),
        (2, "Bänke", (7, 8)),
        (3, "Wege", (9, 10)),
    ]


@pytest.mark.parametrize("heading", ["Stadt", "Plätze, Parks, Gärten und Wege"])
def test_heading_above_one_of_the_text_is_new(heading: str) -> None:
    motion = imported()
    text = marked(motion).replace("# 1 Parks", f"# {heading}\n\n## 1 Parks")
    areas = corrected(text.replace("# 2 Wege", "## 2 Wege"), motion)
    assert [area.title for area in areas] == ["Parks", "Wege"]


def test_left_out_heading_is_refused() -> None:
    motion = imported()
    text = marked(motion).replace("# 1 Parks {Z. 3}\n\n", "")
    assert text != marked(motion)
    with pytest.raises(ContentError, match="Bereich 1: Parks"):
        corrected(text, motion)


def test_paragraphs_are_joined_with_the_line_numbers_between_them() -> None:
    motion = imported(
        "Antrag 1\n\nBänke\n\nEs fehlt Platz.\n\nWer müde ist, sitzt.\n\nWir fordern Bänke."
    )
    text = marked(motion)
    joined = text.replace("}\n\n> Wer", "} Wer")
    assert joined != text
    assert corrected(joined, motion) == motion.areas


def test_left_out_paragraph_is_refused() -> None:
    motion = imported()
    lines = [line for line in marked(motion).splitlines() if "Parks kühlen" not in line]
    with pytest.raises(ContentError):
        corrected("\n".join(lines), motion)


def test_doubt_stands_at_its_place_and_is_not_read() -> None:
    motion = imported()
    row = next(part for part in motion.parts if part.kind is PartKind.MEASURE).blocks[0].rows[0]
    text = marked_text("gruen.txt", [motion], [Comment(row.index, "zehn -- oder > zwölf?")])
    assert text.index("<!-- ?") < text.index("Neue Bäume")
    assert corrected(text, motion) == motion.areas


def test_areas_follow_the_headings() -> None:
    motion = imported()
    text = marked(motion).replace("# 2 Wege", "## 2 Wege", 1)
    assert len(corrected(text, motion)) == 1


def test_another_count_of_motions_is_refused() -> None:
    motion = imported()
    with pytest.raises(ContentError):
        read_marked(marked(motion), "gruen.marked.md", [motion, replace(motion, title="Anderes")])


def test_commas_and_arrows_in_names_and_titles_are_their_own() -> None:
    """They part no names: "Amt für Bau, Wege und Grün" is one addressee."""
    motion = imported(
        TEXT.replace("Neue Bäume:", "Beton → Bäume:").replace(
            "den Kreisverband auf", "das Amt für Bau, Wege und Grün auf"
        )
    )
    named = parsed(motion.areas)
    assert named[0][1] == "Beton → Bäume"
    assert "Amt für Bau, Wege und Grün" in named[1][2]
    assert corrected(marked(motion), motion) == motion.areas


@pytest.mark.parametrize(
    "between",
    [
        "### Begründung\n\nSchatten kühlt.\n\n",
        "### Hintergrund\n\nSchatten kühlt.\n\n#### Begründung\n\nBäume helfen.\n\n",
        "",
    ],
)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_headings_of_measures_have_one_level(between: str, level: int) -> None:
    """Whatever deeper heading stands before one; read back, they stay as they are."""
    sign = "#" * level
    above = "".join(f"{'#' * i} Teil {i}\n\n" for i in range(1, level))
    text = (
        f"{above}{sign} Bänke\n\nWir fordern die Stadt auf, Bänke zu kaufen.\n\n{between}"
        f"{sign} Bäume\n\nWir fordern die Stadt auf, Bäume zu pflanzen.\n\n{between}"
        f"{sign} Brunnen\n\nWir fordern die Stadt auf, Brunnen zu bauen.\n"
    )
    parsed_motions = motions(sort_out(read(text.encode(), "gruen.md")))
    shown = marked_text("sources/gruen.md", parsed_motions)
    levels = {
        line.split(" ")[0]
        for line in shown.splitlines()
        if re.match(r"#+ (?:Bänke|Bäume|Brunnen)", line)
    }
    assert len(levels) == 1
    again = read_marked(shown, "gruen.marked.md", parsed_motions)
    assert marked_text("sources/gruen.md", again) == shown
