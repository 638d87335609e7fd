"""The outline of a motion → its parts: what asks, what leads up to it, what gives reasons.

The structure decides. A heading of the innermost kind with a paragraph or two is a measure with
that title; each point of a list that an asking sentence opens is a measure; of other paragraphs
those are that ask. The words that ask are mark by :mod:`reports.text.asking_sentences`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from reports.importing.blocks import Block
from reports.importing.german_terms import AREAS
from reports.importing.lists import Point, PointList, grouped
from reports.importing.outline import Element, ElementKind, OutlineSection
from reports.importing.parts import Part, PartKind
from reports.importing.title_in_text import title_in_text
from reports.text.asking_sentences import AskingSentence, asking_sentences

_DEMANDING_TITLE = re.compile(
    r"\b(?:\w*[Ff]orderung(?:en)?|\w*[Mm]aßnahmen?|Beschluss\w*|[Ff]ordern|Das wollen wir|Ziele"
    r"|Aufgaben|Aufträge?|Aktionsplan|Konkret|will|wollen)\b"
)
"""Headings whose lists ask without a word of asking."""

_MODAL = re.compile(
    r"\b(?:soll|sollen|sollte|sollten|muss|müssen|müsste|müssten|braucht|brauchen|bedarf)\b"
)
"""What is to be; "Wir bauen das Netz aus" may be what is done anyway."""

_RECORD = re.compile(
    r"\b(?:haben|hat|konnten|wurden?)\b[^.:]{0,200}\b(?:erreich\w*|geschafft|durchgesetzt|umgesetzt"
    r"|erkämpft|erwirkt|gelungen|auf den Weg gebracht|beschlossen)\b"
)
"""A sentence that opens a list of what has been done."""

_FOLLOWS = re.compile(r"\b(?:folgt|heißt|bedeutet|gilt)\b[^.]{0,40}:$", re.IGNORECASE)
"""A sentence that opens what follows from the reasons before it: "Daraus folgt:"."""

_INFINITIVE = re.compile(
    r"\b(?:zu\s+\w{2,30}|\w{2,20}zu\w{2,30})[elr]n(?:\s+und\s+.{2,40})?[,.;]?$"
)
"""The end of a point that completes "X wird aufgefordert,"."""

_FORMULA = re.compile(
    r"\b(?:möge|mögen|wolle|hat|haben)\b.{0,80}\bbeschl(?:ießen|ossen)\s*[:.]?$"
    r"|\bbeschließ(?:t|en)\b[^.:]{0,60}\bfolgende[nrs]?\b[^.:]{0,80}[:.]$"
)
"""The opening formula of a motion, which asks for nothing by itself."""

_SHARE = 0.33
"""Share of a list's points that ask from which all of them do."""

_FRAGMENT = 5
"""Words of a point that only completes its opening sentence."""

_PROSE = 3
"""Paragraphs that ask for each point of a list, from which a text is prose."""

_LISTS = 2
"""Lists of a kind that ask from which another of it does, too."""

_MOST_PARAGRAPHS = 2
"""Paragraphs under a heading that are one measure together: one that describes, one that asks."""


_FEW_PARAGRAPHS = 3
"""Paragraphs among which one that says "Wir fordern" is the demand, others its reasons."""


def parts_of(root: OutlineSection, asks_body: Callable[[str], bool]) -> list[Part]:
    """Return the parts of a motion's text in its order; each block is in exactly one.

    `asks_body` tells whether a paragraph asks a body by its name.
    """
    return [*_PartReader(root, asks_body).section(root)]


class Strength(IntEnum):
    """How sure it is that a sentence asks."""

    NONE = 0
    WEAK = 1
    """It may as well describe: "Die Stadt braucht mehr Busse"."""
    STRONG = 2
    """It says what is to be: "Die Gebühr soll gesenkt werden"."""
    DIRECT = 3
    """It says that it asks: "Wir fordern …"."""


