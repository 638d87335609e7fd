"""Write YAML, and change a file so that the rest of it stays as somebody wrote it."""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from reports.content.formats.located import Path, decode
from reports.content.formats.yaml_file import read_yaml
from reports.errors import ContentError, Place, Problem
from reports.i18n import _

_FOLD = 88
"""Characters in a line of a file that is written, as in the sample."""

_LONGEST_PLAIN = 64
"""Characters of a text that has room in a line, beside its key and indent."""

_NOT_AS_IT_IS = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that must be escaped: YAML 1.2 (5.1) forbids them, or readers break lines there."""

_NOT_FOLDED = re.compile(r"\A\s|\s\Z|[ \t]{2}|[ \t]\n|\n[ \t]|\n\n|\t")
"""White space that is lost if a text is folded into lines."""

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+")
"""Numbers in YAML 1.2 (10.3.2); the library knows those of 1.1, and takes some for texts."""

_LIST_BELOW_ITS_KEY = re.compile(r"^( *)[^\s#-][^#\n]*:\n\1- ", re.MULTILINE)
"""A list that stands as far to the left as its key."""


def write_yaml(value: Any) -> bytes:
    """Return a file with a value: long texts folded, ranges in a line.

    Reading it gives an equal value. A text that would not survive folding is written in
    quotation marks with escapes.
    """
    import yaml

    form = {"width": _FOLD, "allow_unicode": True, "sort_keys": False, "encoding": "utf-8"}
    written: bytes = yaml.dump(value, Dumper=_dumper(), **form)
    return written


@cache
def _dumper() -> Any:
    """Return the class that writes values: by libyaml, where the library comes with it.

    It is forty times as fast as ruamel.yaml, which takes two seconds for 700 measures. Its lists
    stand below their key, not right of it.
    """
    import yaml

    library: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(library):  # type: ignore[misc]  # the library has no types
        def ignore_aliases(self, _data: Any) -> bool:
            return True  # the same value twice is written twice

    def write_text(dumper: Any, text: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))

    def write_list(dumper: Any, entries: list[Any]) -> Any:
        numbers = all(isinstance(entry, int) for entry in entries)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", entries, flow_style=numbers)

    Dumper.add_representer(str, write_text)
    Dumper.add_representer(list, write_list)
    return Dumper


def _style(text: str) -> str | None:
    """Return how a text is written: folded, in quotation marks, or as the library chooses."""
    folded = "\n" in text or len(text) > _LONGEST_PLAIN
    if _NOT_AS_IT_IS.search(text) or (folded and _NOT_FOLDED.search(text)):
        return '"'
    if folded:
        return ">"
    return "'" if _NUMBER.fullmatch(text) else None


def _quoted(value: Any) -> str:
    """Return a value in one line, texts in double quotation marks (YAML 1.2, 7.3.1)."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return _NOT_AS_IT_IS.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def extend_yaml(data: bytes, path: Path, entries: Sequence[Any]) -> bytes:
    """Return a YAML file with more entries at the end of a list; all other bytes stay.

    Raises ContentError if the list is written in a way that cannot be extended.
    """
    from ruamel.yaml import YAML

    expected = read_yaml(data, "").value
    parent: Any = expected
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = [*(parent[path[-1]] or []), *entries]
    text = decode(data, "")
    node, key, column, _flow = _node_at(YAML(typ="safe").compose(text), path)
    for start, end, new in _extensions(text, node, key, column, entries):
        newline = "\r\n" if "\r\n" in text else "\n"
        extended = text[:start] + new.replace("\n", newline) + text[end:]
        written = codecs.BOM_UTF8 * data.startswith(codecs.BOM_UTF8) + extended.encode()
        with contextlib.suppress(ContentError):
            if read_yaml(written, "").value == expected:
                return written
    place = Place("", node.start_mark.line + 1)
    message = _("entries cannot be added here")
    raise ContentError(Problem(place, message, _("write it as a list")))


