"""The doctor names what is wrong and what is left over, and removes what is surely ours."""

import os
import shutil
import time
from pathlib import Path

import pytest

from reports import shipped_folder
from reports.errors import Exit
from reports.mail.ledger import LEDGER
from reports.storage import leftovers, run_folder
from tests.conftest import Cli

OLD = time.time() - 2 * leftovers.AGE


def _aged(path: Path, data: bytes = b"x") -> Path:
    """A file, or a folder, that nobody has touched for long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix or path.name.startswith("._"):
        path.write_bytes(data)
    else:
        path.mkdir()
    os.utime(path, (OLD, OLD))
    return path


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A cache and a folder for temporary files of this test's own."""
    (tmp_path / "tmp").mkdir()
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "tmp")}


def test_sound_installation_is_well(cli: Cli, env: dict[str, str], workspace: Path) -> None:
    ran = cli("doctor", "-w", workspace, env=env)
    assert ran.exit == 0, ran.stderr
    assert "Python " in ran.stderr
    assert "Cache: 0 MB in " in ran.stderr
    assert "Nothing is wrong" in ran.stderr


def test_what_is_missing_is_named(cli: Cli, env: dict[str, str], tmp_path: Path) -> None:
    """Libraries that cannot be loaded, and a cache that cannot be written."""
    (tmp_path / "lib").mkdir()
    for name in ("libpango-1.0.so.0", "libharfbuzz-subset.so.0"):
        (tmp_path / "lib" / name).touch()
    (tmp_path / "cache").touch()
    ran = cli("doctor", env={**env, "LD_LIBRARY_PATH": str(tmp_path / "lib")})
    assert ran.exit == Exit.CHECK
    for words in ("Pango", "HarfBuzz-Subset: missing", "the cache cannot be written"):
        assert words in ran.stderr


def test_strays_and_files_of_another_name_are_named(
    cli: Cli, env: dict[str, str], workspace: Path
) -> None:
    (workspace / "resolution.yaml").rename(workspace / "resolution.yml")
    (workspace / "events.yaml").rename(workspace / "events.yaml.txt")
    (workspace / "bild.png").symlink_to("weg")
    (workspace / os.fsdecode(b"\xe4.yaml")).touch()
    (workspace / LEDGER).write_bytes(b"no ledger at all, and longer than a head of one")
    ran = cli("doctor", "-w", workspace, env=env)
    assert ran.exit == Exit.CHECK
    assert "resolution.yml: this name is not read, and there is no resolution.yaml" in ran.stderr
    assert "events.yaml.txt: this name is not read" in ran.stderr
    assert "bild.png: the link leads nowhere" in ran.stderr
    assert r"\xe4.yaml: its name is no UTF-8" in ran.stderr
    assert LEDGER in ran.stderr


def test_clean_removes_what_is_left_over_and_nothing_else(
    cli: Cli, env: dict[str, str], workspace: Path, tmp_path: Path
) -> None:
    mac = b"\0\5\x16\7 and more"
    font = next(shipped_folder("typefaces").rglob("*.ttf")).read_bytes()
    temporary = tmp_path / "tmp"
    ours = [
        _aged(workspace / "out/summary/.bereich-3.pdf.abcd1234"),
        _aged(workspace / ".resolution.yaml.k_2j3h4g"),
        _aged(workspace / "campaigns/._parteitag.toml", mac),
        _aged(workspace / "Thumbs.db"),
        _aged(workspace / ".handzettel/mail-99999999-0a1b2c3d"),
        _aged(tmp_path / "cache/handzettel/store/ab/damaged.entry"),
    ]
    letters = _aged(temporary / "handzettel-abcd1234")
    (letters / "brief.pdf").write_bytes(b"%PDF")
    copies = _aged(temporary / "weasyprint-abcd1234")
    (copies / "0a").write_bytes(font)
    for folder in (letters, copies):
        os.utime(folder, (OLD, OLD))
    dead = temporary / f"{run_folder.PREFIX}99999999-abcdefgh"
    dead.mkdir()
    (dead / "lock").touch()
    ours += [letters, copies, dead]

    target = tmp_path / "target"
    target.mkdir()
    (target / "mine.pdf").write_bytes(b"mine")
    link = temporary / "handzettel-link1234"
    link.symlink_to(target)
    foreign = _aged(temporary / "weasyprint-foreign1")
    (foreign / "0a").write_bytes(b"somebody else's font")
    os.utime(foreign, (OLD, OLD))
    others = [
        link,
        foreign,
        target / "mine.pdf",
        _aged(workspace / ".bashrc.settings"),
        _aged(workspace / "._mine.yaml", b"a file of mine with an odd name"),
        _aged(workspace / "resolution.yaml~"),
    ]
    young = workspace / ".fresh.pdf.abcd1234"
    young.write_bytes(b"being written")
    others.append(young)

    ran = cli("doctor", "-w", workspace, env=env)
    assert ran.exit == Exit.CHECK
    for path in ours:
        assert f"{path}: " in ran.stderr
        assert os.path.lexists(path)
    assert "handzettel doctor --clean -w" in ran.stderr

    ran = cli("doctor", "--clean", "-w", workspace, env=env)
    assert ran.exit == 0, ran.stderr
    for path in ours:
        assert f"removed: {path}\n" in ran.stderr
        assert not os.path.lexists(path)
    for path in others:
        assert os.path.lexists(path), path


def test_work_files_of_a_run_that_lives_are_left_alone(tmp_path: Path) -> None:
    from filelock import FileLock

    folder = _aged(tmp_path / ".handzettel/mail-99999999-0a1b2c3d")
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        assert list(leftovers.in_workspace(tmp_path)) == []
    assert [leftover.path for leftover in leftovers.in_workspace(tmp_path)] == [folder]


def test_hidden_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    _aged(tmp_path / "elsewhere/mail-99999999-0a1b2c3d")
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws/.handzettel").symlink_to(tmp_path / "elsewhere")
    assert list(leftovers.in_workspace(tmp_path / "ws")) == []


def test_removing_follows_no_link(tmp_path: Path) -> None:
    shutil.copytree(shipped_folder("data"), tmp_path / "data")
    (tmp_path / "link").symlink_to(tmp_path / "data")
    assert not leftovers.remove(leftovers.Leftover(tmp_path / "link", ""))
    assert (tmp_path / "data/handzettel.toml").exists()
