"""References compared with the source, and measures with the printed documents."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.citation.cited_lines import cited_rows
from reports.citation.proof import reference_faults
from reports.content.consistency import ValueProblem
from reports.content.fields import Lines
from reports.content.resolution import (
    Addressee,
    Area,
    Basis,
    Figure,
    Measure,
    Note,
    Request,
    Resolution,
    Section,
    SourceFile,
    Status,
)
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.completeness import forgotten_measures
from reports.documents.document import Document
from reports.documents.planning import plan
from reports.importing.addressee_names import is_named
from reports.render.templates import Writer
from reports.text.source_text import Line, Row, Sorted, Text
from tests.support.factories import DAY

TEXT = """\
1 Mehr Bänke für Musterstadt
2
3 Bereich 1: Sitzen
4 Im Jahr 2031 zählte der Verein 4.200 Wünsche nach Bänken und im
5 Folgejahr noch einmal 10.
6 000 weitere.
7
8 Wir fordern die Stadtverwal-
9 tung auf, sich darum zu kümmern:
10
11 1) Am Marktplatz sollen Bänke mit Lehne und Arm-
12 lehne stehen, die auch im Winter trocken sind.
13
14 2) Die Ratsfraktion legt dafür einen Plan vor.
"""
PLACE = ("areas", 0, "measures", 0)
WORDING = (
    "Am Marktplatz sollen Bänke mit Lehne und Armlehne stehen, die auch im Winter trocken sind."
)
COUNCIL = Addressee(
    id="rat", name="Rats-Fraktion", full_name="Fraktion im Musterstädter Rat", abbreviation="Rat"
)
CITY = Addressee(
    id="stadt",
    name="Stadt Musterstadt",
    full_name="Stadt Musterstadt",
    abbreviation="St",
    aliases=("Stadtverwaltung",),
)


def sorted_of(*lines: tuple[int | None, str]) -> Sorted:
    """Return lines, given with their printed numbers, as the import sorts them out."""
    rows, before = [], True
    for i, (number, text) in enumerate(lines):
        rows.append(Row(number, text, i, blank_before=before))
        before = not text
    printed_lines = tuple(Line(text, 1, i + 1) for i, (_number, text) in enumerate(lines))
    return Sorted(
        Text("a.txt", "0" * 64, printed_lines), ("",) * len(printed_lines), tuple(rows), (), ()
    )


def numbered_lines(text: str) -> list[tuple[int | None, str]]:
    matches = (re.match(r"(\d+)(?: (.*))?$", line) for line in text.splitlines())
    return [(int(match[1]), match[2] or "") for match in matches if match]


SOURCE = sorted_of(*numbered_lines(TEXT))


def measure(number: str = "1.1", **changes: Any) -> Measure:
    values: dict[str, Any] = {"title": "Bänke", "summary": "Bänke her.", "lines": Lines(11, 12)}
    return Measure(id=number, **(values | changes))


def resolution(*measures: Measure, **changes: Any) -> Resolution:
    area: dict[str, Any] = {"number": 1, "title": "Sitzen", "lines": Lines(3, 14)}
    area |= changes.pop("area", {})
    values: dict[str, Any] = {
        "id": "baenke",
        "title": "Mehr Bänke",
        "label": "A 1",
        "status": Status.DRAFT,
        "lines": Lines(1, 14),
        "areas": (Area(**area, measures=measures or (measure(),)),),
    }
    return Resolution(**(values | changes))


def faults(checked: Resolution, source: Sorted = SOURCE) -> list[ValueProblem]:
    """Return the faults of a resolution's references."""
    return list(reference_faults(checked, [COUNCIL, CITY], source))


def only_fault(checked: Resolution, source: Sorted = SOURCE) -> ValueProblem:
    """Return the fault of a resolution that has exactly one."""
    (fault,) = faults(checked, source)
    return fault


def resolution_asking(addressee: str, first: int, last: int) -> Resolution:
    """Return a resolution whose measure asks an addressee, citing some lines."""
    request = Request(id=addressee, basis=Basis.EXPLICIT, lines=Lines(first, last))
    return resolution(measure(addressees=(request,)))


# --- the source -------------------------------------------------------------


def test_changed_source_is_the_only_fault() -> None:
    """References made for another text cannot be compared with this one."""
    pinned = SourceFile(file="sources/a.txt", sha256="1" * 64)
    fault = only_fault(resolution(measure(lines=Lines(900, 901)), source=pinned))
    assert fault.path == ("source",)
    assert "--reanchor sources/a.txt" in fault.remedy


def test_right_references_to_the_pinned_source_are_no_fault() -> None:
    """References of every sort pass if the source confirms them."""
    checked = resolution(
        measure(wording=WORDING),
        source=SourceFile(file="a.txt", sha256="0" * 64),
        sections=(Section(title="Anfang", lines=Lines(1, 2)),),
        notes=(Note(mark="1", text="Siehe dort.", line=5),),
        figures=(Figure(value="2031", text="Jahr", line=4),),
    )
    assert faults(checked) == []


