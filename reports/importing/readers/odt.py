"""ODT → its paragraphs, those of tables, frames and notes among them.

odfdo opens the package and bounds its XML; the elements are walked as OpenDocument
1.3, part 3, has them, for the labels and marks that no text call of a library gives.
What is deleted in tracked changes is left out and named as a doubt; heads and feet of
pages are left out, too.
"""

from __future__ import annotations

import io
import re
from collections import Counter as Count
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.list_numbers import Counter, mark
from reports.importing.readers.measure_tables import MeasureTable, measure_table
from reports.importing.readers.odt_styles import (
    COMMENT,
    LEVELS,
    OdtStyle,
    attribute,
    counter_of,
    label_of,
    levels_of,
    number_of,
    plain_text,
    style_elements,
    style_of,
    tag_of,
)
from reports.importing.readers.reading import Reading
from reports.importing.readers.spans import mostly
from reports.importing.readers.tables import old_column, set_row
from reports.text.source_text import Doubt, Line, Span
from reports.text.visible import shortened

if TYPE_CHECKING:
    from odfdo import Document, Element

_PARAGRAPHS = ("text:p", "text:h")
_LEFT_OUT = frozenset(
    {
        COMMENT,
        "office:annotation",
        "office:forms",
        "svg:desc",
        "svg:title",
        "text:number",
        "text:table-of-content-source",
        "text:tracked-changes",
    }
)
_BLOCKS = ("draw:", "table:table", "text:note-body")
_GENERATIONS = 50
"""Styles of which each is made from the next, which are looked at for each run."""
_MAX_SPACES = 1_000
_LEVEL_INDENT = 6.0
"""Millimetres by which a level of a list is set in, where its style does not say it."""
_WHITE = re.compile(r"[ \t\r\n]+")


def reading(data: bytes, name: str) -> Reading:
    """Return one Line for each paragraph; notes follow the paragraph that has their mark."""
    from odfdo import Document

    walk = _OdtWalk(Document(io.BytesIO(data)), Bound(name))
    return Reading(walk.lines, paragraphs=True, doubts=walk.doubts)


@dataclass
class _OdtParagraph:
    """A paragraph while it is walked."""

    style: str
    bound: Bound
    page: int = 1
    text: list[str] = field(default_factory=list)
    blocks: list[tuple[Element, str | None]] = field(default_factory=list)
    """What is anchored in it, with the mark of a note."""
    spans: list[Span] = field(default_factory=list)
    length: int = 0
    """Of the text so far."""
    deleted: list[str] = field(default_factory=list)
    """Words that a tracked change has deleted."""
    sizes: Count[float] = field(default_factory=Count)
    begun: bool = False
    """Whether it has anything but white space so far."""

    def add(self, text: str) -> None:
        self.bound.count(len(text))
        self.text.append(text)
        self.length += len(text)
        self.begun = self.begun or bool(text.strip())


@dataclass
class _OdtList:
    """A list that is being walked, with those around it."""

    style: str
    counter: Counter
    level: int = 0
    label: bool = False
    """Whether the next paragraph begins an item."""


