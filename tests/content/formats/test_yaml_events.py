"""Both parsers of YAML read a file alike, or the one for YAML 1.2 reads it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from reports.content.formats.yaml_edit import write_yaml
from reports.content.formats.yaml_events import quick_events
from tests.support import timing

ROOT = Path(__file__).parents[3]


def described(events: Iterable[Any]) -> list[Any]:
    """What the reader of files takes from events."""
    described_events: list[Any] = []
    for event in events:
        name = type(event).__name__
        place = (event.start_mark.line, event.start_mark.column)
        if name == "ScalarEvent":
            # where there is nothing, ruamel.yaml names the place at which the next thing begins
            is_nothing = event.value == "" and event.implicit[0]
            described_events.append(
                (name, () if is_nothing else place, event.value, tuple(event.implicit))
            )
        elif name.endswith("EndEvent"):
            described_events.append(name)
        elif not name.startswith(("Stream", "Document")):
            described_events.append((name, place))
    return [name for name in described_events if name not in ("StreamEndEvent", "DocumentEndEvent")]


def check(text: str) -> bool:
    """Compare both parsers of a text that the quick one reads; return whether it does."""
    events = quick_events(text)
    if events is None:
        return False
    try:
        expected = described(YAML(typ="safe").parse(text))
    except MarkedYAMLError:  # it refuses some white space that YAML allows
        return True
    assert described(events) == expected
    return True


FORM = """\
# a comment
title: Bäume für die Südstadt
number: 'A:1'
adopted: true
date: 2025-03-01
lines: [1, 120]
areas:
  - title: Grün, und dies ist eine lange Überschrift, die in einer zweiten Zeile steht, \n\
      nämlich hier
    # another comment
    measures:
      - id: "M\\u00e4rz"
        text: >-
          Die Stadt pflanzt
          Bäume.

          # Sie gießt sie.
      - id: M2
        text: |
          eine Zeile
          noch eine

names:
  - „Anna“
  - Otto: und mehr
  - 12
last: >
  Ende
"""


def test_form_of_the_program_is_read_quickly() -> None:
    """Keys, lists, folded texts, numbers, quotation marks: all that the program writes."""
    assert check(FORM)


@pytest.mark.parametrize(
    "file",
    sorted([*ROOT.glob("templates/*/*.yaml"), *ROOT.glob("data/*.yaml")]),
    ids=lambda f: f.name,
)
def test_shipped_files_are_read_alike(file: Path) -> None:
    """Quickly, and the same."""
    assert check(file.read_text(encoding="utf-8"))


LINES = st.sampled_from(
    [
        *FORM.splitlines(),
        *("", " ", "  ", "#", "a:", "a: b", "a: >", "a: |-", "- a", "- a: b", "- - a", "-", "---"),
        *(
            "a:b",
            "a : b",
            "a: b: c",
            "a: b #c",
            "a: b#c",
            "a: 'b",
            "b'",
            'a: "b',
            'c"',
            "a: [1,",
            "2]",
        ),
        *(
            "a: [1, 2]",
            "a: []",
            "a: [a]",
            "a: {}",
            "a: &x b",
            "a: *x",
            "a: !x b",
            "a: ?",
            "? a",
            "a: -",
        ),
        *(
            "a: ''",
            "a: 'it''s'",
            'a: "\\n\\u00e4"',
            'a: "\\ud83d"',
            "a: ~",
            "a: null",
            "a: 012",
            "a: >+",
        ),
        *(
            "a: >2",
            "a: \tb",
            "a: b ",
            "a:  b",
            "%YAML 1.1",
            "...",
            "ein Text",
            "– ein Text",
            "a: (b)",
        ),
        *(
            "a: \N{NO-BREAK SPACE}b",
            "a: „b“",
            "- >-",
            "- 'a'",
            "- [1]",
            "a: b c: d",
            "1: a",
            "ä: b",
        ),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "a: \tb\n",
        "%YAML 1.2\n---\na: b\n",
        "a: &x b\nc: *x\n",
        "a: !!str 1\n",
        "a: b\u2028c\n",
        "a: [b\n",
    ],
)
def test_what_yaml_1_1_reads_otherwise_is_left_to_the_other_parser(text: str) -> None:
    """Tabs, directives, aliases, tags, odd line ends; and every mistake."""
    assert not check(text)


@given(st.lists(st.tuples(st.integers(0, 3), LINES), max_size=12), st.booleans())
def test_any_lines_are_read_alike(lines: list[tuple[int, str]], ends_with_newline: bool) -> None:
    """Whatever stands in the file."""
    text = "\n".join("  " * indent + line for indent, line in lines)
    check(text + "\n" * ends_with_newline)


@given(st.integers(0, len(FORM) - 1), st.text("a :-#>|'\"[]\n&*!? \\{%", max_size=3))
def test_damaged_form_is_read_alike(place: int, inserted: str) -> None:
    """Signs that stand where they do not belong."""
    check(FORM[:place] + inserted + FORM[place:])
    check(FORM[:place] + inserted + FORM[place + 1 :])


VALUES = st.recursive(
    st.text(max_size=200) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab_"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "text", "lines"]), VALUES))
def test_written_values_are_read_alike(value: dict[str, Any]) -> None:
    """Whatever the values are."""
    check(write_yaml(value).decode())


def test_time_grows_with_the_file() -> None:
    """Four times as many measures take four times as long."""
    entry = "  - id: M1\n    lines: [1, 2]\n    text: >-\n      Die Stadt\n      baut.\n"
    growth = timing.growth(lambda size: lambda: quick_events("a:\n" + entry * size), 2000)
    assert growth < 1.4
