"""Jobs: what a worker process does to make one document.

A job is a pure value that can be sent to another process or machine. The engine, the fonts
and the parsed style sheets are made once per process and kept.

An ordinary job returns its error, so that one document does not stop the others. A job of a
fast way (a chapter, a bound book, a batch of copies) has three outcomes: it returns its
result; it returns None for a known reason why the plain way has to be taken; and for
anything unforeseen it raises RenderingError, so that the plain way can be taken and the
failure reported.
"""

from __future__ import annotations

import atexit
import gc
import pickle
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reports.documents.context import Context
from reports.documents.document import Document, Page
from reports.errors import CheckError, HandzettelError, Place, Problem, RenderingError
from reports.i18n import _
from reports.render.batches import Batch
from reports.render.drawn_chapter import UnbindableError
from reports.render.font_faces import Face, regular, typing_font
from reports.storage.cache import Store

if TYPE_CHECKING:  # the process that only submits jobs does not load the engine
    from reports.content.press_profile import Press
    from reports.render.engine import Engine, Layout
    from reports.render.templates import Writer


MOST_GARBAGE = 200_000
"""Objects since the last collection of garbage after which it is collected: some 30 MB."""


@dataclass(frozen=True)
class WriteJob:
    """A document to be written as HTML with the templates and styles of a workspace."""

    document: Document
    workspace: Path

    @property
    def weight(self) -> int:
        """By how much the time limit of one job is multiplied."""
        return self.document.weight


@dataclass(frozen=True)
class Job:
    """A document that is written as HTML and waits to be laid out."""

    document: Document
    """Without its template's context, which is in the page by now."""
    page: Page
    faces: tuple[Face, ...]
    """The fonts of its theme and of the languages it is in, and no others."""

    @property
    def weight(self) -> int:
        """By how much the time limit of one job is multiplied."""
        return self.document.weight


@dataclass(frozen=True)
class Product:
    """A finished file."""

    pdf: bytes
    """A PDF; of a picture for the screen a PNG."""
    pages: int
    findings: tuple[Problem, ...] = ()
    """What a print shop may refuse, or looks poor on paper; the PDF was made nevertheless."""


@dataclass(frozen=True)
class BatchJob:
    """Documents that differ in a few words, to be made together."""

    document: Document
    """The first of them, as in a job."""
    batch: Batch
    faces: tuple[Face, ...]

    @property
    def weight(self) -> int:
        """By how much the time limit of one job is multiplied."""
        # a copy takes about a hundredth of the time of a document that is laid out
        return 1 + len(self.batch.members) // 100


@dataclass(frozen=True)
class PersonalisedCopies:
    """The finished PDFs of a batch, which begin with the same bytes."""

    head: bytes
    tails: tuple[bytes | None, ...]
    """What follows the head in each PDF; None for a document that must be laid out alone."""
    pages: int


@dataclass(frozen=True)
class PackedChapter:
    """A drawn chapter, pickled, with the facts needed for numbering the others."""

    pages: int
    anchors: Mapping[str, int]
    """For each anchor its page within the chapter, from 0."""
    data: bytes
    """A pickled DrawnChapter, which only a process that has loaded the engine can read."""


@dataclass(frozen=True)
class BindJob:
    """The chapters of one book, to be bound into one PDF."""

    document: Document
    page: Page
    """Two pages in which every face is used: the chapters share its fonts."""
    faces: tuple[Face, ...]
    chapters: tuple[PackedChapter, ...]

    @property
    def weight(self) -> int:
        """By how much the time limit of one job is multiplied."""
        return self.document.weight


_store: Store | None = None
"""What is slow to make and the same for many documents is kept in it, if a process has one."""


def prepare_process(cache: Path) -> None:
    """Prepare a worker process before its first job.

    Args:
        cache: The user's cache folder; parsed hyphenation patterns and the like are kept in it.
    """
    gc.freeze()  # the modules loaded so far stay: the garbage collector need not visit them
    gc.disable()  # each document looks to it
    from reports.render.engine_start import keep_hyphenation

    global _store  # noqa: PLW0603  # there is one such state in a process
    _store = Store(cache / "store")
    keep_hyphenation(_store)


def without_context(document: Document) -> Document:
    """Return the document without what only its template needs, to send less to a worker."""
    return replace(document, context=Context(), sides=tuple(map(without_context, document.sides)))


