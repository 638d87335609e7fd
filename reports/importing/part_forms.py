"""Blocks of a text as parts: headings, measures, introductions, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports.importing.blocks import Block
from reports.importing.outline import Element
from reports.importing.parts import Part, PartKind
from reports.importing.title_in_text import title_in_text, title_on_own_line


def measure_part(
    blocks: Sequence[Block], openings: Sequence[Block] = (), *, is_sub_measure: bool = False
) -> Part:
    """Return blocks as a measure, with the title and the number that its text begins with."""
    first = blocks[0]
    mark = first.marker
    begins = mark.length if mark else 0
    words = first.text[begins:]
    title, length = title_in_text(words, is_worded=bool(mark and mark.is_worded))
    if not title and len(blocks) > 1 and mark and not mark.is_bullet:
        title, length = title_on_own_line(words)
    return Part(
        PartKind.MEASURE,
        tuple(blocks),
        title=title,
        number=mark.label if mark else "",
        begins=begins + length,
        openings=tuple(openings),
        is_sub_measure=is_sub_measure,
    )


def introduction_parts(elements: Iterable[Element]) -> Iterator[Part]:
    """Yield elements that ask for nothing."""
    for element in elements:
        yield Part(PartKind.INTRODUCTION, (element.block,))


def reasons_parts(elements: Iterable[Element]) -> Iterator[Part]:
    """Yield elements as reasons."""
    for element in elements:
        yield Part(PartKind.REASONS, (element.block,))


def heading_part(heading: Element) -> Part:
    """Return a heading as a part."""
    return Part(
        PartKind.HEADING,
        (heading.block,),
        level=heading.level,
        title=heading.title,
        number=heading.marker.label if heading.marker else "",
    )


def first_row(part: Part) -> int:
    """Return the index of the first row of a part, by which parts are in the text's order."""
    return (part.heading or part.blocks[0]).rows[0].index
