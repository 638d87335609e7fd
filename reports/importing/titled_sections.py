"""Sections that are one measure, with their heading as its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reports.importing.asking_elements import (
    asks,
    is_demand_of,
    is_direct,
    list_asks,
    opens_demand,
)
from reports.importing.german_terms import AREAS
from reports.importing.lists import PointList, grouped
from reports.importing.outline import Element, ElementKind, OutlineSection
from reports.importing.part_forms import introduction_parts, measure_part, reasons_parts
from reports.importing.parts import Part, PartKind
from reports.text.source_text import OF_MEASURE

_MOST_PARAGRAPHS = 2
"""Paragraphs under a heading that are one measure together: one that describes, one that asks."""

_CONTINUES = re.compile(
    r"(?:Dabei|Dazu|Dafür|Davon|Damit|Darin|Hierbei|Hierfür|Hierzu|Sie|Er|Es|Dies(?:e[rsmn]?)?"
    r"|Deren|Dessen|Ihre?|Seine?)\b"
)
"""How a paragraph begins that speaks of what the one above it demands."""

_FEW_PARAGRAPHS = 3
"""Paragraphs among which one that says "Wir fordern" is the demand, others its reasons."""


def is_worded_area(section: OutlineSection) -> bool:
    """Return whether a section says that it is an area: "Bereich 3"."""
    mark = section.heading.marker if section.heading else None
    return mark is not None and mark.is_worded and mark.scheme in AREAS


def titled_children(section: OutlineSection) -> set[int]:
    """Return the identities of the inner sections that are measures with their headings as titles.

    Sections of one kind are treated alike: where most of them ask, all do.
    """
    titled: set[int] = set()
    forms: dict[str, list[OutlineSection]] = {}
    for child in section.children:
        if _can_be_measure(child):
            forms.setdefault(_form(child), []).append(child)
    for form, children in forms.items():
        alike = [child for child in section.children if _form(child) == form]
        asking = [child for child in children if asks(child.elements)]
        are_few = 2 * len(children) <= len(alike) or len(alike) < 2
        are_called_measures = all(map(_is_called_measure, children))
        is_apart = _is_numbered_deep(children[0]) or are_called_measures
        if section.heading is None and not is_apart and are_few:
            continue  # the outermost headings are areas unless most of them hold just a measure
        is_counted_in_area = is_worded_area(section) and all(map(_is_numbered_deep, children))
        if len(asking) * 2 >= len(children) or is_counted_in_area or are_called_measures:
            titled |= {id(child) for child in children}
        else:
            titled |= {id(child) for child in asking}
    return titled


def _form(section: OutlineSection) -> str:
    assert section.heading is not None  # only inner sections are asked
    return section.heading.marker_scheme or "none"


def _is_numbered_deep(section: OutlineSection) -> bool:
    heading = section.heading
    return heading is not None and heading.marker is not None and heading.marker.depth > 1


def _is_called_measure(section: OutlineSection) -> bool:
    heading = section.heading
    return heading is not None and (
        heading.marker_scheme == "Maßnahme" or heading.block.style.endswith(OF_MEASURE)
    )


def _can_be_measure(section: OutlineSection) -> bool:
    """Return whether a section is small enough to be one measure."""
    heading = section.heading
    if heading is None or not section.elements:
        return False
    if any(not (child.heading and child.heading.gives_reasons) for child in section.children):
        return False
    if heading.gives_reasons or heading.is_frame:
        return False
    if is_worded_area(section):
        return False
    mark = heading.marker
    groups = grouped(section.elements)
    lists = [group for group in groups if isinstance(group, PointList)]
    if any(len(group.points) > 1 and list_asks(group, section) for group in lists):
        return False
    if _is_called_measure(section):
        return True
    if mark is not None and (mark.depth > 1 or (mark.is_worded and not lists)):
        return True
    paragraphs = [group for group in groups if isinstance(group, Element)]
    if _demand_begins(paragraphs) is not None:
        return True
    return len(paragraphs) == 1 or _only_demand(paragraphs) is not None


def _demand_begins(paragraphs: Sequence[Element]) -> int | None:
    """Return where, behind its reasons, a section says what follows from them; else None.

    "… Daraus folgt:" and then the demand: what stands before it only describes.
    """
    for i, element in enumerate(paragraphs[:-1]):
        if element.kind is ElementKind.OPENING and opens_demand(element.block.text):
            reasons = paragraphs[:i]
            if len(paragraphs) - i - 1 > _MOST_PARAGRAPHS or any(map(is_direct, reasons)):
                return None
            return i + 1
    return None


def _only_demand(paragraphs: Sequence[Element]) -> int | None:
    """Return which of some paragraphs alone asks; None where several do, or none."""
    asking = [i for i, element in enumerate(paragraphs) if is_demand_of(element)]
    direct = [i for i in asking if is_direct(paragraphs[i])]
    if direct and len(paragraphs) <= _FEW_PARAGRAPHS:
        asking = direct
    if not asking and len(paragraphs) <= _MOST_PARAGRAPHS:
        asking = [i for i, element in enumerate(paragraphs) if asks([element])]
    return asking[0] if len(asking) == 1 else None


def titled_measure(section: OutlineSection) -> Iterator[Part]:
    """Yield a section as a measure with its heading as title, and what stands around the demand.

    Of several paragraphs of which one asks, that one is the measure.
    """
    heading = section.heading
    assert heading is not None  # _can_be_measure has seen to it
    elements = section.elements
    first, after = 0, len(elements)
    if all(isinstance(group, Element) for group in grouped(elements)):
        first = _demand_begins(elements) or 0
        is_whole = _is_numbered_deep(section) or _is_called_measure(section)
        if not first and len(elements) > _MOST_PARAGRAPHS and not is_whole:
            first = _only_demand(elements) or 0
            after = first + 1
            while after < len(elements) and _continues(elements[after]):
                after += 1
    yield from introduction_parts(elements[:first])
    yield Part(
        PartKind.MEASURE,
        tuple(element.block for element in elements[first:after]),
        level=heading.level,
        title=heading.title,
        number=heading.marker.label if heading.marker else "",
        heading=heading.block,
        openings=(heading.block, *(element.block for element in elements[:first][-1:])),
    )
    for element in elements[after:]:
        if is_demand_of(element):
            yield measure_part([element.block], [heading.block])
        else:
            yield from introduction_parts([element])
    yield from reasons_parts(section.reasons)


def _continues(element: Element) -> bool:
    """Return whether a paragraph goes on with the demand above it: "Dabei soll …"."""
    return _CONTINUES.match(element.block.text) is not None and is_demand_of(element)
