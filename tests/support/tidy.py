"""Invent resolutions from words and sentence patterns, together with their true structure.

A "|" in a text is where a word may be divided at a line's end; NOTE is where the mark of
the block's footnote stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

NOTE = "\ue000"

SUBJECTS = (
    "die Ge|mein|den", "vie|le Ver|ei|ne", "un|se|re Nach|bar|schaf|ten", "die Schu|len",
    "Fa|mi|li|en mit klei|nen Kin|dern", "äl|te|re Men|schen", "die Be|trie|be der Re|gi|on",
    "die Bi|blio|the|ken", "Aus|zu|bil|den|de", "die Stadt|teil|treffs",
    "vie|le Pend|le|rin|nen und Pend|ler",
    "die Sport|ver|ei|ne", "die Sprach- und Le|se|kur|se", "die SPD-Orts|ver|ei|ne",
    "die E-Bus|se", "die Wohn|bau|ge|nos|sen|schaf|ten", "die Frei|wil|li|gen Feu|er|weh|ren",
)  # fmt: skip
OBJECTS = (
    "den Aus|bau der Rad|we|ge", "ei|ne ver|läss|li|che Be|treu|ung", "mehr Bäu|me in den Stra|ßen",
    "güns|ti|ge Mie|ten", "ei|nen dich|te|ren Takt der Stra|ßen|bahn",
    "hel|le und si|che|re Hal|te|stel|len",
    "kos|ten|freie Lern|mit|tel", "die Öff|nung der Schul|hö|fe am Nach|mit|tag",
    "ei|ne Werk|statt für Fahr|rä|der", "bar|rie|re|freie Ein|gän|ge", "ei|nen Was|ser|spiel|platz",
    "die Pfle|ge der Klein|gär|ten", "mehr Per|so|nal in den Bür|ger|äm|tern",
    "ein of|fe|nes WLAN-Netz",
    "kür|ze|re We|ge zu Ärz|tin|nen und Ärz|ten", "Stadt- und Um|land|ver|keh|re aus ei|ner Hand",
    "die Be|pflan|zung der Dach|flä|chen", "den Er|halt der Schwimm|hal|len",
)  # fmt: skip
VERBS = (
    "brau|chen", "un|ter|stüt|zen", "ken|nen", "er|le|ben", "ver|mis|sen", "schät|zen",
    "be|ob|ach|ten", "er|hof|fen", "prä|gen", "be|für|wor|ten",
)  # fmt: skip
INFINITIVES = (
    "zu för|dern", "zu be|schlie|ßen", "zu fi|nan|zie|ren", "vor|zu|be|rei|ten", "zu si|chern",
    "schritt|wei|se um|zu|set|zen", "zu er|mög|li|chen",
)  # fmt: skip
BARE = (
    "för|dern",
    "be|schlie|ßen",
    "fi|nan|zie|ren",
    "vor|be|rei|ten",
    "si|chern",
    "er|mög|li|chen",
)
ADVERBS = (
    "seit vie|len Jah|ren", "im gan|zen Stadt|ge|biet", "in al|len 14 Orts|tei|len",
    "seit dem Jahr 2019",
    "nach wie vor", "an 5 Ta|gen der Wo|che", "auch au|ßer|halb der Fe|ri|en", "oft ge|mein|sam",
    "mit vie|ler|lei Auf|lau|fen|dem", "trotz knap|per Kas|sen", "auf gan|zer Flä|che",
)  # fmt: skip
STATEMENTS = (
    "{Subject} {verb} {object} {adverb}.",
    "Seit {year} {verb} {subject} {object}, und zwar {adverb}.",
    "{Adverb} {verb} {subject} {object}.",
    "Für {count} Pro|zent der Be|frag|ten gibt es {object} längst nicht mehr, {adverb} fehlt das.",
    "Am {day}. {month} {year} spra|chen {subject} mit {count} Gäs|ten über {object}.",
    "{Object} gibt es {adverb} schon für {count}.000 Eu|ro im Jahr.",
    "Wo {subject} {object} {verb}, wächst {adverb} das Ver|trau|en.",
    "{Subject} und {other} {verb} {object}; das hilft {adverb}.",
    "Ein Ef|fekt zeigt sich {adverb}: {Subject} {verb} {object}.",
    "Da|ge|gen fin|det man {object} im Nach|bar|kreis schon {count}-mal, {adverb} gut be|sucht.",
    "Of|fen bleibt, ob {subject} {adverb} auch {object} {verb}.",
    "{Object} {verb} {subject} {adverb} so|gar dop|pelt.",
)
DEMANDS = (
    "Wir for|dern {accusative} auf, {object} {infinitive}.",
    "Wir er|war|ten von {dative}, {object} {adverb} {infinitive}.",
    "{Nominative} soll {object} {bare}.",
    "{Nominative} wird auf|ge|for|dert, {object} {infinitive}.",
    "Wir set|zen uns da|für ein, {object} {adverb} {infinitive}.",
    "Wir bit|ten {accusative}, {object} {infinitive}.",
)
ADDRESSEES = (
    ("die Stadt|ver|wal|tung", "der Stadt|ver|wal|tung", "die Stadt|ver|wal|tung"),
    ("die Frak|ti|on im Stadt|rat", "der Frak|ti|on im Stadt|rat", "die Frak|ti|on im Stadt|rat"),
    ("der Land|kreis", "dem Land|kreis", "den Land|kreis"),
    ("das Land", "dem Land", "das Land"),
    ("der Bund", "dem Bund", "den Bund"),
    ("die Ver|kehrs|be|trie|be", "den Ver|kehrs|be|trie|ben", "die Ver|kehrs|be|trie|be"),
)
"""Nominative, dative, accusative."""
TITLES = (
    "Mo|bi|li|tät und Ver|kehr", "Woh|nen und Bau|en", "Schu|le und Kin|der|ta|ges|stät|ten",
    "Kli|ma|schutz vor Ort", "Ar|beit und Aus|bil|dung", "Ge|sund|heit und Pfle|ge",
    "Kul|tur für al|le", "Sport und Frei|flä|chen", "Di|gi|ta|le Ver|wal|tung",
    "Si|cher|heit im All|tag", "Eh|ren|amt", "Ju|gend und Be|tei|li|gung", "Fi|nan|zen",
    "Grün|flä|chen, Parks und Gär|ten", "Nach|bar|schaft",
)  # fmt: skip
WHOLES = (
    "Ei|ne Stadt der kur|zen We|ge", "Gut le|ben in Mus|ter|stadt", "Fahr|plan Mus|ter|stadt 2030",
    "Of|fe|ne Tü|ren für al|le", "Ak|ti|ons|pro|gramm Nach|bar|schaft", "Zu|kunft der Orts|tei|le",
    "Raum für Kin|der und Kul|tur", "Nie|mand war|tet al|lein",
)  # fmt: skip
PREAMBLES = (
    "Vor|be|mer|kung",
    "Aus|gangs|la|ge",
    "Prä|am|bel",
    "Vor|be|mer|kung: Wor|um es uns geht",
)
SUBMITTERS = (
    "Stadt|vor|stand", "Orts|ver|ein Mus|ter|stadt-Nord", "Ar|beits|kreis Um|welt",
    "Un|ter|be|zirk Mus|ter|land", "Vor|stand",
)  # fmt: skip
NOTES = (
    "Sie|he den Haus|halts|plan der Stadt Mus|ter|stadt für {year}.",
    "Zah|len nach dem Jah|res|be|richt {year} (<https://www.example.org/{count}>)",
    (
        "Ei|ge|ne Er|he|bung, Stand {month} {year}; be|fragt wur|den {count} Per|so|nen, "
        "die Ant|wor|ten lie|gen dem Vor|stand seit dem Früh|jahr vor und wer|den auf|be|wahrt."
    ),
)
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


class Sort(StrEnum):
    """Kind of a block of text."""

    FRONT = "front"
    HEADING = "heading"
    AREA = "area"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    DEMAND = "demand"
    MEASURE = "measure"
    PART = "part"


@dataclass(frozen=True)
class TidyBlock:
    """A paragraph or a heading."""

    sort: Sort
    text: str
    id: str = ""
    """Number of an area, or id of a measure."""
    title: str = ""
    """Title of an area, without its number."""
    note: str = ""
    """Text of the footnote whose mark stands at NOTE."""


@dataclass(frozen=True)
class Motion:
    """A resolution or a motion."""

    title: str
    number: str
    """Such as "A 12" for a motion, "Beschluss 07" for a resolution."""
    submitter: str
    blocks: tuple[TidyBlock, ...]


@dataclass(frozen=True)
class Book:
    """The cover and the motions of one file."""

    cover: tuple[str, ...]
    """Lines of the cover; empty without one."""
    date: dt.date | None
    """Date on the cover."""
    motions: tuple[Motion, ...]


def whole(text: str) -> str:
    """Return a text without division points and without NOTE."""
    return text.replace("|", "").replace(NOTE, "")


def compose(random: Random, *, several: bool, cover: bool, notes: int) -> Book:
    """Invent a book with one motion of 2–8 areas, or with 3–5 shorter ones."""
    writer = _TidyWriter(random, notes)
    count = random.randint(3, 5) if several else 1
    titles = random.sample(WHOLES, count)
    kind = random.choice(("Beschluss {n:02}", "Antrag A {n}", "K {n:02}", "Ini {n}"))
    first = random.randint(1, 30)
    motions = tuple(
        writer.motion(title, kind.format(n=first + i), random.randint(2, 4 if several else 8))
        for i, title in enumerate(titles)
    )
    if not cover:
        return Book((), None, motions)
    date = dt.date(random.randint(2012, 2025), random.randint(1, 12), random.randint(1, 28))
    printed = random.choice(
        (f"{date.day}. {MONTHS[date.month - 1]} {date.year}", f"{date:%d.%m.%Y}")
    )
    lines = ("Beschlüsse" if several else "Beschluss", "des Parteitages der SPD Musterstadt")
    return Book((*lines, f"Musterstadt, {printed}"), date, motions)


class _TidyWriter:
    """Invents texts at random."""

    def __init__(self, random: Random, notes: int) -> None:
        self.random = random
        self.notes = notes
        """Number of footnotes still to be set."""

    def motion(self, title: str, number: str, areas: int) -> Motion:
        """Invent a motion."""
        choice = self.random.choice
        submitter = choice(SUBMITTERS)
        by = f"{choice(('Ein|rei|cher', 'An|trag|stel|ler', 'An|trag|stel|le|rin'))}: {submitter}"
        front = [number, title]
        front.insert(choice((1, 2)), by)
        blocks = [TidyBlock(Sort.FRONT, text) for text in front]
        if self.random.random() < 0.6:
            blocks.append(TidyBlock(Sort.HEADING, choice(PREAMBLES)))
        blocks += (self.paragraph() for _ in range(self.random.randint(1, 3)))
        form = choice(
            ("Be|reich {n}: {t}", "{n}. {t}", "{r}. {t}", "{l}) {t}", "Ka|pi|tel {n} – {t}")
        )
        marks = ["{n})", "({n})"] if form == "{n}. {t}" else ["{n})", "({n})", "{n}."]
        mark = choice(marks)
        for i, name in enumerate(self.random.sample(TITLES, areas)):
            text = form.format(n=i + 1, r=ROMAN[i], l="ABCDEFGH"[i], t=name)
            blocks.append(TidyBlock(Sort.AREA, text, str(i + 1), name))
            blocks += self.area(i + 1, mark)
        return Motion(whole(title), whole(number), whole(submitter), tuple(blocks))

    def area(self, number: int, mark: str) -> Iterator[TidyBlock]:
        """Yield the blocks of an area below its heading."""
        for _ in range(self.random.randint(1, 2)):
            yield self.paragraph()
        if self.random.random() < 0.3:
            yield TidyBlock(Sort.PARAGRAPH, "Was vor Ort schon zu fin|den ist:")
            bullet = self.random.choice(("• ", "– "))
            for _ in range(self.random.randint(2, 4)):
                yield TidyBlock(Sort.BULLET, bullet + self.statement()[:-1] + ";")
        if self.random.random() < 0.25:
            for i in range(self.random.randint(1, 3)):
                text = " ".join((self.demand(), *self.statements(0, 2)))
                yield TidyBlock(Sort.DEMAND, text, f"{number}.{'ABC'[i]}")
            return
        if self.random.random() < 0.5:
            _nominative, _dative, accusative = self.random.choice(ADDRESSEES)
            text = f"Wir for|dern {accusative} auf, sich für fol|gen|de Punk|te ein|zu|set|zen:"
            yield TidyBlock(Sort.PARAGRAPH, text)
        for n in range(1, self.random.randint(3, 6)):
            yield from self.measure(f"{number}.{n}", mark.format(n=n))

    def measure(self, name: str, mark: str) -> Iterator[TidyBlock]:
        """Yield a measure, perhaps with a paragraph and with lettered parts."""
        text = " ".join((mark, self.demand(), *self.statements(0, 3)))
        yield self.noted(TidyBlock(Sort.MEASURE, text, name))
        if self.random.random() < 0.3:
            yield self.paragraph()
        if self.random.random() < 0.2:
            form = self.random.choice(("{})", "({})"))
            for letter in "abcd"[: self.random.randint(2, 4)]:
                text = " ".join((form.format(letter), self.demand(), *self.statements(0, 2)))
                yield TidyBlock(Sort.PART, text, f"{name}.{letter}")

    def paragraph(self) -> TidyBlock:
        """Invent a paragraph."""
        return self.noted(TidyBlock(Sort.PARAGRAPH, " ".join(self.statements(2, 6))))

    def noted(self, block: TidyBlock) -> TidyBlock:
        """Return the block, perhaps with a footnote."""
        if not self.notes or self.random.random() < 0.7:
            return block
        self.notes -= 1
        words = block.text.split(" ")
        at = self.random.randrange(1, len(words))
        while not words[at][-1].isalpha() and words[at][-1] not in ".,":
            at = at % (len(words) - 1) + 1
        words[at] += NOTE
        note = self.filled(self.random.choice(NOTES))
        return TidyBlock(block.sort, " ".join(words), block.id, block.title, note)

    def statements(self, least: int, most: int) -> list[str]:
        """Invent between `least` and `most` sentences."""
        return [self.statement() for _ in range(self.random.randint(least, most))]

    def statement(self) -> str:
        """Invent a sentence."""
        return self.filled(self.random.choice(STATEMENTS))

    def demand(self) -> str:
        """Invent a demand to an addressee."""
        return self.filled(self.random.choice(DEMANDS))

    def filled(self, pattern: str) -> str:
        """Fill a pattern with words at random."""
        choice = self.random.choice
        nominative, dative, accusative = choice(ADDRESSEES[:5])
        subject, other = self.random.sample(SUBJECTS, 2)
        words = {
            "subject": subject,
            "object": choice(OBJECTS),
            "adverb": choice(ADVERBS),
            "nominative": nominative,
        }
        capital = {name.capitalize(): word[0].upper() + word[1:] for name, word in words.items()}
        return pattern.format(
            **words,
            **capital,
            other=other,
            verb=choice(VERBS),
            bare=choice(BARE),
            infinitive=choice(INFINITIVES),
            dative=dative,
            accusative=accusative,
            year=self.random.randint(1998, 2025),
            month=choice(MONTHS),
            day=self.random.randint(1, 28),
            count=self.random.randint(3, 99),
        )
