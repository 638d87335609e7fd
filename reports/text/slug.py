"""Names for files and ids, made from words."""

from __future__ import annotations

import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""German letters that are written out; from all others only the accent is taken."""

_MOST_READ = 500
"""Characters of a text that are looked at: more than any slug has, also in text of strangers."""


def slug(text: str, longest: int = 60) -> str:
    """Return a name of small letters, digits and single hyphens, safe as a file name and an id.

    ``Übersicht für alle`` becomes ``uebersicht-fuer-alle``. The name has at most ``longest``
    characters; it is empty if the text has no Latin letter and no digit.
    """
    # composed first: an umlaut can also be written as a letter and a combining diaeresis
    composed = unicodedata.normalize("NFC", text[:_MOST_READ]).lower().translate(_GERMAN)
    # lower once more, as a sign can stand for capitals: ™ is TM
    plain = unicodedata.normalize("NFKD", composed).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
