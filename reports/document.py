"""A document to be made, as a pure value: the same value gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.theme import Asset, Theme


@dataclass(frozen=True)
class Format:
    """A page: its name and trim size in millimetres."""

    name: str
    width: float
    height: float


A4 = Format("a4", 210, 297)
A5 = Format("a5", 148, 210)


@dataclass(frozen=True)
class Fit:
    """How a document is brought to its page budget.

    Sizes of text in points and widths of space (1 is the usual) run from roomy to
    tight, so that a short text gets larger type; the last size is the smallest the
    document allows. What stays empty then goes into the gaps, up to ``stretch``
    millimetres each, and into ruled lines for notes where the template has them.
    """

    sizes: tuple[float, ...]
    spaces: tuple[float, ...] = (1.0,)
    stretch: float = 0.0
    notes: bool = False


def steps(largest: float, smallest: float, step: float = 0.5) -> tuple[float, ...]:
    """Sizes in points from the largest down to the smallest."""
    return tuple(largest - i * step for i in range(round((largest - smallest) / step) + 1))


@dataclass(frozen=True)
class Document:
    """What to print, before any of it is laid out."""

    name: str
    """Where it comes to lie below the output folder, without an ending."""
    template: str
    """The template, a path below ``templates/``; the style sheet has the same stem."""
    title: str
    subject: str
    author: str
    language: str
    format: Format
    theme: Theme
    context: Mapping[str, Any]
    """What the template sees: frozen models and plain values."""
    fit: Fit
    pages: int | None = 1
    """The page budget; None where there is none."""
    form: bool = False
    """Whether it has fields to be filled in on the screen."""
    on: dt.date = dt.date.min
    """The day that counts as today."""

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files it may show."""
        return (self.theme.logo,) if self.theme.logo else ()
