"""Words of generated motions: wishes in the forms that a list can have, bodies, plain sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """What a motion asks for, in the forms that its sentences need."""

    title: str
    noun: str
    """Behind "Wir fordern", in the accusative."""
    place: str
    """Where, with a capital."""
    objects: str
    verb: str
    """The infinitive with "zu"."""
    participle: str

    @property
    def infinitive(self) -> str:
        """Behind "Wir fordern den Rat auf,"."""
        return f"{self.place[0].lower()}{self.place[1:]} {self.objects} {self.verb}"

    @property
    def clause(self) -> str:
        """Behind "Wir fordern,"."""
        place = self.place[0].lower() + self.place[1:]
        return f"dass {place} {self.objects} {self.participle} werden"

    @property
    def sentence(self) -> str:
        """As a sentence of its own."""
        return f"{self.place} sollen {self.objects} {self.participle} werden."


def _wish(title: str, noun: str, place: str, objects: str, verbs: str) -> Wish:
    verb, participle = verbs.split("/")
    return Wish(title, noun, place, objects, verb, participle)


WISHES = tuple(
    _wish(*entry)
    for entry in (
        ("Bänke im Stadtpark", "mehr Bänke im Stadtpark", "Im Stadtpark", "mehr Bänke",
         "aufzustellen/aufgestellt"),
        ("Licht am Bahnhof", "helle Lampen am Bahnhof", "Auf dem Vorplatz am Bahnhof",
         "helle Lampen", "anzubringen/angebracht"),
        ("Nachtbusse", "Nachtbusse in alle Ortsteile", "In alle Ortsteile", "Nachtbusse",
         "zu schicken/geschickt"),
        ("Essen in der Schule", "kostenfreie Mahlzeiten in allen Grundschulen",
         "In allen Grundschulen", "kostenfreie Mahlzeiten", "anzubieten/angeboten"),
        ("Das Hallenbad bleibt", "neue Umkleiden für das Hallenbad am Markt",
         "Im Hallenbad am Markt", "neue Umkleiden und Duschen", "einzubauen/eingebaut"),
        ("Radwege", "durchgehende Radwege entlang der Hauptstraßen",
         "Entlang der Hauptstraßen", "durchgehende Radwege", "anzulegen/angelegt"),
        ("Trinkbrunnen", "Trinkbrunnen auf allen großen Plätzen", "Auf allen großen Plätzen",
         "Trinkbrunnen", "zu bauen/gebaut"),
        ("Schatten auf Schulhöfen", "schattige Bäume auf den Schulhöfen", "Auf den Schulhöfen",
         "schattige Bäume", "zu pflanzen/gepflanzt"),
        ("Barrierefreie Haltestellen", "barrierefreie Haltestellen bis zum Jahr 2031",
         "Bis zum Jahr 2031", "sämtliche Haltestellen barrierefrei", "umzubauen/umgebaut"),
        ("Bücherbus", "zwei Bücherbusse für die Dörfer der Umgebung",
         "Für die Dörfer der Umgebung", "zwei Bücherbusse", "anzuschaffen/angeschafft"),
        ("Tempo 30", "niedrigere Höchstgeschwindigkeiten vor Schulen und Kindertagesstätten",
         "Vor Schulen und Kindertagesstätten", "niedrigere Höchstgeschwindigkeiten",
         "anzuordnen/angeordnet"),
        ("Räume für Jugendliche", "betreute Räume für Jugendliche in jedem Stadtteil",
         "In jedem Stadtteil", "betreute Räume für Jugendliche", "zu öffnen/geöffnet"),
        ("Sonne auf dem Dach", "Solaranlagen auf den Dächern öffentlicher Gebäude",
         "Auf den Dächern öffentlicher Gebäude", "Solaranlagen", "zu errichten/errichtet"),
        ("Öffentliche Toiletten", "saubere Toiletten in der Innenstadt", "In der Innenstadt",
         "saubere und kostenlose Toiletten", "bereitzustellen/bereitgestellt"),
        ("Sprachkurse am Abend", "Sprachkurse am Abend und am Wochenende",
         "Am Abend und am Wochenende", "Sprachkurse mit Kinderbetreuung",
         "zu fördern/gefördert"),
        ("Wohnen in der Ausbildung", "günstige Zimmer für Auszubildende",
         "Für Auszubildende", "günstige Zimmer in der Nähe der Berufsschulen",
         "zu schaffen/geschaffen"),
        ("Stellplätze für Fahrräder", "überdachte Stellplätze für Fahrräder an jedem Rathaus",
         "An jedem Rathaus", "überdachte Stellplätze für Fahrräder", "einzurichten/eingerichtet"),
        ("Werkstätten", "offene Werkstätten für Reparaturen", "In leeren Läden",
         "offene Werkstätten für Reparaturen", "zu gründen/gegründet"),
        ("Hecken und Wiesen", "blühende Hecken an Feldwegen", "An Feldwegen und Gräben",
         "blühende Hecken und Wiesen", "zu erhalten/erhalten"),
        ("Mehr Hebammen", "zusätzliche Stellen für Hebammen im Kreiskrankenhaus",
         "Im Kreiskrankenhaus", "zusätzliche Stellen für Hebammen",
         "auszuschreiben/ausgeschrieben"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class AskedWords:
    """A body with its article in the cases that sentences need."""

    name: str
    nominative: str
    accusative: str
    dative: str


BODIES = tuple(
    AskedWords(name, f"{articles[0]} {name}", f"{articles[1]} {name}", f"{articles[2]} {name}")
    for name, articles in (
        ("Stadtratsfraktion", ("die", "die", "der")),
        ("Landesvorstand", ("der", "den", "dem")),
        ("Stadtrat", ("der", "den", "dem")),
        ("SPD-Kreistagsfraktion", ("die", "die", "der")),
        ("Landesregierung", ("die", "die", "der")),
    )
)

PLAIN = (
    "Die Wege in unserer Stadt sind lang, und wer sie geht, kommt an vielen Baustellen vorbei.",
    "Im vergangenen Jahr kamen mehr als viertausend Menschen neu hierher.",
    "Viele Familien kennen das aus ihrem Alltag.",
    "Seit der Reform von 2014 ist die Zahl der Beschäftigten in den Ämtern kaum gestiegen.",
    "In den Nachbarstädten gibt es solche Angebote schon lange, und sie werden gern genutzt.",
    "Ein Drittel der Haushalte hat kein eigenes Auto.",
    "Der letzte Sommer war einer der heißesten seit Beginn der Aufzeichnungen.",
    "Das zeigt auch der Bericht, den das Amt für Statistik im Frühjahr vorgelegt hat.",
    "Vereine und Initiativen leisten hier seit Jahren eine beeindruckende Arbeit.",
    "Der Bus fährt nach acht Uhr abends nur noch einmal in der Stunde.",
    "Die Mieten sind in zehn Jahren fast doppelt so schnell gestiegen wie die Löhne.",
    "Auf dem Land ist die Lage noch schwieriger als in den großen Städten.",
)
"""Sentences that ask for nothing."""

REASONS = (
    *PLAIN,
    "Wer abends unterwegs ist, muss sich darauf verlassen können.",
    "Ohne diese Angebote müssen viele Kinder zu Hause bleiben.",
    "Eine Stadt braucht Orte, an denen man nichts kaufen muss.",
)

HEADINGS = (
    "Verkehr und Wege", "Wohnen", "Schule und Bildung", "Gesundheit", "Klima und Natur",
    "Zusammenleben in den Ortsteilen", "Arbeit und Ausbildung", "Kultur", "Sport und Freizeit",
    "Familie, Kinder und Jugend",
)  # fmt: skip

TITLES = (
    "Eine Stadt für alle",
    "Gut leben auf dem Land",
    "Unser Plan bis 2030",
    "Mehr Zusammenhalt",
)
