"""Blocks → the outline of a motion: headings with their depth, points of lists, paragraphs.

The structure of the text decides: its numbering, its type, its lists, short lines of their own.
Words only tell an opening sentence ("Wir fordern deshalb:") from a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from reports.importing.blocks import Block
from reports.importing.footnotes import without_mark
from reports.importing.german_terms import AREAS
from reports.importing.heading_blocks import LONGEST_HEADING, is_short, with_titles_below
from reports.importing.line_ends import is_closed
from reports.importing.list_openings import announces_points, asks_in_full, breaks_off
from reports.importing.markers import MEASURE_WORDS, Marker
from reports.importing.meetings import resolving_body
from reports.importing.run_in_reasons import begins_reasons, belongs_to_reasons
from reports.text.source_text import IN_MEASURE, OF_MEASURE, UNTITLED_MEASURE

_REASONS = re.compile(
    r"(?:(?:Antrags)?[Bb]egründung|Anhang|Anlagen?|Erläuterung(?:en)?|Quellen|Fußnoten|Sachverhalt"
    r"|Sachdarstellung|(?:Finanzielle|Klimatische) Auswirkungen|Unterstützer(?:[*:_]?innen)?"
    r"|Stellungnahme der Verwaltung)(?!\w)"
    r"(?:\s+(?:des|zum|der|zu|zur|für)\s.{0,60}|\s*\d{0,2})?\s*:?$"
)
"""Headings of what gives reasons, or stands behind the text that is resolved."""

_FRAME = re.compile(
    r"(?:(?:Präambel|Einleitung|Vorwort|Ausgangslage|Hintergrund|Fazit|Schluss(?:bemerkung)?"
    r"|Problembeschreibung|Zusammenfassung)\b.{0,60}|Vorbemerkung(?:\s*:.{0,40}|\s[–—-]\s.{1,40})?)$"
)
"""Headings of what leads up to the demands, or away from them."""

_OPENS = re.compile(
    r"\b(?:fordern|fordert|wollen|erwarten|verlangen|beschließ\w+|setz\w+|folgend\w*|daraus folgt"
    r"|heißt das|bedeutet|auffordern|aufgefordert|gebeten|beantrag\w+|beauftrag\w+|bittet|ersuch\w+"
    r"|unterstützen|brauchen|daher|deshalb|deswegen|darum|dazu|dafür|hierzu|insbesondere|konkret)\b",
    re.IGNORECASE,
)
"""Words of a sentence that opens a list; a heading has none of them before a list."""


_NEAR = 60
"""Blocks behind "Begründung" among which a heading can end it: more than reasons mostly have."""


_NEAR_POINTS = 20
"""Blocks before reasons among which is the point that the next one counts on from."""


class ElementKind(StrEnum):
    """What a block is in the outline."""

    HEADING = "heading"
    POINT = "point"
    """A point of a list, with a number, a bullet or a line of its own."""
    PARAGRAPH = "paragraph"
    OPENING = "opening"
    """A paragraph whose last sentence opens the list, or the paragraph, that follows."""


@dataclass(frozen=True)
class Element:
    """A block with its place in the outline."""

    block: Block
    kind: ElementKind
    title: str = ""
    """Of a heading, without its number."""
    level: int = 0
    """Of a heading, from 1."""
    gives_reasons: bool = False
    """Whether what follows the heading gives reasons."""
    is_frame: bool = False
    """Whether what follows the heading leads up to the demands."""

    @property
    def marker(self) -> Marker | None:
        """The number or bullet the block begins with."""
        return self.block.marker

    @property
    def marker_scheme(self) -> str:
        """The form of its number; empty without one."""
        return self.block.marker.scheme if self.block.marker else ""


@dataclass
class OutlineSection:
    """A heading with what stands under it; the whole text is one without a heading."""

    heading: Element | None
    elements: list[Element] = field(default_factory=list)
    """What stands right under it."""
    children: list[OutlineSection] = field(default_factory=list)
    """The sections in it."""
    reasons: list[Element] = field(default_factory=list)
    """Paragraphs right under it that give reasons: "Begründung: Der Platz ist laut."."""

    def add(self, element: Element) -> None:
        """Take an element that stands right under the heading."""
        demands = [other.block for other in self.elements[-_NEAR_POINTS:]]
        reasons = [other.block for other in self.reasons[-1:]]
        is_reason = belongs_to_reasons(element.block, demands, reasons)
        (self.reasons if is_reason else self.elements).append(element)


def outline(blocks: Sequence[Block]) -> OutlineSection:
    """Return a motion's text as a tree of sections."""
    blocks = with_titles_below(blocks)
    kinds = _KindReader(blocks).kinds()
    elements = _with_levels(blocks, kinds)
    root = OutlineSection(None)
    stack = [root]
    levels = [0]
    for element in elements:
        if element.kind is ElementKind.HEADING:
            while levels[-1] >= element.level:
                stack.pop()
                levels.pop()
            section = OutlineSection(element)
            stack[-1].children.append(section)
            stack.append(section)
            levels.append(element.level)
        else:
            stack[-1].add(element)
    return root


