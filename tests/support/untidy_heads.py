"""Make motions and collections with heads of all layouts, together with their truth.

The layouts are those of German parties' and councils' books; words and names are invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from random import Random

from reports.importing.read_file import read
from reports.text.source_text import Line, Text
from reports.text.typography import GERMAN_MONTHS

TITLES = (
    "Bänke an jedem Weg", "Mehr Licht im Stadtpark", "Radwege, die ankommen – auch im Winter!",
    "Wem gehört die Straße?", "Fahrplan Musterstadt 2030", "Kita-Plätze für alle",
    "Gute Luft, gutes Leben: Ein Plan für die Innenstadt", "Das Hallenbad bleibt",
    "Kein Kind ohne Mittagessen – kostenfreies Essen in Schulen und Kindertagesstätten einführen",
    "Solidarität mit den Beschäftigten der Verkehrsbetriebe", "Öffentliche Toiletten jetzt!",
    "Wohnen darf nicht arm machen: Für ein soziales Bodenrecht und mehr gemeinnützige Wohnungen",
    "Nahverkehr 4.0", "#StadtFürAlle – Beteiligung ernst nehmen", "Resolution: Frieden sichern",
    "„Sicher nach Hause“ – Nachtbusse in alle Ortsteile",
)  # fmt: skip
SUBMITTERS = (
    "Ortsverein Musterstadt-Nord", "Landesvorstand", "KV Musterland", "AG Migration und Vielfalt",
    "Unterbezirk Seenland, Ortsverein Altdorf", "Jusos Musterstadt", "Bezirk Nord-Süd",
    "Kreisverband Tal und Höhe", "AfA-Landesvorstand", "Fraktion im Stadtrat",
)  # fmt: skip
LONG_SUBMITTER = (
    "Unterbezirk Seenland, Unterbezirk Moorland, Unterbezirk Talheim, Unterbezirk Bergstadt,"
    " Ortsverein Altdorf"
)
ADDRESSEES = (
    ("Landtagsfraktion",), ("Bundesparteitag",), ("Landesvorstand", "Landtagsfraktion"),
    ("SPD-Bundestagsfraktion",), ("Stadtratsfraktion", "Kreistagsfraktion"),
)  # fmt: skip
BODIES = (
    "Landesparteitag", "Kreiskonferenz", "Unterbezirksparteitag", "Bundeskongress",
    "Mitgliederversammlung", "Landesdelegiertenkonferenz",
)  # fmt: skip
SENTENCES = (
    "Die Wege in der Stadt sind lang, und wer sie geht, braucht unterwegs einen Platz zum Sitzen.",
    "Am 3. Mai 2019 hat der Rat darüber beraten, ohne dass sich seither etwas geändert hätte.",
    "Wir fordern die Verwaltung auf, bis zum Herbst einen Plan für alle Ortsteile vorzulegen.",
    "Titel und Ämter sind dafür nicht nötig, wohl aber Geld und der Wille, es auszugeben.",
    "Schon Antrag A 99 hat das verlangt; er wurde auf einem früheren Parteitag beschlossen.",
    "Der Status quo genügt nicht, denn er hilft nur denen, die ohnehin gut versorgt sind.",
    "Die Stadt soll prüfen, ob 25 bis 30 Haltestellen im Jahr barrierefrei umgebaut werden können.",
    "Das kostet im ersten Jahr 120.000 Euro, danach noch 40.000 Euro für Pflege und Betrieb.",
)
CHAPTERS = ("Arbeit & Soziales", "Bildung und Jugend", "Wohnen, Bauen, Verkehr", "Umwelt")
LAYOUTS = (
    "box", "colon", "heading", "table", "cells", "committee", "dotted", "area", "paper",
    "front matter", "bare", "late title", "programme", "session",
)  # fmt: skip
SINGLE = frozenset({"front matter", "programme", "paper"})
FILES_WITHOUT_SIZES = frozenset({"colon", "table", "cells", "front matter", "late title"})


@dataclass(frozen=True)
class TrueHead:
    """A motion's head as it should be read; None and () for what it does not say."""

    first: int
    """The index of the Line it begins with."""
    body: int
    """The index of the first Line of its text."""
    title: str
    number: str | None = None
    submitter: str | None = None
    addressees: tuple[str, ...] = ()
    date: dt.date | None = None
    adopted: bool = False


