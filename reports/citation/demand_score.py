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

from reports.citation.demand_words import (
    ABLE,
    ACTION,
    ACTS,
    ADVICE,
    ALREADY,
    ARTICLES,
    BECOMES,
    BEFORE_BODY,
    BEFORE_OBJECTS,
    BEGINS_CONCLUSION,
    BELONGS,
    BETWEEN_NOT,
    BODY,
    CALLED,
    CHANGES,
    CONCLUDES,
    CONDITIONS,
    DATE,
    DEMANDS,
    EXPLAINS,
    FINITE,
    GOES_ON,
    HAS_NOT_TO,
    INFINITIVE,
    INTENTION,
    IS,
    IS_FOR,
    JUDGES,
    LINKS,
    NECESSARY,
    NEED,
    NEGATIONS,
    NO_TASK,
    OBLIGATION,
    OTHERS_SAY,
    PARTICIPLE,
    PARTY_PART,
    PASSIVE,
    PAST,
    PERFECT,
    PERMISSION,
    PLANS,
    POINTS_BACK,
    PRESENT,
    QUOTED,
    REPORTED,
    SOURCES,
    STATE_PART,
    STATES,
    SUBORDINATE,
    WANTS,
    WISHES,
    ZU_INSIDE,
)

POINTS: Mapping[str, float] = {
    # somebody asks
    "speaker wants": 3,
    "called on": 3,
    "body acts": 2.5,
    "party is given a task": 4,
    "state is given a task": 2,
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
    "explains": -2,
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


_ASKING = frozenset(("obligation", "advice", "is to be done", "called on", "speaker wants"))
"""The signs with which a study or report is asked for rather than quoted."""

_SHORTENED = re.compile(r"\b(bzw|ca|etc|evtl|ggf|inkl|sog|usw|vgl)\.")
"""Words whose full stop ends no clause."""
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]")
_ASIDE = re.compile(r"\s[–-]{1,2}\s[^–.;:]{1,200}?\s[–-]{1,2}\s|\([^()]{0,200}\)")
"""Words put between dashes or brackets, which would cut a clause in two."""
_TOKEN = re.compile(r"[\w*’'/-]+|[,;:()–„“”\"?!.]")
_BREAKS = frozenset(',;:()–„“”"?!.')

_SUBJECT = 5
"""Words at the beginning of a sentence in which the body is looked for that does something."""

_REACH = 9
"""Words behind "wir" in which its verb is looked for: "wir begrüßen … und erwarten"."""


@lru_cache(maxsize=1 << 16)
def _kinds(word: str) -> frozenset[str]:
    """Return what a word in small letters may be."""
    kinds = {
        "supports": word.startswith("unterstütz"),
        "wants": word.startswith(WANTS),
        "is for": word.startswith(IS_FOR),
        "plans": word.startswith(PLANS),
        "body": BODY.match(word),
        "acts": ACTS.match(word),
        "party": PARTY_PART.match(word),
        "state": STATE_PART.match(word),
        "participle": PARTICIPLE.match(word),
    }
    return frozenset(kind for kind, holds in kinds.items() if holds)


# --- sentences ----------------------------------------------------------------


@dataclass(frozen=True)
class _Clause:
    """Words between two marks of punctuation, in small letters."""

    words: tuple[str, ...]
    vocabulary: frozenset[str]
    follows: bool
    """Whether another clause is before it."""

    @property
    def is_subordinate(self) -> bool:
        return self.words[0] in SUBORDINATE

    @property
    def last(self) -> str:
        return self.words[-1]

    def has_main(self, verbs: frozenset[str]) -> bool:
        """Return whether one of the verbs stands where a main clause has its finite verb."""
        if self.is_subordinate or verbs.isdisjoint(self.vocabulary):
            return False
        return len(self.words) < 3 or any(
            word in verbs and following not in LINKS for word, following in pairwise(self.words)
        )

    @property
    def is_relative(self) -> bool:
        """Whether it is like "das Unternehmen ermöglicht" behind a comma."""
        return self.follows and self.words[0] in ARTICLES


