"""Export the content as plain values for JSON."""

from __future__ import annotations

import json
from typing import Any

from reports.content.workspace import Content


def export(content: Content) -> dict[str, Any]:
    """Return the content as plain values for JSON.

    Each measure has the state "open": no file of a workspace says yet what became of it.
    """
    resolutions = [json.loads(entry.model_dump_json()) for entry in content.resolutions]
    for resolution in resolutions:
        for area in resolution["areas"]:
            for measure in area["measures"]:
                measure["state"] = "open"
    return {
        "resolutions": resolutions,
        "addressees": [json.loads(entry.model_dump_json()) for entry in content.addressees],
        "events": [json.loads(entry.model_dump_json()) for entry in content.events],
        "branches": [json.loads(entry.model_dump_json()) for entry in content.branches],
    }
