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
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.messages import _
from reports.syntax_errors import toml_words, yaml_words

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50

MAX_VALUES = 50_000
"""Keys and values in a file. A resolution of 1 MiB, set out as the sample is, has about as
many; they take less than two seconds to read."""

MAX_PROBLEMS = 100
"""Mistakes told of one file: nobody reads more at once, and a file that is no file of ours
can have one a line."""

TOO_LARGE = 10**18
"""From here on a number is text: nothing here counts so far, and a library may choke on it."""

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
    raw: Mapping[Path, str] = field(default_factory=dict)
    """How numbers, days and truth values are written: ``1.10`` is read as 1.1."""

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
        self.raw: dict[Path, str] = {}
        self.problems: list[Problem] = []

    def mark(self, node: Any) -> Place:
        """The place of a YAML node or event."""
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def problem(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _TooMuchError

    def source(self, value: Any) -> Source:
        if self.problems:
            raise ContentError(self.problems)
        return Source(self.file, value, self.values, self.keys, self.raw)


class _TooMuchError(Exception):
    """A file is too deep, or has too many values or mistakes; the problem is noted already."""


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


def _too_many(place: Place) -> Problem:
    return Problem(
        place,
        _("more than {count} keys and values").format(count=MAX_VALUES),
        _("split the file, or remove what does not belong in it"),
    )


# --- YAML -------------------------------------------------------------------


def read_yaml(data: bytes, file: str) -> Source:
    """The value of a YAML 1.2 file with the place of every key and value.

    Raises ContentError with all doubled keys, aliases and the like at once.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    text = decode(data, file)
    found = _Found(file)
    # one for each file: a %YAML directive stays in force in the object
    yaml = YAML(typ="safe")
    try:
        value = _YamlReader(yaml, text, found).read()
    except MarkedYAMLError as error:
        found.problems.append(_yaml_problem(error, file))
        value = None
    except ReaderError as error:
        found.problems.append(_character_problem(text, error.position, file))
        value = None
    except Exception:  # a stranger's file: whatever the library raises, it is damaged
        found.problems.append(Problem(Place(file), *yaml_words("")))
        value = None
    return found.source(value)


def _yaml_problem(error: Any, file: str) -> Problem:
    """What the parser reports, at the place where a person would mend it."""
    begun = error.context_mark
    what, remedy = yaml_words(
        error.problem or "", error.context or "", begun=begun.line + 1 if begun else None
    )
    # where a key was begun and no colon came, the parser names the line after it
    late = begun and "could not find expected" in (error.problem or "")
    mark = begun if late else error.problem_mark or begun
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return Problem(place, _("not valid YAML: {detail}").format(detail=what), remedy)


def _character_problem(text: str, position: int, file: str) -> Problem:
    """A character that no text has, which YAML forbids."""
    before = text[:position]
    return Problem(
        Place(file, before.count("\n") + 1, position - before.rfind("\n")),
        _("not valid YAML: {detail}").format(
            detail=_("the control character U+{code:04X} stands here").format(
                code=ord(text[position])
            )
            if position < len(text)
            else _("a control character stands here")
        ),
        _("remove control characters and save the file anew"),
    )


_MAY_BE_NO_TEXT = frozenset("+-.0123456789=<~NnTtFfYyOo")
"""What numbers, days, truth values and the like begin with, also as YAML 1.1 has them."""


class _YamlReader:
    """Turns the parser's events into plain values, noting the place of each.

    The events come one by one, so that a file that is too deep or too large is left
    before the rest of it has been read: the parser takes 20 µs for each.
    """

    def __init__(self, yaml: Any, text: str, found: _Found) -> None:
        self._yaml = yaml
        self._events = yaml.parse(text)
        self._found = found
        self._values = 0
        self._depth = 0

    def read(self) -> Any:
        value, documents = None, 0
        try:
            for event in self._events:
                name = type(event).__name__
                if name == "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        what, remedy = yaml_words("but found another document")
                        what = _("not valid YAML: {detail}").format(detail=what)
                        self._found.problem(self._found.mark(event), what, remedy)
                        return None
                elif name not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                    value = self._value(event, ())
        except _TooMuchError:
            return None
        finally:
            self._events.close()
        return value

    def _value(self, event: Any, path: Path) -> Any:
        name = type(event).__name__
        place = self._found.mark(event)
        self._found.values[path] = place
        self._count(place)
        if name == "ScalarEvent":
            return self._scalar(event, place, path)
        if name == "AliasEvent":
            what = _("an alias (*…) is not allowed")
            self._found.problem(place, what, _("write the value out in full"))
            return None
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._found.problems.append(_too_deep(place))
            raise _TooMuchError
        value = self._mapping(path) if name == "MappingStartEvent" else self._sequence(path)
        self._depth -= 1
        return value

    def _count(self, place: Place) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            self._found.problems.append(_too_many(place))
            raise _TooMuchError

    def _sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            values.append(self._value(event, (*path, len(values))))
        return values

    def _scalar(self, event: Any, place: Place, path: Path) -> Any:
        from ruamel.yaml.nodes import ScalarNode

        text: str = event.value
        tagged = event.ctag is not None and str(event.ctag) != "!"
        if not tagged and not event.implicit[0]:  # in quotation marks, or a block of text
            return text
        if not tagged and text:  # the library is slow where most values are plain words
            if text[0] not in _MAY_BE_NO_TEXT:
                return text
            if text[0] != "0" and len(text) < 18 and text.isascii() and text.isdigit():
                self._found.raw[path] = text
                return int(text)
        tag = event.ctag
        if not tagged:
            tag = self._yaml.resolver.resolve(ScalarNode, text, event.implicit)
            if str(tag) == "tag:yaml.org,2002:str":
                return text
        try:
            node = ScalarNode(tag, text, event.start_mark, event.end_mark, style=event.style)
            value = self._yaml.constructor.construct_object(node)
        except Exception:  # whatever the library raises, the text does not make such a value
            looks_like_one = not tagged and str(tag).endswith((":int", ":float", ":timestamp"))
            value = text if looks_like_one else NotImplemented  # a date like 2016-02-31
        if isinstance(value, int) and abs(value) >= TOO_LARGE:
            value = text
        if not isinstance(value, str | int | float | bool | date | datetime | None):
            what = _("a value of a kind that is not used here")
            self._found.problem(place, what, _("write plain text"))
        elif not isinstance(value, str | None):
            self._found.raw[path] = text
        return value

    def _mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            place = self._found.mark(event)
            if type(event).__name__ != "ScalarEvent":
                self._value(event, path)
                self._value(next(self._events), path)
                if type(event).__name__ != "AliasEvent":
                    what = _("a key must be plain text")
                    self._found.problem(place, what, _("write a name before the colon"))
                continue
            key = str(event.value)
            if key in values:
                self._found.problem(
                    place,
                    _('the key "{key}" stands twice').format(key=key),
                    _("remove one; the first is in line {line}").format(
                        line=self._found.keys[(*path, key)].line
                    ),
                )
                self._value(next(self._events), path)
                continue
            self._count(place)
            self._found.keys[(*path, key)] = place
            values[key] = self._value(next(self._events), (*path, key))
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
        flow = flow or bool(text[end:].partition("\n")[0].strip()) or text[start : start + 1] == '"'
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
    if (line := _line_too_deep(text)) is not None:
        raise ContentError(_too_deep(Place(file, line)))
    try:
        value = tomllib.loads(text)
    except RecursionError:
        raise ContentError(_too_deep(Place(file))) from None
    except Exception as error:  # a stranger's file: whatever the library raises, it is damaged
        what, remedy = toml_words(str(error))
        place = _place_of_toml_error(str(error), text, file)
        raise ContentError(
            Problem(place, _("not valid TOML: {detail}").format(detail=what), remedy)
        ) from None
    if _size(value) > MAX_VALUES:
        raise ContentError(_too_many(Place(file)))
    with contextlib.suppress(_TooMuchError):
        _TomlPlaces(text, found).find()
    return found.source(_with_large_numbers_as_text(value, (), found.raw))


_TOML_DOTS = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[.,=\n{}\[\]]',
    re.DOTALL,
)
"""Strings and comments, to leave them out, the dots of a key, and what a key ends at."""


def _line_too_deep(text: str) -> int | None:
    """The line of a key of too many parts, for which the library takes the square of their number.

    Brackets count as well: the library calls itself for each that is not closed.
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
    """How many keys and values there are."""
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
        self._parts = 0
        """Of all keys together: a key of fifty parts is as much work as fifty keys."""

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
        elif node.type != "string":
            self._found.raw[path] = node.text.decode()

    def _names(self, key: Any) -> list[str]:
        """The parts of a dotted key, without recursion: its tree is as deep as it is long."""
        names: list[str] = []
        waiting = [key]
        while waiting:
            node = waiting.pop()
            if node.type == "dotted_key":
                waiting += reversed(node.named_children)
            else:
                name = node.text.decode()
                if node.type != "bare_key":  # the library knows what is escaped, and is slow
                    name = next(iter(tomllib.loads(f"{name} = 0")))
                names.append(name)
        self._parts += len(names)
        if self._parts > MAX_VALUES:
            self._found.problems.append(_too_many(self._place(key)))
            raise _TooMuchError
        return names