@dataclass(frozen=True)
class HeadsDocument:
    """A file with its layout and its truth."""

    seed: int
    layout: str
    text: Text
    motions: tuple[TrueHead, ...]
    missing: tuple[str, ...]
    """Numbers that the contents page lists and the file does not have."""


@dataclass
class _Motion:
    number: str
    title: str
    submitter: str
    addressees: tuple[str, ...]
    adopted: bool
    chapter: str
    page: int = 0


@dataclass
class _PlacedLines:
    lines: list[Line] = field(default_factory=list)
    page: int = 1
    top: float = 20.0

    def add(self, text: str, *, style: str = "") -> int:
        """Add a line of a file without positions."""
        self.lines.append(Line(text, self.page, len(self.lines) + 1, style=style))
        return len(self.lines) - 1

    def put(
        self, text: str, size: float = 10, *, left: float = 25, bold: bool = False, skip: float = 0
    ) -> int:
        """Put a line on a page, `skip` lines below the one before."""
        self.top += size * 0.3528 * 1.25 * (1 + skip)
        right = left + len(text) * size * 0.17
        self.lines.append(
            Line(text, self.page, len(self.lines) + 1, left, right, round(self.top, 1), size, bold)
        )
        return len(self.lines) - 1

    def turn(self) -> None:
        """Begin a page."""
        self.page += 1
        self.top = 20.0


def generate_heads(seed: int) -> HeadsDocument:
    """Make a document; the same seed always makes the same one."""
    random = Random(seed)
    return _HeadsWriter(random, LAYOUTS[seed % len(LAYOUTS)]).document(seed)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


