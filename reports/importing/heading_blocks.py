"""Blocks that can be headings, and titles that stand on lines of their own below a number."""

from __future__ import annotations

from collections.abc import Sequence

from reports.importing.blocks import Block
from reports.importing.german_terms import AREAS
from reports.importing.line_ends import is_closed

LONGEST_HEADING = 130
"""Characters of a heading: the longest in motions that were read have 120."""

_FEW = 3
"""Rows that a heading has at most."""


def with_titles_below(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, "Bereich 1" put together with the title that stands below it."""
    joined: list[Block] = []
    full = max((len(row.text) for block in blocks for row in block.rows), default=0)
    for block in blocks:
        above = joined[-1].marker if joined else None
        heads = above is not None and above.scheme in AREAS and not joined[-1].words
        title = _title_rows(block, full) if heads and block.marker is None else 0
        if title:
            joined[-1] = Block((*joined[-1].rows, *block.rows[:title]))
        if title < len(block.rows):
            joined.append(Block(block.rows[title:]) if title else block)
    return joined


def _title_rows(block: Block, full: int) -> int:
    """Return how many rows of a block are a heading: all, the first above a slogan, or none.

    `full` is the length of the longest row.
    """
    if is_short(block):
        return len(block.rows)
    first, *others = block.rows
    if not others or is_closed(first.text) or not others[0].text[0].isupper():
        return 0
    has_room = len(first.text) + 1 + len(others[0].text.split()[0]) < full / 2
    return int(has_room and is_short(Block((first,))))


def is_short(block: Block, *, closed: bool = False) -> bool:
    """Return whether a block is as short as a heading; with `closed` it may end as a sentence."""
    if len(block.text) > LONGEST_HEADING or len(block.rows) > _FEW:
        return False
    if block.text.endswith((",", "-", ";")):
        return False
    return closed or not is_closed(block.text) or block.text.endswith(":")
