"""``handzettel import``: the text of a resolution becomes a workspace, and nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reports.commands.empty_workspace import settings_of
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.content.workspace import load
from tests.conftest import Cli
from tests.support import factories

TEXT = """1 Beschluss 07
2
3 Einreicher: Ortsverein Musterviertel
4
5 Mehr Bänke für Musterstadt
6
7 Bereich 1: Plätze und Wege
8
9 Wer müde ist, will sitzen. Davon gibt es zu wenig Gelegenheit in der Muster-
10 stadt.
11
12 Wir fordern die Stadtratsfraktion auf, sich für folgende Punkte einzusetzen:
13
14 1) Auf jedem Platz sollen vier Bänke stehen. Sie sollen aus Holz
15 sein.
16
17 2) An jedem Weg soll alle hundert Meter eine Bank stehen.
18
19 Bereich 2: Pflege
20
21 Wir erwarten von der Stadtverwaltung, dass sie die Bänke jedes Jahr streicht.
"""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "baenke.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_text_becomes_a_workspace(cli: Cli, text: Path, tmp_path: Path) -> None:
    """Areas, measures, lines and who is asked, as the text has them."""
    folder = tmp_path / "neu"
    ran = cli("import", text, "-w", folder)
    assert ran.exit == 0, ran.stderr
    (resolution,) = load(folder).resolutions
    assert (resolution.title, resolution.label) == ("Mehr Bänke für Musterstadt", "Beschluss 07")
    cited = {m.id: tuple(m.lines) for area in resolution.areas for m in area.measures}
    assert cited == {"1.1": (14, 15), "1.2": (17, 17), "2.A": (21, 21)}
    addressees = {m.id: [a.id for a in m.addressees] for a in resolution.areas for m in a.measures}
    assert addressees["1.1"] == addressees["1.2"] == ["stadtratsfraktion"]
    assert addressees["2.A"] == ["stadtverwaltung"]


def test_account_is_printed_in_what_people_count(cli: Cli, text: Path, tmp_path: Path) -> None:
    """Each line with text is in it."""
    ran = cli("import", text, "-w", tmp_path / "neu")
    assert "Motions: 1, areas: 2, measures: 3, of these with a title from the text: 0" in ran.stderr
    count = sum(len(line.split()) > 1 for line in TEXT.splitlines())
    assert f"{count} printed lines: heads of motions 3, headings 2, measures 4" in ran.stderr
    assert "not understood" not in ran.stderr
    assert "in no measure" not in ran.stderr


def test_account_and_doubts_are_printed_as_json(cli: Cli, text: Path, tmp_path: Path) -> None:
    """With the characters, which add up to those of the file."""
    ran = cli("import", text, "-w", tmp_path / "neu", "--json")
    assert ran.exit == 0, ran.stderr
    values = json.loads(ran.stdout)
    assert values["account"]["measures"] == 3
    assert values["account"]["lines"]["measure"] == 4
    count = sum(not char.isspace() for char in TEXT)
    assert sum(values["account"]["characters"].values()) == count
    assert values["doubts"] == []


def test_demand_in_no_measure_is_told_shown_in_the_marked_text_and_refused(
    cli: Cli, text: Path, tmp_path: Path
) -> None:
    """With its line in the text, as a comment at its place, and with --strict."""
    demand = "Deshalb kämpfen wir für Bänke mit Lehnen."
    changed = TEXT.replace("Wer müde ist, will sitzen.", demand)
    text.write_text(changed, encoding="utf-8")
    refused = cli("import", text, "-w", tmp_path / "neu", "--strict")
    assert refused.exit == 5
    assert not (tmp_path / "neu").exists()
    ran = cli("import", text, "-w", tmp_path / "neu", "--json")
    (doubt,) = json.loads(ran.stdout)["doubts"]
    assert (doubt["kind"], doubt["lines"]) == ("demand", [9, 9])
    marked = (tmp_path / "neu/sources/baenke.marked.md").read_text(encoding="utf-8")
    assert "<!-- ? line 9: seems to ask for something" in marked
    assert "not_measures: [[9, 9]]" in cli("check", "-w", tmp_path / "neu").stderr


def test_wording_is_quoted_until_there_is_a_summary(cli: Cli, text: Path, tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    ran = cli("summary", "1", "-w", folder, "-o", tmp_path / "out", "--html")
    assert ran.exit == 0, ran.stderr
    html = (tmp_path / "out/summary/bereich-1.html").read_text(encoding="utf-8")
    shown = " ".join(re.sub("<[^>]*>", "", html).split())
    assert "„Auf jedem Platz sollen vier Bänke stehen." in shown


def test_imported_content_is_proved_by_its_text(cli: Cli, text: Path, tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    assert cli("check", "-w", folder).exit == 0
    path = folder / "resolution.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[14, 15]", "[15, 15]"), "utf-8")
    ran = cli("check", "-w", folder)
    assert ran.exit == 5
    assert "resolution.yaml:" in ran.stderr


def test_changed_text_is_told_apart_from_a_wrong_reference(
    cli: Cli, text: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    (folder / "sources/baenke.txt").write_text(f"0 Neu\n{TEXT}", encoding="utf-8")
    ran = cli("check", "-w", folder)
    assert ran.exit == 5
    about_text = [line for line in ran.stderr.splitlines() if "baenke.txt" in line]
    assert len(about_text) == 1
    assert "--reanchor" in about_text[0]


def test_second_import_changes_nothing(cli: Cli, text: Path, tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ran = cli("import", text, "-w", folder)
    assert ran.exit == 7
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_known_addressees_are_recognised(cli: Cli, text: Path, tmp_path: Path) -> None:
    """Names that mean somebody who is listed already get no second entry."""
    folder = tmp_path / "neu"
    folder.mkdir()
    (folder / "addressees.yaml").write_text(
        "addressees:\n  - id: rat\n    name: Stadtratsfraktion\n    full_name: Stadtratsfraktion\n"
        "    abbreviation: Rat\n",
        encoding="utf-8",
    )
    assert cli("import", text, "-w", folder).exit == 0
    listed = read_yaml((folder / "addressees.yaml").read_bytes(), "addressees.yaml").value
    assert [entry["id"] for entry in listed["addressees"]] == ["rat", "stadtverwaltung"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 nichts", bytes(range(256)) * 20, b"%PDF-1.7\nkaputt"],
    ids=["empty", "no DOCX", "binary", "damaged PDF"],
)
def test_what_cannot_be_read_is_told_in_a_sentence(data: bytes, cli: Cli, tmp_path: Path) -> None:
    """With its remedy, and nothing is written."""
    path = tmp_path / "quelle.txt"
    path.write_bytes(data)
    ran = cli("import", path, "-w", tmp_path / "neu")
    assert ran.exit == 3
    (line,) = ran.stderr.splitlines()
    assert line.startswith("quelle.txt")
    assert " – " in line
    assert not (tmp_path / "neu").exists()


def test_import_needs_a_workspace(cli: Cli, text: Path) -> None:
    ran = cli("import", text)
    assert ran.exit == 2
    assert ran.stderr.startswith("-w: ")


def test_references_move_to_an_amended_version(cli: Cli, text: Path, tmp_path: Path) -> None:
    """Both wordings are shown, the lines move, and the old text stays."""
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    lines = TEXT.splitlines()
    amended = [*lines[:8], "9 Ein neuer Satz steht davor.", "10"]
    number = 11
    for line in lines[8:]:
        amended.append(f"{number} {line.partition(' ')[2]}".rstrip())
        number += 1
    path = tmp_path / "neu" / "baenke.txt"
    path.write_text("\n".join(amended) + "\n", encoding="utf-8")
    ran = cli("import", path, "--reanchor", "--yes", "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert "lines 14–15 become 16–17" in ran.text
    (resolution,) = load(folder).resolutions
    cited = {m.id: tuple(m.lines) for area in resolution.areas for m in area.measures}
    assert cited == {"1.1": (16, 17), "1.2": (19, 19), "2.A": (23, 23)}
    assert cli("check", "-w", folder).exit == 0
    assert (folder / "sources/baenke.txt").read_text(encoding="utf-8") == TEXT


def test_new_point_of_an_amended_version_is_named(cli: Cli, text: Path, tmp_path: Path) -> None:
    """On the screen, and with --strict nothing else is done."""
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    amended = TEXT.replace("18\n19 ", "18 3) Am Ufer sollen Liegen stehen.\n19 ")
    path = tmp_path / "neu" / "baenke.txt"
    path.write_text(amended, encoding="utf-8")
    before = (folder / "resolution.yaml").read_bytes()
    refused = cli("import", path, "--reanchor", "--yes", "--strict", "-w", folder)
    assert refused.exit == 5
    assert "line 18: is a point of a list" in refused.stderr
    assert (folder / "resolution.yaml").read_bytes() == before
    ran = cli("import", path, "--reanchor", "--yes", "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert "Am Ufer sollen Liegen stehen." in ran.stderr


def test_check_names_what_stands_in_no_measure(cli: Cli, text: Path, tmp_path: Path) -> None:
    """Until it is a measure, or somebody says that it is none."""
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    path = folder / "resolution.yaml"
    values = read_yaml(path.read_bytes(), "resolution.yaml").value
    del values["areas"][0]["measures"][1]
    write_yaml(path, values)
    ran = cli("check", "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert "sources/baenke.txt: line 17: is a point of a list that asks" in ran.stderr
    assert "1 spot seems to ask for something and stands in no measure." in ran.stderr
    write_yaml(path, values | {"not_measures": [[17, 17]]})
    ran = cli("check", "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert "in no measure" not in ran.stderr


def write_yaml(path: Path, values: dict[str, Any]) -> None:
    """Write values as YAML: JSON is a part of it."""
    path.write_text(json.dumps(values, default=str, ensure_ascii=False), encoding="utf-8")


def test_moves_are_not_made_unasked(cli: Cli, text: Path, tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    before = (folder / "resolution.yaml").read_bytes()
    path = tmp_path / "amended.txt"
    path.write_text(TEXT.replace("vier", "fünf"), encoding="utf-8")
    ran = cli("import", path, "--reanchor", "-w", folder)
    assert ran.exit == 2
    assert (folder / "resolution.yaml").read_bytes() == before


# --- several, and untidy ones ------------------------------------------------

MOTIONS = """Antrag A 1

