"""Text files are read with the place of everything in them, and never crash the reader."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reports import shipped_folder
from reports.content.formats.located import MAX_BYTES, MAX_DEPTH, ParsedFile
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.errors import ContentError, Place, Problem

Read = Callable[[bytes, str], ParsedFile]

READERS = pytest.mark.parametrize("read", [read_yaml, read_toml])


def problems(read: Read, text: str | bytes) -> tuple[Problem, ...]:
    """What a reader finds wrong with a text."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(ContentError) as caught:
        read(data, "file")
    return caught.value.problems


def place(read: Read, text: str, *path: str | int, key: bool = False) -> str:
    """The place of a value, as line:column."""
    place_of_value = read(text.encode(), "file").place(path, key=key)
    return f"{place_of_value.line}:{place_of_value.column}"


# --- places in YAML ---------------------------------------------------------

YAML = """\
# a comment
title: Überschrift
täter: {größe: 1, höhe: 2}
areas:
  - name: eins
    lines: [10, 200]
  - name: "zwei"
    nested:
      - - a
        - ä
      - [x, [y, z]]
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), "2:1"),
        (("title",), "2:8"),
        (("täter",), "3:8"),
        (("täter", "größe"), "3:16"),
        (("täter", "höhe"), "3:25"),
        (("areas",), "5:3"),
        (("areas", 0), "5:5"),
        (("areas", 0, "name"), "5:11"),
        (("areas", 0, "lines"), "6:12"),
        (("areas", 0, "lines", 1), "6:17"),
        (("areas", 1, "name"), "7:11"),
        (("areas", 1, "nested", 0, 1), "10:11"),
        (("areas", 1, "nested", 1, 1, 1), "11:17"),
    ],
)
def test_yaml_value_has_its_line_and_column(path: tuple[str | int, ...], expected: str) -> None:
    assert place(read_yaml, YAML, *path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("title",), "2:1"),
        (("täter", "höhe"), "3:19"),
        (("areas", 0, "lines"), "6:5"),
        (("areas", 1, "nested"), "8:5"),
    ],
)
def test_yaml_key_has_its_line_and_column(path: tuple[str | int, ...], expected: str) -> None:
    assert place(read_yaml, YAML, *path, key=True) == expected


def test_what_is_not_there_is_placed_at_the_nearest_value_around_it() -> None:
    assert place(read_yaml, YAML, "areas", 1, "lines", 0) == "7:5"
    assert place(read_yaml, YAML, "missing") == "2:1"


def test_place_names_the_file() -> None:
    assert str(read_yaml(b"a: 1", "data/a.yaml").place(("a",))) == "data/a.yaml:1:4"


# --- places in TOML ---------------------------------------------------------

TOML = """\
# Über allem
name = "Ü"
"ä" = { "größe" = 1, "b c" = [2, 3] }
a.b.c = 4

[table]
key = "value"
list = [
  "x", # comment
  "y",
]

[table.inner]
'quoted key' = true

[[many]]
id = 1

[[many]]
id = 2
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("name",), "2:8"),
        (("ä",), "3:7"),
        (("ä", "größe"), "3:19"),
        (("ä", "b c", 1), "3:34"),
        (("a", "b", "c"), "4:9"),
        (("table",), "6:2"),
        (("table", "key"), "7:7"),
        (("table", "list", 1), "10:3"),
        (("table", "inner"), "13:2"),
        (("table", "inner", "quoted key"), "14:16"),
        (("many", 0, "id"), "17:6"),
        (("many", 1, "id"), "20:6"),
    ],
)
def test_toml_value_has_its_line_and_column(path: tuple[str | int, ...], expected: str) -> None:
    assert place(read_toml, TOML, *path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("name",), "2:1"),
        (("ä", "b c"), "3:22"),
        (("a", "b", "c"), "4:1"),
        (("table", "inner"), "13:2"),
        (("many", 1, "id"), "20:1"),
    ],
)
def test_toml_key_has_its_line_and_column(path: tuple[str | int, ...], expected: str) -> None:
    assert place(read_toml, TOML, *path, key=True) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param('"a\\"b" = 1\n', ('a"b',), "1:10", id="escaped quotation mark"),
        pytest.param('"\\u00e4" = 1\n', ("ä",), "1:12", id="escaped umlaut"),
        pytest.param("\"'a'\" = 1\n", ("'a'",), "1:9", id="quotation marks in the key"),
        pytest.param("[[a]]\n[[a.b]]\nx = 1\n", ("a", 0, "b", 0, "x"), "3:5", id="arrays nested"),
        pytest.param("[[a]]\n[a.b]\nx = 1\n", ("a", 0, "b", "x"), "3:5", id="table in an array"),
        pytest.param("# \u2028\n'ü' = 1\n", ("ü",), "2:7", id="line separator in a comment"),
        pytest.param("a = 1\r\n'ü' = 2\r\n", ("ü",), "2:7", id="Windows line ends"),
    ],
)
def test_toml_value_is_placed_however_it_is_written(
    text: str, path: tuple[str | int, ...], expected: str
) -> None:
    assert place(read_toml, text, *path) == expected


