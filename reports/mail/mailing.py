"""Fit a campaign to its people: who gets which documents and which text."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from reports.content.campaign import Campaign, Enclosure, Recipient, Sender
from reports.content.demands import AddresseeMeasures, measures_by_addressee
from reports.content.event import Branch, Event
from reports.content.recipients import Person
from reports.content.resolution import Area, Resolution
from reports.content.workspace import SETTINGS, Content
from reports.documents.campaign_context import (
    CampaignContext,
    MessageContext,
    campaign_area,
    campaign_event,
    campaign_person,
)
from reports.documents.context import template_names
from reports.documents.document import Document
from reports.documents.kinds import kind_document
from reports.documents.letter import letter
from reports.documents.planning import (
    Plan,
    plan_checklists,
    plan_flyers,
    plan_kind,
    plan_summaries,
)
from reports.documents.summary import OVERVIEW_KEY, summary
from reports.documents.workspace_kinds import person_subject, workspace_kind
from reports.errors import ContentError, Place
from reports.mail.audience import unmatched_lists
from reports.mail.kind_enclosures import KindEnclosures, kind_enclosures
from reports.mail.message import Attachment, Mailbox, Message, file_name, message_id
from reports.mail.salutation import greeting
from reports.mail.tokens import keyed_token, plain_token
from reports.render.campaign_text import Phrasing, as_markup
from reports.render.templates import Writer

_ANY_DAY = dt.date(2000, 1, 1)
_ANY_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Where a date is needed that must not make a difference."""


@dataclass(frozen=True)
class Parcel:
    """One person of a campaign and what they get."""

    number: int
    """From 1, in the order of the list."""
    person: Person
    language: str
    """Language of the campaign's text that the person gets."""
    documents: tuple[Document, ...]
    """Documents that others may get, too; the cover letter is the person's own."""

    @property
    def address(self) -> str:
        """The address as it is written in the list."""
        return self.person.address.mailbox

    @property
    def key(self) -> str:
        """The address in the form that its spellings share; identifies people in the ledger."""
        return self.person.address.key

    @property
    def name(self) -> str:
        """The person's full name; may be empty."""
        return self.person.recipient.name


