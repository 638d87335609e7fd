"""Preflight: ``check --press`` reports each fault once, with its page and position."""

import random
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String

from reports.content.press_profile import PressProfile
from reports.press.conversion import to_press
from reports.press.preflight import check_press
from tests.support import pressed
from tests.support.factories import ENGINE, MM, opened, saved
from tests.support.pressed import COATED, NAME, TRIM, icc, like, sheet

pytestmark = ENGINE

Change = Callable[[Pdf], None]
"""Changes a PDF in place, to put a fault into it."""


@cache
def _good() -> bytes:
    return to_press(sheet(), trim=TRIM, profile=COATED, icc=icc(), name=NAME)[0]


@cache
def _plain(style: str = "") -> bytes:
    data = sheet(pressed.PLAIN, style=style)
    return to_press(data, trim=TRIM, profile=COATED, icc=icc(), name=NAME)[0]


def _problems(data: bytes, profile: PressProfile = COATED) -> list[str]:
    problems = [str(problem) for problem in check_press(data, NAME, profile, icc(), TRIM)]
    assert all(problem.startswith(NAME) for problem in problems)
    return problems


def _changed(data: bytes, change: Change) -> bytes:
    with opened(data) as pdf:
        change(pdf)
        return saved(pdf, force_version="1.6")


