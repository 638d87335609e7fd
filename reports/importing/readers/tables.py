"""Tables of a document: two wordings side by side, and pairs of a name and its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.importing.readers.measure_tables import MeasureTable
from reports.text.source_text import Line

_OLD = re.compile(
    r"\b(?:alt|alte|alter|altes|bisher|bisherige\w*|urspr\w+|original\w*|eingereicht\w*)\b"
    r"|\bUrsprung|\bOriginal|\bAntragstext",
    re.IGNORECASE,
)
_ALIKE = 0.35
"""The part of two wordings' words that they share, if one was made from the other."""
_SHORT = 4
"""Words that a wording has at least, to be compared."""
_NAME = 60
"""Characters of a pair's name at most."""


def old_column(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column with the earlier wording in a table of two, or None for other tables.

    It is one if in most of its rows both cells have much the same words. The earlier wording
    stands at the left unless the heading of the right column says that it is the earlier.
    """
    pairs = [row for row in rows if len(row) == 2 and all(len(c.split()) >= _SHORT for c in row)]
    alike = sum(_likeness(*row) >= _ALIKE for row in pairs)
    if not alike or alike * 2 < len(pairs):
        return None
    head = rows[0] if len(rows[0]) == 2 else ("", "")
    return 1 if _OLD.search(head[1]) and not _OLD.search(head[0]) else 0


def _likeness(first: str, second: str) -> float:
    """Return the share of words that two texts have in common, of those that either has."""
    words, two = (set(re.findall(r"\w+", text.casefold())) for text in (first, second))
    return len(words & two) / max(1, len(words | two))


def set_row(
    lines: Sequence[Line], lengths: Sequence[int], measures: MeasureTable | None
) -> list[Line]:
    """Return the lines of a table's row as they are to be read.

    `lengths` are the numbers of lines that its cells have; `measures` is its table, if that is
    one of measures.
    """
    if measures is not None and measures.is_head(lines, lengths):
        return []  # its names stand at the values
    if measures is not None:
        starts = [sum(lengths[:at]) for at in range(len(lengths))]
        cells = [lines[at : at + length] for at, length in zip(starts, lengths, strict=True)]
        shown = measures.lines(cells)
        if shown is not None:
            return shown
    return [joined(lines)] if is_pair(lines, lengths) else list(lines)


def is_pair(lines: Sequence[Line], lengths: Sequence[int]) -> bool:
    """Return whether a table's row is a name and its value, or short cells of one line each.

    `lengths` are the numbers of lines that its cells have.
    """
    if len(lengths) < 2 or any(length != 1 for length in lengths):
        return False
    if any(line.style not in ("", "table") or "\n" in line.text for line in lines):
        return False
    first, *others = (line.text.strip() for line in lines)
    return 0 < len(first) <= _NAME and any(others)


def joined(lines: Sequence[Line]) -> Line:
    """Return the cells of a table's row as one line, parted by tabs."""
    text, spans = "", []
    for line in lines:
        text += "\t" if text else ""
        spans += [
            replace(span, begin=span.begin + len(text), end=span.end + len(text))
            for span in line.all_spans()
        ]
        text += line.text
    first = lines[0]
    return replace(
        first,
        text=text,
        style="table",
        spans=tuple(spans),
        **{
            look: all(getattr(line, look) for line in lines if line.text.strip())
            for look in ("bold", "italic", "underlined")
        },
    )
