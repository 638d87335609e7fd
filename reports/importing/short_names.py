"""Short forms of bodies' names, for narrow columns: "LT-Fraktion", "Bundesreg."."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from reports.importing.addressee_names import BEFORE_PLACE

LONGEST_SHORT_NAME = 12
"""Characters of an addressee's abbreviation."""

_CUSTOMARY = {
    "Oberbürgermeister": "OB",
    "Oberbürgermeisterin": "OB",
    "Bürgermeister": "BM",
    "Bürgermeisterin": "BM",
    "Ministerpräsident": "MP",
    "Ministerpräsidentin": "MP",
}
_BEGINNINGS = {
    "Bundestags": "BT",
    "Landtags": "LT",
    "Kreistags": "KT",
    "Stadtrats": "StR",
    "Gemeinderats": "GR",
    "Unterbezirks": "UB",
    "Ortsvereins": "OV",
    "Kreisverbands": "KV",
    "Landesverbands": "LV",
}
"""First parts of compounds with the letters that offices write for them."""
_END = re.compile(r"[aeiouäöüy-]+$")


def short_name(name: str, used: Collection[str]) -> str:
    """Return what tells a body from others: where it sits, or its first noun, cut if need be.

    "SPD-Fraktion im Leipziger Stadtrat" sits in the "Stadtrat".
    """
    forms = [form for form in _forms(name) if len(form) <= LONGEST_SHORT_NAME]
    free = next((form for form in forms if form not in used), None)
    if free:
        return free
    numbered = (f"{forms[-1][: LONGEST_SHORT_NAME - 3].rstrip('.')} {i}" for i in count(2))
    return next(form for form in numbered if form not in used)


def _forms(name: str) -> Iterator[str]:
    """Yield short forms, the best first; the last one always fits."""
    front, *place = BEFORE_PLACE.split(name, maxsplit=1)
    words = [word for word in front.split() if word[0].isupper() and word[-1] != "-"] or [front]
    if len(words) > 1 and words[0].endswith("er"):  # "Leipziger"
        del words[0]
    if f"{front} im " in name or f"{front} in " in name:
        words.insert(0, place[0].split()[-1])
    yield name
    yield from words
    last = words[-1]
    if last in _CUSTOMARY:
        yield _CUSTOMARY[last]
    part = last.rsplit("-", 1)[-1]
    for first, letters in _BEGINNINGS.items():
        if part.startswith(first) and len(part) > len(first):
            yield f"{letters}-{part[len(first) :].capitalize()}"
    if len(part) < len(last):
        yield part
    yield _cut(part)
    yield _cut(last)


def _cut(word: str) -> str:
    """Return a word cut behind a consonant, with a full stop: "Bundesreg."."""
    if len(word) <= LONGEST_SHORT_NAME:
        return word
    beginning = word[: LONGEST_SHORT_NAME - 1]
    return f"{_END.sub('', beginning) or beginning}."