class _HeadsWriter:
    """Writes a file in one layout."""

    def __init__(self, random: Random, layout: str) -> None:
        self.random = random
        self.layout = layout
        self.sheet = _PlacedLines()
        self.heads: list[TrueHead] = []
        self.day = dt.date(random.randint(2012, 2026), random.randint(1, 12), random.randint(3, 28))
        self.body = random.choice(BODIES)
        self.gender = random.choice(
            ("*innen", "Innen", ":innen", "_innen", "/-innen", "(in)", "in")
        )
        self.placed = layout not in FILES_WITHOUT_SIZES
        self.several = layout not in SINGLE and random.random() < 0.6
        self.numbered = random.random() < 0.5
        self.contents = self.several and random.random() < 0.7
        self.cover = self.several or layout == "programme"
        self.running = self.placed and random.random() < 0.6
        self.collection_adopted = self.cover and random.random() < 0.5
        self.dated = self.cover or self.running or layout in ("colon", "committee")
        self.days = self._days()
        self.motions = self._motions()

    def _motions(self) -> list[_Motion]:
        count = self.random.randint(3, 7) if self.several else 1
        form = self.random.choice(("{c}{n}", "{c} {n}", "{c} {n:02}", "{c}{n:02}"))
        form = {"dotted": "{c}.{n:02}", "paper": "{y}/{n}{n}", "session": "{n}/I/{y}"}.get(
            self.layout, form
        )
        titles = self.random.sample(TITLES, count)
        motions, number = [], 0
        for index, title in enumerate(titles):
            number += self.random.randint(1, 3)
            chapter = CHAPTERS[min(index // 3, len(CHAPTERS) - 1)]
            letter = "ABCD"[CHAPTERS.index(chapter)]
            long = self.layout in ("box", "colon") and self.random.random() < 0.2
            motions.append(
                _Motion(
                    form.format(c=letter, n=number, y=self.day.year),
                    title,
                    LONG_SUBMITTER if long else self.random.choice(SUBMITTERS),
                    self.random.choice(ADDRESSEES) if self.random.random() < 0.5 else (),
                    self.collection_adopted,
                    chapter,
                )
            )
        return motions

    # --- the file ---

    def document(self, seed: int) -> HeadsDocument:
        """Write the whole file."""
        missing: tuple[str, ...] = ()
        if self.cover:
            self._cover()
        if self.contents:
            lost = self.random.random() < 0.2
            missing = self._contents(lost=lost)
        chapter = ""
        for motion in self.motions:
            if self.several and motion.chapter != chapter and self.placed and self.contents:
                self._chapter(motion)
            chapter = motion.chapter
            self._motion(motion)
        return HeadsDocument(seed, self.layout, self._file(seed), tuple(self.heads), missing)

    def _file(self, seed: int) -> Text:
        """Return the text as a reader would."""
        data = "\n".join(line.text for line in self.sheet.lines).encode()
        name = f"heads-{seed}.{'md' if self.layout in ('table', 'front matter') else 'txt'}"
        if not self.placed and self.layout != "cells":
            return read(data, name)
        digest = hashlib.sha256(data).hexdigest()
        paragraphs = self.layout == "cells"
        return Text(name, digest, tuple(self.sheet.lines), paragraphs=paragraphs)

    def _say(self, text: str, size: float = 10, *, bold: bool = False, skip: float = 0) -> int:
        if self.placed:
            return self.sheet.put(text, size, bold=bold, skip=skip)
        if skip and self.layout != "cells":
            self.sheet.add("")
        return self.sheet.add(text)

    def _turn(self, motion: _Motion | None = None) -> None:
        if not self.placed:
            if self.sheet.lines:
                self.sheet.add("")
            return
        if self.sheet.lines:
            self.sheet.turn()
        if self.running:
            kind = "Beschluss" if self.collection_adopted else "Antrag"
            name = f"{kind} {motion.number}" if motion else "Inhaltsverzeichnis"
            name = "" if self.layout == "programme" else name
            self.sheet.put(f"{self.body} {self.days} {name}".strip(), 9)

    def _days(self) -> str:
        day, month, year = self.day.day, GERMAN_MONTHS[self.day.month - 1], self.day.year
        return self.random.choice(
            (
                f"{day}. {month} {year}",
                f"{day - 1}. und {day}. {month} {year}",
                f"{day - 2}. – {day}. {month} {year}",
                f"{day - 1}./{day}. {month} {year}",
                f"{day:02}.{self.day.month:02}.{year}",
                f"{day - 2}.-{day}.{self.day.month:02}.{year}",
            )
        )

    def _cover(self) -> None:
        word = "Beschlussbuch" if self.collection_adopted else "Antragsbuch"
        if self.layout == "programme":
            return
        self._say(word, 28, bold=True)
        self._say(f"{self.body} der SPD Musterstadt", 18, skip=2)
        self._say(self._days(), 12, skip=2)

    def _contents(self, *, lost: bool) -> tuple[str, ...]:
        self._turn()
        self._say("Inhaltsverzeichnis", 18, bold=True, skip=1)
        chapter, page = "", 4
        kind = self.random.choice(("", "Antrag ")) if self.layout != "box" else ""
        leader = self.random.choice((" ", " ....... ", " . . . . . "))
        listed = list(self.motions)
        missing: tuple[str, ...] = ()
        if lost and len(listed) > 2 and self.layout != "paper":
            lost_motion = self.motions.pop(1)
            missing = (lost_motion.number,)
        for motion in listed:
            if motion.chapter != chapter:
                letter = "ABCD"[CHAPTERS.index(motion.chapter)]
                self._say(f"{letter} {motion.chapter}", 12, bold=True, skip=1)
                chapter = motion.chapter
            self._entry(motion, kind, leader, page)
            page += 1
        if self.placed:
            return missing
        self.sheet.add("")
        return missing

    def _entry(self, motion: _Motion, kind: str, leader: str, page: int) -> None:
        parted = self.random.choice((": ", " ")) if not kind else ": "
        first, *rest = _wrapped(f"{kind}{motion.number}{parted}{motion.title}", 70)
        if not rest:
            self._say(f"{first}{leader}{page}")
        elif self.placed:
            self._say(f"{first} {page}")
            for line in rest:
                self.sheet.put(line, 10, left=60)
        else:
            self._say(first)
            for line in rest[:-1]:
                self._say(line)
            self._say(f"{rest[-1]}{leader}{page}")

    def _chapter(self, motion: _Motion) -> None:
        """Print a chapter's page: its title, and its part of the contents again."""
        self._turn()
        letter = "ABCD"[CHAPTERS.index(motion.chapter)]
        self.sheet.put(f"{letter} {motion.chapter}", 20, bold=True)
        for other in self.motions:
            if other.chapter == motion.chapter:
                self._entry(other, "", " ", 9)

    # --- a motion ---

    def _motion(self, motion: _Motion) -> None:
        self._turn(motion)
        write = {
            "box": self._box, "colon": self._colon, "heading": self._heading,
            "table": self._table, "cells": self._cells, "committee": self._committee,
            "dotted": self._dotted, "area": self._area, "paper": self._paper,
            "front matter": self._front_matter, "bare": self._bare,
            "late title": self._late_title, "programme": self._programme,
            "session": self._session,
        }[self.layout]  # fmt: skip
        write(motion)

    def _text(self, motion: _Motion, opening: str = "") -> int:
        """Write the text; return the index of its first line."""
        sentences = self.random.sample(SENTENCES, 5)
        paragraphs = [" ".join(sentences[:2]), " ".join(sentences[2:])]
        if opening:
            paragraphs.insert(0, opening)
        first, number = -1, 1 + (self.layout == "programme")
        for paragraph in paragraphs:
            lines = [paragraph] if self.layout == "cells" else _wrapped(paragraph, 84)
            for i, line in enumerate(lines):
                text = f"{number} {line}" if self.numbered and self.placed else line
                index = self._say(text, 10, skip=i == 0)
                first = index if first < 0 else first
                number += 1
        return first

    def _note(self, motion: _Motion, first: int, body: int, **more: object) -> None:
        values: dict[str, object] = {
            "title": motion.title,
            "number": motion.number,
            "submitter": motion.submitter,
            "addressees": motion.addressees,
            "date": self.day if self.cover or self.running else None,
            "adopted": motion.adopted or (self.running and self.collection_adopted),
            **more,
        }
        self.heads.append(TrueHead(first, body, **values))  # type: ignore[arg-type]

    def _opening(self) -> str:
        return self.random.choice(("", f"Der {self.body} möge beschließen:"))

    def _box(self, motion: _Motion) -> None:
        first = self.sheet.put(motion.number, 40, left=165, bold=True)
        for key, value in (
            ("Titel", motion.title),
            (f"Antragsteller{self.gender if self.gender != 'in' else 'Innen'}", motion.submitter),
            ("Zur Weiterleitung an", ", ".join(motion.addressees)),
        ):
            head, *rest = _wrapped(value, 56) or [""]
            self.sheet.put(f"{key} {head}".strip(), 12, skip=0.5, bold=not rest)
            for line in rest:
                self.sheet.put(line, 12, left=74)
        boxes = self.random.random() < 0.4
        adopted = motion.adopted or (self.running and self.collection_adopted)
        if boxes:
            ticked = self.random.choice(("angenommen", "mit Änderungen angenommen", "abgelehnt"))
            options = ("angenommen", "mit Änderungen angenommen", "abgelehnt")
            line = " ".join(f"{'☒' if option == ticked else '☐'} {option}" for option in options)
            self.sheet.put(line, 12, skip=0.5)
            adopted = ticked != "abgelehnt"
        for i, line in enumerate(_wrapped(motion.title, 60)):
            self.sheet.put(line, 16, skip=i == 0, bold=self.random.random() < 0.2)
        self._note(motion, first, self._text(motion, self._opening()), adopted=adopted)

    def _colon(self, motion: _Motion) -> None:
        kind = self.random.choice(("Antrag", "Initiativantrag", "Antrag Nr."))
        first = self._say(f"{kind} {motion.number}", skip=1)
        status = self.random.choice(("angenommen", "Annahme in geänderter Fassung", "erledigt"))
        keys = [(f"Antragsteller{self.gender}", motion.submitter)]
        if motion.addressees:
            keys.append(("Adressat*innen", " und ".join(motion.addressees)))
        keys.append(("Status", status))
        keys.append(("Sitzung", f"{self.body}, {self._days()}"))
        if self.random.random() < 0.3:
            keys.append(("Sachgebiet", motion.chapter))
        self.random.shuffle(keys)
        in_keys = self.random.random() < 0.4
        if in_keys:
            keys.insert(0, ("Titel", motion.title))
        for key, value in keys:
            head, *rest = _wrapped(value, 60)
            self._say(f"{key}: {head}")
            for line in rest:
                self._say(f"    {line}")
        if not in_keys:
            self._say(motion.title, skip=1)
        body = self._text(motion, self._opening())
        self._note(motion, first, body, date=self.day, adopted=status != "erledigt")

    def _heading(self, motion: _Motion) -> None:
        kind = "Beschluss" if motion.adopted else "Antrag"
        lines = _wrapped(f"{kind} {motion.number}: {motion.title}", 46)
        first = self.sheet.put(lines[0], 16)
        for line in lines[1:]:
            self.sheet.put(line, 16)
        again = self.random.random() < 0.3 and not self.numbered
        if again:
            self.sheet.put(motion.title, 10, bold=True, skip=1)
        self._note(motion, first, self._text(motion), submitter=None, addressees=())

    def _table(self, motion: _Motion) -> None:
        first = self.sheet.add(f"# {motion.number}: {motion.title}", style="heading 1")
        self.sheet.add("")
        rows = [("Antragsteller*innen", motion.submitter), ("Antragsart", "Sachantrag")]
        if motion.addressees:
            rows.append(("Adressat", ", ".join(motion.addressees)))
        status = self.random.choice(("Angenommen", "Abgelehnt"))
        rows.append(("Status", status))
        for line in ("| | |", "|---|---|", *(f"| **{key}** | {value} |" for key, value in rows)):
            self.sheet.add(line)
        self._note(motion, first, self._text(motion), adopted=status == "Angenommen")

    def _cells(self, motion: _Motion) -> None:
        """Write what a word processor's table gives: each cell a paragraph."""
        first = self.sheet.add("Antragsnummer:")
        self.sheet.add(motion.number)
        self.sheet.add(f"Antragsteller{self.gender}:")
        self.sheet.add(motion.submitter)
        if motion.addressees:
            self.sheet.add("Weiterleitung an:")
            self.sheet.add(", ".join(motion.addressees))
        self.sheet.add("Titel:")
        self.sheet.add(motion.title)
        self._note(motion, first, self._text(motion, self._opening()))

    def _committee(self, motion: _Motion) -> None:
        """Write a head as motion systems on the web do."""
        if motion.adopted:
            first = self.sheet.put(f"Beschluss {motion.number}: {motion.title}", 14, bold=True)
        else:
            first = self.sheet.put(f"{motion.number} {motion.title}", 14, bold=True)
        date, adopted = (self.day if self.cover or self.running else None), motion.adopted
        submitter: str | None = motion.submitter
        if motion.adopted:
            self.sheet.put(f"Gremium: {self.body}", 10, skip=1)
            self.sheet.put(f"Beschlussdatum: {self.day:%d.%m.%Y}", 10)
            date, submitter = self.day, None
        else:
            self.sheet.put(f"Antragsteller{self.gender}: {motion.submitter}", 10, skip=1)
        self.sheet.put("Tagesordnungspunkt: 7. Anträge", 10)
        self.sheet.put("Antragstext", 12, bold=True, skip=1)
        self._note(
            motion, first, self._text(motion), date=date, adopted=adopted,
            submitter=submitter, addressees=(),
        )  # fmt: skip

    def _dotted(self, motion: _Motion) -> None:
        first = self.sheet.put(f"{motion.number}.", 14, bold=True)
        self.sheet.put(motion.title, 14, bold=True)
        self.sheet.put(f"Antragsteller/innen: {motion.submitter}", 10, skip=1)
        self._note(motion, first, self._text(motion, self._opening()), addressees=())

    def _area(self, motion: _Motion) -> None:
        letter, figures = motion.number[0], motion.number[1:].strip()
        first = self.sheet.put(f"Antragsbereich {letter}/ Antrag {figures}", 12, bold=True)
        self.sheet.put(f"Antragsteller: {motion.submitter}", 10, skip=1)
        if motion.addressees:
            self.sheet.put(f"Empfänger: {', '.join(motion.addressees)}", 10)
        for i, line in enumerate(_wrapped(motion.title, 60)):
            self.sheet.put(line, 12, bold=True, skip=i == 0)
        self._note(motion, first, self._text(motion, self._opening()))

    def _paper(self, motion: _Motion) -> None:
        """Write a council's paper."""
        first = self.sheet.put(f"Drucksache {motion.number}", 12)
        self.sheet.put("Antrag", 14, bold=True, skip=1)
        self.sheet.put("der Fraktion Musterland", 10)
        self.sheet.put(f"Betreff: {motion.title}", 10, skip=1)
        self.sheet.put("Beschlussvorschlag:", 10, bold=True, skip=1)
        self._note(motion, first, self._text(motion), submitter=None, addressees=())

    def _front_matter(self, motion: _Motion) -> None:
        for line in (
            "---", f"titel: {motion.title}", f"kuerzel: Antrag {motion.number}",
            f"antragsteller: {motion.submitter}", "status: Angenommen",
            f"veranstaltung: {self.body} {self._days()}", "---", "",
        ):  # fmt: skip
            self.sheet.add(line)
        heading = self.sheet.add("## Antragstext", style="heading 2")
        body = self._text(motion)
        self._note(motion, heading, body, date=self.day, adopted=True, addressees=())

    def _bare(self, motion: _Motion) -> None:
        first = self.sheet.put(motion.number, 10, bold=True)
        self.sheet.put(f"Einreicher{self.gender}: {motion.submitter}", 10)
        self.sheet.put(motion.title, 10, bold=True, skip=1)
        self._note(motion, first, self._text(motion, self._opening()), addressees=())

    def _late_title(self, motion: _Motion) -> None:
        first = self._say(f"Antrag {motion.number}", skip=1)
        self._say(f"Antragsteller: {motion.submitter}")
        self._say(f"Der {self.body} der SPD Musterstadt möge beschließen:", skip=1)
        self._say(motion.title, skip=1)
        self._note(motion, first, self._text(motion), addressees=())

    def _programme(self, motion: _Motion) -> None:
        first = -1
        for line in _wrapped(motion.title, 40):
            index = self.sheet.put(line, 20, bold=True)
            first = index if first < 0 else first
        self.sheet.put(f"Kommunalwahlprogramm {self.day.year}", 14, skip=1)
        self.sheet.put(f"Beschlossen am {self._days()} in Musterstadt", 10, skip=2)
        heading = "1. Worum es geht"
        body = self.sheet.put(f"1 {heading}" if self.numbered else heading, 12, bold=True, skip=2)
        self._text(motion)
        self._note(
            motion, first, body, number=None, submitter=None, addressees=(), date=self.day,
            adopted=True,
        )  # fmt: skip

    def _session(self, motion: _Motion) -> None:
        first = self.sheet.put(f"Antrag {motion.number}", 14, bold=True)
        for line in _wrapped(motion.title, 56):
            self.sheet.put(line, 14, bold=True)
        self.sheet.put(f"Antragsteller{self.gender}: {motion.submitter}", 10, skip=1)
        self._note(motion, first, self._text(motion, self._opening()), addressees=())
