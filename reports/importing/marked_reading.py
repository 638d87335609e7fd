"""A marked text that a person has corrected → the parts of its motions.

No word of the text may differ from the source: it is read again, and each word of the marked
text takes the next word of the source with its line. Only marks, headings, numbers, titles and
addressees are free. docs/marked-text.md specifies the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import eq

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.importing.addressee_names import addressee_called, is_named
from reports.importing.analysis import Analysis, analyse
from reports.importing.areas import areas_of
from reports.importing.block_cutting import cut, letters, merged
from reports.importing.blocks import Block
from reports.importing.marked_text import ARROW, MOTION, numbered_head, shown_head
from reports.importing.parsed_motion import ParsedMotion
from reports.importing.parts import NamedAddressee, Part, PartKind

_LINES = re.compile(r"\s*\{Z\.\s*\d+(?:\s*[–-]\s*\d+)?\}")
"""Line numbers, also within a paragraph that somebody has joined from two."""
_BEFORE = 20
"""Characters that a message shows before the word that differs."""
_MOTION_COMMENT = re.compile(rf"<!--\s*{MOTION}\s*:")


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph of the marked text."""

    text: str
    line: int
    """The line of the file, from 1."""
    kind: PartKind | None
    """None for a paragraph that no mark stands before: it belongs to the measure above."""
    level: int = 0
    """Of a heading; of a point how deep it stands in other points, from 1."""
    names: tuple[str, ...] | None = None
    """Of a heading or a point the addressees; None where it has no arrow."""


def analyse_marked(
    data: bytes, name: str, text: str, marked_name: str
) -> tuple[Analysis, Analysis]:
    """Return what a source file says by itself, and what its marked text says of it.

    Raises ContentError like `read_marked`.
    """
    read = analyse(data, name)
    parsed = read_marked(text, marked_name, read.motions)
    areas = [replace(motion, areas=areas_of(motion.parts, motion.title)) for motion in parsed]
    return read, Analysis(read.text, tuple(areas))


def read_marked(text: str, name: str, motions: Sequence[ParsedMotion]) -> list[ParsedMotion]:
    """Return the motions with the parts that a marked text gives them.

    `motions` are those of the source as it is read now, and `name` is the marked file's. Raises
    ContentError with all places where the words of the text are not those of the source.
    """
    paragraphs = _by_motion(_paragraphs(text))
    if len(paragraphs) != len(motions):
        message = _("it has {count} motions, the text {expected}").format(
            count=len(paragraphs), expected=len(motions)
        )
        remedy = _("leave the comments that begin motions as they are")
        raise ContentError(Problem(Place(name), message, remedy))
    problems: list[Problem] = []
    changed = []
    for motion, inner in zip(motions, paragraphs, strict=True):
        reader = _MarkedMotion(name, motion)
        try:
            changed.append(replace(motion, parts=tuple(reader.read(inner))))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return changed


# --- Markdown ---------------------------------------------------------------------


def _paragraphs(text: str) -> Iterator[_Paragraph | None]:
    """Yield the paragraphs of a marked text; None where a motion begins."""
    depth = {"list_item": 0, "blockquote": 0}
    heading = 0
    first_of_item = False
    for token in MarkdownIt("commonmark").disable("text_join").parse(text):
        kind, _sep, side = token.type.rpartition("_")
        if kind in depth:
            depth[kind] += 1 if side == "open" else -1
            first_of_item = kind == "list_item" and side == "open"
        elif token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "html_block" and _MOTION_COMMENT.match(token.content):
            yield None
        elif token.type == "inline":
            yield _paragraph(token, heading, depth, first_of_item=first_of_item)
            first_of_item = False


