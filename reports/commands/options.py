"""What every command shares: options, the content they name, examples, completion, progress."""

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

from reports import shipped_folder
from reports.commands.terminal import echo, voice, warn
from reports.content.misnamed import renamed, same_name
from reports.errors import ConflictError, HandzettelError, Place, Problem, UsageError
from reports.i18n import _, interface_language
from reports.storage.listing import SETTINGS_FILE

if TYPE_CHECKING:
    from reports.build.builder import Failed, Made
    from reports.content.workspace import Content
    from reports.storage.cache import Store
    from reports.storage.output import Output

STRAYS = 10
"""How many stray files a command names, so that its own messages stay on the screen."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Options:
    """The values of the shared options; see :func:`options_of`."""

    workspace: Path | None
    """The workspace's folder without links; None for the shipped sample."""
    out: Path
    """Where files go, an absolute path; "-" for standard output."""
    on: dt.date
    """The day that counts as today."""
    quiet: bool
    verbose: bool
    completes: bool = False
    """Whether the shell only asks for names to complete, so that nothing may be printed."""

    @property
    def folder(self) -> Path:
        """The workspace's folder, or that of the shipped sample."""
        return self.workspace or shipped_folder("data")

    @property
    def to_stdout(self) -> bool:
        """Whether the only file goes to standard output."""
        return str(self.out) == "-"

    def input_fingerprint(self) -> str:
        """Return a text that differs whenever the program or the workspace differs."""
        from reports.storage import fingerprint

        return f"{fingerprint.program()} {fingerprint.workspace(self.folder)}"

    def content(self) -> Content:
        """Return the workspace's content; it is read again only if the workspace has changed.

        What has mistakes is left out, and named in its faults. Warns of files that are left out.
        Raises ContentError with every mistake if the settings cannot be read.
        """
        from reports.storage.file_set import recover

        recover(self.folder)
        if self.completes:
            return self._read_content()
        if self.workspace is None:
            self._announce_sample()
        strays = self._strays()
        try:
            content = self._read_content()
        except HandzettelError as error:
            # a file that the content needs and that is left out is told once
            _warn_of([stray for stray in strays if stray not in error.problems])
            raise
        _warn_of([stray for stray in strays if stray not in content.problems])
        return content

    def _read_content(self) -> Content:
        """Return the content from the cache, or read it in a process with limits.

        Raises UsageError if the folder is no workspace.
        """
        from reports.processes.confinement import run_confined
        from reports.processes.limits import Limits

        folder = self.folder
        if not (folder / SETTINGS_FILE).is_file():  # raises that this is no workspace
            _load_pickled(folder, store(), self.on)
        self.say(_("Reading {folder}").format(folder=folder), least=1)
        key = self._content_key()
        if entry := store().get(key):
            # pickle is safe here: nobody but the user writes into the user's own cache
            content: Content = pickle.loads(entry[1])
            if content.root == folder:
                return content
        import reports.content.workspace  # noqa: F401  # loaded once for both processes

        data = run_confined(Place(str(folder)), Limits(), _load_pickled, folder, store(), self.on)
        loaded: Content = pickle.loads(data)
        # mistakes are in the user's language, and are soon mended
        if not loaded.faults and self._content_key() == key:
            store().put(key, {}, data)
        return loaded

    def _content_key(self) -> str:
        """Return the content's key in the cache."""
        # which events of a calendar are past depends on the day; notes of it are in a language
        text = f"content {self.on} {interface_language()} {self.input_fingerprint()}"
        return hashlib.sha256(text.encode()).hexdigest()

    def _announce_sample(self) -> None:
        """Print, also with -q, that the shipped sample is used.

        Raises UsageError if the current folder is a workspace but for its settings' name.
        """
        folder = Path.cwd()
        if other := same_name(folder, SETTINGS_FILE):
            message = _("no {file} here, so this is no workspace").format(file=SETTINGS_FILE)
            raise UsageError(Problem(Place(str(folder)), message, renamed(other, SETTINGS_FILE)))
        text = _(
            "No workspace here: this is the shipped sample of an invented party office, not yours."
            " Make a workspace with: handzettel init DIR"
        )
        echo(text, err=True)

    def _strays(self) -> list[Problem]:
        """Return the problems of files that are left out although somebody may mean them."""
        from reports.content.unread_files import unread_files
        from reports.storage.listing import stray_files

        if not (self.folder / SETTINGS_FILE).is_file():  # it is no workspace, which is told instead
            return []
        return [
            *(stray.problem(self.folder) for stray in stray_files(self.folder)),
            *unread_files(self.folder),
        ]

    @property
    def shows_bar(self) -> bool:
        """Whether progress is shown as a bar."""
        return sys.stderr.isatty() and not self.quiet

    def say(self, text: str, *, least: int = 0) -> None:
        """Print progress unless -q was given; with ``least=1`` only if -v was given."""
        if not self.quiet and (self.verbose or least == 0):
            echo(text, err=True)


def _warn_of(strays: Sequence[Problem]) -> None:
    """Print the first of the files that are left out, and how many more there are."""
    for stray in strays[:STRAYS]:
        warn(stray)
    if (more := len(strays) - STRAYS) > 0:
        warn(_("… and {count} more; handzettel doctor lists them").format(count=more))


