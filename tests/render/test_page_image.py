"""A page as a picture: its size, its place on the ground, and that it can be read."""

import io

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from reports.render.page_image import LANDSCAPE, PORTRAIT, page_as_png
from tests.support import factories
from tests.support.factories import handouts

pytestmark = factories.ENGINE

FLYER = "flyer/nachbarschaft/a5-de"


def _page(width: float, height: float, drawing: bytes = b"0 g 0 0 9999 9999 re f") -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        page.Contents = pdf.make_stream(drawing)
        return factories.saved(pdf)


def _opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1, 1), (3000, 20)])
def test_size_and_sort(size: tuple[int, int]) -> None:
    """A picture is an RGB PNG of exactly the size that is asked for."""
    picture = _opened(page_as_png(handouts()[FLYER], *size, "#E3000F"))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", size)


def test_marked_as_srgb() -> None:
    assert _opened(page_as_png(_page(10, 10), 10, 10, "#FFFFFF")).info["srgb"] == 0


@pytest.mark.parametrize(
    ("page", "size", "box"),
    [
        ((100, 100), (300, 200), (50, 0, 250, 200)),
        ((100, 100), (200, 300), (0, 50, 200, 250)),
        ((100, 50), (300, 300), (0, 75, 300, 225)),
        ((100, 100), (200, 200), (0, 0, 200, 200)),
    ],
)
def test_as_large_as_it_fits_in_the_middle(
    page: tuple[float, float], size: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    picture = _opened(page_as_png(_page(*page), *size, "#FF0000"))
    shown = picture.getchannel("R").point(lambda value: 255 - value)
    assert shown.getbbox() == box
    colours = picture.getcolors()
    assert colours is not None
    assert {colour for _count, colour in colours} <= {(0, 0, 0), (255, 0, 0)}


def test_the_page_is_cut_to_its_trim() -> None:
    with factories.opened(
        _page(100, 100, b"0 1 0 rg 0 0 100 100 re f 0 0 1 rg 20 20 60 60 re f")
    ) as pdf:
        pdf.pages[0].TrimBox = pikepdf.Array([20, 20, 80, 80])
        data = factories.saved(pdf)
    picture = _opened(page_as_png(data, 60, 60, "#FFFFFF"))
    assert picture.getcolors() == [(3600, (0, 0, 255))]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_the_code_can_be_read(size: tuple[int, int]) -> None:
    """The QR code is still readable in the picture of a flyer."""
    picture = _opened(page_as_png(handouts()[FLYER], *size, "#E3000F"))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "https://example.org/nachbarschaft"


def test_the_same_bytes_again_and_few_of_them() -> None:
    png = page_as_png(handouts()[FLYER], *PORTRAIT, "#E3000F")
    assert png == page_as_png(handouts()[FLYER], *PORTRAIT, "#E3000F")
    assert len(png) < 300_000
