"""The command ``handzettel``: options, messages, progress and exit codes.

The only place that prints, asks and exits. Heavy rooms are imported inside the
commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reports import room
from reports.errors import (
    CheckError,
    ConflictError,
    ContentError,
    Exit,
    HandzettelError,
    Place,
    Problem,
    UsageError,
)
from reports.messages import _, ngettext

if TYPE_CHECKING:
    from reports.build import Failed, Made, Plan
    from reports.document import Document
    from reports.press import Press
    from reports.workspace import Content

KINDS = ("summary", "checklist", "flyer")

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Options:
    """What the shared options say."""

    workspace: Path | None
    out: Path
    on: dt.date
    quiet: bool
    verbose: bool

    def content(self) -> Content:
        """The workspace's content; the shipped sample where there is no workspace."""
        from reports.workspace import is_workspace, load

        folder = self.workspace or Path.cwd()
        if self.workspace is None and not is_workspace(folder):
            folder = room("data")
            self.say(_("No workspace here: the shipped sample serves."))
        self.say(_("Reading {folder}").format(folder=folder), least=1)
        return load(folder)

    def say(self, text: str, *, least: int = 0) -> None:
        """Tell how the work goes; with -q nothing, details (least=1) with -v only."""
        if not self.quiet and (self.verbose or least == 0):
            click.echo(text, err=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """The one place where an error becomes a message and an exit code."""
    try:
        yield
    except HandzettelError as error:
        for problem in error.problems:
            click.secho(str(problem), fg="red", err=True)
        sys.exit(error.exit)
    except BrokenPipeError:
        raise  # click ends quietly when the reader of a pipe has gone
    except OSError as error:
        place = Place(str(error.filename or "?"))
        remedy = _("check the folder, its permissions and the space left")
        click.secho(str(Problem(place, error.strerror or str(error), remedy)), fg="red", err=True)
        sys.exit(Exit.CONFLICT)


class HandzettelGroup(click.Group):
    """Commands in the order they are written, errors told and never traced."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        with told_errors():
            return super().invoke(ctx)


class Day(click.ParamType[dt.date]):
    """A day as ISO 8601 has it."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(_("{value} is not a day; write it as 2026-12-12").format(value=value))


def _option_set(command: F) -> F:
    options = (
        click.option(
            "-w",
            "--workspace",
            metavar="DIR",
            type=click.Path(path_type=Path, file_okay=False),
            help=_("The workspace; else the current folder, else the shipped sample."),
        ),
        click.option(
            "-o",
            "--out",
            metavar="DIR",
            type=click.Path(path_type=Path),
            help=_('Where files go, out/ by default; "-" is standard output for one file.'),
        ),
        click.option(
            "--on", type=Day(), metavar="DATE", help=_("The day that counts as today (2026-12-12).")
        ),
        click.option("-q", "--quiet", is_flag=True, help=_("Say nothing but errors.")),
        click.option("-v", "--verbose", is_flag=True, help=_("Say more.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def shared_options(command: F) -> F:
    """The options of every command, before its name or after it, as one ``Options``."""

    @_option_set
    @wraps(command)
    def with_options(*args: Any, **others: Any) -> Any:
        before = click.get_current_context().find_root().params

        def said(name: str) -> Any:
            return others.pop(name) or before.get(name)

        options = Options(
            workspace=said("workspace"),
            out=said("out") or Path("out"),
            on=said("on") or today(),
            quiet=bool(said("quiet")),
            verbose=bool(said("verbose")),
        )
        return command(options, *args, **others)

    return with_options  # type: ignore[return-value]  # wraps keeps the signature click sees


def making_options(command: F) -> F:
    """The options of the commands that make files."""
    keep_html = click.option("--html", "keep_html", is_flag=True, help=_("Keep the HTML as well."))
    return keep_html(command)


@click.group(
    cls=HandzettelGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Printed matter from the resolutions of a party congress."),
    epilog=_("Shell completion: see the README."),
)
@click.version_option(package_name="handzettel")
@_option_set
def main(**_before: Any) -> None:
    """The options given here reach the commands through the context."""


# --- making files -----------------------------------------------------------


def example(*lines: str) -> str:
    """The example at the end of a command's help, kept line by line."""
    return "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in lines)


def complete_from(names: Callable[[Content], Sequence[str]]) -> Callable[..., list[str]]:
    """Shell completion with names from the workspace; silent where it cannot be read."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        workspace = ctx.params.get("workspace") or ctx.find_root().params.get("workspace")
        try:
            content = Options(workspace, Path("out"), today(), True, False).content()
        except HandzettelError:
            return []
        return [name for name in names(content) if name.startswith(incomplete)]

    return complete


@main.command(
    help=_("Make all that the workspace plans, or the KINDs named."),
    short_help=_("Make all that is planned"),
    epilog=example("handzettel build", "handzettel build summary flyer"),
)
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS), metavar="[KIND...]")
@making_options
@shared_options
def build(options: Options, kinds: tuple[str, ...], keep_html: bool) -> None:
    from reports.build import plan
    from reports.model import Kind

    content = options.content()
    wanted = [Kind(kind) for kind in kinds] or list(content.settings.build.kinds)
    _make(options, content, plan(content, wanted, options.on), keep_html)


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
@making_options
@shared_options
def summary(options: Options, areas: tuple[str, ...], keep_html: bool) -> None:
    from reports.build import plan_summaries

    content = options.content()
    _make(options, content, plan_summaries(content, areas, options.on), keep_html)


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
@making_options
@shared_options
def checklist(options: Options, addressees: tuple[str, ...], keep_html: bool) -> None:
    from reports.build import plan_checklists

    content = options.content()
    _make(options, content, plan_checklists(content, addressees, options.on), keep_html)


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
@making_options
@shared_options
def flyer(
    options: Options,
    events: tuple[str, ...],
    form: str,
    lang: str,
    printer: str | None,
    press: str | None,
    kit: bool,
    nup: str,
    listed: bool,
    keep_html: bool,
) -> None:
    from reports.build import for_press, plan_flyers

    content = options.content()
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
        _make_kits(options, content, events, _split(lang), nup)
        return
    planned = plan_flyers(content, events, _split(lang), options.on, _split(form))
    if press is not None:
        planned = for_press(planned, _press(content, press))
    _make(options, content, planned, keep_html)


def _press(content: Content, name: str) -> Press:
    """A print shop's profile with its ICC profile from this machine or the workspace."""
    from reports.press import ICC_FOLDER, Press, find_icc, icc_folders, profiles
    from reports.validate import near

    known = profiles(content.settings.press)
    if name not in known:
        otherwise = _("choose from: {names}").format(names=", ".join(known))
        what = _('there is no press profile "{name}"').format(name=name)
        raise UsageError(Problem(Place("--press"), what, near(name, known, otherwise=otherwise)))
    folders = (content.root / ICC_FOLDER, *icc_folders())
    return Press(known[name], find_icc(known[name], folders).read_bytes())


def _make_kits(
    options: Options, content: Content, events: Sequence[str], languages: Sequence[str], nup: str
) -> None:
    """The kits' flyers first, then what is made from them."""
    from reports.build import plan_kits, write_whole
    from reports.kit import kit_files

    planned, kits = plan_kits(content, events, languages, options.on, nup)
    _make(options, content, planned, keep_html=False)
    for event, language in kits:
        folder = options.out / "flyer" / event.id / "kit"
        pdfs = {
            path.relative_to(options.out).with_suffix("").as_posix(): path.read_bytes()
            for path in folder.glob("*.pdf")
        }
        for name, data in kit_files(content, event, language, options.on, nup, pdfs):
            write_whole(options.out / name, data)
            options.say(str(options.out / name))


def _with_printer(content: Content, printer: str) -> Content:
    """The content with a printer for this run."""
    from reports.imprint import imprint_problem

    if words := imprint_problem(printer):
        raise UsageError(Problem(Place("--printer"), *words))
    imprint = content.settings.imprint.model_copy(update={"printer": printer})
    settings = content.settings.model_copy(update={"imprint": imprint})
    return replace(content, settings=settings)


def _split(words: str) -> list[str]:
    return [one.strip() for one in words.split(",") if one.strip()]


def _list_flyers(content: Content) -> None:
    from reports.html import Writer
    from reports.kinds.flyer import FORMATS
    from reports.press import profiles

    for event in content.events:
        languages = ", ".join(event.texts)
        click.echo(f"{event.id}: {event.start:%Y-%m-%d %H:%M}, {languages}")
    designs = ", ".join(Writer(content.root).designs("flyer/flyer.html"))
    click.echo(_("Designs: {names}").format(names=designs))
    click.echo(_("Formats: {names}").format(names=", ".join(FORMATS)))
    names = ", ".join(profiles(content.settings.press))
    click.echo(_("Press profiles: {names}").format(names=names))


def _make(options: Options, content: Content, planned: Plan, keep_html: bool) -> None:
    """Make documents with progress; name those refused or failed at the end."""
    from reports.build import Made, make, write_whole, writing_to

    cache = cache_folder()
    documents = planned.documents
    if str(options.out) == "-":
        _make_one_to_stdout(content, planned, cache)
        return
    failed: list[HandzettelError] = []
    if planned.refused:
        failed.append(ContentError(planned.refused))
    done = 0
    with writing_to(options.out, cache):
        if documents:
            _prepare_fonts(options, content, cache)
        workers = os.cpu_count() or 1
        for result in _with_progress(options, documents, make(content, documents, cache, workers)):
            if isinstance(result, Made):
                target = options.out / f"{result.document.name}.pdf"
                write_whole(target, result.pdf)
                if keep_html:
                    write_whole(target.with_suffix(".html"), result.html.encode())
                done += 1
                for finding in result.findings:
                    click.secho(str(finding), fg="yellow", err=True)
            else:
                failed.append(result.error)
    text = ngettext("{count} file in {out}", "{count} files in {out}", done)
    options.say(text.format(count=done, out=options.out))
    raise_all(failed)


def raise_all(errors: Sequence[HandzettelError]) -> None:
    """Tell all errors at once; the exit code is that of the last."""
    if errors:
        problems = [problem for one in errors for problem in one.problems]
        raise type(errors[-1])(problems)


def _make_one_to_stdout(content: Content, planned: Plan, cache: Path) -> None:
    from reports.build import Failed, make

    if planned.refused:
        raise ContentError(planned.refused)
    documents = planned.documents
    if len(documents) != 1:
        raise UsageError(
            Problem(
                Place("--out -"),
                _("{count} files cannot go to standard output").format(count=len(documents)),
                _("name one document"),
            )
        )
    for result in make(content, documents, cache):
        if isinstance(result, Failed):
            raise result.error
        sys.stdout.buffer.write(result.pdf)


def _prepare_fonts(options: Options, content: Content, cache: Path) -> None:
    """Cut the font's weights with a word about it, since it takes some seconds once."""
    from reports.fonts import faces, is_ready

    if not is_ready(content.theme.font, cache):
        options.say(_("Preparing the fonts, once on this machine …"))
        faces(content.theme.font, cache)


def _with_progress(
    options: Options, documents: Sequence[Document], results: Iterator[Made | Failed]
) -> Iterator[Made | Failed]:
    """A bar on a terminal, a line for each document elsewhere."""
    if sys.stderr.isatty() and not options.quiet and len(documents) > 1:
        with click.progressbar(
            results,
            length=len(documents),
            file=sys.stderr,
            item_show_func=lambda one: one.document.name if one else None,
        ) as bar:
            yield from bar
        return
    from reports.build import Made

    for result in results:
        yield result
        if isinstance(result, Made):
            options.say(f"{options.out / result.document.name}.pdf")
            told = ngettext("  {count} page, {size} kB", "  {count} pages, {size} kB", result.pages)
            options.say(told.format(count=result.pages, size=len(result.pdf) // 1000), least=1)


# --- content ----------------------------------------------------------------


@main.command(
    help=_("The validated content on standard output, for other programs."),
    short_help=_("The content as JSON"),
    epilog=example("handzettel export --format json > content.json"),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json"]),
    default="json",
    show_default=True,
    help=_("The form of the output."),
)
@shared_options
def export(options: Options, form: str) -> None:
    from reports.workspace import export as exported

    click.echo(json.dumps(exported(options.content()), ensure_ascii=False, indent=2))


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
    from reports.check.pdf import check_pdf
    from reports.check.press import check_press

    content = options.content()
    measures = sum(len(area.measures) for one in content.resolutions for area in one.areas)
    options.say(
        _("Content: {measures} measures, {events} events, no mistakes.").format(
            measures=measures, events=len(content.events)
        )
    )
    # sheets and press files are for machines, which need neither tags nor language
    made = sorted(
        path
        for path in options.out.rglob("*.pdf")
        if (path.parent.name == "press") == (press is not None)
        and not path.name.startswith("sheet-")
    )
    files = pdfs or made
    shop = _press(content, press) if press is not None else None
    findings = [
        found
        for path in files
        for found in (
            check_press(path.read_bytes(), str(path), shop.profile, shop.icc)
            if shop
            else check_pdf(path.read_bytes(), str(path))
        )
    ]
    if findings:
        raise CheckError(findings)
    text = ngettext("{count} PDF, no findings.", "{count} PDFs, no findings.", len(files))
    options.say(text.format(count=len(files)))


@main.command(
    help=_("Make a workspace in DIR from the shipped sample, to be changed at will."),
    short_help=_("Make a workspace"),
    epilog=example("handzettel init mein-parteitag", "handzettel build -w mein-parteitag"),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@shared_options
def init(options: Options, folder: Path) -> None:
    from reports.build import write_whole

    sample = room("data")
    files = [path for path in sorted(sample.rglob("*")) if path.is_file()]
    there = [path for one in files if (path := folder / one.relative_to(sample)).exists()]
    if there:
        raise ConflictError(
            Problem(Place(str(path)), _("is there already"), _("choose an empty folder"))
            for path in there
        )
    for path in files:
        write_whole(folder / path.relative_to(sample), path.read_bytes())
    options.say(
        _("The sample lies in {folder}. Change it, then: handzettel build -w {folder}").format(
            folder=folder
        )
    )


def today() -> dt.date:
    """The day it is where the user is."""
    return dt.datetime.now().astimezone().date()


def cache_folder() -> Path:
    """The user's cache, where fonts and locks lie."""
    from platformdirs import user_cache_path

    return user_cache_path("handzettel", appauthor=False)


if __name__ == "__main__":
    main()
