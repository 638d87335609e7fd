"""The command ``handzettel``: options, messages, progress and exit codes.

Here and in :mod:`reports.commands` is the only place that prints, asks and exits.
Heavy rooms are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reports import room
from reports.commands.book import book
from reports.commands.doctor import doctor
from reports.commands.group import HandzettelGroup
from reports.commands.import_text import import_text
from reports.commands.mail import mail
from reports.commands.making import Making, making_options
from reports.commands.options import (
    Options,
    complete_from,
    example,
    option_set,
    output_of,
    shared_options,
    told_path,
)
from reports.commands.terminal import echo, write_output
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
from reports.text.visible import argument

if TYPE_CHECKING:
    from reports.content.press_profile import Press
    from reports.content.workspace import Content

KINDS = ("summary", "checklist", "flyer")


@click.group(
    cls=HandzettelGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Printed matter from the resolutions of a party congress."),
    epilog=_("Shell completion: see the README."),
)
@click.version_option(package_name="handzettel")
@option_set
def main(**_before: Any) -> None:
    """The options given here reach the commands through the context."""


# --- making files -----------------------------------------------------------


@main.command(
    help=_("Make all that the workspace plans, or the KINDs named."),
    short_help=_("Make all that is planned"),
    epilog=example("handzettel build", "handzettel build summary flyer"),
)
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS), metavar="[KIND...]")
@click.option("--prune", is_flag=True, help=_("Remove files that are no longer planned."))
@shared_options
@making_options
def build(making: Making, kinds: tuple[str, ...], prune: bool) -> None:
    from reports.content.settings import Kind
    from reports.documents.planning import plan, still_planned

    content = making.content()
    wanted = [Kind(kind) for kind in kinds] or list(content.settings.build.kinds)
    making.tidy(still_planned(content, making.options.on), prune=prune)
    making.make(content, plan(content, wanted, making.options.on))


@main.command(
    help=_('One A4 page for each AREA, by number; "overview" is the whole plan on one page.'),
    short_help=_("One A4 page for each Bereich"),
    epilog=example("handzettel summary", "handzettel summary 3 overview"),
)
@click.argument(
    "areas",
    nargs=-1,
    metavar="[AREA...]",
    shell_complete=complete_from(
        lambda content: [
            "overview",
            *(str(area.number) for one in content.resolutions for area in one.areas),
        ]
    ),
)
@shared_options
@making_options
def summary(making: Making, areas: tuple[str, ...]) -> None:
    from reports.documents.planning import plan_summaries

    content = making.content()
    making.make(content, plan_summaries(content, areas, making.options.on))


@main.command(
    help=_(
        "A form to print or to fill in for each ADDRESSEE: what was asked, and where it says so."
    ),
    short_help=_("A form for each addressee"),
    epilog=example("handzettel checklist", "handzettel checklist stadtrat-fraktion"),
)
@click.argument(
    "addressees",
    nargs=-1,
    metavar="[ADDRESSEE...]",
    shell_complete=complete_from(lambda content: [one.id for one in content.addressees]),
)
@shared_options
@making_options
def checklist(making: Making, addressees: tuple[str, ...]) -> None:
    from reports.documents.planning import plan_checklists

    content = making.content()
    making.make(content, plan_checklists(content, addressees, making.options.on))


@main.command(
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
        planned = for_press(planned, _press(content, press))
    making.make(content, planned)


def _press(content: Content, name: str) -> Press:
    """A print shop's profile with its ICC profile from this machine or the workspace."""
    from reports.content.press_profile import Press, profiles
    from reports.press.icc_files import ICC_FOLDER, find_icc, icc_folders
    from reports.suggestions import near

    known = profiles(content.settings.press)
    if name not in known:
        otherwise = _("choose from: {names}").format(names=", ".join(known))
        what = _('there is no press profile "{name}"').format(name=name)
        raise UsageError(Problem(Place("--press"), what, near(name, known, otherwise=otherwise)))
    folders = (content.root / ICC_FOLDER, *icc_folders())
    return Press(known[name], find_icc(known[name], folders, content.root).read_bytes())


def _make_kits(
    making: Making, content: Content, events: Sequence[str], languages: Sequence[str], nup: str
) -> None:
    """The kits' flyers first, then what is made from them, for each kit that has them all."""
    from reports.commands.making import limits_of, raise_all
    from reports.documents.kit_documents import kit_documents
    from reports.documents.planning import plan_kits
    from reports.processes.confined import confined

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
            made = confined(place, limits, _kit_files, *said)
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

    if words := imprint_problem(printer):
        raise UsageError(Problem(Place("--printer"), *words))
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
        echo(f"{event.id}: {event.start:%Y-%m-%d %H:%M}, {languages}")
    designs = ", ".join(Writer(content.root).designs("flyer/flyer.html"))
    echo(_("Designs: {names}").format(names=designs))
    echo(_("Formats: {names}").format(names=", ".join(FORMATS)))
    names = ", ".join(profiles(content.settings.press))
    echo(_("Press profiles: {names}").format(names=names))


main.add_command(book)
main.add_command(import_text)
main.add_command(mail)
main.add_command(doctor)


# --- content ----------------------------------------------------------------


