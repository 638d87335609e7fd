"""What the texts of a campaign see, and the page that a message's HTML is made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup

from reports.content.campaign import Recipient, Sender
from reports.content.event import Branch, Event
from reports.content.fields import Typesetting
from reports.content.resolution import Addressee, Area
from reports.content.settings import Organisation
from reports.content.theme import Theme
from reports.documents.context import Context


@dataclass(frozen=True)
class CampaignPerson:
    """The person who gets the message: the columns of its row, and the name."""

    email: str
    """The address, as it stands in the list."""
    name: str
    """Title, first and last name, as far as they are known; else empty."""
    greeting: str | None
    """The whole greeting, where the row has one of its own."""
    title: str | None
    """An academic title."""
    first_name: str | None
    """The first name."""
    last_name: str | None
    """The last name."""
    roles: tuple[str, ...]
    """What the person is, in words of the office's own."""
    branches: tuple[str, ...]
    """The ids of the person's Ortsvereine."""
    addressees: tuple[str, ...]
    """The ids of the addressees that the person belongs to."""
    areas: tuple[int, ...]
    """The numbers of the Bereiche that the person is listed for."""
    language: str
    """The person's language, as a code."""
    street: str | None
    """Street and house number."""
    postcode: str | None
    """The postcode."""
    city: str | None
    """The place."""


@dataclass(frozen=True)
class CampaignArea:
    """A Bereich that concerns the person."""

    number: int
    """Its number."""
    title: Annotated[str, Typesetting.TITLE]
    """Its title."""


@dataclass(frozen=True)
class CampaignEvent:
    """An event that the person is invited to."""

    title: Annotated[str, Typesetting.TITLE]
    """Its title, in the language of the message."""
    start: dt.datetime
    """When it begins, in the time zone of the venue."""
    url: str
    """Its address on the web; empty without one."""


@dataclass(frozen=True)
class CampaignContext(Context):
    """What the subject, the text and the letter of a campaign are made of."""

    salutation: str
    """How the person is greeted, without a comma: "Liebe Genossin Muster"."""
    person: CampaignPerson
    """Who gets the message."""
    branches: tuple[Branch, ...]
    """The person's Ortsvereine."""
    addressees: tuple[Addressee, ...]
    """The addressees that the person belongs to."""
    areas: tuple[CampaignArea, ...]
    """The Bereiche that the person is listed for, else those its addressees are asked in."""
    events: tuple[CampaignEvent, ...]
    """What the person's Ortsvereine invite to from today on, in the message's language."""
    documents: tuple[Annotated[str, Typesetting.NAME], ...]
    """The titles of what is attached, without the letter."""
    organisation: Organisation
    """Whose mail it is."""
    sender: Sender
    """Who writes."""
    today: dt.date
    """The day that counts as today."""


@dataclass(frozen=True)
class MessageContext(Context):
    """What the HTML page of a message is made of (`templates/mail/mail.html`)."""

    subject: str
    """The subject of the message."""
    text: Markup
    """The text of the campaign, filled in, as HTML."""
    organisation: Organisation
    """Whose mail it is."""
    theme: Theme
    """The theme's colours."""
    imprint: str | None
    """The publisher, where there is one."""
    unsubscribe: str
    """The address that somebody who wants no more mail writes to."""
    language: str
    """The language of the message, as a code."""


def campaign_person(recipient: Recipient) -> CampaignPerson:
    """Return what a campaign says of a person.

    The column "salutation" is left out: it says which greeting fits, and is none itself.
    """
    return CampaignPerson(**recipient.model_dump(exclude={"salutation"}), name=recipient.name)


def campaign_area(area: Area) -> CampaignArea:
    """Return what a campaign says of an area."""
    return CampaignArea(area.number, area.title)


def campaign_event(event: Event, language: str) -> CampaignEvent:
    """Return what a campaign says of an event, in a language that it has texts in."""
    return CampaignEvent(event.texts[language].title, event.starts_at, event.web_address or "")
