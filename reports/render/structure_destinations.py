"""Let links and bookmarks lead to structure elements (ISO 32000-2, 12.3.2.3), as PDF/UA-2 asks.

The place on the page stays beside it, for viewers that know no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.render.engine_library import pydyf
from reports.render.structure_nodes import Node


def add_structure_destinations(
    pdf: Any, bookmarked: Sequence[Node], anchors: Mapping[str, Node]
) -> None:
    """Add to each destination in a PDF the element that it stands for.

    Args:
        pdf: The engine's objects of the PDF.
        bookmarked: The elements of the bookmarks, in the order of the document.
        anchors: The elements that links lead to, by the names of the places.
    """
    bookmarks = [entry for entry in pdf.objects if _is_bookmark(entry)]
    for bookmark, node in zip(bookmarks, bookmarked, strict=True):
        _lead_to(bookmark, node)
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Subtype") == "/Link" and "Dest" in entry:
            target = anchors.get(entry["Dest"].string)
            if target is not None:
                _lead_to(entry, target)


def _is_bookmark(entry: Any) -> bool:
    """Return whether an object of the engine is a bookmark."""
    return isinstance(entry, dict) and "Title" in entry and "Dest" in entry


def _lead_to(entry: Any, node: Node) -> None:
    """Let a bookmark or link lead to an element, or to the nearest one around it."""
    holder: Node | None = node
    while holder is not None and holder.reference is None:
        holder = holder.parent
    place = entry.pop("Dest")
    action = pydyf.Dictionary({"S": "/GoTo", "D": place})
    if holder is not None:
        action["SD"] = pydyf.Array([holder.reference, "/XYZ", b"null", b"null", b"null"])
    entry["A"] = action
