"""Recognise addressees by name in German text, in any grammatical form.

The import asks which addressee a name stands for (`find_addressee`), the check whether
cited lines name an addressee (`is_named`). Both compare words by the same stems, so that
what the import assigns is also what the check accepts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reports.content.resolution import Addressee
from reports.importing.german_stems import LONGEST_WORD, stems, without_umlauts

BEFORE_PLACE = re.compile(r" (?:im|in|am|an|auf|bei|beim|von|vom|der|des) ")
"""Parts what a body is from where it belongs: "SPD-Fraktion" im "Leipziger Stadtrat"."""

_ADJECTIVE = re.compile(r"\w+isch(?:e[nrms]?)?$")
_COMPOUND = re.compile(r"(\w+(?:-\w+)*)(-(?!\w))?")
_COMPLETED_BY = re.compile(r"\s+(?:und|oder|sowie)\s+(?:\w+-)*(\w+)")
"""What follows "Landes-" and has its other part: "und Bundesregierung"."""
_LINKS = ("", "s", "es", "n", "en", "er")
"""What joins the parts of a German compound."""
_SHORTEST_PART = 3
"""Letters of a compound's last part, as in "Stadtrat", "Kreisamt" or "Landes-AGs"."""

_SYNONYMS = {
    "Bund": ("Bundesregierung", "Bundesgesetzgeber"),
    "EU": ("Union", "Europäische"),
    "Union": ("EU",),
    "Freistaat": ("Land", "Landesregierung", "Staatsregierung", "Landesgesetzgeber"),
    "Land": ("Landesregierung", "Staatsregierung", "Landesgesetzgeber"),
    "Stadt": ("Stadtverwaltung", "Verwaltung"),
    "Mandatsträger": (
        *("Stadträte", "Stadträtinnen", "Gemeinderäte", "Gemeinderätinnen", "Kreisräte"),
        *("Kreisrätinnen", "Abgeordnete", "Mitglieder", "Stadtbezirksbeiräte", "Ortsbeiräte"),
        *("Ortschaftsräte", "Mandatsträgerinnen"),
    ),
}
"""What else a body may be called, by a word of its name."""

_PLURAL_IS_ANOTHER = frozenset({"land", "lander"})
"""Words whose plural means all of a kind: a resolution asks "das Land" or "die Länder"."""

_PARTY = frozenset({"spd"})
"""What may be left out before a hyphen: the SPD-Ratsfraktion is the Ratsfraktion."""


def find_addressee(name: str, addressees: Sequence[Addressee]) -> str | None:
    """Return the id of the one addressee a name can mean, or None if none or several fit.

    Every noun of the name must be one of the addressee's, a synonym of one, or made of
    two of them ("Stadtverwaltung" fits "Stadt Leipzig (Verwaltung)"), and what the
    name is must be what the addressee is: "Stadtrat" is not "SPD-Fraktion im Stadtrat".
    """
    words = _nouns(name)
    if not words:
        return None
    exact = [
        addressee.id
        for addressee in addressees
        if any(_same_words(words, _nouns(phrase)) for phrase in _phrases(addressee))
    ]
    if len(exact) == 1:
        return exact[0]
    heads = [word for word in _nouns(_front(name)) if word.is_head]
    fitting = [
        addressee.id
        for addressee in addressees
        if _Vocabulary(_phrases(addressee)).explains(words, heads)
        and any(_says_which(words, phrase) for phrase in _phrases(addressee))
    ]
    return fitting[0] if len(fitting) == 1 else None


LONGEST = 200
"""Characters of a name or a title."""


def is_same_body(name: str, other: str) -> bool:
    """Return whether two names in a text mean one body: "Stadt" and "Stadt Leipzig"."""
    either = (name, other), (other, name)
    return any(find_addressee(first, [addressee_called(second)]) for first, second in either)


def addressee_called(name: str, addressee_id: str = "addressee") -> Addressee:
    """Return an addressee known by its name alone: an abbreviation we made names nobody."""
    name = name[:LONGEST]
    return Addressee(id=addressee_id, name=name, full_name=name, abbreviation="-")


