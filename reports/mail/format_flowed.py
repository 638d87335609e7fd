"""Plain text whose paragraphs a mail program breaks to its own width (RFC 3676).

The libraries that know this format are a decade without a release; it is four rules.
"""

from __future__ import annotations

import re

WIDTH = 72
"""Characters in a line; the RFC wants fewer than 78, with room for marks of quotation."""

SIGNATURE = "-- "
"""The line before a signature, which keeps its space (RFC 3676, 4.3)."""


def tidy(text: str) -> str:
    """The text as it can be sent: no spaces at line ends, which would join the lines."""
    lines = text.split("\n")
    return "\n".join(line if line == SIGNATURE else line.rstrip(" ") for line in lines)


def flow(text: str) -> str:
    """A text with long lines → lines of at most 72 characters, words permitting."""
    return "\n".join(part for line in tidy(text).split("\n") for part in _parts(line))


def unflow(flowed: str) -> str:
    """The text that a mail program reads from lines that flow."""
    joined = ""
    for line in flowed.split("\n"):
        bare = line.removeprefix(" ")  # stuffed (RFC 3676, 4.4)
        joined += bare if line.endswith(" ") and line != SIGNATURE else bare + "\n"
    return joined.removesuffix("\n")


def _parts(line: str) -> list[str]:
    """A line in pieces that each, but the last, end in a space."""
    if line == SIGNATURE:
        return [line]
    parts, part = [], ""
    for word in re.findall(r"[^ ]* +|[^ ]+", line):
        # a piece that looks like the line before a signature would not flow
        if part and len(part) + len(word.rstrip(" ")) > WIDTH and part != SIGNATURE:
            parts.append(part)
            part = ""
        part += word
    return [_stuffed(one) for one in [*parts, part]]


def _stuffed(part: str) -> str:
    """What looks like a quotation, or like the start of another message, gets a space."""
    return f" {part}" if part.startswith((" ", ">", "From ")) else part
