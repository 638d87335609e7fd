"""A parsed file that remembers where each of its values stands, and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.i18n import _

MAX_BYTES = 1024 * 1024

MAX_DEPTH = 50

MAX_VALUES = 50_000
"""Keys and values in a file. A resolution of 1 MiB, set out as the sample is, has about as
many; they take less than two seconds to read."""

MAX_PROBLEMS = 100
"""Mistakes told of one file: nobody reads more at once, and a file that is no file of ours
can have one a line."""

TOO_LARGE = 10**18
"""From here on a number is text: nothing here counts so far, and a library may choke on it."""

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top of the file."""


@dataclass(frozen=True)
class ParsedFile:
    """A file's value and the place of each key and value in it."""

    file: str
    value: Any
    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    raw: Mapping[Path, str] = field(default_factory=dict)
    """How numbers, days and truth values are written: ``1.10`` is read as 1.1."""

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value stands (or its key); else the nearest value around it."""
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Place(self.file, 1, 1)


class Findings:
    """Places and mistakes gathered while one file is walked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.raw: dict[Path, str] = {}
        self.problems: list[Problem] = []

    def mark(self, node: Any) -> Place:
        """The place of a YAML node or event."""
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def problem(self, place: Place, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooMuchError

    def source(self, value: Any) -> ParsedFile:
        if self.problems:
            raise ContentError(self.problems)
        return ParsedFile(self.file, value, self.values, self.keys, self.raw)


class TooMuchError(Exception):
    """A file is too deep, or has too many values or mistakes; the problem is noted already."""


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file of at most 1 MiB."""
    if len(data) > MAX_BYTES:
        raise ContentError(
            Problem(
                Place(file),
                _("larger than 1 MiB"),
                _("split it or remove what does not belong in it"),
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(
            Problem(Place(file, line), _("not UTF-8 text"), _("save the file as UTF-8"))
        ) from None


def too_deep(place: Place) -> Problem:
    return Problem(
        place,
        _("nested more than {depth} deep").format(depth=MAX_DEPTH),
        _("nothing here needs that; remove it"),
    )


def too_many(place: Place) -> Problem:
    return Problem(
        place,
        _("more than {count} keys and values").format(count=MAX_VALUES),
        _("split the file, or remove what does not belong in it"),
    )