# --- values -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 2016-06-25", dt.date(2016, 6, 25)),
        ("a: 2026-12-08 18:30:00", dt.datetime(2026, 12, 8, 18, 30)),  # noqa: DTZ001  # local time
        ("a: 2016-02-31", "2016-02-31"),
        ("a: 2016-13-01", "2016-13-01"),
        ("a: yes", "yes"),
        ("a: true", True),
        ("a: 1.5", 1.5),
        ("a: >-\n  zwei\n  Zeilen", "zwei Zeilen"),
        ("a:", None),
    ],
)
def test_yaml_value(text: str, expected: object) -> None:
    """Each kind of value is read as YAML 1.2 has it; a day that does not exist is text."""
    assert read_yaml(text.encode(), "file").value == {"a": expected}


@READERS
def test_byte_order_mark_is_no_part_of_the_text(read: Read) -> None:
    text = "a: 1" if read is read_yaml else "a = 1"
    source = read(b"\xef\xbb\xbf" + text.encode(), "file")
    assert source.value == {"a": 1}
    assert source.place(("a",), key=True) == Place("file", 1, 1)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_empty_yaml_file_has_no_value(text: str) -> None:
    assert read_yaml(text.encode(), "file").value is None


def test_top_of_a_yaml_file_may_be_a_list() -> None:
    assert read_yaml(b"- 1\n- x\n", "file").value == [1, "x"]


def test_one_file_does_not_change_how_the_next_is_read() -> None:
    read_yaml(b"%YAML 1.1\n---\na: yes\n", "old")
    assert read_yaml(b"a: yes\n", "new").value == {"a": "yes"}


# --- refusals ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("3:1", '"a"', "line 1")]),
        ("a: 1\na: 2\na: 3\n", [("2:1", '"a"', "line 1"), ("3:1", '"a"', "line 1")]),
        ("x:\n  - b: 1\n    ü: 2\n    ü: 3\n", [("4:5", '"ü"', "line 3")]),
        ("{a: 1, a: 2}", [("1:8", '"a"', "line 1")]),
        ("a: 1\n'a': 2\n", [("2:1", '"a"', "line 1")]),
    ],
)
def test_doubled_yaml_key_is_told_with_both_places(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    reported = problems(read_yaml, text)
    assert [f"{problem.place.line}:{problem.place.column}" for problem in reported] == [
        at for at, *_ in expected
    ]
    for problem, (_at, key, first) in zip(reported, expected, strict=True):
        assert key in problem.message
        assert problem.remedy.endswith(first)


def test_same_key_in_two_places_is_not_doubled() -> None:
    assert read_yaml(b"a: {x: 1}\nb: {x: 2}\n", "file").value == {"a": {"x": 1}, "b": {"x": 2}}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: &x 1\nb: *x\n", ["2:4"]),
        ("a: &x [1]\nb: [*x, *x]\n", ["2:5", "2:9"]),
        ("a: &x {k: 1}\nb:\n  <<: *x\n", ["3:7"]),
        ("a: &x [*x]\n", ["1:8"]),
    ],
)
def test_every_yaml_alias_is_refused(text: str, places: list[str]) -> None:
    reported = problems(read_yaml, text)
    assert [f"{problem.place.line}:{problem.place.column}" for problem in reported] == places
    assert all("alias" in problem.message for problem in reported)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\n\tb: 2\n", 2, 1),
        ("a: [1, 2\nb: 3\n", 2, 2),
        ('a: "open\n', 2, 1),
        ("a: b: c\n", 1, 5),
        ("a: 1\n---\nb: 2\n", 2, 1),
        ("a: 1\n b: 2\n", 2, 3),
    ],
)
def test_yaml_mistake_is_told_with_its_place(text: str, line: int, column: int) -> None:
    (problem,) = problems(read_yaml, text)
    assert problem.place == Place("file", line, column)
    assert problem.message.startswith("not valid YAML")


