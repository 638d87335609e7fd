"""Strings that have broken programs before (minimaxir's big-list-of-naughty-strings)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def naughty_strings() -> list[str]:
    """Read the strings from the folder HANDZETTEL_SOURCES; skip the test without it."""
    folder = os.environ.get("HANDZETTEL_SOURCES")
    if not folder:
        pytest.skip("HANDZETTEL_SOURCES is not set: a folder with naughty-strings.json is needed")
    strings = json.loads((Path(folder) / "naughty-strings.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    return list(strings)
