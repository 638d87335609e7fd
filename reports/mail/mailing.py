"""A campaign and the people it is for → who gets what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from reports.content.campaign import Campaign, Enclosure, Recipient, Sender
from reports.content.demands import Called, called
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
from reports.documents.letter import letter
from reports.documents.planning import OVERVIEW, Plan, plan_checklists, plan_flyers, plan_summaries
from reports.documents.summary import summary
from reports.errors import ContentError, Place
from reports.mail.audience import misses
from reports.mail.message import Attachment, Mailbox, Message, file_name, message_id
from reports.mail.salutation import greeting
from reports.mail.tokens import keyed_token, plain_token
from reports.render.campaign_text import Phrasing, trusted
from reports.render.templates import Writer

_NO_DAY = dt.date(2000, 1, 1)
_NO_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Parcel:
    """One person of a campaign, and what is sent to them."""

    number: int
    """From 1, in the order of the list."""
    person: Person
    language: str
    """The one of the campaign's texts that the person gets."""
    documents: tuple[Document, ...]
    """What others get, too; the letter is the person's own and made apart."""

    @property
    def address(self) -> str:
        return self.person.address.mailbox

    @property
    def key(self) -> str:
        """What two spellings of one address have in common; the ledger knows people by it."""
        return self.person.address.key

    @property
    def name(self) -> str:
        return self.person.recipient.name


