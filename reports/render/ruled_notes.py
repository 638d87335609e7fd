"""Ruled lines for notes: as many as the rest of the last page has room for.

A template that ends with them says so with the attribute ``data-rest``. It then has more lines than
a page can hold, and those without room are taken away while the page is laid out. For others, the
page budget has them shown by a style sheet, once it is known how much room there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from reports.render.engine_library import Dimension, block_layout
from reports.units import PIXELS_PER_MM

NOTE_HEIGHT = 9.2
"""Millimetres from one ruled line for notes to the next, for writing with a pen, with its rule."""

NOTES_HEAD = 14.0
"""Millimetres taken by the heading of the notes and the gap above it."""

MOST_NOTES = 28
"""Ruled lines at most, as many as the templates have."""

FEWEST_NOTES = 3
"""Ruled lines at least: fewer hardly hold a sentence, and the heading takes as much room."""

_AT_END = "body > .notes[data-rest]:last-child"

RULED = f"{_AT_END}, {_AT_END} li {{ display: block }}\n"
"""Shows the lines of a template that ends with them."""


def note_lines(room: float) -> int:
    """Return how many ruled lines there are for so many millimetres; 0 if too few have room."""
    lines = int((room - NOTES_HEAD) / NOTE_HEIGHT)
    return min(lines, MOST_NOTES) if lines >= FEWEST_NOTES else 0


def rule_notes() -> None:
    """Let the engine take away lines for notes without room from now on; once is enough."""
    lays_out = block_layout.block_level_layout
    if not hasattr(lays_out, "rules_notes"):
        block_layout.block_level_layout = _with_notes(lays_out)


def _with_notes(lays_out: Callable[..., Any]) -> Callable[..., Any]:
    """Return the engine's function that lays out a block, with notes that fill the page."""

    @wraps(lays_out)
    def lay_out(
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: bool = True,
        absolute_boxes: Any = None,
        fixed_boxes: Any = None,
        adjoining_margins: Sequence[float] | None = None,
        *more: Any,
        **options: Any,
    ) -> Any:
        """Lay out a block; of notes only the lines that the page has room for."""
        element = box.element
        if element is not None and element.get("data-rest") is not None and skip_stack is None:
            top = box.position_y + max(adjoining_margins or (), default=0.0)
            _keep_lines(box, (context.page_bottom - bottom_space - top) / PIXELS_PER_MM)
        return lays_out(
            context,
            box,
            bottom_space,
            skip_stack,
            containing_block,
            page_is_empty,
            absolute_boxes,
            fixed_boxes,
            adjoining_margins,
            *more,
            **options,
        )

    lay_out.rules_notes = True  # type: ignore[attr-defined]
    return lay_out


def _keep_lines(box: Any, room: float) -> None:
    """Take away the lines for notes that do not go into some millimetres; all if few do."""
    # a page can be laid out again, with the same boxes
    heading, ruled = box.all_parts = getattr(box, "all_parts", box.children)
    ruled.all_lines = getattr(ruled, "all_lines", ruled.children)
    lines = note_lines(room)
    ruled.children = ruled.all_lines[:lines]
    box.children = (heading, ruled) if lines else ()
    if not lines:
        box.style = box.style.copy()
        box.style["margin_top"] = Dimension(0, "px")
