"""Text files → values that know where they stood.

Alone imports ruamel.yaml and tree-sitter. What is read may come from
strangers, so size and depth are bounded, YAML aliases are refused (they are how
a small file becomes a huge value), and a doubled key is an error.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import re
import secrets
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.messages import _

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50

_FOLD = 88
"""Characters in a line of a file that is written."""

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

    def mark(self, node: Any) -> Place:
        """The place of a YAML node or event."""
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

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


def read_yaml(data: bytes, file: str) -> Source:
    """The value of a YAML 1.2 file with the place of every key and value.

    Raises ContentError with all doubled keys, aliases and the like at once.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    text = decode(data, file)
    found = _Found(file)
    # one for each file: a %YAML directive stays in force in the object
    yaml = YAML(typ="safe")
    try:
        _bound_yaml(yaml, text, found)
        root = None if found.problems else yaml.compose(text)
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
    return found.source(None if root is None else _YamlValues(yaml, found).value(root, ()))


def _bound_yaml(yaml: Any, text: str, found: _Found) -> None:
    """Depth and aliases, seen from the flat stream of events before anything nests."""
    depth = 0
    for event in yaml.parse(text):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
        place = found.mark(event)
        if name == "AliasEvent":
            found.problem(
                place, _("an alias (*…) is not allowed"), _("write the value out in full")
            )
        if depth > MAX_DEPTH:
            found.problems.append(_too_deep(place))
            return


class _YamlValues:
    """Turns composed nodes into plain values, noting the place of each."""

    def __init__(self, yaml: Any, found: _Found) -> None:
        self._construct = yaml.constructor.construct_object
        self._found = found

    def value(self, node: Any, path: Path) -> Any:
        place = self._found.mark(node)
        self._found.values[path] = place
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, place)

    def _scalar(self, node: Any, place: Place) -> Any:
        from ruamel.yaml.error import YAMLError

        try:
            value = self._construct(node)
        except ValueError:  # a date like 2016-02-31
            return node.value
        except (YAMLError, LookupError):  # a tag such as !python/name, or one that does not fit
            value = NotImplemented
        if not isinstance(value, str | int | float | bool | date | datetime | None):
            what = _("a value of a kind that is not used here")
            self._found.problem(place, what, _("write plain text"))
        return value

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._found.mark(key_node)
            if key_node.id != "scalar":
                what = _("a key must be plain text")
                self._found.problem(place, what, _("write a name before the colon"))
                continue
            key = str(key_node.value)
            if key in values:
                self._found.problem(
                    place,
                    _('the key "{key}" stands twice').format(key=key),
                    _("remove one; the first is in line {line}").format(
                        line=self._found.keys[(*path, key)].line
                    ),
                )
                continue
            self._found.keys[(*path, key)] = place
            values[key] = self.value(value_node, (*path, key))
        return values


_NOT_AS_IT_IS = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML 1.2 (5.1) lets nobody write as it is, or what its readers take for a line's end."""

_NOT_FOLDED = re.compile(r"\A\s|\s\Z|[ \t]{2}|[ \t]\n|\n[ \t]|\n\n|\t")
"""White space that is lost where a text is folded into lines."""


def write_yaml(value: Any) -> bytes:
    """A file with a value, in the form the sample has: long texts folded, ranges in one line.

    What is read back is equal: a text that another form would not keep is written in
    quotation marks, with escapes, in a line of its own.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import FoldedScalarString

    quoted: dict[str, str] = {}
    token = f"quoted-{secrets.token_hex(16)}-"  # in no text; the file does not show it

    def text(value: str) -> str:
        folded = "\n" in value or len(value) > _FOLD
        if _NOT_AS_IT_IS.search(value) or (folded and _NOT_FOLDED.search(value)):
            name = f"{token}{len(quoted)}."
            # the library's own form breaks long lines where no white space is
            quoted[name] = _quoted(value)
            return name
        return FoldedScalarString(value) if folded else value

    def shaped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shaped(inner) for key, inner in value.items()}
        if isinstance(value, list):
            made = CommentedSeq(map(shaped, value))
            if all(isinstance(one, int) for one in value):
                made.fa.set_flow_style()
            return made
        return text(value) if isinstance(value, str) else value

    yaml = YAML()
    yaml.width = _FOLD
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.BytesIO()
    yaml.dump(shaped(value), out)
    written = out.getvalue().decode()
    if quoted:
        written = re.sub(f"{token}[0-9]+[.]", lambda match: quoted[match[0]], written)
    return written.encode()


def _quoted(value: Any) -> str:
    """A value in one line, texts in double quotation marks (YAML 1.2, 7.3.1)."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return _NOT_AS_IT_IS.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def extend_yaml(data: bytes, path: Path, entries: Sequence[Any]) -> bytes:
    """A YAML file with more entries at the end of a list; every other byte stays as it is.

    Raises ContentError where the file is written in a way that leaves no place for them.
    """
    from ruamel.yaml import YAML

    wanted = read_yaml(data, "").value
    grown: Any = wanted
    for step in path[:-1]:
        grown = grown[step]
    grown[path[-1]] = [*(grown[path[-1]] or []), *entries]
    text = decode(data, "")
    node, key, column, _flow = _node_at(YAML(typ="safe").compose(text), path)
    for start, end, new in _extensions(text, node, key, column, entries):
        newline = "\r\n" if "\r\n" in text else "\n"
        made = text[:start] + new.replace("\n", newline) + text[end:]
        written = codecs.BOM_UTF8 * data.startswith(codecs.BOM_UTF8) + made.encode()
        with contextlib.suppress(ContentError):
            if read_yaml(written, "").value == wanted:
                return written
    what = _("entries cannot be added here")
    raise ContentError(Problem(Place("", node.start_mark.line + 1), what, _("write it as a list")))


