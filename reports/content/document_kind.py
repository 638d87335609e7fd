"""Kinds of document that a workspace adds: ``kinds/NAME/kind.toml``.

A folder has the settings, a template (``template.html``) and, where wanted, a style sheet
(``style.css``). The name of the folder is that of the kind.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from reports.content.consistency import ValueProblem
from reports.content.fields import Language, Model, Short
from reports.content.settings import BuildSettings, Kind
from reports.i18n import _
from reports.suggestions import near

FOLDER = "kinds"
SETTINGS_NAME = "kind.toml"
TEMPLATE_NAME = "template.html"
STYLE_NAME = "style.css"

RESERVED = ("summary", "checklist", "flyer", "book", "letter", "overview", "mail", "export")
"""Names that are taken: shipped kinds, and what else lies in the output folder."""

MOST_PAGES = 500
"""A page budget above this is a slip of the hand: the longest book tried has 370 pages."""


class Each(StrEnum):
    """What a document is made for."""

    ONCE = "once"
    RESOLUTION = "resolution"
    AREA = "area"
    ADDRESSEE = "addressee"
    EVENT = "event"
    BRANCH = "branch"
    PERSON = "person"


TITLE_WORDS: Mapping[Each, tuple[str, ...]] = {
    Each.ONCE: (),
    Each.RESOLUTION: ("resolution",),
    Each.AREA: ("resolution", "number", "area"),
    Each.ADDRESSEE: ("addressee",),
    Each.EVENT: ("event", "branch"),
    Each.BRANCH: ("branch",),
    Each.PERSON: ("person",),
}
"""The words in braces that a title may have, by what a document is made for."""


class PageFormat(StrEnum):
    """The trim sizes a kind can have."""

    A3 = "a3"
    A4 = "a4"
    A5 = "a5"
    A6 = "a6"
    DL = "dl"


TypeSize = Annotated[float, Field(ge=6, le=72, allow_inf_nan=False)]
"""Points: below 6 nobody reads, above 72 it is no text any more."""


class KindSettings(Model):
    """``kind.toml``: what a kind is made for, and on how many pages of which size."""

    title: Short
    """The document's title: "Letter to the editor: {area}". Words in braces are filled in:
    {resolution}; {number} and {area}; {addressee}; {event}; {branch}; {person}."""
    subject: Short | None = None
    """What the document is, in a sentence, for the PDF's properties."""
    each: Each = Each.ONCE
    """What one is made for: each resolution, area, addressee, event, branch or person, or once."""
    format: PageFormat = PageFormat.A4
    landscape: bool = False
    pages: Annotated[int, Field(strict=True, ge=0, le=MOST_PAGES)] = 1
    """The page budget: what does not fit is refused, and never runs over. 0 sets no limit."""
    largest: TypeSize = 11
    """The largest size of the text in points; the largest that fits is taken."""
    smallest: TypeSize = 9
    """The smallest size of the text in points, below which a document is refused."""
    language: Language = "de"
    """The language its template is written in."""


def name_problem(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the name of a kind and what to do, or None."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        message = _('"{name}" is no name for a kind').format(name=name)
        return message, _("use small letters, digits and single hyphens")
    if name in RESERVED:
        message = _('"{name}" is the name of something the program makes itself').format(name=name)
        return message, _("take another name")
    return None


def kind_problems(
    name: str, kind: KindSettings, languages: Collection[str]
) -> Iterator[ValueProblem]:
    """Yield what is wrong with a kind beyond the value of each key.

    That is its name, its two sizes, its language and the words in its title. ``languages`` are
    those printed matter can be made in.
    """
    if problem := name_problem(name):
        yield ValueProblem((), *problem)
    if kind.smallest > kind.largest:
        message = _("the smallest size is above the largest")
        yield ValueProblem(("smallest",), message, _("exchange the two"))
    if kind.language not in languages:
        message = _('there are no fixed words for the language "{language}"')
        remedy = _("choose one of {words}").format(words=", ".join(languages))
        yield ValueProblem(("language",), message.format(language=kind.language), remedy)
    words = TITLE_WORDS[kind.each]
    for word in _words_in_braces(kind.title):
        if word in words:
            continue
        if word is None:
            message = _("in the title a brace stands alone, or holds more than a word")
            yield ValueProblem(("title",), message, _("write a single word in braces"))
            continue
        message = _('the title has no word "{{{word}}}" to fill in').format(word=word)
        listed = ", ".join(f"{{{word}}}" for word in words)
        otherwise = (
            _("choose from: {names}").format(names=listed) if words else _("take the braces away")
        )
        yield ValueProblem(("title",), message, near(word, words, otherwise=otherwise))


def build_problems(build: BuildSettings, kinds: Collection[str]) -> Iterator[ValueProblem]:
    """Yield a problem for each kind to be built that neither the program nor the workspace has."""
    names = [*Kind, *kinds]
    for index, name in enumerate(build.kinds or ()):
        if name not in names:
            message = _('there is no kind "{name}"').format(name=name)
            otherwise = _("choose from: {names}").format(names=", ".join(names))
            yield ValueProblem(
                ("build", "kinds", index), message, near(name, names, otherwise=otherwise)
            )


def _words_in_braces(title: str) -> Iterator[str | None]:
    """Yield what stands in braces; None for braces that are not closed or hold more."""
    try:
        for _text, word, form, conversion in string.Formatter().parse(title):
            if word is not None:
                yield None if form or conversion else word
    except ValueError:
        yield None
