"""DOCX → its paragraphs, those of tables, text boxes and notes among them.

python-docx opens the package; it is walked as WordprocessingML (ECMA-376, part 1,
17), since python-docx itself passes over insertions, content controls, text boxes
and notes. What is deleted in tracked changes is left out and named as a doubt; heads and
feet of pages are left out, too.
"""

from __future__ import annotations

import io
import re
from collections import Counter as Count
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from reports.i18n import _
from reports.importing.readers.bounds import Bound
from reports.importing.readers.docx_styles import (
    LEVELS,
    OFF,
    Lists,
    W,
    WordStyle,
    is_on,
    number_of,
    style_chain,
    styles_of,
    value_of,
)
from reports.importing.readers.list_numbers import mark, written
from reports.importing.readers.measure_tables import measure_table
from reports.importing.readers.reading import Reading
from reports.importing.readers.spans import mostly
from reports.importing.readers.symbol_fonts import sign, signs_of
from reports.importing.readers.tables import old_column, set_row
from reports.text.source_text import Doubt, Line, Span
from reports.text.visible import shortened

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LEFT_OUT = frozenset(
    {f"{W}{tag}" for tag in ("pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr")}
    | {f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText")}
)
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    f"{W}softHyphen": "\N{SOFT HYPHEN}",
}
_TITLE = "title"


def reading(data: bytes, name: str) -> Reading:
    """Return one Line for each paragraph; notes follow the paragraph that has their mark."""
    import docx

    walk = _WordWalk(docx.Document(io.BytesIO(data)), Bound(name))
    return Reading(walk.lines, paragraphs=True, doubts=walk.doubts)


