"""Writes the JSON schemas for editors; a test fails when they are stale.

    python tools/schemas.py

They lie in ``data/schema``, so that ``handzettel init`` brings them along.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from reports.content import (
    campaign,
    document_kind,
    event,
    fields,
    press_profile,
    resolution,
    settings,
)
from reports.content.campaign import Campaign
from reports.content.document_kind import KindSettings
from reports.content.event import Branches, Events
from reports.content.resolution import Addressees, Resolution
from reports.content.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "data" / "schema"

MODELS: Mapping[str, type[BaseModel]] = {
    "handzettel": Settings,
    "resolution": Resolution,
    "addressees": Addressees,
    "branches": Branches,
    "events": Events,
    "campaign": Campaign,
    "kind": KindSettings,
}
"""The model of each file by the file's stem."""


def schemas() -> dict[str, str]:
    """File name and text of every schema."""
    made = {}
    modules = (fields, resolution, event, campaign, press_profile, settings, document_kind)
    said = {name: texts for module in modules for name, texts in _fields(module)}
    for stem, root in MODELS.items():
        schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= root.model_json_schema()
        for name, one in {root.__name__: schema, **schema.get("$defs", {})}.items():
            for field, text in said.get(name, {}).items():
                properties = one["properties"]
                properties[field] = {"description": text} | properties[field]
        made[f"{stem}.schema.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return made


def _fields(module: ModuleType) -> Iterator[tuple[str, dict[str, str]]]:
    """Each class with the texts below its fields.

    Pydantic can read them itself, but does so whenever the models are loaded, which
    takes as long as all else about them.
    """
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            yield (
                node.name,
                {
                    field.target.id: inspect.cleandoc(below.value.value)
                    for field, below in pairwise(node.body)
                    if isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(below, ast.Expr)
                    and isinstance(below.value, ast.Constant)
                    and isinstance(below.value.value, str)
                },
            )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
