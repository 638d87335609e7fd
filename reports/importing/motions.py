"""The rows of a file → its motions, with areas, measures and who is asked.

Nothing is made up: where the text has no number, no title or no addressee, the result has none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from reports.content.resolution import Status
from reports.i18n import _
from reports.importing.addressing import Addresser, doubt_text
from reports.importing.areas import areas_of, is_worded_area
from reports.importing.asked_bodies import AskedBodies
from reports.importing.blocks import Block, blocks
from reports.importing.meetings import places
from reports.importing.motion_spans import MotionSpan, motion_spans
from reports.importing.other_parties import as_reported
from reports.importing.outline import outline
from reports.importing.parsed_motion import HeadingLine, ParsedMotion
from reports.importing.parts import NamedAddressee, Part, PartKind
from reports.importing.printed_rows import cited_numbers, printed_rows
from reports.importing.sections_to_parts import parts_of
from reports.processes.second_process import called_beside
from reports.text.source_text import Doubt, Sorted

_LONGEST_MEASURE = 8000
"""Characters of a measure: a longer one has swallowed headings that were not recognised."""

MANY_ROWS = 1500
"""Rows that take so long (0.5 s) that a second process, which takes 0.02 s, is worth while."""


def motions(sorted_: Sorted) -> tuple[ParsedMotion, ...]:
    """Return the motions of a file in their order; the second half of many is read elsewhere."""
    reader = AskedBodies(places("\n".join(row.text for row in sorted_.rows if row.text)))
    spans = motion_spans(sorted_)
    if len(spans) < 2 or len(sorted_.rows) < MANY_ROWS:
        return _read(sorted_, spans, reader)
    middle = (spans[0].first + spans[-1].after) // 2
    half = bisect_left([span.first for span in spans], middle)
    with called_beside(partial(_read, sorted_, spans[half:], reader)) as read_beside:
        first = _read(sorted_, spans[:half], reader)
        second = read_beside()
    return first + (_read(sorted_, spans[half:], reader) if second is None else second)


def _read(
    sorted_: Sorted, spans: Sequence[MotionSpan], reader: AskedBodies
) -> tuple[ParsedMotion, ...]:
    return tuple(_MotionReader(sorted_, span, reader).read() for span in spans)


class _MotionReader:
    """Reads one motion."""

    def __init__(self, sorted_: Sorted, span: MotionSpan, reader: AskedBodies) -> None:
        self._sorted = sorted_
        self._span = span
        self._reader = reader
        numbers, self._starts_again = cited_numbers(sorted_.rows[span.first : span.after])
        self._numbers = dict(enumerate(numbers, span.first))
        self._doubts = [*span.doubts]

    def read(self) -> ParsedMotion:
        """Return the motion with all its parts."""
        span, head = self._span, self._span.head
        addresser = Addresser(self._reader, self._head_addressees())
        parts = parts_of(outline(self._blocks()), addresser.asks_body)
        parts = as_reported(
            parts, " ".join(filter(None, (head.submitter, head.body, head.meeting)))
        )
        parts = addresser.addressed(parts)
        for name in addresser.doubtful:
            self._doubt(name.row, doubt_text(name))
        areas = areas_of(parts, head.title)
        self._find_doubts(parts)
        return ParsedMotion(
            *(head.title, head.label, head.number, head.submitter, head.body, head.meeting),
            date=head.date,
            is_adopted=None if head.status is None else head.status is Status.ADOPTED,
            rows=(span.first, span.after),
            lines=self._lines(),
            headings=tuple(_heading_lines(parts)),
            parts=tuple(parts),
            areas=areas,
            addressees=tuple(self._head_addressees()),
            doubts=tuple(sorted(self._doubts, key=lambda doubt: doubt.line)),
        )

    def _blocks(self) -> list[Block]:
        span = self._span
        numbers = [self._numbers[row] for row in range(span.body, span.after)]
        rows = printed_rows(self._sorted, span.body, span.after, numbers)
        return blocks(rows, whole=self._sorted.text.paragraphs)

    def _lines(self) -> tuple[int, int] | None:
        """Return the first and last line number of the rows with text."""
        rows = self._sorted.rows
        shown = [row for row in range(self._span.first, self._span.after) if rows[row].text]
        return (self._numbers[shown[0]], self._numbers[shown[-1]]) if shown else None

    def _head_addressees(self) -> list[NamedAddressee]:
        return [
            NamedAddressee(
                addressee.name, (self._numbers[addressee.rows[0]], self._numbers[addressee.rows[1]])
            )
            for addressee in self._span.head.addressees
        ]

    def _find_doubts(self, parts: Sequence[Part]) -> None:
        if self._starts_again:
            self._doubt(
                self._span.first,
                _("the line numbers start again within the text: they are counted through"),
            )
        measures = [part for part in parts if part.kind is PartKind.MEASURE]
        for part in measures:
            if len(part.wording) > _LONGEST_MEASURE:
                text = _("a measure of {count} characters: perhaps headings in it were not seen")
                self._doubt(part.blocks[0].rows[0].index, text.format(count=len(part.wording)))
        self._find_empty_areas(parts)
        self._find_gaps(measures)

    def _find_empty_areas(self, parts: Sequence[Part]) -> None:
        """Tell of "Bereich 3" and the like in which nothing asks for anything."""
        headings = [i for i, part in enumerate(parts) if is_worded_area(part)]
        for i, after in pairwise([*headings, len(parts)]):
            if not any(part.kind is PartKind.MEASURE for part in parts[i:after]):
                text = _("no measure was found under “{title}”").format(title=parts[i].title)
                self._doubt(parts[i].blocks[0].rows[0].index, text)

    def _find_gaps(self, measures: Sequence[Part]) -> None:
        """Tell where the numbers of measures jump: one between them may not have been seen."""
        before: Part | None = None
        for part in measures:
            if before and before.number.isdigit() and part.number.isdigit():
                low, high = int(before.number), int(part.number)
                if low + 1 < high <= low + 3 and before.is_sub_measure == part.is_sub_measure:
                    text = _("measure {number} follows on measure {before}")
                    self._doubt(part.blocks[0].rows[0].index, text.format(number=high, before=low))
            before = part

    def _doubt(self, row: int, text: str) -> None:
        self._doubts.append(Doubt(self._sorted.rows[row].line, text))


def _heading_lines(parts: Sequence[Part]) -> list[HeadingLine]:
    """Return the headings of a motion; those of measures stand in the measures."""
    return [
        HeadingLine(part.blocks[0].text, part.level, part.blocks[0].rows[0].index)
        for part in parts
        if part.kind is PartKind.HEADING
    ]
