"""Tables in the head of a motion: which tell of the motion, and which are part of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.importing.head_keys import known_key
from reports.importing.head_lines import HeadLine, closed
from reports.importing.head_titles import is_dated


def fact_rows(lines: Sequence[HeadLine]) -> frozenset[int]:
    """Return the places of the rows of tables that tell of the motion: "| Status | beschlossen |".

    Such a table has known keys in half of its rows at least; a row with any other key goes with
    them. Where a row without a known key ends as a sentence does, the table is text: "| Bänke |
    Die Stadt soll vier je Platz aufstellen. |" below "| Thema | Forderung |".
    """
    return frozenset(at for table in _tables(lines) if _tells(lines, table) for at in table)


def _tables(lines: Sequence[HeadLine]) -> Iterator[range]:
    begin = 0
    while begin < len(lines):
        after = begin
        while after < len(lines) and lines[after].line.style == "table":
            after += 1
        if after > begin:
            yield range(begin, after)
        begin = after + 1


def _tells(lines: Sequence[HeadLine], table: range) -> bool:
    """Return whether a table tells of the motion."""
    is_known = [_has_key(lines[at]) for at in table]
    others = [lines[at] for at, known in zip(table, is_known, strict=True) if not known]
    if any(closed(other.text.rstrip("!?")) for other in others):  # a title may end with these
        return False
    if is_known[0]:  # the committees that debate it, with the days of their meetings
        others = [other for other in others if not is_dated(other.text)]
    return 2 * len(others) <= len(table)


def _has_key(line: HeadLine) -> bool:
    return bool(line.cells) and known_key(line.cells[0].rstrip(": ")) is not None
