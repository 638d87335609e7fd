"""A kind of document: the same page for each area, addressee or whatever it is made for.

The shipped summaries, overviews and checklists are kinds, and so is what a workspace adds
in its folder ``kinds``. Flyers, books and letters need more than a kind says and are made
by modules of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from gettext import NullTranslations

from reports.content.images import Asset
from reports.content.workspace import Content
from reports.documents.context import Context
from reports.documents.document import A4, Document, Fit, Format

GERMAN = "de"
"""Resolutions are German, and so is what is printed from them."""


@dataclass(frozen=True)
class DocumentKind:
    """What all documents of a kind have in common."""

    name: str
    """The folder they come to lie in, below the output folder."""
    template: str
    title: Callable[[NullTranslations], str]
    """The title, from the fixed words of the language; words in braces are filled in."""
    subject: Callable[[NullTranslations], str]
    """What they are, for the PDF's properties."""
    fit: Fit
    format: Format = A4
    pages: int | None = 1
    """The page budget; None where there is none."""
    flows: bool = False
    """Whether they go on to further pages where they exceed the budget at every size."""
    form: bool = False
    """Whether they have fields to be filled in on the screen."""
    language: str = GERMAN
    marks_drafts: bool = False
    """Whether "Draft" is put on the pages of what was not adopted; else the template does it."""


@dataclass(frozen=True)
class KindSubject:
    """What one document of a kind is made for, and what its template sees."""

    key: str
    """What it is called on the command line: an area's number, an id, an e-mail address."""
    path: str
    """Its file's path below the kind's folder, without an ending."""
    context: Context
    title_words: Mapping[str, str]
    """What stands in for the words in braces of the kind's title."""
    is_draft: bool = False
    """Whether something it shows was not adopted."""
    author: str = ""
    """Whose document it is; empty for the organisation's."""
    images: tuple[Asset, ...] = ()
    """The pictures it may show."""
    required: tuple[str, ...] = ()
    """Texts that must stand in it: the imprint of what is handed out."""
    personal: bool = False
    """Whether it is for one person, and must not be kept."""
    has_brief_quotes: bool = True
    """Whether a quotation in it could be briefer."""
    names: tuple[str, ...] = ()
    """What else it can be called on the command line; the first tells it from all others
    where others have its key."""


def kind_document(
    content: Content, kind: DocumentKind, subject: KindSubject, on: dt.date
) -> Document:
    """Plan one document of a kind."""
    words = content.words(kind.language)
    return Document(
        name=f"{kind.name}/{subject.path}",
        template=kind.template,
        title=kind.title(words).format_map(subject.title_words),
        subject=kind.subject(words),
        author=subject.author or content.settings.organisation.name,
        language=kind.language,
        catalogue=content.catalogue(kind.language),
        foreign=content.foreign_words,
        standard=content.settings.pdf.standard,
        format=kind.format,
        theme=content.theme,
        context=subject.context,
        fit=replace(kind.fit, brief=kind.fit.brief and subject.has_brief_quotes),
        pages=kind.pages,
        flows=kind.flows,
        form=kind.form,
        on=on,
        images=subject.images,
        personal=subject.personal,
        marked_draft=kind.marks_drafts and subject.is_draft,
        required=subject.required,
    )
