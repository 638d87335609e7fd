"""What a reader returns of a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.text.source_text import Doubt, Line


@dataclass(frozen=True)
class Reading:
    """The lines of a file, and what it says of them."""

    lines: list[Line]
    paragraphs: bool = False
    """Whether each Line is a whole paragraph, not a printed line."""
    bare: bool = False
    """Whether it has nothing but the texts: no line numbers, heads or feet of pages."""
    facts: tuple[tuple[str, str], ...] = ()
    """Front matter or the fields of an export: name and value."""
    doubts: list[Doubt] = field(default_factory=list)
    """Places where something was left out or decided that a person should look at."""
