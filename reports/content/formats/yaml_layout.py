"""The text of a value as YAML, in the form of the sample, made directly.

The library looks at each character in Python, several times. Here a value is written that has
nothing but what resolutions have; a value with anything else is left to the library. The bytes
are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NO_TEXT = frozenset(("null", "true", "false", "y", "n", "yes", "no", "on", "off"))
"""Words that are no texts without quotation marks in some version of YAML."""
_SAFE = re.compile(
    r"(?!.*(?:: |:$| #| $|  |\t))(?:[A-Za-z(\x80-\U0010ffff]|[1-9](?=.*(?:[^\W\d_eEtTzZ]|[eE]$))).*"
)
"""A line that needs no quotation marks, unless it is a word like "true": neither a number nor a
time has such letters."""
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""A text that would be a number without quotation marks."""
_QUOTED = re.compile(r"(?=.*(?:: |:$| #))(?!.*(?:  | $|\t|'))[A-Za-z(\x80-\U0010ffff].*")
"""A text that would be a key or a comment without quotation marks."""
_LONGEST_TOKEN = 60
"""Columns in which a text with escapes would stand alone if the library wrote it."""
_ENTRY = 2
"""Columns by which a list is set in, and its entries behind their dash."""


class OtherValueError(Exception):
    """A value has something that is left to the library."""


class YamlLayout:
    """Writes values into lines of a width."""

    def __init__(
        self, width: int, is_folded: Callable[[str], bool], quoted: Callable[[str], str | None]
    ) -> None:
        """Use functions that return whether a text is folded, and the form of one with escapes."""
        self._width = width
        self._is_folded = is_folded
        self._quoted = quoted

    def lines(self, value: dict[str, Any], indent: int = 0) -> Iterator[str]:
        """Yield the lines of a mapping. Raises OtherValueError."""
        if not value:
            raise OtherValueError
        for key, inner in value.items():
            if not _KEY.fullmatch(key) or key.lower() in _NO_TEXT:
                raise OtherValueError
            yield from self._entry(" " * indent + f"{key}:", inner, indent)

    def _entry(self, begin: str, value: Any, indent: int) -> Iterator[str]:
        """Yield a key with its value."""
        if isinstance(value, dict):
            yield begin
            yield from self.lines(value, indent + _ENTRY)
        elif (
            isinstance(value, list) and value and not all(isinstance(entry, int) for entry in value)
        ):
            yield begin
            for entry in value:
                yield from self._list_entry(entry, indent + _ENTRY)
        elif isinstance(value, str) and (escaped := self._quoted(value)):
            yield self._escaped(begin, escaped)
        elif isinstance(value, str) and self._is_folded(value):
            yield f"{begin} >-"
            yield from self._folded(value, indent + _ENTRY)
        else:
            yield from self._inline(begin, value, indent + _ENTRY)

    def _list_entry(self, value: Any, indent: int) -> Iterator[str]:
        """Yield an entry of a list, behind its dash."""
        dash = " " * indent + "-"
        if isinstance(value, dict):
            first, *others = self.lines(value, indent + _ENTRY)
            yield f"{dash} {first.lstrip()}"
            yield from others
        elif isinstance(value, str) and (escaped := self._quoted(value)):
            yield self._escaped(dash, escaped)
        elif isinstance(value, str) and not self._is_folded(value):
            yield from self._inline(dash, value, indent + _ENTRY)
        else:
            raise OtherValueError

    def _inline(self, begin: str, value: Any, indent: int) -> Iterator[str]:
        """Yield a value that stands behind its key or dash."""
        if isinstance(value, str) and _SAFE.fullmatch(value) and value.lower() not in _NO_TEXT:
            yield from self._plain(begin, value, indent)
            return
        written = f"{begin} {_written(value)}"
        if len(written) > self._width:
            raise OtherValueError
        yield written

    def _escaped(self, begin: str, escaped: str) -> str:
        """Return a text with escapes behind its key, in one line."""
        if len(begin) > self._width - _LONGEST_TOKEN:
            raise OtherValueError
        return f"{begin} {escaped}"

    def _plain(self, begin: str, text: str, indent: int) -> Iterator[str]:
        """Yield a text behind its key, with a new line before a word that does not fit in."""
        margin = " " * indent
        line = f"{begin} "
        for i, word in enumerate(text.split(" ")):
            if i and len(line) >= self._width:
                yield line
                line = margin
            elif i:
                line += " "
            if len(line) + len(word) > self._width and len(line) > indent:
                yield line
                line = margin
            line += word
        yield line

    def _folded(self, text: str, indent: int) -> Iterator[str]:
        """Yield the lines of a text that is folded: they end with the word that is too much."""
        margin = " " * indent
        for i, paragraph in enumerate(text.split("\n")):
            if i:
                yield ""
            line = margin
            for j, word in enumerate(paragraph.split(" ")):
                if j and len(line) > self._width:
                    yield line
                    line = margin
                elif j:
                    line += " "
                line += word
            yield line


def _written(value: Any) -> str:
    """Return a value that stands in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list) and value and not any(isinstance(entry, bool) for entry in value):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, str) and (_NUMBER.fullmatch(value) or _QUOTED.fullmatch(value)):
        return f"'{value}'"
    raise OtherValueError
