"""Format plain text as format=flowed, which mail programs wrap to their own width (RFC 3676).

Written here because the format has four rules and its libraries have had no release for a
decade.
"""

from __future__ import annotations

import re

WIDTH = 72
"""Characters in a line; the RFC wants fewer than 78, with room for quote marks."""

SIGNATURE = "-- "
"""The line before a signature; its space does not join lines (RFC 3676, 4.3)."""


def tidy(text: str) -> str:
    """Remove spaces at line ends, which would join lines when the text is read.

    The line ``-- `` before a signature keeps its space (RFC 3676, 4.3).
    """
    lines = text.split("\n")
    return "\n".join(line if line == SIGNATURE else line.rstrip(" ") for line in lines)


def flow(text: str) -> str:
    """Return a text as format=flowed, in lines of at most WIDTH characters.

    A longer word stays whole. Spaces at the ends of the text's own lines are removed.
    """
    return "\n".join(part for line in tidy(text).split("\n") for part in _break_line(line))


def unflow(flowed: str) -> str:
    """Return the text that a mail program reads from format=flowed; the inverse of `flow`."""
    joined = ""
    for line in flowed.split("\n"):
        bare = line.removeprefix(" ")  # stuffed (RFC 3676, 4.4)
        joined += bare if line.endswith(" ") and line != SIGNATURE else bare + "\n"
    return joined.removesuffix("\n")


def _break_line(line: str) -> list[str]:
    """Break a line into parts that end in a space, except the last."""
    if line == SIGNATURE:
        return [line]
    parts, part = [], ""
    for word in re.findall(r"[^ ]* +|[^ ]+", line):
        # a part that looks like the line before a signature would not be joined
        if part and len(part) + len(word.rstrip(" ")) > WIDTH and part != SIGNATURE:
            parts.append(part)
            part = ""
        part += word
    return [_space_stuff(part) for part in [*parts, part]]


def _space_stuff(part: str) -> str:
    """Put a space before a part that begins with one, or looks like a quotation or a new message.

    The latter are lines with ">" and, in a mailbox file, with "From ".
    """
    return f" {part}" if part.startswith((" ", ">", "From ")) else part
