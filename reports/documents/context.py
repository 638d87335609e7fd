"""What a template sees: for each kind of document a frozen dataclass, a name a field.

Each kind derives its own class from :class:`Context`, beside the function that makes its
document. The text below a field says what it holds; the tables in ``docs/templates.md``
are made from these texts and the fields' types.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Context:
    """What a template sees besides ``document``; without fields of its own, nothing."""


def template_names(context: Context) -> dict[str, Any]:
    """Return the value of each field by the name that the template has for it."""
    return {field.name: getattr(context, field.name) for field in fields(context)}