def signs(text: str, *, is_point: bool = False, is_opened: bool = False) -> frozenset[str]:
    """Return the signs that a sentence has, by their names in :data:`POINTS`.

    ``is_point`` says that it begins a point of a list, ``is_opened`` that a sentence opens this
    list, mostly with a colon.
    """
    plain = _SHORTENED.sub(r"\1", QUOTED.sub(":", _RAISED.sub(" ", text)))
    tokens = _TOKEN.findall(_ASIDE.sub(" ", plain))
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
    if not SOURCES.isdisjoint(word.lower() for word in words) and present.isdisjoint(_ASKING):
        present.add("reported")
    if is_point:
        present.add("point")
    if is_opened:
        present.add("below an opening")
    # a sentence with a full stop that is no point has a finite verb, if none that is known
    is_short = is_point or not text.rstrip().endswith((".", "?"))
    if is_short and "speaker" not in present and FINITE.isdisjoint(word.lower() for word in words):
        present.update(_signs_without_verb(words))
    return frozenset(present)


def _clauses(tokens: Sequence[str]) -> Iterator[_Clause]:
    words: list[str] = []
    follows = False
    for token in [*tokens, "."]:
        if token not in _BREAKS:
            words.append(token if token == "Bedarf" else token.lower())
        elif words:
            yield _Clause(tuple(words), frozenset(words), follows)
            follows, words = True, []


def _signs_of_duty(clause: _Clause, ends: set[str]) -> Iterator[str]:
    """Yield signs that something has to be; `ends` are the last words of all clauses."""
    obliges = clause.has_main(OBLIGATION) and not _has_not_to(clause.words)
    advises = clause.has_main(ADVICE)
    if clause.last in STATES:
        obliges = False
    if obliges:
        yield "obligation"
    if advises:
        yield "advice"
    if (obliges or advises) and not ends.isdisjoint(PASSIVE):
        yield "to be done by others"
    if clause.has_main(PERMISSION) and not NEGATIONS.isdisjoint(clause.vocabulary):
        yield "forbidden"
    if clause.has_main(NEED):
        yield "need"
    if clause.words[0] in POINTS_BACK:
        following = set(clause.words[1:3])
        if following & (OBLIGATION | ADVICE | INTENTION):
            yield "points back"


def _has_not_to(words: Sequence[str]) -> bool:
    """Return whether something need not be: "Das muss nicht so sein", not "müssen nicht nur"."""
    for i, word in enumerate(words):
        if word in HAS_NOT_TO:
            behind = words[i + 1 : i + 3]
            skipped = behind[:1] and behind[0] in BETWEEN_NOT
            at = i + 2 if skipped else i + 1
            return words[at : at + 1] == ("nicht",) and words[at + 1 : at + 2] not in (
                ("nur",),
                ("länger",),
                ("mehr",),
            )
    return False


def _signs_of_speakers(clause: _Clause) -> Iterator[str]:
    """Yield signs of a clause in which the authors say what they want."""
    words = clause.words
    if "wir" in clause.vocabulary:
        yield "speaker"
        at = words.index("wir")
        kinds = {kind for word in words[max(at - 2, 0) : at + _REACH] for kind in _kinds(word)}
        if clause.last in WISHES and words[0] != "wir" and words[-2] not in ("wir", "nicht"):
            pass  # "mit dem wir kein Kind zurücklassen wollen"
        elif kinds >= {"wants", "supports"} and clause.vocabulary & DEMANDS:
            yield "speaker is for"  # what others demand
        elif "wants" in kinds:
            yield "speaker wants"
        elif "is for" in kinds:
            yield "speaker is for"
        elif "plans" in kinds:
            yield "speaker plans"
    aims = clause.vocabulary & {"ziel", "forderung", "anspruch"}
    if words[0] in ("unser", "unsere") and aims and "nicht" not in clause.vocabulary:
        yield "speaker is for"


