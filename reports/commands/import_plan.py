"""What an import changes in a workspace, and the check of it before it is put in place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.errors import (
    ConflictError,
    ContentError,
    Place,
    Problem,
)
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.formats.located import ParsedFile
    from reports.content.resolution import Addressee
    from reports.importing.analysis import Analysis
    from reports.storage.change_journal import Change


SINGLE = "resolution.yaml"
"""The file of the only resolution; several have a folder."""

SEVERAL = "resolutions"

ADDRESSEES = "addressees.yaml"


class ResolutionIds:
    """The ids in resolutions' files, read once for each state of a file."""

    def __init__(self) -> None:
        self._known: dict[bytes, str | None] = {}

    def of(self, data: bytes, name: str) -> str | None:
        from reports.content.formats.yaml_file import read_yaml

        key = hashlib.sha256(data).digest()
        if key not in self._known:
            value = read_yaml(data, name).value
            found = value.get("id") if isinstance(value, dict) else None
            self._known[key] = None if found is None else str(found)
        return self._known[key]


def resolutions_there(folder: Path, ids: ResolutionIds) -> dict[str, str]:
    """The resolutions a workspace has, by id, with their files."""
    from reports.storage.listing import read_content, regular_files

    several = regular_files(folder / SEVERAL, "*.yaml", folder)
    paths = several or [path for path in [folder / SINGLE] if path.exists()]
    found = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        found[ids.of(read_content(folder, name), name) or path.stem] = name
    return found


class ImportPlan:
    """What an import changes in a workspace, as that is while it is held."""

    def __init__(self, folder: Path, ids: ResolutionIds) -> None:
        self._folder = folder
        self._there = resolutions_there(folder, ids)
        self.resolutions: dict[str, dict[str, Any]] = {}
        """What is in each new one, by the name of its file."""

    def changes(self, name: str, data: bytes, analysis: Analysis) -> list[Change]:
        """All changes, for files that are valid. Raises ContentError or ConflictError."""
        from reports.content.resolution import SourceFile
        from reports.content.workspace import SETTINGS, is_workspace
        from reports.importing.to_content import addressees_named, resolutions_values
        from reports.storage.change_journal import Change

        source = source_change(self._folder, name, data)
        pinned = SourceFile(file=source.name, sha256=analysis.text.text.digest)
        listed, known = self._addressees()
        ids, new = addressees_named(analysis.motions, known)
        imported = resolutions_values(analysis.motions, analysis.text, pinned, ids)
        changes = [source, *self._resolutions(name, imported)]
        if new or listed is None:
            changes.append(self._extended(listed, new))
        if not is_workspace(self._folder):
            first = analysis.motions[0]
            body = first.body or first.submitter or imported[0]["title"]
            changes.append(Change(SETTINGS, _settings(body), None))
        return changes

    def _resolutions(self, name: str, imported: Sequence[dict[str, Any]]) -> Iterator[Change]:
        """A file for each resolution; one that was alone so far joins them, as it is."""
        from reports.content.formats.located import ParsedFile
        from reports.content.resolution import Resolution
        from reports.content.validation import validate
        from reports.storage.change_journal import Change
        from reports.storage.listing import read_content

        there = self._there
        several = len(imported) + len(there) > 1 or (self._folder / SEVERAL).is_dir()
        faults: list[Problem] = []
        problems: list[Problem] = []
        for number, values in enumerate(imported, self._last_number() + 1):
            target = numbered_file(number, values["id"]) if several else SINGLE
            if values["id"] in there:
                what = _("is there already")
                remedy = _("take it away first, or import into another workspace")
                place = Place(str(self._folder / there[values["id"]]))
                problems.append(Problem(place, what, remedy))
            try:
                validate(Resolution, ParsedFile(name, values, {(): Place(name)}, {}))
            except ContentError as error:
                faults += error.problems
            self.resolutions[target] = values
        if problems:
            raise ConflictError(problems)
        if faults:
            raise ContentError(faults)
        for target, values in self.resolutions.items():
            yield Change(target, resolution_file(name, values), None)
        for id_, target in there.items():
            if several and target == SINGLE:
                # beside others it would not be read
                data = read_content(self._folder, SINGLE)
                yield Change(numbered_file(1, id_), data, None)
                yield Change(SINGLE, None, hashlib.sha256(data).hexdigest())

    def _last_number(self) -> int:
        """The highest that a resolution's file has."""
        numbers = [re.match("[0-9]+", Path(name).name) for name in self._there.values()]
        return max([len(self._there), *(int(found[0]) for found in numbers if found)])

    def _addressees(self) -> tuple[bytes | None, tuple[Addressee, ...]]:
        """The file of addressees, None if there is none, and who stands in it."""
        from reports.content.formats.yaml_file import read_yaml
        from reports.content.resolution import Addressees
        from reports.content.validation import validate
        from reports.storage.listing import read_content

        path = self._folder / ADDRESSEES
        if not path.exists():
            return None, ()
        data = read_content(self._folder, ADDRESSEES)
        return data, validate(Addressees, read_yaml(data, ADDRESSEES)).addressees

    def _extended(self, listed: bytes | None, new: Sequence[dict[str, Any]]) -> Change:
        """The file of addressees with more of them, otherwise as somebody wrote it."""
        from reports.content.formats.yaml_edit import extend_yaml, write_yaml
        from reports.storage.change_journal import Change

        if listed is None:
            return Change(ADDRESSEES, write_yaml({"addressees": list(new)}), None)
        try:
            extended = extend_yaml(listed, ("addressees",), new)
        except ContentError as error:
            raise ContentError(
                replace(problem, place=replace(problem.place, file=ADDRESSEES))
                for problem in error.problems
            ) from None
        return Change(ADDRESSEES, extended, hashlib.sha256(listed).hexdigest())


