"""What ``check`` reports of PDFs, and that no PDF makes it crash."""

import random
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String

from reports.press.accessibility_check import check_pdf
from tests.support.factories import ENGINE, handouts, names, opened, saved

pytestmark = ENGINE

FLYER = "flyer/nachbarschaft/a5-de"
FORM = "checklist/freistaat"


def _problems(pdf: bytes) -> list[str]:
    """Return each problem as a line of text, which starts with the file's name."""
    problems = [str(problem) for problem in check_pdf(pdf, "datei.pdf")]
    assert all(problem.startswith("datei.pdf") for problem in problems)
    return problems


def _changed(name: str, change: Callable[[Pdf], None], **how: object) -> bytes:
    with opened(handouts()[name]) as pdf:
        change(pdf)
        return saved(pdf, **how)


def _remove(*keys: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        for key in keys:
            del pdf.Root[key]

    return change


@pytest.mark.parametrize("name", names())
def test_made_handout_has_no_findings(name: str) -> None:
    assert _problems(handouts()[name]) == []


@pytest.mark.parametrize(
    "change",
    [_remove("/MarkInfo"), _remove("/StructTreeRoot"), _remove("/Lang")],
    ids=["not-marked", "no-tree", "no-language"],
)
def test_file_that_lacks_a_basis_of_reading_aloud_has_one_finding(
    change: Callable[[Pdf], None],
) -> None:
    (problem,) = _problems(_changed(FLYER, change))
    assert problem.startswith("datei.pdf: ")


def test_file_without_title_has_a_finding() -> None:
    def change(pdf: Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            del metadata["dc:title"]

    assert len(_problems(_changed(FLYER, change))) == 1


def test_file_without_metadata_has_no_title_and_no_mark_of_accessibility() -> None:
    problem = _problems(_changed(FLYER, _remove("/Metadata")))
    assert len(problem) == 2
    assert "PDF/UA" in problem[1]


def test_plain_file_has_a_finding_for_each_thing_it_lacks() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        assert len(_problems(saved(pdf))) == 4


@pytest.mark.parametrize("user", ["geheim", ""], ids=["to-open", "to-change"])
def test_encrypted_file_has_a_finding(user: str) -> None:
    locked = _changed(FLYER, lambda _: None, encryption=Encryption(owner="o", user=user))
    assert len(_problems(locked)) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"Brief", b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n", b"%PDF-" + b"[" * 50_000],
    ids=["empty", "text", "bare", "picture", "nested"],
)
def test_file_that_is_no_pdf_has_one_finding(data: bytes) -> None:
    assert len(_problems(data)) == 1


def test_cut_file_has_a_finding() -> None:
    pdf = handouts()[FLYER]
    assert _problems(pdf[: len(pdf) // 2])


def _loosen(font: pikepdf.Object) -> None:
    inner = font.get("/DescendantFonts", Array([font]))[0]
    del inner.FontDescriptor["/FontFile2"]


def test_font_that_is_not_embedded_is_reported_with_its_page() -> None:
    def change(pdf: Pdf) -> None:
        plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica"))
        resources = pdf.pages[1].Resources
        copied = Dictionary(dict(resources.items()))
        copied.Font = Dictionary({**dict(resources.Font.items()), "/X": plain})
        pdf.pages[1].Resources = copied

    (problem,) = _problems(_changed(FORM, change))
    assert "Helvetica" in problem
    assert problem.split(":")[0].endswith(" 2")


def test_font_that_lost_its_file_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        _loosen(next(iter(pdf.pages[0].Resources.Font.as_dict().values())))

    (problem,) = _problems(_changed(FLYER, change))
    assert "Source-Sans" in problem


def test_font_without_file_in_inherited_resources_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        _loosen(next(iter(page.Resources.Font.as_dict().values())))
        pdf.Root.Pages.Resources = page.Resources
        del page["/Resources"]

    assert "Source-Sans" in " ".join(_problems(_changed(FLYER, change)))


def test_font_without_file_of_a_field_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        _loosen(pdf.Root.AcroForm.DR.Font.HandzettelForm)

    assert "HandzettelForm" in " ".join(_problems(_changed(FORM, change)))


@pytest.mark.parametrize("key", ["/TU", "/AP"])
def test_field_without_label_or_appearance_is_reported_with_its_page(key: str) -> None:
    def change(pdf: Pdf) -> None:
        field = next(widget for widget in pdf.pages[1].Annots if widget.FT == Name.Tx)
        field["/T"] = String("9-9/note")
        del field[key]

    (problem,) = _problems(_changed(FORM, change))
    assert "9-9/note" in problem
    assert problem.split(":")[0].endswith(" 2")


@pytest.mark.parametrize("key", ["/A", "/AA"])
def test_field_with_an_action_is_reported(key: str) -> None:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].Annots[0][key] = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))

    assert len(_problems(_changed(FORM, change))) == 1


def test_action_on_opening_is_reported() -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))

    assert len(_problems(_changed(FLYER, change))) == 1


def test_field_whose_label_stands_at_its_parent_has_no_finding() -> None:
    def change(pdf: Pdf) -> None:
        kid = pdf.Root.AcroForm.Fields[2]
        parent = pdf.make_indirect(
            Dictionary(FT=kid.FT, T=kid.T, TU=kid.TU, DA=kid.DA, Kids=Array([kid]))
        )
        for key in ("/FT", "/T", "/TU"):
            del kid[key]
        kid.Parent = parent
        pdf.Root.AcroForm.Fields[2] = parent

    assert _problems(_changed(FORM, change)) == []


# --- hostile files ----------------------------------------------------------


def _set(path: str, value: object) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        *way, last = path.split()
        target = pdf.Root
        for step in way:
            target = target[int(step)] if step.isdigit() else target[f"/{step}"]
        target[f"/{last}"] = value

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("MarkInfo", 5),
        ("Lang", Array([])),
        ("Metadata", String("x")),
        ("Names", 5),
        ("Pages Kids 0 Annots", 5),
        ("Pages Kids 0 Annots", Array([5])),
        ("Pages Kids 0 Resources", 5),
        ("Pages Kids 0 Resources", Dictionary(Font=5)),
        ("Pages Kids 0 Resources", Dictionary(Font=Dictionary(X=5))),
        (
            "Pages Kids 0 Resources",
            Dictionary(Font=Dictionary(X=Dictionary(DescendantFonts=Array([])))),
        ),
        (
            "Pages Kids 0 Resources",
            Dictionary(Font=Dictionary(X=Dictionary(FontDescriptor=5))),
        ),
    ],
)
def test_value_of_a_wrong_kind_does_not_crash_the_check(path: str, value: object) -> None:
    _problems(_changed(FLYER, _set(path, value), fix_metadata_version=False))


def test_metadata_that_is_no_xml_is_no_title() -> None:
    """Metadata that cannot be parsed is a finding, not an error."""

    def change(pdf: Pdf) -> None:
        pdf.Root.Metadata = pdf.make_stream(b"<x", Type=Name.Metadata, Subtype=Name.XML)

    assert _problems(_changed(FLYER, change))


def test_damaged_stream_does_not_crash_the_check() -> None:
    def change(pdf: Pdf) -> None:
        broken = zlib.compress(b"x" * 1000)[:10]
        pdf.Root.Metadata = Pdf.make_stream(pdf, b"")
        pdf.Root.Metadata.write(broken, filter=Name.FlateDecode)

    assert _problems(_changed(FLYER, change))


def test_changed_bytes_never_crash_the_check() -> None:
    chance = random.Random(1)
    whole = _changed(FLYER, lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        _problems(bytes(data))
