"""Display type: a title or a day as large as its place allows.

A template names an element with ``data-display="NAME"``. Its style gives the place, a width and
a height (or ``max-height``), and the largest size, times ``var(--display-NAME, 1)``::

    h1 { height: 60mm; font-size: calc(90pt * var(--display-title, 1)) }

Its type is made smaller until the widths of its words, in its own font, fit its place, so that
one long word makes its title smaller and nothing else. This is done while the page is laid out,
as soon as the width is known. Whole words are broken into lines; they are hyphenated only where
the type would else become small, and its style allows it (``hyphens``).

Where elements of one name and language come to different sizes, the smallest holds for all: the
page is laid out once more, with a factor for the name in a variable. The sides of a sheet in two
languages have sizes of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import pyphen

from reports.render.engine_library import block_layout, boxes, split_first_line, strut

if TYPE_CHECKING:
    from reports.render.engine import Layout

_HALVINGS = 16
"""Steps of the search for a size: it is then found to a thousandth."""

HYPHENATED_BELOW = 2.2
"""Times the size of the text below which words of display type are hyphenated, where that helps."""

HELPS = 1.2
"""By how much hyphenated type must be larger than whole words."""

SHORTEST_PART = 4
"""Letters before and after a hyphen at least."""

LEAST = 1.15
"""Times the size of the text that display type has at least; else it has no room."""

SAFETY = 0.99
"""The part of its width that type fills at most, as widths are rounded."""

_SAME = 0.004
"""The difference of factors that nobody sees."""


@dataclass(frozen=True)
class WordPart:
    """A part of a text that stands on one line."""

    width: float
    """Its width at a size of 1, as all widths here."""
    space: float = 0.0
    """The width of the space that follows on the same line."""
    hyphen: float = 0.0
    """The width of the hyphen that is added where its line ends."""


@dataclass(frozen=True)
class _Setting:
    """How an element is set."""

    size: float
    """The size of its type, in CSS pixels."""
    hyphenated: bool = False


def fit_display_type() -> None:
    """Let the engine fit display type to its place from now on; once is enough."""
    sets_width = block_layout.block_level_width
    if not hasattr(sets_width, "fits_display_type"):
        block_layout.block_level_width = _with_display_type(sets_width)


def _with_display_type(sets_width: Callable[..., None]) -> Callable[..., None]:
    """Return the engine's function that sets the width of a block, with display type fitted."""

    @wraps(sets_width)
    def set_width(box: Any, *more: Any, **options: Any) -> None:
        """Set the width of a block, and then the size of its type if that is display type."""
        sets_width(box, *more, **options)
        if _display_name(box):
            _fit_type(box)

    set_width.fits_display_type = True  # type: ignore[attr-defined]
    return set_width


def _display_name(box: Any) -> str:
    """Return the name of a block's display type; empty if it has none."""
    if box.element is None or not isinstance(box, boxes.BlockBox):
        return ""
    return box.element.get("data-display") or ""


def _fit_type(box: Any) -> None:
    """Set the type of a block, which is not yet laid out, so large as fits its place."""
    # a page can be laid out again, with the same boxes
    largest = getattr(box, "display_size", box.style["font_size"])
    box.display_size = largest
    setting = _setting(box, largest)
    if setting is None:
        return
    scale = setting.size / box.style["font_size"]
    for part in box.descendants():
        style = part.style = part.style.copy()
        style["font_size"] *= scale
        for spacing in ("letter_spacing", "word_spacing"):
            if style[spacing] != "normal":
                style[spacing] *= scale
        if setting.hyphenated:
            style["hyphens"] = "auto"
            style["hyphenate_limit_chars"] = (2 * SHORTEST_PART, SHORTEST_PART, SHORTEST_PART)


def displayed(lay_out: Callable[[str], Layout], budget: int | None) -> Callable[[str], Layout]:
    """Return a function that lays a document out, each name of display type in one size.

    A layout with too many pages is returned as it is.

    Args:
        lay_out: Lays the document out with one more style sheet, given as text.
        budget: How many pages the document may have.
    """

    def lay_out_displayed(sheet: str) -> Layout:
        """Return the layout with a sheet; once more, if blocks of a name differ."""
        layout = lay_out(sheet)
        factors = _smallest_factors(layout)
        if not factors or (budget and layout.pages > budget):
            return layout
        rules = (
            f"[lang={language}] {{ --display-{name}: {factor:.4f} }}\n"
            for (language, name), factor in factors.items()
        )
        return lay_out(sheet + "".join(rules))

    return lay_out_displayed


