"""Font families: those that pip has installed, of the workspace, and shipped ones.

Packages of PyPI's ``fontpkg`` family register by an entry point.
"""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path

from reports import shipped_folder
from reports.storage.listing import regular_files

_SCRIPTS = {"ar": "noto-naskh-arabic", "fa": "noto-naskh-arabic", "ti": "noto-sans-ethiopic"}
"""Folders of fonts, by languages whose letters a theme's font does not have."""


@dataclass(frozen=True)
class Family:
    """A font family and its files."""

    name: str
    """Its name."""
    files: tuple[Path, ...]
    """Its files."""
    variable: bool
    """Whether a file has all weights (OpenType font variations)."""


@lru_cache
def packaged() -> Mapping[str, Family]:
    """Return the families that pip has installed, by name, each with its upright files."""
    families = {}
    for entry in entry_points(group="fontpkg.family"):
        root = Path(str(importlib.import_module(entry.value).ROOT))
        meta = json.loads((root / "metadata.json").read_text(encoding="utf-8"))
        upright = [file for file in meta["files"] if file["style"] == "normal"]
        families[meta["family"]] = Family(
            meta["family"],
            tuple(root / file["path"] for file in upright),
            any(file["variable"] for file in upright),
        )
    return families


@lru_cache
def script_family(language: str) -> Family | None:
    """Return the family for a language's script, or None if the theme's font has its letters."""
    if language not in _SCRIPTS:
        return None
    families, _damaged = in_folder(shipped_folder("typefaces") / _SCRIPTS[language])
    (family,) = families.values()
    return family


def characters(family: Family) -> frozenset[str]:
    """Return the characters that a family can set."""
    return frozenset().union(*map(characters_of, family.files))


@lru_cache
def characters_of(path: Path) -> frozenset[str]:
    """Return the characters that a font file can set."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


def sample_character(path: Path) -> str:
    """Return a character that a font file can set: a nought, if it has that."""
    visible = (char for char in sorted(characters_of(path)) if char.isprintable() and char != " ")
    return "0" if "0" in characters_of(path) else next(visible)


def in_folder(
    folder: Path, root: Path | None = None
) -> tuple[Mapping[str, Family], tuple[str, ...]]:
    """Return the families of a folder's TTF and OTF files by name, and the damaged files.

    ``root`` is the workspace; links that lead out of it are not followed.
    """
    files: dict[str, list[Path]] = {}
    variable: set[str] = set()
    damaged: list[str] = []
    listed = (regular_files(folder, pattern, root) for pattern in ("*.ttf", "*.otf"))
    for path in sorted(path for paths in listed for path in paths):
        try:
            name, is_variable = read_through(path.read_bytes())
        except Exception:  # a stranger's file: whatever the library raises, it is damaged
            damaged.append(path.name)
            continue
        files.setdefault(name, []).append(path)
        if is_variable:
            variable.add(name)
    families = {name: Family(name, tuple(paths), name in variable) for name, paths in files.items()}
    return families, tuple(damaged)


_NEEDED = ("head", "hhea", "maxp", "hmtx", "OS/2", "name", "post")
"""The tables that the engine or this module needs in every font."""


def read_through(data: bytes) -> tuple[str, bool]:
    """Return the family of a font and whether its weight is variable, after reading all its tables.

    A damaged font can raise any exception of fontTools, or ValueError.
    """
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), lazy=True) as font:
        for tag in _NEEDED:
            font[tag]  # parses the table
        reader = font.reader
        for tag in reader.keys():  # noqa: SIM118  # it is no mapping
            reader[tag]  # reads the table to its end
        if not font.getBestCmap() or not 1 <= font["OS/2"].usWeightClass <= 1000:
            raise ValueError
        if "glyf" in font:
            font["loca"]
        name = font["name"].getBestFamilyName()
        if not name:
            raise ValueError
        axes = [axis.axisTag for axis in font["fvar"].axes] if "fvar" in font else []
        return str(name), "wght" in axes  # weights can only be cut out along this axis
