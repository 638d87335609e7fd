"""Printed line numbers: which of a text's numbers are its numbering.

Every number at a line's start or end is a candidate. A number counts only as a
member of the running sequence, and the sequence is the one that costs least
over the whole text: each member is worth something, gaps, restarts, changes of
side and lines passed over cost something (dynamic programming). A year or an
amount at a line's start cannot pay for what it would break.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise
from statistics import median

from reports.importing.german_terms import MOTION
from reports.importing.line_number_candidates import Candidate, Printed, candidates
from reports.text.source_text import Line

_MOTION = re.compile(rf"\W*(?:\d+\s+)?\W*{MOTION}\b")
_ENDING = tuple(".:;!?")
_REACH = 12
"""The largest step within a sequence; numbers printed on every tenth line are seen."""
_KEPT = 3
"""How many of the last candidates with a number are remembered."""
_FAR = 2.5
"""What passing over many lines without a number costs at most."""


def begins_motion(text: str) -> bool:
    """Whether a line is the heading of a motion, after which numbers often begin anew."""
    return bool(_MOTION.match(text[:80]))


def numbering(lines: Sequence[Line], aside: Collection[int]) -> list[Printed]:
    """The line numbers of a text in order, at most one Printed for a line.

    ``aside`` are the lines that cannot have any: page furniture, notes known by their style.
    """
    possible = candidates(lines, aside)
    if len(possible) < 2:
        return []
    solid = [0, *accumulate(bool(line.text.strip()) for line in lines)]
    chosen = _chain(possible, lines, _without(solid, aside))
    return _convincing(chosen, lines, solid)


def _without(solid: list[int], aside: Collection[int]) -> list[int]:
    """The count of lines with text before each, without those aside."""
    out = sorted(aside)
    return [count - bisect_left(out, index) for index, count in enumerate(solid)]


# --- the best sequence --------------------------------------------------------


# one pass over all candidates
def _chain(  # noqa: C901
    possible: Sequence[Candidate], lines: Sequence[Line], solid: Sequence[int]
) -> list[Printed]:
    """The members of the best sequence, in order."""
    count = len(possible)
    score = [0.0] * count
    back = [-1] * count
    fresh = [True] * count
    remembered: dict[int, list[int]] = {}
    opening = _page_openings(lines)
    top = -1
    pending: list[int] = []
    for current in range(count):
        worth, low, _high, printed = possible[current]
        line_index = printed.line
        if pending and possible[pending[0]].printed.line != line_index:
            top = _remember(pending, possible, score, remembered, top)
            pending = []
        best, origin, new = -_opening_cost(low, line_index, lines, solid, opening), -1, True
        if top >= 0:
            cost = _restart_cost(possible[current], possible[top], lines, solid, opening)
            if score[top] - cost > best:
                best, origin = score[top] - cost, top
        for step in range(1, _REACH + 1):
            for earlier in remembered.get(low - step, ()):
                value = score[earlier] - _step_cost(step, possible[earlier].printed, printed, solid)
                if value > best:
                    best, origin, new = value, earlier, False
            if step == 1:
                if not new and best >= score[top] - 0.35:
                    break  # the very next number: nothing else can do better
                for earlier in remembered.get(low, ()):
                    value = score[earlier] - _double_cost(
                        possible[earlier].printed, printed, lines, solid
                    )
                    if value > best:
                        best, origin, new = value, earlier, False
        score[current], back[current], fresh[current] = best + worth, origin, new
        pending.append(current)
    _remember(pending, possible, score, remembered, top)
    chosen: list[Printed] = []
    at = max(range(count), key=score.__getitem__)
    if score[at] <= 0:
        return []
    while at >= 0:
        chosen.append(possible[at].printed._replace(first=fresh[at]))
        at = back[at]
    return chosen[::-1]


def _remember(
    pending: Sequence[int],
    possible: Sequence[Candidate],
    score: Sequence[float],
    remembered: dict[int, list[int]],
    top: int,
) -> int:
    """A line's candidates become what later lines can follow; gives the best of all so far."""
    for current in pending:
        kept = remembered.setdefault(possible[current].high, [])
        kept.append(current)
        if len(kept) > _KEPT:
            del kept[0]
        if top < 0 or score[current] > score[top]:
            top = current
    return top


def _page_openings(lines: Sequence[Line]) -> list[int]:
    """For each line the index of its page's first line."""
    openings: list[int] = []
    for index, line in enumerate(lines):
        same = index > 0 and lines[index - 1].page == line.page
        openings.append(openings[-1] if same else index)
    return openings


