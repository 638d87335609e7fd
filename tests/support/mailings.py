"""Mailings, people and texts for tests of the mail package."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from reports.content.campaign import Campaign, Recipient, Sender
from reports.content.email_address import Address, parse_address
from reports.content.recipients import Person
from reports.content.workspace import Content
from reports.mail.mailing import Mailing, Parcel
from reports.mail.message import Message

ON = dt.date(2026, 12, 1)
AT = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
SENDER = Sender(name="Büro (Muster)", email="buero@example.org")
GERMAN = {"subject": "Unterlagen (Muster)", "text": "{{ salutation }},\n\nein Muster."}
ENGLISH = {"subject": "Papers (sample)", "text": "{{ salutation }},\n\na sample."}
SEED = "1/2026-12-01T09:30:00+00:00"


def make_person(email: str = "erika.muster@example.org", **values: Any) -> Person:
    """Return a person of a list, with values of its columns."""
    address = parse_address(email)
    assert isinstance(address, Address)
    return Person(Recipient.model_validate({"email": email, **values}), address, line=2)


def make_mailing(
    content: Content,
    *documents: str,
    name: str = "muster",
    sender: Sender = SENDER,
    on: dt.date = ON,
    **values: Any,
) -> Mailing:
    """Return a mailing with these enclosures and values of its campaign."""
    settings = {"documents": documents, "texts": {"de": GERMAN}, **values}
    return Mailing(content, name, Campaign.model_validate(settings), sender, on)


def parcel_for(mailing: Mailing, addressee: Person) -> Parcel:
    """Return what one person gets."""
    (parcel,) = mailing.parcels([addressee])
    return parcel


def document_names(parcel: Parcel) -> list[str]:
    """Return the names of a parcel's documents."""
    return [document.name for document in parcel.documents]


def message_for(mailing: Mailing, addressee: Person, *titles: str) -> Message:
    """Compose one person's message, with PDFs of these titles."""
    pdfs = [(title, b"%PDF-1.7") for title in titles]
    return mailing.message(parcel_for(mailing, addressee), pdfs, AT, SEED)


ERIKA = make_person(
    roles=["Delegierte", "vorstand"],
    branches=["musterviertel", "probeheim"],
    addressees=["stadtvorstand"],
    language="uk",
)


def in_languages(content: Content, *languages: str) -> Content:
    """Return the content with its first event alone, the German text in these languages."""
    event = content.events[0]
    texts = dict.fromkeys(languages, event.texts["de"])
    return replace(content, events=(event.model_copy(update={"texts": texts}),))


def append_to_campaign(workspace: Path, text: str, file: str = "campaigns/muster.toml") -> None:
    """Append text to a campaign's file, or to another file of the workspace."""
    with (workspace / file).open("a", encoding="utf-8") as target:
        target.write(text)
