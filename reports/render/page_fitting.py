"""Fit a document to its page budget, and fill its last page.

Settings are tried in a fixed order, from roomy to tight: less space between blocks, then
smaller type, never below the document's minimum. Height that is left over becomes wider gaps
and, if the document wants them, ruled lines for notes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from reports.documents.document import Document
from reports.errors import BudgetError, Place, Problem
from reports.i18n import _, ngettext
from reports.render.engine import Layout

NOTE_HEIGHT = 9.0
"""Millimetres from one ruled line for notes to the next, for writing with a pen."""

NOTES_HEAD = 14.0
"""Millimetres taken by the heading of the notes and the gap above it."""

MOST_NOTES = 14
"""Ruled lines at most, as many as the templates have."""

FEWEST_NOTES = 3
"""Ruled lines at least: fewer hardly hold a sentence, and the heading takes as much room."""

GAP = 1.0
"""Millimetres that a unit of space adds for each block at least; most blocks have several gaps."""

LEAST_EXTRA = 0.05
"""Millimetres more a gap below which a page is not laid out again: nobody sees them."""


LayOut = Callable[[str], Layout]
"""Lays the document out with one more style sheet."""


def style(size: float, space: float, extra: float = 0.0, notes: int = 0) -> str:
    """Return the style sheet for one setting.

    Args:
        size: Type size in points.
        space: Space between blocks, in the units of the document's style.
        extra: Millimetres to add to each gap.
        notes: Number of ruled lines for notes.
    """
    shown = f".notes li:nth-child(-n+{notes}) {{ display: block }}" if notes else ""
    hidden = "" if notes else ".notes { display: none }"
    return (
        f":root {{ --size: {size:.2f}pt; --space: {space:.2f}; --extra: {extra:.2f}mm }}\n"
        f"{shown}{hidden}\n"
    )


_BRIEF = ".whole { display: none } .brief { display: inline }\n"
"""Shows brief quotations in place of whole ones."""


def fit(document: Document, lay_out: LayOut) -> Layout:
    """Return the roomiest layout within the page budget, its last page filled.

    A document that fits at no size is tried again with brief quotations, if it has such.

    Raises:
        BudgetError: If none fits, with the number of lines over and the longest block.
        RenderingError: If the engine finds fault with the document.
    """
    try:
        return _fitted(document, lay_out)
    except BudgetError:
        if not document.fit.brief:
            raise
    return _fitted(document, lambda sheet: lay_out(sheet + _BRIEF))


def _fitted(document: Document, lay_out: LayOut) -> Layout:
    """Return the roomiest layout of what the template shows. Raises BudgetError if none fits."""
    sizes, spaces = document.fit.sizes, document.fit.spaces
    tried: dict[tuple[float, float], Layout] = {}

    def layout(size: float, space: float) -> Layout:
        """Return the layout at a size and a space, made once."""
        if (size, space) not in tried:
            tried[size, space] = lay_out(style(size, space))
        return tried[size, space]

    def fits(size: float, space: float) -> bool:
        """Return whether that layout keeps the budget, without a word that is too wide."""
        attempt = layout(size, space)
        within = document.pages is None or attempt.pages <= document.pages
        return within and not attempt.too_wide

    def guess() -> int:
        """Return the index of the size at which a text that is too long should fit.

        The area of a text grows with the square of its size.
        """
        largest = layout(sizes[0], spaces[-1])
        lines = sum(block.lines for block in largest.blocks)
        target = sizes[0] * max(1 - largest.lines_over / max(lines, 1), 0) ** 0.5
        return next((i for i, size in enumerate(sizes) if size <= target), len(sizes) - 1)

    index = _first_fitting(len(sizes), lambda index: fits(sizes[index], spaces[-1]), guess)
    if index == len(sizes):
        tightest = (sizes[-1], document.fit.squeeze or spaces[-1])
        if not fits(*tightest):
            raise BudgetError(_problem(document, layout(*tightest)))
        return _fill(document, tightest, layout(*tightest), lay_out)
    size = sizes[index]
    tight = layout(size, spaces[-1])
    room = spaces[-1] + tight.free / (GAP * max(len(tight.blocks), 1))
    space = next(
        space for space in spaces if space == spaces[-1] or (space <= room and fits(size, space))
    )
    return _fill(document, (size, space), layout(size, space), lay_out)


def _first_fitting(count: int, fits: Callable[[int], bool], guess: Callable[[], int]) -> int:
    """Return the index of the largest size that fits, or ``count`` if none does.

    A text that fits at one size fits at every smaller one. Most texts are written for the
    largest, which is tried first. For the others a size is guessed, its neighbours are
    tried, and then the rest is searched by bisection.

    Args:
        count: The number of sizes, from large to small.
        fits: Returns whether the text fits at the size with this index.
        guess: Returns the index of a likely size.
    """
    if fits(0):
        return 0
    below, above = 0, count
    near = guess()
    for _neighbour in range(2):
        if below < near < above:
            if fits(near):
                above, near = near, near - 1
            else:
                below, near = near, near + 1
    return bisect_left(range(above), True, lo=below + 1, key=fits)


def _fill(
    document: Document, setting: tuple[float, float], layout: Layout, lay_out: LayOut
) -> Layout:
    """Use the height that is left for notes and gaps.

    Return the layout as it is if nobody would see the difference, or if another page were
    needed.
    """
    rules = document.fit
    notes = 0
    free = layout.free
    if rules.notes:
        room = int((free - NOTES_HEAD) / NOTE_HEIGHT)
        notes = min(room, MOST_NOTES) if room >= FEWEST_NOTES else 0
        if notes:
            free -= NOTES_HEAD + notes * NOTE_HEIGHT
    # 1 mm stays free, since not every gap belongs to a block that is counted
    extra = min(max(free - 1.0, 0.0) / max(len(layout.blocks), 1), rules.stretch)
    if notes == 0 and extra < LEAST_EXTRA:
        return layout
    filled = lay_out(style(*setting, extra, notes))
    return filled if filled.pages <= layout.pages else layout


def _problem(document: Document, layout: Layout) -> Problem:
    """Return why a document exceeds its budget even in its tightest layout."""
    return _too_wide(document, layout) if layout.too_wide else _too_long(document, layout)


def _too_wide(document: Document, layout: Layout) -> Problem:
    """Return the problem of the first block with a word that is too wide."""
    message = _("a word in {block} is wider than the page at the smallest size ({size:g} pt)")
    size = document.fit.sizes[-1]
    return Problem(
        Place(document.name),
        message.format(block=_block(layout.too_wide[0]), size=size),
        _("shorten the word, or hyphenate it"),
    )


def _block(name: str) -> str:
    """Return how a message calls a block: a measure by its id, or a field of the event."""
    return _("measure {id}").format(id=name) if name[0].isdigit() else f'"{name}"'


def _too_long(document: Document, layout: Layout) -> Problem:
    """Return the problem of a document with too many lines; it names the longest block."""
    size = document.fit.sizes[-1]
    over = max(layout.lines_over, 1)
    message = ngettext(
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
        return Problem(Place(document.name), message, _("shorten it"))
    return Problem(
        Place(document.name),
        _("{what}; the longest is {block}").format(what=message, block=_block(longest.name)),
        _("shorten it"),
    )
