"""A function called in a copy of this process: its value, or None where it cannot be had."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.errors import Place
from reports.processes import second_process
from reports.processes.confinement import run_confined
from reports.processes.limits import Limits
from reports.processes.second_process import called_beside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is copied")


@pytest.fixture(autouse=True)
def _safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy this process although a test runner may have threads."""
    monkeypatch.setattr(second_process, "_can_copy", lambda: True)


def _raise() -> int:
    raise MemoryError


def _die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1


def test_value_comes_from_a_second_process() -> None:
    with called_beside(lambda: (os.getpid(), "ä" * 1_000_000)) as answer:
        value = answer()
    assert value is not None
    assert value[0] != os.getpid()
    assert value[1] == "ä" * 1_000_000


@pytest.mark.parametrize("function", [_raise, _die, lambda: sys.exit(3), threading.Lock])
def test_a_process_that_fails_has_no_value(function: Callable[[], object]) -> None:
    with called_beside(function) as answer:
        assert answer() is None


def test_the_second_process_ends_with_the_block() -> None:
    started = time.monotonic()
    with called_beside(lambda: time.sleep(60)):
        children = _children()
    assert len(children) > len(_children())
    assert time.monotonic() - started < 20


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with called_beside(os.getpid) as answer:
            assert answer() is None
    finally:
        done.set()
        thread.join()


def test_without_room_for_a_process_there_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with called_beside(os.getpid) as answer:
        assert answer() is None


def test_both_processes_share_the_memory_of_one() -> None:
    assert run_confined(Place("a"), Limits(megabytes=400), _memories) == [True, True, True]


def _memories() -> list[bool]:
    """Return whether memory can be had: beside a copy, by the copy, and alone again."""
    with called_beside(lambda: _can_have(300)) as answer:
        beside = not _can_have(300) and _can_have(100)
        second = answer() is not True  # none is made where this process has threads
    return [beside, second, _can_have(300)]


def _can_have(megabytes: int) -> bool:
    try:
        bytearray(megabytes * 1_000_000)
    except MemoryError:
        return False
    return True


def _children() -> list[str]:
    return Path("/proc/thread-self/children").read_text("ascii").split()
