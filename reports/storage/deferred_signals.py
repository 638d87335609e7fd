"""Short pieces of work that a signal must not interrupt: it takes effect after them.

If a signal came between making a file and noting its name, nothing could remove the file.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reports.errors import Interrupted


@dataclass
class _Deferral:
    depth: int = 0
    """How many `uninterrupted` blocks are open."""
    pending: int = 0
    """The number of the signal that came meanwhile, 0 for none."""


_deferral = _Deferral()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Defer a signal that ends the command to the end of the block, which has to be short.

    Raises Interrupted at its end if there was one. Has no effect in other threads than the main
    one, which alone gets signals.
    """
    if threading.current_thread() is not threading.main_thread():  # no signal reaches others
        yield
        return
    _deferral.depth += 1
    try:
        yield
    finally:
        _deferral.depth -= 1
        if _deferral.pending and not _deferral.depth:
            number, _deferral.pending = _deferral.pending, 0
            raise Interrupted(number)


def defer(number: int) -> bool:
    """Postpone a signal to the end of an `uninterrupted` block; return False outside of one."""
    if _deferral.depth:
        _deferral.pending = number
    return bool(_deferral.depth)
