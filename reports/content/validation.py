"""Turn the value of a file into a model, or tell every mistake in words a person can use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from reports.content.formats.located import MAX_PROBLEMS, ParsedFile, Path
from reports.errors import ContentError, Place, Problem
from reports.i18n import _, quoted
from reports.suggestions import near, nearest

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class InvalidValue:
    """A mistake in the value of a file, and the path to it."""

    path: Path
    problem: Problem


def validate(model: type[M], file: ParsedFile) -> M:
    """Return the model of a file's value.

    Raises ContentError with every mistake, but not more than a person would read at once.
    """
    valid, invalid = validated(model, file)
    if valid is None:
        raise ContentError([mistake.problem for mistake in invalid])
    return valid


def validated(model: type[M], file: ParsedFile) -> tuple[M | None, list[InvalidValue]]:
    """Return the model of a file's value, or None and the mistakes with their paths."""
    if not isinstance(file.value, dict):
        keys = ", ".join(_keys_of(model))
        problem = Problem(
            file.place(()),
            _("there is nothing to read here"),
            _("the file needs the keys {keys}").format(keys=keys),
        )
        return None, [InvalidValue((), problem)]
    try:
        return model.model_validate(file.value), []
    except ValidationError as error:
        errors = error.errors()
    if texts := _texts(file, errors):
        try:
            return model.model_validate(_with_texts(file.value, texts)), []
        except ValidationError as error:
            errors = error.errors()
    errors = list(_without_echoes(errors))
    invalid = [
        InvalidValue(_path(detail), _problem(model, file, detail))
        for detail in errors[:MAX_PROBLEMS]
    ]
    if len(errors) > MAX_PROBLEMS:
        message = _("{count} more mistakes").format(count=len(errors) - MAX_PROBLEMS)
        problem = Problem(Place(file.file), message, _("mend the others first"))
        invalid.append(InvalidValue((), problem))
    return None, invalid


def _path(detail: Any) -> Path:
    """Return the path to what pydantic reports, as the file has it."""
    path = tuple(part for part in detail["loc"] if part != "[key]")  # so it marks a faulty key
    # pydantic names the fields of a named tuple; the file counts its entries
    return tuple({"first": 0, "last": 1}.get(str(part), part) for part in path)


def _texts(file: ParsedFile, errors: Iterable[Any]) -> dict[Path, str]:
    """Return how numbers and days are written where text is expected: ``1.10``, ``04109``.

    A measure's number and a postcode look like numbers, and nobody means one by them; so
    they count as they are written, without quotation marks too. A truth value is no text.
    """
    return {
        detail["loc"]: file.raw[detail["loc"]]
        for detail in errors
        if detail["type"] == "string_type"
        and detail["loc"] in file.raw
        and not isinstance(detail["input"], bool)
    }


