"""Footnotes: which lines are notes, and where in the text their marks stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from operator import or_
from statistics import median

from reports.importing.page_furniture import is_rule
from reports.text.source_text import Line

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(
    r"\s*(?:(?P<raised>[⁰¹²³⁴-⁹]{1,3}\)?)|(?P<bracket>\[\^?[0-9a-z]{1,3}\]:?)"
    r"|(?P<star>\*{1,3}(?![*_])\)?|†|‡)|(?P<paren>\(?[0-9]{1,3}\))|(?P<plain>[0-9]{1,3}(?=\s+[^\W\d])))"
)
_SAID = re.compile(r"[.!?:][“”\"»)\]>]*$|>\)?$")
_BULLET = re.compile(r"\s*\*\s")
_ITEM = re.compile(r"\s*(?:[-–•*▪]\s|\(?[0-9a-z]{1,2}[.)]\s)")
_MISREAD = re.compile(r"\((?P<sure>!)\)|\((?:\?|l|I|i|¹|’|')\)")
_BACK = 250
"""Lines before a note in which its mark is looked for."""
_ON = 40
"""Lines after it, for notes that stand before their mark."""
_LONG = 12
"""Lines a note has at most."""


@dataclass
class PrintedNote:
    """A footnote as it is found."""

    mark: str
    lines: list[int]
    body: int
    """Where its text begins in its first line."""
    anchor: int | None = None
    """The line its mark stands in."""
    misread: str = ""
    """What stands for its mark when that was not surely told."""
    by_format: bool = field(default=False)
    """Whether the format itself says that it is a note."""


@dataclass(frozen=True)
class Around:
    """What is known of a text when its notes are looked for."""

    lines: Sequence[Line]
    texts: Sequence[str]
    """The lines without line numbers and furniture."""
    numbered: AbstractSet[int]
    aside: Collection[int]
    """Lines of furniture."""
    outside: Callable[[int], bool]
    """Whether the numbering leaves no room for a line without a number."""
    spare: Callable[[int], int | None]
    """How many lines too many there are between the numbers around a line; None where nobody
    can tell."""

    def small(self) -> Callable[[int], bool]:
        """Whether a line is in smaller type than the text."""
        sizes = [line.size for line in self.lines if line.size is not None and line.text.strip()]
        body = median(sizes) if sizes else 0.0
        return lambda index: (self.lines[index].size or body) < 0.9 * body


def find_notes(around: Around) -> list[PrintedNote]:
    """The notes of a text in order, their anchors with them."""
    lines, texts = around.lines, around.texts
    small = around.small()
    below_rule = _below_rule(around)
    notes: list[PrintedNote] = []
    last = -1
    for index, line in enumerate(lines):
        if index <= last or index in around.aside or index in around.numbered:
            continue
        text = texts[index]
        if line.style == "footnote":
            if text.strip():
                match = _MARK.match(text)
                mark, end = (match[0].strip(), match.end()) if match else ("", 0)
                if not mark and index == last + 1 and notes and notes[-1].by_format:
                    notes[-1].lines.append(index)
                    last = index
                    continue
                last = index
                notes.append(PrintedNote(mark, [index], end, by_format=True))
            continue
        if text[:8].strip()[:1] not in _FIRST or not (match := _MARK.match(text)):
            continue
        if not text[match.end() :].strip() and not small(index):
            continue
        is_note = match["raised"] or small(index) or index in below_rule
        if not (is_note or _is_note(match, index, around)):
            continue
        members = [index, *_continuation(index, around, small)]
        notes.append(PrintedNote(match[0].strip(), members, match.end()))
        last = members[-1]
    _anchor(notes, texts, around.aside)
    return notes


_IN_TITLE = re.compile(r"\s*(?:(?<!\bm)(?<!\b[kdc]m)[⁰¹²³⁴-⁹]{1,3}(?!\w)|(?<=\w)\[\d{1,3}\]$)")
"""The mark of a note, but not a square metre's."""


def without_mark(title: str) -> str:
    """Return a title without the marks of footnotes."""
    return _IN_TITLE.sub("", title)


