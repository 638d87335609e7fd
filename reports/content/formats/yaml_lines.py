"""The events of a YAML file in the form in which this program writes its own, read by lines.

The library's parser looks at each character in Python. Most files of a workspace have one form,
in which a line tells by itself what it holds: a key with a value, an entry of a list, a line of
a folded text. Their events are those of the parser; any other file is left to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_OTHER = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that YAML forbids or gives a meaning of its own, tabs among them."""
_LINE = re.compile(r"(?P<indent> *)(?P<dash>- )?(?:(?P<key>[A-Za-z_]\w*):(?: |$))?(?P<value>.*)")
_PLAIN = re.compile(r"(?!.*(?:: |:$| #| $))[A-Za-z0-9(\x80-\U0010ffff].*")
"""A line of a text without quotation marks; it cannot be a comment or a key."""
_NUMBERS = re.compile(r"\[(?:[0-9]+(?:, [0-9]+){0,9})?\]")
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\["\\bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"')
"""With escapes that JSON has as well."""
_BLOCKS = (">", ">-", "|", "|-")
_DEEPEST = 20
"""Levels of nesting; what is deeper is not our form."""
_IS_PLAIN, _IS_QUOTED = (True, False), (False, True)


class Mark(NamedTuple):
    """A place in a file, counted from 0."""

    line: int
    column: int


@dataclass(slots=True)
class YamlEvent:
    """What stands at a place; its subclasses are named as those of the library."""

    start_mark: Mark


class MappingStartEvent(YamlEvent):
    """Keys with values begin."""


class MappingEndEvent(YamlEvent):
    """Keys with values have ended."""


class SequenceStartEvent(YamlEvent):
    """A list begins."""


class SequenceEndEvent(YamlEvent):
    """A list has ended."""


@dataclass(slots=True)
class ScalarEvent(YamlEvent):
    """A text, a number or the like."""

    value: str
    implicit: tuple[bool, bool]
    """Whether it may be a number or the like: it is not in quotation marks, nor a block."""
    ctag: None = None
    style: None = None

    @property
    def end_mark(self) -> Mark:
        """Where it begins, which is all that is needed of it."""
        return self.start_mark


def line_events(text: str) -> list[YamlEvent] | None:
    """Return the events of a file from its first value on; None if it has not our form."""
    if not text.endswith("\n") or _OTHER.search(text):
        return None
    reader = _LineReader(text)
    try:
        return [*reader.events()]
    except _OtherFormError:
        return None


class _OtherFormError(Exception):
    """The file has something that is not of our form."""


class _Parts(NamedTuple):
    """A line that is neither empty nor a comment."""

    indent: int
    dash: bool
    key: str | None
    value: str
    column: int
    """Where the value begins."""


class _LineReader:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._at = 0
        """The index of the line that comes next."""
        self._next = self._parts()

    def events(self) -> Iterator[YamlEvent]:
        """Yield the events. Raises _OtherFormError."""
        first = self._next
        if first is None or first.indent or first.dash or first.key is None:
            raise _OtherFormError
        yield from self._mapping(first, 0, 0)
        if self._next is not None:
            raise _OtherFormError

    def _parts(self) -> _Parts | None:
        """Return the next line that says something; None at the end."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            stripped = line.lstrip(" ")
            if stripped and stripped[0] != "#":
                match = _LINE.match(line)
                assert match is not None  # it matches every line
                indent, dash, key, value = match.group("indent", "dash", "key", "value")
                return _Parts(len(indent), bool(dash), key, value, match.start("value"))
            self._at += 1
        return None

    def _step(self) -> None:
        self._at += 1
        self._next = self._parts()

    def _mapping(self, parts: _Parts, indent: int, depth: int) -> Iterator[YamlEvent]:
        """Yield a mapping whose first key stands in a line, which may be a list's entry."""
        if depth > _DEEPEST:
            raise _OtherFormError
        yield MappingStartEvent(Mark(self._at, indent))
        while True:
            if parts.key is None:
                raise _OtherFormError
            yield ScalarEvent(Mark(self._at, indent), parts.key, _IS_PLAIN)
            yield from self._value(parts, indent, depth)
            following = self._next
            if following is None or following.indent < indent:
                break
            if following.indent > indent or following.dash:
                # a dash here belongs to the list that this mapping is an entry of
                raise _OtherFormError
            parts = following
        yield MappingEndEvent(Mark(self._at, 0))

    def _value(self, parts: _Parts, indent: int, depth: int) -> Iterator[YamlEvent]:
        """Yield the value of a key."""
        if parts.value:
            yield from self._scalar(parts, indent)
            return
        if self._lines[self._at].endswith(" "):
            raise _OtherFormError
        self._step()
        below = self._next
        if below is None or below.indent <= indent:
            raise _OtherFormError
        if below.dash:
            yield from self._list(below, depth + 1)
        else:
            yield from self._mapping(below, below.indent, depth + 1)

    def _list(self, first: _Parts, depth: int) -> Iterator[YamlEvent]:
        """Yield the list whose first entry stands in a line."""
        if depth > _DEEPEST:
            raise _OtherFormError
        indent = first.indent
        parts: _Parts | None = first
        yield SequenceStartEvent(Mark(self._at, indent))
        while parts is not None and parts.indent == indent and parts.dash:
            if parts.key is None:
                yield from self._scalar(parts, indent)
            else:
                yield from self._mapping(parts, indent + 2, depth + 1)
            parts = self._next
        if parts is not None and parts.indent >= indent:
            raise _OtherFormError
        yield SequenceEndEvent(Mark(self._at, 0))

    def _scalar(self, parts: _Parts, indent: int) -> Iterator[YamlEvent]:
        """Yield the value that stands in a line, or in those below it."""
        value, mark = parts.value, Mark(self._at, parts.column)
        if value in _BLOCKS and not (parts.dash and parts.key is None):
            yield ScalarEvent(mark, self._block(value, indent), _IS_QUOTED)
            return
        if _NUMBERS.fullmatch(value):
            yield SequenceStartEvent(mark)
            for number in re.finditer("[0-9]+", value):
                place = Mark(self._at, parts.column + number.start())
                yield ScalarEvent(place, number[0], _IS_PLAIN)
            yield SequenceEndEvent(mark)
        elif match := _SINGLE.fullmatch(value):
            yield ScalarEvent(mark, match[1].replace("''", "'"), _IS_QUOTED)
        elif _DOUBLE.fullmatch(value):
            yield ScalarEvent(mark, json.loads(value), _IS_QUOTED)
        else:
            yield ScalarEvent(mark, self._plain(value, indent), _IS_PLAIN)
        self._step()
        if self._next is not None and self._next.indent > indent:
            raise _OtherFormError  # the value goes on

    def _plain(self, value: str, indent: int) -> str:
        """Return a text that begins in a line, with the lines below it that are set in."""
        words = [value.rstrip(" ")]
        while (line := self._lines[self._at + 1].strip(" ")) and self._goes_on(indent):
            words.append(line)
            self._at += 1
        if not all(map(_PLAIN.fullmatch, words)) or (len(words) == 1 and value[-1] == " "):
            raise _OtherFormError
        return " ".join(words)

    def _goes_on(self, indent: int) -> bool:
        """Return whether the next line of the file is set in."""
        return self._lines[self._at + 1].startswith(" " * (indent + 1))

    def _block(self, style: str, indent: int) -> str:
        """Return the text of the lines below a key that belong to its value."""
        first = self._at + 1
        width = len(self._lines[first]) - len(self._lines[first].lstrip(" "))
        if not self._goes_on(indent) or not self._lines[first].strip():
            raise _OtherFormError
        margin = " " * width
        pieces: list[str] = []
        empty = 0
        for after in range(first, len(self._lines)):
            line = self._lines[after]
            if not line:
                empty += 1
                continue
            if not line.strip(" "):
                raise _OtherFormError
            if not line.startswith(margin):
                break
            if line[width] == " " or line[-1] == " ":
                raise _OtherFormError
            if pieces:
                breaks = empty if style[0] == ">" else empty + 1
                pieces.append("\n" * breaks or " ")
            pieces.append(line[width:])
            empty = 0
        else:
            after = len(self._lines)
        self._at = after - 1
        self._step()
        if self._next is not None and self._next.indent > indent:
            raise _OtherFormError
        return "".join(pieces) + ("" if style.endswith("-") else "\n")
