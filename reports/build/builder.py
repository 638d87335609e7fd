"""Documents → finished PDFs: only what is new is made, on whatever executor there is."""

from __future__ import annotations

import functools
import hashlib
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
    Copies,
    Job,
    LotJob,
    Product,
    WriteJob,
    bare,
    make_job,
    make_lot,
    unforeseen,
    write_page,
)
from reports.content.workspace import Content
from reports.documents.document import Document, Page
from reports.errors import HandzettelError, Place, Problem, RenderingError
from reports.i18n import _
from reports.processes.process_pool import InlineExecutor
from reports.render.batches import Lot, lots
from reports.render.font_faces import all_faces
from reports.render.html_chapters import Book, in_chapters
from reports.storage import fingerprint
from reports.storage.cache import Store

BATCH = 500
"""Documents in the making at once, so that memory does not grow with their number."""


@dataclass(frozen=True)
class Made:
    """A document that was made: its PDF, and its HTML to keep beside it."""

    document: Document
    pdf: bytes
    html: str
    pages: int
    findings: tuple[Problem, ...] = ()
    """What was made all the same, but a print shop may refuse."""
    fresh: bool = True
    """Whether it was made just now, and not found in the store."""


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
    """Make documents in their order; one that fails does not stop the others.

    What the store has is taken from there and what is made is kept in it. The cache
    folder is where the fonts lie. ``writing`` fills in templates, on this machine since
    the workspace lies here. Without executors all is made in this process.
    """
    maker = _Maker(content, cache, executor or InlineExecutor(), writing or InlineExecutor(), store)
    waiting = iter(documents)
    while some := list(islice(waiting, BATCH)):
        yield from maker.make(some)
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

_Waiting = Callable[[], Product | HandzettelError]


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
        self._workspace = content.root
        self._writing = writing
        self._faces = functools.cache(partial(all_faces, cache=cache))
        self._executor = executor
        self._store = store

    def make(self, documents: Sequence[Document]) -> Iterator[Made | Failed]:
        """All are begun before the first is waited for."""
        pages = [self._written(document) for document in documents]
        begun = [
            self._begin(document, page) for document, page in zip(documents, pages, strict=True)
        ]
        orders = {i: one for i, one in enumerate(begun) if isinstance(one, _Order)}
        waiting = self._hand_out(orders)
        for i, one in enumerate(begun):
            yield self._end(one, waiting.pop(i)()) if isinstance(one, _Order) else one

    def _written(self, document: Document) -> Callable[[], Page | HandzettelError]:
        """Have a document's templates filled in; how to wait for its page."""
        future = self._writing.submit(write_page, WriteJob(document, self._workspace))
        return partial(_outcome, future.result, document)

    def _begin(
        self, document: Document, written: Callable[[], Page | HandzettelError]
    ) -> _Order | Made | Failed:
        page = written()
        if isinstance(page, HandzettelError):
            return Failed(document, page)
        faces = self._faces(document.theme, document.languages)
        job = Job(bare(document), page, faces)
        if not self._store or document.personal:
            return _Order(document, job)
        key = key_of(job)
        if kept := self._store.get(key):
            facts, pdf = kept
            return Made(document, pdf, page.standalone(), facts["pages"], fresh=False)
        return _Order(document, job, key)

    def _hand_out(self, orders: Mapping[int, _Order]) -> dict[int, _Waiting]:
        """Begin what is ordered, copies of one page in lots; how to wait for each."""
        waiting: dict[int, _Waiting] = {}
        plain = {i for i, one in orders.items() if not (one.document.form or one.document.press)}
        personal = [i for i, one in orders.items() if one.document.personal and i in plain]
        for lot in lots((_setting(orders[i].job), orders[i].job.page) for i in personal):
            members = [personal[member] for member in lot.members]
            copy = self._copies(lot, [orders[i].job for i in members])
            for place, i in enumerate(members):
                waiting[i] = partial(_outcome, partial(copy, place), orders[i].document)
        for i, order in orders.items():
            if i not in waiting:
                book = in_chapters(order.job.page) if i in plain else None
                begun = self._bind(order.job, book) if book else self._alone(order.job)
                waiting[i] = partial(_outcome, begun, order.document)
        return waiting

    def _alone(self, job: Job) -> _Waiting:
        """Have a document made by itself."""
        return self._executor.submit(make_job, job).result

    def _bind(self, job: Job, book: Book) -> _Waiting:
        """Have a document made in chapters, or as a whole where it cannot be parted."""
        binding = Binding(job, book, self._executor, self._store, key_of)
        return lambda: binding.result() or self._alone(job)()

    def _copies(self, lot: Lot, jobs: Sequence[Job]) -> Callable[[int], Product | HandzettelError]:
        """Have a lot made; how to wait for each copy, by its place in the lot."""
        future: Future[Copies | None] = self._executor.submit(
            make_lot, LotJob(jobs[0].document, lot, jobs[0].faces)
        )

        @functools.cache
        def made() -> dict[int, _Waiting]:
            try:
                copies = future.result()
            except Exception:  # whatever ended it, each is then made alone
                copies = None
            tails = copies.tails if copies else [None] * len(jobs)
            # those that are to be made alone are begun all at once, for all processes
            return {
                place: partial(Product, copies.head + tail, copies.pages)
                if copies and tail
                else self._alone(jobs[place])
                for place, tail in enumerate(tails)
            }

        return lambda place: made()[place]()

    def _end(self, order: _Order, outcome: Product | HandzettelError) -> Made | Failed:
        document = order.document
        if isinstance(outcome, HandzettelError):
            return Failed(document, outcome)
        # findings are words in the user's language, and are to be told each time
        if self._store and order.key and not outcome.findings:
            self._store.put(order.key, {"pages": outcome.pages}, outcome.pdf)
        html = order.job.page.standalone()
        return Made(document, outcome.pdf, html, outcome.pages, outcome.findings)


def _outcome(waiting: Callable[[], T | HandzettelError], document: Document) -> T | HandzettelError:
    """What comes of a job; what ended it otherwise, as an error that names the document."""
    place = Place(document.name)
    try:
        return waiting()
    except HandzettelError as error:
        return error
    except TimeoutError:
        what = _("takes too long, and was stopped")
        remedy = _("simplify it, or raise seconds under [limits]")
        return RenderingError(Problem(place, what, remedy))
    except (ProcessExpired, BrokenExecutor):
        what = _("the process that made it died")
        remedy = _("simplify it; if it needs much memory, raise megabytes under [limits]")
        return RenderingError(Problem(place, what, remedy))
    except Exception as error:  # one document must not take the others along
        return unforeseen(document.name, error)


def key_of(job: Job) -> str:
    """A digest of all that shapes the bytes of a document."""
    document = job.document
    digest = hashlib.sha256(fingerprint.program().encode())
    for text in (repr(_setting(job)), job.page.html, *job.page.styles):
        digest.update(f"{len(text)}\0{text}".encode())
    if press := document.press:
        # a print shop's file also carries its name and day
        digest.update(repr((document.name, document.on, press.profile)).encode())
        digest.update(press.icc)
    return digest.hexdigest()


def _setting(job: Job) -> Hashable:
    """What shapes the bytes of a document besides its page and a print shop."""
    document = job.document
    return (
        document.format,
        document.fit,
        document.pages,
        document.form,
        document.language,
        tuple(asset.name for asset in document.assets),
        tuple((face.family, face.weight, fingerprint.file(face.path)) for face in job.faces),
    )
