"""The usual YAML is the same, byte for byte, as ruamel.yaml would write it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.content.formats import yaml_edit
from reports.content.formats.plain_yaml import PlainYaml
from reports.content.formats.yaml_edit import write_yaml

WORDS = st.lists(
    st.text("aä1.:-'#, ", max_size=6) | st.sampled_from(["Wohnungsbau", "true", "2024-01-01"]),
    max_size=40,
).map(" ".join)
TEXTS = st.one_of(
    WORDS,
    st.text(),
    st.lists(WORDS, max_size=3).map("\n".join),
    st.text("+-.0123456789_eExo~=<nul", max_size=6),
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.dates() | st.lists(st.integers(), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abn_1", max_size=20), inner)
    ),
    max_leaves=12,
)


@pytest.fixture(autouse=True)
def _some_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is short enough to stand where the text in its place does."""
    monkeypatch.setattr("secrets.token_hex", lambda _size: "0")


@given(st.dictionaries(st.text("abn_1", max_size=30), VALUES))
@example({"a": "Wort " * 17 + "Wort"})
@example({"a": [{"b": "Wort " * 16 + "Wort", "c": ["Wort " * 16 + "Wort"]}]})
@example({"n": "1", "null": "a", "b": {"c": {"d": {"e": ["x: y", "- z", "", 0, [1, 2]]}}}})
@example({"a" * 60: "b" * 40, "b" * 60: ["c" * 85], "c": "ab " * 27 + "a"})
@example({"a": "x: " + "Wort " * 16 + "Wort", "b": ["x: " + "Wort " * 16, "- " + "x" * 86]})
@example({"a": [1, True], "b": [False, "a"]})
@example({"a": [list(range(40))], "b": list(range(30))})
def test_usual_values_are_written_as_by_the_library(value: dict[str, Any]) -> None:
    assert write_yaml(value).decode() == yaml_edit._by_library(value)


@pytest.mark.parametrize(
    "text",
    [
        *("Netzausbau in Sonnenberg", "1.1", "1e3", "", "ja: nein", "- a", "#a", "a #b", "a#b"),
        *(" a", "a ", "„a“", "~", "=", "<<", "null", "0x1f", "2024-02-30", "*a", "a:", "...a"),
        *("Die Stadt baut Wohnungen. " * 9 + "Ende", "a\nb", "a\u00a0b", "a\u2028b", "a\tb " * 40),
    ],
)
def test_usual_texts_need_no_library(text: str) -> None:
    """It takes twenty times as long."""
    value = {
        "title": text,
        "on": date(2025, 3, 1),
        "new": False,
        "measures": [{"id": text, "lines": [1, 2], "places": [text]}],
    }
    written = PlainYaml(88, yaml_edit._needing_quotes).written(value)
    assert written == yaml_edit._by_library(value)


@pytest.mark.parametrize(
    "value",
    [[], {}, {"a": {}}, {"a": None}, {"a": 1.5}, {1: 2}, {"a": datetime(2025, 3, 1, tzinfo=UTC)}],
)
def test_other_values_are_left_to_the_library(value: Any) -> None:
    assert PlainYaml(88, yaml_edit._needing_quotes).written(value) is None
    assert write_yaml(value).decode() == yaml_edit._by_library(value)
