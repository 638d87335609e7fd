"""Fixtures for several tests: the sample, a copy of it to change, and the command itself."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import pytest
from hypothesis import is_hypothesis_test, settings

from reports import shipped_folder
from reports.build.builder import NO_FALLBACK
from reports.content.workspace import Content, load
from tests.support.warm_command import AVAILABLE, WarmCommand, fits, program_modules

# No deadline: how long an example takes depends on what else the machine does.
settings.register_profile("make test", settings.default, deadline=None, max_examples=25)
settings.register_profile("make soak", settings.default, deadline=None, max_examples=1_000)

T = TypeVar("T")

# a shell ignores SIGINT for what it starts in the background, nohup SIGHUP; the tests' commands
# inherit that
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

COMMAND = Path(sys.executable).with_name("handzettel")
"""The command as pip installed it."""

SAMPLE_SERVES = (
    "No workspace here: this is the shipped sample of an invented party office, not yours."
    " Make a workspace with: handzettel init DIR\n"
)
"""The message outside a workspace, also with -q."""


def _is_soak(config: pytest.Config) -> bool:
    return bool(config.option.markexpr == "soak")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this project."""
    parser.addoption(
        "--within",
        type=float,
        metavar="SECONDS",
        help="run the quickest tests of each module named, until their known times add up to this",
    )
    parser.addoption(
        "--renew-pictures",
        action="store_true",
        help="store how the pages look today, in tests/pictures and docs/pictures",
    )
    parser.addoption(
        "--renew-readings",
        action="store_true",
        help="store what is read aloud of documents today, in tests/readings",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples each test of hypothesis takes."""
    settings.load_profile("make soak" if _is_soak(config) else "make test")
    config.pluginmanager.register(_Durations(config), "durations")


class _Durations:
    """Plugin that stores how long each test takes, in pytest's cache, and chooses by it."""

    KEY = "handzettel/seconds"
    UNKNOWN = 0.1
    """Seconds assumed for a test that has not run yet; most need less."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        # None with -p no:cacheprovider
        self.cache: pytest.Cache | None = getattr(config, "cache", None)
        self.seconds: dict[str, float] = {}

    def _stored_seconds(self) -> dict[str, float]:
        """Return the seconds of each test in earlier runs."""
        return dict(self.cache.get(self.KEY, {})) if self.cache is not None else {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose tests for --within: the first module's before others, the quickest first."""
        limit = self.config.option.within
        if limit is None:
            return
        tests = list(items)  # pytest wants its argument called so, and changed in place
        seconds = self._stored_seconds()
        order = list(dict.fromkeys(test.location[0] for test in tests))
        by_time = sorted(
            tests,
            key=lambda test: (
                order.index(test.location[0]) > 0,
                seconds.get(test.nodeid, self.UNKNOWN),
            ),
        )
        total, chosen = 0.0, list[pytest.Item]()
        for test in by_time:
            total += seconds.get(test.nodeid, self.UNKNOWN)
            if total > limit and chosen:
                break
            chosen.append(test)
        left_out = [test for test in tests if test not in chosen]
        self.config.hook.pytest_deselected(items=left_out)
        items[:] = [test for test in tests if test in chosen]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the time of a test's phases."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        """Store the times, unless this is a worker of pytest-xdist."""
        if hasattr(self.config, "workerinput") or self.cache is None:
            return
        rounded = {name: round(seconds, 2) for name, seconds in self.seconds.items()}
        self.cache.set(self.KEY, self._stored_seconds() | rounded)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark tests for ``make soak`` that try only a part of their values in ``make test``."""
    function = getattr(item, "obj", None)
    if _is_soak(item.config) and (is_hypothesis_test(function) or "sliced" in item.keywords):
        item.add_marker(pytest.mark.soak)


class PartTaker(Protocol):
    """Takes every n-th of some values in ``make test``, and all of them in ``make soak``."""

    def __call__(self, values: Sequence[T], step: int) -> Sequence[T]:
        """Return the values to try."""


@pytest.fixture(scope="session")
def part(pytestconfig: pytest.Config) -> PartTaker:
    """Return the values that a test marked ``sliced`` tries."""
    soak = _is_soak(pytestconfig)

    def take(values: Sequence[T], step: int) -> Sequence[T]:
        return values if soak else values[::step]

    return take


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how often ``make soak`` tried what; tests report it with ``record_property``."""
    sums: dict[str, list[Any]] = {}
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in getattr(report, "user_properties", ()):
            if name == "tried":
                subject, count, faults, _more = value
                totals = sums.setdefault(subject, [0, 0, 0.0])
                totals[0] += count
                totals[1] += faults
                totals[2] += report.duration
    if not sums or terminalreporter.config.option.markexpr != "soak":
        return
    terminalreporter.section("tried")
    for subject, (count, faults, seconds) in sorted(sums.items()):
        terminalreporter.write_line(f"{subject:36}{count:9,}{faults:4} faults{seconds:8.0f} s")
    count, faults = (sum(totals[i] for totals in sums.values()) for i in (0, 1))
    terminalreporter.write_line(f"{'all':36}{count:9,}{faults:4} faults")


class RunResult(NamedTuple):
    """Exit code and output of a run of the command."""

    exit: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8")

    @property
    def messages(self) -> str:
        """Standard error without the message that the shipped sample serves."""
        return self.stderr.removeprefix(SAMPLE_SERVES)


Cli = Callable[..., RunResult]
"""``cli("export", cwd=folder, env={"LANGUAGE": "de"})``."""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Set English messages, and a folder for user data that is not the user's own."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(autouse=True)
def _no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a failing optimisation an error, or its fallback would hide it from the test."""
    monkeypatch.setenv(NO_FALLBACK, "1")


@pytest.fixture(scope="session", autouse=True)
def _loaded_fork_server() -> Iterator[None]:
    """Have the fork server of the tests' own process load the whole program.

    It lives as long as that process, and is asked for many short jobs, each of which would
    otherwise load what the layout engine does not need.
    """
    if not AVAILABLE:
        yield
        return
    context: Any = multiprocessing.get_context("forkserver")
    preload, modules = context.set_forkserver_preload, program_modules()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "set_forkserver_preload", lambda names: preload([*names, *modules]))
        yield


@pytest.fixture(scope="session")
def sample() -> Content:
    """The shipped sample, loaded once; all of it is frozen."""
    return load(shipped_folder("data"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the shipped sample that a test may change."""
    return Path(shutil.copytree(shipped_folder("data"), tmp_path / "workspace"))


@pytest.fixture(scope="session")
def warm_command() -> Iterator[WarmCommand | None]:
    """The command loaded once, whose forks run it; None where forking is not safe."""
    if not AVAILABLE:
        yield None
        return
    command = WarmCommand(COMMAND)
    yield command
    command.stop()


@pytest.fixture
def cli(tmp_path: Path, warm_command: WarmCommand | None) -> Cli:
    """Return a function that runs the command, by default in an empty folder."""
    empty = tmp_path / "elsewhere"
    empty.mkdir()

    def run(
        *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> RunResult:
        folder = cwd or empty
        environment = {**os.environ, "LANGUAGE": "en", "PYTHONUTF8": "1", **(env or {})}
        if warm_command is not None and fits(environment):
            code, stdout, stderr = warm_command.run(
                [str(argument) for argument in arguments], folder, environment, timeout=100
            )
            return RunResult(code, stdout, stderr.decode("utf-8"))
        process = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=100,
            check=False,
        )
        return RunResult(process.returncode, process.stdout, process.stderr.decode("utf-8"))

    return run
