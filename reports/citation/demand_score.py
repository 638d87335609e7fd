"""How much a sentence looks like a demand: signs of its grammar, each with points.

A sentence is cut into clauses, and the place of the finite verb tells what a clause is: in a
German main clause it stands first or second, in a subordinate one last. "Die Gebühr muss
sinken" asks; "Menschen, die pendeln müssen" does not. A point of a list has often no finite
verb at all: "Ausbau der Netze", "keine Kürzungen dulden".

No sign decides by itself. The points of all signs are added, those against a demand too, and
the reader of the text says how many are enough at which place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

POINTS: Mapping[str, float] = {
    # somebody asks
    "speaker wants": 3,
    "called on": 3,
    "body acts": 2.5,
    "may it": 2,
    "speaker plans": 1.5,
    "speaker is for": 1,
    "speaker": 0.5,
    # something is to be
    "is to be done": 2.5,
    "obligation": 2,
    "advice": 2,
    "forbidden": 2,
    "need": 2,
    "time for it": 2,
    "to be done by others": 1,
    "necessary": 1,
    "will be done": 0.5,
    # a point without a finite verb
    "begins with that": 1.5,
    "begins with an action": 1.5,
    "begins with a change": 1.5,
    "ends with an infinitive": 1.5,
    "point": 0.5,
    "below an opening": 0.5,
    # what goes with demands
    "concludes": 1,
    "date": 0.5,
    # against it
    "question": -4,
    "quotation": -3,
    "points back": -2,
    "reported": -2,
    "past": -1.5,
    "condition": -1,
    "possibility": -0.5,
}
"""How many points each sign gives.

2 is one "muss" in a main clause, which reasons have as well; 3 is "Wir fordern", which they
hardly ever have. The others were set in steps of a half between and below these, so that on
the sentences of 12 resolutions the measures and the other text come apart.
"""


def score(present: frozenset[str]) -> float:
    """Return the points of a sentence's signs together."""
    return sum(POINTS[sign] for sign in present)


# --- words --------------------------------------------------------------------


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OBLIGATION = _words("muss müssen müsse soll sollen solle müsste müssten")
_ADVICE = _words("sollte sollten")
_PERMISSION = _words("darf dürfen dürfe")
_NEED = _words("braucht brauchen bedarf bedürfen benötigt benötigen")
_INTENTION = _words("wollen werden möchten darf")
_PASSIVE = _words("werden sein bleiben haben erhalten")
"""What "muss … werden" and the like end with."""
_NEGATIONS = _words(
    "nicht kein keine keinen keinem keiner keines nie niemals niemand niemandem nur"
)
_CALLED = _words("aufgefordert aufgerufen gebeten beauftragt ersucht angehalten angewiesen")
_IS = _words("ist sind sei seien")
_REPORTED = _words("sei seien")
_BELONGS = _words("gehört gehören")
"""With a participle: "gehört abgeschafft"."""
_BECOMES = _words("wird werden")
_POINTS_BACK = _words("das dies dem diesem so dadurch damit nur")
_SUBORDINATE = _words(
    "dass daß weil wenn ob obwohl damit sodass nachdem bevor während indem falls sofern solange"
    " sobald wobei wodurch weshalb welche welcher welches welchem deren dessen denen wo wer was"
    " wie"
)
"""What subordinate clauses begin with; "der" and "die" are left out: articles are far commoner."""
_NECESSARY = _words(
    "notwendig nötig erforderlich unerlässlich überfällig unabdingbar dringend zwingend geboten"
    " wichtig entscheidend unverzichtbar notwendigkeit"
)
_CONCLUDES = _words("deshalb daher darum deswegen")
_BEGINS_CONCLUSION = _CONCLUDES | _words(
    "dazu dafür hierzu hierfür folglich somit stattdessen vielmehr zudem außerdem ebenso"
    " gleichzeitig konkret"
)
_CONDITIONS = _words("wenn sofern falls weil da obwohl während als solange")
_PAST = _words(
    "war waren wurde wurden hatte hatten konnte konnten musste mussten sollten wollte wollten kam"
    " kamen ging gingen gab stand standen zeigte zeigten blieb führte führten"
)
_PERFECT = _words("hat haben habe")
_OTHERS_SAY = _words(
    "laut zufolge angaben studie studien statistik umfrage bericht zitat beispielsweise"
)
_FINITE = _words(
    "ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können könnte könnten"
    " will wollen muss müssen soll sollen sollte sollten darf dürfen mag möge mögen gibt gab geht"
    " steht stehen liegt liegen bleibt bleiben zeigt zeigen macht führt führen braucht brauchen"
    " bedarf gehört gehören gilt bedeutet heißt betrifft fehlt fehlen kommt kommen leben lebt"
    " bietet bieten stellt stellen findet finden setzt setzen fordert fordern"
)
_CHANGES = _words(
    "mehr weniger bessere besseren besserer besseres keine kein keinen höhere höheren stärkere"
    " stärkeren kostenlose kostenfreie kostenlosen kostenloser verbindliche verbindlicher"
    " verpflichtende flächendeckende flächendeckender konsequente konsequenter neue zusätzliche"
    " vollständige sofortige schnelle schnellere bezahlbare gerechte dauerhafte verstärkte"
    " ausreichend ausreichende statt"
)
"""What points begin with that want something changed: "Mehr Busse", "Kostenlose Mahlzeiten"."""

