"""Kinds of document of a workspace's own → documents, as ``kinds/NAME/kind.toml`` orders.

A kind is made for each resolution, area, addressee, event, branch or person, or once. What
its template sees depends on that alone: a class of context for each.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.content.campaign import Recipient
from reports.content.document_kind import FOLDER, TEMPLATE_NAME, Each, KindSettings
from reports.content.event import Branch, Event
from reports.content.recipients import Person
from reports.content.resolution import Addressee, Area, Resolution, Status
from reports.content.settings import Organisation
from reports.content.workspace import Content
from reports.documents.checklist import ChecklistContext, addressee_subject
from reports.documents.context import Context, template_names
from reports.documents.document import A3, A4, A5, A6, DL, Fit, Format, size_steps
from reports.documents.flyer import FlyerContext, flyer
from reports.documents.kinds import DocumentKind, KindSubject
from reports.documents.summary import (
    OverviewContext,
    SummaryContext,
    area_subject,
    resolution_subject,
)
from reports.text.slug import slug

_FORMATS = {page.name: page for page in (A3, A4, A5, A6, DL)}


@dataclass(frozen=True)
class KindContext(Context):
    """What the template of every kind sees, and all that one made once sees."""

    organisation: Organisation
    """Whose printed matter it is."""
    all_resolutions: tuple[Resolution, ...]
    """The resolutions of the workspace."""
    all_addressees: tuple[Addressee, ...]
    """Everybody who can be asked for something."""
    all_branches: tuple[Branch, ...]
    """The Ortsvereine."""
    all_events: tuple[Event, ...]
    """The events, those that are over too."""
    today: dt.date
    """The day that counts as today."""


@dataclass(frozen=True)
class ResolutionContext(OverviewContext, KindContext):
    """What the template of a kind for each resolution sees."""


@dataclass(frozen=True)
class AreaContext(SummaryContext, KindContext):
    """What the template of a kind for each area sees."""


@dataclass(frozen=True)
class AddresseeContext(ChecklistContext, KindContext):
    """What the template of a kind for each addressee sees."""


@dataclass(frozen=True)
class EventContext(FlyerContext, KindContext):
    """What the template of a kind for each event sees."""


@dataclass(frozen=True)
class BranchContext(KindContext):
    """What the template of a kind for each branch sees."""

    branch: Branch
    """The Ortsverein."""
    events: tuple[Event, ...]
    """What it invites to from today on."""


@dataclass(frozen=True)
class PersonContext(KindContext):
    """What the template of a kind for each person sees."""

    person: Recipient
    """The person, as `recipients.csv` has it."""
    branches: tuple[Branch, ...]
    """The person's Ortsvereine."""
    addressees: tuple[Addressee, ...]
    """The addressees that the person belongs to."""
    areas: tuple[Area, ...]
    """The areas that the person is listed for."""


CONTEXTS: dict[Each, type[KindContext]] = {
    Each.ONCE: KindContext,
    Each.RESOLUTION: ResolutionContext,
    Each.AREA: AreaContext,
    Each.ADDRESSEE: AddresseeContext,
    Each.EVENT: EventContext,
    Each.BRANCH: BranchContext,
    Each.PERSON: PersonContext,
}
"""What templates see, by what the document is made for."""


def workspace_kind(name: str, settings: KindSettings) -> DocumentKind:
    """Return a workspace's own kind as its settings order it."""
    page = _FORMATS[settings.format.value]
    if settings.landscape:
        page = Format(page.name, page.height, page.width)
    return DocumentKind(
        name=name,
        template=f"{FOLDER}/{name}/{TEMPLATE_NAME}",
        title=lambda _words: settings.title,
        subject=lambda _words: settings.subject or "",
        fit=Fit(
            size_steps(settings.largest, settings.smallest),
            (1.0, 0.7, 0.4),
            squeezes=(0.2,),
            stretch=5,
            notes=True,
            brief=True,
        ),
        format=page,
        pages=settings.pages or None,
        language=settings.language,
        marks_drafts=True,
    )


