"""Read TOML files, with the place of each value."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from reports.content.formats.located import (
    MAX_DEPTH,
    MAX_VALUES,
    TOO_LARGE,
    Findings,
    ParsedFile,
    Path,
    TooMuchError,
    decode,
    too_deep,
    too_many,
)
from reports.content.formats.syntax_errors import toml_words
from reports.errors import ContentError, Place, Problem
from reports.i18n import _


def read_toml(data: bytes, file: str) -> ParsedFile:
    """Return the value of a TOML file with the place of every key and value.

    The standard library reads the values, tree-sitter their places. Raises ContentError if
    the file is not valid TOML, too large or nested too deep.
    """
    text = decode(data, file)
    findings = Findings(file)
    if (line := _line_too_deep(text)) is not None:
        raise ContentError(too_deep(Place(file, line)))
    try:
        value = tomllib.loads(text)
    except RecursionError:
        raise ContentError(too_deep(Place(file))) from None
    except Exception as error:  # a stranger's file: whatever the library raises, it is damaged
        message, remedy = toml_words(str(error))
        place = _place_of_toml_error(str(error), text, file)
        raise ContentError(
            Problem(place, _("not valid TOML: {detail}").format(detail=message), remedy)
        ) from None
    if _size(value) > MAX_VALUES:
        raise ContentError(too_many(Place(file)))
    with contextlib.suppress(TooMuchError):
        _TomlPlaces(text, findings).find()
    return findings.parsed(_with_large_numbers_as_text(value, (), findings.raw))


_TOML_DOTS = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[.,=\n{}\[\]]',
    re.DOTALL,
)
"""Strings and comments, which are passed over; the dots of keys; signs that end a key."""


def _line_too_deep(text: str) -> int | None:
    """Return the line of a key with too many parts, or of too many open brackets, if any.

    The library's time for a key is the square of the number of its parts, and it recurses
    for each bracket.
    """
    dots = brackets = 0
    for match in _TOML_DOTS.finditer(text):
        sign = match[0]
        if sign in "[{":
            brackets += 1
        elif sign in "]}":
            brackets -= 1
        if sign == ".":
            dots += 1
        elif len(sign) == 1:
            dots = 0
        if dots >= MAX_DEPTH or brackets > MAX_DEPTH:
            return text.count("\n", 0, match.start()) + 1
    return None


def _size(value: Any) -> int:
    """Return the number of keys and values within a value, itself included."""
    size, waiting = 0, [value]
    while waiting:
        inner = waiting.pop()
        size += 1
        if isinstance(inner, dict):
            size += len(inner)
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner
    return size


def _with_large_numbers_as_text(value: Any, path: Path, raw: Mapping[Path, str]) -> Any:
    """Return a copy of a value in which numbers that are too large are texts."""
    if isinstance(value, dict):
        return {
            key: _with_large_numbers_as_text(inner, (*path, key), raw)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [
            _with_large_numbers_as_text(inner, (*path, i), raw) for i, inner in enumerate(value)
        ]
    if isinstance(value, int) and abs(value) >= TOO_LARGE:
        return raw.get(path, "…")
    return value


def _place_of_toml_error(message: str, text: str, file: str) -> Place:
    """Return the place that an error of the library names in its message.

    Python 3.11 has it nowhere else.
    """
    if match := re.search(r"\(at line (\d+), column (\d+)\)", message):
        return Place(file, int(match[1]), int(match[2]))
    if "(at end of document)" in message:
        last = text.rstrip("\n").split("\n")
        return Place(file, len(last), len(last[-1]) + 1)
    return Place(file)


class _TomlPlaces:
    """Notes the places of keys and values in the syntax tree of a valid TOML text."""

    def __init__(self, text: str, findings: Findings) -> None:
        """Prepare to note the places of a text in ``findings``."""
        self._text = text
        self._findings = findings
        self._lines = [line.encode() for line in text.split("\n")]
        self._elements: dict[Path, int] = {}
        """The position of the last element so far in each array of tables."""
        self._parts = 0
        """The parts of all keys together: one key of fifty parts is as much work as fifty keys."""

    def find(self) -> None:
        """Note all places. Raises TooMuchError if there are too many."""
        import tree_sitter_toml
        from tree_sitter import Language, Parser

        tree = Parser(Language(tree_sitter_toml.language())).parse(self._text.encode())
        self._findings.values[()] = Place(self._findings.file, 1, 1)
        for node in tree.root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _place(self, node: Any) -> Place:
        """Return the place of a node; its columns are counted in characters."""
        row, column = node.start_point  # the grammar counts bytes
        before = self._lines[row][:column].decode(errors="replace")
        return Place(self._findings.file, row + 1, len(before) + 1)

    def _table(self, node: Any) -> None:
        """Note the places of a heading and of the keys below it."""
        head, *pairs = node.named_children
        names = self._names(head)
        base: Path = ()
        for i, name in enumerate(names, 1):
            base = (*base, name)
            if i == len(names) and node.type == "table_array_element":
                self._elements[base] = self._elements.get(base, -1) + 1
            if base in self._elements:
                base = (*base, self._elements[base])
        self._findings.keys.setdefault(base, self._place(head))
        self._findings.values.setdefault(base, self._place(head))
        for child in pairs:
            if child.type == "pair":
                self._pair(child, base)

    def _pair(self, node: Any, base: Path) -> None:
        """Note the places of a key and its value."""
        key, *rest = node.named_children
        path = (*base, *self._names(key))
        self._findings.keys[path] = self._place(key)
        if rest:
            self._value(rest[0], path)

    def _value(self, node: Any, path: Path) -> None:
        """Note the place of a value and of what it holds."""
        place = self._place(node)
        self._findings.values[path] = place
        if len(path) > MAX_DEPTH:
            self._findings.problems.append(too_deep(place))
        elif node.type == "array":
            entries = [child for child in node.named_children if child.type != "comment"]
            for i, child in enumerate(entries):
                self._value(child, (*path, i))
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type != "string":
            self._findings.raw[path] = node.text.decode()

    def _names(self, key: Any) -> list[str]:
        """Return the parts of a dotted key, without recursion: its tree is deep if it is long.

        Raises TooMuchError if all keys of the file have too many parts.
        """
        names: list[str] = []
        waiting = [key]
        while waiting:
            node = waiting.pop()
            if node.type == "dotted_key":
                waiting += reversed(node.named_children)
            else:
                name = node.text.decode()
                if node.type != "bare_key":  # only the library reads escapes, and it is slow
                    name = next(iter(tomllib.loads(f"{name} = 0")))
                names.append(name)
        self._parts += len(names)
        if self._parts > MAX_VALUES:
            self._findings.problems.append(too_many(self._place(key)))
            raise TooMuchError
        return names
