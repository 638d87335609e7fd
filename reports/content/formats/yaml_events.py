"""The events of a YAML file by libyaml, where it reads a file as YAML 1.2 has it.

ruamel.yaml reads YAML 1.2 and says best what is wrong, but looks at each character in Python;
libyaml is forty times as fast and knows YAML 1.1. The events of both are the same unless a file
has tabs, directives or line ends that only 1.1 knows.
"""

from __future__ import annotations

import re
from typing import Any

from reports.content.formats.located import MAX_VALUES

_OTHERWISE = re.compile("^%|[>|][-+0-9]*#|[\t\r\x85\u2028\u2029\ufeff]", re.MULTILINE)
"""What the two versions of YAML read differently."""

_MOST_EVENTS = 3 * MAX_VALUES
"""A value has two events at most, its beginning and end."""


def quick_events(text: str) -> list[Any] | None:
    """Return the events of a file; None if it has mistakes, or must be read as YAML 1.2."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)  # missing where the wheel is without libyaml
    if loader is None or _OTHERWISE.search(text):
        return None
    events: list[Any] = []
    try:
        for event in yaml.parse(text, Loader=loader):
            if not _is_usual(event):
                return None
            events.append(event)
            if len(events) > _MOST_EVENTS:
                break  # the reader refuses the file before it comes this far
    except yaml.YAMLError:
        return None
    return events


def _is_usual(event: Any) -> bool:
    """Whether an event has no anchor, alias or tag, which both libraries name differently."""
    return getattr(event, "anchor", None) is None and getattr(event, "tag", None) is None