def kind_subjects(
    content: Content, name: str, settings: KindSettings, on: dt.date, people: Iterable[Person] = ()
) -> Iterator[KindSubject]:
    """Yield what a kind can be made for, in the order of the workspace.

    Events are left to :func:`event_subject`, since not each can be printed. ``people`` are
    those of the list of recipients; only kinds that are made for each person need them.
    """
    common = template_names(_common(content, on))
    match settings.each:
        case Each.ONCE:
            drafts = any(resolution.status is Status.DRAFT for resolution in content.resolutions)
            yield KindSubject(name, name, KindContext(**common), {}, drafts)
        case Each.BRANCH:
            for branch in content.branches:
                yield _branch_subject(content, branch, on, common)
        case Each.PERSON:
            for person in people:
                yield person_subject(content, person, on)
        case each:
            for subject in _shipped_subjects(content, each):
                context = CONTEXTS[each](**common, **template_names(subject.context))
                yield replace(subject, context=context)


def _shipped_subjects(content: Content, each: Each) -> Iterator[KindSubject]:
    """Yield what the shipped kinds are made from: resolutions, areas, addressees."""
    if each is Each.ADDRESSEE:
        yield from (addressee_subject(content, addressee) for addressee in content.addressees)
        return
    for resolution in content.resolutions:
        if each is Each.RESOLUTION:
            yield resolution_subject(content, resolution)
        elif each is Each.AREA:
            yield from (area_subject(content, resolution, area) for area in resolution.areas)


def event_subject(content: Content, event: Event, language: str, on: dt.date) -> KindSubject:
    """Return what a document that invites to an event is made from.

    It is handed out in public, so its imprint must stand on it. Raises ContentError where
    no flyer of the event could be made in the language either.
    """
    model = flyer(content, event, language, on)
    assert isinstance(model.context, FlyerContext)
    return KindSubject(
        key=event.id,
        path=event.id,
        context=EventContext(
            **template_names(_common(content, on)), **template_names(model.context)
        ),
        title_words={"event": model.context.text.title, "branch": model.context.branch.name},
        author=model.context.branch.name,
        images=model.images,
        required=model.required,
    )


def person_subject(content: Content, person: Person, on: dt.date) -> KindSubject:
    """Return what a document for a person is made from.

    Its file is named after the person and their address, and so stays theirs when rows of the
    list come and go.
    """
    recipient = person.recipient
    digest = hashlib.sha256(person.address.key.encode()).hexdigest()[:8]
    context = PersonContext(
        **template_names(_common(content, on)),
        person=recipient,
        branches=_named(content.branches, recipient.branches),
        addressees=_named(content.addressees, recipient.addressees),
        areas=tuple(
            area
            for number in recipient.areas
            for resolution in content.resolutions
            for area in resolution.areas
            if area.number == number
        ),
    )
    return KindSubject(
        key=person.address.mailbox,
        path=f"{slug(recipient.name)}-{digest}".removeprefix("-"),
        context=context,
        title_words={"person": recipient.name or recipient.email},
        is_draft=any(resolution.status is Status.DRAFT for resolution in content.resolutions),
        personal=True,
        names=(person.address.key, recipient.name),
    )


def _branch_subject(
    content: Content, branch: Branch, on: dt.date, common: dict[str, Any]
) -> KindSubject:
    """Return what a document for a branch is made from, with its events from the day on."""
    events = tuple(
        event
        for event in content.events
        if event.branch == branch.id and event.starts_at.date() >= on
    )
    context = BranchContext(**common, branch=branch, events=events)
    return KindSubject(
        key=branch.id,
        path=branch.id,
        context=context,
        title_words={"branch": branch.name},
        author=branch.name,
        names=(branch.name,),
    )


def _common(content: Content, on: dt.date) -> KindContext:
    """Return what the templates of all kinds see."""
    return KindContext(
        organisation=content.settings.organisation,
        all_resolutions=tuple(content.resolutions),
        all_addressees=tuple(content.addressees),
        all_branches=tuple(content.branches),
        all_events=tuple(content.events),
        today=on,
    )


def _named(entries: Sequence[Any], ids: Sequence[str]) -> tuple[Any, ...]:
    """Return the entries of some ids, in the order of the ids."""
    by_id = {entry.id: entry for entry in entries}
    return tuple(by_id[entry_id] for entry_id in ids)
