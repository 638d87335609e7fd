"""Text over a picture is measured where it is hardest to read."""

import pypdfium2 as pdfium
import pytest
from PIL import Image

from reports.content.theme import contrast
from reports.press.page_proof import page_problems
from reports.press.page_text import text_of, text_runs
from reports.press.text_contrast import picture_contrasts
from tests.support import pressed
from tests.support.factories import ENGINE

pytestmark = ENGINE

STYLE = """
.inner { position: relative; margin: 0 }
img { position: absolute; top: 0; left: 0; width: 105mm; height: 148mm; object-fit: cover }
p { position: absolute; left: 10mm; margin: 0; font-size: 10pt; line-height: 12pt }
"""


def _page(picture: Image.Image, body: str, style: str = "", bleed: float = 0) -> bytes:
    photo = pressed.asset("photo.jpg", picture)
    image = '<img src="asset:photo.jpg" alt="a">'
    return pressed.sheet(
        f'<div class="inner">{image}{body}</div>', (photo,), STYLE + style, bleed=bleed
    )


def _grey(level: int) -> Image.Image:
    return Image.new("RGB", (1240, 1748), (level,) * 3)


def _ratios(pdf: bytes) -> dict[str, tuple[float, float]]:
    """The least contrast of each run over a picture, and the one it has to have."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        measured = picture_contrasts(page, text_runs(page.raw))
        text_page = page.get_textpage().raw
        return {text_of(each.run, text_page): (each.ratio, each.least) for each in measured}


@pytest.mark.parametrize("level", [0, 60, 118, 119, 160, 255])
def test_contrast_on_an_even_picture_is_that_of_its_colour(level: int) -> None:
    ((ratio, least),) = _ratios(
        _page(_grey(level), '<p style="top: 50mm; color: #fff">Abend</p>')
    ).values()
    assert least == 4.5
    assert ratio == pytest.approx(contrast("#ffffff", f"#{level:02x}{level:02x}{level:02x}"), 0.02)


def test_place_where_a_word_vanishes_is_what_counts() -> None:
    """One light window below the end of a line makes its contrast, not the dark mean."""
    picture = _grey(20)
    picture.paste((250, 250, 250), (480, 560, 560, 640))
    text = '<p style="top: 49mm; color: #fff; white-space: nowrap">Ein langer Abend mit Musik</p>'
    ((ratio, _least),) = _ratios(_page(picture, text)).values()
    assert ratio < 1.3
    elsewhere = text.replace("49mm", "100mm")
    ((ratio, _least),) = _ratios(_page(picture, elsewhere)).values()
    assert ratio > 15


def test_grain_of_a_photo_is_not_what_counts() -> None:
    """Single light pixels in a dark photo do not hide a letter."""
    picture = Image.effect_noise((1240, 1748), 40).point(lambda value: value // 4)
    ((ratio, _least),) = _ratios(
        _page(picture.convert("RGB"), '<p style="top: 50mm; color: #fff">Abend</p>')
    ).values()
    assert ratio == pytest.approx(contrast("#ffffff", "#202020"), 0.1)


@pytest.mark.parametrize(
    ("between", "is_readable"),
    [
        ("", False),
        ('<div class="scrim" style="background: rgba(0, 0, 0, .2)"></div>', False),
        ('<div class="scrim" style="background: rgba(0, 0, 0, .7)"></div>', True),
        ('<div class="scrim" style="background: #8c1220"></div>', True),
        (
            (
                '<div class="scrim" style="background: linear-gradient(rgba(0, 0, 0, .8),'
                ' rgba(0, 0, 0, .7) 60%, rgba(0, 0, 0, 0))"></div>'
            ),
            True,
        ),
    ],
)
def test_scrim_and_panel_count(between: str, is_readable: bool) -> None:
    style = ".scrim { position: absolute; top: 0; left: 0; width: 105mm; height: 148mm }"
    pdf = _page(_grey(220), f'{between}<p style="top: 50mm; color: #fff">Abend</p>', style)
    problems = [problem.message for problem in page_problems(pdf, "blatt")]
    assert (problems == []) is is_readable
    if not is_readable:
        assert problems[0].startswith('"Abend" has a contrast of ')


@pytest.mark.parametrize(
    ("font", "least"),
    [
        ("400 17.5pt", 4.5),
        ("400 18pt", 3.0),
        ("600 15pt", 4.5),
        ("700 14pt", 3.0),
        ("900 14pt", 3.0),
        ("900 13pt", 4.5),
    ],
)
def test_large_type_needs_less(font: str, least: float) -> None:
    style = f"p {{ font: {font}/1.2 'Source Sans 3'; top: 30mm; color: #fff }}"
    ((_ratio, limit),) = _ratios(_page(_grey(130), "<p>Abend</p>", style)).values()
    assert limit == least


def test_text_beside_a_picture_is_not_measured() -> None:
    style = "img { height: 40mm; width: 40mm }"
    assert _ratios(_page(_grey(250), '<p style="top: 50mm">Abend</p>', style)) == {}


def test_part_of_a_line_over_a_picture_is_measured() -> None:
    style = "img { height: 60mm; width: 15mm }"
    pdf = _page(_grey(20), '<p style="top: 50mm; color: #000">Abendmusik am Markt</p>', style)
    ((ratio, _least),) = _ratios(pdf).values()
    assert ratio < 1.5


def test_translucent_text_is_measured_as_it_is_seen() -> None:
    text = '<p style="top: 50mm; color: rgba(255, 255, 255, .6)">Abend</p>'
    ((ratio, _least),) = _ratios(_page(_grey(60), text)).values()
    shown = f"#{round(0.6 * 255 + 0.4 * 60):02x}" + f"{round(0.6 * 255 + 0.4 * 60):02x}" * 2
    assert ratio == pytest.approx(contrast(shown, "#3c3c3c"), 0.03)


def test_turned_and_grouped_text_is_measured() -> None:
    style = "p { transform: rotate(-90deg); opacity: .99 }"
    body = '<p style="top: 80mm; color: #fff">Abend</p>'
    ((ratio, _least),) = _ratios(_page(_grey(255), body, style)).values()
    assert ratio < 1.1


def test_bleed_does_not_move_what_is_measured() -> None:
    picture = _grey(20)
    picture.paste((250, 250, 250), (0, 600, 1240, 1748))
    text = '<p style="top: 46mm; color: #fff">Abend</p>'  # ends 0.5 mm above the light part
    for bleed in (0, 3):
        ((ratio, _least),) = _ratios(_page(picture, text, bleed=bleed)).values()
        assert ratio > 15


def test_page_is_left_as_it_was() -> None:
    pdf = _page(_grey(220), '<p style="top: 50mm; color: #fff">Abend</p>')
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        before = page.render(scale=2).to_pil().tobytes()
        assert picture_contrasts(page, text_runs(page.raw))
        assert page.render(scale=2).to_pil().tobytes() == before
