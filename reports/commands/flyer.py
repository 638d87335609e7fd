"""``handzettel flyer``: an event's flyers, and its kit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from reports.commands.options import complete_from, example, shared_options
from reports.commands.press_profile import press_profile
from reports.commands.printer import printer_option, with_printer
from reports.commands.production import Production, production_options
from reports.commands.terminal import echo, warn
from reports.errors import ContentError, HandzettelError, InPartError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.content.workspace import Content


@click.command(
    help=_("A flyer for each EVENT, in each language it has texts in."),
    short_help=_("A flyer for each event"),
    epilog=example(
        "handzettel flyer",
        "handzettel flyer nachbarschaft --format a6,a3 --lang de",
        "handzettel flyer nachbarschaft --png",
    ),
)
@click.argument(
    "events",
    nargs=-1,
    metavar="[EVENT...]",
    shell_complete=complete_from(lambda content: [event.id for event in content.events]),
)
@click.option(
    "--format",
    "form",
    default="",
    show_default="a5",
    metavar="a6,a5,…",
    help=_("Formats, separated by commas; --list names them."),
)
@click.option(
    "--lang",
    default="",
    metavar="de,en",
    help=_("Languages, separated by commas; de+ar for two sides, leicht for Leichte Sprache."),
)
@printer_option
@click.option("--press", metavar="PROFILE", help=_("For a print shop: CMYK, bleed, PDF/X."))
@click.option(
    "--light",
    is_flag=True,
    help=_("Light on ink, 5 mm free all round: for office printers, which leave an edge blank."),
)
@click.option(
    "--png",
    "pictures",
    is_flag=True,
    help=_("Pictures for social networks instead of pages, all or those named by --format."),
)
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
@production_options
def flyer(
    production: Production,
    events: tuple[str, ...],
    form: str,
    lang: str,
    printer: str | None,
    press: str | None,
    light: bool,
    pictures: bool,
    kit: bool,
    nup: str,
    listed: bool,
) -> None:
    """Make flyers or kits of events, or list what can be made; see the command's help."""
    from reports.content.document_kind import Each
    from reports.documents.event_planning import plan_flyers, plan_pictures
    from reports.documents.obstacles import left_out
    from reports.documents.plan import for_press

    content = production.content()
    if listed:
        _list_flyers(content)
        if problems := left_out(content, Each.EVENT, None):
            raise (InPartError if content.events else ContentError)(problems)
        return
    if pictures:
        _check_picture_options(press, kit)
        on, names = production.options.on, _split(form)
        chosen = [names] if names else []
        production.make(content, plan_pictures(content, events, _split(lang), on, *chosen))
        return
    content = with_printer(content, printer)
    _check_light_options(press, light)
    if light or press:
        content = _with_light(content, is_light=light)
    if kit:
        _check_kit_options(press, _split(lang))
        _make_kits(production, content, events, _split(lang), nup)
        return
    planned = plan_flyers(
        content, events, _split(lang), production.options.on, _split(form) or ["a5"]
    )
    if press is not None:
        planned = for_press(planned, press_profile(content, press))
    production.make(content, planned)


def _check_picture_options(press: str | None, kit: bool) -> None:
    """Raise UsageError for options that do not go together with --png."""
    if press is not None:
        message = _("pictures are for the screen, not for a print shop")
        remedy = _("make pages for the press with --format and --press, without --png")
        raise UsageError(Problem(Place("--png --press"), message, remedy))
    if kit:
        message = _("the kit has the pictures")
        raise UsageError(Problem(Place("--kit --png"), message, _("leave out --png")))


def _check_light_options(press: str | None, light: bool) -> None:
    """Raise UsageError for --light with --press."""
    if press is not None and light:
        message = _("a print shop prints to the edge")
        remedy = _("leave out --light, or --press for the office printer")
        raise UsageError(Problem(Place("--light --press"), message, remedy))


def _with_light(content: Content, *, is_light: bool) -> Content:
    """Return the content with flyers that are light on ink, or not, whatever its settings say."""
    flyers = content.settings.flyer.model_copy(update={"light": is_light})
    return replace(content, settings=content.settings.model_copy(update={"flyer": flyers}))


