"""Areas as nobody would choose them: one measure or forty, of a line or of two pages, long names.

The words are German ones of a town's politics, since their length is what breaks pages. Each
measure has numbers that stand nowhere else, by which it is seen whether its text is complete.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

from reports.content.fields import Lines
from reports.content.resolution import Addressee, Basis, Measure, Request
from reports.content.workspace import Content
from tests.support import factories

NUMBER = 7
"""The number of every area: the sample has one that is so called."""

_SUBJECTS = [
    "Stadtverwaltung",
    "Schulaufsicht",
    "Wohnungsgesellschaft",
    "Volkshochschule",
    "Verkehrsbetriebe",
    "Gleichstellungsbeauftragte",
    "Jugendgerichtshilfe",
    "Bezirksvertretung",
    "Klimaschutzagentur",
    "Feuerwehr",
    "Ausländerbehörde",
    "Stadtbibliothek",
    "Wirtschaftsförderung",
    "Sparkasse",
    "Seniorenvertretung",
    "Kinderbeauftragte",
    "Bauaufsichtsbehörde",
    "Friedhofsverwaltung",
]
_OBJECTS = [
    "Fahrradabstellanlagen",
    "Sprachkurse",
    "Trinkwasserbrunnen",
    "Barrierefreiheit",
    "Mietspiegel",
    "Radwege",
    "Ganztagsbetreuung",
    "Baumpatenschaften",
    "Nachtbusse",
    "Schuldnerberatung",
    "Lärmschutzwände",
    "Spielplätze",
    "Genossenschaftswohnungen",
    "Hitzeaktionspläne",
    "Schulsozialarbeit",
    "Anlaufstellen",
    "Werkstätten",
    "Regenrückhaltebecken",
    "Berufsorientierungsangebote",
    "Energieberatung",
    "Kleingärten",
    "Chöre",
    "Straßenbahnhaltestellen",
    "Begegnungsstätten",
    "Gewaltschutzwohnungen",
    "Dolmetschdienste",
    "Horte",
    "Photovoltaikanlagen",
    "Sportstättenentwicklung",
    "Wärmenetze",
    "Bürgerhaushalte",
    "Jugendclubs",
]
_VERBS = [
    "sichert",
    "fördert",
    "prüft",
    "erweitert",
    "bezahlt",
    "veröffentlicht",
    "plant",
    "erneuert",
    "schafft",
    "ordnet",
]
_ENDS = [
    "in allen Stadtteilen",
    "gemeinsam mit den Vereinen vor Ort",
    "ohne zusätzliche Gebühren",
    "nach dem Vorbild anderer Großstädte",
    "auch am Wochenende und in den Schulferien",
    "und berichtet darüber dem Stadtrat",
    "barrierefrei und mehrsprachig",
    "bis zum Ende der Wahlperiode",
]
_FIRST = [
    "Kommunal",
    "Bundes",
    "Jugend",
    "Arbeitnehmerinnen",
    "Gesundheits",
    "Wohnungs",
    "Verkehrs",
    "Bildungs",
    "Umwelt",
    "Kultur",
]
_MIDDLE = ["politik", "versorgungs", "entwicklungs", "beratungs", "förderungs", "planungs"]
_LAST = [
    "kommission",
    "vertretung",
    "konferenz",
    "beirat",
    "ausschuss",
    "arbeitsgemeinschaft",
    "netzwerk",
    "verband",
]
LONGEST_TEXT, LONGEST_NAME = 3000, 60
_LONGEST_SUMMARY = 2000
"""Characters of a text in our own words; what is longer is the wording of the source."""


def random_area(seed: int) -> tuple[Content, dict[str, Sequence[str]]]:
    """Return a workspace with one area, and for each measure the numbers that it must print."""
    chance = random.Random(seed)
    addressees = tuple(_addressee(chance, i) for i in range(chance.randint(1, 12)))
    count = chance.choice([1, 2, 3, 5, 8, 12, 16, 25, 40])
    longest = chance.choice([80, 200, 600, 1500, LONGEST_TEXT])
    measures, numbers = [], {}
    for i in range(1, count + 1):
        measure, numbers[f"{NUMBER}.{i}"] = _measure(chance, i, longest, addressees)
        measures.append(measure)
    area = factories.area_of(*measures, title=_name(chance), number=NUMBER)
    area = area.model_copy(
        update={
            "lead": _sentence(chance) if chance.random() < 0.5 else None,
            "figures": (),
            "lines": Lines(1, 10 * count),
        }
    )
    content = factories.with_areas(area, figures=(), lines=Lines(1, 10 * count))
    return dataclasses.replace(content, addressees=addressees), numbers


def _addressee(chance: random.Random, i: int) -> Addressee:
    name = _name(chance)
    return Addressee(id=f"rat-{i}", name=name, full_name=name, abbreviation=name[:8].strip())


def _measure(
    chance: random.Random, i: int, longest: int, addressees: Sequence[Addressee]
) -> tuple[Measure, Sequence[str]]:
    """Return a measure with at most so many letters, and the numbers in its text."""
    length = min(longest, int(60 * 50 ** chance.random()))
    sentences, numbers = [_sentence(chance)], list[str]()
    while sum(map(len, sentences)) < length:
        if len(numbers) < 3:
            numbers.append(f"{i * 10 + len(numbers)}.{chance.randint(100, 999)}")
            sentences.append(f"Dafür stehen {numbers[-1]} Euro bereit.")
        sentences.append(_sentence(chance))
    text = " ".join(sentences)
    requested = chance.sample(addressees, chance.randint(1, min(4, len(addressees))))
    lines = Lines(10 * i - 9, 10 * i)
    is_quoted = len(text) > _LONGEST_SUMMARY
    measure = Measure(
        id=f"{NUMBER}.{i}",
        title=_title(chance) if chance.random() < 0.8 else None,
        summary=None if is_quoted else text,
        wording=f"Die Stadt wird aufgefordert: {text}" if is_quoted else None,
        lines=lines,
        addressees=tuple(
            Request(id=addressee.id, basis=Basis.EXPLICIT, lines=Lines(lines.first, lines.first))
            if chance.random() < 0.5
            else Request(id=addressee.id, basis=Basis.DERIVED)
            for addressee in requested
        ),
    )
    # of a wording only what it asks is quoted
    return measure, () if is_quoted else numbers


def _sentence(chance: random.Random) -> str:
    subject, projects = chance.choice(_SUBJECTS), chance.sample(_OBJECTS, chance.randint(1, 3))
    listed = " und ".join([", ".join(projects[:-1]), projects[-1]] if projects[1:] else projects)
    return f"Die {subject} {chance.choice(_VERBS)} {listed} {chance.choice(_ENDS)}."


def _title(chance: random.Random) -> str:
    return " und ".join(chance.sample(_OBJECTS, chance.randint(1, 2)))


def _name(chance: random.Random) -> str:
    """Return a name of up to LONGEST_NAME letters, of one long word or of several."""
    word = chance.choice(_FIRST)
    for _step in range(chance.randint(0, 1)):
        word += chance.choice(_MIDDLE)
    name = word + chance.choice(_LAST)
    while chance.random() < 0.5:
        longer = f"{name} {chance.choice(_OBJECTS)}"
        if len(longer) > LONGEST_NAME:
            break
        name = longer
    return name[:LONGEST_NAME]
