"""The text of a resolution on its way in: lines as printed, and what each character is.

Pure values that pass between the steps of :mod:`reports.importing`: a reader makes
a Text, sorting out makes a Sorted of it, and the structure is read from its rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Line:
    """A printed line; in formats that have no lines, a paragraph."""

    text: str
    """Exactly as the file has it: tabs, no-break spaces, soft hyphens, ligatures and all."""
    page: int
    """From 1."""
    place: int
    """The line of the file, from 1; in formats without lines a running number."""
    left: float | None = None
    """Millimetres from the page's left edge; None where the format has no positions."""
    right: float | None = None
    top: float | None = None
    """Millimetres from the page's upper edge."""
    size: float | None = None
    """Points."""
    bold: bool = False
    style: str = ""
    """What the format itself says: "title", "heading 1" … "heading 9", "list", "footnote", ""."""


@dataclass(frozen=True)
class Doubt:
    """A spot a person should look at."""

    line: int
    """The index of the Line."""
    what: str


@dataclass(frozen=True)
class Text:
    """What a reader makes of a file."""

    name: str
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    lines: tuple[Line, ...]
    paragraphs: bool = False
    """Whether each Line is a whole paragraph, not a printed line."""
    doubts: tuple[Doubt, ...] = ()
    """What was replaced or left out of it so that nothing but text is left."""


class Role(StrEnum):
    """What a character of the source is; white space is nothing."""

    TEXT = "t"
    NUMBER = "n"
    """Of a printed line number."""
    FURNITURE = "f"
    """Of a running head, a page number, a table of contents, a rule."""
    FOOTNOTE = "o"
    """Of a footnote at the foot, and of its mark there; a mark in the text is text."""


@dataclass(frozen=True)
class Row:
    """A line of the resolution: its text with its printed number."""

    number: int | None
    """None where none is printed and none can be told from the lines around."""
    text: str
    """Its characters of the text; runs of white space as one space, none at the ends."""
    line: int
    """The index of its Line."""
    blank_before: bool = False
    """Whether an empty line, numbered or not, or a gap of more than a line stands before it."""


@dataclass(frozen=True)
class Footnote:
    """A note from the foot of a page."""

    mark: str
    text: str
    lines: tuple[int, ...]
    """The indices of its Lines."""
    anchor: int | None
    """The index of the Row that its mark stands in."""


@dataclass(frozen=True)
class Sorted:
    """A Text with every character accounted for."""

    text: Text
    roles: tuple[str, ...]
    """For each Line a string as long as its text: a Role's letter each, or a space for white
    space."""
    rows: tuple[Row, ...]
    footnotes: tuple[Footnote, ...]
    doubts: tuple[Doubt, ...]

    def account(self) -> dict[Role, int]:
        """Characters by role; their sum is what the file has that is not white space."""
        counted = Counter("".join(self.roles))
        return {role: counted[role.value] for role in Role}
