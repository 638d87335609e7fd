"""One page for many people: laid out once, with each one's words set into its blanks.

A copy draws, instruction by instruction, what the engine would have drawn for that page
alone. So that nothing else moves, a text keeps to the line that its blank has, and the
pages with the widest and the narrowest text in each blank and with its longest word are
laid out as a whole: they must be the common page but for these. What differs, or might,
is not made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.render.batches import MARK, plain
from reports.render.engine import Layout, listening
from reports.render.engine_library import Stream, boxes, draw_text, split_first_line
from reports.render.page_drawing import Instructions, new_resources, painted, written

Texts = tuple[str, ...]
"""What one person has in the blanks, as HTML."""

LayOut = Callable[[Texts], Layout]
"""Lays out the page of one person, its blanks marked."""


@dataclass(frozen=True)
class Filled:
    """The pages of many people."""

    pdf: bytes
    """The PDF that they have in common, in which nothing is drawn."""
    pages: int
    drawn: tuple[dict[int, bytes] | None, ...]
    """What is drawn for each person, by the number of its object; None for those left out."""


def fill(lay_out: LayOut, people: Sequence[Texts]) -> Filled | None:
    """Everybody's pages; None where they have to be made one by one.

    Raises RenderingError or BudgetError, which need not be everybody's fault.
    """
    # the shortest stand on one line if any do
    shortest = tuple(min(texts, key=len) for texts in zip(*people, strict=True))
    layout = lay_out(shortest)
    drawing = _Drawing(layout.laid_out)
    blanks = drawing.blanks(len(shortest))
    if blanks is None:
        return None
    common = _Common(drawing.all, blanks)
    words = [_all_set(blanks, texts) for texts in people]
    able = [texts for texts, one in zip(people, words, strict=True) if one is not None]
    if not able:
        return None
    for texts in _extremes(blanks, able) - {shortest}:
        other, own = _Drawing(lay_out(texts).laid_out), _all_set(blanks, texts)
        if own is None or other.all != common.filled(own) or other.facts != drawing.facts:
            return None
    numbers: list[int] = []

    def take_out(pdf: Any) -> None:
        streams = [one for one in pdf.objects if isinstance(one, Stream)]
        for drawn in drawing.all:
            stream = next((one for one in streams if one.stream == drawn), None)
            if stream is not None:
                numbers.append(stream.number)
                stream.stream = []

    pdf = layout.write(take_out)
    if len(numbers) != len(drawing.all):
        return None
    drawn = [
        None if one is None else dict(zip(numbers, common.data(one), strict=True)) for one in words
    ]
    return Filled(pdf, layout.pages, tuple(drawn))


# --- words ------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """A text as it is drawn in a blank, from BT to ET."""

    instructions: Instructions
    data: bytes
    width: float


class _Blank:
    """A text on a page that can be another one."""

    def __init__(
        self, box: Any, room: float, stream: Stream, page: int, begin: int, end: int
    ) -> None:
        self._box = box
        self._room = room
        self._stream = stream
        self.page = page
        self.begin, self.end = begin, end
        """Its instructions in those of the page."""
        self.set = cache(self._set)

    def _set(self, text: str) -> _Words | None:
        """Another text in its place, given as HTML; None where the engine might move it."""
        box = copy(self._box)
        box.text = plain(text)
        with listening() as faults:
            box.pango_layout, _length, more, box.width, height, baseline = split_first_line(
                box.text, box.style, None, None, justification_spacing=0
            )
            scratch = self._stream.clone(tags=None)
            draw_text(scratch, box, 0, "clip", "none")
        drawn = scratch.stream
        if faults.messages:
            _forget_missing(scratch._fonts.values())
            return None
        if more is not None or drawn[-1:] != [b"ET"]:
            return None
        if box.width > self._room:
            return None  # it goes on in the next line
        if (height, baseline) != (self._box.height, self._box.baseline - self._box.margin_top):
            return None  # letters of another face make a line of another height
        text_object = drawn[drawn.index(b"BT") :]
        return _Words(text_object, written(text_object), box.width)


def _forget_missing(fonts: Iterable[Any]) -> None:
    """Take out of fonts the signs that stand for letters they do not have."""
    for font in fonts:
        for glyph in font.missing.values():
            font.to_unicode.pop(glyph, None)
            font.widths.pop(glyph, None)
        font.missing.clear()


def _all_set(blanks: Sequence[_Blank], texts: Texts) -> tuple[_Words, ...] | None:
    words = tuple(blank.set(text) for blank, text in zip(blanks, texts, strict=True))
    return None if None in words else words  # type: ignore[return-value]  # none is None


def _extremes(blanks: Sequence[_Blank], people: Sequence[Texts]) -> set[Texts]:
    """For each blank the widest text, the narrowest, and that with the longest word."""

    def widths(column: Iterable[tuple[_Blank, str]]) -> dict[str, float]:
        return {text: words.width for blank, text in column if (words := blank.set(text))}

    def longest_word(text: str) -> int:
        return max(map(len, text.split()), default=0)

    columns = [
        widths((blank, texts[number]) for texts in people) for number, blank in enumerate(blanks)
    ]
    widest = tuple(max(one, key=one.__getitem__) for one in columns)
    narrowest = tuple(min(one, key=one.__getitem__) for one in columns)
    longest_words = tuple(max(one, key=longest_word) for one in columns)
    return {widest, narrowest, longest_words}


# --- pages ------------------------------------------------------------------


class _Drawing:
    """What a document's pages are drawn with, and what else is known of them."""

    def __init__(self, laid_out: Any) -> None:
        resources = new_resources()
        self._pages = [page._page_box for page in laid_out.pages]
        self._streams = [painted(laid_out, page, resources) for page in laid_out.pages]
        self.all: list[Instructions] = [stream.stream for stream in self._streams]
        self.facts = [
            (
                page.width,
                page.height,
                [link[:3] for link in page.links],
                page.anchors,
                page.bookmarks,
                list(_shape(page._page_box)),
            )
            for page in laid_out.pages
        ]

    def blanks(self, count: int) -> list[_Blank] | None:
        """Where each blank is drawn; None where one is not drawn just once, or not as a text."""
        found: dict[int, _Blank] = {}
        for number, (page, stream) in enumerate(zip(self._pages, self._streams, strict=True)):
            marked = [i for i, one in enumerate(stream.stream) if one == b"BDC"]
            for block, box in _texts(page):
                name = box.element.get(MARK)
                if name is None:
                    continue
                begin = marked[stream._tags[box]["mcid"]]
                part = stream.stream[begin : stream.stream.index(b"EMC", begin)]
                if int(name) in found or part[-1] != b"ET" or part.count(b"BT") != 1:
                    return None
                first, last = begin + part.index(b"BT"), begin + len(part)
                room = block.content_box_x() + block.width - box.position_x
                found[int(name)] = _Blank(box, room, stream, number, first, last)
        return [found[i] for i in range(count)] if set(found) == set(range(count)) else None