@pytest.mark.parametrize("text", ["? [a]\n: b\n", "{a: 1}: b\n"])
def test_yaml_key_must_be_plain_text(text: str) -> None:
    (problem,) = problems(read_yaml, text)
    assert "key must be plain text" in problem.message
    assert problem.place.line == 1


@pytest.mark.parametrize(
    "text", ["a: !foo x", "a: !!bool x", "a: !!binary x", "a: =", "a: !!timestamp x", "a: !!seq x"]
)
def test_yaml_value_of_an_unknown_kind_is_refused_at_its_place(text: str) -> None:
    (problem,) = problems(read_yaml, f"first: 1\n{text}\n")
    assert (problem.place.line, problem.place.column) == (2, 4)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = 1\nb = \n", 2, 5),
        ("a = 1\n[t\n", 2, 3),
        ('a = "open\n', 1, 10),
        ("a = 2016-02-31\n", 1, 5),
        ("[a]\nx = 1\n[a]\n", 3, 3),
        ("a = 1\na = 2\n", 2, 6),
        pytest.param("a = 1\na = 2", 2, 6, id="doubled key, no line end"),
        pytest.param("a = 1\nb", 2, 2, id="no value, no line end"),
    ],
)
def test_toml_mistake_is_told_with_its_place(text: str, line: int, column: int) -> None:
    (problem,) = problems(read_toml, text)
    assert problem.message.startswith("not valid TOML")
    assert problem.place == Place("file", line, column)


@READERS
def test_larger_file_than_one_mebibyte_is_refused(read: Read) -> None:
    allowed = b"#" * MAX_BYTES
    read(allowed, "file")
    (problem,) = problems(read, allowed + b"#")
    assert str(problem).startswith("file: larger than 1 MiB – ")


@READERS
@pytest.mark.parametrize(
    "data", [b"# a\n# b\n# \xff\n", b"# a\n# b\n# \xe4\n", b"#\n#\n#\xed\xa0\x80"]
)
def test_what_is_not_utf8_is_refused_with_its_line(read: Read, data: bytes) -> None:
    (problem,) = problems(read, data)
    assert (problem.place.line, problem.message) == (3, "not UTF-8 text")


NESTED: dict[str, tuple[Read, Callable[[int], str]]] = {
    "YAML lists": (read_yaml, lambda n: "[" * n + "]" * n),
    "YAML mappings": (read_yaml, lambda n: "{a: " * n + "}" * n),
    "YAML dashes": (read_yaml, lambda n: "- " * n + "x"),
    "YAML key": (read_yaml, lambda n: "? " * n + "x"),
    "TOML lists": (read_toml, lambda n: "a = " + "[" * n + "]" * n),
    "TOML inline tables": (read_toml, lambda n: "a = " + "{a = " * n + "1" + "}" * n),
    "TOML dotted key": (read_toml, lambda n: "a." * n + "a = 1"),
    "TOML table": (read_toml, lambda n: "[" + "a." * n + "a]"),
}


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 10_000])
@pytest.mark.parametrize("name", NESTED)
def test_file_nested_too_deep_is_refused(name: str, depth: int) -> None:
    read, make = NESTED[name]
    assert f"nested more than {MAX_DEPTH} deep" in problems(read, make(depth))[0].message


@pytest.mark.parametrize("name", ["YAML lists", "YAML mappings", "YAML dashes", "TOML lists"])
def test_file_nested_as_deep_as_allowed_is_read(name: str) -> None:
    read, make = NESTED[name]
    assert read(make(MAX_DEPTH).encode(), "file").value


def test_whole_number_of_absurd_length_is_refused() -> None:
    assert problems(read_toml, "a = " + "1" * 5000)


# --- anything at all --------------------------------------------------------

PIECES = (
    *("- ", ": ", "? ", "[", "]", "{", "}", ", ", "\n", "\n  ", "\t", "#", " "),
    *("&a ", "*a", "!", "!!bool ", "!!float ", "!!binary ", "!!set ", "!!omap ", "!<x> ", "<<"),
    *("|", ">-", "'", '"', "\\", "%YAML 1.1\n---\n", "...", "---", "\ufeff", "\x00", "\x85"),
    *("a", "ä", "=", " = ", "a.b", "[a]\n", "[[a]]\n", "[[a.b]]\n", '"""', "'''", "\\u00e4"),
    *("2016-02-31", "0001-01-01T00:00:00+23:59", "25:61:61", "1_000", "0x", ".inf", "1e999"),
    *("9" * 5000, "\ud800", "\u2028", "\r", "\r\n", "true", "~", "12:30:45", "0o8", "1."),
)


