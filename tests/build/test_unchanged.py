"""Only what changed is made: files, their contents, and what a build loads."""

import dataclasses
import datetime as dt
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reports.build.builder import Failed, Made, key_of, make
from reports.build.jobs import Job, without_context
from reports.commands.options import cache_folder
from reports.content.pdf_standard import PdfStandard
from reports.content.press_profile import Press, profiles
from reports.content.workspace import load
from reports.documents.document import A5, Document, Fit, Page
from reports.documents.planning import plan_summaries
from reports.errors import Exit
from reports.render.font_faces import all_faces
from reports.storage.cache import Store
from tests.conftest import Cli
from tests.support import factories
from tests.support.factories import DAY, sample
from tests.support.short_sample import shorten

pytestmark = factories.ENGINE


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """A copy of the sample with two of its areas."""
    return shorten(workspace)


@pytest.fixture
def cache(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a new cache."""
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def _times(folder: Path) -> dict[str, int]:
    pdfs = folder.rglob("*.pdf")
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in pdfs}


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_one_changed_word_makes_only_what_prints_it(
    cli: Cli, workspace: Path, tmp_path: Path, cache: dict[str, str]
) -> None:
    out = tmp_path / "out"
    command = ["summary", "-w", workspace, "-o", out]
    assert cli(*command, env=cache).exit == Exit.DONE
    before = _times(out)
    _change(workspace / "resolution.yaml", "title: Wohnen", "title: Wohnungen")
    ran = cli(*command, env=cache)
    assert ran.exit == Exit.DONE
    after = _times(out)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"summary/overview.pdf", "summary/bereich-3.pdf"}
    assert "3 files in" in ran.stderr
    assert "1 of them as before" in ran.stderr


def test_nothing_changed_loads_no_engine_and_no_content(
    cli: Cli, workspace: Path, tmp_path: Path, cache: dict[str, str], monkeypatch: Any
) -> None:
    out = tmp_path / "out"
    arguments = ["flyer", "nachbarschaft", "-w", str(workspace), "-o", str(out)]
    assert cli(*arguments, env=cache).exit == Exit.DONE
    heavy = [
        "weasyprint",
        "jinja2",
        "pikepdf",
        "pydantic",
        "ruamel",
        "pebble",
        "reports.content.workspace",
    ]
    code = f"""
import multiprocessing, sys
import reports.cli
try:
    reports.cli.main({arguments!r})
except SystemExit:
    print([name for name in {heavy!r} if name in sys.modules])
"""
    monkeypatch.setenv("XDG_CACHE_HOME", cache["XDG_CACHE_HOME"])
    before = _times(out)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
    assert "nothing has changed" in ran.stderr
    assert _times(out) == before


def test_file_that_was_taken_away_or_changed_comes_back(
    cli: Cli, workspace: Path, tmp_path: Path, cache: dict[str, str]
) -> None:
    out = tmp_path / "out"
    command = ["flyer", "nachbarschaft", "--format", "a5,a6", "-w", workspace, "-o", out]
    assert cli(*command, env=cache).exit == Exit.DONE
    first, second = sorted(out.rglob("*.pdf"))
    pdfs = first.read_bytes(), second.read_bytes()
    first.unlink()
    second.write_bytes(b"half")
    assert cli(*command, env=cache).exit == Exit.DONE
    assert (first.read_bytes(), second.read_bytes()) == pdfs


def test_what_was_refused_is_told_again(
    cli: Cli, workspace: Path, tmp_path: Path, cache: dict[str, str]
) -> None:
    _change(workspace / "resolution.yaml", "status: adopted", "status: draft")
    command = ["flyer", "nachbarschaft", "diskussion", "-w", workspace, "-o", tmp_path / "out"]
    first, second = cli(*command, env=cache), cli(*command, env=cache)
    assert first.exit == second.exit == Exit.CONTENT
    assert first.stderr == second.stderr


def test_next_day_makes_what_prints_the_day(
    cli: Cli, workspace: Path, tmp_path: Path, cache: dict[str, str]
) -> None:
    command = ["build", "summary", "checklist", "-w", workspace, "-o", tmp_path / "out"]
    assert cli(*command, "--on", "2026-12-01", env=cache).exit == Exit.DONE
    ran = cli(*command, "--on", "2026-12-02", env=cache)
    assert "3 of them as before" in ran.stderr
    assert "/summary/" not in ran.stderr


# --- the key ----------------------------------------------------------------


PAGE = Page("<p>", ("p {}",))


def _key(document: Document, page: Page = PAGE) -> str:
    faces = all_faces(document.theme, document.languages, cache=cache_folder())
    return key_of(Job(without_context(document), page, faces))


CHANGES: dict[str, Any] = {
    "format": A5,
    "language": "en",
    "fit": Fit((7.0,)),
    "pages": 2,
    "flows": False,
    "smallest": 16.0,
    "form": True,
    "foreign": (("en", ("Safe Space",)),),
    "standard": PdfStandard.UA2,
    "press": Press(next(iter(profiles(()).values())), b"icc"),
}
"""For each field that affects the bytes by itself, another value."""

IN_PAGE = {
    "author",
    "catalogue",
    "context",
    "design",
    "light",
    "marked_draft",
    "sides",
    "style",
    "subject",
    "template",
    "theme",
    "title",
}
"""Fields whose every effect is in the HTML or its style sheets."""

ELSEWHERE = {"name", "on", "folds", "images", "weight", "personal", "required"}
"""Name, day and folds only count in files for the press, images by the names the HTML has."""


def test_all_that_shapes_the_bytes_changes_the_key() -> None:
    document = plan_summaries(sample(), ["3"], DAY).documents[0]
    fields = {field.name for field in dataclasses.fields(document)}
    assert fields == {*CHANGES, *IN_PAGE, *ELSEWHERE}
    keys = [_key(dataclasses.replace(document, **{name: new})) for name, new in CHANGES.items()]
    keys += [_key(document, Page("<p>x", ("p {}",))), _key(document, Page("<p>", ("p { }",)))]
    assert len({_key(document), *keys}) == len(keys) + 1


def test_day_and_name_count_for_the_press_alone() -> None:
    document = plan_summaries(sample(), ["3"], DAY).documents[0]
    later = dataclasses.replace(document, on=DAY + dt.timedelta(1))
    assert _key(later) == _key(document)
    press = CHANGES["press"]
    assert _key(dataclasses.replace(later, press=press)) != _key(
        dataclasses.replace(document, press=press)
    )


def test_stored_document_is_that_which_was_made(tmp_path: Path) -> None:
    store = Store(tmp_path)
    documents = plan_summaries(sample(), ["3", "4"], DAY).documents
    made_now = list(make(sample(), documents, cache_folder(), store=store))
    stored = list(make(sample(), documents, cache_folder(), store=store))
    for first, again in zip(made_now, stored, strict=True):
        assert isinstance(first, Made)
        assert isinstance(again, Made)
        assert (first.fresh, again.fresh) == (True, False)
        assert (first.pdf, first.html, first.pages) == (again.pdf, again.html, again.pages)


# --- limits -----------------------------------------------------------------


BOMBS = {
    "a word without end": f'<p style="hyphens: auto">{"donaudampfschiff" * 20_000}</p>',
    "boxes in boxes": '<div style="display: flex">' * 18 + "x" + "</div>" * 18,
    "memory": '<p style="background: repeating-linear-gradient(red 0, blue 1e-7px)">x</p>',
}
"""Bodies of pages that the engine would not finish without limits."""

LIKE_OTHERS = {"a word without end"}
"""Those that run into the same limit as another."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.soak] * (name in LIKE_OTHERS)) for name in BOMBS],
)
def test_document_without_end_is_stopped_and_named_and_the_others_are_made(
    name: str, tmp_path: Path
) -> None:
    workspace = factories.workspace_in(tmp_path)
    page = f'{{% extends "base.html" %}}{{% block body %}}{BOMBS[name]}{{% endblock %}}'
    (workspace / "templates/summary").mkdir(parents=True)
    (workspace / "templates/summary/overview.html").write_text(page)
    content = load(workspace)
    documents = plan_summaries(content, ["overview", "3", "4"], DAY).documents
    with factories.processes(2, seconds=6, megabytes=1200) as pool:
        bomb, *others = make(content, documents, cache_folder(), executor=pool)
    assert isinstance(bomb, Failed)
    assert bomb.error.exit is Exit.RENDERING
    assert str(bomb.error).startswith("summary/overview: ")
    assert "[limits]" in str(bomb.error)
    for result in others:
        assert isinstance(result, Made)
        assert result.pdf == factories.handouts()[result.document.name]


def test_job_is_read_without_the_models_of_content() -> None:
    """Loading them takes longer than laying out a page, and no worker process needs them."""
    document = plan_summaries(sample(), ["3"], DAY).documents[0]
    faces = all_faces(document.theme, document.languages, cache=cache_folder())
    job = pickle.dumps(Job(without_context(document), PAGE, faces))
    program = (
        f"import pickle, sys; pickle.loads({job!r}); print('reports.content.event' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "False", ran.stderr
