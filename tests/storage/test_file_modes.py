"""Files written whole: who can read them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WRITE = """
import os, sys
os.umask(int(sys.argv[2], 8))
from pathlib import Path
from reports.storage.atomic_write import write_whole
write_whole(Path(sys.argv[1]) / "public", b"x")
write_whole(Path(sys.argv[1]) / "private", b"x", private=True)
"""


@pytest.mark.parametrize(("umask", "public"), [("022", 0o644), ("077", 0o600), ("007", 0o660)])
def test_the_umask_decides_but_for_what_is_private(umask: str, public: int, tmp_path: Path) -> None:
    """An office that lets nobody read its files gets no others."""
    subprocess.run([sys.executable, "-c", WRITE, tmp_path, umask], check=True)
    assert (tmp_path / "public").stat().st_mode & 0o777 == public
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 2
