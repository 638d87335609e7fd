"""Keys in the head of a motion: "Antragsteller*innen: …", "Titel …", "| Status | … |".

The words are those of the SPD's and Jusos' motion books, of Antragsgrün, OpenSlides and cvtx,
of CDU, CSU, FDP and Die Linke, and of city councils' proposals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Key(StrEnum):
    """What a line of the head tells."""

    NUMBER = "number"
    TITLE = "title"
    SUBMITTER = "submitter"
    ADDRESSEE = "addressee"
    BODY = "body"
    """Antragsgrün's "Gremium": of a resolution who passed it, of a motion who submits it."""
    RESOLVED = "resolved"
    """When and by whom it was passed."""
    SESSION = "session"
    """When and where it is debated."""
    STATUS = "status"
    STATED = "stated"
    """Of which day the text is."""
    OTHER = "other"


_GENDERED = r"(?:[:*_·/]-?innen|[:*_·/]-?in|[Ii]nnen|\(innen\)|\(in\)|[Ii]n|en|er|e)?"
_WORDS: dict[Key, tuple[str, ...]] = {
    Key.NUMBER: (
        *("Antragsnummer", "Antragsnr", "Antrags?-Nr", "Nummer", "Nr", "Kürzel", "kuerzel"),
        *("Vorlagennummer", "Vorlagen-Nr", "Vorlage", "Drucksachennummer", "Drucksache"),
        *("Drucksachen-Nr", "Antragskürzel", "Bezeichner"),
    ),
    Key.TITLE: (
        *("Titel", "titel", "Antragstitel", "Betreff", "Betrifft", "Betr", "Thema", "Gegenstand"),
        *("Bezeichnung", "Überschrift", "Kurztitel", "title"),
    ),
    Key.SUBMITTER: (
        *("Antragsteller", "antragsteller", "Antragstellend", "Antragstellung", "Einreicher"),
        *("Einreichung", "Eingereicht von", "Eingereicht durch", "Antrag von", "Einbringer"),
        *("Initiator", "Initiativ", "Gestellt von", "Vorgelegt von", "Verfasser", "Urheber"),
        *("Antragstellende Gliederung", "Antragstellendes Gremium", "submitter"),
    ),
    Key.ADDRESSEE: (
        *("Adressat", "adressat", "Empfänger", "Empfangend", "(?:Zur )?Weiterleitung an"),
        *("Weiterzuleiten an", "Forderung an", "Überweisung an", "Richtet sich an"),
        *("Zu richten an", "Zuleitung an"),
    ),
    Key.BODY: ("Gremium", "gremium", "Beschlussgremium", "Beschließendes Gremium", "Partei"),
    Key.RESOLVED: (
        *("Beschlossen", "Beschlossen am", "Beschlossen von", "Beschlossen auf", "Beschlossen in"),
        *("Beschlussdatum", "Beschluss vom", "Beschluss am", "Angenommen am", "Beschlussfassung"),
        *("Verabschiedet am", "Verabschiedet"),
    ),
    Key.SESSION: (
        *("Sitzung", "Sitzungsdatum", "Sitzungstermin", "Datum", "Tag", "Veranstaltung"),
        *("veranstaltung", "Versammlung", "Parteitag", "Kongress", "Konferenz", "Termin", "date"),
    ),
    Key.STATUS: (
        *("Status", "status", "status_in_tabelle", "Beschluss", "Abstimmung", "Ergebnis"),
        *("Abstimmungsergebnis", "Entscheidung", "Beschlusslage", "Antragsstatus"),
    ),
    Key.STATED: ("Stand", "Fassung vom", "Version vom"),
    Key.OTHER: (
        *("Votum", "Empfehlung", "Empfehlung der Antragskommission", "Antragskommission"),
        *("Votum der Antragskommission", "Sachgebiet", "Ort", "Tagesordnungspunkt", "TOP"),
        *(
            "tagesordnungspunkt",
            "Themenbereich",
            "Themengebiet",
            "Kategorie",
            "Schlagworte",
            "Tags",
        ),
        *("tags", "Unterstützer", "Unterstützt von", "Laufende Nummer", "Lfd\\. Nr", "Seite"),
        *("Eingang", "Eingegangen", "Eingegangen am", "Eingereicht am", "Eingereicht", "Wahl"),
        *("Antragsblock", "Antragsart", "Antragstyp", "Art", "Typ", "Zuständig", "Zuständigkeit"),
        *(
            "Federführend",
            "Federführung",
            "Beratungsfolge",
            "Ansprechpartner",
            "Kontakt",
            "Telefon",
        ),
        *("E-Mail", "Website", "Wahltermin", "Programmtitel", "Bearbeiter", "Bearbeitung", "Az"),
        *("Aktenzeichen", "Quelle", "V\\.i\\.S\\.d\\.P\\.?", "Verantwortlich", "verantwortlich"),
        *("ueberwiesen_an", "herkunft", "source_url", "pdf_url", "publication_date"),
        *(
            "content_hash",
            "Frist",
            "Antragsschluss",
            "Hinweis",
            "Anmerkung",
            "Tag der Antragstellung",
        ),
        *("Wahlperiode", "Bezug", "Bereich", "Antragsbereich", "Block", "Redner", "Mandant"),
        *("Öffentlichkeitsstatus", "Beschlussorgan", "Behandlung", "Antragsfrist"),
        *("Erstellt", "Erstellt am", "Zuletzt geändert", "Geändert am", "Weitere Antragsteller"),
    ),
}
_GENDERLESS = frozenset({Key.STATUS, Key.SESSION, Key.STATED, Key.RESOLVED})
_BARE = re.compile(
    rf"(?P<key>(?:Antragsteller|Einreicher|Adressat|Empfänger){_GENDERED}"
    r"|(?:Zur )?Weiterleitung an|Titel|Status|Gremium|Sachgebiet|Betreff|Tagesordnungspunkt"
    r"|Antragsnummer|Beschlussdatum)(?:\s+(?P<value>\S.*))?$"
)
"""Keys that are also known without a colon, where the value stands in a column of its own."""
_COLON = re.compile(
    r"(?P<key>[^:|]{2,60}?(?:[*_·/]-?|:(?=in))?[^:|]{0,10})\s*:(?!in)\s*(?P<value>.*)$"
)
_NAMES = re.compile(r"(?:(?!\s+und\s|[,;+]|\s/\s).)+")
_ARTICLE = re.compile(r"\s*(?:und\s+)?(?:an\s+)?(?:(?:die|den|das|der)\s+)?")


