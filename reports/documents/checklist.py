"""The checklist of an addressee: what was asked of it, a form to print or to fill in."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from reports.content.demands import Demand, demands
from reports.content.resolution import Addressee, Area, Basis, Resolution
from reports.content.workspace import Content
from reports.documents.document import A4, Document, Fit
from reports.i18n import printed

LANGUAGE = "de"

STATES = ("open", "underway", "done", "rejected")
"""The states a measure can be in, as the form's values."""

FIT = Fit((10.0,), notes=True)


def checklist(content: Content, addressee: Addressee, on: dt.date) -> Document:
    """Every measure asked of an addressee, explicit before derived."""
    words = printed(LANGUAGE)
    asked = list(demands(content.resolutions, addressee.id))
    parts = [
        (basis, _by_area([one for one in asked if one.asked.basis is basis]))
        for basis in (Basis.EXPLICIT, Basis.DERIVED)
    ]
    return Document(
        name=f"checklist/{addressee.id}",
        template="checklist/checklist.html",
        title=words.gettext("Checklist: {addressee}").format(addressee=addressee.name),
        subject=words.gettext("What was asked, where it says so, and what became of it"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        format=A4,
        theme=content.theme,
        context={
            "addressee": addressee,
            "parts": [(basis, areas) for basis, areas in parts if areas],
            "resolutions": content.resolutions,
            "counts": {
                basis.value: sum(one.asked.basis is basis for one in asked) for basis in Basis
            },
            "area_count": len({(one.resolution.id, one.area.number) for one in asked}),
            "prefix": len(content.resolutions) > 1,
            "states": STATES,
        },
        fit=FIT,
        pages=None,
        form=True,
        on=on,
    )


def _by_area(asked: list[Demand]) -> list[tuple[Resolution, Area, list[Demand]]]:
    grouped = groupby(asked, key=lambda one: (one.resolution.id, one.area.number))
    found = []
    for _key, group in grouped:
        entries = list(group)
        found.append((entries[0].resolution, entries[0].area, entries))
    return found
