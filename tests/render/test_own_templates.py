"""A template of a workspace takes the place of a shipped one, or extends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.content.settings import Kind
from reports.content.workspace import load
from reports.documents.planning import plan
from reports.errors import Place, RenderingError
from reports.render.templates import Writer


def checklist(workspace: Path, template: str) -> str:
    """Return the HTML of a checklist that is made with a template of the workspace's own."""
    path = workspace / "templates/checklist/checklist.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template, encoding="utf-8")
    content = load(workspace)
    on = content.events[0].start.date()
    return Writer(workspace).write(plan(content, [Kind.CHECKLIST], on).documents[0]).html


def test_template_extends_the_shipped_one_that_it_stands_in_for(workspace: Path) -> None:
    shipped = '{% extends "shipped/checklist/checklist.html" %}'
    plain = checklist(workspace, shipped)
    foot = "{% block foot %}<footer>Fuß für {{ addressee.name }}</footer>{% endblock %}"
    changed = checklist(workspace, shipped + foot)
    assert "<footer>Fuß für Stadtrat-Fraktion</footer>" in changed
    assert changed.count("data-block") == plain.count("data-block") > 0
    assert changed.count("<footer>") == 1


def test_name_that_is_not_known_everywhere_is_not_suggested_for_itself(workspace: Path) -> None:
    with pytest.raises(RenderingError) as caught:
        checklist(workspace, "{% for part in parts %}{% endfor %}\n{{ part.basis }}")
    (problem,) = caught.value.problems
    assert problem.place == Place("templates/checklist/checklist.html", 2)
    assert problem.remedy == 'did you mean "parts"?'


def test_shipped_template_that_is_misnamed_is_told_with_what_was_meant(workspace: Path) -> None:
    with pytest.raises(RenderingError) as caught:
        checklist(workspace, '{% extends "shipped/checklist/cheklist.html" %}')
    (problem,) = caught.value.problems
    assert problem.place == Place("templates/shipped/checklist/cheklist.html")
    assert problem.remedy == 'did you mean "shipped/checklist/checklist.html"?'
