"""An executor for tests that counts its jobs."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from reports.build.jobs import make_batch, make_chapter, make_job
from reports.processes.process_pool import InlineExecutor


class CountingExecutor(InlineExecutor):
    """Does each job at once in this process, and counts jobs by kind."""

    def __init__(self) -> None:
        self._jobs: Counter[Callable[..., Any]] = Counter()
        self.copies = 0
        """Copies made together in batches."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do a job and count it."""
        self._jobs[fn] += 1
        future = super().submit(fn, *args, **kwargs)
        if fn is make_batch and not future.exception() and (batch := future.result()):
            self.copies += sum(tail is not None for tail in batch.tails)
        return future

    @property
    def chapters(self) -> int:
        """Chapters laid out by themselves."""
        return self._jobs[make_chapter]

    @property
    def wholes(self) -> int:
        """Documents laid out in one piece."""
        return self._jobs[make_job]
