"""What a piece of work on foreign content may take, and how a process is held to it."""

from __future__ import annotations

import contextlib
import math
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take."""

    seconds: float = 60
    megabytes: int = 2048
    """Beside what its process had when it began, of 1,000,000 bytes each."""


def _mapped() -> int:
    """Bytes of this process's address space in use, 0 where the system does not say.

    A process that was forked has its parent's, which can be more than the limit by itself.
    """
    import resource

    with contextlib.suppress(OSError):
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
        return int(pages) * resource.getpagesize()
    return 0


def limit_this_process(limits: Limits) -> None:
    """Hold this process to the limits from now on, as far as the system can (Windows cannot).

    Whoever waits for the process measures its time. The limit of CPU time is for the case
    that nobody waits any more: twice the time, since a library may have threads.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime + 2 * limits.seconds) + 1
    for kind, wanted in (
        (resource.RLIMIT_AS, _mapped() + limits.megabytes * 1_000_000),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),  # a dump would lie in the user's folder
    ):
        _soft, hard = resource.getrlimit(kind)
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses a limit of memory
            resource.setrlimit(kind, (soft, hard))