def _strength(sentence: AskingSentence, text: str) -> Strength:
    words = text[slice(*sentence.span)]
    if sentence.direct:
        return Strength.DIRECT
    if sentence.strong:
        return Strength.STRONG
    return Strength.WEAK if _MODAL.search(words) else Strength.NONE


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
            yield _heading_part(heading)
        if heading and heading.gives_reasons:
            yield from self._reasons(section)
            return
        titled = _titled_children(section)
        has_measures_below = bool(titled) or any(map(_asks_anywhere, section.children))
        if heading and (heading.is_frame or id(section) in self._leading):
            yield from _introduction(section.elements)
        else:
            yield from self._elements(section, has_measures_below)
        for child in section.children:
            if id(child) in titled:
                yield from _titled_measure(child)
            else:
                yield from self.section(child)

    def _reasons(self, section: OutlineSection) -> Iterator[Part]:
        """Yield what stands under "Begründung" as reasons.

        Converters move lists behind the text: points that complete "X wird aufgefordert:",
        which lost its list, are measures wherever they stand.
        """
        for group in grouped(section.elements):
            if isinstance(group, Element):
                yield Part(PartKind.REASONS, (group.block,))
                continue
            elements = [element for point in group.points for element in point.all_elements()]
            if self._orphan and group.opening is None and _are_infinitives(group.points):
                for point in group.points:
                    yield from _point(point, [self._orphan])
                continue
            opening = [group.opening] if group.opening else []
            for element in [*opening, *elements]:
                yield Part(PartKind.REASONS, (element.block,))
        for child in section.children:
            assert child.heading is not None
            yield _heading_part(child.heading)
            yield from self._reasons(child)

    def _elements(self, section: OutlineSection, has_measures_below: bool) -> Iterator[Part]:
        """Yield the parts right under a heading."""
        groups = grouped(section.elements)
        asking = [
            group
            for group in groups
            if isinstance(group, PointList)
            and (
                _scheme(group) in self._asking_schemes
                or (_scheme(group) and _is_worded_area(section))
                or _list_asks(group, section)
            )
        ]
        listed = [i for i, group in enumerate(groups) if group in asking and not _completes(group)]
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
                demanded = group.block if _opens_demand(group.block.text) else None
                yield from _paragraph(group, Strength.DIRECT, own_words_only=True)
            elif demanded:
                yield _measure([group.block], [*_heading_blocks(section), demanded])
            elif least is Strength.DIRECT and self._asks_body(group.block.text):
                yield from _paragraph(group, Strength.WEAK)
            else:
                yield from _paragraph(group, least)

    def _least(self, section: OutlineSection, *, has_measures_below: bool) -> Strength:
        """Return how strongly a paragraph must ask to be a measure."""
        if has_measures_below:
            return Strength.STRONG
        nothing_asks = not section.children and not any(map(_is_demand_of, section.elements))
        return Strength.WEAK if self._is_prose or nothing_asks else Strength.STRONG

    def _list(self, group: PointList, section: OutlineSection, *, asks: bool) -> Iterator[Part]:
        """Yield the parts of a list: each point is a measure if the list asks."""
        openings = _heading_blocks(section)
        if asks and group.opening and _completes(group):
            elements = [element for point in group.points for element in point.all_elements()]
            yield _measure([group.opening.block, *(element.block for element in elements)])
            return
        if group.opening:
            yield from _paragraph(group.opening, Strength.DIRECT, own_words_only=True)
            openings.append(group.opening.block)
        for point in group.points:
            if asks:
                yield from _point(point, openings)
            else:
                yield from _point_of_other_list(point, group, openings)


def _before_areas(root: OutlineSection) -> set[int]:
    """Return the identities of the sections before the first "Bereich 1" or "Kapitel I".

    What stands there leads up to the areas that the text names itself.
    """
    before: set[int] = set()
    for section in _walk(root):
        if _is_worded_area(section):
            return before
        before.add(id(section))
    return set()


def _is_worded_area(section: OutlineSection) -> bool:
    """Return whether a section says that it is an area: "Bereich 3"."""
    mark = section.heading.marker if section.heading else None
    return mark is not None and mark.is_worded and mark.scheme in AREAS


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
            if isinstance(group, PointList) and (scheme := _scheme(group)):
                counted[scheme] += 1
                asking[scheme] += _list_asks(group, section)
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
                    sentence.direct and _reaches_end(sentence, text)
                    for sentence in _sentences(text)
                )
            ):
                return element.block
    return None


def _are_infinitives(points: Sequence[Point]) -> bool:
    """Return whether most points complete a sentence: "Bänke aufzustellen,"."""
    texts = [point.element.block.text for point in points]
    return 2 * sum(_INFINITIVE.search(text) is not None for text in texts) > len(texts)


def _is_prose(root: OutlineSection) -> bool:
    """Return whether a text asks in paragraphs rather than in lists or under small headings."""
    points = paragraphs = 0
    for section in _walk(root):
        for group in grouped(section.elements):
            if isinstance(group, Element):
                paragraphs += _is_demand(group.block.text)
            elif _list_asks(group, section):
                points += len(group.points)
    return paragraphs > _PROSE * points


