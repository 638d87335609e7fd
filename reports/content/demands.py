"""Demands: the relation between measures and addressees, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.content.resolution import Addressee, Area, Basis, Measure, Request, Resolution


@dataclass(frozen=True)
class Demand:
    """One measure as it is asked of one addressee."""

    resolution: Resolution
    """The resolution that asks it."""
    area: Area
    """The area that the measure belongs to."""
    measure: Measure
    """The measure."""
    request: Request
    """On which basis, and in which lines, it is asked of the addressee."""

    @property
    def field(self) -> str:
        """The first part of names of form fields; without the full stop, which nests fields."""
        return self.measure.id.replace(".", "-")


@dataclass(frozen=True)
class AddresseeMeasures:
    """An addressee, with the measures that name it and those that imply it."""

    addressee: Addressee
    """Who is asked."""
    explicit: tuple[Measure, ...]
    """The measures that name it."""
    derived: tuple[Measure, ...]
    """The measures that concern it by their matter."""


def demands(resolutions: Iterable[Resolution], addressee_id: str) -> Iterator[Demand]:
    """Yield everything that is asked of an addressee, in the order of the text."""
    for resolution in resolutions:
        for area in resolution.areas:
            for measure in area.measures:
                for request in measure.addressees:
                    if request.id == addressee_id:
                        yield Demand(resolution, area, measure, request)


def measures_by_addressee(
    addressees: Iterable[Addressee], areas: Iterable[Area]
) -> tuple[AddresseeMeasures, ...]:
    """Return the addressees that are asked for something in some areas, with the measures.

    They stand in the order of ``addressees``.
    """
    measures = [measure for area in areas for measure in area.measures]
    entries = []
    for addressee in addressees:
        by_basis = {basis: [] for basis in Basis}  # type: dict[Basis, list[Measure]]
        for measure in measures:
            for request in measure.addressees:
                if request.id == addressee.id:
                    by_basis[request.basis].append(measure)
        if any(by_basis.values()):
            explicit, derived = by_basis[Basis.EXPLICIT], by_basis[Basis.DERIVED]
            entries.append(AddresseeMeasures(addressee, tuple(explicit), tuple(derived)))
    return tuple(entries)
