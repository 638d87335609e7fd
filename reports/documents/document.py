"""A document to be made, as a pure value: the same value gives the same bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Self

from reports.content.fields import Typesetting
from reports.content.font_families import Family
from reports.content.images import Asset
from reports.content.pdf_standard import PdfStandard
from reports.content.press_profile import Press
from reports.content.theme import Theme
from reports.documents.context import Context
from reports.units import PIXELS_PER_MM


@dataclass(frozen=True)
class Format:
    """A page: its name and trim size in millimetres."""

    name: str
    """Its name: ``a4``."""
    width: float
    """Its width in millimetres."""
    height: float
    """Its height in millimetres."""
    pixels: tuple[int, int] | None = None
    """Width and height of the picture that it is drawn as, if it is not printed."""


def screen_format(name: str, width: int, height: int) -> Format:
    """Return the format of a picture, given in pixels, of which each is a pixel of CSS."""
    return Format(name, width / PIXELS_PER_MM, height / PIXELS_PER_MM, (width, height))


A3 = Format("a3", 297, 420)
A4 = Format("a4", 210, 297)
A5 = Format("a5", 148, 210)
A6 = Format("a6", 105, 148)
DL = Format("dl", 99, 210)


@dataclass(frozen=True)
class Fit:
    """The sizes and spaces that are tried until a document fits its page budget.

    The first that fits is taken, so that a short text gets larger type. What then stays
    empty on the page goes into the gaps and into ruled lines for notes.
    """

    sizes: tuple[float, ...]
    """Sizes of text in points, from the largest to the smallest that can be read."""
    spaces: tuple[float, ...] = (1.0,)
    """Widths of gaps, from wide to narrow; 1 is the usual."""
    squeezes: tuple[float, ...] = ()
    """Narrower gaps still, which go with the smallest size alone, before the text is refused."""
    stretch: float = 0.0
    """Millimetres by which a gap may grow at most."""
    notes: bool = False
    """Whether the template has lines for notes, to fill the page with."""
    brief: bool = False
    """Whether the template also has brief quotations, for a text that fits at no size."""
    gaps: float = 0.0
    """How many gaps can grow besides those of the blocks that are counted."""
    notes_share: float | None = None
    """The part of the height of a single page that lines for notes take at most."""
    has_panels: bool = False
    """Whether its text stands in panels of their own height, which the space changes."""
    flowing: float | None = None
    """The size of text in points on several pages; None where a document cannot have more."""


def size_steps(largest: float, smallest: float, step: float = 0.5) -> tuple[float, ...]:
    """Return sizes in points from the largest down to the smallest."""
    return tuple(largest - i * step for i in range(round((largest - smallest) / step) + 1))


@dataclass(frozen=True)
class Document:
    """A document to be printed: the same value gives the same bytes."""

    name: str
    """The path of its file below the output folder, without an ending."""
    template: str
    """The template, a path below ``templates/``."""
    title: Annotated[str, Typesetting.NAME]
    subject: Annotated[str, Typesetting.NAME]
    author: Annotated[str, Typesetting.NAME]
    language: str
    format: Format
    theme: Theme
    context: Context
    """What the template sees besides the document itself."""
    fit: Fit
    pages: int | None = 1
    """The page budget; None where there is none."""
    flows: bool = False
    """Whether it goes on to further pages where it exceeds the budget at every size."""
    form: bool = False
    """Whether it has fields to be filled in on the screen."""
    on: dt.date = dt.date.min
    """The day that counts as today."""
    images: tuple[Asset, ...] = ()
    folds: tuple[tuple[float, ...], ...] = ()
    """For each page, where it is folded: millimetres from the left edge of its trim."""
    style: str = ""
    """The style sheet; without one, that of the template's stem."""
    press: Press | None = None
    """The print shop it is made for; without one, it is for the screen and the office."""
    sides: tuple[Document, ...] = ()
    """The documents on the sides of one sheet, in a language each."""
    foreign: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words in another language than the texts around them, by that language."""
    standard: PdfStandard = PdfStandard.UA1
    """The standard that its PDF keeps."""
    personal: bool = False
    """Whether it is one of many letters that differ in a few words; it is not cached."""
    weight: int = 1
    """How many usual documents it is as long as; so many times it may take what they may."""
    catalogue: bytes = b""
    """The workspace's own words of the language, compiled (MO); empty for the shipped ones."""
    marked_draft: bool = False
    """Whether each page gets the word "Draft" in its head, whatever the template prints."""
    required: tuple[str, ...] = ()
    """Texts that must stand in it: without them it is refused."""
    smallest: float = 6.0
    """The smallest type that it may have, in points; print shops ask for 6."""
    light: bool = False
    """Whether a flyer is light on ink, with 5 mm free all round."""
    design: str = ""
    """A folder beside the template; its template comes before the common one, its style after."""

    @property
    def suffix(self) -> str:
        """Return the ending of its file, which is a PDF or, for the screen, a picture."""
        return ".png" if self.format.pixels else ".pdf"

    @property
    def assets(self) -> tuple[Asset, ...]:
        """Return the pictures that its template may show."""
        return (self.theme.logo, *self.images) if self.theme.logo else self.images

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages it is written in."""
        return tuple(side.language for side in self.sides) or (self.language,)


class StyleSheet(str):
    """The text of a style sheet, which also knows its file, for messages."""

    __slots__ = ("file",)

    file: str

    def __new__(cls, text: str, file: str) -> Self:
        """Keep the file beside the text."""
        sheet = super().__new__(cls, text)
        sheet.file = file
        return sheet

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # that of str has one
        """Return what a copy is made from when it is unpickled."""
        return str(self), self.file


@dataclass(frozen=True)
class Page:
    """A document as HTML, with the text of its style sheets in their order."""

    html: str
    styles: tuple[str, ...]
    fallbacks: tuple[Family, ...] = ()
    """The families for characters that the fonts of the document's theme and language lack."""

    def standalone(self) -> str:
        """Return one HTML file with the styles inside, to look at in a browser."""
        css = "\n".join(self.styles)
        return self.html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)
