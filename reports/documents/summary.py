"""The one-page summary of a Bereich, and the overview of the whole plan."""

from __future__ import annotations

import datetime as dt

from reports.content.demands import called
from reports.content.resolution import Area, Resolution
from reports.content.workspace import Content
from reports.documents.document import A4, Document, Fit, steps
from reports.i18n import printed

LANGUAGE = "de"
"""Resolutions are German, and so is what is printed from them."""

SUMMARY_FIT = Fit(steps(11.5, 9), (1.0, 0.7, 0.4), stretch=5, notes=True)
OVERVIEW_FIT = Fit(steps(10, 9), (1.0, 0.5, 0.1), stretch=0.8)


def summary(content: Content, resolution: Resolution, area: Area, on: dt.date) -> Document:
    """Exactly one A4 page for a Bereich."""
    words = printed(LANGUAGE)
    return Document(
        name=f"{_folder(content, resolution)}/bereich-{area.number}",
        template="summary/summary.html",
        title=words.gettext("{resolution}: Bereich {number}, {title}").format(
            resolution=resolution.title, number=area.number, title=area.title
        ),
        subject=words.gettext("Summary of one Bereich, with lines and addressees"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        format=A4,
        theme=content.theme,
        context={
            "resolution": resolution,
            "area": area,
            "addressees": {one.id: one for one in content.addressees},
            "called": called(content.addressees, [area]),
            "names": _names(content, area),
        },
        fit=SUMMARY_FIT,
        on=on,
    )


def overview(content: Content, resolution: Resolution, on: dt.date) -> Document:
    """Every measure of the plan on one A4 page, with who is asked as a matrix."""
    words = printed(LANGUAGE)
    asked = {one.id for a in resolution.areas for m in a.measures for one in m.addressees}
    return Document(
        name=f"{_folder(content, resolution)}/overview",
        template="summary/overview.html",
        title=words.gettext("{resolution}: overview").format(resolution=resolution.title),
        subject=words.gettext("Every measure with its lines and who is asked"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        format=A4,
        theme=content.theme,
        context={
            "resolution": resolution,
            "columns": [one for one in content.addressees if one.id in asked],
        },
        fit=OVERVIEW_FIT,
        on=on,
    )


def _folder(content: Content, resolution: Resolution) -> str:
    return "summary" if len(content.resolutions) == 1 else f"summary/{resolution.id}"


def _names(content: Content, area: Area) -> tuple[str, ...]:
    """Names in an area's texts that no line end may tear."""
    partners = {partner for measure in area.measures for partner in measure.partners}
    return (*sorted(partners), *(one.name for one in content.addressees))
