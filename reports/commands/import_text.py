"""``handzettel import``: the text of a resolution → the content of a workspace."""

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
    resolutions_there,
    source_change,
)
from reports.commands.options import Options, example, shared_options
from reports.commands.terminal import confirm, echo
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
    from reports.citation.reanchoring import Move
    from reports.content.formats.located import ParsedFile
    from reports.content.resolution import Resolution, SourceFile
    from reports.content.workspace import Content
    from reports.importing.analysis import Analysis
    from reports.storage.change_journal import Change
    from reports.text.source_text import Sorted


SECONDS = 120.0
MEGABYTES = 2048
"""Limits for a text: two thousand pages of PDF take 20 seconds and 600 MB."""


@click.command(
    "import",
    help=_(
        "Read the text of a resolution (txt, Markdown, PDF, DOCX, ODT) into the workspace that -w"
        " names, which is made if need be."
    ),
    short_help=_("The text of a resolution into a workspace"),
    epilog=example("handzettel import beschluss.pdf -w mein-parteitag"),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help=_("Write nothing where a spot is doubtful."))
@click.option(
    "--reanchor",
    is_flag=True,
    help=_("FILE is an amended version: propose new lines, and change those that are accepted."),
)
@click.option("--yes", is_flag=True, help=_("Accept every move that is certain; for scripts."))
@shared_options
def import_text(options: Options, file: Path, strict: bool, reanchor: bool, yes: bool) -> None:
    from reports.commands.source_texts import file_bytes, within_limits
    from reports.importing.analysis import analyse, sorted_text
    from reports.processes.limits import Limits

    if options.workspace is None:
        what = _("no workspace is named")
        raise UsageError(Problem(Place("-w"), what, _("name a folder; it is made if need be")))
    data = file_bytes(file, file.name)
    limits = Limits(SECONDS, MEGABYTES)
    if reanchor:
        _reanchor(options, file, data, within_limits(file.name, limits, sorted_text, data), yes)
        return
    analysis = within_limits(file.name, limits, analyse, data)
    _tell_account(options, analysis.text)
    _tell_doubts(options, file, analysis, strict)
    if not any(area.measures for found in analysis.motions for area in found.areas):
        what = _("nothing in it asks for anything")
        remedy = _("give a text with numbered points, or with sentences like “Wir fordern …”")
        raise ContentError(Problem(Place(file.name), what, remedy))
    for name in _import(options, file, data, analysis):
        options.say(str(options.workspace / name))


def _tell_doubts(options: Options, file: Path, analysis: Analysis, strict: bool) -> None:
    """The spots a person should look at. Raises CheckError with them if that is asked for."""
    text = analysis.text
    doubts = [*text.doubts, *(doubt for found in analysis.motions for doubt in found.doubts)]
    problems = [
        Problem(
            Place(file.name, text.text.lines[doubt.line].place),
            doubt.what,
            _("compare with the source"),
        )
        for doubt in doubts
    ]
    if strict and problems:
        raise CheckError(problems)
    for problem in problems:
        if not options.quiet:
            echo(str(problem), fg="yellow", err=True)


def _tell_account(options: Options, sorted_out: Sorted) -> None:
    """What became of every character."""
    from reports.text.source_text import Role

    words = {
        Role.TEXT: _("text {count}"),
        Role.NUMBER: _("line numbers {count}"),
        Role.FURNITURE: _("page furniture {count}"),
        Role.FOOTNOTE: _("footnotes {count}"),
    }
    account = sorted_out.account()
    listed = ", ".join(words[role].format(count=count) for role, count in account.items())
    text = _("{count} characters: {listed}; none left over.")
    options.say(text.format(count=sum(account.values()), listed=listed))
    lines = ngettext("{count} printed line", "{count} printed lines", len(sorted_out.rows))
    options.say(lines.format(count=len(sorted_out.rows)))


