"""Jobs in a pool: each has its limits, and a failing one does not affect the others."""

import logging
import os
import signal
import time

import pytest
from pebble import ProcessExpired

from reports.errors import Place
from reports.processes.confinement import run_confined
from reports.processes.limits import Limits
from reports.processes.process_pool import InlineExecutor, LimitedPool


def _begin() -> None:
    """Prepare nothing."""


def _twice(number: int) -> int:
    return 2 * number


def _forever() -> None:
    while True:
        pass


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _grow() -> int:
    return len(bytearray(3_000_000_000))


def _fail() -> None:
    raise ValueError("no")


def test_jobs_come_back_with_their_results() -> None:
    with LimitedPool(2, _begin) as pool:
        assert [job.result() for job in [pool.submit(_twice, n) for n in range(20)]] == [
            2 * n for n in range(20)
        ]


def test_job_that_does_not_end_is_stopped_and_the_others_go_on() -> None:
    with LimitedPool(2, _begin) as pool:
        pool.limits = Limits(seconds=0.5)
        endless, others = pool.submit(_forever), [pool.submit(_twice, n) for n in range(10)]
        with pytest.raises(TimeoutError):
            endless.result()
        assert [job.result() for job in others] == [2 * n for n in range(10)]


class _Long:
    """A job's argument that allows it 100 times the seconds."""

    weight = 100


def _take_longer(_long: _Long) -> float:
    begun = time.monotonic()
    while time.monotonic() - begun < 1.5:
        pass
    return 1.5


def test_long_job_has_more_time() -> None:
    with LimitedPool(1, _begin) as pool:
        pool.limits = Limits(seconds=0.5)
        assert pool.submit(_take_longer, _Long()).result() == 1.5


def test_process_that_dies_takes_only_its_job_along() -> None:
    with LimitedPool(2, _begin) as pool:
        dying, others = pool.submit(_die), [pool.submit(_twice, n) for n in range(10)]
        with pytest.raises(ProcessExpired):
            dying.result()
        assert [job.result() for job in others] == [2 * n for n in range(10)]


def test_job_that_wants_too_much_memory_fails_alone() -> None:
    with LimitedPool(1, _begin) as pool:
        pool.limits = Limits(megabytes=1000)
        with pytest.raises(MemoryError):
            pool.submit(_grow).result()
        assert pool.submit(_twice, 4).result() == 8


def test_jobs_still_waiting_at_shutdown_are_cancelled() -> None:
    pool = LimitedPool(1, _begin)
    for _number in range(5):
        pool.submit(_forever)
    begun = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - begun < pool.limits.seconds / 2


def test_inline_executor_returns_results_and_errors_alike() -> None:
    assert InlineExecutor().submit(_twice, 3).result() == 6
    with pytest.raises(ValueError, match="no"):
        InlineExecutor().submit(_fail).result()


def _log() -> None:
    logging.getLogger("a.library").warning("skipping a malformed name record")


def test_log_messages_of_libraries_are_not_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with LimitedPool(1, _begin) as pool:
        pool.submit(_log).result()
    run_confined(Place("x"), Limits(), _log)
    assert capfd.readouterr() == ("", "")
