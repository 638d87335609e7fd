"""``handzettel import --marked``: corrections are taken over, and nothing by hand is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reports.content.formats.yaml_file import read_yaml
from tests.conftest import Cli

TEXT = """Antrag M 1
Bänke im Park

Der Kreisverband soll jedes Jahr darüber berichten, was aus dem Park geworden ist.

Wir fordern die Stadt auf:

1. Bänke aufzustellen,

2. Bäume zu pflanzen.
"""

COLLECTION = """Antrag A 1
Antragsteller: Ortsverein Nord
Bänke im Park
Der Parteitag möge beschließen:
Wir fordern die Stadt auf, Bänke aufzustellen.

Antrag A 2
Antragsteller: Ortsverein Süd
Wetter im Mai
Der Parteitag möge beschließen:
Der Mai war in diesem Jahr so warm und trocken, wie er es seit langem nicht war.

Antrag A 3
Antragsteller: Ortsverein West
Licht im Park
Der Parteitag möge beschließen:
Wir fordern den Landkreis auf, Lampen aufzustellen.
"""


class Workspace:
    """A workspace with an imported text, whose files a person edits."""

    def __init__(self, cli: Cli, folder: Path, text: str) -> None:
        self._cli = cli
        self.folder = folder
        source = folder.parent / "park.txt"
        source.write_text(text, encoding="utf-8")
        assert cli("import", source, "-w", folder).exit == 0
        self.marked = folder / "sources" / "park.marked.md"

    def mark(self, before: str, after: str) -> Any:
        """Correct the marked text in one place, and take it over."""
        text = self.marked.read_text(encoding="utf-8")
        assert before in text
        self.marked.write_text(text.replace(before, after, 1), encoding="utf-8")
        return self._cli("import", "--marked", self.marked)

    def write(self, id_: str, *lines: str) -> None:
        """Write lines by hand into a measure of the resolution."""
        path = self.folder / "resolution.yaml"
        text = path.read_text(encoding="utf-8")
        head = re.search(rf"(?m)^  - id: '?{re.escape(id_)}'?$", text)
        assert head
        more = "".join(f"\n    {line}" for line in lines)
        path.write_text(text[: head.end()] + more + text[head.end() :], encoding="utf-8")

    def values(self, name: str = "resolution.yaml") -> Any:
        return read_yaml((self.folder / name).read_bytes(), name).value

    def measures(self, name: str = "resolution.yaml") -> dict[str, Any]:
        return {
            measure["id"]: measure
            for area in self.values(name)["areas"]
            for measure in area["measures"]
        }


@pytest.fixture
def park(cli: Cli, tmp_path: Path) -> Workspace:
    return Workspace(cli, tmp_path / "w", TEXT)


@pytest.fixture
def collection(cli: Cli, tmp_path: Path) -> Workspace:
    return Workspace(cli, tmp_path / "w", COLLECTION)


def joined(workspace: Workspace) -> Any:
    """The second measure joined to the first."""
    text = workspace.marked.read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("- 2"))
    return workspace.mark(head, "  2\\.")


def test_joined_measures_keep_all_that_was_written_of_both(park: Workspace) -> None:
    park.write("1.1", "summary: Sitzen.", "partners: [Parkverein]")
    park.write("1.2", "summary: Schatten.", "partners: [Baumverein]", "deadline: '2027-05-01'")
    assert joined(park).exit == 0
    measure = park.measures()["1.1"]
    assert measure["summary"] == "Sitzen. Schatten."
    assert measure["partners"] == ["Parkverein", "Baumverein"]
    assert measure["deadline"] == "2027-05-01"


def test_joining_two_deadlines_is_refused(park: Workspace) -> None:
    """Only one can stand, and it is not for the program to choose."""
    park.write("1.1", "deadline: '2027-01-01'")
    park.write("1.2", "deadline: '2028-01-01'")
    before = park.values()
    ran = joined(park)
    assert ran.exit == 3
    assert "resolution.yaml: measure 1.2: its deadline would be lost" in ran.stderr
    assert park.values() == before


def test_addressee_of_ones_own_goes_with_a_joined_measure(park: Workspace) -> None:
    head = next(line for line in park.marked.read_text("utf-8").splitlines() if "- 2" in line)
    assert park.mark(head, "- 2\\. → Stadt, Gartenamt").exit == 0
    assert joined(park).exit == 0
    ids = [request["id"] for request in park.measures()["1.1"]["addressees"]]
    assert ids == ["stadt", "gartenamt"]


def test_summary_of_a_measure_that_is_none_any_more_is_not_dropped(park: Workspace) -> None:
    park.write("1.A", "summary: Der Verband berichtet.")
    text = park.marked.read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("- → Kreisverband"))
    ran = park.mark(f"{head}\n\n  Der Kreis", "> Der Kreis")
    assert ran.exit == 3
    assert "measure 1.A: its summary would be lost" in ran.stderr
    assert park.measures()["1.A"]["summary"] == "Der Verband berichtet."


def test_title_is_marked_a_second_time(park: Workspace) -> None:
    assert park.mark("- 1\\.", "- 1\\. Sitzen").exit == 0
    ran = park.mark("- 1\\. Sitzen", "- 1\\. Ausruhen")
    assert ran.exit == 0
    assert park.measures()["1.1"]["title"] == "Ausruhen"
    assert "the title “Sitzen” is now “Ausruhen”" in ran.stderr


def test_title_of_ones_own_stays_where_the_marks_have_none(park: Workspace) -> None:
    park.write("1.1", "title: Von Hand")
    assert park.mark("- 2\\.", "- 2\\. Bäume").exit == 0
    titles = {id_: measure.get("title") for id_, measure in park.measures().items()}
    assert titles == {"1.1": "Von Hand", "1.2": "Bäume", "1.A": None}


@pytest.mark.parametrize(
    "content",
    [
        "- 1\n- 2\n",
        "source: sources/park.txt\nareas: []\n",
        "source: {file: sources/park.txt}\nareas: 5\n",
        "source: {file: sources/park.txt}\nareas: [{number: 1, measures: [{id: x}]}]\n",
    ],
)
def test_broken_resolution_is_reported(park: Workspace, cli: Cli, content: str) -> None:
    (park.folder / "resolution.yaml").write_text(content, encoding="utf-8")
    ran = cli("import", "--marked", park.marked)
    assert ran.exit == 3
    assert "resolution.yaml" in ran.stderr
    assert (park.folder / "resolution.yaml").read_text(encoding="utf-8") == content


def names(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.folder / "resolutions").iterdir())


def test_motion_gets_its_first_measure(collection: Workspace) -> None:
    """The import made no file for it, since nothing in it seemed to ask."""
    assert names(collection) == ["001-baenke-im-park.yaml", "002-licht-im-park.yaml"]
    assert collection.mark("> Der Mai war", "- → Bund\n\n  Der Mai war").exit == 0
    assert names(collection) == [
        "001-baenke-im-park.yaml",
        "001a-wetter-im-mai.yaml",
        "002-licht-im-park.yaml",
    ]
    new = collection.measures("resolutions/001a-wetter-im-mai.yaml")["1.A"]
    assert new["wording"] == (
        "Der Mai war in diesem Jahr so warm und trocken, wie er es seit langem nicht war."
    )


def test_only_resolution_is_joined_by_the_first_measure_of_another_motion(
    cli: Cli, tmp_path: Path
) -> None:
    workspace = Workspace(cli, tmp_path / "w", COLLECTION.partition("\nAntrag A 3")[0])
    assert workspace.mark("> Der Mai war", "- → Bund\n\n  Der Mai war").exit == 0
    assert names(workspace) == ["001-baenke-im-park.yaml", "002-wetter-im-mai.yaml"]
    assert not (workspace.folder / "resolution.yaml").exists()


def test_only_resolution_comes_behind_a_motion_that_stands_before_it(
    cli: Cli, tmp_path: Path
) -> None:
    text = "Antrag A 2" + COLLECTION.partition("\nAntrag A 2")[2]
    workspace = Workspace(cli, tmp_path / "w", text)
    assert workspace.mark("> Der Mai war", "- → Bund\n\n  Der Mai war").exit == 0
    assert names(workspace) == ["001-wetter-im-mai.yaml", "002-licht-im-park.yaml"]


def test_motions_arrive_in_the_order_of_the_text(cli: Cli, tmp_path: Path) -> None:
    dull = (
        "\nAntrag {number}\nAntragsteller: Ortsverein Süd\nWetter {number}\nDer Tag war {word}.\n"
    )
    motions = [dull.format(number=f"A {i}", word=word) for i, word in ((7, "nass"), (8, "kalt"))]
    text = COLLECTION.replace("\nAntrag A 3", "".join(motions) + "\nAntrag A 9")
    workspace = Workspace(cli, tmp_path / "w", text)
    for word in ("kalt", "nass"):
        assert (
            workspace.mark(f"> Der Tag war {word}", f"- → Bund\n\n  Der Tag war {word}").exit == 0
        )
    assert workspace.mark("> Der Mai war", "- → Bund\n\n  Der Mai war").exit == 0
    assert [file.partition("-")[2].removesuffix(".yaml") for file in names(workspace)] == [
        *("baenke-im-park", "wetter-im-mai", "wetter-a-7", "wetter-a-8", "licht-im-park")
    ]


def test_motion_whose_file_was_deleted_stays_away(collection: Workspace) -> None:
    (collection.folder / "resolutions/001-baenke-im-park.yaml").unlink()
    assert collection.mark("→ Landkreis", "→ Landkreis, Gartenamt").exit == 0
    assert names(collection) == ["002-licht-im-park.yaml"]


def test_motion_that_lost_its_measures_is_named(collection: Workspace) -> None:
    """Another one that got its first measure does not take its file."""
    text = collection.marked.read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("- → Stadt"))
    text = text.replace("> Der Mai war", "- → Bund\n\n  Der Mai war")
    collection.marked.write_text(text, encoding="utf-8")
    ran = collection.mark(f"{head}\n\n  Wir fordern", "> Wir fordern")
    assert ran.exit == 3
    assert "001-baenke-im-park.yaml: the motion “Bänke im Park” has no measure" in ran.stderr
    assert len(names(collection)) == 2


def test_unchanged_marked_text_leaves_the_file_as_it_is(cli: Cli, tmp_path: Path) -> None:
    workspace = Workspace(cli, tmp_path / "neu", TEXT)
    file = workspace.folder / "resolution.yaml"
    before = file.read_bytes()
    ran = workspace.mark("Wir", "Wir")
    assert ran.exit == 0
    assert ran.stderr.endswith("\nNothing has changed.\n")
    assert file.read_bytes() == before


def test_only_what_was_corrected_changes_in_the_file(cli: Cli, tmp_path: Path) -> None:
    """Ranges of lines, for instance, stay in one line each."""
    workspace = Workspace(cli, tmp_path / "neu", TEXT)
    file = workspace.folder / "resolution.yaml"
    before = file.read_text(encoding="utf-8").splitlines()
    assert workspace.mark("- 1\\. →", "- 1\\. Sitzen →").exit == 0
    after = file.read_text(encoding="utf-8").splitlines()
    assert set(after) - set(before) == {"    title: Sitzen"}
    assert not set(before) - set(after)


def test_addressee_is_not_cited_with_the_line_of_another_measure(cli: Cli, tmp_path: Path) -> None:
    """Lines of the list's opening are those of all its points."""
    text = TEXT + "\n3. Lampen.\n\nWir fordern den Landkreis auf, Wege zu bauen.\n"
    workspace = Workspace(cli, tmp_path / "neu", text)
    points = workspace.measures()
    assert workspace.mark("- 2\\. →", "- 2\\. → Landkreis,").exit == 0
    (derived, opening) = sorted(workspace.measures()["1.2"]["addressees"], key=lambda a: a["basis"])
    assert derived == {"id": "landkreis", "basis": "derived"}
    assert opening == points["1.2"]["addressees"][0]


@pytest.mark.parametrize(
    "name", ["Stadträtinnen und Stadträte", "Städte", "Bürgerinnen und Bürger"]
)
def test_name_that_is_taken_for_another_is_told(cli: Cli, tmp_path: Path, name: str) -> None:
    """It is an addressee of its own, or the command says whose name it has."""
    workspace = Workspace(cli, tmp_path / "neu", TEXT)
    ran = workspace.mark("- 2\\. → Stadt", f"- 2\\. → {name}")
    assert ran.exit == 0
    entries = (workspace.folder / "addressees.yaml").read_text(encoding="utf-8")
    assert (
        f"name: {name}\n" in entries or f"“{name}” in the marked text was taken for" in ran.stderr
    )


def test_women_and_men_are_taken_where_only_the_women_are_known(cli: Cli, tmp_path: Path) -> None:
    workspace = Workspace(cli, tmp_path / "neu", TEXT)
    assert workspace.mark("- 2\\. → Stadt", "- 2\\. → Gärtnerinnen").exit == 0
    ran = workspace.mark("→ Gärtnerinnen", "→ Gärtnerinnen und Gärtner")
    assert (
        "“Gärtnerinnen und Gärtner” in the marked text was taken for “Gärtnerinnen”" in ran.stderr
    )
