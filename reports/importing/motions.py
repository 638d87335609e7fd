"""The rows of a file → its motions, with areas, measures and who is asked.

Nothing is made up: where the text has no number or no title, the result says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.i18n import _
from reports.importing.demand_phrases import Asking
from reports.importing.headings import Heading, areas, ends_text, headings
from reports.importing.measures import Inherited, measures
from reports.importing.meetings import places
from reports.importing.motion_spans import MotionSpan, motion_spans
from reports.importing.paragraphs import Block, blocks, counted, marker, printed
from reports.importing.parsed_motion import Found, FoundAddressee, FoundArea, FoundMeasure, Section
from reports.text.source_text import Doubt, Sorted

__all__ = [
    "Found",
    "FoundAddressee",
    "FoundArea",
    "FoundMeasure",
    "Section",
    "structure",
]

_MOST_AREAS = 99


def structure(sorted_: Sorted) -> tuple[Found, ...]:
    """The motions of a file in their order; a file without numbers of motions is one."""
    asking = Asking(places("\n".join(row.text for row in sorted_.rows if row.text)))
    return tuple(_Motion(sorted_, span, asking).found() for span in motion_spans(sorted_))


@dataclass(frozen=True)
class _Span:
    """An area before its measures are read."""

    number: int
    title: str
    head: Block | None
    runs: tuple[Sequence[Block], ...]

    @property
    def lines(self) -> tuple[int, int]:
        shown = [*([self.head] if self.head else []), *(one for run in self.runs for one in run)]
        return shown[0].lines[0], shown[-1].lines[1]


class _Motion:
    """Reads one motion."""

    def __init__(self, sorted_: Sorted, span: MotionSpan, asking: Asking) -> None:
        rows = sorted_.rows[span.first : span.after]
        self._span = span
        self._asking = asking
        self._place = {span.first + i: row.line for i, row in enumerate(rows)}
        lines, again = counted(rows)
        self._counted = dict(zip(self._place, lines, strict=True))
        shown = printed(sorted_, span.first, span.after, lines)
        self._lines = shown[0].line, shown[-1].line
        whole = sorted_.text.paragraphs
        head = blocks([row for row in shown if row.index < span.body], whole=whole)
        self._body = blocks([row for row in shown if row.index >= span.body], whole=whole)
        self._blocks = [*head, *self._body]
        self._doubts: list[Doubt] = []
        if all(row.number is None for row in rows):
            self._doubt(
                self._blocks[0], _("no line numbers are printed: the lines are counted from 1")
            )
        if again:
            self._doubt(
                self._blocks[0],
                _("the line numbers start again within the text: they are counted through"),
            )

    def found(self) -> Found:
        """The motion with all its parts."""
        head = self._span.head
        body = self._body
        shown = headings(body)
        self._doubts += self._span.doubts
        inherited = [
            Inherited(
                FoundAddressee(one.name, (self._counted[one.rows[0]], self._counted[one.rows[1]])),
                open=False,
            )
            for one in head.addressees
        ]
        spans = list(self._spans(head.title, body, shown))
        found = tuple(self._area(span, inherited) for span in spans)
        return Found(
            title=head.title,
            label=head.label,
            motion=head.number,
            submitter=head.submitter,
            body=head.body,
            meeting=head.meeting,
            date=head.date,
            rows=(self._span.first, self._span.after),
            lines=self._lines,
            sections=tuple(
                Section(one.text, one.level, body[one.at].rows[0].index) for one in shown
            ),
            areas=found,
            doubts=tuple(self._doubts),
            status=head.status,
        )

    def _spans(
        self, title: str, body: Sequence[Block], shown: Sequence[Heading]
    ) -> Iterator[_Span]:
        """The areas with their paragraphs; all of the text is one where it has no headings."""
        heads = areas(shown)
        taken: set[int] = set()
        first = heads[0].at if heads else len(body)
        if not heads:
            last = next((one.at for one in shown if ends_text(one)), len(body))
            if last:
                yield _Span(1, title, None, tuple(_runs(body, 0, last, shown)))
            return
        for block in body[:first]:
            said = marker(block.text)
            if said and not any(body[one.at] is block for one in shown):
                self._doubt(block, _("a numbered paragraph stands before the first area"))
        for one in heads:
            after = next(
                (
                    other.at
                    for other in shown
                    if other.at > one.at
                    and (other in heads or other.level <= one.level or ends_text(other))
                ),
                len(body),
            )
            if len(taken) == _MOST_AREAS:
                self._doubt(body[one.at], _("there are more areas than can be numbered"))
                return
            yield _Span(
                self._free(one, taken, body),
                one.title,
                body[one.at],
                tuple(_runs(body, one.after, after, shown)),
            )

    def _free(self, head: Heading, taken: set[int], body: Sequence[Block]) -> int:
        """An area's own number, or the next one that is free."""
        number = head.number
        if number is None or number in taken or not 1 <= number <= _MOST_AREAS:
            free = next(i for i in range(1, _MOST_AREAS + 1) if i not in taken)
            if number is not None:
                self._doubt(
                    body[head.at],
                    _("area {number} cannot have its number: it is counted as {free}").format(
                        number=number, free=free
                    ),
                )
            number = free
        taken.add(number)
        return number

    def _area(self, span: _Span, inherited: Sequence[Inherited]) -> FoundArea:
        read = measures(span.number, span.runs, self._asking, inherited, self._place)
        self._doubts += read.doubts
        if not read.measures:
            at = span.head or next(iter(span.runs), [self._blocks[0]])[0]
            self._doubt(at, _("no measure was found in area {number}").format(number=span.number))
        return FoundArea(span.number, span.title, span.lines, read.lead, read.measures)

    def _doubt(self, block: Block, what: str) -> None:
        self._doubts.append(Doubt(self._place[block.rows[0].index], what))


def _runs(
    body: Sequence[Block], first: int, after: int, shown: Sequence[Heading]
) -> Iterator[Sequence[Block]]:
    """The paragraphs between headings."""
    start = first
    for heading in shown:
        if first <= heading.at < after:
            if body[start : heading.at]:
                yield body[start : heading.at]
            start = heading.after
    if body[start:after]:
        yield body[start:after]
