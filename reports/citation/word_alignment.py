"""Alignment of two versions of a text: which word of the new one each old word is.

Runs of words that are unique in both versions are matched first, in order (patience diff);
then runs that have moved elsewhere; then what is left in the gaps between the matches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

_RUNS = (8, 4)
"""Lengths in words of unique runs, tried in turn: long ones are surer, short ones more frequent."""

_MOVED_RUN = 4
"""Words in a row that must match to count as moved; shorter runs occur anywhere by chance."""

_SHORT_MATCH = 6
"""Letters that a match inside changed text must have; "und" or "in der" matches any text."""

_LARGEST_GAP = 1_000_000
"""The largest gap, as old words times new words, that is compared word by word.

SequenceMatcher's time grows with this product; a million takes up to a quarter of a second.
"""


def align(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """Return for each old word the index of the same word in the new text, None if it is gone."""
    matched: list[int | None] = [None] * len(old)
    gaps = list(_match_runs(old, new, matched))
    _match_moved(old, new, matched)
    used = {i for i in matched if i is not None}
    for first, after, new_first, new_after in gaps:
        left = [i for i in range(first, after) if matched[i] is None]
        free = [j for j in range(new_first, new_after) if j not in used]
        if not left or not free or len(left) * len(free) > _LARGEST_GAP:
            continue
        a, b = [old[i] for i in left], [new[j] for j in free]
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        size = sum(block.size for block in blocks)
        # short matches count only if the gap's texts are alike on the whole
        alike = 2 * size >= min(len(a), len(b))
        for block in blocks:
            if alike or sum(map(len, a[block.a : block.a + block.size])) >= _SHORT_MATCH:
                for k in range(block.size):
                    matched[left[block.a + k]] = free[block.b + k]
    return matched


def _match_runs(
    old: Sequence[str], new: Sequence[str], matched: list[int | None]
) -> Iterator[tuple[int, int, int, int]]:
    """Match equal beginnings and ends, and unique runs in order; yield the gaps between them.

    The matches are entered into ``matched``. A gap is given by its first word and the one after
    its last, in the old and in the new text.
    """
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            matched[a] = c
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            matched[b] = d
        if a == b or c == d:
            continue
        for length in _RUNS:
            if anchors := _longest_rising(_unique_runs(old[a:b], new[c:d], length)):
                break
        else:
            yield a, b, c, d
            continue
        starts = [(a + i, c + j) for i, j in anchors]
        for i, j in [*starts, (b, d)]:
            if i < a or j < c:
                continue
            waiting.append((a, i, c, j))
            a, c = i, j
            # match the run itself, and whatever equal words follow it
            while a < b and c < d and old[a] == new[c]:
                matched[a] = c
                a, c = a + 1, c + 1


def _unique_runs(old: Sequence[str], new: Sequence[str], length: int) -> list[tuple[int, int]]:
    """Return the starts, old and new, of the runs of a length that occur once in each text."""

    def starts(words: Sequence[str]) -> dict[tuple[str, ...], int]:
        """Return the start of each run, -1 if it occurs more than once."""
        runs: dict[tuple[str, ...], int] = {}
        for i, run in enumerate(zip(*(words[k:] for k in range(length)), strict=False)):
            runs[run] = -1 if run in runs else i
        return runs

    new_starts = starts(new)
    return [
        (i, j) for run, i in starts(old).items() if i >= 0 and (j := new_starts.get(run, -1)) >= 0
    ]


class _Link(NamedTuple):
    """A pair in a chain of rising pairs, linked to the pair before it."""

    old: int
    new: int
    before: _Link | None


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sequence of pairs in which both numbers rise (patience sorting).

    The pairs come in ascending order of their first numbers.
    """
    tops: list[int] = []
    chain: list[tuple[int, int]] = []
    last: list[_Link] = []
    for i, j in pairs:
        at = bisect_left(tops, j)
        link = _Link(i, j, last[at - 1] if at else None)
        if at == len(tops):
            tops.append(j)
            last.append(link)
        else:
            tops[at], last[at] = j, link
    end = last[-1] if last else None
    while end is not None:
        chain.append((end.old, end.new))
        end = end.before
    return chain[::-1]


def _match_moved(old: Sequence[str], new: Sequence[str], matched: list[int | None]) -> None:
    """Match runs of unmatched words that occur once among the unmatched new words.

    The matches are entered into ``matched``.
    """
    used = {i for i in matched if i is not None}
    left = _true_runs([index is None for index in matched])
    free = _true_runs([j not in used for j in range(len(new))])
    starts: dict[tuple[str, ...], int] = {}
    for first, after in free:
        for j in range(first, after - _MOVED_RUN + 1):
            run = tuple(new[j : j + _MOVED_RUN])
            starts[run] = -1 if run in starts else j
    for first, after in left:
        i = first
        while i <= after - _MOVED_RUN:
            j = starts.get(tuple(old[i : i + _MOVED_RUN]), -1)
            if j < 0 or j in used:
                i += 1
                continue
            while i < after and j < len(new) and j not in used and old[i] == new[j]:
                matched[i] = j
                used.add(j)
                i, j = i + 1, j + 1


def _true_runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the start and the end (exclusive) of each run of true values."""
    runs, at = [], 0
    for flag, group in groupby(flags):
        after = at + sum(1 for _flag in group)
        if flag:
            runs.append((at, after))
        at = after
    return runs
