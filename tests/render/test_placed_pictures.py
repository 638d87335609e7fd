"""Pictures stand on the page with their focus in sight and no more pixels than are printed."""

import dataclasses
import hashlib
import io
from typing import Any, cast

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from reports.content.event import Picture
from reports.content.images import Asset
from reports.content.picture_crop import Focus, Window
from reports.content.press_profile import Press
from reports.documents.document import Document, Page
from reports.documents.event_planning import plan_flyers
from reports.render.placed_pictures import encoded_photo
from tests.support import factories, pressed
from tests.support.factories import DAY
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

STYLE = """
@page { size: 148mm 210mm; margin: 10mm }
body, p { margin: 0; font-family: "Source Sans 3" }
img { display: block; image-rendering: crisp-edges }
"""


def _noise(width: int, height: int) -> Image.Image:
    """A picture that compresses worse than any photo."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 60) for _band in range(3)])


def _stripes(width: int, height: int, *, across: bool) -> Image.Image:
    """Ten stripes, each in a grey of its own: 0, 25, 50 and so on."""
    picture = Image.new("RGB", (width, height))
    for i in range(10):
        box = (
            (width * i // 10, 0, width * (i + 1) // 10, height)
            if across
            else (0, height * i // 10, width, height * (i + 1) // 10)
        )
        picture.paste((25 * i,) * 3, box)
    return picture


def _asset(picture: Image.Image, kind: str = "JPEG", focus: Focus | None = None) -> Asset:
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": 95} if kind == "JPEG" else {}))
    data = out.getvalue()
    return Asset(
        f"{hashlib.sha256(data).hexdigest()[:9]}.{kind.lower()}",
        f"image/{kind.lower()}",
        data,
        focus,
    )


def _page(style: str, *assets: Asset, press: Press | None = None) -> bytes:
    """A page with a picture for each asset, set by a style sheet."""
    engine, document = pressed.engine()
    document = dataclasses.replace(document, images=assets, press=press)
    pictures = "".join(f'<p><img src="asset:{asset.name}" alt="Bild"></p>' for asset in assets)
    html = f'<html lang="de"><head><title>Blatt</title></head><body>{pictures}</body></html>'
    return engine.layout(document, Page(html, (STYLE, style)), "").write()


def _pictures(pdf: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [
            (image.as_pil_image(), len(image.obj.read_raw_bytes()))
            for page in file.pages
            for image in map(pikepdf.PdfImage, cast(Any, page.get_images().values()))
        ]


def _shown(pdf: bytes, at: tuple[float, float]) -> int:
    """The grey at a place, in mm from the upper left corner of the page."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[0].render(scale=3).to_pil().convert("L")
    scale = picture.width / 148
    grey = picture.getpixel((round(at[0] * scale), round(at[1] * scale)))
    assert isinstance(grey, int)
    return grey


WIDE = "img { width: 60mm; height: 20mm; object-fit: cover }"
TALL = "img { width: 20mm; height: 60mm; object-fit: cover }"


