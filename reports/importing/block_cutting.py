"""Blocks cut in two, or put together, at any word: each character keeps its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from reports.importing.blocks import Block
from reports.importing.printed_rows import PrintedRow


def letters(text: str) -> str:
    """Return the letters, figures and signs of a text alone, without its white space."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in plain if not sign.isspace() and sign != "\u00ad")


def cut(block: Block, count: int) -> tuple[Block, Block]:
    """Return a block's first `count` letters, as `letters` counts them, and the rest."""
    at = _position(block.text, count)
    first: list[PrintedRow] = []
    rest: list[PrintedRow] = []
    for row, start, after in block.rows_at():
        if after <= at:
            first.append(row)
        elif start >= at:
            rest.append(row)
        else:
            # within a row the block's text is the row's
            first.append(replace(row, text=row.text[: at - start].rstrip()))
            rest.append(replace(row, text=row.text[at - start :].lstrip(), gap=True))
    return Block(tuple(first)), Block(tuple(rest))


def _position(text: str, count: int) -> int:
    """Return how many characters of a text hold its first `count` letters."""
    for at, sign in enumerate(text):
        if not count:
            return at
        count -= len(letters(sign))
    return len(text)


def merged(blocks: Sequence[Block]) -> Block:
    """Return blocks as one."""
    return Block(tuple(row for block in blocks for row in block.rows))
