"""Values of the shipped sample that are left in somebody's own workspace.

An invented printer or sender must not go to press or into the mail. Only fields count
that say who somebody is, and only if the value is the sample's to the letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from reports import shipped_folder
from reports.content.formats.located import ParsedFile, Path
from reports.content.formats.toml_file import read_toml
from reports.content.formats.yaml_file import read_yaml
from reports.errors import Problem
from reports.i18n import _
from reports.storage.listing import SETTINGS_FILE

_Pattern = tuple[str | None, ...]
"""A path in a file, with None for any entry of a list."""

_IDENTIFYING: Mapping[str, tuple[_Pattern, ...]] = {
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
"""The fields that say who and where somebody is."""


@dataclass(frozen=True)
class SampleValue:
    """A field that still has the sample's value."""

    file: str
    path: Path
    entry: str
    """The id of the branch or event it belongs to; empty for the settings."""
    problem: Problem


def sample_values(files: Mapping[str, ParsedFile]) -> list[SampleValue]:
    """Return every field of a workspace's files that still has the sample's value."""
    return sorted(
        _sample_values(files), key=lambda value: (value.file, value.problem.place.line or 0)
    )


def _sample_values(files: Mapping[str, ParsedFile]) -> Iterator[SampleValue]:
    """Yield the fields with the sample's value, file by file."""
    for name, patterns in _IDENTIFYING.items():
        if name not in files:
            continue
        file = files[name]
        sample = _sample(name).value
        for pattern in patterns:
            values = {_folded(value) for _path, value in _matching(sample, pattern)}
            for path, value in _matching(file.value, pattern):
                if _folded(value) in values:
                    entry = _entry_id(file.value, path)
                    yield SampleValue(name, path, entry, _problem(file, path))


def sample_addresses() -> frozenset[str]:
    """Return the e-mail addresses of the sample's list of recipients, in lower case."""
    lines = (shipped_folder("data") / "recipients.csv").read_text("utf-8").splitlines()
    return frozenset(line.partition(";")[0].casefold() for line in lines[1:])


@cache
def _sample(file: str) -> ParsedFile:
    """Return a file of the shipped sample."""
    data = (shipped_folder("data") / file).read_bytes()
    return (read_toml if file == SETTINGS_FILE else read_yaml)(data, file)


def _matching(value: object, pattern: _Pattern, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the texts whose paths match a pattern, with the paths."""
    if not pattern:
        if isinstance(value, str):
            yield path, value
        return
    step, *rest = pattern
    if step is None and isinstance(value, list):
        for i, child in enumerate(value):
            yield from _matching(child, tuple(rest), (*path, i))
    elif step is not None and isinstance(value, dict) and step in value:
        yield from _matching(value[step], tuple(rest), (*path, step))


def _folded(text: str) -> str:
    """Return a text without what differs by typing: capitals and white space."""
    return " ".join(text.casefold().split())


def _entry_id(value: dict[str, list[dict[str, object]]], path: Path) -> str:
    """Return the id of the list entry that a path leads into; empty outside of lists."""
    kind, *rest = path
    return str(value[str(kind)][rest[0]].get("id", "")) if isinstance(rest[0], int) else ""


def _problem(file: ParsedFile, path: Path) -> Problem:
    """Return the problem of a field that has the sample's value."""
    names = ".".join(part for part in path if isinstance(part, str))
    return Problem(
        file.place(path),
        _('"{key}" still has the value of the shipped sample').format(key=names),
        _("write your own, or put sample = true back at the top of {file}").format(
            file=SETTINGS_FILE
        ),
    )
