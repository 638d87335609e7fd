"""Font families that pip, the workspace or this project brings.

A package from PyPI's ``fontpkg`` family announces itself by an entry point.
"""

from __future__ import annotations

import importlib
import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path

from reports import room
from reports.storage.listing import regular_files

_SCRIPTS = {"ar": "noto-naskh-arabic", "fa": "noto-naskh-arabic", "ti": "noto-sans-ethiopic"}
"""The folders of the fonts for languages whose letters a theme's font does not have."""

_LANGUAGES = {"ARABIC": "ar", "ETHIOPIC": "ti"}
"""A language for each script of these, by the script's name in Unicode."""


@dataclass(frozen=True)
class Family:
    """A family and the files it is made from."""

    name: str
    files: tuple[Path, ...]
    variable: bool


@lru_cache
def packaged() -> Mapping[str, Family]:
    """The families that pip has installed, by name."""
    found = {}
    for entry in entry_points(group="fontpkg.family"):
        root = Path(str(importlib.import_module(entry.value).ROOT))
        meta = json.loads((root / "metadata.json").read_text(encoding="utf-8"))
        upright = [one for one in meta["files"] if one["style"] == "normal"]
        found[meta["family"]] = Family(
            meta["family"],
            tuple(root / one["path"] for one in upright),
            any(one["variable"] for one in upright),
        )
    return found


@lru_cache
def script_family(language: str) -> Family | None:
    """The family that goes before the theme's font in a language of another script."""
    if language not in _SCRIPTS:
        return None
    families, _damaged = in_folder(room("typefaces") / _SCRIPTS[language])
    (family,) = families.values()
    return family


def languages_in(text: str) -> tuple[str, ...]:
    """For each script of its own font that a text has letters of, a language written in it."""
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in set(text)}
    return tuple(_LANGUAGES[script] for script in _LANGUAGES if script in scripts)


def in_folder(
    folder: Path, root: Path | None = None
) -> tuple[Mapping[str, Family], tuple[str, ...]]:
    """The families of a folder's font files (TTF or OTF) by name, and what is no font.

    ``root`` is the workspace, out of which no link may lead.
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
"""The tables that the engine or this module reads of every font."""


def read_through(data: bytes) -> tuple[str, bool]:
    """A font's family, and whether it is variable; raises whatever is raised by a damaged one."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), lazy=True) as font:
        for tag in _NEEDED:
            font[tag]  # which decompiles it
        reader = font.reader
        for tag in reader.keys():  # noqa: SIM118  # it is no mapping
            reader[tag]  # which reads it to its end
        if not font.getBestCmap() or not 1 <= font["OS/2"].usWeightClass <= 1000:
            raise ValueError
        if "glyf" in font:
            font["loca"]
        name = font["name"].getBestFamilyName()
        if not name:
            raise ValueError
        axes = [axis.axisTag for axis in font["fvar"].axes] if "fvar" in font else []
        return str(name), "wght" in axes  # no weights can be cut out of others
