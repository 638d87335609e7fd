"""Names for files and ids, made from words."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str, longest: int = 60) -> str:
    """A name that is safe in a file name: ``übersicht für alle`` → ``uebersicht-fuer-alle``.

    Empty where no letter is Latin.
    """
    spelled = text.lower()
    for letter, latin in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        spelled = spelled.replace(letter, latin)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
