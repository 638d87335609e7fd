"""``handzettel book``: the whole resolution, or all of them, as a book."""

from __future__ import annotations

from functools import partial

import click

from reports.commands.options import complete_from, example, shared_options
from reports.commands.production import Production, limits_of, production_options
from reports.commands.source_texts import own_sources
from reports.errors import Place, Problem, UsageError
from reports.i18n import _


@click.command(
    help=_("The whole resolution as a book; several, or all of a workspace, as one collection."),
    short_help=_("The whole resolution as a book"),
    epilog=example("handzettel book", "handzettel book --format a5 --booklet"),
)
@click.argument(
    "resolutions",
    nargs=-1,
    metavar="[RESOLUTION...]",
    shell_complete=complete_from(
        lambda content: [resolution.id for resolution in content.resolutions]
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["a4", "a5"]),
    default="a4",
    show_default=True,
    help=_("The size of a page."),
)
@click.option("--large-print", is_flag=True, help=_("Type of 16 points, on A4."))
@click.option(
    "--booklet", is_flag=True, help=_("Two pages a side as well, in order for saddle stitching.")
)
@shared_options
@production_options
def book(
    production: Production,
    resolutions: tuple[str, ...],
    form: str,
    large_print: bool,
    booklet: bool,
) -> None:
    """Make the book of the named resolutions, or of all, and with `booklet` its sheets.

    Raises UsageError for large print on another page than A4.
    """
    from reports.documents.document import A4, A5
    from reports.documents.planning import plan_book
    from reports.press.booklet import booklet_sheets
    from reports.processes.confinement import run_confined

    if large_print and form != "a4":
        message = _("does not go together with {option}").format(option=f"--format {form}")
        raise UsageError(Problem(Place("--large-print"), message, _("leave one out")))
    options, content = production.options, production.content()
    page = A4 if form == "a4" else A5
    planned = plan_book(
        content, resolutions, options.on, page, large_print, partial(own_sources, content)
    )
    production.make(content, planned)
    if booklet:
        for document in planned.documents:
            path = options.out / f"{document.name}.pdf"
            sheet = (2 * page.width, page.height)
            target = path.with_name(f"{path.stem}-booklet.pdf")
            place, limits = Place(f"{document.name}-booklet"), limits_of(content)
            production.write(
                target, run_confined(place, limits, booklet_sheets, path.read_bytes(), sheet)
            )
