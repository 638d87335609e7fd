"""A pool of processes that do jobs within limits of time and memory.

The standard pool gives up all waiting jobs if one of its processes dies, and cannot stop a
job that does not end. Pebble's pool goes on in both cases; this module makes it a
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

# Pebble polls its processes; its own tenth of a second would be noticed with short jobs.
CONSTS.sleep_unit = 0.02
# Seconds until a process that ignores SIGTERM, deep in the engine, is killed (3 by default).
CONSTS.term_timeout = 0.5


class LimitedPool(Executor):
    """A pool of processes; each does one job after the other, each job within limits.

    A job's argument may have a ``weight``, by which the time limit is multiplied.
    A future raises TimeoutError if its job took too long and ``pebble.ProcessExpired`` if
    its process died; neither affects other jobs.
    """

    def __init__(self, workers: int, prepare: Callable[..., None], *args: Any) -> None:
        """Make a pool whose processes call ``prepare(*args)`` before their first job."""
        self.limits = Limits()
        """The limits of each job submitted from now on."""
        self._pool = ProcessPool(
            workers, initializer=_begin, initargs=(prepare, args), context=process_context()
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule ``fn(*args, **kwargs)`` and return its future.

        The future fails if no process can be started.
        """
        weight = max((getattr(argument, "weight", 1) for argument in args), default=1)
        job = (replace(self.limits, seconds=self.limits.seconds * weight), fn, args, kwargs)
        try:
            return self._pool.schedule(_within, job, timeout=self.limits.seconds * weight)
        except RuntimeError as error:  # no process could be started
            broken: Future[Any] = Future()
            broken.set_exception(BrokenExecutor(str(error)))
            return broken

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; unless told otherwise, once all jobs are done."""
        if cancel_futures or not wait:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()


class InlineExecutor(Executor):
    """An executor that does each job at once in this process, without limits."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``fn(*args, **kwargs)`` and return a finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as in any pool, it is raised by the future's result
            future.set_exception(error)
        return future


_preparation_error: BaseException | None = None
"""The error that kept this process from its preparation; each of its jobs raises it."""


def _begin(prepare: Callable[..., None], args: tuple[Any, ...]) -> None:
    """Bind a new process to its parent and call ``prepare`` in it.

    An error is kept for the jobs of the process: the pool itself would only print it.
    """
    global _preparation_error  # noqa: PLW0603  # there is one such state in a process
    die_with_parent()
    silence_logging()
    try:
        prepare(*args)
    except BaseException as error:  # whatever it is, the jobs' futures are to raise it
        _preparation_error = error


def _within(limits: Limits, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Do a job in a process of the pool, within limits, and return its result.

    Raises the error of the process's preparation, if there was one.
    """
    if _preparation_error is not None:
        raise _preparation_error
    limit_this_process(limits)
    return fn(*args, **kwargs)
