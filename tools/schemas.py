"""Writes the JSON schemas for editors; a test fails when they are stale.

    python tools/schemas.py

They lie in ``data/schema``, so that ``handzettel init`` brings them along.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from reports.model import Addressees, Branches, Campaign, Events, Resolution, Settings

FOLDER = Path(__file__).resolve().parent.parent / "data" / "schema"

MODELS: Mapping[str, type[BaseModel]] = {
    "handzettel": Settings,
    "resolution": Resolution,
    "addressees": Addressees,
    "branches": Branches,
    "events": Events,
    "campaign": Campaign,
}
"""The model of each file by the file's stem."""


def schemas() -> dict[str, str]:
    """File name and text of every schema."""
    made = {}
    for stem, model in MODELS.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= model.model_json_schema()
        made[f"{stem}.schema.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
