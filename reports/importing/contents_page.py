"""The contents pages of a collection: which motions they list, and which lines are theirs.

Collections repeat the contents of a chapter on the chapter's first page; these lines count, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.importing.motion_numbers import plain_number, read_number
from reports.text.source_text import Role, Sorted, Text

_TITLE = re.compile(
    r"(?:(?:Inhalt(?:e|s(?:verzeichnis|übersicht|angabe))?|Antragsübersicht|Beschlussübersicht"
    r"|Antragsverzeichnis|Verzeichnis der (?:Anträge|Beschlüsse)|Übersicht(?: der \w+)?)\s*:?)$"
)
_RUNNING_TITLE = re.compile(r"\bInhalts(?:verzeichnis|übersicht)\b")
_REFERENCE = re.compile(
    r"(?P<text>.*?\S)(?P<leader>[\s.…·_]*[.…·_]{2,}\s*|\s+)(?P<page>(?!(?:19|20)\d\d$)\d{1,4})$"
)
_LEAST_ENTRIES = 3
"""Entries in a row that make a contents page where nothing else says that it is one."""
_FURTHER_IN = 3.0
"""Millimetres by which the second line of an entry is further in."""
_LONGEST_PART = 90
"""Characters of a chapter's title among the entries."""
_FIRST_LINES = 8
"""Lines below the word "Inhalt" that are looked at for page numbers."""
_LONGEST_RUN = 2000
"""Lines of contents pages in a row; the longest of those at hand have 75."""
_MOST_WRAPPED = 8
"""Lines of an entry; the longest of 60 has seven, in a narrow column of submitters."""


@dataclass(frozen=True)
class Entry:
    """A motion that a contents page lists."""

    number: str
    text: str
    """Title, and submitter where there is one, in the order of the print."""
    line: int
    """The index of its Line."""


@dataclass(frozen=True)
class Contents:
    """What the contents pages of a file list."""

    entries: tuple[Entry, ...]
    """Each number once."""
    lines: frozenset[int]
    """The indices of their Lines."""

    def numbers(self) -> dict[str, Entry]:
        """Return the entries by their number as it is compared."""
        return {plain_number(entry.number): entry for entry in self.entries}


@dataclass(frozen=True)
class _Printed:
    """A line of the file that is not empty."""

    index: int
    text: str
    """Without its line number."""
    raw: str
    """As printed: the page numbers of a contents page may have been taken for line numbers."""
    page: int
    left: float | None
    size: float | None


def read_contents(sorted_: Sorted) -> Contents:
    """Find the contents pages of a file; empty where it has none."""
    printed = _printed(sorted_)
    entries: dict[str, Entry] = {}
    lines: set[int] = set()
    at = 0
    while at < len(printed):
        run = _Run(printed, at)
        if run.accepted():
            lines |= {line.index for line in printed[at : run.after]}
            for entry in run.entries:
                entries.setdefault(plain_number(entry.number), entry)
            at = run.after
        else:
            at += 1
    return Contents(tuple(entries.values()), frozenset(lines))


def _printed(sorted_: Sorted) -> list[_Printed]:
    text: Text = sorted_.text
    number = Role.NUMBER.value
    shown = []
    for index, (line, roles) in enumerate(zip(text.lines, sorted_.roles, strict=True)):
        printed = line.text if number not in roles else _without_numbers(line.text, roles)
        words, raw = (" ".join(part.strip(" *#|").split()) for part in (printed, line.text))
        if words:
            shown.append(_Printed(index, words, raw, line.page, line.left, line.size))
    return shown


def _without_numbers(text: str, roles: str) -> str:
    """Return a line without its line number, which is no page."""
    number = Role.NUMBER.value
    pairs = zip(text, roles, strict=True)
    return "".join(" " if role == number else sign for sign, role in pairs)


