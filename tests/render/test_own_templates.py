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


def test_block_that_the_shipped_template_does_not_have_is_told(workspace: Path) -> None:
    """Jinja would leave it out without a word."""
    extends = '{% extends "shipped/checklist/checklist.html" %}\n\n'
    with pytest.raises(RenderingError) as caught:
        checklist(workspace, extends + "{% block fot %}{% endblock %}")
    (problem,) = caught.value.problems
    assert problem.place == Place("templates/checklist/checklist.html", 3)
    assert problem.message == 'there is no block "fot" to fill in'
    assert problem.remedy == 'did you mean "foot"?'


def test_new_block_within_one_that_is_filled_in_is_right(workspace: Path) -> None:
    extends = '{% extends "shipped/checklist/checklist.html" %}'
    inner = "{% block foot %}<i>{% block mine %}Fuß{% endblock %}</i>{% endblock %}"
    assert "<i>Fuß</i>" in checklist(workspace, extends + inner)


def test_template_that_extends_itself_is_told(workspace: Path) -> None:
    with pytest.raises(RenderingError, match="includes itself"):
        checklist(workspace, '{% extends "checklist/checklist.html" %}')
