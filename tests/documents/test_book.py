"""The book: what it says, its links and indexes, the wording with its line numbers."""

import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from reports.content.demands import demands
from reports.content.resolution import Basis, Request, Resolution, Status
from reports.documents.book import LARGE_PRINT, book
from reports.documents.book_wording import book_wording
from reports.documents.document import A4, A5
from reports.press.declared_type import declared_smallest
from reports.press.page_proof import page_problems
from reports.text.source_text import Footnote, Line
from reports.text.typography import line_reference, span
from tests.support import factories
from tests.support.factories import DAY, letters, sample
from tests.support.timing import seconds
from tests.support.verapdf import validate
from tests.support.worded import RESOLUTION, book_with_wording, sentence, sorted_text, source

pytestmark = factories.ENGINE

MEASURES = [measure for area in RESOLUTION.areas for measure in area.measures]
FORMATS = [
    pytest.param({}, id="a4"),
    pytest.param({"format": A5}, id="a5"),
    # the same as on A4 but for the size; a book takes its time
    pytest.param({"large": True}, id="large", marks=pytest.mark.soak),
]


def _pdf(*resolutions: Resolution, **how: Any) -> bytes:
    content = dataclasses.replace(sample(), resolutions=resolutions or (RESOLUTION,))
    return factories.pdf_of(content, book(content, content.resolutions, DAY, **how))


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Make the book without the wording."""
    return _pdf()


def _second(**changes: Any) -> Resolution:
    update = {"id": "zweiter-beschluss", "title": "Zweiter Beschluss", "label": "Beschluss 02"}
    return RESOLUTION.model_copy(update=update | {"areas": RESOLUTION.areas[:2]} | changes)


@cache
def _collection() -> bytes:
    return _pdf(RESOLUTION, _second(status=Status.DRAFT))


def _links(pdf: bytes) -> Iterator[tuple[int, str]]:
    """Yield for each internal link its page and the name of its destination."""
    with factories.opened(pdf) as document:
        for number, page in enumerate(document.pages, 1):
            for annotation in page.get("/Annots", []):
                if "/Dest" in annotation:
                    yield number, str(annotation.Dest)


def _targets(pdf: bytes) -> dict[str, int]:
    """Return the page of each named destination."""
    with factories.opened(pdf) as document:
        pages: list[Any] = [page.objgen for page in document.pages]
        tree = pikepdf.NameTree(document.Root.Names.Dests)
        return {str(name): pages.index(dest[0].objgen) + 1 for name, dest in tree.items()}


def _bookmarks(pdf: bytes) -> list[str]:
    def titles(bookmarks: Any) -> Iterator[str]:
        for bookmark in bookmarks:
            yield bookmark.title
            yield from titles(bookmark.children)

    with factories.opened(pdf) as document, document.open_outline() as outline:
        return [factories.one_line(title) for title in titles(outline.root)]


def _words(pdf: bytes) -> Iterator[tuple[int, float, float, str]]:
    """Yield each word with its page, left edge and baseline."""
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            chars = text.get_text_range()
            for match in re.finditer(r"[^\s,]+", chars):
                left, bottom, _right, _top = text.get_charbox(match.start(), loose=True)
                yield number, left, bottom, match[0]


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
    assert factories.page_texts(_pdf(resolution))[0].count(organisation.name) == 1


def test_deadline_of_a_measure_is_printed() -> None:
    (resolution,) = factories.with_areas(
        factories.area_of(factories.measure_of("7.A", deadline=DAY))
    ).resolutions
    assert "22. November 2026" in factories.text_of(_pdf(resolution))


def test_index_has_an_entry_for_each_demand_with_lines_and_page(plain: bytes) -> None:
    text = letters(factories.text_of(plain))
    pages = _targets(plain)
    for measure in MEASURES:
        page = pages[f"{RESOLUTION.id}-{measure.id}"]
        for request in measure.addressees:
            sign = "●" if request.lines else "○"
            lines = line_reference(request.lines or measure.lines)
            entry = f"{sign}{measure.id}{measure.title},{lines},S.{page}"
            assert letters(entry) in text, entry


def test_index_of_partners_has_each_with_its_measures(plain: bytes) -> None:
    text = letters(factories.text_of(plain))
    pages = _targets(plain)
    for measure in MEASURES:
        entry = f"{measure.id}{measure.title},{line_reference(measure.lines)}"
        for _partner in measure.partners:
            assert letters(f"{entry},S.{pages[f'{RESOLUTION.id}-{measure.id}']}") in text
    partners = {factories.one_line(partner) for measure in MEASURES for partner in measure.partners}
    assert partners <= set(_bookmarks(plain))


def test_contents_lead_to_the_pages_they_name(plain: bytes) -> None:
    listing = letters("".join(factories.page_texts(plain)[1:3]))
    pages = _targets(plain)
    for area in RESOLUTION.areas:
        titles = {str(area.number): area.title}
        titles |= {measure.id: measure.title or "" for measure in area.measures}
        for name, title in titles.items():
            anchor = f"area-{name}" if name == str(area.number) else name
            page = pages[f"{RESOLUTION.id}-{anchor}"]
            assert re.search(rf"{re.escape(letters(name + title))}\.*{page}", listing)


def test_matrix_marks_each_demand_and_can_be_left_out(plain: bytes) -> None:
    without = factories.text_of(_pdf(matrix=False))
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
    pdf = _pdf(sample().resolutions[0])
    pages = factories.page_texts(pdf)[_targets(pdf)[f"{RESOLUTION.id}-matrix"] - 1 :]
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
    page = _targets(pdf)[f"{RESOLUTION.id}-matrix"]
    return [(left, bottom, word) for at, left, bottom, word in _words(pdf) if at == page]


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
    pages = " ".join(factories.page_texts(pdf)[_targets(pdf)[f"{RESOLUTION.id}-matrix"] - 1 :])
    assert pages.count("Maßnahme") == 3
    assert pages.count("○") == len(names) + 1
    width = factories.trim_sizes(pdf)[0][0] / 25.4 * 72
    assert all(left < width * 0.91 for left, _b, word in _matrix_of(pdf) if word != "Muster")


def test_indexes_and_matrix_of_a_short_book_share_a_page() -> None:
    pdf = _with_addressees("Stadtrat", "Bund")
    assert _targets(pdf)["asked"] == _targets(pdf)[f"{RESOLUTION.id}-matrix"]


def test_where_nobody_is_asked_there_is_neither_index_nor_matrix() -> None:
    text = factories.text_of(_with_addressees())
    assert "Wer ist gefragt?" not in text
    assert "Wer wofür gefragt ist" not in text


def test_index_repeats_a_name_whose_entries_go_on() -> None:
    whole = sample().resolutions[0]
    pdf = _pdf(whole)
    targets = _targets(pdf)
    pages = factories.page_texts(pdf)[targets["asked"] - 1 : targets["partners"] - 1]
    name = max(sample().addressees, key=lambda who: len(list(demands([whole], who.id)))).full_name
    assert " ".join(pages).count(name) > 1
    for page in pages[1:]:
        assert re.match(r"(?:Wer ist gefragt\?\s+)?[^●○\d]", page)


def test_title_is_not_repeated_in_the_head_above_it(plain: bytes) -> None:
    pages, targets = factories.page_texts(plain), _targets(plain)
    assert pages[1].count("Inhalt") == 1
    assert pages[targets["asked"] - 1].count("Wer ist gefragt?") == 1
    for area in RESOLUTION.areas:
        page = pages[targets[f"{RESOLUTION.id}-area-{area.number}"] - 1]
        assert f"Bereich {area.number} · " not in page


@pytest.mark.parametrize("areas", [1, 8])
def test_text_begins_on_the_right_after_contents_of_any_length(areas: int) -> None:
    whole = sample().resolutions[0]
    pdf = _pdf(whole.model_copy(update={"areas": whole.areas[:areas]}))
    pages = factories.page_texts(pdf)
    at = _targets(pdf)[f"{RESOLUTION.id}-area-1"]
    assert at % 2 == 1
    empty = [
        number for number, page in enumerate(pages, 1) if not page.replace("Muster", "").strip()
    ]
    assert empty == ([at - 1] if areas > 1 else [])


def _ends(pdf: bytes) -> dict[int, float]:
    """Return by page how far down its text reaches, from 0 to 1, without heads and feet."""
    height = factories.trim_sizes(pdf)[0][1] / 25.4 * 72
    ends: dict[int, float] = {}
    for page, _left, bottom, word in _words(pdf):
        if 0.09 * height < bottom < 0.93 * height and word != "Muster":
            ends[page] = max(ends.get(page, 0.0), 1 - bottom / height)
    return ends


def test_no_part_ends_on_a_page_that_is_nearly_empty() -> None:
    pdf = _pdf(sample().resolutions[0])
    targets, ends = _targets(pdf), _ends(pdf)
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
    pages = factories.page_texts(_pdf(factories.with_areas(*areas).resolutions[0]))
    assert sum(page.count("Wohnungen.") for page in pages) == length // 26
    headed = [page for page in pages if re.search(r"Rathaus\s+Z\.", page)]
    assert ["Die Stadt baut" in page for page in headed] == [True]


def test_every_link_leads_to_a_place_in_the_book() -> None:
    pdf = book_with_wording()
    targets = _targets(pdf)
    names = {name for _page, name in _links(pdf)}
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
        at = _targets(plain)[f"{RESOLUTION.id}-{area.measures[-1].id}"]
        if at > _targets(plain)[f"{RESOLUTION.id}-area-{area.number}"]:
            assert f"Bereich {area.number} · {area.title}" in pages[at - 1]
    for number, page in enumerate(pages[1:], 2):
        assert re.search(rf"(?<!\d){number}(?!\d)", page)


# --- the wording -------------------------------------------------------------


@pytest.mark.parametrize("how", FORMATS)
def test_number_of_a_line_stands_beside_the_place_where_it_begins(how: dict[str, Any]) -> None:
    pdf = book_with_wording(**how)
    begins: dict[int, tuple[int, float]] = {}
    numbers: dict[tuple[int, int], float] = {}
    for page, left, bottom, word in _words(pdf):
        if match := re.fullmatch(r"Anfang(\d+)", word):
            begins[int(match[1])] = (page, bottom)
        elif word.isdigit() and left < 60 * factories.MM:
            numbers.setdefault((int(word), page), bottom)
    assert len(begins) == RESOLUTION.lines.last - 1  # all but the heading
    for number, (page, bottom) in begins.items():
        if number != 21:  # whose first word is the end of one that began before
            assert numbers[number, page] == pytest.approx(bottom, abs=4), number


def test_wording_is_there_word_for_word_with_cut_words_joined() -> None:
    text = letters(factories.text_of(book_with_wording()))
    assert letters("Stadtbezirke Anfang21") in text
    for row in source().rows[40:60]:
        assert letters(row.text) in text


def test_every_line_has_its_number_even_where_the_lines_are_short() -> None:
    """Two numbers never meet: where the original's lines are shorter, the page keeps them."""
    source = sorted_text({number: sentence(number, 30) for number in range(1, 200)})
    pdf = _pdf(sources={RESOLUTION.id: source})
    targets = _targets(pdf)
    start, end = targets[f"{RESOLUTION.id}-wording"], targets["asked"]
    places = [
        (page, round(bottom), int(word))
        for page, left, bottom, word in _words(pdf)
        if word.isdigit() and start <= page < end and left < 180
    ]
    for number in range(1, 200):
        assert any(printed == number for _page, _bottom, printed in places)
    at = [place[:2] for place in places if 0 < place[2] < 200]
    assert len(set(at)) == len(at)