def _paragraph(
    token: Token, heading: int, depth: dict[str, int], *, first_of_item: bool
) -> _Paragraph:
    line = token.map[0] + 1 if token.map else 1
    text = "".join(_shown(token))
    words = _LINES.sub("", text)
    if heading or first_of_item:
        head, arrow, names = words.partition(ARROW)
        addressees = tuple(filter(None, map(_literal, names.split(",")))) if arrow else None
        kind = PartKind.HEADING if heading else PartKind.MEASURE
        return _Paragraph(_literal(head), line, kind, heading or depth["list_item"], addressees)
    quotes = depth["blockquote"]
    kinds = (None, PartKind.INTRODUCTION, PartKind.REASONS)
    return _Paragraph(_literal(words), line, kinds[min(quotes, 2)])


_STAND_INS = {",": "\ufdd0", ARROW: "\ufdd1"}
"""Codes for escaped commas and arrows, which part no names; no text has these codes."""


def _literal(words: str) -> str:
    for sign, code in _STAND_INS.items():
        words = words.replace(code, sign)
    return words.strip()


def _shown(token: Token) -> Iterator[str]:
    """Yield what an inline token shows, without its emphasis."""
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type == "text_special":
            yield _STAND_INS.get(child.content, child.content)
        elif child.type in ("text", "code_inline") or (
            child.type == "html_inline" and not child.content.startswith("<!--")
        ):
            yield child.content


def _by_motion(paragraphs: Iterable[_Paragraph | None]) -> list[list[_Paragraph]]:
    motions: list[list[_Paragraph]] = []
    for paragraph in paragraphs:
        if paragraph is None:
            motions.append([])
        elif motions:
            motions[-1].append(paragraph)
        else:
            motions.append([paragraph])
    return motions


# --- words ------------------------------------------------------------------------


class _Source:
    """The blocks of a motion, taken from their beginning on."""

    def __init__(self, name: str, parts: Sequence[Part]) -> None:
        self._name = name
        self._blocks: list[Block] = []
        self._heads: dict[int, int] = {}
        """For the first Row of a block that a heading or a first line shows, its letters there."""
        self._headings: dict[int, str] = {}
        """For the first Row of a heading, what the marked text shows of it."""
        for part in sorted(parts, key=lambda part: (part.heading or part.blocks[0]).rows[0].index):
            heading = part.heading
            if part.kind is PartKind.HEADING:
                heading = part.blocks[0]
            elif part.begins:
                block = part.blocks[0]
                self._heads[block.rows[0].index] = len(letters(block.text[: part.begins]))
            if heading:
                self._heads[heading.rows[0].index] = len(letters(heading.text))
                self._headings[heading.rows[0].index] = letters(shown_head(part, heading))
            self._blocks += [part.heading, *part.blocks] if part.heading else part.blocks
        self._blocks.sort(key=lambda block: block.rows[0].index)

    def take(self, words: str, line: int) -> Block:
        """Return the block with these words, which must come next.

        Raises ContentError if other words do.
        """
        shown = letters(words)
        matching: list[Block] = []
        while shown:
            block = self._blocks[0] if self._blocks else None
            block_letters = letters(block.text) if block else ""
            if block and shown.startswith(block_letters):
                matching.append(self._blocks.pop(0))
                shown = shown[len(block_letters) :]
            elif block and block_letters.startswith(shown):
                first, rest = cut(block, len(shown))
                self._blocks[0] = rest
                matching.append(first)
                shown = ""
            else:
                raise self._differs(words, shown, line)
        return merged(matching)

    def take_heading(
        self, words: str, following: Sequence[str], line: int, below: str
    ) -> Block | None:
        """Return the heading that stands here, whatever words it has now; None if it is new.

        It is new if the source has no heading here, or shows its own in one of the paragraphs
        that are `following`, down to the first with text. Raises ContentError if a heading of
        the source is missing before it.
        """
        block = self._blocks[0] if self._blocks else None
        if block is None or any(self._shows(other, block) for other in following):
            return None
        if block.rows[0].index not in self._headings:
            return self.take_head(words, line, below)
        if not self._shows(words, block) and any(
            self._shows(words, later) for later in self._blocks[1:3]
        ):
            raise self._differs(words, "", line)
        return self.take_head("", line)

    def _shows(self, words: str, heading: Block) -> bool:
        """Return whether a paragraph shows a heading, as the text or the marked text has it."""
        index = heading.rows[0].index
        shown = letters(words)
        return index in self._headings and (
            shown == self._headings[index] or shown.startswith(letters(heading.text))
        )

    def take_head(self, words: str, line: int, below: str = "") -> Block | None:
        """Return the block, or its beginning, that a heading shows, whatever words it has now.

        None if the heading is new: nothing of the text stands there. A new one may have the
        words that the text `below` it begins with, too.
        """
        shown = letters(words)
        block = self._blocks[0] if self._blocks else None
        if block is None:
            return None
        head = self._heads.get(block.rows[0].index)
        if head is None or len(shown) > head:
            text, begins = letters(block.text), letters(below)[:_BEGINNING]
            is_new = bool(begins) and text[head or 0 :].startswith(begins)
            if not shown or is_new or not text.startswith(shown):
                return None
            return self.take(words, line)
        del self._heads[block.rows[0].index]  # what is left of the row is text
        first, rest = cut(block, head)
        self._blocks[:1] = [rest] if rest.rows and letters(rest.text) else []
        return first

    def place(self) -> Block | None:
        """Return a block without words where the next one begins; None at the end."""
        if not self._blocks:
            return None
        return Block((replace(self._blocks[0].rows[0], text=""),))

    def end(self, line: int) -> None:
        """Raise ContentError if words of the source are left over."""
        if self._blocks:
            raise self._differs("", "", line)

    def _differs(self, words: str, shown: str, line: int) -> ContentError:
        """Return the error for a paragraph of which `shown` are the letters that do not fit."""
        place = Place(self._name, line)
        if not self._blocks:
            message = _("“{words}” does not stand in the text").format(words=_short(words))
            return ContentError(Problem(place, message, _("take it out")))
        expected = self._blocks[0]
        same = sum(takewhile(bool, map(eq, letters(expected.text), shown)))
        message = _("here the text has “{expected}” (line {number})").format(
            expected=_excerpt(expected, same), number=expected.lines[0]
        )
        remedy = _("put its words back; only marks, headings and names are free")
        return ContentError(Problem(place, message, remedy))