# --- lines ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked", "path"),
    [
        (resolution(lines=Lines(1, 20)), ("lines",)),
        (resolution(area={"lines": Lines(3, 20)}), ("areas", 0, "lines")),
        (resolution(measure(lines=Lines(11, 20))), (*PLACE, "lines")),
        (resolution_asking("rat", 20, 20), (*PLACE, "addressees", 0, "lines")),
        (
            resolution(sections=(Section(title="Ende", lines=Lines(14, 20)),)),
            ("sections", 0, "lines"),
        ),
        (resolution(notes=(Note(mark="1", text="Dort.", line=20),)), ("notes", 0, "line")),
        (resolution(figures=(Figure(value="5", text="?", line=20),)), ("figures", 0, "line")),
        (
            resolution(area={"figures": (Figure(value="5", text="?", line=20),)}),
            ("areas", 0, "figures", 0, "line"),
        ),
    ],
)
def test_line_that_is_not_there_is_reported_wherever_it_is_cited(
    checked: Resolution, path: tuple[str | int, ...]
) -> None:
    """The fault has the reference's path and names the nearest line that exists."""
    fault = only_fault(checked)
    assert fault.path == path
    assert "no line 20" in fault.message
    assert fault.remedy.endswith(": 14")


def test_missing_line_within_a_gap_names_the_lines_on_both_sides() -> None:
    """The printed numbers jump from 2 to 5."""
    source = sorted_of((1, "Eins"), (2, "zwei"), (5, "fünf"), (14, "Ende"), (3, "verlesen"))
    checked = resolution(measure(lines=Lines(2, 4)), area={"lines": Lines(1, 14)})
    assert only_fault(checked, source).remedy.endswith(": 2 and 5")


def test_section_outside_the_resolution_is_reported() -> None:
    """In a file of several motions, such a section is another motion's."""
    checked = resolution(lines=Lines(3, 14), sections=(Section(title="?", lines=Lines(1, 4)),))
    fault = only_fault(checked)
    assert (fault.path, "outside" in fault.message) == (("sections", 0, "lines"), True)


# --- addressees -------------------------------------------------------------


def test_addressee_named_over_a_line_end_is_found() -> None:
    """A word that is hyphenated at a line end counts as one word."""
    assert faults(resolution_asking("stadt", 8, 9)) == []


def test_lines_that_do_not_name_the_addressee_are_reported() -> None:
    """The cited lines do name an addressee, but another one."""
    fault = only_fault(resolution_asking("stadt", 11, 12))
    assert fault.path == (*PLACE, "addressees", 0, "lines")
    assert "Stadt Musterstadt" in fault.message
    assert "aliases" in fault.remedy


def test_derived_addressee_needs_no_name() -> None:
    """An addressee that follows from the subject need not be named."""
    request = Request(id="stadt", basis=Basis.DERIVED, lines=Lines(11, 12))
    assert faults(resolution(measure(addressees=(request,)))) == []


def addressee(*named: str, abbreviation: str = "X") -> Addressee:
    name, *aliases = named
    values = {"id": "a", "name": name, "full_name": name, "abbreviation": abbreviation}
    return Addressee(**values, aliases=tuple(aliases))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ortsvereine", "wir bitten den Ortsverein"),
        ("Ortsverein", "in allen ORTSVEREINEN"),
        ("Stadtvorstand", "des SPD-Stadtvorstandes"),
        ("Rats-Fraktion", "die Ratsfraktion"),
        ("Rats-Fraktion", "die Fraktionen des Rats"),
        ("Kreisverband", "an die Kreisverbände"),
        ("Fraktion im Musterstädter Rat", "der Fraktion der Partei im Musterstädter Rat"),
        ("Stadt Musterstadt", "der Musterstädter Stadtrat und die Stadt Musterstadt"),
        ("Mandatsträger", "alle Mandatsträgerinnen"),
        ("die ganze partei", "was die ganze Partei will"),
        ("AG", "die AGs der Partei"),
    ],
)
def test_name_is_found_in_any_grammatical_form(name: str, text: str) -> None:
    """German declension changes the ending of a name."""
    assert is_named(addressee(name), text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Stadtrat", "die Stadt ist beraten"),
        ("Stadt", "der Städte- und Gemeindetag"),
        ("Landtagsfraktion", "der Landtag"),
        ("Stadt Musterstadt", "in jeder Stadt"),
        ("Bund", "im Verbund"),
    ],
)
def test_other_words_are_not_the_name(name: str, text: str) -> None:
    """A part of a word, or of a name, is not the name."""
    assert not is_named(addressee(name), text)