def is_named(addressee: Addressee, text: str) -> bool:
    """Return whether a German text names an addressee.

    It does with all nouns of the name, the full name or an alias, in any order and form,
    or with the abbreviation if that has three letters or more.
    """
    words = list(dict.fromkeys(_words(text)))
    phrases = (addressee.name, addressee.full_name, *addressee.aliases)
    if any(_has_phrase(words, phrase) for phrase in phrases):
        return True
    short = addressee.abbreviation
    return len(short) >= 3 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) is not None


# --- words -------------------------------------------------------------------


@dataclass(frozen=True)
class _Word:
    """A word of a text or a name; a compound with hyphens is one word for each part."""

    spelling: str
    """In small letters, umlauts as plain vowels."""
    stems: frozenset[str]
    is_noun: bool
    """Whether it is written with a capital, as all German nouns are."""
    is_head: bool
    """Whether it says what something is: in "Stadtrats-Fraktion", the last part alone."""
    has_umlaut: bool

    def is_form_of(self, other: _Word) -> bool:
        """Return whether two words are grammatical forms of one."""
        if self.stems.isdisjoint(other.stems):
            return False
        return self.has_umlaut == other.has_umlaut or self.spelling not in _PLURAL_IS_ANOTHER


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of a text, a compound with hyphens in its parts and also as one word.

    "Landes- und Bundesregierung" also yields what its first part can stand for.
    """
    text = unicodedata.normalize("NFC", text)
    for match in _COMPOUND.finditer(text):
        *modifiers, last = match[1].split("-")
        for part in modifiers:
            yield _word(part, is_head=False)
        yield _word(last, is_head=match[2] is None or last.isupper())
        if modifiers:
            yield _word("".join((*modifiers, last)))
        other = _COMPLETED_BY.match(text, match.end()) if match[2] else None
        if other:
            yield _completed(last, other[1][-LONGEST_WORD:])


def _word(spelling: str, *, is_head: bool = True) -> _Word:
    plain = spelling.casefold()
    return _Word(
        without_umlauts(plain),
        stems(spelling),
        is_noun=not spelling[0].islower(),
        is_head=is_head,
        has_umlaut=any(letter in plain for letter in "äöü"),
    )


def _completed(first: str, other: str) -> _Word:
    """Return the word that "Landes-" stands for before "Bundesregierung", by all it may be."""
    ends = (other[start:] for start in range(1, len(other) - _SHORTEST_PART + 1))
    possible = frozenset(stem for end in ends for stem in stems(first + end))
    return _Word(first.casefold(), possible, not first[0].islower(), is_head=True, has_umlaut=False)


def _nouns(text: str) -> list[_Word]:
    """Return the nouns and numbers of a name, compounds with hyphens only in their parts."""
    return [
        _word(part, is_head=is_last)
        for match in _COMPOUND.finditer(unicodedata.normalize("NFC", text))
        for part, is_last in _parts(match)
        if not part[0].islower()
    ]


def _parts(compound: re.Match[str]) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a compound with hyphens, each with whether it says what it is."""
    *modifiers, last = compound[1].split("-")
    yield from ((part, False) for part in modifiers)
    yield last, compound[2] is None and not last[0].isdigit()


# --- names -------------------------------------------------------------------


def _phrases(addressee: Addressee) -> tuple[str, ...]:
    """Return all that an addressee is called in the workspace."""
    return (addressee.name, addressee.full_name, addressee.abbreviation, *addressee.aliases)


def _front(name: str) -> str:
    """Return the part of a name that says what it is, without where it belongs."""
    return BEFORE_PLACE.split(name)[0]


def _says_which(words: Sequence[_Word], phrase: str) -> bool:
    """Return whether words have what a phrase has before hyphens: Juso-Vorstand is not Vorstand."""
    parts = [word for word in _nouns(_front(phrase)) if not word.is_head]
    before = [word for word in parts if word.spelling not in _PARTY]
    return bool(_nouns(phrase)) and all(
        any(word.is_form_of(part) or word.spelling.startswith(part.spelling) for word in words)
        for part in before
    )


def _same_words(words: Sequence[_Word], others: Sequence[_Word]) -> bool:
    return _all_among(words, others) and _all_among(others, words)


