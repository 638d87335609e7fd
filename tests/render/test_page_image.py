"""A page as a picture: its pixels, its colours, its bytes."""

import io

import pikepdf
import pytest
from PIL import Image

from reports.render.page_image import page_as_png
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


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1920), (1200, 630), (3000, 20)])
def test_picture_is_filled_by_a_page_of_its_shape(size: tuple[int, int]) -> None:
    """A picture is an RGB PNG of exactly the size that is asked for, with no seam at its edges."""
    picture = _opened(page_as_png(_page(size[0] * 0.75, size[1] * 0.75), *size))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", size)
    assert picture.getcolors() == [(size[0] * size[1], (0, 0, 0))]


def test_marked_as_srgb() -> None:
    assert _opened(page_as_png(_page(10, 10), 10, 10)).info["srgb"] == 0


def test_the_page_is_cut_to_its_trim() -> None:
    with factories.opened(
        _page(100, 100, b"0 1 0 rg 0 0 100 100 re f 0 0 1 rg 20 20 60 60 re f")
    ) as pdf:
        pdf.pages[0].TrimBox = pikepdf.Array([20, 20, 80, 80])
        data = factories.saved(pdf)
    picture = _opened(page_as_png(data, 60, 60))
    assert picture.getcolors() == [(3600, (0, 0, 255))]


def test_the_same_bytes_again_and_few_of_them() -> None:
    png = page_as_png(handouts()[FLYER], 1080, 1532)
    assert png == page_as_png(handouts()[FLYER], 1080, 1532)
    assert len(png) < 300_000
