"""Pages look as they did: each kind, theme and format, and the pictures of the README.

Meant changes are kept with ``pytest tests/test_pictures.py --renew-pictures``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reports.content.settings import Kind, ThemeName
from reports.documents.book import book
from reports.documents.document import A5
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS
from tests import ROOT
from tests.support import factories
from tests.support.factories import DAY, Handouts, handouts, untitled
from tests.support.pictures import MOST_DIFFERENCE, difference, draw, prove, store
from tests.support.worded import RESOLUTION, book_with_wording

pytestmark = factories.ENGINE

STORED = ROOT / "tests" / "pictures"

README = ROOT / "docs" / "pictures"
SHOWN = {
    "summary-bereich-3": "summary/bereich-3",
    "summary-overview": "summary/overview",
    "checklist-landtagsfraktion": "checklist/landtagsfraktion",
    "flyer-nachbarschaft": "flyer/nachbarschaft/a5-de",
}
"""The README's pictures, each with the document whose first page it shows."""

Pages = Callable[[], tuple[bytes, int]]
"""Makes a PDF; returns it with the number of a page, from 0."""


def _handout(name: str, theme: ThemeName, page: int = 0) -> Pages:
    return lambda: (handouts(theme)[name], page)


def _untitled(name: str, theme: ThemeName, titles: int) -> Pages:
    """Pages of measures that have no title, or of which only some have one."""

    def make() -> tuple[bytes, int]:
        return Handouts(untitled(theme, titles=titles), [Kind.SUMMARY, Kind.CHECKLIST])[name], 0

    return make


def _letter(theme: ThemeName) -> Pages:
    def make() -> tuple[bytes, int]:
        content = handouts(theme).content
        return factories.pdf_of(content, factories.letter_to("Erika Muster", content=content)), 0

    return make


def _flyer(form: str) -> Pages:
    def make() -> tuple[bytes, int]:
        event = factories.sample().events[0].id
        (document,) = plan_flyers(factories.sample(), [event], ["de"], DAY, [form]).documents
        return factories.pdf_of(factories.sample(), document), 0

    return make


def _neutral_book() -> tuple[bytes, int]:
    content = handouts(ThemeName.NEUTRAL).content
    return factories.pdf_of(content, book(content, [RESOLUTION], DAY)), 0


def _page_of_book(page: int, **options: object) -> Pages:
    return lambda: (book_with_wording(**options), page)


PICTURES: dict[str, Pages] = {
    **{
        f"{theme}-{name.replace('/', '-')}": _handout(name, theme)
        for theme in ThemeName
        for name in ("summary/overview", "summary/bereich-3", "checklist/landtagsfraktion")
    },
    "red-untitled-summary": _untitled("summary/bereich-2", ThemeName.RED, 0),
    "red-untitled-overview": _untitled("summary/overview", ThemeName.RED, 0),
    "red-untitled-checklist": _untitled("checklist/stadtrat-fraktion", ThemeName.RED, 0),
    "neutral-some-titles-summary": _untitled("summary/bereich-2", ThemeName.NEUTRAL, 3),
    "neutral-some-titles-overview": _untitled("summary/overview", ThemeName.NEUTRAL, 3),
    **{f"{theme}-letter": _letter(theme) for theme in ThemeName},
    "neutral-flyer-a5": _handout("flyer/nachbarschaft/a5-de", ThemeName.NEUTRAL),
    **{f"red-flyer-{name}": _flyer(name) for name in FORMATS},
    "neutral-book-cover": _neutral_book,
    **{f"red-book-{page + 1}": _page_of_book(page) for page in range(6)},
    "red-book-a5": _page_of_book(2, format=A5),
}
"""Pages by the names of their pictures. The book has cover, contents, measures and wording."""


@pytest.mark.parametrize("name", PICTURES)
def test_page_looks_as_its_picture(name: str, pytestconfig: pytest.Config) -> None:
    pdf, page = PICTURES[name]()
    path = STORED / f"{name}.png"
    if pytestconfig.option.renew_pictures:
        store(draw(pdf, page), path)
    problem = prove(path, draw(pdf, page))
    assert not problem, f"{problem} – if the change is meant: pytest --renew-pictures"


@pytest.mark.parametrize("name", SHOWN)
def test_pictures_of_the_readme_are_those_of_the_output(
    name: str, pytestconfig: pytest.Config
) -> None:
    picture = draw(handouts()[SHOWN[name]], dpi=72)
    path = README / f"{name}.png"
    if pytestconfig.option.renew_pictures:
        store(picture, path)
    problem = prove(path, picture)
    assert not problem, f"{problem} – if the change is meant: pytest --renew-pictures"


def test_no_picture_is_left_of_a_page_that_is_no_longer_tried() -> None:
    assert {path.stem for path in STORED.glob("*.png")} == set(PICTURES)


# --- the comparison ---------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Image.Image:
    """A page with text in several sizes."""
    return draw(handouts()["summary/bereich-3"])


def _moved(page: Image.Image, top: int, bottom: int, down: int) -> Image.Image:
    """Return the page with a strip of it moved down."""
    strip = page.crop((0, top, page.width, bottom))
    moved = page.copy()
    ImageDraw.Draw(moved).rectangle((0, top, page.width, bottom + down), fill="white")
    moved.paste(strip, (0, top + down))
    return moved


def test_block_that_moved_by_half_a_line_is_noticed(page: Image.Image) -> None:
    assert difference(page, _moved(page, 200, 260, 5)) > MOST_DIFFERENCE


def test_missing_line_is_noticed(page: Image.Image) -> None:
    """The comparison is fine enough to see that a line of text is gone."""
    missing = page.copy()
    ImageDraw.Draw(missing).rectangle((0, 300, page.width, 312), fill="white")
    assert difference(page, missing) > MOST_DIFFERENCE


def test_colour_of_a_heading_is_noticed(page: Image.Image) -> None:
    red, green, blue = page.split()
    assert difference(page, Image.merge("RGB", (blue, green, red))) > MOST_DIFFERENCE


@pytest.mark.parametrize("blur", [0.3, 0.5])
def test_edges_smoothed_in_another_way_are_forgiven(page: Image.Image, blur: float) -> None:
    assert difference(page, page.filter(ImageFilter.GaussianBlur(blur))) <= MOST_DIFFERENCE


def test_colours_of_the_stored_picture_are_forgiven(page: Image.Image, tmp_path: Path) -> None:
    store(page, tmp_path / "page.png")
    assert prove(tmp_path / "page.png", page) == ""
    assert ImageChops.difference(page, Image.open(tmp_path / "page.png").convert("RGB")).getbbox()
