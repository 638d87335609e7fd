"""Fit a document to its page budget, and fill its last page.

Settings are tried in a fixed order, from roomy to tight: less space between blocks, then
smaller type, never below the document's minimum. A document that may go on to further pages
does so at a size of its own, if it fits at none. Height that is left over becomes wider gaps
and, if the document wants them, ruled lines for notes.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from reports.documents.document import Document
from reports.errors import BudgetError
from reports.render.display_type import displayed
from reports.render.engine import Layout
from reports.render.fitting_problems import too_long, too_wide
from reports.render.ruled_notes import NOTE_HEIGHT, NOTES_HEAD, RULED, note_lines
from reports.render.setting_search import Setting, Trial, best_setting, next_setting

HOPELESS = 1.1
"""Times the room of the pages that text is estimated to take in the smallest type, so that no
setting is tried for it."""

MOST_EMPTY = 8.0
"""Millimetres that stay empty below the lines for notes."""

LEAST_FREE = 0.03
"""The part of a page that is left over below which gaps are not widened: nobody misses it."""

LEAST_FOOT = 0.05
"""Millimetres by which a foot may come too near to the edge: nobody sees them."""


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
    lay_out = displayed(lay_out, document.pages)
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
        # gaps that grow are to come before the notes
        self._sheet = sheet + (RULED if document.fit.notes and not document.fit.stretch else "")
        self._tried: dict[tuple[float, ...], Layout] = {}
        self._hopeless = False
        """Whether there is so much text that no setting keeps the budget."""

    def layout(self, size: float, space: float, extra: float = 0.0, notes: int = 0) -> Layout:
        """Return the layout of a setting, made once, with a foot that has room on all pages."""
        key = (size, space, extra, notes)
        if key not in self._tried:
            sheet = style(size, space, extra, notes)
            layout = self._lay_out(sheet + self._sheet)
            if layout.foot > LEAST_FOOT:
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
        return rules.sizes[-1], (*rules.spaces, *rules.squeezes)[-1]

    def within_budget(self, *, likely: bool = True) -> Layout | None:
        """Return the roomiest layout that keeps the budget; None if there is none.

        Unless it is ``likely`` that there is one, the tightest is tried first.
        """
        rules, trials = self._rules, list[Trial]()
        setting: Setting | None = (rules.sizes[0], rules.spaces[0])
        if not likely:
            setting = self._tightest
        while setting:
            trials.append(self._trial(setting))
            if self._hopeless:
                return None
            setting = next_setting(rules, self._room(trials[-1].setting), trials)
        best = best_setting(trials)
        return self._filled(best) if best else None

    def is_too_long(self) -> bool:
        """Return whether even the tightest layout has too many pages."""
        budget = self._document.pages
        return budget is not None and (self._hopeless or self.tightest().pages > budget)

    def _trial(self, setting: Setting) -> Trial:
        """Return what comes of a setting."""
        layout, budget = self.layout(*setting), self._document.pages
        is_cut = bool(layout.overflowing)
        fits = (budget is None or layout.pages <= budget) and not is_cut
        # the area of a text shrinks with the square of its size, and seldom more
        least = layout.text * (self._rules.sizes[-1] / setting[0]) ** 2
        self._hopeless = least > HOPELESS * self._room(setting)
        return Trial(setting, fits, layout.height, layout.text, is_cut)

    def _room(self, setting: Setting) -> float:
        """Return the millimetres that the pages of the budget have for content."""
        budget = self._document.pages
        return inf if budget is None else self.layout(*setting).room * budget

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

    def _filled(self, setting: Setting, *, widened: bool = True) -> Layout:
        """Return the layout with the height that is left used for notes and, if wished, gaps.

        It is returned as it is if nobody would see the difference, or if another page were
        needed.
        """
        layout = self.layout(*setting)
        notes = self._note_lines(layout)
        free = layout.free - (NOTES_HEAD + notes * NOTE_HEIGHT if notes else 0.0)
        extra = self._extra(layout, free) if widened else 0.0
        if notes == 0 and (not extra or layout.free < LEAST_FREE * layout.room):
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
        return note_lines(room)

    def _extra(self, layout: Layout, free: float) -> float:
        """Return by how many millimetres each gap grows to fill the page."""
        # 1 mm stays free, since not every gap belongs to a block that is counted
        gaps = max(len(layout.blocks), 1) + self._rules.gaps
        extra = min(max(free - 1.0, 0.0) / gaps, self._rules.stretch)
        if self._rules.notes_share:
            # with next to nothing on it, a page has wider gaps rather than an empty end
            extra = max(extra, (free - MOST_EMPTY) / gaps)
        return extra
