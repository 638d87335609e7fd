"""A style sheet of a workspace takes the place of a shipped one, or adds to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reports.build import jobs
from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.document import Document, StyleSheet
from reports.documents.planning import plan
from reports.errors import RenderingError
from reports.render.templates import Writer
from tests.support import factories
from tests.support.short_sample import shorten

pytestmark = factories.ENGINE


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """A copy of the sample with two of its areas."""
    return shorten(workspace)


def planned(workspace: Path, kind: Kind) -> Document:
    """Return the first document of a kind."""
    content = load(workspace)
    return plan(content, [kind], on=content.events[0].start.date()).documents[0]


def sheets(workspace: Path, kind: Kind = Kind.CHECKLIST) -> list[tuple[str, str]]:
    """Return file and text of each style sheet of a kind's first document, in their order."""
    page = Writer(workspace).write(planned(workspace, kind))
    return [(sheet.file, str(sheet)) for sheet in page.styles if isinstance(sheet, StyleSheet)]


def write(workspace: Path, name: str, text: str) -> None:
    """Write a file of a workspace."""
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["tokens", "page", "checklist"])
def test_added_sheet_comes_right_after_the_shipped_one(name: str, workspace: Path) -> None:
    shipped = sheets(workspace)
    write(workspace, f"styles/{name}.add.css", "p { color: red }")
    place = [file for file, _text in shipped].index(f"styles/{name}.css")
    added = (f"styles/{name}.add.css", "p { color: red }")
    assert sheets(workspace) == [*shipped[: place + 1], added, *shipped[place + 1 :]]


def test_own_sheet_takes_the_place_of_the_shipped_one_and_can_be_added_to(workspace: Path) -> None:
    write(workspace, "styles/checklist.css", "p { color: blue }")
    write(workspace, "styles/checklist.add.css", "p { color: red }")
    assert sheets(workspace)[2:] == [
        ("styles/checklist.css", "p { color: blue }"),
        ("styles/checklist.add.css", "p { color: red }"),
    ]


def test_shipped_design_can_be_added_to(workspace: Path) -> None:
    shipped = sheets(workspace, Kind.FLYER)
    design = planned(workspace, Kind.FLYER).design
    name = f"templates/flyer/{design}/style.add.css"
    write(workspace, name, "h1 { color: red }")
    assert sheets(workspace, Kind.FLYER) == [*shipped, (name, "h1 { color: red }")]


def test_sheet_for_no_kind_changes_nothing(workspace: Path) -> None:
    shipped = sheets(workspace)
    write(workspace, "styles/summary.add.css", "p { color: red }")
    write(workspace, "styles/checklist.add.css", "")
    assert sheets(workspace) == shipped


def test_link_out_of_the_workspace_is_not_followed(workspace: Path, tmp_path: Path) -> None:
    shipped = sheets(workspace)
    outside = tmp_path / "outside.css"
    outside.write_text("p { color: red }")
    (workspace / "styles").mkdir()
    (workspace / "styles/checklist.add.css").symlink_to(outside)
    assert sheets(workspace) == shipped


def test_added_sheet_that_is_no_text_is_named(workspace: Path) -> None:
    write(workspace, "styles/checklist.add.css", "")
    (workspace / "styles/checklist.add.css").write_bytes(b"\xff\xfe")
    with pytest.raises(RenderingError, match=r"styles/checklist\.add\.css: not UTF-8 text"):
        sheets(workspace)


def pdf(workspace: Path) -> bytes:
    """Make the overview as a new run does, with the cache that all runs share."""
    jobs._writer.cache_clear()
    content = load(workspace)
    document = plan(content, [Kind.SUMMARY], dt.date(2026, 3, 1)).documents[0]
    (result,) = make(content, [document], cache_folder())
    assert isinstance(result, Made)
    return result.pdf


def test_page_is_made_anew_when_an_added_sheet_changes(workspace: Path) -> None:
    """The cache key depends on all style sheets; without the file the first page is back."""
    shipped = pdf(workspace)
    write(workspace, "styles/overview.add.css", "h1 { color: #123456 }")
    changed = pdf(workspace)
    write(workspace, "styles/overview.add.css", "h1 { color: #654321 }")
    assert len({shipped, changed, pdf(workspace)}) == 3
    (workspace / "styles/overview.add.css").unlink()
    assert pdf(workspace) == shipped