def _extensions(
    text: str, node: Any, key: Any, column: int, entries: Sequence[Any]
) -> Iterator[tuple[int, int, str]]:
    """Ways to write entries at the end of a list: from where to where, and what."""
    in_flow = ", ".join(map(_quoted, entries))
    if node.id == "sequence" and node.flow_style and node.value:
        end = node.end_mark.index - 1  # its bracket
        yield end, end, f", {in_flow}"
        yield end, end, f" {in_flow}"  # after a comma
        return
    if node.id == "sequence" and not node.flow_style:
        end = _end(node, text)
        end += len(text[end:].partition("\n")[0].rstrip("\r"))  # with a comment beside it
        block = _block(entries, node.start_mark.column)
        yield end, end, f"\n{block}"
        end = node.end_mark.index  # a text with empty lines at its end
        yield end, end, f"{block}\n"
        return
    # nothing, or an empty list
    start = text.index(":", key.end_mark.index) + 1 if key is not None else node.start_mark.index
    yield start, max(start, _end(node, text)), f"\n{_block(entries, column + 2)}"


def _block(entries: Sequence[Any], column: int) -> str:
    """Entries of a list in lines of their own."""
    first, *lines = write_yaml({"x": list(entries)}).decode().rstrip("\n").split("\n")
    assert first == "x:"  # entries are no numbers, which stand in one line
    return "\n".join(f"{' ' * column}{line[2:]}" if line else "" for line in lines)


def edit_yaml(data: bytes, changes: Mapping[Path, Any]) -> bytes:
    """A YAML file with other values at some paths; every other byte stays as it is.

    Raises ContentError where a path leads nowhere, or the file cannot be read.
    """
    from ruamel.yaml import YAML

    text = decode(data, "")
    read_yaml(data, "")
    root = YAML(typ="safe").compose(text)
    spans = []
    for path, value in changes.items():
        node, before, column, flow = _node_at(root, path)
        start, end = node.start_mark.index, _end(node, text)
        empty = start >= end
        if before is not None and (empty or (node.id != "scalar" and not node.flow_style)):
            # nothing stands there, or what does has lines of its own
            start = text.index(":", before.end_mark.index) + 1
            end = start if empty else end
        # a comment after it leaves no room for further lines
        flow = flow or bool(text[end:].partition("\n")[0].strip()) or text[start] == '"'
        gap = " " if text[:start].endswith(":") else ""
        spans.append((start, end, gap + _written(value, column, flow=flow)))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return codecs.BOM_UTF8 * data.startswith(codecs.BOM_UTF8) + text.encode()


def _node_at(root: Any, path: Path) -> tuple[Any, Any, int, bool]:
    """The YAML node at a path, its key, the column of its block, and whether it is in flow."""
    node, before, column, flow = root, None, 0, False
    for step in path:
        children: dict[str | int, tuple[Any, Any]] = {}
        if node is not None and node.id == "mapping":
            children = {str(key.value): (value, key) for key, value in node.value}
        elif node is not None and node.id == "sequence":
            children = {i: (value, None) for i, value in enumerate(node.value)}
        if step not in children:
            place = Place(".".join(map(str, path)))
            raise ContentError(Problem(place, _("leads nowhere"), _("the file has changed")))
        column = node.start_mark.column
        flow = flow or bool(node.flow_style)
        node, before = children[step]
    return node, before, column, flow


