"""``handzettel import``: the text of a resolution → the content of a workspace."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports.commands.shared import Options, cache_folder, example, shared_options
from reports.errors import CheckError, ConflictError, ContentError, Place, Problem, UsageError
from reports.messages import _, ngettext

if TYPE_CHECKING:
    from reports.model import Resolution
    from reports.pages import Sorted
    from reports.reanchor import Move
    from reports.workspace import Content


SINGLE = "resolution.yaml"
"""The file of the only resolution; several have a folder."""


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
    from reports.ingest.reading import read
    from reports.ingest.sorting import sort_out
    from reports.ingest.structure import structure

    if options.workspace is None:
        what = _("no workspace is named")
        raise UsageError(Problem(Place("-w"), what, _("name a folder; it is made if need be")))
    sorted_out = sort_out(read(file.read_bytes(), file.name))
    if reanchor:
        _reanchor(options, file, sorted_out, yes)
        return
    founds = structure(sorted_out)
    _tell_account(options, sorted_out)
    doubts = [*sorted_out.doubts, *(doubt for found in founds for doubt in found.doubts)]
    problems = [
        Problem(
            Place(file.name, sorted_out.text.lines[one.line].place),
            one.what,
            _("compare with the source"),
        )
        for one in doubts
    ]
    if strict and problems:
        raise CheckError(problems)
    for problem in problems:
        if not options.quiet:
            click.secho(str(problem), fg="yellow", err=True)
    files = _files(options.workspace, file, founds, sorted_out)
    gone = [name for name in _there(options.workspace).values() if name == SINGLE]
    _write(options.workspace, files, gone)
    for name in files:
        options.say(str(options.workspace / name))


def _tell_account(options: Options, sorted_out: Sorted) -> None:
    """What became of every character."""
    from reports.pages import Role

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


def _files(folder: Path, file: Path, founds: Sequence[Any], sorted_out: Sorted) -> dict[str, bytes]:
    """The files to write, by their names in the workspace, all of them valid."""
    from reports.imported import addressees_named, resolutions_values
    from reports.model import Addressee, Addressees, Resolution, SourceFile
    from reports.source import Source, read_yaml, write_yaml
    from reports.validate import validate
    from reports.workspace import SETTINGS, is_workspace

    if not any(area.measures for found in founds for area in found.areas):
        what = _("nothing in it asks for anything")
        remedy = _("give a text with numbered points, or with sentences like “Wir fordern …”")
        raise ContentError(Problem(Place(file.name), what, remedy))
    known: tuple[Addressee, ...] = ()
    listed: dict[str, Any] = {"addressees": []}
    path = folder / "addressees.yaml"
    if path.exists():
        source = read_yaml(path.read_bytes(), path.name)
        listed = source.value
        made, problems = validate(Addressees, source)
        if made is None:
            raise ContentError(problems)
        known = made.addressees
    pinned = SourceFile(file=f"sources/{file.name}", sha256=sorted_out.text.digest)
    ids, new = addressees_named(founds, known)
    files = {pinned.file: file.read_bytes()}
    imported = resolutions_values(founds, sorted_out, pinned, ids)
    there = _there(folder)
    several = len(imported) + len(there) > 1 or (folder / "resolutions").is_dir()
    problems = []
    for number, values in enumerate(imported, len(there) + 1):
        name = _numbered(number, values["id"]) if several else SINGLE
        if values["id"] in there or (folder / name).exists():
            what = _("is there already")
            remedy = _("take it away first, or import into another workspace")
            place = Place(str(folder / there.get(values["id"], name)))
            raise ConflictError(Problem(place, what, remedy))
        _valid, faults = validate(Resolution, Source(name, values, {(): Place(name)}, {}))
        problems += faults
        files[name] = write_yaml(values)
    if problems:
        raise ContentError(problems)
    for id_, name in there.items():
        if several and name == SINGLE:
            # beside others it would not be read
            files[_numbered(1, id_)] = (folder / name).read_bytes()
    if new or not path.exists():
        files[path.name] = write_yaml({**listed, "addressees": [*listed["addressees"], *new]})
    if not is_workspace(folder):
        body = founds[0].body or founds[0].submitter or imported[0]["title"]
        # a string of JSON is one of TOML
        name = json.dumps(body, ensure_ascii=False)
        files[SETTINGS] = f"[organisation]\nname = {name}\n".encode()
    return files


def _numbered(number: int, name: str) -> str:
    """The file of one of several, which are read, and printed, by the order of their names."""
    return f"resolutions/{number:03}-{name}.yaml"


def _there(folder: Path) -> dict[str, str]:
    """The resolutions a workspace has, by id, with their files."""
    from reports.source import read_yaml

    several = sorted((folder / "resolutions").glob("*.yaml"))
    paths = several or [path for path in [folder / SINGLE] if path.exists()]
    found = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        value = read_yaml(path.read_bytes(), name).value
        known = value.get("id") if isinstance(value, dict) else None
        found[str(known or path.stem)] = name
    return found


def _write(folder: Path, files: dict[str, bytes], gone: Sequence[str] = ()) -> None:
    from reports.files import write_whole, writing_to

    with writing_to(folder, cache_folder()):
        for name, data in files.items():
            write_whole(folder / name, data)
        for name in gone:
            (folder / name).unlink()


# --- an amended version -----------------------------------------------------


def _reanchor(options: Options, file: Path, new: Sorted, yes: bool) -> None:
    """Move a resolution's line references to an amended version, as far as they are accepted."""
    from reports.commands.sources import sorted_sources
    from reports.model import SourceFile
    from reports.reanchor import apply, propose

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
    accepted = [
        move
        for move in propose(old, new, resolution)
        if _accepted(options, source.place(move.path), move, yes)
    ]
    pinned = SourceFile(file=_beside(content.root, file, new), sha256=new.text.digest)
    data = (content.root / source.file).read_bytes()
    files = {pinned.file: file.read_bytes(), source.file: apply(data, accepted, pinned)}
    _write(content.root, files)
    told = ngettext("{count} reference moved.", "{count} references moved.", len(accepted))
    options.say(told.format(count=len(accepted)))


def _beside(folder: Path, file: Path, new: Sorted) -> str:
    """A name for the new version that leaves the old one where it is."""
    there = folder / "sources" / file.name
    if there.exists() and there.read_bytes() != file.read_bytes():
        return f"sources/{file.stem}-{new.text.digest[:8]}{file.suffix}"
    return f"sources/{file.name}"


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
    from reports.typography import span

    before = span(move.before)
    if move.after is None:
        text = _("{place}: lines {before} are gone: {words}")
        click.secho(text.format(place=place, before=before, words=move.old_words), fg="yellow")
        return False
    text = _("{place}: lines {before} become {after}")
    click.echo(text.format(place=place, before=before, after=span(move.after)))
    click.echo(f"  - {move.old_words}")
    click.echo(f"  + {move.new_words}")
    if yes:
        return move.certain
    if not sys.stdin.isatty():
        remedy = _("answer on a terminal, or say --yes, which takes those that are certain")
        raise UsageError(Problem(Place("--reanchor"), _("each move is to be accepted"), remedy))
    return click.confirm(_("Take it?"), default=move.certain)