_WANTS = tuple(
    _words(
        "forder verlang beantrag erwart woll möcht wünsch lehn tret schlag streb bitt ruf"
        " unterstütz kämpf streit brauch benötig empfehl verurteil plädier bekräftig appellier"
        " dring befürwort spreche verpflicht bekenn beauftrag beschließ beharr"
    )
)
"""The beginnings of verbs with which authors say what they want."""
_IS_FOR = ("werd", "steh", "begrüß", "mach", "besteh", "setz")
"""Those of verbs that other sentences of the authors have as well."""
_PLANS = tuple(
    _words(
        "sorg schaff stärk förder bau senk erhöh richt aktivier entwickel sicher nutz öffn"
        " garantier beend verhinder ermöglich"
    )
)
"""Those of verbs with which a programme says what its authors will do."""

_BODY = re.compile(
    r"(?:spd|cdu|csu|fdp|jusos?|grünen?r?|linken?r?|bund|senat|bundes-spd|[\w*-]*(?:fraktion(?:en)?"
    r"|parteien|partei|parteitag|konferenz|vorstand|verband|verbände|ortsverein|unterbezirk|rat"
    r"|räte|tag|regierung|verwaltung|magistrat|stadt|kommunen|gemeinde|länder|land|mitglieder"
    r"|ministerium|behörden|unternehmen|minister|ausschuss))$"
)
"""A body's name: those who ask in a resolution, and those whom it gives a task."""
_ACTS = re.compile(
    r"(?:beantrag|forder|verlang|bitt|beauftrag|prüf|berichte|setz|wirk|sorg|richte|stell|bring"
    r"|schaff|führ|unterstütz|leg|nehm|nimm|erstell|veröffentlich|lehn|erarbeit|erweiter|verpflicht"
    r"|erwart|werb|tritt|verbiet|ermöglich|sicher)\w{0,3}(?:t|en)$"
)
_ACTION = re.compile(
    r"[A-ZÄÖÜ][\w*/-]*(?:ung|ungen|ion|ionen|[Aa]bbau|[Aa]usbau|[Aa]ufbau|[Uu]mbau|[Ee]rhalt"
    r"|[Ss]topp|verbot|gebot|[Ee]rlass|[Vv]erzicht|[Ss]chutz|[Aa]bkehr)$"
)
"""A noun for something done: "Einführung", "Ausbau", "Verkaufsverbot"."""
_INFINITIVE = re.compile(r"[a-zäöüß]{3,}(?:en|ern|eln)$")
_ZU_INSIDE = re.compile(r"[a-zäöü]{2,8}zu[a-zäöüß]{3,}(?:en|ern|eln)$")
_PARTICIPLE = re.compile(
    r"(?:[a-zäöü]{0,9}ge[a-zäöüß]{2,}(?:t|en)|(?:be|ver|er|ent|zer)[a-zäöüß]{2,}(?:t|en)"
    r"|[a-zäöüß]{2,}iert)$"
)
_DATE = re.compile(r"\bbis\s+(?:zum|zur|Ende|Anfang|Mitte|spätestens)?\s*(?:\d|[A-Z])")

