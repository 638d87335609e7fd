"""A function that touches foreign content, called in a process of its own, within limits.

What others wrote can be built to take all memory or to never end, and no library that
reads it has limits inside. A process can be stopped; a function cannot.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import TypeVar

from reports.errors import ContentError, HandzettelError, Place, Problem
from reports.i18n import _
from reports.processes import forkserver
from reports.processes.limits import Limits, limit_this_process

T = TypeVar("T")


@dataclass
class _State:
    is_confined: bool = False
    """Whether this process was started to hold one function to limits."""


_state = _State()

_PATIENCE = 1.0
"""Seconds for a process to go by itself once its answer is there."""


def run_confined(place: Place, limits: Limits, function: Callable[..., T], *args: object) -> T:
    """Call a function in a process of its own; its value, which must be one for pickle.

    What it raises as a HandzettelError is raised here. Raises ContentError with the place
    where it takes too long, needs too much memory, dies, or raises anything else.

    Within such a process the function is just called, since that is held to limits already.
    """
    if _state.is_confined:
        return function(*args)
    context = _context()
    here, there = context.Pipe(duplex=False)
    # the stubs know no Process of a context in general
    process = context.Process(  # type: ignore[attr-defined]
        target=_answer, args=(there, limits, function, args), daemon=True
    )
    try:
        process.start()
        there.close()
        if not here.poll(limits.seconds):
            raise time_limit_error(place)
        try:
            value, error = pickle.loads(here.recv_bytes())
        except EOFError:
            raise memory_limit_error(place) from None
        process.join(_PATIENCE)
    finally:
        here.close()
        if process.pid is not None and process.is_alive():
            process.kill()
            process.join()
    if isinstance(error, HandzettelError):
        raise error
    if error is not None:
        raise unforeseen_error(place, error)
    result: T = value
    return result


def run_each_confined(
    limits: Limits, function: Callable[..., T], works: Sequence[tuple[Place, object]]
) -> list[T | ContentError]:
    """Call a function with each argument; its values, or why there is none, in their order.

    All are done in one process while nothing is wrong; what ends it is then found by
    halves, so that one bad argument costs the others no more than a second try.
    """
    if not works:
        return []
    place = works[0][0]
    try:
        return list(run_confined(place, limits, _all, function, [work for _place, work in works]))
    except ContentError as error:
        if len(works) == 1:
            return [error]
    half = len(works) // 2
    return [
        *run_each_confined(limits, function, works[:half]),
        *run_each_confined(limits, function, works[half:]),
    ]


def _all(function: Callable[..., T], works: Sequence[object]) -> list[T]:
    return [function(work) for work in works]


def _context() -> BaseContext:
    """A fork where that is safe, since all that is loaded is there at once.

    A fork of a process with threads can hang, and on macOS so can one of any process that
    has used certain libraries of the system.
    """
    if sys.platform == "linux" and _threads() == 1:
        return multiprocessing.get_context("fork")
    return forkserver.process_context()


def _threads() -> int:
    """How many threads this process has, those of its libraries among them."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208  # names are all that is wanted
    except OSError:
        return threading.active_count()


def _answer(
    there: Connection, limits: Limits, function: Callable[..., object], args: tuple[object, ...]
) -> None:
    """Call the function and send its value, or what it raised."""
    _state.is_confined = True
    forkserver.die_with_parent()
    forkserver.silence_logging()
    with contextlib.suppress(ValueError):  # only a main thread may
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    limit_this_process(limits)
    value: object = None
    try:
        value = function(*args)
        data = pickle.dumps((value, None))
    except HandzettelError as told:
        data = pickle.dumps((None, told))
    except MemoryError:
        there.close()  # as a process that died of it
        return
    except Exception as raised:  # whatever a library does with what it was given
        data = pickle.dumps((None, "".join(traceback.format_exception(raised))))
    there.send_bytes(data)
    there.close()


def time_limit_error(place: Place) -> ContentError:
    """The error for work that took more than its time."""
    return ContentError(
        Problem(
            place,
            _("takes too long, and was stopped"),
            _("simplify it, or raise seconds under [limits]"),
        )
    )


def memory_limit_error(place: Place) -> ContentError:
    """The error for work whose process ended without an answer, mostly for want of memory."""
    return ContentError(
        Problem(
            place,
            _("needs more memory than it may have, and was stopped"),
            _("simplify it, or raise megabytes under [limits]"),
        )
    )


def unforeseen_error(place: Place, details: str) -> ContentError:
    """The error for an exception that nobody foresaw; its details are for -v."""
    return ContentError(
        Problem(
            place,
            _("something in it cannot be read"),
            _("look at what was changed last; -v shows more for the makers of the program"),
        ),
        details=details,
    )
