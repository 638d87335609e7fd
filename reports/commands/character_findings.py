"""Find the characters of a workspace that no font has, without laying out its documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

from reports.content.fallback_fonts import characters_without_font, printable_characters
from reports.content.missing_characters import (
    characters_in_files,
    missing_characters,
    told_once,
)
from reports.content.workspace import Content, has_recipients, read_people
from reports.documents.document import Document
from reports.documents.planning import plan
from reports.errors import HandzettelError, Place, Problem, RenderingError

_UNPRINTED = re.compile(r"<head\b.*?</head>|<[^>]*>", re.DOTALL)
"""What of a page's HTML is no text on it: the head, tags with their attributes."""


def character_findings(content: Content, on: dt.date) -> list[Problem]:
    """Return the characters in documents of a workspace that no font has, once for each field.

    Looked at is what `build` makes, books, and what is made for each person. Only where a file
    of the workspace has a character that few fonts have, documents are written.
    """
    rare = characters_without_font("".join(characters_in_files(content.root)), ())
    if not rare or printable_characters().issuperset(rare):
        return []
    errors = list(_errors(content, on))
    problems = (problem for error in told_once(content.root, errors) for problem in error.problems)
    return list(dict.fromkeys(problems))


def _errors(content: Content, on: dt.date) -> Iterator[HandzettelError]:
    """Yield an error for each document with characters that no font has."""
    from reports.render.page_rules import own_families
    from reports.render.templates import Writer

    writer = Writer(content.root)
    for document in _documents(content, on):
        try:
            page = writer.write(document)
        except RenderingError:  # a fault of a template, which is found elsewhere
            continue
        families = [*page.fallbacks]
        for side in document.sides or (document,):
            families += own_families(side)
        text = unescape(_UNPRINTED.sub(" ", page.html))
        if characters := characters_without_font(text, families):
            place = Place(document.name)
            yield RenderingError(missing_characters(place, characters, document.language))


def _documents(content: Content, on: dt.date) -> Iterator[Document]:
    """Yield the documents that the workspace's files can make, books without their wording."""
    from reports.content.settings import Kind
    from reports.documents.document import A4
    from reports.documents.planning import plan_book

    recipients = read_people(content) if content.kinds and has_recipients(content) else None
    yield from plan(content, [*Kind, *content.kinds], on, recipients).documents
    yield from plan_book(content, (), on, A4, False, lambda _chosen: {}).documents
