"""Conversion for a print shop: all colours in CMYK, exact boxes, the ink limit kept."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms
from pydantic import ValidationError

from reports.content.press_profile import SHIPPED, PressProfile, profiles
from reports.errors import RenderingError, UsageError
from reports.press.conversion import to_press
from reports.press.icc_files import find_icc
from reports.press.preflight import check_press
from tests.support import pressed
from tests.support.factories import ENGINE, MM, everything_in, opened, saved, text_of
from tests.support.pressed import COATED, NAME, TRIM, icc, like, sheet

pytestmark = ENGINE

DAY = dt.date(2026, 11, 22)


def _pressed(data: bytes, profile: PressProfile = COATED) -> bytes:
    return to_press(data, trim=TRIM, profile=profile, icc=icc(), name=NAME, on=DAY)[0]


@cache
def _rich() -> bytes:
    return _pressed(sheet())


def _contents(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, list[Any]]]:
    """Yield every content stream of a file (pages, forms, patterns) with its instructions."""
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and (
            stream.get("/Subtype") == Name.Form or stream.get("/PatternType") == 1
        ):
            yield stream, list(pikepdf.parse_content_stream(stream))
    for page in pdf.pages:
        yield page, list(pikepdf.parse_content_stream(page))


def _colours(data: bytes) -> set[tuple[float, ...]]:
    """Return the CMYK colours that are set anywhere in a file."""
    with opened(data) as pdf:
        return {
            tuple(float(value) for value in instruction.operands)
            for _stream, content in _contents(pdf)
            for instruction in content
            if str(instruction.operator) in ("k", "K")
        }


def _error(data: bytes, profile: PressProfile = COATED) -> str:
    with pytest.raises(RenderingError) as caught:
        _pressed(data, profile)
    return str(caught.value)


# --- profiles ---------------------------------------------------------------


def test_four_profiles_are_shipped() -> None:
    assert list(profiles()) == ["coated-3mm", "coated-2mm", "uncoated-3mm", "uncoated-2mm"]
    assert [profile.bleed for profile in SHIPPED] == [3, 2, 3, 2]


def test_profile_of_a_workspace_replaces_the_shipped_one_of_its_name() -> None:
    assert profiles([like(safe=6)])["coated-3mm"].safe == 6


@pytest.mark.parametrize("wrong", [{"bleed": -1}, {"icc": ["../a.icc"]}, {"standard": "x1"}])
def test_invalid_profile_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        like(**wrong)


def test_icc_profile_is_found_by_any_case_and_one_folder_down(tmp_path: Path) -> None:
    path = tmp_path / "eci" / "isoCOATED_v2_300_ECI.icc"
    path.parent.mkdir()
    path.write_bytes(icc())
    assert find_icc(COATED, [tmp_path / "none", tmp_path]) == path


def test_rgb_profile_under_the_right_name_is_passed_over(tmp_path: Path) -> None:
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (tmp_path / COATED.icc[0]).write_bytes(rgb)
    with pytest.raises(UsageError):
        find_icc(COATED, [tmp_path])


@pytest.mark.parametrize(
    ("profile", "package"),
    [("coated-2mm", "scribus-data"), ("uncoated-3mm", "icc-profiles")],
)
def test_missing_icc_profile_is_one_sentence_with_the_package(
    profile: str, package: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        find_icc(profiles()[profile], [tmp_path])
    assert f"apt-get install {package}" in str(caught.value)
    assert "\n" not in str(caught.value)


# --- colours ----------------------------------------------------------------


def test_nothing_in_a_press_file_is_rgb() -> None:
    with opened(_rich()) as pdf:
        operators = {
            str(instruction.operator) for _of, content in _contents(pdf) for instruction in content
        }
        spaces = {
            str(entry[key])
            for entry in pdf.objects
            if isinstance(entry, Dictionary | pikepdf.Stream)
            for key in ("/ColorSpace", "/CS")
            if key in entry and not isinstance(entry[key], Dictionary)
        }
        resources = [
            entry.Resources
            for entry in pdf.objects
            if isinstance(entry, Dictionary | pikepdf.Stream) and "/Resources" in entry
        ]
    assert not operators & {"rg", "RG", "sc", "SC"}
    assert spaces == {"/DeviceCMYK", "/DeviceGray"}
    assert not any("/ColorSpace" in dictionary for dictionary in resources)
    assert not re.search(rb"DeviceRGB|CalRGB|ICCBased|/Lab\b|GTS_PDFA", everything_in(_rich()))


def test_check_finds_nothing_in_a_press_file() -> None:
    assert [str(problem) for problem in check_press(_rich(), NAME, COATED, icc(), TRIM)] == []


def test_neutral_text_is_solid_black_and_white_text_has_no_ink() -> None:
    colours = _colours(_rich())
    assert (0, 0, 0, 1) in colours
    assert (0, 0, 0, 0) in colours
    text = _colours(_pressed(sheet(pressed.PLAIN.replace("<p>", '<p style="color: #595959">'))))
    assert {colour for colour in text if colour[:3] == (0, 0, 0)} == {(0, 0, 0, 0), (0, 0, 0, 1)}


def test_grey_area_is_a_tint_of_black() -> None:
    body = '<div class="inner" style="background: #808080; height: 9mm"></div>'
    (colour,) = _colours(_pressed(sheet(body)))
    assert colour[:3] == (0, 0, 0)
    assert 0.5 < colour[3] < 0.7


def test_red_goes_through_the_icc_profile() -> None:
    target = ImageCms.ImageCmsProfile(io.BytesIO(icc()))
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        target,
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    spot = ImageCms.applyTransform(Image.new("RGB", (1, 1), (227, 0, 15)), transform)
    assert spot is not None
    expected = spot.getpixel((0, 0))
    assert isinstance(expected, tuple)
    assert any(
        all(abs(a - b / 255) < 0.001 for a, b in zip(colour, expected, strict=True))
        for colour in _colours(_rich())
    )


@pytest.mark.parametrize("limit", [300, 200, 120])
def test_ink_limit_is_kept_by_colours_and_pictures(limit: int) -> None:
    profile = like(ink_limit=limit)
    data = _pressed(sheet(), profile)
    assert max(map(sum, _colours(data))) <= limit / 100
    with opened(data) as pdf:
        pictures = [
            stream.read_bytes()
            for stream in pdf.objects
            if isinstance(stream, pikepdf.Stream)
            and (stream.get("/ColorSpace") == Name.DeviceCMYK or stream.get("/FunctionType") == 0)
            and len(stream.get("/Range", [0] * 8)) == 8
        ]
    assert len(pictures) >= 4
    for dots in pictures:
        most = max(sum(dots[i : i + 4]) for i in range(0, len(dots), 4))
        assert most <= limit * 255 / 100
    assert check_press(data, NAME, profile, icc()) == []


def test_grey_picture_stays_grey_and_alpha_stays_for_x4() -> None:
    with opened(_rich()) as pdf:
        streams = [entry for entry in pdf.objects if isinstance(entry, pikepdf.Stream)]
        images = [stream for stream in streams if stream.get("/Subtype") == Name.Image]
        shown = [image for image in images if "/SMask" in image]
        assert len(shown) == 1
        assert sum(image.ColorSpace == Name.DeviceGray for image in images) == 2  # and the mask
        assert sum(image.ColorSpace == Name.DeviceCMYK for image in images) == 2


def test_press_file_looks_like_the_engines() -> None:
    before, after = sheet(), _rich()
    with pdfium.PdfDocument(before) as before_pdf, pdfium.PdfDocument(after) as after_pdf:
        first = before_pdf[0].render(scale=0.5).to_pil().convert("L")
        second = after_pdf[0].render(scale=0.5).to_pil().convert("L")
    assert first.size == second.size
    off = [abs(a - b) for a, b in zip(first.tobytes(), second.tobytes(), strict=True)]
    assert sum(off) / len(off) < 20  # the viewer shows CMYK after a fashion of its own


def test_cmyk_picture_over_the_limit_loses_ink() -> None:
    with opened(sheet()) as pdf:
        images = pdf.pages[0].Resources.XObject
        picture = next(image for image in images.values() if image.get("/Subtype") == Name.Image)
        size = int(picture.Width) * int(picture.Height)
        picture.write(b"\xff\xf0\xe0\xff" * size)
        picture.ColorSpace = Name.DeviceCMYK
        data = _pressed(saved(pdf))
    assert check_press(data, NAME, COATED, icc()) == []


# --- boxes, marks, declarations ---------------------------------------------


@pytest.mark.parametrize(
    ("bleed", "marks"), [(3, False), (2, False), (3, True), (0, False), (5.5, True)]
)
def test_boxes_are_exact(bleed: float, marks: bool) -> None:
    """Trim, bleed and media box have their sizes to a thousandth of a millimetre."""
    data = _pressed(sheet(pressed.PLAIN, bleed=bleed), like(bleed=bleed, marks=marks))
    with opened(data) as pdf:
        page = pdf.pages[0]
        boxes = {
            key: [float(side) / MM for side in page[key]]
            for key in ("/TrimBox", "/BleedBox", "/MediaBox", "/CropBox")
        }
    trim, bled, media = boxes["/TrimBox"], boxes["/BleedBox"], boxes["/MediaBox"]
    assert trim[2] - trim[0] == pytest.approx(TRIM[0], abs=0.001)
    assert trim[3] - trim[1] == pytest.approx(TRIM[1], abs=0.001)
    outwards = (-bleed, -bleed, bleed, bleed)
    assert bled == pytest.approx([a + b for a, b in zip(trim, outwards, strict=True)], abs=0.001)
    assert media[:2] == [0, 0]
    assert boxes["/CropBox"] == media
    assert (media == pytest.approx(bled, abs=0.001)) is not marks
    assert check_press(data, NAME, like(bleed=bleed, marks=marks), icc(), TRIM) == []


def test_marks_are_drawn_in_all_inks_outside_the_bleed() -> None:
    data = _pressed(sheet(pressed.PLAIN), like(marks=True))
    with opened(data) as pdf:
        assert pdf.pages[0].Resources.ColorSpace.PressMarks[1] == Name.All
    with pdfium.PdfDocument(data) as document:
        picture = document[0].render(scale=2).to_pil().convert("L")
    edge = round((7 + 3) * MM * 2)
    assert min(picture.crop((0, edge - 3, round(7 * MM * 2), edge + 3)).tobytes()) < 200
    assert min(picture.crop((0, edge + 40, 30, edge + 80)).tobytes()) == 255


@pytest.mark.parametrize(
    ("standard", "version", "declared"),
    [("x4", "1.6", "PDF/X-4"), ("x3", "1.4", "PDF/X-3:2003")],
)
def test_file_declares_its_standard(standard: str, version: str, declared: str) -> None:
    data = _pressed(sheet(pressed.PLAIN), like(standard=standard))
    assert check_press(data, NAME, like(standard=standard), icc(), TRIM) == []
    with opened(data) as pdf:
        assert pdf.pdf_version == version
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == declared
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122")
        assert str(pdf.docinfo["/Title"]) == "Ein Blatt"
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/OutputIntents", "/Metadata"}
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == icc()
        assert "/Annots" not in pdf.pages[0]


def test_same_input_gives_the_same_bytes() -> None:
    data = sheet()
    assert _pressed(data) == _pressed(data)


def test_fonts_and_text_stay_as_they_are() -> None:
    def fonts(data: bytes) -> set[bytes]:
        with opened(data) as pdf:
            return {
                descriptor[key].read_bytes()
                for descriptor in pdf.objects
                if isinstance(descriptor, Dictionary)
                for key in ("/FontFile2", "/FontFile3")
                if key in descriptor
            }

    before = sheet()
    assert fonts(before) == fonts(_rich()) != set()
    assert text_of(before) == text_of(_rich())


def test_coarse_picture_is_reported() -> None:
    data = sheet(images=pressed.pictures(100))
    _out, problems = to_press(data, trim=TRIM, profile=COATED, icc=icc(), name=NAME)
    assert len(problems) == 3
    assert str(problems[0]).startswith("blatt.pdf, page 1: ")
    assert "127 dpi" in str(problems[0])
    assert to_press(sheet(), trim=TRIM, profile=COATED, icc=icc())[1] == []


# --- errors ---------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<p class="inner" style="opacity: .5">x</p>',
        '<p class="inner"><img src="asset:alpha.png" alt="a"></p>',
        '<p class="inner" style="background: linear-gradient(rgba(0, 0, 0, 0), red)">x</p>',
    ],
    ids=["opacity", "picture", "gradient"],
)
def test_x3_refuses_transparency(body: str) -> None:
    assert "PDF/X-3" in _error(sheet(body), like(standard="x3"))


def test_x3_takes_gradients_and_pictures_without_alpha() -> None:
    body = (
        '<p class="inner" style="background: linear-gradient(#fff, red)">x</p>'
        '<p class="inner"><img src="asset:photo.jpg" alt="a"></p>'
    )
    data = _pressed(sheet(body), like(standard="x3"))
    assert check_press(data, NAME, like(standard="x3"), icc(), TRIM) == []
    assert b"/Transparency" not in everything_in(data)


@pytest.mark.parametrize(
    "style", ["@page { bleed: 0 }", "@page { bleed: 2mm }", "@page { size: 100mm 148mm }"]
)
def test_page_of_another_size_or_bleed_is_refused(style: str) -> None:
    assert _error(sheet(pressed.PLAIN, style=style))


def test_rgb_profile_is_refused() -> None:
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with pytest.raises(RenderingError):
        to_press(sheet(pressed.PLAIN), trim=TRIM, profile=COATED, icc=rgb)


def _spot(pdf: pikepdf.Pdf) -> None:
    space = Array([Name.Separation, Name.Gold, Name.DeviceRGB, Dictionary()])
    pdf.pages[0].Resources.ColorSpace = Dictionary(Gold=space)
    pdf.pages[0].contents_add(b"/Gold cs 1 scn 0 0 9 9 re f")


def _inline(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI")


def _colour_key(pdf: pikepdf.Pdf) -> None:
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") == Name.Image:
            stream.Mask = Array([0, 0, 0, 0, 0, 0])


def _blended(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState["/Blended"] = Dictionary(BM=Name.Multiply)
    pdf.pages[0].contents_add(b"/Blended gs")


@pytest.mark.parametrize("change", [_spot, _inline, _colour_key, _blended])
def test_unconvertible_content_is_an_error(change: Callable[[pikepdf.Pdf], None]) -> None:
    """The error names the file and the page."""
    with opened(sheet()) as pdf:
        change(pdf)
        data = saved(pdf)
    assert _error(data).startswith("blatt.pdf, page 1: ")
