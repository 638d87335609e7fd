"""A campaign's templates and a person's values → the words of a message.

One Markdown source becomes the plain text and the HTML. What comes from data is
never part of that source: a mark takes its place until the Markdown has been
read, so that no name can make itself a heading, a link or a tag.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import css_inline
import jinja2
import markdown
import nh3
from markupsafe import Markup

from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.render.filters import FILTERS
from reports.render.template_errors import Undefined, explained, innermost_line
from reports.render.templates import Sandbox, Writer

PAGE = "mail/mail.html"

_MARKS = "_marks"
"""The name under which a template's context carries its marks."""

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "strong", "ul",
}  # fmt: skip
"""What Markdown may make of a text; everything else is shown as text or dropped."""

_CONTROLS = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")
_IMAGE = re.compile(r'<img alt="([^"]*)"[^>]*>')


@dataclass(frozen=True)
class Wording:
    """A text that was filled in: as plain text, and as a piece of HTML."""

    plain: str
    html: str


class Phrasing:
    """Fills in the templates of campaigns, in the sandbox that all templates run in."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._environment = Sandbox(
            undefined=Undefined, finalize=_mark, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(FILTERS)
        self._templates: dict[str, jinja2.Template] = {}
        self._markdown = markdown.Markdown(extensions=["sane_lists", "nl2br"], output_format="html")
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
        # raw HTML is text like any other
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")

    def line(self, template: str, values: Mapping[str, Any], place: Place) -> str:
        """A template filled in as one line, such as a subject."""
        text, marks = self._fill(template, values, place)
        return re.sub(" +", " ", _CONTROLS.sub(" ", marks.restored(text, str))).strip()

    def text(self, template: str, values: Mapping[str, Any], place: Place) -> Wording:
        """A template filled in and read as Markdown."""
        text, marks = self._fill(template, values, place)
        self._markdown.reset()
        # a message loads nothing: what describes a picture stands for it
        made = _IMAGE.sub(r"\1", self._markdown.convert(text))
        shown = nh3.clean(
            marks.restored(made, html.escape),
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            url_relative="deny",
            link_rel=None,
        )
        return Wording(_plain(shown), shown)

    def page(self, values: Mapping[str, Any], language: str, catalogue: bytes = b"") -> str:
        """The HTML of a message, its styles in the tags, since mail programs drop sheets."""
        return self._inliner.inline(self._writer.render([PAGE], values, language, catalogue))

    def _compiled(self, template: str) -> jinja2.Template:
        if template not in self._templates:
            self._templates[template] = self._environment.from_string(template)
        return self._templates[template]

    def _fill(self, template: str, values: Mapping[str, Any], place: Place) -> tuple[str, _Marks]:
        marks = _Marks(template)
        try:
            filled = self._compiled(template).render({**values, _MARKS: marks})
        except Exception as error:  # a template is a program: whatever it raises is its fault
            detail, remedy = explained(error, self._environment, values, template)
            what = _("line {line} of the template fails: {detail}").format(
                line=_line(error), detail=detail
            )
            if remedy == _("correct the template"):
                remedy = _("correct it; the README lists what a template knows")
            raise ContentError(Problem(place, what, remedy)) from None
        if marks.broken(filled):
            what = _("the template changes a value that is already filled in")
            raise ContentError(Problem(place, what, _("put the filter behind the value itself")))
        return filled, marks


def _line(error: Exception) -> int:
    """The line of a template without a file that an error names or passed through."""
    line: int = getattr(error, "lineno", 1)
    innermost = innermost_line(error)
    return innermost.line if innermost else line


class _Marks:
    """What data a template printed, each value behind a word that Markdown leaves alone."""

    def __init__(self, template: str) -> None:
        self._stem = f"z{hashlib.sha256(template.encode()).hexdigest()[:16]}"
        self._values: list[str] = []

    def mark(self, value: str) -> str:
        self._values.append(_CONTROLS.sub(" ", value))
        return f"{self._stem}x{len(self._values) - 1}z"

    def restored(self, text: str, change: Callable[[str], str]) -> str:
        """The text with the values in it; later ones first, since they can hold earlier ones."""
        for i in reversed(range(len(self._values))):
            text = text.replace(f"{self._stem}x{i}z", change(self._values[i]))
        return text

    def broken(self, filled: str) -> bool:
        """Whether something was done to a mark that was meant for its value."""
        whole = re.compile(rf"{self._stem}x\d+z")
        return any(self._stem in whole.sub("", one).lower() for one in (filled, *self._values))


@jinja2.pass_context
def _mark(context: jinja2.runtime.Context, value: Any) -> str:
    if isinstance(value, jinja2.Undefined):
        return str(value)  # which raises, and names it
    marks: _Marks = context[_MARKS]
    return marks.mark("" if value is None else str(value))


def trusted(wording: Wording) -> Markup:
    """The HTML of a wording, for a template that would escape it: it has been sanitised."""
    return Markup(wording.html)


# --- plain text -------------------------------------------------------------


def _plain(made: str) -> str:
    """The HTML that Markdown makes, as plain text: one line a paragraph."""
    reader = _PlainText()
    reader.feed(made)
    reader.close()
    return reader.text()


@dataclass(eq=False)
class _Around:
    """A list's item or a quotation: what stands before its first line, and before the rest."""

    first: str
    rest: str


