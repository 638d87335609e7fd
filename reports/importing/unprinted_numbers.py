"""Numbers of lines that carry none themselves: told by counting, or printed apart from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, takewhile
from statistics import median

from reports.importing.line_number_candidates import Printed
from reports.importing.line_numbers import begins_motion
from reports.text.source_text import Line

_BLOCK = 3
"""Numbers one below the other that can be a block apart from its text."""


@dataclass(frozen=True)
class Spread:
    """What stands between the printed numbers of a text."""

    lines: Sequence[Line]
    printed: Sequence[Printed]
    open: Sequence[bool]
    """Whether a line has text and no number, and is neither furniture nor a note."""
    blank: Sequence[bool]
    """Whether a line is empty."""
    step: int = field(init=False)
    """How many lines there are from one printed number to the next, as a rule."""
    apart: bool = field(init=False)
    """Whether the numbers as a rule stand in lines of their own beside lines of text."""

    def __post_init__(self) -> None:
        steps = [
            later.values[0] - earlier.values[-1]
            for earlier, later in self.pairs()
            if later.values[0] > earlier.values[-1]
        ]
        object.__setattr__(self, "step", int(median(steps)) if steps else 1)
        alone = sum(len(printed.values) for printed in self.printed if printed.alone)
        text = sum(self.open)
        beside = sum(not printed.alone for printed in self.printed)
        object.__setattr__(self, "apart", alone > 0.4 * text > 0 and text > 0.6 * beside)

    def pairs(self) -> list[tuple[Printed, Printed]]:
        """Printed numbers that follow each other in one sequence."""
        return [(earlier, later) for earlier, later in pairwise(self.printed) if not later.first]

    def full(self) -> list[bool]:
        """For each line whether the numbers around it leave no room for a line more."""
        full = [False] * len(self.lines)
        if self.apart or not self.printed:
            return full
        ends = [*self.printed[1:], None]
        for earlier, later in zip(self.printed, ends, strict=True):
            until = later.line if later else len(self.lines)
            if later and not later.first:
                closed = later.values[0] - earlier.values[-1] <= 1
                for index in range(earlier.line + 1, until):
                    full[index] = closed
            elif self.step == 1 and self.lines[0].page != self.lines[-1].page:
                page = self.lines[earlier.line].page
                for index in range(earlier.line + 1, until):
                    full[index] = self.lines[index].page == page
        return full

    def ways(self, begin: int, end: int) -> tuple[list[int], ...]:
        """The lines of a stretch that may have been counted: with and without the empty ones."""
        text = [index for index in range(begin, end) if self.open[index]]
        every = [index for index in range(begin, end) if self.open[index] or self.blank[index]]
        inner = [
            index for index in every if self.open[index] or not self._at_break(index, begin, end)
        ]
        single = [
            index
            for place, index in enumerate(inner)
            if self.open[index] or not place or not self.blank[inner[place - 1]]
        ]
        return text, every, inner, single

    def _at_break(self, index: int, begin: int, end: int) -> bool:
        """Whether an empty line stands beside furniture, a note or a page's end."""
        page = self.lines[index].page
        for step in (-1, 1):
            other = index + step
            while begin <= other < end and self.blank[other]:
                other += step
            if begin <= other < end and not self.open[other]:
                return True
            if 0 <= other < len(self.lines) and self.lines[other].page != page:
                return True
        return False


# --- between, before and after ------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Numbers told by counting, and where counting failed."""

    numbers: dict[int, int]
    """For a line its number."""
    gaps: tuple[tuple[int, int, int], ...] = ()
    """The line after the gap, and the first and last number that is missing."""


def count_between(spread: Spread) -> Counted:
    """The numbers of lines between printed ones, where their count fits the next."""
    stretches = [
        (earlier, later, spread.ways(earlier.line + 1, later.line))
        for earlier, later in spread.pairs()
        if later.values[0] - earlier.values[-1] > 1
    ]
    votes: Counter[int] = Counter()
    for earlier, later, ways in stretches:
        missing = later.values[0] - earlier.values[-1] - 1
        votes.update(way for way, counted in enumerate(ways) if len(counted) == missing)
    order = sorted(range(4), key=lambda way: -votes[way])
    numbers: dict[int, int] = {}
    gaps: list[tuple[int, int, int]] = []
    for earlier, later, ways in stretches:
        low, high = earlier.values[-1] + 1, later.values[0] - 1
        fitting = next((ways[way] for way in order if len(ways[way]) == high - low + 1), None)
        if fitting is None:
            gaps.append((later.line, low, high))
        else:
            numbers |= dict(zip(fitting, range(low, high + 1), strict=True))
    if spread.step > 1:
        _count_ends(spread, order[0], numbers)
    return Counted(
        {line: number for line, number in numbers.items() if spread.open[line]}, tuple(gaps)
    )


