"""What several tests need: the sample, a copy of it to break, and the command itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from reports import room
from reports.workspace import Content, load

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", settings.default, deadline=None)
settings.load_profile("any machine")

COMMAND = Path(sys.executable).with_name("handzettel")
"""The command as pip installed it."""


SAMPLE_SERVES = (
    "No workspace here: this is the shipped sample of an invented party office, not yours."
    " Make a workspace with: handzettel init DIR\n"
)
"""What is said outside a workspace, also with -q."""


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
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are compared in English, whatever the machine speaks."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(scope="session")
def sample() -> Content:
    """The shipped sample, loaded once; all of it is frozen."""
    return load(room("data"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the shipped sample that a test may change."""
    return Path(shutil.copytree(room("data"), tmp_path / "workspace"))


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs the installed command, in a folder that is no workspace unless told otherwise."""
    empty = tmp_path / "elsewhere"
    empty.mkdir()

    def run(
        *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=cwd or empty,
            env={**os.environ, "LANGUAGE": "en", "PYTHONUTF8": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=100,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    return run
