"""Noun phrases of German sentences: the ways to read them, and whom they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.importing.german_articles import Reading
from reports.importing.german_bodies import Case, Gender, Kind, NounForm, last_noun

OF_PLACE = re.compile(r"[A-ZÄÖÜ]\w{2,30}er$")
"""An adjective of a place, which has no endings: "Leipziger"."""


@dataclass(frozen=True)
class Meaning:
    """One way to read a phrase: its case, number and gender, and the noun's base form."""

    case: Case
    plural: bool
    gender: Gender | None
    base: str


@dataclass(frozen=True)
class NounPhrase:
    """A noun with its adjectives and, for a body, with what its name goes on with."""

    span: tuple[int, int]
    """Where it stands, without its article."""
    adjectives: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    rest: str
    """The name after the noun: " im Stadtrat"."""
    kind: Kind | None
    """None for a noun that names no body we know."""
    is_person: bool
    """Whether the noun, if it is none we know, looks like one for people."""

    def name(self, case: Case | None) -> str:
        """Return the name in the nominative, without its article.

        ``case`` is the one that the sentence needs here; it tells "den Abgeordneten" who is
        one from those who are many.
        """
        fitting = (meaning for meaning in self.meanings if meaning.case is case)
        meaning = next(fitting, self.meanings[0])
        inflected = [_nominative(adjective, meaning) for adjective in self.adjectives]
        return " ".join([*inflected, f"{meaning.base}{self.rest}"])


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
        each = [frozenset(meaning.case for meaning in phrase.meanings) for phrase in self.phrases]
        return each[0].intersection(*each[1:]) or each[0]

    @property
    def numbers(self) -> frozenset[bool]:
        """Whether it can be a plural, and whether it can be a singular (False)."""
        if len(self.phrases) > 1:
            return frozenset((True,))
        return frozenset(meaning.plural for meaning in self.phrases[0].meanings)

    @property
    def kind(self) -> Kind | None:
        """What sort of body the first phrase names."""
        return self.phrases[0].kind


def _nominative(adjective: str, meaning: Meaning) -> str:
    """Return an adjective as it stands in the nominative without an article."""
    if adjective == "und" or OF_PLACE.match(adjective):
        return adjective
    stem = re.sub(r"e[nmrs]?$", "", adjective)
    if meaning.plural or meaning.gender in (None, Gender.FEMININE):
        return f"{stem}e"
    return f"{stem}er" if meaning.gender is Gender.MASCULINE else f"{stem}es"


def meanings_of(
    word: str, forms: Sequence[NounForm], readings: Sequence[Reading]
) -> tuple[Meaning, ...]:
    """Return the ways to read a noun after its article; all that it allows if none fits."""
    if not forms:
        return tuple(Meaning(case, plural, gender, word) for gender, plural, case in readings)
    meanings = [
        Meaning(case, plural, form.gender, form.base)
        for gender, plural, case in readings
        for form in forms
        if form.plural == plural and case in form.cases and gender in (None, form.gender)
    ]
    if meanings:
        return tuple(dict.fromkeys(meanings))
    first = forms[0]
    cases = dict.fromkeys(case for _gender, _plural, case in readings)
    return tuple(Meaning(case, first.plural, first.gender, first.base) for case in cases)


def completed(
    firsts: Sequence[str], word: str, meanings: Sequence[Meaning]
) -> Iterator[tuple[Meaning, ...]]:
    """Yield what hanging beginnings mean: "Landesregierung" for "Landes- und Bundesregierung"."""
    cut = last_noun(word) if firsts else None
    if cut is None:
        return
    for first in firsts:
        yield tuple(
            replace(meaning, base=_completed_base(first, word, cut, meaning.base))
            for meaning in meanings
        )


def _completed_base(first: str, word: str, cut: int, base: str) -> str:
    if word[cut - 1] == "-":
        return first + base[cut:]
    return first.removesuffix("-") + base[cut:].lower()
