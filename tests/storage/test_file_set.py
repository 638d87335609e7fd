"""A set of files is changed as a whole, whatever happens amid its changes."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from reports.errors import ConflictError, ContentError, Place, Problem
from reports.storage.change_journal import FOLDER, Change, digest
from reports.storage.file_set import change_files, read_whole, recover, writing_into

OLD = {"one.yaml": b"old one", "list.yaml": b"old list"}
NEW = {
    "list.yaml": b"new list",
    "sources/text.txt": b"text",
    "several/001-one.yaml": b"old one",
    "several/002-two.yaml": b"two",
}


OWN = [".gitignore", "lock"]


def accept(_name: str, _data: bytes) -> None:
    """A check that finds nothing."""


def files(folder: Path) -> dict[str, bytes]:
    """All files but the program's own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent != folder / FOLDER
    }


def own_files(folder: Path) -> list[str]:
    """What the program keeps for itself."""
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def changes(folder: Path) -> list[Change]:
    """From OLD to NEW."""
    new = [Change(name, data, digest(folder / name)) for name, data in NEW.items()]
    return [*new, Change("one.yaml", None, digest(folder / "one.yaml"))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "workspace"
    path.mkdir()
    for name, data in OLD.items():
        (path / name).write_bytes(data)
    return path


def changed(folder: Path) -> None:
    with writing_into(folder, wait=0):
        change_files(folder, changes(folder), accept)


def test_all_files_are_put_in_place_and_nothing_is_left(folder: Path) -> None:
    changed(folder)
    assert files(folder) == NEW
    assert own_files(folder) == OWN


KILLED = """
import os, sys
from pathlib import Path
from reports.storage.file_set import recover, writing_into
from tests.storage.test_file_set import NEW, OLD, OWN, changed, files, own_files

CALLS = ("open", "write", "fsync", "close", "replace", "unlink", "mkdir", "rmdir", "chmod")


def die_at(step):
    left = [step]

    def dying(call):
        def wrapped(*args, **others):
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return call(*args, **others)
        return wrapped

    for name in CALLS:
        setattr(os, name, dying(getattr(os, name)))


def dies(step, work):
    child = os.fork()
    if child == 0:
        die_at(step)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


outcomes = []
for step in range(1, 1000):
    folder = Path(sys.argv[1], str(step))
    folder.mkdir()
    for name, data in OLD.items():
        (folder / name).write_bytes(data)
    if not dies(step, lambda: changed(folder)):
        break
    # who opens it next is ended as well, a little later each time
    again = 1 + step % 5
    while dies(again, lambda: recover(folder)):
        again += 5
    left = files(folder)
    assert left in (OLD, NEW), (step, left)
    outcomes.append("old" if left == OLD else "new")
    with writing_into(folder):
        assert set(own_files(folder)) <= set(OWN), (step, own_files(folder))
print(*outcomes)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is ended amid its work by fork")
def test_run_that_is_killed_at_any_call_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Before each call to the system; so is the run that opens the workspace after it."""
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    outcomes = ran.stdout.split()
    assert len(outcomes) > 30
    # what is decided stays so
    assert outcomes == ["old"] * outcomes.count("old") + ["new"] * outcomes.count("new")
    assert outcomes.count("new") > 5


def test_new_files_that_fail_their_check_leave_everything_as_it_was(folder: Path) -> None:
    def refuse(name: str, data: bytes) -> None:
        if name.startswith("several/002"):
            assert data == b"two"
            raise ContentError(Problem(Place(name), "unreadable", "mend it"))

    with pytest.raises(ContentError, match="unreadable"), writing_into(folder):
        change_files(folder, changes(folder), refuse)
    assert files(folder) == OLD
    assert not (folder / "sources").exists()


def test_file_that_changed_since_it_was_read_is_kept(folder: Path) -> None:
    """Whoever edits it by hand meanwhile loses nothing."""
    decided = changes(folder)
    (folder / "list.yaml").write_bytes(b"by hand")
    with pytest.raises(ConflictError, match=r"list\.yaml: has changed meanwhile"):
        change_files(folder, decided, accept)
    assert files(folder) == {**OLD, "list.yaml": b"by hand"}


def test_file_that_appeared_meanwhile_is_kept(folder: Path) -> None:
    decided = changes(folder)
    (folder / "sources").mkdir()
    (folder / "sources/text.txt").write_bytes(b"another")
    with pytest.raises(ConflictError, match=r"text\.txt: has changed meanwhile"):
        change_files(folder, decided, accept)
    assert files(folder) == {**OLD, "sources/text.txt": b"another"}


@pytest.mark.parametrize("name", ["sources", "list.yaml", "several"])
def test_nothing_is_written_through_a_link(name: str, folder: Path, tmp_path: Path) -> None:
    aim = tmp_path / "elsewhere"
    (folder / name).unlink(missing_ok=True)
    if name == "list.yaml":
        aim.write_bytes(b"old list")
    else:
        aim.mkdir()
    (folder / name).symlink_to(aim)
    with pytest.raises(ConflictError, match=rf"{name}: is a link"), writing_into(folder):
        change_files(folder, changes(folder), accept)
    assert (folder / name).is_symlink()
    assert aim.is_file() or not list(aim.iterdir())


def test_folder_of_a_files_name_is_told(folder: Path) -> None:
    (folder / "sources/text.txt").mkdir(parents=True)
    with pytest.raises(ConflictError, match=r"text\.txt: is no file"):
        change_files(folder, changes(folder), accept)


# --- no room --------------------------------------------------------------------


def _with_room_for(size: int, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    large = Change("sources/text.txt", b"x" * 10_000, None)
    try:
        with writing_into(folder):
            change_files(folder, [*changes(folder)[:1], large], accept)
    except ConflictError:
        os._exit(7)


@pytest.mark.parametrize("size", [0, 2000], ids=["for the journal", "for the last file"])
def test_full_disk_leaves_everything_as_it_was(size: int, folder: Path) -> None:
    process = multiprocessing.get_context("fork").Process(
        target=_with_room_for, args=(size, folder)
    )
    process.start()
    process.join()
    assert process.exitcode == 7
    assert files(folder) == OLD
    assert own_files(folder) == OWN


# --- after a crash --------------------------------------------------------------


def interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ended when all was decided and the first file in place."""
    original = Path.replace

    def ended(part: Path, target: Path) -> Path:
        if target.name == "text.txt":
            raise KeyboardInterrupt
        return original(part, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            changed(folder)
    assert files(folder)["list.yaml"] == NEW["list.yaml"]
    assert "one.yaml" in files(folder)


def test_reader_finishes_what_was_decided(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads after a crash completes the changes first."""
    interrupted(folder, monkeypatch)
    assert read_whole(folder, lambda: files(folder)) == NEW


@pytest.mark.parametrize("name", ["one.yaml", "sources/text.txt"])
def test_what_was_edited_after_the_crash_is_not_overwritten(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(folder, monkeypatch)
    (folder / name).write_bytes(b"by hand")
    with pytest.raises(ConflictError, match="keep a copy of it elsewhere, remove it"):
        recover(folder)
    assert (folder / name).read_bytes() == b"by hand"
    (folder / name).unlink()  # as the message says
    recover(folder)
    assert files(folder) == NEW


def test_workspace_that_changes_while_it_is_read_is_read_again(folder: Path) -> None:
    """Half of the old and half of the new is no content."""
    readings: list[bytes] = []

    def read() -> bytes:
        first = (folder / "list.yaml").read_bytes()
        if not readings:
            changed(folder)
        readings.append(first)
        if first == OLD["list.yaml"]:
            raise ContentError(Problem(Place("one.yaml"), "is missing", "write it"))
        return first

    assert read_whole(folder, read) == NEW["list.yaml"]
    assert len(readings) == 2


def test_reading_leaves_nothing_in_a_folder(folder: Path) -> None:
    read_whole(folder, lambda: None)
    assert not (folder / FOLDER).exists()


STEP = {"name": "list.yaml", "before": None, "after": None}


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"null",
        {"token": "../../../passwd", "decided": True, "folders": [], "steps": [STEP]},
        {"token": "0" * 16, "decided": True, "folders": [], "steps": [{**STEP, "name": "../x"}]},
        {"token": "0" * 16, "decided": True, "folders": [], "steps": [{**STEP, "name": "/x"}]},
        {"token": "0" * 16, "decided": True, "folders": [], "steps": [{**STEP, "name": 1}]},
        {"token": "0" * 16, "decided": True, "folders": ["a/../.."], "steps": []},
        {"token": "0" * 16, "decided": True, "folders": [], "steps": [{"name": "list.yaml"}]},
    ],
)
def test_journal_that_cannot_be_trusted_is_told(
    journal: bytes | dict[str, object], folder: Path, tmp_path: Path
) -> None:
    """A workspace may come from somebody else."""
    (tmp_path / "x").write_bytes(b"mine")
    (folder / FOLDER).mkdir()
    path = folder / FOLDER / "changes.json"
    path.write_bytes(journal if isinstance(journal, bytes) else json.dumps(journal).encode())
    with pytest.raises(ConflictError, match="what it left cannot be read"):
        recover(folder)
    assert files(folder) == OLD
    assert (tmp_path / "x").exists()


# --- one run at a time ------------------------------------------------------------


def _hold(folder: Path, held: object, done: object) -> None:
    with writing_into(folder):
        held.set()  # type: ignore[attr-defined]
        done.wait()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["workspace", "workspace/../workspace", "link"])
