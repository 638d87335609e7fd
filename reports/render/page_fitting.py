"""Fit a document to its page budget, and fill its last page.

Settings are tried in a fixed order, from roomy to tight: less space between blocks, then
smaller type, never below the document's minimum. A document that may go on to further pages
does so at a size of its own, if it fits at none. Height that is left over becomes wider gaps
and, if the document wants them, ruled lines for notes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from reports.documents.document import Document
from reports.errors import BudgetError
from reports.render.display_type import displayed
from reports.render.engine import Layout
from reports.render.fitting_problems import too_long, too_wide

NOTE_HEIGHT = 9.2
"""Millimetres from one ruled line for notes to the next, for writing with a pen, with its rule."""

NOTES_HEAD = 14.0
"""Millimetres taken by the heading of the notes and the gap above it."""

MOST_NOTES = 28
"""Ruled lines at most, as many as the templates have."""

FEWEST_NOTES = 3
"""Ruled lines at least: fewer hardly hold a sentence, and the heading takes as much room."""

GAP = 1.0
"""Millimetres that a unit of space adds for each block at least; most blocks have several gaps."""

MOST_EMPTY = 8.0
"""Millimetres that stay empty below the lines for notes."""

LEAST_EXTRA = 0.05
"""Millimetres more a gap below which a page is not laid out again: nobody sees them."""


LayOut = Callable[[str], Layout]
"""Lays the document out with one more style sheet."""

Setting = tuple[float, float]
"""The size of type in points, and the space between blocks in units of the document's style."""


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

_HYPHENATED = (
    "h1, h2, h3, h4, p, li, th, td, span, strong, b, .name"
    " { hyphens: auto; hyphenate-limit-chars: 9 4 4 }\n"
    ".easy *, .easy .name { hyphens: none }\n"
)
"""Hyphenates what is not hyphenated as long as it finds room; Leichte Sprache never is."""

_SEVERAL = ".on-one-page { display: none } .on-several { display: inline }\n"
"""Shows what a document on several pages says in place of what one on one page says."""


def fit(document: Document, lay_out: LayOut) -> Layout:
    """Return the roomiest layout within the page budget, its last page filled.

    A document that fits at no size is tried again with brief quotations, if it has such. If it
    then does not fit either, it goes on to further pages, if it may.

    Raises:
        BudgetError: If none fits, with the number of lines over and the longest blocks, or with
            the words that are too wide.
        RenderingError: If the engine finds fault with the document.
    """
    lay_out = displayed(lay_out)
    fitting = _Fitting(document, lay_out)
    layout = fitting.within_budget()
    if layout is None and document.fit.brief:
        fitting = _Fitting(document, lay_out, _BRIEF)
        layout = fitting.within_budget(likely=False)
    if layout is not None:
        return layout
    if not fitting.is_too_long():
        # only words are too wide
        fitting = fitting.hyphenated()
        layout = fitting.within_budget()
        if layout is not None:
            return layout
        if fitting.tightest().overflowing:
            raise BudgetError(too_wide(document, fitting.tightest()))
    if document.flows:
        return _flowing(document, lay_out)
    pages = None if document.fit.flowing is None else _flowing(document, lay_out).pages
    raise BudgetError(too_long(document, fitting.tightest(), pages))


def _flowing(document: Document, lay_out: LayOut) -> Layout:
    """Return the layout of a document on as many pages as it takes, its last page filled.

    Raises BudgetError if a word is too wide.
    """
    fitting = _Fitting(document, lay_out, _SEVERAL)
    layout = fitting.on_several_pages()
    if layout.overflowing:
        layout = fitting.hyphenated().on_several_pages()
    if layout.overflowing:
        raise BudgetError(too_wide(document, layout))
    return layout


