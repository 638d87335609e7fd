"""The files that an import writes into a workspace, and their check before they are in place."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.errors import ConflictError, ContentError, Place, Problem
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.formats.located import ParsedFile
    from reports.content.resolution import Addressee
    from reports.importing.analysis import Analysis
    from reports.storage.change_journal import Change


SINGLE = "resolution.yaml"
"""The file of the only resolution of a workspace."""

SEVERAL = "resolutions"
"""The folder with the files of several resolutions."""

ADDRESSEES = "addressees.yaml"


class ResolutionIds:
    """Cache of the ids in resolutions' files, since reading a large file takes long."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._ids: dict[bytes, str | None] = {}

    def read(self, data: bytes, name: str) -> str | None:
        """Return the id in a resolution's file, None if it has none.

        Raises ContentError if the file is not valid YAML.
        """
        from reports.content.formats.yaml_file import read_yaml

        key = hashlib.sha256(data).digest()
        if key not in self._ids:
            value = read_yaml(data, name).value
            id_ = value.get("id") if isinstance(value, dict) else None
            self._ids[key] = None if id_ is None else str(id_)
        return self._ids[key]


def existing_resolutions(folder: Path, ids: ResolutionIds) -> dict[str, str]:
    """Return the names of a workspace's resolution files, by the resolutions' ids."""
    from reports.content.formats.located import is_empty
    from reports.content.formats.yaml_file import read_yaml
    from reports.storage.listing import read_content, regular_files

    several = regular_files(folder / SEVERAL, "*.yaml", folder)
    paths = several or [path for path in [folder / SINGLE] if path.exists()]
    names = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        data = read_content(folder, name)
        id_ = ids.read(data, name)
        if id_ is not None or not is_empty(read_yaml(data, name).value):
            names[id_ or path.stem] = name
    return names


