"""Styles, indents and automatic numbers of a DOCX's paragraphs (ECMA-376, part 1, 17.7, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.importing.readers.list_numbers import Counter, bullet, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMS = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "none": "",
}
"""Of numbers (17.18.59) in ODF's terms; all others are taken for decimal."""
OFF = ("0", "false", "off", "none")
LEVELS = 9
_GENERATIONS = 50
"""Styles of which each is made from the next, which are looked at for each run."""
_LONGEST_LABEL = 100
"""Characters of the pattern that a list's numbers have."""
_TWIPS_PER_MM = 1440 / 25.4


@dataclass
class WordStyle:
    """A style of paragraphs or of characters."""

    name: str
    base: str | None
    properties: Any
    """Its ``w:pPr``, or None."""
    run: Any


def value_of(element: Any, tag: str, attribute: str = "val") -> str | None:
    """Return an attribute of the child with a tag, or None where either is missing."""
    child = None if element is None else element.find(f"{W}{tag}")
    setting = None if child is None else child.get(f"{W}{attribute}")
    return None if setting is None else str(setting)


def number_of(text: str | None, default: int = 0) -> int:
    """Return an attribute as a whole number."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def is_on(element: Any, tag: str) -> bool:
    """Return whether a child is there and does not say that it is off (17.17.4)."""
    child = None if element is None else element.find(f"{W}{tag}")
    return child is not None and child.get(f"{W}val", "true") not in OFF


def styles_of(element: Any) -> dict[str, WordStyle]:
    """Return the styles of a document by their identifier."""
    return {
        style.get(f"{W}styleId", ""): WordStyle(
            (value_of(style, "name") or "").lower(),
            value_of(style, "basedOn"),
            style.find(f"{W}pPr"),
            style.find(f"{W}rPr"),
        )
        for style in element.iterchildren(f"{W}style")
    }


def style_chain(styles: dict[str, WordStyle], style: str | None) -> Iterator[WordStyle]:
    """A style and those it is based on."""
    visited: set[str] = set()
    while style in styles and style not in visited and len(visited) < _GENERATIONS:
        visited.add(style)
        yield styles[style]
        style = styles[style].base


class Lists:
    """The automatic numbers of paragraphs (17.9)."""

    def __init__(self, part: Any, styles: dict[str, WordStyle]) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[str, Counter] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        element = _numbering(part)
        if element is None:
            return
        abstract = {
            definition.get(f"{W}abstractNumId", ""): {
                at: level
                for level in definition.iterchildren(f"{W}lvl")
                if 0 <= (at := number_of(level.get(f"{W}ilvl"))) < LEVELS
            }
            for definition in element.iterchildren(f"{W}abstractNum")
        }
        for definition in element.iterchildren(f"{W}num"):
            number = definition.get(f"{W}numId", "")
            self._abstract[number] = value_of(definition, "abstractNumId") or ""
            self._levels[number] = dict(abstract.get(self._abstract[number], {}))
            for change in definition.iterchildren(f"{W}lvlOverride"):
                at = number_of(change.get(f"{W}ilvl"))
                level = change.find(f"{W}lvl")
                if level is not None and 0 <= at < LEVELS:
                    self._levels[number][at] = level
                if (start := value_of(change, "startOverride")) is not None:
                    self._restarts.setdefault(number, {})[at] = number_of(start, 1)

    def level(self, properties: Any, style: str | None) -> tuple[str, int] | None:
        """A paragraph's list and its level in it; None outside of lists."""
        chain = list(style_chain(self._styles, style))
        number = level = None
        for source in (properties, *(definition.properties for definition in chain)):
            setting = None if source is None else source.find(f"{W}numPr")
            number = number or value_of(setting, "numId")
            level = level or value_of(setting, "ilvl")
        if number is None or number not in self._levels:
            return None
        if level is None:
            named = (
                at
                for at, definition in self._levels[number].items()
                if value_of(definition, "pStyle") == style
            )
            return number, next(named, 0)
        return number, min(max(number_of(level), 0), LEVELS - 1)

    def indent(self, properties: Any, style: str | None) -> float:
        """Return how far a paragraph's first line is set in, in millimetres."""
        level = self.level(properties, style)
        level_definition = None if level is None else self._levels[level[0]].get(level[1])
        sources = [
            properties,
            None if level_definition is None else level_definition.find(f"{W}pPr"),
            *(definition.properties for definition in style_chain(self._styles, style)),
        ]

        def twips(*names: str) -> int:
            values = (value_of(source, "ind", name) for source in sources for name in names)
            return number_of(next((value for value in values if value is not None), None))

        first = twips("left", "start") + twips("firstLine") - twips("hanging")
        return round(first / _TWIPS_PER_MM, 1)

    def label(self, properties: Any, style: str | None) -> str:
        """What stands before a paragraph: its number or bullet with a space, or nothing."""
        setting = self.level(properties, style)
        if setting is None or setting[1] not in self._levels[setting[0]]:
            return ""
        number, at = setting
        levels = self._levels[number]
        pattern = (value_of(levels[at], "lvlText") or "")[:_LONGEST_LABEL]
        if (value_of(levels[at], "numFmt") or "") == "bullet":
            return f"{bullet(pattern)} "
        counter = self._counters.setdefault(
            self._abstract[number],
            Counter([number_of(value_of(levels.get(i), "start"), 1) for i in range(LEVELS)]),
        )
        for level, start in self._restarts.pop(number, {}).items():
            if 0 <= level < LEVELS:
                counter.set(level, start)
        numbers = counter.next(at)
        text = re.sub(
            r"%([1-9])",
            lambda place: _numbered(levels, int(place[1]) - 1, numbers),
            pattern,
        )
        return f"{text} " if text.strip() else ""


def _numbered(levels: dict[int, Any], at: int, numbers: list[int]) -> str:
    if at >= len(numbers):
        return ""
    return written(numbers[at], _FORMS.get(value_of(levels.get(at), "numFmt") or "", "1"))


def _numbering(part: Any) -> Any:
    return next(
        (
            relation.target_part.element
            for relation in part.rels.values()
            if relation.reltype.endswith("/numbering") and not relation.is_external
        ),
        None,
    )
