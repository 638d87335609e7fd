"""YAML is written so that it is read back, and changed so that the rest stays as it is."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content.formats.located import Path
from reports.content.formats.yaml_edit import edit_yaml, extend_yaml, write_yaml
from reports.content.formats.yaml_file import read_yaml
from reports.errors import ContentError

# --- writing ----------------------------------------------------------------

_ODD = st.text(" \t\n\r\x85\u2028\ufeffab:#-'\"\\.…\x07\x96\ufffe\x7f\u00ad", max_size=300)


@given(st.one_of(st.text(), _ODD, st.text(min_size=80, max_size=200)))
def test_every_text_is_read_back_as_it_was_written(text: str) -> None:
    value = {"text": text, "list": [text], "deeper": {"text": text}}
    assert read_yaml(write_yaml(value), "file").value == value
    edited = edit_yaml(b"a: 1\nb: 2\n", {("a",): text})
    assert read_yaml(edited, "file").value == {"a": text, "b": 2}


@pytest.mark.parametrize(
    "text", ["1.1", "1e3", "0o14", "yes", "2024-01-01", "~", "12:30", "=", "0x1f"]
)
def test_text_that_looks_like_another_value_stands_in_quotation_marks(text: str) -> None:
    written = write_yaml({"id": text})
    assert written == f"id: '{text}'\n".encode()


def test_ranges_stand_in_a_line_and_long_texts_below_their_key() -> None:
    words = "Die Stadt baut neue Wohnungen am Park, bis alle eine gefunden haben."
    value = {"areas": [{"lines": [12, 16], "names": ["Rat", "Amt"], "text": words, "new": True}]}
    assert write_yaml(value).decode() == (
        "areas:\n- lines: [12, 16]\n  names:\n  - Rat\n  - Amt\n"
        f"  text: >-\n    {words}\n  new: true\n"
    )


@pytest.mark.parametrize("sign", ["\x96", "\x01", "\u2028", "\ufffe", "\x07", "\x85", "\ufeff"])
def test_file_has_no_character_that_yaml_forbids(sign: str) -> None:
    assert sign not in write_yaml({"text": f"a{sign}b"}).decode()


# --- more entries in a list -------------------------------------------------

NEW: Final = {"id": "neu", "name": "Rat: neu", "aliases": ["a", "b"]}


@pytest.mark.parametrize(
    "data",
    [
        "list:\n  - id: a  # hier\n    name: 'A'   # da\n# Ende\n",
        "list:\n    - id: a",
        "# Kopf\nlist:\n- {id: a}\n\n\n",
        "list:\r\n  - id: a\r\n    name: |\r\n      b\r\n\r\n  # c\r\nmore: 1\r\n",
        "list:\n  - id: |+\n      a\n\n\n",
        "list: [{id: a}]\n",
        "list: [{id: a},] # b\n",
        "{list: [{id: a}]}",
        "list: []  # leer\nmore: 1\n",
        "list:\n",
        "list: null\nmore: 2\n",
        "\ufefflist:\n  - id: a\n",
        "more: 1\nlist:   # b\n  - id: a\n  # c\n\n# d\nlast: 2\n",
        "list:\n  - id: a\n...\n",
    ],
)
def test_entries_are_added_and_the_rest_stays_as_it_is_written(data: str) -> None:
    extended = extend_yaml(data.encode(), ("list",), [NEW]).decode()
    before = read_yaml(data.encode(), "file").value
    assert read_yaml(extended.encode(), "file").value == {
        **before,
        "list": [*(before["list"] or []), NEW],
    }
    for comment in ("# hier", "# da", "# Ende", "# Kopf", "# b", "# c", "# d", "# leer"):
        assert (comment in extended) == (comment in data)
    assert ("\r\n" in data) == ("\r\n" in extended)
    assert "'A'" in extended or "'A'" not in data


def test_entries_that_have_no_place_are_refused() -> None:
    with pytest.raises(ContentError, match="entries cannot be added here"):
        extend_yaml(b"{list: []}", ("list",), [NEW])


LONG = "Ein Text, der gefaltet wird, wo er Platz hat. " * 3 + "Ende"

# --- other values -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "value", "edited"),
    [
        ("a:   [1, 2]  # b\nc: 3\n", ("a",), [4, 5], "a:   [4, 5]  # b\nc: 3\n"),
        ("a:   {b: 1}\nc: 3\n", ("a",), {"d": 2}, 'a:   {"d": 2}\nc: 3\n'),
        ("a: [1, [2, 3]]\nc: 3\n", ("a",), "x", "a: x\nc: 3\n"),
        ("a: [1, [2, 3], 4]\n", ("a", 1), "x", 'a: [1, "x", 4]\n'),
        ("a: [1, [2, 3], 4]\n", ("a", 1), ["x"], 'a: [1, ["x"], 4]\n'),
        ("a: [\n  b\n]\n", ("a", 0), LONG, f'a: [\n  "{LONG}"\n]\n'),
        ("a:\n  - b\n  - c\n\n# d\ne: 3\n", ("a",), "x", "a: x\n\n# d\ne: 3\n"),
        ("a:\n  - {b: 1}\nc: 3\n", ("a",), "x", "a: x\nc: 3\n"),
        (
            "a:\n  - b: 1\n    c: [2, 3]\nd: 3\n",
            ("a", 0, "c"),
            [4],
            "a:\n  - b: 1\n    c: [4]\nd: 3\n",
        ),
    ],
)
def test_value_is_replaced_where_it_stands(text: str, path: Path, value: Any, edited: str) -> None:
    """One in brackets or braces keeps its place in the line; one of several lines goes."""
    assert edit_yaml(text.encode(), {path: value}).decode() == edited


@pytest.mark.parametrize("text", ["id:", "a: 1\nid:", "id: # nothing yet", "id:\n"])
def test_empty_value_at_the_end_of_a_file_is_filled_in(text: str) -> None:
    edited = edit_yaml(text.encode(), {("id",): "neu"})
    assert read_yaml(edited, "x.yaml").value["id"] == "neu"
