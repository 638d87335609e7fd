"""Sorting out a text: what of it is the resolution, and what is not.

Every character that is not white space gets exactly one role. The order matters:
furniture that repeats is set aside, then the line numbers are found over the whole
text, then what they leave over tells notes and page numbers from text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from reports.i18n import _
from reports.importing import page_furniture
from reports.importing.footnotes import Around, Note, find_notes
from reports.importing.line_number_candidates import Printed
from reports.importing.line_numbers import numbering
from reports.importing.unprinted_numbers import Apart, Counted, Spread, count_between, numbers_apart
from reports.text.source_text import Doubt, Footnote, Line, Role, Row, Sorted, Text

_SAID = re.compile(r"[.!?:;…][“”\"»)\]’]*$")
_INK = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
_OTHER = re.compile(r"[nfo]+")
_BULLET = "•"


def sort_out(text: Text) -> Sorted:
    """Gives every character its role and every line of the resolution its number."""
    lines = text.lines
    roles = _Roles(lines)
    aside = page_furniture.running_lines(lines)
    aside.update(
        index
        for index, line in enumerate(lines)
        if page_furniture.is_rule(line.text) or page_furniture.is_page_number(line.text)
    )
    own_notes = {index for index, line in enumerate(lines) if line.style == "footnote"}
    printed = numbering(_without_references(lines), {*aside, *own_notes})
    numbered = {one.line for one in printed}
    for one in printed:
        roles.mark_number(one)
    for index, begin, end in _both_sides(lines, printed):
        roles.mark(index, begin, end, Role.NUMBER)
    bare = roles.left()
    aside |= page_furniture.contents_lines(bare, aside)
    free = [
        index
        for index, one in enumerate(bare)
        if one.strip() and not (index in numbered or index in aside or index in own_notes)
    ]
    if not text.paragraphs:
        aside |= page_furniture.page_numbers(lines, free)
    spread = _spread(lines, printed, bare, aside)
    full = spread.full()
    aside |= page_furniture.repeated_lines(lines, free, full)
    for index in aside:
        roles.mark(index, 0, None, Role.FURNITURE)
    roles.mark_emphasis(aside)
    bare = roles.left()
    spread = _spread(lines, printed, bare, aside)
    notes = find_notes(Around(lines, bare, numbered, aside, full.__getitem__, _spare(spread)))
    of_notes = {index for note in notes for index in note.lines}
    for index in of_notes:
        roles.mark(index, 0, None, Role.FOOTNOTE)
    spread = _spread(lines, printed, bare, aside | of_notes)
    apart = numbers_apart(spread)
    counted = Counted({}) if spread.apart else count_between(spread)
    rows = list(_rows(text, roles, spread, apart, counted))
    return Sorted(
        text,
        tuple(roles.of),
        tuple(rows),
        tuple(_footnotes(notes, bare, rows)),
        tuple(_doubts(text, spread, apart, counted, notes, full)),
    )


def _without_references(lines: Sequence[Line]) -> list[Line]:
    """The lines, page numbers of a table of contents left out."""
    found = list(lines)
    places = page_furniture.page_references([line.text for line in lines])
    for index, (begin, end) in places.items():
        text = lines[index].text
        found[index] = replace(lines[index], text=text[:begin] + " " * (end - begin) + text[end:])
    return found


def _both_sides(lines: Sequence[Line], printed: Sequence[Printed]) -> list[tuple[int, int, int]]:
    """Where the number of a line is printed a second time, at its other side."""
    found: list[tuple[int, int, int]] = []
    for one in printed:
        if one.alone:
            continue
        number = str(one.values[-1])
        text = lines[one.line].text
        if one.at_end:
            begin = len(text) - len(text.lstrip())
            end = begin + len(number)
            if end < one.begin and text.startswith(number, begin) and text[end].isspace():
                found.append((one.line, begin, end))
        else:
            end = len(text.rstrip())
            begin = end - len(number)
            if begin > one.end and text.endswith(number, 0, end) and text[begin - 1].isspace():
                found.append((one.line, begin, end))
    return found if len(found) > max(2, 0.3 * len(printed)) else []


# --- roles --------------------------------------------------------------------


class _Roles:
    """The role of each character, text until told otherwise."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.texts = [line.text for line in lines]
        self.of = [
            _SPACE.sub(lambda m: " " * len(m[0]), _INK.sub(lambda m: "t" * len(m[0]), text))
            for text in self.texts
        ]

    def mark(self, index: int, begin: int, end: int | None, role: Role) -> None:
        """Gives the text in a part of a line a role; what has another keeps it."""
        old = self.of[index]
        end = len(old) if end is None else end
        part = old[begin:end].replace(Role.TEXT.value, role.value)
        self.of[index] = old[:begin] + part + old[end:]

    def mark_number(self, one: Printed) -> None:
        """The digits, and the signs that came with them: a list's dash, emphasis, a table's bar."""
        index, text = one.line, self.texts[one.line]
        self.mark(index, one.begin, one.end, Role.NUMBER)
        if one.at_end or one.alone:
            self.mark(index, one.end, None, Role.FURNITURE)
        if not one.at_end:
            for place in range(one.begin):
                if text[place] != _BULLET:
                    self.mark(index, place, place + 1, Role.FURNITURE)
            signs = text[: one.begin].strip()[-3:]
            if text[one.end : one.end + 1] == "|":
                self.mark(index, one.end, one.end + 1, Role.FURNITURE)
            elif signs and signs[-1] in "*_" and text.startswith(signs, one.end):
                self.mark(index, one.end, one.end + len(signs), Role.FURNITURE)

    def mark_emphasis(self, aside: Collection[int]) -> None:
        """The signs of emphasis, numbers left out of the lines they stand in."""
        kept: list[list[int]] = []
        for index, text in enumerate(self.texts):
            if index in aside or not ("*" in text or "_" in text or "#" in text):
                kept.append([])
                continue
            role = self.of[index]
            places = [place for place, letter in enumerate(role) if letter != Role.NUMBER.value]
            if len(places) < len(text):  # the space beside a number goes with it
                first = role.index(Role.NUMBER.value)
                last = role.rindex(Role.NUMBER.value)
                head, tail = text[:first].rstrip(), len(text[last + 1 :].lstrip())
                places = [*range(len(head)), *range(len(text) - tail, len(text))]
            kept.append(places)
        tight = [
            "".join(text[place] for place in places) if places else text
            for text, places in zip(self.texts, kept, strict=True)
        ]
        for index in aside:
            tight[index] = "-"
        for index, signs in enumerate(page_furniture.emphasis(tight)):
            for sign in signs:
                place = kept[index][sign]
                self.mark(index, place, place + 1, Role.FURNITURE)

    def left(self) -> list[str]:
        """The text of each line, what is not text as white space."""
        return [self._without(index, " ") for index in range(len(self.of))]

    def text(self, index: int) -> str:
        """The text of a line, runs of white space as one space."""
        return " ".join(self._without(index, "").split())

    def _without(self, index: int, fill: str) -> str:
        text, parts, done = self.texts[index], [], 0
        for match in _OTHER.finditer(self.of[index]):
            parts += [text[done : match.start()], fill * (match.end() - match.start())]
            done = match.end()
        return "".join((*parts, text[done:])) if parts else text


