"""A book bound of chapters is the book laid out as a whole, and costs what changed."""

import dataclasses
import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from reports import shipped_folder
from reports.build import builder
from reports.build.builder import Failed, Made, make
from reports.commands.options import cache_folder
from reports.content.images import Asset
from reports.content.resolution import Resolution, Status
from reports.content.workspace import Content, load
from reports.documents.book import book
from reports.documents.document import A5, Document, Page
from reports.render.html_chapters import HtmlChapter, divide, empty_pages, page_numbers
from reports.storage.cache import Store
from tests.support import factories
from tests.support.counting import CountingExecutor
from tests.support.factories import DAY, sample
from tests.support.verapdf import validate
from tests.support.worded import RESOLUTION, source

pytestmark = factories.ENGINE

WHOLE = sample().resolutions[0]
SHORT = WHOLE.model_copy(update={"areas": WHOLE.areas[3:4]})
THREE = [SHORT.model_copy(update={"id": f"plan-{n}", "label": f"Beschluss {n}"}) for n in "abc"]
DRAFT = RESOLUTION.model_copy(update={"status": Status.DRAFT})
BOOKS: dict[str, tuple[Sequence[Resolution], dict[str, Any]]] = {
    "one": ([RESOLUTION], {}),
    "with its wording": ([RESOLUTION], {"sources": {RESOLUTION.id: source()}}),
    "a collection": (THREE, {}),
    "with a logo": ([SHORT], {}),
    "short": ([SHORT], {}),
    "a draft": ([DRAFT], {}),
    "a5": ([RESOLUTION], {"format": A5}),
    "text on the right": ([WHOLE], {"matrix": False}),
}

every_book = pytest.mark.parametrize(
    "name",
    # what else there is takes its time, and differs in nothing that matters here
    [pytest.param(name, marks=[pytest.mark.soak] * (i > 2)) for i, name in enumerate(BOOKS)],
)


def _book(name: str, content: Content | None = None) -> Document:
    resolutions, how = BOOKS[name]
    content = content or (_with_logo() if "logo" in name else sample())
    return book(content, resolutions, DAY, **how)


def _with_logo() -> Content:
    """Return the sample with a logo that fades out, which takes two objects in a PDF."""
    picture = Image.new("RGBA", (60, 40), (200, 0, 0, 255))
    picture.putalpha(Image.linear_gradient("L").resize((60, 40)))
    data = io.BytesIO()
    picture.save(data, "PNG")
    logo = Asset("logo.png", "image/png", data.getvalue())
    theme = dataclasses.replace(sample().theme, logo=logo, logo_text="Ein Bild")
    return dataclasses.replace(sample(), theme=theme)


def _make(
    document: Document, content: Content | None = None, store: Store | None = None
) -> tuple[Made | Failed, CountingExecutor]:
    executor = CountingExecutor()
    (result,) = make(
        content or sample(), [document], cache_folder(), executor=executor, store=store
    )
    return result, executor


@cache
def _bound(name: str) -> bytes:
    result, executor = _make(_book(name))
    assert isinstance(result, Made)
    assert executor.chapters
    assert not executor.wholes
    return result.pdf


@cache
def _whole(name: str) -> bytes:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(builder, "divide", lambda _page: None)
        result, executor = _make(_book(name))
    assert isinstance(result, Made)
    assert executor.wholes
    return result.pdf


@every_book
def test_pages_are_those_of_the_whole(name: str) -> None:
    bound, whole = _bound(name), _whole(name)
    # page numbers are written into a bound book last, so the order says nothing
    assert [sorted(text.split()) for text in factories.page_texts(bound)] == [
        sorted(text.split()) for text in factories.page_texts(whole)
    ]
    for page in range(factories.page_count(whole)):
        assert factories.pixels(bound, page).tobytes() == factories.pixels(whole, page).tobytes()


def _places(pdf: pikepdf.Pdf) -> Callable[[Any], tuple[int, list[float]]]:
    pages = [page.objgen for page in pdf.pages]
    return lambda dest: (pages.index(dest[0].objgen), _rounded(list(dest)[2:4]))


def _links(pdf: bytes) -> list[Any]:
    """Return every link with its page, its description and its destination."""
    with factories.opened(pdf) as document:
        names = document.Root.Names.Dests.Names
        place = _places(document)
        places = {str(names[i]): place(names[i + 1]) for i in range(0, len(names), 2)}
        assert list(places) == sorted(places)
        return [
            (
                number,
                _rounded(list(annotation.Rect.as_list())),
                str(annotation.Contents),
                places[str(annotation.Dest)],
            )
            for number, page in enumerate(document.pages)
            for annotation in page.get("/Annots", ())
        ]


