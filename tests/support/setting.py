"""Set a resolution in lines on pages, with faults of words and of line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.support.faults import Way
from tests.support.tidy import NOTE, Book, Sort, TidyBlock, whole

_SHY = "\N{SOFT HYPHEN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"))
HEADINGS = {Sort.HEADING, Sort.AREA}


@dataclass
class SetLine:
    """A line of the resolution on a page, empty ones included."""

    text: str
    motion: int
    block: int
    """Index of the block in its motion; -1 for an empty line."""
    sort: Sort | None = None
    first: bool = False
    """Whether it is the first line of its block."""
    note: tuple[str, str] | None = None
    page: int = 0
    column: int = 0
    number: int | None = None
    certain: bool = True


def filled(text: str, width: int, *, cut: bool, hyphen: str) -> list[str]:
    """Break a text into lines of a width; divide words at "|" if `cut`."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        rest = word
        while line and len(line) + 1 + len(rest.replace("|", "")) > width:
            head, tail = _divided(rest, width - len(line) - 1, hyphen) if cut else ("", rest)
            lines.append(f"{line} {head}" if head else line)
            line, rest = "", tail
        line = f"{line} {rest}" if line else rest
        line = line.replace("|", "")
    return [*lines, line]


def _divided(word: str, room: int, hyphen: str) -> tuple[str, str]:
    """Divide a word so that its head fits; return head and tail, of three letters at least."""
    for at in range(len(word) - 1, 0, -1):
        head = word[:at].replace("|", "") + (hyphen if word[at] == "|" else "-")
        tail = word[at + 1 :]
        if word[at] in "|-" and 4 <= len(head) <= room and len(tail.replace("|", "")) > 2:
            return head, tail
    return "", word


def set_lines(random: Random, way: Way, book: Book) -> list[SetLine]:
    """Set a book in lines on pages, with faults and line numbers."""
    return _Setter(random, way, book).lines()


class _Setter:
    """Sets one book."""

    def __init__(self, random: Random, way: Way, book: Book) -> None:
        self.random = random
        self.way = way
        self.book = book
        self.noted = 0
        self.page = 1 + way.cover + bool(way.contents)

    def lines(self) -> list[SetLine]:
        """Return all lines, with page and column."""
        way = self.way
        rows: list[SetLine] = []
        used = motion = 0
        for row in self.flow():
            over = used >= way.height * way.columns
            if over or (way.breaks and row.motion != motion):
                self.page, used = self.page + 1, 0
            motion = row.motion
            if row.block < 0 and used == 0:
                continue
            while used == 0 and rows and rows[-1].block < 0:
                rows.pop()
            row.page, row.column = self.page, used // way.height
            used += 1
            rows.append(row)
        self.count(rows)
        return rows

    def flow(self) -> Iterator[SetLine]:
        """Yield the lines of all blocks in order, with empty lines between them."""
        before, after = self.way.empty
        for m, motion in enumerate(self.book.motions):
            last: Sort | None = None
            for b, block in enumerate(motion.blocks):
                empty = before if block.sort is Sort.AREA else 1
                if last is Sort.AREA:
                    empty = after
                elif block.sort is Sort.BULLET or (m == b == 0):
                    empty = 0
                yield from (SetLine("", m, -1) for _ in range(empty))
                yield from self.block(block, m, b)
                last = block.sort

    def block(self, block: TidyBlock, m: int, b: int) -> Iterator[SetLine]:
        """Yield the lines of a block."""
        spoilt = self.way.spoilt
        note = self.note(block)
        plain = block.sort in HEADINGS or block.sort is Sort.FRONT
        hyphen = _SHY if "soft hyphens" in spoilt else "-"
        text = block.text.replace(NOTE, note[0] if note else "")
        cut = "cut words" in spoilt and not plain
        for i, line in enumerate(filled(text, self.way.width, cut=cut, hyphen=hyphen)):
            marked = note if note and note[0] in line else None
            note = None if marked else note
            yield SetLine(self.spoilt(line, block.sort), m, b, block.sort, i == 0, marked)

    def note(self, block: TidyBlock) -> tuple[str, str] | None:
        """Return the mark in the text and the footnote itself, or None if the block has none."""
        if not block.note:
            return None
        self.noted += 1
        figure = str(self.noted)
        mark = figure.translate(_SUPERSCRIPT) if self.way.mark == "¹" else f"[{figure}]"
        misread = "misread mark" in self.way.spoilt and self.noted == 1
        return "(!)" if misread else mark, f"{mark} {whole(block.note)}"

    def spoilt(self, line: str, sort: Sort) -> str:
        """Return a line with the faults of its words."""
        spoilt, random = self.way.spoilt, self.random
        if "ligatures" in spoilt:
            for letters, ligature in _LIGATURES:
                line = line.replace(letters, ligature)
        spaced = "letter-spaced" in spoilt and sort in HEADINGS
        if "soft hyphens" in spoilt and not spaced:
            line = re.sub(
                r"(?<=[a-zäöü]{3})(?=[bdgkt][aeiou]\w)",
                lambda _: _SHY if random.random() < 0.2 else "",
                line,
            )
        if spaced:
            line = "  ".join(" ".join(word) for word in line.split())
        elif "tabs and no-break spaces" in spoilt:
            spaces = (" ", " ", " ", _NO_BREAK, "\t", "  ")
            line = re.sub(" ", lambda _: random.choice(spaces), line)
        return line

    def count(self, rows: list[SetLine]) -> None:
        """Give the lines their numbers."""
        way = self.way
        if way.numbers == "none":
            return
        n = 0
        tail: list[SetLine] = []
        for before, row in zip([None, *rows], rows, strict=False):
            over = before is not None and (
                (way.restart == "page" and before.page != row.page)
                or (way.restart == "motion" and before.motion != row.motion)
            )
            if over:
                n = 0
                for uncertain in tail:
                    uncertain.certain = False
                tail = []
            if row.block < 0 and not way.counted:
                continue
            n += 1
            row.number = n
            tail = [] if n % way.step == 0 else [*tail, row]
        for uncertain in tail:
            uncertain.certain = False
