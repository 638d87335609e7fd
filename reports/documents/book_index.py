"""The indexes of a book: who is asked, and who is named as a partner."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reports.content.demands import Demand, demands
from reports.content.resolution import Addressee, Measure, Resolution


@dataclass(frozen=True)
class Entry:
    """A line of an index: the measure it leads to, and the lines it cites."""

    resolution: Resolution
    measure: Measure
    lines: tuple[int, int]
    basis: str = ""


def by_addressee(
    addressees: Sequence[Addressee], resolutions: Sequence[Resolution]
) -> list[tuple[str, list[Entry]]]:
    """Everyone who is asked, by full name, with the lines that name them or the measure's."""
    found = ((one.full_name, [*map(_entry, demands(resolutions, one.id))]) for one in addressees)
    return sorted((pair for pair in found if pair[1]), key=lambda pair: _collated(pair[0]))


def _entry(demand: Demand) -> Entry:
    lines = demand.asked.lines or demand.measure.lines
    return Entry(demand.resolution, demand.measure, lines, demand.asked.basis.value)


def by_partner(resolutions: Sequence[Resolution]) -> list[tuple[str, list[Entry]]]:
    """Every partner with the measures it is named in."""
    found: dict[str, list[Entry]] = {}
    for resolution in resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                for partner in measure.partners:
                    entry = Entry(resolution, measure, measure.lines)
                    found.setdefault(partner, []).append(entry)
    return sorted(found.items(), key=lambda pair: _collated(pair[0]))


def _collated(name: str) -> str:
    """What a German index sorts by: umlauts as their vowels (DIN 5007, variant 1)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum() or char == " ")
