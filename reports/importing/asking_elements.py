"""Which parts of an outline ask for something, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from reports.importing.list_openings import (
    announces_points,
    ends_in_modal_verb,
    is_described_by_list,
)
from reports.importing.lists import Point, PointList
from reports.importing.outline import Element, OutlineSection
from reports.text.asking_sentences import AskingSentence, asking_sentences
from reports.text.present_tasks import PUBLIC_TASK

_DEMANDING_TITLE = re.compile(
    r"\b(?:\w*[Ff]orderung(?:en)?|\w*[Mm]aßnahmen?|Beschluss\w*|[Ff]ordern|Das wollen wir|Ziele"
    r"|Aufgaben|Aufträge?|Aktionsplan|Konkret|will|wollen)\b"
)
"""Headings whose lists ask without a word of asking."""

_MODAL = re.compile(
    r"\b(?:soll|sollen|sollte|sollten|muss|müssen|müsste|müssten|braucht|brauchen|bedarf)\b"
)
"""What is to be; "Wir bauen das Netz aus" may be what is done anyway."""

RECORD = re.compile(
    r"\b(?:haben|hat|konnten|wurden?)\b[^.:]{0,200}\b(?:erreich\w*|geschafft|durchgesetzt|umgesetzt"
    r"|erkämpft|erwirkt|gelungen|auf den Weg gebracht|beschlossen)\b"
)
"""A sentence that opens a list of what has been done."""

_FOLLOWS = re.compile(r"\b(?:folgt|heißt|bedeutet|gilt)\b[^.]{0,40}:$", re.IGNORECASE)
"""A sentence that opens what follows from the reasons before it: "Daraus folgt:"."""

_UNFINISHED = re.compile(
    r"\b(?:setz(?:t|en)\s+sich|tr(?:itt|eten))\b[^.:;]{0,200}\bein(?:\s+für|,\s+dass)?\s*[:,]?$"
    r"|\b(?:fordert|fordern|ruft|rufen)\b[^.:;]{0,200}\bauf\s*[:,]?$"
)
"""A sentence about others that its list completes: "Die Verbände setzen sich ein für"."""

FORMULA = re.compile(
    r"\b(?:möge|mögen|wolle|hat|haben)\b.{0,80}\bbeschl(?:ießen|ossen)\s*[:.…]*$"
    r"|\bbeschließ(?:t|en)\b[^.:]{0,60}\bfolgende[nrs]?\b[^.:]{0,80}[:.]$"
)
"""The opening formula of a motion, which asks for nothing by itself."""

_SHARE = 0.33
"""Share of a list's points that ask from which all of them do."""

_INFINITIVE = re.compile(
    r"\b(?:zu\s+\w{2,30}|\w{2,20}zu\w{2,30})[elr]n(?:\s+und\s+.{2,40})?[,.;]?$"
)
"""The end of a point that completes "X wird aufgefordert,"."""

_FRAGMENT = 5
"""Words of a point that only completes its opening sentence."""


class Strength(IntEnum):
    """How sure it is that a sentence asks."""

    NONE = 0
    WEAK = 1
    """It may as well describe: "Die Stadt braucht mehr Busse"."""
    STRONG = 2
    """It says what is to be: "Die Gebühr soll gesenkt werden"."""
    DIRECT = 3
    """It says that it asks: "Wir fordern …"."""


def strength_of(sentence: AskingSentence, text: str) -> Strength:
    """Return how sure it is that a sentence of a text asks."""
    words = text[slice(*sentence.span)]
    if sentence.direct:
        return Strength.DIRECT
    if sentence.strong:
        return Strength.STRONG
    is_task = _MODAL.search(words) or PUBLIC_TASK.search(words)
    return Strength.WEAK if is_task else Strength.NONE


def scheme_of(group: PointList) -> str:
    """Return the form of a list's numbers; empty for bullets, which many kinds of lists have."""
    mark = group.points[0].element.marker
    return "" if mark is None or mark.is_bullet else mark.scheme


def list_asks(group: PointList, section: OutlineSection) -> bool:
    """Return whether all points of a list ask: its opening sentence does, or enough of them."""
    opening = group.opening.block.text if group.opening else ""
    if opening and RECORD.search(opening):
        return False
    if opening and opens_demand(opening):
        return True
    if FORMULA.search(opening) and scheme_of(group) and len(group.points) > 1:
        return True  # "Der Parteitag möge beschließen:" resolves the points that it counts
    heading = section.heading
    if heading and not heading.is_frame and _DEMANDING_TITLE.search(heading.title):
        return True
    asking = sum(asks([point.element, *point.paragraphs]) for point in group.points)
    return asking >= max(1, _SHARE * len(group.points))


def asks(elements: Iterable[Element]) -> bool:
    """Return whether any of some elements asks, however weakly."""
    return any(sentences_of(element.block.text) for element in elements)


def asks_anywhere(section: OutlineSection) -> bool:
    """Return whether anything in a section is sure to ask."""
    return any(is_demand(element.block.text) for element in section.elements) or any(
        map(asks_anywhere, section.children)
    )


def is_demand(text: str) -> bool:
    """Return whether a text has a sentence that is a demand by itself."""
    return any(sentence.strong for sentence in sentences_of(text))


def is_demand_of(element: Element) -> bool:
    """Return whether an element has a sentence that is a demand by itself."""
    return is_demand(element.block.text)


@lru_cache(maxsize=1024)
def sentences_of(text: str) -> tuple[AskingSentence, ...]:
    """Return the asking sentences of a text; each step looks at the same texts."""
    return asking_sentences(text)


def is_direct(element: Element) -> bool:
    """Return whether an element says of itself that it asks: "Wir fordern …"."""
    return any(sentence.direct for sentence in sentences_of(element.block.text))


def opens_demand(text: str) -> bool:
    """Return whether the last sentence of a paragraph opens what is asked for."""
    if FORMULA.search(text):
        return False
    if ends_in_modal_verb(text):
        return True
    return bool(_FOLLOWS.search(text) or _UNFINISHED.search(text)) or any(
        reaches_end(sentence, text) for sentence in sentences_of(text)
    )


def reaches_end(sentence: AskingSentence, text: str) -> bool:
    """Return whether an asking sentence is the last one of a text and sure, or opens a list."""
    return sentence.span[1] >= len(text.rstrip()) and (sentence.strong or sentence.opens_list)


def are_infinitives(points: Sequence[Point]) -> bool:
    """Return whether most points complete a sentence: "Bänke aufzustellen,"."""
    texts = [point.element.block.text for point in points]
    return 2 * sum(_INFINITIVE.search(text) is not None for text in texts) > len(texts)


def completes(group: PointList) -> bool:
    """Return whether the points only complete a sentence: "Dafür müssen Flächen her: • am Fluss".

    They are no demands for themselves, as those are that "Wir fordern:" opens.
    """
    if group.opening is None:
        return False
    text = group.opening.block.text.rstrip()
    if announces_points(text) or FORMULA.search(text):
        return False
    if is_described_by_list(text) or text.endswith("."):
        return True
    if is_direct(group.opening):
        return False
    words = [point.element.block.words.rstrip(" ,;.") for point in group.points]
    return all(
        text[:1].islower() and len(text.split()) <= _FRAGMENT and not text.endswith("en")
        for text in words
    )
