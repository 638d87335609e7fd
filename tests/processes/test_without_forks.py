"""Every command works where this process cannot be forked, as on macOS."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main


@pytest.fixture(autouse=True)
def _no_forks() -> Iterator[None]:
    """Keep a second thread running, so that a fork would not be safe."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


CONFINED = """
import os, threading
from reports.errors import Place
from reports.processes.confinement import run_confined
from reports.processes.limits import Limits

done = threading.Event()
threading.Thread(target=done.wait).start()
try:
    print(run_confined(Place("x"), Limits(60, 500), os.getpid) != os.getpid())
finally:
    done.set()
"""


@pytest.mark.parametrize("length", [1, 82, 95])
def test_folder_for_temporary_files_may_have_a_long_name(length: int) -> None:
    """A socket's full name may have about 100 characters; the folder's name is part of it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as base:
        folder = Path(base, "a" * (length - len(base) - 1) or "a")
        folder.mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", CONFINED],
            env={**os.environ, "TMPDIR": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.stdout, ran.stderr) == ("True\n", "")
        assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "summary 3 --no-cache",
        "flyer nachbarschaft --kit",
        "flyer nachbarschaft --format a6 --press coated-3mm",
        "mail parteitag",
        "export --format docx",
        pytest.param("build summary --no-cache", marks=pytest.mark.soak),
        pytest.param("book --no-cache", marks=pytest.mark.soak),
    ],
)
def test_command_works(command: str, workspace: Path) -> None:
    """Everything a process is given must be picklable, since it inherits nothing."""
    ran = CliRunner().invoke(main, [*command.split(), "-w", str(workspace)])
    assert ran.exit_code == 0, ran.output


def test_import_works(tmp_path: Path) -> None:
    """A text is imported where processes cannot be forked."""
    path = tmp_path / "beschluss.txt"
    path.write_text("Beschluss 1\n\nBänke\n\nDie Stadt Leipzig soll Bänke aufstellen.\n", "utf-8")
    ran = CliRunner().invoke(main, ["import", str(path), "-w", str(tmp_path / "neu")])
    assert ran.exit_code == 0, ran.output
