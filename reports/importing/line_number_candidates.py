"""Candidates for printed line numbers: every number at a line's start or end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import NamedTuple

from reports.importing.german_terms import MOTION, NUMBERED_PARTS, alternatives
from reports.text.source_text import Line

_START = re.compile(
    r"\s*(?:[-–—*+>•|]\s+|#{1,6}\s+|[*_]{1,3}){0,3}"
    r"([0-9]{1,5}(?:\s+[0-9]{1,5}(?![0-9]))*)(?![0-9])"
)
_END = re.compile(r"(?<![0-9])[0-9]{1,5}(?:\s+[0-9]{1,5})*$")
_DIGITS_FIRST = re.compile(r"\s*([0-9]{2,9})")
_DIGITS_LAST = re.compile(r"(?<![0-9])[0-9]{1,9}$")
_NUMBER = re.compile(r"[0-9]+")
_SIGNS = "*_|"
_GLUED_BEFORE = frozenset("„“”\"»«‚‘'([{*_•…§<")
"""What may follow a number without a space, letters aside."""
_GLUED_AFTER = frozenset(".,;:!?“”\"»«)]’'…-–*_")
_LABEL = re.compile(
    rf"\W*(?:{MOTION}|{alternatives(NUMBERED_PARTS)})?"
    r"\s*(?:\b[A-ZÄÖÜ]{1,3})?\W*$"
)
"""What makes a number at a line's end the number of a heading: "Antrag A 7"."""

_RUN = 40
"""Numbers run together in a line at most."""


class Printed(NamedTuple):
    """Line numbers printed in a line."""

    line: int
    values: tuple[int, ...]
    begin: int
    """The numbers and the white space between them: text[begin:end]."""
    end: int
    at_end: bool
    alone: bool
    """Whether the line has nothing else."""
    split: bool = False
    """Whether the number is cut off from a longer run of digits."""
    first: bool = False
    """Whether it begins a sequence."""


class Candidate(NamedTuple):
    """Printed line numbers with what they are worth as members of a sequence."""

    worth: float
    low: int
    high: int
    printed: Printed


def candidates(lines: Sequence[Line], aside: Collection[int]) -> list[Candidate]:
    """Return the numbers at starts and ends of lines in order, those of `aside` left out."""
    possible: list[Candidate] = []
    glued_first = glued_last = 0
    for index, line in enumerate(lines):
        if index in aside or not line.text:
            continue
        first = _at_start(index, line.text)
        last = [] if first and first[0].printed.alone else _at_end(index, line.text)
        glued_first += bool(first) and first[0].worth == 0.8
        glued_last += bool(last) and last[0].worth == 0.7
        possible += first
        possible += last
    possible = _without_names(lines, possible)
    if glued_first > 2 or glued_last > 2:
        possible += _cut_off(lines, aside, first=glued_first > 2, last=glued_last > 2)
        possible.sort(key=lambda candidate: candidate.printed.line)
    return possible


_NAME = re.compile(r"(?P<word>[^\W\d_]{3,}) \d{1,4}\.?\s*$")


