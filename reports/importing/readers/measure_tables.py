"""Tables of measures: a row with number, title, description, who is responsible, until when.

Each row becomes lines as they stand in a plan without a table: a heading with number and title,
the description, and "Zuständig: Schulamt" with the name that the column has in the table's head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.text.source_text import IN_MEASURE, OF_MEASURE, UNTITLED_MEASURE, Line

_NUMBER = re.compile(r"(?:lfd\.?\s*)?(?:Nr|Nummer|Ziffer|Kürzel)\b\.?$|#$", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?:\w*maßnahmen?|forderung(?:en)?|vorhaben|projekte?|aufgaben?)\b", re.IGNORECASE
)
_TITLE = re.compile(
    rf"{_MEASURE.pattern}|(?:titel|thema|bezeichnung|bereich|stichwort)\b", re.IGNORECASE
)
_TEXT = re.compile(
    r"(?:\w*beschreibung|inhalt|erläuterung|umsetzung|wortlaut|text|details"
    r"|was (?:ist|soll|wird|wir)|konkret)",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"(?:zuständig|verantwort|federführ|akteur|umsetzer|wer\b|adressat|beteiligt|partner|frist"
    r"|termin|zeit|beginn|start|bis\b|wann|kosten|finanz|mittel|priorität|status|stand\b)",
    re.IGNORECASE,
)
_LONGEST_HEAD = 40
"""Characters of a column's name."""
_LONGEST_TITLE = 90
"""Characters of a measure's title; longer cells are its text."""
_DEEPEST = 9
_REASONS = re.compile(r"(?:Antragsb|B)egründung\b")


@dataclass(frozen=True)
class MeasureTable:
    """What the columns of such a table hold, by their places."""

    heads: tuple[str, ...]
    level: int
    """Of the headings that its measures get."""
    number: int | None
    title: int | None
    text: int | None

    def is_head(self, lines: Sequence[Line], lengths: Sequence[int]) -> bool:
        """Return whether a row has the names of the columns, as on each page of a long table."""
        texts = tuple(line.text.strip() for line in lines)
        return texts == tuple(filter(None, self.heads)) and max(lengths) == 1

    def lines(self, cells: Sequence[Sequence[Line]]) -> list[Line] | None:
        """Return a row as lines, given those of its cells; None if it is none of a measure."""
        if len(cells) != len(self.heads) or not any(self._words(cells, self.text, self.title)):
            return None
        first = next(line for cell in cells for line in cell)
        number, title = (" ".join(self._words(cells, place)) for place in (self.number, self.title))
        shown: list[Line] = []
        heading = " ".join(filter(None, (number, title)))
        if title:
            style = f"heading {self.level}{OF_MEASURE}"
            shown.append(replace(first, text=heading, style=style, bold=True, spans=()))
        texts = (
            [] if self.text is None else [line for line in cells[self.text] if line.text.strip()]
        )
        if texts and not title:
            begin = f"{number}. " if number.isdigit() else number and f"{number} "
            text = begin + texts[0].text
            texts[0] = replace(texts[0], text=text, style=UNTITLED_MEASURE, spans=())
            texts[1:] = [replace(line, style=IN_MEASURE) for line in texts[1:]]
        shown += texts
        for place, (head, cell) in enumerate(zip(self.heads, cells, strict=True)):
            words = " ".join(line.text.strip() for line in cell if line.text.strip())
            if words and place not in (self.number, self.title, self.text):
                shown.append(
                    replace(first, text=f"{head.rstrip(': ')}: {words}", style=IN_MEASURE, spans=())
                )
        return [replace(line, place=first.place + at) for at, line in enumerate(shown)]

    @staticmethod
    def _words(cells: Sequence[Sequence[Line]], *places: int | None) -> list[str]:
        lines = [line for place in places if place is not None for line in cells[place]]
        return [line.text.strip() for line in lines if line.text.strip()]


def measure_table(rows: Sequence[Sequence[str]], before: Sequence[Line]) -> MeasureTable | None:
    """Return what the columns hold of a table whose head is that of measures; else None.

    A table below "Begründung" is none, nor one that only lists what there is: "Nr., Titel".
    """
    heads = tuple(cell.strip() for cell in rows[0]) if rows else ()
    like = [row for row in rows[1:] if len(row) == len(heads)]
    if len(heads) < 2 or not like or any(len(head) > _LONGEST_HEAD for head in heads):
        return None
    number = _place(heads, _NUMBER)
    text = _place(heads, _TEXT)
    title = _place(heads, _TITLE)
    if text is None and title is not None and (of_measures := _place(heads, _MEASURE, title + 1)):
        text = of_measures  # "Thema", "Forderung"
    if not any(_MEASURE.match(head) for head in heads) or _is_in_reasons(before):
        return None
    if text is None and title is not None and not _are_titles([row[title] for row in like]):
        title, text = None, title
    further = any(_FURTHER.match(head) for head in heads)
    if text is None and not further:
        return None
    if title is None and number is None and not further:
        return None
    level = min(_level_above(before) + 1, _DEEPEST)
    return MeasureTable(heads, level, number, title, text)


def _place(heads: Sequence[str], pattern: re.Pattern[str], start: int = 0) -> int | None:
    return next((at for at in range(start, len(heads)) if pattern.match(heads[at])), None)


def _are_titles(cells: Sequence[str]) -> bool:
    """Return whether most cells are short and end as no sentence does."""
    short = sum(len(cell) <= _LONGEST_TITLE and not cell.rstrip().endswith(".") for cell in cells)
    return 2 * short > len(cells)


def _level_above(lines: Sequence[Line]) -> int:
    """Return the level of the last heading."""
    for line in reversed(lines):
        if line.style.startswith("heading"):
            return int(line.style.split()[1])
    return 1


def _is_in_reasons(lines: Sequence[Line]) -> bool:
    last = next((line for line in reversed(lines) if line.style.startswith("heading")), None)
    return last is not None and _REASONS.match(last.text) is not None
