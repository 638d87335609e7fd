"""Every reference is held against the source, and every measure against the print."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.citation.cited_lines import cited
from reports.citation.proof import reference_faults
from reports.content.consistency import Fault
from reports.content.fields import Lines
from reports.content.resolution import (
    Addressee,
    Area,
    Asked,
    Basis,
    Figure,
    Measure,
    Note,
    Resolution,
    Section,
    SourceFile,
    Status,
)
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.completeness import forgotten
from reports.documents.document import Document
from reports.documents.planning import plan
from reports.importing.addressee_names import is_named
from reports.render.templates import Writer
from reports.text.source_text import Line, Row, Sorted, Text
from tests.support.made import DAY

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
    """What sorting out would make of numbered lines."""
    rows, before = [], True
    for i, (number, text) in enumerate(lines):
        rows.append(Row(number, text, i, blank_before=before))
        before = not text
    made = tuple(Line(text, 1, i + 1) for i, (_number, text) in enumerate(lines))
    return Sorted(Text("a.txt", "0" * 64, made), ("",) * len(made), tuple(rows), (), ())


def parsed(text: str) -> list[tuple[int | None, str]]:
    found = (re.match(r"(\d+)(?: (.*))?$", line) for line in text.splitlines())
    return [(int(one[1]), one[2] or "") for one in found if one]


SOURCE = sorted_of(*parsed(TEXT))


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


def faults(made: Resolution, source: Sorted = SOURCE) -> list[Fault]:
    return list(reference_faults(made, [COUNCIL, CITY], source))


def only(made: Resolution, source: Sorted = SOURCE) -> Fault:
    (fault,) = faults(made, source)
    return fault


def asks(addressee: str, first: int, last: int) -> Resolution:
    """A measure that is asked of an addressee in some lines."""
    asked = Asked(id=addressee, basis=Basis.EXPLICIT, lines=Lines(first, last))
    return resolution(measure(addressees=(asked,)))


# --- the source -------------------------------------------------------------


def test_changed_source_is_all_that_is_told() -> None:
    """References made for another text say nothing about this one."""
    pinned = SourceFile(file="sources/a.txt", sha256="1" * 64)
    fault = only(resolution(measure(lines=Lines(900, 901)), source=pinned))
    assert fault.path == ("source",)
    assert "--reanchor sources/a.txt" in fault.remedy


def test_right_references_to_the_pinned_source_are_no_fault() -> None:
    """A content that says what its source says passes."""
    made = resolution(
        measure(wording=WORDING),
        source=SourceFile(file="a.txt", sha256="0" * 64),
        sections=(Section(title="Anfang", lines=Lines(1, 2)),),
        notes=(Note(mark="1", text="Siehe dort.", line=5),),
        figures=(Figure(value="2031", text="Jahr", line=4),),
    )
    assert faults(made) == []


# --- lines ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (resolution(lines=Lines(1, 20)), ("lines",)),
        (resolution(area={"lines": Lines(3, 20)}), ("areas", 0, "lines")),
        (resolution(measure(lines=Lines(11, 20))), (*PLACE, "lines")),
        (asks("rat", 20, 20), (*PLACE, "addressees", 0, "lines")),
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
def test_line_that_is_not_there_is_told_wherever_it_is_cited(
    made: Resolution, path: tuple[str | int, ...]
) -> None:
    """Each reference is held against the source, and the nearest line is named."""
    fault = only(made)
    assert fault.path == path
    assert "no line 20" in fault.what
    assert fault.remedy.endswith(": 14")


def test_line_between_two_names_both() -> None:
    """Where the print has a gap, the lines on either side are named."""
    source = sorted_of((1, "Eins"), (2, "zwei"), (5, "fünf"), (14, "Ende"), (3, "verlesen"))
    made = resolution(measure(lines=Lines(2, 4)), area={"lines": Lines(1, 14)})
    assert only(made, source).remedy.endswith(": 2 and 5")


def test_section_outside_the_resolution_is_told() -> None:
    """In a file of several motions, a section of the next one is not this one's."""
    made = resolution(lines=Lines(3, 14), sections=(Section(title="?", lines=Lines(1, 4)),))
    fault = only(made)
    assert (fault.path, "outside" in fault.what) == (("sections", 0, "lines"), True)


# --- addressees -------------------------------------------------------------


def test_addressee_named_over_a_line_end_is_found() -> None:
    """A word divided at a line end is one word."""
    assert faults(asks("stadt", 8, 9)) == []


