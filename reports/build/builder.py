"""Documents → finished PDFs: only what is new is made, on whatever executor is given.

There are two fast ways: a book is laid out chapter by chapter, and letters that differ in a
few words are drawn onto a common page. Where one of them fails in a way that nobody expected,
the plain way makes the same PDF, and the result says so (:class:`Fallback`).
"""

from __future__ import annotations

import functools
import hashlib
import os
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired

from reports.build.chapter_jobs import Binding
from reports.build.jobs import (
    BatchJob,
    Job,
    PersonalisedCopies,
    Product,
    WriteJob,
    make_batch,
    make_job,
    unforeseen,
    without_context,
    write_page,
)
from reports.content.pdf_standard import PdfStandard
from reports.content.workspace import Content
from reports.documents.document import Document, Page
from reports.errors import HandzettelError, Place, Problem, RenderingError
from reports.i18n import _
from reports.processes.process_pool import InlineExecutor
from reports.render.batches import Batch, find_batches
from reports.render.font_faces import all_faces
from reports.render.html_chapters import divide
from reports.storage import fingerprint
from reports.storage.cache import Store

AT_ONCE = 500
"""Documents in the making at once, so that memory does not grow with their number."""

NO_FALLBACK = "HANDZETTEL_NO_FALLBACK"
"""The environment variable that makes the failure of a fast way an error; the tests set it."""


@dataclass(frozen=True)
class Fallback:
    """A fast way failed unexpectedly, so that documents were made the plain way."""

    note: Problem
    """What took longer, and that the result is the same."""
    details: str
    """The traceback, for the developers of the program."""


@dataclass(frozen=True)
class Made:
    """A document that was made: its file, and its HTML to keep beside it."""

    document: Document
    pdf: bytes
    """A PDF; of a picture for the screen a PNG."""
    html: str
    pages: int
    findings: tuple[Problem, ...] = ()
    """What a print shop may refuse, or looks poor on paper; the PDF was made nevertheless."""
    fresh: bool = True
    """Whether it was made just now, and not taken from the store."""
    fallback: Fallback | None = None
    """A failure of a fast way, at the first document that it made slower."""


@dataclass(frozen=True)
class Failed:
    """A document that could not be made, and why."""

    document: Document
    error: HandzettelError


def make(
    content: Content,
    documents: Iterable[Document],
    cache: Path,
    *,
    executor: Executor | None = None,
    writing: Executor | None = None,
    store: Store | None = None,
) -> Iterator[Made | Failed]:
    """Make documents in their order; yield for each what was made, or why it failed.

    Args:
        content: The workspace's content; its root has the templates and styles.
        documents: The documents; few are taken at a time, however many there are.
        cache: The user's cache folder, in which the fonts lie.
        executor: Runs the jobs of laying out; None to run them in this process.
        writing: Runs the jobs of filling in templates, which must be on this machine, since
            the workspace lies here; None to run them in this process.
        store: Where finished documents are taken from and kept; None to make all of them.
    """
    maker = _Maker(content, cache, executor or InlineExecutor(), writing or InlineExecutor(), store)
    remaining = iter(documents)
    while chunk := list(islice(remaining, AT_ONCE)):
        yield from maker.make(chunk)
    if store:
        store.trim()


@dataclass(frozen=True)
class _Order:
    """A document on its way, written as HTML."""

    document: Document
    job: Job
    key: str = ""
    """Where the store is to keep it."""


T = TypeVar("T")


@dataclass(frozen=True)
class _Slower:
    """A product of the plain way, made after a fast way failed."""

    product: Product
    fallback: Fallback


_Outcome = Product | _Slower | HandzettelError

_Waiting = Callable[[], _Outcome]
"""Waits for the outcome of a job."""


