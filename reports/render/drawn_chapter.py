"""A chapter as it was drawn, before it is bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Folio:
    """Where a page's number stands."""

    x: float
    """Of its beginning, its middle or its end, by how it is aligned."""
    y: float
    """Of its line, from the page's top."""
    style: str


@dataclass(frozen=True)
class DrawnObject:
    """An object's dictionary, its references waiting for numbers, and the data of a stream."""

    body: bytes
    data: bytes | None = None


@dataclass(frozen=True)
class DrawnPage:
    """What is known of a page besides its objects."""

    body: bytes
    """Its dictionary without its contents, open at the end."""
    drawn: bytes
    """Its instructions, compressed."""
    height: float
    """In CSS pixels."""
    side: str
    folio: Folio | None
    bookmarks: tuple[Any, ...]
    """As the engine has them (weasyprint.document.Page)."""


@dataclass(frozen=True)
class Chapter:
    """A chapter, drawn."""

    pages: tuple[DrawnPage, ...]
    objects: tuple[DrawnObject, ...]
    parents: tuple[bytes, ...]
    """The values of its part of the parent tree (ISO 32000-1, 14.7.4.4)."""
    tags: tuple[bytes, ...]
    """References to its tags of the first level."""
    anchors: Mapping[str, tuple[int, float, float]]
    """The page of each, from 0, and its place there in points."""
    fonts: Mapping[str, tuple[Mapping[int, str], Mapping[int, int]]]
    """The letters of the glyphs of each font, and their widths."""

    @property
    def size(self) -> int:
        """How many objects it becomes: its own, and three for each page."""
        return len(self.objects) + 3 * len(self.pages)
