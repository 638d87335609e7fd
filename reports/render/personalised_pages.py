"""Personalised copies of a page: laid out once, then each person's words drawn into its blanks.

A copy contains, instruction by instruction, what the engine would draw for that page alone.
Two rules see to it that a copy differs from the common page in its blanks only. A text must
fit on the line of its blank. And the pages with the widest texts, the narrowest texts and the
longest words are laid out in full: they must equal the common page but for the blanks. A copy
for which this does not hold, or might not, is not made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.render.batches import MARK, plain
from reports.render.content_marks import marked_starts
from reports.render.engine import Layout, logged_faults
from reports.render.engine_library import Stream, boxes, draw_text, split_first_line
from reports.render.page_drawing import Instructions, new_resources, paint_page, serialise

Texts = tuple[str, ...]
"""The texts of one person in the blanks, as HTML."""

LayOut = Callable[[Texts], Layout]
"""Lays out the page of one person, its blanks marked."""


@dataclass(frozen=True)
class PersonalisedPages:
    """The PDFs of many people, which differ in their content streams only."""

    pdf: bytes
    """The PDF that all have in common, with empty content streams."""
    pages: int
    streams: tuple[dict[int, bytes] | None, ...]
    """For each person the content streams by object number; None if laid out alone."""


def personalise(lay_out: LayOut, people: Sequence[Texts]) -> PersonalisedPages | None:
    """Make the pages of many people from one layout.

    Args:
        lay_out: Lays out the page of one person.
        people: The texts of each person.

    Returns:
        The pages, or None if they must be laid out one by one.

    Raises:
        RenderingError: If the engine finds fault with one of the pages that are laid out,
            which may be the fault of that person's texts alone.
        BudgetError: If one of them does not fit, likewise.
    """
    # if any texts stand on one line each, the shortest do
    shortest = tuple(min(texts, key=len) for texts in zip(*people, strict=True))
    layout = lay_out(shortest)
    drawing = _Drawing(layout)
    blanks = drawing.blanks(len(shortest))
    if blanks is None:
        return None
    common = _CommonDrawing(drawing.pages, blanks)
    lines = [_set_all(blanks, texts) for texts in people]
    fitting = [texts for texts, row in zip(people, lines, strict=True) if row is not None]
    if not fitting:
        return None
    for texts in _extremes(blanks, fitting) - {shortest}:
        full, row = _Drawing(lay_out(texts)), _set_all(blanks, texts)
        if row is None or full.pages != common.filled(row) or full.facts != drawing.facts:
            return None
    numbers: list[int] = []

    def empty_streams(pdf: Any) -> None:
        """Empty the content stream of each page, and note the streams' numbers."""
        streams = [entry for entry in pdf.objects if isinstance(entry, Stream)]
        for page in drawing.pages:
            stream = next((stream for stream in streams if stream.stream == page), None)
            if stream is not None:
                numbers.append(stream.number)
                stream.stream = []

    pdf = layout.write(empty_streams)
    if len(numbers) != len(drawing.pages):
        return None
    streams = tuple(
        None if row is None else dict(zip(numbers, common.serialise(row), strict=True))
        for row in lines
    )
    return PersonalisedPages(pdf, layout.pages, streams)


# --- texts ------------------------------------------------------------------


@dataclass(frozen=True)
class _SetLine:
    """A text set in a blank: its text object, from BT to ET."""

    instructions: Instructions
    data: bytes
    """The same, serialised."""
    width: float


class _Blank:
    """A text box of the common page whose text can be replaced."""

    def __init__(
        self, box: Any, room: float, stream: Stream, page: int, start: int, end: int
    ) -> None:
        """Describe a blank.

        Args:
            box: The engine's text box.
            room: The width from the start of the text to the end of its line, in CSS pixels.
            stream: The content stream of the page.
            page: The index of the page.
            start: The index of the text object's first instruction in the stream.
            end: The index after its last instruction.
        """
        self._box = box
        self._room = room
        self._stream = stream
        self.page = page
        self.start, self.end = start, end
        self.set = cache(self._set)

    def _set(self, text: str) -> _SetLine | None:
        """Set another text, given as HTML; return None if the engine might move anything."""
        box = copy(self._box)
        box.text = plain(text)
        with logged_faults() as faults:
            box.pango_layout, _length, resume_at, box.width, height, baseline = split_first_line(
                box.text, box.style, None, None, justification_spacing=0
            )
            scratch = self._stream.clone(tags=None)
            draw_text(scratch, box, 0, "clip", "none")
        drawn = scratch.stream
        if faults.messages:
            _forget_missing(scratch._fonts.values())
            return None
        if resume_at is not None or drawn[-1:] != [b"ET"]:
            return None
        if box.width > self._room:
            return None  # it goes on in the next line
        if (height, baseline) != (self._box.height, self._box.baseline - self._box.margin_top):
            return None  # letters of another face make the line higher or lower
        text_object = drawn[drawn.index(b"BT") :]
        return _SetLine(text_object, serialise(text_object), box.width)