class _Maker:
    """Makes documents with one workspace's templates, on one executor."""

    def __init__(
        self,
        content: Content,
        cache: Path,
        executor: Executor,
        writing: Executor,
        store: Store | None,
    ) -> None:
        """Prepare to make documents; the arguments are those of `make`."""
        self._workspace = content.root
        self._writing = writing
        self._faces = functools.cache(partial(all_faces, cache=cache))
        self._executor = executor
        self._store = store
        self._noted: set[Problem] = set()

    def make(self, documents: Sequence[Document]) -> Iterator[Made | Failed]:
        """Make documents; yield the result of each in their order.

        All are submitted before the first is waited for.
        """
        pages = [self._submit_writing(document) for document in documents]
        starts = [
            self._start(document, page) for document, page in zip(documents, pages, strict=True)
        ]
        orders = {i: start for i, start in enumerate(starts) if isinstance(start, _Order)}
        waiting = self._submit(orders)
        for i, start in enumerate(starts):
            yield self._finish(start, waiting.pop(i)()) if isinstance(start, _Order) else start

    def _submit_writing(self, document: Document) -> Callable[[], Page | HandzettelError]:
        """Submit the filling in of a document's templates; return what waits for the page."""
        future = self._writing.submit(write_page, WriteJob(document, self._workspace))
        return partial(_outcome, future.result, document)

    def _start(
        self, document: Document, wait_for_page: Callable[[], Page | HandzettelError]
    ) -> _Order | Made | Failed:
        """Return the order for a document, or its result if it is cached or cannot be written."""
        page = wait_for_page()
        if isinstance(page, HandzettelError):
            return Failed(document, page)
        faces = self._faces(document.theme, document.languages, page.fallbacks)
        job = Job(without_context(document), page, faces)
        if not self._store or document.personal:
            return _Order(document, job)
        key = key_of(job)
        if entry := self._store.get(key):
            facts, pdf = entry
            return Made(document, pdf, page.standalone(), facts["pages"], fresh=False)
        return _Order(document, job, key)

    def _submit(self, orders: Mapping[int, _Order]) -> dict[int, _Waiting]:
        """Submit all orders, personalised copies in batches.

        Return for each index a callable that waits for its outcome.
        """
        waiting: dict[int, _Waiting] = {}
        eligible = {
            i
            for i, order in orders.items()
            # forms and files for a print shop are finished one by one
            if not (order.document.form or order.document.press)
        }
        personal = [i for i, order in orders.items() if order.document.personal and i in eligible]
        for batch in find_batches((_setting(orders[i].job), orders[i].job.page) for i in personal):
            members = [personal[member] for member in batch.members]
            copy = self._submit_batch(batch, [orders[i].job for i in members])
            for place, i in enumerate(members):
                waiting[i] = _named(partial(copy, place), orders[i].document)
        for i, order in orders.items():
            if i not in waiting:
                submit = self._submit_book if i in eligible else self._submit_job
                waiting[i] = _named(submit(order.job), order.document)
        return waiting

    def _submit_job(self, job: Job) -> _Waiting:
        """Submit a document to be made by itself, in one piece; return what waits for it."""
        return self._executor.submit(make_job, job).result

    def _submit_book(self, job: Job) -> _Waiting:
        """Submit a document to be made in chapters, if it can be divided; return what waits for it.

        A chapter that takes too long or whose process dies ends the document: the limits are
        those of the whole, which would only exceed them later.
        """
        try:
            # bookmarks of PDF/UA-2 lead to structure elements, which chapters number anew
            is_whole = job.document.standard == PdfStandard.UA2
            chaptered = None if is_whole else divide(job.page)
            if chaptered is None:
                return self._submit_job(job)
            binding = Binding(job, chaptered, self._executor, self._store, key_of)
        except Exception as error:  # whatever failed, the plain way does not need it
            fallback = _book_fallback(job.document, error)
            return lambda: _slower(self._submit_job(job)(), fallback)

        def wait() -> _Outcome:
            """Wait for the bound book; make it in one piece if it cannot be bound."""
            try:
                product = binding.result()
            except (TimeoutError, ProcessExpired, BrokenExecutor):
                raise
            except Exception as error:  # the plain way does not need what failed here, either
                fallback = _book_fallback(job.document, error)
                return _slower(self._submit_job(job)(), fallback)
            return product or self._submit_job(job)()

        return wait

    def _submit_batch(self, batch: Batch, jobs: Sequence[Job]) -> Callable[[int], _Outcome]:
        """Submit a batch; return what waits for each copy, by its place in the batch."""
        future: Future[PersonalisedCopies | None] = self._executor.submit(
            make_batch, BatchJob(jobs[0].document, batch, jobs[0].faces)
        )

        @functools.cache
        def waiting() -> dict[int, _Waiting]:
            """Return what waits for each copy, once the batch is done; submit those made alone."""
            copies, fallback = None, None
            try:
                copies = future.result()
            except Exception as error:  # whatever ended the batch, each copy is laid out alone
                fallback = _letters_fallback(error)
            tails = copies.tails if copies else [None] * len(jobs)
            # copies that are made alone are submitted all at once, for all processes
            return {
                place: partial(Product, copies.head + tail, copies.pages)
                if copies and tail
                else self._submit_copy(jobs[place], fallback)
                for place, tail in enumerate(tails)
            }

        return lambda place: waiting()[place]()

    def _submit_copy(self, job: Job, fallback: Fallback | None) -> _Waiting:
        """Submit one copy to be made by itself; return what waits for it.

        With a `fallback`, its result says that it was made the plain way.
        """
        wait = self._submit_job(job)
        return (lambda: _slower(wait(), fallback)) if fallback else wait

    def _finish(self, order: _Order, outcome: _Outcome) -> Made | Failed:
        """Keep a product in the store and return the result for its document.

        A product with findings is not kept. The same note about a fast way is given only once.
        """
        document, fallback = order.document, None
        if isinstance(outcome, HandzettelError):
            return Failed(document, outcome)
        if isinstance(outcome, _Slower):
            if outcome.fallback.note not in self._noted:
                fallback = outcome.fallback
                self._noted.add(fallback.note)
            outcome = outcome.product
        # findings are sentences in the user's language, and are to be reported each time
        if self._store and order.key and not outcome.findings:
            self._store.put(order.key, {"pages": outcome.pages}, outcome.pdf)
        html = order.job.page.standalone()
        return Made(document, outcome.pdf, html, outcome.pages, outcome.findings, fallback=fallback)


