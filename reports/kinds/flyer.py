"""The flyer of an event: one page with what, when, where, who, and the imprint."""

from __future__ import annotations

import datetime as dt
import io
from zoneinfo import ZoneInfo

from reports.document import A5, Document, Fit, steps
from reports.errors import ContentError, Place, Problem
from reports.imprint import printer_and_publisher
from reports.messages import _, printed
from reports.model import Event, Status
from reports.workspace import SETTINGS, Content

FIT = Fit(steps(13, 8), (1.0, 0.7), stretch=6)
"""From A5's usual size down; 8 pt is the least that a hurried reader takes from a leaflet."""


def flyer(content: Content, event: Event, language: str, on: dt.date) -> Document:
    """A one-page A5 flyer in one of the languages the event has texts in.

    Raises ContentError where :func:`flyer_problems` finds a reason against it.
    """
    imprint = content.settings.imprint
    problems = flyer_problems(content, event, language)
    if problems or imprint is None:
        raise ContentError(problems)
    branch = content.branch(event.branch)
    printer, publisher = printer_and_publisher(imprint, branch)
    text = event.texts[language]
    zone = ZoneInfo(event.timezone)
    start = event.start.replace(tzinfo=zone)
    end = event.end.replace(tzinfo=zone) if event.end else None
    words = printed(language)
    return Document(
        name=f"flyer/{event.id}/a5-{language}",
        template="flyer/flyer.html",
        title=text.title,
        subject=words.gettext("Invitation by {branch}").format(branch=branch.name),
        author=branch.name,
        language=language,
        format=A5,
        theme=content.theme,
        context={
            "event": event,
            "text": text,
            "branch": branch,
            "contact": event.contact or branch.contact,
            "start": start,
            "end": end,
            "title_scale": title_scale(text.title),
            "one_day": end is None or end.date() == start.date(),
            "qr": qr_code(event.url, words.gettext("QR code: {address}").format(address=event.url)),
            "address_shown": event.url.split("://", 1)[1].rstrip("/"),
            "printer": printer,
            "publisher": publisher,
        },
        fit=FIT,
        on=on,
    )


def title_scale(title: str) -> float:
    """How far a title must shrink for its longest word; about 12 letters go across.

    Not below a half, where it would no longer look like a title.
    """
    longest = max(len(word) for word in title.replace("-", "- ").split())
    return round(min(1.0, max(0.5, 12 / longest)), 2)


def qr_code(address: str, title: str) -> str:
    """A QR code as SVG, with level M correction; the page keeps the quiet zone.

    The title becomes the alternative text in the PDF.
    """
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=0,
        omitsize=True,
        nl=False,
        title=title,
    )
    return out.getvalue().decode()


def flyer_problems(content: Content, event: Event, language: str) -> list[Problem]:
    """Why there can be no flyer: no printer, no texts in the language, or a draft."""
    problems = []
    if content.settings.imprint is None:
        problems.append(
            Problem(
                Place(SETTINGS),
                _("flyer {event} has no printer for its imprint").format(event=event.id),
                _('add [imprint] with printer = "name, street and number, postcode and city"'),
            )
        )
    if language not in event.texts:
        listed = ", ".join(event.texts)
        problems.append(
            Problem(
                Place("events.yaml"),
                _('event {event} has no texts in "{language}"').format(
                    event=event.id, language=language
                ),
                _("it has: {languages}").format(languages=listed),
            )
        )
    drafts = [one for one in content.resolutions if one.status is Status.DRAFT]
    own = {measure.id for one in drafts for area in one.areas for measure in area.measures}
    if own.intersection(event.measures):
        problems.append(
            Problem(
                Place("events.yaml"),
                _("event {event} carries out a draft").format(event=event.id),
                _("make its flyer when the resolution is adopted"),
            )
        )
    return problems
