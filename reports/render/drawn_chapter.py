"""A chapter as it was drawn, before it is bound into a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class UnbindableError(Exception):
    """A book must be laid out in one piece, since a page depends on other chapters."""


@dataclass(frozen=True)
class Folio:
    """The place of a page's number, in CSS pixels."""

    x: float
    """The left edge, the middle or the right edge of the number, depending on its alignment."""
    y: float
    """The upper edge of its line, from the top of the page."""
    style: str
    """Alignment, font and colour, in a form that can be compared."""


@dataclass(frozen=True)
class DrawnObject:
    """An object of a PDF, serialised; its references wait for the numbers of objects."""

    body: bytes
    """The object, or the dictionary of a stream."""
    data: bytes | None = None
    """The data of a stream."""


@dataclass(frozen=True)
class DrawnPage:
    """A page, serialised, and the facts about it that binding needs."""

    body: bytes
    """The page's dictionary without its contents, not closed."""
    drawn: bytes
    """The page's content stream, compressed."""
    height: float
    """In CSS pixels."""
    side: str
    """"left" or "right", as the chapter was laid out; the book may turn it."""
    folio: Folio | None
    bookmarks: tuple[Any, ...]
    """In the engine's own form (weasyprint.document.Page)."""


@dataclass(frozen=True)
class DrawnChapter:
    """A chapter, serialised as objects of a PDF."""

    pages: tuple[DrawnPage, ...]
    objects: tuple[DrawnObject, ...]
    """All other objects of its own, which follow those of its pages in the numbering."""
    parents: tuple[bytes, ...]
    """The values of its part of the parent tree (ISO 32000-1, 14.7.4.4)."""
    tags: tuple[bytes, ...]
    """References to its tags of the first level."""
    anchors: Mapping[str, tuple[int, float, float]]
    """For each anchor its page in the chapter, from 0, and its x and y there, in points."""
    fonts: Mapping[str, tuple[Mapping[int, str], Mapping[int, int]]]
    """For each font, by its hash, the texts and the widths of the glyphs that are used."""

    @property
    def size(self) -> int:
        """The number of objects it becomes: its own, and three for each page."""
        return len(self.objects) + 3 * len(self.pages)