_ASIDE = re.compile(r"\s[–-]{1,2}\s[^–.;:]{1,200}?\s[–-]{1,2}\s|\([^()]{0,200}\)")
"""Words put between dashes or brackets, which would cut a clause in two."""
_TOKEN = re.compile(r"[\w*’'/-]+|[,;:()–„“”\"?!.]")
_BREAKS = frozenset(',;:()–„“”"?!.')

_REACH = 9
"""Words behind "wir" in which its verb is looked for: "wir begrüßen … und erwarten"."""


@lru_cache(maxsize=1 << 16)
def _kinds(word: str) -> frozenset[str]:
    """Return what a word in small letters may be."""
    kinds = {
        "wants": word.startswith(_WANTS),
        "is for": word.startswith(_IS_FOR),
        "plans": word.startswith(_PLANS),
        "body": _BODY.match(word),
        "acts": _ACTS.match(word),
        "participle": _PARTICIPLE.match(word),
    }
    return frozenset(kind for kind, holds in kinds.items() if holds)


# --- sentences ----------------------------------------------------------------


@dataclass(frozen=True)
class _Clause:
    """Words between two marks of punctuation, in small letters."""

    words: tuple[str, ...]
    vocabulary: frozenset[str]

    @property
    def is_subordinate(self) -> bool:
        return self.words[0] in _SUBORDINATE

    @property
    def last(self) -> str:
        return self.words[-1]

    def has_main(self, verbs: frozenset[str]) -> bool:
        """Return whether one of the verbs stands where a main clause has its finite verb."""
        if self.is_subordinate or verbs.isdisjoint(self.vocabulary):
            return False
        return len(self.words) < 3 or any(word in verbs for word in self.words[:-1])


def signs(text: str, *, is_point: bool = False, is_opened: bool = False) -> frozenset[str]:
    """Return the signs that a sentence has, by their names in :data:`POINTS`.

    ``is_point`` says that it begins a point of a list, ``is_opened`` that a sentence opens this
    list, mostly with a colon.
    """
    tokens = _TOKEN.findall(_ASIDE.sub(" ", text))
    words = [token for token in tokens if token not in _BREAKS]
    if not words:
        return frozenset()
    present: set[str] = set()
    clauses = list(_clauses(tokens))
    ends = {clause.last for clause in clauses}
    for clause in clauses:
        present.update(_signs_of_duty(clause, ends))
        if not clause.is_subordinate:
            present.update(_signs_of_speakers(clause))
            present.update(_signs_of_tasks(clause))
    present.update(_signs_of_words(text, words))
    if is_point:
        present.add("point")
    if is_opened:
        present.add("below an opening")
    if "speaker" not in present and _FINITE.isdisjoint(word.lower() for word in words):
        present.update(_signs_without_verb(words))
    return frozenset(present)


def _clauses(tokens: Sequence[str]) -> Iterator[_Clause]:
    words: list[str] = []
    for token in [*tokens, "."]:
        if token not in _BREAKS:
            words.append(token.lower())
        elif words:
            yield _Clause(tuple(words), frozenset(words))
            words = []


def _signs_of_duty(clause: _Clause, ends: set[str]) -> Iterator[str]:
    """Yield signs that something has to be; `ends` are the last words of all clauses."""
    obliges, advises = clause.has_main(_OBLIGATION), clause.has_main(_ADVICE)
    if obliges:
        yield "obligation"
    if advises:
        yield "advice"
    if (obliges or advises) and not ends.isdisjoint(_PASSIVE):
        yield "to be done by others"
    if clause.has_main(_PERMISSION) and not _NEGATIONS.isdisjoint(clause.vocabulary):
        yield "forbidden"
    if clause.has_main(_NEED):
        yield "need"
    if clause.words[0] in _POINTS_BACK:
        following = set(clause.words[1:3])
        if following & (_OBLIGATION | _ADVICE | _INTENTION):
            yield "points back"