def _without_names(lines: Sequence[Line], possible: Sequence[Candidate]) -> list[Candidate]:
    """Leave out numbers at line ends that count a noun: "Straße 1" and below "Straße 2".

    Behind line numbers stand many words; one that stands before most of them is their name.
    """
    at_end = {candidate.printed.line for candidate in possible if candidate.printed.at_end}
    words = {i: match["word"] for i in at_end if (match := _NAME.search(lines[i].text[-60:]))}
    names = {
        word for word, count in Counter(words.values()).items() if count > max(1, len(at_end) // 2)
    }
    return [
        candidate
        for candidate in possible
        if not candidate.printed.at_end or words.get(candidate.printed.line) not in names
    ]


def _at_start(index: int, text: str) -> list[Candidate]:
    """Numbers before a line's text: one, or several run together ("4 5 6 Title")."""
    match = _START.match(text)
    if not match:
        return []
    begin, end = match.span(1)
    numbers = [
        (int(number[0]), number.end())
        for number in islice(_NUMBER.finditer(text, begin, end), _RUN)
    ]
    after = text[end : end + 1]
    rest = "•" in text[:begin] or bool(text[end:].strip().strip(_SIGNS).strip())
    worth = 1.0
    if rest and after and not after.isspace() and after not in _SIGNS:
        if after.isalpha() or after in _GLUED_BEFORE:
            worth = 0.8
        else:  # "25. Juni", "1) Wir", "50 % der"
            numbers.pop()
            worth = 1.0
    possible: list[Candidate] = []
    for count, (value, until) in enumerate(numbers, 1):
        if count > 1 and not 0 <= value - numbers[count - 2][0] <= 1:
            break
        alone = not rest and count == len(numbers) and until == end
        values = tuple(number for number, _until in numbers[:count])
        glued = until == end and worth < 1
        possible.append(
            Candidate(
                (worth if glued else 1.0) + 0.5 * (count - 1),
                values[0],
                value,
                Printed(index, values, begin, until, at_end=False, alone=alone),
            )
        )
    return possible[::-1][:6]


def _at_end(index: int, text: str) -> list[Candidate]:
    stripped = text.rstrip()
    if stripped[-1:] in ("*", "_", "|"):
        stripped = stripped.rstrip(_SIGNS).rstrip()
    if not stripped or stripped[-1] not in "0123456789":
        return []
    offset = max(0, len(stripped) - 40)
    match = _END.search(stripped, offset)
    if not match:
        return []
    numbers = [
        (int(number[0]), number.start())
        for number in _NUMBER.finditer(stripped, match.start(), match.end())
    ]
    before = stripped[match.start() - 1 : match.start()]
    worth = 0.9
    if before and not before.isspace():
        earlier = stripped[match.start() - 2 : match.start() - 1]
        if before.isalpha() or (before in _GLUED_AFTER and not earlier.isdigit()):
            worth = 0.7
        else:
            numbers = numbers[1:]
    possible: list[Candidate] = []
    for count in range(1, len(numbers) + 1):
        run = numbers[-count:]
        if count > 1 and not 0 <= run[1][0] - run[0][0] <= 1:
            break
        begin = run[0][1]
        if not stripped[:begin].strip() or _LABEL.match(stripped[:begin].rstrip()[:60]):
            break
        glued = begin == match.start() and worth < 0.9
        values = tuple(value for value, _begin in run)
        possible.append(
            Candidate(
                (worth if glued else 0.9) + 0.5 * (count - 1),
                values[0],
                values[-1],
                Printed(index, values, begin, len(stripped), at_end=True, alone=False),
            )
        )
    return possible[::-1][:6]


def _cut_off(
    lines: Sequence[Line], aside: Collection[int], *, first: bool, last: bool
) -> list[Candidate]:
    """Numbers that ran into a number of the text: "121) Wir" is 12 and "1) Wir"."""
    possible = []
    for index, line in enumerate(lines):
        if index in aside:
            continue
        if first and (match := _DIGITS_FIRST.match(line.text)):
            begin, end = match.span(1)
            possible += [
                _cut(index, line.text, begin, cut, at_end=False)
                for cut in range(begin + 1, min(end, begin + 6))
            ]
        stripped = line.text.rstrip()
        if last and (match := _DIGITS_LAST.search(stripped, max(0, len(stripped) - 12))):
            begin, end = match.span()
            ordinal = stripped[begin - 1 : begin] == "." and stripped[begin - 2].isdigit()
            possible += [
                _cut(index, stripped, cut, end, at_end=True)
                for cut in range(max(begin + (not ordinal), end - 5), end)
                if stripped[cut] != "0"
            ]
    return possible


def _cut(index: int, text: str, begin: int, end: int, *, at_end: bool) -> Candidate:
    value = int(text[begin:end])
    printed = Printed(index, (value,), begin, end, at_end=at_end, alone=False, split=True)
    return Candidate(0.4, value, value, printed)
