"""Content → the documents to make from it, and why others cannot be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.content.demands import measures_by_addressee
from reports.content.event import Event
from reports.content.press_profile import Press
from reports.content.sample_values import SampleValue
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
from reports.documents.kit_documents import kit_documents
from reports.documents.summary import overview, summary
from reports.errors import Place, Problem, UsageError
from reports.i18n import _
from reports.suggestions import near
from reports.text.source_text import Sorted

OVERVIEW = "overview"
"""What the overview is called among the areas on the command line."""


@dataclass(frozen=True)
class Plan:
    """Documents to make, and why others that were asked for cannot be made."""

    documents: tuple[Document, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    """What a person should know, though nothing is wrong: an event that is over."""

    def __add__(self, other: Plan) -> Plan:
        return Plan(
            self.documents + other.documents,
            self.refused + other.refused,
            self.notes + other.notes,
        )


def plan(content: Content, kinds: Sequence[Kind], on: dt.date) -> Plan:
    """All documents of some kinds, in the order a person would look for them."""
    makers: dict[Kind, Callable[[], Plan]] = {
        Kind.SUMMARY: lambda: plan_summaries(content, (), on),
        Kind.CHECKLIST: lambda: plan_checklists(content, (), on),
        Kind.FLYER: lambda: plan_flyers(content, (), (), on),
    }
    return sum((makers[kind]() for kind in kinds), Plan())


def plan_summaries(content: Content, wanted: Sequence[str], on: dt.date) -> Plan:
    """Summaries of the areas wanted (by number), the overview first; all for none."""
    known = [str(area.number) for one in content.resolutions for area in one.areas]
    _all_known(wanted, [OVERVIEW, *known], _('there is no area "{name}"'))
    documents = []
    for resolution in content.resolutions:
        if not wanted or OVERVIEW in wanted:
            documents.append(overview(content, resolution, on))
        documents += [
            summary(content, resolution, area, on)
            for area in resolution.areas
            if not wanted or str(area.number) in wanted
        ]
    return Plan(tuple(documents))


def plan_checklists(content: Content, wanted: Sequence[str], on: dt.date) -> Plan:
    """Checklists of the addressees wanted; of all that are asked anything for none."""
    _all_known(wanted, [one.id for one in content.addressees], _('there is no addressee "{name}"'))
    areas = [area for resolution in content.resolutions for area in resolution.areas]
    asked = [one.addressee.id for one in measures_by_addressee(content.addressees, areas)]
    chosen = [one for one in content.addressees if one.id in (wanted or asked)]
    return Plan(tuple(checklist(content, one, on) for one in chosen))


def plan_book(
    content: Content,
    wanted: Sequence[str],
    on: dt.date,
    page: Format,
    large: bool,
    sources: Mapping[str, Sorted],
) -> Plan:
    """The resolutions wanted, or all, as one book, with their full text where it is at hand."""
    known = [one.id for one in content.resolutions]
    _all_known(wanted, known, _('there is no resolution "{name}"'))
    chosen = [one for one in content.resolutions if not wanted or one.id in wanted]
    return Plan((book(content, chosen, on, format=page, large=large, sources=sources),))


def plan_flyers(
    content: Content,
    wanted: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    formats: Sequence[str] = ("a5",),
) -> Plan:
    """Flyers of the events wanted, in the languages wanted or in all each has."""
    _all_known(formats, list(FORMATS), _('there is no format "{name}"'))
    _all_known(wanted, [one.id for one in content.events], _('there is no event "{name}"'))
    chosen, notes = _current(content, wanted, on)
    planned = Plan(notes=notes)
    for event in chosen:
        own = [*event.texts, *([EASY] if event.easy else [])]
        for wish in languages or own:
            codes = wish.split("+")
            problems = [one for code in codes for one in flyer_problems(content, event, code)]
            if problems:
                planned += Plan(refused=tuple(problems))
                continue
            for name in formats:
                planned += _plan_flyer(content, event, codes, on, FORMATS[name])
    return planned


def _current(
    content: Content, wanted: Sequence[str], on: dt.date
) -> tuple[list[Event], tuple[Problem, ...]]:
    """The events to make flyers for, and a word about each that is over.

    Nobody is invited to what is over; whoever names it, for an archive or a new edition,
    gets its flyer all the same. So does the sample, whose days pass while it is to be seen.
    """
    chosen: list[Event] = []
    notes: list[Problem] = []
    for event in content.events:
        if wanted and event.id not in wanted:
            continue
        over = event.is_over(on)
        if wanted or content.settings.sample or not over:
            chosen.append(event)
        if over:
            notes.append(_over(event, made=event in chosen))
    return chosen, tuple(notes)


def _over(event: Event, *, made: bool) -> Problem:
    place = Place(f"flyer/{event.id}")
    day = event.last_day.isoformat()
    if made:
        what = _("the event was over on {day}; its flyer is made all the same").format(day=day)
        return Problem(place, what, _("correct its start and end, if it is to come"))
    what = _("the event was over on {day}, so its flyer is left out").format(day=day)
    remedy = _("correct its start and end, or make it with: {command}").format(
        command=f"handzettel flyer {event.id}"
    )
    return Problem(place, what, remedy)


def _plan_flyer(
    content: Content, event: Event, codes: Sequence[str], on: dt.date, leaflet: Leaflet
) -> Plan:
    """A flyer in one language, or in two on the two sides of the sheet."""
    place = Place(f"flyer/{event.id}/{leaflet.format.name}-{'+'.join(codes)}")
    if EASY in codes:
        if len(codes) > 1 or leaflet.format.name not in ("a5", "a4", "a3"):
            what = _("Leichte Sprache does not go on this format")
            return Plan(refused=(Problem(place, what, _("take a5, a4 or a3, one side each")),))
        return Plan((easy_flyer(content, event, on, leaflet),))
    if len(codes) > 2 or (len(codes) == 2 and leaflet.pages > 1):
        what = _("a sheet has two sides")
        return Plan(refused=(Problem(place, what, _("name two languages, and no folded format")),))
    made = [flyer(content, event, code, on, leaflet) for code in codes]
    return Plan((two_sides(made) if len(made) == 2 else made[0],))


def still_planned(content: Content, on: dt.date) -> Callable[[str], bool]:
    """Whether a file, by its name without suffix, is of something that the content has.

    Of a flyer the format does not matter, since it is made in others on demand; what this
    program does not plan by kinds (exports, mail) is never said to be planned no longer.
    """
    names = {one.name for one in plan(content, [Kind.SUMMARY, Kind.CHECKLIST], on).documents}
    # the sample's days pass while it is to be seen
    sample = content.settings.sample
    events = {one.id: one for one in content.events if sample or not one.is_over(on)}
    books = [one.id for one in content.resolutions]

    def is_planned(name: str) -> bool:
        folder, _slash, rest = name.partition("/")
        match folder:
            case "summary" | "checklist":
                return name in names
            case "flyer":
                event_id, _slash, file = rest.partition("/")
                event = events.get(event_id)
                return event is not None and _has_languages(event, file)
            case "book":
                return len(books) > 1 or any(rest.startswith(one) for one in books)
        return True

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


def without_sample_values(content: Content, planned: Plan) -> Plan:
    """The plan with the documents refused that would print what the shipped sample invented."""
    refused: dict[Problem, None] = {}
    good = []
    for document in planned.documents:
        faults = [one.problem for one in content.sample_values if _prints(content, document, one)]
        refused |= dict.fromkeys(faults)
        if not faults:
            good.append(document)
    return replace(planned, documents=tuple(good), refused=(*planned.refused, *refused))


def sample_values_of_organisation(content: Content) -> tuple[Problem, ...]:
    """What the shipped sample invented that stands for the organisation itself."""
    return tuple(one.problem for one in content.sample_values if one.path[0] == "organisation")


def sample_values_in_mail(content: Content) -> tuple[Problem, ...]:
    """What the shipped sample invented that every message would say."""
    return tuple(
        value.problem
        for value in content.sample_values
        if value.path[0] in ("organisation", "mail") or value.path == ("imprint", "publisher")
    )


def _prints(content: Content, document: Document, value: SampleValue) -> bool:
    """Whether a document prints the field that a value of the sample is left in."""
    folder, _slash, rest = document.name.partition("/")
    match value.file, value.path:
        case "branches.yaml", _:
            event_id = rest.partition("/")[0]
            branches = {one.branch for one in content.events if one.id == event_id}
            return folder == "flyer" and value.entry in branches
        case "events.yaml", _:
            return folder == "flyer" and rest.partition("/")[0] == value.entry
        case _, ("imprint", *_rest):
            return folder in ("flyer", "mail")
        case _, ("mail", *_rest):
            return folder == "mail"
    return True


def for_press(planned: Plan, press: Press) -> Plan:
    """The same documents for a print shop, named after its profile."""
    documents = tuple(
        replace(
            one,
            name=_press_name(one.name, press.profile.name),
            press=press,
            sides=tuple(replace(side, press=press) for side in one.sides),
        )
        for one in planned.documents
    )
    return replace(planned, documents=documents)


def _press_name(name: str, profile: str) -> str:
    folder, _slash, stem = name.rpartition("/")
    return f"{folder}/press/{stem}-{profile}"


def plan_kits(
    content: Content,
    wanted: Sequence[str],
    languages: Sequence[str],
    on: dt.date,
    sheet: str,
) -> tuple[Plan, list[tuple[Event, str]]]:
    """The flyers of the kits of the events wanted, and which kits they are for."""
    _all_known(wanted, [one.id for one in content.events], _('there is no event "{name}"'))
    chosen, notes = _current(content, wanted, on)
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


def _all_known(wanted: Sequence[str], known: Sequence[str], what: str) -> None:
    listed = ", ".join(dict.fromkeys(known))
    unknown = [
        Problem(
            Place(name),
            what.format(name=name),
            near(name, known, otherwise=_("choose from: {names}").format(names=listed)),
        )
        for name in wanted
        if name not in known
    ]
    if unknown:
        raise UsageError(unknown)
