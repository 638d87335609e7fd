"""Suggest a known word for one that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from reports.i18n import _


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Return the word that ``word`` is most likely meant for, or None.

    That is the first that begins with it, else one that is at least 60 % the same.
    """
    longer = [other for other in words if word and other.startswith(word)]
    close = longer[:1] or get_close_matches(word, words, n=1, cutoff=0.6)
    return close[0] if close else None


def near(word: str, words: Iterable[str], *, otherwise: str) -> str:
    """Return a remedy that suggests the nearest word, or ``otherwise`` if none is near."""
    meant = nearest(word, list(words))
    return _('did you mean "{word}"?').format(word=meant) if meant else otherwise
