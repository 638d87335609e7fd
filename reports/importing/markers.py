"""What stands before a paragraph and says what it is: numbers, bullets, words like "Kapitel 3".

All patterns of numbering are in this module. Each has an example of its form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.importing.german_terms import AREAS, MONTH, alternatives

MEASURE_WORDS = ("Maßnahme", "Forderung", "Punkt", "Ziel", "Vorschlag", "These")
"""Words that number the measures themselves: "Maßnahme 3: Radwege"."""

_ORDINALS = ("erstens", "zweitens", "drittens", "viertens", "fünftens", "sechstens", "siebtens")

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}

BULLET = re.compile(r"(?:[•‣▪●○◦■□➢➤·∙◼►✓]|[-–—*o](?=\s))\s*")
"""A bullet, as a sign or typed as a dash; "o" is what remains of a circle."""

NUMBER = re.compile(
    r"""(?:
      (?P<paragraph>§\s?\d{1,3}[a-z]?)                       # § 3
    | \(?(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})[.):]?(?!\s+UNIT) # 1.2, 1.2.3., (1.2)
    | \(?(?P<arabic>\d{1,3}(?=[.):\s])|1[0-8]\d\d(?=[.)]))(?:[.):]{1,2}|\s[–—-])  # 1. 1) (1) 1: 1 –
    | \(?(?P<roman>[IVX]{1,6}|(?<=\()[ivx]{1,6})(?:[.):]|\s[–—-])  # IV. IV) (iv)
    | \(?(?P<double>([a-z])\6)[.)]                           # aa)
    | \(?(?P<small>[a-z])(?:\)|\.(?=\s)(?!\s\w\.))            # a) (a) a., but not "z. B."
    | (?P<capital>[A-Z])[.)]                                 # A. A)
    | (?P<ordinal>ORDINALS)[,:.]                             # Erstens,
    )(?:\s+(?=\S)|(?<=[.)])(?=[„A-ZÄÖÜ][A-ZÄÖÜ]?[a-zäöüß]{2}))  # also "1.Wege"
    """.replace("ORDINALS", "|".join(word.capitalize() for word in _ORDINALS)).replace(
        "UNIT", "(?:Uhr|Euro|Prozent|Mio|Mrd|Millionen|Milliarden|Grad)"
    ),
    re.VERBOSE,
)
"""A number in one of the ways that German texts count their parts."""

_DAY = re.compile(rf"\d{{1,2}}\.\s*{MONTH}\b")
"""A date: its day is no number of a point."""

_INITIAL = re.compile(r"[A-Z]\.(?:[A-ZÄÖÜ][\w-]+(?:\s*[(,:;]|\s+(?:und|hat|ist|war)\b|$)|\S*\.\S)")
"""The first letter of a name right before it: "M.Weber (Vorsitz)"; a title has more words."""

_WORDED = re.compile(
    rf"(?P<word>{alternatives((*AREAS, *MEASURE_WORDS))})"
    r"\s+(?P<number>(?P<field>[A-ZÄÖÜ]{1,4}[ -]?)?\d{1,3}(?:\.\d{1,2})*|[IVX]{1,6}|[A-H])"
    r"(?:(?P<colon>\s*[:.–—-]\s*|\s+)(?P<title>\S.*))?$",
    re.DOTALL,
)
"""A number with its word: "Bereich 3: Wohnen", "Kapitel II – Arbeit", "Maßnahme KG-2"."""


@dataclass(frozen=True)
class Marker:
    """What stands before a paragraph's own words."""

    scheme: str
    """Its form, figures as 1, letters as a or A, Roman figures as I: ``1)``, ``(a)``, ``1.1``,
    ``§``, ``I.``; ``Kapitel`` for its word; ``•`` for a bullet; ``Erstens``."""
    label: str
    """As the text writes it, without the signs around it: ``1.1``, ``a``; empty for bullets."""
    value: int
    """Its place in the count, from 1; of ``1.2`` the last part; 0 for bullets."""
    parents: tuple[int, ...]
    """Of ``1.2.3`` the parts before the last."""
    length: int
    """Characters up to the paragraph's own words."""

    @property
    def is_bullet(self) -> bool:
        """Whether it counts nothing."""
        return self.scheme == "•"

    @property
    def is_worded(self) -> bool:
        """Whether it has a word: "Kapitel 3"."""
        return len(self.scheme) > 2 and self.scheme.isalpha() and self.scheme not in _ORDINAL_SCHEME

    @property
    def depth(self) -> int:
        """How many parts its number has."""
        return len(self.parents) + 1


