"""N-up sheets: where copies lie, which properties they keep, which sizes do not fit."""

import io
from collections.abc import Sequence

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops

from reports.errors import UsageError
from reports.press.n_up import MARK_LENGTH, TICK_LENGTH, n_up_sheets
from tests.support.factories import (
    ENGINE,
    MM,
    handouts,
    opened,
    page_count,
    pixels,
    saved,
    text_of,
    trim_sizes,
)

pytestmark = ENGINE

A4 = (210, 297)
A4_LYING = (297, 210)
A6 = (105, 148)
FLYER = "flyer/nachbarschaft/a5-de"


def _pages(
    *drawings: bytes, size: Sequence[float] = A6, origin: float = 0.0, bleed: float = 0.0
) -> bytes:
    """Return a PDF with a page for each drawing, which is its content; sizes in millimetres."""
    with pikepdf.new() as pdf:
        for drawing in drawings:
            corners = [origin, origin, origin + size[0] * MM, origin + size[1] * MM]
            outer = [origin - bleed, origin - bleed, corners[2] + bleed, corners[3] + bleed]
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array(outer),
                TrimBox=Array(corners),
                Resources=Dictionary(),
                Contents=pdf.make_stream(drawing),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return saved(pdf)


GREY = b"0.5 g -999 -999 9999 9999 re f"
CORNER = b"0 g 10 10 20 20 re f"
"""A black square near the lower left corner of the page."""


def _boxes(sheet: bytes, page: int = 0) -> list[tuple[float, ...]]:
    """Return left, bottom, right and top of each copy in millimetres, from the matrices."""
    with opened(sheet) as pdf:
        drawn = pdf.pages[page]
        x0, y0, x1, y1 = (float(side) for side in drawn.Resources.XObject.P.BBox.as_list())
        boxes = []
        for instruction in pikepdf.parse_content_stream(drawn):
            if str(instruction.operator) == "cm":
                a, _b, _c, d, e, f = (float(value) for value in instruction.operands)
                xs, ys = sorted((a * x0 + e, a * x1 + e)), sorted((d * y0 + f, d * y1 + f))
                boxes.append(tuple(value / MM for value in (xs[0], ys[0], xs[1], ys[1])))
    return boxes


def _marks(sheet: bytes) -> set[tuple[float, ...]]:
    """Return start and end of each cut mark, to a tenth of a millimetre."""
    with opened(sheet) as pdf:
        points = [
            [float(value) / MM for value in instruction.operands]
            for instruction in pikepdf.parse_content_stream(pdf.pages[0])
            if str(instruction.operator) in ("m", "l")
        ]
    pairs = zip(points[::2], points[1::2], strict=True)
    return {tuple(round(value, 1) for value in first + last) for first, last in pairs}


# --- where ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "sheet", "columns", "rows"),
    [
        (A6, A4, 2, 2),
        ((148, 210), A4_LYING, 2, 1),
        ((99, 210), A4_LYING, 3, 1),
        ((85, 55), A4, 2, 5),
        (A4, A4, 1, 1),
        (A4, (297, 420), 1, 1),
    ],
)
def test_the_copies_stand_edge_to_edge_in_the_middle(
    size: tuple[float, float], sheet: tuple[float, float], columns: int, rows: int
) -> None:
    copies = n_up_sheets(_pages(GREY, size=size), sheet, columns, rows, True)
    left, bottom = (sheet[0] - columns * size[0]) / 2, (sheet[1] - rows * size[1]) / 2
    expected = [
        (
            left + column * size[0],
            bottom + row * size[1],
            left + (column + 1) * size[0],
            bottom + (row + 1) * size[1],
        )
        for row in range(rows)
        for column in range(columns)
    ]
    boxes = _boxes(copies)
    assert len(boxes) == columns * rows
    for box, expected_box in zip(boxes, expected, strict=True):
        assert box == pytest.approx(expected_box, abs=0.001)
    assert trim_sizes(copies) == [pytest.approx(sheet, abs=0.001)]


