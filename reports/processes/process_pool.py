"""Processes that work under limits of time and memory, as an executor.

The standard pool gives up all that is waiting when one of its processes dies, and
cannot stop a job that does not end. Pebble's goes on in both cases; this makes it a
``concurrent.futures.Executor``.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from typing import Any

from pebble import CONSTS, ProcessPool

from reports.processes.forkserver import die_with_parent, process_context, silence_logging
from reports.processes.limits import Limits, limit_this_process

CONSTS.sleep_unit = 0.02  # seconds from one look at the processes to the next
CONSTS.term_timeout = 0.5  # seconds until a process that hangs in the engine is killed


class LimitedPool(Executor):
    """Processes of which each does one job after the other, each within limits.

    What is handed in may have a ``weight``: it then has so many times the time.
    A future raises TimeoutError where its job took too long, and
    ``pebble.ProcessExpired`` where its process died; no other job is lost by either.
    """

    def __init__(self, workers: int, begin: Callable[..., None], *args: Any) -> None:
        """Each process calls ``begin`` with the arguments before its first job."""
        self.limits = Limits()
        """What holds for each job that is handed in from now on."""
        self._pool = ProcessPool(
            workers, initializer=_begin, initargs=(begin, args), context=process_context()
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        weight = max((getattr(one, "weight", 1) for one in args), default=1)
        job = (replace(self.limits, seconds=self.limits.seconds * weight), fn, args, kwargs)
        try:
            return self._pool.schedule(_within, job, timeout=self.limits.seconds * weight)
        except RuntimeError as error:  # no process could be started
            broken: Future[Any] = Future()
            broken.set_exception(BrokenExecutor(str(error)))
            return broken

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures or not wait:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()


class InlineExecutor(Executor):
    """Does each job at once in this process, without limits."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as in any pool, it belongs to whoever asks for the result
            future.set_exception(error)
        return future


_unable: BaseException | None = None
"""Why this process could not begin; each of its jobs then says so."""


def _begin(begin: Callable[..., None], args: tuple[Any, ...]) -> None:
    """Prepare a process. An error is kept for its first job: the pool would trace it."""
    global _unable  # noqa: PLW0603  # there is one such state in a process
    die_with_parent()
    silence_logging()
    try:
        begin(*args)
    except BaseException as error:  # whatever it is, it belongs to whoever asks for a result
        _unable = error


def _within(limits: Limits, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    if _unable is not None:
        raise _unable
    limit_this_process(limits)
    return fn(*args, **kwargs)
