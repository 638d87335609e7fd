"""What the README says works as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reports.errors import Exit
from tests import ROOT

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "LIESMICH.md"])
def test_every_command_in_the_readme_runs(name: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    script = "\n".join(line.strip() for block in blocks for line in block.splitlines())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}"],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert script.count("handzettel") >= 5
    assert (tmp_path / "mein-parteitag/out/summary/bereich-3.pdf").read_bytes().startswith(b"%PDF-")


def test_the_readme_lists_every_exit_code() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert listed == {int(code) for code in Exit}
