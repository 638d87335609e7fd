"""A variable font of a few letters, which is cut into weights in no time."""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from reports.content.font_families import Family, packaged
from reports.content.theme import FONT


def variable_family(folder: Path) -> Family:
    """Return the family of a variable font that is written into a folder."""
    path = folder / "Probe[wght].ttf"
    with TTFont(packaged()[FONT].files[0]) as font:
        subsetter = Subsetter()
        subsetter.populate(text="Handzettel")
        subsetter.subset(font)
        font.save(path)
    return Family("Probe", (path,), variable=True)