def _scheme(group: PointList) -> str:
    """Return the form of a list's numbers; empty for bullets, which many kinds of lists have."""
    mark = group.points[0].element.marker
    return "" if mark is None or mark.is_bullet else mark.scheme


# --- measures with headings of their own ----------------------------------------


def _titled_children(section: OutlineSection) -> set[int]:
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
        asking = [child for child in children if _asks(child.elements)]
        are_few = 2 * len(children) <= len(alike) or len(alike) < 2
        if section.heading is None and not _is_numbered_deep(children[0]) and are_few:
            continue  # the outermost headings are areas unless most of them hold just a measure
        is_counted_in_area = _is_worded_area(section) and all(map(_is_numbered_deep, children))
        if len(asking) * 2 >= len(children) or is_counted_in_area:
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


def _can_be_measure(section: OutlineSection) -> bool:
    """Return whether a section is small enough to be one measure."""
    heading = section.heading
    if heading is None or section.children or not section.elements:
        return False
    if heading.gives_reasons or heading.is_frame:
        return False
    if _is_worded_area(section):
        return False
    mark = heading.marker
    groups = grouped(section.elements)
    lists = [group for group in groups if isinstance(group, PointList)]
    if any(len(group.points) > 1 and _list_asks(group, section) for group in lists):
        return False
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
        if element.kind is ElementKind.OPENING and _opens_demand(element.block.text):
            reasons = paragraphs[:i]
            if len(paragraphs) - i - 1 > _MOST_PARAGRAPHS or any(map(_is_direct, reasons)):
                return None
            return i + 1
    return None


def _only_demand(paragraphs: Sequence[Element]) -> int | None:
    """Return which of some paragraphs alone asks; None where several do, or none."""
    asking = [i for i, element in enumerate(paragraphs) if _is_demand_of(element)]
    direct = [i for i in asking if _is_direct(paragraphs[i])]
    if direct and len(paragraphs) <= _FEW_PARAGRAPHS:
        asking = direct
    if not asking and len(paragraphs) <= _MOST_PARAGRAPHS:
        asking = [i for i, element in enumerate(paragraphs) if _asks([element])]
    return asking[0] if len(asking) == 1 else None


def _titled_measure(section: OutlineSection) -> Iterator[Part]:
    """Yield a section as a measure with its heading as title, and the reasons that precede it.

    Of several paragraphs of which one asks, that one is the measure.
    """
    heading = section.heading
    assert heading is not None  # _can_be_measure has seen to it
    elements = section.elements
    first, after = 0, len(elements)
    if all(isinstance(group, Element) for group in grouped(elements)):
        first = _demand_begins(elements) or 0
        if not first and len(elements) > _MOST_PARAGRAPHS and not _is_numbered_deep(section):
            first = _only_demand(elements) or 0
            after = first + 1
    yield from _introduction(elements[:first])
    yield Part(
        PartKind.MEASURE,
        tuple(element.block for element in elements[first:after]),
        title=heading.title,
        number=heading.marker.label if heading.marker else "",
        heading=heading.block,
        openings=(heading.block, *(element.block for element in elements[:first][-1:])),
    )
    yield from _introduction(elements[after:])


# --- lists ------------------------------------------------------------------------


def _list_asks(group: PointList, section: OutlineSection) -> bool:
    """Return whether all points of a list ask: its opening sentence does, or enough of them."""
    opening = group.opening.block.text if group.opening else ""
    if opening and _RECORD.search(opening):
        return False
    if opening and _opens_demand(opening):
        return True
    if _FORMULA.search(opening) and _scheme(group) and len(group.points) > 1:
        return True  # "Der Parteitag möge beschließen:" resolves the points that it counts
    heading = section.heading
    if heading and not heading.is_frame and _DEMANDING_TITLE.search(heading.title):
        return True
    asking = sum(_asks([point.element, *point.paragraphs]) for point in group.points)
    return asking >= max(1, _SHARE * len(group.points))


def _completes(group: PointList) -> bool:
    """Return whether the points only complete a sentence: "Dafür müssen Flächen her: • am Fluss".

    They are no demands for themselves, as those are that "Wir fordern:" opens.
    """
    if group.opening is None or _is_direct(group.opening):
        return False
    words = [point.element.block.words.rstrip(" ,;.") for point in group.points]
    return all(
        text[:1].islower() and len(text.split()) <= _FRAGMENT and not text.endswith("en")
        for text in words
    )


def _heading_blocks(section: OutlineSection) -> list[Block]:
    return [section.heading.block] if section.heading else []


