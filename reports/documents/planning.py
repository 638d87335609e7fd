"""Content → the documents to make from it, and why others cannot be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.content.demands import measures_by_addressee
from reports.content.document_kind import Each, KindSettings
from reports.content.event import Event
from reports.content.press_profile import Press
from reports.content.recipients import Person
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.book import book
from reports.documents.checklist import checklist
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
from reports.documents.kinds import kind_document
from reports.documents.kit_documents import kit_documents
from reports.documents.summary import overview, summary
from reports.documents.workspace_kinds import event_subject, kind_subjects, workspace_kind
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.suggestions import near
from reports.text.source_text import Sorted

OVERVIEW = "overview"
"""What the overview is called among the areas on the command line."""


@dataclass(frozen=True)
class Plan:
    """Documents to make, and why others cannot be made."""

    documents: tuple[Document, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What a person should know, though nothing is wrong: an event that is over."""

    def __add__(self, other: Plan) -> Plan:
        """Join two plans, in their order."""
        return Plan(
            self.documents + other.documents,
            self.refused + other.refused,
            self.notes + other.notes,
        )


def plan(
    content: Content, kinds: Sequence[str] | None, on: dt.date, people: Iterable[Person] = ()
) -> Plan:
    """Plan all documents of some kinds, in the order a person would look for them.

    Without ``kinds`` these are summaries, checklists, flyers and the workspace's own kinds,
    except those that are made for each of some ``people``: they are planned only if named.
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
            planned += plan_kind(content, kind, (), on, people)
    return planned


def require_kinds(content: Content, names: Sequence[str]) -> None:
    """Raise UsageError for names of kinds that neither the program nor the workspace has."""
    _all_known(names, [*Kind, *content.kinds], _('there is no kind "{name}"'))


def plan_kind(
    content: Content,
    name: str,
    selection: Sequence[str],
    on: dt.date,
    people: Iterable[Person] = (),
) -> Plan:
    """Plan documents of a kind of the workspace's own, for some subjects or for all.

    The selection names a subject by an area's number, an id, a person's address, or by the path
    of its file below the folder of the kind. Raises UsageError if the kind or a subject does
    not exist.
    """
    if not content.kinds:
        raise UsageError(
            Problem(
                Place(name),
                _("this workspace has no kinds of its own"),
                _("begin one with: {command}").format(command=f"handzettel init --kind {name}"),
            )
        )
    _all_known([name], list(content.kinds), _('there is no kind "{name}"'))
    settings = content.kinds[name]
    if settings.each is Each.EVENT:
        return _plan_event_kind(content, name, settings, selection, on)
    subjects = list(kind_subjects(content, name, settings, on, people))
    keys = list(dict.fromkeys(subject.key for subject in subjects))
    paths = [subject.path for subject in subjects]
    _all_known(
        [name for name in selection if name not in paths],
        keys,
        _('there is no "{name}" to make it for'),
    )
    kind = workspace_kind(name, settings)
    chosen = [
        subject
        for subject in subjects
        if not selection or subject.key in selection or subject.path in selection
    ]
    return Plan(tuple(kind_document(content, kind, subject, on) for subject in chosen))


def _plan_event_kind(
    content: Content, name: str, settings: KindSettings, selection: Sequence[str], on: dt.date
) -> Plan:
    """Plan documents that invite to events, as flyers do and under their rules."""
    _all_known(selection, [event.id for event in content.events], _('there is no event "{name}"'))
    chosen, notes = _current_events(content, selection, on)
    kind = workspace_kind(name, settings)
    planned = Plan(notes=notes)
    for event in chosen:
        if problems := flyer_problems(content, event, settings.language):
            planned += Plan(refused=tuple(problems))
            continue
        subject = event_subject(content, event, settings.language, on)
        planned += Plan((kind_document(content, kind, subject, on),))
    return planned


def plan_summaries(content: Content, selection: Sequence[str], on: dt.date) -> Plan:
    """Plan the summaries of some areas, by number, or of all; each overview comes first.

    The selection may also name the OVERVIEW. Raises UsageError for an unknown number.
    """
    numbers = [str(area.number) for resolution in content.resolutions for area in resolution.areas]
    _all_known(selection, [OVERVIEW, *numbers], _('there is no area "{name}"'))
    documents = []
    for resolution in content.resolutions:
        if not selection or OVERVIEW in selection:
            documents.append(overview(content, resolution, on))
        documents += [
            summary(content, resolution, area, on)
            for area in resolution.areas
            if not selection or str(area.number) in selection
        ]
    return Plan(tuple(documents))


def plan_checklists(content: Content, selection: Sequence[str], on: dt.date) -> Plan:
    """Plan the checklists of some addressees, by id, or of all that are asked anything.

    Raises UsageError for an unknown id.
    """
    ids = [addressee.id for addressee in content.addressees]
    _all_known(selection, ids, _('there is no addressee "{name}"'))
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
    _all_known(
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
    _all_known(formats, list(FORMATS), _('there is no format "{name}"'))
    _all_known(selection, [event.id for event in content.events], _('there is no event "{name}"'))
    chosen, notes = _current_events(content, selection, on)
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


def _current_events(
    content: Content, selection: Sequence[str], on: dt.date
) -> tuple[list[Event], tuple[Problem, ...]]:
    """Return the events to make flyers for, and a note about each that is over.

    Nobody is invited to what is over; whoever names it, for an archive or a new edition,
    gets its flyer all the same. So does the sample, whose days pass while it is to be seen.
    """
    chosen: list[Event] = []
    notes: list[Problem] = []
    for event in content.events:
        if selection and event.id not in selection:
            continue
        over = event.is_over(on)
        if selection or content.settings.sample or not over:
            chosen.append(event)
        if over:
            notes.append(_over_note(event, is_made=event in chosen))
    return chosen, tuple(notes)


def _over_note(event: Event, *, is_made: bool) -> Problem:
    """Return the note about an event that is over."""
    place = Place(f"flyer/{event.id}")
    day = event.last_day.isoformat()
    if is_made:
        message = _("the event was over on {day}; its flyer is made all the same").format(day=day)
        return Problem(place, message, _("correct its start and end, if it is to come"))
    message = _("the event was over on {day}, so its flyer is left out").format(day=day)
    remedy = _("correct its start and end, or make it with: {command}").format(
        command=f"handzettel flyer {event.id}"
    )
    return Problem(place, message, remedy)


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
    _all_known(selection, [event.id for event in content.events], _('there is no event "{name}"'))
    chosen, notes = _current_events(content, selection, on)
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


def _all_known(selection: Sequence[str], names: Sequence[str], message: str) -> None:
    """Raise UsageError if a name is unknown, with the known one that was probably meant."""
    listed = ", ".join(dict.fromkeys(names))
    unknown = [
        Problem(
            Place(name),
            message.format(name=name),
            near(name, names, otherwise=_("choose from: {names}").format(names=listed)),
        )
        for name in selection
        if name not in names
    ]
    if unknown:
        raise UsageError(unknown)