def _add(content: bytes, **resources: Dictionary) -> Change:
    """Paint something 10 mm right of and below the upper left corner of the trimmed page."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0]
        for kind, entries in resources.items():
            merged = page.Resources.get(f"/{kind}", Dictionary())
            for key, value in entries.items():
                merged[key] = value
            page.Resources[f"/{kind}"] = merged
        at = b"q 1 0 0 1 %.2f %.2f cm " % (13 * MM, 141 * MM)
        page.contents_add(at + content + b" Q")

    return change


AT = "blatt.pdf, page 1, 10 mm from the left, 10 mm from the top: "
_RE = b" 0 0 9 0 re f"


def _shading(pdf_function: Dictionary, space: Name = Name.DeviceCMYK) -> Dictionary:
    return Dictionary(
        Bad=Dictionary(ShadingType=2, ColorSpace=space, Coords=[0, 0, 9, 0], Function=pdf_function)
    )


_TOO_MUCH = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])
_RGB_RAMP = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 1, 1])
_LAB = Array([Name.Lab, Dictionary(WhitePoint=[1, 1, 1])])
_SPOT = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, _TOO_MUCH])
_ALL = Array([Name.Separation, Name.All, Name.DeviceCMYK, _TOO_MUCH])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_add(b"1 0 0 rg" + _RE), "RGB"),
        (_add(b"1 0 0 RG 0 0 m 9 0 l S"), "RGB"),
        (_add(b"1 1 1 1 k" + _RE), "400 percent of ink"),
        (_add(b"/Lab1 cs 50 0 0 scn" + _RE, ColorSpace=Dictionary(Lab1=_LAB)), "(Lab)"),
        (_add(b"/Gold cs 1 scn" + _RE, ColorSpace=Dictionary(Gold=_SPOT)), "(Separation)"),
        (_add(b"/All1 cs 1 scn" + _RE, ColorSpace=Dictionary(All1=_ALL)), "crop mark"),
        (_add(b"/Bad sh", Shading=_shading(_TOO_MUCH)), "400 percent of ink"),
        (_add(b"/Bad sh", Shading=_shading(_RGB_RAMP, Name.DeviceRGB)), "gradient"),
        (_add(b".6 .6 .6 .9 k BT (x) Tj ET"), "four inks"),
    ],
)
def test_wrong_colour_is_reported_where_it_is_painted(change: Change, words: str) -> None:
    (problem,) = _problems(_changed(_good(), change))
    assert problem.startswith(AT)
    assert words in problem


def test_rgb_colour_that_paints_nothing_is_reported_too() -> None:
    (problem,) = _problems(_changed(_good(), _add(b"1 0 0 rg")))
    assert problem.startswith("blatt.pdf, page 1: ")


def _picture(change: Callable[[pikepdf.Stream], None]) -> Change:
    def do(pdf: Pdf) -> None:
        images = [
            entry
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Stream)
            and entry.get("/Subtype") == Name.Image
            and entry.ColorSpace == Name.DeviceCMYK
            and "/SMask" not in entry
        ]
        (image,) = images
        change(image)

    return do


def _rgb(image: pikepdf.Stream) -> None:
    image.write(b"abc" * (int(image.Width) * int(image.Height)))
    image.ColorSpace = Name.DeviceRGB


def _inky(image: pikepdf.Stream) -> None:
    image.write(b"\xff\xff\xff\x10" * (int(image.Width) * int(image.Height)))


def _small(image: pikepdf.Stream) -> None:
    image.write(b"abcd" * 2500)
    image.Width = image.Height = 50


@pytest.mark.parametrize(
    ("change", "words"),
    [(_rgb, "neither CMYK nor grey"), (_inky, "306 percent of ink"), (_small, "dpi")],
)
def test_wrong_picture_is_reported_in_its_place(
    change: Callable[[pikepdf.Stream], None], words: str
) -> None:
    (problem,) = _problems(_changed(_good(), _picture(change)))
    assert words in problem
    assert " mm from the left" in problem


def _form(content: bytes, **keys: object) -> Change:
    def change(pdf: Pdf) -> None:
        form = pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **keys
        )
        _add(b"/Inner Do", XObject=Dictionary(Inner=form))(pdf)

    return change


def test_colour_within_a_form_is_reported() -> None:
    (problem,) = _problems(_changed(_good(), _form(b"0 0 1 rg" + _RE)))
    assert problem.startswith(AT)


def test_form_that_draws_itself_comes_to_an_end() -> None:
    def change(pdf: Pdf) -> None:
        _form(b"/Inner Do")(pdf)
        inner = pdf.pages[0].Resources.XObject.Inner
        inner.Resources = Dictionary(XObject=Dictionary(Inner=inner))

    _problems(_changed(_good(), change))


def test_forms_that_draw_each_other_in_ever_new_places_come_to_an_end() -> None:
    def change(pdf: Pdf) -> None:
        inner = pdf.make_stream(_RE, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        for _level in range(20):
            inner = pdf.make_stream(
                b"/I Do 1 0 0 1 3 5 cm /I Do 2 0 0 1 1 0 cm /I Do",
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=[0, 0, 9, 9],
                Resources=Dictionary(XObject=Dictionary(I=inner)),
            )
        _add(b"/Inner Do", XObject=Dictionary(Inner=inner))(pdf)

    (problem,) = _problems(_changed(_plain(), change))
    assert "too often" in problem


@pytest.mark.parametrize("content", [b"cs", b"rg", b"/x gs", b"1 2 re f", b"Tm", b"/a Do", b"sh"])
def test_content_without_sense_is_no_crash(content: bytes) -> None:
    assert len(_problems(_changed(_plain(), _add(content)))) <= 1


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (Dictionary(BM=Name.Multiply), "blended"),
        (Dictionary(op=True), "overprinted"),
        (Dictionary(TR=Name.Identity), "transfer curve"),
    ],
)
def test_graphics_state_that_changes_the_ink_is_reported(
    parameters: Dictionary, words: str
) -> None:
    (problem,) = _problems(
        _changed(_good(), _add(b"/Bad gs", ExtGState=Dictionary(Bad=parameters)))
    )
    assert words in problem


def test_group_mixed_in_rgb_is_reported() -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    (problem,) = _problems(_changed(_good(), _form(b"", Group=group)))
    assert "mixed in RGB" in problem


def test_x3_with_transparency_has_a_finding() -> None:
    problems = _problems(_good(), like(standard="x3"))
    assert any("forbids" in problem for problem in problems)


def _box(key: str, *millimetres: float) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0][key] = Array([round(length * MM, 4) for length in millimetres])

    return change


def _without(key: str) -> Change:
    def change(pdf: Pdf) -> None:
        del pdf.pages[0][key]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without("/TrimBox"), "TrimBox"),
        (_without("/BleedBox"), "BleedBox"),
        (_box("/BleedBox", 0.02, 0, 111, 154), "2.98 mm"),
        (_box("/CropBox", 3, 3, 108, 151), "CropBox"),
        (_box("/MediaBox", 0, 0, 110, 154), "within each other"),
    ],
)
def test_wrong_box_is_reported(change: Change, words: str) -> None:
    problems = _problems(_changed(_plain(), change))
    assert any(
        words in problem and problem.startswith("blatt.pdf, page 1: ") for problem in problems
    )


def test_other_trim_size_is_reported() -> None:
    problems = check_press(_plain(), NAME, COATED, None, (105.02, 148))
    assert len(problems) == 1


def test_other_bleed_is_reported() -> None:
    (problem,) = _problems(_plain(), like(bleed=2))
    assert "3.00 mm instead of 2 mm" in problem


def test_link_within_the_bleed_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        note = Dictionary(Subtype=Name.Link, Rect=[50, 50, 90, 90])
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    (problem,) = _problems(_changed(_plain(), change))
    assert "link" in problem


# --- text and edges ---------------------------------------------------------


def test_text_nearer_than_the_safe_area_is_reported_with_its_words() -> None:
    style = ".inner { margin: 5mm 2mm }"
    (problem,) = _problems(_plain(style))
    assert problem.startswith("blatt.pdf, page 1, 2 mm from the left")
    assert '"S"' in problem or '"Sc' in problem
    assert "less than 4 mm" in problem


def test_ground_that_ends_at_the_trim_is_reported() -> None:
    style = ".ground { margin: 0 }"
    problems = _problems(_plain(style))
    assert len(problems) == 3
    assert all("end of the bleed" in problem for problem in problems)


def test_white_of_a_drawing_in_the_bleed_is_no_bare_paper() -> None:
    """Where a drawing runs to the end of the bleed, its shapes may end anywhere."""
    style = ".ground { background: linear-gradient(to right, #fff 2mm, #e3000f 2mm) }"
    drawn = f".ground {{ margin: -3mm -3mm 0 }} {style}"
    assert _problems(_plain(drawn)) == []
    assert _problems(_plain(f"{style} .ground {{ margin: 0 }}"))


# --- declarations -------------------------------------------


def _root(key: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value

    return change


def _info(key: str) -> Change:
    def change(pdf: Pdf) -> None:
        del pdf.docinfo[key]

    return change


def _condition(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("FOGRA29")


def _other_icc(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(icc()[:-1] + b"x")


def _rgb_icc(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(icc().replace(b"CMYK", b"RGB ", 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_root("/OutputIntents", None), "no output intent"),
        (_condition, "FOGRA29"),
        (_other_icc, "another ICC profile"),
        (_rgb_icc, "no CMYK profile"),
        (_info("/Trapped"), "trapped"),
        (_info("/ModDate"), "dates"),
        (_root("/OpenAction", Dictionary(S=Name.JavaScript)), "action"),
    ],
)
def test_lacking_declaration_is_reported(change: Change, words: str) -> None:
    (problem,) = _problems(_changed(_plain(), change))
    assert problem.startswith("blatt.pdf: ")
    assert words in problem


def test_lacking_metadata_is_reported() -> None:
    problems = _problems(_changed(_plain(), _root("/Metadata", None)))
    assert any("PDF/X-4" in problem for problem in problems)


def test_newer_pdf_version_is_reported() -> None:
    with opened(_plain()) as pdf:
        (problem,) = _problems(saved(pdf, force_version="1.7"))
    assert "1.7" in problem


def test_font_that_is_not_embedded_is_reported_with_its_page() -> None:
    def change(pdf: Pdf) -> None:
        for descriptor in pdf.objects:
            if isinstance(descriptor, Dictionary) and "/FontFile2" in descriptor:
                del descriptor["/FontFile2"]
            elif isinstance(descriptor, Dictionary) and "/FontFile3" in descriptor:
                del descriptor["/FontFile3"]

    problems = _problems(_changed(_plain(), change))
    assert any("not embedded" in problem and "page 1" in problem for problem in problems)


def test_file_of_the_engine_has_findings_and_no_rgb_passes() -> None:
    problems = _problems(sheet())
    assert any("RGB" in problem for problem in problems)
    assert any("neither CMYK nor grey" in problem for problem in problems)


def test_encrypted_and_broken_files_have_one_finding() -> None:
    with opened(_plain()) as pdf:
        locked = saved(pdf, encryption=Encryption(owner="a", user="b"))
    for data in (locked, b"%PDF-1.4 nothing", b""):
        assert len(_problems(data)) == 1


def test_damaged_files_never_crash_the_check() -> None:
    chance = random.Random(7)
    with opened(_good()) as pdf:
        plain = pikepdf.StreamDecodeLevel.generalized
        data = saved(pdf, stream_decode_level=plain, compress_streams=False)
    cut = data.find(b"ISO Coated") if b"ISO Coated" in data else len(data)
    for _time in range(40):
        damaged = bytearray(data)
        for _spot in range(20):
            damaged[chance.randrange(min(cut + 4000, len(damaged)))] = chance.randrange(256)
        check_press(bytes(damaged), NAME, COATED, icc())
