"""The outline of a motion → its parts: what asks, what leads up to it, what gives reasons.

The structure decides. A heading of the innermost kind with a paragraph or two is a measure with
that title; each point of a list that an asking sentence opens is one; so are paragraphs that ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from reports.importing.asking_elements import (
    FORMULA,
    RECORD,
    Strength,
    are_infinitives,
    asks_anywhere,
    completes,
    is_demand,
    is_demand_of,
    list_asks,
    opens_demand,
    reaches_end,
    scheme_of,
    sentences_of,
    strength_of,
)
from reports.importing.blocks import Block
from reports.importing.lists import Point, PointList, grouped
from reports.importing.outline import Element, ElementKind, OutlineSection
from reports.importing.part_forms import (
    first_row,
    heading_part,
    introduction_parts,
    measure_part,
    reasons_parts,
)
from reports.importing.parts import Part
from reports.importing.titled_sections import is_worded_area, titled_children, titled_measure
from reports.text.source_text import IN_MEASURE, UNTITLED_MEASURE

_PROSE = 3
"""Paragraphs that ask for each point of a list, from which a text is prose."""

_LISTS = 2
"""Lists of a kind that ask from which another of it does, too."""


def parts_of(root: OutlineSection, asks_body: Callable[[str], bool]) -> list[Part]:
    """Return the parts of a motion's text in its order; each block is in exactly one.

    `asks_body` tells whether a paragraph asks a body by its name.
    """
    return sorted(_PartReader(root, asks_body).section(root), key=first_row)


class _PartReader:
    """Reads sections, each with what its parent says of it."""

    def __init__(self, root: OutlineSection, asks_body: Callable[[str], bool]) -> None:
        self._asks_body = asks_body
        self._leading = _before_areas(root)
        self._asking_schemes = _asking_schemes(root)
        self._is_prose = _is_prose(root)
        self._orphan = _orphan_opening(root)

    def section(self, section: OutlineSection) -> Iterator[Part]:
        """Yield the parts of a section whose heading is not a measure's title."""
        heading = section.heading
        if heading:
            yield heading_part(heading)
        if heading and heading.gives_reasons:
            yield from self._reasons(section)
            return
        titled = titled_children(section)
        has_measures_below = bool(titled) or any(map(asks_anywhere, section.children))
        if heading and (heading.is_frame or id(section) in self._leading):
            yield from introduction_parts(section.elements)
        else:
            yield from self._elements(section, has_measures_below)
        yield from reasons_parts(section.reasons)
        for child in section.children:
            if id(child) in titled:
                yield from titled_measure(child)
                for reasons in child.children:
                    yield from self.section(reasons)
            else:
                yield from self.section(child)

    def _reasons(self, section: OutlineSection) -> Iterator[Part]:
        """Yield what stands under "Begründung" as reasons.

        Converters move lists behind the text: points that complete "X wird aufgefordert:",
        which lost its list, are measures wherever they stand.
        """
        yield from reasons_parts(section.reasons)
        for group in grouped(section.elements):
            if isinstance(group, Element):
                yield from reasons_parts([group])
                continue
            elements = [element for point in group.points for element in point.all_elements()]
            if self._orphan and group.opening is None and are_infinitives(group.points):
                for point in group.points:
                    yield from _point(point, [self._orphan])
                continue
            yield from reasons_parts([*([group.opening] if group.opening else []), *elements])
        for child in section.children:
            assert child.heading is not None
            yield heading_part(child.heading)
            yield from self._reasons(child)

    def _elements(self, section: OutlineSection, has_measures_below: bool) -> Iterator[Part]:
        """Yield the parts right under a heading."""
        measures, elements = _rows_of_tables(section.elements)
        for measure in measures:
            yield measure_part(measure, _heading_blocks(section))
        groups = grouped(elements)
        asking = [
            group
            for group in groups
            if isinstance(group, PointList)
            and (
                scheme_of(group) in self._asking_schemes
                or (scheme_of(group) and is_worded_area(section))
                or list_asks(group, section)
            )
        ]
        listed = [i for i, group in enumerate(groups) if group in asking and not completes(group)]
        last_list = listed[-1] if listed else -1
        later = self._least(section, has_measures_below=has_measures_below or bool(asking))
        demanded: Block | None = None
        for i, group in enumerate(groups):
            # what stands before a list of demands gives the reasons for them
            least = Strength.DIRECT if i < last_list else later
            if isinstance(group, PointList):
                yield from self._list(group, section, asks=group in asking)
                demanded = None
            elif group.kind is ElementKind.OPENING:
                demanded = group.block if opens_demand(group.block.text) else None
                yield from _paragraph(group, Strength.DIRECT, own_words_only=True)
            elif demanded:
                yield measure_part([group.block], [*_heading_blocks(section), demanded])
            elif least is Strength.DIRECT and self._asks_body(group.block.text):
                yield from _paragraph(group, Strength.WEAK)
            else:
                yield from _paragraph(group, least)

    def _least(self, section: OutlineSection, *, has_measures_below: bool) -> Strength:
        """Return how strongly a paragraph must ask to be a measure."""
        if has_measures_below:
            return Strength.STRONG
        nothing_asks = not section.children and not any(map(is_demand_of, section.elements))
        return Strength.WEAK if self._is_prose or nothing_asks else Strength.STRONG

    def _list(self, group: PointList, section: OutlineSection, *, asks: bool) -> Iterator[Part]:
        """Yield the parts of a list: each point is a measure if the list asks."""
        openings = _heading_blocks(section)
        if asks and group.opening and completes(group):
            elements = [element for point in group.points for element in point.all_elements()]
            yield measure_part([group.opening.block, *(element.block for element in elements)])
            return
        if group.opening:
            yield from _paragraph(group.opening, Strength.DIRECT, own_words_only=True)
            openings.append(group.opening.block)
        for point in group.points:
            if asks:
                yield from _point(point, openings)
            else:
                yield from _point_of_other_list(point, group, openings)


