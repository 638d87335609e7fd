"""Booklets: the order of pages, where they lie, which properties they keep."""

import io

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name

from reports.errors import UsageError
from reports.press.booklet import booklet_sheets
from tests.support.factories import ENGINE, MM, handouts, opened, pixels, saved, text_of, trim_sizes

pytestmark = ENGINE

A5 = (148, 210)
A4_LYING = (297, 210)
FLYER = "flyer/nachbarschaft/a5-de"


def _pages(
    count: int, size: tuple[float, float] = A5, origin: float = 0.0, bleed: float = 0.0
) -> bytes:
    """Return a PDF of grey pages that show their numbers in a font they share."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        corners = [origin, origin, origin + size[0] * MM, origin + size[1] * MM]
        outer = [origin - bleed, origin - bleed, corners[2] + bleed, corners[3] + bleed]
        for number in range(1, count + 1):
            grey = b"0.5 g -999 -999 9999 9999 re f 0 g"
            text = b"BT /F 20 Tf %g %g Td (%d) Tj ET" % (origin + 50, origin + 50, number)
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array(outer),
                TrimBox=Array(corners),
                Resources=Dictionary(Font=Dictionary(F=font)),
                Contents=pdf.make_stream(grey + b" " + text),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        return saved(pdf)


def _sides(data: bytes) -> list[tuple[str, str]]:
    """Return for each side of the sheets the text on the left and on the right of the fold."""
    sides = []
    with pdfium.PdfDocument(io.BytesIO(data)) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            left = text.get_text_bounded(0, 0, width / 2, height)
            right = text.get_text_bounded(width / 2, 0, width, height)
            sides.append((left.strip(), right.strip()))
    return sides


def _read_when_folded(sides: list[tuple[str, str]]) -> list[str]:
    """Return the page numbers in the order in which a reader of the booklet sees them.

    The sheets lie in a pile, the first outermost, and are folded backwards: the
    right halves of the fronts and the left ones of the backs come first.
    """
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    first_half = [page for front, back in sheets for page in (front[1], back[0])]
    second_half = [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    return first_half + second_half


# --- order ------------------------------------------------------------------


def test_eight_pages_on_two_sheets() -> None:
    """The outermost sheet comes first, each front before its back."""
    assert _sides(booklet_sheets(_pages(8), A4_LYING)) == [
        ("8", "1"),
        ("2", "7"),
        ("6", "3"),
        ("4", "5"),
    ]


def test_bound_on_the_right() -> None:
    """A booklet bound on the right has its first page on the left of the outermost front."""
    sheets = booklet_sheets(_pages(8), A4_LYING, from_right=True)
    assert _sides(sheets) == [("1", "8"), ("7", "2"), ("3", "6"), ("5", "4")]


@pytest.mark.parametrize("count", range(1, 18))
def test_folded_it_reads_in_order_with_blanks_at_the_end(count: int) -> None:
    """When folded, pages follow each other, and blank ones come after the last only."""
    sides = _sides(booklet_sheets(_pages(count), A4_LYING))
    numbers = [str(number) for number in range(1, count + 1)]
    assert _read_when_folded(sides) == numbers + [""] * (-count % 4)
    from_right = _sides(booklet_sheets(_pages(count), A4_LYING, from_right=True))
    assert [(right, left) for left, right in from_right] == sides


# --- positions ------------------------------------------------------------------


@pytest.mark.parametrize(("origin", "bleed"), [(0.0, 0.0), (-50.0, 8.5), (20.0, 8.5)])
def test_the_pages_meet_at_the_fold(origin: float, bleed: float) -> None:
    """Two pages lie side by side in the middle, unscaled and without their bleed."""
    sheets = booklet_sheets(_pages(4, (100, 150), origin, bleed), A4_LYING)
    assert trim_sizes(sheets) == [pytest.approx(A4_LYING, abs=0.001)] * 2
    picture = pixels(sheets, dpi=254)
    # tenths of a millimetre: pages from 48.5 to 248.5 across and from 30 to 180 down
    across = [picture.getpixel((x, 1000)) for x in (482, 488, 1484, 1486, 2482, 2488)]
    assert across == [255, 128, 128, 128, 128, 255]
    assert [picture.getpixel((600, y)) for y in (296, 304, 1796, 1804)] == [255, 128, 128, 255]


def test_a_blank_page_is_paper() -> None:
    """The place of a missing page stays white."""
    picture = pixels(booklet_sheets(_pages(1, (148.5, 210)), A4_LYING), dpi=254)
    assert picture.crop((0, 0, 1480, 2100)).getextrema() == (255, 255)
    assert picture.getpixel((2000, 200)) == 128


# --- properties that are kept -------------------------------------------------------------


def test_a_flyer_keeps_its_title_and_text() -> None:
    """A flyer keeps title, language, text and fonts; the title says that it is for print."""
    flyer = handouts()[FLYER]
    sheets = booklet_sheets(flyer, A4_LYING)
    with opened(flyer) as before, opened(sheets) as after:
        assert after.check_pdf_syntax() == []
        assert str(after.docinfo.Title) == f"{before.docinfo.Title} (Druckbogen)"
        assert str(after.Root.Lang) == str(before.Root.Lang)
        with after.open_metadata() as metadata:
            assert metadata["dc:title"] == str(after.docinfo.Title)
    assert text_of(sheets).count("Wer zieht da ein?") == 1
    assert len(sheets) < len(flyer) * 1.3


def test_a_font_that_pages_share_is_in_the_file_once() -> None:
    """A font is not copied for each page."""
    with opened(booklet_sheets(_pages(17), A4_LYING)) as pdf:
        assert pdf.check_pdf_syntax() == []
        fonts = [
            entry
            for entry in pdf.objects
            if isinstance(entry, Dictionary) and entry.get("/Type") == Name.Font
        ]
    assert len(fonts) == 1


@pytest.mark.parametrize(
    ("sheet", "duplex"),
    [(A4_LYING, "/DuplexFlipShortEdge"), ((210, 297), "/DuplexFlipLongEdge")],
)
def test_the_file_says_how_to_turn_the_sheet(sheet: tuple[float, float], duplex: str) -> None:
    """Portrait and landscape sheets are turned about the vertical axis, and never scaled."""
    with opened(booklet_sheets(_pages(4, (99, 210)), sheet)) as pdf:
        assert str(pdf.Root.ViewerPreferences.Duplex) == duplex
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"


def test_the_same_bytes_again() -> None:
    """The same pages give the same file."""
    pages = _pages(5)
    assert booklet_sheets(pages, A4_LYING) == booklet_sheets(pages, A4_LYING)


# --- sizes that do not fit ------------------------------------------------------


@pytest.mark.parametrize(
    ("pdf", "sheet", "message"),
    [
        (_pages(0), A4_LYING, "sheet: there are no pages – give a PDF that has some"),
        (
            _pages(4),
            (210, 297),
            (
                "sheet: two pages side by side need 296 × 210 mm, the sheet has 210 × 297 mm"
                " – turn the sheet, or take a larger one or smaller pages"
            ),
        ),
        (
            _pages(4, (148, 210.1)),
            A4_LYING,
            (
                "sheet: two pages side by side need 296 × 210.1 mm, the sheet has 297 × 210 mm"
                " – turn the sheet, or take a larger one or smaller pages"
            ),
        ),
    ],
)
def test_refused(pdf: bytes, sheet: tuple[float, float], message: str) -> None:
    """The error names the sizes that do not fit."""
    with pytest.raises(UsageError) as caught:
        booklet_sheets(pdf, sheet)
    assert str(caught.value) == message


def test_pages_of_different_sizes() -> None:
    """The error names the first page that differs."""
    with pikepdf.open(io.BytesIO(_pages(4))) as pdf:
        pdf.pages[2].TrimBox = Array([0, 0, 100 * MM, 210 * MM])
        data = saved(pdf)
    with pytest.raises(UsageError) as caught:
        booklet_sheets(data, A4_LYING)
    assert str(caught.value) == (
        "sheet: page 3 measures 100 × 210 mm, the first 148 × 210 mm – give all pages the same size"
    )
