"""Whatever is made, its finished pages are looked at before it is handed out."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.workspace import Content, load
from reports.documents.book import book
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.planning import plan_kind, plan_summaries
from reports.errors import CheckError, Exit
from tests.conftest import Cli
from tests.support import factories, pressed
from tests.support.factories import DAY

pytestmark = factories.ENGINE

OVER_TITLE = """
h1 { position: relative }
h1::after { content: "Wohnungsbau"; position: absolute; left: 1mm; top: 0 }
"""
"""A style that prints a word over the title."""

TEMPLATE = '{% extends "base.html" %}{% block body %}<h1>Tischvorlage</h1>{% endblock %}'


def _with_style(workspace: Path, kind: str) -> Content:
    """Return a workspace's content with a style of its own for a kind."""
    style = workspace / f"styles/{kind}.css"
    style.parent.mkdir(exist_ok=True)
    shipped = (shipped_folder("styles") / style.name).read_text("utf-8")
    style.write_text(shipped + OVER_TITLE, "utf-8")
    return load(workspace)


def _short_book(content: Content) -> Document:
    (resolution,) = content.resolutions
    return book(content, [resolution.model_copy(update={"areas": resolution.areas[3:4]})], DAY)


DOCUMENTS: dict[str, Callable[[Content], Sequence[Document]]] = {
    "summary": lambda content: plan_summaries(content, ["3"], DAY).documents,
    "flyer": lambda content: plan_flyers(content, ["nachbarschaft"], ["de"], DAY, ["a6"]).documents,
    "book": lambda content: [_short_book(content)],
    "letter": lambda content: [
        factories.letter_to(name, number, content)
        for number, name in enumerate(["Ada Ä", "Kim & Co", "Erika Mustermann", "Olga Muster"])
    ],
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_page_that_cannot_be_read_is_no_document_of_any_kind(workspace: Path, kind: str) -> None:
    content = _with_style(workspace, kind)
    documents = list(DOCUMENTS[kind](content))
    results = list(make(content, documents, cache_folder()))
    assert len(results) == len(documents) > 0
    for document, result in zip(documents, results, strict=True):
        assert isinstance(result, Failed)
        assert isinstance(result.error, CheckError)
        problem = result.error.problems[0]
        assert str(problem.place).startswith(f"{document.name}, page ")
        assert '"Wohnungsbau" is printed over "' in problem.message


def test_kind_of_a_workspace_is_looked_at_too(workspace: Path) -> None:
    folder = workspace / "kinds/blatt"
    folder.mkdir(parents=True)
    (folder / "kind.toml").write_text('title = "Blatt"\n', "utf-8")
    (folder / "template.html").write_text(TEMPLATE, "utf-8")
    (folder / "style.css").write_text(OVER_TITLE, "utf-8")
    content = load(workspace)
    documents = plan_kind(content, "blatt", [], DAY, None).documents
    (result,) = make(content, documents, cache_folder())
    assert isinstance(result, Failed)
    assert result.error.exit == Exit.CHECK


def test_type_under_the_smallest_of_a_document_is_refused() -> None:
    (document,) = plan_summaries(factories.sample(), ["3"], DAY).documents
    large = dataclasses.replace(document, smallest=16.0)
    (result,) = make(factories.sample(), [large], cache_folder())
    assert isinstance(result, Failed)
    assert "the least here is 16" in result.error.problems[0].message


def test_refused_page_is_not_written_and_others_are(workspace: Path, cli: Cli) -> None:
    _with_style(workspace, "overview")
    ran = cli("summary", "3", "overview", "-w", workspace)
    assert ran.exit == Exit.IN_PART
    assert 'summary/overview, page 1: "Wohnungsbau" is printed over "' in ran.stderr
    assert (workspace / "out/summary/bereich-3.pdf").exists()
    assert not (workspace / "out/summary/overview.pdf").exists()


def test_check_looks_at_the_pages_of_any_file(workspace: Path, cli: Cli) -> None:
    file = workspace / "fremd.pdf"
    style = "@page { margin: 20mm } p { margin: 0 } p + p { margin-top: -1.2em }"
    file.write_bytes(pressed.sheet("<p>Wohnungsbau</p><p>Stadtteile</p>", (), style, bleed=0))
    ran = cli("check", file, "-w", workspace)
    assert ran.exit == Exit.CHECK
    assert 'fremd.pdf, page 1: "Stadtteile" is printed over "Wohnungsbau"' in ran.stderr
