"""Documents of a batch that are the same but for a few words: what is common, and each one's own.

The places of such words, called blanks, are found by comparing: what a page says to one
person may come from the template or out of a text that somebody wrote, and nobody has
to mark it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from reports.documents.document import Page

FEWEST = 4
"""Copies below which each is rather laid out alone."""

MOST = 250
"""Copies that are made in one go, so that several processes share in a batch."""

LONGEST = 100
"""Characters that a blank can hold: it stands on one line, and longer texts are common or none."""

MARK = "data-blank"
"""The attribute with a blank's number that its element gets."""

_LEAF = re.compile(
    r"(<(p|div|span|li|td|dd|address|b|strong|i|em|small)(?:\s[^<>]*)?)>([^<>\0]+)</\2>"
)
"""An element that holds a text and nothing else.

Headings and links count as common: bookmarks and places to click on hang on their words.
"""

_COLLAPSING = re.compile(r"[\t\n\f\r]|  |^ | $")
"""White space that a page does not show as it is written."""


@dataclass(frozen=True)
class Common:
    """What pages have in common."""

    parts: tuple[str, ...]
    """The HTML around the blanks; each part but the last ends before the ``>`` of a tag."""
    styles: tuple[str, ...]

    def filled(self, texts: Sequence[str]) -> Page:
        """The page with texts in its blanks, which are marked; the texts are HTML."""
        filled = (
            f'{part} {MARK}="{number}">{text}'
            for number, (part, text) in enumerate(zip(self.parts, texts, strict=False))
        )
        return Page("".join([*filled, self.parts[-1]]), self.styles)


@dataclass(frozen=True)
class Lot:
    """Pages that are made together."""

    common: Common
    members: tuple[int, ...]
    """Their numbers in the batch."""
    texts: tuple[tuple[str, ...], ...]
    """What stands in each one's blanks, as HTML."""


_Member = tuple[int, tuple[str, ...]]


def lots(pages: Iterable[tuple[Hashable, Page]]) -> list[Lot]:
    """The pages of a batch that can be made together, each given with all else it hangs on.

    Those without company are in no lot.
    """
    found: dict[tuple[Hashable, Common], list[_Member]] = {}
    for number, (setting, page) in enumerate(pages):
        common, texts = _split(page)
        found.setdefault((setting, common), []).append((number, texts))
    return [
        _lot(common, some)
        for (_setting, common), members in found.items()
        for some in _cut(members)
        if len(some) >= FEWEST
    ]


def plain(text: str) -> str:
    """The text of a blank as it is read."""
    return unescape(text)


def _split(page: Page) -> tuple[Common, tuple[str, ...]]:
    """A page with every text taken out that stands alone in an element."""
    parts, texts = [], []
    end = 0
    for leaf in _LEAF.finditer(page.html):
        if len(leaf[3]) <= LONGEST and not _COLLAPSING.search(leaf[3]):
            parts.append(page.html[end : leaf.end(1)])
            texts.append(leaf[3])
            end = leaf.end(3)
    return Common((*parts, page.html[end:]), page.styles), tuple(texts)


def _cut(members: Sequence[_Member]) -> Iterator[Sequence[_Member]]:
    """As few lots as need be, all about as large."""
    count = -(-len(members) // MOST)
    for i in range(count):
        yield members[len(members) * i // count : len(members) * (i + 1) // count]


def _lot(common: Common, members: Sequence[_Member]) -> Lot:
    """The members with only those texts as blanks that are not the same for all."""
    parts, kept = [common.parts[0]], []
    for number, texts in enumerate(zip(*(texts for _number, texts in members), strict=True)):
        if len(set(texts)) == 1:
            parts[-1] += f">{texts[0]}{common.parts[number + 1]}"
        else:
            kept.append(number)
            parts.append(common.parts[number + 1])
    return Lot(
        Common(tuple(parts), common.styles),
        tuple(number for number, _texts in members),
        tuple(tuple(texts[number] for number in kept) for _number, texts in members),
    )
