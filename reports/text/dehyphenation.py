"""Join printed lines into running text, with words that were divided at line ends.

The rules are those of German spelling: a hyphen before a small letter divides a
word and goes (Deutsche Rechtschreibung, §§ 107–112), one before a capital or a
figure belongs to the word (§§ 40–45), one before "und" stands for a part left out
(§ 98).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "‐": "-"}
)
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LEFT_OUT = frozenset({"und", "oder", "bzw.", "bzw", "sowie", "als", "bis", "u.", "&"})
"""Words after a hyphen that stands for a part left out: "Sprach- und"."""
_DIVIDED = re.compile(r"\w-$")
_KEEPS = re.compile(r"(?:\d|[A-ZÄÖÜ]\w*[A-ZÄÖÜ]|\b[A-ZÄÖÜ])-$")
"""Figures and abbreviations keep their hyphen: "1-", "SPD-", "DaZ-", "E-"."""
_CLOSE = re.compile(r"(?:\w[–/]|\w-/|\N{NON-BREAKING HYPHEN})$")
"""Line ends that the next word follows without a space."""

_LONGEST_WORD = 200
"""Characters at the end of a line that the rules look at; the longest German word has 79."""


def join(parts: Sequence[str]) -> str:
    """Return lines, or parts of them, as one text with single spaces.

    ``"Stadt-", "bezirk"`` gives ``Stadtbezirk``; ``"Asyl-", "AGH"`` keeps its hyphen,
    ``"Sprach-", "und"`` also its space. Soft hyphens are removed, ligatures spelt out.
    """
    return join_at(parts)[0]


def join_at(parts: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Return the text that `join` makes, and the position in it where each part begins."""
    pieces: list[str] = []
    length = 0
    end = ""
    starts: list[int] = []
    divided = False
    for part in parts:
        spaced = " ".join(part.translate(_LIGATURES).split())
        # without its soft hyphens a part may begin or end with a space
        words = " ".join(spaced.replace(_SOFT_HYPHEN, "").split())
        if end and words and not divided:
            ready = _ready(end, words)
            if len(ready) < len(end):  # without its hyphen
                pieces[-1] = pieces[-1][:-1]
            pieces.append(ready[len(end) :])
            length += len(ready) - len(end)
            end = ready
        starts.append(length)
        if words:
            pieces.append(words)
        length += len(words)
        # only the last word matters to the rules; the whole text would be copied for each line
        end = f"{end}{words}"[-_LONGEST_WORD:]
        if spaced:
            divided = spaced.endswith(_SOFT_HYPHEN)
    # an empty part within a divided word lies where its hyphen was
    for i in range(len(starts) - 2, -1, -1):
        starts[i] = min(starts[i], starts[i + 1])
    return "".join(pieces), tuple(starts)


def _ready(text: str, following: str) -> str:
    """Return a line's end, ready for the next line: with a space, as it is, or without hyphen."""
    if _CLOSE.search(text):
        return text
    if not _DIVIDED.search(text) or following.split(maxsplit=1)[0].rstrip(",;:") in _LEFT_OUT:
        return f"{text} "
    if following[0].islower():
        return text if _KEEPS.search(text) else text[:-1]
    return text if following[0].isalnum() else f"{text} "
