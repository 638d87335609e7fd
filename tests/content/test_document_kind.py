"""The settings of a kind of one's own: what they may say, and what is told of slips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reports.content.workspace import load
from reports.errors import ContentError

TEMPLATE = '{% extends "base.html" %}{% block body %}<h1>{{ document.title }}</h1>{% endblock %}'


@pytest.fixture
def kind(workspace: Path) -> Callable[[str, str], None]:
    """Return how to write a kind into a copy of the sample."""

    def write(name: str, settings: str) -> None:
        folder = workspace / "kinds" / name
        folder.mkdir(parents=True)
        (folder / "kind.toml").write_text(settings, "utf-8")
        (folder / "template.html").write_text(TEMPLATE, "utf-8")

    return write


def messages(workspace: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load(workspace)
    return "\n".join(map(str, caught.value.problems))


def test_settings_of_a_kind_are_read(workspace: Path, kind: Callable[[str, str], None]) -> None:
    kind("tischvorlage", 'title = "Vorlage: {area}"\neach = "area"\npages = 0\nlargest = 12\n')
    settings = load(workspace).kinds["tischvorlage"]
    assert (settings.each, settings.pages, settings.largest) == ("area", 0, 12)


def test_workspace_without_kinds_has_none(workspace: Path) -> None:
    assert load(workspace).kinds == {}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("", 'kinds/blatt/kind.toml:1:1: "title" is missing'),
        ('titel = "Blatt"', 'kind.toml:1:1: unknown key "titel" – did you mean "title"?'),
        ('title = "Blatt"\neach = "areas"', "kind.toml:2:8"),
        ('title = "Blatt {area}"', 'kind.toml:1:9: the title has no word "{area}" to fill in'),
        (
            'title = "Blatt {adressee}"\neach = "addressee"',
            'the title has no word "{adressee}" to fill in – did you mean "addressee"?',
        ),
        ('title = "Blatt {area.lead}"\neach = "area"', 'the title has no word "{area.lead}"'),
        ('title = "Blatt {area!r}"\neach = "area"', "a brace stands alone, or holds more"),
        ('title = "Blatt {"', "a brace stands alone"),
        ('title = "Blatt"\nsmallest = 12', "the smallest size is above the largest"),
        ('title = "Blatt"\npages = -1', 'kind.toml:2:9: "pages"'),
        ('title = "Blatt"\npages = true', 'kind.toml:2:9: "pages"'),
        ('title = "Blatt"\npages = "any"', 'kind.toml:2:9: "pages"'),
        ('title = "Blatt"\nlargest = nan', 'kind.toml:2:11: "largest"'),
        ('title = "Blatt"\nlanguage = "pl"', 'there are no fixed words for the language "pl"'),
    ],
)
def test_slip_in_the_settings_is_told_with_its_place(
    workspace: Path, kind: Callable[[str, str], None], settings: str, message: str
) -> None:
    kind("blatt", settings)
    assert message in messages(workspace)


@pytest.mark.parametrize("name", ["Blatt", "mein blatt", "flyer", "mail", "übersicht"])
def test_name_that_cannot_be_is_told(
    workspace: Path, kind: Callable[[str, str], None], name: str
) -> None:
    kind(name, 'title = "Blatt"')
    assert f'"{name}" is' in messages(workspace)


def test_kind_without_a_template_says_how_to_get_one(workspace: Path) -> None:
    folder = workspace / "kinds" / "blatt"
    folder.mkdir(parents=True)
    (folder / "kind.toml").write_text('title = "Blatt"', "utf-8")
    assert "kinds/blatt/template.html: the file is missing" in messages(workspace)


def test_folder_without_settings_is_told(workspace: Path) -> None:
    (workspace / "kinds" / "blatt").mkdir(parents=True)
    assert "kinds/blatt/kind.toml: the file is missing" in messages(workspace)


def test_kind_to_build_that_is_not_there_is_told(workspace: Path) -> None:
    settings = workspace / "handzettel.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}\n[build]\nkinds = ["sumary"]\n', "utf-8")
    assert 'there is no kind "sumary" – did you mean "summary"?' in messages(workspace)


def test_kind_to_mail_that_is_not_there_is_told(workspace: Path) -> None:
    campaign = workspace / "campaigns" / "parteitag.toml"
    text = campaign.read_text("utf-8").replace('"checklist"]', '"checklists"]')
    campaign.write_text(text, "utf-8")
    assert 'there is no kind "checklists" – did you mean "checklist"?' in messages(workspace)
