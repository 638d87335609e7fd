"""The command ``handzettel``: the group, and the list of its commands.

Each command is a module in :mod:`reports.commands`, which alone prints, asks and exits.
Heavy packages are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Any

import click

from reports.commands.book import book
from reports.commands.check import check
from reports.commands.doctor import doctor
from reports.commands.documents import build, checklist, make, summary
from reports.commands.export import export
from reports.commands.flyer import flyer
from reports.commands.group import HandzettelGroup
from reports.commands.import_text import import_text
from reports.commands.init import init
from reports.commands.mail import mail
from reports.commands.options import add_shared_options
from reports.i18n import _


@click.group(
    cls=HandzettelGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Printed matter from the resolutions of a party congress."),
    epilog=_("Shell completion: see the README."),
)
@click.version_option(package_name="handzettel")
@add_shared_options
def main(**_options: Any) -> None:
    """Do nothing: the options before a command reach it through click's context."""


COMMANDS: tuple[click.Command, ...] = (
    build,
    summary,
    checklist,
    flyer,
    book,
    make,
    import_text,
    mail,
    doctor,
    export,
    check,
    init,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
