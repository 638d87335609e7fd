"""The one-page summary of a Bereich, and the overview of the whole plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from reports.content.demands import AddresseeMeasures, measures_by_addressee
from reports.content.fields import Typesetting
from reports.content.resolution import Addressee, Area, Resolution, Status
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import Document, Fit, size_steps
from reports.documents.kinds import DocumentKind, KindSubject, kind_document

SUMMARY = DocumentKind(
    name="summary",
    template="summary/summary.html",
    title=lambda words: words.gettext("{resolution}: Bereich {number}, {title}"),
    subject=lambda words: words.gettext("Summary of one Bereich, with lines and addressees"),
    fit=Fit(size_steps(11.5, 9), (1.0, 0.7, 0.4), squeeze=0.2, stretch=5, notes=True, brief=True),
)
"""Exactly one A4 page for each Bereich."""

OVERVIEW = DocumentKind(
    name="summary",
    template="summary/overview.html",
    title=lambda words: words.gettext("{resolution}: overview"),
    subject=lambda words: words.gettext("Every measure with its lines and who is asked"),
    fit=Fit(size_steps(10, 9), (1.0, 0.5, 0.1), stretch=0.8),
)
"""Every measure of a resolution on one A4 page, in a matrix with who is asked."""

OVERVIEW_KEY = "overview"
"""What the overview is called among the areas on the command line."""


@dataclass(frozen=True)
class SummaryContext(Context):
    """What the summary of a Bereich is made of."""

    resolution: Resolution
    """The resolution that the area belongs to."""
    area: Area
    """The Bereich that is summed up."""
    addressees: Mapping[str, Addressee]
    """Everybody who can be asked, by id: `addressees[asked.id].name`."""
    measures_by_addressee: tuple[AddresseeMeasures, ...]
    """Who is asked for something in the area, and in which measures."""
    names: tuple[Annotated[str, Typesetting.NAME], ...]
    """Names of partners and addressees, which are not hyphenated (for the filter `keep`)."""


@dataclass(frozen=True)
class OverviewContext(Context):
    """What the overview of a resolution is made of."""

    resolution: Resolution
    """The resolution, with all its areas and measures."""
    columns: tuple[Addressee, ...]
    """Who is asked for something: the columns of the matrix."""


def summary(content: Content, resolution: Resolution, area: Area, on: dt.date) -> Document:
    """Plan the summary of a Bereich, exactly one A4 page."""
    return kind_document(content, SUMMARY, area_subject(content, resolution, area), on)


def overview(content: Content, resolution: Resolution, on: dt.date) -> Document:
    """Plan the overview: every measure on one A4 page, in a matrix with who is asked."""
    return kind_document(content, OVERVIEW, overview_subject(content, resolution), on)


def overview_subject(content: Content, resolution: Resolution) -> KindSubject:
    """Return what a resolution's overview is made from."""
    return replace(
        resolution_subject(content, resolution),
        key=OVERVIEW_KEY,
        path=f"{_folder(content, resolution)}{OVERVIEW_KEY}",
        names=(f"{resolution.id}/{OVERVIEW_KEY}",),
    )


def area_subject(content: Content, resolution: Resolution, area: Area) -> KindSubject:
    """Return what a document for an area is made from."""
    return KindSubject(
        key=str(area.number),
        path=area_path(content, resolution, area),
        context=SummaryContext(
            resolution=resolution,
            area=area,
            addressees={addressee.id: addressee for addressee in content.addressees},
            measures_by_addressee=measures_by_addressee(content.addressees, [area]),
            names=_names(content, area),
        ),
        title_words={
            "resolution": resolution.title,
            "number": str(area.number),
            "title": area.title,
            "area": area.title,
        },
        is_draft=resolution.status is Status.DRAFT,
        names=(f"{resolution.id}/{area.number}",),
    )


def resolution_subject(content: Content, resolution: Resolution) -> KindSubject:
    """Return what a document for a resolution is made from."""
    asked_ids = {
        reference.id
        for area in resolution.areas
        for measure in area.measures
        for reference in measure.addressees
    }
    return KindSubject(
        key=resolution.id,
        path=resolution.id,
        context=OverviewContext(
            resolution=resolution,
            columns=tuple(
                addressee for addressee in content.addressees if addressee.id in asked_ids
            ),
        ),
        title_words={"resolution": resolution.title},
        names=(resolution.title,),
        is_draft=resolution.status is Status.DRAFT,
    )


def area_path(content: Content, resolution: Resolution, area: Area) -> str:
    """Return the path of an area's document below the folder of its kind."""
    return f"{_folder(content, resolution)}bereich-{area.number}"


def _folder(content: Content, resolution: Resolution) -> str:
    """Return the folder of a resolution's summaries; several resolutions have one each."""
    return f"{resolution.id}/" if content.has_several_resolutions else ""


def _names(content: Content, area: Area) -> tuple[str, ...]:
    """Return the names in an area's texts that must not be hyphenated."""
    partners = {partner for measure in area.measures for partner in measure.partners}
    return (*sorted(partners), *(addressee.name for addressee in content.addressees))