def test_abbreviation_counts_from_three_letters_on_and_as_it_is_written() -> None:
    """Two letters occur in any text by chance."""
    assert is_named(addressee("Allgemeiner Ausschuss", abbreviation="AAS"), "der AAS prüft")
    assert not is_named(addressee("Allgemeiner Ausschuss", abbreviation="AAS"), "das Aas")
    assert not is_named(addressee("Rechtsausschuss", abbreviation="RA"), "der RA prüft")


def test_alias_is_a_name() -> None:
    """A workspace can list other words for an addressee."""
    assert is_named(addressee("Rathaus", "Magistrat"), "den Magistrat")


# --- figures ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "line"),
    [("4.200 Wünsche", 4), ("4200", 4), ("4 200", 4), ("10.000", 5), ("Ende 2031", 4), ("alle", 4)],
)
def test_figure_is_found_however_it_is_grouped(value: str, line: int) -> None:
    """Only digits are compared; a number may continue in the next line."""
    assert faults(resolution(figures=(Figure(value=value, text="?", line=line),))) == []


@pytest.mark.parametrize(
    ("value", "line"), [("4.200", 5), ("200", 4), ("000", 5), ("203", 4), ("4", 4), ("2032", 4)]
)
def test_figure_that_is_not_in_its_line_is_reported(value: str, line: int) -> None:
    """A part of another number, or a number of the next line, is not the figure."""
    fault = only_fault(resolution(figures=(Figure(value=value, text="?", line=line),)))
    assert fault.path == ("figures", 0, "line")
    assert str(line) in fault.message


# --- wordings ---------------------------------------------------------------


def test_wording_is_found_whatever_line_ends_did_to_it() -> None:
    """Hyphens, spaces and line ends are not compared."""
    broken = WORDING.replace("Armlehne", "Arm-lehne").replace("Winter", "W i n t e r")
    assert faults(resolution(measure(wording=broken))) == []


def test_other_text_may_stand_between_the_paragraphs_of_a_wording() -> None:
    """Between the paragraphs of a measure may stand its sub-points, which are other measures."""
    apart = "Am Marktplatz sollen Bänke mit Lehne\n\nauch im Winter trocken"
    assert faults(resolution(measure(wording=apart))) == []
    turned = "\n\n".join(reversed(apart.split("\n\n")))
    assert only_fault(resolution(measure(wording=turned))).path == (*PLACE, "wording")


def test_wording_that_differs_is_shown_from_where_it_does() -> None:
    """The fault shows the first words that are not in the lines."""
    wrong = WORDING.replace("Winter", "Sommer")
    fault = only_fault(resolution(measure(wording=wrong)))
    assert fault.path == (*PLACE, "wording")
    assert "from “Sommer trocken sind.” on" in fault.message


def test_wording_of_other_lines_is_found_there() -> None:
    """If a wording stands in other lines than those cited, the fault names them."""
    fault = only_fault(resolution(measure(wording=WORDING, lines=Lines(8, 11))))
    assert fault.remedy == "it stands in lines 11–12"


# --- several motions in a file ----------------------------------------------

BENCH = "Am Markt soll eine Bank stehen."
TREE = "Am Bahnhof soll ein Baum stehen."
MOTIONS = [
    *[(None, "Antrag A 1"), (1, "Mehr Bänke"), (2, "Wir wollen sitzen."), (3, BENCH)],
    *[(None, "Antrag A 2"), (1, "Mehr Bäume"), (2, "Wir wollen Schatten."), (3, TREE)],
]


def motion(wording: str | None, line: int, **changes: Any) -> Resolution:
    kept = measure(wording=wording, lines=Lines(line, line))
    lines = Lines(1, changes.pop("last", 3))
    return resolution(kept, lines=lines, area={"lines": lines}, **changes)


@pytest.mark.parametrize("wording", [BENCH, TREE])
def test_motion_whose_numbers_start_again_is_recognised_by_its_wording(wording: str) -> None:
    """Line 3 is counted in the motion that contains the wording."""
    assert faults(motion(wording, 3), sorted_of(*MOTIONS)) == []


@pytest.mark.parametrize(("title", "wording"), [("Mehr Bänke", BENCH), ("Mehr Bäume", TREE)])
def test_motion_without_wordings_is_recognised_by_its_title(title: str, wording: str) -> None:
    """The title at a motion's beginning decides if no wording does."""
    cited = cited_rows(sorted_of(*MOTIONS), motion(None, 3, title=title))
    assert next(row.text for row in cited.rows_of(Lines(3, 3))) == wording


def test_lines_without_numbers_are_counted_from_the_motion_on() -> None:
    """The import counts lines in the same way if no numbers are printed."""
    source = sorted_of(*((None, text) for _number, text in MOTIONS))
    assert faults(motion(TREE, 4, last=4), source) == []
    assert only_fault(motion(TREE, 9, last=4), source).remedy.endswith(": 8")


