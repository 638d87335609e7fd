"""The checklists as forms: named, labelled, filled in by other programs, and seen."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Name
from pikepdf.form import DefaultAppearanceStreamGenerator, Form
from PIL import ImageChops
from pypdf import PdfReader, PdfWriter

from reports.content.demands import demands
from tests.support import factories
from tests.support.factories import handouts, sample
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

PARTS = {"done": Name.Btn, "state": Name.Ch, "date": Name.Tx, "responsible": Name.Tx}
PARTS["note"] = Name.Tx
SHORT = "checklist/bund"
TYPED = {
    # beyond Latin-1 PDFium types in a face of its own, which it does not embed
    "1-5-e/note": "Vorlage VI-A-0815 (Größe: § 6, »Öffnung«)",
    "1-5-e/responsible": "Jürgen Groß",
    "1-5-e/date": "12.12.2026",
}


def _fields(pdf: pikepdf.Pdf) -> list[Any]:
    return list(pdf.Root.AcroForm.Fields)


# --- what the form has ------------------------------------------------------


@pytest.mark.parametrize("addressee", [addressee.id for addressee in sample().addressees])
def test_fields_are_those_of_each_measure_named_and_of_their_kind(addressee: str) -> None:
    expected = {
        f"{demand.measure.id.replace('.', '-')}/{part}": kind
        for demand in demands(sample().resolutions, addressee)
        for part, kind in PARTS.items()
    }
    with factories.opened(handouts()[f"checklist/{addressee}"]) as pdf:
        kinds = [(str(field.T), field.FT) for field in _fields(pdf)]
    assert dict(kinds) == expected
    assert len(kinds) == len(expected)


@pytest.mark.parametrize("name", factories.names("checklist/"))
def test_every_field_has_a_label_a_look_and_a_place_in_the_order(name: str) -> None:
    with factories.opened(handouts()[name]) as pdf:
        for field in _fields(pdf):
            measure, part = str(field.T).split("/")
            assert str(field.TU).startswith(measure.replace("-", ".") + " ")
            if part == "done":
                assert set(field.AP.N.keys()) == {"/on", "/Off"}
                assert field.AS == Name.Off
            else:
                assert isinstance(field.AP.N, pikepdf.Stream)
            x0, y0, x1, y1 = map(float, field.Rect.as_list())
            assert x1 - x0 > 10
            assert y1 - y0 > 10
        for page in pdf.pages:
            if "/Annots" in page:
                assert page.Tabs == Name.S
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def test_labels_of_fields_are_all_different() -> None:
    with factories.opened(handouts()["checklist/stadtrat-fraktion"]) as pdf:
        labels = [str(field.TU) for field in _fields(pdf)]
    assert len(set(labels)) == len(labels)


def test_state_can_be_chosen_from_four_words_and_is_empty_at_first() -> None:
    with factories.opened(handouts()[SHORT]) as pdf:
        field = next(field for field in _fields(pdf) if field.T == "1-5-e/state")
        options = [tuple(map(str, pair)) for pair in field.Opt]
        assert str(field.V) == ""
    # some programs show the value that is sent, so it is the word that is seen
    words = ["", "offen", "in Arbeit", "erledigt", "abgelehnt"]
    assert options == [(word, word) for word in words]


def test_fields_do_not_overlap_and_lie_on_the_page() -> None:
    with factories.opened(handouts()["checklist/stadtrat-fraktion"]) as pdf:
        for page in pdf.pages:
            annotations = page.get("/Annots", Array())
            boxes = [tuple(map(float, field.Rect.as_list())) for field in annotations]
            for i, (x0, y0, x1, y1) in enumerate(boxes):
                assert 0 <= x0 < x1 <= 596
                assert 0 <= y0 < y1 <= 842
                for a0, b0, a1, b1 in boxes[:i]:
                    assert x1 <= a0 or a1 <= x0 or y1 <= b0 or b1 <= y0


def test_form_font_can_type_german() -> None:
    with factories.opened(handouts()[SHORT]) as pdf:
        font = pdf.Root.AcroForm.DR.Font.HandzettelForm
        assert font.Encoding == Name.WinAnsiEncoding
        widths = font.Widths.as_list()
        for char in "äöüßÄÖÜ€„“–§0aM":
            assert widths[char.encode("cp1252")[0] - 32] > 100, char


# --- filled in by other programs --------------------------------------------


def _fill_with_pypdf(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    values = TYPED | {"1-5-e/done": "/on", "1-5-e/state": "in Arbeit"}
    writer.update_page_form_field_values(writer.pages[0], values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _fill_with_pikepdf(pdf: bytes) -> bytes:
    with factories.opened(pdf) as document:
        form = Form(document, DefaultAppearanceStreamGenerator)
        for name, text in TYPED.items():
            form[name].value = text
        form["1-5-e/done"].checked = True
        form["1-5-e/state"].value = "in Arbeit"
        return factories.saved(document)


def _fill_with_pdfium(pdf: bytes) -> bytes:
    """Fill in a form by mouse and keyboard, in the viewer of Chromium."""
    with pdfium.PdfDocument(pdf) as document:
        document.init_forms()
        form = document.formenv
        page = document[0]
        raw = pdfium.raw
        with factories.opened(pdf) as fields:
            boxes = {str(field.T): field.Rect.as_list() for field in _fields(fields)}

        def click(name: str) -> None:
            x0, y0, x1, y1 = map(float, boxes[name])
            at = ((x0 + x1) / 2, (y0 + y1) / 2)
            raw.FORM_OnMouseMove(form, page, 0, *at)
            raw.FORM_OnLButtonDown(form, page, 0, *at)
            raw.FORM_OnLButtonUp(form, page, 0, *at)

        for name, text in TYPED.items():
            click(name)
            for char in text:
                raw.FORM_OnChar(form, page, ord(char), 0)
        click("1-5-e/done")
        click("1-5-e/state")
        raw.FORM_SetIndexSelected(form, page, 2, True)
        raw.FORM_ForceToKillFocus(form)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


FILLERS = [_fill_with_pypdf, _fill_with_pikepdf, _fill_with_pdfium]
Fill = Callable[[bytes], bytes]


@pytest.mark.parametrize("fill", FILLERS)
def test_what_was_filled_in_is_read_back(fill: Fill) -> None:
    fields = PdfReader(io.BytesIO(fill(handouts()[SHORT]))).get_fields()
    assert fields
    values = {name: str(field.get("/V", "")) for name, field in fields.items()}
    assert values == TYPED | {"1-5-e/done": "/on", "1-5-e/state": "in Arbeit"}


def _flattened(pdf: bytes) -> bytes:
    """Return a form as it is printed: the appearances of its fields are part of the page."""
    with pdfium.PdfDocument(pdf) as document:
        document.init_forms()
        for page in document:
            page.flatten()
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _inside(pdf: bytes, name: str, *, forms: bool) -> Any:
    """Return the pixels inside a field, in a viewer (``forms``) or on paper."""
    with factories.opened(pdf) as document:
        field = next(field for field in _fields(document) if field.T == name)
        x0, y0, x1, y1 = (float(value) * 2 for value in field.Rect.as_list())
    picture = factories.pixels(pdf if forms else _flattened(pdf), dpi=144, forms=forms)
    high = picture.height
    return picture.crop((round(x0) + 3, round(high - y1) + 3, round(x1) - 3, round(high - y0) - 3))


@pytest.mark.parametrize("forms", [True, False], ids=["viewer", "printer"])
@pytest.mark.parametrize("fill", FILLERS)
def test_what_was_filled_in_shows_inside_its_field(fill: Fill, forms: bool) -> None:
    empty = handouts()[SHORT]
    filled = fill(empty)
    for part in PARTS:
        name = f"1-5-e/{part}"
        before, after = (_inside(pdf, name, forms=forms) for pdf in (empty, filled))
        changed = ImageChops.difference(before, after).point(lambda grey: 255 * (grey > 96))
        assert changed.getbbox(), name


@pytest.mark.parametrize("fill", FILLERS)
def test_what_was_typed_can_be_copied_from_the_flattened_page(fill: Fill) -> None:
    text = factories.letters(factories.text_of(_flattened(fill(handouts()[SHORT]))))
    for value in TYPED.values():
        assert factories.letters(value) in text


@pytest.mark.parametrize("fill", FILLERS)
def test_state_that_was_chosen_shows_in_german(fill: Fill) -> None:
    assert "in Arbeit" in factories.text_of(_flattened(fill(handouts()[SHORT])))


@pytest.mark.parametrize(
    "fill", [FILLERS[0], *(pytest.param(fill, marks=pytest.mark.soak) for fill in FILLERS[1:])]
)
def test_filled_checklist_stays_accessible(fill: Fill) -> None:
    assert validate(fill(handouts()[SHORT]), "ua1") == ()


def test_long_note_goes_over_two_lines_in_the_viewer() -> None:
    def fill(text: str) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(handouts()[SHORT]))
        writer.update_page_form_field_values(
            writer.pages[0], {"1-5-e/note": text}, auto_regenerate=False
        )
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    single, double = (
        _inside(fill(text), "1-5-e/note", forms=True).point(lambda grey: 255 * (grey < 96))
        for text in ("Erste", "Erste\nZweite")
    )
    assert double.getbbox()[3] > single.getbbox()[3] + 10
    assert double.getbbox()[3] < double.height


def test_deadline_is_shown_in_its_field_before_anybody_types() -> None:
    measure = factories.measure_of("7.C", deadline=factories.DAY)
    name = "checklist/stadt-leipzig"
    content = factories.with_areas(factories.area_of(measure))
    with_date = factories.Handouts(content)[name]
    without = factories.Handouts(
        factories.with_areas(factories.area_of(factories.measure_of("7.C")))
    )[name]
    for forms in (True, False):
        before, after = (_inside(pdf, "7-C/date", forms=forms) for pdf in (without, with_date))
        assert ImageChops.difference(before, after).getbbox()
