"""The content as plain values for JSON."""

from __future__ import annotations

import json
from typing import Any

from reports.content.workspace import Content


def export(content: Content) -> dict[str, Any]:
    """The content as plain values for JSON; a measure's state is "open" until known."""
    resolutions = [json.loads(one.model_dump_json()) for one in content.resolutions]
    for resolution in resolutions:
        for area in resolution["areas"]:
            for measure in area["measures"]:
                measure["state"] = "open"
    return {
        "resolutions": resolutions,
        "addressees": [json.loads(one.model_dump_json()) for one in content.addressees],
        "events": [json.loads(one.model_dump_json()) for one in content.events],
        "branches": [json.loads(one.model_dump_json()) for one in content.branches],
    }