def _import(options: Options, file: Path, data: bytes, analysis: Analysis) -> list[str]:
    """Write the files of a text into the workspace; their names."""
    from reports.storage.file_set import change_files, writing_into

    folder = options.workspace
    assert folder is not None  # the command asks for one
    ids = ResolutionIds()
    with contextlib.suppress(HandzettelError):  # it is told when it counts
        resolutions_there(
            folder, ids
        )  # that takes long where there are many; the lock is for the writing
    with writing_into(folder, tell=options.say):
        # what is decided here stays true until it is written
        plan = ImportPlan(folder, ids)
        changes = plan.changes(file.name, data, analysis)
        change_files(folder, changes, ImportCheck(file.name, plan.resolutions))
    return [change.name for change in changes if change.data is not None]


# --- an amended version -----------------------------------------------------


def _reanchor(options: Options, file: Path, text: bytes, new: Sorted, yes: bool) -> None:
    """Move a resolution's line references to an amended version, as far as they are accepted."""
    from reports.citation.reanchoring import propose_moves
    from reports.commands.source_texts import file_bytes, sorted_sources
    from reports.content.resolution import SourceFile
    from reports.processes.confinement import run_confined
    from reports.processes.limits import Limits
    from reports.storage.file_set import change_files, writing_into

    content = options.content()
    olds = sorted_sources(content)
    resolution = _resolution_with_source(content, file)
    assert resolution.source is not None  # that is how it was found
    old = olds[resolution.id]
    if old.text.digest != resolution.source.sha256:
        what = _("the text has changed since its lines were cited")
        remedy = _("restore it; FILE is to be the amended version beside it")
        raise ContentError(Problem(Place(resolution.source.file), what, remedy))
    source = content.files[resolution.id]
    data = file_bytes(content.root / source.file, source.file)
    _refuse_other(source, data)
    moves = run_confined(
        Place(file.name), Limits(SECONDS, MEGABYTES), propose_moves, old, new, resolution
    )
    accepted = [move for move in moves if _accepted(options, source.place(move.path), move, yes)]
    # nobody is kept waiting while a person thinks; what changed meanwhile is seen by its digest
    with writing_into(content.root, tell=options.say):
        pinned = source_change(content.root, file.name, text)
        named = SourceFile(file=pinned.name, sha256=new.text.digest)
        change_files(content.root, [pinned, _moved(source.file, data, accepted, named)], _usable)
    told = ngettext("{count} reference moved.", "{count} references moved.", len(accepted))
    options.say(told.format(count=len(accepted)))


def _refuse_other(source: ParsedFile, data: bytes) -> None:
    """Raise ConflictError if a file is not any more what its places were noted from."""
    from reports.content.formats.yaml_file import read_yaml

    if read_yaml(data, source.file).value != source.value:
        what = _("has changed meanwhile")
        raise ConflictError(Problem(Place(source.file), what, _("try again")))


def _moved(name: str, data: bytes, accepted: Sequence[Move], source: SourceFile) -> Change:
    """A resolution's file with its references moved."""
    from reports.citation.reanchoring import apply_moves
    from reports.storage.change_journal import Change

    return Change(name, apply_moves(data, accepted, source), hashlib.sha256(data).hexdigest())


def _usable(name: str, data: bytes) -> None:
    """Raise ContentError if a resolution's file cannot be read or is not valid."""
    from reports.content.formats.yaml_file import read_yaml
    from reports.content.resolution import Resolution
    from reports.content.validation import validate

    if not name.startswith("sources/"):
        validate(Resolution, read_yaml(data, name))


def _resolution_with_source(content: Content, file: Path) -> Resolution:
    """The one resolution with a source, or the one whose source has the file's name."""
    pinned = [(one, one.source.file) for one in content.resolutions if one.source]
    same = [one for one, name in pinned if Path(name).name == file.name]
    found = same if len(pinned) > 1 else [one for one, _name in pinned]
    if len(found) != 1:
        what = _("it is not clear which resolution it is a version of")
        remedy = _("give the file the name of the old version's")
        raise UsageError(Problem(Place(file.name), what, remedy))
    return found[0]


def _accepted(options: Options, place: Place, move: Move, yes: bool) -> bool:
    """Show a move with both wordings; whether it is taken."""
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
