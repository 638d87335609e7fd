"""Productions: runs of the commands that make documents and write them to the output folder."""

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
    display_path,
    output_of,
    prepare_fonts,
    store,
    with_bar,
)
from reports.commands.terminal import echo, print_details, warn, write_output
from reports.errors import (
    ContentError,
    HandzettelError,
    InPartError,
    Place,
    Problem,
    UsageError,
)
from reports.i18n import _, interface_language, ngettext
from reports.storage.output_record import file_digest, read_record

if TYPE_CHECKING:
    from reports.build.builder import Failed, Fallback, Made
    from reports.build.dask_cluster import Cluster
    from reports.content.workspace import Content
    from reports.documents.document import Document
    from reports.documents.plan import Plan
    from reports.processes.limits import Limits
    from reports.processes.process_pool import LimitedPool

MOST_WORKERS = 256
"""Processes at most: each takes 100 MB, and more than there are cores do not help."""

F = TypeVar("F", bound=Callable[..., Any])


def production_options(command: F) -> F:
    """Add the options of commands that make documents; pass them on as one ``Production``.

    If the same command made the same files from the same workspace before, and they are
    unchanged, the command is not run at all.
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
    def with_production(
        options: Options,
        *args: Any,
        keep_html: bool,
        afresh: bool,
        workers: int,
        dask: str | None,
        **more: Any,
    ) -> Any:
        """Start the processes and call the command, unless all is made already."""
        order = [click.get_current_context().command.name, keep_html, args, sorted(more.items())]
        production = Production(options, keep_html, afresh, repr(order))
        if production.is_done():
            return
        with production.holding(), engine_processes(workers) as pool:
            production.pool = production.writing = pool
            if dask is None:
                command(production, *args, **more)
            else:
                with _cluster(dask) as production.pool:
                    command(production, *args, **more)
        production.remember()

    return with_production  # type: ignore[return-value]  # wraps keeps the signature click sees


def report_kept_file(path: Path, aside: Path) -> None:
    """Print the new name of a file that this program had not made so, and that was in the way."""
    text = _("{file}: is not what was made here; it is kept as {aside}")
    echo(text.format(file=display_path(path), aside=aside.name), fg="yellow", err=True)


def report_fallback(fallback: Fallback | None) -> None:
    """Print that a document was made in the slower way, if it was, and with -v why."""
    if fallback is not None:
        warn(fallback.note)
        print_details(fallback.details)


class Production:
    """One run of a command that makes documents: from the content to files in the output folder.

    Documents that fail do not stop the others; their problems are raised together at the end.
    """

    pool: LimitedPool | Cluster
    """The processes that lay out documents, here or on other machines."""
    writing: LimitedPool
    """The processes that fill in templates, always on this machine, where the templates lie."""

    def __init__(self, options: Options, keep_html: bool, afresh: bool, order: str) -> None:
        """Prepare a run; `order` is the command with all that makes its files different."""
        self.options = options
        self._keep_html = keep_html
        self._order = order
        self._store = None if afresh else store()
        self._key_before = ""
        self._output = output_of(options)
        self._holding = ExitStack()
        self._is_holding = False
        self._written: set[Path] = set()
        self._is_complete = True
        """Whether nothing failed and no warning is to be repeated by the next run."""
        self._notes: list[str] = []
        """What was printed about the content; `is_done` prints it again."""

    # --- nothing to do ------------------------------------------------------

    def is_done(self) -> bool:
        """Return whether all files exist as this run would make them; print so if they do."""
        if self._store is None or self.options.to_stdout:
            return False
        self._key_before = self._key()
        entry = self._store.get(self._key_before)
        previous = json.loads(entry[1]) if entry else {"files": {}, "recorded": []}
        files = previous["files"]
        if not files or any(file_digest(Path(name)) != digest for name, digest in files.items()):
            return False
        if read_record(self.options.out).digests.keys() != set(previous["recorded"]):
            return False  # other commands wrote pages, which may be no longer planned
        self._print_notes(previous["notes"])
        text = ngettext(
            "{count} file in {out}, nothing has changed",
            "{count} files in {out}, nothing has changed",
            len(files),
        )
        self.options.say(text.format(count=len(files), out=display_path(self.options.out)))
        return True

    def remember(self) -> None:
        """Store the digests of the files for `is_done`, unless a file failed or input changed."""
        is_current = self._is_complete and self._key() == self._key_before
        if self._store and self._written and is_current:
            digests = {str(path): file_digest(path) for path in self._written}
            recorded = list(read_record(self.options.out).digests)
            result = {"files": digests, "recorded": recorded, "notes": self._notes}
            self._store.put(self._key_before, {}, json.dumps(result).encode())

    def _key(self) -> str:
        """Return a digest of the order and of everything that its result depends on."""
        options = self.options
        out, on = os.path.realpath(options.out), options.on.isoformat()
        language = interface_language()  # the notes are kept as they are printed
        text = f"{self._order}\0{out}\0{on}\0{language}\0{options.input_fingerprint()}"
        return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep the output folder, once `hold` was called, until the end of the block."""
        with self._holding:
            yield

    def hold(self) -> None:
        """Hold the output folder for this run, if it is not held yet.

        Raises ConflictError if another run holds it or it has another workspace's pages.
        """
        if not self._is_holding:
            self._holding.enter_context(self._output.held())
            self._is_holding = True

    # --- making -------------------------------------------------------------

    def content(self) -> Content:
        """Return the workspace's content; see `Options.content`."""
        return self.options.content()

    def make(self, content: Content, planned: Plan) -> None:
        """Make the planned documents and write their files, with progress on the screen.

        Documents with values of the shipped sample are refused. Raises HandzettelError at the
        end with the problems of all that were refused or failed: InPartError if others were made.
        """
        from reports.build.builder import Made
        from reports.content.missing_characters import told_once
        from reports.content.printed_texts import errors_with_fields
        from reports.documents.sample_check import without_sample_values

        planned = without_sample_values(content, planned)
        if content.faults and planned.refused and not planned.documents:
            # nothing can be made, so the mistakes are all told at once
            raise ContentError(dict.fromkeys((*content.problems, *planned.refused)))
        self._print_notes([str(note) for note in planned.notes])
        if self.options.to_stdout:
            self._make_to_stdout(content, planned)
            return
        options, documents = self.options, planned.documents
        failed: list[HandzettelError] = []
        if problems := (*planned.unusable, *planned.refused):
            failed.append(ContentError(dict.fromkeys(problems)))
        done = written = 0
        longer: list[str] = []
        self.hold()
        results = self._results(content, documents)
        for result in with_bar(options, results, len(documents)):
            if isinstance(result, Made):
                done += 1
                written += self._write_document(result)
                longer += _longer_than_planned(result)
            else:
                failed.append(result.error)
        for line in longer:
            options.say(line)
        text = ngettext("{count} file in {out}", "{count} files in {out}", done)
        if kept := done - written:
            text += _(", {kept} of them as before")
        if done or not failed:
            options.say(text.format(count=done, kept=kept, out=display_path(options.out)))
        if failed:
            self._is_complete = False
            if done:
                options.say(_("Not everything could be made:"))
            failed = errors_with_fields(content.root, told_once(content.root, failed))
            raise_all(failed, in_part=done > 0)

    def _print_notes(self, notes: Sequence[str]) -> None:
        """Print what is not wrong but should be known, and keep it for the next run."""
        self._notes += notes
        for note in notes:
            warn(note)

    def _results(self, content: Content, documents: Sequence[Document]) -> Iterator[Made | Failed]:
        """Yield the result of each document as it is ready, all made within the workspace's limits.

        The fonts are prepared first.
        """
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

    def _write_document(self, result: Made) -> bool:
        """Write a document's files; return whether any of them is new or changed.

        Printed are their names, and what a print shop may refuse, which the next run is to
        print, too.
        """
        target = self.options.out / f"{result.document.name}{result.document.suffix}"
        text = ngettext("{count} page, {size} kB", "{count} pages, {size} kB", result.pages)
        written = self.write(target, result.pdf, quietly=self.options.shows_bar)
        size = len(result.pdf) // 1000
        self.options.say("  " + text.format(count=result.pages, size=size), least=1)
        if self._keep_html:
            written |= self.write(target.with_suffix(".html"), result.html.encode(), quietly=True)
        report_fallback(result.fallback)
        for finding in result.findings:
            self._is_complete = False  # so that the next run prints it, too
            echo(finding, fg="yellow", err=True)
        return written

    def write(self, path: Path, data: bytes, *, quietly: bool = False) -> bool:
        """Write a file to the output folder and print its name, `quietly` only with -v.

        A file that somebody changed is renamed first. Returns False if the file has these bytes
        already.
        """
        self.hold()
        if aside := self._output.put_aside(path, data):
            report_kept_file(path, aside)
        written = self._output.write(path, data)
        self._written.add(path)
        self.options.say(display_path(path), least=1 if quietly or not written else 0)
        return written

    def was_written(self, path: Path) -> bool:
        """Return whether this run has written a file, or would have written the same bytes."""
        return path in self._written

    def tidy(self, is_planned: Callable[[str], bool], *, prune: bool) -> None:
        """Print the files of earlier runs that are no longer planned; with `prune` remove them.

        A file that was changed by hand is only printed, and stays. Does nothing if the output
        is standard output.
        """
        if self.options.to_stdout:
            return
        self.hold()
        for path in self._output.stale(is_planned):
            self._is_complete = self._is_complete and prune  # so that the next run prints it, too
            name = display_path(path)
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
        """Make the only planned document and write it to standard output.

        Raises UsageError if more or fewer than one are planned, and the error that stopped it.
        """
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
        for result in self._results(content, planned.documents):
            if isinstance(result, Failed):
                raise result.error
            report_fallback(result.fallback)
            write_output(result.pdf)
        if planned.unusable:
            raise InPartError(planned.unusable)