class ImportCheck:
    """Whether what was written can be used, and is what was meant."""

    def __init__(self, file: str, resolutions: Mapping[str, dict[str, Any]]) -> None:
        self._file = file
        self._resolutions = resolutions
        """What is in each new one, by the name of its file."""

    def __call__(self, name: str, data: bytes) -> None:
        from reports.content.formats.toml_file import read_toml
        from reports.content.formats.yaml_file import read_yaml
        from reports.content.resolution import Addressees, Resolution
        from reports.content.settings import Settings
        from reports.content.validation import validate
        from reports.content.workspace import SETTINGS

        if name == SETTINGS:
            validate(Settings, read_toml(data, name))
        elif name == ADDRESSEES:
            validate(Addressees, read_yaml(data, name))
        elif name in self._resolutions:
            validate(Resolution, self._read(name, data))

    def _read(self, name: str, data: bytes) -> ParsedFile:
        from reports.content.formats.yaml_file import read_yaml

        place = Place(self._file)
        try:
            source = read_yaml(data, name)
        except ContentError:
            raise ContentError(_too_long(self._file)) from None
        if source.value != self._resolutions[name]:
            what = _("what was written is read back otherwise")
            raise ContentError(Problem(place, what, _("save the text in another format")))
        return source


def _too_long(file: str) -> Problem:
    return Problem(
        Place(file),
        _("makes a resolution that is too long for one file"),
        _("import its parts one by one"),
    )


def resolution_file(name: str, values: dict[str, Any]) -> bytes:
    """A resolution's file; raises ContentError for one that could not be read again."""
    from reports.content.formats.located import MAX_BYTES
    from reports.content.formats.yaml_edit import write_yaml

    data = write_yaml(values)
    if len(data) > MAX_BYTES:
        raise ContentError(_too_long(name))
    return data


def _settings(organisation: str) -> bytes:
    from reports.importing.to_content import LONGEST

    # a string of JSON is one of TOML
    name = json.dumps(organisation[:LONGEST], ensure_ascii=False)
    return f"[organisation]\nname = {name}\n".encode()


def numbered_file(number: int, name: str) -> str:
    """The file of one of several, which are read, and printed, by the order of their names."""
    return f"{SEVERAL}/{number:03}-{name}.yaml"


def source_change(folder: Path, name: str, data: bytes) -> Change:
    """A text's place in the workspace; another one of that name stays where it is."""
    from reports.importing.to_content import source_names
    from reports.storage.change_journal import Change, digest

    own = hashlib.sha256(data).hexdigest()
    for target in source_names(name, own):
        before = digest(folder / target)
        if before in (None, own):
            return Change(target, data, before)
    raise ConflictError(
        Problem(Place(name), _("is there already"), _("give the file another name"))
    )