def _count_ends(spread: Spread, way: int, numbers: dict[int, int]) -> None:
    """Counts back from a sequence's first printed number, and on from its last."""
    lines = spread.lines
    for place, printed in enumerate(spread.printed):
        if not printed.first:
            continue
        begin = spread.printed[place - 1].line + 1 if place else 0
        new_page = place and lines[begin - 1].page != lines[printed.line].page
        if new_page:
            while lines[begin].page != lines[printed.line].page:
                begin += 1
        motions = [
            index for index in range(begin, printed.line) if begins_motion(lines[index].text)
        ]
        count = printed.values[0] - 1
        for start in (*(start for index in motions[-1:] for start in (index + 1, index)), begin):
            before = spread.ways(start, printed.line)[way]
            if 0 < count < spread.step and len(before) >= count:
                numbers |= dict(zip(before[-count:], range(1, count + 1), strict=True))
                break
    for place, printed in enumerate(spread.printed):
        later = spread.printed[place + 1] if place + 1 < len(spread.printed) else None
        if later and not later.first:
            continue
        end = later.line if later else len(lines)
        after = [index for index in spread.ways(printed.line + 1, end)[way] if index not in numbers]
        if later and lines[later.line].page != lines[printed.line].page:
            after = [index for index in after if lines[index].page != lines[later.line].page]
        after = list(takewhile(lambda index: not begins_motion(lines[index].text), after))
        while after and not spread.open[after[-1]]:
            after.pop()
        if len(after) < spread.step:
            numbers |= dict(zip(after, range(printed.values[-1] + 1, 2**31), strict=False))


# --- blocks -------------------------------------------------------------------


@dataclass(frozen=True)
class Apart:
    """Numbers that stand apart from their lines of text."""

    numbers: dict[int, int]
    """For a line of text, or an empty one, its number."""
    blocks: frozenset[int]
    """The lines that have those numbers."""
    odd: tuple[tuple[int, int, int], ...] = ()
    """The first line of a block, how many numbers it has, and for how many lines of text."""


def numbers_apart(spread: Spread) -> Apart:
    """Gives the numbers of each block to as many lines of text before or after it."""
    blocks = _blocks(spread)
    if not spread.apart:
        blocks = [block for block in blocks if len(block[0]) >= _BLOCK]
    after = sum(_fits(spread, numbers, on) is not None for numbers, _back, on in blocks)
    before = sum(_fits(spread, numbers, back) is not None for numbers, back, _on in blocks)
    assigned: dict[int, int] = {}
    used: set[int] = set()
    odd: list[tuple[int, int, int]] = []
    for numbers, back, on in blocks:
        near, other = (back, on) if before > after else (on, back)
        stretch = near
        target = _fits(spread, numbers, near)
        if target is None and not spread.apart:
            stretch, target = other, _fits(spread, numbers, other)
        text = [index for index in range(*stretch[0]) if spread.open[index]]
        if target is None:
            if not spread.apart or not text:
                continue
            target = text
            odd.append((numbers[0][0], len(numbers), len(text)))
        if any(index in assigned for index in target):
            continue
        assigned |= {index: number for index, (_line, number) in zip(target, numbers, strict=False)}
        used |= {line for line, _number in numbers}
    return Apart(assigned, frozenset(used), tuple(odd))


_Block = tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]
"""A block's lines with their numbers, and stretches of lines before and after it: the nearest
first."""


def _blocks(spread: Spread) -> list[_Block]:
    runs: list[list[Printed]] = []
    for alone, group in groupby(spread.printed, key=lambda printed: printed.alone):
        if not alone:
            continue
        run: list[Printed] = []
        for printed in group:
            if run and any(spread.open[run[-1].line + 1 : printed.line]):
                runs.append(run)
                run = []
            run.append(printed)
        runs.append(run)
    place = {printed.line: index for index, printed in enumerate(spread.printed)}
    separate: list[_Block] = []
    for run in runs:
        first, last = place[run[0].line], place[run[-1].line]
        begin = spread.printed[first - 1].line + 1 if first else 0
        end = spread.printed[last + 1].line if last + 1 < len(spread.printed) else len(spread.lines)
        numbers = [(printed.line, value) for printed in run for value in printed.values]
        before = _near(spread, range(run[0].line - 1, begin - 1, -1))
        after = _near(spread, range(run[-1].line + 1, end))
        first, last = run[0].line, run[-1].line + 1
        separate.append(
            (
                numbers,
                [(first - count, first) for count in before],
                [(last, last + count) for count in after],
            )
        )
    return separate


def _near(spread: Spread, away: range) -> list[int]:
    """How many lines from a block on can be its own: to a motion's heading, a page's end, all."""
    text = False
    separate: list[int] = []
    for count, index in enumerate(away):
        if text and spread.lines[index].page != spread.lines[away[0]].page:
            return [*separate, count, len(away)]
        if text and not separate and begins_motion(spread.lines[index].text):
            separate.append(count)
        text |= spread.open[index]
    return [*separate, len(away)]


def _fits(
    spread: Spread, numbers: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
) -> list[int] | None:
    """The lines of a stretch, if they are as many as a block's numbers."""
    for stretch in stretches:
        text, *others = spread.ways(*stretch)
        if not text:
            continue
        inner = [[index for index in way if text[0] <= index <= text[-1]] for way in others]
        for way in (text, *inner):
            if len(way) == len(numbers):
                return way
    return None
