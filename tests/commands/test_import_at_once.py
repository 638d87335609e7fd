"""Imports at once, ended amid their work, or into what somebody else writes: nothing is lost."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reports.cli import main
from reports.commands import import_plan, import_text
from reports.content.formats import located, yaml_file
from reports.content.workspace import load
from reports.storage import change_journal, file_set
from tests.conftest import COMMAND, Cli


def motion(title: str, who: str = "Stadt", more: str = "") -> str:
    """A text that asks for one thing."""
    return f"Beschluss 07\n\n{title}\n\nWir fordern die {who} auf, Bänke aufzustellen.{more}\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file beside the workspace."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def all_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != change_journal.FOLDER
    }


# --- two at once ------------------------------------------------------------------


def at_once(*commands: list[object]) -> list[tuple[int, str]]:
    """Runs of the command that begin together: exit codes, and what they say."""
    running = [
        subprocess.Popen(
            [COMMAND, *map(str, command)], stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        for command in commands
    ]
    return [(run.communicate()[1], run.returncode)[::-1] for run in running]


def test_two_imports_at_once_both_end_in_the_workspace(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    texts = [write(f"{name}.txt", motion(name)) for name in ("Nord", "Süd", "West")]
    folder = tmp_path / "neu"
    ran = at_once(*(["import", text, "-w", folder] for text in texts))
    assert [code for code, _output in ran] == [0, 0, 0], ran
    assert sorted(entry.title for entry in load(folder).resolutions) == ["Nord", "Süd", "West"]
    assert len(list((folder / "sources").glob("*.txt"))) == 3


def test_of_two_imports_of_the_same_one_is_told(write: Callable[..., Path], tmp_path: Path) -> None:
    text, folder = write("antrag.txt", motion("Nord")), tmp_path / "neu"
    ran = at_once(*(["import", text, "-w", folder] for _time in range(2)))
    assert sorted(code for code, _output in ran) == [0, 7], ran
    assert "is there already" in next(output for code, output in ran if code)
    assert [entry.title for entry in load(folder).resolutions] == ["Nord"]


def test_what_appears_while_a_text_is_read_is_kept(
    write: Callable[..., Path], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What there is is looked at when the workspace is held, and not before."""
    folder = tmp_path / "neu"
    first, second = write("a.txt", motion("Nord")), write("b.txt", motion("Süd"))
    held = import_plan.ImportPlan

    def late(*arguments: Any) -> Any:
        monkeypatch.setattr(import_text, "ImportPlan", held)
        (folder / "resolution.yaml").write_bytes((tmp_path / "other/resolution.yaml").read_bytes())
        return held(*arguments)

    assert cli("import", first, "-w", tmp_path / "other").exit == 0
    monkeypatch.setattr(import_text, "ImportPlan", late)
    _run("import", second, "-w", folder)
    assert [entry.title for entry in load(folder).resolutions] == ["Nord", "Süd"]


def _run(*arguments: object) -> tuple[int, str]:
    """The command in this process."""
    ran = CliRunner().invoke(main, [str(entry) for entry in arguments])
    return ran.exit_code, ran.output


# --- all or nothing -----------------------------------------------------------------

