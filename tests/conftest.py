"""What several tests need: the sample, a copy of it to break, and the command itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from reports import room
from reports.build.builder import NO_FALLBACK
from reports.content.workspace import Content, load
from tests.support.warm_command import AVAILABLE, WarmCommand, fits

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", settings.default, deadline=None)
settings.load_profile("any machine")

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
