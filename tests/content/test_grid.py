"""Flyers on paper: each design in every format and language, with an ordinary and a full event.

``make test`` takes each format, each language and each design once; ``make soak`` the whole grid,
for the screen and for a print shop.
"""

import dataclasses

import pypdfium2
import pytest

from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.images import Asset
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS
from tests.documents.test_languages import LANGUAGES
from tests.support import factories
from tests.support.factories import DAY, sample
from tests.support.flyer_grid import DESIGNS, Cell, cells_of, full, proved

pytestmark = factories.ENGINE

QUICK = list(zip(FORMATS, LANGUAGES, strict=True))
"""Each format and each language once; those that are folded have the scripts that turn."""

DESIGNED = list(
    zip(
        DESIGNS,
        ("a5", "a4", "dl", "a6", "a3", "tearoff", "a5", "a4"),
        ("de", "ar", "uk", "fr", "ti", "tr", "fa", "es"),
        strict=True,
    )
)
"""Each design once, with formats and languages in turn."""

PRESSED = [("call", "zickzack", "ar"), ("photo-page", "a6", "uk"), ("programme", "tearoff", "ar")]
"""Files for a print shop: folds, a picture that bleeds, and strips from right to left."""

MOST_REFUSED = 0.05
"""Share of the flyers with a full event that may be refused, of each design."""


@pytest.mark.parametrize(("name", "language"), QUICK)
def test_full_flyer_is_right_or_refused_with_a_reason(name: str, language: str) -> None:
    proof = proved(Cell(None, name, language, "full"), standards=FORMATS[name].pages > 1)
    assert proof.faults == ()
    assert not proof.refusal or proof.names_field


@pytest.mark.parametrize(("design", "name", "language"), DESIGNED)
def test_flyer_of_each_design_is_right(design: str, name: str, language: str) -> None:
    ordinary = proved(Cell(design, name, language, "ordinary"), standards=False)
    assert (ordinary.refusal, ordinary.faults) == ("", ())
    proof = proved(Cell(design, name, language, "full"))
    assert proof.faults == ()
    assert not proof.refusal or proof.names_field


@pytest.mark.parametrize(("design", "name", "language"), PRESSED)
def test_print_shop_takes_the_flyer(design: str, name: str, language: str) -> None:
    proof = proved(Cell(design, name, language, "ordinary", is_press=True))
    assert (proof.refusal, proof.faults) == ("", ())


@pytest.mark.soak
@pytest.mark.parametrize("is_press", [False, True], ids=["screen", "press"])
@pytest.mark.parametrize("design", DESIGNS)
def test_ordinary_flyer_is_right_everywhere(design: str, *, is_press: bool) -> None:
    proofs = [proved(cell) for cell in cells_of(design, "ordinary", is_press=is_press)]
    assert [fault for proof in proofs for fault in proof.faults] == []
    assert [proof.refusal for proof in proofs if proof.refusal] == []


@pytest.mark.soak
@pytest.mark.parametrize("is_press", [False, True], ids=["screen", "press"])
@pytest.mark.parametrize("design", DESIGNS)
def test_full_flyer_is_right_everywhere_or_refused(design: str, *, is_press: bool) -> None:
    """What is refused is counted by design, so that it is few of the whole grid too."""
    proofs = [proved(cell) for cell in cells_of(design, "full", is_press=is_press)]
    refused = [proof for proof in proofs if proof.refusal]
    assert [fault for proof in proofs for fault in proof.faults] == []
    assert [proof.refusal for proof in refused if not proof.names_field] == []
    assert len(refused) <= MOST_REFUSED * len(proofs), [proof.refusal for proof in refused]


def test_picture_does_not_hide_the_day() -> None:
    content = full("de")
    (document,) = plan_flyers(content, (), ["de"], DAY, ["a4"]).documents
    with pypdfium2.PdfDocument(factories.pdf_of(content, document)) as pdf:
        page = pdf[0]
        match = page.get_textpage().search("Dienstag").get_next()
        assert match is not None
        left, bottom, right, top = page.get_textpage().get_charbox(match[0])
        picture = page.render(scale=2).to_pil().convert("RGB")
        high = page.get_height()
    box = (left * 2 - 2, (high - top) * 2 - 2, right * 2 + 2, (high - bottom) * 2 + 2)
    colours = {
        colour for _count, colour in picture.crop(tuple(map(round, box))).getcolors(4096) or []
    }
    assert (0, 128, 128) not in colours  # the picture's teal
    assert len(colours) > 2  # letters on their ground


def test_sample_fits_every_format() -> None:
    """A flyer of the sample has its number of pages in each format."""
    content = sample()
    planned = plan_flyers(content, [content.events[0].id], ["de"], DAY, list(FORMATS))
    for document in planned.documents:
        assert factories.page_count(factories.pdf_of(content, document)) == document.pages


def test_picture_that_cannot_be_read_is_told_each_time() -> None:
    """Pictures are read once for all that show them, but only those that can be."""
    content = full("de")
    broken = Asset("bild.png", "image/png", b"\x89PNG and no more")
    content = dataclasses.replace(content, images={**content.images, "bild.png": broken})
    (document,) = plan_flyers(content, (), ["de"], DAY, ["a4"]).documents
    for _time in range(2):
        (result,) = make(content, [document], cache_folder())
        assert isinstance(result, Failed)
        assert "bild.png" in str(result.error)
