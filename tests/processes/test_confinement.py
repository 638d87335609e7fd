"""Functions called in a confined process: their values, their errors, their limits."""

import ctypes
import mmap
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator

import pytest

from reports.errors import ContentError, Place, Problem, UsageError
from reports.processes.confinement import run_confined
from reports.processes.limits import Limits

PLACE = Place("events.yaml")


@pytest.fixture(params=["fork", "forkserver"])
def _context(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with each way to start a process: a process with threads is not forked."""
    if request.param == "fork":
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


pytestmark = pytest.mark.usefixtures("_context")


def _pid(*_arguments: object) -> int:
    return os.getpid()


def _never() -> None:
    while True:
        pass


def _all_memory() -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def _refuse() -> None:
    raise UsageError(Problem(Place("here", 7), "wrong", "mend it"))


def _fail() -> None:
    raise KeyError("body::marker")


def _die() -> None:
    os.abort()


def _children() -> int:
    return len(multiprocessing.active_children())


def test_value_comes_from_another_process() -> None:
    assert run_confined(PLACE, Limits(), _pid) != os.getpid()
    assert _children() == 0


def test_work_that_never_ends_is_stopped_and_named() -> None:
    started = time.monotonic()
    with pytest.raises(ContentError, match=r"^events\.yaml: takes too long"):
        run_confined(PLACE, Limits(seconds=2), _never)
    assert time.monotonic() - started < 20
    assert _children() == 0


@pytest.mark.parametrize("work", [_all_memory, _die])
def test_work_that_takes_all_memory_or_dies_is_named(work: object) -> None:
    with pytest.raises(ContentError, match=r"^events\.yaml: needs more memory"):
        run_confined(PLACE, Limits(megabytes=700), work)  # type: ignore[arg-type]
    assert _children() == 0


def test_thread_of_a_library_keeps_the_process_from_being_forked() -> None:
    """Python does not know the thread; a lock that it holds would stay locked in a fork."""
    libc = ctypes.CDLL(None)
    thread, done = ctypes.c_ulong(), threading.Event()
    run = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _nothing: done.wait() and None)
    assert libc.pthread_create(ctypes.byref(thread), None, run, None) == 0
    try:
        assert run_confined(PLACE, Limits(60, 500), os.getppid) != os.getpid()
    finally:
        done.set()
        libc.pthread_join(thread, None)


def test_address_space_of_the_caller_is_not_counted() -> None:
    with mmap.mmap(-1, 3_000_000_000):  # address space alone, not one page of memory
        assert run_confined(PLACE, Limits(60, 200), _pid) != os.getpid()


def test_error_meant_for_the_user_is_raised_unchanged() -> None:
    with pytest.raises(UsageError) as caught:
        run_confined(PLACE, Limits(), _refuse)
    assert caught.value.problems == (Problem(Place("here", 7), "wrong", "mend it"),)


def test_any_other_exception_becomes_a_problem_with_separate_details() -> None:
    with pytest.raises(ContentError) as caught:
        run_confined(PLACE, Limits(), _fail)
    (problem,) = caught.value.problems
    assert problem.place == PLACE
    assert problem.message == "something in it cannot be read"
    assert "KeyError: 'body::marker'" in caught.value.details
    assert "in _fail" in caught.value.details


def _nested() -> tuple[int, int]:
    return os.getpid(), run_confined(PLACE, Limits(), _pid)


def test_confined_process_starts_no_other() -> None:
    """In a confined process a function is called directly."""
    outer, inner = run_confined(PLACE, Limits(), _nested)
    assert outer == inner != os.getpid()


def test_other_work_is_done_while_the_process_is_busy() -> None:
    done = []

    def load() -> None:
        done.append(time.monotonic())

    assert run_confined(PLACE, Limits(), _busy_until, meanwhile=load) > done[0]


def test_other_work_takes_from_the_time_of_the_process() -> None:
    started = time.monotonic()
    with pytest.raises(ContentError, match="takes too long"):
        run_confined(PLACE, Limits(seconds=2), _never, meanwhile=lambda: time.sleep(2))
    assert time.monotonic() - started < 20


def _busy_until() -> float:
    time.sleep(0.5)
    return time.monotonic()
