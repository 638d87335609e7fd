"""Mistakes in a workspace's content, each with what cannot be used because of it.

A mistake blocks only what depends on it: a wrong event stops its flyers and no summary. Here
each mistake is traced to an entry of the content (a measure, an event, a branch …); which
documents need that entry is decided in :mod:`reports.documents.obstacles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.content.formats.located import ParsedFile, Path
from reports.errors import Problem
from reports.storage.listing import SETTINGS_FILE


class Subject(StrEnum):
    """What an entry of the content is."""

    SETTINGS = "settings"
    RESOLUTION = "resolution"
    ADDRESSEE = "addressee"
    BRANCH = "branch"
    EVENT = "event"
    CAMPAIGN = "campaign"
    KIND = "kind"
    LANGUAGE = "language"
    PEOPLE = "people"


@dataclass(frozen=True)
class ContentFault:
    """A mistake, and the entry that cannot be used because of it."""

    problem: Problem
    subject: Subject
    key: str | None = None
    """The entry's id or name, of settings the section; None if any entry may be meant."""
    areas: frozenset[int] | None = None
    """In a resolution, the areas that are concerned; None for all, empty for what stands outside
    of areas, such as footnotes."""
    addressees: frozenset[str] | None = None
    """In a resolution, who is asked by what is concerned; None if that cannot be read."""


_FILES = {
    SETTINGS_FILE: Subject.SETTINGS,
    "resolution.yaml": Subject.RESOLUTION,
    "addressees.yaml": Subject.ADDRESSEE,
    "branches.yaml": Subject.BRANCH,
    "recipients.csv": Subject.PEOPLE,
    "no-mail.csv": Subject.PEOPLE,
}

_FOLDERS = {
    "resolutions": Subject.RESOLUTION,
    "campaigns": Subject.CAMPAIGN,
    "kinds": Subject.KIND,
    "languages": Subject.LANGUAGE,
}

_DROPPABLE: dict[Subject, tuple[tuple[str | None, ...], ...]] = {
    Subject.SETTINGS: (("campaigns", None), ("press", None), (None,)),
    Subject.RESOLUTION: (
        ("areas", None, "measures", None),
        ("areas", None, "figures", None),
        ("areas", None),
        ("figures", None),
        ("sections", None),
        ("notes", None),
        ("not_measures", None),
        ("source",),
    ),
    Subject.ADDRESSEE: (("addressees", None),),
    Subject.BRANCH: (("branches", None),),
    Subject.EVENT: (("events", None), ("additions", None)),
}
"""The entries of files that can be left out, as paths in which None stands for any key or place;
of several that lead to a mistake the first counts."""


def subject_of(file: str) -> Subject:
    """Return what a file of the workspace, named by its path in there, has entries of."""
    folder, slash, _rest = file.partition("/")
    return _FOLDERS.get(folder, Subject.EVENT) if slash else _FILES.get(file, Subject.EVENT)


def droppable(file: str, path: Path) -> Path | None:
    """Return the path of the entry to leave out for a mistake; None if the whole file is wrong."""
    for pattern in _DROPPABLE.get(subject_of(file), ()):
        start = path[: len(pattern)]
        if len(start) == len(pattern) and all(
            step in (None, part) for step, part in zip(pattern, start, strict=True)
        ):
            return start
    return None


def fault_in(file: ParsedFile, path: Path, problem: Problem) -> ContentFault:
    """Return the fault of a mistake in a file that could be parsed."""
    subject = subject_of(file.file)
    entry = droppable(file.file, path)
    if subject is Subject.RESOLUTION:
        return _resolution_fault(file, entry or (), problem)
    if subject is Subject.SETTINGS:
        return _settings_fault(entry or (), problem)
    if subject in (Subject.CAMPAIGN, Subject.KIND):
        return file_fault(file.file, problem)
    return ContentFault(problem, subject, text_at(file, (*entry, "id")) if entry else None)


