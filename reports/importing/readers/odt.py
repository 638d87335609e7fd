"""ODT → its paragraphs, those of tables, frames and notes among them.

odfdo opens the package and bounds its XML; the elements are walked as OpenDocument
1.3, part 3, has them, for the labels and marks that no text call of a library gives.
What is deleted in tracked changes is left out, as are heads and feet of pages.
"""

from __future__ import annotations

import io
import re
from collections import Counter as Count
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reports.importing.readers.bounds import Bound
from reports.importing.readers.list_numbers import Counter, bullet, mark, written
from reports.text.source_text import Line

if TYPE_CHECKING:
    from odfdo import Document, Element

_PARAGRAPHS = ("text:p", "text:h")
_COMMENT = "!"
"""Or an instruction to some program: no element, but what stands after it is text."""
_LEFT_OUT = frozenset(
    {
        _COMMENT,
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
_LEVELS = 10
_GENERATIONS = 50
"""Styles of which each is made from the next, which are looked at for each run."""
_LONGEST_LABEL = 100
"""Characters that stand before or after a list's number."""
_MAX_SPACES = 1_000
_WHITE = re.compile(r"[ \t\r\n]+")


def lines(data: bytes, name: str) -> list[Line]:
    """One Line for each paragraph; notes follow the paragraph that has their mark."""
    from odfdo import Document

    return _Walk(Document(io.BytesIO(data)), Bound(name)).lines


@dataclass(frozen=True)
class _Style:
    parent: str
    name: str
    """As the user sees it."""
    level: int
    """Of the heading it makes a paragraph; 0 for none."""
    page_before: bool
    bold: bool | None
    size: float | None
    """Points."""
    portion: float
    """Of the parent's size, where it says that instead."""
    numbers: str
    """The list style it names."""


@dataclass
class _Paragraph:
    """A paragraph while it is walked."""

    style: str
    bound: Bound
    page: int = 1
    text: list[str] = field(default_factory=list)
    blocks: list[tuple[Element, str | None]] = field(default_factory=list)
    """What is anchored in it, with the mark of a note."""
    bold: Count[bool] = field(default_factory=Count)
    sizes: Count[float] = field(default_factory=Count)
    begun: bool = False
    """Whether it has anything but white space so far."""

    def add(self, text: str) -> None:
        self.bound.count(len(text))
        self.text.append(text)
        self.begun = self.begun or bool(text.strip())


@dataclass
class _List:
    """A list that is being walked, with those around it."""

    style: str
    counter: Counter
    level: int = 0
    label: bool = False
    """Whether the next paragraph begins an item."""


def _attribute(element: Element, name: str) -> str:
    return element.get_attribute_string(name) or ""


def _tag(element: Element) -> str:
    """The name of an element with ODF's usual prefix; "" for one that is not ODF's."""
    try:
        return element.tag
    except ValueError:
        return ""
    except TypeError:
        return _COMMENT


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


class _Walk:
    """A document's paragraphs in the order they are read."""

    def __init__(self, document: Document, bound: Bound) -> None:
        self.lines: list[Line] = []
        self._bound = bound
        roots = [document.styles.root, document.content.root]
        self._styles = {
            (_attribute(one, "style:family"), _attribute(one, "style:name")): _style(one)
            for root in roots
            for one in (*_found(root, "style:style"), *_found(root, "style:default-style"))
        }
        self._formats = {
            _attribute(one, "style:name"): _levels(one)
            for root in roots
            for one in _found(root, "text:list-style")
        }
        outline = next((one for root in roots for one in _found(root, "text:outline-style")), None)
        self._outline = {} if outline is None else _levels(outline)
        self._headings = _counter(self._outline)
        self._ended: dict[str, Counter] = {}
        """The numbers of lists so far, for those that continue one, by identifier or style."""
        self._page = 1
        self._blocks(document.body, None, None)

    def _blocks(self, parent: Element, listed: _List | None, note: str | None) -> None:
        for child in parent.children:
            tag = _tag(child)
            if tag in _PARAGRAPHS:
                self._paragraph(child, listed, note)
            elif tag == "text:list":
                self._list(child, listed, note)
            elif tag == "text:soft-page-break":
                self._page += 1
            elif tag not in _LEFT_OUT:
                self._blocks(child, listed, note)

    def _list(self, element: Element, outer: _List | None, note: str | None) -> None:
        style = _attribute(element, "text:style-name") or (outer.style if outer else "")
        style = style or self._style_of_list(element)
        if outer is None:
            continued = _attribute(element, "text:continue-list")
            if not continued and _attribute(element, "text:continue-numbering") == "true":
                continued = style
            counter = self._ended.get(continued) or _counter(self._formats.get(style, {}))
            listed = _List(style, counter)
            self._ended[style] = self._ended[_attribute(element, "xml:id") or style] = counter
        else:
            listed = _List(style, outer.counter, min(outer.level + 1, _LEVELS - 1))
        for item in element.children:
            if _tag(item) in _LEFT_OUT:
                continue
            listed.label = _tag(item) == "text:list-item"
            if start := _attribute(item, "text:start-value"):
                listed.counter.set(listed.level, _number(start, 1))
            self._blocks(item, listed, note)

    def _style_of_list(self, element: Element) -> str:
        """The list style that its first paragraph's style names."""
        for item in element.children:
            for child in item.children:
                chain = self._chain("paragraph", _attribute(child, "text:style-name"))
                return next((one.numbers for one in chain if one.numbers), "")
        return ""

    def _paragraph(self, element: Element, listed: _List | None, note: str | None) -> None:
        found = _Paragraph(_attribute(element, "text:style-name"), self._bound)
        chain = list(self._chain("paragraph", found.style))
        if any(one.page_before for one in chain[:1]) and self.lines:
            self._page += 1
        found.page = self._page
        label = self._label(element, listed)
        self._inline(element, found, "")
        self._bound.count(len(label), lines=1)
        self.lines.append(
            Line(
                label + "".join(found.text).strip(" "),
                found.page,
                len(self.lines) + 1,
                size=found.sizes.most_common(1)[0][0] if found.sizes else None,
                bold=found.bold[True] > found.bold[False],
                style=self._role(element, chain, listed) if note is None else "footnote",
            )
        )
        for block, own in found.blocks:
            first = len(self.lines)
            self._blocks(block, None, note if own is None else own)
            if own and first < len(self.lines):
                line = self.lines[first]
                self.lines[first] = replace(line, text=f"{own} {line.text}")

    def _label(self, element: Element, listed: _List | None) -> str:
        """What stands before a paragraph: its number or bullet with a space, or nothing."""
        if listed is not None and listed.label:
            listed.label = False
            formats = self._formats.get(listed.style, {})
            return _label(formats, listed.level, listed.counter.next(listed.level))
        if listed is None and _tag(element) == "text:h":
            level = min(max(_number(_attribute(element, "text:outline-level"), 1), 1), _LEVELS) - 1
            if _attribute(element, "text:is-list-header") != "true" and level in self._outline:
                return _label(self._outline, level, self._headings.next(level))
        return ""

    def _inline(self, parent: Element, found: _Paragraph, style: str) -> None:
        self._add(parent.text, found, style)
        for child in parent.children:
            tag = _tag(child)
            if tag == "text:s":
                count = _number(_attribute(child, "text:c"), 1)
                found.add(" " * min(count, _MAX_SPACES))
            elif tag == "text:tab":
                found.add("\t")
            elif tag == "text:line-break":
                found.add("\n")
            elif tag == "text:soft-page-break":
                self._page += 1
                if not found.begun:
                    found.page = self._page
            elif tag == "text:note":
                self._note(child, found)
            elif tag.startswith(_BLOCKS):
                found.blocks.append((child, None))
            elif tag not in _LEFT_OUT:
                named = _attribute(child, "text:style-name") if tag == "text:span" else ""
                self._inline(child, found, named or style)
            self._add(child.tail or "", found, style)

    def _add(self, text: str, found: _Paragraph, style: str) -> None:
        found.add(_WHITE.sub(" ", text))
        if count := len("".join(text.split())):
            chain = [*self._chain("text", style), *self._chain("paragraph", found.style)]
            found.bold[next((one.bold for one in chain if one.bold is not None), False)] += count
            portion = 1.0
            for one in chain:
                if one.size is not None:
                    found.sizes[round(one.size * portion, 1)] += count
                    break
                portion *= one.portion

    def _note(self, element: Element, found: _Paragraph) -> None:
        sign = ""
        for child in element.children:
            if _tag(child) == "text:note-citation":
                sign = mark(_attribute(child, "text:label") or child.text)
                found.add(sign)
            else:
                found.blocks.append((child, sign))

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        """A style, those it is made from, and the default, which has no name."""
        seen: set[str] = set()
        while name not in seen and len(seen) < _GENERATIONS:
            seen.add(name)
            if style := self._styles.get((family, name)):
                yield style
            name = style.parent if style else ""

    def _role(self, element: Element, chain: list[_Style], listed: _List | None) -> str:
        level = 0
        if _tag(element) == "text:h":
            level = _number(_attribute(element, "text:outline-level"), 1)
        for one in chain:
            if one.name == "Title":
                return "title"
            level = level or one.level
        if level:
            return f"heading {min(level, 9)}"
        return "list" if listed is not None else ""


def _found(root: Element, tag: str) -> Iterator[Element]:
    """The elements of a tag that define styles: two levels below the root."""
    for part in root.children:
        if _tag(part) in ("office:styles", "office:automatic-styles"):
            yield from (one for one in part.children if _tag(one) == tag)


def _style(element: Element) -> _Style:
    weight = size = before = ""
    for child in element.children:
        if _tag(child) == "style:text-properties":
            weight = _attribute(child, "fo:font-weight")
            size = _attribute(child, "fo:font-size")
        elif _tag(child) == "style:paragraph-properties":
            before = _attribute(child, "fo:break-before")
    measure = re.fullmatch(r"(\d{1,4}(?:\.\d{1,6})?)(pt|%)", size)
    name = _attribute(element, "style:name")
    return _Style(
        parent=_attribute(element, "style:parent-style-name"),
        name=_attribute(element, "style:display-name") or name,
        level=_number(_attribute(element, "style:default-outline-level"), 0),
        page_before=before == "page" or bool(_attribute(element, "style:master-page-name")),
        bold=None if not weight else weight == "bold" or _number(weight, 0) >= 600,
        size=float(measure[1]) if measure and measure[2] == "pt" else None,
        portion=float(measure[1]) / 100 if measure and measure[2] == "%" else 1.0,
        numbers=_attribute(element, "style:list-style-name"),
    )


def _levels(element: Element) -> dict[int, Element]:
    """The levels of a list style, from 0."""
    return {
        _number(_attribute(level, "text:level"), 1) - 1: level
        for level in element.children
        if _attribute(level, "text:level")
    }


def _counter(formats: dict[int, Element]) -> Counter:
    return Counter(
        [
            _number(_attribute(formats[level], "text:start-value"), 1) if level in formats else 1
            for level in range(_LEVELS)
        ]
    )


def _label(formats: dict[int, Element], level: int, numbers: list[int]) -> str:
    """The label of a list's item or a heading, with a space; "" for none."""
    if level not in formats:
        return ""
    own = formats[level]
    if _tag(own) == "text:list-level-style-bullet":
        return f"{bullet(_attribute(own, 'text:bullet-char'))} "
    if not _attribute(own, "style:num-format"):
        return ""
    shown = min(_number(_attribute(own, "text:display-levels"), 1), level + 1)
    parts = [
        written(numbers[i], _attribute(formats[i], "style:num-format"))
        for i in range(level + 1 - shown, level + 1)
        if i in formats
    ]
    text = ".".join(part for part in parts if part)
    before, after = (
        _attribute(own, f"style:num-{name}")[:_LONGEST_LABEL] for name in ("prefix", "suffix")
    )
    return f"{before}{text}{after} "
