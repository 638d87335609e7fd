"""Measure commands: elapsed time, processor time, and memory of a process and its children.

Programs that are compared run alternately, A B A B, so that a machine that slows down
slows all of them; their medians are compared. Works on Linux only, since it reads /proc.
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
    """The time and memory that a process took, including the processes it started."""

    seconds: float
    """Elapsed time."""
    cpu: float
    """Processor time in seconds."""
    peak: float
    """The most memory that all of them held at once, in MB; shared memory counts once.

    It is sampled while they run. The system's own figure (``ru_maxrss``) is not used since it
    starts with the memory of the process that started the command.
    """
    size: int = 0
    """Bytes of the file it wrote, or 0 if none was expected."""


class RunError(Exception):
    """A command failed, or the compared programs made different texts."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    cores: int | None = None,
    output: Path | None = None,
    expected: int = 0,
) -> Run:
    """Run a command on ``cores`` cores (None for all) and measure it.

    ``output`` is the file that it has to write; it is deleted before.

    Raises:
        RunError: The exit code is not ``expected``, or the output file is missing.
    """
    if output is not None:
        output.unlink(missing_ok=True)
    start = time.perf_counter()
    with (
        on_cores(cores),
        subprocess.Popen(
            [str(argument) for argument in command],
            cwd=cwd,
            env={**_environment(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        sampler = _MemorySampler(process.pid)
        error_output = process.stderr.read() if process.stderr else b""
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = sampler.stop()
    if process.returncode != expected or (output is not None and not output.is_file()):
        words = " ".join(map(str, command))
        tail = error_output.decode(errors="replace")[-2000:]
        raise RunError(f"{words}\nended with {process.returncode}:\n{tail}")
    return Run(
        seconds,
        usage.ru_utime + usage.ru_stime,
        peak,
        output.stat().st_size if output is not None else 0,
    )


def _environment() -> dict[str, str]:
    """Return this process's environment without the font settings of our engine.

    Loading the engine sets ``FONTCONFIG_FILE``; a command that inherited it would use our fonts.
    """
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


@contextmanager
def on_cores(count: int | None) -> Iterator[None]:
    """Keep this process and its new children on its first ``count`` cores (None for all)."""
    before = os.sched_getaffinity(0)
    if count is not None:
        os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class _MemorySampler:
    """Samples the memory of a process and its children in a thread.

    The thread sleeps 20 times as long as a sample takes, so that it disturbs the measurement
    by 5 % at most.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        pause = 0.0
        while not self._stopped.wait(pause):
            start = time.thread_time()
            self._peak = max(self._peak, sum(map(_memory, _tree(self._pid))))
            pause = max(0.005, 20 * (time.thread_time() - start))

    def stop(self) -> float:
        """Stop sampling; return the most memory seen, in MB."""
        self._stopped.set()
        self._thread.join()
        return self._peak


def _tree(pid: int) -> Iterator[int]:
    """Yield the ids of a process and all its descendants."""
    yield pid
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return  # the process has ended


def _memory(pid: int) -> float:
    """Return a process's memory in MB; memory shared with others counts in part (Pss)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass  # the process has ended
    return 0.0


def run_alternately(
    sides: Mapping[str, Callable[[], Run]], times: int, once: Collection[str] = ()
) -> dict[str, Run]:
    """Run each side ``times`` times, alternately; return the median run of each.

    A side is a program that is compared, here a function that runs it. Those named in ``once``
    are slow and run only once.
    """
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for number in range(times):
        for name, side in sides.items():
            if number == 0 or name not in once:
                runs[name].append(side())
    return {name: median(measured) for name, measured in runs.items()}


def median(runs: Sequence[Run]) -> Run:
    """Return the median of each figure; the size is that of the last run."""
    return Run(
        statistics.median(measured.seconds for measured in runs),
        statistics.median(measured.cpu for measured in runs),
        statistics.median(measured.peak for measured in runs),
        runs[-1].size,
    )


def growth_exponent(points: Mapping[int, float]) -> float:
    """Return the exponent p for which a figure grows as ``number ** p``.

    ``points`` are figures by their numbers. The exponent is the slope of a line through the
    logarithms, found by linear regression.
    """
    numbers = [math.log(number) for number in points]
    figures = [math.log(figure) for figure in points.values()]
    return statistics.linear_regression(numbers, figures).slope


# --- the machine ------------------------------------------------------------


def machine() -> str:
    """Return a line with the processor, the number of cores and the memory of this machine."""
    model = _system_value(Path("/proc/cpuinfo"), "model name")
    memory = int(_system_value(Path("/proc/meminfo"), "MemTotal").split()[0]) / 1_000_000
    return f"{model}, {cores()} cores, {memory:.0f} GB of memory"


def _system_value(path: Path, name: str) -> str:
    """Return the value of a line ``name: value`` in a file below /proc, or "unknown"."""
    lines = (line.partition(":") for line in path.read_text().splitlines())
    return next((value.strip() for key, _colon, value in lines if key.strip() == name), "unknown")
