"""Write the usual YAML of a resolution as ruamel.yaml does, fifteen times as fast.

Usual are mappings and lists of texts, whole numbers, days, true and false, to any depth.
ruamel.yaml makes a node, events and a style of each value, and takes a second for 700 measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

_KEY = re.compile("[a-z_][a-z0-9_]{,60}")

_NOT_PLAIN = re.compile(r"---|\.\.\.|[]#,[{}&*!|>'\"%@`]|[-?:](?: |\Z)|.*(?::(?: |\Z)| #| \Z)| ")
"""Texts that mean something else in YAML unless they stand in quotation marks."""


class PlainYaml:
    """Writes mappings in lines of a given width."""

    def __init__(self, width: int, quoted: Callable[[str], str | None]) -> None:
        """Take the width, and a function that returns a text in double quotation marks.

        The function returns None for a text that does not need them.
        """
        from ruamel.yaml import YAML

        self._width = width
        self._quoted = quoted
        # the forms of numbers, dates and the like, by their first character
        self._meanings: Any = YAML().resolver.versioned_resolver

    def written(self, value: Any) -> str | None:
        """Return a file with a mapping, None if it is better left to ruamel.yaml."""
        try:
            return "".join(self._mapping(value, 0))
        except _UnusualError:
            return None

    def _mapping(self, mapping: Any, indent: int) -> Iterator[str]:
        """Yield the entries of a mapping; the first begins where the line stands."""
        if not isinstance(mapping, dict) or not mapping:
            raise _UnusualError
        before = ""
        for key, value in mapping.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key) or self._has_meaning(key):
                raise _UnusualError
            yield f"{before}{key}:"
            before = " " * indent
            if isinstance(value, dict):
                yield f"\n{before}  "
                yield from self._mapping(value, indent + 2)
            elif isinstance(value, list) and not _is_of_numbers(value):
                yield "\n"
                for entry in value:
                    yield f"{before}  -"
                    if isinstance(entry, dict):
                        yield " "
                        yield from self._mapping(entry, indent + 4)
                    else:
                        yield self._in_line(entry, indent + 3, indent + 4)
            else:
                yield self._in_line(value, indent + len(key) + 1, indent + 2)

    def _in_line(self, value: Any, column: int, indent: int) -> str:
        """Return a text, number, day or list of numbers from a column on, to the line's end."""
        if isinstance(value, str):
            written = self._text(value, column + 1, indent)
        elif isinstance(value, int) or type(value) is date:
            written = str(value).lower()  # true and false
        elif _is_of_numbers(value) and column + len(str(value)) < self._width:
            written = str(value).lower()
        else:
            raise _UnusualError
        return f" {written}\n"

    def _text(self, text: str, column: int, indent: int) -> str:
        """Return a text: folded into lines, plain, or in quotation marks."""
        if (quoted := self._quoted(text)) is not None:
            return quoted
        if "\n" in text or len(text) > self._width:
            paragraphs = (self._folded(line, indent, indent) for line in text.split("\n"))
            return ">-\n" + "\n\n".join(" " * indent + paragraph for paragraph in paragraphs)
        needs_marks = bool(_NOT_PLAIN.match(text)) or self._has_meaning(text)
        fits = column + len(text) + 2 * needs_marks <= self._width
        if "\t" in text or (needs_marks and "'" in text):
            raise _UnusualError
        if not fits and ("  " in text or text.endswith(" ")):
            raise _UnusualError
        if needs_marks:
            return f"'{self._folded(text, column + 1, indent)}'"
        return text if fits else self._broken(text, column, indent)

    def _folded(self, text: str, column: int, indent: int) -> str:
        """Return a text in lines; each ends with the first word that reaches beyond the width."""
        lines, start = [], 0
        while (end := text.find(" ", start + max(self._width - column, 0) + 1)) >= 0:
            lines.append(text[start:end])
            start, column = end + 1, indent
        return ("\n" + " " * indent).join([*lines, text[start:]])

    def _broken(self, text: str, column: int, indent: int) -> str:
        """Return a plain text in lines, each within the width; some keep the space at their end."""
        written = ""
        for word in text.split(" "):
            if written and column < self._width:
                written += " "
                column += 1
            elif written:
                column = self._width + 1
            if column + len(word) > self._width and column > indent:
                written += "\n" + " " * indent
                column = indent
            written += word
            column += len(word)
        return written

    def _has_meaning(self, text: str) -> bool:
        """Return whether a text would be read as a number, a date or the like."""
        forms = self._meanings.get(text[:1], ())
        return any(form.match(text) for _tag, form in forms)


class _UnusualError(Exception):
    """A value is not written here."""


def _is_of_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, int) for entry in value)
