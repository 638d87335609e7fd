"""What a template sees: for each kind of document a frozen dataclass, a name a field.

Each kind derives its own class from :class:`Context`, beside the function that makes its
document. The text below a field says what it holds; the tables in ``docs/templates.md``
are made from these texts and the fields' types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from reports.content.fields import Model


@dataclass(frozen=True)
class Context:
    """What a template sees besides ``document``; without fields of its own, nothing."""


def template_names(context: Context) -> dict[str, Any]:
    """Return the value of each field by the name that the template has for it."""
    return {field.name: getattr(context, field.name) for field in fields(context)}


def attribute_types(owner: type) -> Mapping[str, Any]:
    """Return what a template can ask a value of a class for, with the type of each.

    These are the fields of models, dataclasses and named tuples, and their properties.
    ``Annotated`` is kept. Other classes have no attributes that are documented.
    """
    return _attribute_types(owner)


@cache
def _attribute_types(owner: type) -> Mapping[str, Any]:
    """Return what `attribute_types` does; found out once for each class."""
    if issubclass(owner, Model):
        names = list(owner.model_fields)
    elif is_dataclass(owner):
        names = [field.name for field in fields(owner)]
    elif issubclass(owner, tuple):
        names = list(getattr(owner, "_fields", ()))
    else:
        return {}
    hints = get_type_hints(owner, include_extras=True)
    types = {name: hints[name] for name in names}
    for ancestor in reversed(owner.__mro__[: owner.__mro__.index(_foundation(owner))]):
        for name, member in vars(ancestor).items():
            if isinstance(member, property) and member.fget and not name.startswith("_"):
                types[name] = get_type_hints(member.fget, include_extras=True)["return"]
    return types


def _foundation(owner: type) -> type:
    """Return the first ancestor that is not ours, whose properties are not for templates."""
    return Model if issubclass(owner, Model) else tuple if issubclass(owner, tuple) else object
