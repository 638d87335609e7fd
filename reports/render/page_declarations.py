"""What a PDF says of its pages for those who check it: margins, and the smallest type.

The margins are each page's ArtBox, "the extent of the page's meaningful content" (ISO 32000-1,
14.11.2). The smallest type is private data of this program in the file (14.5, page-piece
dictionaries), which viewers and print shops ignore.
"""

from __future__ import annotations

from typing import Any

from reports.render.engine_library import boxes, pydyf
from reports.render.page_drawing import SCALE

_FORM_SINCE = "D:20261201000000Z"
"""When private data was last changed must be said. It is the day since which it has this form:
with the time of writing, the same input would not give the same bytes."""


def declare_pages(pdf: Any, laid_out: Any, smallest: float) -> None:
    """Write margins and smallest type into a PDF.

    Args:
        pdf: The engine's objects of the PDF.
        laid_out: The engine's document.
        smallest: The smallest type that it may have, in points.
    """
    references = pdf.pages["Kids"][::3]  # each is three entries: number, generation, R
    for number, page in zip(references, laid_out.pages, strict=True):
        pdf.objects[number]["ArtBox"] = pydyf.Array(_margins(page))
    private = pydyf.Dictionary({"SmallestType": smallest})
    entry = pydyf.Dictionary({"LastModified": pydyf.String(_FORM_SINCE), "Private": private})
    pdf.catalog["PieceInfo"] = pydyf.Dictionary({"Handzettel": entry})


def _margins(page: Any) -> list[float]:
    """Return the box within a page's margins, in points from the lower left corner of the trim.

    A side whose margin has text of its own, a head or a foot, has no margin.
    """
    box = page._page_box
    sides = {
        child.at_keyword.removeprefix("@").split("-")[0]
        for child in box.children
        if isinstance(child, boxes.MarginBox) and not child.at_keyword.endswith("-corner")
    }
    left = 0 if "left" in sides else box.margin_left
    right = page.width - (0 if "right" in sides else box.margin_right)
    top = page.height - (0 if "top" in sides else box.margin_top)
    bottom = 0 if "bottom" in sides else box.margin_bottom
    return [round(side * SCALE, 3) for side in (left, bottom, right, top)]
