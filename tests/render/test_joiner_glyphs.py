"""What stands between Persian letters is there when text is copied, and not seen."""

import io

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from reports.commands.options import cache_folder
from reports.content.font_families import script_family
from reports.documents.document import Page
from reports.render.engine import Engine
from reports.render.font_faces import all_faces, blank_glyph
from tests.documents.test_languages import LANGUAGES
from tests.support import factories
from tests.support.verapdf import validate

pytestmark = factories.ENGINE

PARTER = "\N{ZERO WIDTH NON-JOINER}"
WORDS = f"می{PARTER}شود، به{PARTER}زودی، خانه{PARTER}ها"


def _page(text: str, style: str = "") -> bytes:
    family = script_family("fa")
    assert family is not None
    engine = Engine(all_faces(factories.sample().theme, LANGUAGES, cache=cache_folder()))
    document = factories.handouts().documents["flyer/nachbarschaft/a5-de"]
    html = (
        '<!doctype html><html lang="fa" dir="rtl"><head><title>Blatt</title></head>'
        f"<body>{text}</body></html>"
    )
    sheet = f'@page {{ size: 100mm 100mm }} body {{ font: 14pt "{family.name}" }}'
    return engine.layout(document, Page(html, (sheet, style)), "").write()


@pytest.mark.parametrize("style", ["", "p { letter-spacing: 1px }", "p { width: 12mm }"])
def test_parter_is_copied(style: str) -> None:
    pdf = _page(f"<p>{WORDS}</p><p>ی ی ه</p>", style)
    with pdfium.PdfDocument(pdf) as document:
        copied = document[0].get_textpage().get_text_range()
    assert copied.count(PARTER) == 3
    for word in WORDS.split():
        assert word.strip("،") in copied
    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text().count(PARTER) == 3


def test_file_keeps_its_standards() -> None:
    pdf = _page(f"<h1>{WORDS}</h1><p>{WORDS}</p>")
    assert validate(pdf, "ua1") == ()
    assert validate(pdf, "3a") == ()


def test_parter_is_not_seen() -> None:
    """The page has the same ink as one with letters that are parted by other means."""
    with pdfium.PdfDocument(_page(f"<p>می{PARTER}د</p>")) as document:
        parted = document[0].render(scale=4).to_pil().convert("L")
    isolated = '<p>می<span style="margin: 0">&#8204;</span>د</p>'
    with pdfium.PdfDocument(_page(isolated)) as document:
        other = document[0].render(scale=4).to_pil().convert("L")
    assert sum(255 - value for value in parted.tobytes()) == pytest.approx(
        sum(255 - value for value in other.tobytes()), rel=0.02
    )


def test_page_without_it_is_drawn_as_before() -> None:
    assert PARTER.encode("utf-16-be").hex().encode() not in _page("<p>سلام</p>")


@pytest.mark.parametrize("language", ["fa", "ti", "ar"])
def test_glyph_has_no_outline(language: str) -> None:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    faces = all_faces(factories.sample().theme, (language,), cache=cache_folder())
    for face in faces:
        data = face.path.read_bytes()
        number = blank_glyph(data, 0)
        assert number
        font = TTFont(io.BytesIO(data))
        pen = BoundsPen(font.getGlyphSet())
        font.getGlyphSet()[font.getGlyphName(number)].draw(pen)
        assert pen.bounds is None
        assert number != font.getGlyphID(font.getBestCmap()[ord(" ")])