def _excerpt(block: Block, same: int) -> str:
    """Return a block's words from a little before the letter with index `same`."""
    if not same:
        return _short(block.text)
    before, _after = cut(block, same)
    start = before.text.rfind(" ", 0, max(0, len(before.text) - _BEFORE)) + 1
    return f"{'… ' if start else ''}{_short(block.text[start:])}"


_BEGINNING = 60
"""Letters from which a paragraph is known by its beginning."""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rpartition(' ')[0]} …"


# --- parts ------------------------------------------------------------------------


class _MarkedMotion:
    """Reads the parts of a motion from its paragraphs."""

    def __init__(self, name: str, motion: ParsedMotion) -> None:
        self._source = _Source(name, motion.parts)
        self._known = {
            (addressee.name, part.lines): addressee
            for part in motion.parts
            for addressee in part.addressees
        }
        self._cited = [
            (addressee, part.lines)
            for part in motion.parts
            for addressee in part.addressees
            if addressee.lines is not None
        ]
        """The addressees that the text names, with the lines of the measures that ask them."""

    def read(self, paragraphs: Sequence[_Paragraph]) -> list[Part]:
        """Return the parts. Raises ContentError at the first word that is not the source's."""
        parts: list[Part] = []
        for i, paragraph in enumerate(paragraphs):
            if paragraph.kind is PartKind.HEADING:
                parts += self._heading(paragraph, paragraphs[i + 1 :])
            elif paragraph.kind is PartKind.MEASURE:
                parts.append(self._point(paragraph, _text_below(paragraphs[i + 1 :])))
            elif paragraph.kind is None:
                self._add(parts, paragraph)
            else:
                block = self._source.take(paragraph.text, paragraph.line)
                parts.append(Part(paragraph.kind, (block,)))
        self._source.end(paragraphs[-1].line if paragraphs else 1)
        parts = [_with_words(part) for part in parts]
        return [self._with_addressees(part) for part in parts if part.blocks]

    def _heading(self, paragraph: _Paragraph, following: Sequence[_Paragraph]) -> list[Part]:
        shown = [other.text for other in _to_first_text(following)]
        below = _text_below(following)
        block = self._source.take_heading(paragraph.text, shown, paragraph.line, below)
        number, title = numbered_head(paragraph.text, block)
        level = paragraph.level
        if _has_text(following):
            part = Part(PartKind.MEASURE, (), level, title, number, heading=block)
            return [replace(part, addressees=_unread(paragraph))]
        block = block or self._source.place()
        if block is None:
            return []
        return [Part(PartKind.HEADING, (block,), level=level, title=title, number=number)]

    def _point(self, paragraph: _Paragraph, below: str) -> Part:
        head = None
        if paragraph.text:
            head = self._source.take_head(paragraph.text, paragraph.line, below)
        if head is None:
            head = self._source.take_head("", paragraph.line)  # a bullet, or a number taken out
        number, title = numbered_head(paragraph.text, head)
        return Part(
            PartKind.MEASURE,
            (),
            title=title,
            number=number,
            heading=head,
            addressees=_unread(paragraph),
            is_sub_measure=paragraph.level > 1,
        )

    def _add(self, parts: list[Part], paragraph: _Paragraph) -> None:
        """Add a paragraph to the measure above it; without one it is introduction."""
        block = self._source.take(paragraph.text, paragraph.line)
        at = next(
            (i for i in range(len(parts) - 1, -1, -1) if parts[i].kind is PartKind.MEASURE), None
        )
        if at is None or any(part.kind is PartKind.HEADING for part in parts[at + 1 :]):
            parts.append(Part(PartKind.INTRODUCTION, (block,)))
        else:
            parts[at] = replace(parts[at], blocks=(*parts[at].blocks, block))

    def _with_addressees(self, part: Part) -> Part:
        """Return a measure with the lines of its addressees, where the text names them."""
        return replace(
            part,
            addressees=tuple(
                self._known.get((addressee.name, part.lines)) or self._located(addressee, part)
                for addressee in part.addressees
            ),
        )

    def _located(self, addressee: NamedAddressee, part: Part) -> NamedAddressee:
        """Return an addressee with the lines of the measure that name it, or of its opening."""
        for block in part.blocks:
            if is_named(addressee_called(addressee.name), block.text):
                return replace(addressee, lines=block.lines)
        first, last = part.lines
        for cited, (begin, end) in reversed(self._cited):
            if cited.name != addressee.name or cited.lines is None:
                continue
            within = first <= cited.lines[0] and cited.lines[1] <= last
            opens = cited.lines[1] < min(first, begin) and first <= end
            if within or opens:
                return cited
        return addressee