def _signs_of_speakers(clause: _Clause) -> Iterator[str]:
    """Yield signs of a clause in which the authors say what they want."""
    words = clause.words
    if "wir" in clause.vocabulary:
        yield "speaker"
        at = words.index("wir")
        kinds = {kind for word in words[max(at - 2, 0) : at + _REACH] for kind in _kinds(word)}
        if "wants" in kinds:
            yield "speaker wants"
        elif "is for" in kinds:
            yield "speaker is for"
        elif "plans" in kinds:
            yield "speaker plans"
    if words[0] in ("unser", "unsere") and clause.vocabulary & {"ziel", "forderung", "anspruch"}:
        yield "speaker is for"


def _signs_of_tasks(clause: _Clause) -> Iterator[str]:
    """Yield signs of a clause that gives somebody a task."""
    words, vocabulary = clause.words, clause.vocabulary
    if vocabulary & _CALLED and vocabulary & (_BECOMES | _IS):
        yield "called on"
    if vocabulary & {"möge", "mögen"}:
        yield "may it"
    if vocabulary & _IS and len(words) > 3 and _ends_with_zu(words):
        yield "is to be done"
    ends_with_participle = "participle" in _kinds(clause.last)
    if not _BELONGS.isdisjoint(words[:-1]) and ends_with_participle:
        yield "is to be done"
    if {"es", "gilt"} <= vocabulary:
        yield "time for it"
    if "wir" not in vocabulary:
        if ends_with_participle and not _BECOMES.isdisjoint(words[:-1]):
            yield "will be done"
        if "fest" not in vocabulary and _body_acts(words):
            yield "body acts"


def _ends_with_zu(words: Sequence[str]) -> bool:
    """Return whether a clause ends with "zu" and an infinitive: "zu prüfen", "vorzustellen"."""
    after_zu = words[-2] == "zu" and _INFINITIVE.match(words[-1])
    return bool(after_zu or _ZU_INSIDE.match(words[-1]))


def _body_acts(words: Sequence[str]) -> bool:
    """Return whether a body and a verb of action stand close: "Die Fraktion beantragt"."""
    at = [(i, kind) for i, word in enumerate(words) for kind in _kinds(word) & {"body", "acts"}]
    return any(
        after - before <= 5 and kind != other for (before, kind), (after, other) in pairwise(at)
    )


def _signs_of_words(text: str, words: Sequence[str]) -> Iterator[str]:
    """Yield signs that single words give, wherever they stand."""
    first = words[0].lower()
    vocabulary = {word.lower() for word in words}
    if vocabulary & _NECESSARY:
        yield "necessary"
    if first in _BEGINS_CONCLUSION or vocabulary & _CONCLUDES:
        yield "concludes"
    if vocabulary & _PAST or (
        vocabulary & _PERFECT and any("participle" in _kinds(word) for word in vocabulary)
    ):
        yield "past"
    if vocabulary & _OTHERS_SAY or (vocabulary & _REPORTED and not vocabulary & _CALLED):
        yield "reported"
    if vocabulary & {"kann", "können"}:
        yield "possibility"
    if first in _CONDITIONS:
        yield "condition"
    if first == "dass":
        yield "begins with that"
    if _DATE.search(text):
        yield "date"
    if text.rstrip('“”"’) ').endswith("?"):
        yield "question"
    if text.startswith(("„", '"', "»", ">")):
        yield "quotation"


def _signs_without_verb(words: Sequence[str]) -> Iterator[str]:
    """Yield signs of a point without a finite verb."""
    if _INFINITIVE.match(words[-1]):
        yield "ends with an infinitive"
    if any(_ACTION.match(word) for word in words[:4]):
        yield "begins with an action"
    if words[0].lower() in _CHANGES:
        yield "begins with a change"
