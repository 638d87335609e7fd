"""The parts of a motion → its areas, each with its measures and their ids.

An area is a part of the motion under a heading of its own: the outermost heading that measures
stand under. A long area that has inner headings is divided at these, so that each fits a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.content.resolution import unnumbered_id
from reports.importing.german_terms import AREAS
from reports.importing.markers import marker, number_value
from reports.importing.parts import NamedAddressee, Part, PartKind

MOST_AREAS = 999
"""Areas that can have a number."""

_MANY = 14
"""Measures of an area from which its inner headings divide it: about as many as a page holds."""


_QUOTED = 400
"""Characters that are quoted of a measure at most, in most cases."""

_OF_PAGE = 2400
"""Characters of quotations that fit the page of an area."""


@dataclass(frozen=True)
class ParsedMeasure:
    """A thing that is asked for, with the id that it gets in the workspace."""

    id: str
    """``1.5``, ``1.5.a``; ``4.A`` where the text has no number."""
    is_numbered: bool
    """Whether the text numbers it."""
    title: str | None
    """As the text has it, without its number; None where it has none."""
    wording: str
    """Its own words, without number and title, paragraphs separated by empty lines."""
    lines: tuple[int, int]
    """Its first and last line number, those of its own list included."""
    addressees: tuple[NamedAddressee, ...]


@dataclass(frozen=True)
class ParsedArea:
    """A part of a motion with its measures."""

    number: int
    title: str
    """Without its number; the motion's where that has no headings."""
    lines: tuple[int, int]
    measures: tuple[ParsedMeasure, ...]


@dataclass
class _Span:
    """An area before its number is known."""

    heading: Part | None
    parts: list[Part] = field(default_factory=list)

    @property
    def measures(self) -> list[Part]:
        return [part for part in self.parts if part.kind is PartKind.MEASURE]


def areas_of(parts: Sequence[Part], title: str) -> tuple[ParsedArea, ...]:
    """Return the areas of a motion with that title; those without a measure are left out."""
    spans = [span for span in _spans(parts) if span.measures]
    numbers = _numbers(spans)
    return tuple(
        ParsedArea(
            number,
            (span.heading.title if span.heading else "") or title,
            _lines(span),
            tuple(_measures(number, span.measures)),
        )
        for number, span in zip(numbers, spans, strict=True)
    )


def _spans(parts: Sequence[Part]) -> list[_Span]:
    """Return the parts of each area, what stands before the first one as an area, too."""
    level = _area_level(parts)
    spans = _divided(_Span(None, list(parts)), level)
    return [inner for span in spans for inner in _small(span)]


def _small(span: _Span) -> list[_Span]:
    """Return an area, or the areas that its inner headings make of one with many measures."""
    levels = sorted({part.level for part in span.parts if part.kind is PartKind.HEADING})
    size = sum(min(len(part.wording), _QUOTED) for part in span.measures)
    if not levels or (len(span.measures) <= _MANY and size <= _OF_PAGE):
        return [span]
    return [inner for part in _divided(span, levels[0]) for inner in _small(part)]


def _divided(span: _Span, level: int) -> list[_Span]:
    """Return the spans between the headings down to a level; the span's own heading stays."""
    spans = [_Span(span.heading)]
    for part in span.parts:
        if part.kind is PartKind.HEADING and part.level <= level:
            spans.append(_Span(part))
        else:
            spans[-1].parts.append(part)
    return spans


def _area_level(parts: Sequence[Part]) -> int:
    """Return the level of the headings that begin areas; 0 where none does.

    "Bereich 3" says itself that it is one. Else it is the outermost heading that does not hold
    all measures of the text, as a title does.
    """
    headings = [part for part in parts if part.kind is PartKind.HEADING]
    worded = [part.level for part in headings if is_worded_area(part)]
    if worded:
        return min(worded)
    for level in sorted({part.level for part in headings}):
        spans = [span for span in _divided(_Span(None, list(parts)), level) if span.measures]
        if len(spans) > 1:
            return level
    holding = [part.level for part in headings]
    return min(holding, default=0)


def is_worded_area(part: Part) -> bool:
    """Return whether a part is a heading that says that it begins an area: "Bereich 3"."""
    if part.kind is not PartKind.HEADING:
        return False
    mark = marker(part.blocks[0].text)
    return mark is not None and mark.is_worded and mark.scheme in AREAS


def _numbers(spans: Sequence[_Span]) -> list[int]:
    """Return the numbers of areas: their own where all have one, and they rise, else counted."""
    numbers = [_own_number(span) for span in spans]
    if numbers and all(numbers) and numbers == sorted(set(numbers)) and numbers[-1] <= MOST_AREAS:
        return numbers
    return list(range(1, len(spans) + 1))


def _own_number(span: _Span) -> int:
    """Return the number of an area's heading; 0 where it has none, or one of several parts."""
    heading = span.heading
    if heading is None or not heading.number.isalnum():
        return 0
    return number_value(heading.number)


def _lines(span: _Span) -> tuple[int, int]:
    heading = span.heading
    first = span.parts[0].lines[0]
    if heading:
        first = min(first, heading.lines[0])
    return first, max(part.lines[1] for part in span.parts)


def _measures(area: int, parts: Sequence[Part]) -> Iterator[ParsedMeasure]:
    """Yield measures with their ids; a number that is given already gets a letter instead."""
    used: set[str] = set()
    letters = 0
    parent = ""
    for i, part in enumerate(parts):
        own_id = _own_id(area, part, parent)
        is_numbered = own_id is not None and own_id not in used
        if own_id is None or own_id in used:
            letters += 1
            own_id = unnumbered_id(area, letters)
        used.add(own_id)
        if not part.is_sub_measure:
            parent = own_id
        yield ParsedMeasure(
            *(own_id, is_numbered, part.title or None, part.wording),
            _with_sub_measures(parts, i),
            part.addressees,
        )


def _with_sub_measures(parts: Sequence[Part], i: int) -> tuple[int, int]:
    last = i
    while not parts[i].is_sub_measure and last + 1 < len(parts) and parts[last + 1].is_sub_measure:
        last += 1
    return parts[i].lines[0], parts[last].lines[1]


_FIELD = re.compile(r"[A-ZÄÖÜ]{1,4}[ -]?(?=\d)")
"""What a number may begin with: "Maßnahme KG-2"."""


def _own_id(area: int, part: Part, parent: str) -> str | None:
    """Return the id that a measure's number makes, None where it has none that can be one."""
    label = _FIELD.sub("", part.number.removeprefix("§").strip())
    if not label or len(label) > 11:
        return None
    if "." in label:
        first, *_others = label.split(".")
        return label if int(first) == area and "0" not in label.split(".") else None
    if part.is_sub_measure:
        value = label.lower() if label.isalpha() and len(label) <= 2 else None
        value = value or (label if label.isdigit() else None)
        return f"{parent}.{value}" if value and parent and not parent[-1].isupper() else None
    if label.isdigit():
        return f"{area}.{int(label)}" if 0 < int(label) <= MOST_AREAS else None
    if label.islower() and len(label) <= 2:
        return f"{area}.{label}"
    return f"{area}.{number_value(label)}" if label.isupper() or label.istitle() else None
