"""What an import finds in a file: its motions, with areas, measures and who is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reports.importing.areas import ParsedArea
from reports.importing.parts import NamedAddressee, Part
from reports.text.source_text import Doubt


@dataclass(frozen=True)
class HeadingLine:
    """A heading of a motion, those of the areas included."""

    title: str
    """As printed, with its number."""
    level: int
    """From 1."""
    row: int
    """The index of its first Row in the text."""


@dataclass(frozen=True)
class ParsedMotion:
    """A resolution or a motion."""

    title: str
    label: str | None
    """The name it is cited by: "Beschluss 01"."""
    motion: str | None
    """Its number as a motion: "K 01"."""
    submitter: str | None
    body: str | None
    """Who passed it: "Außerordentlicher Parteitag der SPD Muster"."""
    meeting: str | None
    """The body in a word: "Parteitag"."""
    date: dt.date | None
    is_adopted: bool | None
    """Whether it was adopted; None where the text does not say."""
    rows: tuple[int, int]
    """The indices of its first Row and of the one after its last."""
    lines: tuple[int, int] | None
    """Its first and last line number; None where it has no row with text."""
    headings: tuple[HeadingLine, ...]
    parts: tuple[Part, ...]
    """Its text behind its head, each block in exactly one part."""
    areas: tuple[ParsedArea, ...]
    addressees: tuple[NamedAddressee, ...]
    """Whom its head names for all of it."""
    doubts: tuple[Doubt, ...]
