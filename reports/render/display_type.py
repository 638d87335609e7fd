"""Display type: a title or a day as large as its place allows.

A template names an element with ``data-display="NAME"``. Its style gives the place, a width and
a height (or ``max-height``), and the largest size, times ``var(--display-NAME, 1)``::

    h1 { height: 60mm; font-size: calc(90pt * var(--display-title, 1)) }

Each such element gets a factor of its own, by the widths of its words in its own font, so that
one long word makes its title smaller and nothing else. Whole words are broken into lines; they
are hyphenated only where the type would else become small, and its style allows it (``hyphens``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyphen

from reports.render.engine import Layout
from reports.render.engine_library import boxes, split_first_line

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

_HYPHENATION = (
    "html body [data-display={name}]"
    f" {{{{ hyphens: auto; hyphenate-limit-chars: {2 * SHORTEST_PART} {SHORTEST_PART}"
    f" {SHORTEST_PART} }}}}\n"
)


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

    factor: float
    hyphenated: bool = False

    def rule(self, name: str) -> str:
        """Return the style rules that set it so."""
        hyphenation = _HYPHENATION.format(name=name) if self.hyphenated else ""
        return f":root {{ --display-{name}: {self.factor:.4f} }}\n{hyphenation}"


def displayed(lay_out: Callable[[str], Layout]) -> Callable[[str], Layout]:
    """Return a function that lays a document out with its display type as large as can be.

    Args:
        lay_out: Lays the document out with one more style sheet, given as text.
    """
    settings: dict[str, _Setting] = {}

    def lay_out_displayed(sheet: str) -> Layout:
        """Return the layout with a sheet; once more, if the places are other than before."""
        for _attempt in range(2):
            rules = "".join(setting.rule(name) for name, setting in settings.items())
            layout = lay_out(sheet + rules)
            found = dict(_settings_of(layout, settings))
            changed = {
                name: setting
                for name, setting in found.items()
                if name not in settings
                or abs(settings[name].factor - setting.factor) > _SAME
                or settings[name].hyphenated != setting.hyphenated
            }
            if not changed:
                return layout
            settings.update(changed)
        return lay_out(sheet + "".join(setting.rule(name) for name, setting in settings.items()))

    return lay_out_displayed


def _settings_of(layout: Layout, before: dict[str, _Setting]) -> Iterator[tuple[str, _Setting]]:
    """Yield the names of the elements on the pages, each with the setting that its place asks for.

    Of several elements with one name the smallest setting holds for all.
    """
    smallest: dict[str, _Setting] = {}
    for page in layout.laid_out.pages:
        root = next(child for child in page._page_box.children if child.element_tag == "html")
        text_size = root.style["font_size"]
        for box in page._page_box.descendants(placeholders=True):
            name = box.element.get("data-display") if box.element is not None else None
            if not name or not isinstance(box, boxes.BlockBox):
                continue
            factor = before[name].factor if name in before else 1.0
            setting = _setting(box, factor, text_size)
            if setting is not None:
                known = smallest.get(name, setting)
                smallest[name] = min(setting, known, key=lambda setting: setting.factor)
    yield from smallest.items()


def _setting(box: Any, factor: float, text_size: float) -> _Setting | None:
    """Return the setting for an element's box; None for one without text.

    Args:
        box: The element's box as it was laid out.
        factor: The factor with which it was.
        text_size: The size of the text on its page, in CSS pixels.
    """
    lines = [child for child in box.descendants() if isinstance(child, boxes.LineBox)]
    text = "".join(box.element.itertext()).strip()
    if not lines or not text:
        return None
    size = box.style["font_size"]
    largest = size / factor
    height = _height(box)
    leading = max(line.height for line in lines) / size
    width = box.width * SAFETY
    style, language = box.style, box.style["lang"] or ""
    best = min(largest, size_in(width, height, leading, _pieces(text, style, "")))
    hyphenated = False
    limit = min(largest, HYPHENATED_BELOW * text_size)
    if best < limit and style["hyphens"] != "none":
        parted = min(limit, size_in(width, height, leading, _pieces(text, style, language)))
        hyphenated = parted > best * HELPS
        best = parted if hyphenated else best
    return _Setting(max(best, LEAST * text_size) / largest, hyphenated)


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
