"""The nearest of known words to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from reports.i18n import _


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The word that another is most likely meant for."""
    begun = [one for one in words if word and one.startswith(word)]
    close = begun[:1] or get_close_matches(word, words, n=1, cutoff=0.6)
    return close[0] if close else None


def near(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """A remedy: the near miss among the known words, else the sentence given."""
    meant = nearest(word, list(known))
    return _('did you mean "{word}"?').format(word=meant) if meant else otherwise
