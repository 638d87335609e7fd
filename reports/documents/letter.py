"""The cover letter of a mailing, for a window envelope (DIN 5008, form B)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from markupsafe import Markup

from reports.content.campaign import Recipient, Sender
from reports.content.fields import Typesetting
from reports.content.settings import Organisation
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import A4, Document, Fit
from reports.text.typography import NBSP

FIT = Fit((10.5,))

_POSTCODE = re.compile(r"(D-)?\d{5} +")
_HEADING = re.compile(r"(</?h)([23])(?=[ >])")
_SHORT_LAST_WORD = re.compile(
    r" (?=[^\s<>]{1,12}(?:</(?:a|em|strong)>)*</(?:p|li|blockquote|h2|h3)>)"
)


@dataclass(frozen=True)
class EnclosedTitle:
    """The title of a document that is enclosed."""

    TEXT_LANGUAGE: ClassVar[str] = "de"

    title: Annotated[str, Typesetting.NAME]
    """The title."""
    direction: str
    """Where the title begins: `ltr` or `rtl`; it need not be in the letter's language."""


@dataclass(frozen=True)
class LetterContext(Context):
    """What a cover letter is made of."""

    organisation: Organisation
    """Whose letter it is."""
    publisher: str
    """The publisher with the postal address, or nothing."""
    return_line: tuple[str, ...]
    """Where to return the letter, small above the address; empty without an address."""
    address: tuple[str, ...]
    """The lines of the address, the person's name first."""
    city: str
    """Where the letter is written, before the date, or nothing."""
    sender: Sender
    """Who writes."""
    subject: Annotated[str, Typesetting.TITLE]
    """What it is about."""
    body: Markup
    """The text, as HTML."""
    enclosures: tuple[EnclosedTitle, ...]
    """What is enclosed."""


def letter(
    content: Content,
    person: Recipient,
    sender: Sender,
    subject: str,
    body: str,
    enclosures: Sequence[str],
    on: dt.date,
    *,
    name: str,
    language: str,
) -> Document:
    """Plan a person's cover letter, with the titles of what is enclosed.

    ``body`` is sanitised HTML; everything else is plain text. Only a person with a
    postal address gets a line above it that says where to return the letter.
    """
    settings = content.settings
    publisher = settings.imprint.publisher
    home = [part.strip() for part in publisher.split(",")] if publisher else []
    place = [line for line in (person.street, _with_spaces(person.postcode, person.city)) if line]
    return Document(
        name=name,
        template="letter/letter.html",
        title=subject,
        subject="",
        author=settings.organisation.name,
        language=language,
        catalogue=content.catalogue(language),
        foreign=content.foreign_words,
        standard=content.settings.pdf.standard,
        format=A4,
        theme=content.theme,
        context=LetterContext(
            organisation=settings.organisation,
            publisher=publisher or "",
            return_line=tuple(home or [settings.organisation.name]) if place else (),
            address=(person.name or person.email, *place),
            city=_POSTCODE.sub("", home[-1]) if len(home) > 1 else "",
            sender=sender,
            subject=subject,
            body=Markup(_set_body(body)),
            enclosures=tuple(EnclosedTitle(title, _direction(title)) for title in enclosures),
        ),
        fit=FIT,
        pages=None,
        on=on,
        personal=True,
    )


def _with_spaces(*parts: str | None) -> str:
    """Return the parts with a space between them, without those that are missing."""
    return " ".join(part for part in parts if part)


def _direction(text: str) -> str:
    """Return a text's direction by its first letter: not all titles are in one language."""
    classes = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in classes if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _set_body(body: str) -> str:
    """Return a letter's HTML with the last short word of each paragraph kept on its line.

    Headings begin at level 2, since the subject has level 1.
    """
    first = _HEADING.search(body)
    if first and first[2] == "3":
        # the subject is of the first level, and none may be skipped (ISO 14289-1, 7.4.2)
        body = _HEADING.sub(r"\g<1>2", body)
    return _SHORT_LAST_WORD.sub(NBSP, body)