def _all_among(words: Iterable[_Word], others: Sequence[_Word]) -> bool:
    return all(any(word.is_form_of(other) for other in others) for word in words)


@cache
def _synonyms() -> tuple[tuple[_Word, tuple[_Word, ...]], ...]:
    return tuple(
        (_word(word), tuple(_word(synonym) for synonym in synonyms))
        for word, synonyms in _SYNONYMS.items()
    )


def _synonyms_of(word: _Word) -> Iterator[_Word]:
    for body, synonyms in _synonyms():
        if word.is_form_of(body):
            yield from synonyms


def _is_synonym(word: _Word, synonym: _Word) -> bool:
    """Return whether a word is the synonym; umlauts tell Stadträte from their Stadtrat."""
    return word.is_form_of(synonym) and word.has_umlaut == synonym.has_umlaut


class _Vocabulary:
    """All words that an addressee can be called by."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._words = [word for phrase in phrases for word in _nouns(phrase)]
        self._heads = [
            word for phrase in phrases for word in _nouns(_front(phrase)) if word.is_head
        ]

    def explains(self, words: Iterable[_Word], heads: Iterable[_Word]) -> bool:
        """Return whether all words are the addressee's and one of the heads says what it is."""
        return all(self._explains(word, self._words) for word in words) and any(
            self._explains(head, self._heads) for head in heads
        )

    def _explains(self, word: _Word, others: Sequence[_Word]) -> bool:
        return (
            any(word.is_form_of(other) for other in others)
            or any(
                _is_synonym(word, synonym) for other in others for synonym in _synonyms_of(other)
            )
            or _is_made_of(word, self._words, others)
        )


def _is_made_of(word: _Word, firsts: Iterable[_Word], lasts: Sequence[_Word]) -> bool:
    """Return whether a compound is one word and then another: "Stadtverwaltung"."""
    return any(
        not stems(rest).isdisjoint(last.stems)
        for first in firsts
        for beginning in {first.spelling, *first.stems}
        if word.spelling.startswith(beginning)
        for rest in _rests(word.spelling[len(beginning) :])
        for last in lasts
    )


def _rests(joined: str) -> Iterator[str]:
    """Yield what can be a compound's last part, after its first and what joins them."""
    for link in _LINKS:
        rest = joined.removeprefix(link)
        if len(rest) >= _SHORTEST_PART and len(rest) == len(joined) - len(link):
            yield rest


def _has_phrase(words: Sequence[_Word], phrase: str) -> bool:
    """Return whether words of a text have all nouns of a phrase (all words if it has none)."""
    compounds = [list(_parts(match)) for match in _COMPOUND.finditer(phrase)]
    nouns = [parts for parts in compounds if not _is_small(parts[0][0])] or compounds
    sought = [_word(part, is_head=is_last) for parts in nouns for part, is_last in parts]
    return bool(nouns) and all(_has_compound(words, parts, sought) for parts in nouns)


def _is_small(word: str) -> bool:
    """Return whether a word of a name is no noun, "im" or the "Sächsische" of its Landtag."""
    return word[0].islower() or _ADJECTIVE.match(word) is not None


def _has_compound(
    words: Sequence[_Word], parts: Sequence[tuple[str, bool]], phrase: Sequence[_Word]
) -> bool:
    """Return whether a text has a word of a phrase, in one or by its parts."""
    spellings = [part for part, _is_last in parts]
    whole = [_word(link.join(spellings), is_head=parts[-1][1]) for link in ("", "s")]
    return any(_has_word(words, word, phrase) for word in whole) or (
        len(parts) > 1
        and all(_has_word(words, _word(part, is_head=last), phrase) for part, last in parts)
    )


def _has_word(words: Sequence[_Word], sought: _Word, phrase: Sequence[_Word]) -> bool:
    """Return whether a text has a word, a synonym of it, or it within a compound of the phrase."""
    synonyms = [*_synonyms_of(sought)]
    for word in words:
        if (sought.is_noun and not word.is_noun) or (sought.is_head and not word.is_head):
            continue
        if word.is_form_of(sought) or any(_is_synonym(word, synonym) for synonym in synonyms):
            return True
        if _is_made_of(word, [sought], phrase) or _is_made_of(word, phrase, [sought]):
            return True
    return False