def _texts(page: Any) -> Iterator[tuple[Any, Any]]:
    """The text boxes of a page, each with the block whose line it stands on."""
    for block in page.descendants(placeholders=True):
        if isinstance(block, boxes.BlockContainerBox):
            for line in block.children:
                if isinstance(line, boxes.LineBox):
                    for box in line.descendants():
                        if isinstance(box, boxes.TextBox) and box.element is not None:
                            yield block, box


class _Common:
    """The drawing of pages with blanks in it."""

    def __init__(self, pages: Sequence[Instructions], blanks: Sequence[_Blank]) -> None:
        self._parts: list[list[Instructions | int]] = []
        """For each page its instructions around the blanks, and the blanks' numbers."""
        for number, drawn in enumerate(pages):
            parts: list[Instructions | int] = []
            end = 0
            for i, blank in sorted(enumerate(blanks), key=lambda one: one[1].begin):
                if blank.page == number:
                    parts += [drawn[end : blank.begin], i]
                    end = blank.end
            self._parts.append([*parts, drawn[end:]])
        self._written = [
            [one if isinstance(one, int) else written(one) for one in parts]
            for parts in self._parts
        ]

    def filled(self, words: Sequence[_Words]) -> list[Instructions]:
        """The instructions of each page with words in the blanks."""
        return [
            [
                one
                for part in parts
                for one in (words[part].instructions if isinstance(part, int) else part)
            ]
            for parts in self._parts
        ]

    def data(self, words: Sequence[_Words]) -> list[bytes]:
        """The same as bytes."""
        return [
            b"\n".join(words[part].data if isinstance(part, int) else part for part in parts)
            for parts in self._written
        ]


def _shape(box: Any) -> Iterator[tuple[str, str | None]]:
    """What the tags are made from."""
    for one in box.descendants(placeholders=True):
        yield type(one).__name__, one.element_tag
