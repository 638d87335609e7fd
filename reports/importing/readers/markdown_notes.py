"""Footnotes of Markdown: "[^1]" in the text and "[^1]: …" below it, as Pandoc and GitHub have them.

They become what notes of a word processor are: raised digits, counted in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.importing.readers.list_numbers import mark

_LABEL = r"\[\^(?P<label>[^\]\s^]{1,60})\]"
_MARK = re.compile(rf"(?<!\\){_LABEL}")
_NOTE = re.compile(rf" {{0,3}}{_LABEL}:(?:\s+|$)")
_GOES_ON = re.compile(r"(?: {2,}|\t)\S")
"""A line that belongs to the note above it."""


def with_raised_marks(texts: Sequence[str]) -> tuple[list[str], set[int]]:
    """Return the lines with raised digits for the marks of notes, and the places of the notes."""
    if not any("[^" in text for text in texts):
        return [*texts], set()
    notes = {i: match for i, text in enumerate(texts) if (match := _NOTE.match(text))}
    numbers: dict[str, str] = {}

    def raised(match: re.Match[str]) -> str:
        label = match["label"].casefold()
        return numbers.setdefault(label, mark(str(len(numbers) + 1)))

    marked = [text if i in notes else _MARK.sub(raised, text) for i, text in enumerate(texts)]
    within = set()
    for i, text in enumerate(texts):
        if i in notes:
            words = _MARK.sub(raised, text[notes[i].end() :])
            marked[i] = f"{raised(notes[i])} {words}"
            within.add(i)
        elif i - 1 in within and _GOES_ON.match(text):
            within.add(i)
    return marked, within
