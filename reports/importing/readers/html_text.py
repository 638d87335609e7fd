"""HTML of a motion's text → paragraphs: its headings, points, emphasis, each as a Line.

Systems for motions keep their texts in the HTML of an editor: paragraphs, lists and few
inline elements. It is only parsed, never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from reports.importing.readers.spans import mostly
from reports.text.source_text import Line, Span

_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "hr", "li", "ol"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "section", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    )
)
_LOOKS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite"), "italic"),
    **dict.fromkeys(("u", "ins"), "underlined"),
}
_LEFT_OUT = frozenset(("script", "style", "del", "s", "strike", "head", "template"))
_HEADING = re.compile(r"h([1-6])$")
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_LEVEL = 6.0
"""Millimetres by which a level of a list is set in."""
_DEEPEST = 20
"""Lists in lists; deeper ones are set in no further."""


def paragraphs(text: str) -> list[Line]:
    """Return the paragraphs of HTML, or of plain text, in order; page and place are 1."""
    if not _TAG.search(text):
        parts = re.split(r"\n\s*\n" if "\n\n" in text else r"\n", text.replace("\r", ""))
        return [Line(" ".join(part.split()), 1, 1) for part in parts if part.strip()]
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.end_paragraph()
    return parser.lines


@dataclass
class _HtmlList:
    """A list that is open."""

    numbered: bool
    count: int = 0


@dataclass
class _HtmlParagraph:
    """The text of a paragraph so far."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)


class _Parser(HTMLParser):
    """Collects paragraphs; tags that are not closed end with the block around them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._paragraph = _HtmlParagraph()
        self._lists: list[_HtmlList] = []
        self._looks: list[str] = []
        self._left_out = 0
        self._style = ""
        self._label = ""

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Begin a block, a list or a look."""
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag in _LOOKS:
            self._looks.append(tag)
        elif tag == "br":
            self.end_paragraph()
        if tag not in _BLOCKS:
            return
        self.end_paragraph()
        if tag in ("ul", "ol"):
            self._lists.append(_HtmlList(tag == "ol"))
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._style = "quote"
        elif heading := _HEADING.match(tag):
            self._style = f"heading {heading[1]}"

    def _begin_item(self) -> None:
        if not self._lists:
            self._lists.append(_HtmlList(numbered=False))
        around = self._lists[-1]
        around.count += 1
        self._label = f"{around.count}. " if around.numbered else "• "

    def handle_endtag(self, tag: str) -> None:
        """End a block, a list or a look."""
        if tag in _LEFT_OUT:
            self._left_out = max(0, self._left_out - 1)
        elif tag in self._looks:
            self._looks.remove(tag)
        if tag not in _BLOCKS:
            return
        self.end_paragraph()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote" or _HEADING.match(tag):
            self._style = ""

    def handle_data(self, data: str) -> None:
        """Add text to the paragraph; white space is one space, as a browser shows it."""
        if self._left_out:
            return
        paragraph = self._paragraph
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        if not paragraph.text or paragraph.text.endswith(" "):
            words = words.lstrip(" ")
        if not words:
            return
        begin = len(paragraph.text)
        paragraph.text += words
        looks = {_LOOKS[tag] for tag in self._looks}
        paragraph.spans.append(
            Span(
                begin,
                len(paragraph.text),
                bold="bold" in looks,
                italic="italic" in looks,
                underlined="underlined" in looks,
            )
        )

    def end_paragraph(self) -> None:
        """Add the paragraph to the lines, if it has any text."""
        paragraph, self._paragraph = self._paragraph, _HtmlParagraph()
        text = paragraph.text.rstrip()
        if not text:
            return
        label, self._label = self._label, ""
        spans = tuple(
            Span(
                span.begin + len(label),
                min(span.end, len(text)) + len(label),
                bold=span.bold,
                italic=span.italic,
                underlined=span.underlined,
            )
            for span in paragraph.spans
        )
        self.lines.append(
            Line(
                label + text,
                1,
                1,
                bold=mostly(spans, "bold"),
                italic=mostly(spans, "italic"),
                underlined=mostly(spans, "underlined"),
                style=self._style or ("list" if label else ""),
                indent=min(max(0, len(self._lists) - 1), _DEEPEST) * _LEVEL,
                spans=spans if len(spans) > 1 else (),
            )
        )
