"""``handzettel import --marked``: take over the marked text that a person has corrected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from reports.commands.import_plan import (
    ADDRESSEES,
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
from reports.commands.import_report import (
    ask_for_status,
    ask_for_titles,
    report,
    untitled_resolutions,
)
from reports.commands.terminal import warn
from reports.errors import ContentError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.citation.import_account import ImportAccount
    from reports.commands.options import Options
    from reports.content.resolution import Addressee
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
        titled = not untitled_resolutions(resolutions, read)
        report(options, source, marked, account, strict=strict, as_json=as_json, titled=titled)
        change_files(folder, changes, ImportCheck(file.name, resolutions))
    ask_for_titles(resolutions, read)
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
    for problem in _read_otherwise(ADDRESSEES, read, marked, present, ids):
        warn(problem)
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
    if first_measures and SINGLE in pairs:
        earlier = sum(number < pairs[SINGLE] for number in first_measures)
        moved = _move_single(folder, earlier + 1, changes, resolutions)
        pairs[moved] = pairs.pop(SINGLE)
    for number in sorted(first_measures):
        name = _name_in_order(folder, number, pairs, values[number]["id"])
        pairs[name] = number
        resolutions[name] = values[number]
        changes.append(Change(name, resolution_file(name, values[number]), None))
    used = _addressees_of(resolutions.values())
    used_entries = [entry for entry in more if entry["id"] in used]
    if used_entries:
        changes.append(extended(addressees_file, used_entries))
    changed = [change for change in changes if (change.name, change.data) not in unchanged]
    return changed, resolutions, settled


def _read_otherwise(
    file: str,
    read: Analysis,
    marked: Analysis,
    present: Iterable[Addressee],
    ids: Mapping[str, str],
) -> Iterator[Problem]:
    """Yield the names that a person wrote and that stand for an addressee of another name."""
    by_id = {addressee.id: addressee for addressee in present}
    for name in sorted(_names_in(marked) - _names_in(read)):
        addressee = by_id.get(ids[name])
        if addressee is None:
            continue
        phrases = (addressee.id, addressee.name, addressee.full_name, addressee.abbreviation)
        if name.casefold() not in {phrase.casefold() for phrase in (*phrases, *addressee.aliases)}:
            message = _("“{name}” in the marked text was taken for “{addressee}”")
            remedy = _("if somebody else is meant, add an addressee of that name")
            yield Problem(Place(file), message.format(name=name, addressee=addressee.name), remedy)


def _names_in(analysis: Analysis) -> set[str]:
    """Return the names of all whom measures ask."""
    return {
        addressee.name
        for motion in analysis.motions
        for area in motion.areas
        for measure in area.measures
        for addressee in measure.addressees
    }


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


def _move_single(
    folder: Path, number: int, changes: list[Change], resolutions: dict[str, dict[str, Any]]
) -> str:
    """Move the only resolution of a workspace so far into the folder of several."""
    from reports.storage.change_journal import Change, digest

    place = next(i for i, change in enumerate(changes) if change.name == SINGLE)
    alone = resolutions.pop(SINGLE)
    moved = numbered_file(number, alone["id"])
    resolutions[moved] = alone
    changes[place : place + 1] = [
        Change(moved, changes[place].data, None),
        Change(SINGLE, None, digest(folder / SINGLE)),
    ]
    return moved


_FILE_NUMBER = re.compile(r"[^/]*/(\d{1,6})([a-z]?)-")


def _name_in_order(folder: Path, number: int, pairs: Mapping[str, int], id_: str) -> str:
    """Return a file name for a motion with this place in the text, in the order of the others.

    Files are read in the order of their names: between 001 and 002 comes 001a. At the end comes
    what has no room, or stands among files that somebody renamed.
    """
    before = max((name for name, other in pairs.items() if other < number), default=None)
    after = min((name for name, other in pairs.items() if other > number), default=None)
    present = {*existing_resolutions(folder, ResolutionIds()).values(), *pairs} - {SINGLE}
    last = numbered_file(next_number(present), id_)
    if after is None:
        return last
    prefixes = [name[: name.index("-") + 1] for name in present if _FILE_NUMBER.match(name)]
    least = _FILE_NUMBER.match(before) if before else None
    most = _FILE_NUMBER.match(after)
    if most is None or (before and least is None):
        return last
    # later arrivals from between find a letter free, too
    distance = number - (pairs[before] + 1 if before else 0)
    begin = int(least[1]) if least else int(most[1]) - 1
    skipped = distance + (ascii_lowercase.find(least[2]) + 1 if least and least[2] else 0)
    candidates = [numbered_file(begin + (least is not None), id_)] if not distance else []
    candidates += [
        numbered_file(begin, id_).replace("-", f"{letter}-", 1)
        for letter in ascii_lowercase[skipped:]
    ]
    fitting = (
        name
        for name in candidates
        if begin >= 0
        and (before or "") < name < after
        and name[: name.index("-") + 1] not in prefixes
    )
    return next(fitting, last)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Return how many of the facts that tell motions apart differ."""
    return sum(old.get(key) != new.get(key) for key in ("motion", "label", "title", "lines", "id"))