@dataclass(frozen=True)
class Mailing:
    """A campaign on a day. Pure: all methods depend on the fields alone."""

    content: Content
    name: str
    """The campaign's name."""
    campaign: Campaign
    sender: Sender
    on: dt.date
    """The day for which documents are made; events before it are over."""
    secret: bytes | None = None
    """Key of the unsubscribe tokens; None for editions with plain tokens."""

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone: compiled templates, which are cached, cannot be pickled."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def _writer(self) -> Writer:
        """Return what fills in templates for this workspace."""
        return Writer(self.content.root)

    @cached_property
    def _phrasing(self) -> Phrasing:
        """Return what fills in the campaign's texts."""
        return Phrasing(self._writer)

    @cached_property
    def _kinds(self) -> KindEnclosures:
        """Return the workspace's own kinds that the campaign encloses."""
        return kind_enclosures(self.content, self.campaign)

    @property
    def has_letter(self) -> bool:
        """Whether everybody gets a cover letter as a PDF."""
        return Enclosure.LETTER in self.campaign.documents

    # --- who gets what ------------------------------------------------------

    def parcels(self, people: Iterable[Person]) -> list[Parcel]:
        """Return what each person gets whom the campaign is for, in the order of the list.

        Raises ContentError if a flyer that somebody is to get cannot be made.
        """
        plans: dict[tuple[str, ...], Plan] = {}
        parcels: list[Parcel] = []
        for person in people:
            if unmatched_lists(person.recipient, self.campaign.who):
                continue
            language = self._language(person.recipient)
            plan = Plan()
            for key in self._plan_keys(person.recipient):
                if key not in plans:
                    plans[key] = self._plan(*key)
                plan += plans[key]
            parcels.append(Parcel(len(parcels) + 1, person, language, plan.documents))
        if refused := [problem for plan in plans.values() for problem in plan.refused]:
            raise ContentError(refused)
        return parcels

    def _language(self, person: Recipient) -> str:
        """Return the person's language, or the campaign's first if it has no text in that."""
        texts = self.campaign.texts
        return person.language if person.language in texts else next(iter(texts))

    def _plan_keys(self, person: Recipient) -> Iterator[tuple[str, ...]]:
        """Yield the arguments of `_plan` for each document of a person.

        They are the kind, the id or path of what it is about, and for shipped kinds an area's
        number or a language.
        """
        documents = self.campaign.documents
        if Enclosure.OVERVIEW in documents:
            yield "overview", ""
        if Enclosure.SUMMARY in documents:
            for area in self._areas(person):
                yield "summary", self._resolution(area).id, str(area.number)
        if Enclosure.CHECKLIST in documents:
            for asked in self._measures_asked:
                if asked.addressee.id in person.addressees:
                    yield "checklist", asked.addressee.id
        if Enclosure.FLYER in documents:
            for event in self._events(person):
                texts = event.texts
                preferred = [person.language, self._language(person), "de", next(iter(texts))]
                yield "flyer", event.id, next(code for code in preferred if code in texts)
        yield from self._kinds.paths(person, self._areas(person), self._events(person))

    def _plan(self, kind: str, subject: str, variant: str = "") -> Plan:
        """Return the plan of the documents of one key from `_plan_keys`."""
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
            return Plan((summary(self.content, resolution, area, self.on),))
        return plan_summaries(self.content, [OVERVIEW_KEY], self.on)

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

    def _areas(self, person: Recipient) -> list[Area]:
        """Return the areas the person is listed for, else those that ask their addressees."""
        if person.areas:
            return [area for area in self._all_areas if area.number in person.areas]
        addressees = set(person.addressees)
        return [
            area
            for area in self._all_areas
            if any(
                addressees & {addressee.id for addressee in measure.addressees}
                for measure in area.measures
            )
        ]

    def _branches(self, person: Recipient) -> list[Branch]:
        """Return the person's branches."""
        return [branch for branch in self.content.branches if branch.id in person.branches]

    def _events(self, person: Recipient) -> list[Event]:
        """Return the events of the person's branches that are not over."""
        return [
            event
            for event in self.content.events
            if event.branch in person.branches and not event.is_over(self.on)
        ]

    # --- what the texts say -------------------------------------------------------

    def _place(self, language: str, key: str) -> Place:
        """Return the place of a text in the campaign's file, for error messages.

        It is the settings' file if the text has no place of its own.
        """
        fallback = Place(SETTINGS)
        return self.content.text_places.get((self.name, language, key), fallback)

    def values(self, parcel: Parcel) -> CampaignContext:
        """Return the variables that a campaign's templates see."""
        person = parcel.person.recipient
        addressees = self.content.addressees
        return CampaignContext(
            salutation=greeting(person, parcel.language, self.content.catalogue(parcel.language)),
            person=campaign_person(person),
            branches=tuple(self._branches(person)),
            addressees=tuple(who for who in addressees if who.id in person.addressees),
            areas=tuple(campaign_area(area) for area in self._areas(person)),
            events=tuple(
                campaign_event(event, parcel.language)
                for event in self._events(person)
                if parcel.language in event.texts
            ),
            documents=tuple(self.titles(parcel)),
            organisation=self.content.settings.organisation,
            sender=self.sender,
            today=self.on,
        )

    def titles(self, parcel: Parcel) -> list[str]:
        """Return the titles of the attached documents, without the cover letter."""
        return [document.title for document in (*parcel.documents, *self.own_documents(parcel))]

    def own_documents(self, parcel: Parcel) -> list[Document]:
        """Return the documents of kinds that are made for each person, to be laid out."""
        return [
            kind_document(
                self.content,
                workspace_kind(name, self.content.kinds[name]),
                person_subject(self.content, parcel.person, self.on),
                self.on,
            )
            for name in self._kinds.personal
        ]

    @property
    def personal_count(self) -> int:
        """How many documents each person gets that are for them alone."""
        return self.has_letter + len(self._kinds.personal)

    def personal_titles(self, parcel: Parcel) -> list[str]:
        """Return the titles of the documents that are for the person alone, in their order."""
        letters = [self.content.words(parcel.language).gettext("Letter")] if self.has_letter else []
        return [*letters, *(document.title for document in self.own_documents(parcel))]

    def personal_document(self, parcel: Parcel, place: int) -> Document:
        """Return one of the documents that are for the person alone, to be laid out.

        The letter comes first, if there is one. Raises ContentError if a template of the
        letter fails.
        """
        if self.has_letter and place == 0:
            return self.letter(parcel)
        return self.own_documents(parcel)[place - self.has_letter]

    def subject(self, parcel: Parcel) -> str:
        """Return the subject of a person's message.

        Raises ContentError if its template fails.
        """
        text = self.campaign.texts[parcel.language]
        place = self._place(parcel.language, "subject")
        values = template_names(self.values(parcel))
        return self._phrasing.line(text.subject, values, place)

    def letter(self, parcel: Parcel) -> Document:
        """Return the person's cover letter, to be laid out.

        Raises ContentError if its template fails.
        """
        text = self.campaign.texts[parcel.language]
        place = self._place(parcel.language, "letter" if text.letter else "text")
        values = template_names(self.values(parcel))
        wording = self._phrasing.text(text.letter or text.text, values, place)
        return letter(
            self.content,
            parcel.person.recipient,
            self.sender,
            self.subject(parcel),
            as_markup(wording),
            self.titles(parcel),
            self.on,
            name=f"mail/{self.name}/letter/{parcel.number:04}",
            language=parcel.language,
        )

    def message(
        self, parcel: Parcel, pdfs: Sequence[tuple[str, bytes]], date: dt.datetime, seed: str
    ) -> Message:
        """Return a person's message.

        Args:
            parcel: the person and what they get.
            pdfs: the attachments as pairs of title and bytes, in order.
            date: the date in the message's head.
            seed: distinguishes the edition from others of the campaign; part of the message id.

        Raises:
            ContentError: a template fails.
        """
        text = self.campaign.texts[parcel.language]
        values = template_names(self.values(parcel))
        place = self._place(parcel.language, "text")
        wording = self._phrasing.text(text.text, values, place)
        subject = self.subject(parcel)
        settings = self.content.settings
        reply_to = self.campaign.reply_to or settings.mail.reply_to
        unsubscribe = reply_to or self.sender.email
        imprint = settings.imprint.publisher
        names = _distinct_file_names([title for title, _pdf in pdfs])
        page_values = MessageContext(
            subject=subject,
            text=as_markup(wording),
            organisation=settings.organisation,
            theme=self.content.theme,
            imprint=imprint,
            unsubscribe=unsubscribe,
            language=parcel.language,
        )
        one_click = settings.mail.unsubscribe
        return Message(
            sender=Mailbox(self.sender.name, self.sender.email),
            recipient=Mailbox(parcel.name, parcel.address),
            reply_to=reply_to,
            subject=subject,
            text=wording.plain + self._signature(parcel.language, unsubscribe),
            html=self._phrasing.page(
                template_names(page_values),
                parcel.language,
                self.content.catalogue(parcel.language),
            ),
            attachments=tuple(
                Attachment(name, pdf) for name, (_title, pdf) in zip(names, pdfs, strict=True)
            ),
            date=date,
            message_id=self.message_id(parcel, seed),
            language=parcel.language,
            unsubscribe=unsubscribe,
            one_click=one_click.replace("{token}", self.token(parcel)) if one_click else None,
        )

    def rehearse(self, parcels: Sequence[Parcel]) -> None:
        """Fill in every text for each person, to find faults before anything is made.

        Raises ContentError for the first template that fails.
        """
        for parcel in parcels:
            self.message(parcel, (), _ANY_TIME, "")
            if self.has_letter:
                self.letter(parcel)

    def message_id(self, parcel: Parcel, seed: str) -> str:
        """Return the id of a person's message in an edition, the same whenever it is made."""
        return message_id([self.name, seed, parcel.key], self.sender.email.rpartition("@")[2])

    def token(self, parcel: Parcel) -> str:
        """Return the token that identifies the person in an unsubscribe address.

        It is keyed with the secret, or plain without one.
        """
        # not the message id, which others may get to see
        if self.secret is None:
            return plain_token(self.name, parcel.key)
        return keyed_token(self.secret, self.name, parcel.key)

    def _signature(self, language: str, unsubscribe: str) -> str:
        """Return the plain text below a message: who sends it, and how to get no more.

        A sample says that it is one.
        """
        settings = self.content.settings
        words = self.content.words(language)
        more = words.gettext("No more mail of this kind? A short answer is enough:")
        lines = [
            settings.organisation.name,
            words.gettext("Sample") if settings.sample else None,
            settings.imprint.publisher,
            f"{more} {unsubscribe}",
        ]
        return "\n-- \n" + "\n".join(line for line in lines if line) + "\n"

    # --- digests of the text -----------------------------------------

    def digests(self, documents: Iterable[Document]) -> dict[str, str]:
        """Return digests of all that the messages are made of, by names to show the user.

        They change if and only if the campaign says something else. The day is left out: a
        checklist prints it, but a checklist made the next day says the same.
        """
        campaign = self.campaign
        sources = {
            "sender": self.sender.model_dump_json(),
            "documents": repr([*campaign.documents, *campaign.formats]),
            **{f"text {code}": text.model_dump_json() for code, text in campaign.texts.items()},
            **dict(self._kinds.sources()),
        }
        for document in documents:
            sources[document.name] = self._writer.write(_undated(document)).standalone()
        return {
            name: hashlib.sha256(source.encode()).hexdigest() for name, source in sources.items()
        }


def _undated(document: Document) -> Document:
    """Return a document with _ANY_DAY in place of its day, and its other sides likewise."""
    return replace(document, on=_ANY_DAY, sides=tuple(map(_undated, document.sides)))


def _distinct_file_names(titles: Sequence[str]) -> list[str]:
    """Return a PDF file name for each title; the second of two equal ones ends in "(2)"."""
    names: list[str] = []
    used: set[str] = set()
    for title in titles:
        stem = name = file_name(title).removesuffix(".pdf")
        number = 2
        while name.casefold() in used:  # some systems ignore case in file names
            name = f"{stem} ({number})"
            number += 1
        used.add(name.casefold())
        names.append(f"{name}.pdf")
    return names
