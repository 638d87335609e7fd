"""How a line ends: as a sentence does, or within a list, or before it is full."""

from __future__ import annotations

import re

_NOTE_MARKS = r"(?:[⁰¹²³⁴-⁹]|\[\d{1,2}\]|\(!\))*"
"""Marks of footnotes, also misread ones."""

_CLOSED = re.compile(rf"[.;:!?…][“”\"’)\]»]*{_NOTE_MARKS}$")

_LIST_GOES_ON = re.compile(rf"(?:[.;:!?,)“\"]|\b(?:und|oder|sowie)){_NOTE_MARKS}$")
"""How a line ends after which a number or dash can begin a point."""

SLACK = 4
"""Characters a line may be short of its neighbours and count as full: letters differ in width."""


def is_closed(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return _CLOSED.search(text) is not None


def can_end_point(text: str) -> bool:
    """Return whether a number or dash behind this line can begin a point."""
    return _LIST_GOES_ON.search(text) is not None


def has_room(text: str, follows: str, width: int) -> bool:
    """Return whether the first word of the next line had fitted well into a line.

    `width` is how many characters full lines have.
    """
    return fits(text, follows, width - SLACK)


def fits(text: str, follows: str, width: int) -> bool:
    """Return whether the first word of the next line had fitted into a line, if barely."""
    return len(text) + 1 + len(follows.split(maxsplit=1)[0]) <= width - SLACK
