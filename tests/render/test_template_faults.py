"""A fault in a template is told with its line, in the user's words, and what was meant."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.context import template_names
from reports.documents.document import Document
from reports.documents.planning import plan
from reports.errors import ContentError, Place, RenderingError
from reports.render.campaign_text import Phrasing
from reports.render.templates import Writer
from tests.support.factories import sample
from tests.test_german import german

FAULTS = (
    ("{{ measure.titel }}", "", ""),
    ("{{ resoluton.title }}", 'no "resoluton"', '"resolution"'),
    ("{{ resolution.titel }}", 'no "titel"', '"title"'),
    ("{{ area.xyz }}", 'no "xyz"', "correct"),
    ("{{ resolution.areas[99].title }}", 'no "99"', "correct"),
    ("{{ area.title | set_txt }}", 'no filter "set_txt"', '"set_text"'),
    ("{% if area is definde %}{% endif %}", 'no test "definde"', '"defined"'),
    ("{% if area %}", 'block "if" is not closed', "{% endif %}"),
    ("{% fro x in area %}{% endfor %}", 'no tag "fro"', '"from"'),
    ("{% for x in [] %}{% endif %}", 'block "for" is not closed', "{% endfor %}"),
    ("{{ area.title", "not closed", "close it"),
    ("{{ area.title }", '"}" does not fit', "braces"),
    ("{{ area.title) }}", '")" does not fit', "braces"),
    ("{{ }}", "a value is missing", "write one"),
    ("{% %}", "name of a tag", "write one"),
    ("{# x", "not closed", "close it"),
    ("{{ area..title }}", "a value is missing", "write one"),
    ("{{ 'x' }", '"}" does not fit', "braces"),
    ("{{ area title }}", '"title" does not fit', "braces"),
    ("{% set a-b = 1 %}", '"-" does not fit', "braces"),
    ("{% block x %}{% endblock %}{% block x %}{% endblock %}", '"x" stands twice', "its own"),
    ("{% block a-b %}{% endblock %}", "signs that it cannot have", "letters"),
    ("{% include 'macro.html' %}", "not found", '"macros.html"'),
    ("{% include 'qqqqqqqqq' %}", "not found", "correct its name"),
    ("{% import 'macros.html' as m %}{{ m.nothing() }}", 'no "nothing"', "correct"),
    ("{{ 1 / 0 }}", "division by zero", "if"),
    ("{{ 1 + 'x' }}", "used as something that it is not", "added"),
    ("{{ range(999999999) | length }}", "too large", "smaller"),
    ("{{ area.model_copy() }}", "only read values", "take it out"),
    ("{{ area.__class__.__mro__ }}", "only read values", "take it out"),
    ("{{ {}.update({'a': 1}) }}", "only read values", "take it out"),
    ("{% trans %}{{ a + b }}{% endtrans %}", "", ""),
    ("{{ area.title | round }}", "used as something that it is not", "filters"),
    ("{{ area }}", '"area" cannot be printed as a whole', "{{ area.title }}"),
    ("{{ addressees }}", "a list cannot be printed", "{% for … in addressees %}"),
    ("{{ addressees['bund'] }}", "cannot be printed as a whole", ".name }}"),
    ("{{ area.measures }}", "a list cannot be printed", "{% for … in area.measures %}"),
    ("{{ names }}", "a list cannot be printed", '{{ names|join(", ") }}'),
    ("{{ area.measures|join(', ') }}", "cannot be printed as a whole", "title"),
    ("{{ area.lines }}", '"area.lines" cannot be printed', "{{ area.lines|line_reference }}"),
    ("{{ document.form }}", "yes or no", "{% if document.form %}"),
    ("{% macro m() %}{% endmacro %}{{ m }}", '"m" cannot be printed as a whole', "{{ m(…) }}"),
    ("{% debug %}", 'no tag "debug"', "take it out"),
    ("{% if area %}{% debug %}{% endif %}", 'no tag "debug"', "take it out"),
    ("{% for a in names %}{% break %}{% endfor %}", 'no tag "break"', "take it out"),
    ("{% endif %}", '"endif" stands where none', "take it out"),
    ("{{ area.lines | batch }}", "used as something that it is not", "filters"),
)


IN_A_MACRO = """{% from 'macros.html' import measure_text with context %}
{% for measure in area.measures %}{{ measure_text(mesure, names) }}{% endfor %}"""
"""A name that a macro of another file would fail on."""

MISSPELT = (
    ('{% import "macros.html" as pieces %}\n{{ peices.logo }}', 3, '"pieces"'),
    ("{% for measure in area.measures %}\n{{ meassure.title }}\n{% endfor %}", 3, '"measure"'),
    ("{% for measure in area.measures %}\n{{ measure.titel }}\n{% endfor %}", 3, '"title"'),
    ("{% for measure in area.mesures %}\n{% endfor %}", 2, '"measures"'),
    ("{% if area.measures[0].\nquoet %}{% endif %}", 3, '"quote"'),
    ("{{ area.lines.frist }}", 2, '"first"'),
    ("{{ area.measures | map(attribute='titel') | join }}", 2, '"title"'),
    ("{{ measures_by_addressee[0].adressee }}", 2, '"addressee"'),
    ("{{ document.titel }}", 2, '"title"'),
    ("{{ document.theme.color }}", 2, '"colour"'),
    (IN_A_MACRO, 3, '"measure"'),
    ("{% macro head(measure) %}\n{{ measur.title }}{% endmacro %}{{ head(1) }}", 3, '"measure"'),
    ("{% block body %}\n{{ ressolution }}\n{% endblock %}", 3, '"resolution"'),
    ("\n\n{{ area.title|long_dat }}", 4, '"long_date"'),
)
"""A template, the line of the file in which a name is misspelt, and what was meant."""


def summary(workspace: Path, template: str) -> tuple[Content, Document]:
    """Return a summary whose template is ``template``, after one line of its own."""
    path = workspace / "templates" / "summary" / "summary.html"
    path.parent.mkdir(parents=True)
    path.write_text(f"<p>\n{template}", encoding="utf-8")
    content = dataclasses.replace(sample(), root=workspace)
    (*_, document) = plan(content, [Kind.SUMMARY], on=content.events[0].start.date()).documents
    return content, document


def test_names_of_the_summary_are_what_the_faults_go_by(workspace: Path) -> None:
    _content, document = summary(workspace, "")
    assert {"resolution", "area"} <= set(template_names(document.context))


@pytest.mark.parametrize(("template", "message", "remedy"), FAULTS)
def test_fault_of_a_template_is_told_at_its_line(
    template: str, message: str, remedy: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, document = summary(workspace, template)
    writer = Writer(content.root)
    if not message:
        monkeypatch.setenv("LANGUAGE", "de")
        with pytest.raises(RenderingError) as caught:
            writer.write(document)
        german(str(caught.value).replace("{% end", "{% "))
        return
    with pytest.raises(RenderingError) as caught:
        writer.write(document)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert remedy in problem.remedy
    if message != "not found":
        assert problem.place.file == "templates/summary/summary.html"
        assert problem.place.line in (1, 2)
    monkeypatch.setenv("LANGUAGE", "de")
    with pytest.raises(RenderingError) as caught:
        Writer(content.root).write(document)
    german(_without_names(str(caught.value)))


@pytest.mark.parametrize(("template", "line", "meant"), MISSPELT)
def test_misspelt_name_is_told_in_the_line_in_which_it_is_written(
    template: str, line: int, meant: str, workspace: Path
) -> None:
    content, document = summary(workspace, template)
    with pytest.raises(RenderingError) as caught:
        Writer(content.root).write(document)
    (problem,) = caught.value.problems
    assert problem.place == Place("templates/summary/summary.html", line)
    assert problem.remedy == f"did you mean {meant}?"


CLASS_NAME = re.compile(
    r"\b(?:[A-Z][a-z]+){2,}\b|\b(?:Measure|Area|Demand|AddresseeMeasures|Context|object)\b"
)


@pytest.mark.parametrize("template", [*(case[0] for case in (*FAULTS, *MISSPELT))])
def test_no_class_of_the_program_is_named_for_a_fault(template: str, workspace: Path) -> None:
    content, document = summary(workspace, template)
    with pytest.raises(RenderingError) as caught:
        Writer(content.root).write(document)
    assert not CLASS_NAME.search(str(caught.value))


def _without_names(text: str) -> str:
    """Return a message without the names in it, which may be English."""
    parts = re.split('["„“]', text)
    words = '"'.join(parts[::2]).partition(": ")[2].replace("if oder for", "")
    return re.sub(r"{%.*?%}", "", words)


@pytest.mark.parametrize(
    ("template", "message", "remedy"),
    [
        ("{{ persn.name }}", 'line 1 of the template fails: there is no "persn" here', '"person"'),
        ("a\n{{ person.nam }}", 'line 2 of the template fails: .* no "nam"', '"name"'),
        ("{{ person.name | uper }}", 'no filter "uper"', '"upper"'),
        ("{{ nothing_like_it }}", 'no "nothing_like_it"', "README lists"),
        ("{{ person.name", "not closed", "close it"),
    ],
)
def test_fault_of_a_campaign_says_what_was_meant(
    template: str, message: str, remedy: str, workspace: Path
) -> None:
    phrasing = Phrasing(Writer(workspace))
    values = {"person": {"name": "Erika"}, "salutation": "Hallo"}
    with pytest.raises(ContentError, match=message) as caught:
        phrasing.line(template, values, Place("campaigns/brief.toml", 6, 8))
    assert remedy in caught.value.problems[0].remedy


def test_whatever_a_template_raises_is_told_without_quoting_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_text: str) -> str:
        raise RuntimeError("some words of a library")

    phrasing = Phrasing(Writer(workspace))
    phrasing._environment.filters["fails"] = fails
    monkeypatch.setenv("LANGUAGE", "de")
    with pytest.raises(ContentError) as caught:
        phrasing.line("{{ 'x' | fails }}", {}, Place("a.toml"))
    german(str(caught.value))


def test_nothing_is_printed_for_what_is_not_there(workspace: Path) -> None:
    content, document = summary(workspace, "<body>[{{ area.measures[0].deadline }}]</body>")
    assert "[]" in Writer(content.root).write(document).html


@pytest.mark.parametrize(
    ("template", "message", "remedy"),
    [
        ("<h1>Wohnen</h1>", "no whole page", '{% extends "base.html" %}'),
        ("<html><p>Wohnen</html>", "no whole page", "{% block body %}"),
        ('{% extends "base.html" %}\n\n<h1>Wohnen</h1>', "outside of blocks", "{% block body %}"),
        ('{% extends "base.html" %}\n\n{{ area.title }}', "outside of blocks", "{% block body %}"),
    ],
)
def test_template_that_makes_no_page_says_what_is_missing(
    template: str, message: str, remedy: str, workspace: Path
) -> None:
    content, document = summary(workspace, "")
    path = workspace / "templates" / "summary" / "summary.html"
    path.write_text(template, encoding="utf-8")
    with pytest.raises(RenderingError) as caught:
        Writer(content.root).write(document)
    (problem,) = caught.value.problems
    assert problem.place == Place(
        "templates/summary/summary.html", 3 if "extends" in template else None
    )
    assert message in problem.message
    assert remedy in problem.remedy
