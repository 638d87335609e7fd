"""The book: a resolution, or several, whole, with contents, indexes, matrix and wording."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from reports.content.fields import Typesetting
from reports.content.resolution import Addressee, Resolution, Status
from reports.content.settings import Organisation
from reports.content.workspace import Content
from reports.documents.book_index import IndexGroup, by_addressee, by_partner
from reports.documents.book_matrix import Matrix, MatrixRoom, matrix_of
from reports.documents.book_wording import BookWording, book_wording, text_width
from reports.documents.context import Context
from reports.documents.document import A4, Document, Fit, Format
from reports.text.source_text import Sorted

LANGUAGE = "de"

_FOOTNOTE_MARK = 5.4
"""Points of the mark of a footnote on A5, the smallest type of a book."""

_LETTERS_OF_SHORT = 1200
"""Letters of a short resolution at most; half a page of A5 has room for about as many."""

_FEW_ENTRIES = 20
"""Names and entries of the indexes of a short book at most: half a page in two columns."""

_LETTERS_OF_TITLE = 200
"""Letters of a title that has room on a cover of any size in its usual type."""

_LETTERS_OF_MEASURE = 200
"""Letters that would have room where a measure has its title, its lines and the gap below."""

LARGE_PRINT = 16.0
"""Points; the least that counts as large print for readers with low vision."""


@dataclass(frozen=True)
class Setting:
    """Sizes of a book in one of its formats."""

    name: str
    """The class by which the style sheet knows it."""
    size: float
    """Size of the text in points."""
    width: float
    """Width of the column for the wording, in widths of the digit 0."""
    notes: int
    """Letters of notes that stand at the foot of a page at most, some third of it."""
    matrix: MatrixRoom
    """The room for the matrix."""


def _setting(format_: Format, large: bool) -> Setting:
    """Return the sizes for a format; those of large print are the same in all."""
    if large:
        return Setting("large", LARGE_PRINT, 52, 650, MatrixRoom(30, 14, 1.6, 1.3, 1, 15))
    if format_.width < A4.width:
        return Setting("a5", 9.25, 62, 1100, MatrixRoom(36.6, 16, 1.8, 1.05, 0.76, 15))
    return Setting("a4", 10.5, 66, 2200, MatrixRoom(45.8, 18, 1.8, 1.05, 0.76, 17))


# --- the document -----------------------------------------------------------


@dataclass(frozen=True)
class BookPart:
    """One resolution in the book."""

    resolution: Resolution
    """The resolution."""
    wording: BookWording | None
    """Its full text, where that was read in."""
    matrix: Matrix | None
    """Who is asked for what in it, if anybody is."""
    short: bool
    """Whether its wording begins on the page of its measures, which take less than half of it."""


@dataclass(frozen=True)
class BookContext(Context):
    """What a book is made of."""

    setting: str
    """How it is set: `a4`, `a5` or `large`; the body's class."""
    title_size: float
    """The size of the title on the cover, in `rem`."""
    organisation: Organisation
    """Whose book it is."""
    parts: tuple[BookPart, ...]
    """The resolutions in it."""
    several: bool
    """Whether there are several resolutions."""
    addressees: Mapping[str, Addressee]
    """Everybody who can be asked, by id."""
    names: tuple[Annotated[str, Typesetting.NAME], ...]
    """Names of partners and addressees, which are not hyphenated (for the filter `keep`)."""
    addressee_index: tuple[IndexGroup, ...]
    """The index of who is asked."""
    partner_index: tuple[IndexGroup, ...]
    """The index of partners."""
    matrices: tuple[BookPart, ...]
    """The resolutions whose matrices it ends with."""
    short: bool
    """Whether indexes and matrix share pages, since each has few entries."""
    drafts: tuple[Resolution, ...]
    """Those of the resolutions that are not adopted yet."""