def _numbered(pdf: bytes) -> dict[int, float]:
    """Return the height of each line number in the margin of the wording's first page."""
    start = _targets(pdf)[f"{RESOLUTION.id}-wording"]
    return {
        int(word): bottom
        for page, left, bottom, word in _words(pdf)
        if page == start and word.isdigit() and left < 60 * factories.MM
    }


def _height(pdf: bytes, word: str) -> float:
    return next(bottom for _page, _left, bottom, other in _words(pdf) if other == word)


def test_empty_line_has_its_number_beside_a_gap() -> None:
    texts = {1: sentence(1), 2: "Anfang2 und Schlusswort.", 3: "", 4: "", 5: sentence(5)}
    pdf = _pdf(sources={RESOLUTION.id: sorted_text(texts, gaps=(5,))})
    at = _numbered(pdf)
    assert at[2] == pytest.approx(_height(pdf, "Schlusswort."), abs=4)
    assert at[5] == pytest.approx(_height(pdf, "Anfang5"), abs=4)
    assert at[2] - 10 > at[3] > at[4] + 10 > at[5] + 20


def test_empty_line_within_a_cut_word_takes_nothing_of_it() -> None:
    texts = {1: f"{sentence(1)} Stadt-", 2: "", 3: f"bezirke {sentence(3)}"}
    pdf = _pdf(sources={RESOLUTION.id: sorted_text(texts)})
    assert letters("Stadtbezirke Anfang3") in letters(factories.text_of(pdf))
    assert factories.text_of(pdf).count("Stadtbezirke A") == 1
    assert set(_numbered(pdf)) >= {1, 2, 3}


