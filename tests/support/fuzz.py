"""Try a reader with many spoilt files, in a process of its own that may hang or die."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from reports.errors import HandzettelError
from reports.processes import forkserver
from reports.processes.limits import Limits, limit_this_process
from tests.support.mutation import Mutator

SECONDS = 10.0
"""CPU time that one file may take: a person with a broken file does not wait longer."""
PATIENCE = 90.0
"""Seconds of silence after which a process hangs, also on a machine with much to do."""
LIMITS = Limits(seconds=3600, megabytes=1024)
LIMITED_PATIENCE = 20.0
"""Seconds until a file of a limited target is given up; the program itself waits longer."""
_MOST_FAULTS = 20
"""Faults after which a target is tried no further: most likely all have one cause."""

Reader = Callable[[bytes], object]
"""Reads a file's bytes; a true result says that it found something wrong with the file."""
BeginReader = Callable[[], Reader]
"""Makes a reader, in the process that uses it."""


def encoded(*texts: str | bytes) -> list[bytes]:
    """Return texts as bytes."""
    return [text if isinstance(text, bytes) else text.encode() for text in texts]


def new_folder() -> Path:
    """Make an empty folder, inside the test's own folder."""
    return Path(tempfile.mkdtemp())


@dataclass(frozen=True)
class Target:
    """A reader of files, which may raise a HandzettelError and nothing else."""

    mutator: Callable[[], Mutator]
    """Makes the files that the reader is tried with."""
    begin: BeginReader
    slice: int
    """Number of files in ``make test``."""
    soak: int
    """Number of files in ``make soak``."""
    limited: bool = False
    """Whether the program reads such files within limits, since they can ask for any effort.

    Then a file that reaches a limit is no fault.
    """
    seconds: float = SECONDS
    """CPU time that one file may take."""
    patience: float = PATIENCE
    """Seconds without a result after which the process counts as hanging."""


@dataclass
class FuzzResult:
    """How many files a target was tried with, and which faults it has."""

    files: int = 0
    refused: int = 0
    """Files that led to a HandzettelError, or in which the reader found something wrong."""
    stopped: int = 0
    """Files that reached a limit."""
    slowest: float = 0.0
    """CPU time in seconds of the slowest file."""
    slowest_number: int = -1
    """The number that the slowest file is made from."""
    faults: list[str] = field(default_factory=list)


def attack(
    name: str, numbers: Iterable[int], folder: Path, target: Target | None = None
) -> FuzzResult:
    """Try a target with the files of these numbers; each fault names its file's number.

    Only for a process without threads, since it is forked; see :func:`try_target`.
    """
    from tests.support.targets import TARGETS

    target = target or TARGETS[name]
    result, mutator = FuzzResult(), target.mutator()
    left = list(numbers)
    while left and len(result.faults) < _MOST_FAULTS:
        done = _run(name, target, mutator, left, result, folder)
        left = left[done:]
    return result


def _run(
    name: str,
    target: Target,
    mutator: Mutator,
    numbers: list[int],
    result: FuzzResult,
    folder: Path,
) -> int:
    """Try files in one process until all are tried or it hangs or dies; return their number."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    # not daemonic, since readers have processes of their own; die_with_parent ends it instead
    process = context.Process(target=_try_each, args=(target, mutator, numbers, folder, sender))
    process.start()
    sender.close()
    done = 0

    def give_up(reason: str) -> None:
        result.files += 1
        result.stopped += target.limited
        if not target.limited:
            result.faults.append(f"{name} {numbers[done]}: {reason}")

    try:
        while done < len(numbers):
            if not receiver.poll(target.patience):
                give_up("hangs")
                return done + 1
            number, refused, seconds, fault = receiver.recv()
            assert number == numbers[done]
            done += 1
            result.files += 1
            result.refused += refused
            if seconds > result.slowest:
                result.slowest, result.slowest_number = seconds, number
            if fault:
                result.faults.append(f"{name} {number}: {fault}")
            if seconds > target.seconds:
                result.faults.append(f"{name} {number}: takes {seconds:.0f} s")
            if len(result.faults) >= _MOST_FAULTS:
                return done
    except EOFError:
        give_up("ends its process, or wants too much memory")
        return done + 1
    finally:
        receiver.close()
        process.kill()
        process.join()
    return done


def _silence() -> None:
    """Discard what libraries print."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _try_each(
    target: Target, mutator: Mutator, numbers: list[int], folder: Path, sender: Connection
) -> None:
    """Send number, refusal, CPU time and fault of each file; runs in the forked process."""
    forkserver.die_with_parent()
    _silence()
    warnings.simplefilter("ignore")  # pytest makes errors of them; the program does not
    limit_this_process(LIMITS)
    # temporary files are removed with the test's folder, however this process ends
    tempfile.tempdir = str(folder)
    read = target.begin()
    for number in numbers:
        data = mutator.case(number)
        refused, fault, began = False, "", time.process_time()
        try:
            refused = bool(read(data))
        except HandzettelError:
            refused = True
        except MemoryError:
            sender.close()  # as a process that died of it
            return
        except BaseException:  # every other exception is a fault
            fault = traceback.format_exc(limit=-6)
        sender.send((number, refused, time.process_time() - began, fault))


@cache
def _helper() -> ProcessPoolExecutor:
    """Start a process without threads, which can be forked; pytest's own may have some."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def try_target(
    name: str, numbers: Iterable[int], folder: Path, target: Target | None = None
) -> FuzzResult:
    """Try a target with the files of these numbers; this process may have threads."""
    return _helper().submit(attack, name, numbers, folder, target).result()


def fail_on_faults(
    name: str, numbers: Iterable[int], folder: Path, record: Callable[[str, object], None]
) -> None:
    """Try a target with the files of these numbers; fail the test with its first faults."""
    result = try_target(name, numbers, folder)
    shown = f"{result.refused} refused, {result.stopped} stopped, slowest {result.slowest:.2f} s"
    record("tried", (f"spoilt files: {name}", result.files, len(result.faults), shown))
    if result.faults:
        pytest.fail("\n\n".join(result.faults[:5]), pytrace=False)
