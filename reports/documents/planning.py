"""Content → the documents to make from it, and why others cannot be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from reports.content.demands import measures_by_addressee
from reports.content.document_kind import Each
from reports.content.event import Event
from reports.content.faults import Subject
from reports.content.recipients import NO_MAIL, Recipients
from reports.content.resolution import Area, Resolution
from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.book import book
from reports.documents.checklist import CHECKLIST, addressee_subject
from reports.documents.document import Format
from reports.documents.event_planning import plan_event_kind, plan_flyers
from reports.documents.flyer import EASY
from reports.documents.kinds import DocumentKind, KindSubject, kind_document
from reports.documents.missing_content import BOOK, missing_source
from reports.documents.obstacles import (
    faulty_keys,
    kind_obstacles,
    left_out,
    resolution_obstacles,
    subject_obstacles,
)
from reports.documents.plan import Plan, plan_unless
from reports.documents.selection import (
    chosen_subjects,
    known_names,
    spelling,
    subject_labels,
    without_left_out,
)
from reports.documents.summary import (
    OVERVIEW,
    OVERVIEW_KEY,
    SUMMARY,
    area_subject,
    overview_subject,
    summary,
    with_page_budget,
)
from reports.documents.workspace_kinds import kind_subjects, workspace_kind
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.text.source_text import Sorted


def plan(
    content: Content,
    kinds: Sequence[str] | None,
    on: dt.date,
    recipients: Recipients | None = None,
    *,
    demanded: bool = False,
) -> Plan:
    """Plan all documents of some kinds, in the order a person would look for them.

    Without ``kinds`` these are summaries, checklists, flyers and the workspace's own kinds,
    except those that are made for each of the ``recipients``: they are planned only if named.
    A kind for which the workspace has nothing is left out, unless it is ``demanded``.
    """
    makers: dict[str, Callable[[], Plan]] = {
        Kind.SUMMARY: lambda: plan_summaries(content, (), on),
        Kind.CHECKLIST: lambda: plan_checklists(content, (), on),
        Kind.FLYER: lambda: plan_flyers(content, (), (), on),
    }
    if kinds is None:
        impersonal = (name for name, kind in content.kinds.items() if kind.each is not Each.PERSON)
        faulty = faulty_keys(content, Subject.KIND).difference(content.kinds)
        kinds = [*makers, *impersonal, *sorted(faulty)]
    planned = Plan()
    for kind in kinds:
        if not demanded and missing_source(content, kind):
            continue
        if kind in makers:
            planned += makers[kind]()
        else:
            planned += plan_kind(content, kind, (), on, recipients)
    return planned


def kind_names(content: Content, names: Sequence[str]) -> list[str]:
    """Return the names of kinds, the program's and the workspace's, that are meant.

    Raises UsageError for names of kinds that there are not.
    """
    return known_names(names, [*Kind, *_own_kinds(content)], _('there is no kind "{name}"'))


def _own_kinds(content: Content) -> list[str]:
    """Return the names of the workspace's own kinds, also of those that have mistakes."""
    return list(dict.fromkeys([*content.kinds, *sorted(faulty_keys(content, Subject.KIND))]))


def own_kind(content: Content, name: str) -> str:
    """Return the name of the workspace's own kind that is meant.

    Raises UsageError if there is none of the name.
    """
    if not _own_kinds(content):
        raise UsageError(
            Problem(
                Place(name),
                _("this workspace has no kinds of its own"),
                _("begin one with: {command}").format(command=f"handzettel init --kind {name}"),
            )
        )
    (kind,) = known_names([name], _own_kinds(content), _('there is no kind "{name}"'))
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
    if obstacles := kind_obstacles(content, name):
        return Plan(refused=tuple(obstacles))
    settings = content.kinds[name]
    if not selection and (missing := missing_source(content, name)):
        return Plan(refused=(missing,))
    if settings.each is Each.EVENT:
        return plan_event_kind(content, name, settings, selection, on)
    for_people = recipients if settings.each is Each.PERSON else None
    people = for_people.people if for_people else ()
    subjects = list(kind_subjects(content, name, settings, on, people))
    planned = _plan_subjects(
        content,
        workspace_kind(name, settings),
        subjects,
        selection,
        on,
        _Names(
            _('there is no "{name}" to make it for'),
            partial(left_out, content, settings.each),
            excluded=_excluded_people(for_people) if for_people and selection else None,
        ),
    )
    # whoever names people does not mean the others
    set_aside = for_people.set_aside if for_people and not selection else ()
    return planned + Plan(unusable=tuple(problem for row in set_aside for problem in row.problems))


