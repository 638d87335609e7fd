"""Short pieces of work that a signal must not tear: it is put off until they are done.

A file that was made but whose name nobody has noted yet could not be removed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reports.errors import Interrupted


@dataclass
class _State:
    depth: int = 0
    waiting: int = 0
    """The signal that came meanwhile, 0 for none."""


_state = _State()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put off a signal that ends the command until the work inside is done, which is soon."""
    if threading.current_thread() is not threading.main_thread():  # no signal reaches others
        yield
        return
    _state.depth += 1
    try:
        yield
    finally:
        _state.depth -= 1
        if _state.waiting and not _state.depth:
            number, _state.waiting = _state.waiting, 0
            raise Interrupted(number)


def put_off(number: int) -> bool:
    """Whether a signal has to wait; if so it is raised when the work is done."""
    if _state.depth:
        _state.waiting = number
    return bool(_state.depth)
