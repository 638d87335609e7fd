"""What a resolution says: areas, measures, whom they ask, and where it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from reports.content.fields import (
    Day,
    FileName,
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
from reports.text.sentences import first_sentence


class Status(StrEnum):
    """How far a resolution has come; a draft prints "Entwurf" on every page."""

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


class Request(Model):
    """That a measure is asked of an addressee, and where the text says so."""

    id: Slug
    basis: Basis
    lines: LineRange | None = None
    """The lines that name the addressee; needed when the basis is explicit."""


class Measure(Model):
    """One thing the resolution asks for."""

    id: MeasureId
    numbered: bool = True
    """False where the source does not number it; its id then ends in a capital."""
    title: ShortText
    summary: Text | None = None
    """The measure in our own words; without that, the wording's first sentence is quoted."""
    wording: Wording | None = None
    """The text of the source, with an empty line between paragraphs."""
    lines: LineRange
    addressees: Annotated[tuple[Request, ...], Field(min_length=1)] = ()
    """Whom it asks; without the key, nobody by name."""
    partners: tuple[Short, ...] = ()
    deadline: Day | None = None

    @property
    def quote(self) -> Text:
        """The first sentence, which is quoted if nobody has written a summary."""
        return first_sentence(self.wording or "")


class Area(Model):
    """A Bereich of the plan."""

    number: Annotated[int, Field(ge=1, le=99)]
    title: Title
    lines: LineRange
    lead: Text | None = None
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()


class SourceFile(Model):
    """The text that line references refer to, with the hash of its bytes."""

    file: FileName
    """A path in the workspace."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Section(Model):
    """A part of the text outside the areas, or above them."""

    title: Title
    lines: LineRange


class Note(Model):
    """A footnote of the source."""

    mark: Annotated[str, StringConstraints(min_length=1, max_length=10)]
    text: Annotated[Text, Typesetting.EXACT]
    line: LineNumber | None = None
    """The line of its mark in the text."""


class Vote(Model):
    """The result of the vote, where known."""

    yes: Annotated[int, Field(ge=0)]
    no: Annotated[int, Field(ge=0)]
    abstained: Annotated[int, Field(ge=0)] = 0


class Resolution(Model):
    """A resolution of a congress, in areas and measures, by printed lines."""

    id: Slug
    title: Title
    label: Short
    """The name it is cited by: "Beschluss 01"."""
    motion: Short | None = None
    submitter: Short | None = None
    body: Short | None = None
    """The body that passed it: "Außerordentlicher Stadtparteitag der SPD Leipzig"."""
    meeting: Short | None = None
    """The short name for the foot of a page: "Stadtparteitag"."""
    date: Day | None = None
    status: Status
    vote: Vote | None = None
    lines: LineRange
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    figures: tuple[Figure, ...] = ()
    """Figures that the text states outside the areas."""
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    source: SourceFile | None = None
    """The text itself, against which check proves every line reference."""


class Addressee(Model):
    """A body or group of people that a resolution can ask for something."""

    id: Slug
    name: Short
    """Short, as it stands in a margin: "Stadtrat-Fraktion"."""
    full_name: Short
    abbreviation: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    """For the head of a narrow column."""
    task: Text | None = None
    """The sentence under the title of its checklist."""
    aliases: tuple[Short, ...] = ()
    """Other names in texts: "Stadtverwaltung"."""


class Addressees(Model):
    """``addressees.yaml``."""

    addressees: tuple[Addressee, ...]
