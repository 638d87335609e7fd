"""A campaign's templates and a person's values → the texts of a message.

The plain text and the HTML are made from one Markdown source. Values from data are never
part of that source: a placeholder stands for each until the Markdown has been converted, so
that nobody's name can turn into a heading, a link or a tag.
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
from reports.render.printed_values import printed_value
from reports.render.template_errors import Undefined, explained, innermost_line
from reports.render.templates import Sandbox, Writer

PAGE = "mail/mail.html"

_PLACEHOLDERS = "_placeholders"
"""The name under which a template's context has its placeholders."""

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "strong", "ul",
}  # fmt: skip
"""The tags that Markdown may produce; any other is shown as text or dropped."""

_CONTROLS = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+")
_IMAGE = re.compile(r'<img alt="([^"]*)"[^>]*>')


@dataclass(frozen=True)
class FilledText:
    """A text of a message, in two forms that say the same."""

    plain: str
    html: str
    """Sanitised HTML, without the body around it."""


class Phrasing:
    """Fills in the templates of campaigns, in the sandbox in which all templates run."""

    def __init__(self, writer: Writer) -> None:
        """Prepare a sandbox with the filters of templates, and Markdown without raw HTML."""
        self._writer = writer
        self._environment = Sandbox(
            undefined=Undefined, finalize=_stand_in, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(FILTERS)
        self._templates: dict[str, jinja2.Template] = {}
        self._markdown = markdown.Markdown(extensions=["sane_lists", "nl2br"], output_format="html")
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
        # raw HTML is text like any other
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")

    def line(self, template: str, values: Mapping[str, Any], place: Place) -> str:
        """Fill in a template of one line, such as a subject; line ends and controls become spaces.

        Raises:
            ContentError: If the template fails, with its place and line.
        """
        text, placeholders = self._fill(template, values, place)
        return re.sub(" +", " ", _CONTROLS.sub(" ", placeholders.fill_in(text, str))).strip()

    def text(self, template: str, values: Mapping[str, Any], place: Place) -> FilledText:
        """Fill in a template and convert it from Markdown to sanitised HTML and plain text.

        A picture is replaced by its description, since a message must load nothing.

        Raises:
            ContentError: If the template fails, with its place and line.
        """
        text, placeholders = self._fill(template, values, place)
        self._markdown.reset()
        # a message must load nothing: a picture is replaced by its description
        converted = _IMAGE.sub(r"\1", self._markdown.convert(text))
        clean = nh3.clean(
            placeholders.fill_in(converted, html.escape),
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            url_relative="deny",
            link_rel=None,
        )
        return FilledText(_plain_text(clean), clean)

    def page(self, values: Mapping[str, Any], language: str, catalogue: bytes = b"") -> str:
        """Return the HTML of a message.

        Its styles are written into the tags, since mail programs drop style sheets.
        """
        return self._inliner.inline(self._writer.render([PAGE], values, language, catalogue))

    def _compiled(self, template: str) -> jinja2.Template:
        """Return a template, compiled once for all people."""
        if template not in self._templates:
            self._templates[template] = self._environment.from_string(template)
        return self._templates[template]

    def _fill(
        self, template: str, values: Mapping[str, Any], place: Place
    ) -> tuple[str, _Placeholders]:
        """Return the filled-in text with placeholders, and the placeholders.

        Raises ContentError, placed at ``place``, if the template fails or changes a value that
        is filled in already.
        """
        placeholders = _Placeholders(template)
        try:
            filled = self._compiled(template).render({**values, _PLACEHOLDERS: placeholders})
        except Exception as error:  # a template is a program: whatever it raises is its fault
            number = _line(error)
            detail, remedy = explained(error, self._environment, values, template, number)
            message = _("line {line} of the template fails: {detail}").format(
                line=number, detail=detail
            )
            if remedy == _("correct the template"):
                remedy = _("correct it; the README lists what a template knows")
            raise ContentError(Problem(place, message, remedy)) from None
        if placeholders.is_broken(filled):
            message = _("the template changes a value that is already filled in")
            raise ContentError(Problem(place, message, _("put the filter behind the value itself")))
        return filled, placeholders


def _line(error: Exception) -> int:
    """Return the line in which a template that has no file failed."""
    line: int = getattr(error, "lineno", 1)
    innermost = innermost_line(error)
    return innermost.line if innermost else line


class _Placeholders:
    """The values that a template printed, each replaced by a word that Markdown leaves alone."""

    def __init__(self, template: str) -> None:
        """Choose words that do not occur in the template."""
        self._stem = f"z{hashlib.sha256(template.encode()).hexdigest()[:16]}"
        self._values: list[str] = []

    def add(self, value: str) -> str:
        """Keep a value and return the word that stands for it."""
        self._values.append(_CONTROLS.sub(" ", value))
        return f"{self._stem}x{len(self._values) - 1}z"

    def fill_in(self, text: str, change: Callable[[str], str]) -> str:
        """Return the text with each value in place of its word.

        Args:
            text: A text with placeholders.
            change: Applied to each value, such as escaping.
        """
        # later values first: they can contain the words of earlier ones
        for i in reversed(range(len(self._values))):
            text = text.replace(f"{self._stem}x{i}z", change(self._values[i]))
        return text

    def is_broken(self, filled: str) -> bool:
        """Return whether a filter changed a placeholder; it is to change the value itself."""
        whole = re.compile(rf"{self._stem}x\d+z")
        texts = (filled, *self._values)
        return any(self._stem in whole.sub("", text).lower() for text in texts)


@jinja2.pass_context
def _stand_in(context: jinja2.runtime.Context, value: Any) -> str:
    """Return a placeholder for a value that a template prints; raise for what cannot be printed."""
    shown = str(printed_value(value))  # which raises for an unknown name, and names it
    placeholders: _Placeholders = context[_PLACEHOLDERS]
    return placeholders.add(shown)


def as_markup(text: FilledText) -> Markup:
    """Return a text's HTML, marked as not to be escaped: it has been sanitised."""
    return Markup(text.html)


# --- plain text -------------------------------------------------------------


def _plain_text(html_text: str) -> str:
    """Return HTML made from Markdown as plain text, one line a paragraph."""
    reader = _PlainText()
    reader.feed(html_text)
    reader.close()
    return reader.text()


@dataclass(eq=False)
class _Prefixes:
    """The signs before the lines of a list entry or a quotation."""

    first: str
    """Before the first line that is still to come."""
    rest: str
    """Before all further lines."""


@dataclass
class _List:
    """A list that is being read."""

    number: int | None
    """The number of the next entry; None in a list without numbers."""
    entries: int = 0
    """Entries that have begun so far."""


@dataclass
class _PlainText(HTMLParser):
    """Converts paragraphs, headings, lists, quotations and links to plain text."""

    _text: str = ""
    _line: str = ""
    _lists: list[_List] = field(default_factory=list)
    _prefixes: list[_Prefixes] = field(default_factory=list)
    _last: list[_Prefixes] = field(default_factory=list)
    """The prefixes of the block before."""
    _links: list[tuple[str, int]] = field(default_factory=list)
    _as_is: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def text(self) -> str:
        """Return the plain text of all that was read."""
        self._end()
        return self._text + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a link, a list, a quotation or another block."""
        attributes = dict(attrs)
        if tag == "br":
            self._line += "\n"
        elif tag == "a":
            self._links.append((attributes.get("href") or "", len(self._line)))
        elif tag not in ("code", "em", "strong"):
            self._end()
        if tag in ("ul", "ol"):
            self._lists.append(_List(int(attributes.get("start") or 1) if tag == "ol" else None))
        elif tag == "li":
            self._prefixes.append(self._next_entry())
        elif tag == "blockquote":
            self._prefixes.append(_Prefixes("> ", "> "))
        elif tag == "hr":
            self._block(["-" * 20])
        elif tag == "pre":
            self._as_is = True

    def handle_endtag(self, tag: str) -> None:
        """Finish what a tag began; a link's address follows unless it is its text."""
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
            self._prefixes.pop()
        elif tag == "pre":
            self._as_is = False

    def handle_data(self, data: str) -> None:
        """Add text to the line."""
        self._line += data if self._as_is else data.replace("\n", " ")

    def _next_entry(self) -> _Prefixes:
        """Count an entry of the innermost list and return its prefixes."""
        innermost = self._lists[-1]
        innermost.entries += 1
        sign = "- "
        if innermost.number is not None:
            sign = f"{innermost.number}. "
            innermost.number += 1
        return _Prefixes(sign, " " * len(sign))

    def _end(self, loose: bool = False) -> None:
        """Finish a block; a loose one is separated from the list entry before it."""
        text, self._line = self._line, ""
        if self._as_is:
            self._block(text.strip("\n").split("\n"))
        elif text.strip():
            self._block([line.strip() for line in text.strip().split("\n")], loose)

    def _block(self, lines: list[str], loose: bool = False) -> None:
        """Add lines with their prefixes.

        An empty line separates blocks, but not the entries of a list, unless they are loose.
        """
        begins = any(prefixes.first != prefixes.rest for prefixes in self._prefixes)
        inner = begins and (len(self._lists) > 1 or self._lists[-1].entries > 1)
        between = ""
        if not inner or loose:
            shared = [prefixes.rest for prefixes in self._prefixes if prefixes in self._last]
            between = "".join(shared).rstrip() + "\n"
        if self._text:
            self._text += "\n" + between
        for line in lines:
            self._text += "".join(prefixes.first for prefixes in self._prefixes) + line + "\n"
            for prefixes in self._prefixes:
                prefixes.first = prefixes.rest
        self._text = self._text.removesuffix("\n")
        self._last = list(self._prefixes)
