"""Tries a reader with many spoilt files, in a process that can hang or die."""

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
_MOST_FAULTS = 20
"""What is wrong throughout need not be told in full."""


@dataclass(frozen=True)
class Target:
    """A function of a file's bytes that may raise a HandzettelError and nothing else.

    What it returns, if anything, is what is wrong with the file.
    """

    mutator: Callable[[], Mutator]
    begin: Callable[[], Callable[[bytes], object]]
    """Called once in the process that tries it; gives the function."""
    slice: int
    """How many files are tried in ``make test``."""
    soak: int
    """And in ``make soak``."""
    limited: bool = False
    """Whether such files can ask for ever more, and are read in a process with limits."""
    seconds: float = SECONDS
    patience: float = PATIENCE


@dataclass
class Tried:
    """What came of trying a target."""

    files: int = 0
    refused: int = 0
    """Those that led to a HandzettelError."""
    stopped: int = 0
    """Those that reached a limit."""
    slowest: float = 0.0
    slowest_number: int = -1
    faults: list[str] = field(default_factory=list)


def attack(name: str, numbers: Iterable[int], folder: Path, target: Target | None = None) -> Tried:
    """Try a target with the files of some numbers; each fault names the number it came of.

    Only for a process without threads, since it is forked; see :func:`prove`.
    """
    from tests.support.targets import TARGETS

    target = target or TARGETS[name]
    tried, mutator = Tried(), target.mutator()
    left = list(numbers)
    while left and len(tried.faults) < _MOST_FAULTS:
        done = _run(name, target, mutator, left, tried, folder)
        left = left[done:]
    return tried


def _run(
    name: str, target: Target, mutator: Mutator, numbers: list[int], tried: Tried, folder: Path
) -> int:
    """Try files in one process until it is through or has to be given up; how many."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    # not daemonic, since readers have processes of their own; it dies with this one all the same
    process = context.Process(target=_try_each, args=(target, mutator, numbers, folder, there))
    process.start()
    there.close()
    done = 0

    def given_up(what: str) -> None:
        tried.files += 1
        tried.stopped += target.limited
        if not target.limited:
            tried.faults.append(f"{name} {numbers[done]}: {what}")

    try:
        while done < len(numbers):
            if not here.poll(target.patience):
                given_up("hangs")
                return done + 1
            number, refused, seconds, fault = here.recv()
            assert number == numbers[done]
            done += 1
            tried.files += 1
            tried.refused += refused
            if seconds > tried.slowest:
                tried.slowest, tried.slowest_number = seconds, number
            if fault:
                tried.faults.append(f"{name} {number}: {fault}")
            if seconds > target.seconds:
                tried.faults.append(f"{name} {number}: takes {seconds:.0f} s")
            if len(tried.faults) >= _MOST_FAULTS:
                return done
    except EOFError:
        given_up("ends its process, or wants too much memory")
        return done + 1
    finally:
        here.close()
        process.kill()
        process.join()
    return done


def _silence() -> None:
    """Keep what libraries print to themselves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _try_each(
    target: Target, mutator: Mutator, numbers: list[int], folder: Path, there: Connection
) -> None:
    forkserver.die_with_parent()
    _silence()
    warnings.simplefilter("ignore")  # pytest makes errors of them; the program does not
    limit_this_process(LIMITS)
    # so that it goes with the test's folder, however this process ends
    tempfile.tempdir = str(folder)
    function = target.begin()
    for number in numbers:
        data = mutator.case(number)
        refused, fault, began = False, "", time.process_time()
        try:
            refused = bool(function(data))
        except HandzettelError:
            refused = True
        except MemoryError:
            there.close()  # as a process that died of it
            return
        except BaseException:  # whatever it is, it is what is looked for
            fault = traceback.format_exc(limit=-6)
        there.send((number, refused, time.process_time() - began, fault))


@cache
def _helper() -> ProcessPoolExecutor:
    """A process without threads, which can be forked: pytest's own may have some."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def tried_with(
    name: str, numbers: Iterable[int], folder: Path, target: Target | None = None
) -> Tried:
    """What comes of trying a target, whatever threads there are in this process."""
    return _helper().submit(attack, name, numbers, folder, target).result()


def prove(
    name: str, numbers: Iterable[int], folder: Path, record: Callable[[str, object], None]
) -> None:
    """Fail with the first faults that come of files with some numbers."""
    tried = tried_with(name, numbers, folder)
    shown = f"{tried.refused} refused, {tried.stopped} stopped, slowest {tried.slowest:.2f} s"
    record("tried", (f"spoilt files: {name}", tried.files, len(tried.faults), shown))
    if tried.faults:
        pytest.fail("\n\n".join(tried.faults[:5]), pytrace=False)
