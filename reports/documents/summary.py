"""The one-page summary of a Bereich, and the overview of the whole plan."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

from reports.content.demands import AddresseeMeasures, measures_by_addressee
from reports.content.fields import Typesetting
from reports.content.resolution import Addressee, Area, Resolution, Status
from reports.content.workspace import Content
from reports.documents.book_wording import text_width
from reports.documents.context import Context
from reports.documents.document import Document, Fit, size_steps
from reports.documents.kinds import DocumentKind, KindSubject, kind_document
from reports.text.typography import set_title
from reports.units import POINTS_PER_MM

FLOWING = 10.0
"""Points of type on several pages: there is room, so nothing has to be smaller than is usual."""

SUMMARY = DocumentKind(
    name="summary",
    template="summary/summary.html",
    title=lambda words: words.gettext("{resolution}: Bereich {number}, {title}"),
    subject=lambda words: words.gettext("Summary of one Bereich, with lines and addressees"),
    fit=Fit(
        # summaries lie side by side, so a short one gets room and lines rather than larger type
        size_steps(10.5, 9),
        (1.0, 0.7, 0.4),
        squeezes=(0.2,),
        stretch=16.5,
        notes=True,
        notes_share=1 / 3,
        brief=True,
        gaps=2.5,
        flowing=FLOWING,
    ),
)
"""One A4 page for each Bereich, or as many as it takes."""

OVERVIEW = DocumentKind(
    name="summary",
    template="summary/overview.html",
    title=lambda words: words.gettext("{resolution}: overview"),
    subject=lambda words: words.gettext("Every measure with its lines and who is asked"),
    fit=Fit(size_steps(10, 9), (1.0, 0.5, 0.1), stretch=0.8, flowing=FLOWING),
)
"""Every measure of a resolution, in a matrix with who is asked."""


@dataclass(frozen=True)
class TitleSizes:
    """The sizes that a title can have, in points."""

    largest: float
    """The size of titles whose words fit."""
    smallest: float
    """The size below which a title no longer looks like one; longer words are hyphenated."""
    width: float
    """The width of its lines, in points."""


SUMMARY_TITLE = TitleSizes(30, 20, 126 * POINTS_PER_MM)
OVERVIEW_TITLE = TitleSizes(21, 15, 178 * POINTS_PER_MM)

MOST_TITLE_LINES = 3
"""Lines that a title has at its largest size; a longer one is set smaller."""

BOLD_DIGIT = 0.53
"""The width of a bold 0 in em, as Source Sans 3 has it."""

OVERVIEW_KEY = "overview"
"""What the overview is called among the areas on the command line."""


@dataclass(frozen=True)
class SummaryContext(Context):
    """What the summary of a Bereich is made of."""

    resolution: Resolution
    """The resolution that the area belongs to."""
    area: Area
    """The Bereich that is summed up."""
    addressees: Mapping[str, Addressee]
    """Everybody who can be asked, by id: `addressees[asked.id].name`."""
    measures_by_addressee: tuple[AddresseeMeasures, ...]
    """Who is asked for something in the area, and in which measures."""
    title_size: float
    """The size of the title in points, from 20 to 30: its longest word fits the line."""
    names: tuple[Annotated[str, Typesetting.NAME], ...]
    """Names of partners and addressees, which are not hyphenated (for the filter `keep`)."""


@dataclass(frozen=True)
class OverviewContext(Context):
    """What the overview of a resolution is made of."""

    resolution: Resolution
    """The resolution, with all its areas and measures."""
    columns: tuple[Addressee, ...]
    """Who is asked for something: the columns of the matrix."""
    short_names: Mapping[str, str]
    """The abbreviation of each by id; where several have the same, with a number."""
    heads: str
    """How the names of columns stand: `level` side by side, `turned` upright, and `listed` in the
    rows where there are too many for columns."""
    title_size: float
    """The size of the title in points, from 15 to 21: its longest word fits the line."""


def summary(content: Content, resolution: Resolution, area: Area, on: dt.date) -> Document:
    """Plan the summary of a Bereich."""
    kind = with_page_budget(content, SUMMARY)
    return kind_document(content, kind, area_subject(content, resolution, area), on)


def overview(content: Content, resolution: Resolution, on: dt.date) -> Document:
    """Plan the overview: every measure, in a matrix with who is asked."""
    kind = with_page_budget(content, OVERVIEW)
    return kind_document(content, kind, overview_subject(content, resolution), on)


def with_page_budget(content: Content, kind: DocumentKind) -> DocumentKind:
    """Return summaries or overviews with the number of pages that the workspace gives them."""
    pages = content.settings.summary.pages
    if pages == "auto":
        return replace(kind, pages=1, flows=True)
    return replace(kind, pages=pages, flows=False)


def overview_subject(content: Content, resolution: Resolution) -> KindSubject:
    """Return what a resolution's overview is made from."""
    return replace(
        resolution_subject(content, resolution),
        key=OVERVIEW_KEY,
        path=f"{_folder(content, resolution)}{OVERVIEW_KEY}",
        names=(f"{resolution.id}/{OVERVIEW_KEY}",),
    )