def test_lines_that_do_not_name_the_addressee_are_told() -> None:
    """Lines that name somebody else prove nothing."""
    fault = only(asks("stadt", 11, 12))
    assert fault.path == (*PLACE, "addressees", 0, "lines")
    assert "Stadt Musterstadt" in fault.what
    assert "aliases" in fault.remedy


def test_derived_addressee_needs_no_name() -> None:
    """Who follows from the matter is not named anywhere."""
    asked = Asked(id="stadt", basis=Basis.DERIVED, lines=Lines(11, 12))
    assert faults(resolution(measure(addressees=(asked,)))) == []


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
    """German bends names; the addressee is the same."""
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
    """Two letters stand in any text."""
    assert is_named(addressee("Allgemeiner Ausschuss", abbreviation="AAS"), "der AAS prüft")
    assert not is_named(addressee("Allgemeiner Ausschuss", abbreviation="AAS"), "das Aas")
    assert not is_named(addressee("Rechtsausschuss", abbreviation="RA"), "der RA prüft")


def test_alias_is_a_name() -> None:
    """What the text calls somebody else can be added."""
    assert is_named(addressee("Rathaus", "Magistrat"), "den Magistrat")


# --- figures ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "line"),
    [("4.200 Wünsche", 4), ("4200", 4), ("4 200", 4), ("10.000", 5), ("Ende 2031", 4), ("alle", 4)],
)
def test_figure_is_found_however_it_is_grouped(value: str, line: int) -> None:
    """Digits count; a number may run into the next line."""
    assert faults(resolution(figures=(Figure(value=value, text="?", line=line),))) == []


@pytest.mark.parametrize(
    ("value", "line"), [("4.200", 5), ("200", 4), ("000", 5), ("203", 4), ("4", 4), ("2032", 4)]
)
def test_figure_that_is_not_in_its_line_is_told(value: str, line: int) -> None:
    """A part of another number, or a number of the next line, is not the figure."""
    fault = only(resolution(figures=(Figure(value=value, text="?", line=line),)))
    assert fault.path == ("figures", 0, "line")
    assert str(line) in fault.what


# --- wordings ---------------------------------------------------------------


def test_wording_is_found_whatever_line_ends_did_to_it() -> None:
    """Hyphens, spaces and line ends are not the wording."""
    broken = WORDING.replace("Armlehne", "Arm-lehne").replace("Winter", "W i n t e r")
    assert faults(resolution(measure(wording=broken))) == []


def test_paragraphs_of_a_wording_may_stand_apart() -> None:
    """A measure's own paragraphs have its lettered parts between them."""
    apart = "Am Marktplatz sollen Bänke mit Lehne\n\nauch im Winter trocken"
    assert faults(resolution(measure(wording=apart))) == []
    turned = "\n\n".join(reversed(apart.split("\n\n")))
    assert only(resolution(measure(wording=turned))).path == (*PLACE, "wording")


def test_wording_that_differs_is_shown_from_where_it_does() -> None:
    """The first words that are not in the lines help to find what went wrong."""
    wrong = WORDING.replace("Winter", "Sommer")
    fault = only(resolution(measure(wording=wrong)))
    assert fault.path == (*PLACE, "wording")
    assert "from “Sommer trocken sind.” on" in fault.what


def test_wording_of_other_lines_is_found_there() -> None:
    """Where the wording is right and the lines are not, the right ones are named."""
    fault = only(resolution(measure(wording=WORDING, lines=Lines(8, 11))))
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
def test_motion_whose_numbers_start_again_is_told_by_its_wording(wording: str) -> None:
    """Line 3 is that of the motion the wording is from."""
    assert faults(motion(wording, 3), sorted_of(*MOTIONS)) == []


@pytest.mark.parametrize(("title", "said"), [("Mehr Bänke", BENCH), ("Mehr Bäume", TREE)])
def test_motion_without_wordings_is_told_by_its_title(title: str, said: str) -> None:
    """Its title stands at its beginning."""
    own = cited(sorted_of(*MOTIONS), motion(None, 3, title=title))
    assert next(row.text for row in own.within(Lines(3, 3))) == said


def test_lines_without_numbers_are_counted_from_the_motion_on() -> None:
    """As the import counts them where nothing is printed."""
    source = sorted_of(*((None, text) for _number, text in MOTIONS))
    assert faults(motion(TREE, 4, last=4), source) == []
    assert only(motion(TREE, 9, last=4), source).remedy.endswith(": 8")


