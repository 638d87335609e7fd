"""DOCX → its paragraphs, those of tables, text boxes and notes among them.

python-docx opens the package; it is walked as WordprocessingML (ECMA-376, part 1,
17), since python-docx itself passes over insertions, content controls, text boxes
and notes. What is deleted in tracked changes is left out, as are heads and feet of pages.
"""

from __future__ import annotations

import io
import re
from collections import Counter as Count
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from reports.importing.readers.bounds import Bound
from reports.importing.readers.list_numbers import Counter, bullet, mark, written
from reports.text.source_text import Line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = frozenset(
    {f"{_W}{tag}" for tag in ("pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr")}
    | {f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText")}
)
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    f"{_W}softHyphen": "\N{SOFT HYPHEN}",
}
_FORMS = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "none": "",
}
"""Of numbers (17.18.59) in ODF's terms; all others are taken for decimal."""
_OFF = ("0", "false", "off")
_LEVELS = 9
_GENERATIONS = 50
"""Styles of which each is made from the next, which are looked at for each run."""
_LONGEST_LABEL = 100
"""Characters of the pattern that a list's numbers have."""
_TITLE = "title"


def lines(data: bytes, name: str) -> list[Line]:
    """One Line for each paragraph; notes follow the paragraph that has their mark."""
    import docx

    document = docx.Document(io.BytesIO(data))
    return _Walk(document, Bound(name)).lines


@dataclass
class _Style:
    name: str
    base: str | None
    properties: Any
    """Its ``w:pPr``, or None."""
    run: Any


