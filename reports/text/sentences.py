"""The first sentence of a text."""

from __future__ import annotations

import re

_NO_END = re.compile(
    r"(?:\b(?:bzw|ca|d|h|etc|evtl|ggf|inkl|insb|Abs|Art|Bd|Dr|Nr|Nrn|Prof|S|St|Str|Z|usw|u|a|z|B"
    r"|v|o|e|V|i|m|sog|vgl|bspw|Hrsg|Mio|Mrd|Tel|max|min)|\d{1,2}|\b[A-Z])\.$"
)
"""Abbreviations, days and initials: a full stop after them does not end a sentence."""

_LONGEST_NO_END = 8
"""Characters before a sentence's end that can show it to be none: the longest abbreviation
has four letters and a full stop, and a closing quotation mark more hides it anyway."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a German text with its full stop, else its first paragraph."""
    paragraph = text.split("\n\n", 1)[0].strip()
    for end in re.finditer(r"[.!?][“\"’)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9])", paragraph):
        # only the last characters: looking from the start each time would be quadratic
        if not _NO_END.search(paragraph, max(0, end.end() - _LONGEST_NO_END), end.end()):
            return paragraph[: end.end()]
    return paragraph
