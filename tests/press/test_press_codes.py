"""The QR code of a file for a print shop is read before it is handed out, and by ``check``."""

import dataclasses

import pytest
from pikepdf import Dictionary

from reports.build import jobs
from reports.content.press_profile import Press
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import qr_code
from reports.errors import CheckError
from reports.press import press_codes
from reports.press.conversion import to_press
from reports.press.page_proof import page_problems
from reports.press.preflight import check_press
from reports.press.press_codes import declared_codes
from tests.support import factories, pressed
from tests.support.factories import DAY, ENGINE, opened, saved
from tests.support.pressed import COATED, NAME, TRIM, icc, sheet

pytestmark = ENGINE

ADDRESS = "https://example.org/abend"


def _body(extra: str = "", address: str = ADDRESS, style: str = "") -> str:
    code = qr_code(ADDRESS, f"QR code: {address}")
    return (
        f'<div class="inner" style="position: relative"><div style="width: 30mm; {style}">{code}'
        f"</div>{extra}</div>"
    )


def _logo(side: float) -> str:
    """A logo over the middle of a code that is 30 mm wide."""
    start = 15 - side / 2
    return (
        f'<div style="position: absolute; left: {start}mm; top: {start}mm; width: {side}mm;'
        f' height: {side}mm; background: #e3000f"></div>'
    )


def _pressed(body: str) -> bytes:
    return to_press(sheet(body, ()), trim=TRIM, profile=COATED, icc=icc(), name=NAME)[0]


def _messages(data: bytes) -> list[str]:
    return [problem.message for problem in check_press(data, NAME, COATED, icc(), TRIM)]


def test_code_of_a_press_file_is_read() -> None:
    data = _pressed(_body())
    with opened(data) as pdf:
        assert declared_codes(pdf) == [[ADDRESS]]
    assert _messages(data) == []


@pytest.mark.parametrize(("side", "is_read"), [(6, True), (14, False)])
def test_code_under_a_logo_is_read_if_it_can_be(side: float, is_read: bool) -> None:
    body = _body(_logo(side))
    assert (_messages(_pressed(body)) == []) is is_read
    assert (page_problems(sheet(body, ()), "blatt") == []) is is_read


def test_code_at_an_angle_is_read() -> None:
    """Its box is larger than the code, and its alternative names another address than it says."""
    turned = _body(style="transform: rotate(8deg)")
    assert page_problems(sheet(turned, ()), "blatt") == []
    assert _messages(_pressed(turned)) == []
    wrong = _body(address="https://example.org/morgen", style="transform: rotate(8deg)")
    assert len(page_problems(sheet(wrong, ()), "blatt")) == 1


def test_code_that_was_painted_over_later_is_named() -> None:
    with opened(_pressed(_body())) as pdf:
        page = pdf.pages[0]
        page.contents_add(b"q 0 0 0 0 k 60 320 60 60 re f Q")
        data = saved(pdf, force_version="1.6")
    assert f"the QR code of {ADDRESS} cannot be read" in _messages(data)


def test_code_of_another_address_is_named() -> None:
    data = _pressed(_body(address="https://example.org/morgen"))
    assert "the QR code of https://example.org/morgen cannot be read" in _messages(data)


@pytest.mark.parametrize("codes", [3, [3], [[3]], "x", [["a"], ["b"], ["c"]]])
def test_declaration_of_any_form_is_no_crash(codes: object) -> None:
    with opened(_pressed(_body())) as pdf:
        pdf.Root.PieceInfo = Dictionary(Handzettel=Dictionary(Private=Dictionary(Codes=codes)))
        data = saved(pdf, force_version="1.6")
    assert isinstance(_messages(data), list)


def test_file_without_codes_declares_none() -> None:
    with opened(_pressed(pressed.PLAIN)) as pdf:
        assert "/PieceInfo" not in pdf.Root


def test_flyer_whose_code_cannot_be_read_is_not_handed_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = factories.sample()
    (document,) = plan_flyers(content, ["nachbarschaft"], ["de"], DAY, ["a6"]).documents
    document = dataclasses.replace(document, press=Press(COATED, icc()))
    monkeypatch.setattr(press_codes, "read_addresses", lambda _page: set())
    with pytest.raises(CheckError, match="QR code"):
        jobs._to_press(document, Press(COATED, icc()), _with_bleed())


def _with_bleed() -> bytes:
    """An A6 page with a code and the bleed of the profile, in RGB."""
    return sheet(_body(), ())
