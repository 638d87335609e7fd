"""The rows of a source text → passages and their sentences, for the search for unheard demands.

This is a second reading of a text, on purpose apart from the one that makes the measures: an
error of that reading must not hide itself. It is coarse, since no passage is shown to anybody
but the sentences that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.text.source_text import Line, Row, Sorted

_MARKER = re.compile(
    r"(?:[-–—•*·▪◦‣∙○●■□➢►>✓\uf0a7\uf0b7]+|\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]"
    r"|\d{1,2}(?:\.\d{1,2})+)\s+"
)
"""A bullet, a number or a letter before a point."""

_ENDS_SENTENCE = re.compile(r"[.!?:;][“”\"’)\]»*_]*(?:\d{1,2}|\[\d+\])?$")

_LEADS_ON = re.compile(
    r"(?:[,–-]|\b(?:der|die|das|den|dem|des|ein\w{0,2}|und|oder|sowie|für|mit|von|zu|zum|zur|in|im"
    r"|an|am|auf|aus|bei|beim|durch|als|wie|nach|über|unter|vor|um|sich|nicht|dass|&|\+))$"
)
"""How a line ends that has more to come, however short it is."""

_SENTENCE_END = re.compile(
    r"[.!?…][“”\"’)\]»*_]{0,3}(?:\[\d+\]|[⁰¹²³⁴-⁹]{1,3})?\s+(?=[„“\"»(\[*_]?[A-ZÄÖÜ0-9–-])"
)

_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-zÄÖÜäöü]|\d{1,2}|bzw|ca|etc|evtl|ggf|inkl|insb|insbes|Abs|Art|Dr|Nr|Prof|St|Str"
    r"|usw|sog|vgl|bspw|beispielsw|Mio|Mrd|max|min|lt|gem|einschl|zzgl))\.$"
)
"""A full stop that ends a short word or a day, and no sentence."""

_REASONS = re.compile(r"(?:\w+-?)?[Bb]egründung:?$")
"""The heading of the reasons, which begins a passage also where no line is left free."""

_LONG_ROW = 220
"""Characters from which a row is a paragraph by itself, as in Markdown."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage."""

    text: str
    start: int
    """Where it begins in the passage's text."""

    @property
    def end(self) -> int:
        """Where it ends in the passage's text."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Passage:
    """Rows that belong together: a paragraph, a point of a list, a heading."""

    rows: tuple[int, ...]
    """The indices of its rows in the source."""
    text: str
    """Its words without the point's marker, words divided at a line end joined."""
    offsets: tuple[int, ...]
    """Where each row begins in the text."""
    marker: str
    """The bullet or number of a point; empty for other passages."""
    is_bold: bool
    style: str
    left: float | None
    """Millimetres from the page's left edge."""

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in their order."""
        return tuple(sentences_of(self.text))

    @property
    def is_complete(self) -> bool:
        """Whether it ends as a sentence does."""
        return _ENDS_SENTENCE.search(self.text) is not None

    def rows_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the indices of the first and last row of a part of the text."""
        within = [
            row
            for row, begin, after in zip(
                self.rows, self.offsets, [*self.offsets[1:], len(self.text) + 1], strict=True
            )
            if begin < end and start < after
        ]
        return within[0], within[-1]


def passages(source: Sorted, first: int, after: int) -> list[Passage]:
    """Return the passages of the rows from one index up to another."""
    lines = source.text.lines
    indices = [i for i in range(first, after) if source.rows[i].text.strip()]
    groups: list[list[int]] = []
    width = _Width([(source.rows[i], lines[source.rows[i].line]) for i in indices])
    for i in indices:
        row, line = source.rows[i], lines[source.rows[i].line]
        if groups:
            before = source.rows[groups[-1][-1]]
            skipped = i - groups[-1][-1] > 1
            is_next_point = _is_next_point(source.rows[groups[-1][0]].text, row.text)
            begins = is_next_point or width.begins(
                before, lines[before.line], row, line, skipped=skipped
            )
            if not source.text.paragraphs and not begins:
                groups[-1].append(i)
                continue
        groups.append([i])
    return [_passage(source, group) for group in groups]


def _is_next_point(point: str, text: str) -> bool:
    """Return whether a row begins the point after another: "3." after "2.", "•" after "•"."""
    before, after = _MARKER.match(point), _MARKER.match(text)
    if not before or not after:
        return False
    marker, following = before[0].strip(), after[0].strip()
    return counts_on(marker, following) or (marker == following and not marker[0].isalnum())


class _Width:
    """How wide the lines of a text are, and so which of them end before they are full."""

    def __init__(self, rows: Sequence[tuple[Row, Line]]) -> None:
        lengths = sorted(len(row.text) for row, _line in rows)
        rights = sorted(line.right for _row, line in rows if line.right is not None)
        self._length = lengths[len(lengths) * 9 // 10] if lengths else 0
        self._right = rights[len(rights) * 9 // 10] if rights else None

    def begins(self, before: Row, above: Line, row: Row, line: Line, *, skipped: bool) -> bool:
        """Return whether a row begins another passage than the row before it."""
        ended = _ENDS_SENTENCE.search(before.text) is not None
        small = row.text[0].islower()
        if above.bold != line.bold or above.style != line.style or _REASONS.match(row.text):
            return True
        if before.text.rstrip().endswith(":") or max(len(before.text), len(row.text)) > _LONG_ROW:
            return True
        if _MARKER.match(row.text):
            return ended or row.blank_before or skipped or self._has_room(before, above, row)
        apart = row.blank_before or skipped
        if apart and (ended or not small):
            return True
        if not self._has_room(before, above, row):
            return False
        goes_on = small and not (apart and above.page == line.page)
        return ended or not (goes_on or _LEADS_ON.search(before.text))

    def _has_room(self, before: Row, above: Line, row: Row) -> bool:
        """Return whether the first word of a row would have fitted into the line before it."""
        word = len(row.text.split()[0]) + 1
        if above.right is None or above.left is None or self._right is None:
            return len(before.text) + word + 3 < self._length
        letter = (above.right - above.left) / max(len(before.text), 1)
        return above.right + letter * (word + 2) < self._right


def _passage(source: Sorted, group: Sequence[int]) -> Passage:
    text, offsets = "", []
    for i in group:
        words = source.rows[i].text.replace("\N{SOFT HYPHEN}", "").strip()
        if text.endswith("-") and words[:1].islower() and not words.startswith(("und ", "oder ")):
            text = text[:-1]
        elif text:
            text += " "
        offsets.append(len(text))
        text += words
    match = _MARKER.match(text)
    cut = match.end() if match else 0
    line = source.text.lines[source.rows[group[0]].line]
    return Passage(
        *(tuple(group), text[cut:], tuple(max(offset - cut, 0) for offset in offsets)),
        marker=match[0].strip() if match else "",
        is_bold=line.bold,
        style=line.style,
        left=line.left,
    )


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text in their order."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATED.search(text, max(match.start() - 12, start), match.start() + 1):
            continue
        words = text[start : match.end()].rstrip()
        if words:
            yield Sentence(words, start)
        start = match.end()
    if words := text[start:].rstrip():
        yield Sentence(words, start)


def counts_on(marker: str, following: str) -> bool:
    """Return whether a marker is followed by the next one: "2." by "3.", "b)" by "c)"."""
    number, next_number = marker.strip("()."), following.strip("().")
    if number.isdigit() and next_number.isdigit():
        return int(number) + 1 == int(next_number)
    return len(number) == len(next_number) == 1 and ord(number) + 1 == ord(next_number)