def _extensions(
    text: str, node: Any, key: Any, column: int, entries: Sequence[Any]
) -> Iterator[tuple[int, int, str]]:
    """Yield ways to write entries at the end of a list: start and end of a span, and its new text.

    The first that gives the right value is taken.
    """
    in_flow = ", ".join(map(_quoted, entries))
    if node.id == "sequence" and node.flow_style and node.value:
        end = node.end_mark.index - 1  # its bracket
        yield end, end, f", {in_flow}"
        yield end, end, f" {in_flow}"  # the last entry has a comma
        return
    if node.id == "sequence" and not node.flow_style:
        end = _end(node, text)
        end += len(text[end:].partition("\n")[0].rstrip("\r"))  # after a comment in the same line
        block = _block(entries, node.start_mark.column)
        yield end, end, f"\n{block}"
        end = node.end_mark.index  # the last entry is a text with empty lines at its end
        yield end, end, f"{block}\n"
        return
    # there is nothing, or an empty list
    start = text.index(":", key.end_mark.index) + 1 if key is not None else node.start_mark.index
    yield start, max(start, _end(node, text)), f"\n{_block(entries, column + 2)}"


def _block(entries: Sequence[Any], column: int) -> str:
    """Return entries of a list, each in lines of its own."""
    lines = write_yaml(list(entries)).decode().rstrip("\n").split("\n")
    return "\n".join(f"{' ' * column}{line}" if line else "" for line in lines)


def rewrite_yaml(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a YAML file after a function has changed its value in place; comments stay.

    The function gets mappings and lists that keep the comments of their entries as long as it
    moves them and does not copy them. Raises ContentError if the file cannot be read.
    """
    from ruamel.yaml import YAML

    text = decode(data, "")
    read_yaml(data, "")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _FOLD
    if not _LIST_BELOW_ITS_KEY.search(text):
        yaml.indent(mapping=2, sequence=4, offset=2)
    value = yaml.load(text)
    change(value)
    out = io.BytesIO()
    yaml.dump(value, out)
    plain = _plain(value)
    with contextlib.suppress(ContentError):
        if read_yaml(out.getvalue(), "").value == plain:
            return out.getvalue()
    return write_yaml(plain)


def ranges_in_line(value: Any) -> Any:
    """Return a value for `rewrite_yaml` whose lists of numbers stand in one line: "[12, 16]"."""
    from ruamel.yaml.comments import CommentedSeq

    if isinstance(value, dict):
        return {key: ranges_in_line(inner) for key, inner in value.items()}
    if isinstance(value, list):
        entries = CommentedSeq(map(ranges_in_line, value))
        if all(isinstance(entry, int) for entry in value):
            entries.fa.set_flow_style()
        return entries
    return value


def _plain(value: Any) -> Any:
    """Return a value without the library's own types."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def edit_yaml(data: bytes, changes: Mapping[Path, Any]) -> bytes:
    """Return a YAML file with other values at some paths; all other bytes stay.

    Raises ContentError if a path leads nowhere, or the file cannot be read.
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
            # there is no value, or it stands in lines of its own
            start = text.index(":", before.end_mark.index) + 1
            end = start if empty else end
        # where a comment follows in the line, the value must end before it
        flow = flow or bool(text[end:].partition("\n")[0].strip()) or text[start : start + 1] == '"'
        gap = " " if text[:start].endswith(":") else ""
        spans.append((start, end, gap + _written(value, column, flow=flow)))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return codecs.BOM_UTF8 * data.startswith(codecs.BOM_UTF8) + text.encode()


def _node_at(root: Any, path: Path) -> tuple[Any, Any, int, bool]:
    """Return the YAML node at a path, its key, the column of its block, and if that is in flow.

    Raises ContentError if the path leads nowhere.
    """
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
    """Return where a node's text ends, before white space and comments that follow."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.id != "scalar" and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if node.id == "mapping" else last, text)
    return int(start + len(text[start:end].rstrip()))


def _written(value: Any, column: int, *, flow: bool) -> str:
    """Return a value as YAML for a block that is indented by ``column``, or in one line."""
    in_flow = _quoted(value)
    if flow or isinstance(value, dict):
        return in_flow
    written = write_yaml({"x": value})
    first, *others = written.decode().removeprefix("x: ").rstrip("\n").split("\n")
    if first == "x:" or read_yaml(written, "").value != {"x": value}:
        return in_flow
    return "\n".join([first, *(f"{' ' * column}{line}" if line else "" for line in others)])
