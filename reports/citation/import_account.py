"""What an import made of a text: counts that people understand, and what it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from reports.citation.aside_demands import MotionRows, aside_demands
from reports.citation.demand_proof import demand_message
from reports.citation.spots import spot
from reports.citation.unheard_demands import UnheardDemand, unheard_demands
from reports.importing.analysis import Analysis
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import Part, PartKind
from reports.importing.printed_rows import cited_numbers
from reports.text.source_text import Doubt, Role, Sorted


class LineKind(StrEnum):
    """What an import took a printed line for."""

    HEAD = "head"
    """A line of the head of a motion: its title, number, submitter."""
    HEADING = "heading"
    MEASURE = "measure"
    INTRODUCTION = "introduction"
    """Text that leads up to measures, or stands between them."""
    REASONS = "reasons"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    """Running heads, page numbers, tables of contents."""
    OUTSIDE = "outside"
    """Text before, between or behind the motions: a cover, the page of a chapter."""
    LOST = "lost"
    """Text of a motion that stands in none of its parts: a fault of the program."""


_KINDS = {
    PartKind.HEADING: LineKind.HEADING,
    PartKind.MEASURE: LineKind.MEASURE,
    PartKind.INTRODUCTION: LineKind.INTRODUCTION,
    PartKind.REASONS: LineKind.REASONS,
}


@dataclass(frozen=True)
class ImportedDemand:
    """A demand of a motion that stands in none of its measures."""

    motion: int
    """The index of the motion; outside all motions of the one before it, or the first."""
    line: int
    """The index of its first Line in the text."""
    lines: tuple[int, int] | None
    """The line numbers it is cited by: of a footnote those of its mark, of page furniture those
    above it, None outside the motions."""
    demand: UnheardDemand

    @property
    def message(self) -> str:
        """What a person is told of it, behind its place."""
        return demand_message(self.demand)


@dataclass(frozen=True)
class ImportAccount:
    """What was found in a text, and what of it stands in no measure."""

    motions: int
    areas: int
    measures: int
    titled: int
    """Measures with a title from the text."""
    addressed: int
    """Measures with an addressee."""
    lines: Mapping[LineKind, int]
    """How many printed lines were taken for what; empty ones are not counted."""
    lost: tuple[int, ...]
    """The indices of the Lines of kind LOST in the text."""
    has_line_numbers: bool
    """Whether the text prints line numbers; else its lines are counted."""
    demands: tuple[ImportedDemand, ...]


def account_of(analysis: Analysis) -> ImportAccount:
    """Return the account of an import."""
    source = analysis.text
    kinds = line_kinds(analysis)
    measures = [
        measure for motion in analysis.motions for area in motion.areas for measure in area.measures
    ]
    return ImportAccount(
        motions=len(analysis.motions),
        areas=sum(len(motion.areas) for motion in analysis.motions),
        measures=len(measures),
        titled=sum(measure.title is not None for measure in measures),
        addressed=sum(bool(measure.addressees) for measure in measures),
        lines=Counter(kinds.values()),
        lost=tuple(line for line, kind in kinds.items() if kind is LineKind.LOST),
        has_line_numbers=any(row.number is not None for row in source.rows),
        demands=tuple(sorted(_all_demands(analysis), key=lambda demand: demand.line)),
    )


def with_demands(analysis: Analysis, account: ImportAccount) -> Analysis:
    """Return an analysis whose doubts tell of the demands in no measure, too."""
    motions = []
    for i, motion in enumerate(analysis.motions):
        doubts = [
            Doubt(
                demand.line, f"{spot(analysis.text, demand.line, demand.lines)}: {demand.message}"
            )
            for demand in account.demands
            if demand.motion == i
        ]
        motions.append(replace(motion, doubts=(*motion.doubts, *doubts)))
    return replace(analysis, motions=tuple(motions))


def _all_demands(analysis: Analysis) -> Iterator[ImportedDemand]:
    source, motions = analysis.text, analysis.motions
    for i, motion in enumerate(motions):
        yield from _demands(source, i, motion)
    spans = [MotionRows(motion.rows[0], _body(motion), motion.rows[1]) for motion in motions]
    for aside in aside_demands(source, spans, [motion.title for motion in motions]):
        begin, end = aside.demand.rows
        i = max((i for i, span in enumerate(spans) if span.first <= begin), default=0)
        lines = None
        if spans and spans[i].first <= begin and end < spans[i].after:
            first, after = motions[i].rows
            numbers = cited_numbers(source.rows[first:after])[0]
            lines = numbers[begin - first], numbers[end - first]
        yield ImportedDemand(i, aside.line, lines, aside.demand)


def _demands(source: Sorted, index: int, motion: ParsedMotion) -> Iterator[ImportedDemand]:
    """Yield the demands in the text of a motion that stand in none of its measures."""
    first, after = motion.rows
    numbers = cited_numbers(source.rows[first:after])[0]
    measures = [part for part in motion.parts if part.kind is PartKind.MEASURE]
    heard = {row for part in measures for row in _rows_of(part)}
    for demand in unheard_demands(source, _body(motion), after, heard):
        begin, end = demand.rows
        yield ImportedDemand(
            index,
            source.rows[begin].line,
            (numbers[begin - first], numbers[end - first]),
            demand,
        )


def line_kinds(analysis: Analysis) -> dict[int, LineKind]:
    """Return what each Line that is not empty was taken for, by its index."""
    rows = analysis.text.rows
    kinds: dict[int, LineKind] = {}
    for motion in analysis.motions:
        first, after = motion.rows
        body = _body(motion)
        for i in range(first, after):
            kinds[rows[i].line] = LineKind.HEAD if i < body else LineKind.LOST
        for part in motion.parts:
            if part.heading is not None:
                for printed in part.heading.rows:
                    kinds[rows[printed.index].line] = LineKind.HEADING
            for block in part.blocks:  # a title may stand in the first row of the words
                for printed in block.rows:
                    kinds[rows[printed.index].line] = _KINDS[part.kind]
    with_text = {row.line for row in rows if row.text.strip()}
    named = {line: kinds.get(line, LineKind.OUTSIDE) for line in with_text}
    for i, roles in enumerate(analysis.text.roles):
        if i not in named and Role.FOOTNOTE.value in roles:
            named[i] = LineKind.FOOTNOTE
        elif i not in named and Role.FURNITURE.value in roles:
            named[i] = LineKind.FURNITURE
    return dict(sorted(named.items()))


def _body(motion: ParsedMotion) -> int:
    """Return the index of the first row behind a motion's head."""
    return min((row for part in motion.parts for row in _rows_of(part)), default=motion.rows[0])


def _rows_of(part: Part) -> Iterator[int]:
    """Yield the indices of the rows of a part, those of its own heading included."""
    blocks = [*part.blocks, *([part.heading] if part.heading else [])]
    for block in blocks:
        for row in block.rows:
            yield row.index
