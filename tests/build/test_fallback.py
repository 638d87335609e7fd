"""A fast way that fails gives way to the plain one, which makes the same and is reported once."""

from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from reports.build import builder
from reports.build.builder import NO_FALLBACK, Failed, Fallback, Made, make
from reports.build.jobs import make_batch
from reports.cli import main
from reports.commands.options import cache_folder
from reports.content.workspace import Content
from reports.documents.book import book
from reports.documents.document import Document
from reports.errors import Exit, Place, Problem
from reports.mail import outbox
from reports.processes.process_pool import InlineExecutor
from reports.render import bound_pdf, folios, personalised_pages
from reports.storage.cache import Store
from tests.support import factories
from tests.support.counting import CountingExecutor
from tests.support.factories import DAY, sample

pytestmark = factories.ENGINE

NAMES = ["Ada Muster", "Erika Muster", "Kim & Co", "Max Mustermann", "Ute Beispiel"]
INSIDE_OF_ENGINE = [(bound_pdf, "add_outlines"), (folios, "split_first_line")]
"""Parts of the engine that only the fast way of books uses: in binding, and in page numbers."""


@pytest.fixture(autouse=True)
def _with_fallback(monkeypatch: pytest.MonkeyPatch, _no_fallback: None) -> None:
    """Let the plain way be taken, as it is for a user."""
    monkeypatch.delenv(NO_FALLBACK)


def _fail(*_arguments: Any, **_options: Any) -> NoReturn:
    """Stand in for a part of the engine that is no longer what it was."""
    raise AttributeError("no attribute 'pango_layout'")


def _book() -> Document:
    (resolution,) = sample().resolutions
    return book(sample(), [resolution.model_copy(update={"areas": resolution.areas[3:4]})], DAY)


def _letters() -> list[Document]:
    return [factories.letter_to(name, number) for number, name in enumerate(NAMES)]


def _make(
    documents: list[Document], executor: InlineExecutor, store: Store | None = None
) -> list[Made | Failed]:
    return list(make(sample(), documents, cache_folder(), executor=executor, store=store))


@pytest.mark.parametrize(("module", "name"), INSIDE_OF_ENGINE)
def test_book_is_laid_out_in_one_piece_where_binding_fails(
    module: Any, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(builder, "divide", lambda _page: None)
    (plain,) = _make([_book()], CountingExecutor())
    monkeypatch.undo()
    monkeypatch.delenv(NO_FALLBACK, raising=False)
    monkeypatch.setattr(module, name, _fail)
    executor = CountingExecutor()
    store = Store(tmp_path)
    (result,) = _make([_book()], executor, store)
    assert isinstance(plain, Made)
    assert isinstance(result, Made)
    assert result.pdf == plain.pdf
    assert executor.chapters
    assert executor.wholes == 1
    assert result.fallback
    assert result.fallback.note.place.file == result.document.name
    assert "the result is the same" in result.fallback.note.remedy
    assert "no attribute 'pango_layout'" in result.fallback.details
    (again,) = _make([_book()], executor, store)  # it is in the store, and nothing is slow
    assert isinstance(again, Made)
    assert again.fallback is None


@pytest.mark.parametrize("part", ["divide", "Binding"])
def test_book_is_laid_out_in_one_piece_where_it_cannot_be_divided(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, part, _fail)
    (result,) = _make([_book()], InlineExecutor())
    assert isinstance(result, Made)
    assert result.fallback


def test_letters_are_made_one_by_one_where_making_them_together_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = [factories.pdf_of(sample(), letter) for letter in _letters()]
    monkeypatch.setattr(personalised_pages, "draw_text", _fail)
    executor = CountingExecutor()
    results = _make(_letters(), executor)
    assert [result.pdf for result in results if isinstance(result, Made)] == alone
    assert (executor.copies, executor.wholes) == (0, len(NAMES))
    first, *others = [result.fallback for result in results if isinstance(result, Made)]
    assert first
    assert first.note.place.file == "letters"
    assert "no attribute 'pango_layout'" in first.details
    assert others == [None] * (len(NAMES) - 1)  # it is said once


def test_letters_of_a_lost_batch_are_made_one_by_one() -> None:
    class LosingExecutor(InlineExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            if fn is not make_batch:
                return super().submit(fn, *args, **kwargs)
            lost: Future[Any] = Future()
            lost.set_exception(BrokenExecutor())
            return lost

    results = _make(_letters(), LosingExecutor())
    pdfs = [result.pdf for result in results if isinstance(result, Made)]
    assert pdfs == [factories.pdf_of(sample(), letter) for letter in _letters()]


def test_failure_of_a_fast_way_is_an_error_where_the_environment_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(NO_FALLBACK, "1")
    monkeypatch.setattr(bound_pdf, "add_outlines", _fail)
    monkeypatch.setattr(personalised_pages, "draw_text", _fail)
    results = _make([_book(), *_letters()], InlineExecutor())
    for result in results:
        assert isinstance(result, Failed)
        assert result.error.exit is Exit.RENDERING
        assert "no attribute 'pango_layout'" in result.error.details


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("command", [["book"], ["mail", "parteitag"]])
def test_command_says_once_what_was_slower(
    command: list[str],
    verbose: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    workspace: Path,
) -> None:
    fallback = Fallback(
        Problem(Place("letters"), "made more slowly", "the result is the same"), "the traceback"
    )

    def make_slowly(_content: Content, documents: Iterable[Document], *_: Any, **__: Any) -> Any:
        for number, document in enumerate(documents):
            yield Made(document, b"%PDF-1.7", "", 1, fallback=None if number else fallback)

    monkeypatch.setattr(builder, "make", make_slowly)
    monkeypatch.setattr(
        outbox.Outbox, "make_documents", lambda *_: make_slowly(sample(), _letters())
    )
    options = ["-w", str(workspace), "-o", str(tmp_path / "out"), *["-v"] * verbose]
    ran = CliRunner().invoke(main, [*command, *options])
    assert ran.stderr.count("letters: made more slowly – the result is the same\n") == 1
    assert ("the traceback" in ran.stderr) == verbose
