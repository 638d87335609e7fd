"""Which mistakes in the content stop which document: those in what it prints, and no others.

Each function returns the problems of one document or of what is to be made, in the order of
files and lines; it is empty where nothing is in the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from reports.content.campaign import Campaign, Enclosure
from reports.content.document_kind import Each, KindSettings
from reports.content.event import Event
from reports.content.faults import ContentFault, Subject
from reports.content.resolution import Addressee, Area, Resolution, Status
from reports.content.workspace import Content
from reports.documents.checklist import ChecklistContext
from reports.documents.kinds import KindSubject
from reports.documents.summary import OverviewContext, SummaryContext
from reports.errors import Problem

_GERMAN = "de"

_ON_EVERY_PAGE = frozenset({None, "sample", "theme", "limits"})
"""Sections of the settings that every document depends on; None stands for the whole file."""

_AUTHOR = "organisation"
_IMPRINT = "imprint"

_LISTS = (Subject.RESOLUTION, Subject.ADDRESSEE, Subject.BRANCH, Subject.EVENT)
"""What the template of a kind can list in full."""


_EACH = {
    Each.RESOLUTION: Subject.RESOLUTION,
    Each.AREA: Subject.RESOLUTION,
    Each.ADDRESSEE: Subject.ADDRESSEE,
    Each.EVENT: Subject.EVENT,
    Each.BRANCH: Subject.BRANCH,
}
"""What the documents of a kind are made for."""


def subject_obstacles(content: Content, subject: KindSubject) -> list[Problem]:
    """Return what stops a document that is made for an area, a resolution or an addressee.

    Events have more in their way (`flyer_obstacles`); what is made for others prints lists of
    everything and is stopped as a kind (`kind_obstacles`).
    """
    match subject.context:
        case SummaryContext() as context:
            return _summary_obstacles(content, context.resolution, context.area)
        case OverviewContext() as context:
            return resolution_obstacles(content, [context.resolution])
        case ChecklistContext() as context:
            return _checklist_obstacles(content, context.addressee)
    return []


def _summary_obstacles(content: Content, resolution: Resolution, area: Area) -> list[Problem]:
    """Return what stops the summary of an area."""
    return _problems(
        content,
        lambda fault: (
            _is_common(fault)
            or _is_asked(content, fault, [area])
            or (_is_of(fault, resolution) and (fault.areas is None or area.number in fault.areas))
        ),
    )


def resolution_obstacles(
    content: Content, resolutions: Iterable[Resolution] | None
) -> list[Problem]:
    """Return what stops a document that prints whole resolutions: an overview, a book.

    None stands for all of the workspace, also those that are left out.
    """
    chosen = tuple(content.resolutions if resolutions is None else resolutions)
    areas = [area for resolution in chosen for area in resolution.areas]
    return _problems(
        content,
        lambda fault: (
            _is_common(fault)
            or _is_asked(content, fault, areas)
            or any(_is_of(fault, resolution) for resolution in chosen)
            or (resolutions is None and fault.subject is Subject.RESOLUTION)
        ),
    )


def _checklist_obstacles(content: Content, addressee: Addressee) -> list[Problem]:
    """Return what stops the checklist of an addressee."""
    return _problems(
        content,
        lambda fault: (
            _is_common(fault)
            or (fault.subject is Subject.ADDRESSEE and fault.key == addressee.id)
            or (fault.subject is Subject.RESOLUTION and _may_ask(content, fault, addressee.id))
        ),
    )


def flyer_obstacles(content: Content, event: Event, languages: Iterable[str] = ()) -> list[Problem]:
    """Return what stops the flyers of an event in some languages."""
    chosen = {_GERMAN if language == "leicht" else language for language in languages}
    branch_is_there = any(branch.id == event.branch for branch in content.branches)
    measures = {
        measure.id
        for resolution in content.resolutions
        for area in resolution.areas
        for measure in area.measures
    }
    is_measure_missing = not measures.issuperset(event.measures)
    adopted = {
        resolution.id for resolution in content.resolutions if resolution.status is Status.ADOPTED
    }

    def is_in_the_way(fault: ContentFault) -> bool:
        match fault.subject:
            case Subject.SETTINGS:
                return fault.key in _ON_EVERY_PAGE or fault.key == _IMPRINT
            case Subject.EVENT:
                return fault.key == event.id
            case Subject.BRANCH:
                return fault.key == event.branch or not branch_is_there
            case Subject.RESOLUTION:
                # a measure that is left out may be a draft's, and no flyer is made from one
                return is_measure_missing and fault.key not in adopted
            case Subject.LANGUAGE:
                return fault.key in chosen
        return False

    return _problems(content, is_in_the_way)


def kind_obstacles(content: Content, name: str) -> list[Problem]:
    """Return what stops all documents of a kind of the workspace's own."""
    kind = content.kinds.get(name)
    return _problems(content, lambda fault: _stops_kind(fault, name, kind))


