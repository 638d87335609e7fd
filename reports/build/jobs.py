"""One document made: what a process does for others, in whatever pool it stands.

A job is a pure value that can be sent to another process or machine; engine, fonts
and parsed style sheets are made once a process and kept.
"""

from __future__ import annotations

import atexit
import gc
import pickle
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.documents.context import Context
from reports.documents.document import Document, Page
from reports.errors import HandzettelError, Place, Problem, RenderingError
from reports.i18n import _
from reports.render.batches import Lot
from reports.render.font_faces import Face, regular, typing_font
from reports.storage.cache import Store

if TYPE_CHECKING:  # whoever only hands jobs out does not load the engine
    from reports.content.press_profile import Press
    from reports.render.engine import Engine, Layout
    from reports.render.templates import Writer


@dataclass(frozen=True)
class WriteJob:
    """A document to be written as HTML with the templates and styles of a workspace."""

    document: Document
    workspace: Path

    @property
    def weight(self) -> int:
        return self.document.weight


@dataclass(frozen=True)
class Job:
    """A document that is written as HTML and waits to be laid out."""

    document: Document
    """Without what its template saw, which is in the page by now."""
    page: Page
    faces: tuple[Face, ...]
    """The fonts of its theme and of the languages it is in, and no others."""

    @property
    def weight(self) -> int:
        return self.document.weight


@dataclass(frozen=True)
class Product:
    """A finished PDF."""

    pdf: bytes
    pages: int
    findings: tuple[Problem, ...] = ()
    """What was made all the same, but a print shop may refuse."""


@dataclass(frozen=True)
class LotJob:
    """Documents that differ in a few words, to be made in one go."""

    document: Document
    """The first of them, as in a job."""
    lot: Lot
    faces: tuple[Face, ...]

    @property
    def weight(self) -> int:
        return 1 + len(self.lot.members) // 100


@dataclass(frozen=True)
class Copies:
    """Finished PDFs that begin alike."""

    head: bytes
    tails: tuple[bytes | None, ...]
    """What comes after it in each; None for those that are to be made alone."""
    pages: int


@dataclass(frozen=True)
class DrawnChapter:
    """A chapter that waits for the others."""

    pages: int
    anchors: Mapping[str, int]
    """The page of each, from 0."""
    data: bytes
    """The chapter itself, which only a process with the engine can read."""


@dataclass(frozen=True)
class BindJob:
    """Chapters to be made one file."""

    document: Document
    page: Page
    """What they have in common."""
    faces: tuple[Face, ...]
    chapters: tuple[DrawnChapter, ...]

    @property
    def weight(self) -> int:
        return self.document.weight


def begin(cache: Path) -> None:
    """What a process does before its first job."""
    gc.freeze()  # what is there by now stays, and need not be looked through for garbage
    from reports.render.engine_start import keep_hyphenation

    keep_hyphenation(Store(cache / "store"))


def bare(document: Document) -> Document:
    """A document without what only its template needs."""
    return replace(
        document,
        context=Context(),
        sides=tuple(map(bare, document.sides)),
    )


def engine_of(faces: tuple[Face, ...]) -> Engine:
    """This process's engine for some fonts.

    Each set of fonts has its own, or a letter that a document's fonts lack would come
    from those that another document brought along.
    """
    from reports.render.engine import Engine

    if faces not in _engines:
        _engines[faces] = Engine(faces)
    return _engines[faces]


_engines: dict[tuple[Face, ...], Engine] = {}
atexit.register(_engines.clear)  # the engine cannot be taken down with the interpreter


def write_page(job: WriteJob) -> Page | HandzettelError:
    """Fill in a document's templates; what goes wrong is returned, not raised."""
    try:
        return _writer(job.workspace).write(job.document)
    except HandzettelError as error:
        return error
    except MemoryError:
        return out_of_memory(job.document.name)
    except Exception as error:  # a template is a program: it may raise anything
        return unforeseen(job.document.name, error)


@lru_cache(maxsize=1)
def _writer(workspace: Path) -> Writer:
    """The templates of the workspace that this process works for, each compiled once."""
    from reports.render.templates import Writer

    return Writer(workspace)


