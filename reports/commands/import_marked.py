"""``handzettel import --marked``: take over the marked text that a person has corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.commands.import_plan import (
    SINGLE,
    ImportCheck,
    ResolutionIds,
    existing_resolutions,
    extended,
    next_number,
    numbered_file,
    present_addressees,
    resolution_file,
)
from reports.commands.import_report import ask_for_status, report
from reports.commands.terminal import warn
from reports.errors import ContentError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.citation.import_account import ImportAccount
    from reports.commands.options import Options
    from reports.importing.analysis import Analysis
    from reports.processes.limits import Limits
    from reports.storage.change_journal import Change


def import_marked(
    options: Options, file: Path, limits: Limits, *, strict: bool = False, as_json: bool = False
) -> list[str]:
    """Change the resolutions of a marked text's source, and return the names of changed files.

    The account of what it says is printed, as that of an import is. Raises CheckError if
    something is doubtful and `strict` is given, ContentError if a word of the text was changed,
    if the source is missing, or if no resolution of the workspace was imported from it.
    """
    from reports.commands.source_texts import file_bytes, within_limits
    from reports.content.formats.located import decode
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
    analyse = partial(_analyse_with_account, text=text, marked_name=file.name)
    read, marked, account = within_limits(source, limits, analyse, data)
    with writing_into(folder, tell=options.say):
        changes, resolutions, settled = _changes(folder, source, data, read, marked)
        account = _without_settled(account, settled)
        report(options, source, marked, account, strict=strict, as_json=as_json)
        change_files(folder, changes, ImportCheck(file.name, resolutions))
    ask_for_status(resolutions)
    return [str(folder / change.name) for change in changes if change.data is not None]


def _analyse_with_account(
    data: bytes, name: str, text: str, marked_name: str
) -> tuple[Analysis, Analysis, ImportAccount]:
    """Return what a source says by itself, what its marked text says of it, and its account."""
    from reports.citation.import_account import account_of
    from reports.importing.marked_reading import analyse_marked

    read, marked = analyse_marked(data, name, text, marked_name)
    return read, marked, account_of(marked)


def _without_settled(
    account: ImportAccount, settled: Mapping[int, Sequence[tuple[int, int]]]
) -> ImportAccount:
    """Return an account without the demands of which a resolution says that they are none."""
    return replace(
        account,
        demands=tuple(
            demand
            for demand in account.demands
            if demand.lines is None
            or not any(
                first <= demand.lines[0] and demand.lines[1] <= last
                for first, last in settled.get(demand.motion, ())
            )
        ),
    )


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
) -> tuple[list[Change], dict[str, dict[str, Any]], dict[int, list[tuple[int, int]]]]:
    """Return the changes of resolutions and addressees, and the resolutions' new values.

    Also return the lines that they say are no measures, by the places of their motions.
    """
    from reports.content.formats.yaml_edit import ranges_in_line, rewrite_yaml
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import SourceFile
    from reports.importing.handwritten import keep_handwritten
    from reports.importing.to_content import addressees_named, resolution_values, resolutions_values
    from reports.storage.change_journal import Change
    from reports.storage.listing import read_content

    addressees_file, present = present_addressees(folder)
    ids, more = addressees_named([*read.motions, *marked.motions], present)
    pinned = SourceFile(file=source, sha256=marked.text.text.digest)
    values = _by_motion(marked, resolutions_values(marked.motions, marked.text, pinned, ids))
    read_values = _by_motion(read, resolutions_values(read.motions, read.text, pinned, ids))
    facts = [resolution_values(motion, read.text, pinned, ids) for motion in read.motions]
    files = _files_of(folder, source)
    pairs = _paired(files, facts)
    settled = {number: list(files[name].get("not_measures", ())) for name, number in pairs.items()}
    changes: list[Change] = []
    unchanged: set[tuple[str, bytes | None]] = set()
    resolutions: dict[str, dict[str, Any]] = {}
    for name, number in pairs.items():
        if number not in values:
            raise ContentError(_without_measures(name, facts[number]))
        before = read_content(folder, name)
        new, plain = values[number], read_values.get(number, values[number])

        def change(
            old: MutableMapping[str, Any], new: Any = new, plain: Any = plain, name: str = name
        ) -> None:
            for problem in keep_handwritten(old, ranges_in_line(new), plain, Place(name)):
                warn(problem)

        after = rewrite_yaml(before, change)
        resolutions[name] = read_yaml(after, name).value
        if resolutions[name] == read_yaml(before, name).value:
            unchanged.add((name, before))
            after = before
        changes.append(Change(name, after, hashlib.sha256(before).hexdigest()))
    # a motion that had measures and has no file any more was taken away by somebody
    first_measures = values.keys() - read_values.keys() - set(pairs.values())
    for number in sorted(first_measures):
        _add_resolution(folder, values[number], changes, resolutions)
    used = _addressees_of(resolutions.values())
    used_entries = [entry for entry in more if entry["id"] in used]
    if used_entries:
        changes.append(extended(addressees_file, used_entries))
    changed = [change for change in changes if (change.name, change.data) not in unchanged]
    return changed, resolutions, settled


def _addressees_of(resolutions: Any) -> set[str]:
    return {
        request["id"]
        for resolution in resolutions
        for area in resolution["areas"]
        for measure in area["measures"]
        for request in measure.get("addressees", ())
    }


def _files_of(folder: Path, source: str) -> dict[str, Mapping[str, Any]]:
    """Return the values of the resolutions that were imported from a source, by file name.

    Raises ContentError if there is none, or if one of them is not valid.
    """
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import Resolution
    from reports.content.validation import validate
    from reports.storage.listing import read_content

    files = {}
    for name in sorted(existing_resolutions(folder, ResolutionIds()).values()):
        parsed = read_yaml(read_content(folder, name), name)
        values = parsed.value
        named = values.get("source") if isinstance(values, dict) else ""
        if isinstance(named, dict) and named.get("file") != source:
            continue
        if named is not None:
            validate(Resolution, parsed)
            files[name] = values
    if not files:
        message = _("no resolution of the workspace was imported from it")
        raise ContentError(Problem(Place(source), message, _("import the text first")))
    return files


def _by_motion(analysis: Analysis, values: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return the values of resolutions by the places of their motions in the text."""
    numbers = (i for i, motion in enumerate(analysis.motions) if motion.areas)
    return dict(zip(numbers, values, strict=True))


