"""Display type: as large as its place allows, whatever the words and the language."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from reports.content.event import Event, EventText
from reports.documents.document import Document
from reports.documents.flyer import FORMATS, flyer, two_sides
from reports.errors import BudgetError
from reports.render.display_type import WordPart, lines_in, size_in
from tests.support.factories import DAY, ENGINE, pdf_of, sample


def _words(*widths: float) -> list[WordPart]:
    return [WordPart(width, space=0.25, hyphen=0.0) for width in widths]


# --- how large a text can be ----------------------------------------------------


def test_one_word_fills_the_width() -> None:
    assert size_in(100, 1000, 1.0, _words(2)) == pytest.approx(50)


def test_one_word_fills_the_height() -> None:
    assert size_in(1000, 30, 1.5, _words(2)) == pytest.approx(20, rel=0.01)


def test_words_take_as_many_lines_as_make_them_largest() -> None:
    """Three words of equal width: on one line 9.5 units fit 95, on three lines each fits alone."""
    assert size_in(95, 1000, 1.0, _words(3, 3, 3)) == pytest.approx(95 / 3, rel=0.01)
    assert size_in(95, 12, 1.0, _words(3, 3, 3)) == pytest.approx(10, rel=0.01)


def test_a_parted_word_needs_room_for_its_hyphen() -> None:
    parts = [WordPart(4, hyphen=1), WordPart(4)]
    assert lines_in(8, [WordPart(4), WordPart(4)]) == 1
    assert lines_in(5, parts) == 2
    assert lines_in(3.9, parts) == float("inf")


# --- on a page ------------------------------------------------------------------

pytestmark = ENGINE


def _flyer(title: str, language: str = "de", design: str = "type") -> Document:
    content = sample()
    event = content.events[0]
    text: EventText = event.texts["de"].model_copy(update={"title": title})
    event = event.model_copy(update={"texts": {language: text}, "design": design})
    assert isinstance(event, Event)
    return flyer(content, event, language, DAY, FORMATS["a5"])


def _title_size(pdf: bytes) -> float:
    """Return the height of the largest letters on the page, in points."""
    with pdfium.PdfDocument(io.BytesIO(pdf)) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    return float(max(top - bottom for _left, bottom, _right, top in boxes))


def _body_sizes(pdf: bytes) -> list[float]:
    """Return the heights of the letter W of "Wir", which stands in the lead alone."""
    with pdfium.PdfDocument(io.BytesIO(pdf)) as document:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        at = whole.index("In der Musterstraße")
        _left, bottom, _right, top = text.get_charbox(at)
    return [top - bottom]


def test_a_short_title_is_far_larger_than_a_long_one() -> None:
    short = _title_size(pdf_of(sample(), _flyer("Ja!")))
    long = _title_size(pdf_of(sample(), _flyer("Wie wollen wir in unserem Viertel leben?")))
    assert short > 100
    assert 30 < long < short / 1.8


def test_a_long_word_makes_the_title_smaller_and_nothing_else() -> None:
    usual = pdf_of(sample(), _flyer("Reden wir über Nachbarn"))
    wide = pdf_of(sample(), _flyer("Unterkunftsbetreuungsverordnung"))
    assert _title_size(wide) < _title_size(usual)
    assert _body_sizes(wide)[0] >= _body_sizes(usual)[0] * 0.95


def test_a_word_with_soft_hyphens_is_parted_there() -> None:
    word = "Unterkunfts\N{SOFT HYPHEN}betreuungs\N{SOFT HYPHEN}verordnung"
    parted = _title_size(pdf_of(sample(), _flyer(word)))
    assert parted > _title_size(pdf_of(sample(), _flyer(word.replace("\N{SOFT HYPHEN}", "")))) * 0.9


def test_a_word_that_fits_at_no_size_is_refused_with_its_field() -> None:
    with pytest.raises(BudgetError, match="title"):
        pdf_of(sample(), replace(_flyer("W" * 100), language="de"))


def test_each_side_of_a_sheet_in_two_languages_has_its_own_size() -> None:
    """A title of one long word on the other side does not make this one smaller."""
    content = sample()
    event = content.events[0]
    german = event.texts["de"].model_copy(update={"title": "Fest"})
    english = german.model_copy(update={"title": "Neighbourhoodinformationmeeting"})
    event = event.model_copy(update={"texts": {"de": german, "en": english}, "design": "type"})
    content = replace(content, events=(event,))
    sides = [flyer(content, event, language, DAY, FORMATS["a5"]) for language in ("de", "en")]
    sheet = two_sides(sides)
    with pdfium.PdfDocument(io.BytesIO(pdf_of(content, sheet))) as document:
        heights = []
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars())]
            heights.append(max(top - bottom for _left, bottom, _right, top in boxes))
    assert heights[0] > 3 * heights[1]
