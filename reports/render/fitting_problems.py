"""Say why a document does not fit its pages, and what would help."""

from __future__ import annotations

from reports.content.printed_texts import PrintedTextProblem
from reports.documents.document import Document
from reports.errors import Place, Problem
from reports.i18n import _, ngettext
from reports.render.engine import Layout
from reports.render.measure import MeasuredBlock

LONGEST = 5
"""Blocks that a message names: shortening more of them is seldom an answer."""


def too_wide(document: Document, layout: Layout) -> Problem:
    """Return the problem of the first text that is wider than its place."""
    overflow = layout.overflowing[0]
    size = document.fit.sizes[-1]
    if overflow.name:
        message = _('"{word}" in {block} does not fit its place at the smallest size ({size:g} pt)')
    else:
        message = _('"{word}" does not fit its place at the smallest size ({size:g} pt)')
    text = message.format(word=overflow.text, block=_block(overflow.name), size=size)
    remedy = _("shorten the word, or hyphenate it")
    return PrintedTextProblem(Place(document.name), text, remedy, (overflow.text,))


def too_long(document: Document, layout: Layout, pages: int | None) -> Problem:
    """Return the problem of a document with too many lines; it names the longest blocks.

    Args:
        document: The document.
        layout: Its tightest layout.
        pages: On how many pages it would be printed if it might go on to further ones; None if
            there is no such setting for it.
    """
    size = document.fit.sizes[-1]
    over = max(layout.lines_over, 1)
    message = ngettext(
        "{count} line too long for {pages} at the smallest size ({size:g} pt)",
        "{count} lines too long for {pages} at the smallest size ({size:g} pt)",
        over,
    ).format(count=over, size=size, pages=_pages(document.pages or 1))
    blocks = sorted(layout.blocks, key=lambda block: block.lines, reverse=True)
    if pages is None:
        if blocks:
            message = _("{what}; the longest is {block}").format(
                what=message, block=_block(blocks[0].name)
            )
        return Problem(Place(document.name), message, _("shorten it"))
    longest = ", ".join(map(_with_lines, blocks[:LONGEST]))
    return Problem(
        Place(document.name),
        _("{what}; the longest are {blocks}").format(what=message, blocks=longest),
        _('shorten them, or print it on {pages}: pages = "auto" under [summary]').format(
            pages=_pages(pages)
        ),
    )


def _pages(count: int) -> str:
    """Return a number of pages in words."""
    return ngettext("one page", "{pages} pages", count).format(pages=count)


def _with_lines(block: MeasuredBlock) -> str:
    """Return how a message calls a block, with its number of lines."""
    return ngettext("{block} ({count} line)", "{block} ({count} lines)", block.lines).format(
        block=_block(block.name), count=block.lines
    )


def _block(name: str) -> str:
    """Return how a message calls a block: a measure or an area by its number, or a field."""
    kind, _space, number = name.partition(" ")
    if kind == "area" and number:
        return _("area {number}").format(number=number)
    return _("measure {id}").format(id=name) if name[:1].isdigit() else f'"{name}"'
