"""What the commands that make files share."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reports.commands.options import (
    Options,
    cache_folder,
    output_of,
    prepare_fonts,
    store,
    told_path,
    with_bar,
)
from reports.commands.terminal import echo, voice, warn, write_output
from reports.errors import ContentError, HandzettelError, Place, Problem, UsageError
from reports.i18n import _, ngettext
from reports.storage.output_record import file_digest, read_record

if TYPE_CHECKING:
    from reports.build.builder import Failed, Fallback, Made
    from reports.build.dask_cluster import Cluster
    from reports.content.workspace import Content
    from reports.documents.document import Document
    from reports.documents.planning import Plan
    from reports.processes.limits import Limits
    from reports.processes.process_pool import LimitedPool

MOST_WORKERS = 256
"""Processes at most: each takes 100 MB, and more than cores there are help nobody."""

F = TypeVar("F", bound=Callable[..., Any])


def making_options(command: F) -> F:
    """The options of the commands that make files, as one ``Making``.

    Where the same command made the same files from the same workspace, and they are
    still there, the command is not run at all.
    """

    @click.option("--html", "keep_html", is_flag=True, help=_("Keep the HTML as well."))
    @click.option("--no-cache", "afresh", is_flag=True, help=_("Make everything afresh."))
    @click.option(
        "--workers",
        type=click.IntRange(min=1, max=MOST_WORKERS),
        metavar="N",
        default=os.cpu_count() or 1,
        help=_("How many processes make documents; by default one for each core."),
    )
    @click.option(
        "--dask",
        metavar="ADDRESS",
        help=_("Let a Dask cluster make the documents: tls://host:8786."),
    )
    @wraps(command)
    def with_making(
        options: Options,
        *args: Any,
        keep_html: bool,
        afresh: bool,
        workers: int,
        dask: str | None,
        **more: Any,
    ) -> Any:
        what = [click.get_current_context().command.name, keep_html, args, sorted(more.items())]
        making = Making(options, keep_html, afresh, repr(what))
        if making.is_done():
            return
        with making.holding(), started(workers) as pool:
            making.pool = making.writing = pool
            if dask is None:
                command(making, *args, **more)
            else:
                with _cluster(dask) as making.pool:
                    command(making, *args, **more)
        making.note()

    return with_making  # type: ignore[return-value]  # wraps keeps the signature click sees


def tell_aside(path: Path, aside: Path) -> None:
    """Say where a file is now that lay where another was to be written."""
    text = _("{file}: is not what was made here; it is kept as {aside}")
    echo(text.format(file=told_path(path), aside=aside.name), fg="yellow", err=True)


def tell_fallback(fallback: Fallback | None) -> None:
    """Say that something was made more slowly, and with -v why."""
    if fallback is None:
        return
    warn(fallback.note)
    if voice.verbose:
        for line in fallback.details.splitlines():
            echo(line, err=True)


class Making:
    """One run of a command that makes files."""

    pool: LimitedPool | Cluster
    writing: LimitedPool
    """Fills in templates, which lie on this machine."""

    def __init__(self, options: Options, keep_html: bool, afresh: bool, what: str) -> None:
        self.options = options
        self._keep_html = keep_html
        self._what = what
        self._store = None if afresh else store()
        self._before = ""
        self._output = output_of(options)
        self._held = ExitStack()
        self._holds = False
        self._written: set[Path] = set()
        self._sound = True

    # --- nothing to do ------------------------------------------------------

    def is_done(self) -> bool:
        """Whether all the files are there as they would be made; says so."""
        if self._store is None or self.options.to_stdout:
            return False
        self._before = self._key()
        kept = self._store.get(self._before)
        noted = json.loads(kept[1]) if kept else {"files": {}, "recorded": []}
        files = noted["files"]
        if not files or any(file_digest(Path(name)) != digest for name, digest in files.items()):
            return False
        if read_record(self.options.out).digests.keys() != set(noted["recorded"]):
            return False  # other pages lie there by now, which may be planned no longer
        text = ngettext(
            "{count} file in {out}, nothing has changed",
            "{count} files in {out}, nothing has changed",
            len(files),
        )
        self.options.say(text.format(count=len(files), out=told_path(self.options.out)))
        return True

    def note(self) -> None:
        """Keep in mind what was made from what, unless anything was wrong or changed meanwhile."""
        if self._store and self._sound and self._written and self._key() == self._before:
            digests = {str(path): file_digest(path) for path in self._written}
            noted = {"files": digests, "recorded": list(read_record(self.options.out).digests)}
            self._store.put(self._before, {}, json.dumps(noted).encode())

    def _key(self) -> str:
        """A digest of what was asked for and all that the answer hangs on."""
        options = self.options
        said = [self._what, os.path.realpath(options.out), options.on.isoformat()]
        digest = hashlib.sha256(
            "\0".join([*said, options.inputs()]).encode(errors="surrogateescape")
        )
        return digest.hexdigest()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold the output folder from the first file to the last."""
        with self._held:
            yield

    def hold(self) -> None:
        """Take the output folder, if this run has not yet."""
        if not self._holds:
            self._held.enter_context(self._output.held())
            self._holds = True

    # --- making -------------------------------------------------------------

    def content(self) -> Content:
        return self.options.content()

    def make(self, content: Content, planned: Plan) -> None:
        """Make documents with progress; name those refused or failed at the end."""
        from reports.build.builder import Made
        from reports.documents.planning import without_sample_values

        planned = without_sample_values(content, planned)
        self._tell(planned.notes)
        if self.options.to_stdout:
            self._make_to_stdout(content, planned)
            return
        options, documents = self.options, planned.documents
        failed: list[HandzettelError] = []
        if planned.refused:
            failed.append(ContentError(planned.refused))
        done = written = 0
        self.hold()
        results = self._made(content, documents)
        for result in with_bar(options, results, len(documents)):
            if isinstance(result, Made):
                done += 1
                written += self._write_made(result)
            else:
                failed.append(result.error)
        text = ngettext("{count} file in {out}", "{count} files in {out}", done)
        if kept := done - written:
            text += _(", {kept} of them as before")
        options.say(text.format(count=done, kept=kept, out=told_path(options.out)))
        if failed:
            self._sound = False
            raise_all(failed)

    def _tell(self, notes: Sequence[Problem]) -> None:
        """Say what is not wrong, but should be known, each time."""
        for note in notes:
            self._sound = False  # it is to be told again next time
            if not self.options.quiet:
                echo(str(note), fg="yellow", err=True)

    def _made(self, content: Content, documents: Sequence[Document]) -> Iterator[Made | Failed]:
        from reports.build.builder import make

        if documents:
            prepare_fonts(self.options, content, cache_folder())
        self.pool.limits = self.writing.limits = limits_of(content)
        return make(
            content,
            documents,
            cache_folder(),
            executor=self.pool,
            writing=self.writing,
            store=self._store,
        )

    def _write_made(self, made: Made) -> bool:
        """Write a document's files; whether there was anything to write."""
        target = self.options.out / f"{made.document.name}.pdf"
        told = ngettext("{count} page, {size} kB", "{count} pages, {size} kB", made.pages)
        written = self.write(target, made.pdf, quietly=self.options.shows_bar)
        self.options.say("  " + told.format(count=made.pages, size=len(made.pdf) // 1000), least=1)
        if self._keep_html:
            written |= self.write(target.with_suffix(".html"), made.html.encode(), quietly=True)
        tell_fallback(made.fallback)
        for finding in made.findings:
            self._sound = False  # it is to be told again next time
            echo(str(finding), fg="yellow", err=True)
        return written

    def write(self, path: Path, data: bytes, *, quietly: bool = False) -> bool:
        """Write a file unless it is there already, just so; whether it was written."""
        self.hold()
        if aside := self._output.put_aside(path, data):
            tell_aside(path, aside)
        written = self._output.write(path, data)
        self._written.add(path)
        self.options.say(told_path(path), least=1 if quietly or not written else 0)
        return written

    def was_written(self, path: Path) -> bool:
        """Whether a file was made in this run, or found just as it would be made."""
        return path in self._written

    def tidy(self, is_planned: Callable[[str], bool], *, prune: bool) -> None:
        """Name the files of earlier runs that are planned no longer, or remove them."""
        if self.options.to_stdout:
            return
        self.hold()
        for path in self._output.stale(is_planned):
            self._sound = self._sound and prune  # it is to be told again next time
            name = told_path(path)
            if not self._output.is_as_made(path):
                text = _("{file}: is no longer planned but was changed by hand, and stays")
                echo(text.format(file=name), fg="yellow", err=True)
            elif prune:
                self._output.forget(path)
                self.options.say(_("{file}: removed").format(file=name))
            else:
                text = _("{file}: is no longer planned – remove it with --prune").format(file=name)
                echo(text, fg="yellow", err=True)

    def _make_to_stdout(self, content: Content, planned: Plan) -> None:
        from reports.build.builder import Failed

        if planned.refused:
            raise ContentError(planned.refused)
        if len(planned.documents) != 1:
            raise UsageError(
                Problem(
                    Place("--out -"),
                    _("{count} files cannot go to standard output").format(
                        count=len(planned.documents)
                    ),
                    _("name one document"),
                )
            )
        for result in self._made(content, planned.documents):
            if isinstance(result, Failed):
                raise result.error
            tell_fallback(result.fallback)
            write_output(result.pdf)


@contextmanager
def started(workers: int) -> Iterator[LimitedPool]:
    """Processes that make documents, which load the engine meanwhile."""
    from reports.processes import forkserver
    from reports.render import native_libraries

    native_libraries.require_libraries()
    # each process would run the main module anew, in which nothing of its work lies
    vars(sys.modules["__main__"]).pop("__file__", None)
    forkserver.preload_engine()
    from reports.build.jobs import prepare_process
    from reports.processes.process_pool import LimitedPool

    pool = LimitedPool(workers, prepare_process, cache_folder())
    try:
        yield pool
    finally:
        # what nobody waits for any more is not to be finished
        pool.shutdown(cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Cluster]:
    try:
        import distributed  # noqa: F401  # an extra, which may not be there

        from reports.build.dask_cluster import cluster
    except ModuleNotFoundError:
        what, remedy = _("Dask is not installed"), _("install it: pip install 'handzettel[dask]'")
        raise UsageError(Problem(Place("--dask"), what, remedy)) from None
    with cluster(address) as pool:
        yield pool


def limits_of(content: Content) -> Limits:
    """What one document may take, as the workspace has it."""
    from reports.processes.limits import Limits

    limits = content.settings.limits
    return Limits(limits.seconds, limits.megabytes)


def raise_all(errors: Sequence[HandzettelError]) -> None:
    """Tell all errors at once; the exit code is that of the last."""
    problems = [problem for one in errors for problem in one.problems]
    raise type(errors[-1])(problems)