def _stops_kind(fault: ContentFault, name: str, kind: KindSettings | None) -> bool:
    if fault.subject is Subject.KIND:
        return fault.key == name
    if kind is None:
        return False
    if fault.subject is Subject.LANGUAGE:
        return fault.key == kind.language
    if fault.subject is Subject.SETTINGS:
        return fault.key in _ON_EVERY_PAGE or fault.key in (_AUTHOR, _IMPRINT)
    if fault.subject is Subject.PEOPLE:
        return kind.each is Each.PERSON
    # what the template shows is not known: these see everything
    return kind.each in (Each.ONCE, Each.BRANCH, Each.PERSON) and fault.subject in _LISTS


def campaign_obstacles(content: Content, name: str, campaign: Campaign | None) -> list[Problem]:
    """Return what stops a campaign, because somebody would get a wrong or incomplete message."""
    if campaign is None:
        unnamed = (None, name)
        return _problems(content, lambda fault: _is_campaign(fault) and fault.key in unnamed)
    enclosed = [*campaign.documents]
    texts = " ".join(
        f"{text.subject} {text.text} {text.letter or ''}" for text in campaign.texts.values()
    )
    resolutions = {Enclosure.OVERVIEW, Enclosure.SUMMARY, Enclosure.CHECKLIST}
    needs_resolutions = bool(resolutions.intersection(enclosed)) or _mentions(
        texts, "areas", "addressees"
    )
    needs_events = Enclosure.FLYER in enclosed or _mentions(texts, "events", "branches")
    kinds = [kind for kind in enclosed if kind in content.kinds]
    eaches = {content.kinds[kind].each for kind in kinds}
    needs_resolutions |= bool(eaches - {Each.EVENT})
    needs_events |= bool(eaches - {Each.AREA, Each.RESOLUTION, Each.ADDRESSEE})

    def is_in_the_way(fault: ContentFault) -> bool:
        match fault.subject:
            case Subject.SETTINGS:
                return fault.key not in ("build", "press")
            case Subject.PEOPLE:
                return True
            case Subject.CAMPAIGN:
                return fault.key == name
            case Subject.LANGUAGE:
                return fault.key == _GERMAN or fault.key in campaign.texts or needs_events
            case Subject.KIND:
                return fault.key in enclosed
            case Subject.RESOLUTION | Subject.ADDRESSEE:
                return needs_resolutions
        return needs_events

    return _problems(content, is_in_the_way)


def left_out(content: Content, each: Each, name: str | None) -> list[Problem]:
    """Return what is wrong with the entries that nothing is made for because of it.

    That is the entry of a name, or all entries if it is None. Where it is not known which entry
    has a mistake, it may be any.
    """
    if each in (Each.ONCE, Each.PERSON):
        return []
    if each is Each.AREA and name is not None:
        return _left_out_area(content, name)
    subject = _EACH[each]
    if name is not None:
        its_faults = _problems(
            content, lambda fault: fault.subject is subject and fault.key == name
        )
        return its_faults or _problems(
            content, lambda fault: fault.subject is subject and fault.key is None
        )
    return _problems(
        content,
        lambda fault: (
            fault.subject is subject
            # what a wrong measure asks is missing on a checklist
            or (
                each is Each.ADDRESSEE
                and fault.subject is Subject.RESOLUTION
                and fault.addressees != frozenset()
            )
        ),
    )