def area_subject(content: Content, resolution: Resolution, area: Area) -> KindSubject:
    """Return what a document for an area is made from."""
    printed = area.model_copy(update={"measures": area.summed_up})
    return KindSubject(
        key=str(area.number),
        path=area_path(content, resolution, area),
        context=SummaryContext(
            resolution=resolution,
            area=area,
            addressees={addressee.id: addressee for addressee in content.addressees},
            measures_by_addressee=measures_by_addressee(content.addressees, [printed]),
            title_size=_title_size(area.title, SUMMARY_TITLE),
            names=_names(content, area),
        ),
        title_words={
            "resolution": resolution.title,
            "number": str(area.number),
            "title": area.title,
            "area": area.title,
        },
        is_draft=resolution.status is Status.DRAFT,
        has_brief_quotes=any(
            not measure.summary and measure.brief_quote != measure.quote
            for measure in area.summed_up
        ),
        names=(f"{resolution.id}/{area.number}",),
    )


def resolution_subject(content: Content, resolution: Resolution) -> KindSubject:
    """Return what a document for a resolution is made from."""
    asked_ids = {
        reference.id
        for area in resolution.areas
        for measure in area.measures
        for reference in measure.addressees
    }
    columns = tuple(addressee for addressee in content.addressees if addressee.id in asked_ids)
    short_names = _short_names(columns)
    return KindSubject(
        key=resolution.id,
        path=resolution.id,
        context=OverviewContext(
            resolution=resolution,
            columns=columns,
            short_names=short_names,
            heads=_heads(tuple(short_names.values())),
            title_size=_title_size(resolution.title, OVERVIEW_TITLE),
        ),
        title_words={"resolution": resolution.title},
        names=(resolution.title,),
        is_draft=resolution.status is Status.DRAFT,
    )


def area_path(content: Content, resolution: Resolution, area: Area) -> str:
    """Return the path of an area's document below the folder of its kind."""
    return f"{_folder(content, resolution)}bereich-{area.number}"


def _folder(content: Content, resolution: Resolution) -> str:
    """Return the folder of a resolution's summaries; several resolutions have one each."""
    return f"{resolution.id}/" if content.has_several_resolutions else ""


def _title_size(title: str, sizes: TitleSizes) -> float:
    """Return the size of a title in points at which its longest word and its lines fit."""
    # words that stay on one line count as one
    words = set_title(title).replace("-", "- ").split(" ")
    longest = max(map(text_width, words)) * BOLD_DIGIT
    # a line is filled to four fifths on the average
    lines = text_width(title) * BOLD_DIGIT / (0.8 * MOST_TITLE_LINES)
    fitting = sizes.width / max(longest, lines)
    # in half points; what is estimated may be a little too short
    return max(min(int(fitting * 0.98 * 2) / 2, sizes.largest), sizes.smallest)


def _short_names(addressees: Sequence[Addressee]) -> dict[str, str]:
    """Return the abbreviations of addressees by their ids, the same ones numbered."""
    counts = Counter(addressee.abbreviation for addressee in addressees)
    numbers: Counter[str] = Counter()
    names = {}
    for addressee in addressees:
        name = addressee.abbreviation
        if counts[name] > 1:
            numbers[name] += 1
            name = f"{name} {numbers[name]}"
        names[addressee.id] = name
    return names


COLUMNS_WIDTH = 85 * POINTS_PER_MM
"""Points that the columns of the matrix have, all together."""

HEAD_SIZE = 7.5
"""Points of the names of columns."""

LEAST_COLUMN = 3.8 * POINTS_PER_MM
"""Points that a column needs for a name that stands upright, with some white at its sides."""


def _heads(names: Sequence[str]) -> str:
    """Return how the names of columns stand; see `OverviewContext.heads`.

    A name may stand out over its neighbours' columns where these leave it room.
    """
    if not names:
        return "level"
    column = COLUMNS_WIDTH / len(names)
    digit = 0.5 * HEAD_SIZE  # of the regular weight
    # a name at the side has no room beyond the table
    widths = [text_width(name) * digit for name in (names[0], *names, names[-1])]
    if all((left + right + digit) / 2 <= column for left, right in pairwise(widths)):
        return "level"
    return "turned" if column >= LEAST_COLUMN else "listed"


def _names(content: Content, area: Area) -> tuple[str, ...]:
    """Return the names in an area's texts that must not be hyphenated."""
    partners = {partner for measure in area.measures for partner in measure.partners}
    return (*sorted(partners), *(addressee.name for addressee in content.addressees))