def _paired(
    files: Mapping[str, Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Return for each file the place of its motion in the text: the one most alike."""
    candidates = sorted(
        (_difference(values, motion), name, number)
        for name, values in files.items()
        for number, motion in enumerate(facts)
    )
    pairs: dict[str, int] = {}
    for _least, name, number in candidates:
        if name not in pairs and number not in pairs.values():
            pairs[name] = number
    return pairs


def _without_measures(file: str, facts: Mapping[str, Any]) -> Problem:
    message = _("the motion “{title}” has no measure any more").format(title=facts["title"])
    remedy = _("keep one in the marked text, or take the motion away by deleting its file")
    return Problem(Place(file), message, remedy)


def _add_resolution(
    folder: Path,
    values: dict[str, Any],
    changes: list[Change],
    resolutions: dict[str, dict[str, Any]],
) -> None:
    """Add the file of a motion that has got its first measure.

    The only resolution of a workspace so far moves into the folder of several.
    """
    from reports.storage.change_journal import Change, digest

    if SINGLE in resolutions:
        place = next(i for i, change in enumerate(changes) if change.name == SINGLE)
        alone = resolutions.pop(SINGLE)
        moved = numbered_file(1, alone["id"])
        resolutions[moved] = alone
        changes[place : place + 1] = [
            Change(moved, changes[place].data, None),
            Change(SINGLE, None, digest(folder / SINGLE)),
        ]
    present = existing_resolutions(folder, ResolutionIds()).values()
    names = {*present, *resolutions} - {SINGLE}
    name = numbered_file(next_number(names), values["id"])
    resolutions[name] = values
    changes.append(Change(name, resolution_file(name, values), None))


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Return how many of the facts that tell motions apart differ."""
    return sum(old.get(key) != new.get(key) for key in ("motion", "label", "title", "lines", "id"))
