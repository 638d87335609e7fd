"""The command flyer: an event's flyers, and its kit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from reports.commands.making import Making, making_options
from reports.commands.options import complete_from, example, shared_options
from reports.commands.press_profile import press_profile
from reports.commands.terminal import echo
from reports.errors import HandzettelError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.workspace import Content


@click.command(
    help=_("A flyer for each EVENT, in each language it has texts in."),
    short_help=_("A flyer for each event"),
    epilog=example("handzettel flyer", "handzettel flyer nachbarschaft --format a6,a3 --lang de"),
)
@click.argument(
    "events",
    nargs=-1,
    metavar="[EVENT...]",
    shell_complete=complete_from(lambda content: [one.id for one in content.events]),
)
@click.option(
    "--format",
    "form",
    default="a5",
    show_default=True,
    metavar="a6,a5,…",
    help=_("Formats, separated by commas; --list names them."),
)
@click.option(
    "--lang",
    default="",
    metavar="de,en",
    help=_("Languages, separated by commas; de+ar for two sides, leicht for Leichte Sprache."),
)
@click.option(
    "--printer", metavar="TEXT", help=_("Who prints this run: name, street and number, city.")
)
@click.option("--press", metavar="PROFILE", help=_("For a print shop: CMYK, bleed, PDF/X."))
@click.option(
    "--kit",
    is_flag=True,
    help=_("Flyers, poster, sheet, pictures, calendar file and text of each event at once."),
)
@click.option(
    "--nup",
    type=click.Choice(["a6", "a5", "dl"]),
    default="a6",
    show_default=True,
    help=_("What the kit's A4 sheet is filled with."),
)
@click.option("--list", "listed", is_flag=True, help=_("Show events, designs and formats."))
@shared_options
@making_options
def flyer(
    making: Making,
    events: tuple[str, ...],
    form: str,
    lang: str,
    printer: str | None,
    press: str | None,
    kit: bool,
    nup: str,
    listed: bool,
) -> None:
    from reports.documents.planning import for_press, plan_flyers

    content = making.content()
    if listed:
        _list_flyers(content)
        return
    if printer is not None:
        content = _with_printer(content, printer)
    if kit and press is not None:
        what = _("the kit is for office and screen, not for a print shop")
        remedy = _("make its flyers for the press with --format and --press, without --kit")
        raise UsageError(Problem(Place("--kit --press"), what, remedy))
    if kit:
        _make_kits(making, content, events, _split(lang), nup)
        return
    planned = plan_flyers(content, events, _split(lang), making.options.on, _split(form))
    if press is not None:
        planned = for_press(planned, press_profile(content, press))
    making.make(content, planned)


def _make_kits(
    making: Making, content: Content, events: Sequence[str], languages: Sequence[str], nup: str
) -> None:
    """The kits' flyers first, then what is made from them, for each kit that has them all."""
    from reports.commands.making import limits_of, raise_all
    from reports.documents.kit_documents import kit_documents
    from reports.documents.planning import plan_kits
    from reports.processes.confinement import run_confined

    options = making.options
    planned, kits = plan_kits(content, events, languages, options.on, nup)
    failed: list[HandzettelError] = []
    try:
        making.make(content, planned)
    except HandzettelError as error:
        failed.append(error)
    for event, language in kits:
        documents = kit_documents(content, event, language, options.on, nup)
        paths = {one.name: options.out / f"{one.name}.pdf" for one in documents}
        if not all(map(making.was_written, paths.values())):
            continue
        pdfs = {name: path.read_bytes() for name, path in paths.items()}
        place, limits = Place(f"flyer/{event.id}/kit"), limits_of(content)
        said = (content, event, language, options.on, nup, pdfs)
        try:
            made = run_confined(place, limits, _kit_files, *said)
        except HandzettelError as error:
            failed.append(error)
            continue
        for name, data in made:
            making.write(options.out / name, data)
    if failed:
        raise_all(failed)


def _kit_files(*said: Any) -> list[tuple[str, bytes]]:
    from reports.build.kit import kit_files

    return list(kit_files(*said))


def _with_printer(content: Content, printer: str) -> Content:
    """The content with a printer for this run."""
    from reports.content.imprint import imprint_problem

    if problem := imprint_problem(printer, Place("--printer")):
        raise UsageError(problem)
    imprint = content.settings.imprint.model_copy(update={"printer": printer})
    settings = content.settings.model_copy(update={"imprint": imprint})
    left = tuple(one for one in content.sample_values if one.path[-1] != "printer")
    return replace(content, settings=settings, sample_values=left)


def _split(words: str) -> list[str]:
    return [one.strip() for one in words.split(",") if one.strip()]


def _list_flyers(content: Content) -> None:
    from reports.content.press_profile import profiles
    from reports.documents.flyer import FORMATS
    from reports.render.templates import Writer

    for event in content.events:
        languages = ", ".join(event.texts)
        time = event.starts_at
        start = f"{time:%Y-%m-%d}" if event.all_day else f"{time:%Y-%m-%d %H:%M} {time.tzinfo}"
        echo(f"{event.id}: {start}, {languages}")
    designs = ", ".join(Writer(content.root).designs("flyer/flyer.html"))
    echo(_("Designs: {names}").format(names=designs))
    echo(_("Formats: {names}").format(names=", ".join(FORMATS)))
    names = ", ".join(profiles(content.settings.press))
    echo(_("Press profiles: {names}").format(names=names))
