"""Write the JSON schemas that editors use; a test fails if they are out of date.

    python tools/schemas.py

They are written to ``data/schema``, from where ``handzettel init`` copies them.
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
    """Return the text of every schema by its file name."""
    texts = {}
    modules = (fields, resolution, event, campaign, press_profile, settings, document_kind)
    descriptions = {
        name: field_texts for module in modules for name, field_texts in _field_descriptions(module)
    }
    for stem, root in MODELS.items():
        schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schema |= root.model_json_schema()
        for name, definition in {root.__name__: schema, **schema.get("$defs", {})}.items():
            for field, text in descriptions.get(name, {}).items():
                properties = definition["properties"]
                properties[field] = {"description": text} | properties[field]
        if stem == "events":
            _describe_additions(schema)
        texts[f"{stem}.schema.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return texts


def _describe_additions(schema: dict[str, Any]) -> None:
    """Let additions to calendars have all keys of an event, of which only its UID is needed."""
    models = schema["$defs"]
    for name, needed in (("Event", ["uid"]), ("Venue", []), ("EventText", [])):
        added = models[f"{name}Addition"] = {
            **models.get(f"{name}Addition", models[name]),
            "additionalProperties": False,
            "required": needed,
        }
        added["properties"] = models[name]["properties"] | added["properties"]
    properties = models["EventAddition"]["properties"]
    del properties["id"]
    properties["venue"] = {"$ref": "#/$defs/VenueAddition"}
    languages = properties["texts"]["patternProperties"]
    by_language = {language: {"$ref": "#/$defs/EventTextAddition"} for language in languages}
    properties["texts"] = {**properties["texts"], "patternProperties": by_language}


def _field_descriptions(module: ModuleType) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each class in a module, with the docstrings below its fields.

    Pydantic's ``use_attribute_docstrings`` would do so whenever the models are loaded, which
    doubles the time that takes.
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