def _rounded(numbers: Sequence[Any]) -> list[float]:
    return [round(float(number), 2) for number in numbers]


def _bookmarks(pdf: bytes) -> list[Any]:
    with factories.opened(pdf) as document:
        place = _places(document)

        def within(entries: Sequence[pikepdf.OutlineItem]) -> list[Any]:
            return [
                (entry.title, place(entry.destination), within(entry.children)) for entry in entries
            ]

        with document.open_outline() as outline:
            return within(outline.root)


def _tags(pdf: bytes) -> list[Any]:
    """Return the tags in reading order, each with its page and its attributes."""
    with factories.opened(pdf) as document:
        pages: list[Any] = [page.objgen for page in document.pages]

        def within(element: pikepdf.Object) -> Iterator[Any]:
            for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
                if not isinstance(kid, pikepdf.Dictionary):
                    yield "mark"  # its number is the page's own affair
                elif kid.get("/Type") == pikepdf.Name.MCR:
                    yield "mark"
                elif kid.get("/Type") == pikepdf.Name.OBJR:
                    yield "link"
                else:
                    page = pages.index(kid.Pg.objgen) if "/Pg" in kid else None
                    entries = [str(kid.get(key, "")) for key in ("/Alt", "/E", "/Lang", "/A")]
                    yield str(kid.S), page, entries, list(within(kid))

        ids = [str(entry.ID) for entry in document.objects if "/ID" in _keys(entry)]
        assert len(set(ids)) == len(ids)
        return list(within(document.Root.StructTreeRoot))


@every_book
def test_links_bookmarks_and_tags_are_those_of_the_whole(name: str) -> None:
    bound, whole = _bound(name), _whole(name)
    assert _links(bound) == _links(whole)
    assert _bookmarks(bound) == _bookmarks(whole)
    assert _tags(bound) == _tags(whole)


@every_book
def test_bound_book_is_a_whole_file(name: str) -> None:
    with factories.opened(_bound(name)) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.soak] * (name != "with its wording")) for name in BOOKS],
)
def test_bound_book_keeps_the_standards(name: str) -> None:
    for standard in ("ua1", "3a"):
        assert validate(_bound(name), standard) == ()


def test_chapters_share_their_fonts_and_what_says_who_made_it() -> None:
    def once(pdf: bytes) -> tuple[int, dict[str, str]]:
        with factories.opened(pdf) as document:
            fonts = [entry for entry in document.objects if "/FontFile2" in _keys(entry)]
            return len(fonts), {key: str(value) for key, value in document.docinfo.items()}

    assert once(_bound("a collection")) == once(_whole("a collection"))
    assert len(_bound("a collection")) < 1.15 * len(_whole("a collection"))


def _keys(entry: Any) -> Sequence[str]:
    return list(entry.keys()) if isinstance(entry, pikepdf.Dictionary) else []


def test_same_book_is_bound_the_same() -> None:
    again, _executor = _make(_book("one"))
    assert isinstance(again, Made)
    assert again.pdf == _bound("one")


# --- what changed -----------------------------------------------------------


def _worded(resolution: Resolution, summary: str) -> Resolution:
    """Return a resolution with another summary of its first measure."""
    area, *areas = resolution.areas
    measure, *measures = area.measures
    changed = measure.model_copy(update={"summary": summary})
    areas = [area.model_copy(update={"measures": (changed, *measures)}), *areas]
    return resolution.model_copy(update={"areas": tuple(areas)})


def test_changed_motion_costs_one_chapter(tmp_path: Path) -> None:
    """With a cache only the chapter that says something else is laid out again."""
    store = Store(tmp_path)
    _result, first = _make(_book("a collection"), store=store)
    assert first.chapters > 6
    changed = [THREE[0], _worded(THREE[1], "Etwas anderes."), THREE[2]]
    result, again = _make(book(sample(), changed, DAY), store=store)
    assert isinstance(result, Made)
    assert (again.chapters, again.wholes) == (1, 0)
    assert "Etwas anderes." in factories.one_line(factories.text_of(result.pdf))


def test_motion_that_grows_moves_the_pages_that_others_cite(tmp_path: Path) -> None:
    store = Store(tmp_path)
    _make(_book("a collection"), store=store)
    changed = [_worded(THREE[0], "Etwas mehr Text steht hier. " * 150), *THREE[1:]]
    document = book(sample(), changed, DAY)
    result, again = _make(document, store=store)
    assert isinstance(result, Made)
    assert 1 < again.chapters < 5  # the contents and the indexes as well, but no other motion
    alone, _executor = _make(document)
    assert isinstance(alone, Made)
    assert result.pdf == alone.pdf


