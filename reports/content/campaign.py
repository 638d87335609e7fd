"""Recipients, and the campaigns that mail them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from reports.content.fields import (
    EmailAddress,
    FileName,
    HttpsUrl,
    Language,
    Model,
    Short,
    Slug,
    Text,
    Typesetting,
)


class Salutation(StrEnum):
    """How a person wants to be greeted; nothing is guessed from a name."""

    COMRADE_F = "genossin"
    COMRADE_M = "genosse"
    MS = "frau"
    MR = "herr"
    NEUTRAL = "neutral"


class Recipient(Model):
    """A row of ``recipients.csv``; several values in a cell are separated by commas."""

    email: Annotated[Text, Typesetting.EXACT]
    """Any address the mail standards know, also with umlauts."""
    salutation: Salutation = Salutation.NEUTRAL
    greeting: Short | None = None
    """The whole greeting, where none of the salutations fits: "Liebe Erika"."""
    title: Short | None = None
    """An academic title, as it stands before the name."""
    first_name: Short | None = None
    last_name: Short | None = None
    roles: tuple[Short, ...] = ()
    """The person's roles, in the office's words: "delegierte", "presse"."""
    branches: tuple[Slug, ...] = ()
    addressees: tuple[Slug, ...] = ()
    """The addressees the person belongs to, whose checklists it gets."""
    areas: tuple[Annotated[int, Field(ge=1, le=99)], ...] = ()
    """The Bereiche whose summaries the person gets; if none, those that ask its addressees."""
    language: Language = "de"
    street: Short | None = None
    postcode: Annotated[Short, Typesetting.EXACT] | None = None
    city: Short | None = None

    @property
    def name(self) -> str:
        """``Dr. Erika Muster``, as far as it is known; else empty."""
        parts = (self.title, self.first_name, self.last_name)
        return " ".join(part for part in parts if part)


class Enclosure(StrEnum):
    """Documents that can be enclosed in a message, made for the person."""

    LETTER = "letter"
    OVERVIEW = "overview"
    SUMMARY = "summary"
    CHECKLIST = "checklist"
    FLYER = "flyer"


class Sender(Model):
    """From whom a message comes."""

    name: Short
    """The name."""
    email: EmailAddress
    """The e-mail address."""


class Security(StrEnum):
    """How the connection to the mail server is secured."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """For a server on this machine only, and without a login."""


class MailServer(Model):
    """The server that takes the mail, as the provider names it for sending."""

    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]+$", max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """By default 587 with STARTTLS, 465 with TLS, 25 without encryption."""
    security: Security = Security.STARTTLS
    user: FileName | None = None
    """The login's name; the password comes from the environment or the keyring."""
    ca: FileName | None = None
    """A file in the workspace with the certificate of a private authority (PEM)."""


class Who(Model):
    """The people a campaign is for: those who match every list that is not empty."""

    roles: tuple[Short, ...] = ()
    branches: tuple[Slug, ...] = ()
    languages: tuple[Language, ...] = ()
    addressees: tuple[Slug, ...] = ()


class CampaignText(Model):
    """The texts of a campaign in one language: Jinja templates, the text in Markdown."""

    subject: Short
    text: Annotated[str, StringConstraints(min_length=1, max_length=20000)]
    letter: Annotated[str, StringConstraints(min_length=1, max_length=20000)] | None = None
    """The text of the cover letter, if not that of the message."""


class MailSettings(Model):
    """Sender, server and pace of mail; a campaign can differ."""

    sender: Sender | None = None
    reply_to: EmailAddress | None = None
    unsubscribe: HttpsUrl | None = None
    """The address for unsubscribing with one click (RFC 8058); {token} stands for the person."""
    limit: Annotated[float, Field(gt=0, le=50)] = 10
    """The largest size of a message, in megabytes."""
    rate: Annotated[int, Field(ge=1, le=100_000)] = 60
    """Messages a minute, at most."""
    per_connection: Annotated[int, Field(ge=1, le=10_000)] = 50
    """Messages before the connection is opened anew."""
    pause: Annotated[float, Field(ge=0, le=3600)] = 5
    """Seconds between two connections."""
    server: MailServer | None = None


class Campaign(Model):
    """A mailing: ``campaigns/NAME.toml``, or ``[campaigns.NAME]`` in the settings."""

    who: Who = Who()
    texts: Annotated[dict[Language, CampaignText], Field(min_length=1)]
    """By language; people of other languages get the first."""
    documents: tuple[Enclosure | Slug, ...] = ()
    """Shipped kinds of document, and those of the workspace's own."""
    formats: Annotated[tuple[Short, ...], Field(min_length=1)] = ("a5",)
    """The formats of the flyers."""
    sender: Sender | None = None
    reply_to: EmailAddress | None = None
    rate: Annotated[int, Field(ge=1, le=100_000)] | None = None
    pause: Annotated[float, Field(ge=0, le=3600)] | None = None
