"""Words that show whether a German sentence asks, in small letters; see `demand_score`."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OBLIGATION = _words("muss müssen müsse soll sollen solle müsste müssten")
ADVICE = _words("sollte sollten")
PERMISSION = _words("darf dürfen dürfe")
NEED = _words("braucht brauchen bedarf bedürfen benötigt benötigen")
INTENTION = _words("wollen werden möchten darf")
PASSIVE = _words("werden sein bleiben haben erhalten")
"""What "muss … werden" and the like end with."""
NEGATIONS = _words("nicht kein keine keinen keinem keiner keines nie niemals niemand niemandem nur")
WISHES = _words("wollen möchten brauchen")
DEMANDS = _words("forderung forderungen")
CALLED = _words("aufgefordert aufgerufen gebeten beauftragt ersucht angehalten angewiesen")
IS = _words("ist sind sei seien")
REPORTED = _words("sei seien")
JUDGES = _words(
    "akzeptieren befürchten begrüßen beklagen beobachten bemerken betonen bezweifeln bezeichnen"
    " erkennen erklären erwarten erwähnen finden hinterfragen hoffen kritisieren leugnen lesen"
    " loben merken nennen sagen sehen spüren übersehen unterschätzen verstehen verzeichnen"
    " festzustellen festzuhalten anzumerken anzunehmen einzuwenden hinzunehmen vorzuwerfen"
)
"""What "ist … zu" judges or describes with, and asks for nothing: "ist nicht zu akzeptieren"."""
ABLE = _words(
    "recht rechte möglichkeit chance fähigkeit versuch wunsch gelegenheit lage verpflichtet bereit"
    " berechtigt gezwungen fähig befugt bemüht angehalten gewillt"
)
"""What "zu" depends on instead of "ist": "ist verpflichtet … zu schaffen" says what holds."""
ARTICLES = _words("der die das den dem")
LINKS = _words("und oder sowie")
"""What goes on with a clause behind its finite verb: "die warten müssen und …"."""
HAS_NOT_TO = _words("muss müssen müsse")
BETWEEN_NOT = _words("es das aber dies sie er also jedoch wir")
BEFORE_OBJECTS = _words("für von an mit gegen bei in durch auf aus über um zu nach")
STATES = _words("lauten heißen klar bewusst")
"""What a principle is put into words with: "Der Grundsatz muss lauten"."""
BELONGS = _words("gehört gehören")
"""With a participle: "gehört abgeschafft"."""
BECOMES = _words("wird werden")
POINTS_BACK = _words("das dies dem diesem so dadurch damit nur")
SUBORDINATE = _words(
    "dass daß weil wenn ob obwohl damit sodass nachdem bevor während indem falls sofern solange"
    " sobald wobei wodurch weshalb welche welcher welches welchem deren dessen denen wo wer was"
    " wie"
)
"""What subordinate clauses begin with; "der" and "die" are left out: articles are far commoner."""
NECESSARY = _words(
    "notwendig nötig erforderlich unerlässlich überfällig unabdingbar dringend zwingend geboten"
    " wichtig entscheidend unverzichtbar notwendigkeit"
)
CONCLUDES = _words("deshalb daher darum deswegen")
BEGINS_CONCLUSION = CONCLUDES | _words(
    "dazu dafür hierzu hierfür folglich somit stattdessen vielmehr zudem außerdem ebenso"
    " gleichzeitig konkret"
)
CONDITIONS = _words("wenn sofern falls weil da obwohl während als solange")
PAST = _words(
    "war waren wurde wurden hatte hatten konnte konnten musste mussten sollten wollte wollten kam"
    " kamen ging gingen gab stand standen zeigte zeigten blieb führte führten"
)
PERFECT = _words("hat haben habe")
OTHERS_SAY = _words("laut zufolge angaben beispielsweise")
SOURCES = _words("studie studien statistik umfrage bericht zitat")
"""What others say something in, unless it is asked for: "Die Stadt soll einen Bericht geben"."""
FINITE = _words(
    "ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können könnte könnten"
    " will wollen muss müssen soll sollen sollte sollten darf dürfen mag möge mögen gibt gab geht"
    " steht stehen liegt liegen bleibt bleiben zeigt zeigen macht führt führen braucht brauchen"
    " bedarf gehört gehören gilt bedeutet heißt betrifft fehlt fehlen kommt kommen leben lebt"
    " bietet bieten stellt stellen findet finden setzt setzen fordert fordern"
)
CHANGES = _words(
    "mehr weniger bessere besseren besserer besseres keine kein keinen höhere höheren stärkere"
    " stärkeren kostenlose kostenfreie kostenlosen kostenloser verbindliche verbindlicher"
    " verpflichtende flächendeckende flächendeckender konsequente konsequenter neue zusätzliche"
    " vollständige sofortige schnelle schnellere bezahlbare gerechte dauerhafte verstärkte"
    " ausreichend ausreichende statt"
)
"""What points begin with that want something changed: "Mehr Busse", "Kostenlose Mahlzeiten"."""

WANTS = tuple(
    _words(
        "forder verlang beantrag erwart woll möcht wünsch lehn tret schlag streb bitt ruf"
        " unterstütz kämpf streit brauch benötig empfehl verurteil plädier bekräftig appellier"
        " dring befürwort spreche verpflicht bekenn beauftrag beschließ beharr"
    )
)
"""The beginnings of verbs with which authors say what they want."""
IS_FOR = ("werd", "steh", "begrüß", "mach", "besteh", "setz")
"""Those of verbs that other sentences of the authors have as well."""
PLANS = tuple(
    _words(
        "sorg schaff stärk förder bau senk erhöh richt aktivier entwickel sicher nutz öffn"
        " garantier beend verhinder ermöglich"
    )
)
"""Those of verbs with which a programme says what its authors will do."""

BODY = re.compile(
    r"(?:spd|cdu|csu|fdp|jusos?|grünen?r?|linken?r?|bund|senat|bundes-spd|[\w*-]*(?:fraktion(?:en)?"
    r"|parteien|partei|parteitag|konferenz|vorstand|verband|verbände|ortsverein|unterbezirk|rat"
    r"|räte|tag|regierung|verwaltung|magistrat|stadt|kommunen|gemeinde|länder|land|mitglieder"
    r"|ministerium|behörden|unternehmen|minister|ausschuss))$"
)
"""A body's name: those who ask in a resolution, and those whom it gives a task."""
PARTY_PART = re.compile(
    r"(?:[\w*-]*(?:vorstand|vorstände|ortsverein|ortsvereine|unterbezirke?|gliederung(?:en)?"
    r"|arbeitsgemeinschaft(?:en)?|arbeitskreise?|arbeitsgruppen?|ortsgruppen?|fraktion(?:en)?)"
    r"|(?:kreis|stadt|landes|bezirks|orts)verb(?:and|ände)|[\w-]*geschäftsstellen?)$"
)
"""What is part of a party, which its congress gives tasks."""
STATE_PART = re.compile(
    r"(?:bund|land|länder|kommunen|(?:[\w-]*(?:regierung|verwaltung|stadt|gemeinden?|landkreise?"
    r"|ministerium|magistrat|senat|kreistag|landtag|behörden?)))$"
)
"""What belongs to the state."""
BEFORE_BODY = _words("der die das unsere unser alle jeder jede beide")
GOES_ON = _words("der des im in von vor und sowie")
"""What a body's name goes on with: "der SPD", "im Rat", "und die Ortsvereine"."""
PRESENT = re.compile(r"[a-zäöüß]{2,}(?:t|en|eln|ern)$")
"""What may be a verb in the present tense."""
NO_TASK = _words(
    "nicht selbst insgesamt statt mit seit erst fast meist inzwischen zusammen neben wegen gegen"
    " jetzt bereits damit lebt arbeitet arbeiten wächst wachsen weiß wissen sieht sehen kennt"
    " kennen glaubt glauben hofft hoffen freut freuen leidet leiden verfügt verfügen besteht"
    " bestehen profitiert profitieren leistet leisten erhält erhalten bekommt bekommen verliert"
    " verlieren erlebt erleben versteht verstehen begrüßt begrüßen kämpft kämpfen könnten würden"
    " möchten einzelnen verdient verdienen klagt klagen zählt zählen verletzt verletzen versagt"
    " versagen ignoriert ignorieren blockiert blockieren verhindert verhindern verschläft"
    " verschlafen verweigert verweigern"
)
"""What is no verb, or one that tells what a body is, has or thinks, or does wrong."""
ALREADY = _words(
    "seit bereits schon bisher bislang derzeit zurzeit aktuell längst früher leider oft häufig kaum"
)
"""Words of what is so already."""
ACTS = re.compile(
    r"(?:beantrag|forder|verlang|bitt|beauftrag|prüf|berichte|setz|wirk|sorg|richte|stell|bring"
    r"|schaff|führ|unterstütz|leg|nehm|nimm|erstell|veröffentlich|lehn|erarbeit|erweiter|verpflicht"
    r"|erwart|werb|tritt|verbiet|ermöglich|sicher)\w{0,3}(?:t|en)$"
)
ACTION = re.compile(
    r"[A-ZÄÖÜ][\w*/-]*(?:ung|ungen|ion|ionen|[Aa]bbau|[Aa]usbau|[Aa]ufbau|[Uu]mbau|[Ee]rhalt"
    r"|[Ss]topp|verbot|gebot|[Ee]rlass|[Vv]erzicht|[Ss]chutz|[Aa]bkehr)$"
)
"""A noun for something done: "Einführung", "Ausbau", "Verkaufsverbot"."""
INFINITIVE = re.compile(r"[a-zäöüß]{3,}(?:en|ern|eln)$")
ZU_INSIDE = re.compile(r"[a-zäöü]{2,8}zu[a-zäöüß]{3,}(?:en|ern|eln)$")
PARTICIPLE = re.compile(
    r"(?:[a-zäöü]{0,9}ge[a-zäöüß]{2,}(?:t|en)|(?:be|ver|er|ent|zer)[a-zäöüß]{2,}(?:t|en)"
    r"|[a-zäöüß]{2,}iert)$"
)
DATE = re.compile(r"\bbis\s+(?:zum|zur|Ende|Anfang|Mitte|spätestens)?\s*(?:\d|[A-Z])")

EXPLAINS = re.compile(r"(?:das|dies)\s+(?:bedeutet|heißt),?\s+dass|denn\s", re.IGNORECASE)
"""The beginning of a sentence that says why, or what another one means."""
QUOTED = re.compile(r":\s*[„“\"»][^“”\"«]{15,}(?:[“”\"«]|$)")
"""Somebody else's words, behind a colon."""
