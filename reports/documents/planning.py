"""Content → the documents to make from it, and why others cannot be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.content.demands import measures_by_addressee
from reports.content.document_kind import Each, KindSettings
from reports.content.event import Event
from reports.content.press_profile import Press
from reports.content.recipients import NO_MAIL, Recipients
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.book import book
from reports.documents.checklist import checklist
from reports.documents.current_events import current_events
from reports.documents.document import Document, Format
from reports.documents.flyer import (
    EASY,
    FORMATS,
    Leaflet,
    easy_flyer,
    flyer,
    flyer_problems,
    two_sides,
)
from reports.documents.kinds import KindSubject, kind_document
from reports.documents.kit_documents import kit_documents
from reports.documents.selection import (
    chosen_subjects,
    known_names,
    spelling,
    subject_labels,
)
from reports.documents.summary import (
    OVERVIEW,
    OVERVIEW_KEY,
    SUMMARY,
    area_subject,
    overview_subject,
)
from reports.documents.workspace_kinds import event_subject, kind_subjects, workspace_kind
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.text.source_text import Sorted


@dataclass(frozen=True)
class Plan:
    """Documents to make, and why others cannot be made."""

    documents: tuple[Document, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What a person should know, though nothing is wrong: an event that is over."""
    unusable: tuple[Problem, ...] = ()
    """Mistakes in rows of the list of recipients, for which nothing is made."""

    def __add__(self, other: Plan) -> Plan:
        """Join two plans, in their order."""
        return Plan(
            self.documents + other.documents,
            self.refused + other.refused,
            self.notes + other.notes,
            # several kinds are made from the same list
            tuple(dict.fromkeys(self.unusable + other.unusable)),
        )


def plan(
    content: Content,
    kinds: Sequence[str] | None,
    on: dt.date,
    recipients: Recipients | None = None,
) -> Plan:
    """Plan all documents of some kinds, in the order a person would look for them.

    Without ``kinds`` these are summaries, checklists, flyers and the workspace's own kinds,
    except those that are made for each of the ``recipients``: they are planned only if named.
    """
    makers: dict[str, Callable[[], Plan]] = {
        Kind.SUMMARY: lambda: plan_summaries(content, (), on),
        Kind.CHECKLIST: lambda: plan_checklists(content, (), on),
        Kind.FLYER: lambda: plan_flyers(content, (), (), on),
    }
    if kinds is None:
        impersonal = (name for name, kind in content.kinds.items() if kind.each is not Each.PERSON)
        kinds = [*makers, *impersonal]
    planned = Plan()
    for kind in kinds:
        if kind in makers:
            planned += makers[kind]()
        else:
            planned += plan_kind(content, kind, (), on, recipients)
    return planned


def kind_names(content: Content, names: Sequence[str]) -> list[str]:
    """Return the names of kinds, the program's and the workspace's, that are meant.

    Raises UsageError for names of kinds that there are not.
    """
    return known_names(names, [*Kind, *content.kinds], _('there is no kind "{name}"'))


def own_kind(content: Content, name: str) -> str:
    """Return the name of the workspace's own kind that is meant.

    Raises UsageError if there is none of the name.
    """
    if not content.kinds:
        raise UsageError(
            Problem(
                Place(name),
                _("this workspace has no kinds of its own"),
                _("begin one with: {command}").format(command=f"handzettel init --kind {name}"),
            )
        )
    (kind,) = known_names([name], list(content.kinds), _('there is no kind "{name}"'))
    return kind


def plan_kind(
    content: Content,
    name: str,
    selection: Sequence[str],
    on: dt.date,
    recipients: Recipients | None = None,
) -> Plan:
    """Plan documents of a kind of the workspace's own, for some subjects or for all.

    The selection names a subject by an area's number, an id, a person's address or name, or by
    the path of its file below the folder of the kind. Rows of the list of recipients with
    mistakes are ``unusable`` in the plan, if it is for all. Raises UsageError if a subject does
    not exist, or if a name could mean several.
    """
    settings = content.kinds[name]
    if settings.each is Each.EVENT:
        return _plan_event_kind(content, name, settings, selection, on)
    for_people = recipients if settings.each is Each.PERSON else None
    people = for_people.people if for_people else ()
    chosen = chosen_subjects(
        list(kind_subjects(content, name, settings, on, people)),
        selection,
        _('there is no "{name}" to make it for'),
        excluded=_excluded_people(for_people) if for_people and selection else None,
    )
    kind = workspace_kind(name, settings)
    documents = tuple(kind_document(content, kind, subject, on) for subject in chosen)
    # whoever names people does not mean the others
    set_aside = for_people.set_aside if for_people and not selection else ()
    return Plan(documents, unusable=tuple(problem for row in set_aside for problem in row.problems))


