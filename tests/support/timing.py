"""Measure how long something takes, in seconds of an ordinary machine.

Only CPU time counts. If it exceeds the limit, a fixed piece of work is timed beside it,
and the time is scaled by it, so that a slow or busy machine alone fails no test.
"""

from __future__ import annotations

import gc
import math
import re
import time
from collections.abc import Callable

ORDINARY = 0.02
"""CPU time in seconds of ``_fixed`` on an ordinary machine."""

_WORD = re.compile(r"([a-z]+)(\d+)")


def _fixed() -> int:
    """Do a fixed amount of work like that of reading a text: search, look up, join."""
    counts: dict[str, int] = {}
    for i in range(20_000):
        match = _WORD.search(f"zeile{i * 7919 % 5003} sagt wort{i % 97}")
        assert match
        key = match[1] + match[2].lower()
        counts[key] = counts.get(key, 0) + len(" ".join(key.split("e")))
    return len(counts)


def _took(action: Callable[[], object]) -> float:
    """Return the CPU time of a call in seconds."""
    # keeps the garbage collector from the objects that other tests have left
    gc.freeze()
    try:
        start = time.process_time()
        action()
        return time.process_time() - start
    finally:
        gc.unfreeze()


def seconds(action: Callable[[], object], limit: float, tries: int = 3) -> float:
    """Return the CPU time of a call; if above the limit, the least of several scaled tries."""
    elapsed = _took(action)
    for _try in range(tries):
        if elapsed < limit:
            break
        # the load of the machine varies: the slower run of the fixed work, before or after, counts
        before, again = _took(_fixed), _took(action)
        elapsed = min(elapsed, again * ORDINARY / max(ORDINARY, before, _took(_fixed)))
    return elapsed


def growth(make: Callable[[int], Callable[[], object]], size: int, tries: int = 3) -> float:
    """Return the exponent of growth with size: 1 for linear time, 2 for quadratic time.

    `make` prepares the call for a size. The size and four times the size are timed in turn:
    a busy machine may slow one of them by half, which moves the exponent only by 0.3.
    """
    small, large = make(size), make(4 * size)
    times = [(_took(small), _took(large)) for _try in range(tries)]
    return math.log(min(last for _, last in times) / min(first for first, _ in times), 4)