class ImportPlan:
    """The changes that an import makes in a workspace; use it while the workspace is locked."""

    def __init__(self, folder: Path, ids: ResolutionIds) -> None:
        """Read which resolutions the workspace has. Raises ContentError if one is not YAML."""
        from reports.content.sample_files import untouched_sample_files

        self._folder = folder
        self._sample = untouched_sample_files(folder)
        self._existing = {
            id_: name
            for id_, name in existing_resolutions(folder, ids).items()
            if name not in self._sample
        }
        self.resolutions: dict[str, dict[str, Any]] = {}
        """The values of each new resolution, by the name of its file."""

    @property
    def replaced(self) -> tuple[str, ...]:
        """The files of the shipped sample that the import replaces."""
        return tuple(self._sample)

    def changes(self, name: str, data: bytes, analysis: Analysis) -> list[Change]:
        """Return the changes for a text that was read: source, resolutions, addressees, settings.

        Raises ContentError if the files would not be valid, ConflictError if a resolution or
        another file of the same name exists.
        """
        from reports.content.resolution import SourceFile
        from reports.content.sample_files import sample_addressees
        from reports.importing.to_content import (
            addressees_named,
            organisation_named,
            resolutions_values,
        )

        source = source_change(self._folder, name, data)
        pinned = SourceFile(file=source.name, sha256=analysis.text.text.digest)
        file: bytes | None = None
        present: tuple[Addressee, ...] = ()
        if ADDRESSEES not in self._sample:
            file, present = present_addressees(self._folder)
        samples = sample_addressees() if present else ()
        not_sample = [addressee for addressee in present if addressee not in samples]
        ids, new = addressees_named(analysis.motions, not_sample)
        ids, new = _with_free_ids(ids, new, {addressee.id for addressee in present})
        imported = resolutions_values(analysis.motions, analysis.text, pinned, ids)
        changes = [source, *self._resolutions(name, imported)]
        changes.append(self._marked(source.name, analysis))
        if new or file is None:
            changes.append(extended(file, new, self._sample.get(ADDRESSEES)))
        organisation = organisation_named(analysis.motions)
        return [*changes, *self._templates(organisation, {change.name for change in changes})]

    def _templates(self, organisation: str | None, written: Collection[str]) -> Iterator[Change]:
        """Yield the templates of an empty workspace for a new one, or in place of the sample.

        Files that somebody has changed stay, and so do those that are ``written`` anyway.
        """
        from reports.commands.empty_workspace import schema_files, settings_of, template_files
        from reports.content.workspace import is_workspace
        from reports.storage.change_journal import Change, digest
        from reports.storage.listing import SETTINGS_FILE

        templates = template_files()
        if organisation:
            templates[SETTINGS_FILE] = settings_of(organisation)
        if not is_workspace(self._folder):
            for name, data in {**templates, **schema_files()}.items():
                if name not in written and not os.path.lexists(self._folder / name):
                    yield Change(name, data, None)
            return
        empty = hashlib.sha256(template_files()[SETTINGS_FILE]).hexdigest()
        if digest(self._folder / SETTINGS_FILE) == empty:
            yield Change(SETTINGS_FILE, templates[SETTINGS_FILE], empty)
        for name, sha256 in self._sample.items():
            if name not in written:
                yield Change(name, templates.get(name), sha256)

    def _resolutions(self, name: str, imported: Sequence[dict[str, Any]]) -> Iterator[Change]:
        """Yield a file for each resolution, and move one that was alone so far to join them.

        Raises ConflictError if a resolution is there already, ContentError if one would not be
        valid.
        """
        from reports.content.formats.located import ParsedFile
        from reports.content.resolution import Resolution
        from reports.content.validation import validate
        from reports.storage.change_journal import Change, digest
        from reports.storage.listing import read_content

        existing = self._existing
        several = len(imported) + len(existing) > 1 or (self._folder / SEVERAL).is_dir()
        faults: list[Problem] = []
        problems: list[Problem] = []
        for number, values in enumerate(imported, next_number(existing.values())):
            target = numbered_file(number, values["id"]) if several else SINGLE
            if values["id"] in existing:
                message = _("is there already")
                remedy = _("correct it by its marked text, or import into another workspace")
                place = Place(str(self._folder / existing[values["id"]]))
                problems.append(Problem(place, message, remedy))
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
            before = digest(self._folder / target) if target == SINGLE else None
            yield Change(target, resolution_file(name, values), before)
        for id_, target in existing.items():
            if several and target == SINGLE:
                # it is not read beside a folder of resolutions
                data = read_content(self._folder, SINGLE)
                yield Change(numbered_file(1, id_), data, None)
                yield Change(SINGLE, None, hashlib.sha256(data).hexdigest())

    def _marked(self, source: str, analysis: Analysis) -> Change:
        """Return the change that writes the marked text beside its source.

        Raises ConflictError if somebody has changed one that is there.
        """
        from reports.importing.marked_text import Comment, marked_name, marked_text
        from reports.storage.change_journal import Change, digest

        lines = [row.line for row in analysis.text.rows]
        comments = [
            Comment(bisect_left(lines, doubt.line), doubt.what) for doubt in analysis.doubts
        ]
        data = marked_text(source, analysis.motions, comments).encode()
        sha256 = hashlib.sha256(data).hexdigest()
        for name in (marked_name(source), f"{source}.marked.md"):
            before = digest(self._folder / name)
            if before in (None, sha256):
                return Change(name, data, before)
        message = _("is there already, and somebody has changed it")
        remedy = _("take it over with import --marked, or give it another name")
        raise ConflictError(Problem(Place(str(self._folder / name)), message, remedy))


def present_addressees(folder: Path) -> tuple[bytes | None, tuple[Addressee, ...]]:
    """Return the bytes of a workspace's addressees, None without the file, and the addressees.

    Raises ContentError if the file is not valid.
    """
    from reports.content.formats.located import is_empty
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import Addressees
    from reports.content.validation import validate
    from reports.storage.listing import read_content

    if not (folder / ADDRESSEES).exists():
        return None, ()
    data = read_content(folder, ADDRESSEES)
    if is_empty(read_yaml(data, ADDRESSEES).value):
        return data, ()  # nothing but comments
    return data, validate(Addressees, read_yaml(data, ADDRESSEES)).addressees


def extended(
    file: bytes | None, more: Sequence[dict[str, Any]], sample: str | None = None
) -> Change:
    """Return the file of addressees with more of them, otherwise byte for byte the same.

    `sample` is the digest of the sample's file, which a new one replaces. Raises ContentError if
    its list is written in a way that cannot be extended.
    """
    from reports.content.formats.located import is_empty
    from reports.content.formats.yaml_edit import extend_yaml, write_yaml
    from reports.content.formats.yaml_file import read_yaml
    from reports.storage.change_journal import Change

    entries = write_yaml({"addressees": list(more)})
    if file is None:
        return Change(ADDRESSEES, entries, sample)
    if is_empty(read_yaml(file, ADDRESSEES).value):
        data = file.rstrip() + b"\n" * bool(file.strip()) + entries
        return Change(ADDRESSEES, data, hashlib.sha256(file).hexdigest())
    try:
        data = extend_yaml(file, ("addressees",), more)
    except ContentError as error:
        raise ContentError(
            replace(problem, place=replace(problem.place, file=ADDRESSEES))
            for problem in error.problems
        ) from None
    return Change(ADDRESSEES, data, hashlib.sha256(file).hexdigest())