def _with_words(part: Part) -> Part:
    """Return a part; a measure without text below its first line has its words in that line."""
    if part.kind is not PartKind.MEASURE or part.blocks or part.heading is None:
        return part
    block = part.heading
    begins = block.marker.length if block.marker else 0
    return replace(part, level=0, heading=None, title="", blocks=(block,), begins=begins)


def _unread(paragraph: _Paragraph) -> tuple[NamedAddressee, ...]:
    return tuple(NamedAddressee(name, None) for name in paragraph.names or ())


def _text_below(following: Sequence[_Paragraph]) -> str:
    """Return the words right below a heading or a point; empty where another one follows."""
    first = following[0] if following else None
    if first is None or first.kind in (PartKind.HEADING, PartKind.MEASURE):
        return ""
    return first.text


def _to_first_text(following: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    """Yield the headings that follow and the first lines of measures, and the first text."""
    for paragraph in following:
        yield paragraph
        if paragraph.kind not in (PartKind.HEADING, PartKind.MEASURE):
            return


def _has_text(following: Sequence[_Paragraph]) -> bool:
    """Return whether text without a mark stands under a heading: it is a measure's title."""
    for paragraph in following:
        if paragraph.kind is None:
            return True
        if paragraph.kind in (PartKind.HEADING, PartKind.MEASURE):
            return False
    return False
