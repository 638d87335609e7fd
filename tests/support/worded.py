"""A made-up wording for the sample's resolution."""

import dataclasses
from functools import cache
from typing import Any

from reports.text.source_text import Footnote, Line, Row, Sorted, Text
from tests.support.made import sample

RESOLUTION = sample().resolutions[0]
WORDS = [
    *("Nachbarinnen", "und", "Nachbarn", "treffen", "sich", "künftig", "regelmäßig", "im", "Saal"),
    *("des", "Viertels", "beraten", "dort", "über", "Wege", "Plätze", "Bäume", "Kinder", "Räder"),
    *("Busse", "Ruhe", "Licht", "und", "vieles", "mehr"),
]


def sentence(number: int, least: int = 78) -> str:
    """Running text about as long as a printed line, which begins with a word of its own."""
    text = f"Anfang{number}"
    for i in range(number, number + 99):
        if len(text) >= least:
            break
        text += " " + WORDS[i % len(WORDS)]
    return text


def sorted_text(texts: dict[int, str], *, gaps: tuple[int, ...] = (), **changes: Any) -> Sorted:
    """A source of numbered lines, with a gap before some of them."""
    lines = tuple(Line(text, 1, number) for number, text in texts.items())
    rows = tuple(
        Row(number, text, i, number in gaps) for i, (number, text) in enumerate(texts.items())
    )
    found = Sorted(Text("beschluss.txt", "0" * 64, lines), ("",) * len(lines), rows, (), ())
    return dataclasses.replace(found, **changes)


@cache
def source() -> Sorted:
    """As many lines as the sample has, a word cut, a heading, two notes."""
    texts = {number: sentence(number) for number in range(1, RESOLUTION.lines.last + 1)}
    texts[20] = f"{texts[20]} Stadt-"
    texts[21] = "bezirke " + texts[21]
    texts[271] = "Bereich 1: Sprache und Bildung"
    texts[300] = f"{texts[300]} Zuschuss¹"
    gaps = tuple(number for number in texts if number % 9 == 1 or number in (271, 272))
    notes = (
        Footnote("1", "Der Zuschuss ist erfunden.", (299,), 299),
        Footnote("2", "Diese Anmerkung hat kein Zeichen.", (400,), None),
    )
    return sorted_text(texts, gaps=gaps, footnotes=notes)