def _smallest_factors(layout: Layout) -> dict[tuple[str, str], float]:
    """Return the factor of the smallest block of each language and name.

    There are none if all blocks have the size of the smallest. They have not where the engine
    lays one out in some other way than most.
    """
    smallest: dict[tuple[str, str], float] = {}
    sizes: list[tuple[tuple[str, str], float]] = []
    for page in layout.laid_out.pages:
        for box in page._page_box.descendants(placeholders=True):
            name = _display_name(box)
            largest = getattr(box, "display_size", box.style["font_size"])
            if name and (setting := _setting(box, largest)):
                key = (box.style["lang"] or "", name)
                smallest[key] = min(smallest.get(key, 1.0), setting.size / largest)
                sizes.append((key, box.style["font_size"] / largest))
    is_even = all(abs(size - smallest[key]) <= _SAME for key, size in sizes)
    return {} if is_even else smallest


def _setting(box: Any, largest: float) -> _Setting | None:
    """Return the setting for a block whose width is known; None for one without text.

    Args:
        box: The block.
        largest: The size of its type in its style, in CSS pixels.
    """
    text = "".join(box.element.itertext()).strip()
    if not text:
        return None
    style, language = box.style, box.style["lang"] or ""
    text_size = style.root_style["font_size"]
    leading = strut(style)[0] / style["font_size"]
    width, height = box.width * SAFETY, _height(box)
    best = min(largest, size_in(width, height, leading, _pieces(text, style, "")))
    hyphenated = False
    limit = min(largest, HYPHENATED_BELOW * text_size)
    if best < limit and style["hyphens"] != "none":
        parted = min(limit, size_in(width, height, leading, _pieces(text, style, language)))
        hyphenated = parted > best * HELPS
        best = parted if hyphenated else best
    return _Setting(max(best, LEAST * text_size), hyphenated)


def _height(box: Any) -> float:
    """Return the height that an element may have, in CSS pixels; infinite without a limit."""
    if box.style["height"] != "auto":
        return float(box.height)
    limit = box.style["max_height"]
    return float(limit.value) if hasattr(limit, "value") else float("inf")


def size_in(width: float, height: float, leading: float, pieces: Sequence[WordPart]) -> float:
    """Return the largest size at which a text fits a place.

    Args:
        width: The width of the place.
        height: Its height; the sizes are in the same unit.
        leading: From line to line, at a size of 1.
        pieces: The text.
    """

    def fits(size: float) -> bool:
        return lines_in(width / size, pieces) * leading * size <= height

    high = width / max(piece.width for piece in pieces)
    if fits(high):
        return high
    low = 0.0
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def lines_in(width: float, pieces: Sequence[WordPart]) -> float:
    """Return on how many lines of a width a text stands; infinite if a piece is wider."""
    count, filled = 1, 0.0
    for before, piece in zip((None, *pieces), pieces, strict=False):
        gap = before.space if before else 0.0
        tail = piece.hyphen
        if before and filled + gap + piece.width + tail > width:
            count, filled, gap = count + 1, 0.0, 0.0
        if piece.width > width:
            return float("inf")
        filled += gap + piece.width
    return count


def _pieces(text: str, style: Any, language: str) -> list[WordPart]:
    """Return the pieces of a text; words are parted only if a language is given."""
    size = float(style["font_size"])

    def width_of(part: str) -> float:
        return float(split_first_line(part, style, None, None, 0)[3]) / size

    hyphen, space = width_of("-"), width_of("\N{NO-BREAK SPACE}")
    pieces: list[WordPart] = []
    for word in re.split(r"[ \t\n]+", text):
        *others, last = _parts(word, language)
        pieces += (
            WordPart(width_of(part), hyphen=0.0 if part[-1:] in "-/" else hyphen) for part in others
        )
        pieces.append(WordPart(width_of(last), space))
    return pieces


def _parts(word: str, language: str) -> list[str]:
    """Return the parts of a word between which a line can end."""
    parts = re.split(r"(?<=\w[-/])(?=\w)|\u00ad", word)
    code = pyphen.language_fallback(language) if language else None
    if code is None:
        return parts
    dictionary = pyphen.Pyphen(lang=code, left=SHORTEST_PART, right=SHORTEST_PART)
    return [
        syllable
        for part in parts
        for syllable in (
            dictionary.inserted(part, "\0").split("\0")
            if len(part) >= 2 * SHORTEST_PART and "\N{NO-BREAK SPACE}" not in part
            else [part]
        )
    ]
