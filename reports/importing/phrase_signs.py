"""Sentences with one sign for each group of noun phrases, for patterns to look at.

The sign tells the group's case, number and kind, so that a pattern can ask for "a body in the
accusative that no preposition governs" by a class of signs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

from reports.importing.german_bodies import BodyKind, Case
from reports.importing.noun_phrases import Group
from reports.importing.phrase_reader import noun_phrases

_FIRST_FEATURE = 0xE000
"""The first of 1,152 code points for private use: what a group is, by its flags and its kind."""
_FIRST_PLACE = 0xE900
"""The first of those that follow and tell the groups of a sentence from each other. Both lie
below U+10000, where the regular expression engine looks a class up in one step."""
_MOST_GROUPS = 4000
_PLACE = f"[{chr(_FIRST_PLACE)}-{chr(_FIRST_PLACE + _MOST_GROUPS - 1)}]"
_KINDS: tuple[BodyKind | str, ...] = (
    *("thing", "person"),
    *(
        BodyKind.SPEAKER,
        BodyKind.ASSEMBLY,
        BodyKind.PARTY,
        BodyKind.FACTION,
        BodyKind.PUBLIC,
        BodyKind.OTHER,
        BodyKind.VAGUE,
    ),
)
_FLAGS = ("governed", "nominative", "accusative", "dative", "genitive", "singular", "plural")
_BITS = {flag: 1 << i for i, flag in enumerate(_FLAGS)}
_BODIES = (BodyKind.SPEAKER, BodyKind.ASSEMBLY, BodyKind.PARTY, BodyKind.FACTION, BodyKind.PUBLIC)


def _features(group: Group) -> int:
    """Return what a group is as a number."""
    person = any(phrase.is_person for phrase in group.phrases)
    kind: BodyKind | str = group.kind or ("person" if person else "thing")
    bits = _bits(group.cases, group.numbers)
    if group.preposition:
        bits |= _BITS["governed"]
    return (_KINDS.index(kind) << len(_FLAGS)) | bits


@lru_cache(maxsize=256)
def _bits(cases: frozenset[Case], numbers: frozenset[bool]) -> int:
    """Return cases and numbers as bits."""
    flags = [case.value for case in cases]
    flags += ["plural" if is_plural else "singular" for is_plural in numbers]
    return sum(_BITS[flag] for flag in flags)


def _signs(*flags: str, without: Collection[str] = (), kinds: Collection[BodyKind | str]) -> str:
    """Return a pattern for the groups that have some flags and are of some kinds."""
    required = sum(_BITS[flag] for flag in flags)
    excluded = sum(_BITS[flag] for flag in without)
    features = [
        chr(_FIRST_FEATURE + (i << len(_FLAGS) | bits))
        for i, kind in enumerate(_KINDS)
        if kind in kinds
        for bits in range(1 << len(_FLAGS))
        if bits & required == required and not bits & excluded
    ]
    return f"[{''.join(features)}]{_PLACE}"


_ANYONE = (*_BODIES, BodyKind.OTHER, "person")
_UNGOVERNED = ("governed",)
_ACTING = (BodyKind.PARTY, BodyKind.FACTION, BodyKind.PUBLIC)
CLASSES = {
    "NOM": _signs("nominative", without=_UNGOVERNED, kinds=_BODIES),
    "NOM1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=_BODIES),
    "NOM2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=_BODIES),
    "WHO1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=_ANYONE),
    "WHO2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=_ANYONE),
    "PARTY1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=(BodyKind.PARTY,)),
    "PARTY2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=(BodyKind.PARTY,)),
    "FACTION1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=(BodyKind.FACTION,)),
    "FACTION2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=(BodyKind.FACTION,)),
    "PUBLIC1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=(BodyKind.PUBLIC,)),
    "PUBLIC2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=(BodyKind.PUBLIC,)),
    "BODY1": _signs("nominative", "singular", without=_UNGOVERNED, kinds=_ACTING),
    "BODY2": _signs("nominative", "plural", without=_UNGOVERNED, kinds=_ACTING),
    "ONLYNOM": _signs("nominative", "singular", without=("governed", "accusative"), kinds=_BODIES),
    "ASSEMBLY": _signs("nominative", without=_UNGOVERNED, kinds=(BodyKind.ASSEMBLY,)),
    "SPEAKS": _signs(
        "nominative", without=_UNGOVERNED, kinds=(BodyKind.SPEAKER, BodyKind.ASSEMBLY)
    ),
    "VAGUE": _signs("nominative", without=_UNGOVERNED, kinds=(BodyKind.VAGUE,)),
    "SUBJECT": _signs("nominative", without=_UNGOVERNED, kinds=_KINDS),
    "ACC": _signs("accusative", without=_UNGOVERNED, kinds=_ANYONE),
    "THING": _signs(without=_UNGOVERNED, kinds=("thing", "person")),
    "ACCTHING": _signs("accusative", without=_UNGOVERNED, kinds=("thing",)),
    "NOMTHING": _signs("nominative", without=_UNGOVERNED, kinds=("thing",)),
    "ACCBODY": _signs("accusative", without=_UNGOVERNED, kinds=_BODIES),
    "DAT": _signs("dative", without=_UNGOVERNED, kinds=_BODIES),
    "GEN": _signs("genitive", without=_UNGOVERNED, kinds=_BODIES),
    "GOV": _signs("governed", kinds=_ANYONE),
    "GOVBODY": _signs("governed", kinds=_BODIES),
    "BESIDE": _signs("governed", kinds=_KINDS),
    "ANY": _signs(kinds=_KINDS),
}
"""The groups that a pattern can ask for. "WHO" and "ACC" take people that are no body, too."""

_KEPT = re.compile(
    r"\w*(?:aufgabe|pflicht|sache|verantwortung)$|(?:Bitte|Appell|Aufruf|Aufforderung|Forderung"
    r"|Forderungen|Auftrag|Antrag|Beschluss|Resolution|Politik|Geld|Mittel|Hilfe|Hilfen|Wirken"
    r"|Handeln|Vorgehen|Vorbild|Vorreiter|Vorreiterin|Zeit|Griff)$",
    re.IGNORECASE,
)
"""Nouns that patterns look for by their letters: they keep them."""


_GENITIVE_ARTICLE = re.compile(
    r"(?:de[rs]|(?:dies|ein|unser|ihr|sein|all|jed)e[rs])\s", re.IGNORECASE
)


@dataclass(frozen=True)
class SignedSentence:
    """A sentence in small letters, with signs for its noun phrases."""

    text: str
    groups: dict[str, Group]
    """The group that each sign stands for."""

    def sign_at(self, place: int) -> int | None:
        """Return where the sign of the group stands that begins the sentence at a place."""
        for sign, group in self.groups.items():
            if group.whole[0] >= place:
                return self.text.index(sign) if group.whole[0] - place < 2 else None
        return None


def signed(sentence: str, places: Collection[str]) -> SignedSentence:
    """Return a sentence with signs for its noun phrases."""
    parts: list[str] = []
    groups: dict[str, Group] = {}
    at = 0
    for group in noun_phrases(sentence, places):
        start, end = group.whole
        if start < at or (group.kind is None and _KEPT.match(sentence[slice(*group.span)])):
            continue
        if len(groups) == _MOST_GROUPS:
            break
        between = sentence[at:start]
        belongs = groups and between.isspace() and _belongs(sentence[start:end], group)
        placed = replace(group, preposition="of") if belongs else group
        sign = chr(_FIRST_FEATURE + _features(placed)) + chr(_FIRST_PLACE + len(groups))
        groups[sign] = placed
        parts += [between.lower(), f" {sign} "]
        at = end
    parts.append(sentence[at:].lower())
    return SignedSentence(" ".join("".join(parts).split()), groups)


def _belongs(text: str, group: Group) -> bool:
    """Return whether a phrase right behind another one is in the genitive: "Rahmen der Wahl"."""
    if not _GENITIVE_ARTICLE.match(text) or Case.GENITIVE not in group.cases:
        return False
    return group.kind is None or Case.NOMINATIVE not in group.cases
