"""Text files → values that know where they stood.

Alone imports ruamel.yaml and tree-sitter. What is read may come from
strangers, so size and depth are bounded, YAML aliases are refused (they are how
a small file becomes a huge value), and a doubled key is an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.messages import _

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top of the file."""


@dataclass(frozen=True)
class Source:
    """A file's value and the place of each key and value in it."""

    file: str
    value: Any
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value stands (or its key); else the nearest value around it."""
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Place(self.file, 1, 1)


class _Found:
    """Places and mistakes gathered while one file is walked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def problem(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))

    def source(self, value: Any) -> Source:
        if self.problems:
            raise ContentError(self.problems)
        return Source(self.file, value, self.values, self.keys)


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file of at most 1 MiB."""
    if len(data) > MAX_BYTES:
        raise ContentError(
            Problem(
                Place(file),
                _("larger than 1 MiB"),
                _("split it or remove what does not belong in it"),
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(
            Problem(Place(file, line), _("not UTF-8 text"), _("save the file as UTF-8"))
        ) from None


def _too_deep(place: Place) -> Problem:
    return Problem(
        place,
        _("nested more than {depth} deep").format(depth=MAX_DEPTH),
        _("nothing here needs that; remove it"),
    )


# --- YAML -------------------------------------------------------------------


@lru_cache(maxsize=1)
def _yaml() -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe")


def read_yaml(data: bytes, file: str) -> Source:
    """The value of a YAML 1.2 file with the place of every key and value.

    Raises ContentError with all doubled keys, aliases and the like at once.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = decode(data, file)
    found = _Found(file)
    try:
        _bound_yaml(text, found)
        root = None if found.problems else _yaml().compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise ContentError(
            Problem(
                place,
                _("not valid YAML: {detail}").format(detail=error.problem),
                _("check indentation, colons and quotation marks"),
            )
        ) from None
    except YAMLError as error:
        raise ContentError(
            Problem(
                Place(file),
                _("not valid YAML: {detail}").format(detail=str(error).splitlines()[0]),
                _("remove control characters and save the file anew"),
            )
        ) from None
    return found.source(None if root is None else _yaml_value(root, (), found))


def _bound_yaml(text: str, found: _Found) -> None:
    """Depth and aliases, seen from the flat stream of events before anything nests."""
    depth = 0
    for event in _yaml().parse(text):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
        place = Place(found.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if name == "AliasEvent":
            found.problem(
                place, _("an alias (*…) is not allowed"), _("write the value out in full")
            )
        if depth > MAX_DEPTH:
            found.problems.append(_too_deep(place))
            return


def _yaml_value(node: Any, path: Path, found: _Found) -> Any:
    place = Place(found.file, node.start_mark.line + 1, node.start_mark.column + 1)
    found.values[path] = place
    if node.id == "mapping":
        return _yaml_mapping(node, path, found)
    if node.id == "sequence":
        return [_yaml_value(child, (*path, i), found) for i, child in enumerate(node.value)]
    try:
        value = _yaml().constructor.construct_object(node)
    except ValueError:  # a date like 2016-02-31
        value = node.value
    if not isinstance(value, str | int | float | bool | date | datetime | None):
        found.problem(place, _("a value of a kind that is not used here"), _("write plain text"))
    return value


def _yaml_mapping(node: Any, path: Path, found: _Found) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        place = Place(found.file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key_node.id != "scalar":
            found.problem(place, _("a key must be plain text"), _("write a name before the colon"))
            continue
        if key in values:
            first = found.keys[(*path, key)]
            found.problem(
                place,
                _('the key "{key}" stands twice').format(key=key),
                _("remove one; the first is in line {line}").format(line=first.line),
            )
            continue
        found.keys[(*path, key)] = place
        values[key] = _yaml_value(value_node, (*path, key), found)
    return values


# --- TOML -------------------------------------------------------------------


def read_toml(data: bytes, file: str) -> Source:
    """The value of a TOML file with the place of every key and value.

    The standard library reads the values; tree-sitter's grammar knows places.
    """
    text = decode(data, file)
    found = _Found(file)
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            Problem(
                _place_of_toml_error(str(error), file),
                _("not valid TOML: {detail}").format(detail=str(error).split(" (at ")[0]),
                _("check brackets, equals signs and quotation marks"),
            )
        ) from None
    except RecursionError:
        raise ContentError(_too_deep(Place(file))) from None
    _find_toml_places(text, found)
    return found.source(value)


def _place_of_toml_error(message: str, file: str) -> Place:
    """tomllib of Python 3.11 gives the position in the message only."""
    import re

    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    return Place(file, int(match[1]), int(match[2])) if match else Place(file)


def _find_toml_places(text: str, found: _Found) -> None:
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    def place(node: Any) -> Place:
        row, column = node.start_point
        before = lines[row].encode()[:column]  # the grammar counts bytes
        return Place(found.file, row + 1, len(before.decode(errors="replace")) + 1)

    def names(key: Any) -> Iterator[str]:
        if key.type == "dotted_key":
            for child in key.named_children:
                yield from names(child)
        else:
            yield key.text.decode().strip("\"'")

    def pair(node: Any, base: Path, depth: int) -> None:
        key, *rest = node.named_children
        path = (*base, *names(key))
        found.keys[path] = place(key)
        if rest:
            value(rest[0], path, depth + 1)

    def value(node: Any, path: Path, depth: int) -> None:
        found.values[path] = place(node)
        if depth > MAX_DEPTH:
            found.problems.append(_too_deep(place(node)))
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for i, child in enumerate(items):
                value(child, (*path, i), depth + 1)
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    pair(child, path, depth)

    lines = text.splitlines() or [""]
    counts: dict[Path, int] = {}
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    found.values[()] = Place(found.file, 1, 1)
    for node in tree.root_node.named_children:
        if node.type == "pair":
            pair(node, (), 0)
        elif node.type in ("table", "table_array_element"):
            head, *pairs = node.named_children
            base: Path = tuple(names(head))
            if node.type == "table_array_element":
                counts[base] = counts.get(base, -1) + 1
                base = (*base, counts[base])
            found.keys.setdefault(base, place(head))
            found.values.setdefault(base, place(head))
            for child in pairs:
                if child.type == "pair":
                    pair(child, base, 1)
