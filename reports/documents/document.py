"""A document to be made, as a pure value: the same value gives the same bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from reports.content.images import Asset
from reports.content.press_profile import Press
from reports.content.theme import Theme
from reports.documents.context import Context


@dataclass(frozen=True)
class Format:
    """A page: its name and trim size in millimetres."""

    name: str
    width: float
    height: float


A3 = Format("a3", 297, 420)
A4 = Format("a4", 210, 297)
A5 = Format("a5", 148, 210)
A6 = Format("a6", 105, 148)
DL = Format("dl", 99, 210)


@dataclass(frozen=True)
class Fit:
    """How a document is brought to its page budget.

    Sizes of text in points and widths of space (1 is the usual) run from roomy to
    tight, so that a short text gets larger type; the last size is the smallest the
    document allows. What stays empty then goes into the gaps, up to ``stretch``
    millimetres each, and into ruled lines for notes where the template has them.
    """

    sizes: tuple[float, ...]
    spaces: tuple[float, ...] = (1.0,)
    squeeze: float | None = None
    """A width of space that is too tight for a good page, for the smallest size alone."""
    stretch: float = 0.0
    notes: bool = False


def steps(largest: float, smallest: float, step: float = 0.5) -> tuple[float, ...]:
    """Sizes in points from the largest down to the smallest."""
    return tuple(largest - i * step for i in range(round((largest - smallest) / step) + 1))


@dataclass(frozen=True)
class Document:
    """What to print, before any of it is laid out."""

    name: str
    """Where it comes to lie below the output folder, without an ending."""
    template: str
    """The template, a path below ``templates/``."""
    title: str
    subject: str
    author: str
    language: str
    format: Format
    theme: Theme
    context: Context
    """What the template sees besides the document itself."""
    fit: Fit
    pages: int | None = 1
    """The page budget; None where there is none."""
    form: bool = False
    """Whether it has fields to be filled in on the screen."""
    on: dt.date = dt.date.min
    """The day that counts as today."""
    images: tuple[Asset, ...] = ()
    style: str = ""
    """The style sheet; without one, that of the template's stem."""
    press: Press | None = None
    """The print shop it is made for; without one, it is for the screen and the office."""
    sides: tuple[Document, ...] = ()
    """The documents on the sides of one sheet, in a language each."""
    quoted: tuple[str, ...] = ()
    """Other languages that words in it are in, whose letters it needs."""
    personal: bool = False
    """Whether it is for one person, and much like those for others; it is never kept."""
    weight: int = 1
    """How many usual documents it is as long as: so many times their limits are its own."""
    catalogue: bytes = b""
    """The workspace's own words of the language, compiled (MO); empty for the shipped ones."""
    design: str = ""
    """A folder beside the template, whose style and template come before the common ones."""

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files it may show."""
        return (self.theme.logo, *self.images) if self.theme.logo else self.images

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, and those it quotes."""
        own = tuple(side.language for side in self.sides) or (self.language,)
        return own + self.quoted


class StyleSheet(str):
    """The text of a style sheet, which also knows its file, for messages."""

    __slots__ = ("file",)

    file: str

    def __new__(cls, text: str, file: str) -> Self:
        sheet = super().__new__(cls, text)
        sheet.file = file
        return sheet

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # that of str has one
        return str(self), self.file


@dataclass(frozen=True)
class Page:
    """A document as HTML, with the text of its style sheets in their order."""

    html: str
    styles: tuple[str, ...]

    def standalone(self) -> str:
        """One HTML file with the styles inside, to look at in a browser."""
        css = "\n".join(self.styles)
        return self.html.replace("</head>", f"<style>\n{css}</style>\n</head>", 1)
