"""Whole processes, measured: time on the clock, time of the processors, memory of the tree.

Needs Linux, for the memory. Sides are run in turn, A B A B, so that a machine that
slows down slows both; what is compared are medians.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What a process took, with those it started."""

    seconds: float
    """On the clock."""
    cpu: float
    """Seconds of the processors."""
    peak: float
    """The most memory all of them held at once, in MB; what they share counts once.

    It is looked at while they run: the system's own figure for the largest of them begins
    with the memory of the process that started it.
    """
    size: int = 0
    """Bytes of the file it made."""


class RunError(Exception):
    """A command that did not end as it should."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    cores: int | None = None,
    made: Path | None = None,
    expected: int = 0,
) -> Run:
    """Run a command on so many cores (all for none) and measure it.

    Raises RunError where its exit code is another, or the file it is to make is not there.
    """
    if made is not None:
        made.unlink(missing_ok=True)
    begun = time.perf_counter()
    with (
        on_cores(cores),
        subprocess.Popen(
            [str(one) for one in command],
            cwd=cwd,
            env={**_environment(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        watch = _Watch(process.pid)
        said = process.stderr.read() if process.stderr else b""
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        sampled = watch.stop()
    if process.returncode != expected or (made is not None and not made.is_file()):
        words = " ".join(map(str, command))
        tail = said.decode(errors="replace")[-2000:]
        raise RunError(f"{words}\nended with {process.returncode}:\n{tail}")
    return Run(
        seconds,
        usage.ru_utime + usage.ru_stime,
        sampled,
        made.stat().st_size if made is not None else 0,
    )


def _environment() -> dict[str, str]:
    """This process's, without the fonts that loading our engine points it to."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


@contextmanager
def on_cores(count: int | None) -> Iterator[None]:
    """Keep this process, and what it starts meanwhile, on the first few of its cores."""
    before = os.sched_getaffinity(0)
    if count is not None:
        os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cores() -> int:
    """How many cores there are to measure on."""
    return len(os.sched_getaffinity(0))


class _Watch:
    """Looks at the memory of a process and its children, at a twentieth of the time at most."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            begun = time.thread_time()
            self._peak = max(self._peak, sum(map(_memory, _tree(self._pid))))
            pause = max(0.005, 20 * (time.thread_time() - begun))

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._peak


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return  # it has ended meanwhile


def _memory(pid: int) -> float:
    """A process's share of the memory it uses, in MB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass  # it has ended meanwhile
    return 0.0


def in_turn(
    sides: Mapping[str, Callable[[], Run]], times: int, once: Collection[str] = ()
) -> dict[str, Run]:
    """The medians of some runs of each side, the sides in turn; slow ones run but once."""
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for number in range(times):
        for name, side in sides.items():
            if number == 0 or name not in once:
                runs[name].append(side())
    return {name: median(some) for name, some in runs.items()}


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        statistics.median(one.seconds for one in runs),
        statistics.median(one.cpu for one in runs),
        statistics.median(one.peak for one in runs),
        runs[-1].size,
    )


def exponent(points: Mapping[int, float]) -> float:
    """By which power a figure grows with a number: the slope through the logarithms."""
    xs = [math.log(number) for number in points]
    ys = [math.log(figure) for figure in points.values()]
    return statistics.linear_regression(xs, ys).slope


# --- the machine ------------------------------------------------------------


def machine() -> str:
    """What it was measured on, in a line."""
    model = _after(Path("/proc/cpuinfo"), "model name")
    memory = int(_after(Path("/proc/meminfo"), "MemTotal").split()[0]) / 1_000_000
    return f"{model}, {cores()} cores, {memory:.0f} GB of memory"


def _after(path: Path, name: str) -> str:
    """The value of a line ``name: value`` in a file of the system."""
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _colon, value in lines if key.strip() == name), "unknown")
