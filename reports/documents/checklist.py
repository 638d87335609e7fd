"""The checklist of an addressee: what was asked of it, a form to print or to fill in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.content.demands import Demand, demands
from reports.content.resolution import Addressee, Area, Basis, Resolution, Status
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import Document, Fit
from reports.documents.kinds import DocumentKind, KindSubject, kind_document

STATES = ("open", "underway", "done", "rejected")
"""The states a measure can be in, as the form's values."""

CHECKLIST = DocumentKind(
    name="checklist",
    template="checklist/checklist.html",
    title=lambda words: words.gettext("Checklist: {addressee}"),
    subject=lambda words: words.gettext("What was asked, where it says so, and what became of it"),
    fit=Fit((10.0,), notes=True),
    pages=None,
    form=True,
)
"""Every measure asked of an addressee, on as many pages as it takes."""


@dataclass(frozen=True)
class ChecklistArea:
    """What one area asks of the addressee on one basis."""

    resolution: Resolution
    """The resolution that the area belongs to."""
    area: Area
    """The area."""
    demands: tuple[Demand, ...]
    """Its measures as they are asked of the addressee, in the order of the text."""


@dataclass(frozen=True)
class ChecklistPart:
    """A half of the checklist: what the text names, or what follows from the matter."""

    basis: Basis
    """`explicit` where the text names the addressee, else `derived`."""
    areas: tuple[ChecklistArea, ...]
    """The areas that ask something on this basis."""


@dataclass(frozen=True)
class ChecklistCounts:
    """How many measures a checklist has, by their basis."""

    explicit: int
    """Measures in which the text names the addressee."""
    derived: int
    """Measures that concern it by their matter."""


@dataclass(frozen=True)
class ChecklistContext(Context):
    """What the checklist of an addressee is made of."""

    addressee: Addressee
    """Whose checklist it is."""
    parts: tuple[ChecklistPart, ...]
    """What is asked of it: explicit measures first, parts without any left out."""
    resolutions: tuple[Resolution, ...]
    """Those that ask the addressee for something, for the foot of the page."""
    counts: ChecklistCounts
    """How many measures there are on each basis."""
    area_count: int
    """In how many areas something is asked."""
    several: bool
    """Whether the workspace has several resolutions; names of form fields then say which."""
    states: tuple[str, ...]
    """The states to choose from in the form, as its values."""


def checklist(content: Content, addressee: Addressee, on: dt.date) -> Document:
    """Plan an addressee's checklist: all that is asked of it, explicit before derived."""
    return kind_document(content, CHECKLIST, addressee_subject(content, addressee), on)


def addressee_subject(content: Content, addressee: Addressee) -> KindSubject:
    """Return what a document for an addressee is made from."""
    all_demands = tuple(demands(content.resolutions, addressee.id))
    parts = [_part(basis, all_demands) for basis in (Basis.EXPLICIT, Basis.DERIVED)]
    by_basis = Counter(demand.request.basis for demand in all_demands)
    return KindSubject(
        key=addressee.id,
        path=addressee.id,
        context=ChecklistContext(
            addressee=addressee,
            parts=tuple(part for part in parts if part.areas),
            resolutions=tuple(
                resolution
                for resolution in content.resolutions
                if any(demand.resolution.id == resolution.id for demand in all_demands)
            ),
            counts=ChecklistCounts(by_basis[Basis.EXPLICIT], by_basis[Basis.DERIVED]),
            area_count=len({_area_key(demand) for demand in all_demands}),
            several=content.has_several_resolutions,
            states=STATES,
        ),
        title_words={"addressee": addressee.name},
        is_draft=any(demand.resolution.status is Status.DRAFT for demand in all_demands),
        names=(addressee.name, addressee.full_name),
    )


def _part(basis: Basis, all_demands: Sequence[Demand]) -> ChecklistPart:
    """Return the demands on one basis, by area."""
    of_basis = [demand for demand in all_demands if demand.request.basis is basis]
    areas = []
    for _key, group in groupby(of_basis, key=_area_key):
        in_area = tuple(group)
        areas.append(ChecklistArea(in_area[0].resolution, in_area[0].area, in_area))
    return ChecklistPart(basis, tuple(areas))


def _area_key(demand: Demand) -> tuple[str, int]:
    """Return what tells areas apart; each resolution counts its own from 1."""
    return demand.resolution.id, demand.area.number