@pytest.mark.parametrize("origin", [0.0, -50.0, 20.0])
def test_pages_may_begin_anywhere_and_bleed(origin: float) -> None:
    copies = n_up_sheets(_pages(GREY, origin=origin, bleed=8.5), A4, 2, 2, False)
    assert _boxes(copies)[0] == pytest.approx((0, 0.5, 105, 148.5), abs=0.001)
    # half a millimetre at the top and the bottom stays white: the bleed is cut off
    picture = pixels(copies, dpi=254)
    assert [picture.getpixel((1000, y)) for y in (1, 1000, 2968)] == [255, 128, 255]


def test_the_back_lies_behind_the_front() -> None:
    copies = n_up_sheets(_pages(CORNER, GREY), A4, 2, 2, True)
    assert page_count(copies) == 2
    assert {tuple(round(edge, 3) for edge in box) for box in _boxes(copies, 0)} == {
        tuple(round(210 - edge if i % 2 == 0 else edge, 3) for i, edge in enumerate(turned))
        for turned in ((box[2], box[1], box[0], box[3]) for box in _boxes(copies, 1))
    }


@pytest.mark.parametrize(("sheet", "turned"), [((210, 300), False), ((300, 210), True)])
def test_on_a_lying_sheet_the_back_is_turned_round(
    sheet: tuple[float, float], turned: bool
) -> None:
    copies = n_up_sheets(_pages(CORNER, CORNER, size=(100, 100)), sheet, 2, 2, False)
    front, back = pixels(copies, 0), pixels(copies, 1)
    assert (front.rotate(180).tobytes() == back.tobytes()) == turned
    assert (front.tobytes() == back.tobytes()) != turned


# --- cut marks --------------------------------------------------------------


def test_marks_outside_the_copies_where_there_is_room() -> None:
    copies = n_up_sheets(_pages(GREY, size=(85, 55)), A4, 2, 5, True)
    xs, ys = (20.0, 105.0, 190.0), (11.0, 66.0, 121.0, 176.0, 231.0, 286.0)
    assert _marks(copies) == {
        *((x, 11 - MARK_LENGTH, x, 11.0) for x in xs),
        *((x, 286.0, x, 286 + MARK_LENGTH) for x in xs),
        *((20 - MARK_LENGTH, y, 20.0, y) for y in ys),
        *((190.0, y, 190 + MARK_LENGTH, y) for y in ys),
    }


def test_ticks_at_the_edge_without_room_for_marks() -> None:
    """Copies that fill the sheet get ticks at its edge, on the lines of the cuts."""
    copies = n_up_sheets(_pages(GREY), A4, 2, 2, True)
    assert _marks(copies) == {
        (105.0, 0.0, 105.0, TICK_LENGTH),
        (105.0, 297 - TICK_LENGTH, 105.0, 297.0),
        *((0.0, y, TICK_LENGTH, y) for y in (0.5, 148.5, 296.5)),
        *((210 - TICK_LENGTH, y, 210.0, y) for y in (0.5, 148.5, 296.5)),
    }


def test_no_marks_where_nothing_is_cut_and_none_unasked() -> None:
    assert _marks(n_up_sheets(_pages(GREY, size=A4), A4, 1, 1, True)) == set()
    assert _marks(n_up_sheets(_pages(GREY), A4, 2, 2, False)) == set()


def test_marks_are_hairlines() -> None:
    with opened(n_up_sheets(_pages(GREY), A4, 2, 2, True)) as pdf:
        widths = [
            float(instruction.operands[0])
            for instruction in pikepdf.parse_content_stream(pdf.pages[0])
            if str(instruction.operator) == "w"
        ]
    assert widths == [0.25]


# --- properties that are kept -------------------------------------------------------------


def test_a_flyer_on_a_sheet() -> None:
    """Two copies keep title and language, and have the fonts only once."""
    flyer = handouts()[FLYER]
    sheet = n_up_sheets(flyer, A4_LYING, 2, 1, True)
    with opened(flyer) as before, opened(sheet) as after:
        assert after.check_pdf_syntax() == []
        assert str(before.docinfo.Title) == "Wer zieht da ein?"
        assert str(after.docinfo.Title) == "Wer zieht da ein? (Druckbogen)"
        assert str(after.Root.Lang) == str(before.Root.Lang)
        fonts = [entry for entry in after.objects if _is_font_file(entry)]
        assert len(fonts) == len([entry for entry in before.objects if _is_font_file(entry)])
    assert len(sheet) < len(flyer) * 1.3
    assert text_of(sheet).count("Wer zieht da ein?") == 2


