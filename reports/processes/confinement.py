"""Functions that handle content from others, called in a separate process within limits.

A file can be built to take all memory or to keep a reader busy for ever, and no library
that reads it has limits of its own. A process can be stopped; a function cannot.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
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
class _ProcessRole:
    is_confined: bool = False
    """Whether this process was started to call one function within limits."""


_role = _ProcessRole()

_PATIENCE = 1.0
"""Seconds for a process to end by itself once its answer has arrived; then it is killed."""


def run_confined(
    place: Place,
    limits: Limits,
    function: Callable[..., T],
    *args: object,
    meanwhile: Callable[[], None] | None = None,
) -> T:
    """Call a function in a separate process within limits and return its value.

    This process calls ``meanwhile`` before it waits for the other, which takes its time.
    Function, arguments and value must be picklable. In a process that is confined
    already, the function is called directly.

    Raises whatever HandzettelError the function raises, and ContentError with the given
    place if it exceeds a limit, its process dies, or it raises anything else.
    """
    if _role.is_confined:
        return function(*args)
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    # the stubs know no Process of a context in general
    process = context.Process(  # type: ignore[attr-defined]
        target=_answer, args=(sender, limits, function, args), daemon=True
    )
    try:
        process.start()
        sender.close()
        started = time.monotonic()
        if meanwhile is not None:
            meanwhile()
        if not receiver.poll(max(limits.seconds - (time.monotonic() - started), 0)):
            raise time_limit_error(place)
        try:
            value, error = pickle.loads(receiver.recv_bytes())
        except EOFError:
            raise memory_limit_error(place) from None
        process.join(_PATIENCE)
    finally:
        receiver.close()
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
    """Call a function with each argument; return for each its value or the error.

    ``works`` has each argument with its place. All calls share one process and its limits. If
    that fails with a ContentError, each half is tried again by itself, down to single arguments,
    so that a bad one spoils no other's result.
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
    """Return the values of a function for each argument."""
    return [function(work) for work in works]


def _context() -> BaseContext:
    """Return how to start a process: by a fork where that is safe, which is the fastest.

    A fork of a process with threads can hang; on macOS so can a fork of any process that
    has used certain libraries of the system.
    """
    if sys.platform == "linux" and thread_count() == 1:
        return multiprocessing.get_context("fork")
    return forkserver.process_context()


def thread_count() -> int:
    """Return how many threads this process has, including those started by libraries."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208  # only their number matters
    except OSError:
        return threading.active_count()


def _answer(
    sender: Connection, limits: Limits, function: Callable[..., object], args: tuple[object, ...]
) -> None:
    """Bind this process to its parent and to the limits, call the function, and send the result.

    That is the pickled pair of value and error, one of which is None; an error that is not a
    HandzettelError is sent as the text of its traceback. Nothing is sent if memory runs out.
    """
    _role.is_confined = True
    forkserver.die_with_parent()
    forkserver.silence_logging()
    with contextlib.suppress(ValueError):  # only a main thread may
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    limit_this_process(limits)
    value: object = None
    try:
        value = function(*args)
        data = pickle.dumps((value, None))
    except HandzettelError as error:
        data = pickle.dumps((None, error))
    except MemoryError:
        sender.close()  # the parent then takes this process for one that died of it
        return
    except Exception as error:  # whatever a library raises for a damaged file
        data = pickle.dumps((None, "".join(traceback.format_exception(error))))
    sender.send_bytes(data)
    sender.close()


def time_limit_error(place: Place) -> ContentError:
    """Return the error for work that took too long."""
    return ContentError(
        Problem(
            place,
            _("takes too long, and was stopped"),
            _("simplify it, or raise seconds under [limits]"),
        )
    )


def memory_limit_error(place: Place) -> ContentError:
    """Return the error for work whose process died, mostly for lack of memory."""
    return ContentError(
        Problem(
            place,
            _("needs more memory than it may have, and was stopped"),
            _("simplify it, or raise megabytes under [limits]"),
        )
    )


def unforeseen_error(place: Place, details: str) -> ContentError:
    """Return the error for an unexpected exception; ``-v`` shows the details."""
    return ContentError(
        Problem(
            place,
            _("something in it cannot be read"),
            _("look at what was changed last; -v shows more for the makers of the program"),
        ),
        details=details,
    )
