"""A function called in a copy of this process while this one does other work.

Only work that this process could as well do itself is given away: where there is no second
core, or a copy is not safe, or it fails in any way, the caller does the work.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar

from reports.processes.confinement import thread_count
from reports.processes.limits import memory_shared
from reports.processes.parent_tie import tie_to_parent

T = TypeVar("T")


@contextlib.contextmanager
def called_beside(function: Callable[[], T]) -> Iterator[Callable[[], T | None]]:
    """Call a function in a copy of this process while the block runs.

    Yield a function that waits for the value and returns it. It returns None if there was no
    second process, or if that raised anything or died. The value must be picklable. Each of the
    two processes may use half the memory that this one has left, and the second never outlives
    the block.
    """
    with memory_shared():
        copy = _copied(function) if _can_copy() else None
        if copy is None:
            yield lambda: None
            return
        process, receiving = copy
        try:
            with os.fdopen(receiving, "rb") as pipe:
                yield lambda: _received(pipe)
        finally:
            os.kill(process, signal.SIGKILL)  # nothing happens to one that has ended
            os.waitpid(process, 0)


def _can_copy() -> bool:
    """Return whether this process can be copied and has a second core for the copy.

    On Linux only: elsewhere the libraries of the system may not survive a copy. A process with
    threads can hang if it is copied while one of them holds a lock.
    """
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and thread_count() == 1


def _copied(function: Callable[[], object]) -> tuple[int, int] | None:
    """Return the id of a copy of this process, and where its answer can be read.

    Return None if the system has no room for another process.
    """
    receiving, sending = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(receiving)
        os.close(sending)
        return None
    if process == 0:
        _answer(function, sending)
    os.close(sending)
    return process, receiving


def _answer(function: Callable[[], object], sending: int) -> None:
    """Send the pickled value of a function, and end this process; send nothing if it fails."""
    try:
        tie_to_parent()
        data = pickle.dumps(function())
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(data)
    finally:
        os._exit(0)  # what the first process has opened is its own to close


def _received(pipe: IO[bytes]) -> Any:
    """Return the value that a process sends, None if it ends before all is sent."""
    try:
        return pickle.loads(pipe.read())
    except (EOFError, pickle.UnpicklingError):
        return None
