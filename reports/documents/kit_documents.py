"""The flyers and pictures of an event's kit, from which its other files are made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.flyer import FORMATS, flyer
from reports.documents.social_pictures import PICTURES, social_picture

FLYERS = ("a6", "a5", "a3")


def kit_documents(
    content: Content, event: Event, language: str, on: dt.date, sheet: str
) -> tuple[Document, ...]:
    """Plan the flyers and pictures of a kit.

    ``sheet`` is the format that goes several times on an A4 sheet.
    """
    names = dict.fromkeys((*FLYERS, sheet))
    flyers = [flyer(content, event, language, on, FORMATS[name]) for name in names]
    pictures = [
        social_picture(content, event, language, on, picture) for picture in PICTURES.values()
    ]
    return tuple(
        replace(document, name=kit_name(event, document.name.rpartition("/")[2]))
        for document in (*flyers, *pictures)
    )


def kit_name(event: Event, name: str) -> str:
    """Return the path of a file of a kit below the output folder."""
    return f"flyer/{event.id}/kit/{name}"