@dataclass
class _List:
    """A list that is being read."""

    number: int | None
    """Of the next item, in a list that has them."""
    items: int = 0


@dataclass
class _PlainText(HTMLParser):
    """Turns paragraphs, headings, lists, quotations and links into lines."""

    _text: str = ""
    _line: str = ""
    _lists: list[_List] = field(default_factory=list)
    _around: list[_Around] = field(default_factory=list)
    _last: list[_Around] = field(default_factory=list)
    """What was around the block before."""
    _links: list[tuple[str, int]] = field(default_factory=list)
    _as_is: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def text(self) -> str:
        self._end()
        return self._text + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self._line += "\n"
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self._line)))
        elif tag not in ("code", "em", "strong"):
            self._end()
        if tag in ("ul", "ol"):
            self._lists.append(_List(int(given.get("start") or 1) if tag == "ol" else None))
        elif tag == "li":
            self._around.append(self._item())
        elif tag == "blockquote":
            self._around.append(_Around("> ", "> "))
        elif tag == "hr":
            self._block(["-" * 20])
        elif tag == "pre":
            self._as_is = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            address, start = self._links.pop()
            shown = re.sub(r"^(mailto|tel):", "", address)
            if shown and self._line[start:].strip() != shown:
                self._line += f" <{shown}>"
        elif tag not in ("code", "em", "strong", "br", "hr"):
            self._end(loose=tag == "p")
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag in ("li", "blockquote"):
            self._around.pop()
        elif tag == "pre":
            self._as_is = False

    def handle_data(self, data: str) -> None:
        self._line += data if self._as_is else data.replace("\n", " ")

    def _item(self) -> _Around:
        around = self._lists[-1]
        around.items += 1
        sign = "- "
        if around.number is not None:
            sign = f"{around.number}. "
            around.number += 1
        return _Around(sign, " " * len(sign))

    def _end(self, loose: bool = False) -> None:
        """Finish a block."""
        text, self._line = self._line, ""
        if self._as_is:
            self._block(text.strip("\n").split("\n"))
        elif text.strip():
            self._block([line.strip() for line in text.strip().split("\n")], loose)

    def _block(self, lines: list[str], loose: bool = False) -> None:
        """Add lines with the signs before them; a list's items follow closely on each other."""
        begins = any(one.first != one.rest for one in self._around)
        inner = begins and (len(self._lists) > 1 or self._lists[-1].items > 1)
        between = ""
        if not inner or loose:
            shared = [one.rest for one in self._around if one in self._last]
            between = "".join(shared).rstrip() + "\n"
        if self._text:
            self._text += "\n" + between
        for line in lines:
            self._text += "".join(one.first for one in self._around) + line + "\n"
            for one in self._around:
                one.first = one.rest
        self._text = self._text.removesuffix("\n")
        self._last = list(self._around)