Antragsteller: Ortsverein „Nord“

Gute Arbeit

Wir fordern den Bund auf, den Mindestlohn zu erhöhen.

Antrag A 2

Antragsteller: Ortsverein Süd

Gute Arbeit

Wir fordern den Bund auf, die Tarifbindung zu stärken.
"""


@pytest.fixture
def motions(tmp_path: Path) -> Path:
    path = tmp_path / "antraege.txt"
    path.write_text(MOTIONS, encoding="utf-8")
    return path


def test_motions_of_the_same_title_have_a_file_each(
    cli: Cli, motions: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    ran = cli("import", motions, "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert [entry.id for entry in load(folder).resolutions] == [
        "gute-arbeit",
        "gute-arbeit-antrag-a-2",
    ]


def test_text_joins_one_that_is_there(cli: Cli, text: Path, motions: Path, tmp_path: Path) -> None:
    """As a collection: the first moves into the folder, unchanged."""
    folder = tmp_path / "neu"
    cli("import", text, "-w", folder)
    before = (folder / "resolution.yaml").read_bytes()
    ran = cli("import", motions, "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert len(load(folder).resolutions) == 3
    (moved,) = (folder / "resolutions").glob("001-mehr-baenke*.yaml")
    assert moved.read_bytes() == before
    assert not (folder / "resolution.yaml").exists()


def test_area_that_asks_for_nothing_is_left_out_and_told(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "lage.txt"
    path.write_text(TEXT.replace("Wir erwarten von", "Es gibt die").replace(", dass", ", weil"))
    ran = cli("import", path, "-w", tmp_path / "neu")
    assert ran.exit == 0, ran.stderr
    assert "no measure was found under “" in ran.stderr
    assert [area.number for area in load(tmp_path / "neu").resolutions[0].areas] == [1]


def test_text_that_asks_for_nothing_is_told_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("Liebe Genossinnen,\n\nhier ist es schön.\n")
    ran = cli("import", path, "-w", tmp_path / "neu", "-q")
    assert ran.exit == 3
    (line,) = ran.stderr.splitlines()
    assert line.startswith("brief.txt: nothing in it asks for anything – ")
    assert not (tmp_path / "neu").exists()


def test_name_in_quotation_marks_is_a_valid_setting() -> None:
    name = 'AG "60 plus" \\ Nord'
    settings = read_toml(settings_of(name), "handzettel.toml").value
    assert settings["organisation"] == {"name": name}


def test_book_of_several_has_the_wording_of_each_once(
    cli: Cli, motions: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    cli("import", motions, "-w", folder)
    ran = cli("book", "-w", folder, "-o", tmp_path / "out")
    assert ran.exit == 0, ran.stderr
    text = factories.text_of((tmp_path / "out/book/collection.pdf").read_bytes())
    assert text.count("Antragsteller: Ortsverein Süd") == 1


def test_import_asks_whether_a_text_was_adopted(cli: Cli, text: Path, tmp_path: Path) -> None:
    """It names the field to fill in; a text that says it is not asked."""
    question = "resolution.yaml: was it adopted? The text does not say so"
    assert question not in cli("import", text, "-w", tmp_path / "neu").stderr
    text.write_text(TEXT.replace("Beschluss 07", "Antrag 07"), encoding="utf-8")
    ran = cli("import", text, "-w", tmp_path / "offen")
    assert question in ran.stderr
    assert 'enter "status: adopted" or "status: draft"' in ran.stderr
    ran = cli("import", text, "-w", tmp_path / "json", "--json")
    assert json.loads(ran.stdout)["questions"] == [{"kind": "status", "motion": "07"}]


def test_nothing_is_written_where_no_folder_can_be(cli: Cli, text: Path, tmp_path: Path) -> None:
    """The workspace, or a folder above it, is a file: both stay as they are."""
    file = tmp_path / "datei"
    file.write_text("x", encoding="utf-8")
    assert cli("import", text, "-w", file).exit == 2
    ran = cli("import", text, "-w", file / "neu")
    assert ran.exit == 7
    assert f"{file / 'neu'}: cannot be written" in ran.stderr
    assert file.read_text(encoding="utf-8") == "x"
    assert not list(tmp_path.glob("**/*.yaml"))
