"""The grid of flyers on paper: design × format × language × event, on screen or for a print shop.

Each cell is made and proved on the finished file. That nothing overlaps, runs over an edge or is
too small is proved by the program itself before it hands a file out, so a file that was made has
passed that.
"""

import dataclasses
import io
import math
import re
import unicodedata
from functools import cache

import pypdfium2
import zxingcpp
from PIL import Image

from reports.build.builder import Failed, Made, make
from reports.commands.options import cache_folder
from reports.content.event import EventText, Partner, Picture, ProgrammeItem
from reports.content.images import Asset
from reports.content.press_profile import Press
from reports.content.workspace import Content
from reports.documents.document import Document
from reports.documents.event_planning import plan_flyers
from reports.documents.flyer import FORMATS, FlyerContext
from reports.documents.flyer_designs import DISPLAY_DESIGNS
from reports.errors import BudgetError
from reports.press.page_text import text_of as words_of
from reports.press.page_text import text_runs
from reports.press.preflight import check_press
from reports.text.languages import direction
from tests.documents.test_languages import LANGUAGES, TEXTS, _without_marks, letters
from tests.support import factories, pressed
from tests.support.factories import DAY, text_of
from tests.support.read_aloud import read_aloud
from tests.support.verapdf import validate

DESIGNS = sorted(DISPLAY_DESIGNS)
WITH_PHOTO = ("photo", "photo-page")
EVENTS = ("ordinary", "full")

PICTURE, LOGO = "bild.png", "logo.png"
_SMALL = 7.0
"""Points that everything on an A6 has at least but for its imprint."""

_SPOKEN = re.compile(r"\{(?:[^{}=]*=|[a-z]{2}:)([^{}]*)\}")
"""Text in another language or with another meaning than its glyphs, as it is read aloud."""

_WORD = re.compile(r"[^\W\d_]+")

