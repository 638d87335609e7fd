"""A glyph for U+200C, which parts letters, so that it is there when text is copied.

It stands within Persian words (می‌شود), where it chooses the forms of its neighbours and is not
seen, and the engine draws nothing for it: what is copied from the PDF or read aloud lacks it, which
is a mistake in spelling. Here it is drawn with a blank glyph of the font, in no width.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from reports.render.engine_library import ffi, pango, text_drawing
from reports.render.font_faces import blank_glyph

_PARTER = "\N{ZERO WIDTH NON-JOINER}"
_BYTES = _PARTER.encode()
"""The engine counts in UTF-8."""


def draw_joiners() -> None:
    """Let the engine draw U+200C from now on; once is enough."""
    draws = text_drawing.draw_first_line
    if not hasattr(draws, "draws_joiners"):
        text_drawing.draw_first_line = _with_joiners(draws)


def _with_joiners(draws: Callable[..., Any]) -> Callable[..., Any]:
    """Return the engine's function that draws a line of text, with U+200C."""

    def draw_line(stream: Any, textbox: Any, *more: Any) -> Any:
        """Draw the first line of a text box."""
        if _PARTER in textbox.text:
            _put_glyphs(stream, textbox.pango_layout)
        return draws(stream, textbox, *more)

    draw_line.draws_joiners = True  # type: ignore[attr-defined]
    return draw_line


def _put_glyphs(stream: Any, layout: Any) -> None:
    """Give each U+200C of a line a glyph, which Pango has replaced by none."""
    # as the engine does next: a change of it would make Pango shape the line anew
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _index = layout.get_first_line()
    text = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        for i in range(glyphs.num_glyphs):
            start = item.offset + glyphs.log_clusters[i]
            is_drawn = glyphs.glyphs[i].glyph != pango.PANGO_GLYPH_EMPTY
            if is_drawn or text[start : start + len(_BYTES)] != _BYTES:
                continue
            font, _size = stream.add_font(item.analysis.font)
            number = _number(font.file_content, font.index)
            if number is not None:
                glyphs.glyphs[i].glyph = number
                font.to_unicode[number] = _PARTER


@lru_cache(maxsize=16)
def _number(data: bytes, index: int) -> int | None:
    """Return the number of a blank glyph of a font; None if it has none."""
    return blank_glyph(data, index)