def _mutated(name: str) -> st.SearchStrategy[str]:
    """The text of a sample's file, here and there with a piece in place of some characters."""
    text = (shipped_folder("data") / name).read_text(encoding="utf-8")
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, 12), st.sampled_from(PIECES))

    def apply(cuts: list[tuple[int, int, str]]) -> str:
        mutated = text
        for start, length, piece in cuts:
            mutated = mutated[:start] + piece + mutated[start + length :]
        return mutated

    return st.lists(cut, min_size=1, max_size=4).map(apply)


PIECED = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)

quick = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def _read_or_refuse(read: Read, text: str) -> Any:
    try:
        return read(text.encode("utf-8", "surrogatepass"), "file").value
    except ContentError as error:
        assert error.problems  # noqa: PT017  # what is refused is told
        return None


@quick
@given(st.one_of(PIECED, st.text(max_size=80), _mutated("branches.yaml")))
@example("a: !b c")
@example("a: !!bool b")
@example("a: =")
def test_any_text_is_read_as_yaml_or_refused(text: str) -> None:
    _read_or_refuse(read_yaml, text)


@quick
@given(st.one_of(PIECED, st.text(max_size=80), _mutated("handzettel.toml")))
@example("a = " + "9" * 5000)
@example("a." * 10_000 + "a = 1")
def test_any_text_is_read_as_toml_or_refused(text: str) -> None:
    _read_or_refuse(read_toml, text)


@quick
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_yaml, read_toml):
        try:
            read(data, "file")
        except ContentError as error:
            assert error.problems  # noqa: PT017  # what is refused is told


# --- nobody waits for a file that nobody wrote --------------------------------


def _megabyte(text: str, end: str = "") -> str:
    return text * (1_000_000 // len(text)) + end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: [" + _megabyte("1,", "]"), "keys and values", id="list in brackets"),
        pytest.param("a:\n" + _megabyte("- 1\n"), "keys and values", id="list"),
        pytest.param("{" + _megabyte("? a, ", "}"), "twice", id="keys"),
        pytest.param(_megabyte("["), "nested", id="open brackets"),
        pytest.param(_megabyte("? "), "nested", id="keys of keys"),
    ],
)
def test_yaml_file_of_too_many_values_is_refused_soon(text: str, expected: str) -> None:
    start = time.perf_counter()
    reported = problems(read_yaml, text)
    assert expected in reported[-1].message or expected in reported[0].message
    assert time.perf_counter() - start < 10  # it takes 2 s; a minute before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(_megabyte("a.", "a = 1"), "nested", id="parts of a key"),
        pytest.param(_megabyte('"a" . ', "a = 1"), "nested", id="quoted parts of a key"),
        pytest.param("[" + _megabyte("a.", "a]"), "nested", id="heading"),
        pytest.param("a = " + _megabyte("["), "nested", id="open brackets"),
        pytest.param("a = [" + _megabyte("1,", "]"), "keys and values", id="list"),
        pytest.param(
            "".join(f"{'a.' * 40}b{i} = 1\n" for i in range(10_000)), "keys and values", id="keys"
        ),
    ],
)
def test_toml_file_of_too_many_values_is_refused_soon(text: str, expected: str) -> None:
    start = time.perf_counter()
    (problem,) = problems(read_toml, text)
    assert expected in problem.message
    assert time.perf_counter() - start < 10  # it takes 1 s; minutes before


def test_dots_and_brackets_in_a_text_are_no_depth() -> None:
    dots = "." * 200 + "[" * 200
    text = f'a = \'{dots}\'\nb = """{dots}\n{dots}"""\n# {dots}\nc = [{"1.5, " * 99}]\n'
    assert read_toml(text.encode(), "file").value["a"] == dots


def test_a_file_of_the_largest_size_is_read() -> None:
    """Set out as the sample is, it has as many values as are allowed."""
    sample = shipped_folder("data").joinpath("resolution.yaml").read_text(encoding="utf-8")
    head, _, areas = sample.partition("areas:\n")
    text = f"{head}areas:\n{areas * (900_000 // len(areas))}"
    assert isinstance(read_yaml(text.encode(), "file").value["areas"], list)


@pytest.mark.parametrize(
    "error", [KeyError("x"), RuntimeError(), OverflowError("x"), MemoryError()]
)
def test_whatever_the_library_raises_means_a_damaged_file(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ruamel.yaml import YAML

    def parse(_self: object, _text: str) -> object:
        raise error

    monkeypatch.setattr(YAML, "parse", parse)
    (problem,) = problems(read_yaml, "a: \t1")  # a tab is left to this library
    assert problem.place == Place("file")
