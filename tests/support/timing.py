"""How long something takes, so that a slow or busy machine alone fails no test.

Only the time of the processor counts, and where it seems too long, a fixed piece of
Python is timed beside it: what takes more than a limit then would also do so on an
ordinary machine.
"""

from __future__ import annotations

import gc
import math
import re
import time
from collections.abc import Callable

ORDINARY = 0.02
"""Seconds that ``_fixed`` takes on an ordinary machine."""

_WORD = re.compile(r"([a-z]+)(\d+)")


def _fixed() -> int:
    """Some work of the kinds that reading a text is made of."""
    counts: dict[str, int] = {}
    for i in range(20_000):
        found = _WORD.search(f"zeile{i * 7919 % 5003} sagt wort{i % 97}")
        assert found
        key = found[1] + found[2].lower()
        counts[key] = counts.get(key, 0) + len(" ".join(key.split("e")))
    return len(counts)


def _took(action: Callable[[], object]) -> float:
    # what other tests have left in memory is not gone through meanwhile
    gc.freeze()
    try:
        start = time.process_time()
        action()
        return time.process_time() - start
    finally:
        gc.unfreeze()


def seconds(action: Callable[[], object], limit: float, tries: int = 3) -> float:
    """Seconds that it takes; the least of some tries where that is more than the limit."""
    taken = _took(action)
    for _try in range(tries):
        if taken < limit:
            break
        # what else the machine does comes and goes: the slower of two says how it is now
        before, again = _took(_fixed), _took(action)
        taken = min(taken, again * ORDINARY / max(ORDINARY, before, _took(_fixed)))
    return taken


def growth(make: Callable[[int], Callable[[], object]], size: int, tries: int = 3) -> float:
    """Return the exponent with which the time grows: 1 in proportion, 2 with the square.

    Four times the size is timed beside the size, in turn: a busy machine may slow one of
    them by half, which moves the exponent by 0.3 and not from 1 to 2.
    """
    small, large = make(size), make(4 * size)
    times = [(_took(small), _took(large)) for _try in range(tries)]
    return math.log(min(last for _, last in times) / min(first for first, _ in times), 4)
