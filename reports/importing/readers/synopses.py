"""Two wordings side by side whose columns a reader could not part: both are in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.i18n import _
from reports.text.source_text import Doubt, Line

_WORDING = r"(?:Fassung|Version|Formulierung|Wortlaut|Text|Antragstext)"
_OLD = re.compile(
    rf"(?:(?:alte|bisherige|ursprüngliche|geltende|bestehende|aktuelle)[rs]?\s+{_WORDING}"
    r"|Ursprungs(?:fassung|text|antrag)|Original(?:fassung|text|antrag)?|bisher|alt)\b",
    re.IGNORECASE,
)
_NEW = re.compile(
    rf"(?:(?:neue|geänderte|künftige|vorgeschlagene|beantragte)[rs]?\s+{_WORDING}"
    r"|Fassung\s+(?:der|des|nach)\s+[\w ]{3,40}|Änderungs(?:vorschlag|antrag)|neu)$",
    re.IGNORECASE,
)
_LONGEST = 70
"""Characters of a line with the names of both columns."""


def synopsis_doubts(lines: Sequence[Line]) -> list[Doubt]:
    """Return a doubt at each head of a table that has the names of both wordings.

    They stand in one line, or those of a page each in a line of its own.
    """
    heads = {
        index: (_OLD.match(text) is not None, _NEW.search(text) is not None)
        for index, line in enumerate(lines)
        if (text := line.text.strip()) and len(text) <= _LONGEST
        if _is_name(text)
    }
    with_new = {lines[index].page for index, (_old, new) in heads.items() if new}
    doubt = _(
        "two wordings stand side by side here: both were read, and perhaps not in their order"
    )
    return [
        Doubt(index, doubt)
        for index, (old, _new) in heads.items()
        if old and lines[index].page in with_new
    ]


def _is_name(text: str) -> bool:
    """Return whether a line has only the names of columns."""
    rest = _NEW.sub("", _OLD.sub("", text, count=1), count=1)
    return not re.search(r"\w", rest)
