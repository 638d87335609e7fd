"""An event as plain text, for a mail and for a messenger.

One fact a line and no line broken by hand: mail programs and telephones break
lines to their own width, and a second break within one looks torn.
"""

from __future__ import annotations

from reports.content.event import Branch, Event
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
    address = event.venue.address
    access = words("Step-free access") if event.venue.step_free else words("No step-free access")
    contact = event.contact or branch.contact
    contact_details = [contact.name, contact.phone, contact.email]
    blocks: list[list[str | None]] = [
        [words("{branch} invites you").format(branch=branch.name), text.title],
        [event_time(event, language, catalogue).sentence],
        [text.lead],
        [
            f"{words('Where')}: {event.venue.name}",
            f"{address.street}, {address.postcode} {address.city}",
            text.way,
            f"{access}: {text.access}" if text.access else access,
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
        [f"{words('Questions?')} {', '.join(part for part in contact_details if part)}", event.url],
    ]
    shown = [[_plain(line) for line in block if line] for block in blocks]
    return "\n\n".join("\n".join(block) for block in shown if block) + "\n"


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
