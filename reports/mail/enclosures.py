"""What a campaign encloses with a message, in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reports.content.campaign import Campaign, Enclosure, Recipient
from reports.content.demands import AddresseeMeasures, measures_by_addressee
from reports.content.document_kind import FOLDER as KINDS
from reports.content.document_kind import STYLE_NAME, TEMPLATE_NAME, Each
from reports.content.event import Event
from reports.content.recipients import Person
from reports.content.resolution import Area, Resolution
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.kinds import kind_document
from reports.documents.plan import Plan
from reports.documents.planning import plan_checklists, plan_kind, plan_summaries, plan_summary
from reports.documents.summary import OVERVIEW_KEY, area_path
from reports.documents.workspace_kinds import person_subject, workspace_kind

T = TypeVar("T")


@dataclass(frozen=True)
class Enclosures:
    """What a campaign encloses on a day: shipped kinds of document, and the workspace's own."""

    content: Content
    campaign: Campaign
    on: dt.date
    """The day for which documents are made; events before it are over."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the kinds, in the order of the campaign."""
        return tuple(dict.fromkeys(map(str, self.campaign.documents)))

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """Return the kinds whose documents are for one person alone, the letter among them."""
        kinds = self.content.kinds.items()
        for_people = {name for name, kind in kinds if kind.each is Each.PERSON}
        return tuple(name for name in self.names if name in {Enclosure.LETTER, *for_people})

    def in_order(self, kinds: Sequence[str], shared: Sequence[T], personal: Sequence[T]) -> list[T]:
        """Return what belongs to documents, in the order of the campaign.

        Args:
            kinds: the kind of each document that others may get, too.
            shared: something for each of these documents.
            personal: something for each of the kinds in ``personal``.
        """
        pairs = [
            *zip(kinds, shared, strict=True),
            *zip(self.personal, personal, strict=True),
        ]
        return [value for name in self.names for kind, value in pairs if kind == name]

    def keys(self, person: Recipient, language: str) -> Iterator[tuple[str, ...]]:
        """Yield the arguments of `plan` for each document of a person, in the campaign's order.

        They are the kind, the id or path of what it is about, and for shipped kinds an area's
        number or a language. ``language`` is that of the text that the person gets.
        """
        areas, events = self.areas(person), self.events(person)
        for kind in self.names:
            match kind:
                case Enclosure.OVERVIEW:
                    yield kind, ""
                case Enclosure.SUMMARY:
                    for area in areas:
                        yield kind, self._resolution(area).id, str(area.number)
                case Enclosure.CHECKLIST:
                    asked = {measures.addressee.id for measures in self._measures_asked}
                    yield from ((kind, who) for who in person.addressees if who in asked)
                case Enclosure.FLYER:
                    for event in events:
                        texts = event.texts
                        preferred = [person.language, language, "de", next(iter(texts))]
                        yield kind, event.id, next(code for code in preferred if code in texts)
                case Enclosure.LETTER:
                    pass
                case _ if kind not in self.personal:
                    paths = self._paths(kind, person, areas, events)
                    yield from ((kind, path) for path in paths)

    def _paths(
        self, name: str, person: Recipient, areas: Sequence[Area], events: Sequence[Event]
    ) -> list[str]:
        """Return the subject (an id or path) of each document of a shared kind for a person.

        ``areas`` and ``events`` are those of the person.
        """
        settings = self.content.kinds[name]
        match settings.each:
            case Each.AREA:
                return [
                    area_path(self.content, resolution, area)
                    for area in areas
                    for resolution in self.content.resolutions
                    if any(area is member for member in resolution.areas)
                ]
            case Each.ADDRESSEE:
                return list(person.addressees)
            case Each.EVENT:
                return [event.id for event in events if settings.language in event.texts]
            case Each.BRANCH:
                return list(person.branches)
            case Each.RESOLUTION:
                return [resolution.id for resolution in self.content.resolutions]
        return [name]

    def plan(self, kind: str, subject: str, variant: str = "") -> Plan:
        """Return the plan of the documents of one key from `keys`."""
        if kind in self.content.kinds:
            return plan_kind(self.content, kind, [subject], self.on)
        if kind == "checklist":
            return plan_checklists(self.content, [subject], self.on)
        if kind == "flyer":
            formats = self.campaign.formats
            return plan_flyers(self.content, [subject], [variant], self.on, formats)
        if kind == "summary":
            # looked up in its own resolution, since each counts its areas from 1
            resolution = next(res for res in self.content.resolutions if res.id == subject)
            area = next(area for area in resolution.areas if str(area.number) == variant)
            return plan_summary(self.content, resolution, area, self.on)
        return plan_summaries(self.content, [OVERVIEW_KEY], self.on)

    def own_document(self, name: str, person: Person) -> Document:
        """Return the document of a kind that is made for each person, to be laid out."""
        return kind_document(
            self.content,
            workspace_kind(name, self.content.kinds[name]),
            person_subject(self.content, person, self.on),
            self.on,
        )

    @cached_property
    def _all_areas(self) -> list[Area]:
        """Return the areas of all resolutions."""
        return [area for resolution in self.content.resolutions for area in resolution.areas]

    @cached_property
    def _measures_asked(self) -> tuple[AddresseeMeasures, ...]:
        """Return all who are asked for something, each with their measures of all resolutions."""
        return measures_by_addressee(self.content.addressees, self._all_areas)

    def _resolution(self, area: Area) -> Resolution:
        """Return the resolution that an area is part of."""
        return next(
            resolution
            for resolution in self.content.resolutions
            if any(area is member for member in resolution.areas)
        )

    def areas(self, person: Recipient) -> list[Area]:
        """Return the areas the person is listed for, else those that ask their addressees."""
        if person.areas:
            return [
                area for number in person.areas for area in self._all_areas if area.number == number
            ]
        addressees = set(person.addressees)
        return [
            area
            for area in self._all_areas
            if any(
                addressees & {addressee.id for addressee in measure.addressees}
                for measure in area.measures
            )
        ]

    def events(self, person: Recipient) -> list[Event]:
        """Return the events of the person's branches that are not over."""
        return [
            event
            for event in self.content.events
            if event.branch in person.branches and not event.is_over(self.on)
        ]

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield name and wording of what personal documents are made from.

        Their pages are not compared between two runs, since each person's differs.
        """
        for name in self.personal:
            if name == Enclosure.LETTER:  # its words are in the campaign
                continue
            yield f"{KINDS}/{name}", self.content.kinds[name].model_dump_json()
            for file in (TEMPLATE_NAME, STYLE_NAME):
                path = self.content.root / KINDS / name / file
                if path.is_file():
                    yield f"{KINDS}/{name}/{file}", path.read_text("utf-8", "replace")
