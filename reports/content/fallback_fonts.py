"""Families that set the characters a document's own fonts lack: other scripts, symbols.

A name in Hebrew letters, an arrow or a telephone sign is set in the first family that has it:
one of a language of the workspace, a shipped one, any that pip has installed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reports import shipped_folder
from reports.content.font_families import Family, characters, in_folder, packaged
from reports.content.theme import FONT

_USUAL = re.compile(
    r"[\x00-\x7e\xa0-\u017f\u0386\u0388-\u03ce\u0400-\u045f\u0490\u0491"
    r"\u2000-\u200a\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033"
    r"\u2039\u203a\u2044\u20ac\u2190-\u2193\u2212\u2260\u2264\u2265\u25cf\u25cb\u2610\u2611\u2713]+"
)
"""Characters for which no font has to be read while that of the shipped themes is in use."""

_INVISIBLE = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Cs"))
"""Categories of characters that need no glyph."""

_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors, which say how the character before them looks."""

_SHIPPED = (
    "noto-naskh-arabic",
    "noto-sans-ethiopic",
    "noto-sans-hebrew",
    "noto-sans-armenian",
    "noto-sans-georgian",
    "noto-sans-symbols-2",
    "noto-sans-symbols",
    "noto-emoji",
)
"""Folders of fonts below ``typefaces``, in the order in which they are tried."""


def fallback_families(
    text: str, families: Sequence[Family], others: Sequence[Family] = ()
) -> tuple[Family, ...]:
    """Return the families for the characters of a text that none of a document's ``families`` has.

    ``others`` are tried first, then all that there are. A character that no family has is left
    to the engine, which reports it.
    """
    rare = set(_USUAL.sub("", text) if _has_usual(families) else text)
    missing = {char for char in rare if _is_visible(char)}
    for family in families if missing else ():
        missing -= characters(family)
    chosen = []
    for family in (*others, *_candidates()) if missing else ():
        if missing & characters(family):
            missing -= characters(family)
            chosen.append(family)
        if not missing:
            break
    return tuple(chosen)


def characters_without_font(text: str, families: Sequence[Family]) -> tuple[str, ...]:
    """Return the visible characters of a text that none of some families has, each once."""
    rare = {char for char in _USUAL.sub("", text) if _is_visible(char)}
    for family in families if rare else ():
        rare -= characters(family)
    return tuple(char for char in dict.fromkeys(text) if char in rare) if rare else ()


@lru_cache
def printable_characters() -> frozenset[str]:
    """Return the characters that the installed and the shipped families have between them."""
    return frozenset().union(*map(characters, _candidates()))


def _has_usual(families: Sequence[Family]) -> bool:
    """Return whether the font of the shipped themes is among some families."""
    return any(family == packaged().get(FONT) for family in families)


def _is_visible(char: str) -> bool:
    """Return whether a character needs a glyph."""
    return unicodedata.category(char) not in _INVISIBLE and char not in _SELECTORS


@lru_cache
def _candidates() -> tuple[Family, ...]:
    """Return the families that may set what others lack, in the order in which they are tried."""
    return tuple(dict.fromkeys(_in_order()))


def _in_order() -> Iterator[Family]:
    """Yield the usual family, the shipped ones for other scripts, and all that pip has."""
    installed = packaged()
    if FONT in installed:
        yield installed[FONT]
    for folder in _SHIPPED:
        families, _damaged = in_folder(shipped_folder("typefaces") / folder)
        yield from families.values()
    yield from (installed[name] for name in sorted(installed))