_FIRST = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹[*†‡(0123456789")


def _below_rule(around: Around) -> set[int]:
    """Return the lines below the last rule of a page that count notes to the text above it."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(around.lines):
        pages.setdefault(line.page, []).append(index)
    below: set[int] = set()
    for indices in pages.values():
        rules = [i for i in indices if i in around.aside and is_rule(around.lines[i].text)]
        if rules:
            shown = [i for i in indices if i not in around.aside and around.texts[i].strip()]
            above = [around.texts[i] for i in shown if i < rules[-1]]
            notes = [i for i in shown if i > rules[-1]]
            if around.numbered.isdisjoint(notes) and _count_notes(
                above, [around.texts[i] for i in notes]
            ):
                below.update(notes)
    return below


def _count_notes(above: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether lines are nothing but notes, of which the first has its mark above."""
    marks = [match for match in map(_COUNTED.match, texts) if match]
    if not marks or _COUNTED.match(texts[0]) is None:
        return False
    numbers = [int(match["number"]) for match in marks]
    if numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return False
    spots = [_spot(marks[0]["number"]), _in_brackets(marks[0]["number"])]
    return any(spot.search(text) for text in above for spot in spots)


def _in_brackets(number: str) -> re.Pattern[str]:
    """What a note's mark in brackets looks like within the text: "dort (1)", "dort [1]"."""
    return re.compile(rf"(?<=\S) ?(?:\({number}\)|\[{number}\])")


_COUNTED = re.compile(r"\s*[(\[]?(?P<number>[1-9][0-9]{0,2})[)\]]?:?\s+\w")
"""How a note below a rule begins."""


def _is_note(match: re.Match[str], index: int, around: Around) -> bool:
    """Whether a mark that can also be a list's belongs to a note."""
    texts = around.texts
    spot = _spot(match[0].strip())
    nearby = any(
        other != index and spot.search(texts[other])
        for other in range(max(0, index - 90), min(len(texts), index + 20))
    )
    outside = around.outside(index)
    if match["bracket"]:
        read = (texts[other] for other in range(max(0, index - 90), index))
        return nearby or outside or any("(!)" in text for text in read)
    if match["star"]:
        beside = [texts[other] for other in (index - 1, index + 1) if 0 <= other < len(texts)]
        return (nearby or outside) and not any(map(_BULLET.match, beside))
    if outside or match["plain"]:
        return outside
    glued = re.compile(rf"(?<=[^\W\d_]){re.escape(match[0].strip())}")
    return any(glued.search(texts[other]) for other in range(max(0, index - 90), index))


def _spot(mark: str) -> re.Pattern[str]:
    """What a note's mark looks like within the text."""
    if mark[0] in "*†‡":
        bare = re.escape(mark.rstrip(")"))
        return re.compile(rf"(?<=[^\s*(]){bare}(?![\w*])")
    if mark.startswith("["):
        return re.compile(rf"(?<=\S)\s?{re.escape(mark.rstrip(':'))}(?!:)")
    number = mark.translate(_SUPERSCRIPTS).strip("()")
    raised = number.translate(_RAISED)
    return re.compile(
        rf"(?<![⁰¹²³⁴-⁹]){raised}(?![⁰¹²³⁴-⁹])"
        rf"|(?<=[^\W\d_]){number}\)|(?<=[a-zäöüß.,;“”\"»)]){number}(?![\w.,)%-]|\s*[%€])"
    )


def _continuation(start: int, around: Around, small: Callable[[int], bool]) -> list[int]:
    """The lines after a note's first that belong to it."""
    lines, texts = around.lines, around.texts
    free: list[int] = []
    for index in range(start + 1, min(len(lines), start + _LONG)):
        match = _MARK.match(texts[index])
        if (
            index in around.numbered
            or index in around.aside
            or not texts[index].strip()
            or lines[index].page != lines[start].page
            or (match and not match["plain"])
        ):
            break
        free.append(index)
    if small(start):
        return list(takewhile(small, free))
    if free and around.outside(free[0]):
        return list(takewhile(around.outside, free))
    many = around.spare(start)
    if many is not None:
        return free[: max(0, many - 1)]
    if _foot(start, around):
        return free
    ended = [bool(_SAID.search(texts[index].rstrip())) for index in (start, *free)]
    return [
        index
        for index, done in zip(free, accumulate(ended, or_), strict=False)
        if not done and not _ITEM.match(texts[index])
    ]


def _foot(start: int, around: Around) -> bool:
    """Whether nothing but notes can follow on the page."""
    lines = around.lines
    if lines[0].page == lines[-1].page:
        return False
    for index in range(start + 1, min(len(lines), start + _LONG + 1)):
        if lines[index].page != lines[start].page:
            return True
        if index in around.numbered or (
            index not in around.aside and _ITEM.match(around.texts[index])
        ):
            return False
    return len(lines) <= start + _LONG


# --- anchors ------------------------------------------------------------------


def _anchor(notes: Sequence[PrintedNote], texts: Sequence[str], aside: Collection[int]) -> None:
    """Finds the line of each note's mark, the nearest before the note first."""
    of_notes = {index for note in notes for index in note.lines}
    used: set[tuple[int, int]] = set()

    def free(index: int) -> bool:
        return index not in of_notes and index not in aside and bool(texts[index])

    for note in notes:
        first = note.lines[0]
        around = [
            *range(first - 1, max(-1, first - _BACK), -1),
            *range(note.lines[-1] + 1, min(len(texts), note.lines[-1] + _ON)),
        ]
        if note.mark:
            spot = _spot(note.mark)
            places = [index for index in around if free(index)]
            note.anchor = _take(spot, places, texts, used)
            number = note.mark.strip("()[]:")
            if note.anchor is None and number.isdecimal():
                note.anchor = _take(_in_brackets(number), places, texts, used)
    earlier = 0
    for note in notes:
        first = note.lines[0]
        if note.anchor is None and note.by_format:
            note.anchor = next((i for i in range(first - 1, -1, -1) if free(i)), None)
        elif note.anchor is None:
            read = [
                (index, match)
                for index in range(max(earlier, first - _BACK), first)
                if "(" in texts[index] and free(index)
                for match in _MISREAD.finditer(texts[index])
                if (index, match.start()) not in used
            ]
            sure = [place for place in read if place[1]["sure"]]
            if read:
                index, match = (sure or read)[-1]
                used.add((index, match.start()))
                note.anchor = index
                note.misread = "" if len(sure) == 1 else match[0]
        earlier = first


def _take(
    spot: re.Pattern[str],
    order: Iterable[int],
    texts: Sequence[str],
    used: set[tuple[int, int]],
) -> int | None:
    for index in order:
        for match in spot.finditer(texts[index]):
            if (index, match.start()) not in used and texts[index][: match.start()].strip():
                used.add((index, match.start()))
                return index
    return None