def engine_of(faces: tuple[Face, ...]) -> Engine:
    """Return this process's engine for a set of fonts.

    Each set has an engine of its own: with a common one, a letter that a document's fonts
    lack would be taken from the fonts of another document.
    """
    from reports.render.engine import Engine

    if faces not in _engines:
        _engines[faces] = Engine(faces)
    return _engines[faces]


_engines: dict[tuple[Face, ...], Engine] = {}
atexit.register(_engines.clear)  # the engine cannot be taken down with the interpreter


def write_page(job: WriteJob) -> Page | HandzettelError:
    """Fill in a document's templates; return the error if that fails."""
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
    """Return the writer of the workspace that this process works for.

    It keeps each template that it has compiled.
    """
    from reports.render.templates import Writer

    return Writer(workspace)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause garbage collection: a page is many objects, all needed until it is done.

    A process of a pool has it paused for good; then what documents left is collected here,
    when it has become much.
    """
    if gc.get_count()[0] > MOST_GARBAGE:
        gc.collect()
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _lay_out(job: Job) -> Layout:
    """Return the layout of a document or chapter, fitted to its budget; without one, balanced."""
    from reports.render.last_pages import balanced
    from reports.render.page_fitting import fit

    lay_out = engine_of(job.faces).prepare(job.document, job.page)
    return fit(job.document, balanced(lay_out) if job.document.pages is None else lay_out)


def make_job(job: Job) -> Product | HandzettelError:
    """Lay out, write and finish one document; return the error if that fails."""
    document = job.document
    try:
        with _garbage_collection_paused():
            layout = _lay_out(job)
            pdf = layout.write()
            _prove(document, pdf)
            findings: Sequence[Problem] = ()
            if document.assets and not document.press:
                findings = _blurred_pictures(document, pdf)
            if document.format.pixels:
                pdf = _as_picture(pdf, document.format.pixels)
            elif document.form:
                pdf = _with_form(pdf, job.faces)
            if document.press:
                pdf, findings = _to_press(document, document.press, pdf)
    except HandzettelError as error:
        return error
    except MemoryError:
        return out_of_memory(document.name)
    except Exception as error:  # no library documents what it may raise on odd content
        return unforeseen(document.name, error)
    return Product(pdf, layout.pages, tuple(findings))


_FastJob = TypeVar("_FastJob", Job, BatchJob, BindJob)
_Result = TypeVar("_Result")


def _fast_way(
    function: Callable[[_FastJob], _Result | None],
) -> Callable[[_FastJob], _Result | None]:
    """Have a job of a fast way return None for a known reason not to take it.

    A fault of the content (RenderingError, BudgetError) is such a reason: it may be there
    only because a part was laid out without the rest, or it is one person's fault and not
    everybody's. If it is real, the plain way meets it again and reports it. Any other
    exception becomes a RenderingError with the traceback as details.
    """

    @wraps(function)
    def call(job: _FastJob) -> _Result | None:
        """Do the job; return None for a known reason, raise RenderingError for any other."""
        try:
            with _garbage_collection_paused():
                return function(job)
        except (UnbindableError, HandzettelError, MemoryError):
            return None
        except Exception as error:  # the engine's inside may fail in any way; it can be sent back
            raise unforeseen(job.document.name, error) from None

    return call


@_fast_way
def make_batch(job: BatchJob) -> PersonalisedCopies | None:
    """Make the copies of a batch; return None if each has to be laid out alone.

    Raises:
        RenderingError: For an unforeseen failure, with the traceback as details.
    """
    from reports.render.incremental_update import Update
    from reports.render.page_fitting import fit
    from reports.render.personalised_pages import Texts, personalise

    def lay_out(texts: Texts) -> Layout:
        """Lay out the copy with these texts."""
        return fit(job.document, engine.prepare(job.document, job.batch.common.filled(texts)))

    engine = engine_of(job.faces)
    copies = personalise(lay_out, job.batch.texts)
    if copies is None:
        return None
    update = Update(copies.pdf)
    tails = tuple(None if streams is None else update.tail(streams) for streams in copies.streams)
    _prove_widest(job, copies.pdf, tails)
    return PersonalisedCopies(copies.pdf, tails, copies.pages)


@_fast_way
def make_chapter(job: Job) -> PackedChapter | None:
    """Lay out and draw a chapter; return None if the book must be laid out in one piece.

    Raises:
        RenderingError: For an unforeseen failure, with the traceback as details.
    """
    from reports.render.bound_pdf import draw

    chapter = draw(_lay_out(job))
    anchors = {name: page for name, (page, _x, _y) in chapter.anchors.items()}
    return PackedChapter(len(chapter.pages), anchors, pickle.dumps(chapter))


@_fast_way
def bind_chapters(job: BindJob) -> Product | None:
    """Bind chapters into one PDF; return None if the book must be laid out in one piece.

    Raises:
        RenderingError: For an unforeseen failure, with the traceback as details.
    """
    from reports.render.bound_pdf import bind
    from reports.render.page_fitting import fit

    document = job.document
    layout = fit(document, engine_of(job.faces).prepare(document, job.page))
    pdf = bind(layout, [pickle.loads(chapter.data) for chapter in job.chapters])
    _prove(document, pdf)
    return Product(pdf, sum(chapter.pages for chapter in job.chapters))


def _prove(document: Document, pdf: bytes) -> None:
    """Raise CheckError if a finished document cannot be read as it is printed."""
    from reports.press.page_proof import page_problems

    if problems := page_problems(pdf, document.name, document.smallest):
        raise CheckError(problems)


def _as_picture(pdf: bytes, pixels: tuple[int, int]) -> bytes:
    """Return the page of a finished document as PNG."""
    from reports.render.page_image import page_as_png  # its libraries take long to load

    return page_as_png(pdf, *pixels)


def _blurred_pictures(document: Document, pdf: bytes) -> Sequence[Problem]:
    """Return the pictures of a finished document that look blurred in its format."""
    from reports.press.picture_resolution import blurred_pictures, enlarged_pictures

    files = [asset.name for asset in document.assets if asset.media_type != "image/svg+xml"]
    name = f"{document.name} ({files[0]})" if len(files) == 1 else document.name
    if document.format.pixels:
        return enlarged_pictures(pdf, name, document.format.pixels[0])
    return blurred_pictures(pdf, name)


def _prove_widest(job: BatchJob, head: bytes, tails: Sequence[bytes | None]) -> None:
    """Raise CheckError if a copy of a batch cannot be read as it is printed.

    Looked at are those with the longest text in each blank: the copies are alike but for these,
    and a shorter text takes no more room.
    """
    together = [number for number, tail in enumerate(tails) if tail is not None]
    blanks = range(len(job.batch.texts[0]))
    widest = {
        max(together, key=lambda i: len(job.batch.texts[i][blank])) for blank in blanks if together
    }
    for number in widest or together[:1]:
        _prove(job.document, head + (tails[number] or b""))


def out_of_memory(name: str) -> RenderingError:
    """Return the error for a document that needs more memory than its limit."""
    return RenderingError(
        Problem(
            Place(name),
            _("needs more memory than it may have, and was stopped"),
            _("simplify it, or raise megabytes under [limits]"),
        )
    )


def unforeseen(name: str, error: BaseException) -> RenderingError:
    """Return the error for a document that failed with an exception nobody expected.

    Its details are the traceback of that exception.
    """
    return RenderingError(
        Problem(
            Place(name),
            _("something in it cannot be made"),
            _("look at what was changed last; -v shows more for the makers of the program"),
        ),
        details="".join(traceback.format_exception(error)),
    )


def _with_form(pdf: bytes, faces: tuple[Face, ...]) -> bytes:
    """Return a PDF whose form fields can be typed in, in the regular face."""
    from reports.render.form_fields import finish_form  # its library takes long to load

    return finish_form(pdf, typing_font(regular(faces), _store))


def _to_press(document: Document, press: Press, pdf: bytes) -> tuple[bytes, Sequence[Problem]]:
    """Return the PDF for a print shop, and what the shop may refuse.

    Raises CheckError if a QR code on it cannot be read.
    """
    from reports.press.conversion import to_press
    from reports.press.press_codes import press_code_problems

    trim = (document.format.width, document.format.height)
    name, on = document.name, document.on
    converted, findings = to_press(
        pdf,
        trim=trim,
        profile=press.profile,
        icc=press.icc,
        name=name,
        on=on,
        inks=document.theme.inks,
        folds=document.folds,
    )
    if unread := press_code_problems(converted, name):
        raise CheckError(unread)
    return converted, findings