def test_lines_that_start_again_on_each_page_are_counted_through() -> None:
    """The import counts them in the same way: a line number alone would not say the page."""
    source = sorted_of((1, "Titel"), (2, "Absatz"), (1, "Weiter"), (2, BENCH))
    assert faults(motion(BENCH, 4, last=4), source) == []


def test_unknown_addressee_is_left_to_the_cross_check() -> None:
    """An unknown id is reported by another check already."""
    assert faults(resolution_asking("nobody", 11, 12)) == []


def test_sample_is_confirmed_by_its_source(sample: Content) -> None:
    """Every reference of the shipped sample is confirmed by the text it cites."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES is not set: a folder with the sample's source is needed")
    from reports.importing.classify import sort_out
    from reports.importing.read_file import read

    path = Path(folder) / "beschluss-01-leipzig-2016.txt"
    source = sort_out(read(path.read_bytes(), path.name))
    (checked,) = sample.resolutions
    assert list(reference_faults(checked, sample.addressees, source)) == []


# --- nothing forgotten ------------------------------------------------------


@pytest.fixture(scope="module")
def pages(sample: Content) -> dict[str, str]:
    """The HTML of the sample's documents by name."""
    writer = Writer(sample.root)
    return {document.name: writer.write(document).html for document in documents(sample)}


def documents(content: Content) -> Sequence[Document]:
    return plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents


def missing_measures(
    content: Content, pages: dict[str, str], name: str = "", **changes: str
) -> list[str]:
    """Return what is reported as missing or doubled after a change of one page.

    ``changes`` replaces the mark of a measure (its id) by other HTML.
    """
    changed = dict(pages)
    for old, new in changes.items():
        assert f'"{old}"' in changed[name]
        changed[name] = changed[name].replace(f'data-block="{old}"', new)
    problems = forgotten_measures(
        content, documents(content), lambda document: changed[document.name]
    )
    return [f"{problem.place}: {problem.message}" for problem in problems]


def test_sample_forgets_nothing(sample: Content, pages: dict[str, str]) -> None:
    """Each measure is printed in its summary and on the checklists of its addressees."""
    assert missing_measures(sample, pages) == []


def test_measure_that_is_in_no_summary_is_reported(sample: Content, pages: dict[str, str]) -> None:
    """A template must not leave a measure out."""
    assert missing_measures(sample, pages, "summary/bereich-2", **{"2.3": "title"}) == [
        "aktionsplan-integration/2.3: the measure stands in no summary"
    ]


def test_measure_that_is_in_two_summaries_is_reported(
    sample: Content, pages: dict[str, str]
) -> None:
    """A measure belongs in one summary only."""
    doubled = 'data-block="2.3"><p data-block="1.1"'
    assert missing_measures(sample, pages, "summary/bereich-2", **{"2.3": doubled}) == [
        "aktionsplan-integration/1.1: the measure stands in summary/bereich-1, summary/bereich-2"
    ]


def test_measure_missing_on_a_list_is_reported(sample: Content, pages: dict[str, str]) -> None:
    """Each addressee of a measure has it on its checklist."""
    assert missing_measures(sample, pages, "checklist/bund", **{"1.5.e": "title"}) == [
        "aktionsplan-integration/1.5.e: the measure is missing on checklist/bund"
    ]


def test_measure_on_the_list_of_somebody_else_is_reported(
    sample: Content, pages: dict[str, str]
) -> None:
    """A checklist has no measure that is asked of others."""
    more = 'data-block="1.5.e"><p data-block="8.1"'
    (line,) = missing_measures(sample, pages, "checklist/bund", **{"1.5.e": more})
    assert line.startswith(
        "aktionsplan-integration/8.1: the measure stands on checklist/bund, though"
    )


def test_several_resolutions_with_the_same_ids_are_kept_apart(
    sample: Content, pages: dict[str, str]
) -> None:
    """Each resolution has a measure 1.1 in its own summary; a checklist has both."""
    (first,) = sample.resolutions
    two = dataclasses.replace(
        sample, resolutions=(first, first.model_copy(update={"id": "zweiter"}))
    )
    writer = Writer(two.root)
    html = {document.name: writer.write(document).html for document in documents(two)}
    assert missing_measures(two, html) == []
    assert missing_measures(two, html, "summary/zweiter/bereich-1", **{"1.1": "title"}) == [
        "zweiter/1.1: the measure stands in no summary"
    ]
    one_missing = html["checklist/bund"].replace('data-block="1.5.e"', "title", 1)
    assert missing_measures(two, {**html, "checklist/bund": one_missing}) == [
        "aktionsplan-integration/1.5.e: the measure stands 1 times on checklist/bund",
        "zweiter/1.5.e: the measure stands 1 times on checklist/bund",
    ]