def _check_kit_options(press: str | None, languages: Sequence[str]) -> None:
    """Raise UsageError for options that do not go together with --kit."""
    if press is not None:
        message = _("the kit is for office and screen, not for a print shop")
        remedy = _("make its flyers for the press with --format and --press, without --kit")
        raise UsageError(Problem(Place("--kit --press"), message, remedy))
    for pair in languages:
        if "+" in pair:
            message = _("a kit is in one language")
            remedy = _("name both with a comma, or make a flyer with two sides without --kit")
            raise UsageError(Problem(Place(f"--kit --lang {pair}"), message, remedy))


def _make_kits(
    production: Production,
    content: Content,
    events: Sequence[str],
    languages: Sequence[str],
    nup: str,
) -> None:
    """Make the flyers of all kits, then the other files of each kit whose flyers succeeded.

    Raises HandzettelError at the end with the problems of all that failed.
    """
    from reports.commands.production import limits_of, raise_all
    from reports.documents.event_planning import plan_kits
    from reports.documents.kit_documents import kit_documents
    from reports.processes.confinement import run_confined

    options = production.options
    planned, kits = plan_kits(content, events, languages, options.on, nup)
    failed: list[HandzettelError] = []
    try:
        production.make(content, planned)
    except HandzettelError as error:
        failed.append(error)
    is_any_made = any(isinstance(error, InPartError) for error in failed)
    for event, language in kits:
        documents = kit_documents(content, event, language, options.on, nup)
        paths = {
            document.name: options.out / f"{document.name}.pdf"
            for document in documents
            if document.format.pixels is None
        }
        if not all(map(production.was_written, paths.values())):
            continue
        pdfs = {name: path.read_bytes() for name, path in paths.items()}
        place, limits = Place(f"flyer/{event.id}/kit"), limits_of(content)
        arguments = (content, event, language, options.on, nup, pdfs)
        try:
            files = run_confined(place, limits, _kit_files, *arguments)
        except HandzettelError as error:
            failed.append(error)
            continue
        for name, data in files:
            production.write(options.out / name, data)
            is_any_made = True
    if failed:
        raise_all(failed, in_part=is_any_made)


def _kit_files(*arguments: Any) -> list[tuple[str, bytes]]:
    """Return the files of a kit with their names; called in a process with limits."""
    from reports.build.kit import kit_files

    return list(kit_files(*arguments))


def _split(words: str) -> list[str]:
    """Return the words of an option, which are separated by commas."""
    return [word.strip() for word in words.split(",") if word.strip()]


def _list_unusable(content: Content) -> None:
    """Print the coming entries of calendars that no flyer is made of, and why."""
    if content.unusable_entries:
        echo(_("No flyer for:"))
    for entry in sorted(
        content.unusable_entries, key=lambda entry: (str(entry.day), entry.event_id)
    ):
        echo(f"{entry.event_id}: {entry.problem.message} – {entry.problem.remedy}")
    for note in content.calendar_notes:
        warn(note)


def _list_flyers(content: Content) -> None:
    """Print the events, and the designs, formats and press profiles that flyers can have."""
    from reports.content.press_profile import profiles
    from reports.documents.flyer import FORMATS
    from reports.documents.social_pictures import PICTURES
    from reports.render.templates import Writer

    for event in sorted(content.events, key=lambda event: (event.starts_at, event.id)):
        languages = ", ".join(event.texts)
        time = event.starts_at
        start = f"{time:%Y-%m-%d}" if event.all_day else f"{time:%Y-%m-%d %H:%M} {time.tzinfo}"
        title = next(iter(event.texts.values())).title
        details = [start, *([_("not certain yet")] if event.tentative else []), title]
        echo(f"{event.id}: {', '.join(details)} ({languages})")
    _list_unusable(content)
    designs = ", ".join(Writer(content.root).designs("flyer/flyer.html"))
    echo(_("Designs: {names}").format(names=designs))
    echo(_("Formats: {names}").format(names=", ".join(FORMATS)))
    echo(_("Pictures: {names}").format(names=", ".join(PICTURES)))
    names = ", ".join(profiles(content.settings.press))
    echo(_("Press profiles: {names}").format(names=names))
