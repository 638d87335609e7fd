"""Preflight names type and lines that are too fine, marks within the trim, and broken pictures."""

import dataclasses
import io
from collections.abc import Callable

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageFile

from reports.content.press_profile import Press, PressProfile
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS
from reports.press.conversion import to_press
from reports.press.preflight import check_press
from tests.documents.test_languages import TEXTS
from tests.support import factories
from tests.support.factories import DAY, ENGINE, MM, opened, saved
from tests.support.pressed import COATED, NAME, TRIM, icc, like, sheet

pytestmark = ENGINE


def _pressed(body: str, style: str = "", profile: PressProfile = COATED) -> bytes:
    return to_press(sheet(body, style=style), trim=TRIM, profile=profile, icc=icc(), name=NAME)[0]


def _problems(data: bytes, profile: PressProfile = COATED) -> list[str]:
    return [str(problem) for problem in check_press(data, NAME, profile, icc(), TRIM)]


# --- type -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "scale", "is_small"), [(6, 1, False), (5.5, 1, True), (9, 0.6, True), (5, 1.3, False)]
)
def test_type_that_is_too_small_is_named(size: float, scale: float, is_small: bool) -> None:
    style = f"transform: scale({scale}); transform-origin: 0 0; font-size: {size}pt"
    problems = _problems(_pressed(f'<p class="inner" style="{style}">Impressum</p>'))
    assert len(problems) == is_small
    if is_small:
        assert (
            f'"Impressum" is set in {size * scale:.1f} points; the least here is 6' in (problems[0])
        )
        assert "mm from the left" in problems[0]


def test_profile_says_what_is_too_small() -> None:
    data = _pressed('<p class="inner" style="font-size: 7pt">Impressum</p>')
    assert len(_problems(data, like(smallest_type=8))) == 1


# --- lines ------------------------------------------------------------------

LINES = {
    "stroke": '<svg viewBox="0 0 100 10" width="100" height="10"><path d="M0 5h100" stroke="#000"'
    ' stroke-width="{px}"/></svg>',
    "border below": '<p style="border-bottom: {px}px solid #000">Text</p>',
    "border all round": '<p style="border: {px}px solid #000; padding: 2mm">Text</p>',
    "thin area": '<div style="height: {px}px; background: #000"></div>',
    "upright area": '<div style="height: 9mm; width: {px}px; background: #000"></div>',
    "scaled": '<div style="transform: scale(.5)"><div style="height: calc(2 * {px}px);'
    ' background: #000"></div></div>',
}


@pytest.mark.parametrize(("points", "is_thin"), [(0.15, True), (0.3, False)])
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_line_that_is_too_thin_is_named(line: str, points: float, is_thin: bool) -> None:
    body = f'<div class="inner">{line.format(px=points / 0.75)}</div>'
    problems = _problems(_pressed(body))
    assert len(problems) == is_thin, problems
    if is_thin:
        assert "a line is 0.15 points thick, less than 0.25" in problems[0]


def test_box_without_a_border_is_no_line() -> None:
    body = '<div class="inner"><p style="background: #e3000f; width: 3mm; height: 3mm"></p></div>'
    assert _problems(_pressed(body)) == []


# --- marks ------------------------------------------------------------------


def _tick(style: str) -> str:
    return (
        '<i style="position: absolute; left: 40mm; width: 0; border-left: .2mm solid #555;'
        f' {style}"></i>'
    )


@pytest.mark.parametrize(
    ("style", "is_mark"),
    [
        ("top: -3mm; height: 7mm", True),
        ("top: 0; height: 4mm", True),
        ("bottom: -3mm; height: 8mm", True),
        ("top: 20mm; height: 4mm", False),
        ("top: 0; height: 40mm", False),
        ("top: -3mm; height: 2.5mm", False),
        ("top: -3mm; height: 7mm; border-left-width: 4mm", False),
    ],
)
def test_mark_within_the_trim_is_named(style: str, is_mark: bool) -> None:
    body = f'<div style="position: absolute; top: 0; left: 0; height: 148mm">{_tick(style)}</div>'
    problems = [each for each in _problems(_pressed(body)) if "a mark lies" in each]
    assert len(problems) == is_mark


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("name", ["zickzack", "wickelfalz"])
def test_folded_leaflet_has_its_marks_outside_the_bleed(name: str, language: str) -> None:
    content = factories.with_event(texts={language: TEXTS[language]})
    press = Press(like(marks=True), icc())
    (document,) = plan_flyers(content, (), [language], DAY, [name]).documents
    pdf = factories.pdf_of(content, dataclasses.replace(document, press=press))
    problems = check_press(pdf, NAME, press.profile, icc())
    assert not [problem for problem in problems if "mark" in problem.message]
    panels = FORMATS[name].panels
    outside, inside = {panels[0], panels[0] + panels[1]}, {panels[2], panels[2] + panels[1]}
    if language == "ar":
        outside, inside = inside, outside
    assert _marks_above(pdf, 0) == outside | {0, 297}
    assert _marks_above(pdf, 1) == inside | {0, 297}


