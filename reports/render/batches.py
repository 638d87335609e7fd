"""Batches: documents that differ in a few words, and what is common to them.

The places of words that differ are called blanks. They are found by comparing the pages:
the words may come from the template or from a text that a user wrote, and nobody has to
mark them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from reports.documents.document import Page

FEWEST = 4
"""Copies below which each is laid out alone: up to four layouts are needed for a batch."""

MOST = 250
"""Copies in one batch, so that several processes share the work of a mailing."""

LONGEST = 100
"""Characters of a blank at most: its text stands on one line, which holds about a hundred."""

MARK = "data-blank"
"""The attribute that carries the number of a blank."""

_LEAF = re.compile(
    r"(<(p|div|span|li|td|dd|address|b|strong|i|em|small)(?:\s[^<>]*)?)>([^<>\0]+)</\2>"
)
"""An element that contains text and nothing else.

Headings and links are left out: bookmarks and the areas to click on depend on their words.
"""

_COLLAPSING = re.compile(r"[\t\n\f\r]|  |^ | $")
"""White space that a page does not show as it is written."""


@dataclass(frozen=True)
class PageWithBlanks:
    """What the pages of a batch have in common."""

    parts: tuple[str, ...]
    """The HTML around the blanks; each part but the last ends before the ``>`` of a tag."""
    styles: tuple[str, ...]

    def filled(self, texts: Sequence[str]) -> Page:
        """Return the page with these texts, given as HTML, in its blanks, which are marked."""
        filled = (
            f'{part} {MARK}="{number}">{text}'
            for number, (part, text) in enumerate(zip(self.parts, texts, strict=False))
        )
        return Page("".join([*filled, self.parts[-1]]), self.styles)


@dataclass(frozen=True)
class Batch:
    """Pages that are made together."""

    common: PageWithBlanks
    members: tuple[int, ...]
    """The index of each page among those that were compared."""
    texts: tuple[tuple[str, ...], ...]
    """The texts in the blanks of each page, as HTML."""


_Member = tuple[int, tuple[str, ...]]
"""The index of a page, and its texts."""


def find_batches(pages: Iterable[tuple[Hashable, Page]]) -> list[Batch]:
    """Return the batches among some pages; a page that resembles few others is in none.

    Args:
        pages: The pages, each with its setting: all else that its look depends on. Only
            pages with equal settings get into one batch.
    """
    groups: dict[tuple[Hashable, PageWithBlanks], list[_Member]] = {}
    for number, (setting, page) in enumerate(pages):
        common, texts = _take_out_texts(page)
        groups.setdefault((setting, common), []).append((number, texts))
    return [
        _batch(common, part)
        for (_setting, common), members in groups.items()
        for part in _divide(members)
        if len(part) >= FEWEST
    ]


def plain(text: str) -> str:
    """Return the text of a blank as a reader sees it."""
    return unescape(text)


def _take_out_texts(page: Page) -> tuple[PageWithBlanks, tuple[str, ...]]:
    """Return a page with a blank for each text that stands alone in an element, and the texts."""
    parts, texts = [], []
    end = 0
    for leaf in _LEAF.finditer(page.html):
        if len(leaf[3]) <= LONGEST and not _COLLAPSING.search(leaf[3]):
            parts.append(page.html[end : leaf.end(1)])
            texts.append(leaf[3])
            end = leaf.end(3)
    return PageWithBlanks((*parts, page.html[end:]), page.styles), tuple(texts)


def _divide(members: Sequence[_Member]) -> Iterator[Sequence[_Member]]:
    """Yield members in as few parts as possible, all about the same size."""
    count = -(-len(members) // MOST)
    for i in range(count):
        yield members[len(members) * i // count : len(members) * (i + 1) // count]


def _batch(common: PageWithBlanks, members: Sequence[_Member]) -> Batch:
    """Return a batch whose blanks are only those in which the members' texts differ."""
    parts, blanks = [common.parts[0]], []
    for number, texts in enumerate(zip(*(texts for _number, texts in members), strict=True)):
        if len(set(texts)) == 1:
            parts[-1] += f">{texts[0]}{common.parts[number + 1]}"
        else:
            blanks.append(number)
            parts.append(common.parts[number + 1])
    return Batch(
        PageWithBlanks(tuple(parts), common.styles),
        tuple(number for number, _texts in members),
        tuple(tuple(texts[number] for number in blanks) for _number, texts in members),
    )
