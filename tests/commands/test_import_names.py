"""What ``handzettel import`` calls a resolution and its organisation, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.content.fields import LONGEST_TITLE
from reports.content.workspace import load
from reports.errors import Exit
from reports.importing.classify import sort_out
from reports.importing.motions import motions
from reports.importing.read_file import read
from reports.importing.to_content import organisation_named
from tests.conftest import Cli

UNTITLED = """Wir fordern den Stadtrat auf, die Brunnen im Sommer laufen zu lassen.

Der Landtag soll das Trinkwasser schützen.
"""

TITLED = """Antrag 4
Antragsteller: OV Auental
Titel: {title}

Wir fordern den Stadtrat auf, die Brunnen im Sommer laufen zu lassen.
"""


def _imported(cli: Cli, folder: Path, text: str, name: str = "brunnen.txt") -> str:
    """Import a text into a new workspace and return what it tells."""
    (folder / name).write_text(text, "utf-8")
    ran = cli("import", str(folder / name), "-w", str(folder / "ws"))
    assert ran.exit == 0, ran.stderr
    return ran.stderr


def test_no_organisation_is_made_up(cli: Cli, tmp_path: Path) -> None:
    _imported(cli, tmp_path, TITLED.format(title="Laufende Brunnen"))
    content = load(tmp_path / "ws")
    assert content.settings.organisation.name == ""
    assert content.resolutions[0].title == "Laufende Brunnen"
    ran = cli("check", "-w", str(tmp_path / "ws"))
    assert "the organisation that publishes has no name" in ran.stderr


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Ortsverein Auental", "Ortsverein Auental"),
        ("Unterbezirksparteitag", None),
        ("Ordentliche Kreiskonferenz der Partei", None),
        (None, None),
    ],
)
def test_organisation_is_a_body_that_is_no_assembly(body: str | None, name: str | None) -> None:
    motion = motions(sort_out(read(TITLED.format(title="Brunnen").encode(), "a.txt")))[0]
    assert organisation_named([replace(motion, body=body)]) == name


def test_untitled_text_is_called_after_its_file(cli: Cli, tmp_path: Path) -> None:
    messages = _imported(cli, tmp_path, UNTITLED)
    assert load(tmp_path / "ws").resolutions[0].title == "brunnen"
    assert "“brunnen” stands for it – enter title in resolution.yaml" in messages


def test_title_is_not_asked_for_again(cli: Cli, tmp_path: Path) -> None:
    _imported(cli, tmp_path, UNTITLED)
    marked = tmp_path / "ws/sources/brunnen.marked.md"
    assert "no title was found" in cli("import", "--marked", str(marked)).stderr
    path = tmp_path / "ws/resolution.yaml"
    path.write_text(path.read_text("utf-8").replace("title: brunnen", "title: Wasser"), "utf-8")
    assert "no title was found" not in cli("import", "--marked", str(marked)).stderr


def test_strict_import_refuses_a_text_without_a_title_until_it_has_one(
    cli: Cli, tmp_path: Path
) -> None:
    text = tmp_path / "brunnen.txt"
    text.write_text(UNTITLED, "utf-8")
    ran = cli("import", "--strict", str(text), "-w", str(tmp_path / "neu"))
    assert ran.exit == Exit.CHECK
    assert "no title was found" in ran.stderr
    _imported(cli, tmp_path, UNTITLED)
    marked = str(tmp_path / "ws/sources/brunnen.marked.md")
    assert "no title was found" in cli("import", "--marked", "--strict", marked).stderr
    path = tmp_path / "ws/resolution.yaml"
    path.write_text(path.read_text("utf-8").replace("title: brunnen", "title: Wasser"), "utf-8")
    assert "no title was found" not in cli("import", "--marked", "--strict", marked).stderr


def test_long_title_is_kept(cli: Cli, tmp_path: Path) -> None:
    title = "Laufende Brunnen für " + ", ".join(f"Ortsteil {n}" for n in range(20))
    assert 200 < len(title) < LONGEST_TITLE
    messages = _imported(cli, tmp_path, TITLED.format(title=title))
    resolution = load(tmp_path / "ws").resolutions[0]
    assert resolution.title == title
    assert "is cut" not in messages


def test_title_that_is_too_long_is_cut_at_a_word_and_told(cli: Cli, tmp_path: Path) -> None:
    title = "Laufende Brunnen für " + ", ".join(f"Ortsteil {n}" for n in range(60))
    messages = _imported(cli, tmp_path, TITLED.format(title=title))
    kept = load(tmp_path / "ws").resolutions[0].title
    assert kept.endswith(" …")
    assert title.startswith(kept.removesuffix(" …"))
    assert title[len(kept.removesuffix(" …"))] in " ,"
    assert f"the title has {len(title)} characters and is cut after {LONGEST_TITLE}" in messages


def test_book_refuses_a_source_that_has_changed(cli: Cli, tmp_path: Path) -> None:
    _imported(cli, tmp_path, TITLED.format(title="Laufende Brunnen"))
    source = tmp_path / "ws/sources/brunnen.txt"
    source.write_text("Vorab.\n" + source.read_text("utf-8"), "utf-8")
    ran = cli("book", "-w", str(tmp_path / "ws"), "--out", str(tmp_path / "out"))
    assert ran.exit != 0
    assert "sources/brunnen.txt has changed since the references were made" in ran.stderr
    assert not list(tmp_path.glob("out/**/*.pdf"))