_ROUNDING = 0.15
"""Points by which type may be smaller, as in the proof of pages."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """A flyer of the grid."""

    design: str | None
    """None leaves the design to the event."""
    format_name: str
    language: str
    event: str
    """``ordinary`` or ``full``."""
    is_press: bool = False

    def __str__(self) -> str:
        """Name the cell in messages."""
        words = [self.design or "-", self.format_name, self.language, self.event]
        return "-".join([*words, "press"] if self.is_press else words)


@dataclasses.dataclass(frozen=True)
class Proof:
    """What became of a cell."""

    refusal: str = ""
    """The message if its text does not fit; it names the field to shorten."""
    faults: tuple[str, ...] = ()

    @property
    def names_field(self) -> bool:
        """Whether a refusal names what to shorten, and not the day, which nobody can shorten."""
        is_named = "the longest is" in self.refusal or "does not fit its place" in self.refusal
        return is_named and '"start"' not in self.refusal


def cells_of(design: str, event: str, *, is_press: bool = False) -> list[Cell]:
    """Return the cells of a design in all formats and languages."""
    return [
        Cell(design, name, language, event, is_press) for name in FORMATS for language in LANGUAGES
    ]


def proved(cell: Cell, *, standards: bool = True) -> Proof:
    """Make a flyer and prove its file; ``standards`` asks veraPDF too, of a file for the screen."""
    content, document = planned(cell)
    if cell.is_press:
        document = for_press(document)
    (result,) = make(content, [document], cache_folder())
    if isinstance(result, Failed):
        if isinstance(result.error, BudgetError):
            return Proof(refusal=str(result.error))
        return Proof(faults=(f"{cell}: {result.error}",))
    faults = [*_text_faults(result.pdf, document), *_code_faults(result.pdf, content)]
    if factories.page_count(result.pdf) != FORMATS[cell.format_name].pages:
        faults.append("has another number of pages")
    if cell.format_name == "a6":
        faults += _small_texts(result.pdf, document, content)
    if cell.is_press:
        faults += press_faults(result, content)
    elif standards:
        faults += [
            str(finding) for flavour in ("ua1", "3a") for finding in validate(result.pdf, flavour)
        ]
    return Proof(faults=tuple(f"{cell}: {fault}" for fault in faults))


def planned(cell: Cell) -> tuple[Content, Document]:
    """Return the flyer of a cell, and the content it is made of."""
    content = _content(cell)
    if cell.design:
        events = tuple(event.model_copy(update={"design": cell.design}) for event in content.events)
        content = dataclasses.replace(content, events=events)
    (document,) = plan_flyers(content, (), [cell.language], DAY, [cell.format_name]).documents
    return content, document


def _content(cell: Cell) -> Content:
    if cell.event == "full":
        return full(cell.language, _side(cell) if cell.is_press else 600)
    text = TEXTS[cell.language]
    if cell.design not in WITH_PHOTO:
        return factories.with_event(texts={cell.language: text})
    content = factories.with_event(
        texts={cell.language: text.model_copy(update={"picture": text.title})},
        picture=Picture(file=PICTURE, credit="Erika Muster"),
    )
    picture = _photo(_side(cell) if cell.is_press else 1600)
    return dataclasses.replace(content, images={PICTURE: picture})


@cache
def full(language: str, side: int = 600) -> Content:
    """Return an event that says everything, in one language, with a picture so many pixels wide."""
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
        picture=Picture(file=PICTURE, credit="Erika Muster"),
        partners=(Partner(name="Musterverein", logo=LOGO), Partner(name="Beispielbund")),
        interpreted=("ar", "uk"),
        induction_loop=True,
        childcare=True,
    )
    images = {
        PICTURE: _asset(PICTURE, Image.new("RGB", (side, side if side > 600 else 300), "teal")),
        LOGO: _asset(LOGO, Image.new("RGB", (600, 300), "navy")),
    }
    return dataclasses.replace(content, images=images)


def _side(cell: Cell) -> int:
    """Return the pixels of a square that has 300 to the inch on the whole sheet and its bleed."""
    sheet = FORMATS[cell.format_name].format
    return math.ceil((max(sheet.width, sheet.height) + 10) / 25.4 * 300)


@cache
def _photo(side: int) -> Asset:
    """Return a picture that is light and dark side by side."""
    across = Image.linear_gradient("L")
    picture = Image.merge("RGB", (across, across.rotate(90), across.rotate(180)))
    return _asset(PICTURE, picture.resize((side, side)))


def _asset(name: str, picture: Image.Image) -> Asset:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return Asset(name, "image/png", out.getvalue())


def _text_faults(pdf: bytes, document: Document) -> list[str]:
    """Return which texts of the event cannot be read from the file, and markup that can."""
    assert isinstance(document.context, FlyerContext)
    text, event = document.context.text, document.context.event
    parts = [text.title, text.lead, text.way, text.access, text.guests, text.admission]
    parts += [point.what for point in text.programme]
    parts += [partner.name for partner in event.partners if not partner.logo]
    pages = [_plain(text_of(pdf))]
    if direction(document.language) == "rtl":
        # PDFium puts Arabic marks on lines of their own, and so lines of two columns into another
        # order. A file for the press has no tags: what stands between marks is looked for.
        if document.press:
            parts = [
                word
                for part in parts
                for word in _WORD.findall(unicodedata.normalize("NFKC", part or ""))
            ]
        else:
            pages.append(_plain(_SPOKEN.sub(r"\1", read_aloud(pdf))))
    markup = ["markup is printed as text"] if re.search(r"[<>]", text_of(pdf)) else []
    return markup + [
        f"{part!r} cannot be read"
        for part in parts
        if not any(_plain(part or "") in page for page in pages)
    ]


def _plain(text: str) -> str:
    """Return a text without marks, and without what a line end adds."""
    return _without_marks(letters(text))


def _code_faults(pdf: bytes, content: Content) -> list[str]:
    """Return what its QR codes say if that is not the event's address."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=150 / 72).to_pil() for page in document]
    kinds = zxingcpp.BarcodeFormats(
        zxingcpp.BarcodeFormat.QRCode
    )  # lines of a picture can pass for a bar code
    read = {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture, kinds)}
    return [] if read == {content.events[0].url} else [f"its QR codes say {sorted(read)}"]


def _small_texts(pdf: bytes, document: Document, content: Content) -> list[str]:
    """Return the texts below _SMALL that have words which the imprint has not."""
    words = content.words(document.language)
    labels = [words.gettext(label) for label in ("Sample", "Publisher: {name}", "Printer: {name}")]
    imprint = set(_WORD.findall(" ".join([*labels, *document.required])))
    with pypdfium2.PdfDocument(pdf) as opened:
        small = [
            (run.size, words_of(run, text_page.raw))
            for page in opened
            for text_page in [page.get_textpage()]
            for run in text_runs(page.raw)
            if run.size < _SMALL - _ROUNDING
        ]
    return [
        f"{text!r} is set in {size:.1f} points"
        for size, text in small
        if not imprint.issuperset(_WORD.findall(text))
    ]


def for_press(document: Document) -> Document:
    """Return a document as a file for a print shop."""
    return dataclasses.replace(document, press=Press(pressed.COATED, pressed.icc()))


def press_faults(result: Made, content: Content) -> list[str]:
    """Return what a print shop would refuse."""
    document = result.document
    trim = (document.format.width, document.format.height)
    inks, icc = content.theme.inks, pressed.icc()
    problems = check_press(result.pdf, document.name, pressed.COATED, icc, trim, inks)
    return [str(problem) for problem in dict.fromkeys([*result.findings, *problems])]
