"""No file, however spoilt, leads to anything but a sentence about it, and within some seconds.

``make test`` tries a slice; ``make soak`` 200,000 files. A file that fails is made again from
its number: ``TARGETS[name].mutator().case(number)``.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reports.errors import ContentError, Place, Problem
from tests.support.factories import ENGINE
from tests.support.fuzz import Target, fail_on_faults, try_target
from tests.support.mutation import Mutator
from tests.support.targets import TARGETS

pytestmark = ENGINE

PART = 2_000
"""Files in one test of the long run, so that several processes share the work."""

Record = Callable[[str, object], None]


@pytest.mark.parametrize("name", TARGETS)
def test_slice_of_spoilt_files_raises_nothing_unforeseen(
    name: str, tmp_path: Path, record_property: Record
) -> None:
    fail_on_faults(name, range(TARGETS[name].slice), tmp_path, record_property)


def _parts() -> Iterator[tuple[str, int]]:
    for name, target in TARGETS.items():
        for first in range(0, target.soak, PART):
            yield name, first


@pytest.mark.soak
@pytest.mark.parametrize(("name", "first"), list(_parts()))
def test_spoilt_files_raise_nothing_unforeseen(
    name: str, first: int, tmp_path: Path, record_property: Record
) -> None:
    fail_on_faults(
        name, range(first, min(first + PART, TARGETS[name].soak)), tmp_path, record_property
    )


# --- the means --------------------------------------------------------------


def test_long_run_has_200_000_files() -> None:
    assert sum(target.soak for target in TARGETS.values()) >= 200_000


def test_same_number_makes_the_same_file() -> None:
    mutator = TARGETS["calendar"].mutator()
    assert mutator.case(4711) == mutator.case(4711) != mutator.case(4712)


def _numbers() -> Mutator:
    return Mutator([b"%d" % number for number in range(10)])


def _temperamental() -> Callable[[bytes], object]:
    """Does on each file what a reader must not do, or may."""

    def run(data: bytes) -> object:
        if data == b"1":
            raise ContentError(Problem(Place("x"), "wrong", "mend it"))
        if data == b"2":
            return ["wrong"]
        if data == b"3":
            raise KeyError(data)
        if data == b"5":
            os.kill(os.getpid(), signal.SIGSEGV)
        if data == b"7":
            raise MemoryError
        while data == b"8":
            pass
        return None

    return run


def test_what_raises_dies_or_hangs_is_named_and_the_others_are_tried(tmp_path: Path) -> None:
    target = Target(_numbers, _temperamental, 0, 0, patience=2)
    result = try_target("x", range(10), tmp_path, target)
    assert (result.files, result.refused, result.stopped) == (10, 2, 0)
    first, *others = result.faults
    assert first.startswith("x 3: ")
    assert "KeyError: b'3'" in first
    died = "ends its process, or wants too much memory"
    assert others == [f"x 5: {died}", f"x 7: {died}", "x 8: hangs"]


def test_what_is_read_within_limits_may_reach_them(tmp_path: Path) -> None:
    target = Target(_numbers, _temperamental, 0, 0, limited=True, patience=2)
    result = try_target("x", range(10), tmp_path, target)
    assert (result.files, result.stopped) == (10, 3)
    assert len(result.faults) == 1
