"""``handzettel import``: read the text of a resolution into a workspace."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.commands.import_plan import (
    ImportCheck,
    ImportPlan,
    ResolutionIds,
    existing_resolutions,
    source_change,
)
from reports.commands.import_report import (
    analyse_with_account,
    ask_for_status,
    ask_for_titles,
    report,
)
from reports.commands.options import Options, example, shared_options
from reports.commands.terminal import confirm, echo, warn
from reports.errors import (
    CheckError,
    ConflictError,
    ContentError,
    HandzettelError,
    Place,
    Problem,
    UsageError,
)
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.citation.demand_proof import CitedDemand
    from reports.citation.reanchoring import Move
    from reports.content.formats.located import ParsedFile
    from reports.content.resolution import Resolution, SourceFile
    from reports.content.workspace import Content
    from reports.importing.analysis import Analysis
    from reports.storage.change_journal import Change
    from reports.text.source_text import Sorted


SECONDS = 120.0
MEGABYTES = 2048
"""Limits for reading a text: a PDF of 2,000 pages takes 20 seconds and 600 MB."""


@click.command(
    "import",
    help=_(
        "Read the text of a resolution (TXT, Markdown, PDF, DOCX, ODT) or an export of motions"
        " (OpenSlides, Antragsgrün: JSON, CSV, ODS, XLSX) into the workspace that -w names, which"
        " is made if need be."
    ),
    short_help=_("The text of a resolution into a workspace"),
    epilog=example(
        "handzettel import beschluss.pdf -w mein-beschluss",
        "handzettel import --marked mein-beschluss/sources/beschluss.marked.md",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help=_("Write nothing where a spot is doubtful."))
@click.option(
    "--reanchor",
    is_flag=True,
    help=_("FILE is an amended version: propose new lines, and change those that are accepted."),
)
@click.option(
    "--marked",
    is_flag=True,
    help=_("FILE is the marked text that import has written and somebody has corrected."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print account and doubts as JSON."))
@click.option("--yes", is_flag=True, help=_("Accept every move that is certain; for scripts."))
@shared_options
def import_text(
    options: Options,
    file: Path,
    strict: bool,
    reanchor: bool,
    marked: bool,
    as_json: bool,
    yes: bool,
) -> None:
    """Import a text, or move line references to an amended version of it.

    Raises UsageError without a workspace, and ContentError if nothing in the text asks for
    anything.
    """
    from reports.citation.import_account import with_demands
    from reports.commands.source_texts import file_bytes, within_limits
    from reports.importing.analysis import sorted_text
    from reports.processes.limits import Limits

    limits = Limits(SECONDS, MEGABYTES)
    if marked:
        from reports.commands.import_marked import import_marked

        names = import_marked(options, file, limits, strict=strict, as_json=as_json)
        for name in names or [_("Nothing has changed.")]:
            options.say(name)
        return
    if options.workspace is None:
        message = _("no workspace is named")
        raise UsageError(Problem(Place("-w"), message, _("name a folder; it is made if need be")))
    data = file_bytes(file, file.name)
    if reanchor:
        amended = within_limits(file.name, limits, sorted_text, data)
        _reanchor(options, file, data, amended, yes=yes, strict=strict)
        return
    analysis, account = within_limits(
        file.name, limits, analyse_with_account, data, meanwhile=_load_what_writes
    )
    report(options, file.name, analysis, account, strict=strict, as_json=as_json)
    if not any(area.measures for motion in analysis.motions for area in motion.areas):
        message = _("nothing in it asks for anything")
        remedy = _("give a text with numbered points, or with sentences like “Wir fordern …”")
        raise ContentError(Problem(Place(file.name), message, remedy))
    for name in _import(options, file, data, with_demands(analysis, account)):
        options.say(str(options.workspace / name))


def _load_what_writes() -> None:
    """Import the modules that write a workspace, while there is nothing else to do."""
    import reports.commands.empty_workspace
    import reports.content.formats.yaml_edit
    import reports.content.sample_files
    import reports.content.validation
    import reports.content.workspace
    import reports.importing.marked_text
    import reports.importing.to_content
    import reports.storage.file_set  # noqa: F401  # they are only to be there


def _import(options: Options, file: Path, data: bytes, analysis: Analysis) -> list[str]:
    """Write the files for a text into the workspace, and return their names."""
    from reports.storage.file_set import change_files, writing_into

    folder = options.workspace
    assert folder is not None  # the command has checked it
    ids = ResolutionIds()
    # this takes long for many files, so it is done before others have to wait for the lock
    with contextlib.suppress(HandzettelError):  # raised again while the lock is held
        existing_resolutions(folder, ids)
    with writing_into(folder, tell=options.say):
        # with the lock, what is decided here stays true until it is written
        plan = ImportPlan(folder, ids)
        changes = plan.changes(file.name, data, analysis)
        change_files(folder, changes, ImportCheck(file.name, plan.resolutions))
    ask_for_titles(plan.resolutions, analysis)
    ask_for_status(plan.resolutions)
    if plan.replaced:
        text = _("The sample's files, which nobody had changed, are replaced: {names}")
        options.say(text.format(names=", ".join(plan.replaced)))
    return [change.name for change in changes if change.data is not None]


# --- an amended version -----------------------------------------------------


def _reanchor(
    options: Options, file: Path, text: bytes, new: Sorted, *, yes: bool, strict: bool
) -> None:
    """Move a resolution's line references to an amended version, as far as the user accepts.

    What the amended version asks for beyond the measures is told, or with `strict` raised as
    CheckError. Raises ContentError if the old text was changed, ConflictError if the
    resolution's file was.
    """
    from reports.commands.source_texts import file_bytes, sorted_sources
    from reports.content.document_kind import Each
    from reports.content.resolution import SourceFile
    from reports.documents.obstacles import left_out, resolution_obstacles
    from reports.processes.confinement import run_confined
    from reports.processes.limits import Limits
    from reports.storage.file_set import change_files, writing_into

    content = options.content()
    if content.resolutions_left_out:  # one of them may be meant
        raise ContentError(left_out(content, Each.RESOLUTION, None))
    resolution = _resolution_with_source(content, file)
    if problems := resolution_obstacles(content, [resolution]):
        raise ContentError(problems)
    olds = sorted_sources(content, [resolution])
    assert resolution.source is not None  # the resolution was chosen by it
    old = olds[resolution.id]
    if old.text.digest != resolution.source.sha256:
        message = _("the text has changed since its lines were cited")
        remedy = _("restore it; FILE is to be the amended version beside it")
        raise ContentError(Problem(Place(resolution.source.file), message, remedy))
    source = content.files[resolution.id]
    data = file_bytes(content.root / source.file, source.file)
    _refuse_changed(source, data)
    moves, added = run_confined(
        Place(file.name), Limits(SECONDS, MEGABYTES), _amendments, old, new, resolution
    )
    problems = [demand.problem(file.name, source.file) for demand in added]
    if strict and problems:
        raise CheckError(problems)
    for problem in problems:
        warn(problem)
    accepted = [move for move in moves if _accepted(options, source.place(move.path), move, yes)]
    # not locked while the user decides; a file that changes meanwhile is noticed by its digest
    with writing_into(content.root, tell=options.say):
        pinned = source_change(content.root, file.name, text)
        named = SourceFile(file=pinned.name, sha256=new.text.digest)
        change_files(content.root, [pinned, _moved(source.file, data, accepted, named)], _validate)
    message = ngettext("{count} reference moved.", "{count} references moved.", len(accepted))
    options.say(message.format(count=len(accepted)))


def _amendments(
    old: Sorted, new: Sorted, resolution: Resolution
) -> tuple[tuple[Move, ...], list[CitedDemand]]:
    """Return the moves that an amended version proposes, and what it newly asks for."""
    from reports.citation.demand_proof import new_demands
    from reports.citation.reanchoring import propose_moves

    moves = propose_moves(old, new, resolution)
    return moves, new_demands(old, new, resolution, moves)


def _refuse_changed(source: ParsedFile, data: bytes) -> None:
    """Raise ConflictError if a file has changed since the content was read from it."""
    from reports.content.formats.yaml_file import read_yaml

    if read_yaml(data, source.file).value != source.value:
        message = _("has changed meanwhile")
        raise ConflictError(Problem(Place(source.file), message, _("try again")))


def _moved(name: str, data: bytes, accepted: Sequence[Move], source: SourceFile) -> Change:
    """Return the change of a resolution's file that moves its references."""
    from reports.citation.reanchoring import apply_moves
    from reports.storage.change_journal import Change

    return Change(name, apply_moves(data, accepted, source), hashlib.sha256(data).hexdigest())


