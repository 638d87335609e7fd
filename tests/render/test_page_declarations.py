"""What a PDF says of its pages: margins where it has them, and its smallest type."""

from typing import Any

import pytest
from pikepdf import Dictionary

from reports.build.builder import make
from reports.commands.options import cache_folder
from reports.documents.book import book
from reports.press.declared_type import declared_smallest
from reports.render.engine_library import boxes, weasyprint
from tests.support import factories, pressed
from tests.support.factories import DAY, MM, handouts, opened
from tests.support.verapdf import validate

pytestmark = factories.ENGINE


def _margins(pdf: bytes, page: int = 0) -> list[float]:
    """Return the margins of a page in millimetres: left, bottom, right, top."""
    with opened(pdf) as document:
        box = document.pages[page]
        trim = [float(side) for side in box.TrimBox]
        art = [float(side) for side in box.ArtBox]
    sides = zip(art[:2], trim[:2], strict=True), zip(trim[2:], art[2:], strict=True)
    return [round((outer - inner) / MM, 2) for side in sides for outer, inner in side]


@pytest.mark.parametrize(
    ("boxes_of_page", "expected"),
    [
        ("", [12, 11, 10, 9]),
        ('@top-left { content: "Kopf" } @bottom-center { content: "Fuß" }', [12, 0, 10, 0]),
        ('@right-middle { content: "Rand" }', [12, 11, 0, 9]),
        ('@bottom-right-corner { content: "Muster" }', [12, 11, 10, 9]),
    ],
)
def test_margin_without_text_of_its_own_is_declared(
    boxes_of_page: str, expected: list[float]
) -> None:
    style = f"@page {{ margin: 9mm 10mm 11mm 12mm; {boxes_of_page} }}"
    assert _margins(pressed.sheet("<p>Wohnen</p>", (), style, bleed=0)) == expected
    assert _margins(pressed.sheet("<p>Wohnen</p>", (), style, bleed=3)) == expected


def test_book_of_chapters_declares_each_page() -> None:
    (resolution,) = factories.sample().resolutions
    short = resolution.model_copy(update={"areas": resolution.areas[3:4]})
    (result,) = make(factories.sample(), [book(factories.sample(), [short], DAY)], cache_folder())
    pdf = result.pdf  # type: ignore[union-attr]  # else there is no book
    assert all(_margins(pdf, number)[0] > 10 for number in range(factories.page_count(pdf)))
    assert declared_smallest(pdf) == 5.4


def test_declarations_keep_the_standards() -> None:
    pdf = handouts()["summary/bereich-3"]
    with opened(pdf) as document:
        entry = document.Root.PieceInfo.Handzettel
    assert isinstance(entry, Dictionary)
    assert validate(pdf, "3a") == validate(pdf, "ua1") == ()


def test_engine_has_margin_boxes_as_children_of_the_page() -> None:
    """Each knows its place by the at-keyword; an unused one is not there."""
    css = '@page { @bottom-left { content: "Fuß" } @left-middle { content: none } }'
    html = weasyprint.HTML(string="<p>Wohnen")
    page: Any = html.render(stylesheets=[weasyprint.CSS(string=css)]).pages[0]._page_box
    margins = [child for child in page.children if isinstance(child, boxes.MarginBox)]
    assert [margin.at_keyword for margin in margins] == ["@bottom-left"]
    assert all(isinstance(side, float | int) for side in (page.margin_left, page.margin_right))