@dataclass(frozen=True)
class Mailing:
    """A campaign on a day: what it sends to whom, everything a function of its values."""

    content: Content
    name: str
    campaign: Campaign
    sender: Sender
    on: dt.date
    secret: bytes | None = None
    """What unsubscribe tokens are keyed with; None for editions whose tokens are not."""

    def __getstate__(self) -> dict[str, Any]:
        """Without what was computed on the way: compiled templates go to no other process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.content.root)

    @cached_property
    def _phrasing(self) -> Phrasing:
        return Phrasing(self._writer)

    @property
    def has_letter(self) -> bool:
        return Enclosure.LETTER in self.campaign.documents

    # --- who gets what ------------------------------------------------------

    def parcels(self, people: Iterable[Person]) -> list[Parcel]:
        """What each person gets, of those whom the campaign is for.

        Raises ContentError where a flyer that somebody is to have cannot be made.
        """
        plans: dict[tuple[str, ...], Plan] = {}
        made: list[Parcel] = []
        for person in people:
            if misses(person.recipient, self.campaign.who):
                continue
            language = self._language(person.recipient)
            found = Plan()
            for key in self._wanted(person.recipient):
                if key not in plans:
                    plans[key] = self._plan(*key)
                found += plans[key]
            made.append(Parcel(len(made) + 1, person, language, found.documents))
        if refused := [problem for one in plans.values() for problem in one.refused]:
            raise ContentError(refused)
        return made

    def _language(self, person: Recipient) -> str:
        texts = self.campaign.texts
        return person.language if person.language in texts else next(iter(texts))

    def _wanted(self, person: Recipient) -> Iterator[tuple[str, ...]]:
        """The documents for a person, as what they are planned from."""
        documents = self.campaign.documents
        if Enclosure.OVERVIEW in documents:
            yield "overview", ""
        if Enclosure.SUMMARY in documents:
            for area in self._areas(person):
                yield "summary", self._resolution(area).id, str(area.number)
        if Enclosure.CHECKLIST in documents:
            for one in self._called:
                if one.addressee.id in person.addressees:
                    yield "checklist", one.addressee.id
        if Enclosure.FLYER in documents:
            for event in self._events(person):
                own = event.texts
                wishes = [person.language, self._language(person), "de", next(iter(own))]
                yield "flyer", event.id, next(one for one in wishes if one in own)

    def _plan(self, kind: str, wanted: str, which: str = "") -> Plan:
        if kind == "checklist":
            return plan_checklists(self.content, [wanted], self.on)
        if kind == "flyer":
            formats = self.campaign.formats
            return plan_flyers(self.content, [wanted], [which], self.on, formats)
        if kind == "summary":
            # by its own resolution, since each counts its areas from 1
            resolution = next(one for one in self.content.resolutions if one.id == wanted)
            area = next(one for one in resolution.areas if str(one.number) == which)
            return Plan((summary(self.content, resolution, area, self.on),))
        return plan_summaries(self.content, [OVERVIEW], self.on)

    @cached_property
    def _all_areas(self) -> list[Area]:
        return [area for one in self.content.resolutions for area in one.areas]

    @cached_property
    def _called(self) -> tuple[Called, ...]:
        return called(self.content.addressees, self._all_areas)

    def _resolution(self, area: Area) -> Resolution:
        resolutions = self.content.resolutions
        return next(one for one in resolutions if any(area is own for own in one.areas))

    def _areas(self, person: Recipient) -> list[Area]:
        """Those the person is listed for, else those its addressees are asked in."""
        if person.areas:
            return [area for area in self._all_areas if area.number in person.areas]
        own = set(person.addressees)
        return [
            area
            for area in self._all_areas
            if any(own & {asked.id for asked in m.addressees} for m in area.measures)
        ]

    def _branches(self, person: Recipient) -> list[Branch]:
        return [one for one in self.content.branches if one.id in person.branches]

    def _events(self, person: Recipient) -> list[Event]:
        """Return the events of the person's branches that are not over."""
        return [
            event
            for event in self.content.events
            if event.branch in person.branches and not event.is_over(self.on)
        ]

    # --- what it says -------------------------------------------------------

    def _place(self, language: str, key: str) -> Place:
        fallback = Place(SETTINGS)
        return self.content.text_places.get((self.name, language, key), fallback)

    def values(self, parcel: Parcel) -> CampaignContext:
        """What the templates of a campaign know."""
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
        """The titles of what is attached, the letter left out."""
        return [one.title for one in parcel.documents]

    def subject(self, parcel: Parcel) -> str:
        text = self.campaign.texts[parcel.language]
        place = self._place(parcel.language, "subject")
        values = template_names(self.values(parcel))
        return self._phrasing.line(text.subject, values, place)

    def letter(self, parcel: Parcel) -> Document:
        """The person's cover letter, named as a file below the output folder."""
        text = self.campaign.texts[parcel.language]
        place = self._place(parcel.language, "letter" if text.letter else "text")
        values = template_names(self.values(parcel))
        wording = self._phrasing.text(text.letter or text.text, values, place)
        return letter(
            self.content,
            parcel.person.recipient,
            self.sender,
            self.subject(parcel),
            trusted(wording),
            self.titles(parcel),
            self.on,
            name=f"mail/{self.name}/letter/{parcel.number:04}",
            language=parcel.language,
        )

    def message(
        self, parcel: Parcel, pdfs: Sequence[tuple[str, bytes]], date: dt.datetime, seed: str
    ) -> Message:
        """What the person gets; PDFs come with their titles, in their order.

        The seed tells one edition of a campaign from another.
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
        names = _distinct([title for title, _pdf in pdfs])
        shown = MessageContext(
            subject=subject,
            text=trusted(wording),
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
                template_names(shown), parcel.language, self.content.catalogue(parcel.language)
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
        """Fill in all that is said to some people, to see that it can be said.

        Raises ContentError for the first text that fails.
        """
        for parcel in parcels:
            self.message(parcel, (), _NO_TIME, "")
            if self.has_letter:
                self.letter(parcel)

    def message_id(self, parcel: Parcel, seed: str) -> str:
        """The id of a person's message in an edition, the same whenever it is made."""
        return message_id([self.name, seed, parcel.key], self.sender.email.rpartition("@")[2])

    def token(self, parcel: Parcel) -> str:
        """What stands for the person in an address to unsubscribe with."""
        # not the message's id, which others may get to see
        if self.secret is None:
            return plain_token(self.name, parcel.key)
        return keyed_token(self.secret, self.name, parcel.key)

    def _signature(self, language: str, unsubscribe: str) -> str:
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

    # --- what would be another text -----------------------------------------

    def digests(self, documents: Iterable[Document]) -> dict[str, str]:
        """What the messages are made of, by name, each as a hash that changes with it.

        The day is left out: a checklist prints it, and the next day's is no other text.
        """
        campaign = self.campaign
        said = {
            "sender": self.sender.model_dump_json(),
            "documents": repr([*campaign.documents, *campaign.formats]),
            **{f"text {code}": one.model_dump_json() for code, one in campaign.texts.items()},
        }
        for one in documents:
            said[one.name] = self._writer.write(_undated(one)).standalone()
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in said.items()}


def _undated(document: Document) -> Document:
    return replace(document, on=_NO_DAY, sides=tuple(map(_undated, document.sides)))


def _distinct(titles: Sequence[str]) -> list[str]:
    """File names of titles, numbered where two are the same."""
    names: list[str] = []
    used: set[str] = set()
    for title in titles:
        stem = name = file_name(title).removesuffix(".pdf")
        again = 2
        while name.casefold() in used:  # which other systems take for the same
            name = f"{stem} ({again})"
            again += 1
        used.add(name.casefold())
        names.append(f"{name}.pdf")
    return names