@pytest.mark.parametrize(
    ("style", "picture", "focus", "centre", "grey"),
    [
        (WIDE, (600, 600), (0.5, 0.75), (40, 20), 175),
        (WIDE, (600, 600), (0.5, 0.25), (40, 20), 50),
        (WIDE, (600, 600), None, (40, 22), 100),
        (WIDE + "img { object-position: 0 100% }", (600, 600), None, (40, 28), 225),
        (WIDE + "img { object-position: 0 0 }", (600, 600), (0.5, 0.75), (40, 20), 175),
        (WIDE + "img { object-position: 0 0mm }", (600, 600), None, (40, 11), 0),
        (TALL, (600, 600), (0.75, 0.5), (20, 40), 175),
        (TALL, (600, 600), (0.25, 0.5), (20, 40), 50),
        (TALL + "img { object-position: right top }", (600, 600), None, (28, 40), 225),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_focus_is_in_the_middle_of_the_box(
    style: str,
    picture: tuple[int, int],
    focus: tuple[float, float] | None,
    centre: tuple[float, float],
    grey: int,
    kind: str,
) -> None:
    stripes = _stripes(*picture, across=style.startswith(TALL))
    asset = _asset(stripes, kind, Focus(*focus) if focus else None)
    assert _shown(_page(style, asset), centre) == pytest.approx(grey, abs=4)


def test_drawing_is_shown_around_its_focus() -> None:
    rectangles = "".join(
        f'<rect y="{i * 10}" width="100" height="10" fill="rgb({i * 25},{i * 25},{i * 25})"/>'
        for i in range(10)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{rectangles}</svg>'
    asset = Asset("a.svg", "image/svg+xml", svg.encode(), Focus(0.5, 0.75))
    assert _shown(_page(WIDE, asset), (40, 20)) == pytest.approx(175, abs=4)


def test_what_is_cut_off_is_not_in_the_file() -> None:
    asset = _asset(_stripes(2000, 2000, across=False))
    ((picture, _size),) = _pictures(_page(WIDE, asset))
    assert picture.width / picture.height == pytest.approx(3, abs=0.02)


def test_photo_has_the_resolution_of_print_where_it_stands() -> None:
    """The same photo in two boxes is put in twice, each time as large as it is printed."""
    asset = _asset(_noise(3000, 2000))
    other = "p + p img { width: 30mm; height: 30mm }"
    pictures = _pictures(_page(WIDE + other, asset, asset))
    sizes = sorted(picture.size for picture, _size in pictures)
    assert sizes == [(354, 354), (709, 236)]


def test_photo_that_fits_is_left_as_it_is() -> None:
    asset = _asset(Image.linear_gradient("L").resize((600, 200)))
    with pikepdf.open(io.BytesIO(_page(WIDE, asset))) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert picture.read_raw_bytes() == asset.data


def test_photo_of_50_megapixels_as_a_whole_page_is_small_enough() -> None:
    """Even noise, which no camera takes, leaves room for the fonts below 1.5 MB."""
    style = "img { position: absolute; top: -13mm; left: -13mm; width: 154mm; height: 216mm;"
    asset = _asset(_noise(2000, 1550).resize((8000, 6200), Image.Resampling.NEAREST))
    pdf = _page(style + " object-fit: cover }", asset)
    ((picture, size),) = _pictures(pdf)
    assert size < 1_200_000
    assert picture.height <= 216 / 25.4 * 300 + 1
    assert picture.height >= 216 / 25.4 * 150


def test_format_of_a_photo_for_print_has_every_dot() -> None:
    """A print shop's file has the full resolution in good quality, however large that is."""
    asset = _asset(_noise(2000, 1500))
    press = Press(pressed.COATED, pressed.icc())
    ((picture, size),) = _pictures(_page(WIDE, asset, press=press))
    assert picture.size == (709, 236)
    ((_picture, on_screen),) = _pictures(_page(WIDE, asset))
    assert size > on_screen


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparent_picture_stays_transparent_and_archival(kind: str) -> None:
    picture = _noise(900, 300)
    picture.putalpha(Image.linear_gradient("L").resize((900, 300)))
    pdf = _page(WIDE, _asset(picture, kind))
    assert validate(pdf, "3a") == ()
    assert _shown(pdf, (40, 11)) > 240
    assert _shown(pdf, (40, 29)) < 240


def test_logo_keeps_its_edges() -> None:
    """A drawing as PNG is not made a JPEG, which smears its edges."""
    picture = Image.new("RGB", (1200, 400), "white")
    picture.paste("black", (0, 0, 600, 400))
    ((placed, _size),) = _pictures(_page(WIDE, _asset(picture, "PNG")))
    assert placed.size == (1200, 400)
    assert len(placed.convert("L").getcolors()) == 2


def _cmyk() -> Asset:
    picture = Image.new("CMYK", (2000, 1000), (255, 0, 0, 0))
    return _asset(picture)


def test_cmyk_photo_is_in_the_colours_of_the_file() -> None:
    ((on_screen, _size),) = _pictures(_page(WIDE, _cmyk()))
    assert on_screen.mode == "RGB"
    red, green, blue = on_screen.getpixel((50, 50))
    assert red < 40 < green
    assert blue > 200
    press = Press(pressed.COATED, pressed.icc())
    with pikepdf.open(io.BytesIO(_page(WIDE, _cmyk(), press=press))) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert picture.ColorSpace == "/DeviceCMYK"
        assert picture.Width == 709


def test_picture_without_pixels_enough_is_not_enlarged() -> None:
    ((picture, _size),) = _pictures(_page(WIDE, _asset(_noise(120, 90))))
    assert picture.size == (120, 40)


def test_least_part_of_a_picture_has_a_pixel() -> None:
    data = _asset(_noise(40, 1)).data
    encoded = encoded_photo(data, Window(0, 0, 0.4, 1), (0.001, 4), 300, 10)
    assert encoded is not None
    assert min(encoded.size) >= 1


def _flyer(format_name: str, focus: str | None) -> tuple[Any, Document]:
    content = factories.with_event(picture=Picture(file="b.jpg", credit="A", focus=focus))
    images = {"b.jpg": _asset(_stripes(1200, 1600, across=False))}
    content = dataclasses.replace(content, images=images)
    (document,) = plan_flyers(content, (), ["de"], DAY, [format_name]).documents
    return content, document


def test_another_focus_makes_another_flyer() -> None:
    """A flyer that was kept is made again when nothing but the focus has changed."""
    shown = []
    for focus in ("50% 15%", "50% 85%"):
        ((picture, _size),) = _pictures(factories.pdf_of(*_flyer("a5", focus)))
        shown.append(picture.convert("L").getpixel((10, picture.height // 2)))
    assert shown == pytest.approx([25, 200], abs=26)


def test_profile_of_finer_print_gets_finer_photos() -> None:
    fine = pressed.like(resolution=400)
    press = Press(fine, pressed.icc())
    ((picture, _size),) = _pictures(_page(WIDE, _asset(_noise(2000, 1500)), press=press))
    assert picture.width == pytest.approx(60 / 25.4 * 400, abs=1)