def _excluded_people(recipients: Recipients) -> dict[str, Sequence[Problem]]:
    """Return why nothing is made for some rows of the list, by the spellings of their names."""
    reasons: dict[str, Sequence[Problem]] = {}
    for row in recipients.set_aside:
        cells = row.row.cells
        full_name = f"{cells.get('first_name', '')} {cells.get('last_name', '')}"
        for name in (cells["email"], full_name):
            reasons[spelling(name)] = row.problems
    for person in recipients.unwanted:
        message = _("{address} wants no mail, so nothing is made for it").format(
            address=person.address.mailbox
        )
        problem = Problem(Place(NO_MAIL), message, _("take the address out of the list"))
        for name in (person.address.key, person.recipient.name):
            reasons[spelling(name)] = (problem,)
    return reasons


def _plan_event_kind(
    content: Content, name: str, settings: KindSettings, selection: Sequence[str], on: dt.date
) -> Plan:
    """Plan documents that invite to events, as flyers do and under their rules."""
    chosen, notes = current_events(content, selection, on, name)
    kind = workspace_kind(name, settings)
    planned = Plan(notes=notes)
    for event in chosen:
        if problems := flyer_problems(content, event, settings.language, kind=name):
            planned += Plan(refused=tuple(problems))
            continue
        subject = event_subject(content, event, settings.language, on)
        planned += Plan((kind_document(content, kind, subject, on),))
    return planned


def plan_summaries(content: Content, selection: Sequence[str], on: dt.date) -> Plan:
    """Plan the summaries of some areas, by number, or of all; the overview comes first.

    Where several resolutions have an area of the same number, it is named with its resolution:
    ``aktionsplan/3``. Raises UsageError for a number that is unknown or could mean several.
    """
    chosen = chosen_subjects(
        _summary_subjects(content),
        selection,
        _('there is no area "{name}"'),
        shared=(OVERVIEW_KEY,),
    )
    kinds = {OVERVIEW_KEY: OVERVIEW}
    return Plan(
        tuple(
            kind_document(content, kinds.get(subject.key, SUMMARY), subject, on)
            for subject in chosen
        )
    )


def summary_names(content: Content) -> list[str]:
    """Return what summaries and overviews can be called on the command line."""
    return list(dict.fromkeys(subject_labels(_summary_subjects(content))))


def _summary_subjects(content: Content) -> list[KindSubject]:
    """Return what summaries are made for: each resolution's overview, then its areas."""
    return [
        subject
        for resolution in content.resolutions
        for subject in (
            overview_subject(content, resolution),
            *(area_subject(content, resolution, area) for area in resolution.areas),
        )
    ]


def plan_checklists(content: Content, selection: Sequence[str], on: dt.date) -> Plan:
    """Plan the checklists of some addressees, by id, or of all that are asked anything.

    Raises UsageError for an unknown id.
    """
    ids = [addressee.id for addressee in content.addressees]
    selection = known_names(selection, ids, _('there is no addressee "{name}"'))
    areas = [area for resolution in content.resolutions for area in resolution.areas]
    ids_with_demands = [
        measures.addressee.id for measures in measures_by_addressee(content.addressees, areas)
    ]
    chosen = [
        addressee
        for addressee in content.addressees
        if addressee.id in (selection or ids_with_demands)
    ]
    return Plan(tuple(checklist(content, addressee, on) for addressee in chosen))


