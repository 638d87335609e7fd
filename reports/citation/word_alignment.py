"""Two versions of a text, word by word: where each word of the old one is in the new.

Runs of words that stand once in each are matched first, in their order (patience
diff), then those that stand elsewhere now, then what is left between the matches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

_RUNS = (8, 4)
"""The lengths in words of runs that are matched where each stands once."""

_MOVED_RUN = 4
"""Words in a row that are looked for elsewhere; fewer stand anywhere."""

_LITTLE = 6
"""Letters that a match within changed words must have to tell anything."""

_LARGEST_GAP = 1_000_000
"""Old words times new words that are compared one by one."""


def align(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each old word the new one that it is, or None."""
    matched: list[int | None] = [None] * len(old)
    gaps = list(_match_runs(old, new, matched))
    _match_moved(old, new, matched)
    taken = {i for i in matched if i is not None}
    for first, after, new_first, new_after in gaps:
        left = [i for i in range(first, after) if matched[i] is None]
        free = [j for j in range(new_first, new_after) if j not in taken]
        if not left or not free or len(left) * len(free) > _LARGEST_GAP:
            continue
        a, b = [old[i] for i in left], [new[j] for j in free]
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        size = sum(block.size for block in blocks)
        # a few little words are in any two texts
        alike = 2 * size >= min(len(a), len(b))
        for block in blocks:
            if alike or sum(map(len, a[block.a : block.a + block.size])) >= _LITTLE:
                for k in range(block.size):
                    matched[left[block.a + k]] = free[block.b + k]
    return matched


def _match_runs(
    old: Sequence[str], new: Sequence[str], matched: list[int | None]
) -> Iterator[tuple[int, int, int, int]]:
    """Match runs that stand once, in their order; what is left between them is given."""
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
            if anchors := _rising(_unique_runs(old[a:b], new[c:d], length)):
                break
        else:
            yield a, b, c, d
            continue
        found = [(a + i, c + j) for i, j in anchors]
        for i, j in [*found, (b, d)]:
            if i < a or j < c:
                continue
            waiting.append((a, i, c, j))
            a, c = i, j
            # the run itself, and what follows and is the same
            while a < b and c < d and old[a] == new[c]:
                matched[a] = c
                a, c = a + 1, c + 1


def _unique_runs(old: Sequence[str], new: Sequence[str], length: int) -> list[tuple[int, int]]:
    """Where runs of some words begin that stand once in each."""

    def once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        for i, run in enumerate(zip(*(words[k:] for k in range(length)), strict=False)):
            found[run] = -1 if run in found else i
        return found

    there = once(new)
    return [(i, j) for run, i in once(old).items() if i >= 0 and (j := there.get(run, -1)) >= 0]


class _Link(NamedTuple):
    """A pair, and the last of those before it."""

    old: int
    new: int
    before: _Link | None


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs whose second numbers rise with their first (patience sorting)."""
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
    """Match what stands elsewhere now, as far as words in a row are the same."""
    taken = {i for i in matched if i is not None}
    left = _open_runs([one is None for one in matched])
    free = _open_runs([j not in taken for j in range(len(new))])
    there: dict[tuple[str, ...], int] = {}
    for first, after in free:
        for j in range(first, after - _MOVED_RUN + 1):
            run = tuple(new[j : j + _MOVED_RUN])
            there[run] = -1 if run in there else j
    for first, after in left:
        i = first
        while i <= after - _MOVED_RUN:
            j = there.get(tuple(old[i : i + _MOVED_RUN]), -1)
            if j < 0 or j in taken:
                i += 1
                continue
            while i < after and j < len(new) and j not in taken and old[i] == new[j]:
                matched[i] = j
                taken.add(j)
                i, j = i + 1, j + 1


def _open_runs(open_: Sequence[bool]) -> list[tuple[int, int]]:
    runs, at = [], 0
    for is_open, group in groupby(open_):
        after = at + sum(1 for _one in group)
        if is_open:
            runs.append((at, after))
        at = after
    return runs