def _with_texts(value: Any, texts: Mapping[Path, str], path: Path = ()) -> Any:
    """Return a copy of a value with texts at some paths."""
    if path in texts:
        return texts[path]
    if isinstance(value, dict):
        return {key: _with_texts(inner, texts, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_texts(inner, texts, (*path, i)) for i, inner in enumerate(value)]
    return value


def _without_echoes(errors: Sequence[Any]) -> Iterator[Any]:
    """Yield the errors but those that only follow from others.

    A list whose only entry has a mistake counts as empty with pydantic, which reports that
    after the mistake. A key that is missing may stand there misspelt.
    """
    around = {detail["loc"][:n] for detail in errors for n in range(len(detail["loc"]))}
    misspelt = {
        (*detail["loc"][:-1], meant)
        for detail in errors
        if detail["type"] == "extra_forbidden"
        and (meant := nearest(str(detail["loc"][-1]), _missing_beside(detail, errors)))
    }
    for detail in errors:
        if detail["loc"] not in around and (
            detail["type"] != "missing" or detail["loc"] not in misspelt
        ):
            yield detail


def _missing_beside(detail: Any, errors: Sequence[Any]) -> list[str]:
    """Return the keys that are missing in the group that an error lies in."""
    group = detail["loc"][:-1]
    missing = (other["loc"] for other in errors if other["type"] == "missing")
    return [str(path[-1]) for path in missing if path[:-1] == group]


def _problem(model: type[BaseModel], file: ParsedFile, detail: Any) -> Problem:
    """Return the problem of what pydantic reports, at the place where it is mended."""
    at_key = detail["loc"][-1:] == ("[key]",)
    path = _path(detail)
    kind: str = detail["type"]
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        keys = _keys_at(model, path[:-1])
        otherwise = _("known here: {keys}").format(keys=", ".join(keys))
        return Problem(
            file.place(path, key=True),
            _('unknown key "{key}"').format(key=name),
            near(name, keys, otherwise=otherwise),
        )
    if kind in ("missing", "missing_argument"):
        return Problem(
            file.place(path[:-1]),
            _('"{key}" is missing').format(key=name)
            if isinstance(path[-1], str)
            else _("a line range has two numbers"),
            _("add it") if isinstance(path[-1], str) else _("write it as [first, last]"),
        )
    message, remedy = _wording(kind, detail.get("ctx", {}), detail.get("input"), file.raw.get(path))
    return Problem(
        file.place(path, key=at_key), f"{quoted(_innermost_key(path))} {message}", remedy
    )


def _innermost_key(path: Path) -> str:
    """Return the last name in a path, which is the key that the user typed."""
    names = [part for part in path if isinstance(part, str)]
    return names[-1] if names else "…"


# one case for each type of error that pydantic reports
def _wording(kind: str, ctx: dict[str, Any], value: Any, raw: str | None = None) -> tuple[str, str]:  # noqa: C901
    """Return what is wrong, to follow the name of the key, and what to do about it.

    ``ctx`` and ``value`` are pydantic's; ``raw`` is how a value is written that is no text.
    """
    shown = _short(value) if raw is None or isinstance(value, str) else _cut(raw)
    match kind:
        case "string_type":
            return (
                _("should be text, not {value}").format(value=shown),
                _("put it in quotation marks"),
            )
        case "string_unicode":
            return _("holds half a character"), _("write the character anew")
        case "string_too_short":
            return _("is empty"), _("write something or remove the key")
        case "string_too_long":
            return (
                _("has {count} characters").format(count=len(value)),
                _("shorten it to {limit}").format(limit=ctx["max_length"]),
            )
        case "string_pattern_mismatch":
            return (
                _("is {value}, which does not have the right form").format(value=shown),
                _PATTERNS.get(ctx["pattern"], lambda: _("see the schema for its form"))(),
            )
        case "named_tuple_type" | "too_long":
            return (
                _("should be two line numbers, not {value}").format(value=shown),
                _("write it as [first, last]"),
            )
        case "enum" | "literal_error":
            allowed = [word.strip(" '") for word in ctx["expected"].replace(" or ", ",").split(",")]
            # truth values as the files write them
            allowed = [word.lower() if word in ("True", "False") else word for word in allowed]
            listed = ", ".join(allowed)
            return (
                _("cannot be {value}").format(value=shown),
                near(
                    str(value), allowed, otherwise=_("choose one of {words}").format(words=listed)
                ),
            )
        case "lines_reversed":
            lines = ctx["lines"]
            return (
                _("is {first}–{last}").format(first=lines[0], last=lines[1]),
                _("the first line must not come after the last"),
            )
        case "too_short":
            return _("is empty"), _("give at least one entry")
        case "greater_than_equal":
            return (
                _("is {value}").format(value=shown),
                _("it must be at least {limit}").format(limit=ctx["ge"]),
            )
        case "less_than_equal":
            return (
                _("is {value}").format(value=shown),
                _("it must be at most {limit}").format(limit=ctx["le"]),
            )
        case "greater_than":
            return (
                _("is {value}").format(value=shown),
                _("it must be more than {limit}").format(limit=ctx["gt"]),
            )
        case _ if kind.startswith("float") or kind == "finite_number":
            return _("should be a number, not {value}").format(value=shown), _("write it as 2.5")
        case _ if kind.startswith("int"):
            return (
                _("should be a whole number, not {value}").format(value=shown),
                _("write digits only"),
            )
        case _ if kind.startswith("datetime"):
            return (
                _("is {value}, which is not a day and time").format(value=shown),
                _("write it as 2026-12-12T18:00"),
            )
        case _ if kind.startswith("date"):
            return (
                _("is {value}, which is not a day").format(value=shown),
                _("write it as 2026-12-12"),
            )
        case _ if kind.startswith("bool"):
            return _("should be true or false, not {value}").format(value=shown), _("write one")
        case "tuple_type" | "list_type" | "unexpected_positional_argument" | "arguments_type":
            return (
                _("should be a list, not {value}").format(value=shown),
                _("write [ … ] or one entry a line, each after a dash"),
            )
        case _:
            return (
                _("should be a group of keys, not {value}").format(value=shown),
                _("indent its keys below it"),
            )


def _short(value: Any) -> str:
    """Return a value as a message shows it; of a long list or a group only what it is."""
    if isinstance(value, dict):
        return _("a group of keys")
    if isinstance(value, list | tuple):
        plain = all(type(inner) in (int, str) for inner in value)
        return _cut(json.dumps(value, ensure_ascii=False)) if plain else _("a list")
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    return _cut(quoted(value) if isinstance(value, str) else str(value))


def _cut(text: str) -> str:
    """Return at most 60 characters of a text."""
    return text if len(text) <= 60 else text[:59] + "…"


_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": lambda: _("use small letters, digits and single hyphens"),
    r"^[1-9][0-9]{0,2}((\.[1-9][0-9]{0,2}){0,4}(\.[a-z]{1,2}){0,2}|\.[A-Z]{1,3})$": lambda: _(
        'write it as "1.5", "1.5.a" or, where the source has no number, "4.A"'
    ),
    r"^#[0-9A-Fa-f]{6}$": lambda: _('write a colour as "#E3000F"'),
    r"^(100|[0-9]{1,2})( (100|[0-9]{1,2})){3}$": lambda: _(
        'write cyan, magenta, yellow and black in percent, as "0 100 100 0"'
    ),
    r"^https?://[^\s/]+\S*$": lambda: _("write the whole address with https://"),
    r"^https://[!-;=?-~]+$": lambda: _("write the whole address in ASCII, with https://"),
    r"^[0-9a-f]{64}$": lambda: _("let handzettel import write it"),
    r"^\d{5}$": lambda: _("a postcode has five digits; keep it in quotation marks"),
    r"^\d{4,5}$": lambda: _("a postcode has four or five digits; keep it in quotation marks"),
    r"\d": lambda: _("give street and house number"),
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": lambda: _("write an e-mail address as name@example.org"),
    r"^[A-Za-z0-9.:-]+$": lambda: _("write the server's name, such as smtp.example.org"),
    r"^[0-9+ ()/–-]+$": lambda: _("use digits, spaces and + ( ) / – -"),
    r"^([01]?\d|2[0-3]):[0-5]\d$": lambda: _("write a time as 18:30"),
    r"^[^/\\\x00]+\.(icc|icm)$": lambda: _("write the file's name, ending in .icc or .icm"),
    r"^(100|[0-9]{1,2}(\.[0-9]+)?)% +(100|[0-9]{1,2}(\.[0-9]+)?)%$": lambda: _(
        "write how far from the left and from the top, as 60% 30%"
    ),
    r"^[a-z]{2,3}$": lambda: _('use the language\'s code, such as "de"'),
}
"""The remedy for each pattern in the models."""


def _keys_of(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model as a file has them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that a model knows where a path leads, following its fields."""
    current: type[BaseModel] = model
    for part in path:
        if isinstance(part, int) or part not in current.model_fields:
            continue
        inner = _model_in(current.model_fields[part].annotation)
        if inner is not None:
            current = inner
    return _keys_of(current)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model within an annotation such as ``tuple[Measure, ...] | None``, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (inner := _model_in(argument)) is not None:
            return inner
    return None
