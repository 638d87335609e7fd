"""Without a cache the work goes on, and what a run needs for itself goes with it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from reports.commands import options
from reports.errors import ConflictError, Place, Problem
from reports.render import font_faces
from reports.storage import run_folder
from reports.storage.atomic_write import writing_to
from tests.conftest import Cli
from tests.support.factories import sample


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache and a folder for temporary files of this test's own; no run has begun."""
    run_folder.end_run()
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="hz") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        for variable in ("TMPDIR", "TEMP", "TMP"):
            monkeypatch.setenv(variable, str(folder / "tmp"))
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield folder
        run_folder.end_run()
        run_folder.on_loss(None)


def test_cache_is_the_users(places: Path) -> None:
    """The user's cache is taken if it can be written, and nothing lies elsewhere."""
    assert run_folder.cache_folder() == places / "cache/handzettel"
    assert list((places / "tmp").iterdir()) == []


def test_folder_of_a_run_is_private_and_goes_with_it(places: Path) -> None:
    folder = run_folder.run_folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.is_relative_to(places / "cache/handzettel/run")
    (folder / "sub").mkdir()
    run_folder.end_run()
    assert not folder.exists()


def test_temporary_files_lie_in_the_runs_folder_until_it_ends(places: Path) -> None:
    run_folder.use_for_temporary_files()
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).is_relative_to(run_folder.run_folder())
    assert os.environ["TMPDIR"] == str(run_folder.run_folder())
    run_folder.end_run()
    assert os.environ["TMPDIR"] == str(places / "tmp")
    assert tempfile.gettempdir() == str(places / "tmp")


def _block(places: Path) -> None:
    (places / "cache").write_bytes(b"")


def test_cache_that_cannot_be_written_is_told_once_and_another_serves(places: Path) -> None:
    _block(places)
    warnings: list[Problem] = []
    run_folder.on_loss(warnings.append)
    folder = run_folder.cache_folder()
    assert folder == run_folder.cache_folder()
    assert folder.is_relative_to(places / "tmp")
    (folder / "x").write_bytes(b"x")
    (problem,) = warnings
    assert problem.place.file == str(places / "cache/handzettel")
    assert "a part of its path is no folder" in problem.message
    run_folder.end_run()
    assert list((places / "tmp").iterdir()) == []


def test_cache_lost_in_the_middle_leaves_the_disk_it_lies_on(places: Path) -> None:
    assert run_folder.run_folder().is_relative_to(places / "cache")
    run_folder.use_for_temporary_files()
    run_folder.lose_cache(OSError(28, "full"))
    assert run_folder.cache_folder().is_relative_to(places / "tmp")
    run_folder.end_run()
    assert list((places / "tmp").iterdir()) == []
    assert list((places / "cache/handzettel/run").iterdir()) == []


def test_without_any_folder_it_is_told_what_to_set(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _block(places)
    monkeypatch.setattr(tempfile, "tempdir", str(places / "nowhere" / "below" / "\0"))
    monkeypatch.setattr(run_folder, "_new_folder", _refuses)
    with pytest.raises(ConflictError, match="TMPDIR"):
        run_folder.run_folder()


def _refuses(_base: Path) -> None:
    raise PermissionError(13, "no")


def _run_left(base: Path, number: int) -> Path:
    folder = base / f"{run_folder.PREFIX}{number}-abcdefgh"
    folder.mkdir(parents=True)
    (folder / "lock").touch()
    (folder / "font").write_bytes(b"x")
    return folder


def _dead_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_folder_of_a_dead_run_is_cleared(tmp_path: Path) -> None:
    folder = _run_left(tmp_path, _dead_process())
    assert run_folder.clear_dead_runs(tmp_path) == [folder]
    assert not folder.exists()


def test_folder_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    held = _run_left(tmp_path, _dead_process())
    young = tmp_path / f"{run_folder.PREFIX}{os.getpid()}-hgfedcba"
    young.mkdir()
    (young / "lock").touch()
    (tmp_path / f"{run_folder.PREFIX}{_dead_process()}-nolock").mkdir()
    with FileLock(held / "lock"):
        assert run_folder.clear_dead_runs(tmp_path) == []


def test_link_that_looks_like_a_dead_run_is_left_alone(tmp_path: Path) -> None:
    target = _run_left(tmp_path / "elsewhere", _dead_process())
    (tmp_path / target.name).symlink_to(target)
    assert run_folder.clear_dead_runs(tmp_path) == []
    assert (target / "font").exists()


def test_lock_lies_elsewhere_where_the_cache_takes_none(places: Path) -> None:
    _block(places)
    with writing_to(places / "out", places / "cache"):
        pass


@pytest.mark.parametrize("setting", ["file", "proc", "dev-null"])
def test_command_works_without_a_cache(setting: str, cli: Cli, tmp_path: Path) -> None:
    blocked = {"file": tmp_path / "file", "proc": Path("/proc/no"), "dev-null": Path("/dev/null")}
    (tmp_path / "file").touch()
    (tmp_path / "tmp").mkdir()
    env = {"XDG_CACHE_HOME": str(blocked[setting]), "TMPDIR": str(tmp_path / "tmp")}
    ran = cli("export", env=env)
    assert ran.exit == 0
    assert ran.stderr.count("nothing can be kept here") == 1
    assert cli("export", "-q", env=env).stderr.count("nothing can be kept here") == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_command_works_without_a_home(cli: Cli, tmp_path: Path) -> None:
    env = {"HOME": "/proc/none", "XDG_CACHE_HOME": "", "TMPDIR": str(tmp_path)}
    ran = cli("check", env=env)
    assert ran.exit == 0
    assert "nothing can be kept here" in ran.stderr


def test_fonts_are_cut_elsewhere_where_the_cache_takes_none(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[Path] = []

    def faces(_family: object, cache: Path) -> None:
        cut.append(cache)
        if len(cut) == 1:
            raise ConflictError(Problem(Place("face.ttf"), "cannot be written: full", "make room"))

    monkeypatch.setattr(font_faces, "is_ready", lambda *_: False)
    monkeypatch.setattr(font_faces, "faces", faces)
    warnings: list[object] = []
    monkeypatch.setattr(options, "warn", warnings.append)
    chosen = options.options_of(None, None, None, quiet=True, verbose=False)
    options.prepare_fonts(chosen, sample(), options.cache_folder())
    assert cut[0] == places / "cache/handzettel"
    assert cut[1].is_relative_to(places / "tmp")
    assert "cannot be written: full" in str(warnings)


FULL = 'mount -t tmpfs -o size=200k tmpfs "$0" && exec "$@"'


def _can_mount() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    line = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


@pytest.mark.soak  # fonts are cut twice
@pytest.mark.timeout(600)
@pytest.mark.skipif(not _can_mount(), reason="only root can have a small disk")
def test_pages_are_made_though_the_disk_of_the_cache_is_full(tmp_path: Path) -> None:
    from tests.conftest import COMMAND

    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", FULL, disk, COMMAND, "summary", "3", "-o", tmp_path / "out"],
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(disk),
            "TMPDIR": str(tmp_path / "tmp"),
            "LANGUAGE": "en",
        },
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{disk}/handzettel: nothing can be kept here" in done.stderr
    assert "no space is left on the disk" in done.stderr
    assert (tmp_path / "out/summary/bereich-3.pdf").is_file()
    assert list((tmp_path / "tmp").iterdir()) == []