def _point(point: Point, openings: Sequence[Block]) -> Iterator[Part]:
    """Yield a point as a measure, and the points of its own list where these are measures."""
    own_blocks = [point.element.block, *(element.block for element in point.paragraphs)]
    mark = point.element.marker
    if point.points and _divides(point):
        yield _measure(own_blocks, openings)
        for inner in point.points:
            blocks = [element.block for element in inner.all_elements()]
            is_sub_measure = mark is not None and not mark.is_bullet
            yield _measure(blocks, [*openings, own_blocks[-1]], is_sub_measure=is_sub_measure)
        return
    yield _measure([element.block for element in point.all_elements()], openings)


def _divides(point: Point) -> bool:
    """Return whether the points within a point are measures: counted, or opened by a demand."""
    mark, inner = point.element.marker, point.points[0].element.marker
    last = ([point.element, *point.paragraphs])[-1].block.text
    if mark is None or inner is None:
        return False
    if not mark.is_bullet and not inner.is_bullet:
        return True
    return last.endswith(":") and any(
        sentence.strong and sentence.opens_list for sentence in _sentences(last)
    )


def _point_of_other_list(
    point: Point, group: PointList, openings: Sequence[Block]
) -> Iterator[Part]:
    """Yield a point of a list that asks for nothing as a whole; it may ask by itself."""
    elements = point.all_elements()
    is_record = group.opening is not None and _RECORD.search(group.opening.block.text)
    if not is_record and any(_is_demand(element.block.text) for element in elements):
        yield _measure([element.block for element in elements], openings)
    else:
        yield from _introduction(elements)


# --- paragraphs -------------------------------------------------------------------


def _paragraph(
    element: Element, least: Strength, *, own_words_only: bool = False
) -> Iterator[Part]:
    """Yield a paragraph as a measure if it asks as strongly as `least`, else as introduction.

    With `own_words_only` its last sentence, which opens what follows, does not count.
    """
    sentences = [*_sentences(element.block.text)]
    own_words_only = own_words_only or element.block.text.endswith(":")
    if own_words_only and sentences and sentences[-1].span[1] == len(element.block.text):
        sentences.pop()
    if sentences and _FORMULA.search(element.block.text):
        sentences.pop()
    if any(_strength(sentence, element.block.text) >= least for sentence in sentences):
        yield _measure([element.block])
    else:
        yield from _introduction([element])


def _measure(
    blocks: Sequence[Block], openings: Sequence[Block] = (), *, is_sub_measure: bool = False
) -> Part:
    first = blocks[0]
    mark = first.marker
    begins = mark.length if mark else 0
    title, length = title_in_text(first.text[begins:], is_worded=bool(mark and mark.is_worded))
    return Part(
        PartKind.MEASURE,
        tuple(blocks),
        title=title,
        number=mark.label if mark else "",
        begins=begins + length,
        openings=tuple(openings),
        is_sub_measure=is_sub_measure,
    )


def _introduction(elements: Iterable[Element]) -> Iterator[Part]:
    for element in elements:
        yield Part(PartKind.INTRODUCTION, (element.block,))


def _heading_part(heading: Element) -> Part:
    return Part(
        PartKind.HEADING,
        (heading.block,),
        level=heading.level,
        title=heading.title,
        number=heading.marker.label if heading.marker else "",
    )


# --- asking -----------------------------------------------------------------------


def _asks(elements: Iterable[Element]) -> bool:
    return any(_sentences(element.block.text) for element in elements)


def _asks_anywhere(section: OutlineSection) -> bool:
    """Return whether anything in a section is sure to ask."""
    return any(_is_demand(element.block.text) for element in section.elements) or any(
        map(_asks_anywhere, section.children)
    )


def _is_demand(text: str) -> bool:
    return any(sentence.strong for sentence in _sentences(text))


def _is_demand_of(element: Element) -> bool:
    return _is_demand(element.block.text)


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[AskingSentence, ...]:
    """Return the asking sentences of a text; each step looks at the same texts."""
    return asking_sentences(text)


def _is_direct(element: Element) -> bool:
    return any(sentence.direct for sentence in _sentences(element.block.text))


def _opens_demand(text: str) -> bool:
    """Return whether the last sentence of a paragraph opens what is asked for."""
    if _FORMULA.search(text):
        return False
    return bool(_FOLLOWS.search(text)) or any(
        _reaches_end(sentence, text) for sentence in asking_sentences(text)
    )


def _reaches_end(sentence: AskingSentence, text: str) -> bool:
    return sentence.span[1] >= len(text.rstrip()) and (sentence.strong or sentence.opens_list)