# --- rows ---------------------------------------------------------------------


def _spread(
    lines: Sequence[Line], printed: Sequence[Printed], bare: Sequence[str], out: Collection[int]
) -> Spread:
    numbered = {one.line for one in printed}
    return Spread(
        lines,
        printed,
        [
            index not in numbered and index not in out and bool(text.strip())
            for index, text in enumerate(bare)
        ],
        [not line.text.strip() for line in lines],
    )


def _spare(spread: Spread) -> Callable[[int], int | None]:
    """How many lines too many stand between the printed numbers around a line."""
    many: dict[int, int] = {}
    if not spread.apart:
        for earlier, later in spread.pairs():
            missing = later.values[0] - earlier.values[-1] - 1
            if missing < 1 or later.line - earlier.line > 60:
                continue
            stretch = range(earlier.line + 1, later.line)
            text, *_others, single = spread.ways(stretch.start, stretch.stop)
            over = len(text) - missing
            if over < 1 < len(single) - missing:
                over = len(single) - missing
            if over > 0:
                many.update(dict.fromkeys(stretch, over))
    return many.get


@dataclass
class _Before:
    """What stands between a row and the one before it."""

    empty: bool = False
    """An empty line of the file."""
    empty_row: bool = False
    """An empty line that has a number."""
    broken: bool = False
    """Furniture, a note, a block of numbers."""


