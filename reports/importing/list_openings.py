"""Sentences without a colon that a list goes on with."""

from __future__ import annotations

import re

_PREPOSITION = r"(?:(?:in|an|auf|mit|bei|für|zu)\s+)?"
_REQUESTS = re.compile(
    r"\b(?:fordern|fordert|erwarten|verlangen|beantrag\w+|aufgefordert|gebeten|auffordern"
    r"|beauftrag\w+|setz(?:t|en) (?:sich|uns))\b"
)
_MODAL = re.compile(
    r"(?<!dass )\b(?:muss|müssen|soll|sollen|sollte|sollten)(?:\s+\w+){0,3}\s*[:,]?$"
)
_RELATIVE = re.compile(
    rf",\s+{_PREPOSITION}(?:der|die|das|den|dem|denen|deren|dessen|welche[rs]?)\s*:?$"
)
_FOR = re.compile(r"\b(?:setz(?:t|en)\s+sich|tr(?:itt|eten))\b[^.:;]{0,200}\bein\s+für$")
"""Where the colon was left out: "Der Vorstand setzt sich ein für"."""
_CONJUNCTION = re.compile(r",\s+(?:dass|damit|um)\s*:?$")


def breaks_off(text: str) -> bool:
    """Return whether only a list ends a sentence: "Das Land muss", "dafür ein, dass"."""
    return any(pattern.search(text) for pattern in (_MODAL, _RELATIVE, _CONJUNCTION, _FOR))


def ends_in_modal_verb(text: str) -> bool:
    """Return whether a list says what somebody must do: "Das Land muss"."""
    return _MODAL.search(text) is not None


def is_described_by_list(text: str) -> bool:
    """Return whether a list only describes what a sentence names: "ein Bus, der"."""
    return _RELATIVE.search(text) is not None


_ANNOUNCES = re.compile(
    r"\b(?:folgende[nrsm]?|nachstehende[nrsm]?)\s+(?:[\w*:-]+\s+){0,3}?"
    r"(?:Punkte|Maßnahmen|Forderungen|Änderungen|Ziele|Schritte|Aufgaben|Vorschläge|Anliegen"
    r"|Regelungen|Grundsätze|Anforderungen|Kriterien|Bereiche?)\b[^.:]{0,120}\.$"
)
"""How a sentence with its full stop announces the points of a list that follows it."""


def announces_points(text: str) -> bool:
    """Return whether a list is what a sentence announces: "… fordern folgende Maßnahmen."."""
    return _ANNOUNCES.search(text) is not None


def asks_in_full(text: str) -> bool:
    """Return whether a sentence with its full stop asks, so that a list can only add details."""
    return text.rstrip().endswith(".") and _REQUESTS.search(text) is not None