def test_line_in_asterisks_is_a_heading_of_the_wording() -> None:
    texts = {1: "Leitbild und Ziele", 2: "", 3: sentence(3)}
    lines = tuple(Line(text, 1, number) for number, text in texts.items())
    lines = (Line("1 **Leitbild und Ziele**", 1, 1), *lines[1:])
    plain_source = sorted_text(texts, gaps=(3,))
    text = dataclasses.replace(plain_source.text, lines=lines)
    wording = book_wording(RESOLUTION, dataclasses.replace(plain_source, text=text), 66, 999)
    (heading,) = (paragraph for paragraph in wording.paragraphs if paragraph.heading)
    assert [piece.number for piece in heading.pieces] == [1]


def test_measure_leads_to_its_first_line_in_the_wording_and_back() -> None:
    pdf = book_with_wording()
    targets = _targets(pdf)
    words = list(_words(pdf))
    links = set(_links(pdf))
    for measure in MEASURES:
        first = measure.lines.first
        page = targets[f"{RESOLUTION.id}-line-{first}"]
        assert any(at == page and word == f"Anfang{first}" for at, _left, _bottom, word in words)
        assert (page, f"{RESOLUTION.id}-{measure.id}") in links


def test_head_of_a_page_of_the_wording_gives_its_lines() -> None:
    pdf = book_with_wording()
    start, end = _targets(pdf)[f"{RESOLUTION.id}-wording"], _targets(pdf)["asked"]
    assert end - start > 2
    for page in factories.page_texts(pdf)[start - 1 : end - 1]:
        first, last = map(int, re.findall(r"Z. (\d+)–(\d+)", page)[0])
        begun = [int(number) for number in re.findall(r"Anfang(\d+)", page)]
        assert first in (begun[0], begun[0] - 1)
        assert last == begun[-1]


