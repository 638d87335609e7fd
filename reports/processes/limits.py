"""Limits of time and memory for work on content from others, and how a process keeps them."""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """How much time and memory one piece of work may take."""

    seconds: float = 60
    megabytes: int = 2048
    """In 1,000,000 bytes, in addition to what the process uses when the work begins."""


def _address_space() -> int:
    """Return the size of this process's address space in bytes, 0 if the system does not say.

    A forked process has its parent's, which alone can exceed the limit.
    """
    import resource

    with contextlib.suppress(OSError):
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
        return int(pages) * resource.getpagesize()
    return 0


def limit_this_process(limits: Limits) -> None:
    """Apply limits to this process from now on, as far as the system can (Windows cannot).

    Elapsed time is measured by whoever waits for the process. The limit of CPU time set here is
    for the case that nobody waits any more: it is twice the time, since a library may use two
    threads. It writes no core dumps either.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime + 2 * limits.seconds) + 1
    for kind, limit in (
        (resource.RLIMIT_AS, _address_space() + limits.megabytes * 1_000_000),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),  # a core dump would lie in the user's folder
    ):
        _soft, hard = resource.getrlimit(kind)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses a limit of memory
            resource.setrlimit(kind, (soft, hard))


@contextlib.contextmanager
def memory_shared() -> Iterator[None]:
    """Halve what this process may still use: in the block it has a copy that uses the rest."""
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        rest = max(soft - _address_space(), 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft - rest // 2, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
