"""Sheets are read aloud as the document is, whatever the places of its pages."""

from __future__ import annotations

from functools import cache

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from reports.press.accessibility_check import check_pdf
from reports.press.booklet import booklet_sheets
from reports.press.n_up import n_up_sheets
from tests.support.factories import ENGINE, handouts, opened, saved
from tests.support.read_aloud import TaggedElement, TaggedPdf
from tests.support.readings import reading
from tests.support.verapdf import validate

pytestmark = ENGINE

A3_LYING = (420, 297)
A4_LYING = (297, 210)


def _flyer() -> bytes:
    return handouts()["flyer/nachbarschaft/a5-de"]


@cache
def _sheets(name: str) -> tuple[bytes, bytes]:
    """Return a document and its sheets."""
    match name:
        case "booklet of a book":
            return reading("book"), booklet_sheets(reading("book"), A3_LYING)
        case "booklet of a flyer":
            return _flyer(), booklet_sheets(_flyer(), A4_LYING)
    return _flyer(), n_up_sheets(_flyer(), A4_LYING, 2, 1, cut_marks=True)


every_sheet = pytest.mark.parametrize(
    "name", ["booklet of a book", "booklet of a flyer", "copies of a flyer"]
)


def _read(element: TaggedElement) -> list[tuple[str, str, str]]:
    """Return type, language and text of each element; links are the text that they are on."""
    skipped = ("Link", "Reference", "Span", "Form")
    return [
        (each.tag, each.language, " ".join(each.text.split()))
        for each in element.walk()
        if each.tag not in skipped
    ]


@every_sheet
def test_sheets_are_read_as_the_document(name: str) -> None:
    document, sheets = _sheets(name)
    before, after = TaggedPdf(document), TaggedPdf(sheets)
    assert _read(after.root) == _read(before.root)
    assert len(_read(after.root)) > 10
    assert after.unreachable() == []


@every_sheet
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_sheets_are_accessible_and_archivable(name: str, flavour: str) -> None:
    """PDF/UA-1 and PDF/A-3, as the document declares and the sheets with it."""
    assert validate(_sheets(name)[1], flavour) == ()
    assert check_pdf(_sheets(name)[1], "sheets.pdf") == []


@every_sheet
def test_no_content_is_tagged_and_drawn_twice(name: str) -> None:
    """Marked content in a form is drawn once; a copy has none (ISO 32000-2, 14.7.5.2.2)."""
    with opened(_sheets(name)[1]) as pdf:
        for page in pdf.pages:
            drawn = [
                str(instruction.operands[0])
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) == "Do"
            ]
            for form_name, form in page.Resources.XObject.items():
                assert ("/StructParents" in form) == (b"/MCID" in form.read_bytes())
                if "/StructParents" in form:
                    assert drawn.count(form_name) == 1


def test_copies_draw_the_layers_of_the_page() -> None:
    """A mark of optional content decides what is seen; it is kept where tags are not."""
    with pikepdf.new() as pdf:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="hidden"))
        pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
        content = b"/P <</MCID 0>> BDC /OC /L BDC 0 0 9 9 re f EMC EMC 9 9 9 9 re f"
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, 100, 100],
            Resources=Dictionary(Properties=Dictionary(L=group)),
            Contents=pdf.make_stream(content),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        document = saved(pdf)
    with opened(n_up_sheets(document, A4_LYING, 2, 1, cut_marks=False)) as pdf:
        copy = pdf.pages[0].Resources.XObject["/C"]
        operators = [str(each.operator) for each in pikepdf.parse_content_stream(copy)]
    assert operators == ["BDC", "re", "f", "EMC", "re", "f"]


def test_sheets_of_a_document_without_tags_have_none() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(419.53, 595.28))
        document = saved(pdf)
    with opened(n_up_sheets(document, A4_LYING, 2, 1, cut_marks=True)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
