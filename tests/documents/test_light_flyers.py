"""Flyers for office printers: light on ink, and nothing where such printers leave paper blank."""

import dataclasses
import itertools
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from PIL import ImageStat

from reports.cli import main
from reports.content.event import Event
from reports.content.workspace import Content
from reports.documents.flyer import FORMATS, flyer
from reports.documents.flyer_designs import DISPLAY_DESIGNS
from reports.errors import Exit
from reports.press.n_up import n_up_sheets
from tests.support import factories
from tests.support.factories import DAY, sample
from tests.support.invitations import invitations, light, with_photo

pytestmark = factories.ENGINE

DESIGNS = sorted(
    DISPLAY_DESIGNS
    | {"plain", "discussion", "encounter", "neighbours", "volunteers", "working-group"}
)

BLANK = 5.0
"""Millimetres that stay free all round."""

DPI = 60


def _light(design: str, event: Event, *, has_photo: bool) -> tuple[Content, Event]:
    event = event.model_copy(update={"design": design})
    content = light(dataclasses.replace(sample(), events=(event,)))
    return with_photo(content, event) if has_photo else (content, event)


def _pdf(design: str, form: str, kind: str, *, has_photo: bool = False) -> bytes:
    content, event = _light(design, invitations()[kind], has_photo=has_photo)
    return factories.pdf_of(content, flyer(content, event, "de", DAY, FORMATS[form]))


def _printed_at_the_edge(pdf: bytes) -> list[str]:
    """The sides of pages with something on their last millimetres."""
    marked = []
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            drawn = page.render(scale=DPI / 72).to_pil().convert("L")
            width, height = drawn.size
            blank = int(BLANK / 25.4 * DPI) - 1
            sides = {
                "left": (0, 0, blank, height),
                "right": (width - blank, 0, width, height),
                "top": (0, 0, width, blank),
                "bottom": (0, height - blank, width, height),
            }
            marked += [
                f"{side} of page {number}"
                for side, box in sides.items()
                if drawn.crop(box).getextrema()[0] < 250
            ]
    return marked


@pytest.mark.parametrize("number", range(len(DESIGNS)))
def test_edge_stays_blank(number: int) -> None:
    """Each design once, the formats and texts in turn."""
    form, kind = list(FORMATS)[number % len(FORMATS)], list(invitations())[number % 3]
    pdf = _pdf(DESIGNS[number], form, kind, has_photo=number % 2 == 0)
    assert _printed_at_the_edge(pdf) == [], (DESIGNS[number], form, kind)


@pytest.mark.soak
@pytest.mark.parametrize("design", DESIGNS)
def test_edge_stays_blank_in_every_case(design: str) -> None:
    marked = {}
    for form, kind, has_photo in itertools.product(FORMATS, invitations(), (False, True)):
        if sides := _printed_at_the_edge(_pdf(design, form, kind, has_photo=has_photo)):
            marked[form, kind, has_photo] = sides
    assert marked == {}


@pytest.mark.parametrize("design", ["call", "poster", "programme", "encounter"])
def test_less_ink_is_used_than_with_grounds(design: str) -> None:
    event = invitations()["ordinary"].model_copy(update={"design": design})
    content = dataclasses.replace(sample(), events=(event,))
    usual = factories.pdf_of(content, flyer(content, event, "de", DAY))
    assert _whiteness(_pdf(design, "a5", "ordinary")) > _whiteness(usual) + 10


def _whiteness(pdf: bytes) -> float:
    with pdfium.PdfDocument(pdf) as document:
        return ImageStat.Stat(document[0].render().to_pil().convert("L")).mean[0]


def test_copies_on_a_sheet_have_gutters() -> None:
    """Ten millimetres between copies, five on each side of a cut."""
    sheet = n_up_sheets(_pdf("poster", "a6", "ordinary"), (210, 297), 2, 2, cut_marks=False)
    with pdfium.PdfDocument(sheet) as document:
        drawn = document[0].render(scale=DPI / 72).to_pil().convert("L")
    half, blank = drawn.width // 2, int(BLANK / 25.4 * DPI) - 1
    assert drawn.crop((half - blank, 0, half + blank, drawn.height)).getextrema()[0] > 250


def _flyer(tmp_path: Path, *arguments: str) -> tuple[int, list[str]]:
    command = ["flyer", "nachbarschaft", *arguments, "-q", "-o", str(tmp_path)]
    ran = CliRunner().invoke(main, [*command, "--on", "2026-11-22"])
    files = sorted(tmp_path.rglob("*.pdf"))
    return ran.exit_code, [
        side for path in files for side in _printed_at_the_edge(path.read_bytes())
    ]


def test_command_makes_light_flyers(tmp_path: Path) -> None:
    assert _flyer(tmp_path, "--light") == (Exit.DONE, [])


def test_light_flyers_for_a_print_shop_are_refused(tmp_path: Path) -> None:
    code, _sides = _flyer(tmp_path, "--light", "--press", "coated-3mm")
    assert code == Exit.USAGE
