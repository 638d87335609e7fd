"""What a resolution says: areas, measures, whom they ask, and where it stands."""

from __future__ import annotations

from enum import StrEnum
from textwrap import shorten
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from reports.content.fields import (
    Day,
    FileName,
    ForeignWords,
    LineNumber,
    LineRange,
    MeasureId,
    Model,
    Short,
    ShortText,
    Slug,
    Text,
    Title,
    Typesetting,
    Wording,
)
from reports.content.quotation import QuotedParagraph, brief_quotation, quotation


class Status(StrEnum):
    """How far a resolution has come, if that is known; a draft prints "Entwurf" on every page."""

    DRAFT = "draft"
    ADOPTED = "adopted"


class Basis(StrEnum):
    """Why an addressee is asked: the text names it, or it follows from the matter."""

    EXPLICIT = "explicit"
    DERIVED = "derived"


class Figure(Model):
    """An amount, a count or a year the resolution states."""

    value: Short
    """The figure as it is to be printed: "200.000 Euro", "52"."""
    text: ShortText
    """What it counts, in our own words."""
    line: LineNumber
    """The line that states it."""


class Request(Model):
    """That a measure is asked of an addressee, and where the text says so."""

    id: Slug
    """The addressee's id."""
    basis: Basis
    """Whether the text names the addressee (``explicit``) or it follows from the matter."""
    lines: LineRange | None = None
    """The lines that name the addressee; needed when the basis is explicit."""


_FIRST_WORDS = 60
"""Characters: as many as stand on a line of a list."""


class Measure(Model):
    """One thing the resolution asks for."""

    id: MeasureId
    """Its number: ``1.5``, ``4.2.1``, ``1.5.a``, or ``4.A`` where the text does not number it."""
    numbered: bool = True
    """False where the source does not number it; its id then ends in a capital."""
    title: ShortText | None = None
    """Its title, if the text has one for it or somebody gave it one."""
    summary: Text | None = None
    """The measure in our own words; without that, what its wording asks is quoted."""
    wording: Wording | None = None
    """The text of the source, with an empty line between paragraphs."""
    lines: LineRange
    """The lines that it stands in."""
    addressees: Annotated[tuple[Request, ...], Field(min_length=1)] = ()
    """Whom it asks; without the key, nobody by name."""
    partners: tuple[Short, ...] = ()
    """With whom it is to be done."""
    deadline: Day | None = None
    """Until when it is to be done."""
    print: Literal[True, False, "title"] = True
    """What the summary of its area prints of it: all, only title and lines (``title``), or
    nothing (``false``). Overview, checklists and book have it anyway."""

    @property
    def quote(self) -> tuple[QuotedParagraph, ...]:
        """What is quoted of the wording if nobody has written a summary."""
        return quotation(self.wording or "")

    @property
    def brief_quote(self) -> tuple[QuotedParagraph, ...]:
        """What is quoted of the wording where there is little room: its first demand."""
        return brief_quotation(self.wording or "")

    @property
    def first_words(self) -> ShortText:
        """The words that its text begins with, for lists in which it has no title."""
        if self.summary:
            return shorten(self.summary, _FIRST_WORDS, placeholder=" …")
        text = " ".join(paragraph.text for paragraph in self.quote)
        return f"„{shorten(text, _FIRST_WORDS, placeholder=' …')}“"


def unnumbered_id(area: int, count: int) -> MeasureId:
    """Return the id of an area's measure that the text does not number.

    They are counted from 1, as spreadsheets do: ``4.A`` … ``4.Z``, ``4.AA``.
    """
    letters = ""
    while count:
        count, letter = divmod(count - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{area}.{letters}"


class Area(Model):
    """A Bereich of the plan."""

    number: Annotated[int, Field(ge=1, le=999)]
    """Its number: that of the text, or counted from 1."""
    title: Title
    """Its title."""
    lines: LineRange
    """The lines that it stands in."""
    lead: Text | None = None
    """A sentence or two that introduce it."""
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    """Its measures, in the order of the text."""
    figures: tuple[Figure, ...] = ()
    """The figures that it states."""

    @property
    def summed_up(self) -> tuple[Measure, ...]:
        """The measures that its summary prints, as a whole or by their titles."""
        return tuple(measure for measure in self.measures if measure.print)

    @property
    def part_ids(self) -> tuple[MeasureId, ...]:
        """The measures that are parts of another one, such as 1.5.a of 1.5."""
        ids = {measure.id for measure in self.measures}
        return tuple(
            measure.id for measure in self.measures if measure.id.rpartition(".")[0] in ids
        )


class SourceFile(Model):
    """The text that line references refer to, with the hash of its bytes."""

    file: FileName
    """A path in the workspace."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Section(Model):
    """A part of the text outside the areas, or above them."""

    title: Title
    """Its title."""
    lines: LineRange
    """The lines that it stands in."""


class Note(Model):
    """A footnote of the source."""

    mark: Annotated[str, StringConstraints(min_length=1, max_length=10)]
    """Its mark: ``1``, ``*``."""
    text: Annotated[Text, Typesetting.EXACT]
    """What it says, as the source has it."""
    line: LineNumber | None = None
    """The line of its mark in the text."""


class Vote(Model):
    """The result of the vote, where known."""

    yes: Annotated[int, Field(ge=0)]
    """Votes for it."""
    no: Annotated[int, Field(ge=0)]
    """Votes against it."""
    abstained: Annotated[int, Field(ge=0)] = 0
    """Abstentions."""


class Resolution(Model):
    """A resolution of a congress, in areas and measures, by printed lines."""

    id: Slug
    """A short name for files and links: ``aktionsplan-integration``."""
    title: Title
    """Its title."""
    label: Short
    """The name it is cited by: "Beschluss 01"."""
    motion: Short | None = None
    """The motion that it was: ``K 01``."""
    submitter: Short | None = None
    """Who submitted the motion."""
    body: Short | None = None
    """The body that passed it: "Außerordentlicher Stadtparteitag der SPD Leipzig"."""
    meeting: Short | None = None
    """The short name for the foot of a page: "Stadtparteitag"."""
    date: Day | None = None
    """The day it was passed."""
    status: Status | None = None
    """``draft`` or ``adopted``; nothing as long as nobody knows, and nothing is printed of it."""
    vote: Vote | None = None
    """The result of the vote."""
    lines: LineRange
    """All of its lines."""
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    """Its areas."""
    figures: tuple[Figure, ...] = ()
    """Figures that the text states outside the areas."""
    sections: tuple[Section, ...] = ()
    """Parts of the text outside the areas."""
    not_measures: tuple[LineRange, ...] = ()
    """Lines that seem to ask for something and do not, or not by themselves: check says no more
    of them."""
    notes: tuple[Note, ...] = ()
    """Its footnotes."""
    lang: ForeignWords = Field(default_factory=dict)
    """Words of its texts that are in another language, for screen readers; they know the usual
    English terms."""
    source: SourceFile | None = None
    """The text itself, against which check proves every line reference."""


class Addressee(Model):
    """A body or group of people that a resolution can ask for something."""

    id: Slug
    """A short name for files and references: ``stadtrat-fraktion``."""
    name: Short
    """Short, as it stands in a margin: "Stadtrat-Fraktion"."""
    full_name: Short
    """The whole name, for an index."""
    abbreviation: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    """For the head of a narrow column."""
    task: Text | None = None
    """The sentence under the title of its checklist."""
    aliases: tuple[Short, ...] = ()
    """Other names in texts: "Stadtverwaltung"."""


class Addressees(Model):
    """``addressees.yaml``."""

    addressees: tuple[Addressee, ...]
