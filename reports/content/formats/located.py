"""Parsed files with the place of each value, and the limits that hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.errors import ContentError, Place, Problem
from reports.i18n import _

MAX_BYTES = 1024 * 1024
"""Bytes of a file."""

MAX_DEPTH = 50
"""Levels of nesting; no file needs more than ten, and parsers recurse for each."""

MAX_VALUES = 50_000
"""Keys and values in a file. A resolution of 1 MiB in the form of the sample has about as
many; they take less than two seconds to read."""

MAX_PROBLEMS = 100
"""Problems reported of one file: nobody reads more at once, and in a file of another kind
every line can be one."""

TOO_LARGE = 10**18
"""Numbers from here on are kept as text: no value needs them, and libraries are slow with them."""

Path = tuple[str | int, ...]
"""The path to a value: keys and list positions from the top of the file."""


@dataclass(frozen=True)
class ParsedFile:
    """The value of a file, and the place of each key and value in it."""

    file: str
    """The name of the file in its workspace."""
    value: Any
    """Of dicts, lists, texts, numbers, truth values, dates and None."""
    values: Mapping[Path, Place]
    """The places of values."""
    keys: Mapping[Path, Place]
    """The places of keys, by the paths to their values."""
    raw: Mapping[Path, str] = field(default_factory=dict)
    """Numbers, days and truth values as they are written: ``1.10`` where the value is 1.1."""

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return the place of a value or of its key, else of the nearest value around it.

        That is the beginning of the file if nothing else is known.
        """
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return Place(self.file, 1, 1)


def is_empty(value: Any) -> bool:
    """Return whether a file's value is nothing: only comments, or keys with nothing below."""
    if isinstance(value, dict):
        return all(inner is None for inner in value.values())
    return value is None


class Findings:
    """Places and problems, gathered while one file is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.raw: dict[Path, str] = {}
        self.problems: list[Problem] = []

    def mark(self, node: Any) -> Place:
        """Return the place of a YAML node or event."""
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def problem(self, place: Place, message: str, remedy: str) -> None:
        """Note a problem. Raises TooMuchError if nobody would read any more of them."""
        self.problems.append(Problem(place, message, remedy))
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooMuchError

    def parsed(self, value: Any) -> ParsedFile:
        """Return the file with its value. Raises ContentError if problems were noted."""
        if self.problems:
            raise ContentError(self.problems)
        return ParsedFile(self.file, value, self.values, self.keys, self.raw)


class TooMuchError(Exception):
    """A file is nested too deep, or has too many values or problems; that is noted already."""


def decode(data: bytes, file: str) -> str:
    """Return the text of a file. Raises ContentError if it is not UTF-8, or over 1 MiB."""
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
    """Return the problem of a value that is nested too deep."""
    return Problem(
        place,
        _("nested more than {depth} deep").format(depth=MAX_DEPTH),
        _("nothing here needs that; remove it"),
    )


def too_many(place: Place) -> Problem:
    """Return the problem of a file with too many keys and values."""
    return Problem(
        place,
        _("more than {count} keys and values").format(count=MAX_VALUES),
        _("split the file, or remove what does not belong in it"),
    )