@dataclass
class _Paragraph:
    """A paragraph while it is walked."""

    mark: str
    """Of the note it is of, if any."""
    bound: Bound
    page: int = 1
    text: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and identifier of each note it has the mark of."""
    boxes: list[Any] = field(default_factory=list)
    bold: Count[bool] = field(default_factory=Count)
    sizes: Count[float] = field(default_factory=Count)
    begun: bool = False
    """Whether it has anything but white space so far."""

    def add(self, text: str) -> None:
        self.bound.count(len(text))
        self.text.append(text)
        self.begun = self.begun or bool(text.strip())


def _value(element: Any, tag: str, attribute: str = "val") -> str | None:
    """An attribute of the child with a tag; None where either is missing."""
    child = None if element is None else element.find(f"{_W}{tag}")
    found = None if child is None else child.get(f"{_W}{attribute}")
    return None if found is None else str(found)


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


class _Walk:
    """A document's paragraphs in the order they are read."""

    def __init__(self, document: Any, bound: Bound) -> None:
        self.lines: list[Line] = []
        self._bound = bound
        part = document.part
        self._styles = _styles(document.styles.element)
        defaults = document.styles.element.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")
        self._default_size = _number(_value(defaults, "sz"), 20)
        default = document.styles.element.find(
            f'{_W}style[@{_W}type="paragraph"][@{_W}default="1"]'
        )
        self._default_style = None if default is None else default.get(f"{_W}styleId")
        self._lists = _Lists(part, self._styles)
        self._notes = {kind: _notes(part, kind) for kind in ("footnote", "endnote")}
        self._marks: dict[tuple[str, str], str] = {}
        self._counted: Count[str] = Count()
        self._page = 1
        body = document.element.body
        # what Word last saw on the screen; else only the breaks somebody put in are known
        self._rendered = next(body.iter(f"{_W}lastRenderedPageBreak"), None) is not None
        self._blocks(body)

    def _blocks(self, parent: Any, note: str | None = None) -> None:
        """The paragraphs in an element; ``note`` is the mark of the note they are of."""
        for child in parent.iterchildren("{*}*"):
            if child.tag == f"{_W}p":
                self._paragraph(child, note)
            elif child.tag == f"{_MC}AlternateContent":
                self._blocks(_choice(child), note)
            elif child.tag not in _LEFT_OUT:
                self._blocks(child, note)

    def _paragraph(self, element: Any, note: str | None) -> None:
        properties = element.find(f"{_W}pPr")
        found = _Paragraph(note or "", self._bound)
        if _is_on(properties, "pageBreakBefore") and not self._rendered:
            self._page += 1
        found.page = self._page
        style = _value(properties, "pStyle") or self._default_style
        self._inline(element, found, style)
        label = self._lists.label(properties, style) if note is None else ""
        self._bound.count(len(label), lines=1)
        self.lines.append(
            Line(
                label + "".join(found.text),
                found.page,
                len(self.lines) + 1,
                size=found.sizes.most_common(1)[0][0] if found.sizes else None,
                bold=found.bold[True] > found.bold[False],
                style=self._role(properties, style) if note is None else "footnote",
            )
        )
        for box in found.boxes:
            self._blocks(box, note)
        for kind, identifier in found.notes:
            self._note(kind, identifier)

    def _note(self, kind: str, identifier: str) -> None:
        element = self._notes[kind].pop(identifier, None)
        if element is None:
            return
        first = len(self.lines)
        own = self._marks[kind, identifier]
        self._blocks(element, own)
        if first < len(self.lines) and not self.lines[first].text.lstrip().startswith(own):
            self.lines[first] = replace(self.lines[first], text=f"{own} {self.lines[first].text}")

    # one case for each element of the format
    def _inline(self, parent: Any, found: _Paragraph, style: str | None) -> None:  # noqa: C901
        for child in parent.iterchildren("{*}*"):
            tag = child.tag
            if tag == f"{_W}r":
                before = len(found.text)
                self._inline(child, found, style)
                self._measure(child, "".join(found.text[before:]), found, style)
            elif tag in (f"{_W}t", f"{_M}t"):
                found.add(child.text or "")
            elif tag == f"{_W}lastRenderedPageBreak":
                self._turn(found)
            elif tag in _CHARACTERS:
                found.add(_CHARACTERS[tag])
                if child.get(f"{_W}type") == "page" and not self._rendered:
                    self._turn(found)
            elif tag == f"{_W}sym":
                found.add(_symbol(child.get(f"{_W}char", "")))
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self._reference(child, found)
            elif tag in (f"{_W}footnoteRef", f"{_W}endnoteRef"):
                found.add(found.mark)
            elif tag == f"{_W}txbxContent":
                found.boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                self._inline(_choice(child), found, style)
            elif tag not in _LEFT_OUT:
                self._inline(child, found, style)

    def _turn(self, found: _Paragraph) -> None:
        """A page ends; a paragraph without text so far stands on the next."""
        self._page += 1
        if not found.begun:
            found.page = self._page

    def _reference(self, element: Any, found: _Paragraph) -> None:
        kind = "footnote" if element.tag == f"{_W}footnoteReference" else "endnote"
        identifier = element.get(f"{_W}id", "")
        own = element.get(f"{_W}customMarkFollows", "false") not in _OFF
        if own:  # the mark is the text that follows
            self._marks[kind, identifier] = ""
        else:
            self._counted[kind] += 1
            form = "1" if kind == "footnote" else "i"
            self._marks[kind, identifier] = mark(written(self._counted[kind], form))
            found.add(self._marks[kind, identifier])
        found.notes.append((kind, identifier))

    def _measure(self, run: Any, text: str, found: _Paragraph, style: str | None) -> None:
        """Counts a run's characters by weight and size, so that most of them decide."""
        count = len("".join(text.split()))
        if not count:
            return
        own = run.find(f"{_W}rPr")
        sources = [own]
        sources += [one.run for one in self._chain(_value(own, "rStyle"))]
        sources += [one.run for one in self._chain(style)]
        weight = next(
            (one for one in sources if one is not None and one.find(f"{_W}b") is not None), None
        )
        size = next((value for one in sources if (value := _value(one, "sz"))), None)
        found.bold[_is_on(weight, "b")] += count
        found.sizes[_number(size, self._default_size) / 2] += count

    def _chain(self, style: str | None) -> Iterator[_Style]:
        return _chain(self._styles, style)

    def _role(self, properties: Any, style: str | None) -> str:
        level = _value(properties, "outlineLvl")
        for one in self._chain(style):
            if one.name == _TITLE:
                return "title"
            if heading := re.fullmatch(r"heading ([1-9])", one.name):
                return f"heading {heading[1]}"
            level = level or _value(one.properties, "outlineLvl")
        if level and _number(level, _LEVELS) < _LEVELS:
            return f"heading {_number(level) + 1}"
        listed = self._lists.level(properties, style) is not None
        return "list" if listed else ""


def _is_on(element: Any, tag: str) -> bool:
    """Whether a child is there and does not say that it is off (17.17.4)."""
    child = None if element is None else element.find(f"{_W}{tag}")
    return child is not None and child.get(f"{_W}val", "true") not in _OFF


def _choice(alternatives: Any) -> Any:
    """The first of several ways to say the same (part 3, 7.5)."""
    choice = alternatives.find(f"{_MC}Choice")
    return alternatives if choice is None else choice