def _marks_above(pdf: bytes, number: int) -> set[int]:
    """Where marks stand above the bleed, in mm from the left of the trim."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[number]
        left, _bottom, _right, top = page.get_trimbox()
        picture = page.render(scale=6).to_pil().convert("L")
        start, end = page.get_height() - top - 8 * MM, page.get_height() - top - 5 * MM
    strip = picture.crop((0, round(start * 6), picture.width, round(end * 6)))
    columns = strip.reduce((1, strip.height)).tobytes()
    return {round((x / 6 - left) / MM) for x, value in enumerate(columns) if value < 235}


def test_leaflet_for_the_office_keeps_its_ticks() -> None:
    """On an office printer the sheet is the page, so that they can stand nowhere else."""
    content = factories.sample()
    (document,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, ["zickzack"]).documents
    for_press = dataclasses.replace(document, press=Press(COATED, icc()))
    problems = check_press(factories.pdf_of(content, for_press), NAME, COATED, icc())
    assert problems == []
    with pdfium.PdfDocument(factories.pdf_of(content, document)) as pdf:
        picture = pdf[0].render(scale=4).to_pil().convert("L")
    at = round(99 * MM * 4)
    assert min(picture.crop((at - 3, 2, at + 3, 30)).tobytes()) < 160


@pytest.mark.parametrize("name", list(FORMATS))
def test_flyer_for_a_print_shop_passes_its_preflight(name: str) -> None:
    content = factories.sample()
    (document,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, [name]).documents
    pdf = factories.pdf_of(content, dataclasses.replace(document, press=Press(COATED, icc())))
    assert check_press(pdf, NAME, COATED, icc()) == []


# --- pictures ---------------------------------------------------------------

PHOTO = '<p class="inner"><img src="asset:photo.jpg" alt="a"></p>'


def _with_picture(change: Callable[[pikepdf.Stream], None]) -> bytes:
    with opened(_pressed(PHOTO)) as pdf:
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Stream) and entry.get("/Subtype") == Name.Image:
                change(entry)
        return saved(pdf, force_version="1.6")


def _cut(picture: pikepdf.Stream) -> None:
    picture.write(picture.read_bytes()[:-500])


def _cut_jpeg(picture: pikepdf.Stream) -> None:
    out = io.BytesIO()
    size = (int(picture.Width), int(picture.Height))
    Image.effect_noise(size, 90).convert("CMYK").save(out, "JPEG")
    data = out.getvalue()
    picture.write(data[: len(data) // 2], filter=Name.DCTDecode)


def _taller(picture: pikepdf.Stream) -> None:
    picture.Height = int(picture.Height) + 40


def _grey_cut(picture: pikepdf.Stream) -> None:
    picture.ColorSpace = Name.DeviceGray
    picture.write(b"\x80" * (int(picture.Width) * int(picture.Height) - 300))


def _garbled(picture: pikepdf.Stream) -> None:
    picture.write(b"\x78\x9c no deflated data", filter=Name.FlateDecode)


@pytest.mark.parametrize("change", [_cut, _cut_jpeg, _taller, _grey_cut, _garbled])
def test_broken_picture_is_named(
    change: Callable[[pikepdf.Stream], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the layout engine sets it
    problems = [each for each in _problems(_with_picture(change)) if "damaged" in each]
    assert len(problems) == 1
    assert "mm from the left" in problems[0]
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_whole_picture_is_not_named() -> None:
    assert _problems(_with_picture(lambda _picture: None)) == []


def test_missing_picture_is_named() -> None:
    with opened(_pressed(PHOTO)) as pdf:
        pdf.pages[0].Resources.XObject = Dictionary()
        data = saved(pdf, force_version="1.6")
    assert any("a picture is missing" in problem for problem in _problems(data))