def _is_font_file(descriptor: pikepdf.Object) -> bool:
    return isinstance(descriptor, Dictionary) and any(
        key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def test_each_copy_looks_like_the_flyer() -> None:
    flyer = handouts()[FLYER]
    sheet = pixels(n_up_sheets(flyer, (296, 210), 2, 1, False), dpi=254)
    alone = pixels(flyer, dpi=254)
    for left in (0, 1480):
        copy = sheet.crop((left, 0, left + 1480, 2100))
        difference = ImageChops.difference(copy, alone.crop((0, 0, 1480, 2100)))
        _darkest, brightest = difference.getextrema()
        assert isinstance(brightest, float | int)
        assert brightest <= 4


def test_the_codes_of_all_copies_can_be_read() -> None:
    sheet = n_up_sheets(handouts()[FLYER], A4_LYING, 2, 1, True)
    codes = zxingcpp.read_barcodes(pixels(sheet, dpi=150))
    assert [code.text for code in codes] == ["https://example.org/nachbarschaft"] * 2


def test_the_same_bytes_again() -> None:
    """The same flyer gives the same sheet, byte for byte."""
    flyer = handouts()[FLYER]
    assert n_up_sheets(flyer, A4_LYING, 2, 1, True) == n_up_sheets(flyer, A4_LYING, 2, 1, True)


def test_printed_at_its_size_on_both_sides() -> None:
    for drawings, duplex in (((GREY,), "/Simplex"), ((GREY, GREY), "/DuplexFlipLongEdge")):
        with opened(n_up_sheets(_pages(*drawings), A4, 2, 2, True)) as pdf:
            preferences = pdf.Root.ViewerPreferences
            assert str(preferences.PrintScaling) == "/None"
            assert str(preferences.Duplex) == duplex


def test_a_viewer_opens_it() -> None:
    """PDFium draws both sides of a sheet."""
    with pdfium.PdfDocument(
        io.BytesIO(n_up_sheets(_pages(GREY, CORNER), A4, 2, 2, True))
    ) as document:
        assert [page.render().width for page in document] == [596, 596]


# --- sizes that do not fit ------------------------------------------------------


@pytest.mark.parametrize(
    ("pdf", "columns", "rows", "message"),
    [
        (
            _pages(GREY),
            3,
            2,
            (
                "sheet: 3 by 2 copies need 315 × 296 mm, the sheet has 210 × 297 mm"
                " – take fewer copies, a larger sheet or smaller pages"
            ),
        ),
        (
            _pages(GREY, size=(105, 148.6)),
            2,
            2,
            (
                "sheet: 2 by 2 copies need 210 × 297.2 mm, the sheet has 210 × 297 mm"
                " – take fewer copies, a larger sheet or smaller pages"
            ),
        ),
        (
            _pages(GREY),
            0,
            2,
            "sheet: 0 by 2 copies are none – give at least one column and one row",
        ),
        (
            _pages(GREY, GREY, GREY),
            2,
            2,
            "sheet: 3 pages cannot be the front and back of one sheet – give one or two pages",
        ),
    ],
)
def test_refused(pdf: bytes, columns: int, rows: int, message: str) -> None:
    """Copies that do not fit, or are none, and too many pages."""
    with pytest.raises(UsageError) as caught:
        n_up_sheets(pdf, A4, columns, rows, True)
    assert str(caught.value) == message


def test_front_and_back_of_different_sizes() -> None:
    with pikepdf.open(io.BytesIO(_pages(GREY, GREY))) as pdf:
        pdf.pages[1].TrimBox = Array([0, 0, 100 * MM, 148 * MM])
        data = saved(pdf)
    with pytest.raises(UsageError) as caught:
        n_up_sheets(data, A4, 2, 2, True)
    assert str(caught.value) == (
        "sheet: front and back differ in size: 105 × 148 and 100 × 148 mm"
        " – give both pages the same size"
    )
