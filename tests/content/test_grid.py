"""One event with all there is to say, in every format and every language.

``make test`` takes each format and each language once, in pairs; ``make soak`` the whole grid.
"""

import dataclasses
import io
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from reports.build.builder import Failed, make
from reports.commands.options import cache_folder
from reports.content.event import EventText, Partner, Picture, ProgrammeItem
from reports.content.images import Asset
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS, FlyerContext
from reports.documents.flyer_designs import DISPLAY_DESIGNS
from reports.errors import BudgetError
from tests.documents.test_languages import LANGUAGES, TEXTS, _without_marks, letters
from tests.support import factories
from tests.support.factories import DAY, sample, text_of
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

GRID = [(name, language) for name in FORMATS for language in LANGUAGES]
QUICK = list(zip(FORMATS, LANGUAGES, strict=True))
"""Each format and each language once; those that are folded have the scripts that turn."""


def _image(colour: str) -> Asset:
    out = io.BytesIO()
    Image.new("RGB", (600, 300), colour).save(out, "PNG")
    return Asset(f"{colour}.png", "image/png", out.getvalue())


@cache
def _full(language: str) -> Content:
    """An event that says everything, in one language."""
    shipped = TEXTS[language]
    text = EventText.model_validate(
        shipped.model_dump()
        | {
            "programme": [
                ProgrammeItem(time="18:30", what=shipped.title),
                ProgrammeItem(time="19:15", what=(shipped.way or "")[:60]),
            ],
            "registration": shipped.admission,
            "picture": shipped.title,
        }
    )
    content = factories.with_event(
        texts={language: text},
        picture=Picture(file="bild.png", credit="Erika Muster"),
        partners=(Partner(name="Musterverein", logo="logo.png"), Partner(name="Beispielbund")),
        interpreted=("ar", "uk"),
        induction_loop=True,
        childcare=True,
    )
    images = {"bild.png": _image("teal"), "logo.png": _image("navy")}
    return dataclasses.replace(content, images=images)


DESIGNS = [
    (design, format_name, language)
    for (design, format_name), language in zip(
        zip(sorted(DISPLAY_DESIGNS), ("a5", "a4", "dl", "a6", "a3", "tearoff", "a5", "a4"),
            strict=True),
        ("de", "ar", "uk", "fr", "ti", "tr", "fa", "es"),
        strict=True,
    )
]  # fmt: skip
"""Each design once, with formats and languages in turn."""


def _prove(name: str, language: str, *, standards: bool = True, design: str | None = None) -> None:
    """The flyer is built and right, or refused with the field to shorten."""
    content = _full(language)
    if design:
        events = (content.events[0].model_copy(update={"design": design}), *content.events[1:])
        content = dataclasses.replace(content, events=events)
    (document,) = plan_flyers(content, (), [language], DAY, [name]).documents
    try:
        pdf, refused = factories.pdf_of(content, document), ""
    except BudgetError as error:
        pdf, refused = b"", str(error)
    if refused:
        assert "the longest is" in refused or "does not fit its place" in refused
        return
    for flavour in ("ua1", "3a") if standards else ():
        assert validate(pdf, flavour) == ()
    _prove_text(pdf, document)
    assert factories.page_count(pdf) == FORMATS[name].pages
    assert {code for page in _pages(pdf) for code in _codes(page)} == {sample().events[0].url}


def _prove_text(pdf: bytes, document: Document) -> None:
    assert isinstance(document.context, FlyerContext)
    text = document.context.text
    # PDFium breaks a line at some Arabic marks, pypdf turns Latin words within one
    read = [text_of(pdf), *(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)]
    texts = [_without_marks(letters(page)) for page in read]
    shown = [text.title, text.lead, text.way, text.access, text.guests, text.admission]
    for part in (*shown, *(point.what for point in text.programme), "Beispielbund"):
        letters_of_part = _without_marks(letters(part or ""))
        assert any(letters_of_part in text for text in texts), (document.name, part)


def _pages(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=150 / 72).to_pil() for page in document]


def _codes(page: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize(("name", "language"), QUICK)
def test_full_flyer_is_right_or_refused_with_a_reason(name: str, language: str) -> None:
    _prove(name, language, standards=FORMATS[name].pages > 1)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "language"), GRID)
def test_whole_grid_is_right_or_refused_with_a_reason(name: str, language: str) -> None:
    _prove(name, language)


@pytest.mark.parametrize(("design", "name", "language"), DESIGNS)
def test_full_flyer_of_each_design(design: str, name: str, language: str) -> None:
    _prove(name, language, design=design)


@pytest.mark.soak
@pytest.mark.parametrize("design", sorted(DISPLAY_DESIGNS))
@pytest.mark.parametrize(("name", "language"), GRID)
def test_full_flyer_of_each_design_everywhere(design: str, name: str, language: str) -> None:
    _prove(name, language, design=design)


def test_picture_does_not_hide_the_day() -> None:
    content = _full("de")
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
    content = _full("de")
    broken = Asset("bild.png", "image/png", b"\x89PNG and no more")
    content = dataclasses.replace(content, images={**content.images, "bild.png": broken})
    (document,) = plan_flyers(content, (), ["de"], DAY, ["a4"]).documents
    for _time in range(2):
        (result,) = make(content, [document], cache_folder())
        assert isinstance(result, Failed)
        assert "bild.png" in str(result.error)
