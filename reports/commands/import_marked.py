"""``handzettel import --marked``: take over the marked text that a person has corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, MutableMapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.commands.import_plan import (
    ImportCheck,
    ResolutionIds,
    existing_resolutions,
    extended,
    present_addressees,
)
from reports.errors import ContentError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.commands.options import Options
    from reports.importing.analysis import Analysis
    from reports.processes.limits import Limits
    from reports.storage.change_journal import Change


def import_marked(options: Options, file: Path, limits: Limits) -> list[str]:
    """Change the resolutions of a marked text's source, and return the names of changed files.

    Raises ContentError if a word of the text was changed, if the source is missing, or if no
    resolution of the workspace was imported from it.
    """
    from reports.commands.source_texts import file_bytes, within_limits
    from reports.content.formats.located import decode
    from reports.importing.marked_reading import analyse_marked
    from reports.importing.marked_text import source_of
    from reports.storage.file_set import change_files, writing_into
    from reports.storage.listing import leads_outside

    folder = _workspace(options, file)
    text = decode(file_bytes(file, file.name), file.name)
    source = source_of(text)
    if source is None:
        message = _("it does not name its source at its head")
        remedy = _("give a file that import has written, sources/NAME.marked.md")
        raise ContentError(Problem(Place(file.name, 1), message, remedy))
    path = folder / source
    if leads_outside(path, folder):
        message = _("its source lies outside the workspace")
        raise ContentError(Problem(Place(file.name, 1), message, _("name it by its place in it")))
    data = file_bytes(path, source)
    analyse = partial(analyse_marked, text=text, marked_name=file.name)
    read, marked = within_limits(source, limits, analyse, data)
    with writing_into(folder, tell=options.say):
        changes, resolutions = _changes(folder, source, data, read, marked)
        change_files(folder, changes, ImportCheck(file.name, resolutions))
    return [str(folder / change.name) for change in changes]


def _workspace(options: Options, file: Path) -> Path:
    """Return the workspace that -w names, or the one whose sources hold the file."""
    from reports.content.workspace import is_workspace

    if options.workspace is not None:
        return options.workspace
    for folder in file.resolve().parents:
        if is_workspace(folder):
            return folder
    message = _("no workspace is named, and the file is in none")
    raise UsageError(Problem(Place("-w"), message, _("name the folder of the workspace")))


def _changes(
    folder: Path, source: str, data: bytes, read: Analysis, marked: Analysis
) -> tuple[list[Change], dict[str, dict[str, Any]]]:
    """Return the changes of resolutions and addressees, and the resolutions' new values."""
    from reports.content.formats.yaml_edit import rewrite_yaml
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import SourceFile
    from reports.importing.handwritten import keep_handwritten
    from reports.importing.to_content import addressees_named, resolutions_values
    from reports.storage.change_journal import Change
    from reports.storage.listing import read_content

    addressees_file, present = present_addressees(folder)
    ids, more = addressees_named([*read.motions, *marked.motions], present)
    pinned = SourceFile(file=source, sha256=marked.text.text.digest)
    values = resolutions_values(marked.motions, marked.text, pinned, ids)
    read_values = resolutions_values(read.motions, read.text, pinned, ids)
    files = _files_of(folder, source)
    pairs = _paired(files, values, Place(source))
    changes: list[Change] = []
    resolutions: dict[str, dict[str, Any]] = {}
    for name, new in pairs.items():
        before = read_content(folder, name)
        plain = min(read_values, key=lambda other: _difference(other, new), default=new)

        def change(old: MutableMapping[str, Any], new: Any = new, plain: Any = plain) -> None:
            keep_handwritten(old, new, plain)

        after = rewrite_yaml(before, change)
        resolutions[name] = read_yaml(after, name).value
        changes.append(Change(name, after, hashlib.sha256(before).hexdigest()))
    used = _addressees_of(resolutions.values())
    used_entries = [entry for entry in more if entry["id"] in used]
    if used_entries:
        changes.append(extended(addressees_file, used_entries))
    return changes, resolutions


def _addressees_of(resolutions: Any) -> set[str]:
    return {
        request["id"]
        for resolution in resolutions
        for area in resolution["areas"]
        for measure in area["measures"]
        for request in measure.get("addressees", ())
    }


def _files_of(folder: Path, source: str) -> dict[str, Mapping[str, Any]]:
    """Return the values of the resolutions that were imported from a source, by file name."""
    from reports.content.formats.yaml_file import read_yaml
    from reports.storage.listing import read_content

    files = {}
    for name in sorted(existing_resolutions(folder, ResolutionIds()).values()):
        values = read_yaml(read_content(folder, name), name).value
        if (values.get("source") or {}).get("file") == source:
            files[name] = values
    if not files:
        message = _("no resolution of the workspace was imported from it")
        raise ContentError(Problem(Place(source), message, _("import the text first")))
    return files


def _paired(
    files: Mapping[str, Mapping[str, Any]], values: Sequence[dict[str, Any]], place: Place
) -> dict[str, dict[str, Any]]:
    """Return for each file the new values of its resolution.

    Raises ContentError if they are not as many: a motion lost all its measures, or got its first.
    """
    if len(files) != len(values):
        message = _("{count} motions with measures, but {files} files of resolutions").format(
            count=len(values), files=len(files)
        )
        remedy = _("keep a measure in each motion; take a motion away by its file")
        raise ContentError(Problem(place, message, remedy))
    left = [*values]
    pairs = {}
    for name, old in files.items():
        best = min(left, key=lambda new: _difference(old, new))
        left = [new for new in left if new is not best]
        pairs[name] = best
    return pairs


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Return how many of the facts that tell motions apart differ."""
    return sum(old.get(key) != new.get(key) for key in ("motion", "label", "title", "lines", "id"))
