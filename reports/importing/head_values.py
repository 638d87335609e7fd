"""Values of keys in the head of a motion: whether a key has one, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.importing.head_keys import Key, KeyLine
from reports.importing.head_lines import HeadLine, LineRoom, same_look
from reports.importing.head_titles import LONGEST_TITLE
from reports.importing.meetings import resolving_body

_VALUE_INDENT = 5.0
"""Millimetres by which the second line of a value is further in than its key."""
_VALUE_SIGNS = 2
"""The same in a text file, in signs."""
_LONGEST_CELL = 200
"""Characters of a value below its key."""
_JOINED = re.compile(r"(?:[,;/–-]|\b(?:und|sowie|der|des|von|für))$")
"""The end of a line that a name goes on after."""


class ValueLines:
    """Reads the values of keys from the lines of a head."""

    def __init__(self, lines: Sequence[HeadLine], room: LineRoom) -> None:
        self._lines = lines
        self._room = room
        # each line a paragraph, as from a word processor; lines that were set aside know no gap
        placed = any(line.line.top is not None for line in lines)
        self._paragraphs = not placed and sum(line.gap for line in lines) > len(lines) / 2

    def in_column(self, at: int, key: KeyLine) -> bool:
        """Return whether a key without a colon has its value in a column of its own."""
        line = self._lines[at]
        if len(key.value) > LONGEST_TITLE:
            return False
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if not key.value and not any(
            other.key
            for other in (*self._lines[max(0, at - 3) : at], *self._lines[at + 1 : at + 3])
        ):
            return False  # "Titel" as a title
        if following is None or following.gap or following.key:
            return not key.value or key.value[0].isupper() or not key.value[0].isalpha()
        wrapped = self._is_further_in(line, following)
        return wrapped or line.strong or line.large

    def end(self, at: int, key: KeyLine) -> int:
        """Return the index after a value's last line."""
        line = self._lines[at]
        after = at + 1
        while after < len(self._lines):
            other = self._lines[after]
            if other.key or other.tops_page or resolving_body(other.text):
                break
            if not key.value and after == at + 1 and self._is_below(key, line, other):
                after += 1
                continue
            before = self._lines[after - 1]
            if other.gap or not (
                self._is_further_in(line, other)
                or self._runs_on(before, other)
                or (same_look(before, other) and self._room.is_full(before, other))
            ):
                break
            after += 1
        return after

    def _is_below(self, key: KeyLine, line: HeadLine, other: HeadLine) -> bool:
        """Return whether a value stands below its key, as in a table's cells one by one."""
        if other.gap and not self._paragraphs:
            return False
        if not key.certain and not self._paragraphs:
            return False
        if other.motion_number and key.key is not Key.NUMBER:
            return False
        return line.line.style == other.line.style and len(other.text) < _LONGEST_CELL

    def listed(self, at: int, parts: Sequence[str]) -> list[str]:
        """Return names in lines of their own, which are several, with commas between them."""
        listed = [parts[0]]
        for i, part in enumerate(parts[1:], 1):
            before, line = self._lines[at + i - 1], self._lines[at + i]
            apart = listed[-1] and not part[:1].islower() and not self._room.is_full(before, line)
            if apart and not _JOINED.search(listed[-1]):
                listed[-1] += ","
            listed.append(part)
        return listed

    def _is_further_in(self, line: HeadLine, other: HeadLine) -> bool:
        if line.indent is None or other.indent is None:
            return False
        least = _VALUE_INDENT if line.line.left is not None else _VALUE_SIGNS
        return other.indent - line.indent >= least and not other.gap

    def _runs_on(self, before: HeadLine, line: HeadLine) -> bool:
        """Return whether a line goes on with a list or a divided word."""
        return before.text.endswith((",", "-", " und", " sowie", "/", "\N{SOFT HYPHEN}")) and (
            same_look(before, line)
        )