_ORDINAL_SCHEME = ("Erstens",)


BARE = re.compile(
    r"(?:(?P<arabic>[1-9]\d?)|(?P<roman>[IVX]{1,5})|(?P<capital>[A-Z]))\s+(?=[A-ZÄÖÜ„])"
)
"""A number without a sign behind it, "1 Wohnen", which only its neighbours tell from a word."""


def marker(text: str, *, bare: bool = False) -> Marker | None:
    """Return what a paragraph begins with, or None if it begins with its own words.

    With `bare` its first word is a number without a sign: "1 Wohnen".
    """
    if bare and (match := BARE.match(text)):
        return bare_marker(match)
    if bullet := BULLET.match(text):
        # a bullet before a number, as converters write it: the number counts
        inner = _counted(text[bullet.end() :])
        if inner:
            return Marker(
                inner.scheme, inner.label, inner.value, inner.parents, inner.length + bullet.end()
            )
        return Marker("•", "", 0, (), bullet.end()) if bullet.end() < len(text) else None
    return _worded(text) or _counted(text)


def bare_marker(match: re.Match[str]) -> Marker:
    """Return the number that `BARE` matches."""
    kind, label = next((name, label) for name, label in match.groupdict().items() if label)
    sign = {"arabic": "1", "roman": "I", "capital": "A"}[kind]
    return Marker(sign, label, number_value(label), (), match.end())


def _worded(text: str) -> Marker | None:
    match = _WORDED.match(text)
    if match is None:
        return None
    title = match["title"] or ""
    if title and not match["colon"].strip() and not title[0].isupper():
        return None  # "Kapitel 3 behandelt …" is a sentence
    length = match.start("title") if title else len(text)
    *parents, last = match["number"].removeprefix(match["field"] or "").split(".")
    value = number_value(last)
    return Marker(match["word"], match["number"], value, tuple(map(int, parents)), length)


def _counted(text: str) -> Marker | None:
    match = NUMBER.match(text)
    if match is None or _DAY.match(text) or _INITIAL.match(text):
        return None
    kind = str(match.lastgroup)
    form = match[0].strip()
    groups = match.groupdict()
    kind, label = next((name, text) for name, text in groups.items() if text)
    if kind == "decimal":
        *parents, last = label.split(".")
        scheme = ".".join("1" for _part in (*parents, last))
        return Marker(scheme, label, int(last), tuple(map(int, parents)), match.end())
    if kind == "paragraph":
        figures = re.search(r"\d+", label)
        return Marker("§", label, int(figures[0]) if figures else 1, (), match.end())
    if kind == "ordinal":
        return Marker("Erstens", label, _ORDINALS.index(label.lower()) + 1, (), match.end())
    sign = {"arabic": "1", "roman": "I", "double": "aa", "small": "a", "capital": "A"}[kind]
    if kind == "roman" and label.islower():
        sign = "i"
    value = ord(label[0]) - ord("a") + 1 if kind == "double" else number_value(label)
    return Marker(form.replace(label, sign), label, value, (), match.end())


def number_value(label: str) -> int:
    """Return the value of a number in figures, in Roman figures or as a letter."""
    if label.isdigit():
        return int(label)
    figures = label.upper()
    if set(figures) <= set(_ROMAN) and (len(label) > 1 or label.isupper()):
        values = [_ROMAN[figure] for figure in figures]
        return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
    return ord(label[0].upper()) - ord("A") + 1
