"""Whether this process was started for one command and ends with it.

Only then may a run redirect temporary files and end every process that was started here.
A program that calls a command as a function goes on afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class _CommandMark:
    is_set: bool = False


_mark = _CommandMark()


def mark() -> None:
    """Note that this process was started for one command and ends with it."""
    _mark.is_set = True


def is_marked() -> bool:
    """Return whether this process was started for one command."""
    return _mark.is_set