class _Fitting:
    """The layouts of a document with one sheet, each made once."""

    def __init__(self, document: Document, lay_out: LayOut, sheet: str = "") -> None:
        """Begin with a sheet that goes to all layouts."""
        self._document = document
        self._rules = document.fit
        self._lay_out = lay_out
        self._sheet = sheet
        self._tried: dict[tuple[float, ...], Layout] = {}

    def layout(self, size: float, space: float, extra: float = 0.0, notes: int = 0) -> Layout:
        """Return the layout of a setting, made once, with a foot that has room on all pages."""
        key = (size, space, extra, notes)
        if key not in self._tried:
            sheet = style(size, space, extra, notes)
            layout = self._lay_out(sheet + self._sheet)
            if layout.foot > LEAST_EXTRA:
                # the foot grows up into the page, not down to the edge of the paper
                bottom = layout.bottom + layout.foot
                self._sheet += f"@page {{ margin-bottom: {bottom:.2f}mm }}\n"
                self._tried.clear()
                layout = self._lay_out(sheet + self._sheet)
            self._tried[key] = layout
        return self._tried[key]

    def hyphenated(self) -> _Fitting:
        """Return the fitting of the document with all words hyphenated that need it."""
        return _Fitting(self._document, self._lay_out, self._sheet + _HYPHENATED)

    def tightest(self) -> Layout:
        """Return the layout in the smallest type with the narrowest gaps."""
        return self.layout(*self._tightest)

    @property
    def _tightest(self) -> Setting:
        """The smallest type with the narrowest gaps."""
        rules = self._rules
        return rules.sizes[-1], rules.squeeze or rules.spaces[-1]

    def within_budget(self, *, likely: bool = True) -> Layout | None:
        """Return the roomiest layout that keeps the budget; None if there is none.

        Unless it is ``likely`` that there is one, the tightest is tried first.
        """
        sizes, narrow = self._rules.sizes, self._rules.spaces[-1]
        if (not likely and not self._fits(*self._tightest)) or self._is_hopeless():
            return None
        index = _first_fitting(
            len(sizes), lambda index: self._fits(sizes[index], narrow), self._guess
        )
        if index < len(sizes):
            return self._filled(self._spaced(sizes[index]))
        return self._filled(self._tightest) if self._fits(*self._tightest) else None

    def is_too_long(self) -> bool:
        """Return whether even the tightest layout has too many pages."""
        budget = self._document.pages
        return budget is not None and (self._is_hopeless() or self.tightest().pages > budget)

    def _is_hopeless(self) -> bool:
        """Return whether the largest type takes so many pages that no other can keep the budget."""
        if self._document.pages is None:
            return False
        sizes = self._rules.sizes
        largest = self.layout(sizes[0], self._rules.spaces[-1])
        # a text shrinks with the square of its size, its gaps a little more
        shrinking = 1.25 * (sizes[0] / sizes[-1]) ** 2
        return largest.pages - 1 > self._document.pages * shrinking

    def on_several_pages(self) -> Layout:
        """Return the layout at the size of further pages.

        Its gaps are narrow only if that spares a page on which there is little.
        """
        rules = self._rules
        size = rules.flowing or rules.sizes[-1]
        setting = (size, rules.spaces[len(rules.spaces) // 2])
        layout = self.layout(*setting)
        if layout.free > self._document.format.height / 2:
            narrow = (size, rules.spaces[-1])
            if self.layout(*narrow).pages < layout.pages:
                setting, layout = narrow, self.layout(*narrow)
        return layout if layout.overflowing else self._filled(setting, widened=False)

    def _fits(self, size: float, space: float) -> bool:
        """Return whether a layout keeps the budget, without a word that is too wide."""
        attempt = self.layout(size, space)
        budget = self._document.pages
        return (budget is None or attempt.pages <= budget) and not attempt.overflowing

    def _guess(self) -> int:
        """Return the index of the size at which a text that is too long should fit.

        The area of a text grows with the square of its size. The number of sizes is returned if
        the text fits at none.
        """
        sizes = self._rules.sizes
        largest = self.layout(sizes[0], self._rules.spaces[-1])
        lines = sum(block.lines for block in largest.blocks)
        target = sizes[0] * max(1 - largest.lines_over / max(lines, 1), 0) ** 0.5
        if target < sizes[-1] and not self._fits(*self._tightest):
            return len(sizes)
        return next((i for i, size in enumerate(sizes) if size <= target), len(sizes) - 1)

    def _spaced(self, size: float) -> Setting:
        """Return a size with the widest space at which the budget is kept."""
        spaces = self._rules.spaces
        tight = self.layout(size, spaces[-1])
        unit = self._rules.space_height or GAP * max(len(tight.blocks), 1)
        room = spaces[-1] + tight.free / unit
        if self._rules.has_panels:
            room = spaces[0]  # what is free in them is not known
        space = next(
            space
            for space in spaces
            if space == spaces[-1] or (space <= room and self._fits(size, space))
        )
        return size, space

    def _filled(self, setting: Setting, *, widened: bool = True) -> Layout:
        """Return the layout with the height that is left used for notes and, if wished, gaps.

        It is returned as it is if nobody would see the difference, or if another page were
        needed.
        """
        layout = self.layout(*setting)
        notes = self._note_lines(layout)
        free = layout.free - (NOTES_HEAD + notes * NOTE_HEIGHT if notes else 0.0)
        extra = self._extra(layout, free) if widened else 0.0
        if notes == 0 and extra < LEAST_EXTRA:
            return layout
        filled = self.layout(*setting, extra, notes)
        return filled if filled.pages <= layout.pages else layout

    def _note_lines(self, layout: Layout) -> int:
        """Return how many ruled lines for notes go onto the last page, 0 if too few would."""
        if not self._rules.notes:
            return 0
        room = layout.free
        if self._rules.notes_share and layout.pages == 1:
            room = min(room, self._document.format.height * self._rules.notes_share)
        lines = int((room - NOTES_HEAD) / NOTE_HEIGHT)
        return min(lines, MOST_NOTES) if lines >= FEWEST_NOTES else 0

    def _extra(self, layout: Layout, free: float) -> float:
        """Return by how many millimetres each gap grows to fill the page."""
        # 1 mm stays free, since not every gap belongs to a block that is counted
        gaps = max(len(layout.blocks), 1) + self._rules.gaps
        extra = min(max(free - 1.0, 0.0) / gaps, self._rules.stretch)
        if self._rules.notes_share:
            # with next to nothing on it, a page has wider gaps rather than an empty end
            extra = max(extra, (free - MOST_EMPTY) / gaps)
        return extra


def _first_fitting(count: int, fits: Callable[[int], bool], guess: Callable[[], int]) -> int:
    """Return the index of the largest size that fits, or ``count`` if none does.

    A text that fits at one size fits at every smaller one. Most texts are written for the
    largest, which is tried first. For the others a size is guessed, its neighbours are
    tried, and then the rest is searched by bisection.

    Args:
        count: The number of sizes, from large to small.
        fits: Returns whether the text fits at the size with this index.
        guess: Returns the index of a likely size, ``count`` if none fits.
    """
    if fits(0):
        return 0
    below, above = 0, count
    near = guess()
    if near == count:
        return count
    for _neighbour in range(2):
        if below < near < above:
            if fits(near):
                above, near = near, near - 1
            else:
                below, near = near, near + 1
    return bisect_left(range(above), True, lo=below + 1, key=fits)
