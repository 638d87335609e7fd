"""Stems of German words: what the grammatical forms of a word have in common."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowballstemmer.german_stemmer import GermanStemmer

LONGEST_WORD = 80
"""Letters up to which a word is stemmed; a longer one is no name, and stemming takes time."""

_FEMININE = re.compile(r"(?<=\w{4})(?<!rät)innen$|(?<=\w{3}[^e])in$")
"""Not "rätinnen": Stadträtinnen sit in the Stadtrat but are not the body."""
_VOWEL_S = re.compile(r"(?<=\w\w[aiou])s$")
"""The plural of short words: Jusos, Kitas. The stemmer takes an s away after consonants only."""
_LATIN_UM = re.compile(r"(?<=\w\wi)um$")
"""Ministerium and Gremium lose it in the plural."""
_CAPITALS_S = re.compile(r"(?<=[A-ZÄÖÜ]{2})s$")
"""The plural of abbreviations: AGs."""
_ABSTRACT = re.compile(r"(?<=\w\wung)(?:en|s)?$")
"""The stemmer takes -ung away, too, and so makes Verwaltung, Verwalter and verwaltet one."""

_UMLAUTS = str.maketrans("äöü", "aou")


def without_umlauts(plain: str) -> str:
    """Return a word in small letters with plain vowels: the plural of Stadt has an umlaut."""
    return plain.translate(_UMLAUTS)


@lru_cache(maxsize=16384)
def stems(word: str) -> frozenset[str]:
    """Return the stems a German word can have; forms of one word have one in common.

    Snowball's stemmer, and what it does not know: feminine forms, and the plural of
    Jusos, Kitas, Ministerien, AGs. Expects NFC.
    """
    if len(word) > LONGEST_WORD:
        return frozenset((word,))
    plain = _CAPITALS_S.sub("", word).casefold()
    endings = (_FEMININE, _VOWEL_S, _LATIN_UM)
    return frozenset(map(_stem, (plain, *(ending.sub("", plain) for ending in endings))))


def _stem(plain: str) -> str:
    abstract = _ABSTRACT.search(plain)
    if abstract:
        return without_umlauts(plain[: abstract.start()])
    stem: str = _stemmer().stemWord(plain)
    return stem


@cache
def _stemmer() -> GermanStemmer:
    """Return the stemmer; imported at first use, since its package loads 36 languages."""
    from snowballstemmer.german_stemmer import GermanStemmer

    return GermanStemmer()