def _rows_of_tables(elements: Sequence[Element]) -> tuple[list[list[Block]], list[Element]]:
    """Return the blocks of each untitled row of a table of measures, and the other elements."""
    measures: list[list[Block]] = []
    others = []
    for element in elements:
        if element.block.style == UNTITLED_MEASURE:
            measures.append([element.block])
        elif element.block.style == IN_MEASURE and measures:
            measures[-1].append(element.block)
        else:
            others.append(element)
    return measures, others


def _before_areas(root: OutlineSection) -> set[int]:
    """Return the identities of the sections before the first "Bereich 1" or "Kapitel I".

    What stands there leads up to the areas that the text names itself.
    """
    before: set[int] = set()
    for section in _walk(root):
        if is_worded_area(section):
            return before
        before.add(id(section))
    return set()


def _walk(section: OutlineSection) -> Iterator[OutlineSection]:
    yield section
    for child in section.children:
        yield from _walk(child)


def _asking_schemes(root: OutlineSection) -> set[str]:
    """Return the forms of number whose lists ask: where most of them do, all do."""
    asking: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for section in _walk(root):
        for group in grouped(section.elements):
            if isinstance(group, PointList) and (scheme := scheme_of(group)):
                counted[scheme] += 1
                asking[scheme] += list_asks(group, section)
    return {
        scheme
        for scheme, count in asking.items()
        if count >= _LISTS and 2 * count > counted[scheme]
    }


def _orphan_opening(root: OutlineSection) -> Block | None:
    """Return the first paragraph that opens a list of demands which does not follow it."""
    for section in _walk(root):
        for element, follows in pairwise([*section.elements, None]):
            assert element is not None
            text = element.block.text
            is_list = follows is not None and follows.kind is ElementKind.POINT
            if (
                text.endswith(":")
                and not is_list
                and any(
                    sentence.direct and reaches_end(sentence, text)
                    for sentence in sentences_of(text)
                )
            ):
                return element.block
    return None


def _is_prose(root: OutlineSection) -> bool:
    """Return whether a text asks in paragraphs rather than in lists or under small headings."""
    points = paragraphs = 0
    for section in _walk(root):
        for group in grouped(section.elements):
            if isinstance(group, Element):
                paragraphs += is_demand(group.block.text)
            elif list_asks(group, section):
                points += len(group.points)
    return paragraphs > _PROSE * points


# --- lists ------------------------------------------------------------------------


def _heading_blocks(section: OutlineSection) -> list[Block]:
    return [section.heading.block] if section.heading else []


def _point(point: Point, openings: Sequence[Block]) -> Iterator[Part]:
    """Yield a point as a measure, and the points of its own list where these are measures."""
    own_blocks = [point.element.block, *(element.block for element in point.paragraphs)]
    mark = point.element.marker
    if point.points and _divides(point):
        yield measure_part(own_blocks, openings)
        for inner in point.points:
            blocks = [element.block for element in inner.all_elements()]
            is_sub_measure = mark is not None and not mark.is_bullet
            yield measure_part(blocks, [*openings, own_blocks[-1]], is_sub_measure=is_sub_measure)
        return
    yield measure_part([element.block for element in point.all_elements()], openings)


def _divides(point: Point) -> bool:
    """Return whether the points within a point are measures: counted, or opened by a demand."""
    mark, inner = point.element.marker, point.points[0].element.marker
    last = ([point.element, *point.paragraphs])[-1].block.text
    if mark is None or inner is None:
        return False
    if not mark.is_bullet and not inner.is_bullet:
        return True
    return last.endswith(":") and any(
        sentence.strong and sentence.opens_list for sentence in sentences_of(last)
    )


def _point_of_other_list(
    point: Point, group: PointList, openings: Sequence[Block]
) -> Iterator[Part]:
    """Yield a point of a list that asks for nothing as a whole; it may ask by itself."""
    elements = point.all_elements()
    is_record = group.opening is not None and RECORD.search(group.opening.block.text)
    if not is_record and any(is_demand(element.block.text) for element in elements):
        yield measure_part([element.block for element in elements], openings)
    else:
        yield from introduction_parts(elements)


# --- paragraphs -------------------------------------------------------------------


def _paragraph(
    element: Element, least: Strength, *, own_words_only: bool = False
) -> Iterator[Part]:
    """Yield a paragraph as a measure if it asks as strongly as `least`, else as introduction.

    With `own_words_only` its last sentence, which opens what follows, does not count.
    """
    sentences = [*sentences_of(element.block.text)]
    own_words_only = own_words_only or element.block.text.endswith(":")
    if own_words_only and sentences and sentences[-1].span[1] == len(element.block.text):
        sentences.pop()
    if sentences and FORMULA.search(element.block.text):
        sentences.pop()
    if any(strength_of(sentence, element.block.text) >= least for sentence in sentences):
        yield measure_part([element.block])
    else:
        yield from introduction_parts([element])
