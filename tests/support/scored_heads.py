"""Compare the motions that are found in a document with heads with the truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.content.resolution import Status
from reports.importing.classify import sort_out
from reports.importing.motion_numbers import plain_number
from reports.importing.motion_spans import MotionSpan, motion_spans
from reports.text.source_text import Sorted
from tests.support.untidy_heads import HeadsDocument, TrueHead

HEAD_COLUMNS = (
    "cut", "body", "number", "title", "submitter", "addressees", "date", "status", "doubts",
)  # fmt: skip
"""What is counted: motions that begin at their line and no others, the line that their text
begins with, the facts of the head, and that each motion missing from the file is a doubt and
nothing else is."""


@dataclass(frozen=True)
class HeadsScore:
    """How much was found correctly, by column, and what was not."""

    right: Counter[str]
    all: Counter[str]
    misses: tuple[tuple[str, str], ...]


def scored_heads(document: HeadsDocument) -> HeadsScore:
    """Cut a document into motions and compare them with the truth."""
    sorted_ = sort_out(document.text)
    spans = motion_spans(sorted_)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    misses: list[tuple[str, str]] = []

    def mark(column: str, expected: object, got: object) -> None:
        total[column] += 1
        right[column] += expected == got
        if expected != got:
            misses.append((column, f"expected {expected!r}, got {got!r}"))

    by_line = {sorted_.rows[span.first].line: span for span in spans}
    for motion in document.motions:
        # what repeats on every page is set aside, a head's line, too
        first = _row_from(motion.first, sorted_)
        # where few pages have a running head, it is taken for the motion's first line
        span = by_line.pop(first, None) or by_line.pop(first - 1, None)
        mark("cut", motion.first, motion.first if span else None)
        if span is not None:
            for column, expected, got in _facts(motion, span, sorted_):
                mark(column, expected, got)
    for line, span in by_line.items():
        mark("cut", None, (line, span.head.number, span.head.title))
    doubts = " ".join(doubt.what for span in spans for doubt in span.doubts)
    mark("doubts", bool(document.missing), bool(doubts))
    for number in document.missing:
        mark("doubts", number, number if number in doubts else doubts)
    return HeadsScore(right, total, tuple(misses))


def summed(scores: Iterable[HeadsScore]) -> dict[str, float]:
    """Return the right share of each column."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for score in scores:
        right += score.right
        total += score.all
    return {column: right[column] / total[column] for column in HEAD_COLUMNS if total[column]}


def _facts(
    motion: TrueHead, span: MotionSpan, sorted_: Sorted
) -> Iterable[tuple[str, object, object]]:
    head = span.head
    line = sorted_.rows[span.body].line if span.body < len(sorted_.rows) else None
    yield "body", _row_from(motion.body, sorted_), line
    number = head.number or re.sub(r"^\D*(?=\d)", "", head.label or "") or None
    yield "number", plain_number(motion.number or ""), plain_number(number or "")
    yield "title", _letters(motion.title), _letters(head.title)
    if motion.submitter is not None:
        yield "submitter", _letters(motion.submitter), _letters(head.submitter or "")
    yield "addressees", motion.addressees, tuple(addressee.name for addressee in head.addressees)
    yield "date", motion.date, head.date
    yield "status", motion.adopted, head.status is Status.ADOPTED


def _row_from(line: int, sorted_: Sorted) -> int:
    """Return the first row's Line from this one on."""
    return min((row.line for row in sorted_.rows if row.line >= line), default=-1)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
