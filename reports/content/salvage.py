"""Read what is right in a file that has mistakes: leave out the entries that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel

from reports.content.formats.located import ParsedFile, Path
from reports.content.validation import InvalidValue, validated

M = TypeVar("M", bound=BaseModel)
V = TypeVar("V")

Droppable = Callable[[Path], Path | None]
"""Returns the path of the entry to leave out for a mistake, None if the whole file is wrong."""


def salvage(
    model: type[M], file: ParsedFile, droppable: Droppable
) -> tuple[M | None, ParsedFile, list[InvalidValue]]:
    """Return the model of what is valid in a file, the file with that alone, and the mistakes.

    The model is None if a mistake lies in no entry that can be left out. An entry that is left
    out can make another one invalid, such as an area that had no other measure; that goes, too,
    and is no mistake of its own.
    """
    valid, mistakes = validated(model, file)
    wrong = mistakes
    while valid is None:
        entries = {droppable(mistake.path) for mistake in wrong}
        smaller = without(file, [entry for entry in entries if entry is not None])
        if None in entries or smaller.value == file.value:
            return None, file, mistakes
        file = smaller
        valid, wrong = validated(model, file)
    return valid, file, mistakes


def without(file: ParsedFile, entries: Iterable[Path]) -> ParsedFile:
    """Return a file without some entries; the places of all others are where they were."""
    dropped = frozenset(entries)

    def moved(values: Any) -> dict[Path, Any]:
        paths = ((_moved(path, dropped), value) for path, value in values.items())
        return {path: value for path, value in paths if path is not None}

    return ParsedFile(
        file.file,
        _reduced(file.value, dropped, ()),
        moved(file.values),
        moved(file.keys),
        moved(file.raw),
    )


def _reduced(value: Any, dropped: Collection[Path], path: Path) -> Any:
    """Return a value without the entries whose paths are dropped."""
    if isinstance(value, dict):
        return {
            key: _reduced(inner, dropped, (*path, key))
            for key, inner in value.items()
            if (*path, key) not in dropped
        }
    if isinstance(value, list):
        return [
            _reduced(inner, dropped, (*path, i))
            for i, inner in enumerate(value)
            if (*path, i) not in dropped
        ]
    return value


def _moved(path: Path, dropped: Collection[Path]) -> Path | None:
    """Return where a path leads to once entries are dropped; None if it is dropped itself."""
    steps: list[str | int] = []
    for depth, step in enumerate(path):
        before = path[:depth]
        if (*before, step) in dropped:
            return None
        if isinstance(step, int):
            places = (entry[-1] for entry in dropped if entry[:-1] == before)
            steps.append(step - sum(isinstance(place, int) and place < step for place in places))
        else:
            steps.append(step)
    return tuple(steps)