class _OdtWalk:
    """A document's paragraphs in the order they are read."""

    def __init__(self, document: Document, bound: Bound) -> None:
        self.lines: list[Line] = []
        self.doubts: list[Doubt] = []
        self._bound = bound
        self._deletions = _deletions(document.body)
        roots = [document.styles.root, document.content.root]
        self._styles = {
            (attribute(ancestor, "style:family"), attribute(ancestor, "style:name")): style_of(
                ancestor
            )
            for root in roots
            for ancestor in (
                *style_elements(root, "style:style"),
                *style_elements(root, "style:default-style"),
            )
        }
        self._formats = {
            attribute(ancestor, "style:name"): levels_of(ancestor)
            for root in roots
            for ancestor in style_elements(root, "text:list-style")
        }
        outline = next(
            (ancestor for root in roots for ancestor in style_elements(root, "text:outline-style")),
            None,
        )
        self._outline = {} if outline is None else levels_of(outline)
        self._headings = counter_of(self._outline)
        self._ended: dict[str, Counter] = {}
        """The numbers of lists so far, for those that continue one, by identifier or style."""
        self._page = 1
        self._old_column: int | None = None
        """Of the table that is being read: the column with an earlier wording."""
        self._measures: MeasureTable | None = None
        """The columns of that table, if its rows are measures."""
        self._blocks(document.body, None, None)

    def _blocks(self, parent: Element, listed: _OdtList | None, note: str | None) -> None:
        for child in parent.children:
            tag = tag_of(child)
            if tag in _PARAGRAPHS:
                self._paragraph(child, listed, note)
            elif tag == "text:list":
                self._list(child, listed, note)
            elif tag == "text:soft-page-break":
                self._page += 1
            elif tag == "text:change":
                self._deleted(child)
            elif tag == "table:table-row":
                self._table_row(child, listed, note)
            elif tag == "table:table":
                self._table(child, listed, note)
            elif tag not in _LEFT_OUT:
                self._blocks(child, listed, note)

    def _table(self, table: Element, listed: _OdtList | None, note: str | None) -> None:
        """Read a table; of two wordings side by side only the new one."""
        outer = self._old_column, self._measures
        rows = [[plain_text(cell) for cell in _cells(row)] for row in _rows(table)]
        self._old_column = old_column(rows)
        self._measures = measure_table(rows, self.lines) if self._old_column is None else None
        self._blocks(table, listed, note)
        self._old_column, self._measures = outer

    def _table_row(self, row: Element, listed: _OdtList | None, note: str | None) -> None:
        first, old = len(self.lines), self._old_column
        cells = _cells(row)
        if old is not None and old < len(cells) > 1:
            left_out = plain_text(cells.pop(old))
            self._doubt(
                _("another wording beside this one was left out: \u201c{words}\u201d"), left_out
            )
        lengths = []
        for cell in cells:
            count = len(self.lines)
            self._blocks(cell, listed, note)
            lengths.append(len(self.lines) - count)
        self.lines[first:] = set_row(self.lines[first:], lengths, self._measures)

    def _deleted(self, mark_of_change: Element) -> None:
        """Name what was deleted between two paragraphs."""
        words = self._deletions.get(attribute(mark_of_change, "text:change-id"), "")
        self._doubt(_("deleted words were left out: \u201c{words}\u201d"), words)

    def _doubt(self, sentence: str, words: str) -> None:
        """Add a doubt to the line that comes next."""
        if words.strip():
            quoted = shortened(" ".join(words.split()))
            self.doubts.append(Doubt(len(self.lines), sentence.format(words=quoted)))

    def _list(self, element: Element, outer: _OdtList | None, note: str | None) -> None:
        style = attribute(element, "text:style-name") or (outer.style if outer else "")
        style = style or self._style_of_list(element)
        if outer is None:
            continued = attribute(element, "text:continue-list")
            if not continued and attribute(element, "text:continue-numbering") == "true":
                continued = style
            counter = self._ended.get(continued) or counter_of(self._formats.get(style, {}))
            listed = _OdtList(style, counter)
            self._ended[style] = self._ended[attribute(element, "xml:id") or style] = counter
        else:
            listed = _OdtList(style, outer.counter, min(outer.level + 1, LEVELS - 1))
        for list_item in element.children:
            if tag_of(list_item) in _LEFT_OUT:
                continue
            listed.label = tag_of(list_item) == "text:list-item"
            if start := attribute(list_item, "text:start-value"):
                listed.counter.set(listed.level, number_of(start, 1))
            self._blocks(list_item, listed, note)

    def _style_of_list(self, element: Element) -> str:
        """The list style that its first paragraph's style names."""
        for list_item in element.children:
            for child in list_item.children:
                chain = self._chain("paragraph", attribute(child, "text:style-name"))
                return next((ancestor.numbers for ancestor in chain if ancestor.numbers), "")
        return ""

    def _paragraph(self, element: Element, listed: _OdtList | None, note: str | None) -> None:
        walked = _OdtParagraph(attribute(element, "text:style-name"), self._bound)
        chain = list(self._chain("paragraph", walked.style))
        if any(ancestor.page_before for ancestor in chain[:1]) and self.lines:
            self._page += 1
        walked.page = self._page
        label = self._label(element, listed)
        self._inline(element, walked, "")
        self._bound.count(len(label), lines=1)
        if walked.deleted:
            self._doubt(
                _("deleted words were left out: \u201c{words}\u201d"), " ".join(walked.deleted)
            )
        text = "".join(walked.text)
        spans = _shifted(walked.spans, len(label) + len(text.lstrip(" ")) - len(text))
        set_in = next((ancestor.indent for ancestor in chain if ancestor.indent is not None), 0.0)
        self.lines.append(
            Line(
                label + text.strip(" "),
                walked.page,
                len(self.lines) + 1,
                size=walked.sizes.most_common(1)[0][0] if walked.sizes else None,
                bold=mostly(spans, "bold"),
                italic=mostly(spans, "italic"),
                underlined=mostly(spans, "underlined"),
                indent=set_in or (listed.level * _LEVEL_INDENT if listed else 0.0),
                style=self._role(element, chain, listed) if note is None else "footnote",
                spans=spans if len(spans) > 1 else (),
            )
        )
        for block, own_mark in walked.blocks:
            first = len(self.lines)
            self._blocks(block, None, note if own_mark is None else own_mark)
            if own_mark and first < len(self.lines):
                line = self.lines[first]
                self.lines[first] = replace(line, text=f"{own_mark} {line.text}")

    def _label(self, element: Element, listed: _OdtList | None) -> str:
        """What stands before a paragraph: its number or bullet with a space, or nothing."""
        if listed is not None and listed.label:
            listed.label = False
            formats = self._formats.get(listed.style, {})
            return label_of(formats, listed.level, listed.counter.next(listed.level))
        if listed is None and tag_of(element) == "text:h":
            level = min(max(number_of(attribute(element, "text:outline-level"), 1), 1), LEVELS) - 1
            if attribute(element, "text:is-list-header") != "true" and level in self._outline:
                return label_of(self._outline, level, self._headings.next(level))
        return ""

    def _inline(self, parent: Element, walked: _OdtParagraph, style: str) -> None:
        self._add(parent.text, walked, style)
        for child in parent.children:
            tag = tag_of(child)
            if tag == "text:s":
                count = number_of(attribute(child, "text:c"), 1)
                walked.add(" " * min(count, _MAX_SPACES))
            elif tag == "text:tab":
                walked.add("\t")
            elif tag == "text:line-break":
                walked.add("\n")
            elif tag == "text:soft-page-break":
                self._page += 1
                if not walked.begun:
                    walked.page = self._page
            elif tag == "text:note":
                self._note(child, walked)
            elif tag == "text:change":
                words = self._deletions.get(attribute(child, "text:change-id"))
                walked.deleted += [words] if words else []
            elif tag.startswith(_BLOCKS):
                walked.blocks.append((child, None))
            elif tag not in _LEFT_OUT:
                named = attribute(child, "text:style-name") if tag == "text:span" else ""
                self._inline(child, walked, named or style)
            self._add(child.tail or "", walked, style)

    def _add(self, text: str, walked: _OdtParagraph, style: str) -> None:
        text_added = _WHITE.sub(" ", text)
        walked.add(text_added)
        if count := len("".join(text.split())):
            chain = [*self._chain("text", style), *self._chain("paragraph", walked.style)]
            look = {
                name: next(
                    (is_on for ancestor in chain if (is_on := getattr(ancestor, name)) is not None),
                    False,
                )
                for name in ("bold", "italic", "underlined")
            }
            walked.spans.append(Span(walked.length - len(text_added), walked.length, **look))
            portion = 1.0
            for ancestor in chain:
                if ancestor.size is not None:
                    walked.sizes[round(ancestor.size * portion, 1)] += count
                    break
                portion *= ancestor.portion

    def _note(self, element: Element, walked: _OdtParagraph) -> None:
        sign = ""
        for child in element.children:
            if tag_of(child) == "text:note-citation":
                sign = mark(attribute(child, "text:label") or child.text)
                walked.add(sign)
            else:
                walked.blocks.append((child, sign))

    def _chain(self, family: str, name: str) -> Iterator[OdtStyle]:
        """A style, those it is made from, and the default, which has no name."""
        visited: set[str] = set()
        while name not in visited and len(visited) < _GENERATIONS:
            visited.add(name)
            if style := self._styles.get((family, name)):
                yield style
            name = style.parent if style else ""

    def _role(self, element: Element, chain: list[OdtStyle], listed: _OdtList | None) -> str:
        level = 0
        if tag_of(element) == "text:h":
            level = number_of(attribute(element, "text:outline-level"), 1)
        for ancestor in chain:
            if ancestor.name == "Title":
                return "title"
            level = level or ancestor.level
        if level:
            return f"heading {min(level, 9)}"
        return "list" if listed is not None else ""