ENDED = """
import os, sys
from pathlib import Path
from reports.storage import file_set
from reports.errors import HandzettelError
from tests.commands.test_import_at_once import _run, all_files, motion
from reports.content.workspace import load

root, both = Path(sys.argv[1]), ["Nord", "Süd"]
for name in both:
    (root / f"{name}.txt").write_text(motion(name, "Stadt" if name == "Nord" else "Fraktion"))
assert _run("import", root / "Nord.txt", "-w", root / "start")[0] == 0
CALLS = ("write", "fsync", "replace", "unlink", "mkdir", "rmdir")


def dies(step, folder):
    child = os.fork()
    if child == 0:
        original = file_set.change_files

        def dying(call):
            def wrapped(*args, **others):
                global step_left
                step_left -= 1
                if step_left == 0:
                    os._exit(9)
                return call(*args, **others)
            return wrapped

        def change_files(*args):
            global step_left
            step_left = step
            for name in CALLS:
                setattr(os, name, dying(getattr(os, name)))
            original(*args)
            os._exit(0)

        file_set.change_files = change_files
        code, told = _run("import", root / "Süd.txt", "-w", folder)
        os._exit(code or 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


import shutil
outcomes = []
for step in range(1, 500, 3):
    folder = root / f"step-{step}"
    shutil.copytree(root / "start", folder)
    if not dies(step, folder):
        break
    titles = [one.title for one in load(folder).resolutions]
    assert titles in (both[:1], both), (step, titles)
    names = {one.name for one in load(folder).addressees}
    assert names == ({"Stadt"} if len(titles) == 1 else {"Stadt", "Fraktion"}), (step, names)
    assert not [name for name in all_files(folder) if ".part" in name], step
    outcomes.append(len(titles))
print(*outcomes)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is ended amid its work by fork")
def test_import_that_is_killed_at_any_step_leaves_a_workspace_that_loads(tmp_path: Path) -> None:
    """That before it or that after it."""
    ran = subprocess.run(
        [sys.executable, "-c", ENDED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    outcomes = ran.stdout.split()
    assert outcomes == sorted(outcomes)
    assert {"1", "2"} == set(outcomes)
    assert len(outcomes) > 10


def test_full_disk_leaves_the_workspace_as_it_was(
    write: Callable[..., Path], cli: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    cli("import", write("a.txt", motion("Nord")), "-w", folder)
    before = all_files(folder)
    large = write("b.txt", motion("Süd", more=" Das ist die Begründung." * 3000))
    ran = subprocess.run(
        [COMMAND, "import", large, "-w", folder, "-q"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )
    assert ran.returncode == 7, ran.stderr
    assert "space" in ran.stderr
    assert all_files(folder) == before


def test_text_that_makes_too_long_a_file_is_told_before_anything_is_written(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A YAML file over the limit could not be read again; the workspace is not even made."""
    monkeypatch.setattr(located, "MAX_BYTES", 5000)
    points = "\n\n".join(
        f"{n}) Auf den Platz {n} sollen Bänke. {'Gute. ' * 50}" for n in range(1, 20)
    )
    path = write("buch.txt", f"Beschluss 1\n\nBänke\n\nWir fordern die Stadt auf:\n\n{points}\n")
    code, output = _run("import", path, "-w", tmp_path / "neu", "-q")
    assert code == 3
    (line,) = output.splitlines()
    assert line.startswith("buch.txt: makes a resolution that is too long for one file – import")
    assert not (tmp_path / "neu").exists()


