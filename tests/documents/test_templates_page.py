"""The worked examples of the page about templates work as they stand there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.content.settings import Kind
from reports.content.workspace import Content, load
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan
from reports.render.templates import Writer
from tests.support import factories
from tools.template_reference import PAGE

pytestmark = factories.ENGINE

TEXT = PAGE.read_text(encoding="utf-8")
DAY = dt.date(2026, 3, 1)

EXAMPLES = dict(re.findall(r"`((?:styles|templates)/\S+)`[^`]*\n```\w+\n(.*?)```", TEXT, re.DOTALL))
"""The files of the examples by their names, each named right before its text."""


@pytest.fixture
def content(workspace: Path) -> Content:
    """Return the sample with the files of all examples, whose first event has the design."""
    for name, text in EXAMPLES.items():
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sample = load(workspace)
    (event, *others) = sample.events
    festival = event.model_copy(update={"design": "sommerfest"})
    return dataclasses.replace(sample, events=(festival, *others))


def test_all_files_of_the_examples_are_read() -> None:
    assert set(EXAMPLES) == {
        "styles/summary.add.css",
        "templates/checklist/checklist.html",
        "templates/flyer/sommerfest/style.css",
        "templates/flyer/sommerfest/flyer.html",
    }


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.endswith(".css")])
def test_selectors_and_tokens_of_the_examples_exist(name: str) -> None:
    shipped = "".join(
        path.read_text("utf-8")
        for folder in ("styles", "templates")
        for path in shipped_folder(folder).rglob("*.[ch][st][sm]*")
    )
    for word in re.findall(r"\.([a-z]+)\b(?=[^}]*{)|var\((--[a-z]+)", EXAMPLES[name]):
        assert "".join(word) in shipped or "".join(word) in ("--colour", "--tint")


def test_examples_are_printed(content: Content) -> None:
    """Each page is laid out, within its budget."""
    planned = plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents
    summary, checklist = planned[1], planned[-1]
    (flyer,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, ["a5"]).documents
    for document in (summary, checklist, flyer):
        factories.pdf_of(content, document)
    foot = f"{len(re.findall('data-block', Writer(content.root).write(checklist).html))} Punkte"
    assert foot in Writer(content.root).write(checklist).html


@pytest.mark.parametrize("name", ["a6", "a5", "a4", "a3", "dl"])
def test_design_of_the_example_has_its_word_in_every_format(name: str, content: Content) -> None:
    (flyer,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, [name]).documents
    assert "Erika Muster freut sich!" in Writer(content.root).write(flyer).html


def test_every_shipped_template_and_style_is_on_the_page() -> None:
    for path in shipped_folder("templates").rglob("*.html"):
        assert path.relative_to(shipped_folder("templates")).as_posix() in TEXT
    for path in shipped_folder("styles").glob("*.css"):
        assert f"`{path.name}`" in TEXT


def test_every_block_of_the_shipped_templates_is_on_the_page() -> None:
    blocks = {
        name
        for path in shipped_folder("templates").rglob("*.html")
        for name in re.findall(r"{% block (\w+)", path.read_text("utf-8"))
    }
    assert blocks <= set(re.findall(r"^\| `(\w+)` \| ", TEXT, re.MULTILINE))