def test_another_run_is_waited_for_by_any_name_of_the_folder(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "of another user"))
    context = multiprocessing.get_context("fork")
    held, done = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(folder, held, done))
    process.start()
    assert held.wait(10)
    messages: list[str] = []
    try:
        with (
            pytest.raises(ConflictError, match="another run is writing here"),
            writing_into(tmp_path / name, wait=0.1, tell=messages.append),
        ):
            pass
        assert "waiting" in messages[0]
    finally:
        done.set()
        process.join()
    with writing_into(tmp_path / name, wait=0):
        pass


@pytest.mark.parametrize(("folders", "lock"), [(0o755, 0o644), (0o775, 0o664), (0o700, 0o600)])
def test_lock_is_for_those_who_may_write_into_the_workspace(
    folders: int, lock: int, folder: Path
) -> None:
    folder.chmod(folders)
    with writing_into(folder):
        assert (folder / FOLDER / "lock").stat().st_mode & 0o777 == lock
        assert (folder / FOLDER).stat().st_mode & 0o777 == folders


def test_folder_that_was_made_for_nothing_goes_again(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writing_into(tmp_path / "new/workspace"):
        raise KeyError
    assert not (tmp_path / "new").exists()


def test_programs_folder_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / FOLDER).symlink_to(tmp_path)
    with pytest.raises(ConflictError, match="is a link"), writing_into(folder):
        pass


def test_new_files_have_the_users_mask_and_old_ones_keep_their_mode(folder: Path) -> None:
    (folder / "list.yaml").chmod(0o640)
    before = os.umask(0o077)
    try:
        changed(folder)
    finally:
        os.umask(before)
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in NEW}
    assert modes.pop("list.yaml") == 0o640
    assert set(modes.values()) == {0o600}
