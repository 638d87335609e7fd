"""What every command shares: options, errors told, examples, completion, progress."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reports import room
from reports.commands.terminal import echo, voice, warn
from reports.content.misnamed import renamed, same_name
from reports.errors import ConflictError, Place, Problem, UsageError
from reports.i18n import _

if TYPE_CHECKING:
    from reports.build.builder import Failed, Made
    from reports.content.workspace import Content
    from reports.storage.cache import Store
    from reports.storage.output import Output

SETTINGS = "handzettel.toml"
"""The file that makes a folder a workspace."""

STRAYS = 10
"""How many stray files each command names; the screen is for the work."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Options:
    """What the shared options say; see :func:`options_of`."""

    workspace: Path | None
    """The workspace's real folder; None where the shipped sample serves."""
    out: Path
    """Where files go, an absolute path; "-" for standard output."""
    on: dt.date
    quiet: bool
    verbose: bool
    completes: bool = False
    """Whether only the shell asks for names, where no word may come between."""

    @property
    def folder(self) -> Path:
        """The workspace's folder; that of the shipped sample where there is no workspace."""
        return self.workspace or room("data")

    @property
    def to_stdout(self) -> bool:
        """Whether the one file made goes to standard output."""
        return str(self.out) == "-"

    def inputs(self) -> str:
        """A digest of all that the content, and what is made from it, hangs on."""
        from reports.storage import fingerprint

        return f"{fingerprint.program()} {fingerprint.workspace(self.folder)}"

    def content(self) -> Content:
        """The workspace's content, which is read and checked anew where anything changed."""
        from reports.processes.confinement import run_confined
        from reports.processes.limits import Limits
        from reports.storage.file_set import recover

        folder = self.folder
        recover(folder)
        if self.workspace is None and not self.completes:
            self._say_sample()
        if not (folder / SETTINGS).is_file():  # whatever it is, it need not be gone through
            _load_pickled(folder, store())
        if not self.completes:
            self._warn_of_strays()
        self.say(_("Reading {folder}").format(folder=folder), least=1)
        before = hashlib.sha256(f"content {self.inputs()}".encode()).hexdigest()
        if kept := store().get(before):
            # nobody but the user writes into the user's own cache
            content: Content = pickle.loads(kept[1])
            if content.root == folder:
                return content
        import reports.content.workspace  # noqa: F401  # loaded once for both processes

        data = run_confined(Place(str(folder)), Limits(), _load_pickled, folder, store())
        if hashlib.sha256(f"content {self.inputs()}".encode()).hexdigest() == before:
            store().put(before, {}, data)
        loaded: Content = pickle.loads(data)
        return loaded

    def _say_sample(self) -> None:
        """Tell, also with -q, that what is made is not the user's.

        Raises UsageError where the workspace is there but for its settings' name.
        """
        here = Path.cwd()
        if other := same_name(here, SETTINGS):
            what = _("no {file} here, so this is no workspace").format(file=SETTINGS)
            raise UsageError(Problem(Place(str(here)), what, renamed(other, SETTINGS)))
        text = _(
            "No workspace here: this is the shipped sample of an invented party office, not yours."
            " Make a workspace with: handzettel init DIR"
        )
        echo(text, err=True)

    def _warn_of_strays(self) -> None:
        """Name what lies in the workspace and is left out, though somebody may mean it."""
        from reports.storage.listing import stray_files

        # what is no folder is told by whoever reads it
        strays = list(stray_files(self.folder)) if self.folder.is_dir() else []
        for stray in strays[:STRAYS]:
            warn(stray.problem(self.folder))
        if (more := len(strays) - STRAYS) > 0:
            warn(_("… and {count} more; handzettel doctor lists them").format(count=more))

    @property
    def shows_bar(self) -> bool:
        """Whether long work is shown as a bar."""
        return sys.stderr.isatty() and not self.quiet

    def say(self, text: str, *, least: int = 0) -> None:
        """Tell how the work goes; with -q nothing, details (least=1) with -v only."""
        if not self.quiet and (self.verbose or least == 0):
            echo(text, err=True)


def _load_pickled(folder: Path, store: Store) -> bytes:
    """A workspace's content as bytes, which the cache keeps just so."""
    from reports.content.workspace import load

    return pickle.dumps(load(folder, store))


