"""Values of the shipped sample that are left in a workspace of somebody's own.

An invented printer or sender must not go to press or into the mail. Only values count
that tell who somebody is, and only where they are the sample's to the letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from reports import room
from reports.content.formats.located import ParsedFile, Path
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.content.settings import SETTINGS_FILE
from reports.errors import Problem
from reports.i18n import _

_Pattern = tuple[str | None, ...]
"""A path in a file, with None for any entry of a list."""

_TELLING: Mapping[str, tuple[_Pattern, ...]] = {
    SETTINGS_FILE: (
        ("organisation", "name"),
        ("organisation", "url"),
        ("imprint", "printer"),
        ("imprint", "publisher"),
        ("mail", "sender", "name"),
        ("mail", "sender", "email"),
        ("mail", "reply_to"),
    ),
    "branches.yaml": (
        ("branches", None, "name"),
        ("branches", None, "address", "street"),
        ("branches", None, "contact", "name"),
        ("branches", None, "contact", "email"),
        ("branches", None, "contact", "phone"),
        ("branches", None, "url"),
        ("branches", None, "printer"),
    ),
    "events.yaml": (
        ("events", None, "venue", "name"),
        ("events", None, "venue", "address", "street"),
        ("events", None, "url"),
        ("events", None, "contact", "name"),
        ("events", None, "contact", "email"),
        ("events", None, "contact", "phone"),
    ),
}
"""The fields that tell who and where somebody is."""


@dataclass(frozen=True)
class SampleValue:
    """A field that still has the sample's value."""

    file: str
    path: Path
    entry: str
    """The id of the branch or event it belongs to; empty for the settings."""
    problem: Problem


def sample_values(sources: Mapping[str, ParsedFile]) -> list[SampleValue]:
    """Every telling field of a workspace's files that has the value the sample has there."""
    left = _left(sources)
    return sorted(left, key=lambda one: (one.file, one.problem.place.line or 0))


def _left(sources: Mapping[str, ParsedFile]) -> Iterator[SampleValue]:
    for file, patterns in _TELLING.items():
        if file not in sources:
            continue
        source = sources[file]
        sample = _sample(file).value
        for pattern in patterns:
            known = {_folded(value) for _path, value in _found(sample, pattern)}
            for path, value in _found(source.value, pattern):
                if _folded(value) in known:
                    yield SampleValue(file, path, _entry(source.value, path), _told(source, path))


def sample_addresses() -> frozenset[str]:
    """The e-mail addresses of the sample's list of recipients."""
    lines = (room("data") / "recipients.csv").read_text("utf-8").splitlines()
    return frozenset(line.partition(";")[0].casefold() for line in lines[1:])


@cache
def _sample(file: str) -> ParsedFile:
    data = (room("data") / file).read_bytes()
    return (read_toml if file == SETTINGS_FILE else read_yaml)(data, file)


def _found(value: object, pattern: _Pattern, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts at the places of a pattern."""
    if not pattern:
        if isinstance(value, str):
            yield path, value
        return
    step, *rest = pattern
    if step is None and isinstance(value, list):
        for i, child in enumerate(value):
            yield from _found(child, tuple(rest), (*path, i))
    elif step is not None and isinstance(value, dict) and step in value:
        yield from _found(value[step], tuple(rest), (*path, step))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _entry(value: dict[str, list[dict[str, object]]], path: Path) -> str:
    kind, *rest = path
    return str(value[str(kind)][rest[0]].get("id", "")) if isinstance(rest[0], int) else ""


def _told(source: ParsedFile, path: Path) -> Problem:
    names = ".".join(part for part in path if isinstance(part, str))
    return Problem(
        source.place(path),
        _('"{key}" still has the value of the shipped sample').format(key=names),
        _("write your own, or put sample = true back at the top of {file}").format(
            file=SETTINGS_FILE
        ),
    )
