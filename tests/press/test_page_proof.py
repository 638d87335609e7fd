"""The proof of a page: what is wrong on it is told, and what only looks like it is not."""

import pytest

from reports.documents.flyer import qr_code
from reports.press.declared_type import declared_smallest
from reports.press.page_proof import SMALLEST, page_problems
from tests.support import pressed
from tests.support.factories import ENGINE, opened, saved

pytestmark = ENGINE

MARGINS = "@page { margin: 20mm } body { font-size: 10pt; line-height: 14pt }"
"""A page of 105 × 148 mm with 65 mm of width for text."""


def _page(body: str, style: str = "") -> bytes:
    return pressed.sheet(body, (), MARGINS + style, bleed=0)


def _problems(body: str, style: str = "", smallest: float = SMALLEST) -> list[str]:
    problems = page_problems(_page(body, style), "blatt", smallest)
    assert all(str(problem.place).startswith("blatt, page ") for problem in problems)
    return [problem.message for problem in problems]


# --- what is right -----------------------------------------------------------

ADDRESS = "https://example.org/abend"

TIGHT = "<p style=\"font: 900 34pt/.82 'Source Sans 3'\">Übergang jagt Hügel</p>"
"""A title between whose lines only descenders and ascenders meet."""

RIGHT = {
    "tight title": TIGHT,
    "superscript": "<p>Wohnen<sup>12</sup> und H<sub>2</sub>O, V<i>fja</i>f<b>j</b>T<i>.</i></p>",
    "watermark": (
        "<p>Wohnen, Arbeit, Kultur</p>"
        '<p style="position: absolute; top: 0; font-size: 40pt; color: rgba(0, 0, 0, .2)">Probe</p>'
    ),
    "text on a panel": '<p style="background: #000; color: #fff; padding: 2mm">Einladung</p>',
    "column heads at an angle": "".join(
        f'<p style="position: absolute; top: 30mm; left: {5 + 7 * i}mm; transform: rotate(-45deg);'
        f' transform-origin: 0 100%; white-space: nowrap">Stadtverwaltung {i}</p>'
        for i in range(5)
    ),
    "a mark in the margin": '<p style="position: absolute; left: -10mm">Z. 7</p>',
    "a hanging bullet": '<ul style="padding: 0"><li>Wohnungen</li></ul>',
    "a code": f'<div style="width: 25mm">{qr_code(ADDRESS, f"QR code: {ADDRESS}")}</div>',
    "a drawing that is no code": (
        '<svg viewBox="0 0 40 40" width="90" height="90"><title>Wappen</title><path d="M0 0'
        + "".join(f" L{i % 7 * 6} {i % 5 * 9}" for i in range(200))
        + '"/></svg>'
    ),
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_page_that_reads_well_has_no_problem(body: str) -> None:
    assert _problems(body) == []


# --- text over text ----------------------------------------------------------

OVER = '<div><p style="margin: 0">{}</p><p style="margin: -13pt 0 0 6mm">{}</p></div>'


def test_text_over_text_is_told_with_both() -> None:
    assert _problems(OVER.format("Kommunalwahlprogramm", "1.1 · 1.2")) == [
        '"1.1 · 1.2" is printed over "Kommunalwahlprogramm"'
    ]


@pytest.mark.parametrize(
    "style",
    [
        "p { color: #fff } body { background: #000 }",
        "p + p { opacity: .9 }",  # which is a drawing of its own
        "div { position: absolute; left: 30mm; transform: rotate(90deg); transform-origin: 0 0 }",
        "p { color: #fff } p + p { color: #000; background: #eee }",
    ],
    ids=["white", "half transparent", "upright", "under a panel"],
)
def test_ink_counts_whatever_its_colour_and_place(style: str) -> None:
    (problem,) = _problems(OVER.format("Kommunalwahlprogramm", "Stadtbezirk"), style)
    assert "is printed over" in problem


def test_page_is_named_and_those_before_it_are_right() -> None:
    body = f'<p>Wohnen</p><div style="break-before: page">{OVER.format("Arbeit", "Kultur")}</div>'
    (problem,) = page_problems(_page(body), "blatt")
    assert str(problem.place) == "blatt, page 2"


def test_fault_of_all_pages_is_told_at_the_first() -> None:
    style = '@page { @top-left { content: "Beschluss 7"; font-size: 4pt } }'
    body = '<p>Wohnen</p><p style="break-before: page">Arbeit</p>'
    (problem,) = page_problems(_page(body, style), "blatt")
    assert str(problem.place) == "blatt, page 1"


def test_page_full_of_faults_is_told_in_a_few() -> None:
    body = "".join(
        f'<p style="position: absolute; left: {i}mm; top: {i}mm">Wort {i}</p>' for i in range(30)
    )
    assert len(_problems(body)) == 10


# --- outside -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("left: 50mm", "runs off the page"),
        ("left: -22mm", "runs off the page"),
        ("top: 126mm", "runs off the page"),
        ("left: -18.5mm", "is 1.9 mm from the edge, where many printers do not print"),
        ("left: 10mm", "mm across the margin"),
        ("top: 105mm", "mm across the margin"),
    ],
)
def test_text_outside_its_room_is_told(style: str, message: str) -> None:
    """The page leaves 65 mm of width and 108 mm of height."""
    body = f'<p style="position: absolute; white-space: nowrap; font-size: 13pt; {style}">'
    (problem,) = _problems(body + "Rechtsextremismusbekämpfung</p>")
    assert problem.startswith('"Rechtsextremismusbekämpfung"')
    assert problem.endswith(message)