# --- what cannot be parted --------------------------------------------------


NEED_THE_WHOLE = (
    "@page :first { margin-top: 40mm }",
    ".part { break-before: right }",
    "@page { @bottom-center { content: 'von ' counter(pages) } }",
    ".title { string-set: t content(first-letter) } @page { @top-center { content: string(t) } }",
    ".measure .lines::after { content: target-counter('#asked', page) }",
    "@page { @bottom-center { content: element(sign) } } .legend { position: running(sign) }",
)
"""Styles by which a chapter depends on the others, each in a way of its own."""

AS_WELL = (
    "@page :left { margin-left: 30mm }",
    "@page :right { @top-left { content: 'rechts' } }",
    "@page cover:left { margin: 0 }",
    "@media print { @page :left { margin-left: 30mm } }",
    "@page part { @bottom-left { content: none } } .part { page: part }",
    "@page { @bottom-center { content: 'Seite ' counter(page) } }",
    ".measure .lines::after { content: counter(page) }",
    ".measure { counter-increment: m } .measure .title::before { content: counter(m) }",
)
"""Other forms of these ways."""


@pytest.mark.parametrize(
    "style", [*NEED_THE_WHOLE, *(pytest.param(style, marks=pytest.mark.soak) for style in AS_WELL)]
)
def test_book_whose_style_needs_the_whole_is_made_as_one(style: str, tmp_path: Path) -> None:
    workspace = factories.workspace_in(tmp_path)
    (workspace / "styles").mkdir()
    shipped = (shipped_folder("styles") / "book.css").read_text("utf-8")
    (workspace / "styles/book.css").write_text(f"{shipped}\n{style}\n", "utf-8")
    content = load(workspace)
    result, executor = _make(_book("short", content), content)
    assert isinstance(result, Made)
    assert executor.wholes == 1


def test_book_with_numbers_on_right_pages_alone_is_made_as_one(tmp_path: Path) -> None:
    workspace = factories.workspace_in(tmp_path)
    (workspace / "styles").mkdir()
    shipped = (shipped_folder("styles") / "book.css").read_text("utf-8")
    before, left, after = shipped.partition("@page :left {")
    right_alone = before + after[after.index("@page :right {") :]
    assert left
    (workspace / "styles/book.css").write_text(right_alone, "utf-8")
    content = load(workspace)
    result, executor = _make(_book("short", content), content)
    assert isinstance(result, Made)
    assert executor.wholes == 1


def test_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    workspace = factories.workspace_in(tmp_path)
    (workspace / "templates/book").mkdir(parents=True)
    shipped = (shipped_folder("templates") / "book/parts.html").read_text("utf-8")
    wrong = shipped.replace('listed("asked"', 'listed("nowhere"')
    assert wrong != shipped
    (workspace / "templates/book/parts.html").write_text(wrong, "utf-8")
    content = load(workspace)
    result, _executor = _make(_book("short", content), content)
    assert isinstance(result, Failed)
    assert "nowhere" in str(result.error)


def test_character_that_no_font_has_is_told_of_a_chapter() -> None:
    changed = [THREE[0], _worded(THREE[1], "Ein 𓀀."), THREE[2]]
    result, _executor = _make(book(sample(), changed, DAY))
    assert isinstance(result, Failed)
    assert "U+13000" in str(result.error)


# --- numbers ----------------------------------------------------------------


def test_anchors_have_numbers_as_far_as_pages_before_them_are_counted() -> None:
    anchors = [{"cover": 0}, {"contents": 1}, {"a": 0, "b": 3}, {"c": 0}]
    assert page_numbers(anchors, [1, 2, 4, 1]) == {
        "cover": 1,
        "contents": 3,
        "a": 4,
        "b": 7,
        "c": 8,
    }
    assert page_numbers(anchors, [1, None, 4, 1]) == {"cover": 1}
    assert page_numbers(anchors, [1, 2, 4, 1], after_empty=[2])["a"] == 5


def test_empty_page_stands_before_a_chapter_that_would_begin_on_the_left() -> None:
    chapters = [HtmlChapter("", on_right=right) for right in (False, False, True, True)]
    assert empty_pages(chapters, [1, 1, 1, 1]) == (3,)
    assert empty_pages(chapters, [1, 2, 2, 1]) == (2,)
    assert empty_pages(chapters, [1, None, 2, 1]) == ()


def test_page_without_marks_has_no_chapters() -> None:
    assert divide(Page("<body><p>Text</p></body>", ())) is None
    assert divide(Page("<body><!-- chapter --><p>Text</p></body>", ())) is None
