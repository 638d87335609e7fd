"""The flyers of an event's kit, from which its other files are made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.flyer import FORMATS, flyer

FLYERS = ("a6", "a5", "a3")


def kit_documents(
    content: Content, event: Event, language: str, on: dt.date, sheet: str
) -> tuple[Document, ...]:
    """The flyers of a kit, the one that goes on the sheet among them."""
    names = dict.fromkeys((*FLYERS, sheet))
    made = [flyer(content, event, language, on, FORMATS[name]) for name in names]
    return tuple(replace(one, name=kit_name(event, one.name.rpartition("/")[2])) for one in made)


def kit_name(event: Event, name: str) -> str:
    return f"flyer/{event.id}/kit/{name}"