def _forget_missing(fonts: Iterable[Any]) -> None:
    """Remove from fonts the glyphs that stand for characters they do not have.

    They came from the text of one person and would be reported for all others.
    """
    for font in fonts:
        for glyph in font.missing.values():
            font.to_unicode.pop(glyph, None)
            font.widths.pop(glyph, None)
        font.missing.clear()


def _set_all(blanks: Sequence[_Blank], texts: Texts) -> tuple[_SetLine, ...] | None:
    """Set one person's texts; return None if one of them does not fit its blank."""
    lines = tuple(blank.set(text) for blank, text in zip(blanks, texts, strict=True))
    return None if None in lines else lines  # type: ignore[return-value]  # none is None


def _extremes(blanks: Sequence[_Blank], people: Sequence[Texts]) -> set[Texts]:
    """Return three rows of texts: the widest, the narrowest, and those with the longest word.

    They need not be those of one person.
    """

    def widths(column: Iterable[tuple[_Blank, str]]) -> dict[str, float]:
        """Return the width of each text of a blank that fits into it."""
        return {text: line.width for blank, text in column if (line := blank.set(text))}

    def longest_word(text: str) -> int:
        """Return the number of letters of a text's longest word."""
        return max(map(len, text.split()), default=0)

    columns = [
        widths((blank, texts[number]) for texts in people) for number, blank in enumerate(blanks)
    ]
    widest = tuple(max(column, key=column.__getitem__) for column in columns)
    narrowest = tuple(min(column, key=column.__getitem__) for column in columns)
    longest_words = tuple(max(column, key=longest_word) for column in columns)
    return {widest, narrowest, longest_words}


# --- pages ------------------------------------------------------------------


class _Drawing:
    """How the pages of a document are drawn, and the other facts that end up in a PDF."""

    def __init__(self, layout: Layout) -> None:
        """Draw the pages of a document, without writing a PDF."""
        laid_out = layout.laid_out
        resources = new_resources()
        self._page_boxes = [page._page_box for page in laid_out.pages]
        self._streams = [paint_page(laid_out, page, resources) for page in laid_out.pages]
        tree = layout.new_tree()
        pages = enumerate(zip(laid_out.pages, self._streams, strict=True))
        self._marks = [tree.add_page(number, page, stream) for number, (page, stream) in pages]
        self.pages: list[Instructions] = [stream.stream for stream in self._streams]
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
        """Return the blanks in the order of their numbers.

        Return None if one is not drawn exactly once, or not as a single text object.
        """
        blanks: dict[int, _Blank] = {}
        for number, (page, stream) in enumerate(zip(self._page_boxes, self._streams, strict=True)):
            starts = marked_starts(stream.stream)
            for block, box in _text_boxes(page):
                name = box.element.get(MARK)
                if name is None:
                    continue
                start = starts[self._marks[number][box]]
                part = stream.stream[start : stream.stream.index(b"EMC", start)]
                if int(name) in blanks or part[-1] != b"ET" or part.count(b"BT") != 1:
                    return None
                first, end = start + part.index(b"BT"), start + len(part)
                room = block.content_box_x() + block.width - box.position_x
                blanks[int(name)] = _Blank(box, room, stream, number, first, end)
        return [blanks[i] for i in range(count)] if set(blanks) == set(range(count)) else None


def _text_boxes(page: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the text boxes of a page, each after the block in whose line it stands."""
    for block in page.descendants(placeholders=True):
        if isinstance(block, boxes.BlockContainerBox):
            for line in block.children:
                if isinstance(line, boxes.LineBox):
                    for box in line.descendants():
                        if isinstance(box, boxes.TextBox) and box.element is not None:
                            yield block, box


class _CommonDrawing:
    """The instructions of the common page, cut at its blanks."""

    def __init__(self, pages: Sequence[Instructions], blanks: Sequence[_Blank]) -> None:
        """Cut the instructions of each page where a blank begins and ends."""
        self._parts: list[list[Instructions | int]] = []
        """For each page the instructions between blanks, and the numbers of the blanks."""
        for number, drawn in enumerate(pages):
            parts: list[Instructions | int] = []
            end = 0
            for i, blank in sorted(enumerate(blanks), key=lambda pair: pair[1].start):
                if blank.page == number:
                    parts += [drawn[end : blank.start], i]
                    end = blank.end
            self._parts.append([*parts, drawn[end:]])
        self._serialised = [
            [part if isinstance(part, int) else serialise(part) for part in parts]
            for parts in self._parts
        ]

    def filled(self, lines: Sequence[_SetLine]) -> list[Instructions]:
        """Return the instructions of each page with these lines in the blanks."""
        return [
            [
                instruction
                for part in parts
                for instruction in (lines[part].instructions if isinstance(part, int) else part)
            ]
            for parts in self._parts
        ]

    def serialise(self, lines: Sequence[_SetLine]) -> list[bytes]:
        """Return each page's content stream with these lines in the blanks, as bytes."""
        return [
            b"\n".join(lines[part].data if isinstance(part, int) else part for part in parts)
            for parts in self._serialised
        ]


def _shape(page: Any) -> Iterator[tuple[str, str | None]]:
    """Yield the type and the element of each box on a page: the tags are made from them."""
    for box in page.descendants(placeholders=True):
        yield type(box).__name__, box.element_tag