def _named(wait: _Waiting, document: Document) -> _Waiting:
    """Return a function that waits for an outcome; an error in it names the document."""
    return lambda: _outcome(wait, document)


def _slower(outcome: _Outcome, fallback: Fallback) -> _Outcome:
    """Return a product with the reason why it was made the plain way; an error as it is."""
    return _Slower(outcome, fallback) if isinstance(outcome, Product) else outcome


def _book_fallback(document: Document, error: Exception) -> Fallback:
    """Return the note about a book whose chapters could not be made or bound."""
    message = _("laying it out by chapters failed, so it was laid out in one piece, more slowly")
    return _fallback(Place(document.name), message, error)


def _letters_fallback(error: Exception) -> Fallback:
    """Return the note about letters that could not be made together."""
    message = _("making them together failed, so they were made one by one, more slowly")
    return _fallback(Place(_("letters")), message, error)


def _fallback(place: Place, message: str, error: Exception) -> Fallback:
    """Return the note about an unexpected error in a fast way.

    Raises:
        Exception: The error itself, if the environment says that there is no fallback.
    """
    if os.environ.get(NO_FALLBACK):
        raise error
    remedy = _("the result is the same; -v shows more for the makers of the program")
    details = getattr(error, "details", "") or "".join(traceback.format_exception(error))
    return Fallback(Problem(place, message, remedy), details)


def _outcome(wait: Callable[[], T | HandzettelError], document: Document) -> T | HandzettelError:
    """Return the result of a job, or the error that ended it, which names the document."""
    place = Place(document.name)
    try:
        return wait()
    except HandzettelError as error:
        return error
    except TimeoutError:
        message = _("takes too long, and was stopped")
        remedy = _("simplify it, or raise seconds under [limits]")
        return RenderingError(Problem(place, message, remedy))
    except (ProcessExpired, BrokenExecutor):
        message = _("the process that made it died")
        remedy = _("simplify it; if it needs much memory, raise megabytes under [limits]")
        return RenderingError(Problem(place, message, remedy))
    except Exception as error:  # a document that fails must not stop the others
        return unforeseen(document.name, error)


def key_of(job: Job) -> str:
    """Return a digest of all that shapes the bytes of a document."""
    document = job.document
    digest = hashlib.sha256(fingerprint.program().encode())
    for text in (repr(_setting(job)), job.page.html, *job.page.styles):
        digest.update(f"{len(text)}\0{text}".encode())
    if press := document.press:
        # a print shop's file also carries its name and day
        setting = (document.name, document.on, press.profile, document.theme.inks, document.folds)
        digest.update(repr(setting).encode())
        digest.update(press.icc)
    return digest.hexdigest()


def _setting(job: Job) -> Hashable:
    """Return what shapes the bytes of a document besides its page and a print shop."""
    document = job.document
    return (
        document.format,
        document.fit,
        document.pages,
        document.smallest,
        document.flows,
        document.form,
        document.language,
        document.foreign,
        document.standard,
        tuple((asset.name, asset.focus) for asset in document.assets),
        tuple((face.family, face.weight, fingerprint.file(face.path)) for face in job.faces),
    )
