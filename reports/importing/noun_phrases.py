"""Noun phrases of German sentences: the ways to read them, and whom they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from reports.importing.german_articles import Reading
from reports.importing.german_bodies import BodyKind, Case, Gender, body_forms, last_noun

OF_PLACE = re.compile(r"[A-ZÄÖÜ]\w{2,30}er$")
"""An adjective of a place, which has no endings: "Leipziger"."""


class Meaning(NamedTuple):
    """One way to read a phrase: its case, number and gender, and the noun's base form."""

    case: Case
    plural: bool
    gender: Gender | None
    base: str


class Meanings:
    """All ways to read a phrase, the likeliest first."""

    def __init__(self, each: Iterable[Meaning]) -> None:
        self.each = tuple(dict.fromkeys(each))
        self.cases = frozenset(meaning.case for meaning in self.each)
        self.numbers = frozenset(meaning.plural for meaning in self.each)
        """Whether it can be a plural, and whether it can be a singular (False)."""

    def with_bases(self, based: Callable[[Meaning], str]) -> Meanings:
        """Return the same ways with other base forms."""
        return Meanings(meaning._replace(base=based(meaning)) for meaning in self.each)


@dataclass(frozen=True)
class NounPhrase:
    """A noun with its adjectives and, for a body, with what its name goes on with."""

    span: tuple[int, int]
    """Where it stands, without its article."""
    adjectives: tuple[str, ...]
    meanings: Meanings
    rest: str
    """The name after the noun: " im Stadtrat"."""
    kind: BodyKind | None
    """None for a noun that names no body we know."""
    is_person: bool
    """Whether the noun, if it is none we know, looks like one for people."""

    def name(self, case: Case | None) -> str:
        """Return the name in the nominative, without its article.

        ``case`` is the one that the sentence needs here; it tells "den Abgeordneten" who is
        one from those who are many.
        """
        fitting = (meaning for meaning in self.meanings.each if meaning.case is case)
        meaning = next(fitting, self.meanings.each[0])
        inflected = [_nominative(adjective, meaning) for adjective in self.adjectives]
        return " ".join([*inflected, f"{meaning.base}{self.rest}"])


_PLURAL = frozenset((True,))


@dataclass(frozen=True)
class Group:
    """Phrases joined by "und", which stand in one case."""

    phrases: tuple[NounPhrase, ...]
    whole: tuple[int, int]
    """Where they stand, with the first article."""
    preposition: str | None

    @property
    def span(self) -> tuple[int, int]:
        """Where the names stand, from the first to the last."""
        return self.phrases[0].span[0], max(phrase.span[1] for phrase in self.phrases)

    @property
    def cases(self) -> frozenset[Case]:
        """The cases that all phrases can have."""
        first, *others = (phrase.meanings.cases for phrase in self.phrases)
        return (first.intersection(*others) or first) if others else first

    @property
    def numbers(self) -> frozenset[bool]:
        """Whether it can be a plural, and whether it can be a singular (False)."""
        if len(self.phrases) > 1:
            return _PLURAL
        return self.phrases[0].meanings.numbers

    @property
    def kind(self) -> BodyKind | None:
        """What sort of body the first phrase names."""
        return self.phrases[0].kind


def _nominative(adjective: str, meaning: Meaning) -> str:
    """Return an adjective as it stands in the nominative without an article."""
    if adjective == "und" or OF_PLACE.match(adjective) or not re.search(r"e[nmrs]?$", adjective):
        return adjective
    stem = re.sub(r"e[nmrs]?$", "", adjective)
    if meaning.plural or meaning.gender in (None, Gender.FEMININE):
        return f"{stem}e"
    return f"{stem}er" if meaning.gender is Gender.MASCULINE else f"{stem}es"


@lru_cache(maxsize=16384)
def meanings_of(noun: str, readings: tuple[Reading, ...]) -> Meanings:
    """Return the ways to read a noun after its article; all that it allows if none fits."""
    forms = body_forms(noun)
    if not forms:
        return Meanings(Meaning(case, plural, gender, noun) for gender, plural, case in readings)
    meanings = [
        Meaning(case, plural, form.gender, form.base)
        for gender, plural, case in readings
        for form in forms
        if form.plural == plural and case in form.cases and gender in (None, form.gender)
    ]
    first = forms[0]
    return Meanings(
        meanings
        or (Meaning(case, first.plural, first.gender, first.base) for _, _, case in readings)
    )


def completed(firsts: Sequence[str], noun: str, meanings: Meanings) -> Iterator[Meanings]:
    """Yield what hanging beginnings mean: "Landesregierung" for "Landes- und Bundesregierung"."""
    cut = last_noun(noun) if firsts else None
    if cut is None:
        return
    for first in firsts:
        yield meanings.with_bases(partial(_completed_base, first, noun, cut))


def _completed_base(first: str, noun: str, cut: int, meaning: Meaning) -> str:
    if noun[cut - 1] == "-":
        return first + meaning.base[cut:]
    return first.removesuffix("-") + meaning.base[cut:].lower()
