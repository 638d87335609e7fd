"""``handzettel init``: make a workspace from the sample, or add a language or a kind to one."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

import click

from reports import shipped_folder
from reports.commands.empty_workspace import schema_files, template_files
from reports.commands.options import Options, display_path, example, shared_options
from reports.errors import ConflictError, Place, Problem, UsageError
from reports.i18n import _, ngettext
from reports.text.visible import argument

EACH = ("once", "resolution", "area", "addressee", "event", "branch", "person")
"""What a kind can be made for; the model of kinds is not loaded for the help."""


@click.command(
    help=_(
        "Make a workspace in DIR: from the shipped sample, to be changed at will, or with --empty"
        " without any content, to import a resolution into. With --language or --kind, add a"
        " language for printed matter or a kind of document to a workspace."
    ),
    short_help=_("Make a workspace, or add to one"),
    epilog=example(
        "handzettel init mein-parteitag",
        "handzettel build -w mein-parteitag",
        "handzettel init --empty mein-beschluss",
        "handzettel import beschluss.pdf -w mein-beschluss",
        "handzettel init --language pl",
        "handzettel init --kind tischvorlage --each area",
    ),
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--empty", is_flag=True, help=_("Without the sample: only templates to fill in, as comments.")
)
@click.option(
    "--language",
    metavar="CODE",
    help=_("Write languages/CODE/print.po, whose words are to be translated (pl for Polish)."),
)
@click.option("--kind", metavar="NAME", help=_("Write kinds/NAME, a kind of document to change."))
@click.option(
    "--each",
    type=click.Choice(EACH),
    help=_("What the kind is made for; once, unless you say otherwise."),
)
@shared_options
def init(
    options: Options,
    folder: Path | None,
    empty: bool,
    language: str | None,
    kind: str | None,
    each: str | None,
) -> None:
    """Copy the sample into a folder, or add a language or a kind to a workspace.

    Raises UsageError for options that do not go together, or without a workspace to add to.
    """
    context = click.get_current_context()
    named = context.params.get("workspace") or context.find_root().params.get("workspace")
    if folder and named:
        message = _("the folder is named twice, as DIR and with -w")
        raise UsageError(Problem(Place("-w"), message, _("name it once")))
    if language is None and kind is None:
        if each is not None:
            message = _("there is no kind for it")
            raise UsageError(Problem(Place("--each"), message, _("add --kind NAME")))
        _make_workspace(options, Path.cwd() / (folder or named or "."), empty=empty)
        return
    if empty:
        message = _("does not go together with {option}").format(
            option="--language" if language is not None else "--kind"
        )
        raise UsageError(Problem(Place("--empty"), message, _("run one after the other")))
    workspace = Path.cwd() / folder if folder else options.workspace
    _require_workspace(workspace or Path.cwd())
    assert workspace is not None
    if language is not None:
        _add_language(options, workspace, language)
    if kind is not None:
        _add_kind(options, workspace, kind, each or EACH[0])


def _make_workspace(options: Options, folder: Path, *, empty: bool) -> None:
    """Write the files of a new workspace: the sample's, or with `empty` templates alone.

    Raises ConflictError if the folder has one of them.
    """
    sample = shipped_folder("data")
    files = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sorted(sample.rglob("*"))
        if path.is_file()
    }
    text = _("The sample lies in {folder}. Change it, then: handzettel build -w {argument}")
    if empty:
        files = {**template_files(), **schema_files()}
        text = _(
            "An empty workspace lies in {folder}. Import a resolution with: handzettel import FILE"
            " -w {argument}"
        )
    existing = [name for name in files if (folder / name).exists()]
    if existing:
        message = ngettext(
            "{name} is there already", "{name} and {count} more are there already", len(existing)
        ).format(name=existing[0], count=len(existing) - 1)
        raise ConflictError(Problem(Place(str(folder)), message, _("choose an empty folder")))
    _write(folder, files)
    options.say(text.format(folder=folder, argument=argument(display_path(folder))))


def _require_workspace(folder: Path) -> None:
    """Raise UsageError if a folder is no workspace."""
    from reports.content.workspace import is_workspace
    from reports.storage.listing import SETTINGS_FILE

    if not is_workspace(folder):
        message = _("no {file} here, so this is no workspace").format(file=SETTINGS_FILE)
        remedy = _("go to your workspace, or name it with -w")
        raise UsageError(Problem(Place(str(folder)), message, remedy))


def _add_language(options: Options, workspace: Path, code: str) -> None:
    """Write the words to be translated, with the translations there are."""
    from reports.content.print_languages import CATALOGUE, FOLDER, to_translate

    name = f"{FOLDER}/{code}/{CATALOGUE}"
    _write(workspace, {name: to_translate(workspace, code)})
    text = _("{file}: translate what is empty, then: handzettel check")
    options.say(text.format(file=display_path(workspace / name)))


def _add_kind(options: Options, workspace: Path, name: str, each: str) -> None:
    """Write a kind that works as it is, to be changed.

    Raises UsageError if its name cannot be one, and ConflictError where it exists.
    """
    from reports.content.document_kind import (
        FOLDER,
        SETTINGS_NAME,
        STYLE_NAME,
        TEMPLATE_NAME,
        name_problem,
    )

    place = Place(f"{FOLDER}/{name}")
    if problem := name_problem(name):
        raise UsageError(Problem(place, *problem))
    if (workspace / FOLDER / name).exists():
        message = _("the folder is there already")
        raise ConflictError(
            Problem(place, message, _("change what lies there, or take another name"))
        )
    starter = shipped_folder("templates") / "starter"
    title = name.replace("-", " ").capitalize() + ("" if each == "once" else f": {{{each}}}")
    settings = (starter / SETTINGS_NAME).read_text("utf-8")
    settings = settings.replace('"TITLE"', f'"{title}"').replace('"EACH"', f'"{each}"')
    if each == "addressee":  # the longest fills four pages
        settings = settings.replace("pages = 1", "pages = 0")
    files = {
        SETTINGS_NAME: settings.encode(),
        TEMPLATE_NAME: (starter / f"{each}.html").read_bytes(),
        STYLE_NAME: (starter / STYLE_NAME).read_bytes(),
    }
    _write(workspace, {f"{FOLDER}/{name}/{file}": data for file, data in files.items()})
    text = _("{folder}: change it as you like, then: handzettel make {name}")
    options.say(text.format(folder=display_path(workspace / FOLDER / name), name=name))
    if not _is_built(workspace, name):
        text = _("handzettel build makes it, too, once {name} stands among kinds under [build]")
        options.say(text.format(name=name))


def _is_built(workspace: Path, name: str) -> bool:
    """Return whether the settings have no list of kinds to build, or one with the kind.

    True as well if they cannot be read.
    """
    from reports.storage.listing import SETTINGS_FILE

    try:
        settings = tomllib.loads((workspace / SETTINGS_FILE).read_text("utf-8-sig"))
        kinds = settings["build"]["kinds"]
    except (KeyError, TypeError, ValueError, OSError):  # whoever reads them tells what is wrong
        return True
    return name in kinds


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files or none; those that are there are replaced."""
    from reports.storage.change_journal import Change
    from reports.storage.file_set import change_files, writing_into

    with writing_into(folder):
        changes = [Change(name, data, _digest(folder / name)) for name, data in files.items()]
        change_files(folder, changes, lambda _name, _data: None)


def _digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, None if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
