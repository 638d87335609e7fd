"""Whether a text names somebody, whatever the grammar has done to the name."""

from __future__ import annotations

import re

from reports.content.resolution import Addressee

_COMPOUND = re.compile(r"\w+(?:-\w+)*")
_FEMININE = re.compile(r"(?<=\w{4})innen$|(?<=\w{3}[^e])in$")
_ENDINGS = re.compile(r"(?<=\w{4})(?=(?:ens?|e[mnrs]|ern|[ens])$)|(?<=\w{3})(?=e?s$)")
_UMLAUTS = str.maketrans("äöü", "aou")
_LONG = 8
"""Letters from which on words that differ by an umlaut alone are forms of one word."""


def names(addressee: Addressee, text: str) -> bool:
    """Whether a German text names an addressee, in whatever grammatical form.

    It does with all words of a name that are not little ones, in any order, or with
    an abbreviation of three letters and more.
    """
    said = _Words(text)
    phrases = (addressee.name, addressee.full_name, *addressee.aliases)
    if any(said.have(phrase) for phrase in phrases):
        return True
    short = addressee.abbreviation
    return len(short) >= 3 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) is not None


class _Words:
    """The words of a text in all their forms; a compound counts whole and by its parts."""

    def __init__(self, text: str) -> None:
        compounds = [one.split("-") for one in _COMPOUND.findall(text)]
        words = {part for parts in compounds for part in (*parts, "".join(parts))}
        self._forms = {form for word in words for form in _forms(word)}

    def have(self, phrase: str) -> bool:
        words = _COMPOUND.findall(phrase)
        # German writes what names something with a capital
        wanted = [word for word in words if not word[0].islower()] or words
        return bool(wanted) and all(map(self._has, wanted))

    def _has(self, word: str) -> bool:
        parts = word.split("-")
        whole = _forms("".join(parts)) | _forms("s".join(parts))
        return not whole.isdisjoint(self._forms) or (len(parts) > 1 and all(map(self._has, parts)))


def _forms(word: str) -> set[str]:
    """A word with fewer and fewer of what may be endings of German declension."""
    if word[:-1].isupper() and word.endswith("s"):  # "AGs"
        word = word[:-1]
    form = word.casefold()
    if len(form) >= _LONG:
        form = form.translate(_UMLAUTS)
    forms = {form, _FEMININE.sub("", form)}
    return forms | {one[: end.start()] for one in forms for end in _ENDINGS.finditer(one)}
