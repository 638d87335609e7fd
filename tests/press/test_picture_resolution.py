"""A picture with too few dots for its format is named, with the format and what it needs."""

import dataclasses
import io

import pikepdf
import pytest
from PIL import Image

from reports.build.builder import Made, make
from reports.commands.options import cache_folder
from reports.content.event import Picture
from reports.content.images import Asset
from reports.documents.event_planning import plan_flyers, plan_pictures
from reports.press.picture_resolution import blurred_pictures
from tests.support import factories, pressed
from tests.support.factories import DAY

pytestmark = factories.ENGINE

PHOTO = '<p class="inner"><img src="asset:photo.jpg" alt="a"></p>'


def _problems(dots: int, style: str = "") -> list[str]:
    images = tuple(asset for asset in pressed.pictures(dots) if asset.name == "photo.jpg")
    pdf = pressed.sheet(PHOTO, images=images, style=style)
    return [str(problem) for problem in blurred_pictures(pdf, "blatt.pdf")]


def test_picture_with_too_few_dots_is_told_with_those_it_needs() -> None:
    assert _problems(100) == [
        (
            "blatt.pdf, page 1: a picture of 100 × 100 dots is printed at 127 dpi"
            " – take one with 236 × 236 dots or more"
        )
    ]


def test_picture_with_dots_enough_is_not_told() -> None:
    assert _problems(120) == []  # 152 dpi


@pytest.mark.parametrize(("dots", "count"), [(120, 0), (90, 0), (70, 1)])
def test_poster_is_seen_from_further_away(dots: int, count: int) -> None:
    assert len(_problems(dots, "@page { size: 297mm 420mm }")) == count


def test_damaged_file_has_no_resolution() -> None:
    assert blurred_pictures(b"no PDF", "a.pdf") == []
    with pikepdf.open(io.BytesIO(pressed.sheet(PHOTO))) as pdf:
        pdf.pages[0].Resources.XObject = pikepdf.Array([])
        out = io.BytesIO()
        pdf.save(out)
    assert blurred_pictures(out.getvalue(), "a.pdf") == []


def _findings(dots: int, *formats: str) -> dict[str, str]:
    """What is told of a flyer with a picture, by its format."""
    out = io.BytesIO()
    Image.effect_noise((dots, dots * 2 // 3), 40).save(out, "JPEG")
    content = factories.with_event(picture=Picture(file="b.jpg", credit="A"))
    images = {"b.jpg": Asset("b.jpg", "image/jpeg", out.getvalue())}
    content = dataclasses.replace(content, images=images)
    documents = plan_flyers(content, (), ["de"], DAY, list(formats)).documents
    results = list(make(content, documents, cache_folder()))
    finished = [result for result in results if isinstance(result, Made)]
    assert len(finished) == len(formats)
    return {result.document.format.name: " ".join(map(str, result.findings)) for result in finished}


def test_flyer_is_made_and_its_format_named() -> None:
    findings = _findings(700, "a6", "a4")
    assert findings["a6"] == ""
    assert findings["a4"].startswith(
        "flyer/nachbarschaft/a4-de (b.jpg), page 1: a picture of 700 ×"
    )
    assert " 85 dpi " in findings["a4"]
    assert "2480 ×" in findings["a4"]


@pytest.mark.parametrize(("dots", "is_told"), [(1200, False), (400, True)])
def test_photo_that_is_enlarged_on_a_screen_is_told(dots: int, is_told: bool) -> None:
    """The picture is made all the same, and its file is named."""
    out = io.BytesIO()
    Image.effect_noise((dots, dots), 40).save(out, "JPEG")
    content = factories.with_event(picture=Picture(file="b.jpg", credit="A"))
    content = dataclasses.replace(
        content, images={"b.jpg": Asset("b.jpg", "image/jpeg", out.getvalue())}
    )
    (document,) = plan_pictures(content, (), ["de"], DAY, ["square"]).documents
    (result,) = make(content, [document], cache_folder())
    assert isinstance(result, Made)
    findings = " ".join(map(str, result.findings))
    assert ("(b.jpg): a picture of" in findings) == is_told
    assert ("enlarged" in findings) == is_told
