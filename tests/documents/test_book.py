"""The book: what it says, its links, indexes and heads, and what forms it has."""

import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from reports.content.demands import demands
from reports.content.resolution import Basis, Request, Resolution, Status
from reports.documents.book import LARGE_PRINT, book
from reports.documents.document import A4, A5
from reports.press.declared_type import declared_smallest
from reports.press.page_proof import page_problems
from reports.text.typography import line_reference
from tests.support import factories
from tests.support.factories import DAY, letters, sample
from tests.support.printed_books import FORMATS, MEASURES, book_pdf, links_of, targets_of, words_of
from tests.support.timing import seconds
from tests.support.verapdf import validate
from tests.support.worded import RESOLUTION, book_with_wording, source

pytestmark = factories.ENGINE


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Make the book without the wording."""
    return book_pdf()


def _second(**changes: Any) -> Resolution:
    update = {"id": "zweiter-beschluss", "title": "Zweiter Beschluss", "label": "Beschluss 02"}
    return RESOLUTION.model_copy(update=update | {"areas": RESOLUTION.areas[:2]} | changes)


@cache
def _collection() -> bytes:
    return book_pdf(RESOLUTION, _second(status=Status.DRAFT))


def _bookmarks(pdf: bytes) -> list[str]:
    def titles(bookmarks: Any) -> Iterator[str]:
        for bookmark in bookmarks:
            yield bookmark.title
            yield from titles(bookmark.children)

    with factories.opened(pdf) as document, document.open_outline() as outline:
        return [factories.one_line(title) for title in titles(outline.root)]


# --- what it says ------------------------------------------------------------


def test_book_has_each_measure_with_title_text_lines_and_who_is_asked(plain: bytes) -> None:
    text = letters(factories.text_of(plain))
    names = {addressee.id: addressee.name for addressee in sample().addressees}
    for measure in MEASURES:
        assert letters(f"{measure.id} {measure.title} {measure.summary}") in text
        assert letters(line_reference(measure.lines)) in text
        for request in measure.addressees:
            where = line_reference(request.lines) if request.lines else "abgeleitet"
            assert letters(names[request.id] + where) in text, (measure.id, request.id)


def test_cover_says_what_the_resolution_is_and_where_it_comes_from(plain: bytes) -> None:
    cover = factories.page_texts(plain)[0]
    for words in (
        RESOLUTION.title,
        RESOLUTION.label,
        RESOLUTION.body or "",
        "25. Juni 2016",
        "K 01",
    ):
        assert words in cover
    assert "Stadtvorstand" in cover


def test_cover_names_a_body_that_also_publishes_once() -> None:
    organisation = sample().settings.organisation
    resolution = RESOLUTION.model_copy(update={"body": organisation.name})
    assert factories.page_texts(book_pdf(resolution))[0].count(organisation.name) == 1


def test_deadline_of_a_measure_is_printed() -> None:
    (resolution,) = factories.with_areas(
        factories.area_of(factories.measure_of("7.A", deadline=DAY))
    ).resolutions
    assert "22. November 2026" in factories.text_of(book_pdf(resolution))


def test_index_has_an_entry_for_each_demand_with_lines_and_page(plain: bytes) -> None:
    text = letters(factories.text_of(plain))
    pages = targets_of(plain)
    for measure in MEASURES:
        page = pages[f"{RESOLUTION.id}-{measure.id}"]
        for request in measure.addressees:
            sign = "●" if request.lines else "○"
            lines = line_reference(request.lines or measure.lines)
            entry = f"{sign}{measure.id}{measure.title},{lines},S.{page}"
            assert letters(entry) in text, entry


def test_index_of_partners_has_each_with_its_measures(plain: bytes) -> None:
    text = letters(factories.text_of(plain))
    pages = targets_of(plain)
    for measure in MEASURES:
        entry = f"{measure.id}{measure.title},{line_reference(measure.lines)}"
        for _partner in measure.partners:
            assert letters(f"{entry},S.{pages[f'{RESOLUTION.id}-{measure.id}']}") in text
    partners = {factories.one_line(partner) for measure in MEASURES for partner in measure.partners}
    assert partners <= set(_bookmarks(plain))


def test_contents_lead_to_the_pages_they_name(plain: bytes) -> None:
    listing = letters("".join(factories.page_texts(plain)[1:3]))
    pages = targets_of(plain)
    for area in RESOLUTION.areas:
        titles = {str(area.number): area.title}
        titles |= {measure.id: measure.title or "" for measure in area.measures}
        for name, title in titles.items():
            anchor = f"area-{name}" if name == str(area.number) else name
            page = pages[f"{RESOLUTION.id}-{anchor}"]
            assert re.search(rf"{re.escape(letters(name + title))}\.*{page}", listing)


def test_matrix_marks_each_demand_and_can_be_left_out(plain: bytes) -> None:
    without = factories.text_of(book_pdf(matrix=False))
    for sign, named in (("●", True), ("○", False)):
        demands = sum(
            (request.lines is not None) is named
            for measure in MEASURES
            for request in measure.addressees
        )
        # beside those of the index, and one in each legend
        assert without.count(sign) == demands + 1
        assert factories.text_of(plain).count(sign) == 2 * (demands + 1)


def test_head_of_the_matrix_stands_on_each_of_its_pages() -> None:
    pdf = book_pdf(sample().resolutions[0])
    pages = factories.page_texts(pdf)[targets_of(pdf)[f"{RESOLUTION.id}-matrix"] - 1 :]
    assert len(pages) > 1
    for page in pages:
        assert "Maßnahme" in page


def _with_addressees(*names: str) -> bytes:
    """Return the book of a resolution whose first measure asks all these."""
    first = sample().addressees[0]
    addressees = [
        first.model_copy(update={"id": f"wer-{i}", "name": name}) for i, name in enumerate(names)
    ]
    requests = tuple(Request(id=who.id, basis=Basis.DERIVED) for who in addressees)
    area = RESOLUTION.areas[0]
    measure = area.measures[0].model_copy(update={"addressees": requests})
    areas = (area.model_copy(update={"measures": (measure,)}),)
    resolution = RESOLUTION.model_copy(update={"areas": areas})
    content = dataclasses.replace(sample(), addressees=tuple(addressees), resolutions=(resolution,))
    return factories.pdf_of(content, book(content, [resolution], DAY))


def _matrix_of(pdf: bytes) -> list[tuple[float, float, str]]:
    """Return the words on the page of the matrix with their left edges and baselines."""
    page = targets_of(pdf)[f"{RESOLUTION.id}-matrix"]
    return [(left, bottom, word) for at, left, bottom, word in words_of(pdf) if at == page]


def test_long_name_stays_within_the_head_of_the_matrix() -> None:
    name = "Ausschüsse für Stadtentwicklung, Bauen und Wohnen der Ortschaften"
    words = _matrix_of(_with_addressees(name, "Stadtrat"))
    top = next(bottom for _left, bottom, word in words if word == "gefragt")
    for part in ("Ausschüsse", "Stadtentwicklung", "Ortschaften"):
        assert len([word for _left, bottom, word in words if word == part and bottom < top]) == 1


def test_name_without_room_over_the_matrix_has_a_number_and_a_key() -> None:
    name = "Bevollmächtigte der sächsischen Landesarbeitsgemeinschaften für " * 3 + "Teilhabe"
    words = _matrix_of(_with_addressees("Stadtrat", name))
    text = factories.one_line(" ".join(word for _left, _bottom, word in words))
    assert f"1 {name}" in text
    legend = min(bottom for _left, bottom, word in words if word == "abgeleitet")
    assert [left for left, bottom, word in words if word == "1" and bottom < legend - 20]


def test_many_who_are_asked_share_the_width_of_several_tables() -> None:
    names = [f"Fachausschuss {number}" for number in range(60)]
    pdf = _with_addressees(*names)
    pages = " ".join(factories.page_texts(pdf)[targets_of(pdf)[f"{RESOLUTION.id}-matrix"] - 1 :])
    assert pages.count("Maßnahme") == 3
    assert pages.count("○") == len(names) + 1
    width = factories.trim_sizes(pdf)[0][0] / 25.4 * 72
    assert all(left < width * 0.91 for left, _b, word in _matrix_of(pdf) if word != "Muster")


def test_indexes_and_matrix_of_a_short_book_share_a_page() -> None:
    pdf = _with_addressees("Stadtrat", "Bund")
    assert targets_of(pdf)["asked"] == targets_of(pdf)[f"{RESOLUTION.id}-matrix"]


def test_where_nobody_is_asked_there_is_neither_index_nor_matrix() -> None:
    text = factories.text_of(_with_addressees())
    assert "Wer ist gefragt?" not in text
    assert "Wer wofür gefragt ist" not in text


def test_index_repeats_a_name_whose_entries_go_on() -> None:
    whole = sample().resolutions[0]
    pdf = book_pdf(whole)
    targets = targets_of(pdf)
    pages = factories.page_texts(pdf)[targets["asked"] - 1 : targets["partners"] - 1]
    name = max(sample().addressees, key=lambda who: len(list(demands([whole], who.id)))).full_name
    assert " ".join(pages).count(name) > 1
    for page in pages[1:]:
        assert re.match(r"(?:Wer ist gefragt\?\s+)?[^●○\d]", page)


def test_title_is_not_repeated_in_the_head_above_it(plain: bytes) -> None:
    pages, targets = factories.page_texts(plain), targets_of(plain)
    assert pages[1].count("Inhalt") == 1
    assert pages[targets["asked"] - 1].count("Wer ist gefragt?") == 1
    for area in RESOLUTION.areas:
        page = pages[targets[f"{RESOLUTION.id}-area-{area.number}"] - 1]
        assert f"Bereich {area.number} · " not in page


@pytest.mark.parametrize("areas", [1, 8])
def test_text_begins_on_the_right_after_contents_of_any_length(areas: int) -> None:
    whole = sample().resolutions[0]
    pdf = book_pdf(whole.model_copy(update={"areas": whole.areas[:areas]}))
    pages = factories.page_texts(pdf)
    at = targets_of(pdf)[f"{RESOLUTION.id}-area-1"]
    assert at % 2 == 1
    empty = [
        number for number, page in enumerate(pages, 1) if not page.replace("Muster", "").strip()
    ]
    assert empty == ([at - 1] if areas > 1 else [])


def _ends(pdf: bytes) -> dict[int, float]:
    """Return by page how far down its text reaches, from 0 to 1, without heads and feet."""
    height = factories.trim_sizes(pdf)[0][1] / 25.4 * 72
    ends: dict[int, float] = {}
    for page, _left, bottom, word in words_of(pdf):
        if 0.09 * height < bottom < 0.93 * height and word != "Muster":
            ends[page] = max(ends.get(page, 0.0), 1 - bottom / height)
    return ends


def test_no_part_ends_on_a_page_that_is_nearly_empty() -> None:
    pdf = book_pdf(sample().resolutions[0])
    targets, ends = targets_of(pdf), _ends(pdf)
    ids = [f"{RESOLUTION.id}-area-1", "asked", "partners", f"{RESOLUTION.id}-matrix"]
    starts = [targets[name] for name in ids]
    for first, following in zip([2, *starts], [*starts, max(ends) + 1], strict=True):
        last = max(page for page in ends if page < following)
        assert last == first or ends[last] > 0.3, last


@pytest.mark.parametrize("length", [2_600, 4_000, 4_600, 10_400])
def test_long_measure_begins_on_the_page_of_its_heading(length: int) -> None:
    """Where it filled a page, the one before had its heading and nothing else."""
    short = [factories.measure_of("7.A", id=f"6.{i}") for i in range(1, 6)]
    text = "Die Stadt baut Wohnungen. " * (length // 26)
    long = factories.measure_of("7.A", id="8.1", summary=text)
    areas = (
        factories.area_of(*short, number=6, title="Park"),
        factories.area_of(long, number=8, title="Rathaus", lead=None),
    )
    pages = factories.page_texts(book_pdf(factories.with_areas(*areas).resolutions[0]))
    assert sum(page.count("Wohnungen.") for page in pages) == length // 26
    headed = [page for page in pages if re.search(r"Rathaus\s+Z\.", page)]
    assert ["Die Stadt baut" in page for page in headed] == [True]


def test_every_link_leads_to_a_place_in_the_book() -> None:
    pdf = book_with_wording()
    targets = targets_of(pdf)
    names = {name for _page, name in links_of(pdf)}
    assert names <= set(targets)
    assert {f"{RESOLUTION.id}-{measure.id}" for measure in MEASURES} <= names


def test_bookmarks_name_the_areas_and_measures(plain: bytes) -> None:
    bookmarks = _bookmarks(plain)
    for area in RESOLUTION.areas:
        assert f"{area.number} {area.title}" in bookmarks
        for measure in area.measures:
            assert factories.one_line(f"{measure.id} {measure.title}") in bookmarks


def test_head_of_a_page_names_the_area_and_the_foot_the_page(plain: bytes) -> None:
    pages = factories.page_texts(plain)
    for area in RESOLUTION.areas:
        at = targets_of(plain)[f"{RESOLUTION.id}-{area.measures[-1].id}"]
        if at > targets_of(plain)[f"{RESOLUTION.id}-area-{area.number}"]:
            assert f"Bereich {area.number} · {area.title}" in pages[at - 1]
    for number, page in enumerate(pages[1:], 2):
        assert re.search(rf"(?<!\d){number}(?!\d)", page)


# --- forms of it -------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "name", "size"),
    [
        ({}, "book/aktionsplan-integration", A4),
        ({"format": A5}, "book/aktionsplan-integration-a5", A5),
        ({"large": True}, "book/aktionsplan-integration-large", A4),
    ],
    ids=["a4", "a5", "large"],
)
def test_format_is_in_the_name_and_on_every_page(how: Any, name: str, size: Any) -> None:
    assert book(sample(), [RESOLUTION], DAY, **how).name == name
    for width, height in factories.trim_sizes(book_with_wording(**how)):
        assert (width, height) == pytest.approx((size.width, size.height), abs=0.2)


def test_large_print_has_nothing_smaller_than_16_points() -> None:
    """Neither in the text nor in contents, footnotes, indexes and matrix, nor in the marks."""
    draft = RESOLUTION.model_copy(update={"status": Status.DRAFT})
    for pdf in (book_with_wording(large=True), book_pdf(draft, large=True)):
        assert declared_smallest(pdf) == LARGE_PRINT
        assert page_problems(pdf, "book", LARGE_PRINT) == []


def test_draft_says_so_on_every_page_and_an_adopted_text_does_not(plain: bytes) -> None:
    pages = factories.page_texts(book_pdf(RESOLUTION.model_copy(update={"status": Status.DRAFT})))
    assert all("Entwurf" in page for page in pages)
    assert "Entwurf" not in factories.text_of(plain)


def test_collection_has_one_contents_and_each_title() -> None:
    assert book(sample(), [RESOLUTION, _second()], DAY).name == "book/collection"
    pages = factories.page_texts(_collection())
    contents = " ".join(pages[1:3])
    assert RESOLUTION.title in contents
    assert "Zweiter Beschluss" in contents
    assert {RESOLUTION.title, "Zweiter Beschluss"} <= set(_bookmarks(_collection()))


def test_head_of_a_collection_parts_its_resolution_from_its_lines() -> None:
    pages = factories.page_texts(book_pdf(RESOLUTION, _second(), sources={RESOLUTION.id: source()}))
    (opening,) = [page for page in pages if "Die Zahlen am Rand" in page]
    assert letters(f"{RESOLUTION.label} · Z. 1–") in letters(opening)


def test_draft_in_a_collection_is_marked_on_its_own_pages_only() -> None:
    pages = factories.page_texts(_collection())
    targets = targets_of(_collection())
    start, end = targets["zweiter-beschluss"], targets["asked"]
    assert all("Entwurf" in page for page in pages[start - 1 : end - 1])
    assert not any("Entwurf" in page for page in pages[targets[RESOLUTION.id] - 1 : start - 1])


@pytest.mark.soak  # as one of chapters: tests/render/test_chapters.py
@pytest.mark.parametrize("how", FORMATS)
def test_book_is_accessible_and_fit_for_archives(how: dict[str, Any]) -> None:
    assert validate(book_with_wording(**how), "ua1") == ()
    assert validate(book_with_wording(**how), "3a") == ()


@pytest.mark.soak  # as one of chapters: tests/render/test_chapters.py
def test_collection_is_accessible_and_fit_for_archives() -> None:
    assert validate(_collection(), "ua1") == ()
    assert validate(_collection(), "3a") == ()


def test_same_content_gives_the_same_bytes(plain: bytes) -> None:
    assert book_pdf() == plain


@pytest.mark.soak
def test_book_of_the_sample_takes_seconds() -> None:
    """It takes three on a machine that does nothing else."""
    assert seconds(lambda: book_pdf(sample().resolutions[0]), 10) < 10
