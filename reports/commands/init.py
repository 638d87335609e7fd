"""``handzettel init``: make a workspace from the shipped sample."""

from __future__ import annotations

from pathlib import Path

import click

from reports import room
from reports.commands.options import Options, display_path, example, shared_options
from reports.errors import ConflictError, Place, Problem
from reports.i18n import _, ngettext
from reports.text.visible import argument


@click.command(
    help=_("Make a workspace in DIR from the shipped sample, to be changed at will."),
    short_help=_("Make a workspace"),
    epilog=example("handzettel init mein-parteitag", "handzettel build -w mein-parteitag"),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@shared_options
def init(options: Options, folder: Path) -> None:
    """Copy the sample's files into a folder. Raises ConflictError if it has one of them."""
    from reports.storage.change_journal import Change
    from reports.storage.file_set import change_files, writing_into

    folder = Path.cwd() / folder
    sample = room("data")
    files = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sorted(sample.rglob("*"))
        if path.is_file()
    }
    existing = [name for name in files if (folder / name).exists()]
    if existing:
        message = ngettext(
            "{name} is there already", "{name} and {count} more are there already", len(existing)
        ).format(name=existing[0], count=len(existing) - 1)
        raise ConflictError(Problem(Place(str(folder)), message, _("choose an empty folder")))
    with writing_into(folder):
        changes = [Change(name, data, None) for name, data in files.items()]
        change_files(folder, changes, lambda _name, _data: None)
    text = _("The sample lies in {folder}. Change it, then: handzettel build -w {argument}")
    options.say(text.format(folder=folder, argument=argument(display_path(folder))))