def _step_cost(step: int, earlier: Printed, later: Printed, solid: Sequence[int]) -> float:
    between = solid[later.line] - solid[earlier.line + 1]
    side = 0.6 if earlier.at_end != later.at_end and not (earlier.alone or later.alone) else 0.0
    if step == 1:
        return side + min(_FAR, 0.3 * between)
    if between == step - 1 or later.line - earlier.line == step:
        return side + 0.1
    if between < step - 1 < later.line - earlier.line - 1:
        return side + 0.3
    return side + 0.5 + min(_FAR, 0.15 * abs(between - step + 1))


def _double_cost(
    earlier: Printed, later: Printed, lines: Sequence[Line], solid: Sequence[int]
) -> float:
    between = solid[later.line] - solid[earlier.line + 1]
    if between > 1 or lines[earlier.line].page != lines[later.line].page:
        return 9.0
    return 0.3 if earlier.alone else 1.7


def _fits_page(low: int, line_index: int, solid: Sequence[int], opening: Sequence[int]) -> bool:
    """Whether a number is the count of its page's lines, or one of its first lines is 1."""
    start = opening[line_index]
    above = solid[line_index] - solid[start]
    return above <= low - 1 <= line_index - start or (low == 1 and above <= 6)


def _opening_cost(
    low: int, line_index: int, lines: Sequence[Line], solid: Sequence[int], opening: Sequence[int]
) -> float:
    if low == 1 or (low <= _REACH and _fits_page(low, line_index, solid, opening)):
        return 0.5
    return 2.0 if lines[line_index].page == lines[0].page else 3.0


def _restart_cost(
    current: Candidate,
    earlier: Candidate,
    lines: Sequence[Line],
    solid: Sequence[int],
    opening: Sequence[int],
) -> float:
    low, line_index = current.low, current.printed.line
    before = earlier.printed.line
    page = lines[line_index].page
    if low > _REACH:
        return 4.0 if low > earlier.high else 6.0
    cost = 3.0 if low == 1 else 4.0
    if lines[before].page != page:
        cost = 0.5 if _fits_page(low, line_index, solid, opening) else cost - 1
    if cost > 1 and any(
        _MOTION.match(lines[index].text[:80])
        for index in range(max(before + 1, line_index - 12), line_index + 1)
    ):
        cost -= 1.5
    if current.printed.alone and line_index + 1 < len(lines) and lines[line_index + 1].page != page:
        cost += 3  # a page's own number at its foot
    return cost


# --- what convinces -----------------------------------------------------------


def _convincing(
    chosen: Sequence[Printed], lines: Sequence[Line], solid: Sequence[int]
) -> list[Printed]:
    """Leave out sequences too short or too thin to be a numbering of lines."""
    sequences: list[list[Printed]] = []
    for printed in chosen:
        if printed.first:
            sequences.append([])
        sequences[-1].append(printed)
    strong = [
        _is_dense(sequence, solid) or _is_short_text(sequence, lines) for sequence in sequences
    ]
    openings = [sequence[0].values[0] for sequence in sequences]
    restarts = sum(sure and low <= _REACH for sure, low in zip(strong, openings, strict=True)) > 1
    kept = [
        printed
        for sequence, sure, low in zip(sequences, strong, openings, strict=True)
        if sure or (restarts and low in (1, 5, 10))
        for printed in sequence
    ]
    steps = [
        later.values[0] - earlier.values[-1]
        for earlier, later in pairwise(kept)
        if not later.first and later.values[0] > earlier.values[-1]
    ]
    covered = sum(len(printed.values) for printed in kept) * (median(steps) if steps else 1)
    if not any(strong):
        return []
    # a motion of two lines has a head of more
    short = any(_is_short_text(sequence, lines) for sequence in sequences)
    return kept if short or covered >= 0.2 * solid[-1] else []


def _is_dense(sequence: Sequence[Printed], solid: Sequence[int]) -> bool:
    passed = solid[sequence[-1].line + 1] - solid[sequence[0].line]
    members = sum(len(printed.values) for printed in sequence)
    return (members > 2 or members == solid[-1] == 2) and members >= 0.08 * passed


def _is_short_text(sequence: Sequence[Printed], lines: Sequence[Line]) -> bool:
    """Return whether two numbers are those of a text of two lines, of which one sentence runs on.

    The points of a list end, and the next begins with a capital letter.
    """
    if len(sequence) != 2 or [printed.values for printed in sequence] != [(1,), (2,)]:
        return False
    first, second = sequence
    if second.line != first.line + 1 or first.at_end or second.at_end:
        return False
    before = lines[first.line].text[first.end :].rstrip()
    after = lines[second.line].text[second.end :].lstrip()
    return before[-1:] not in _ENDING and (after[:1].islower() or before[-1:] == "-")
