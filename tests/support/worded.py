"""Two areas of the sample's resolution, with an invented wording of a few pages.

A book of all areas with 700 lines of wording would take six times as long and test the same.
"""

import dataclasses
from functools import cache
from typing import Any

from reports.content.fields import LineRange
from reports.content.resolution import Area, Resolution
from reports.documents.book import book
from reports.text.source_text import Footnote, Line, Row, Sorted, Text
from tests.support.factories import DAY, pdf_of, sample

EARLIER = 460
"""By how many lines the two areas are moved forward from their place in the sample."""


def _earlier(lines: LineRange) -> LineRange:
    """Move a range of lines forward."""
    return LineRange(first=lines.first - EARLIER, last=lines.last - EARLIER)


def _area_earlier(area: Area) -> Area:
    """Move an area and its measures forward."""
    measures = [
        measure.model_copy(
            update={
                "lines": _earlier(measure.lines),
                "addressees": tuple(
                    addressee.model_copy(
                        update={"lines": addressee.lines and _earlier(addressee.lines)}
                    )
                    for addressee in measure.addressees
                ),
            }
        )
        for measure in area.measures
    ]
    return area.model_copy(update={"lines": _earlier(area.lines), "measures": tuple(measures)})


def _two_areas() -> Resolution:
    """Return the sample's resolution with two of its areas."""
    (whole,) = sample().resolutions
    areas = tuple(_area_earlier(area) for area in whole.areas[2:4])
    changes = {"areas": areas, "lines": LineRange(first=1, last=120), "figures": ()}
    return whole.model_copy(update=changes)


RESOLUTION = _two_areas()
WORDS = [
    *("Nachbarinnen", "und", "Nachbarn", "treffen", "sich", "künftig", "regelmäßig", "im", "Saal"),
    *("des", "Viertels", "beraten", "dort", "über", "Wege", "Plätze", "Bäume", "Kinder", "Räder"),
    *("Busse", "Ruhe", "Licht", "und", "vieles", "mehr"),
]


def sentence(number: int, least: int = 78) -> str:
    """Return text about as long as a printed line, whose first word has the number."""
    text = f"Anfang{number}"
    for i in range(number, number + 99):
        if len(text) >= least:
            break
        text += " " + WORDS[i % len(WORDS)]
    return text


def sorted_text(texts: dict[int, str], *, gaps: tuple[int, ...] = (), **changes: Any) -> Sorted:
    """Return a source with these texts by line number, and a gap before some lines."""
    lines = tuple(Line(text, 1, number) for number, text in texts.items())
    rows = tuple(
        Row(number, text, i, number in gaps) for i, (number, text) in enumerate(texts.items())
    )
    source_text = Sorted(Text("beschluss.txt", "0" * 64, lines), ("",) * len(lines), rows, (), ())
    return dataclasses.replace(source_text, **changes)


@cache
def source() -> Sorted:
    """Return a source with the resolution's lines, a divided word, a heading and two notes."""
    area = RESOLUTION.areas[0]
    heading = area.lines.first
    texts = {number: sentence(number) for number in range(1, RESOLUTION.lines.last + 1)}
    texts[20] = f"{texts[20]} Stadt-"
    texts[21] = "bezirke " + texts[21]
    texts[heading] = f"Bereich {area.number}: {area.title}"
    texts[66] = f"{texts[66]} Zuschuss¹"
    gaps = tuple(number for number in texts if number % 9 == 1 or number - heading in (0, 1))
    notes = (
        Footnote("1", "Der Zuschuss ist erfunden.", (65,), 65),
        Footnote("2", "Diese Anmerkung hat kein Zeichen.", (100,), None),
    )
    return sorted_text(texts, gaps=gaps, footnotes=notes)


@cache
def book_with_wording(**options: Any) -> bytes:
    """Return the book of the two areas with their wording, made once with the same options."""
    content = dataclasses.replace(sample(), resolutions=(RESOLUTION,))
    sources = {RESOLUTION.id: source()}
    return pdf_of(content, book(content, [RESOLUTION], DAY, sources=sources, **options))
