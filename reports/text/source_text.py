"""The text of a resolution while it is imported: printed lines, and the role of each character.

These values pass between the steps of :mod:`reports.importing`: a reader returns a Text,
classification makes a Sorted of it, and the structure is read from its rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

OF_MEASURE = " of a measure"
"""How the style of a heading ends that a table calls a measure."""

UNTITLED_MEASURE = "measure"
"""The style of a measure's text where such a table gives it no title."""

IN_MEASURE = "in a measure"
"""The style of what such a table says of a measure besides its title and text."""


@dataclass(frozen=True)
class Span:
    """A part of a line that looks different from its neighbours or stands apart from them."""

    begin: int
    """Its first character, an index in the line's text."""
    end: int
    """The index after its last."""
    left: float | None = None
    """Millimetres from the page's left edge; None if the format has no positions."""
    right: float | None = None
    """Where it ends."""
    bold: bool = False
    italic: bool = False
    underlined: bool = False


@dataclass(frozen=True)
class Line:
    """A printed line; in formats that have no lines, a paragraph."""

    text: str
    """Exactly as in the file, with tabs, no-break spaces, soft hyphens and ligatures."""
    page: int
    """The page, from 1."""
    place: int
    """The line of the file, from 1; in formats without lines a running number."""
    left: float | None = None
    """Millimetres from the page's left edge; None if the format has no positions."""
    right: float | None = None
    """Where the line ends, in millimetres from the page's left edge."""
    top: float | None = None
    """Millimetres from the page's upper edge."""
    size: float | None = None
    """The size of the type in points."""
    bold: bool = False
    """Whether most of it is in bold type; as `italic` and `underlined`."""
    style: str = ""
    """What the format itself says: "title", "heading 1" … "heading 9", "list", "quote",
    "table", "footnote", "metadata", ""; "heading 2 of a measure",
    "measure" and "in a measure" for a row of a table of them."""
    italic: bool = False
    underlined: bool = False
    indent: float = 0.0
    """Millimetres its first line is set in, in formats without positions."""
    spans: tuple[Span, ...] = ()
    """Its parts, if it has more than one."""

    def all_spans(self) -> tuple[Span, ...]:
        """Return its parts, also if it is only one."""
        if self.spans or not self.text.strip():
            return self.spans
        look = self.bold, self.italic, self.underlined
        return (Span(0, len(self.text), self.left, self.right, *look),)


@dataclass(frozen=True)
class Doubt:
    """A spot that a person should look at."""

    line: int
    """The index of the Line."""
    what: str
    """What is doubtful there."""


@dataclass(frozen=True)
class Text:
    """The text of a file, as a reader returns it."""

    name: str
    """The name of the file."""
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    lines: tuple[Line, ...]
    paragraphs: bool = False
    """Whether each Line is a whole paragraph, not a printed line."""
    doubts: tuple[Doubt, ...] = ()
    """Places where something that is not text was replaced or left out."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the file says of its text, name and value: front matter."""
    bare: bool = False
    """Whether it has nothing but the texts, as the export of a system for motions: no line
    numbers, heads or feet of pages."""


class Role(StrEnum):
    """The role of a character of the source; white space has none."""

    TEXT = "t"
    NUMBER = "n"
    """A digit of a printed line number."""
    FURNITURE = "f"
    """A part of a running head, a page number, a table of contents or a rule."""
    FOOTNOTE = "o"
    """A part of a footnote at the foot, with its mark there; a mark in the text is text."""


@dataclass(frozen=True)
class Row:
    """A line of the resolution: its text with its printed number."""

    number: int | None
    """None if it is not printed and does not follow from the lines around."""
    text: str
    """The characters that are text, with single spaces between words."""
    line: int
    """The index of its Line in the Text."""
    blank_before: bool = False
    """Whether an empty line, numbered or not, or a gap of more than a line is before it."""
    left: float | None = None
    """Where its text begins, its number left out: millimetres from the page's left edge."""
    indent: int = 0
    """Columns of white space before its text, in formats without positions."""
    lead: int = 0
    """How many characters at its beginning are bold, italic or underlined, if others are not."""
    cells: tuple[int, ...] = ()
    """The index of each character that begins a cell or a column: after a wide gap or a tab."""


@dataclass(frozen=True)
class Footnote:
    """A footnote, from the foot of a page."""

    mark: str
    """Its mark: ``1``, ``*``."""
    text: str
    """What it says."""
    lines: tuple[int, ...]
    """The indices of its Lines in the Text."""
    anchor: int | None
    """The index of the Row with its mark."""


@dataclass(frozen=True)
class Sorted:
    """A Text with a role for every character, and what follows from the roles."""

    text: Text
    roles: tuple[str, ...]
    """For each Line a string as long as its text: the letter of a Role for each character, or a
    space for white space."""
    rows: tuple[Row, ...]
    footnotes: tuple[Footnote, ...]
    doubts: tuple[Doubt, ...]

    def account(self) -> dict[Role, int]:
        """Return the number of characters in each role; white space is not counted."""
        counted = Counter("".join(self.roles))
        return {role: counted[role.value] for role in Role}
