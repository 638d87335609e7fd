"""A folder → Content: every file read, validated and checked against the others."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from reports.errors import ContentError, HandzettelError, Place, Problem, UsageError
from reports.imprint import imprint_problem
from reports.messages import _, printed_languages
from reports.model import (
    Addressee,
    Addressees,
    Area,
    Basis,
    Branch,
    Branches,
    Event,
    Events,
    Measure,
    Resolution,
    Settings,
)
from reports.source import Source, read_toml, read_yaml
from reports.theme import Theme, make_theme
from reports.validate import near, validate

SETTINGS = "handzettel.toml"

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Content:
    """All that a workspace says, checked, and the folder it came from."""

    root: Path
    settings: Settings
    theme: Theme
    resolutions: tuple[Resolution, ...]
    addressees: tuple[Addressee, ...]
    branches: tuple[Branch, ...]
    events: tuple[Event, ...]

    def addressee(self, addressee_id: str) -> Addressee:
        return next(one for one in self.addressees if one.id == addressee_id)

    def branch(self, branch_id: str) -> Branch:
        return next(one for one in self.branches if one.id == branch_id)


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds a workspace, which its settings file shows."""
    return (folder / SETTINGS).is_file()


def load(folder: Path) -> Content:
    """The content of a workspace.

    Raises ContentError with every mistake in every file, in the order of files
    and lines, and UsageError where the folder is no workspace at all.
    """
    if not is_workspace(folder):
        raise UsageError(
            Problem(
                Place(str(folder)),
                _("no {file} here, so this is no workspace").format(file=SETTINGS),
                _("make one with: handzettel init {folder}").format(folder=folder),
            )
        )
    reader = _Reader(folder)
    settings = reader.read(SETTINGS, Settings, read_toml)
    several = sorted((folder / "resolutions").glob("*.yaml"))
    names = [f"resolutions/{path.name}" for path in several] or ["resolution.yaml"]
    resolutions = [(name, reader.read(name, Resolution, read_yaml)) for name in names]
    addressees = reader.read("addressees.yaml", Addressees, read_yaml)
    branches = reader.read("branches.yaml", Branches, read_yaml, optional=True)
    events = reader.read("events.yaml", Events, read_yaml, optional=True)

    check = _Check(reader)
    theme = check.theme(settings, folder)
    check.imprint(settings)
    known = check.unique("addressees.yaml", "addressees", addressees and addressees.addressees)
    for name, resolution in resolutions:
        if resolution is not None:
            check.resolution(name, resolution, known if addressees is not None else None)
    check.unique_resolutions([(name, one.id) for name, one in resolutions if one is not None])
    branch_ids = check.unique("branches.yaml", "branches", branches and branches.branches)
    check.unique("events.yaml", "events", events and events.events)
    made = [one for _name, one in resolutions if one is not None]
    if events is not None:
        measures = {m.id for one in made for area in one.areas for m in area.measures}
        complete = len(made) == len(resolutions)
        known_branches = branch_ids if reader.good("branches.yaml") else None
        check.events(events.events, known_branches, measures if complete else None)

    if reader.problems:
        raise ContentError(sorted(reader.problems, key=_order))
    assert settings is not None  # otherwise there were problems
    assert theme is not None
    return Content(
        folder,
        settings,
        theme,
        tuple(made),
        addressees.addressees if addressees else (),
        branches.branches if branches else (),
        events.events if events else (),
    )


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.place.file, problem.place.line or 0, problem.place.column or 0


