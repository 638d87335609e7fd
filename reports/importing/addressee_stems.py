"""Whom a name in the text means: an addressee of the workspace, by its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from reports.content.resolution import Addressee

_WORD = re.compile(r"[A-ZÄÖÜ][\wäöüßÄÖÜ]*")
_LINK = ("", "s", "es", "n", "en", "er")
"""What joins the parts of a German compound."""
_LIKE = {
    "bund": ("Bundesregierung", "Bundestag", "Bundesgesetzgeber"),
    "freistaat": ("Land", "Landesregierung", "Staatsregierung", "Landesgesetzgeber"),
    "land": ("Landesregierung", "Staatsregierung", "Landesgesetzgeber"),
    "stadt": ("Stadtverwaltung", "Verwaltung"),
    "mandatsträger": (
        *("Stadträte", "Stadträtinnen", "Gemeinderäte", "Gemeinderätinnen", "Kreisräte"),
        *("Kreisrätinnen", "Abgeordnete", "Mitglieder", "Stadtbezirksbeiräte", "Ortsbeiräte"),
        *("Ortschaftsräte", "Mandatsträgerinnen"),
    ),
}
"""What else a body may be called, by a word of its name."""


def match(name: str, addressees: Sequence[Addressee]) -> str | None:
    """The id of the one addressee that a name can mean; None where it is none or several.

    Every noun of the name must be one of the addressee's, or be made of them:
    "Stadtverwaltung" fits "Stadt Leipzig (Verwaltung)".
    """
    said = _words(name)
    if not said:
        return None
    exact = [one.id for one in addressees if said in _forms(one)]
    if len(exact) == 1:
        return exact[0]
    fitting = [one.id for one in addressees if _explained(said, _known(one))]
    return fitting[0] if len(fitting) == 1 else None


def _forms(addressee: Addressee) -> list[frozenset[str]]:
    names = (addressee.name, addressee.full_name, addressee.abbreviation)
    return [_words(name) for name in names]


def _words(text: str) -> frozenset[str]:
    """The nouns and names of a text, without their endings; hyphened ones in their parts."""
    return frozenset(_stem(word) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    """A word without the endings of cases, numbers and inhabitants: "Leipziger"."""
    bare = word.lower().removesuffix("innen")
    for ending in ("ern", "en", "es", "er", "em", "e", "n", "s"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 4:
            return bare.removesuffix(ending)
    return bare


def _known(addressee: Addressee) -> frozenset[str]:
    """All words an addressee can be called by."""
    own = frozenset().union(*_forms(addressee))
    like = (word for key, words in _LIKE.items() if _stem(key) in own for word in words)
    return own | {_stem(word) for word in like}


def _explained(said: Iterable[str], known: Collection[str]) -> bool:
    return all(word in known or _compound(word, known) for word in said)


def _compound(word: str, known: Collection[str]) -> bool:
    """Whether a word is made of two known ones: "Stadtverwaltung", "Landtagsfraktion"."""
    return any(
        word.startswith(first + link) and _stem(word[len(first + link) :]) in known
        for first in known
        for link in _LINK
        if len(word) > len(first + link)
    )
