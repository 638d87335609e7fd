"""Fit a campaign to its people: who gets which documents and which text."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar

from reports.content.campaign import Campaign, Enclosure, Recipient, Sender
from reports.content.recipients import Person
from reports.content.workspace import Content
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
from reports.documents.plan import Plan
from reports.documents.typesetting import plain_copy
from reports.errors import ContentError, Place
from reports.mail.audience import unmatched_lists
from reports.mail.enclosures import Enclosures
from reports.mail.message import Attachment, Mailbox, Message, file_name, message_id
from reports.mail.salutation import greeting
from reports.mail.tokens import keyed_token, plain_token
from reports.render.campaign_text import Phrasing, as_markup
from reports.render.templates import Writer
from reports.storage.listing import SETTINGS_FILE

T = TypeVar("T")

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
    enclosures: tuple[str, ...] = ()
    """For each of the documents what the campaign calls it: ``summary``."""

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
    def _enclosures(self) -> Enclosures:
        """Return which documents the campaign encloses."""
        return Enclosures(self.content, self.campaign, self.on)

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
            documents: list[Document] = []
            enclosures: list[str] = []
            for key in self._enclosures.keys(person.recipient, language):
                if key not in plans:
                    plans[key] = self._enclosures.plan(*key)
                documents += plans[key].documents
                enclosures += [key[0]] * len(plans[key].documents)
            number = len(parcels) + 1
            parcels.append(Parcel(number, person, language, tuple(documents), tuple(enclosures)))
        if refused := [problem for plan in plans.values() for problem in plan.refused]:
            raise ContentError(refused)
        return parcels

    def _language(self, person: Recipient) -> str:
        """Return the person's language, or the campaign's first if it has no text in that."""
        texts = self.campaign.texts
        return person.language if person.language in texts else next(iter(texts))

    # --- what the texts say -------------------------------------------------------

    def _place(self, language: str, key: str) -> Place:
        """Return the place of a text in the campaign's file, for error messages.

        It is the settings' file if the text has no place of its own.
        """
        fallback = Place(SETTINGS_FILE)
        return self.content.text_places.get((self.name, language, key), fallback)

    def values(self, parcel: Parcel) -> CampaignContext:
        """Return the variables that a campaign's templates see."""
        person = parcel.person.recipient
        context = CampaignContext(
            salutation=greeting(person, parcel.language, self.content.catalogue(parcel.language)),
            person=campaign_person(person),
            branches=tuple(map(self.content.branch, person.branches)),
            addressees=tuple(map(self.content.addressee, person.addressees)),
            areas=tuple(campaign_area(area) for area in self._enclosures.areas(person)),
            events=tuple(
                campaign_event(event, parcel.language)
                for event in self._enclosures.events(person)
                if parcel.language in event.texts
            ),
            documents=tuple(self.titles(parcel)),
            organisation=self.content.settings.organisation,
            sender=self.sender,
            today=self.on,
        )
        return plain_copy(context, parcel.language)

    def titles(self, parcel: Parcel) -> list[str]:
        """Return the titles of the attached documents, without the cover letter."""
        shared = [document.title for document in parcel.documents]
        titles = self.in_order(parcel, shared, self._own_titles(parcel))
        return [title for title in titles if title is not None]

    def all_titles(self, parcel: Parcel) -> list[str]:
        """Return the titles of all that a person gets, with the cover letter."""
        titles = [document.title for document in parcel.documents]
        return self.in_order(parcel, titles, self.personal_titles(parcel))

    def in_order(self, parcel: Parcel, shared: Sequence[T], personal: Sequence[T]) -> list[T]:
        """Return what belongs to a person's documents, in the order of the campaign.

        ``shared`` has something for each document that others may get, too, and ``personal`` for
        each that is for the person alone.
        """
        return self._enclosures.in_order(parcel.enclosures, shared, personal)

    def _own_titles(self, parcel: Parcel) -> list[str | None]:
        """Return the titles of the documents for the person alone; None for the letter."""
        return [
            None
            if name == Enclosure.LETTER
            else self._enclosures.own_document(name, parcel.person).title
            for name in self._enclosures.personal
        ]

    @property
    def personal_count(self) -> int:
        """How many documents each person gets that are for them alone."""
        return len(self._enclosures.personal)

    def personal_titles(self, parcel: Parcel) -> list[str]:
        """Return the titles of the documents that are for the person alone, in their order."""
        letter = self.content.words(parcel.language).gettext("Letter")
        return [letter if title is None else title for title in self._own_titles(parcel)]

    def personal_document(self, parcel: Parcel, place: int) -> Document:
        """Return one of the documents that are for the person alone, to be laid out.

        Raises ContentError if a template of the letter fails.
        """
        name = self._enclosures.personal[place]
        return (
            self.letter(parcel)
            if name == Enclosure.LETTER
            else self._enclosures.own_document(name, parcel.person)
        )

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
            **dict(self._enclosures.sources()),
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
