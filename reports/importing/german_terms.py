"""German words that the parts of the import look for: kinds of motions, parts of a text, months.

Each list is for a regular expression: `alternatives` puts a longer word before one it
begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.text.typography import GERMAN_MONTHS

RESOLUTIONS = ("Beschluss", "Resolution", "Entschließung")
"""What was adopted."""

MOTIONS = (
    *RESOLUTIONS,
    *("Antrag", "Leitantrag", "Kernantrag", "Initiativantrag", "Dringlichkeitsantrag"),
    *("Sachantrag", "Änderungsantrag", "Ini", "Initiative", "Eilantrag", "Satzungsantrag"),
    *("Ergänzungsantrag", "Ersetzungsantrag", "Beschlussvorlage", "Beschlussantrag"),
)
"""What a congress debates and what it adopts; a number follows: "Antrag A 12"."""

MOTION_NUMBERS = (
    *("Antragsnummer", "Antragsnr.", "Antrags-Nr.", "Antrag-Nr.", "Vorlagennummer"),
    *("Vorlagen-Nr.", "Drucksachennummer", "Drucksachen-Nr.", "Drucksache", "Vorlage"),
    *("Drs.-Nr.", "Drs.", "DS-Nr."),
)
"""What also stands before a motion's number, but names no kind."""

BODIES = (
    *("parteitag", "kongress", "konvent", "parteirat", "konferenz", "versammlung", "klausur"),
    *("länderrat", "hauptausschuss"),
)
"""How the names of bodies end that adopt motions: "Unterbezirksparteitag"."""

FEMININE_BODIES = ("konferenz", "versammlung", "klausur")
"""Those of them whose adjective ends in "e": "ordentliche Konferenz"."""

COLLECTIONS = (
    *("Beschlussbuch", "Beschlussheft", "Beschlusssammlung", "Beschlussübersicht", "Beschlüsse"),
    *("Antragsbuch", "Antragsheft", "Antragsmappe", "Antragspaket", "Antragsbroschüre"),
    *("Anträge", "Resolutionen"),
)
"""What a collection of motions is called on its cover."""

MONTHS_SHORT = (
    *("Jan.", "Feb.", "Mär.", "Apr.", "Mai", "Jun."),
    *("Jul.", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."),
)

AREAS = (
    *("Bereich", "Kapitel", "Themenfeld", "Handlungsfeld", "Themenbereich", "Aufgabenfeld"),
    *("Schwerpunkt", "Abschnitt", "Teil", "Block", "Säule", "Baustein"),
)
"""Parts of a motion that become areas: "Bereich 3: Wohnen"."""

NUMBERED_PARTS = (*AREAS, "Artikel", "Anlage", "Ziel")
"""Parts that are cited by a number, areas or not."""


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression's alternatives for words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


MOTION = f"(?:{alternatives(MOTIONS)})"
"""One of the kinds of motions, for a regular expression."""

MONTH = f"(?:{alternatives((*GERMAN_MONTHS, *MONTHS_SHORT, 'Sept.'))})"
"""A month's name, also shortened, for a regular expression."""


def month_number(name: str) -> int:
    """Return 1 for "Januar" and "Jan."."""
    beginnings = [month[:3] for month in GERMAN_MONTHS]
    return beginnings.index(name[:3]) + 1
