"""Text out of its place is seen wherever it stands, and named by the field around it."""

from typing import Any

import pytest

from reports.commands.options import cache_folder
from reports.content.font_families import packaged
from reports.render import engine_library as engine
from reports.render.font_faces import faces, regular
from reports.render.measure import EDGE, Measurements, measure
from tests.support import factories

pytestmark = factories.ENGINE

WORD = "Kinderbetreuungseinrichtungen"


def _pages(html: str, css: str = "") -> list[Any]:
    """Lay out HTML on pages of 100 by 100 mm with margins of 20 mm."""
    fonts = engine.FontConfiguration()
    face = regular(faces(packaged()["Source Sans 3"], cache_folder()))
    style = engine.weasyprint.CSS(
        string=f'@font-face {{ font-family: "Test"; src: url("{face.path.as_uri()}") }}'
        'html { font: 12pt/16pt "Test" } body, p { margin: 0 } table { border-collapse: collapse }'
        f"@page {{ size: 100mm 100mm; margin: 20mm }} {css}",
        font_config=fonts,
    )
    document = engine.weasyprint.HTML(string=html)
    laid_out = document.render(font_config=fonts, stylesheets=[style])
    return [page._page_box for page in laid_out.pages]


def _measured(html: str, css: str = "") -> Measurements:
    return measure(_pages(html, css))


PLACES = {
    "block": ("<p data-field='x'>{}</p>", "p { width: 30mm }"),
    "title": ("<h1 data-field='x'>{}</h1>", "h1 { font-size: 30pt }"),
    "cell": (
        "<table data-field='x'><tr><td>{}</td><td>1.1</td></tr></table>",
        "table { table-layout: fixed; width: 60mm }",
    ),
    "head of a column": (
        "<table><thead data-field='x'><tr><th>{}</th><th>B</th></tr></thead></table>",
        "table { table-layout: fixed; width: 60mm }",
    ),
    "float": ("<div data-field='x'>{}</div><p>Text</p>", "div { float: left; width: 20mm }"),
    "flexible box": (
        "<ul data-field='x'><li>{0}</li><li>{0}</li></ul>",
        "ul { display: flex; padding: 0 } li { display: block }",
    ),
    "box with a position": (
        "<div data-field='x'>{}</div><p>Text</p>",
        "div { position: absolute; right: -25mm; white-space: nowrap }",
    ),
    "turned box": (
        "<div data-field='x'>{}</div><p>Text</p>",
        (
            "div { position: absolute; top: 0; left: 30mm; white-space: nowrap;"
            " transform-origin: 0 0; transform: rotate(-90deg) }"
        ),
    ),
    "running element": (
        "<footer data-field='x'>{}</footer><p>Text</p>",
        (
            "footer { position: running(foot) }"
            " @page { @bottom-left { content: element(foot); width: 30mm } }"
        ),
    ),
    "line in a block": ("<section data-block='x'><p>{}</p></section>", "p { width: 30mm }"),
}


@pytest.mark.parametrize("place", PLACES)
def test_word_too_wide_for_its_place_is_seen_and_named(place: str) -> None:
    html, css = PLACES[place]
    (overflow,) = _measured(html.format(WORD), css).overflowing
    assert overflow.name == "x"
    assert overflow.text == WORD


@pytest.mark.parametrize("place", PLACES)
def test_short_word_is_right_in_every_place(place: str) -> None:
    html, css = PLACES[place]
    css = css.replace("right: -25mm", "right: -15mm")
    assert _measured(html.format("Kita"), css).overflowing == ()


def test_text_in_no_marked_field_is_told_by_its_words() -> None:
    (overflow,) = _measured(f"<p>{WORD}</p>", "p { width: 30mm }").overflowing
    assert (overflow.name, overflow.text) == ("", WORD)


def test_line_below_the_page_is_seen() -> None:
    html = "<div data-block='x'>" + "Zeile<br>" * 20 + "</div>"
    css = "div { position: relative; top: 10mm; break-inside: avoid; height: 60mm }"
    assert [overflow.name for overflow in _measured(html, css).overflowing] == ["x"]


def test_indented_line_and_centred_line_are_in_their_place() -> None:
    css = "p { padding-left: 10mm; text-indent: -10mm } div { text-align: center }"
    assert _measured("<p>1 Ein Satz.</p><div>Ein Satz.</div>", css).overflowing == ()


def test_lines_of_columns_side_by_side_count_once() -> None:
    html = (
        "<section data-block='1.1'><div class='a'>Eins<br>Zwei<br>Drei</div>"
        "<div class='b'>Z. 1<br>Z. 2</div></section>"
    )
    measured = _measured(html, "div { float: left; width: 25mm }")
    assert [(block.name, block.lines) for block in measured.blocks] == [("1.1", 3)]
    assert measured.lines == (3,)


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_foot_that_comes_too_near_to_the_edge_is_measured(lines: int) -> None:
    html = f"<footer>{'Zeile<br>' * lines}</footer><p>Text</p>"
    css = (
        "footer { position: running(foot); line-height: 5mm }"
        " @page { @bottom-left { content: element(foot); width: 60mm; vertical-align: top } }"
    )
    assert _measured(html, css).foot == pytest.approx(max(5 * lines - (20 - EDGE), 0), abs=0.1)


def test_floats_stay_out_of_the_edges_of_their_line() -> None:
    html = "<p><span>Rand</span>Ein Satz, der hier steht.</p>"
    css = "p { width: 45mm; margin-left: 15mm } span { float: left; margin-left: -15mm }"
    assert _measured(html, css).overflowing == ()