def test_lines_that_start_again_on_each_page_are_counted_through() -> None:
    """As the import counts them, since a line alone would not tell its page."""
    source = sorted_of((1, "Titel"), (2, "Absatz"), (1, "Weiter"), (2, BENCH))
    assert faults(motion(BENCH, 4, last=4), source) == []


def test_unknown_addressee_is_left_to_the_cross_check() -> None:
    """One mistake is told once."""
    assert faults(asks("nobody", 11, 12)) == []


def test_sample_is_borne_out_by_its_source(sample: Content) -> None:
    """Every reference of the shipped sample is right."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES is not set: a folder with the sample's source is needed")
    from reports.importing.classify import sort_out
    from reports.importing.read_file import read

    path = Path(folder) / "beschluss-01-leipzig-2016.txt"
    source = sort_out(read(path.read_bytes(), path.name))
    (made,) = sample.resolutions
    assert list(reference_faults(made, sample.addressees, source)) == []


# --- nothing forgotten ------------------------------------------------------


@pytest.fixture(scope="module")
def pages(sample: Content) -> dict[str, str]:
    """The HTML of the sample's documents by name."""
    writer = Writer(sample.root)
    return {one.name: writer.write(one).html for one in documents(sample)}


def documents(content: Content) -> Sequence[Document]:
    return plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents


def told(content: Content, pages: dict[str, str], name: str = "", **changes: str) -> list[str]:
    """What is forgotten where a page is changed: the old words by the new."""
    changed = dict(pages)
    for old, new in changes.items():
        assert f'"{old}"' in changed[name]
        changed[name] = changed[name].replace(f'data-block="{old}"', new)
    found = forgotten(content, documents(content), lambda one: changed[one.name])
    return [f"{one.place}: {one.message}" for one in found]


def test_sample_forgets_nothing(sample: Content, pages: dict[str, str]) -> None:
    """Each measure is printed where it belongs."""
    assert told(sample, pages) == []


def test_measure_that_is_in_no_summary_is_told(sample: Content, pages: dict[str, str]) -> None:
    """A template that leaves one out is found out."""
    assert told(sample, pages, "summary/bereich-2", **{"2.3": "title"}) == [
        "aktionsplan-integration/2.3: the measure stands in no summary"
    ]


def test_measure_that_is_in_two_summaries_is_told(sample: Content, pages: dict[str, str]) -> None:
    """One measure, one summary."""
    doubled = 'data-block="2.3"><p data-block="1.1"'
    assert told(sample, pages, "summary/bereich-2", **{"2.3": doubled}) == [
        "aktionsplan-integration/1.1: the measure stands in summary/bereich-1, summary/bereich-2"
    ]


def test_measure_missing_on_a_list_is_told(sample: Content, pages: dict[str, str]) -> None:
    """Who is asked has it on the list."""
    assert told(sample, pages, "checklist/bund", **{"1.5.e": "title"}) == [
        "aktionsplan-integration/1.5.e: the measure is missing on checklist/bund"
    ]


def test_measure_on_the_list_of_somebody_else_is_told(
    sample: Content, pages: dict[str, str]
) -> None:
    """Who is not asked has it not."""
    more = 'data-block="1.5.e"><p data-block="8.1"'
    (line,) = told(sample, pages, "checklist/bund", **{"1.5.e": more})
    assert line.startswith(
        "aktionsplan-integration/8.1: the measure stands on checklist/bund, though"
    )


def test_several_resolutions_with_the_same_ids_are_told_apart(
    sample: Content, pages: dict[str, str]
) -> None:
    """Each resolution's measure 1.1 stands in its own summary; a list has both."""
    (first,) = sample.resolutions
    two = dataclasses.replace(
        sample, resolutions=(first, first.model_copy(update={"id": "zweiter"}))
    )
    writer = Writer(two.root)
    made = {one.name: writer.write(one).html for one in documents(two)}
    assert told(two, made) == []
    assert told(two, made, "summary/zweiter/bereich-1", **{"1.1": "title"}) == [
        "zweiter/1.1: the measure stands in no summary"
    ]
    one_of_two = made["checklist/bund"].replace('data-block="1.5.e"', "title", 1)
    assert told(two, {**made, "checklist/bund": one_of_two}) == [
        "aktionsplan-integration/1.5.e: the measure stands 1 times on checklist/bund",
        "zweiter/1.5.e: the measure stands 1 times on checklist/bund",
    ]
