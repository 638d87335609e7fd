"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NO_END = re.compile(
    r"(?:\b(?:bzw|ca|d|h|etc|evtl|ggf|inkl|insb|Abs|Art|Bd|Dr|Nr|Nrn|Prof|S|St|Str|Z|usw|u|a|z|B"
    r"|v|o|e|V|i|m|sog|vgl|bspw|Hrsg|Mio|Mrd|Tel|max|min)|\d{1,2}|\b[A-Z])\.$"
)
"""Abbreviations, days and initials: a full stop after them does not end a sentence."""

_LONGEST_NO_END = 8
"""Characters before a sentence's end that can show it to be none: the longest abbreviation
has four letters and a full stop, and a closing quotation mark more hides it anyway."""


_END = re.compile(
    r"[.!?]+[“”\"’)\]]*(?=\s+[„“\"»(\[]?[A-ZÄÖÜ0-9]|\s*$|(?<=[a-zäöüß][.!?])(?=[A-ZÄÖÜ][a-zäöüß]))"
)
"""What ends a sentence; also where the space after it was forgotten: "abgelehnt.Die"."""

_PARAGRAPH_END = re.compile(r"\n(?=[^\S\n]*(?:\n|[-–—•*·▪◦‣]\s|\d{1,2}[.)]\s|[a-z]\)\s))")
"""A line end before an empty line, or before a point of a list."""


_RAISED = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))


def without_raised(text: str) -> str:
    """Return a text with spaces for raised digits: a note's mark is no part of the word before."""
    return text if text.isascii() else text.translate(_RAISED)


def first_sentence(text: str) -> str:
    """Return the first sentence of a German text with its full stop, else its first paragraph."""
    paragraph = text.split("\n\n", 1)[0].strip()
    for end in re.finditer(r"[.!?][“\"’)]*(?=\s+[„\"»(]?[A-ZÄÖÜ0-9])", paragraph):
        # only the last characters: looking from the start each time would be quadratic
        if not _NO_END.search(paragraph, max(0, end.end() - _LONGEST_NO_END), end.end()):
            return paragraph[: end.end()]
    return paragraph


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a German text begins and ends; a paragraph ends one, too."""
    start = 0
    for paragraph_end in [*(end.start() for end in _PARAGRAPH_END.finditer(text)), len(text)]:
        for end in _END.finditer(text, start, paragraph_end):
            if not _NO_END.search(text, max(start, end.end() - _LONGEST_NO_END), end.end()):
                yield from _without_space(text, start, end.end())
                start = end.end()
        yield from _without_space(text, start, paragraph_end)
        start = paragraph_end


def _without_space(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span without the white space around it, unless nothing is left."""
    words = text[start:end]
    if stripped := words.strip():
        start += len(words) - len(words.lstrip())
        yield start, start + len(stripped)