def _end(node: Any, text: str) -> int:
    """Where a node's text ends, without the white space and comments that follow it."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.id != "scalar" and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if node.id == "mapping" else last, text)
    return int(start + len(text[start:end].rstrip()))


def _written(value: Any, column: int, *, flow: bool) -> str:
    """A value as YAML for a block indented by some columns, or in one line."""
    in_flow = _quoted(value)
    if flow or isinstance(value, dict):
        return in_flow
    written = write_yaml({"x": value})
    first, *others = written.decode().removeprefix("x: ").rstrip("\n").split("\n")
    if first == "x:" or read_yaml(written, "").value != {"x": value}:
        return in_flow
    return "\n".join([first, *(f"{' ' * column}{line}" if line else "" for line in others)])


# --- TOML -------------------------------------------------------------------


def read_toml(data: bytes, file: str) -> Source:
    """The value of a TOML file with the place of every key and value.

    The standard library reads the values; tree-sitter's grammar knows places.
    """
    text = decode(data, file)
    found = _Found(file)
    try:
        value = tomllib.loads(text)
    except ValueError as error:  # also an integer of more digits than Python converts
        raise ContentError(
            Problem(
                _place_of_toml_error(str(error), text, file),
                _("not valid TOML: {detail}").format(detail=str(error).split(" (at ")[0]),
                _("check brackets, equals signs and quotation marks"),
            )
        ) from None
    except RecursionError:
        raise ContentError(_too_deep(Place(file))) from None
    _TomlPlaces(text, found).find()
    return found.source(value)


def _place_of_toml_error(message: str, text: str, file: str) -> Place:
    """tomllib of Python 3.11 gives the position in the message only."""
    if match := re.search(r"\(at line (\d+), column (\d+)\)", message):
        return Place(file, int(match[1]), int(match[2]))
    if "(at end of document)" in message:
        last = text.rstrip("\n").split("\n")
        return Place(file, len(last), len(last[-1]) + 1)
    return Place(file)


class _TomlPlaces:
    """Walks the syntax tree of a valid TOML text and notes where everything stands."""

    def __init__(self, text: str, found: _Found) -> None:
        self._text = text
        self._found = found
        self._lines = [line.encode() for line in text.split("\n")]
        self._elements: dict[Path, int] = {}
        """The last element so far of each array of tables."""

    def find(self) -> None:
        import tree_sitter_toml
        from tree_sitter import Language, Parser

        tree = Parser(Language(tree_sitter_toml.language())).parse(self._text.encode())
        self._found.values[()] = Place(self._found.file, 1, 1)
        for node in tree.root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _place(self, node: Any) -> Place:
        row, column = node.start_point  # the grammar counts bytes
        before = self._lines[row][:column].decode(errors="replace")
        return Place(self._found.file, row + 1, len(before) + 1)

    def _table(self, node: Any) -> None:
        head, *pairs = node.named_children
        names = self._names(head)
        base: Path = ()
        for i, name in enumerate(names, 1):
            base = (*base, name)
            if i == len(names) and node.type == "table_array_element":
                self._elements[base] = self._elements.get(base, -1) + 1
            if base in self._elements:
                base = (*base, self._elements[base])
        self._found.keys.setdefault(base, self._place(head))
        self._found.values.setdefault(base, self._place(head))
        for child in pairs:
            if child.type == "pair":
                self._pair(child, base)

    def _pair(self, node: Any, base: Path) -> None:
        key, *rest = node.named_children
        path = (*base, *self._names(key))
        self._found.keys[path] = self._place(key)
        if rest:
            self._value(rest[0], path)

    def _value(self, node: Any, path: Path) -> None:
        place = self._place(node)
        self._found.values[path] = place
        if len(path) > MAX_DEPTH:
            self._found.problems.append(_too_deep(place))
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for i, child in enumerate(items):
                self._value(child, (*path, i))
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)

    def _names(self, key: Any) -> list[str]:
        """The parts of a dotted key, without recursion: its tree is as deep as it is long."""
        names: list[str] = []
        waiting = [key]
        while waiting:
            node = waiting.pop()
            if node.type == "dotted_key":
                waiting += reversed(node.named_children)
            else:
                names.append(next(iter(tomllib.loads(f"{node.text.decode()} = 0"))))
        if len(names) > MAX_DEPTH:
            self._found.problems.append(_too_deep(self._place(key)))
            return names[:1]
        return names
