"""The page that explains templates names every variable, filter and token there is."""

from __future__ import annotations

import re

import pytest

from reports import shipped_folder
from reports.documents.context import Context, attribute_types
from reports.render.filters import FILTERS
from tools.template_reference import FILTER_EXAMPLES, PAGE, TOKENS, renewed

TEXT = PAGE.read_text(encoding="utf-8")


def test_tables_are_those_of_the_program() -> None:
    """If not, run ``python tools/template_reference.py``."""
    assert renewed(TEXT) == TEXT


def test_every_kind_of_context_is_on_the_page() -> None:
    for context in Context.__subclasses__():
        names = [f"| `{name}` |" for name in attribute_types(context)]
        sections = re.split("^###? ", TEXT, flags=re.MULTILINE)
        assert any(all(name in section for name in names) for section in sections), context


def test_every_filter_is_shown_with_an_example() -> None:
    assert set(FILTER_EXAMPLES) == set(FILTERS)


@pytest.mark.parametrize("name", ["tokens", "page", "summary", "overview", "checklist", "letter"])
def test_every_token_that_the_shipped_styles_use_is_on_the_page(name: str) -> None:
    css = (shipped_folder("styles") / f"{name}.css").read_text(encoding="utf-8")
    assigned_in_templates = {"--letters", "--title", "--where"}
    own = assigned_in_templates | set(re.findall(r"[{;]\s*(--[a-z]+):", css))
    assert set(re.findall(r"var\((--[a-z]+)", css)) - own <= set(TOKENS)


def test_every_link_on_the_page_leads_to_a_heading() -> None:
    headings = {heading.lower() for heading in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}
    anchors = set(re.findall(r"\]\(#([^)]*)\)", TEXT))
    assert anchors <= {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings}
