"""Make a workspace with many motions of random words, the same each time."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from reports import shipped_folder
from reports.content.formats.yaml_edit import write_yaml

MEASURES = 8
"""The measures of a motion. They fill two pages; its matrix of addressees is the third."""

_WORDS = [
    *("Bänke", "Wege", "Plätze", "Bäume", "Räder", "Busse", "Hallenbad", "Sporthalle", "Kitas"),
    *("Nachbarschaften", "Verwaltung", "Beratung", "Ausbildung", "Unterkunft", "Stadtteile"),
    *("fördern", "bauen", "planen", "sichern", "öffnen", "stärken", "und", "oder", "mit", "für"),
    *("ohne", "gegen", "alle", "viele", "neue", "gute", "mehr", "Gesundheitsversorgung"),
]
_ADDRESSEES = ("stadtrat-fraktion", "landtagsfraktion", "stadt-leipzig", "bund", "ortsvereine")


def workspace(folder: Path, motions: int) -> None:
    """Copy the sample into a folder, with motions in place of its resolution and events."""
    shutil.copytree(shipped_folder("data"), folder)
    (folder / "resolution.yaml").unlink()
    (folder / "events.yaml").write_text("events: []\n", encoding="utf-8")
    (folder / "resolutions").mkdir()
    for number in range(1, motions + 1):
        path = folder / "resolutions" / f"{number:03}.yaml"
        path.write_bytes(write_yaml(_motion(number, random.Random(number))))


def _motion(number: int, chance: random.Random) -> dict[str, object]:
    """Return a motion as the data of a resolution's file."""
    return {
        "id": f"antrag-{number:03}",
        "title": f"Antrag {number}: {_text(chance, 3)}",
        "label": f"Beschluss {number:03}",
        "motion": f"A {number}",
        "submitter": "Ortsverein Musterviertel",
        "body": "Stadtparteitag (Muster)",
        "date": "2026-06-20",
        "status": "adopted",
        "lines": [1, 40 * MEASURES + 40],
        "areas": [
            {
                "number": 1,
                "title": _text(chance, 3),
                "lines": [10, 40 * MEASURES + 40],
                "lead": f"{_text(chance, 30)}.",
                "measures": [_measure(place, chance) for place in range(1, MEASURES + 1)],
            }
        ],
    }


def _measure(number: int, chance: random.Random) -> dict[str, object]:
    """Return a measure with two addressees, one explicit and one derived."""
    first = 40 * number
    addressees = chance.sample(_ADDRESSEES, 2)
    return {
        "id": f"1.{number}",
        "title": _text(chance, 4),
        "summary": f"{_text(chance, 24)}. {_text(chance, chance.randint(18, 30))}.",
        "lines": [first, first + 30],
        "addressees": [
            {"id": addressees[0], "basis": "explicit", "lines": [first + 2, first + 3]},
            {"id": addressees[1], "basis": "derived"},
        ],
    }


def _text(chance: random.Random, count: int) -> str:
    """Return ``count`` random words, the first with a capital letter."""
    words = " ".join(chance.choices(_WORDS, k=count))
    return words[0].upper() + words[1:]