def _longer_than_planned(made: Made) -> list[str]:
    """Return a line about a document that went on to further pages; none for others."""
    document = made.document
    if not document.flows or document.pages is None or made.pages <= document.pages:
        return []
    text = ngettext("{name}: {count} page", "{name}: {count} pages", made.pages)
    return [text.format(name=document.name.partition("/")[2], count=made.pages)]


@contextmanager
def engine_processes(workers: int) -> Iterator[LimitedPool]:
    """Start processes for making documents; they load the engine while the content is read.

    Raises RenderingError if a library of the system is missing. After an error, documents that
    have not begun are not made any more. The main module loses its file's name, or each process
    would import it.
    """
    from reports.processes import forkserver
    from reports.render import native_libraries

    native_libraries.require_libraries()
    # otherwise each process would import the main module, which takes time and is not needed
    vars(sys.modules["__main__"]).pop("__file__", None)
    forkserver.preload_engine()
    from reports.build.jobs import prepare_process
    from reports.processes.process_pool import LimitedPool

    pool = LimitedPool(workers, prepare_process, cache_folder())
    try:
        yield pool
    finally:
        # after an error the documents that have not begun are not made any more
        pool.shutdown(cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Cluster]:
    """Connect to a Dask cluster. Raises UsageError if Dask is not installed."""
    try:
        import distributed  # noqa: F401  # an extra, which may not be installed

        from reports.build.dask_cluster import cluster
    except ModuleNotFoundError:
        message = _("Dask is not installed")
        remedy = _("install it: pip install 'handzettel[dask]'")
        raise UsageError(Problem(Place("--dask"), message, remedy)) from None
    with cluster(address) as pool:
        yield pool


def limits_of(content: Content) -> Limits:
    """Return how much time and memory one document may take, as the workspace's settings say."""
    from reports.processes.limits import Limits

    limits = content.settings.limits
    return Limits(limits.seconds, limits.megabytes)


def raise_all(errors: Sequence[HandzettelError], *, in_part: bool) -> None:
    """Raise the problems of all errors as one.

    That is an InPartError if others were made (``in_part``), else one of the last error's type,
    which has the exit code.
    """
    problems = dict.fromkeys(problem for error in errors for problem in error.problems)
    raise (InPartError if in_part else type(errors[-1]))(problems)