@dataclass(frozen=True)
class _Names:
    """What names on the command line can mean besides the subjects that there are."""

    unknown: str
    """The message about a name that nothing has, with ``{name}`` for it."""
    left_out: Callable[[str | None], list[Problem]]
    """Returns what is wrong with the entry of a name, or with all that are left out."""
    shared: Collection[str] = ()
    """Names that several subjects have, and that mean all of them."""
    excluded: Mapping[str, Sequence[Problem]] | None = None
    """Why there is no subject of a name, by the spelling of the name."""


def _plan_subjects(
    content: Content,
    kind: DocumentKind,
    subjects: Sequence[KindSubject],
    selection: Sequence[str],
    on: dt.date,
    names: _Names,
) -> Plan:
    """Plan documents of a kind for the subjects that a selection names, or for all.

    What has a mistake is refused, as far as it is named. Raises UsageError for other names.
    """
    spellings = (
        name for subject in subjects for name in (subject.key, subject.path, *subject.names)
    )
    remaining, refused = without_left_out(selection, spellings, names.left_out)
    if selection and not remaining:
        return Plan(refused=tuple(refused))
    chosen = chosen_subjects(
        subjects, remaining, names.unknown, shared=names.shared, excluded=names.excluded
    )
    planned = Plan(refused=tuple(refused))
    for subject in chosen:
        kind_of_subject = kind
        if kind is SUMMARY:
            kind_of_subject = with_page_budget(
                content, OVERVIEW if subject.key == OVERVIEW_KEY else SUMMARY
            )
        planned += plan_unless(
            subject_obstacles(content, subject),
            partial(kind_document, content, kind_of_subject, subject, on),
        )
    return planned


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


def plan_summaries(content: Content, selection: Sequence[str], on: dt.date) -> Plan:
    """Plan the summaries of some areas, by number, or of all; the overview comes first.

    Where several resolutions have an area of the same number, it is named with its resolution:
    ``aktionsplan/3``. Raises UsageError for a number that is unknown or could mean several.
    """
    if missing := missing_source(content, Kind.SUMMARY):
        return Plan(refused=(missing,))
    return _plan_subjects(
        content,
        SUMMARY,
        _summary_subjects(content),
        selection,
        on,
        _Names(
            _('there is no area "{name}"'),
            partial(left_out, content, Each.AREA),
            shared=(OVERVIEW_KEY,),
        ),
    )


def plan_summary(content: Content, resolution: Resolution, area: Area, on: dt.date) -> Plan:
    """Plan the summary of one area."""
    subject = area_subject(content, resolution, area)
    return plan_unless(
        subject_obstacles(content, subject), lambda: summary(content, resolution, area, on)
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
    if not selection and (missing := missing_source(content, Kind.CHECKLIST)):
        return Plan(refused=(missing,))
    areas = [area for resolution in content.resolutions for area in resolution.areas]
    ids_with_demands = [
        measures.addressee.id for measures in measures_by_addressee(content.addressees, areas)
    ]
    subjects = [
        replace(addressee_subject(content, addressee), names=())
        for addressee in content.addressees
        if selection or addressee.id in ids_with_demands
    ]
    message = _('there is no addressee "{name}"')
    names = _Names(message, partial(left_out, content, Each.ADDRESSEE))
    return _plan_subjects(content, CHECKLIST, subjects, selection, on, names)


def plan_book(
    content: Content,
    selection: Sequence[str],
    on: dt.date,
    page: Format,
    large: bool,
    sources: Callable[[Sequence[Resolution]], Mapping[str, Sorted]],
) -> Plan:
    """Plan one book of some resolutions, by id, or of all, with the full texts from ``sources``.

    Raises UsageError for an unknown id.
    """
    if missing := missing_source(content, BOOK):
        return Plan(refused=(missing,))
    ids = [resolution.id for resolution in content.resolutions]
    remaining, refused = without_left_out(
        selection, ids, partial(left_out, content, Each.RESOLUTION)
    )
    if refused:
        return Plan(refused=tuple(refused))
    selection = known_names(remaining, ids, _('there is no resolution "{name}"'))
    chosen = [
        resolution
        for resolution in content.resolutions
        if not selection or resolution.id in selection
    ]
    return plan_unless(
        resolution_obstacles(content, chosen if selection else None),
        lambda: book(content, chosen, on, format=page, large=large, sources=sources(chosen)),
    )


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
