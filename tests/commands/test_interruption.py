"""A run that is ended from outside leaves no process and no file, and says nothing."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reports.errors import Interrupted
from reports.storage.deferred_signals import defer, uninterrupted
from tests import ROOT
from tests.conftest import COMMAND

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are counted in /proc"
)

PATIENCE = 60.0
"""Seconds to wait for what has to happen, on a machine that does other things as well."""

LATENESS = 2.0
"""Seconds by which a process may be late that has nothing to do any more but to end."""


class Started:
    """A command at work in a session of its own, with folders that nobody else uses."""

    def __init__(self, folder: Path, *arguments: str | Path) -> None:
        self.temporary = folder / "tmp"
        self.out = folder / "out"
        self.cache = folder / "cache"
        for path in (self.temporary, self.cache / "handzettel"):
            path.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [*arguments, "-o", self.out] if arguments[0] == COMMAND else arguments,
            cwd=folder,
            env={
                **os.environ,
                "LANGUAGE": "en",
                "TMPDIR": str(self.temporary),
                "XDG_CACHE_HOME": str(self.cache),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def processes(self) -> list[int]:
        """The processes of its session that are alive."""
        alive = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = path.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(words[3]) == self.process.pid and words[0] not in "ZX":
                alive.append(int(path.parent.name))
        return alive

    def wait_until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it does not come to pass"
            time.sleep(0.01)

    def end(self) -> tuple[int, list[str]]:
        """Its exit code and the lines of its messages."""
        _out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, [line for line in err.splitlines() if line.strip()]

    def left(self) -> list[str]:
        """The files that lie about, besides finished pages and what the cache is for."""
        kept = ("store", "fonts", "locks")
        runs = [path for path in self.cache.glob("*/*") if path.name not in kept]
        runs = [path for path in runs if path.name != "run" or any(path.iterdir())]
        parts = [path for path in self.out.rglob(".*") if path.name != ".handzettel-output.json"]
        return [str(path) for path in (*runs, *parts, *self.temporary.iterdir())]


@pytest.fixture
def start() -> Iterator[Callable[..., Started]]:
    """Starts commands, in a folder with a short name as a user's: a socket's is bounded."""
    runs: list[Started] = []
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="hz") as folder:

        def begin(*arguments: str | Path) -> Started:
            runs.append(Started(Path(folder), *arguments))
            return runs[-1]

        yield begin
        for run in runs:
            for number in run.processes():
                os.kill(number, signal.SIGKILL)
            run.process.communicate()


BUILD = (COMMAND, "build", "-q", "--workers", "2")


def _has_workers(run: Started) -> bool:
    return len(run.processes()) >= 5  # itself, two of the library, two that make documents


@pytest.mark.parametrize(
    ("name", "to_all"),
    [
        ("SIGINT", True),
        ("SIGTERM", False),
        ("SIGHUP", True),
        pytest.param("SIGINT", False, marks=pytest.mark.soak),
        pytest.param("SIGTERM", True, marks=pytest.mark.soak),
        pytest.param("SIGHUP", False, marks=pytest.mark.soak),
    ],
)
def test_signal_ends_a_run_and_all_it_started(
    name: str, to_all: bool, start: Callable[..., Started]
) -> None:
    run = start(*BUILD)
    run.wait_until(lambda: _has_workers(run))
    number = signal.Signals[name]
    (os.killpg if to_all else os.kill)(run.process.pid, number)
    code, lines = run.end()
    run.wait_until(lambda: not run.processes(), 0.3 + LATENESS)
    assert code == 128 + number
    assert [line for line in lines if "sample" not in line] == []
    assert run.left() == []


def test_second_ctrl_c_changes_nothing(start: Callable[..., Started]) -> None:
    run = start(*BUILD)
    run.wait_until(lambda: _has_workers(run))
    for _press in range(5):
        os.killpg(run.process.pid, signal.SIGINT)
    code, lines = run.end()
    run.wait_until(lambda: not run.processes(), 0.3 + LATENESS)
    assert code == 130
    assert [line for line in lines if "sample" not in line] == []
    assert run.left() == []


def test_ctrl_c_while_the_command_is_loaded_says_nothing(start: Callable[..., Started]) -> None:
    run = start(sys.executable, "-c", "import reports, os; os.kill(os.getpid(), 2); import click")
    code, lines = run.end()
    assert code in (-signal.SIGINT, 130)  # both are 130 for a shell
    assert lines == []


def test_run_that_went_well_leaves_no_process_and_no_file(start: Callable[..., Started]) -> None:
    run = start(COMMAND, "summary", "3", "-q")
    code, _lines = run.end()
    run.wait_until(lambda: not run.processes(), 0.3 + LATENESS)
    assert code == 0
    assert run.left() == []


def test_run_that_ends_before_its_helpers_have_begun_takes_them_along(
    start: Callable[..., Started],
) -> None:
    run = start(COMMAND, "summary", "no-such-area", "-q")
    code, _lines = run.end()
    run.wait_until(lambda: not run.processes(), 0.3 + LATENESS)
    assert code == 2
    assert run.left() == []


def test_hangup_that_is_ignored_stays_ignored(start: Callable[..., Started]) -> None:
    run = start("nohup", str(COMMAND), "summary", "3", "-q", "-o", "out")
    run.wait_until(lambda: len(run.processes()) >= 3)
    os.killpg(run.process.pid, signal.SIGHUP)
    assert run.end()[0] == 0


STUCK = """
import re
from reports.processes.process_pool import LimitedPool
from tests.commands.test_interruption import nothing, search_for_ever

if __name__ == "__main__":
    pool = LimitedPool(2, nothing)
    jobs = [pool.submit(search_for_ever) for _ in range(2)]
    print("working", flush=True)
    jobs[0].result()
"""


def nothing() -> None:
    """Begin without anything."""


def search_for_ever() -> None:
    """Work in a library that lets no other thread work."""
    import re

    re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has to get its turn")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_process_deep_in_a_library_ends_with_the_one_that_started_it(
    name: str, start: Callable[..., Started], tmp_path: Path
) -> None:
    script = tmp_path / "stuck.py"
    script.write_text(STUCK)
    run = start("env", f"PYTHONPATH={ROOT}", sys.executable, script)
    assert run.process.stdout is not None
    assert run.process.stdout.readline() == "working\n"
    run.wait_until(lambda: len(run.processes()) >= 5)
    os.kill(run.process.pid, signal.Signals[name])
    run.wait_until(lambda: not run.processes())


def test_next_run_removes_what_a_killed_one_left(start: Callable[..., Started]) -> None:
    run = start(*BUILD)
    run.wait_until(lambda: _has_workers(run))
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()
    run.wait_until(lambda: not run.processes())
    assert list(run.temporary.iterdir()) == []
    assert list(run.cache.glob("*/run/*"))
    again = start(COMMAND, "summary", "3", "-q")
    assert again.end()[0] == 0
    assert again.left() == []


def test_signal_waits_for_a_short_piece_of_work() -> None:
    done = []

    def write() -> None:
        with uninterrupted():
            assert defer(signal.SIGTERM)
            done.append("written")

    with pytest.raises(Interrupted):
        write()
    assert done == ["written"]
    assert not defer(signal.SIGTERM)