def file_fault(file: str, problem: Problem) -> ContentFault:
    """Return the fault of a file that is missing, misnamed or cannot be parsed."""
    subject = subject_of(file)
    name = file.split("/")[1] if "/" in file else ""
    if subject is Subject.CAMPAIGN:
        return ContentFault(problem, subject, name.partition(".")[0])
    if subject in (Subject.KIND, Subject.LANGUAGE):
        return ContentFault(problem, subject, name)
    return ContentFault(problem, subject)


def text_at(file: ParsedFile, path: Path) -> str | None:
    """Return the text at a path as it is written (a number ``1.10`` too), or None if it is none."""
    if path in file.raw:
        return file.raw[path]
    value = value_at(file, path)
    return value if isinstance(value, str) else None


def texts_at(file: ParsedFile, *pattern: str | None) -> frozenset[str] | None:
    """Return the texts at all paths of a pattern, in which None stands for each place of a list.

    Returns None if a text is missing or is none, so that not all are known.
    """
    paths: list[Path] = [()]
    for step in pattern:
        if step is not None:
            paths = [(*path, step) for path in paths]
            continue
        lists = [(path, value_at(file, path)) for path in paths]
        if any(not isinstance(value, list) for _path, value in lists if value is not None):
            return None
        paths = [(*path, i) for path, value in lists for i in range(len(value or ()))]
    texts = [text_at(file, path) for path in paths]
    readable = frozenset(text for text in texts if text is not None)
    return readable if None not in texts else None


def value_at(file: ParsedFile, path: Path) -> Any:
    """Return the value at a path, or None if there is none."""
    value = file.value
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _settings_fault(entry: Path, problem: Problem) -> ContentFault:
    """Return the fault of a section of the settings."""
    match entry:
        case ("campaigns", str(name), *_rest):
            return ContentFault(problem, Subject.CAMPAIGN, name)
        case ("calendar", *_rest):  # it says what calendars leave open
            return ContentFault(problem, Subject.EVENT)
    return ContentFault(problem, Subject.SETTINGS, str(entry[0]) if entry else None)


def _resolution_fault(file: ParsedFile, entry: Path, problem: Problem) -> ContentFault:
    """Return the fault of a part of a resolution: which areas it concerns, and who is asked."""
    areas: frozenset[int] | None = None
    addressees: frozenset[str] | None = None
    match entry:
        case ("areas", int(i), "measures", int(j)):
            measure = ("areas", i, "measures", j)
            number = (text_at(file, (*measure, "id")) or "").partition(".")[0]
            areas = frozenset([*_number(file, i), *([int(number)] if number.isdecimal() else [])])
            addressees = _asked_ids(file, [measure])
        case ("areas", int(i), "figures", _):
            areas, addressees = frozenset(_number(file, i)), frozenset()
        case ("areas", int(i)):
            measures = value_at(file, ("areas", i, "measures"))
            areas = frozenset(_number(file, i))
            if isinstance(measures, list):
                paths: list[Path] = [("areas", i, "measures", j) for j in range(len(measures))]
                addressees = _asked_ids(file, paths)
        case ("figures" | "sections" | "notes" | "not_measures" | "source", *_rest):
            areas, addressees = frozenset(), frozenset()
    return ContentFault(problem, Subject.RESOLUTION, text_at(file, ("id",)), areas, addressees)


def _number(file: ParsedFile, i: int) -> Iterator[int]:
    """Yield the number of an area, if it can be read."""
    number = value_at(file, ("areas", i, "number"))
    if isinstance(number, int):
        yield number


def _asked_ids(file: ParsedFile, measures: Iterable[Path]) -> frozenset[str] | None:
    """Return the ids that measures ask; None if one cannot be read."""
    asked_ids: set[str] = set()
    for path in measures:
        requests = value_at(file, (*path, "addressees"))
        if requests is None and isinstance(value_at(file, path), dict):
            continue
        if not isinstance(requests, list):
            return None
        for k in range(len(requests)):
            name = text_at(file, (*path, "addressees", k, "id"))
            if name is None:
                return None
            asked_ids.add(name)
    return frozenset(asked_ids)