def _load_pickled(folder: Path, store: Store, on: dt.date) -> bytes:
    """Read a workspace and return its content pickled, as the cache stores it."""
    from reports.content.workspace import load_usable

    return pickle.dumps(load_usable(folder, store, on))


def options_of(
    workspace: Path | None, out: Path | None, on: dt.date | None, quiet: bool, verbose: bool
) -> Options:
    """Return the options with their defaults; without `workspace` the one around this folder.

    All paths are absolute, so that what is stored or sent to another process does not depend on
    the current folder.
    """
    current = Path.cwd()
    around = (
        folder for folder in (current, *current.parents) if (folder / SETTINGS_FILE).is_file()
    )
    chosen = workspace or next(around, None)
    # the folder without links, since a link may lead elsewhere by the next command
    real = Path(os.path.realpath(chosen)) if chosen is not None else None
    if out is None:
        out = (real or current) / "out"
    elif str(out) != "-":
        out = current / out
    return Options(real, out, on or today(), quiet, verbose)


def output_of(options: Options) -> Output:
    """Return the output folder of a run."""
    from reports.storage.output import Output

    return Output(options.out, options.workspace, cache_folder())


def display_path(path: Path) -> str:
    """Return a path relative to the current folder if it lies there, else as it is."""
    current = Path.cwd()
    return str(path.relative_to(current) if path.is_relative_to(current) else path)


class NonEmptyPath(click.Path):
    """A path that is not empty; an empty one mostly comes from an unset shell variable."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert as click does, but refuse an empty text."""
        if value == "":
            self.fail(_("the path is empty; name a folder"), param, ctx)
        return super().convert(value, param, ctx)


class Day(click.ParamType[dt.date]):
    """A day in the form 2026-12-12 (ISO 8601)."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Convert a text into a day, or refuse it with an example."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(_("{value} is not a day; write it as 2026-12-12").format(value=value))


def add_shared_options(command: F) -> F:
    """Add the options that every command has, which reach it as separate arguments."""
    options = (
        click.option(
            "-w",
            "--workspace",
            metavar="DIR",
            type=NonEmptyPath(path_type=Path, file_okay=False),
            help=_("The workspace; else the one you are in, else the shipped sample."),
        ),
        click.option(
            "-o",
            "--out",
            metavar="DIR",
            type=NonEmptyPath(path_type=Path),
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
    """Add the options that every command has, and pass them on as one ``Options``.

    They may stand before the command's name or after it; those after it win.
    """

    @add_shared_options
    @wraps(command)
    def with_options(*args: Any, **others: Any) -> Any:
        """Gather the values of the options, set how much is printed, and call the command."""
        before_name = click.get_current_context().find_root().params

        def value(name: str) -> Any:
            """Return an option's value: that after the command's name, else that before it."""
            return others.pop(name) or before_name.get(name)

        options = options_of(
            value("workspace"),
            value("out"),
            value("on"),
            bool(value("quiet")),
            bool(value("verbose")),
        )
        voice.quiet, voice.verbose = options.quiet, options.verbose
        return command(options, *args, **others)

    return with_options  # type: ignore[return-value]  # wraps keeps the signature click sees


def example(*lines: str) -> str:
    """Return the example for the end of a command's help, which click does not rewrap."""
    return "\b\n" + _("Example:") + "\n" + "\n".join(f"  {line}" for line in lines)


def complete_from(names: Callable[[Content], Sequence[str]]) -> Callable[..., list[str]]:
    """Return a shell completion with names from the content; nothing if it cannot be read."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        """Return the names that begin with what the user has typed."""
        workspace = ctx.params.get("workspace") or ctx.find_root().params.get("workspace")
        try:
            options = options_of(workspace, None, None, True, False)
            content = replace(options, completes=True).content()
        except Exception:  # a message would disturb the line that the user is typing
            return []
        return [name for name in names(content) if name.startswith(incomplete)]

    return complete


def prepare_fonts(options: Options, content: Content, cache: Path) -> None:
    """Prepare the font's weights in the cache; print so, since it takes some seconds once."""
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
    """Yield the results, and show them as a bar on a terminal instead of a line for each."""
    if not options.shows_bar or count < 2:
        yield from results
        return
    with click.progressbar(
        results,
        length=count,
        file=sys.stderr,
        item_show_func=lambda result: result.document.name if result else None,
    ) as bar:
        yield from bar


T = TypeVar("T")


def progress(options: Options, steps: Iterable[T], label: str, length: int | None) -> Iterator[T]:
    """Yield the steps, and show them as a bar on a terminal or as one line elsewhere."""
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
    """Return today's date in the user's time zone."""
    return dt.datetime.now().astimezone().date()


def cache_folder() -> Path:
    """Return the user's cache, or one for this run, with a warning, if it cannot be written."""
    from reports.storage import run_folder

    run_folder.on_loss(warn)
    return run_folder.cache_folder()


def store() -> Store:
    """Return the store of finished documents and content that were read, in the cache."""
    from reports.storage.cache import Store

    return Store(cache_folder() / "store")