def book(
    content: Content,
    resolutions: Sequence[Resolution],
    on: dt.date,
    *,
    format: Format = A4,  # noqa: A002  # the word that all kinds use
    large: bool = False,
    sources: Mapping[str, Sorted] | None = None,
    matrix: bool = True,
) -> Document:
    """Plan a book of one resolution, or of several.

    ``sources`` holds texts of resolutions by id; where it has one, the full wording is
    part of the book. ``large`` sets it in large print, ``matrix`` adds the tables of who
    is asked for what.
    """
    words = content.words(LANGUAGE)
    setting = _setting(format, large)
    parts = []
    for resolution in resolutions:
        source = (sources or {}).get(resolution.id)
        asked_ids = {
            reference.id
            for area in resolution.areas
            for measure in area.measures
            for reference in measure.addressees
        }
        asked = [addressee for addressee in content.addressees if addressee.id in asked_ids]
        parts.append(
            BookPart(
                resolution,
                book_wording(resolution, source, setting.width, setting.notes)
                if source and source.rows
                else None,
                matrix_of(asked, setting.matrix) if asked else None,
                _is_short(resolution),
            )
        )
    several = len(parts) > 1
    indexes = (by_addressee(content.addressees, resolutions), by_partner(resolutions))
    title = words.gettext("Resolutions") if several else resolutions[0].title
    variant = "" if setting.name == "a4" else f"-{setting.name}"
    return Document(
        name=f"book/{'collection' if several else resolutions[0].id}{variant}",
        template="book/book.html",
        title=title,
        subject=words.gettext("Every measure with its lines and who is asked"),
        author=content.settings.organisation.name,
        language=LANGUAGE,
        catalogue=content.catalogue(LANGUAGE),
        foreign=content.foreign_words,
        standard=content.settings.pdf.standard,
        format=format,
        theme=content.theme,
        context=BookContext(
            setting=setting.name,
            title_size=_title_size(title),
            organisation=content.settings.organisation,
            parts=tuple(parts),
            several=several,
            addressees={addressee.id: addressee for addressee in content.addressees},
            names=_names(content, resolutions),
            addressee_index=indexes[0],
            partner_index=indexes[1],
            matrices=tuple(part for part in parts if matrix and part.matrix),
            short=_has_few_entries(indexes),
            drafts=tuple(
                resolution for resolution in resolutions if resolution.status is Status.DRAFT
            ),
        ),
        fit=Fit((setting.size,)),
        pages=None,
        smallest=LARGE_PRINT if large else _FOOTNOTE_MARK,
        on=on,
        weight=len(resolutions) + 1,
    )


def _has_few_entries(indexes: Iterable[Sequence[IndexGroup]]) -> bool:
    """Return whether indexes have so few entries that both take less than half a page."""
    return sum(1 + len(group.entries) for index in indexes for group in index) <= _FEW_ENTRIES


def _is_short(resolution: Resolution) -> bool:
    """Return whether a resolution's measures take less than half a page."""
    measures = [measure for area in resolution.areas for measure in area.measures]
    letters = sum(
        len(area.lead or "") + _LETTERS_OF_MEASURE * len(area.measures) for area in resolution.areas
    ) + sum(len(measure.summary or measure.wording or "") for measure in measures)
    return letters < _LETTERS_OF_SHORT


def _title_size(title: str) -> float:
    """Return a title's size on the cover, in rem, at which its longest word fits a line.

    A very long title is set smaller, so that it takes no more room than one of 200 letters.
    """
    longest = max(map(text_width, title.split()))
    shrunk = min(1.0, math.sqrt(_LETTERS_OF_TITLE / len(title)))
    return round(min(3.8, 42 / longest) * shrunk, 2)


def _names(content: Content, resolutions: Sequence[Resolution]) -> tuple[str, ...]:
    """Return the names in the texts that must not be hyphenated."""
    areas = [area for resolution in resolutions for area in resolution.areas]
    partners = {name for area in areas for measure in area.measures for name in measure.partners}
    return (*sorted(partners), *(addressee.name for addressee in content.addressees))
