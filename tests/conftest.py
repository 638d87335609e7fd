"""What several tests need: the sample, a copy of it to break, and the command itself."""

from __future__ import annotations

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

from reports import room
from reports.build.builder import NO_FALLBACK
from reports.content.workspace import Content, load
from tests.support.warm_command import AVAILABLE, WarmCommand, fits

# How long an example takes says more of the machine than of the code.
settings.register_profile("make test", settings.default, deadline=None, max_examples=25)
settings.register_profile("make soak", settings.default, deadline=None, max_examples=1_000)

T = TypeVar("T")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # as in what a shell starts in the background; the commands that tests end would ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

COMMAND = Path(sys.executable).with_name("handzettel")
"""The command as pip installed it."""

SAMPLE_SERVES = (
    "No workspace here: this is the shipped sample of an invented party office, not yours."
    " Make a workspace with: handzettel init DIR\n"
)
"""What is said outside a workspace, also with -q."""


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


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples each test of hypothesis takes."""
    settings.load_profile("make soak" if _is_soak(config) else "make test")
    config.pluginmanager.register(_Durations(config), "durations")


class _Durations:
    """Keeps how long each test takes, in pytest's cache, and chooses tests by it."""

    KEY = "handzettel/seconds"
    UNKNOWN = 0.1
    """Seconds that a new test is taken to need; most need less."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        # a run that keeps nothing has none
        self.cache: pytest.Cache | None = getattr(config, "cache", None)
        self.seconds: dict[str, float] = {}

    def _known(self) -> dict[str, float]:
        return dict(self.cache.get(self.KEY, {})) if self.cache is not None else {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what does not fit, the quickest of the first module first."""
        limit = self.config.option.within
        if limit is None:
            return
        known = self._known()
        order = list(dict.fromkeys(item.location[0] for item in items))
        by_time = sorted(
            items,
            key=lambda item: (
                order.index(item.location[0]) > 0,
                known.get(item.nodeid, self.UNKNOWN),
            ),
        )
        total, chosen = 0.0, list[pytest.Item]()
        for item in by_time:
            total += known.get(item.nodeid, self.UNKNOWN)
            if total > limit and chosen:
                break
            chosen.append(item)
        left_out = [item for item in items if item not in chosen]
        self.config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item in chosen]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the parts of a test."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        """Keep the times, where this is no worker of another process."""
        if hasattr(self.config, "workerinput") or self.cache is None:
            return
        rounded = {name: round(seconds, 2) for name, seconds in self.seconds.items()}
        self.cache.set(self.KEY, self._known() | rounded)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Take tests into the long run that try a part of their values in the short one."""
    function = getattr(item, "obj", None)
    if _is_soak(item.config) and (is_hypothesis_test(function) or "sliced" in item.keywords):
        item.add_marker(pytest.mark.soak)


class Part(Protocol):
    """Takes every n-th of some values in ``make test``, and all of them in ``make soak``."""

    def __call__(self, values: Sequence[T], step: int) -> Sequence[T]:
        """Return the values to try."""


@pytest.fixture(scope="session")
def part(pytestconfig: pytest.Config) -> Part:
    """What a test marked ``sliced`` takes of its values."""
    soak = _is_soak(pytestconfig)

    def take(values: Sequence[T], step: int) -> Sequence[T]:
        return values if soak else values[::step]

    return take


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the long runs tried, added up; ``record_property`` brings it from each process."""
    added: dict[str, list[Any]] = {}
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in getattr(report, "user_properties", ()):
            if name == "tried":
                what, count, faults, _more = value
                known = added.setdefault(what, [0, 0, 0.0])
                known[0] += count
                known[1] += faults
                known[2] += report.duration
    if not added or terminalreporter.config.option.markexpr != "soak":
        return
    terminalreporter.section("tried")
    for what, (count, faults, seconds) in sorted(added.items()):
        terminalreporter.write_line(f"{what:36}{count:9,}{faults:4} faults{seconds:8.0f} s")
    count, faults = (sum(known[i] for known in added.values()) for i in (0, 1))
    terminalreporter.write_line(f"{'all':36}{count:9,}{faults:4} faults")


class Ran(NamedTuple):
    """What a run of the command came to."""

    exit: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8")

    @property
    def told(self) -> str:
        """What was said besides that the shipped sample serves, which is said always."""
        return self.stderr.removeprefix(SAMPLE_SERVES)


Cli = Callable[..., Ran]
"""``cli("export", cwd=folder, env={"LANGUAGE": "de"})``."""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Messages are compared in English, whatever the machine speaks; its data stay as they are."""
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture(autouse=True)
def _no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the failure of a fast way be an error, or a test could pass by the plain way alone."""
    monkeypatch.setenv(NO_FALLBACK, "1")


@pytest.fixture(scope="session")
def sample() -> Content:
    """The shipped sample, loaded once; all of it is frozen."""
    return load(room("data"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the shipped sample that a test may change."""
    return Path(shutil.copytree(room("data"), tmp_path / "workspace"))


@pytest.fixture(scope="session")
def warm_command() -> Iterator[WarmCommand | None]:
    """The command loaded once, of which runs are forks; None where that is not safe."""
    if not AVAILABLE:
        yield None
        return
    command = WarmCommand(COMMAND)
    yield command
    command.stop()


@pytest.fixture
def cli(tmp_path: Path, warm_command: WarmCommand | None) -> Cli:
    """Runs the command, in a folder that is no workspace unless told otherwise."""
    empty = tmp_path / "elsewhere"
    empty.mkdir()

    def run(
        *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        folder = cwd or empty
        environment = {**os.environ, "LANGUAGE": "en", "PYTHONUTF8": "1", **(env or {})}
        if warm_command is not None and fits(environment):
            code, stdout, stderr = warm_command.run(
                [str(argument) for argument in arguments], folder, environment, timeout=100
            )
            return Ran(code, stdout, stderr.decode("utf-8"))
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=100,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    return run