def _validate(name: str, data: bytes) -> None:
    """Raise ContentError if a resolution's file is not valid; a text itself is not looked at."""
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import Resolution
    from reports.content.validation import validate

    if not name.startswith("sources/"):
        validate(Resolution, read_yaml(data, name))


def _resolution_with_source(content: Content, file: Path) -> Resolution:
    """Return the only resolution with a source, or of several the one whose source is named so.

    Raises UsageError if there is not exactly one.
    """
    candidates = [resolution for resolution in content.resolutions if resolution.source]
    if len(candidates) > 1:
        candidates = [
            resolution
            for resolution in candidates
            if resolution.source and Path(resolution.source.file).name == file.name
        ]
    if len(candidates) != 1:
        message = _("it is not clear which resolution it is a version of")
        remedy = _("give the file the name of the old version's")
        raise UsageError(Problem(Place(file.name), message, remedy))
    return candidates[0]


def _accepted(options: Options, place: Place, move: Move, yes: bool) -> bool:
    """Show a move with both wordings; return whether the user, or --yes, accepts it.

    Lines that are gone are only shown. Raises UsageError if there is no terminal to ask on.
    """
    from reports.text.typography import span

    before = span(move.before)
    if move.after is None:
        text = _("{place}: lines {before} are gone: {words}")
        echo(text.format(place=place, before=before, words=move.old_words), fg="yellow")
        return False
    text = _("{place}: lines {before} become {after}")
    echo(text.format(place=place, before=before, after=span(move.after)))
    echo(f"  - {move.old_words}")
    echo(f"  + {move.new_words}")
    if yes:
        return move.certain
    if not sys.stdin.isatty():
        remedy = _("answer on a terminal, or say --yes, which takes those that are certain")
        raise UsageError(Problem(Place("--reanchor"), _("each move is to be accepted"), remedy))
    return confirm(_("Take it?"), default=move.certain)
