"""The JSON schemas for editors are those of the models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reports import shipped_folder
from tools.schemas import MODELS, schemas

FILES = [f"{stem}.schema.json" for stem in MODELS]


def test_schemas_are_all_there_and_no_others() -> None:
    assert sorted(path.name for path in (shipped_folder("data") / "schema").iterdir()) == sorted(
        FILES
    )


@pytest.mark.parametrize("name", FILES)
def test_schema_is_not_stale(name: str) -> None:
    """Else: ``python tools/schemas.py``."""
    assert (shipped_folder("data") / "schema" / name).read_text(encoding="utf-8") == schemas()[name]


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("resolution.yaml", "# yaml-language-server: $schema=schema/resolution.schema.json"),
        ("addressees.yaml", "# yaml-language-server: $schema=schema/addressees.schema.json"),
        ("branches.yaml", "# yaml-language-server: $schema=schema/branches.schema.json"),
        ("events.yaml", "# yaml-language-server: $schema=schema/events.schema.json"),
        ("handzettel.toml", "#:schema schema/handzettel.schema.json"),
        ("campaigns/parteitag.toml", "#:schema ../schema/campaign.schema.json"),
    ],
)
def test_sample_file_leads_the_editor_to_its_schema(file: str, head: str) -> None:
    lines = (shipped_folder("data") / file).read_text(encoding="utf-8").splitlines()
    assert lines[0] == head


def _objects(value: Any) -> list[dict[str, Any]]:
    objects = [value] if isinstance(value, dict) else []
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            objects += _objects(inner)
    return objects


@pytest.mark.parametrize("name", FILES)
def test_editor_warns_of_unknown_keys(name: str) -> None:
    schema = json.loads(schemas()[name])
    described = [part for part in _objects(schema) if "properties" in part and "type" in part]
    assert described
    assert all(part["additionalProperties"] is False for part in described)


def test_editor_explains_the_less_obvious_keys() -> None:
    schema = json.loads(schemas()["resolution.schema.json"])
    figure = schema["$defs"]["Figure"]["properties"]
    assert figure["text"]["description"] == "What it counts, in our own words."