# --- kinds ----------------------------------------------------------------------


class _KindReader:
    """Tells headings, points and paragraphs apart."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._heading_schemes = self._schemes_of_headings()

    def kinds(self) -> list[ElementKind]:
        """Return the kind of each block."""
        blocks = self._blocks
        kinds = [self._kind(i) for i in range(len(blocks))]
        for i, kind in enumerate(kinds):
            if kind is ElementKind.PARAGRAPH and self._opens(i, kinds):
                kinds[i] = ElementKind.OPENING
        self._find_unmarked_points(kinds)
        self._find_contents(kinds)
        return kinds

    def _find_contents(self, kinds: list[ElementKind]) -> None:
        """Make headings of a table of contents paragraphs: they have no text, and come again."""
        likes = [
            _like(block) if kind is ElementKind.HEADING else None
            for block, kind in self._paired(kinds)
        ]
        last = {like: i for i, like in enumerate(likes) if like}
        for i, like in enumerate(likes[:-1]):
            if like and last[like] > i and likes[i + 1] and kinds[i + 1] is not ElementKind.POINT:
                kinds[i] = ElementKind.PARAGRAPH

    def _paired(self, kinds: Sequence[ElementKind]) -> Iterator[tuple[Block, ElementKind]]:
        return zip(self._blocks, kinds, strict=True)

    def _kind(self, i: int) -> ElementKind:
        block = self._blocks[i]
        mark = block.marker
        if _is_reasons(block) or _is_frame(block):
            return ElementKind.HEADING
        if block.style in (UNTITLED_MEASURE, IN_MEASURE):
            return ElementKind.PARAGRAPH
        if mark and mark.is_bullet:
            return ElementKind.POINT
        if _styled_level(block):
            return ElementKind.PARAGRAPH if self._is_opening_line(i) else ElementKind.HEADING
        if mark and mark.is_worded:
            return (
                ElementKind.HEADING if self._is_worded_heading(block, mark) else ElementKind.POINT
            )
        if mark:
            return ElementKind.HEADING if self._is_numbered_heading(i, mark) else ElementKind.POINT
        heads = self._is_strong_heading(i) or self._is_plain_heading(i)
        runs_in = begins_reasons(block.text)
        return ElementKind.HEADING if heads and not runs_in else ElementKind.PARAGRAPH

    def _is_worded_heading(self, block: Block, mark: Marker) -> bool:
        """Tell a heading, "Kapitel 3: Wohnen", from a point, "Maßnahme 3: Radwege. Wir …"."""
        if mark.scheme in AREAS:
            return len(block.text) <= 2 * LONGEST_HEADING and not is_closed(block.text)
        return is_short(block)

    def _is_numbered_heading(self, i: int, mark: Marker) -> bool:
        block = self._blocks[i]
        if not block.words[:1].isupper() and not block.words[:1].isdigit():
            return False
        if _styled_level(block) or (block.is_strong and is_short(block, closed=True)):
            return not self._is_opening_line(i)
        following = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if not self._heads(i) or (following and begins_reasons(following.text)):
            return False
        # a short line without a full stop heads by itself, a sentence where its like do
        return not is_closed(block.text) or mark.scheme in self._heading_schemes

    def _schemes_of_headings(self) -> set[str]:
        """Return the forms of number of which most stand in short lines above a text."""
        heads: dict[str, int] = {}
        points: dict[str, int] = {}
        for i, block in enumerate(self._blocks):
            mark = block.marker
            if mark is None or mark.is_bullet or mark.is_worded:
                continue
            counts = heads if self._heads(i) else points
            counts[mark.scheme] = counts.get(mark.scheme, 0) + 1
        return {scheme for scheme, count in heads.items() if count >= points.get(scheme, 0) / 3}

    def _heads(self, i: int) -> bool:
        """Return whether a numbered block is a short one with a text of its own below it."""
        block, mark = self._blocks[i], self._blocks[i].marker
        follows = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if mark is None or follows is None or not is_short(block, closed=len(block.rows) == 1):
            return False
        if len(block.rows) > 1 and is_closed(block.text):
            return False
        next_marker = follows.marker
        if next_marker and next_marker.scheme == mark.scheme:
            return False
        if next_marker and not next_marker.is_bullet and next_marker.value != 1:
            return False
        if is_closed(block.text) and (
            not block.text.endswith((".", "!", "?"))
            or next_marker is not None
            or len(follows.text) < 1.5 * len(block.text)
        ):
            return False
        return not self._ends_list(i, mark)

    def _ends_list(self, i: int, mark: Marker) -> bool:
        """Return whether a numbered block is the last point of a list that stands before it."""
        before = self._blocks[i - 1] if i else None
        if before is None or before.marker is None or before.marker.scheme != mark.scheme:
            return False
        if before.marker.value != mark.value - 1:
            return False
        if is_short(before) or is_closed(self._blocks[i].text):
            return True
        # "4. Handwerk" behind "3. Der Rat wird gebeten, …" heads a list that begins with 1
        later = (block.marker for block in self._blocks[i + 1 :] if block.marker)
        following = next((other for other in later if other.scheme == mark.scheme), None)
        return following is None or following.value != 1

    def _is_strong_heading(self, i: int) -> bool:
        block = self._blocks[i]
        return block.is_strong and is_short(block, closed=True) and not self._is_opening_line(i)

    def _is_plain_heading(self, i: int) -> bool:
        """Return whether a block is a short line of its own above a text."""
        blocks = self._blocks
        block = blocks[i]
        follows = blocks[i + 1] if i + 1 < len(blocks) else None
        if (
            follows is None
            or not is_short(block)
            or len(block.rows) > 2
            or not block.text[0].isupper()
            or not (block.rows[0].gap and (follows.rows[0].gap or _is_right_above(block, follows)))
            or self._is_opening_line(i)
        ):
            return False
        before = blocks[i - 1] if i else None
        if before is not None and before.marker is None and before.text.endswith((":", ",")):
            return False  # the first of some lines that an opening sentence announces
        if (
            before is not None
            and is_short(before)
            and before.marker is None
            and not before.is_strong
        ):
            return False  # one of several short lines
        is_next_alike = follows.marker is None and is_short(follows) and not follows.is_strong
        if is_next_alike and not self._is_opening_line(i + 1):
            return False
        # "Dafür brauchen wir" opens a list, "Arbeit und Ausbildung" is its heading
        last = re.sub(r"\W+$", "", block.text).rsplit(" ", 1)[-1]
        return follows.marker is None or last[:1].isupper() or last[:1].isdigit()

    def _is_opening_line(self, i: int) -> bool:
        """Return whether a short line opens what follows: "Wir fordern deshalb:"."""
        block = self._blocks[i]
        if resolving_body(block.words) or _OPENS.search(block.words) is None:
            return resolving_body(block.words) is not None
        follows = self._blocks[i + 1] if i + 1 < len(self._blocks) else None
        if block.text.endswith(":"):
            return True
        verb = re.search(
            r"\b(?:fordern|fordert|wollen|erwarten|verlangen|setzen|brauchen)\b", block.words
        )
        return follows is not None and follows.marker is not None and verb is not None

    def _opens(self, i: int, kinds: Sequence[ElementKind]) -> bool:
        """Return whether a paragraph opens the list or the text that follows."""
        text = self._blocks[i].text
        if i + 1 == len(kinds) or kinds[i + 1] is ElementKind.HEADING:
            return False
        if text.endswith((":", ": ")) or resolving_body(text):
            return True
        if kinds[i + 1] is not ElementKind.POINT:
            return False
        if announces_points(text):
            return True
        if is_closed(text):
            # "Wir fordern Bänke." – "• am Fluss,": what it asks goes on in small letters
            return self._blocks[i + 1].words[:1].islower() and asks_in_full(text)
        # "Wir fordern daher von Bund und Land," – a line without its colon
        return _OPENS.search(text) is not None or breaks_off(text)

    def _find_unmarked_points(self, kinds: list[ElementKind]) -> None:
        """Find points without number and bullet: short lines after an opening sentence."""
        for i, kind in enumerate(kinds):
            if kind is not ElementKind.OPENING:
                continue
            end = i + 1
            while (
                end < len(kinds)
                and kinds[end] is ElementKind.PARAGRAPH
                and not self._blocks[end].text.endswith((".", ":", "!", "?"))
                and len(self._blocks[end].text) <= 2 * LONGEST_HEADING
            ):
                end += 1
            # the last point of such a list may end with the list's full stop
            if end < len(kinds) and kinds[end] is ElementKind.PARAGRAPH and end - i > 1:
                lasts = self._blocks[end]
                if lasts.text[0].islower() and len(lasts.text) <= 2 * LONGEST_HEADING:
                    end += 1
            if end - i > 2:
                kinds[i + 1 : end] = [ElementKind.POINT] * (end - i - 1)


def _is_right_above(block: Block, follows: Block) -> bool:
    """Return whether a line stands above a text that is clearly one, without a gap."""
    return (
        len(block.rows) == 1
        and follows.marker is None
        and follows.text[0].isupper()
        and is_closed(follows.text)
        and len(follows.text) > 1.5 * len(block.text)  # a verse or an address has lines alike
    )


def _like(block: Block) -> tuple[str, int, tuple[str, ...]]:
    """Return what a heading shares with its entry in a table of contents."""
    mark = block.marker
    words = tuple(block.words.casefold().split()[:2])
    return (mark.scheme, mark.value, words) if mark else ("", 0, words)


def _is_reasons(block: Block) -> bool:
    return len(block.rows) == 1 and _REASONS.match(block.words) is not None


def _is_frame(block: Block) -> bool:
    return (
        len(block.rows) == 1
        and not block.text.endswith(".")
        and _FRAME.match(block.words) is not None
    )


def _styled_level(block: Block) -> int:
    """Return the level that the file's format gives a heading; 0 for none."""
    if block.style == "title":
        return 1
    match = re.fullmatch(rf"heading (\d)(?:{OF_MEASURE})?", block.style)
    return int(match[1]) if match else 0


