"""Events → the flyers and kits to make, and why others cannot be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reports.content.document_kind import KindSettings
from reports.content.event import Event
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.current_events import current_events
from reports.documents.flyer import (
    EASY,
    FORMATS,
    Leaflet,
    easy_flyer,
    flyer,
    flyer_problems,
    two_sides,
)
from reports.documents.kinds import kind_document
from reports.documents.kit_documents import kit_documents
from reports.documents.obstacles import flyer_obstacles
from reports.documents.plan import Plan
from reports.documents.selection import known_names
from reports.documents.social_pictures import PICTURES, social_picture
from reports.documents.workspace_kinds import event_subject, workspace_kind
from reports.errors import Place, Problem
from reports.i18n import _


def plan_flyers(
    content: Content,
    selection: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    formats: Sequence[str] = ("a5",),
) -> Plan:
    """Plan the flyers of some events, by id, or of all, in some languages or in all they have.

    An event that is over is left out unless it is named. Two languages joined by "+" are the
    sides of one sheet. Raises UsageError for an unknown event or format.
    """
    formats = known_names(formats, list(FORMATS), _('there is no format "{name}"'))
    planned, chosen = current_events(content, selection, on)
    for event in chosen:
        with_texts = [*event.texts, *([EASY] if event.easy else [])]
        for wish in languages or with_texts:
            codes = wish.split("+")
            if problems := _event_obstacles(content, event, codes):
                planned += Plan(refused=tuple(problems))
                continue
            for name in formats:
                planned += _plan_flyer(content, event, codes, on, FORMATS[name])
    return planned


def plan_pictures(
    content: Content,
    selection: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    formats: Sequence[str] = tuple(PICTURES),
) -> Plan:
    """Plan pictures for social networks of some events, by id, or of all, by default in all sizes.

    Each is in one language. Raises UsageError for an unknown event or format.
    """
    formats = known_names(formats, list(PICTURES), _('there is no picture "{name}"'))
    planned, chosen = current_events(content, selection, on)
    for event in chosen:
        for language in languages or event.texts:
            if problems := _picture_obstacles(content, event, language):
                planned += Plan(refused=tuple(problems))
                continue
            planned += Plan(
                tuple(
                    social_picture(content, event, language, on, PICTURES[name]) for name in formats
                )
            )
    return planned


def plan_kits(
    content: Content,
    selection: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    sheet: str,
) -> tuple[Plan, list[tuple[Event, str]]]:
    """Plan the flyers for the kits of some events, or of all; return also which kits these are.

    A kit is an event with a language. Raises UsageError for an unknown event.
    """
    planned, chosen = current_events(content, selection, on)
    kits = []
    for event in chosen:
        for language in languages or event.texts:
            if problems := _event_obstacles(content, event, [language]):
                planned += Plan(refused=tuple(problems))
            else:
                planned += Plan(kit_documents(content, event, language, on, sheet))
                kits.append((event, language))
    return planned, kits


def plan_event_kind(
    content: Content, name: str, settings: KindSettings, selection: Sequence[str], on: dt.date
) -> Plan:
    """Plan documents that invite to events, as flyers do and under their rules."""
    planned, chosen = current_events(content, selection, on, name)
    kind = workspace_kind(name, settings)
    for event in chosen:
        if problems := _event_obstacles(content, event, [settings.language], name):
            planned += Plan(refused=tuple(problems))
            continue
        subject = event_subject(content, event, settings.language, on)
        planned += Plan((kind_document(content, kind, subject, on),))
    return planned


def _event_obstacles(
    content: Content, event: Event, languages: Sequence[str], kind: str = Kind.FLYER
) -> list[Problem]:
    """Return why nothing can be made for an event: mistakes, or what it needs and has not."""
    if obstacles := flyer_obstacles(content, event, languages):
        return obstacles
    return [
        problem for code in languages for problem in flyer_problems(content, event, code, kind=kind)
    ]


def _picture_obstacles(content: Content, event: Event, language: str) -> list[Problem]:
    """Return why there can be no picture of an event in a language."""
    place = Place(f"flyer/{event.id}/{'+'.join(PICTURES)}-{language}")
    if language == EASY or "+" in language:
        message = _("a picture is in one language, and not in Leichte Sprache")
        return [Problem(place, message, _("name one or more languages, separated by commas"))]
    return flyer_obstacles(content, event, [language]) or flyer_problems(
        content, event, language, is_printed=False
    )


def _plan_flyer(
    content: Content, event: Event, codes: Sequence[str], on: dt.date, leaflet: Leaflet
) -> Plan:
    """Plan a flyer in one language, or in two on the two sides of the sheet."""
    place = Place(f"flyer/{event.id}/{leaflet.format.name}-{'+'.join(codes)}")
    if EASY in codes:
        if len(codes) > 1 or leaflet.format.name not in ("a5", "a4", "a3"):
            message = _("Leichte Sprache does not go on this format")
            return Plan(refused=(Problem(place, message, _("take a5, a4 or a3, one side each")),))
        return Plan((easy_flyer(content, event, on, leaflet),))
    if len(codes) > 2 or (len(codes) == 2 and leaflet.pages > 1):
        message = _("a sheet has two sides")
        return Plan(
            refused=(Problem(place, message, _("name two languages, and no folded format")),)
        )
    flyers = [flyer(content, event, code, on, leaflet) for code in codes]
    return Plan((two_sides(flyers) if len(flyers) == 2 else flyers[0],))