@dataclass
class _WordParagraph:
    """A paragraph while it is walked."""

    mark: str
    """Of the note it is of, if any."""
    bound: Bound
    page: int = 1
    text: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and identifier of each note it has the mark of."""
    boxes: list[Any] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0
    """Of the text so far."""
    deleted: list[str] = field(default_factory=list)
    """Words that a tracked change has deleted."""
    sizes: Count[float] = field(default_factory=Count)
    begun: bool = False
    """Whether it has anything but white space so far."""

    def add_look(self, begin: int, look: dict[str, bool]) -> None:
        """Say how the characters from an index on look; like ones beside them are one span."""
        if self.spans and self.spans[-1].end == begin:
            last = self.spans[-1]
            if all(getattr(last, name) == value for name, value in look.items()):
                self.spans[-1] = replace(last, end=self.length)
                return
        self.spans.append(Span(begin, self.length, **look))

    def add(self, text: str) -> None:
        self.bound.count(len(text))
        self.text.append(text)
        self.length += len(text)
        self.begun = self.begun or bool(text.strip())


class _WordWalk:
    """A document's paragraphs in the order they are read."""

    def __init__(self, document: Any, bound: Bound) -> None:
        self.lines: list[Line] = []
        self.doubts: list[Doubt] = []
        self._bound = bound
        part = document.part
        self._styles = styles_of(document.styles.element)
        defaults = document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default_size = number_of(value_of(defaults, "sz"), 20)
        default = document.styles.element.find(f'{W}style[@{W}type="paragraph"][@{W}default="1"]')
        self._default_style = None if default is None else default.get(f"{W}styleId")
        self._lists = Lists(part, self._styles)
        self._notes = {kind: _notes(part, kind) for kind in ("footnote", "endnote")}
        self._marks: dict[tuple[str, str], str] = {}
        self._counted: Count[str] = Count()
        self._page = 1
        body = document.element.body
        # what Word last saw on the screen; else only the breaks somebody put in are known
        self._rendered = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._blocks(body)

    def _blocks(self, parent: Any, note: str | None = None) -> None:
        """The paragraphs in an element; ``note`` is the mark of the note they are of."""
        for child in parent.iterchildren("{*}*"):
            if child.tag == f"{W}p":
                self._paragraph(child, note)
            elif child.tag == f"{_MC}AlternateContent":
                self._blocks(_choice(child), note)
            elif child.tag == f"{W}tbl":
                self._table(child, note)
            elif child.tag not in _LEFT_OUT:
                self._blocks(child, note)

    def _table(self, table: Any, note: str | None) -> None:
        """Read a table row by row; of two wordings side by side only the new one."""
        rows = [
            [_plain_text(cell) for cell in row.iterchildren(f"{W}tc")]
            for row in table.iterchildren(f"{W}tr")
        ]
        old = old_column(rows)
        measures = measure_table(rows, self.lines) if old is None else None
        for row in table.iterchildren(f"{W}tr"):
            first = len(self.lines)
            cells = list(row.iterchildren(f"{W}tc"))
            if old is not None and old < len(cells) > 1:
                left_out = _plain_text(cells.pop(old))
                self._doubt(
                    _("another wording beside this one was left out: \u201c{words}\u201d"), left_out
                )
            lengths = [self._cell(cell, note) for cell in cells]
            self.lines[first:] = set_row(self.lines[first:], lengths, measures)

    def _cell(self, cell: Any, note: str | None) -> int:
        before = len(self.lines)
        self._blocks(cell, note)
        return len(self.lines) - before

    def _paragraph(self, element: Any, note: str | None) -> None:
        properties = element.find(f"{W}pPr")
        walked = _WordParagraph(note or "", self._bound)
        if is_on(properties, "pageBreakBefore") and not self._rendered:
            self._page += 1
        walked.page = self._page
        style = value_of(properties, "pStyle") or self._default_style
        self._inline(element, walked, style)
        label = self._lists.label(properties, style) if note is None else ""
        self._bound.count(len(label), lines=1)
        if walked.deleted:
            self._doubt(
                _("deleted words were left out: \u201c{words}\u201d"), "".join(walked.deleted)
            )
        spans = tuple(
            replace(span, begin=span.begin + len(label), end=span.end + len(label))
            for span in walked.spans
        )
        self.lines.append(
            Line(
                label + "".join(walked.text),
                walked.page,
                len(self.lines) + 1,
                size=walked.sizes.most_common(1)[0][0] if walked.sizes else None,
                bold=mostly(spans, "bold"),
                italic=mostly(spans, "italic"),
                underlined=mostly(spans, "underlined"),
                indent=self._lists.indent(properties, style) if note is None else 0.0,
                style=self._role(properties, style) if note is None else "footnote",
                spans=spans if len(spans) > 1 else (),
            )
        )
        for box in walked.boxes:
            self._blocks(box, note)
        for kind, identifier in walked.notes:
            self._note(kind, identifier)

    def _doubt(self, sentence: str, words: str) -> None:
        """Add a doubt to the line that comes next."""
        if words.strip():
            quoted = shortened(" ".join(words.split()))
            self.doubts.append(Doubt(len(self.lines), sentence.format(words=quoted)))

    def _note(self, kind: str, identifier: str) -> None:
        element = self._notes[kind].pop(identifier, None)
        if element is None:
            return
        first = len(self.lines)
        own_value = self._marks[kind, identifier]
        self._blocks(element, own_value)
        if first < len(self.lines) and not self.lines[first].text.lstrip().startswith(own_value):
            self.lines[first] = replace(
                self.lines[first], text=f"{own_value} {self.lines[first].text}"
            )

    # one case for each element of the format
    def _inline(self, parent: Any, walked: _WordParagraph, style: str | None) -> None:  # noqa: C901
        for child in parent.iterchildren("{*}*"):
            tag = child.tag
            if tag == f"{W}r":
                before = len(walked.text), walked.length
                self._inline(child, walked, style)
                self._look(child, "".join(walked.text[before[0] :]), before[1], walked, style)
            elif tag in (f"{W}t", f"{_M}t"):
                walked.add(child.text or "")
            elif tag == f"{W}lastRenderedPageBreak":
                self._turn(walked)
            elif tag in _CHARACTERS:
                walked.add(_CHARACTERS[tag])
                if child.get(f"{W}type") == "page" and not self._rendered:
                    self._turn(walked)
            elif tag == f"{W}sym":
                walked.add(_symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._reference(child, walked)
            elif tag in (f"{W}footnoteRef", f"{W}endnoteRef"):
                walked.add(walked.mark)
            elif tag == f"{W}del":
                walked.deleted += (text.text or "" for text in child.iter(f"{W}delText"))
            elif tag == f"{W}txbxContent":
                walked.boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                self._inline(_choice(child), walked, style)
            elif tag not in _LEFT_OUT:
                self._inline(child, walked, style)

    def _turn(self, walked: _WordParagraph) -> None:
        """A page ends; a paragraph without text so far stands on the next."""
        self._page += 1
        if not walked.begun:
            walked.page = self._page

    def _reference(self, element: Any, walked: _WordParagraph) -> None:
        kind = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        identifier = element.get(f"{W}id", "")
        own_value = element.get(f"{W}customMarkFollows", "false") not in OFF
        if own_value:  # the mark is the text that follows
            self._marks[kind, identifier] = ""
        else:
            self._counted[kind] += 1
            form = "1" if kind == "footnote" else "i"
            self._marks[kind, identifier] = mark(written(self._counted[kind], form))
            walked.add(self._marks[kind, identifier])
        walked.notes.append((kind, identifier))

    def _look(
        self, run: Any, text: str, begin: int, walked: _WordParagraph, style: str | None
    ) -> None:
        """Keep how a run looks: most of a paragraph's characters decide how it does."""
        count = len("".join(text.split()))
        if not count:
            return
        own_value = run.find(f"{W}rPr")
        sources = [own_value]
        sources += [source.run for source in self._chain(value_of(own_value, "rStyle"))]
        sources += [source.run for source in self._chain(style)]
        walked.add_look(
            begin,
            {
                "bold": _is_set(sources, "b"),
                "italic": _is_set(sources, "i"),
                "underlined": _is_set(sources, "u"),
            },
        )
        size = next((value for source in sources if (value := value_of(source, "sz"))), None)
        walked.sizes[number_of(size, self._default_size) / 2] += count

    def _chain(self, style: str | None) -> Iterator[WordStyle]:
        return style_chain(self._styles, style)

    def _role(self, properties: Any, style: str | None) -> str:
        level = value_of(properties, "outlineLvl")
        for source in self._chain(style):
            if source.name == _TITLE:
                return "title"
            if heading := re.fullmatch(r"heading ([1-9])", source.name):
                return f"heading {heading[1]}"
            level = level or value_of(source.properties, "outlineLvl")
        if level and number_of(level, LEVELS) < LEVELS:
            return f"heading {number_of(level) + 1}"
        listed = self._lists.level(properties, style) is not None
        return "list" if listed else ""


def _is_set(sources: list[Any], tag: str) -> bool:
    """Return whether the first of a run's properties that has a tag sets it."""
    having = (
        source for source in sources if source is not None and source.find(f"{W}{tag}") is not None
    )
    return is_on(next(having, None), tag)


def _plain_text(element: Any) -> str:
    """Return the text of an element, a space between its paragraphs."""
    paragraphs = element.iter(f"{W}p")
    texts = ("".join(text.text or "" for text in source.iter(f"{W}t")) for source in paragraphs)
    return " ".join(" ".join(texts).split())


def _choice(alternatives: Any) -> Any:
    """The first of several ways to say the same (part 3, 7.5)."""
    choice = alternatives.find(f"{_MC}Choice")
    return alternatives if choice is None else choice


def _symbol(font: str, code: str) -> str:
    """Return a character of a symbol font (17.3.3.30), which has its own meaning for each."""
    code_point = re.fullmatch("[0-9A-Ca-cE-Fe-f][0-9A-Fa-f]{3}", code)
    if not code_point:
        return "\N{REPLACEMENT CHARACTER}"
    return sign(signs_of(font), int(code, 16)) or chr(int(code, 16))


def _notes(part: Any, kind: str) -> dict[str, Any]:
    """The notes of a kind by identifier; separators, which are kept with them, are none."""
    from docx.oxml import parse_xml

    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
            return {
                note.get(f"{W}id", ""): note
                for note in parse_xml(relation.target_part.blob).iterchildren(f"{W}{kind}")
                if note.get(f"{W}type", "normal") == "normal"
            }
    return {}
