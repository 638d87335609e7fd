"""Letters made together are those made one by one, and say nothing to one of another."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports import shipped_folder
from reports.build.builder import Failed, Made, make
from reports.commands.options import cache_folder
from reports.content.workspace import Content, load
from reports.documents.document import Document, Page
from reports.render.batches import Batch, find_batches
from reports.storage.cache import Store
from tests.support import factories
from tests.support.counting import CountingExecutor
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

NAMES = [
    "Ada Ä",
    "Erika Mustermann",
    "Jürgen van der Beispielhausen-Musterstädt",
    "Kim & Co",
    "Łukasz Žižka",
    "Олена Зразок",
]


def _letters(names: Sequence[str], content: Content | None = None) -> list[Document]:
    return [factories.letter_to(name, number, content) for number, name in enumerate(names)]


def _make(
    documents: Sequence[Document], content: Content | None = None
) -> tuple[list[Made | Failed], tuple[int, int]]:
    """Make letters; return them and how many were made together and alone."""
    executor = CountingExecutor()
    results = make(content or factories.sample(), documents, cache_folder(), executor=executor)
    return list(results), (executor.copies, executor.wholes)


def _pdfs(results: Sequence[Made | Failed]) -> list[bytes]:
    assert all(isinstance(result, Made) for result in results)
    return [result.pdf for result in results if isinstance(result, Made)]


def _drawn(pdf: bytes) -> list[Any]:
    """Return the instructions of each page, marks of the tags among them."""
    with factories.opened(pdf) as document:
        return [
            [
                (str(instruction.operator), [repr(operand) for operand in instruction.operands])
                for instruction in instructions
            ]
            for instructions in map(pikepdf.parse_content_stream, document.pages)
        ]


def _tags(pdf: bytes) -> list[Any]:
    """Return the tags, each with its marks on the page, in reading order."""

    def within(element: pikepdf.Object) -> Iterator[Any]:
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                yield str(kid.get("/S", kid.get("/Type"))), list(within(kid))
            else:
                yield int(kid)

    with factories.opened(pdf) as document:
        return list(within(document.Root.StructTreeRoot))


def test_letters_made_together_are_those_made_alone() -> None:
    documents = _letters(NAMES)
    results, counts = _make(documents)
    assert counts == (len(NAMES), 0)
    for document, pdf in zip(documents, _pdfs(results), strict=True):
        alone = factories.pdf_of(factories.sample(), document)
        assert (
            factories.pixels(pdf, dpi=150).tobytes() == factories.pixels(alone, dpi=150).tobytes()
        )
        assert factories.text_of(pdf) == factories.text_of(alone)
        assert (_drawn(pdf), _tags(pdf)) == (_drawn(alone), _tags(alone))


def test_letters_made_together_keep_the_standards() -> None:
    results, _counts = _make(_letters(NAMES))
    # the first is the one that the others are made of
    for pdf in _pdfs(results)[:2]:
        for standard in ("ua1", "3a"):
            assert validate(pdf, standard) == ()


def test_letter_says_nothing_of_anybody_else() -> None:
    results, _counts = _make(_letters(NAMES))
    for number, pdf in enumerate(_pdfs(results)):
        text = factories.text_of(pdf)
        for other, name in enumerate(NAMES):
            assert (name in text) == (number == other)
        # and it has no older drawing, which a program might still dig out
        assert pdf.count(b"/Type /XRef") == 2
        with factories.opened(pdf[: pdf.index(b"%%EOF") + 5]) as head:
            assert all(page.Contents.read_bytes() == b"" for page in head.pages)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Wolkenstein-" * 6 + "Muster", "more than a line"),
        ("Wolkenstein-" * 12 + "Muster", "more than a line, and more than a blank holds"),
        ("Muster\n  Frau", "white space that a page does not show"),
        ("محمد مثال", "letters of another script, and a line of another height"),
    ],
)
def test_letter_whose_name_changes_the_page_is_made_alone(name: str, why: str) -> None:
    documents = _letters([*NAMES, name])
    results, counts = _make(documents)
    assert counts == (len(NAMES), 1), why
    for document, pdf in zip(documents, _pdfs(results), strict=True):
        assert _drawn(pdf) == _drawn(factories.pdf_of(factories.sample(), document))


@pytest.mark.parametrize(
    "style",
    [
        ".text p { text-align: center }",
        pytest.param(
            ".to { float: right } .field { display: block }",
            marks=pytest.mark.soak,
        ),
        ".text p:first-child { display: table; border: 1pt solid }",
        pytest.param(
            ".text p:first-child::after { content: ' Guten Morgen' }",
            marks=pytest.mark.soak,
        ),
        ".text p { string-set: n content() } @page { @bottom-center { content: string(n) } }",
        pytest.param(
            ".text p:first-child { bookmark-level: 2; bookmark-label: content() }",
            marks=pytest.mark.soak,
        ),
    ],
)
def test_style_in_which_a_name_moves_other_things_makes_letters_alone(
    style: str, tmp_path: Path
) -> None:
    workspace = factories.workspace_in(tmp_path)
    (workspace / "styles").mkdir(exist_ok=True)
    shipped = shipped_folder("styles") / "letter.css"
    (workspace / "styles/letter.css").write_text(f"{shipped.read_text('utf-8')}\n{style}\n")
    content = load(workspace)
    documents = _letters(NAMES, content)
    results, (_together, alone) = _make(documents, content)
    assert alone
    for document, pdf in zip(documents, _pdfs(results), strict=True):
        assert _drawn(pdf) == _drawn(factories.pdf_of(content, document))


def test_letter_with_a_character_that_no_font_has_fails_alone() -> None:
    results, _counts = _make(_letters([*NAMES, "Muster 𓀀"]))
    *others, last = results
    assert isinstance(last, Failed)
    assert "0006" in str(last.error)
    assert len(_pdfs(others)) == len(NAMES)


def test_letters_that_are_finished_otherwise_are_made_alone() -> None:
    documents = [dataclasses.replace(letter, form=True) for letter in _letters(NAMES)]
    results, counts = _make(documents)
    assert counts == (0, len(NAMES))
    assert len(_pdfs(results)) == len(NAMES)


def test_letter_is_never_kept(tmp_path: Path) -> None:
    """Letters with names are not put into the cache of finished documents."""
    store = Store(tmp_path)
    for _time in range(2):
        results = list(make(factories.sample(), _letters(NAMES), cache_folder(), store=store))
        assert all(isinstance(result, Made) and result.fresh for result in results)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


# --- what belongs together --------------------------------------------------


def _batches(*pages: str, settings: Sequence[str] = ()) -> list[Batch]:
    settings = settings or [""] * len(pages)
    return find_batches(
        (setting, Page(page, ())) for setting, page in zip(settings, pages, strict=True)
    )


PAGE = "<h1>Brief</h1><p>Liebe {}</p><p>wie <b>{}</b> steht</p>"


def test_texts_alone_in_an_element_are_blanks_where_they_differ() -> None:
    pages = [PAGE.format(name, "oben") for name in ("Ada", "Bea", "Cem", "Dora")]
    (batch,) = _batches(*pages)
    assert batch.members == (0, 1, 2, 3)
    assert batch.texts == (("Liebe Ada",), ("Liebe Bea",), ("Liebe Cem",), ("Liebe Dora",))
    filled = batch.common.filled(batch.texts[1]).html
    assert filled == pages[1].replace("<p>Liebe", '<p data-blank="0">Liebe')


def test_pages_that_differ_elsewhere_are_in_batches_of_their_own() -> None:
    first = [PAGE.format(name, "oben") for name in "abcd"]
    second = [page.replace("Brief", "Mahnung") for page in first]
    mixed = [page for pair in zip(first, second, strict=True) for page in pair]
    assert [batch.members for batch in _batches(*mixed)] == [(0, 2, 4, 6), (1, 3, 5, 7)]


def test_pages_of_other_settings_are_in_batches_of_their_own() -> None:
    pages = [PAGE.format(name, "oben") for name in "abcdefgh"]
    batches = _batches(*pages, settings=["de", "en"] * 4)
    assert [batch.members for batch in batches] == [(0, 2, 4, 6), (1, 3, 5, 7)]


def test_few_pages_are_in_no_batch() -> None:
    assert _batches(*[PAGE.format(name, "oben") for name in "abc"]) == []


def test_many_pages_are_shared_out_evenly() -> None:
    batches = _batches(*[PAGE.format(number, "oben") for number in range(501)])
    assert [len(batch.members) for batch in batches] == [167, 167, 167]
    assert [member for batch in batches for member in batch.members] == list(range(501))
