"""What a motion's text is made of, in the order of the text: the values between the steps.

Each block of a motion is in exactly one part. The marked text shows the parts to a person and
reads them back; the areas and measures of a workspace are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.importing.blocks import Block


class PartKind(StrEnum):
    """What a part of the text is."""

    HEADING = "heading"
    """A heading that measures or other text stand under."""
    MEASURE = "measure"
    """What asks somebody to do something."""
    INTRODUCTION = "introduction"
    """Text that leads up to measures, or stands between them."""
    REASONS = "reasons"
    """Text that gives reasons: a Begründung, or what stands behind the resolved text."""


@dataclass(frozen=True)
class NamedAddressee:
    """Who is asked, with the lines that say so."""

    name: str
    """In the base form, without its article: "SPD-Fraktion im Rat"."""
    lines: tuple[int, int] | None
    """The lines of the name; of the whole sentence where it opens a list; None where the text
    does not name it and a person said that it is asked."""


@dataclass(frozen=True)
class Part:
    """A part of a motion's text."""

    kind: PartKind
    blocks: tuple[Block, ...]
    """Its paragraphs; of a measure without its own heading, which is in `heading`."""
    level: int = 0
    """Of a heading, or of the heading that is a measure's title, from 1; else 0."""
    title: str = ""
    """Of a heading or measure, as the text has it, without its number; empty where it has none."""
    number: str = ""
    """As the text writes it: "1.1", "a", "IV"; empty where it has none."""
    begins: int = 0
    """Where a measure's own words begin in its first block, behind its number and title."""
    heading: Block | None = None
    """The heading that is a measure's title."""
    openings: tuple[Block, ...] = ()
    """The headings and paragraphs whose last sentence a measure goes on with: "Wir fordern X
    auf:", the outermost first."""
    addressees: tuple[NamedAddressee, ...] = ()
    is_sub_measure: bool = False
    """Whether it is a part of the measure before it: "a)" in "5."."""

    @property
    def lines(self) -> tuple[int, int]:
        """Its first and last line number, those of a measure's own heading included."""
        first = self.heading or self.blocks[0]
        last = self.blocks[-1] if self.blocks else first
        return first.lines[0], last.lines[1]

    @property
    def wording(self) -> str:
        """Its own words, paragraphs separated by empty lines."""
        first, *others = (block.text for block in self.blocks)
        return "\n\n".join(filter(None, [first[self.begins :], *others]))
