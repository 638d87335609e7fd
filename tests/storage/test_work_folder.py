"""Work files of runs, dead and alive."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reports.errors import ConflictError
from reports.storage import fingerprint
from reports.storage.work_folder import (
    HIDDEN,
    ensure_secret,
    read_secret,
    remove_secret,
    work_folder,
)

RUN = """
import sys
from pathlib import Path
from reports.storage.work_folder import work_folder
with work_folder(Path(sys.argv[1]), "mail") as folder:
    (folder / "1.pdf").write_text("Erika")
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def run(root: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another run in the midst of its work, and its folder; killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def left(root: Path) -> list[str]:
    return sorted(path.name for path in (root / HIDDEN).iterdir() if path.name[0] != ".")


def test_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with work_folder(tmp_path, "mail") as folder:
        assert folder.parent == tmp_path / HIDDEN
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        (folder / "letter.pdf").touch()
    assert left(tmp_path) == ["lock"]


class Ended(BaseException):
    """What the system's wish to end the program may become."""


@pytest.mark.parametrize("error", [KeyboardInterrupt, Ended, ValueError])
def test_folder_is_gone_however_a_run_ends(error: type[BaseException], tmp_path: Path) -> None:
    def work() -> None:
        with work_folder(tmp_path, "mail") as folder:
            (folder / "letter.pdf").touch()
            raise error

    with pytest.raises(error):
        work()
    assert left(tmp_path) == ["lock"]


def test_next_run_clears_what_a_killed_one_left_and_no_other(tmp_path: Path) -> None:
    with run(tmp_path) as (_process, dead):
        pass
    assert (dead / "1.pdf").exists()
    with run(tmp_path) as (_process, alive), work_folder(tmp_path, "mail") as mine:
        assert not dead.exists()
        assert (alive / "1.pdf").exists()
        assert mine.exists()
    with work_folder(tmp_path, "mail"):
        pass
    assert left(tmp_path) == ["lock"]


def test_number_of_a_dead_process_says_nothing(tmp_path: Path) -> None:
    """Numbers come again; a folder named after a living process is cleared if nobody holds it."""
    with work_folder(tmp_path, "mail") as folder:
        other = folder.with_name(folder.name[:-8] + "00000000")
        other.mkdir()
        with work_folder(tmp_path, "mail"):
            assert not other.exists()
            assert folder.exists()


def test_hidden_folder_is_no_content_and_not_committed(tmp_path: Path) -> None:
    before = fingerprint.workspace(tmp_path)
    ensure_secret(tmp_path)
    assert fingerprint.workspace(tmp_path) == before
    assert (tmp_path / HIDDEN / ".gitignore").read_text() == "*\n"


def test_link_in_place_of_the_hidden_folder_is_refused(tmp_path: Path) -> None:
    """It could lead to where others read."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / HIDDEN).symlink_to(tmp_path / "elsewhere")
    with (
        pytest.raises(ConflictError, match="it is a link"),
        work_folder(tmp_path / "ws", "mail"),
    ):
        pytest.fail("letters would lie elsewhere")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / HIDDEN).touch()
    with (
        pytest.raises(ConflictError, match="letters are made there"),
        work_folder(tmp_path, "mail"),
    ):
        pytest.fail("there is no folder")


def test_secret_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    assert read_secret(tmp_path) is None
    secret = ensure_secret(tmp_path)
    assert len(secret) == 32
    assert ensure_secret(tmp_path) == read_secret(tmp_path) == secret
    assert (tmp_path / HIDDEN / "secret").stat().st_mode & 0o777 == 0o600
    remove_secret(tmp_path)
    remove_secret(tmp_path)
    assert read_secret(tmp_path) is None
    assert ensure_secret(tmp_path) != secret


def test_damaged_secret_is_made_anew(tmp_path: Path) -> None:
    ensure_secret(tmp_path)
    (tmp_path / HIDDEN / "secret").write_bytes(b"")
    assert len(ensure_secret(tmp_path)) == 32