def _signs_of_tasks(clause: _Clause) -> Iterator[str]:
    """Yield signs of a clause that gives somebody a task."""
    words, vocabulary = clause.words, clause.vocabulary
    depends = "auf" in vocabulary and "angewiesen" in vocabulary
    if vocabulary & CALLED and vocabulary & (BECOMES | IS) and not depends:
        yield "called on"
    if vocabulary & {"möge", "mögen"}:
        yield "may it"
    is_able = vocabulary & ABLE or clause.last in JUDGES
    if vocabulary & IS and len(words) > 3 and _ends_with_zu(words) and not is_able:
        yield "is to be done"
    ends_with_participle = "participle" in _kinds(clause.last)
    if not BELONGS.isdisjoint(words[:-1]) and ends_with_participle:
        yield "is to be done"
    if {"es", "gilt"} <= vocabulary:
        yield "time for it"
    if not clause.follows and vocabulary.isdisjoint(ALREADY):
        yield from _signs_of_present_task(words)
    if "wir" not in vocabulary:
        if ends_with_participle and not BECOMES.isdisjoint(words[:-1]):
            yield "will be done"
        is_relative = clause.is_relative and _kinds(clause.last) & {"acts"}
        if "fest" not in vocabulary and not is_relative and _body_acts(words):
            yield "body acts"


def _signs_of_present_task(words: Sequence[str]) -> Iterator[str]:
    """Yield the sign of a sentence that begins with a body and what it does."""
    if words[0] not in BEFORE_BODY:
        return
    for i, word in enumerate(words[1:_SUBJECT], 1):
        if word in BEFORE_OBJECTS:  # "Das Recht auf Stadt"
            return
        for kind in _kinds(word) & {"party", "state"}:
            at = i + 1
            while words[at : at + 1] and words[at] in GOES_ON:
                at += 2 + (words[at + 1 : at + 2] in [("der",), ("die",)])
            verbs = [other for other in words[at : at + 2] if PRESENT.match(other)][:1]
            if verbs and not (verbs[0] in FINITE or verbs[0] in NO_TASK):
                yield f"{kind} is given a task"
            return


def _ends_with_zu(words: Sequence[str]) -> bool:
    """Return whether a clause ends with "zu" and an infinitive: "zu prüfen", "vorzustellen"."""
    after_zu = words[-2] == "zu" and INFINITIVE.match(words[-1])
    return bool(after_zu or ZU_INSIDE.match(words[-1]))


def _body_acts(words: Sequence[str]) -> bool:
    """Return whether a body and a verb of action stand close: "Die Fraktion beantragt"."""
    at = [(i, kind) for i, word in enumerate(words) for kind in _kinds(word) & {"body", "acts"}]
    return any(
        after - before <= 5
        and kind != other
        and not (kind == "acts" and words[after - 1] in BEFORE_OBJECTS)
        for (before, kind), (after, other) in pairwise(at)
    )


def _signs_of_words(text: str, words: Sequence[str]) -> Iterator[str]:
    """Yield signs that single words give, wherever they stand."""
    first = words[0].lower()
    vocabulary = {word.lower() for word in words}
    if vocabulary & NECESSARY:
        yield "necessary"
    if first in BEGINS_CONCLUSION or vocabulary & CONCLUDES:
        yield "concludes"
    if vocabulary & PAST or (
        vocabulary & PERFECT and any("participle" in _kinds(word) for word in vocabulary)
    ):
        yield "past"
    if vocabulary & OTHERS_SAY or (vocabulary & REPORTED and not vocabulary & CALLED):
        yield "reported"
    if vocabulary & {"kann", "können"}:
        yield "possibility"
    if first in CONDITIONS:
        yield "condition"
    if first == "dass":
        yield "begins with that"
    if DATE.search(text):
        yield "date"
    if text.rstrip('“”"’) ').endswith("?"):
        yield "question"
    if text.startswith(("„", '"', "»", ">")):
        yield "quotation"
    if EXPLAINS.match(text):
        yield "explains"


def _signs_without_verb(words: Sequence[str]) -> Iterator[str]:
    """Yield signs of a point without a finite verb."""
    if INFINITIVE.match(words[-1]):
        yield "ends with an infinitive"
    if any(ACTION.match(word) for word in words[:4]):
        yield "begins with an action"
    if words[0].lower() in CHANGES:
        yield "begins with a change"