def _symbol(code: str) -> str:
    """A character of a symbol font (17.3.3.30), which has its own meaning for each."""
    known = re.fullmatch("[0-9A-Ca-cE-Fe-f][0-9A-Fa-f]{3}", code)
    return chr(int(code, 16)) if known else "\N{REPLACEMENT CHARACTER}"


def _styles(element: Any) -> dict[str, _Style]:
    return {
        style.get(f"{_W}styleId", ""): _Style(
            (_value(style, "name") or "").lower(),
            _value(style, "basedOn"),
            style.find(f"{_W}pPr"),
            style.find(f"{_W}rPr"),
        )
        for style in element.iterchildren(f"{_W}style")
    }


def _chain(styles: dict[str, _Style], style: str | None) -> Iterator[_Style]:
    """A style and those it is based on."""
    seen: set[str] = set()
    while style in styles and style not in seen and len(seen) < _GENERATIONS:
        seen.add(style)
        yield styles[style]
        style = styles[style].base


def _notes(part: Any, kind: str) -> dict[str, Any]:
    """The notes of a kind by identifier; separators, which are kept with them, are none."""
    from docx.oxml import parse_xml

    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
            return {
                note.get(f"{_W}id", ""): note
                for note in parse_xml(relation.target_part.blob).iterchildren(f"{_W}{kind}")
                if note.get(f"{_W}type", "normal") == "normal"
            }
    return {}


class _Lists:
    """The automatic numbers of paragraphs (17.9)."""

    def __init__(self, part: Any, styles: dict[str, _Style]) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[str, Counter] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        element = _numbering(part)
        if element is None:
            return
        abstract = {
            one.get(f"{_W}abstractNumId", ""): {
                at: level
                for level in one.iterchildren(f"{_W}lvl")
                if 0 <= (at := _number(level.get(f"{_W}ilvl"))) < _LEVELS
            }
            for one in element.iterchildren(f"{_W}abstractNum")
        }
        for one in element.iterchildren(f"{_W}num"):
            number = one.get(f"{_W}numId", "")
            self._abstract[number] = _value(one, "abstractNumId") or ""
            self._levels[number] = dict(abstract.get(self._abstract[number], {}))
            for change in one.iterchildren(f"{_W}lvlOverride"):
                at = _number(change.get(f"{_W}ilvl"))
                level = change.find(f"{_W}lvl")
                if level is not None and 0 <= at < _LEVELS:
                    self._levels[number][at] = level
                if (start := _value(change, "startOverride")) is not None:
                    self._restarts.setdefault(number, {})[at] = _number(start, 1)

    def level(self, properties: Any, style: str | None) -> tuple[str, int] | None:
        """A paragraph's list and its level in it; None outside of lists."""
        chain = list(_chain(self._styles, style))
        number = level = None
        for source in (properties, *(one.properties for one in chain)):
            found = None if source is None else source.find(f"{_W}numPr")
            number = number or _value(found, "numId")
            level = level or _value(found, "ilvl")
        if number is None or number not in self._levels:
            return None
        if level is None:
            named = (
                at for at, one in self._levels[number].items() if _value(one, "pStyle") == style
            )
            return number, next(named, 0)
        return number, min(max(_number(level), 0), _LEVELS - 1)

    def label(self, properties: Any, style: str | None) -> str:
        """What stands before a paragraph: its number or bullet with a space, or nothing."""
        found = self.level(properties, style)
        if found is None or found[1] not in self._levels[found[0]]:
            return ""
        number, at = found
        levels = self._levels[number]
        pattern = (_value(levels[at], "lvlText") or "")[:_LONGEST_LABEL]
        if (_value(levels[at], "numFmt") or "") == "bullet":
            return f"{bullet(pattern)} "
        counter = self._counters.setdefault(
            self._abstract[number],
            Counter([_number(_value(levels.get(i), "start"), 1) for i in range(_LEVELS)]),
        )
        for level, start in self._restarts.pop(number, {}).items():
            if 0 <= level < _LEVELS:
                counter.set(level, start)
        numbers = counter.next(at)
        text = re.sub(
            r"%([1-9])",
            lambda place: _one(levels, int(place[1]) - 1, numbers),
            pattern,
        )
        return f"{text} " if text.strip() else ""


def _one(levels: dict[int, Any], at: int, numbers: list[int]) -> str:
    if at >= len(numbers):
        return ""
    return written(numbers[at], _FORMS.get(_value(levels.get(at), "numFmt") or "", "1"))


def _numbering(part: Any) -> Any:
    return next(
        (
            relation.target_part.element
            for relation in part.rels.values()
            if relation.reltype.endswith("/numbering") and not relation.is_external
        ),
        None,
    )
