"""The indexes of a book: who is asked, and who is named as a partner."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from reports.content.demands import Demand, demands
from reports.content.fields import Lines, Typesetting
from reports.content.resolution import Addressee, Measure, Resolution


@dataclass(frozen=True)
class IndexEntry:
    """A line of an index: the measure it leads to, and the lines it cites."""

    resolution: Resolution
    """The resolution that the measure belongs to."""
    measure: Measure
    """The measure."""
    lines: Lines
    """The lines that are cited: those that name the addressee, else the measure's."""
    basis: str = ""
    """`explicit` or `derived` for an addressee; empty for a partner."""


@dataclass(frozen=True)
class IndexGroup:
    """A name in an index with its entries."""

    name: Annotated[str, Typesetting.NAME]
    """An addressee's full name, or a partner's."""
    entries: tuple[IndexEntry, ...]
    """Its entries, in the order of the text."""


def by_addressee(
    addressees: Sequence[Addressee], resolutions: Sequence[Resolution]
) -> tuple[IndexGroup, ...]:
    """Return everybody who is asked, in alphabetical order."""
    groups = (
        IndexGroup(
            addressee.full_name,
            tuple(_entry(demand) for demand in demands(resolutions, addressee.id)),
        )
        for addressee in addressees
    )
    return _sorted(group for group in groups if group.entries)


def _entry(demand: Demand) -> IndexEntry:
    """Return the line of an index for a measure that is asked of an addressee."""
    lines = demand.request.lines or demand.measure.lines
    return IndexEntry(demand.resolution, demand.measure, lines, demand.request.basis.value)


def by_partner(resolutions: Sequence[Resolution]) -> tuple[IndexGroup, ...]:
    """Return every partner with the measures that name it, in alphabetical order."""
    entries: dict[str, list[IndexEntry]] = {}
    for resolution in resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                for partner in measure.partners:
                    entry = IndexEntry(resolution, measure, measure.lines)
                    entries.setdefault(partner, []).append(entry)
    return _sorted(IndexGroup(name, tuple(of_partner)) for name, of_partner in entries.items())


def _sorted(groups: Iterable[IndexGroup]) -> tuple[IndexGroup, ...]:
    """Return groups in alphabetical order of their names."""
    return tuple(sorted(groups, key=lambda group: _collation_key(group.name)))


def _collation_key(name: str) -> str:
    """Return what a German index sorts by: ä as a, without signs (DIN 5007, variant 1)."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum() or char == " ")
