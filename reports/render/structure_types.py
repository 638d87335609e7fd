"""Which structure elements HTML becomes, and how its boxes and texts are looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reports.render.engine_library import boxes

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters that are written from right to left."""

SVG = "{http://www.w3.org/2000/svg}svg"

GROUPS = frozenset(
    (
        *("Document", "Part", "Sect", "Art", "Div", "BlockQuote", "L", "LI", "TOC", "TOCI"),
        *("Table", "THead", "TBody", "TFoot", "TR"),
    )
)
"""Elements that hold other elements and no text; a text in them becomes a paragraph."""

TYPES: Mapping[str, str] = {
    "section": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
}
"""The types of HTML's elements that have one. Others are seen through: their content belongs
to the element around them, or becomes a paragraph."""

HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
LISTS = frozenset({"ul", "ol", "dl"})
PHRASES = frozenset({"span", "b", "strong", "i", "em", "small", "td", "li", "p", "div"})
"""Elements whose ``aria-label`` takes the place of their text."""


def last_text(line: Any) -> Any:
    """Return the last text box of a line."""
    box = line
    while not isinstance(box, boxes.TextBox):
        kids = getattr(box, "children", ())
        if not kids:
            break
        box = kids[-1]
    return box


def single_spaced(text: str) -> str:
    """Return a text with single spaces of the ordinary kind."""
    return " ".join(text.split())
