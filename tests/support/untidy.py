"""Make untidy documents together with the truth: tidy resolutions, printed with faults."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from random import Random

from reports.text.source_text import Line, Role, Text
from tests.support.faults import Way, draw
from tests.support.setting import HEADINGS, SetLine, filled, set_lines
from tests.support.tidy import Book, Sort, compose, whole

_LISTED = {Sort.MEASURE, Sort.PART, Sort.BULLET}


@dataclass(frozen=True)
class TrueRow:
    """A row of the resolution as it should be read."""

    number: int | None
    text: str
    line: int
    """Index of its Line; for a number printed apart, that of its text."""
    certain: bool = True
    """Whether its number can be known. False for rows after the last printed number where
    only every fifth line has one: None is right for them, too."""


@dataclass(frozen=True)
class TrueNote:
    """A footnote as it should be read."""

    mark: str
    text: str
    lines: tuple[int, ...]
    anchor: int
    """Index of the Line with its mark."""


@dataclass(frozen=True)
class TrueHeading:
    """A heading as it should be read."""

    title: str
    line: int


@dataclass(frozen=True)
class TrueArea:
    """An area as it should be read."""

    motion: int
    number: int
    title: str
    first: int
    """Index of its first row; `last` is that of its last row."""
    last: int


@dataclass(frozen=True)
class TrueMeasure:
    """A measure or a demand as it should be read."""

    motion: int
    id: str
    numbered: bool
    wording: str
    first: int
    last: int


@dataclass(frozen=True)
class TrueMotion:
    """A motion as it should be read."""

    first: int
    """Index of its first row."""
    title: str
    number: str
    submitter: str


@dataclass(frozen=True)
class Truth:
    """Everything that a perfect import would read."""

    roles: tuple[str, ...]
    """Role of each character of each line, as in Sorted."""
    rows: tuple[TrueRow, ...]
    notes: tuple[TrueNote, ...]
    headings: tuple[TrueHeading, ...]
    motions: tuple[TrueMotion, ...]
    through: tuple[int, ...]
    """For each row the number by which it is cited. Printed numbers that start again are
    continued; without any, the rows of each motion are counted from 1. 0 on the cover."""
    areas: tuple[TrueArea, ...]
    measures: tuple[TrueMeasure, ...]
    date: dt.date | None


@dataclass(frozen=True)
class Untidy:
    """An untidy document with its faults and its truth."""

    seed: int
    text: Text
    faults: frozenset[str]
    truth: Truth


def generate(seed: int) -> Untidy:
    """Make a document; the same seed always makes the same one."""
    random = Random(seed)
    way = draw(random)
    book = compose(random, several=way.several, cover=way.cover, notes=random.randint(0, 4))
    return _Printer(random, way, book).printed(seed)


# --- printing ---------------------------------------------------------------


@dataclass
class _Sheet:
    """The lines of the file so far, with their roles and rows."""

    lines: list[Line] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    rows: list[TrueRow] = field(default_factory=list)

    def row(self, number: int | None, line: int, *, certain: bool = True) -> None:
        """Add the row of a printed line."""
        pairs = zip(self.lines[line].text, self.roles[line], strict=True)
        text = "".join(c for c, role in pairs if role in (Role.TEXT, " "))
        self.rows.append(TrueRow(number, " ".join(text.split()), line, certain))


class _Printer:
    """Prints the lines of a file, with numbers, footnotes, running heads and page numbers."""

    def __init__(self, random: Random, way: Way, book: Book) -> None:
        self.random = random
        self.way = way
        self.book = book
        self.set = set_lines(random, way, book)
        self.sheet = _Sheet()
        self.page = 1
        self.top = 20.0
        self.column = 0
        self.notes: list[TrueNote] = []
        self.rows: dict[int, int] = {}
        """Index of the row of a set line, by the id() of the latter."""

    def printed(self, seed: int) -> Untidy:
        """Print the whole file."""
        if self.way.cover:
            for line in self.book.cover:
                self.sheet.row(None, self.emit((line, Role.TEXT), size=16))
                self.empty()
        if self.way.contents:
            self.contents()
        for page in range(self.set[0].page, self.set[-1].page + 1):
            self.turn(page)
            self.body([row for row in self.set if row.page == page])
        data = "\n".join(line.text for line in self.sheet.lines).encode()
        digest = hashlib.sha256(data).hexdigest()
        text = Text(f"untidy-{seed}.txt", digest, tuple(self.sheet.lines))
        return Untidy(seed, text, self.way.faults() - self.without(), self.truth())

    def without(self) -> set[str]:
        """Return faults that were drawn but could not appear."""
        few = {"notes between lines", "misread mark"} if not self.notes else set()
        return few if self.headed else few | {"running heads"}

    @property
    def headed(self) -> bool:
        """Whether each running head appears at least twice."""
        return self.set[-1].page - self.set[0].page >= 2 * len(self.way.head) > 0

    def emit(
        self, *parts: tuple[str, str], size: float = 11, bold: bool = False, left: float = 25
    ) -> int:
        """Print a line made of parts with roles; return its index."""
        text = "".join(part for part, _role in parts)
        roles = "".join(" " if c.isspace() else role for part, role in parts for c in part)
        index = len(self.sheet.lines)
        line = Line(text, self.page if self.way.paged else 1, index + 1)
        if self.way.placed:
            left += 85 * self.column
            right = left + len(text) * size / 6
            line = Line(text, self.page, index + 1, left, right, round(self.top, 1), size, bold)
        self.top += 5.5
        self.sheet.lines.append(line)
        self.sheet.roles.append(roles)
        return index

    def empty(self) -> None:
        """Print an empty line; in a file with positions only leave a gap."""
        if self.way.placed:
            self.top += 5.5
        else:
            self.emit(("", Role.TEXT))

    def turn(self, page: int) -> None:
        """Begin a page with its running head."""
        self.page, self.top, self.column = page, 20.0, 0
        if self.headed:
            self.emit((self.way.head[page % len(self.way.head)], Role.FURNITURE), size=9)
            self.empty()

    def contents(self) -> None:
        """Print the table of contents."""
        self.page, self.top = 1 + self.way.cover, 20.0
        self.emit((self.random.choice(("Inhalt", "Inhaltsverzeichnis")), Role.FURNITURE), size=14)
        self.empty()
        for row in self.set:
            motion = self.book.motions[row.motion]
            if row.first and row.sort is Sort.AREA:
                title = whole(motion.blocks[row.block].text)
            elif row.first and row.block == 0 and self.way.several:
                title = f"{motion.number}: {motion.title}"
            else:
                continue
            leader = self.way.contents * (80 - len(title))
            self.emit((f"{title} {leader} {row.page}", Role.FURNITURE))
        self.empty()

    # --- a page ---

    def body(self, rows: list[SetLine]) -> None:
        """Print the rows of a page."""
        way = self.way
        numbers = [str(row.number) for row in rows if row.number is not None]
        if way.numbers == "blocks before":
            self.block(numbers)
        waiting: list[tuple[SetLine, int]] = []
        blanks: list[SetLine] = []
        together = "run together" in way.spoilt
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            if row.column != self.column:
                self.top, self.column = 31.0, row.column
            if row.block < 0 and row.number is not None and together:
                blanks.append(row)
                if following and following.block < 0:
                    continue
                if following and following.text[0].isalpha() and self.random.random() < 0.5:
                    continue
                for blank in blanks:
                    self.numbered(blank, [])
                blanks = []
                continue
            index = self.numbered(row, blanks)
            blanks = []
            if row.note:
                waiting.append((row, index))
            if way.notes == "between" and waiting and self.random.random() < 0.5:
                self.footnotes(waiting)
                waiting = []
        self.column = 0
        if way.numbers == "blocks after":
            self.block(numbers)
        self.footnotes(waiting)
        if way.foot:
            self.empty()
            # a bare number must not be the one that the next line would have
            next_line = rows[-1].number is not None and rows[-1].number + 1 == self.page
            foot = "Seite {p}" if next_line else way.foot
            foot = foot.format(p=self.page, c=self.set[-1].page)
            self.emit((foot, Role.FURNITURE), size=9, left=100)

    def block(self, numbers: list[str]) -> None:
        """Print a block of line numbers."""
        for number in numbers:
            self.emit((number, Role.NUMBER))

    def footnotes(self, waiting: list[tuple[SetLine, int]]) -> None:
        """Print the footnotes that wait for their place."""
        loose = self.way.notes == "foot" or self.random.random() < 0.6
        if waiting and loose:
            self.empty()
        for row, anchor in waiting:
            assert row.note is not None
            whole_note = row.note[1]
            width = self.way.width if self.way.long_notes else 400
            lines = filled(whole_note, width, cut=False, hyphen="-")
            indices = tuple(self.emit((line, Role.FOOTNOTE), size=8) for line in lines)
            mark, text = whole_note.split(" ", 1)
            self.notes.append(TrueNote(mark, text, indices, anchor))
        if waiting and loose:
            self.empty()

    def numbered(self, row: SetLine, blanks: list[SetLine]) -> int:
        """Print a row with its number; return the index of its line."""
        way, chance = self.way, self.random.random
        shown = row.number is not None and row.number % way.step == 0 and not way.apart
        if row.block < 0 and not shown:
            self.empty()
            return -1
        number = str(row.number) if shown else ""
        if shown and not blanks and "doubled" in way.spoilt and chance() < 0.05:
            self.emit((number, Role.NUMBER))
            if chance() < 0.5:
                self.empty()
        heading = row.sort in HEADINGS
        parts: list[tuple[str, str]] = [(row.text, Role.TEXT)]
        if "emphasis" in way.spoilt and heading:
            parts = [("**", Role.FURNITURE), *parts, ("**", Role.FURNITURE)]
        if shown:
            others = [((str(blank.number), Role.NUMBER), (" ", " ")) for blank in blanks]
            parts = self.with_number(row, number, parts, alone=not blanks)
            parts = [*(part for pair in others for part in pair), *parts]
        bold = heading or row.sort is Sort.FRONT
        left = 15 if shown and way.numbers == "start" else 25
        index = self.emit(*parts, size=13 if heading else 11, bold=bold, left=left)
        for blank in blanks:
            self.rows[id(blank)] = len(self.sheet.rows)
            self.sheet.rows.append(TrueRow(blank.number, "", index))
        self.rows[id(row)] = len(self.sheet.rows)
        self.sheet.row(row.number, index, certain=row.certain)
        return index

    def with_number(
        self, row: SetLine, number: str, parts: list[tuple[str, str]], *, alone: bool
    ) -> list[tuple[str, str]]:
        """Return the parts of a line with its number added."""
        way, chance = self.way, self.random.random
        if row.block < 0:
            parts = []
        before, after = re.split(r"\{n.*?\}", way.form)
        padded = re.sub(r"\{t.*?\}", "", way.form).format(n=int(number))
        text = "".join(part for part, _role in parts)
        if parts and "glued" in way.spoilt and chance() < 0.15:
            if way.numbers == "start" and text[0].isalpha():
                return [(number, Role.NUMBER), *parts]
            if way.numbers == "end" and (text[-1].isalpha() or text[-1] == ","):
                return [*parts, (number, Role.NUMBER)]
        if way.numbers == "end":
            gap = before.replace("{t}", "").replace("{t: <92}", " " * max(2, 92 - len(text)))
            return [*parts, (gap, " "), (number, Role.NUMBER)]
        gap = after.replace("{t}", "")
        indent = " " * (len(padded.rstrip()) - len(number))
        parts = [(indent, " "), (number, Role.NUMBER), (gap, " "), *parts]
        near = row.sort in _LISTED and row.first
        if alone and "list markers" in way.spoilt and (near or row.block < 0) and chance() < 0.4:
            return [(self.random.choice(("-", " -")), Role.FURNITURE), (" ", " "), *parts]
        return parts

    # --- the truth ---

    def truth(self) -> Truth:
        """Return the truth about the printed file."""
        written = [row for row in self.set if row.block >= 0]
        headings, areas, measures = [], [], []
        for i, row in enumerate(written):
            if not row.first or row.sort is None:
                continue
            block = self.book.motions[row.motion].blocks[row.block]
            first = self.rows[id(row)]
            if row.sort in HEADINGS:
                headings.append(TrueHeading(whole(block.text), self.sheet.rows[first].line))
            if row.sort is Sort.AREA:
                last = self.last(written[i:], {Sort.AREA, Sort.FRONT})
                areas.append(TrueArea(row.motion, int(block.id), whole(block.title), first, last))
            if row.sort in (Sort.MEASURE, Sort.PART, Sort.DEMAND):
                ends = {Sort.MEASURE, Sort.DEMAND, Sort.FRONT, *HEADINGS}
                last = self.last(
                    written[i:], ends | ({Sort.PART} if row.sort is Sort.PART else set())
                )
                numbered = row.sort is not Sort.DEMAND
                wording = self.wording(row)
                measures.append(TrueMeasure(row.motion, block.id, numbered, wording, first, last))
        firsts = [
            next(self.rows[id(row)] for row in written if row.motion == m)
            for m in range(len(self.book.motions))
        ]
        return Truth(
            tuple(self.sheet.roles),
            tuple(self.sheet.rows),
            tuple(self.notes),
            tuple(headings),
            tuple(
                TrueMotion(first, motion.title, motion.number, motion.submitter)
                for first, motion in zip(firsts, self.book.motions, strict=True)
            ),
            self.through(firsts),
            tuple(areas),
            tuple(measures),
            self.book.date,
        )

    def through(self, firsts: list[int]) -> tuple[int, ...]:
        """Return for each row the number by which it is cited."""
        lines: list[int] = []
        offset = before = 0
        for i, row in enumerate(self.sheet.rows):
            if i in firsts:
                offset, before = (-i if row.number is None else 0), 0
            number = i + 1 if row.number is None else row.number
            if row.number is not None and number < before:
                offset += before
            lines.append(number + offset if i >= firsts[0] else 0)
            before = number
        return tuple(lines)

    def last(self, rows: list[SetLine], ends: set[Sort]) -> int:
        """Return the index of the row before the next block of one of these sorts."""
        end = next(
            (i for i, row in enumerate(rows) if i and row.first and row.sort in ends), len(rows)
        )
        return self.rows[id(rows[end - 1])]

    def wording(self, row: SetLine) -> str:
        """Return the wording of the measure that begins with this row."""
        blocks = self.book.motions[row.motion].blocks[row.block :]
        texts = [whole(blocks[0].text)]
        if row.sort is not Sort.DEMAND:
            texts[0] = texts[0].split(" ", 1)[1]
        for block in blocks[1:]:
            if block.sort is not Sort.PARAGRAPH:
                break
            texts.append(whole(block.text))
        return "\n\n".join(texts)
