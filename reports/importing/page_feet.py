"""Feet of pages: a letterhead's address, which stands there once, and "Antragsbuch – Seite 3"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from reports.importing.head_lines import closed
from reports.importing.page_furniture import is_page_number, letters
from reports.text.source_text import Line

_FOOT = 245.0
"""Millimetres from a page's upper edge, A4's being 297 high; a letterhead has up to five lines."""
_GAP = 8.0
"""Millimetres between a text and the foot below it, at least; lines are 4 to 6 apart."""
_SMALL = 0.9
"""Size of a foot's type, as a part of the text's: 8 points below 10 or 11 are usual."""
_MOST_LINES = 6
_COUNTED = re.compile(r"\s*\d{1,3}[.)]?\s")
"""A footnote or a point begins with its number."""
_CONTACT = re.compile(
    r"\b(?:IBAN|BIC|Tel(?:\.|efon)|Fax|E-?Mail|V\.\s?i\.\s?S\.\s?d\.\s?P)\b|\w@\w|\bwww\.|https?:"
    r"|\b\d{5}\s+[A-ZÄÖÜ][a-zäöüß]|\b(?:Seite|Blatt)\s+\d"
)
"""How to reach who wrote it."""
_PAGE_AT_END = re.compile(r"\b(?:Seite|Blatt|S\.)\s*(\d{1,4})(?:\s*(?:von|/)\s*\d{1,4})?\W*$")


def single_feet(lines: Sequence[Line], notes: Collection[int]) -> set[int]:
    """Return the lines of the foot of a file's first page, if it is set apart from the text.

    `notes` are the lines that look like footnotes, which are none. A foot is in smaller type or
    says how to reach somebody, in no sentence; or both, as it has to where other pages follow.
    """
    solid = [index for index, line in enumerate(lines) if line.text.strip()]
    page = [index for index in solid if lines[index].page == lines[solid[0]].page]
    first = _begin(lines, page)
    foot = page[first:] if first else []
    if not foot or _COUNTED.match(lines[foot[0]].text) or any(index in notes for index in foot):
        return set()
    sizes: Counter[float] = Counter()
    for index in page[:first]:
        sizes[lines[index].size or 0.0] += len(lines[index].text)
    usual = sizes.most_common(1)[0][0]
    is_small = all(0 < (lines[index].size or 0.0) < _SMALL * usual for index in foot)
    is_contact = any(
        _CONTACT.search(lines[index].text) or is_page_number(lines[index].text) for index in foot
    )
    ends_sentence = any(closed(lines[index].text.strip()) for index in foot)
    is_only_page = len(page) == len(solid)
    if is_small and is_contact:
        return set(foot)
    return set(foot) if is_only_page and not ends_sentence and (is_small or is_contact) else set()


def counted_feet(lines: Sequence[Line]) -> set[int]:
    """Return the first and last lines of pages that end in "Seite 3" and count the pages up.

    Two pages are enough, and a foot may follow a footnote: the words are the same and the
    number rises with the page, which no footnote's does.
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.text.strip():
            pages[line.page].append(index)
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for page, members in pages.items():
        for index in {members[0], members[-1]}:
            text = lines[index].text
            if match := _PAGE_AT_END.search(text):
                groups[letters(text), int(match[1]) - page].append(index)
    return {
        index
        for members in groups.values()
        if len({lines[index].page for index in members}) > 1
        for index in members
    }


def _begin(lines: Sequence[Line], page: Sequence[int]) -> int:
    """Return the place in a page of the first line below its last wide gap; 0 without one."""
    for place in range(len(page) - 1, max(0, len(page) - 1 - _MOST_LINES), -1):
        top, above = lines[page[place]].top, lines[page[place - 1]].top
        if top is None or above is None or top < _FOOT:
            return 0
        if top - above > _GAP:
            return place
    return 0