# --- levels ---------------------------------------------------------------------


def _with_levels(blocks: Sequence[Block], kinds: Sequence[ElementKind]) -> list[Element]:
    """Return the elements; each form of heading is deeper than the one it first stands under."""
    levels: dict[str, int] = {}
    counted: dict[str, int] = {}
    current = 0
    elements = []
    for i, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if kind is not ElementKind.HEADING:
            elements.append(Element(block, kind))
            continue
        form = _form(block)
        outermost = _is_reasons(block) or _is_frame(block)
        if styled := _styled_level(block):
            level = styled
        elif outermost:
            near = slice(i + 1, i + 1 + _NEAR)
            later = [b for b, k in zip(blocks[near], kinds[near], strict=True) if k is kind]
            level = 1 + _level_counting_on(later, levels, counted)
        elif form in levels:
            level = levels[form]
        else:
            level = current + 1
        if not outermost:
            levels[form] = level
            # a deeper form may come anew under another heading
            levels = {other: at for other, at in levels.items() if at <= level}
            current = level
            counted[form] = block.marker.value if block.marker else 0
        elements.append(
            Element(
                *(block, kind, _title(block), level),
                gives_reasons=_is_reasons(block),
                is_frame=_is_frame(block),
            )
        )
    return elements


def _level_counting_on(
    headings: Sequence[Block], levels: Mapping[str, int], counted: Mapping[str, int]
) -> int:
    """Return the level of the next heading that counts on from one before; 0 if none does.

    Reasons in the middle of a text end there.
    """
    for block in headings:
        mark, form = block.marker, _form(block)
        if mark and form in levels and mark.value == counted.get(form, 0) + 1:
            return levels[form]
    return 0


def _form(block: Block) -> str:
    """Return what headings of one level share: their numbering, else their type."""
    mark = block.marker
    if mark and not mark.is_bullet:
        if mark.depth > 1:
            return f"decimal {mark.depth}"
        return "worded" if mark.is_worded and mark.scheme not in MEASURE_WORDS else mark.scheme
    return "strong" if block.is_strong else "plain"


def _title(block: Block) -> str:
    words = without_mark(block.words.strip())
    return words.rstrip(": ") if words.endswith(":") else words