@main.command(
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
    from reports.content.json_export import export as exported

    if form == "docx":
        _export_for_word(options)
        return
    write_output(json.dumps(exported(options.content()), ensure_ascii=False, indent=2))


def _export_for_word(options: Options) -> None:
    from reports.commands.making import limits_of, tell_aside
    from reports.documents.planning import sample_values_of_organisation
    from reports.documents.word_export import to_docx
    from reports.processes.confined import confined

    content = options.content()
    if left := sample_values_of_organisation(content):
        raise ContentError(left)
    place = Place(_("the file for Word"))
    data = confined(place, limits_of(content), to_docx, content, options.on)
    if options.to_stdout:
        write_output(data)
        return
    one = len(content.resolutions) == 1
    name = content.resolutions[0].id if one else "collection"
    target = options.out / "export" / f"{name}.docx"
    output = output_of(options)
    with output.held():
        aside = output.put_aside(target, data)
        output.write(target, data)
    if aside is not None:
        tell_aside(target, aside)
    options.say(told_path(target))


@main.command(
    help=_("Check the content, and the PDFs named; without any, those in the output folder."),
    short_help=_("Check content and finished PDFs"),
    epilog=example("handzettel check", "handzettel check out/summary/bereich-3.pdf"),
)
@click.argument(
    "pdfs",
    nargs=-1,
    metavar="[PDF...]",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--press", metavar="PROFILE", help=_("Check the files for a print shop."))
@shared_options
def check(options: Options, pdfs: tuple[Path, ...], press: str | None) -> None:
    from reports.commands.making import limits_of
    from reports.processes.confined import confined, confined_each

    content = options.content()
    limits = limits_of(content)
    place = Place(str(options.folder))
    findings = confined(place, limits, _content_findings, content, options.on)
    measures = sum(len(area.measures) for one in content.resolutions for area in one.areas)
    text = (
        ngettext(
            "Content: {measures} measures, {events} events, {count} finding.",
            "Content: {measures} measures, {events} events, {count} findings.",
            len(findings),
        )
        if findings
        else _("Content: {measures} measures, {events} events, no mistakes.")
    )
    options.say(text.format(measures=measures, events=len(content.events), count=len(findings)))
    # sheets and press files are for machines, which need neither tags nor language
    made = sorted(
        path
        for path in output_of(options).files()
        if path.suffix == ".pdf"
        and (path.parent.name == "press") == (press is not None)
        and not path.name.startswith("sheet-")
        and not path.name.endswith("-booklet.pdf")
    )
    files = pdfs or made
    shop = _press(content, press) if press is not None else None
    if shop is not None and not files:
        what = _("there is no file for a print shop in {folder}").format(folder=options.out)
        remedy = _("make one, as with: handzettel flyer --press {name}").format(name=press)
        raise UsageError(Problem(Place("--press"), what, remedy))
    works = [(Place(told_path(path)), path) for path in files]
    for found in confined_each(limits, partial(_file_findings, shop), works):
        findings += found.problems if isinstance(found, ContentError) else found
    if findings:
        raise CheckError(findings)
    text = ngettext("{count} PDF, no findings.", "{count} PDFs, no findings.", len(files))
    options.say(text.format(count=len(files)))


def _content_findings(content: Content, on: dt.date) -> list[Problem]:
    return [
        *_proved(content, on),
        *_set_aside(content),
        *(one.problem for one in content.sample_values),
    ]


def _file_findings(shop: Press | None, path: Path) -> list[Problem]:
    from reports.press.accessibility_check import check_pdf
    from reports.press.preflight import check_press

    data, name = path.read_bytes(), told_path(path)
    if shop is not None:
        return list(check_press(data, name, shop.profile, shop.icc))
    return list(check_pdf(data, name))


def _proved(content: Content, on: dt.date) -> Iterator[Problem]:
    """Line references that the text does not bear out, and measures that were forgotten."""
    from reports.citation.proof import proof
    from reports.commands.source_texts import sorted_sources
    from reports.content.settings import Kind
    from reports.documents.completeness import forgotten
    from reports.documents.planning import plan
    from reports.render.templates import Writer

    sources = sorted_sources(content)
    for resolution in content.resolutions:
        if resolution.id in sources:
            file = content.files[resolution.id]
            for fault in proof(resolution, content.addressees, sources[resolution.id]):
                yield Problem(file.place(fault.path, key=fault.at_key), fault.what, fault.remedy)
    planned = plan(content, [Kind.SUMMARY, Kind.CHECKLIST], on)
    writer = Writer(content.root)
    yield from forgotten(content, planned.documents, lambda one: writer.write(one).html)


def _set_aside(content: Content) -> Iterator[Problem]:
    """The rows of the list of recipients that no mail would go to."""
    from reports.content.workspace import has_recipients, read_people

    if has_recipients(content):
        for row in read_people(content).set_aside:
            yield from row.problems


@main.command(
    help=_("Make a workspace in DIR from the shipped sample, to be changed at will."),
    short_help=_("Make a workspace"),
    epilog=example("handzettel init mein-parteitag", "handzettel build -w mein-parteitag"),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@shared_options
def init(options: Options, folder: Path) -> None:
    from reports.storage.file_set import Change, change_files, writing_into

    folder = Path.cwd() / folder
    sample = room("data")
    files = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sorted(sample.rglob("*"))
        if path.is_file()
    }
    there = [name for name in files if (folder / name).exists()]
    if there:
        what = ngettext(
            "{name} is there already", "{name} and {count} more are there already", len(there)
        ).format(name=there[0], count=len(there) - 1)
        raise ConflictError(Problem(Place(str(folder)), what, _("choose an empty folder")))
    with writing_into(folder):
        changes = [Change(name, data, None) for name, data in files.items()]
        change_files(folder, changes, lambda _name, _data: None)
    text = _("The sample lies in {folder}. Change it, then: handzettel build -w {argument}")
    options.say(text.format(folder=folder, argument=argument(told_path(folder))))


if __name__ == "__main__":
    main()
