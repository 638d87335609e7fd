"""``handzettel export``: the content as JSON for other programs, or as DOCX for Word."""

from __future__ import annotations

import json

import click

from reports.commands.options import Options, display_path, example, output_of, shared_options
from reports.commands.terminal import write_output
from reports.errors import ContentError, Place
from reports.i18n import _


@click.command(
    help=_(
        "The validated content for other programs: JSON on standard output, or a file for Word"
        " below the output folder."
    ),
    short_help=_("The content as JSON or for Word"),
    epilog=example(
        "handzettel export --format json > content.json", "handzettel export --format docx"
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "docx"]),
    default="json",
    show_default=True,
    help=_("The form of the output."),
)
@shared_options
def export(options: Options, form: str) -> None:
    """Write the content as JSON to standard output, or as DOCX to the output folder."""
    from reports.content.json_export import export as exported
    from reports.documents.obstacles import export_obstacles

    if form == "docx":
        _export_for_word(options)
        return
    content = options.content()
    if problems := export_obstacles(content):
        raise ContentError(problems)
    write_output(json.dumps(exported(content), ensure_ascii=False, indent=2))


def _export_for_word(options: Options) -> None:
    """Write the DOCX to the output folder or to standard output.

    A file of its name that somebody changed is renamed. Raises ContentError if the
    organisation's data are still the sample's.
    """
    from reports.commands.production import limits_of, report_kept_file
    from reports.documents.missing_content import BOOK, missing_source
    from reports.documents.obstacles import resolution_obstacles
    from reports.documents.sample_check import sample_values_of_organisation
    from reports.documents.word_export import to_docx
    from reports.processes.confinement import run_confined

    content = options.content()
    if missing := missing_source(content, BOOK):
        raise ContentError(missing)
    obstacles = resolution_obstacles(content, None)
    if problems := (*obstacles, *sample_values_of_organisation(content)):
        raise ContentError(problems)
    place = Place(_("the file for Word"))
    data = run_confined(place, limits_of(content), to_docx, content, options.on)
    if options.to_stdout:
        write_output(data)
        return
    is_single = len(content.resolutions) == 1
    name = content.resolutions[0].id if is_single else "collection"
    target = options.out / "export" / f"{name}.docx"
    output = output_of(options)
    with output.held():
        aside = output.put_aside(target, data)
        output.write(target, data)
    if aside is not None:
        report_kept_file(target, aside)
    options.say(display_path(target))