class ImportCheck:
    """A check of new files, as they were read back from the disk: valid, and as intended."""

    def __init__(self, file: str, resolutions: Mapping[str, dict[str, Any]]) -> None:
        """Check an import of `file`; `resolutions` are the intended values by file name."""
        self._file = file
        self._resolutions = resolutions

    def __call__(self, name: str, data: bytes) -> None:
        """Raise ContentError if a file is not valid or has other values than intended."""
        from reports.content.formats.toml_file import read_toml
        from reports.content.formats.yaml_file import read_yaml
        from reports.content.resolution import Addressees, Resolution
        from reports.content.settings import Settings
        from reports.content.validation import validate
        from reports.storage.listing import SETTINGS_FILE

        if name == SETTINGS_FILE:
            validate(Settings, read_toml(data, name))
        elif name == ADDRESSEES:
            validate(Addressees, read_yaml(data, name))
        elif name in self._resolutions:
            validate(Resolution, self._read_back(name, data))

    def _read_back(self, name: str, data: bytes) -> ParsedFile:
        """Parse a file that was put together here, to see that it can be read.

        Raises ContentError if it cannot, or if it has other values than were written.
        """
        from reports.content.formats.yaml_file import read_yaml

        place = Place(self._file)
        try:
            source = read_yaml(data, name)
        except ContentError:
            raise ContentError(_too_long(self._file)) from None
        if source.value != self._resolutions[name]:
            message = _("what was written is read back otherwise")
            raise ContentError(Problem(place, message, _("save the text in another format")))
        return source


def _too_long(file: str) -> Problem:
    """Return the problem of a text whose resolution is larger than a YAML file may be."""
    return Problem(
        Place(file),
        _("makes a resolution that is too long for one file"),
        _("import its parts one by one"),
    )


def resolution_file(name: str, values: dict[str, Any]) -> bytes:
    """Return the bytes of a resolution's file. Raises ContentError if they are too many."""
    from reports.content.formats.located import MAX_BYTES
    from reports.content.formats.yaml_edit import write_yaml

    data = write_yaml(values)
    if len(data) > MAX_BYTES:
        raise ContentError(_too_long(name))
    return data


def _with_free_ids(
    ids: Mapping[str, str], new: Sequence[dict[str, Any]], used_ids: Collection[str]
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the ids by name, and the new addressees, with other ids where theirs are used_ids."""
    renamed: dict[str, str] = {}
    used = {*used_ids, *(entry["id"] for entry in new)}
    for entry in new:
        if entry["id"] in used_ids:
            free = (f"{entry['id']}-{number}" for number in count(2))
            renamed[entry["id"]] = next(name for name in free if name not in used)
            used.add(renamed[entry["id"]])
    return (
        {name: renamed.get(id_, id_) for name, id_ in ids.items()},
        [{**entry, "id": renamed.get(entry["id"], entry["id"])} for entry in new],
    )


def next_number(names: Collection[str]) -> int:
    """Return the number that begins the name of the next resolution's file."""
    numbers = [re.match("[0-9]+", Path(name).name) for name in names]
    return max([len(names), *(int(number[0]) for number in numbers if number)]) + 1


def numbered_file(number: int, name: str) -> str:
    """Return the name of one of several resolutions' files.

    They are read, and printed, in the order of their names.
    """
    return f"{SEVERAL}/{number:03}-{name}.yaml"


def source_change(folder: Path, name: str, data: bytes) -> Change:
    """Return the change that copies a text into the workspace, under a name that is free.

    Raises ConflictError if every possible name has another text.
    """
    from reports.importing.to_content import source_names
    from reports.storage.change_journal import Change, digest

    sha256 = hashlib.sha256(data).hexdigest()
    for target in source_names(name, sha256):
        before = digest(folder / target)
        if before in (None, sha256):
            return Change(target, data, before)
    raise ConflictError(
        Problem(Place(name), _("is there already"), _("give the file another name"))
    )
