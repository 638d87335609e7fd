"""Styles and automatic numbers of an ODT (OpenDocument 1.3, part 3, 16 and 19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.importing.readers.list_numbers import Counter, bullet, written

if TYPE_CHECKING:
    from odfdo import Element

COMMENT = "!"
"""Or an instruction to some program: no element, but what stands after it is text."""
LEVELS = 10
_LONGEST_LABEL = 100
"""Characters that stand before or after a list's number."""
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}


@dataclass(frozen=True)
class OdtStyle:
    """A style of paragraphs or of characters; None where it says nothing."""

    parent: str
    name: str
    """As the user sees it."""
    level: int
    """Of the heading it makes a paragraph; 0 for none."""
    page_before: bool
    bold: bool | None
    italic: bool | None
    underlined: bool | None
    indent: float | None
    """Millimetres of a paragraph's first line."""
    size: float | None
    """Points."""
    portion: float
    """Of the parent's size, where it says that instead."""
    numbers: str
    """The list style it names."""


def attribute(element: Element, name: str) -> str:
    """Return an attribute of an element, or nothing if it has none."""
    return element.get_attribute_string(name) or ""


def tag_of(element: Element) -> str:
    """The name of an element with ODF's usual prefix; "" for one that is not ODF's."""
    try:
        return element.tag
    except ValueError:
        return ""
    except TypeError:
        return COMMENT


def plain_text(element: Element) -> str:
    """Return the text of an element, white space as single spaces."""
    return " ".join(" ".join(str(text) for text in element.xpath("descendant::text()")).split())


def number_of(text: str, default: int) -> int:
    """Return an attribute as a whole number."""
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


def style_elements(root: Element, tag: str) -> Iterator[Element]:
    """The elements of a tag that define styles: two levels below the root."""
    for part in root.children:
        if tag_of(part) in ("office:styles", "office:automatic-styles"):
            yield from (definition for definition in part.children if tag_of(definition) == tag)


def style_of(element: Element) -> OdtStyle:
    """Return what a style says."""
    weight = size = before = slant = line = indent = ""
    for child in element.children:
        if tag_of(child) == "style:text-properties":
            weight = attribute(child, "fo:font-weight")
            size = attribute(child, "fo:font-size")
            slant = attribute(child, "fo:font-style")
            line = attribute(child, "style:text-underline-style")
        elif tag_of(child) == "style:paragraph-properties":
            before = attribute(child, "fo:break-before")
            indent = attribute(child, "fo:margin-left")
    measure = re.fullmatch(r"(\d{1,4}(?:\.\d{1,6})?)(pt|%)", size)
    name = attribute(element, "style:name")
    return OdtStyle(
        parent=attribute(element, "style:parent-style-name"),
        name=attribute(element, "style:display-name") or name,
        level=number_of(attribute(element, "style:default-outline-level"), 0),
        page_before=before == "page" or bool(attribute(element, "style:master-page-name")),
        bold=None if not weight else weight == "bold" or number_of(weight, 0) >= 600,
        italic=None if not slant else slant in ("italic", "oblique"),
        underlined=None if not line else line != "none",
        indent=_millimetres(indent),
        size=float(measure[1]) if measure and measure[2] == "pt" else None,
        portion=float(measure[1]) / 100 if measure and measure[2] == "%" else 1.0,
        numbers=attribute(element, "style:list-style-name"),
    )


def _millimetres(length: str) -> float | None:
    measure = re.fullmatch(r"(-?\d{1,4}(?:\.\d{1,6})?)(mm|cm|in|pt)", length)
    return round(float(measure[1]) * _UNITS[measure[2]], 1) if measure else None


def levels_of(element: Element) -> dict[int, Element]:
    """The levels of a list style, from 0."""
    return {
        number_of(attribute(level, "text:level"), 1) - 1: level
        for level in element.children
        if attribute(level, "text:level")
    }


def counter_of(formats: dict[int, Element]) -> Counter:
    """Return the counter of a list with these levels."""
    return Counter(
        [
            number_of(attribute(formats[level], "text:start-value"), 1) if level in formats else 1
            for level in range(LEVELS)
        ]
    )


def label_of(formats: dict[int, Element], level: int, numbers: list[int]) -> str:
    """The label of a list's item or a heading, with a space; "" for none."""
    if level not in formats:
        return ""
    level_format = formats[level]
    if tag_of(level_format) == "text:list-level-style-bullet":
        return f"{bullet(attribute(level_format, 'text:bullet-char'))} "
    if not attribute(level_format, "style:num-format"):
        return ""
    shown = min(number_of(attribute(level_format, "text:display-levels"), 1), level + 1)
    parts = [
        written(numbers[i], attribute(formats[i], "style:num-format"))
        for i in range(level + 1 - shown, level + 1)
        if i in formats
    ]
    text = ".".join(part for part in parts if part)
    before, after = (
        attribute(level_format, f"style:num-{name}")[:_LONGEST_LABEL]
        for name in ("prefix", "suffix")
    )
    return f"{before}{text}{after} "