def _first(values: Iterator[bool | None]) -> bool:
    """Return the first value that a style says, or False if none says any."""
    return next((value for value in values if value is not None), False)


def _shifted(spans: list[Span], by: int) -> tuple[Span, ...]:
    """Return spans moved, those that look alike and are neighbours as one."""
    merged: list[Span] = []
    for span in spans:
        moved = replace(span, begin=max(0, span.begin + by), end=max(0, span.end + by))
        look = moved.bold, moved.italic, moved.underlined
        last = merged[-1] if merged else None
        if last and (last.bold, last.italic, last.underlined) == look:
            merged[-1] = replace(last, end=moved.end)
        else:
            merged.append(moved)
    return tuple(merged)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table, those of its head too."""
    for child in table.children:
        if tag_of(child) == "table:table-row":
            yield child
        elif tag_of(child) in (
            "table:table-header-rows",
            "table:table-row-group",
            "table:table-rows",
        ):
            yield from _rows(child)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if tag_of(cell) == "table:table-cell"]


def _deletions(body: Element) -> dict[str, str]:
    """Return the deleted words of tracked changes by the change's identifier."""
    return {
        attribute(region, "text:id") or attribute(region, "xml:id"): plain_text(deletion)
        for changes in body.children
        if tag_of(changes) == "text:tracked-changes"
        for region in changes.children
        for deletion in region.children
        if tag_of(deletion) == "text:deletion"
    }
