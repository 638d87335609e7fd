"""Whoever a text asks gets one entry, and what the entry says is borne out by the text."""

import pytest

from reports.content.fields import Lines
from reports.content.resolution import Addressee, Note, Resolution, Section, SourceFile
from reports.importing.areas import ParsedArea, ParsedMeasure
from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import NamedAddressee
from reports.importing.read_file import read
from reports.importing.to_content import addressees_named, resolution_values

COUNCIL = "SPD-Fraktion im Musterstädter Stadtrat"
PARLIAMENT = "SPD-Fraktion im Sächsischen Landtag"


def _asking(*names: str) -> list[ParsedMotion]:
    """A text that asks some of a thing."""
    named = tuple(NamedAddressee(name, (1, 1)) for name in names)
    measure = ParsedMeasure("1.1", True, None, "Bänke.", (1, 1), named)
    area = ParsedArea(1, "Plätze", (1, 1), (measure,))
    return [
        ParsedMotion(
            title="Bänke",
            label=None,
            motion=None,
            submitter=None,
            body=None,
            meeting=None,
            date=None,
            is_adopted=None,
            rows=(0, 1),
            lines=(1, 1),
            headings=(),
            parts=(),
            areas=(area,),
            addressees=(),
            doubts=(),
        )
    ]


def _entries(*names: str) -> dict[str, Addressee]:
    """The entry each name leads to."""
    ids, new = addressees_named(_asking(*names), ())
    entries = {entry["id"]: Addressee.model_validate(entry) for entry in new}
    return {name: entries[ids[name]] for name in names}


def test_shorter_name_of_the_same_is_its_alias() -> None:
    parsed = _entries("Stadt Leipzig", "Stadt")
    assert parsed["Stadt"] == parsed["Stadt Leipzig"]
    assert parsed["Stadt"].aliases == ("Stadt",)


def test_council_is_not_the_party_in_it() -> None:
    parsed = _entries(COUNCIL, "Stadtrat", "Fraktion")
    assert parsed["Stadtrat"] != parsed[COUNCIL]
    assert parsed["Fraktion"] == parsed[COUNCIL]


def test_names_that_give_the_same_id_have_an_entry_each() -> None:
    """An id has the first 60 letters of a name."""
    common = "Arbeitsgemeinschaft für die Gestaltung öffentlicher Plätze in "
    entries = _entries(f"{common}Musterdorf", f"{common}Musterstadt")
    assert len({addressee.id for addressee in entries.values()}) == 2


def test_forms_of_one_name_have_one_entry() -> None:
    """Singular and plural, cases, umlauts spelled out, compounds: no addressee twice."""
    entries = _entries("Ortsverein", "Ortsvereine", "Ortsvereinen", "Städte", "Stadt", "Staedte")
    assert len({addressee.id for addressee in entries.values()}) == 2
    entries = _entries("SPD-Fraktion im Musterstädter Stadtrat", "SPD-Stadtratsfraktion")
    assert len({addressee.id for addressee in entries.values()}) == 1


@pytest.mark.parametrize(
    ("name", "other"), [("Bund", "Bundestag"), ("Land", "Landtag"), ("Stadtrat", COUNCIL)]
)
def test_names_of_others_have_entries_of_their_own(name: str, other: str) -> None:
    entries = _entries(name, other)
    assert entries[name].id != entries[other].id
    assert not entries[name].aliases


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Bund", "Bund"),
        ("Stadt Leipzig", "Stadt"),
        (COUNCIL, "Stadtrat"),
        (PARLIAMENT, "Landtag"),
        ("Leipziger Ortsvereine", "Ortsvereine"),
        ("Arbeitsgemeinschaften der SPD Leipzig", "Arbeitsgem."),
        ("SPD-Landtagsfraktion", "LT-Fraktion"),
        ("Landesregierung", "Landesreg."),
        ("Oberbürgermeisterin", "OB"),
    ],
)
def test_abbreviation_is_the_word_that_tells(name: str, short: str) -> None:
    assert _entries(name)[name].abbreviation == short


def test_no_two_abbreviations_are_the_same() -> None:
    names = (COUNCIL, "Grüne Fraktion im Musterstädter Stadtrat", "Stadtrat")
    entries = _entries(*names)
    assert len({entry.abbreviation for entry in entries.values()}) == 3
    assert entries["Stadtrat"].abbreviation == "Stadtrat"


# --- the resolution ----------------------------------------------------------

TEXT = """1 Beschluss 07
2
3 Mehr Bänke für Musterstadt
4
5 1. Die Lage
6
7 Wer müde ist, will sitzen.¹
8
9 2. Der Plan
10
11 Bereich 1: Plätze
12
13 Wir fordern die Stadt auf, Bänke aufzustellen. Auf jedem Platz
14 sollen vier stehen.
15
16 Bereich 2: Pflege
17
18 Wir fordern die Stadt auf, die Bänke jedes Jahr zu streichen.

¹ So der Seniorenbeirat.
"""


@pytest.fixture(scope="module")
def resolution() -> Resolution:
    text = sort_out(read(TEXT.encode(), "baenke.txt"))
    founds = motions(text)
    ids, _new = addressees_named(founds, ())
    source = SourceFile(file="sources/baenke.txt", sha256=text.text.digest)
    (values,) = (resolution_values(parsed, text, source, ids) for parsed in founds)
    return Resolution.model_validate(values)


def test_parts_above_and_beside_the_areas_are_sections(resolution: Resolution) -> None:
    assert resolution.sections == (
        Section(title="1. Die Lage", lines=Lines(5, 7)),
        Section(title="2. Der Plan", lines=Lines(9, 18)),
    )


def test_footnotes_are_kept_with_mark_and_line(resolution: Resolution) -> None:
    assert resolution.notes == (Note(mark="¹", text="So der Seniorenbeirat.", line=7),)