def make_job(job: Job) -> Product | HandzettelError:
    """Lay out, write and finish one document; what goes wrong is returned, not raised."""
    from reports.render.page_fitting import fit

    document = job.document
    try:
        with _without_looking_for_garbage():
            layout = fit(document, engine_of(job.faces).prepare(document, job.page))
            pdf = layout.write()
            findings: Sequence[Problem] = ()
            if document.form:
                pdf = _with_form(pdf, job.faces)
            if document.press:
                pdf, findings = _to_press(document, document.press, pdf)
    except HandzettelError as error:
        return error
    except MemoryError:
        return out_of_memory(document.name)
    except Exception as error:  # no library says what it may raise on odd content
        return unforeseen(document.name, error)
    return Product(pdf, layout.pages, tuple(findings))


def make_lot(job: LotJob) -> Copies | None:
    """Make all of a lot that can be made together; None where they fare better alone."""
    from reports.render.incremental_update import Update
    from reports.render.page_fitting import fit
    from reports.render.personalised_pages import Texts, fill

    def lay_out(texts: Texts) -> Layout:
        return fit(job.document, engine.prepare(job.document, job.lot.common.filled(texts)))

    try:
        with _without_looking_for_garbage():
            engine = engine_of(job.faces)
            filled = fill(lay_out, job.lot.texts)
            if filled is None:
                return None
            update = Update(filled.pdf)
            tails = tuple(None if one is None else update.tail(one) for one in filled.drawn)
    except Exception:  # it need not be everybody's, and is told for whom it is
        return None
    return Copies(filled.pdf, tails, filled.pages)


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """A page is made of many objects, none of which goes before it is done."""
    gc.collect(1)  # what the last document left
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def make_chapter(job: Job) -> DrawnChapter | None:
    """Lay out and draw a chapter; None where the document has to be made as a whole.

    So it has where anything is wrong: it may be so only for want of the other chapters.
    """
    from reports.render.bound_pdf import draw
    from reports.render.page_fitting import fit

    try:
        with _without_looking_for_garbage():
            chapter = draw(fit(job.document, engine_of(job.faces).prepare(job.document, job.page)))
    except Exception:  # the whole may do without what failed here, or else tells it
        return None
    anchors = {name: page for name, (page, _x, _y) in chapter.anchors.items()}
    return DrawnChapter(len(chapter.pages), anchors, pickle.dumps(chapter))


def bind_chapters(job: BindJob) -> Product | None:
    """One file of all chapters; None where the document has to be made as a whole."""
    from reports.render.bound_pdf import bind
    from reports.render.page_fitting import fit

    document = job.document
    try:
        with _without_looking_for_garbage():
            layout = fit(document, engine_of(job.faces).prepare(document, job.page))
            pdf = bind(layout, [pickle.loads(one.data) for one in job.chapters])
    except Exception:  # as for a chapter
        return None
    return Product(pdf, sum(one.pages for one in job.chapters))


def out_of_memory(name: str) -> RenderingError:
    """A document that wants more memory than it may have."""
    return RenderingError(
        Problem(
            Place(name),
            _("needs more memory than it may have, and was stopped"),
            _("simplify it, or raise megabytes under [limits]"),
        )
    )


def unforeseen(name: str, error: BaseException) -> RenderingError:
    """A document on which something failed in a way that nobody foresaw."""
    return RenderingError(
        Problem(
            Place(name),
            _("something in it cannot be made"),
            _("look at what was changed last; -v shows more for the makers of the program"),
        ),
        details="".join(traceback.format_exception(error)),
    )


def _with_form(pdf: bytes, faces: tuple[Face, ...]) -> bytes:
    from reports.render.form_fields import finish_form  # whose library takes long to load

    return finish_form(pdf, typing_font(regular(faces)))


def _to_press(document: Document, press: Press, pdf: bytes) -> tuple[bytes, Sequence[Problem]]:
    from reports.press.conversion import to_press

    trim = (document.format.width, document.format.height)
    name, on = document.name, document.on
    return to_press(pdf, trim=trim, profile=press.profile, icc=press.icc, name=name, on=on)