def test_file_with_more_values_than_are_read_is_not_put_in_place(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is read back with the reader that will read it."""
    monkeypatch.setattr(yaml_file, "MAX_VALUES", 20)
    code, output = _run("import", write("a.txt", motion("Nord")), "-w", tmp_path / "neu", "-q")
    assert code == 3
    assert "a.txt: makes a resolution that is too long for one file" in output
    assert not (tmp_path / "neu").exists()


# --- what others write ----------------------------------------------------------------


def test_addressees_that_are_added_leave_the_file_as_it_was_written(
    write: Callable[..., Path], cli: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    folder.mkdir()
    by_hand = (
        "# Stand Mai, von Kim\naddressees:\n    - id: rat   # der alte\n      name: 'Stadtrat'\n"
        '      full_name: "Stadtrat von Musterstadt"\n      abbreviation: Rat\n# mehr folgt\n'
    )
    (folder / "addressees.yaml").write_text(by_hand, encoding="utf-8")
    assert cli("import", write("a.txt", motion("Nord")), "-w", folder).exit == 0
    lines = (folder / "addressees.yaml").read_text(encoding="utf-8").splitlines()
    added = [line for line in lines if line not in by_hand.splitlines()]
    assert added[0] == "    - id: stadt"
    assert [line for line in lines if line not in added] == by_hand.splitlines()
    assert [entry.name for entry in load(folder).addressees] == ["Stadtrat", "Stadt"]


def test_another_text_of_the_same_name_stays_beside_it(
    write: Callable[..., Path], cli: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    assert cli("import", write("antrag.txt", motion("Nord")), "-w", folder).exit == 0
    assert cli("import", write("antrag.txt", motion("Süd")), "-w", folder).exit == 0
    first, second = sorted((folder / "sources").glob("*.txt"))
    assert re.fullmatch(r"antrag-[0-9a-f]{8}\.txt", first.name)
    assert (first.read_text("utf-8"), second.read_text("utf-8")) == (motion("Süd"), motion("Nord"))
    assert cli("check", "-w", folder).exit == 0


@pytest.mark.parametrize("name", ["sources", "resolution.yaml", "resolutions"])
def test_import_does_not_write_through_a_link(
    name: str, write: Callable[..., Path], cli: Cli, tmp_path: Path
) -> None:
    folder, elsewhere = tmp_path / "neu", tmp_path / "aside"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    folder.mkdir()
    (folder / name).symlink_to(elsewhere if name[-1] == "s" else elsewhere / "new.yaml")
    ran = cli("import", write("a.txt", motion("Nord")), "-w", folder)
    assert ran.exit == 7, ran.stderr
    assert f"{name}: is a link, through which nothing is written – " in ran.stderr
    assert all_files(elsewhere) == {"mine.txt": b"mine"}


def test_references_do_not_move_in_a_file_that_was_edited_while_they_were_shown(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is kept waiting while a person thinks, and nothing of theirs is overwritten."""
    folder = tmp_path / "neu"
    lines = [f"{i} Zeile {i}." for i in range(6, 12)]
    text = "1 Beschluss\n2\n3 Bänke\n4\n5 Wir fordern die Stadt auf, Bänke aufzustellen.\n"
    assert _run("import", write("a.txt", text + "\n".join(lines)), "-w", folder)[0] == 0
    path = folder / "resolution.yaml"
    amended = write(
        "a.txt", "1 Neu\n2\n3 Bänke\n4\n5\n6 Wir fordern die Stadt auf, Bänke aufzustellen.\n"
    )

    def edited(*_arguments: object) -> bool:
        path.write_text(
            f"# von Hand\n{path.read_text('utf-8').removeprefix('# von Hand')}", "utf-8"
        )
        return True

    monkeypatch.setattr(import_text, "_accepted", edited)
    code, output = _run("import", amended, "--reanchor", "-w", folder)
    assert code == 7, output
    assert "resolution.yaml: has changed meanwhile – try again" in output
    assert path.read_text("utf-8").startswith("# von Hand")
    assert len(list((folder / "sources").glob("*.txt"))) == 1


# --- the file that is given -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (f"{'a' * 200}.txt", f"{'a' * 120}.txt"),
        (f"{'ä' * 120}.txt", f"{'ä' * 60}.txt"),
        ("zeile\numbruch\x1b.txt", "zeile-umbruch-.txt"),
        ("CON.txt", "_CON.txt"),
        (".verborgen.txt", "verborgen.txt"),
        ("frage?.txt", "frage-.txt"),
        ("ohne endung.", "ohne endung"),
        (os.fsdecode(b"gr\xfcn.txt"), "gr-n.txt"),
        ("Anträge (Mai).txt", "Anträge (Mai).txt"),
    ],
)
def test_name_of_a_source_is_one_that_every_system_can_have(
    name: str, kept: str, cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(motion("Nord"), encoding="utf-8")
    ran = cli("import", path, "-w", tmp_path / "neu", "-q")
    assert ran.exit == 0, ran.stderr
    names = {entry.name for entry in (tmp_path / "neu/sources").iterdir()}
    marked_texts = {name for name in names if name.endswith(".marked.md")}
    assert names - marked_texts == {kept}
    assert len(marked_texts) == 1
    assert cli("check", "-w", tmp_path / "neu").exit == 0


def test_pipe_is_not_waited_for(cli: Cli, tmp_path: Path) -> None:
    """A pipe is refused as a text, though nobody writes into it."""
    os.mkfifo(tmp_path / "pipe")
    ran = cli("import", tmp_path / "pipe", "-w", tmp_path / "neu")
    assert ran.exit == 3
    assert ran.stderr.startswith("pipe: is no file – ")


@pytest.mark.parametrize("name", [".", "-", "fehlt.txt"])
def test_what_is_no_file_is_told(name: str, cli: Cli, tmp_path: Path) -> None:
    ran = cli("import", name, "-w", tmp_path / "neu", cwd=tmp_path)
    assert ran.exit == 2
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "neu").exists()


def test_file_that_changes_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(motion("Nord"))
    original, calls = os.fstat, []

    def written_to(handle: int) -> os.stat_result:
        calls.append(handle)
        if os.path.samestat(original(handle), path.stat()):
            os.truncate(path, path.stat().st_size + 1)
        return original(handle)

    monkeypatch.setattr(os, "fstat", written_to)
    code, output = _run("import", path, "-w", tmp_path / "neu")
    assert code == 3
    assert "a.txt: changes while it is read – wait until it is saved" in output


@pytest.mark.parametrize("kind", ["link outside", "pipe", "folder"])
def test_source_that_is_no_file_of_the_workspace_is_told(
    kind: str, write: Callable[..., Path], cli: Cli, tmp_path: Path
) -> None:
    folder = tmp_path / "neu"
    text = write("a.txt", motion("Nord"))
    assert cli("import", text, "-w", folder).exit == 0
    place = folder / "sources/a.txt"
    place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(text)
    ran = cli("check", "-w", folder)
    assert ran.exit == 3
    expected = "lies outside the workspace" if kind == "link outside" else "a.txt: is no file"
    assert expected in ran.stderr


def test_waiting_for_another_run_is_told(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "neu"
    monkeypatch.setattr(file_set, "WAIT", 0.1)
    with file_set.writing_into(folder):
        code, output = _run("import", write("a.txt", motion("Nord")), "-w", folder)
    assert code == 7
    assert "Another run is writing into" in output
    assert "another run is writing here – wait until it is done" in output
