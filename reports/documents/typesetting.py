"""Set the texts of content as they are printed, in templates and in files without one.

How a text is set stands with its field, as a :class:`Typesetting` in the field's type; what
has none is printed exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Self, TypeVar, Union, get_args, get_origin

from markupsafe import Markup

from reports.content.fields import Model, Typesetting
from reports.documents.context import Context, attribute_types, template_names
from reports.text.dates import set_clock
from reports.text.typography import plain, set_name, set_text, set_title

T = TypeVar("T")

_FUNCTIONS = {
    Typesetting.NAME: set_name,
    Typesetting.TITLE: set_title,
    Typesetting.TEXT: set_text,
    Typesetting.CLOCK: set_clock,
}

_MEMORY = 10_000
"""Texts that are kept set: those of a book of 400 pages, which its index and matrix repeat."""


class SetText(str):
    """A text as it is printed, which a template can have set otherwise by a filter."""

    __slots__ = ("source",)

    source: str
    """The text as content says it."""

    def __new__(cls, text: str, source: str) -> Self:
        """Keep the source beside the text."""
        printed = super().__new__(cls, text)
        printed.source = source
        return printed


def source_of(text: str) -> str:
    """Return a text as content says it, whether it is set by now or not."""
    return text.source if isinstance(text, SetText) else text


def printed_names(context: Context, language: str) -> dict[str, Any]:
    """Return the names of a context with their values as a document prints them."""
    names = template_names(context)
    return {name: typeset(context, name, value, language) for name, value in names.items()}


def typeset(owner: object, name: str, value: Any, language: str) -> Any:
    """Return an attribute's value as it is printed in a document of a language.

    Texts, and lists of texts, are set as the attribute's type says; every other value is
    returned as it is.
    """
    if isinstance(value, str):
        if isinstance(value, Markup):
            return value
    elif not isinstance(value, tuple):
        return value
    owner_type: type = type(owner)
    typesetting = _attribute_typesetting(owner_type, name)
    if typesetting is Typesetting.EXACT:
        return value
    language = getattr(owner, "TEXT_LANGUAGE", None) or language
    if isinstance(value, str):
        return _set(value, typesetting, language)
    return tuple(_set(text, typesetting, language) for text in value)


def plain_copy(value: T, language: str) -> T:
    """Return a copy of content whose texts are set as far as plain text can: its dashes.

    This is for what people edit or what breaks lines in its own way: Word files, calendars, mail.
    Models, dataclasses, tuples and mappings are copied with all that is in them.
    """
    copied: Any = value
    if isinstance(value, Model):
        copied = value.model_copy(update=_set_parts(value, language))
    elif is_dataclass(value) and not isinstance(value, type):
        copied = replace(value, **_set_parts(value, language))
    elif type(value) is tuple:
        copied = tuple(plain_copy(part, language) for part in copied)
    elif isinstance(value, Mapping):
        copied = {key: plain_copy(part, language) for key, part in value.items()}
    return copied  # type: ignore[no-any-return]  # of the type of the value


def _set_parts(owner: Any, language: str) -> dict[str, Any]:
    """Return those fields of a model or dataclass that differ once their texts are set."""
    names = (
        type(owner).model_fields
        if isinstance(owner, Model)
        else [field.name for field in fields(owner)]
    )
    changes = {}
    for name in names:
        part = getattr(owner, name)
        if (text := typeset(owner, name, part, language)) is part:
            changes[name] = plain_copy(part, language)
        elif isinstance(text, tuple):
            changes[name] = tuple(plain(str(line)) for line in text)
        else:
            changes[name] = plain(str(text))
    return changes


@lru_cache(_MEMORY)
def _set(text: str, typesetting: Typesetting, language: str) -> str:
    """Return a text set in one of the ways, with its source."""
    return SetText(_FUNCTIONS[typesetting](text, language), text)


@cache
def _attribute_typesetting(owner: type, name: str) -> Typesetting:
    """Return how an attribute of a type is set, by its annotation."""
    return field_typesetting(attribute_types(owner).get(name))


def field_typesetting(annotation: Any) -> Typesetting:
    """Return how texts of a type are set: the last that its annotation says, else exactly."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for metadata in reversed(arguments[1:]):
            if isinstance(metadata, Typesetting):
                return metadata
        return field_typesetting(arguments[0])
    if origin in (Union, UnionType, tuple):
        kinds = {field_typesetting(part) for part in arguments} - {Typesetting.EXACT}
        return kinds.pop() if len(kinds) == 1 else Typesetting.EXACT
    return Typesetting.EXACT