class _Reader:
    """Reads a workspace's files, keeping their places and gathering mistakes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self._bad: set[str] = set()

    def read(
        self,
        name: str,
        model: type[M],
        parse: Callable[[bytes, str], Source],
        *,
        optional: bool = False,
    ) -> M | None:
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            if not optional:
                self._fail(name, _("the file is missing"), _("compare with: handzettel init DIR"))
            return None
        except OSError as error:
            reason = error.strerror or str(error)
            self._fail(name, reason, _("check the file and its permissions"))
            return None
        try:
            self.sources[name] = parse(data, name)
        except HandzettelError as error:
            self.problems += error.problems
            self._bad.add(name)
            return None
        made, problems = validate(model, self.sources[name])
        self.problems += problems
        if problems:
            self._bad.add(name)
        return made

    def _fail(self, name: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Place(name), what, remedy))
        self._bad.add(name)

    def good(self, name: str) -> bool:
        """Whether a file was read without a mistake, or is not there at all."""
        return name not in self._bad


class _Check:
    """What must hold between values; each mistake at the place that can mend it."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader

    def fault(self, file: str, path: tuple[str | int, ...], what: str, remedy: str) -> None:
        place = self.reader.sources[file].place(path)
        self.reader.problems.append(Problem(place, what, remedy))

    def theme(self, settings: Settings | None, folder: Path) -> Theme | None:
        if settings is None:
            return None
        theme, faults = make_theme(settings.theme, folder)
        for key, what, remedy in faults:
            self.fault(SETTINGS, ("theme", key), what, remedy)
        return theme

    def imprint(self, settings: Settings | None) -> None:
        if settings is None or settings.imprint is None:
            return
        for key in ("printer", "publisher"):
            value = getattr(settings.imprint, key)
            if value is not None and (fault := imprint_problem(value)):
                self.fault(SETTINGS, ("imprint", key), *fault)

    def unique(self, file: str, key: str, entries: Iterable[Any] | None) -> set[str]:
        """The ids of a file's entries; a doubled one is a mistake."""
        seen: set[str] = set()
        for i, entry in enumerate(entries or ()):
            self.once(file, (key, i, "id"), entry.id, seen)
        return seen

    def once(self, file: str, path: tuple[str | int, ...], value: str, seen: set[str]) -> None:
        if value in seen:
            what = _('the id "{id}" stands twice').format(id=value)
            self.fault(file, path, what, _("give each its own"))
        seen.add(value)

    def unique_resolutions(self, ids: Iterable[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for file, value in ids:
            self.once(file, ("id",), value, seen)

    def resolution(self, file: str, resolution: Resolution, addressees: set[str] | None) -> None:
        numbers: set[int] = set()
        seen: set[str] = set()
        for i, area in enumerate(resolution.areas):
            path: tuple[str | int, ...] = ("areas", i)
            if area.number in numbers:
                what = _("area {number} stands twice").format(number=area.number)
                self.fault(file, (*path, "number"), what, _("give each its own number"))
            numbers.add(area.number)
            if not area.lines.within(resolution.lines):
                self.fault(
                    file,
                    (*path, "lines"),
                    _("area {number} has lines {lines}, outside the resolution").format(
                        number=area.number, lines=_span(area.lines)
                    ),
                    _("the resolution has lines {lines}").format(lines=_span(resolution.lines)),
                )
            for j, figure in enumerate(area.figures):
                if not area.lines.first <= figure.line <= area.lines.last:
                    self.fault(
                        file,
                        (*path, "figures", j, "line"),
                        _("the figure in line {line} lies outside its area").format(
                            line=figure.line
                        ),
                        _("area {number} has lines {lines}").format(
                            number=area.number, lines=_span(area.lines)
                        ),
                    )
            for j, measure in enumerate(area.measures):
                here = (*path, "measures", j)
                self.once(file, (*here, "id"), measure.id, seen)
                self.measure(file, here, area, measure, addressees)
        for j, figure in enumerate(resolution.figures):
            if not resolution.lines.first <= figure.line <= resolution.lines.last:
                self.fault(
                    file,
                    ("figures", j, "line"),
                    _("the figure in line {line} lies outside the resolution").format(
                        line=figure.line
                    ),
                    _("the resolution has lines {lines}").format(lines=_span(resolution.lines)),
                )

    def measure(
        self,
        file: str,
        path: tuple[str | int, ...],
        area: Area,
        measure: Measure,
        addressees: set[str] | None,
    ) -> None:
        area_lines = _("area {number} has lines {lines}").format(
            number=area.number, lines=_span(area.lines)
        )
        if measure.id.split(".")[0] != str(area.number):
            what = _("measure {id} stands in area {number}").format(
                id=measure.id, number=area.number
            )
            self.fault(file, (*path, "id"), what, _("number it after its area, or move it"))
        if measure.numbered == measure.id[-1].isupper():
            self.fault(
                file,
                (*path, "id"),
                _("measure {id} has an id that does not go with its numbering").format(
                    id=measure.id
                ),
                _('a capital ("{number}.A") for numbered: false, else the source\'s number').format(
                    number=area.number
                ),
            )
        if not measure.lines.within(area.lines):
            what = _("measure {id} refers to lines {lines}, outside its area").format(
                id=measure.id, lines=_span(measure.lines)
            )
            self.fault(file, (*path, "lines"), what, area_lines)
        parent = measure.id.rpartition(".")[0]
        around = next((one for one in area.measures if one.id == parent), None)
        if measure.id.count(".") == 2 and around is None:
            what = _("measure {id} has no measure {parent} above it").format(
                id=measure.id, parent=parent
            )
            self.fault(file, (*path, "id"), what, _("add it, or correct the id"))
        if around is not None and not measure.lines.within(around.lines):
            what = _("measure {id} refers to lines {lines}, outside measure {parent}").format(
                id=measure.id, lines=_span(measure.lines), parent=parent
            )
            remedy = _("measure {parent} has lines {lines}").format(
                parent=parent, lines=_span(around.lines)
            )
            self.fault(file, (*path, "lines"), what, remedy)
        asked: set[str] = set()
        for k, one in enumerate(measure.addressees):
            here = (*path, "addressees", k)
            if one.id in asked:
                what = _("measure {id} asks {addressee} twice").format(
                    id=measure.id, addressee=one.id
                )
                self.fault(file, (*here, "id"), what, _("remove one"))
            asked.add(one.id)
            if addressees is not None and one.id not in addressees:
                self.fault(
                    file,
                    (*here, "id"),
                    _('there is no addressee "{id}"').format(id=one.id),
                    near(one.id, addressees, otherwise=_("add it to addressees.yaml")),
                )
            if one.basis is Basis.EXPLICIT and one.lines is None:
                what = _("{addressee} is explicit, but no lines name it").format(addressee=one.id)
                self.fault(file, here, what, _("give its lines, or make it derived"))
            if one.lines is not None and not one.lines.within(area.lines):
                what = _("{addressee} is named in lines {lines}, outside the area").format(
                    addressee=one.id, lines=_span(one.lines)
                )
                self.fault(file, (*here, "lines"), what, area_lines)

    def events(
        self, events: tuple[Event, ...], branches: set[str] | None, measures: set[str] | None
    ) -> None:
        for i, event in enumerate(events):
            for path, what, remedy in _event_faults(event, branches, measures):
                self.fault("events.yaml", ("events", i, *path), what, remedy)


def _event_faults(
    event: Event, branches: set[str] | None, measures: set[str] | None
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    if branches is not None and event.branch not in branches:
        yield (
            ("branch",),
            _('there is no branch "{id}"').format(id=event.branch),
            near(event.branch, branches, otherwise=_("add it to branches.yaml")),
        )
    zones = zoneinfo.available_timezones()
    if event.timezone not in zones:
        yield (
            ("timezone",),
            _('there is no time zone "{zone}"').format(zone=event.timezone),
            near(event.timezone, zones, otherwise=_('write it as "Europe/Berlin"')),
        )
    for key in ("start", "end"):
        time: dt.datetime | None = getattr(event, key)
        if time is not None and time.tzinfo is not None:
            yield (
                (key,),
                _("the time carries an offset"),
                _("write the local time only; the zone stands in timezone"),
            )
    if event.end is not None and event.end.replace(tzinfo=None) <= event.start.replace(tzinfo=None):
        yield ("end",), _("the event ends before it starts"), _("correct start or end")
    for i, measure in enumerate(event.measures):
        if measures is not None and measure not in measures:
            yield (
                ("measures", i),
                _("there is no measure {id}").format(id=measure),
                near(measure, measures, otherwise=_("correct the id")),
            )
    for language in event.texts:
        if language not in printed_languages():
            listed = ", ".join(printed_languages())
            yield (
                ("texts", language),
                _('there are no fixed words for the language "{language}"').format(
                    language=language
                ),
                _("choose one of {words}").format(words=listed),
            )


def _span(lines: tuple[int, int]) -> str:
    return f"{lines[0]}–{lines[1]}" if lines[0] != lines[1] else str(lines[0])


def export(content: Content) -> dict[str, Any]:
    """The content as plain values for JSON; a measure's state is "open" until known."""
    resolutions = [json.loads(one.model_dump_json()) for one in content.resolutions]
    for resolution in resolutions:
        for area in resolution["areas"]:
            for measure in area["measures"]:
                measure["state"] = "open"
    return {
        "resolutions": resolutions,
        "addressees": [json.loads(one.model_dump_json()) for one in content.addressees],
        "events": [json.loads(one.model_dump_json()) for one in content.events],
        "branches": [json.loads(one.model_dump_json()) for one in content.branches],
    }
