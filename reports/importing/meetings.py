"""Who met and when: bodies and days in the head of a motion, on a cover, in a running head."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from reports.importing.german_terms import (
    BODIES,
    FEMININE_BODIES,
    MONTH,
    alternatives,
    month_number,
)

_FIRST_DAY = (
    rf"(?:\d{{1,2}}\.\s*(?:{MONTH}\s*(?:\d{{4}}\s*)?|\d{{1,2}}\.\s*(?:\d{{4}}|\d\d)?\s*)?"
    r"(?:bis(?:\s+zum)?|und|u\.|[–—/+&-])\s*)"
)
"""The first of several days: "30. November bis", "25.-", "7./", "25.11. –"."""
_DATE = re.compile(
    rf"(?<![\d.])(?:{_FIRST_DAY}?"
    rf"(?:(?P<day>\d{{1,2}})\.\s*(?P<month>{MONTH})(?!\w)(?:\s+(?P<year>\d{{4}})(?!\d))?"
    r"|(?P<day2>\d{1,2})\.\s?(?P<month2>\d{1,2})\.\s?(?P<year2>\d{4}|\d\d)(?!\d))"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MEETING = re.compile(
    r"(?:\b(?P<kind>(?i:(?:außer)?ordentlich))e[rnms]?\s+)?"
    rf"(?<![\w-])(?P<prefix>(?:[A-ZÄÖÜ]\w*-)?)(?P<word>\w*(?i:{alternatives(BODIES)}))"
    r"(?:e?s|en)?\b"
    r"(?P<of>\s+(?:der|des)\s+[A-ZÄÖÜ][\wäöüß-]*(?:[ \t]+[A-ZÄÖÜ][\w-]*)*)?"
)
_PARTY = re.compile(
    r"\b(?:SPD|CDU|CSU|FDP|Die Linke|DIE LINKE|Bündnis 90/Die Grünen|Grüne|Jusos|Volt)"
    r"(?:\s+(?!Antr|Besch)[A-ZÄÖÜ][\wäöüß-]+){1,3}"
)
_RESOLVING = re.compile(
    r"(?:(?:Die|Der|Das)\s+)?(?!Wir\b|Ich\b|Sie\b|Es\b)(?P<body>(?:[A-ZÄÖÜa-zäöü\d][\wäöüß.-]*\s+){0,6}?[A-ZÄÖÜ][\wäöüß-]*"
    r"(?:\s+(?:der|des|im|in|von)\s+(?:[A-ZÄÖÜ\d][\wäöüß./-]*\s+){0,5}?[A-ZÄÖÜ\d][\wäöüß./-]*)*)"
    r"\s+(?:möge|mögen|wolle|wollen|hat|haben)\b.*\b(?:beschließen|beschlossen)\b[\s.:…]*$"
)
"""The sentence that opens a motion: "Der Parteitag möge beschließen:"."""
_PLACE = re.compile(
    r"\b(?:SPD|Freistaat|Landkreis|Ortsverein|Unterbezirk|Kreisverband)\s+"
    r"([A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*)"
    r"|^([A-ZÄÖÜ][a-zäöüß]+),\s+(?:den\s+)?\d{1,2}\.",
    re.MULTILINE,
)
_THIS_CENTURY = 2000
_LONGEST_OPENING = 160
"""Characters of the sentence that opens a motion, with room for a congress's full name."""


def date(text: str) -> dt.date | None:
    """Return the first date of a text; of several days in a row, the last.

    "Musterstadt, 25. Juni 2016", "25.06.2016", "30. November bis 2. Dezember 2018". A date
    without its year takes the year that stands elsewhere in the text. A year alone is no date.
    """
    return next(iter(_dates(text)), None)


def has_date(text: str) -> bool:
    """Return whether a text names a day, with or without its year."""
    return _DATE.search(text) is not None


def without_dates(text: str) -> str:
    """Return what a text says besides days."""
    return _DATE.sub(" ", text)


def _dates(text: str) -> Iterator[dt.date]:
    for match in _DATE.finditer(text):
        years = _YEAR.search(text)
        year = match["year"] or match["year2"] or match["year3"] or (years and years[0])
        if not year:
            continue
        month = match["month2"] or match["month3"]
        day = match["day"] or match["day2"] or match["day3"]
        try:
            yield dt.date(
                int(year) + (_THIS_CENTURY if len(year) == len("16") else 0),
                int(month) if month else month_number(match["month"]),
                int(day),
            )
        except ValueError:
            continue  # the 31st of February


def meeting(text: str) -> tuple[str, str] | None:
    """Return who passed it and the same in a word, in the nominative.

    "des außerordentlichen Parteitages der SPD Muster" gives "Außerordentlicher
    Parteitag der SPD Muster" and "Parteitag".
    """
    match = max(_MEETING.finditer(text), key=lambda match: bool(match["of"]), default=None)
    if match is None:
        return None
    word = match["word"][0].upper() + match["word"][1:]
    ending = "e" if word.lower().endswith(FEMININE_BODIES) else "er"
    kind = f"{match['kind'].capitalize()}{ending} " if match["kind"] else ""
    name = f"{match['prefix']}{word if not match['prefix'] else match['word']}"
    return f"{kind}{name}{' '.join(['', *(match['of'] or '').split()])}", word


def party(text: str) -> str | None:
    """Return the party with its place that a text names: "SPD Muster"."""
    match = _PARTY.search(text)
    return " ".join(match[0].split()) if match else None


def resolving_body(text: str) -> str | None:
    """Return who resolves it, from the sentence that opens a motion; None if it is none."""
    match = _RESOLVING.match(text) if len(text) <= _LONGEST_OPENING else None
    return match["body"] if match else None


def places(text: str) -> frozenset[str]:
    """Return the places a text names as such: "SPD Muster", "Musterstadt, 1. Mai"."""
    return frozenset(first or second for first, second in _PLACE.findall(text))