def _pattern(key: Key) -> re.Pattern[str]:
    words = "|".join(sorted(_WORDS[key], key=len, reverse=True))
    gendered = "" if key in _GENDERLESS else _GENDERED
    return re.compile(rf"(?:{words}){gendered}\.?$")


_PATTERNS = {key: _pattern(key) for key in Key}


@dataclass(frozen=True)
class KeyLine:
    """A line that says something about the motion."""

    key: Key
    value: str
    certain: bool
    """Whether a colon, a table, a column or bold type parts key and value."""


def read_key(text: str) -> KeyLine | None:
    """Return the key and the value of a line; None if it has no key that is known."""
    if match := _COLON.match(text):
        key = known_key(match["key"])
        if key is not None:
            return KeyLine(key, match["value"].strip(), certain=True)
    if match := _BARE.match(text):
        key = known_key(match["key"])
        assert key is not None, match["key"]
        return KeyLine(key, (match["value"] or "").strip(), certain=False)
    return None


def read_cells(cells: Sequence[str], *, table: bool) -> KeyLine | None:
    """Return the key and the value of a row of a table or of columns.

    In a table that the file itself calls so, a row of two cells is one with any key.
    """
    word, *values = cells
    key = known_key(word.rstrip(": "))
    if key is None and not (table and len(values) <= 1):
        return None
    return KeyLine(key or Key.OTHER, " ".join(values).strip(), certain=True)


@lru_cache(maxsize=1024)
def known_key(word: str) -> Key | None:
    """Return what a key tells; None if it is not known."""
    bare = " ".join(word.strip(" *_").split())
    return next((key for key, pattern in _PATTERNS.items() if pattern.match(bare)), None)


def names(value: str) -> list[tuple[str, int, int]]:
    """Return the names of a list with their places in it: "den Vorstand, die Fraktion"."""
    listed = []
    for match in _NAMES.finditer(value):
        article = _ARTICLE.match(match[0])
        begin = match.start() + (article.end() if article else 0)
        name = value[begin : match.end()].strip(" .")
        if name:
            listed.append((name, begin, match.end()))
    return listed
