"""Keeps a document within its page budget, and its pages from standing half empty.

The remedies are tried in a fixed order, from roomy to tight: less space, then
smaller type, never below the document's minimum. What then stays empty becomes
wider gaps and, where the document wants them, ruled lines for notes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from reports.documents.document import Document
from reports.errors import BudgetError, Place, Problem
from reports.i18n import _, ngettext
from reports.render.engine import Layout

NOTE_HEIGHT = 9.0
"""Millimetres from one ruled line for notes to the next, wide enough for a pen."""

NOTES_HEAD = 14.0
"""Millimetres that the heading of the notes and the gap above it take."""

MOST_NOTES = 14
FEWEST_NOTES = 3

GAP = 1.0
"""Millimetres that a unit of space takes for each block at least: most take several."""

LayOut = Callable[[str], Layout]
"""Lays the document out with one more style sheet."""


def style(size: float, space: float, extra: float = 0.0, notes: int = 0) -> str:
    """Text size (points), width of space, millimetres more a gap, and note lines, as CSS."""
    shown = f".notes li:nth-child(-n+{notes}) {{ display: block }}" if notes else ""
    hidden = "" if notes else ".notes { display: none }"
    return (
        f":root {{ --size: {size:.2f}pt; --space: {space:.2f}; --extra: {extra:.2f}mm }}\n"
        f"{shown}{hidden}\n"
    )


def fit(document: Document, lay_out: LayOut) -> Layout:
    """The roomiest layout within the budget, with its page filled.

    Raises BudgetError with the number of lines over and the longest block.
    """
    sizes, spaces = document.fit.sizes, document.fit.spaces
    tried: dict[tuple[float, float], Layout] = {}

    def layout(size: float, space: float) -> Layout:
        if (size, space) not in tried:
            tried[size, space] = lay_out(style(size, space))
        return tried[size, space]

    def fits(size: float, space: float) -> bool:
        found = layout(size, space)
        within = document.pages is None or found.pages <= document.pages
        return within and not found.too_wide

    def guess() -> int:
        """The size at which a text that is too long should fit: both its sides grow with it."""
        found = layout(sizes[0], spaces[-1])
        lines = sum(block.lines for block in found.blocks)
        wanted = sizes[0] * max(1 - found.lines_over / max(lines, 1), 0) ** 0.5
        return next((i for i, size in enumerate(sizes) if size <= wanted), len(sizes) - 1)

    index = _first(len(sizes), lambda index: fits(sizes[index], spaces[-1]), guess)
    if index == len(sizes):
        last = (sizes[-1], document.fit.squeeze or spaces[-1])
        if not fits(*last):
            raise BudgetError(_problem(document, layout(*last)))
        return _fill(document, last, layout(*last), lay_out)
    size = sizes[index]
    tight = layout(size, spaces[-1])
    room = spaces[-1] + tight.free / (GAP * max(len(tight.blocks), 1))
    space = next(one for one in spaces if one == spaces[-1] or (one <= room and fits(size, one)))
    return _fill(document, (size, space), layout(size, space), lay_out)


def _first(count: int, fits: Callable[[int], bool], guess: Callable[[], int]) -> int:
    """The first of some sizes that fits, or their count where none does.

    What fits at one size fits at every smaller one. Most texts are written for the
    largest; for the others a size is guessed, and then sought beside it.
    """
    if fits(0):
        return 0
    below, above = 0, count
    near = guess()
    for _beside in range(2):
        if below < near < above:
            if fits(near):
                above, near = near, near - 1
            else:
                below, near = near, near + 1
    return bisect_left(range(above), True, lo=below + 1, key=fits)


def _fill(
    document: Document, setting: tuple[float, float], layout: Layout, lay_out: LayOut
) -> Layout:
    """Put what stays empty into notes and gaps; the plain layout if that overflows."""
    wanted = document.fit
    notes = 0
    free = layout.free
    if wanted.notes:
        room = int((free - NOTES_HEAD) / NOTE_HEIGHT)
        notes = min(room, MOST_NOTES) if room >= FEWEST_NOTES else 0
        if notes:
            free -= NOTES_HEAD + notes * NOTE_HEIGHT
    # a little stays free, since a gap may also fall where none is counted
    extra = min(max(free - 1.0, 0.0) / max(len(layout.blocks), 1), wanted.stretch)
    if notes == 0 and extra < 0.05:
        return layout
    filled = lay_out(style(*setting, extra, notes))
    return filled if filled.pages <= layout.pages else layout


def _problem(document: Document, layout: Layout) -> Problem:
    return _too_wide(document, layout) if layout.too_wide else _too_long(document, layout)


def _too_wide(document: Document, layout: Layout) -> Problem:
    what = _("a word in {block} is wider than the page at the smallest size ({size:g} pt)")
    size = document.fit.sizes[-1]
    return Problem(
        Place(document.name),
        what.format(block=_block(layout.too_wide[0]), size=size),
        _("shorten the word, or hyphenate it"),
    )


def _block(name: str) -> str:
    """What a block is to a person: a measure by its id, or a field of the event."""
    return _("measure {id}").format(id=name) if name[0].isdigit() else f'"{name}"'


def _too_long(document: Document, layout: Layout) -> Problem:
    size = document.fit.sizes[-1]
    over = max(layout.lines_over, 1)
    what = ngettext(
        "{count} line too long for {pages} at the smallest size ({size:g} pt)",
        "{count} lines too long for {pages} at the smallest size ({size:g} pt)",
        over,
    ).format(
        count=over,
        size=size,
        pages=ngettext("one page", "{pages} pages", document.pages or 1).format(
            pages=document.pages
        ),
    )
    longest = max(layout.blocks, key=lambda block: block.lines, default=None)
    if longest is None:
        return Problem(Place(document.name), what, _("shorten it"))
    return Problem(
        Place(document.name),
        _("{what}; the longest is {block}").format(what=what, block=_block(longest.name)),
        _("shorten it"),
    )
