"""The cover letter of a mailing, for a window envelope (DIN 5008, form B)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup

from reports.content.campaign import Recipient, Sender
from reports.content.font_families import languages_in
from reports.content.workspace import Content
from reports.documents.document import A4, Document, Fit
from reports.text.typography import NBSP

FIT = Fit((10.5,))

_POSTCODE = re.compile(r"(D-)?\d{5} +")
_HEADING = re.compile(r"(</?h)([23])(?=[ >])")
_SHORT_LAST_WORD = re.compile(
    r" (?=[^\s<>]{1,12}(?:</(?:a|em|strong)>)*</(?:p|li|blockquote|h2|h3)>)"
)


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
    """A letter to a person, with the titles of what is enclosed.

    The body is HTML that was sanitised; everything else is plain text. Only a person
    with a postal address gets a line to return the letter to.
    """
    settings = content.settings
    publisher = settings.imprint.publisher
    home = [part.strip() for part in publisher.split(",")] if publisher else []
    place = [one for one in (person.street, _joined(person.postcode, person.city)) if one]
    return Document(
        name=name,
        template="letter/letter.html",
        title=subject,
        subject="",
        author=settings.organisation.name,
        language=language,
        format=A4,
        theme=content.theme,
        context={
            "organisation": settings.organisation,
            "publisher": publisher,
            "return_line": (home or [settings.organisation.name]) if place else [],
            "address": [
                person.name or person.email,
                *place,
            ],
            "city": _POSTCODE.sub("", home[-1]) if len(home) > 1 else "",
            "sender": sender,
            "subject": subject,
            "body": Markup(_set(body)),
            "enclosures": [(title, _direction(title)) for title in enclosures],
        },
        fit=FIT,
        pages=None,
        on=on,
        personal=True,
        quoted=languages_in("".join([subject, body, person.name, *enclosures])),
    )


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _direction(text: str) -> str:
    """Where a text begins, by its first letter: titles are not all in the letter's language."""
    classes = (unicodedata.bidirectional(char) for char in text)
    first = next((one for one in classes if one in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _set(body: str) -> str:
    """A body that ends in no line of one short word and skips no level of headings."""
    first = _HEADING.search(body)
    if first and first[2] == "3":
        # the subject is of the first level, and none may be skipped (ISO 14289-1, 7.4.2)
        body = _HEADING.sub(r"\g<1>2", body)
    return _SHORT_LAST_WORD.sub(NBSP, body)
