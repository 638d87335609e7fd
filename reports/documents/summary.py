"""The one-page summary of a Bereich, and the overview of the whole plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from reports.content.demands import AddresseeMeasures, measures_by_addressee
from reports.content.fields import Typesetting
from reports.content.resolution import Addressee, Area, Resolution
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import A4, Document, Fit, size_steps

LANGUAGE = "de"
"""Resolutions are German, and so is what is printed from them."""

SUMMARY_FIT = Fit(size_steps(11.5, 9), (1.0, 0.7, 0.4), stretch=5, notes=True)
OVERVIEW_FIT = Fit(size_steps(10, 9), (1.0, 0.5, 0.1), stretch=0.8)


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
    words = content.words(LANGUAGE)
    return Document(
        name=f"{_folder(content, resolution)}/bereich-{area.number}",
        template="summary/summary.html",
        title=words.gettext("{resolution}: Bereich {number}, {title}").format(
            resolution=resolution.title, number=area.number, title=area.title
        ),
        subject=words.gettext("Summary of one Bereich, with lines and addressees"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        catalogue=content.catalogue(LANGUAGE),
        format=A4,
        theme=content.theme,
        context=SummaryContext(
            resolution=resolution,
            area=area,
            addressees={addressee.id: addressee for addressee in content.addressees},
            measures_by_addressee=measures_by_addressee(content.addressees, [area]),
            names=_names(content, area),
        ),
        fit=SUMMARY_FIT,
        on=on,
    )


def overview(content: Content, resolution: Resolution, on: dt.date) -> Document:
    """Plan the overview: every measure on one A4 page, in a matrix with who is asked."""
    words = content.words(LANGUAGE)
    asked_ids = {
        reference.id
        for area in resolution.areas
        for measure in area.measures
        for reference in measure.addressees
    }
    return Document(
        name=f"{_folder(content, resolution)}/overview",
        template="summary/overview.html",
        title=words.gettext("{resolution}: overview").format(resolution=resolution.title),
        subject=words.gettext("Every measure with its lines and who is asked"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        catalogue=content.catalogue(LANGUAGE),
        format=A4,
        theme=content.theme,
        context=OverviewContext(
            resolution=resolution,
            columns=tuple(
                addressee for addressee in content.addressees if addressee.id in asked_ids
            ),
        ),
        fit=OVERVIEW_FIT,
        on=on,
    )


def _folder(content: Content, resolution: Resolution) -> str:
    """Return the folder of a resolution's summaries; several resolutions have one each."""
    return "summary" if len(content.resolutions) == 1 else f"summary/{resolution.id}"


def _names(content: Content, area: Area) -> tuple[str, ...]:
    """Return the names in an area's texts that must not be hyphenated."""
    partners = {partner for measure in area.measures for partner in measure.partners}
    return (*sorted(partners), *(addressee.name for addressee in content.addressees))