def test_footnote_stands_at_the_foot_of_the_page_its_mark_is_on() -> None:
    (page,) = (
        text for text in factories.page_texts(book_with_wording()) if "Zuschuss1" in letters(text)
    )
    assert "Der Zuschuss ist erfunden." in page
    assert page.index("Der Zuschuss ist erfunden.") > page.index("Anfang66")


def test_footnote_whose_mark_is_nowhere_is_printed_all_the_same() -> None:
    assert "Diese Anmerkung hat kein Zeichen." in factories.text_of(book_with_wording())


@pytest.mark.parametrize("text", ["Zitat (!).", "Zitat¹.", "Zitat [1]."])
def test_mark_as_the_source_has_it_gives_way_to_the_note(text: str) -> None:
    note = Footnote("¹", "Wo das steht.", (0,), 0)
    wording = book_wording(RESOLUTION, sorted_text({1: f"Ein {text}"}, footnotes=(note,)), 66, 999)
    ((piece,),) = (paragraph.pieces for paragraph in wording.paragraphs)
    assert piece.parts == (" Zitat", dataclasses.replace(note, mark="1"), ".")


def test_note_in_a_paragraph_longer_than_a_page_is_printed() -> None:
    texts = {number: sentence(number) for number in range(1, 160)}
    texts[90] += " Wort³"
    note = Footnote("3", "Mitten in einem langen Absatz.", (0,), 89)
    pdf = _pdf(sources={RESOLUTION.id: sorted_text(texts, footnotes=(note,))}, format=A5)
    assert "Mitten in einem langen Absatz." in factories.text_of(pdf)
    assert "Anfang159" in factories.text_of(pdf)