# the roles of a line in the order in which they win
def _rows(  # noqa: C901
    text: Text, roles: _Roles, spread: Spread, apart: Apart, counted: Counted
) -> Iterator[Row]:
    lines = text.lines
    of_line = {one.line: one for one in spread.printed}
    doubled = {
        earlier.line
        for earlier, later in spread.pairs()
        if earlier.alone and earlier.values[-1] == later.values[0]
    }
    empty_numbered = spread.step == 1 and sum(
        one.alone or len(one.values) > 1 for one in spread.printed if one.line not in apart.blocks
    ) > max(1, 0.01 * len(spread.printed))
    wide = _wide(lines)
    last: Row | None = None
    before = _Before()
    for index in range(len(lines)):
        one = of_line.get(index)
        content = roles.text(index)
        if index in apart.blocks:
            before.broken = True
            continue
        if one is None and not content:
            if index in apart.numbers:
                yield Row(apart.numbers[index], "", index, before.empty_row)
                before.empty_row = True
            elif spread.blank[index]:
                before.empty = True
            else:
                before.broken = True
            continue
        values: list[int | None] = list(_once(one.values)) if one else []
        if one is None:
            values = [apart.numbers.get(index, counted.numbers.get(index))]
        own = 0 if one and one.at_end else len(values) - 1
        if index in doubled:
            values.pop()
        for place, number in enumerate(values):
            if place != own or not content:
                yield Row(number, "", index, before.empty_row)
                before.empty_row = True
                continue
            blank = (bool(last) and text.paragraphs) or before.empty_row
            if last and not blank:
                numbered = empty_numbered and number is not None and number - 1 == last.number
                broken = before.broken or lines[last.line].page != lines[index].page
                if before.empty and not numbered:
                    blank = not broken or bool(_SAID.search(last.text))
                blank = blank or wide(last.line, index)
            elif not last:
                blank = blank or before.empty
            last = Row(number, content, index, blank)
            yield last
            before = _Before()


def _once(values: Sequence[int]) -> Iterator[int]:
    yield values[0]
    yield from (value for earlier, value in pairwise(values) if value != earlier)


def _wide(lines: Sequence[Line]) -> Callable[[int, int], bool]:
    """Whether there is more than a line's distance between two lines of a page."""
    tops = [
        later.top - earlier.top
        for earlier, later in pairwise(lines)
        if earlier.top is not None and later.top is not None and earlier.page == later.page
    ]
    leading = median([step for step in tops if step > 1] or [0.0])

    def test(earlier: int, later: int) -> bool:
        above, below = lines[earlier].top, lines[later].top
        if above is None or below is None or lines[earlier].page != lines[later].page:
            return False
        return below - above > 1.45 * leading > 0

    return test


def _footnotes(
    notes: Sequence[Note], bare: Sequence[str], rows: Sequence[Row]
) -> Iterator[Footnote]:
    row_of = {row.line: place for place, row in enumerate(rows) if row.text}
    for note in notes:
        first, *others = note.lines
        words = [bare[first][note.body :], *(bare[index] for index in others)]
        yield Footnote(
            note.mark,
            " ".join(" ".join(words).split()),
            tuple(note.lines),
            None if note.anchor is None else row_of.get(note.anchor),
        )


# --- doubts -------------------------------------------------------------------


def _doubts(
    text: Text,
    spread: Spread,
    apart: Apart,
    counted: Counted,
    notes: Sequence[Note],
    full: Sequence[bool],
) -> list[Doubt]:
    """What a person should look at, in the order of lines."""
    found: list[Doubt] = [*text.doubts]
    for line, low, high in counted.gaps:
        what = (
            _("line number {low} is missing before this line")
            if low == high
            else _("line numbers {low} to {high} cannot be given to the lines before this one")
        )
        found.append(Doubt(line, what.format(low=low, high=high)))
    for line, numbers, texts in apart.odd:
        what = _("{numbers} line numbers stand apart from {lines} lines of text")
        found.append(Doubt(line, what.format(numbers=numbers, lines=texts)))
    for earlier, later in spread.pairs():
        if earlier.values[-1] == later.values[0] and not earlier.alone:
            what = _("the line number {number} stands at two lines")
            found.append(Doubt(later.line, what.format(number=later.values[0])))
    for one in spread.printed:
        if one.split:
            what = _("the line number {number} ran into another number")
            found.append(Doubt(one.line, what.format(number=one.values[0])))
    for index, missing in enumerate(full):
        if missing and spread.open[index]:
            found.append(Doubt(index, _("a line without a number between lines with numbers")))
    for note in notes:
        if note.anchor is None:
            what = _("the mark {mark} of this footnote stands nowhere in the text")
            found.append(Doubt(note.lines[0], what.format(mark=note.mark)))
        elif note.misread:
            what = _("{read} was taken for the mark {mark} of this footnote")
            found.append(Doubt(note.lines[0], what.format(read=note.misread, mark=note.mark)))
    return sorted(found, key=lambda doubt: doubt.line)