def options_of(
    workspace: Path | None, out: Path | None, on: dt.date | None, quiet: bool, verbose: bool
) -> Options:
    """The options as said on the command line, every path absolute from here on.

    The folder in which the command was given can change its meaning at any time: nothing
    that is kept or sent to another process may depend on it.
    """
    here = Path.cwd()
    around = (folder for folder in (here, *here.parents) if (folder / SETTINGS).is_file())
    chosen = workspace or next(around, None)
    # the real folder, since a link may lead elsewhere by the next command
    real = Path(os.path.realpath(chosen)) if chosen is not None else None
    if out is None:
        out = (real or here) / "out"
    elif str(out) != "-":
        out = here / out
    return Options(real, out, on or today(), quiet, verbose)


def output_of(options: Options) -> Output:
    """The folder that the files of a run go to."""
    from reports.storage.output import Output

    return Output(options.out, options.workspace, cache_folder())


def told_path(path: Path) -> str:
    """A path as a person in this folder would write it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


class GivenPath(click.Path):
    """A path that says something: an empty one, mostly an unset variable, is a mistake."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(_("the path is empty; name a folder"), param, ctx)
        return super().convert(value, param, ctx)


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


def option_set(command: F) -> F:
    options = (
        click.option(
            "-w",
            "--workspace",
            metavar="DIR",
            type=GivenPath(path_type=Path, file_okay=False),
            help=_("The workspace; else the one you are in, else the shipped sample."),
        ),
        click.option(
            "-o",
            "--out",
            metavar="DIR",
            type=GivenPath(path_type=Path),
            help=_(
                'Where files go: out/ in the workspace by default; "-" is standard output for one'
                " file."
            ),
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

    @option_set
    @wraps(command)
    def with_options(*args: Any, **others: Any) -> Any:
        before = click.get_current_context().find_root().params

        def said(name: str) -> Any:
            return others.pop(name) or before.get(name)

        options = options_of(
            said("workspace"), said("out"), said("on"), bool(said("quiet")), bool(said("verbose"))
        )
        voice.quiet, voice.verbose = options.quiet, options.verbose
        return command(options, *args, **others)

    return with_options  # type: ignore[return-value]  # wraps keeps the signature click sees


def example(*lines: str) -> str:
    """The example at the end of a command's help, kept line by line."""
    return "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in lines)


def complete_from(names: Callable[[Content], Sequence[str]]) -> Callable[..., list[str]]:
    """Shell completion with names from the workspace; silent where it cannot be read."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        workspace = ctx.params.get("workspace") or ctx.find_root().params.get("workspace")
        try:
            options = options_of(workspace, None, None, True, False)
            content = replace(options, completes=True).content()
        except Exception:  # whatever it is, in the middle of a line nobody wants to read it
            return []
        return [name for name in names(content) if name.startswith(incomplete)]

    return complete


def prepare_fonts(options: Options, content: Content, cache: Path) -> None:
    """Cut the font's weights with a word about it, since it takes some seconds once."""
    from reports.render.font_faces import faces, is_ready
    from reports.storage import run_folder

    if is_ready(content.theme.font, cache):
        return
    options.say(_("Preparing the fonts, once on this machine …"))
    try:
        faces(content.theme.font, cache)
    except (OSError, ConflictError) as error:  # mostly a full disk
        run_folder.lose_cache(error)
        faces(content.theme.font, cache_folder())


def with_bar(
    options: Options, results: Iterator[Made | Failed], count: int
) -> Iterator[Made | Failed]:
    """A bar on a terminal, which then takes the place of a line for each document."""
    if not options.shows_bar or count < 2:
        yield from results
        return
    with click.progressbar(
        results,
        length=count,
        file=sys.stderr,
        item_show_func=lambda one: one.document.name if one else None,
    ) as bar:
        yield from bar


T = TypeVar("T")


def progress(options: Options, steps: Iterable[T], label: str, length: int | None) -> Iterator[T]:
    """Steps of one kind: a bar on a terminal, one line elsewhere."""
    if length is None:
        length = len(steps) if isinstance(steps, Sized) else 0
    if options.shows_bar and length > 1:
        with click.progressbar(steps, length=length, label=label, file=sys.stderr) as bar:
            yield from bar
        return
    if length > 1:
        options.say(f"{label}: {length}")
    yield from steps


def today() -> dt.date:
    """The day it is where the user is."""
    return dt.datetime.now().astimezone().date()


def cache_folder() -> Path:
    """The user's cache, where fonts and locks lie; where it cannot be, a folder for this run."""
    from reports.storage import run_folder

    run_folder.on_loss(warn)
    return run_folder.cache_folder()


def store() -> Store:
    """What was made or read before, in the user's cache."""
    from reports.storage.cache import Store

    return Store(cache_folder() / "store")
