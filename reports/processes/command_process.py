"""Whether this process is a command's own, from its start to its end.

Only then may a run redirect temporary files and end every process that was started here:
a program that calls a command within itself goes on afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class _State:
    is_marked: bool = False


_state = _State()


def mark() -> None:
    """Note that this process was started for one command and ends with it."""
    _state.is_marked = True


def is_marked() -> bool:
    """Whether this process was started for one command."""
    return _state.is_marked
