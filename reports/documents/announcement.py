"""An event as plain text, for a mail and for a messenger.

One fact a line and no line broken by hand: mail programs and telephones break
lines to their own width, and a second break within one looks torn.
"""

from __future__ import annotations

from collections.abc import Callable

from reports.content.event import Branch, Event, Venue
from reports.documents.event_time import event_time
from reports.documents.typesetting import plain_copy
from reports.i18n import printed
from reports.text.languages import language_names
from reports.text.typography import plain


def announcement(event: Event, branch: Branch, language: str, catalogue: bytes = b"") -> str:
    """Return the invitation as text that ends in a line break, with ordinary spaces only.

    Times are the local ones of the venue. The language is one the event has
    texts in (else KeyError) and the program has words for (else
    FileNotFoundError); :func:`reports.documents.flyer.flyer_problems` and the
    check of the workspace tell the user before. ``catalogue`` is the workspace's own of
    the language, where it has one.
    """
    words = printed(language, catalogue).gettext
    event, branch = plain_copy(event, language), plain_copy(branch, language)
    text = event.texts[language]
    contact = event.contact or branch.contact
    contact_details = [contact.name, contact.phone, contact.email]
    blocks: list[list[str | None]] = [
        [words("{branch} invites you").format(branch=branch.name), text.title],
        [event_time(event, language, catalogue).sentence],
        [text.lead],
        [
            f"{words('Where')}: {event.venue.name}",
            address_line(event.venue),
            text.way,
            _participation(event, words),
            access_line(event, language, catalogue),
            _offered(event, language, catalogue),
        ],
        [words("Programme"), *(f"{point.time} {point.what}" for point in text.programme)]
        if text.programme
        else [],
        [
            f"{words('With us')}: {text.guests}" if text.guests else None,
            text.admission,
            text.registration,
        ],
        [
            f"{words('Questions?')} {', '.join(part for part in contact_details if part)}",
            event.web_address,
        ],
    ]
    shown = [[_plain(line) for line in block if line] for block in blocks]
    return "\n\n".join("\n".join(block) for block in shown if block) + "\n"


def address_line(venue: Venue) -> str:
    """Return where a venue is, in one line: "Musterstraße 1, 04109 Leipzig"; empty if nowhere."""
    address = venue.address
    if address is None:
        return ""
    city = f"{address.postcode} {address.city}" if address.postcode else address.city
    return f"{address.street}, {city}" if address.street else city


def access_line(event: Event, language: str, catalogue: bytes) -> str | None:
    """Return whether one gets in without steps, and what else is said of it; None if nothing."""
    words = printed(language, catalogue).gettext
    said = event.texts[language].access
    if event.venue.step_free is None:
        return said
    access = words("Step-free access") if event.venue.step_free else words("No step-free access")
    return f"{access}: {said}" if said else access


def _participation(event: Event, words: Callable[[str], str]) -> str | None:
    """Return how to take part online, unless the address at the end of the text says it."""
    venue = event.venue
    link = venue.link if event.url else None
    if not venue.online or venue.address is None:
        return link
    return f"{words('Also online')}: {link}" if link else words("Also online")


def _offered(event: Event, language: str, catalogue: bytes) -> str:
    """Return what makes it easier to take part, in one line."""
    words = printed(language, catalogue).gettext
    spoken = language_names(event.interpreted, language)
    offered = [
        words("Interpreted: {languages}").format(languages=spoken) if spoken else None,
        words("Induction loop") if event.induction_loop else None,
        words("Childcare") if event.childcare else None,
    ]
    return " · ".join(part for part in offered if part)


def _plain(text: str) -> str:
    """Return a line with ordinary spaces: some mail programs show the others as boxes."""
    return " ".join(plain(text).split())