@pytest.mark.parametrize("how", FORMATS)
def test_notes_stand_on_the_pages_of_their_marks_and_leave_no_holes(how: dict[str, Any]) -> None:
    texts = {number: sentence(number) for number in range(1, 150)}
    notes: list[Footnote] = []
    for number in range(5, 145, 9):
        mark = str(len(notes) + 1)
        texts[number] += f" Marke{mark}x [{mark}]"
        text = f"Note{mark}y " + sentence(number) * (1 + number % 4)
        notes.append(Footnote(mark, text, (0,), number - 1))
    wording = sorted_text(texts, footnotes=tuple(notes), gaps=tuple(range(12, 150, 31)))
    pdf = _pdf(sources={RESOLUTION.id: wording}, **how)
    pages = factories.page_texts(pdf)
    for note in notes:
        (page,) = (page for page in pages if f"Marke{note.mark}x" in page)
        assert f"Note{note.mark}y" in page
    start, end = _targets(pdf)[f"{RESOLUTION.id}-wording"], _targets(pdf)["asked"]
    height = factories.trim_sizes(pdf)[0][1] / 25.4 * 72
    for number in range(start, end - 1):
        lines = sorted(
            bottom
            for at, _left, bottom, _word in _words(pdf)
            if at == number and 0.09 * height < bottom < 0.92 * height
        )
        assert max(b - a for a, b in pairwise(lines)) < 30 / 25.4 * 72, number


@pytest.mark.parametrize("how", FORMATS)
def test_notes_longer_than_a_page_stand_below_their_paragraph(how: dict[str, Any]) -> None:
    texts = {1: "Wir bauen.¹²³⁴", 2: "Und so geht es weiter."}
    notes = tuple(
        Footnote(
            mark, f"Note {mark}. " + " ".join(map(sentence, range(40))) + f" Ende {mark}.", (0,), 0
        )
        for mark in "¹²³⁴"
    )
    wording = sorted_text(texts, footnotes=notes, gaps=(2,))
    text = letters(factories.text_of(_pdf(sources={RESOLUTION.id: wording}, **how)))
    places = [text.index(letters(words)) for words in ("bauen.", "Ende ¹", "Ende ⁴", "so geht")]
    assert places == sorted(places)


def test_number_of_a_line_stands_behind_a_hyphen_that_ends_the_line_before() -> None:
    texts = {1: "Busse fahren im 20-", 2: "Minuten-Takt, auch nach Halle-", 3: "Neustadt und Nord"}
    wording = book_wording(RESOLUTION, sorted_text(texts), 66, 999)
    ((_first, second, third),) = (paragraph.pieces for paragraph in wording.paragraphs)
    assert (second.word, third.word) == ("20-Minuten", "Halle-Neustadt")


def test_marks_that_stand_together_each_give_way_to_their_note() -> None:
    notes = tuple(Footnote(mark, f"Note {mark}.", (0,), 0) for mark in "¹²")
    wording = book_wording(
        RESOLUTION, sorted_text({1: "1.1 Wir bauen.¹²"}, footnotes=notes), 66, 999
    )
    ((piece,),) = (paragraph.pieces for paragraph in wording.paragraphs)
    first, second = (
        dataclasses.replace(note, mark=mark) for note, mark in zip(notes, "12", strict=True)
    )
    assert (piece.word, piece.parts) == ("1.1", (" Wir bauen.", first, second))


def test_lines_outside_the_source_are_cited_without_a_link() -> None:
    pdf = _pdf(sources={RESOLUTION.id: sorted_text({1: "Nur eine Zeile."})})
    assert not any("-line-" in name for _page, name in _links(pdf))
    assert letters(f"Z. {span(MEASURES[0].lines)}") in letters(factories.text_of(pdf))


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
    for pdf in (book_with_wording(large=True), _pdf(draft, large=True)):
        assert declared_smallest(pdf) == LARGE_PRINT
        assert page_problems(pdf, "book", LARGE_PRINT) == []


def test_draft_says_so_on_every_page_and_an_adopted_text_does_not(plain: bytes) -> None:
    pages = factories.page_texts(_pdf(RESOLUTION.model_copy(update={"status": Status.DRAFT})))
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
    pages = factories.page_texts(_pdf(RESOLUTION, _second(), sources={RESOLUTION.id: source()}))
    (opening,) = [page for page in pages if "Die Zahlen am Rand" in page]
    assert letters(f"{RESOLUTION.label} · Z. 1–") in letters(opening)


def test_draft_in_a_collection_is_marked_on_its_own_pages_only() -> None:
    pages = factories.page_texts(_collection())
    targets = _targets(_collection())
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
    assert _pdf() == plain


@pytest.mark.soak
def test_book_of_the_sample_takes_seconds() -> None:
    """It takes three on a machine that does nothing else."""
    assert seconds(lambda: _pdf(sample().resolutions[0]), 10) < 10
