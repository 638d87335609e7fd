"""Documents → finished PDFs: only what is new is made, on whatever executor there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pebble import ProcessExpired

from reports import inputs
from reports.document import Document, Page
from reports.errors import HandzettelError, Place, Problem, RenderingError
from reports.fonts import all_faces
from reports.html import Writer
from reports.messages import _
from reports.pool import Here
from reports.store import Store
from reports.worker import Job, Product, bare, make_job
from reports.workspace import Content

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
    store: Store | None = None,
) -> Iterator[Made | Failed]:
    """Make documents in their order; one that fails does not stop the others.

    What the store has is taken from there and what is made is kept in it. The cache
    folder is where the fonts lie. Without an executor all is made in this process.
    """
    maker = _Maker(content, cache, executor or Here(), store)
    waiting = iter(documents)
    while some := list(islice(waiting, BATCH)):
        yield from maker.make(some)
    if store:
        store.trim()


@dataclass(frozen=True)
class _Order:
    """A document on its way: written as HTML, and in the making."""

    document: Document
    page: Page
    key: str
    future: Future[Product | HandzettelError]


class _Maker:
    """Makes documents with one workspace's templates, on one executor."""

    def __init__(
        self, content: Content, cache: Path, executor: Executor, store: Store | None
    ) -> None:
        self._writer = Writer(content.root)
        self._cache = cache
        self._executor = executor
        self._store = store

    def make(self, documents: Sequence[Document]) -> Iterator[Made | Failed]:
        """All are begun before the first is waited for."""
        for begun in [self._begin(document) for document in documents]:
            yield self._end(begun) if isinstance(begun, _Order) else begun

    def _begin(self, document: Document) -> _Order | Made | Failed:
        try:
            page = self._writer.write(document)
        except HandzettelError as error:
            return Failed(document, error)
        faces = all_faces(document.theme.font, document.languages, self._cache)
        job = Job(bare(document), page, faces)
        key = key_of(job)
        if self._store and (kept := self._store.get(key)):
            facts, pdf = kept
            return Made(document, pdf, page.standalone(), facts["pages"], fresh=False)
        return _Order(document, page, key, self._executor.submit(make_job, job))

    def _end(self, order: _Order) -> Made | Failed:
        document = order.document
        outcome = _outcome(order)
        if isinstance(outcome, HandzettelError):
            return Failed(document, outcome)
        # findings are words in the user's language, and are to be told each time
        if self._store and not outcome.findings:
            self._store.put(order.key, {"pages": outcome.pages}, outcome.pdf)
        html = order.page.standalone()
        return Made(document, outcome.pdf, html, outcome.pages, outcome.findings)


def _outcome(order: _Order) -> Product | HandzettelError:
    place = Place(order.document.name)
    try:
        return order.future.result()
    except TimeoutError:
        what = _("takes too long, and was stopped")
        remedy = _("simplify it, or raise seconds under [limits]")
        return RenderingError(Problem(place, what, remedy))
    except (ProcessExpired, BrokenExecutor):
        what = _("the process that made it died")
        remedy = _("simplify it; if it needs much memory, raise megabytes under [limits]")
        return RenderingError(Problem(place, what, remedy))


def key_of(job: Job) -> str:
    """A digest of all that shapes the bytes of a document."""
    document = job.document
    digest = hashlib.sha256(inputs.program().encode())
    said = (
        document.format,
        document.fit,
        document.pages,
        document.form,
        document.language,
        [asset.name for asset in document.assets],
        [(face.family, face.weight, inputs.file(face.path)) for face in job.faces],
    )
    for text in (repr(said), job.page.html, *job.page.styles):
        digest.update(f"{len(text)}\0{text}".encode())
    if press := document.press:
        # a print shop's file also carries its name and day
        digest.update(repr((document.name, document.on, press.profile)).encode())
        digest.update(press.icc)
    return digest.hexdigest()