def _left_out_area(content: Content, name: str) -> list[Problem]:
    """Return what is wrong with an area, named by its number or as ``aktionsplan/3``."""
    resolution, slash, number = name.rpartition("/")

    def is_its(fault: ContentFault) -> bool:
        return fault.subject is Subject.RESOLUTION and (
            not slash or fault.key in (None, resolution)
        )

    its_faults = _problems(
        content,
        lambda fault: is_its(fault) and (fault.areas is None or number in map(str, fault.areas)),
    )
    # an area whose number cannot be read may be the one
    return its_faults or _problems(
        content,
        lambda fault: is_its(fault) and not fault.areas and fault.addressees != frozenset(),
    )


def subject_problems(content: Content, subject: Subject) -> list[Problem]:
    """Return all that is wrong with the entries of a subject."""
    return _problems(content, lambda fault: fault.subject is subject)


def export_obstacles(content: Content) -> list[Problem]:
    """Return what stops the export, which holds all resolutions, addressees, branches, events."""
    return _problems(content, lambda fault: fault.subject in _LISTS)


def settings_problems(content: Content, section: str) -> list[Problem]:
    """Return what is wrong with a section of the settings."""
    return _problems(
        content,
        lambda fault: fault.subject is Subject.SETTINGS and fault.key in (None, section),
    )


def faulty_keys(content: Content, subject: Subject) -> set[str]:
    """Return the ids or names of entries that were left out, as far as they can be read."""
    return {fault.key for fault in content.faults if fault.subject is subject and fault.key}


def _problems(content: Content, is_in_the_way: Callable[[ContentFault], bool]) -> list[Problem]:
    """Return the problems of some faults, each once."""
    problems = (fault.problem for fault in content.faults if is_in_the_way(fault))
    return list(dict.fromkeys(problems))


def _is_common(fault: ContentFault) -> bool:
    """Return whether a fault concerns every document that is made from resolutions."""
    if fault.subject is Subject.LANGUAGE:
        return fault.key == _GERMAN
    return fault.subject is Subject.SETTINGS and (
        fault.key in _ON_EVERY_PAGE or fault.key == _AUTHOR
    )


def _is_campaign(fault: ContentFault) -> bool:
    return fault.subject is Subject.CAMPAIGN


def _is_of(fault: ContentFault, resolution: Resolution) -> bool:
    """Return whether a fault lies in a resolution."""
    return fault.subject is Subject.RESOLUTION and fault.key == resolution.id


def _is_asked(content: Content, fault: ContentFault, areas: Sequence[Area]) -> bool:
    """Return whether a fault is that of an addressee who is asked in some areas."""
    if fault.subject is not Subject.ADDRESSEE:
        return False
    asked_ids = {
        request.id for area in areas for measure in area.measures for request in measure.addressees
    }
    if fault.key in asked_ids:
        return True
    missing = asked_ids.difference(addressee.id for addressee in content.addressees)
    # the mistake of an addressee that is missing may be in its id
    return bool(missing.difference(faulty_keys(content, Subject.ADDRESSEE)))


def _may_ask(content: Content, fault: ContentFault, addressee_id: str) -> bool:
    """Return whether what a fault of a resolution concerns may ask an addressee for something."""
    if fault.addressees is None or addressee_id in fault.addressees:
        return True
    existing = {addressee.id for addressee in content.addressees}
    # an id that does not exist may be a misspelling of this one
    return not fault.addressees <= existing | faulty_keys(content, Subject.ADDRESSEE)


def _mentions(texts: str, *names: str) -> bool:
    """Return whether the templates of a campaign use some of the variables."""
    return re.search(rf"\b({'|'.join(names)})\b", texts) is not None