def plan_book(
    content: Content,
    selection: Sequence[str],
    on: dt.date,
    page: Format,
    large: bool,
    sources: Mapping[str, Sorted],
) -> Plan:
    """Plan one book of some resolutions, by id, or of all, with the full texts in ``sources``.

    Raises UsageError for an unknown id.
    """
    selection = known_names(
        selection,
        [resolution.id for resolution in content.resolutions],
        _('there is no resolution "{name}"'),
    )
    chosen = [
        resolution
        for resolution in content.resolutions
        if not selection or resolution.id in selection
    ]
    return Plan((book(content, chosen, on, format=page, large=large, sources=sources),))


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
    chosen, notes = current_events(content, selection, on)
    planned = Plan(notes=notes)
    for event in chosen:
        with_texts = [*event.texts, *([EASY] if event.easy else [])]
        for wish in languages or with_texts:
            codes = wish.split("+")
            problems = [
                problem for code in codes for problem in flyer_problems(content, event, code)
            ]
            if problems:
                planned += Plan(refused=tuple(problems))
                continue
            for name in formats:
                planned += _plan_flyer(content, event, codes, on, FORMATS[name])
    return planned


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


def still_planned(content: Content, on: dt.date) -> Callable[[str], bool]:
    """Return a test whether a file, by its name without suffix, is still planned.

    Of a flyer the format does not matter, since it is made in others on demand; what this
    program does not plan by kinds (exports, mail) is never said to be planned no longer.
    """
    kinds = [
        name for name, kind in content.kinds.items() if kind.each not in (Each.EVENT, Each.PERSON)
    ]
    planned = plan(content, [Kind.SUMMARY, Kind.CHECKLIST, *kinds], on)
    names = {document.name for document in planned.documents}
    # the sample's days pass while it is to be seen
    sample = content.settings.sample
    events = {event.id: event for event in content.events if sample or not event.is_over(on)}
    books = [resolution.id for resolution in content.resolutions]

    def is_planned(name: str) -> bool:
        """Return whether a file is still planned; see `still_planned`."""
        folder, _slash, rest = name.partition("/")
        match folder:
            case "summary" | "checklist":
                return name in names
            case "flyer":
                event_id, _slash, file = rest.partition("/")
                event = events.get(event_id)
                return event is not None and _has_languages(event, file)
            case "book":
                return len(books) > 1 or any(rest.startswith(book_id) for book_id in books)
            case "mail" | "export":
                return True
        # any other folder is that of a kind, which the workspace may not have any more
        kind = content.kinds.get(folder)
        if kind is None or kind.each is Each.PERSON:
            return kind is not None
        if kind.each is Each.EVENT:
            paths = set(events)
        else:
            paths = {
                path.removeprefix(f"{folder}/") for path in names if path.startswith(f"{folder}/")
            }
        # for a print shop: press/nachbarschaft-coated-3mm
        plain = rest.replace("press/", "", 1)
        return rest in paths or (
            plain != rest and any(plain.startswith(f"{path}-") for path in paths)
        )

    return is_planned


def _has_languages(event: Event, file: str) -> bool:
    """Whether an event has texts in the languages that a flyer's file name says.

    Such names are a5-de, a5-de+ar, a5-de-leicht, press/a5-de-coated-3mm, kit/sheet-4xa6-de.
    """
    *folders, stem = file.split("/")
    parts = stem.split("-")
    if EASY in parts:
        return event.easy is not None
    codes = parts[-1] if folders == ["kit"] else parts[min(1, len(parts) - 1)]
    return all(code in event.texts for code in codes.split("+"))


def for_press(planned: Plan, press: Press) -> Plan:
    """Return the same documents for a print shop, named after its profile."""
    documents = tuple(
        replace(
            document,
            name=_press_name(document.name, press.profile.name),
            press=press,
            sides=tuple(replace(side, press=press) for side in document.sides),
        )
        for document in planned.documents
    )
    return replace(planned, documents=documents)


def _press_name(name: str, profile: str) -> str:
    """Return a document's path with the folder ``press`` and the profile's name in it."""
    folder, _slash, stem = name.rpartition("/")
    return f"{folder}/press/{stem}-{profile}"


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
    chosen, notes = current_events(content, selection, on)
    planned = Plan(notes=notes)
    kits = []
    for event in chosen:
        for language in languages or event.texts:
            if problems := flyer_problems(content, event, language):
                planned += Plan(refused=tuple(problems))
            else:
                planned += Plan(kit_documents(content, event, language, on, sheet))
                kits.append((event, language))
    return planned, kits