class _Run:
    """Lines in a row that may be a contents page."""

    def __init__(self, printed: Sequence[_Printed], at: int) -> None:
        self._printed = printed
        self._first = at
        self._titled = _TITLE.match(printed[at].text) is not None
        self._running = _RUNNING_TITLE.search(printed[at].text) is not None
        self._pages = 0
        self._size: float | None = None
        self.entries: list[Entry] = []
        self.after = at + (self._titled or self._running)
        if (self._titled or self._running) and not self._has_pages(at):
            self._printed = [replace(line, text=line.raw) for line in printed[: at + _LONGEST_RUN]]
        while self.after < len(printed):
            after = self._entry(self.after) or self._between(self.after)
            if after is None:
                break
            self.after = after

    def _has_pages(self, at: int) -> bool:
        """Return whether no page number of the first lines below the title was a line number."""
        below = self._printed[at + 1 : at + 1 + _FIRST_LINES]
        pages, raw_pages = (
            sum(_reference(text) is not None for text in texts)
            for texts in ([line.text for line in below], [line.raw for line in below])
        )
        return pages >= raw_pages

    def accepted(self) -> bool:
        """Return whether these lines are a contents page."""
        if self._titled or self._running:
            return self._pages > 0
        if self._pages >= _LEAST_ENTRIES and self._pages >= len(self.entries) * 0.6:
            return self._begins_with_entry()
        return self._pages > 0 and self._is_whole_page()

    def _begins_with_entry(self) -> bool:
        return _reference(self._printed[self._first].text) is not None or (
            self._entry(self._first) is not None
        )

    def _is_whole_page(self) -> bool:
        """Return whether nothing else stands on the page, as on that of a chapter."""
        first, last = self._printed[self._first], self._printed[self.after - 1]
        before = self._printed[self._first - 1] if self._first else None
        after = self._printed[self.after] if self.after < len(self._printed) else None
        if last.page == self._printed[0].page == self._printed[-1].page:
            return False
        page = (before is None or before.page != first.page) and (
            after is None or after.page != last.page or after.text.isdigit()
        )
        return page and first.page == last.page

    def _entry(self, at: int) -> int | None:
        """Return the index after a motion's entry, or after one that is none of a motion."""
        line = self._printed[at]
        number = read_number(line.text)
        if self.entries and not self._is_of_size(line):
            return None
        if number is None:
            reference = _reference(line.text)
            if reference is None or not (self._titled or self._running or self.entries):
                return None
            self._pages += 1
            return at + 1
        after, parts, referred = at, [], False
        while after < min(at + _MOST_WRAPPED, len(self._printed)):
            other = self._printed[after]
            if after > at and not self._continues(line, other, referred=referred):
                break
            reference = _reference(other.text)
            referred = referred or reference is not None
            parts.append(reference or other.text)
            after += 1
        if not referred and (self._pages or not self._titled):
            return None
        self._pages += referred
        self._size = self._size or line.size
        text = " ".join(parts)
        title = (read_number(parts[0]) or number).title
        self.entries.append(
            Entry(number.number, " ".join([title, *parts[1:]]).strip() or text, line.index)
        )
        return after

    def _is_of_size(self, line: _Printed) -> bool:
        """Return whether a line is set as the entries are."""
        if line.size is None or self._size is None:
            return True
        return abs(line.size - self._size) < 0.1 * self._size

    def _continues(self, first: _Printed, line: _Printed, *, referred: bool) -> bool:
        if line.page != first.page or read_number(line.text) or line.text.isdigit():
            return False
        if first.left is not None and line.left is not None:
            return line.left - first.left > _FURTHER_IN
        return not referred and len(line.text) < 200

    def _between(self, at: int) -> int | None:
        """Return the index after a chapter's title, a page number or a running head."""
        line = self._printed[at]
        if line.text.isdigit() or _RUNNING_TITLE.search(line.text) or _TITLE.match(line.text):
            return at + 1
        if len(line.text) > _LONGEST_PART or line.text.endswith((".", ";", ",", ":")):
            return None
        # chapters' titles: at most two before the next entry
        for after in range(at + 1, min(at + 4, len(self._printed))):
            other = self._printed[after]
            number = read_number(other.text)
            wrapped = self._printed[after : after + 4]
            if number is not None:
                referred = any(_reference(further.text) for further in wrapped)
                return at + 1 if referred else None
            if len(other.text) > _LONGEST_PART:
                return None
        return None


def _reference(text: str) -> str | None:
    """Return what stands before a page number at the end of a line; None without one."""
    match = _REFERENCE.match(text)
    if match is None:
        return None
    number = read_number(text)
    # the figures of "K 03" alone are no page
    return match["text"] if number is None or number.title else None
