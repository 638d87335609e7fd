"""What is written directly has the bytes that the library would write."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content.formats import yaml_edit
from reports.content.formats.yaml_edit import write_yaml
from reports.content.formats.yaml_file import read_yaml

LONG = "Die Stadt stellt an jedem Weg Bänke auf, damit sich alle ausruhen können. " * 5
RESOLUTION: dict[str, Any] = {
    "id": "baenke",
    "title": "Bänke: wo sie fehlen",
    "number": "12",
    "date": date(2025, 3, 1),
    "adopted": True,
    "lines": [1, 120],
    "names": ["Anna", "1.A", "„Otto“ und andere, die hier nicht genannt sind " * 2],
    "areas": [{"title": LONG[:88], "measures": [{"text": LONG.strip(), "note": "a\n\nb"}]}],
}


def same(value: Any) -> bytes:
    """Return what is written, which is what the library writes."""
    written = write_yaml(value)
    assert written == yaml_edit._written_by_library(value)
    return written


def test_resolution_is_written_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that an import writes is of the form."""
    written = same(RESOLUTION)
    monkeypatch.setattr(yaml_edit, "_written_by_library", lambda _value: b"")
    assert write_yaml(RESOLUTION) == written


WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "Bank",
                "und",
                "a",
                "B",
                "1",
                "1.",
                "2.E",
                "007",
                "1e5",
                "2025-03-01",
                "12:30",
                "0x1f",
            ),
            *(
                "true",
                "No",
                "null",
                "~",
                "-",
                ":",
                "a:",
                ":b",
                "#",
                "#c",
                "'",
                '"',
                "„Otto“",
                "–",
                "\n",
            ),
            *(
                "",
                "[1]",
                "{",
                "&a",
                "*",
                "!",
                "|",
                ">",
                "%",
                "@",
                "`",
                "(c)",
                "?",
                "=",
                "<<",
                ".5",
                ".inf",
            ),
            *(
                "Straßenbahnhaltestellenverordnung" * 3,
                "\N{NO-BREAK SPACE}",
                "\t",
                "\x07",
                "\u2028",
                "€",
            ),
        ]
    ),
    max_size=30,
).map(" ".join)
VALUES = st.recursive(
    WORDS
    | st.text(max_size=100)
    | st.integers(-(10**9), 10**9)
    | st.booleans()
    | st.none()
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(st.integers(-9, 10**5), max_size=40)
        | st.dictionaries(
            st.sampled_from(["id", "text", "no", "x_1", "1", "ä", ""]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "text", "k" * 50]), VALUES, max_size=3))
def test_any_value_is_written_as_by_the_library(value: dict[str, Any]) -> None:
    """And read back as it was."""
    assert read_yaml(same(value), "a.yaml").value == value


@given(WORDS, st.integers(0, 4))
def test_any_text_is_written_as_by_the_library(text: str, depth: int) -> None:
    """At each depth: where a line is broken depends on where it begins."""
    value: Any = {"text": text, "texts": [text]}
    for _level in range(depth):
        value = {"a": value, "b": [value]}
    same(value)
