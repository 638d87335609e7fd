"""Measures without a title are printed, found and counted like the others."""

from __future__ import annotations

import dataclasses
import io
import re

import docx
import pikepdf
import pytest

from reports.content.settings import Kind
from reports.content.workspace import Content
from reports.documents.book import book
from reports.documents.completeness import forgotten_measures
from reports.documents.planning import plan
from reports.documents.word_export import to_docx
from reports.render.templates import Writer
from tests.support import factories
from tests.support.factories import (
    DAY,
    Handouts,
    area_of,
    measure_of,
    page_texts,
    pdf_of,
    text_of,
    untitled,
    with_areas,
)

pytestmark = factories.ENGINE


@pytest.fixture(scope="module")
def pages() -> Handouts:
    """The summaries and checklists of measures without titles."""
    return Handouts(untitled(), [Kind.SUMMARY, Kind.CHECKLIST])


def _bookmarks(pdf: bytes) -> list[str]:
    """The titles of all bookmarks of a PDF."""

    def below(marks: list[pikepdf.OutlineItem]) -> list[str]:
        titles = [title for mark in marks for title in [mark.title, *below(mark.children)]]
        return [factories.one_line(title) for title in titles]

    with factories.opened(pdf) as document, document.open_outline() as outline:
        return below(outline.root)


@pytest.mark.parametrize("name", ["summary/bereich-2", "checklist/stadtrat-fraktion"])
def test_number_stands_before_the_text(name: str, pages: Handouts) -> None:
    """What is missing leaves no trace on the page."""
    text = text_of(pages[name])
    assert "2.2 „Mehr Bänke und Trinkbrunnen in den Parks“" in text
    assert "None" not in text


def test_list_is_printed_with_its_opening_sentence(pages: Handouts) -> None:
    """The points have dashes, and the quotation ends after the last."""
    text = text_of(pages["summary/bereich-2"])
    assert re.search("„Wir fordern daher: – ?einen Platz für jedes Kind", text)
    assert re.search("– ?kleinere Gruppen und – ?eine Beratung in den Sprachen, die die", text)
    assert "Eltern sprechen.“" in text


def test_what_is_left_out_is_marked(pages: Handouts) -> None:
    """Only what asks is quoted."""
    text = text_of(pages["summary/bereich-2"])
    assert "Mitternacht zu verdichten. […] Außerdem soll geprüft werden, ob das ‚Nachtnetz‘" in text
    assert "Zumutung" not in text


def test_bookmark_has_the_first_words(pages: Handouts) -> None:
    """A number alone would lead nobody to a measure."""
    bookmarks = _bookmarks(pages["summary/bereich-2"])
    assert "2.2 „Mehr Bänke und Trinkbrunnen in den Parks“" in bookmarks


def test_overview_shows_as_many_words_as_stand_on_a_line(pages: Handouts) -> None:
    """The words are cut between two of them."""
    text = text_of(pages["summary/overview"])
    assert "1.1 „Mehr Bänke und Trinkbrunnen in den Parks“" in text
    assert "„Wir fordern die Stadtratsfraktion auf, im …“" in text


def test_every_measure_is_printed_where_it_belongs() -> None:
    """Check counts measures without a title as well."""
    content = untitled()
    writer = Writer(content.root)
    documents = plan(content, [Kind.SUMMARY, Kind.CHECKLIST], DAY).documents
    assert not forgotten_measures(content, documents, lambda page: writer.write(page).html)


def _small(**changes: object) -> Content:
    """The sample with one area of one measure that has no title."""
    wording = factories.UNTITLED_WORDINGS[0]
    measure = measure_of("7.A", title=None, summary=None, wording=wording, **changes)
    return with_areas(area_of(measure))


@pytest.mark.parametrize("form", ["a4", "large print"])
def test_book_lists_the_first_words(form: str) -> None:
    """Contents, index and matrix name the measure by the words it begins with."""
    content = _small()
    (resolution,) = content.resolutions
    pdf = pdf_of(content, book(content, [resolution], DAY, large=form == "large print"))
    texts = page_texts(pdf)
    listed = sum(text.count("„Wir fordern die Stadtratsfraktion auf, im") for text in texts)
    assert listed >= 4  # contents, the measure itself, index, matrix
    assert not any("None" in text for text in texts)


def test_word_file_has_the_number_as_heading() -> None:
    """The heading is no empty one, and the matrix shows the first words."""
    file = docx.Document(io.BytesIO(to_docx(_small(), DAY)))
    headings = [
        paragraph.text
        for paragraph in file.paragraphs
        if paragraph.style and paragraph.style.name == "Heading 2"
    ]
    assert headings == ["7.A"]
    cells = [cell.text for table in file.tables for cell in table.columns[0].cells]
    assert any("„Wir fordern die Stadtratsfraktion auf" in cell for cell in cells)


def _numbered(*ids: str) -> Content:
    """The sample with one area whose measures have these ids."""
    measures = [
        measure_of("7.A", id=measure_id, numbered=not measure_id[-1].isupper(), title="Ein Titel")
        for measure_id in ids
    ]
    return with_areas(area_of(*measures))


IDS = ("7", "7.2.1", "7.2.2.13", "7.a", "7.A", "7.AB")


def test_every_form_of_id_is_printed() -> None:
    """Ids of one level, of several, and beyond Z stand in full before their titles."""
    content = _numbered(*IDS)
    pages = Handouts(content, [Kind.SUMMARY])
    (resolution,) = content.resolutions
    for pdf in (*pages.values(), pdf_of(content, book(content, [resolution], DAY))):
        text = text_of(pdf)
        assert all(f"{measure_id} Ein Titel" in text for measure_id in IDS)


def test_every_form_of_id_has_a_bookmark_of_its_own_in_word() -> None:
    """Word does not tell capitals from small letters in the names of bookmarks."""
    data = to_docx(_numbered(*IDS), DAY)
    file = docx.Document(io.BytesIO(data))
    names = [
        mark.get(f"{{{mark.nsmap['w']}}}name").casefold()
        for mark in file.element.iter(f"{{{file.element.nsmap['w']}}}bookmarkStart")
    ]
    assert len(names) == len(set(names)) > len(IDS), "headings and the contents have some, too"


def test_nothing_is_printed_about_an_unknown_status() -> None:
    """A resolution of which nobody knows whether it was adopted is not called a draft."""
    content = with_areas(status=None)
    pages = Handouts(content, [Kind.SUMMARY, Kind.CHECKLIST, Kind.FLYER])
    assert any(name.startswith("flyer/") for name in pages)
    for name in ("summary/bereich-7", "checklist/bund"):
        assert not {"Entwurf", "None"} & set(text_of(pages[name]).split())


def test_number_of_a_motion_stands_once_beside_a_label_that_has_it() -> None:
    """The cover says "Antrag A 7" and not the same twice."""
    content = untitled()
    (resolution,) = content.resolutions
    named = resolution.model_copy(update={"label": "Antrag A 7", "motion": "A 7"})
    content = dataclasses.replace(content, resolutions=(named,))
    html = Writer(content.root).write(book(content, [named], DAY)).html
    assert re.findall(r'class="kicker">[^<]*', html)[0].count("A 7") == 1
