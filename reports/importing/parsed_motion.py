"""What the structure step finds in a file: motions, areas, measures, who is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reports.content.resolution import Status
from reports.text.source_text import Doubt


@dataclass(frozen=True)
class FoundAddressee:
    """Who is asked, with the lines that say so."""

    name: str
    """As the text says it, without its article: "SPD-Fraktion im Rat"."""
    lines: tuple[int, int]
    """Those of the name; of the whole sentence where it introduces a list."""


@dataclass(frozen=True)
class FoundMeasure:
    """A thing that is asked for."""

    id: str
    """``1.5``, ``1.5.a``; ``4.A`` where the source has no number."""
    numbered: bool
    wording: str
    """Its own paragraphs, without its number and without its lettered parts, which are
    measures themselves; separated by empty lines."""
    lines: tuple[int, int]
    """Its lettered parts included."""
    addressees: tuple[FoundAddressee, ...]
    sentence: str
    """The first sentence of the wording."""


@dataclass(frozen=True)
class FoundArea:
    """A part of a motion under a heading of its own."""

    number: int
    title: str
    """Without its number; the motion's where that has no headings and is all one area."""
    lines: tuple[int, int]
    lead: str
    """The paragraphs before the first measure."""
    measures: tuple[FoundMeasure, ...]


@dataclass(frozen=True)
class Section:
    """A heading, those of the areas included."""

    title: str
    """As printed, with its number."""
    level: int
    """From 1."""
    row: int
    """The index of the first Row."""


@dataclass(frozen=True)
class Found:
    """A resolution or a motion."""

    title: str
    label: str | None
    """What it is cited as: "Beschluss 01"."""
    motion: str | None
    """The number of the motion: "K 01"."""
    submitter: str | None
    body: str | None
    """Who passed it: "Außerordentlicher Parteitag der SPD Muster"."""
    meeting: str | None
    """The body in a word: "Parteitag"."""
    date: dt.date | None
    rows: tuple[int, int]
    """The indices of its first Row and of the one after its last."""
    lines: tuple[int, int] | None
    """None where it has no row with text."""
    sections: tuple[Section, ...]
    areas: tuple[FoundArea, ...]
    doubts: tuple[Doubt, ...]
    status: Status | None = None
    """None if the text does not tell whether it was adopted."""