def test_head_and_foot_stand_outside_the_margins() -> None:
    style = '@page { @top-left { content: "Beschluss 7" } @bottom-right { content: "Seite 3" } }'
    assert _problems("<p>Wohnen</p>", style) == []


def test_foot_that_grows_to_the_edge_is_told() -> None:
    foot = " ".join(["Kommunalpolitisches Programm"] * 12)
    style = f'@page {{ @bottom-left {{ content: "{foot}"; width: 65mm; vertical-align: top }} }}'
    assert any("runs off the page" in problem for problem in _problems("<p>Wohnen</p>", style))


def test_text_that_its_box_cuts_is_told() -> None:
    body = '<div style="overflow: hidden; width: {}mm"><p style="white-space: nowrap">{}</p></div>'
    assert _problems(body.format(40, "12.500 Plätze")) == []
    assert _problems(body.format(12, "12.500 Plätze")) == ['"12.500 Plätze" is cut off']


def test_long_text_is_shortened_where_it_is_named() -> None:
    line = "Wohnungen, " * 20
    (problem,) = _problems(f'<p style="white-space: nowrap">{line}</p>')
    assert problem.endswith('…" runs off the page')
    assert len(problem) < 100


# --- size --------------------------------------------------------------------


def test_type_under_the_smallest_is_told_once_a_page() -> None:
    body = '<p>Wohnen</p><p style="font-size: 8pt">Arbeit</p><p style="font-size: 7pt">Kultur</p>'
    assert _problems(body, smallest=7) == []
    assert _problems(body, smallest=16) == ['"Kultur" is set in 7.0 points; the least here is 16']


def test_size_is_that_on_the_page() -> None:
    body = '<p style="transform: scale(.5)">Wohnen</p>'
    assert _problems(body, smallest=6) == ['"Wohnen" is set in 5.0 points; the least here is 6']


def test_file_says_itself_what_its_smallest_type_is() -> None:
    data = _page("<p>Wohnen</p>")
    assert declared_smallest(data) == 6.0
    with opened(data) as pdf:
        del pdf.Root.PieceInfo
        assert declared_smallest(saved(pdf)) == SMALLEST
    assert declared_smallest(b"no file") == SMALLEST


# --- codes -------------------------------------------------------------------


def _code(address: str, alternative: str, more: str = "") -> str:
    code = qr_code(address, f"QR-Code: {alternative}")
    return f'<div style="width: 25mm; position: relative">{code}{more}</div>'


def test_code_that_opens_something_else_is_told() -> None:
    body = _code("https://example.org/alt", "https://example.org/neu")
    message = "the QR code of https://example.org/neu says https://example.org/alt"
    assert _problems(body) == [message]


def test_code_that_cannot_be_read_is_told() -> None:
    patch = '<div style="position: absolute; inset: 0 0 12mm; background: #fff"></div>'
    message = f"the QR code of {ADDRESS} cannot be read"
    assert _problems(_code(ADDRESS, ADDRESS, patch)) == [message]


def test_code_beside_arabic_is_read() -> None:
    code = qr_code(ADDRESS, f"رمز QR: \u2068{ADDRESS}\u2069")
    assert _problems(f'<div style="width: 25mm">{code}</div>') == []


def test_file_that_is_no_pdf_has_no_page_to_prove() -> None:
    assert page_problems(b"%PDF-1.7 and no more", "blatt") == []
