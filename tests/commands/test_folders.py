"""A workspace is the same from every folder, and its output is its own."""

import json
import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from reports import shipped_folder
from reports.errors import Exit
from reports.storage.output import LOCK
from reports.storage.output_record import RECORD
from tests.commands.test_cli import files
from tests.conftest import Cli, RunResult
from tests.support.short_sample import shorten


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """A copy of the sample with two of its areas."""
    return shorten(workspace)


def _workspace(folder: Path, name: str = "", city: str = "") -> Path:
    """The short sample in a folder, for an organisation and a person of another name."""
    workspace = shorten(Path(shutil.copytree(shipped_folder("data"), folder)))
    for file in ("handzettel.toml", "recipients.csv"):
        path = workspace / file
        text = path.read_text("utf-8")
        text = text.replace("SPD Leipzig (Muster)", f"SPD {name or 'Leipzig'} (Muster)")
        path.write_text(text.replace("erika.muster@", f"{name or 'erika.muster'}@"), "utf-8")
    return workspace


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders, each with a workspace called ws, of other people."""
    for name in ("plauen", "quedlinburg"):
        (tmp_path / name).mkdir()
        _workspace(tmp_path / name / "ws", name)
    return tmp_path / "plauen", tmp_path / "quedlinburg"


def _organisation(ran: RunResult) -> str:
    return str(json.loads(ran.text)["organisation"]["name"])


def _own_template(workspace: Path, words: str) -> None:
    folder = workspace / "templates" / "summary"
    folder.mkdir(parents=True)
    shipped = (shipped_folder("templates") / "summary" / "summary.html").read_text("utf-8")
    text = shipped.replace("{{ draft_mark(resolution) }}", f"<p>{words}</p>")
    assert words in text
    (folder / "summary.html").write_text(text, "utf-8")


# --- the workspace ----------------------------------------------------------


def test_letters_go_to_the_people_of_the_workspace_that_is_named(
    two: tuple[Path, Path], cli: Cli
) -> None:
    first, second = two
    assert cli("check", "-w", "ws", cwd=first).exit == Exit.DONE
    ran = cli("mail", "parteitag", "-w", first / "ws", cwd=second)
    assert ran.exit == Exit.DONE, ran.stderr
    table = (first / "ws" / "out" / "mail" / "parteitag" / "table.csv").read_text("utf-8-sig")
    assert "plauen@example.org" in table
    assert "quedlinburg@example.org" not in table
    assert not (second / "ws" / "out").exists()


def test_workspace_is_read_alike_from_within_beside_and_elsewhere(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    first, second = two
    _own_template(first / "ws", "Nur in Plauen")
    pages = []
    for cwd, named in (
        (first, ["-w", "ws"]),
        (first / "ws", []),
        (second, ["-w", first / "ws"]),
        (second / "ws", ["-w", Path("..") / ".." / "plauen" / "ws"]),
    ):
        ran = cli("summary", "3", "--html", "-o", tmp_path / "out", *named, cwd=cwd)
        assert ran.exit == Exit.DONE, ran.stderr
        pages.append((tmp_path / "out" / "summary" / "bereich-3.html").read_text("utf-8"))
    assert "Nur in Plauen" in pages[0]
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    "command",
    [
        ["export"],
        ["check"],
        ["flyer", "--list"],
        ["mail"],
        ["book", "-o", "-"],
        ["checklist", "freistaat", "-o", "-"],
    ],
    ids=" ".join,
)
def test_command_says_the_same_from_every_folder(
    command: list[str], two: tuple[Path, Path], cli: Cli
) -> None:
    first, second = two
    results = {
        cli(*command, "--on", "2026-11-22", *named, cwd=cwd)
        for cwd, named in (
            (first / "ws", []),
            (first, ["-w", "ws"]),
            (second / "ws", ["-w", str(first / "ws")]),
        )
    }
    assert len(results) == 1
    assert all(ran.exit == Exit.DONE for ran in results)


def test_link_that_leads_elsewhere_by_now_leads_elsewhere(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    first, second = two
    link = tmp_path / "link"
    link.symlink_to(first / "ws")
    assert cli("check", "-w", link).exit == Exit.DONE
    link.unlink()
    link.symlink_to(second / "ws")
    ran = cli("mail", "parteitag", "-w", first / "ws")
    assert ran.exit == Exit.DONE
    assert "plauen@example.org" in ran.stderr
    ran = cli("mail", "parteitag", "-w", link)
    assert "quedlinburg@example.org" in ran.stderr


def test_moved_workspace_takes_its_people_templates_and_pages_along(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    first, second = two
    _own_template(first / "ws", "Nur in Plauen")
    assert cli("summary", "3", "-w", "ws", cwd=first).exit == Exit.DONE
    (first / "ws").rename(tmp_path / "moved")
    (second / "ws").rename(first / "ws")
    ran = cli("summary", "3", "--html", "-w", "moved", cwd=tmp_path)
    assert ran.exit == Exit.DONE, ran.stderr
    html = (tmp_path / "moved" / "out" / "summary" / "bereich-3.html").read_text("utf-8")
    assert "Nur in Plauen" in html
    ran = cli("summary", "3", "--html", "-w", "ws", cwd=first)
    html = (first / "ws" / "out" / "summary" / "bereich-3.html").read_text("utf-8")
    assert "Nur in Plauen" not in html


# --- the output -------------------------------------------------------------


def test_output_lies_in_the_workspace(two: tuple[Path, Path], cli: Cli) -> None:
    first, second = two
    assert cli("summary", "3", "-w", first / "ws", cwd=second).exit == Exit.DONE
    assert list(files(first / "ws" / "out")) == ["summary/bereich-3.pdf"]
    assert not (second / "out").exists()


def test_sample_goes_to_the_folder_one_is_in(cli: Cli, tmp_path: Path) -> None:
    ran = cli("summary", "3", cwd=tmp_path)
    assert ran.exit == Exit.DONE
    assert list(files(tmp_path / "out")) == ["summary/bereich-3.pdf"]


def test_folder_with_the_pages_of_another_workspace_is_refused(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    first, second = two
    out = tmp_path / "out"
    assert cli("summary", "3", "-w", first / "ws", "-o", out).exit == Exit.DONE
    before = files(out)
    ran = cli("summary", "8", "-w", second / "ws", "-o", out)
    assert ran.exit == Exit.CONFLICT
    assert f"{out}: holds the pages of the workspace {first / 'ws'} – " in ran.stderr
    ran = cli("export", "--format", "docx", "-w", second / "ws", "-o", out)
    assert ran.exit == Exit.CONFLICT
    assert files(out) == before


def test_folder_with_pages_of_the_sample_is_refused(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    assert cli("summary", "3", cwd=tmp_path).exit == Exit.DONE
    ran = cli("summary", "3", "-w", two[0] / "ws", "-o", "out", cwd=tmp_path)
    assert ran.exit == Exit.CONFLICT
    assert "holds pages of the shipped sample" in ran.stderr


def _without_area_8(workspace: Path) -> None:
    path = workspace / "resolution.yaml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("  - number: 8")], "utf-8")
    events = workspace / "events.yaml"
    text = events.read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if '- "8.' not in line]
    events.write_text("".join(lines).replace("    measures:\n    texts", "    texts"), "utf-8")


def test_pages_that_are_no_longer_planned_are_named_and_pruned(workspace: Path, cli: Cli) -> None:
    assert cli("build", "summary", "-w", workspace).exit == Exit.DONE
    page = workspace / "out" / "summary" / "bereich-8.pdf"
    other = workspace / "out" / "summary" / "von-hand.pdf"
    shutil.copy(page, other)
    _without_area_8(workspace)
    ran = cli("build", "summary", "-w", workspace)
    assert ran.exit == Exit.DONE, ran.stderr
    assert f"{page}: is no longer planned – remove it with --prune\n" in ran.stderr
    assert page.exists()
    ran = cli("build", "summary", "--prune", "-w", workspace)
    assert f"{page}: removed\n" in ran.stderr
    assert not page.exists()
    assert other.exists(), "nobody but a person made it"
    assert "no longer planned" not in cli("build", "-w", workspace, "--prune").stderr


def test_page_that_was_changed_by_hand_is_not_pruned(workspace: Path, cli: Cli) -> None:
    assert cli("build", "summary", "-w", workspace).exit == Exit.DONE
    page = workspace / "out" / "summary" / "bereich-8.pdf"
    page.write_bytes(page.read_bytes() + b"% a note\n")
    _without_area_8(workspace)
    ran = cli("build", "summary", "--prune", "-w", workspace)
    assert f"{page}: is no longer planned but was changed by hand, and stays\n" in ran.stderr
    assert page.exists()


def test_check_looks_at_what_was_made_and_at_nothing_else(workspace: Path, cli: Cli) -> None:
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    (workspace / "out" / "somebody.pdf").write_bytes(b"no PDF")
    ran = cli("check", "-w", workspace)
    assert ran.exit == Exit.DONE, ran.stderr
    assert "1 PDF, no findings." in ran.stderr
    (workspace / "out" / "summary" / "bereich-3.pdf").write_bytes(b"no PDF any more")
    assert cli("check", "-w", workspace).exit == Exit.CHECK


def test_page_is_named_as_stale_in_every_run_until_it_is_gone(workspace: Path, cli: Cli) -> None:
    """Also where everything else is as in an earlier run, so that nothing is made."""
    resolution, events = workspace / "resolution.yaml", workspace / "events.yaml"
    before = resolution.read_bytes(), events.read_bytes()
    page = workspace / "out" / "summary" / "bereich-8.pdf"
    _without_area_8(workspace)
    after = resolution.read_bytes(), events.read_bytes()
    assert cli("build", "summary", "-w", workspace).exit == Exit.DONE
    for contents in (before, after):
        resolution.write_bytes(contents[0])
        events.write_bytes(contents[1])
        assert cli("build", "summary", "-w", workspace).exit == Exit.DONE
    for _run in range(2):
        ran = cli("build", "summary", "-w", workspace)
        assert f"{page}: is no longer planned" in ran.stderr
    ran = cli("build", "summary", "--prune", "-w", workspace)
    assert f"{page}: removed\n" in ran.stderr
    assert not page.exists()


def test_checklist_that_was_filled_in_is_kept_when_it_is_made_anew(
    workspace: Path, cli: Cli
) -> None:
    command = ["checklist", "stadtrat-fraktion", "-w", workspace]
    assert cli(*command).exit == Exit.DONE
    page = workspace / "out" / "checklist" / "stadtrat-fraktion.pdf"
    filled = page.read_bytes() + b"% a note\n"
    for number in (1, 2):
        page.write_bytes(filled)
        path = workspace / "resolution.yaml"
        text = path.read_text("utf-8")
        path.write_text(text.replace("2016 beschlossen", f"2016 {number} beschlossen", 1), "utf-8")
        ran = cli(*command, "--no-cache")
        kept = page.with_stem(f"{page.stem}-changed-{number}")
        assert kept.read_bytes() == filled
        assert kept.name in ran.stderr
        assert page.read_bytes() != filled
    # what nobody touched is just replaced
    cli(*command, "--no-cache")
    assert len(list(page.parent.iterdir())) == 3


@pytest.mark.parametrize("record", [None, b"{", b""])
def test_file_that_was_not_made_here_is_kept(
    record: bytes | None, workspace: Path, cli: Cli
) -> None:
    """Also where the record is lost, as by a program that leaves hidden files out."""
    command = ["checklist", "freistaat", "-w", workspace]
    assert cli(*command).exit == Exit.DONE
    page = workspace / "out" / "checklist" / "freistaat.pdf"
    filled = page.read_bytes() + b"% a note\n"
    page.write_bytes(filled)
    (workspace / "out" / RECORD).unlink()
    if record is not None:
        (workspace / "out" / RECORD).write_bytes(record)
    ran = cli(*command)
    assert ran.exit == Exit.DONE
    assert page.with_stem("freistaat-changed-1").read_bytes() == filled
    assert "freistaat-changed-1.pdf" in ran.stderr


def test_folder_whose_record_is_damaged_is_nobodys(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "shared"
    assert cli("summary", "3", "-w", two[0] / "ws", "-o", out).exit == Exit.DONE
    (out / RECORD).write_bytes(b"")
    before = files(out)
    ran = cli("build", "summary", "-w", two[1] / "ws", "-o", out, "--prune")
    assert ran.exit == Exit.CONFLICT
    assert f"{out / RECORD}: cannot be read" in ran.stderr
    assert files(out) == before


@pytest.mark.parametrize("where", ["", "out", "moved/new"])
def test_pages_do_not_go_into_another_workspace(
    where: str, two: tuple[Path, Path], cli: Cli
) -> None:
    before = files(two[0])
    for workspace in (["-w", two[1] / "ws"], []):  # nor those of the sample
        ran = cli("summary", "3", *workspace, "-o", two[0] / "ws" / where)
        assert ran.exit == Exit.CONFLICT, ran.stderr
        assert f"lies in the workspace {two[0] / 'ws'}" in ran.stderr
    assert files(two[0]) == before


def test_disk_image_in_the_place_of_a_page_is_kept_at_once(workspace: Path, cli: Cli) -> None:
    page = workspace / "out" / "summary" / "bereich-3.pdf"
    page.parent.mkdir(parents=True)
    with page.open("wb") as file:
        file.truncate(20_000_000_000)  # not a byte of it on the disk
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    assert page.with_stem("bereich-3-changed-1").stat().st_size == 20_000_000_000
    assert page.stat().st_size < 1_000_000


@pytest.mark.parametrize("link", ["out", "out/summary"])
@pytest.mark.parametrize("command", [("summary", "3"), ("build", "summary", "--prune")])
def test_link_out_of_the_workspace_is_not_written_through(
    link: str, command: tuple[str, ...], workspace: Path, cli: Cli, tmp_path: Path
) -> None:
    """Somebody's workspace, sent as a ZIP, can have such a link."""
    elsewhere = tmp_path / "another"
    elsewhere.mkdir()
    (elsewhere / "bereich-3.pdf").write_bytes(b"not ours")
    path = workspace / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(elsewhere)
    ran = cli(*command, "-w", workspace)
    assert ran.exit == Exit.CONFLICT, ran.stderr
    assert "leads out" in ran.stderr
    assert files(elsewhere) == {"bereich-3.pdf": b"not ours"}


def test_letters_are_not_written_through_a_link(workspace: Path, cli: Cli, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another"
    elsewhere.mkdir()
    (workspace / "out").mkdir()
    (workspace / "out" / "mail").symlink_to(elsewhere)
    ran = cli("mail", "parteitag", "-w", workspace)
    assert ran.exit == Exit.CONFLICT, ran.stderr
    assert not files(elsewhere)


def test_letters_of_another_workspace_are_left_alone(
    two: tuple[Path, Path], cli: Cli, tmp_path: Path
) -> None:
    """The lists of who was set aside, too."""
    out = tmp_path / "out"
    assert cli("mail", "parteitag", "-w", two[0] / "ws", "-o", out).exit == Exit.DONE
    before = files(out)
    people = two[1] / "ws" / "recipients.csv"
    with people.open("a", encoding="utf-8") as file:
        file.write("no address\n")
    assert cli("mail", "parteitag", "-w", two[1] / "ws", "-o", out).exit == Exit.CONFLICT
    assert files(out) == before


def test_two_runs_with_caches_of_their_own_do_not_write_at_once(
    workspace: Path, cli: Cli, tmp_path: Path
) -> None:
    """As those of two people who share the folder."""
    out = workspace / "out"
    out.mkdir()
    with FileLock(out / LOCK):
        ran = cli("summary", "3", "-w", workspace, env={"XDG_CACHE_HOME": str(tmp_path / "other")})
    assert ran.exit == Exit.CONFLICT
    assert str(out) in ran.stderr
    assert not (out / "summary").exists()
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    assert not (out / LOCK).exists()


def test_record_that_is_too_large_is_made_anew(workspace: Path, cli: Cli) -> None:
    out = workspace / "out"
    out.mkdir()
    with (out / RECORD).open("wb") as file:
        file.truncate(3_000_000_000)  # not a byte of it on the disk
    ran = cli("summary", "3", "-w", workspace)
    assert ran.exit == Exit.DONE, ran.stderr
    assert (out / RECORD).stat().st_size < 1000


def test_record_of_somebody_else_names_no_files_elsewhere(workspace: Path, cli: Cli) -> None:
    out = workspace / "out"
    out.mkdir()
    secret = workspace / "secret.pdf"
    secret.write_bytes(b"%PDF-")
    names = dict.fromkeys(("../secret.pdf", str(secret), "summary/../../secret.pdf"), "")
    (out / RECORD).write_text(json.dumps({"workspace": "..", "files": names}))
    ran = cli("build", "summary", "--prune", "-w", workspace)
    assert ran.exit == Exit.DONE
    assert secret.exists()
    assert "secret" not in ran.stderr


LONG_NAMES = json.dumps(
    {"workspace": "a" * 5000, "files": {f"{'a' * 300}.pdf": "0" * 64, "b\0.pdf": "1" * 64}}
).encode()


DAMAGED = (
    *(b"", b"{", b"[]", b'{"workspace": 7, "files": []}', b"\xff", b"[" * 100_000),
    LONG_NAMES,
)


def test_damaged_record_is_made_anew(workspace: Path, cli: Cli) -> None:
    """A record of the output folder that cannot be read stops nothing."""
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    path = workspace / "out" / RECORD
    for record in DAMAGED:
        path.write_bytes(record)
        ran = cli("summary", "3", "--no-cache", "-w", workspace)
        assert ran.exit == Exit.DONE, (record[:9], ran.stderr)
        assert list(json.loads(path.read_text())["files"]) == ["summary/bereich-3.pdf"]


def test_picture_in_the_output_folder_or_hidden_is_looked_at_each_time(
    workspace: Path, cli: Cli
) -> None:
    settings = workspace / "handzettel.toml"
    command = ["summary", "3", "-w", workspace]
    for name in ("out/logo.svg", ".logo.svg"):
        logo = workspace / name
        logo.parent.mkdir(exist_ok=True)
        text = (shipped_folder("data") / "handzettel.toml").read_text("utf-8")
        added = f'[theme]\nlogo = "{name}"\nlogo_text = "Muster"'
        settings.write_text(text.replace("[theme]", added), "utf-8")
        pdfs = []
        for colour in ("red", "blue"):
            logo.write_text(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
                f'<rect width="9" height="9" fill="{colour}"/></svg>'
            )
            ran = cli(*command)
            assert ran.exit == Exit.DONE, ran.stderr
            pdfs.append((workspace / "out" / "summary" / "bereich-3.pdf").read_bytes())
        assert pdfs[0] != pdfs[1], name


def test_folder_that_is_gone_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", "-w", tmp_path / "nowhere")
    assert ran.exit == Exit.USAGE
    assert os.fspath(tmp_path / "nowhere") in ran.stderr


def test_workspace_of_a_similar_name_is_proposed(cli: Cli, tmp_path: Path) -> None:
    _workspace(tmp_path / "parteitag-2027")
    ran = cli("check", "-w", "parteitag-2072", cwd=tmp_path)
    assert ran.exit == Exit.USAGE
    assert 'did you mean "parteitag-2027"?' in ran.stderr


def test_folder_within_a_workspace_belongs_to_it(two: tuple[Path, Path], cli: Cli) -> None:
    """A command that is run in ``out/summary`` finds the workspace above it."""
    workspace = two[0] / "ws"
    within = workspace / "out" / "summary"
    within.mkdir(parents=True)
    ran = cli("summary", "3", cwd=within)
    assert ran.exit == Exit.DONE
    assert list(files(workspace / "out")) == ["summary/bereich-3.pdf"]
    assert "sample" not in ran.stderr


@pytest.mark.parametrize("option", ["-w", "-o"])
def test_empty_path_is_refused(option: str, cli: Cli, tmp_path: Path) -> None:
    """Mostly it is a variable that is not set."""
    ran = cli("summary", "3", option, "", cwd=tmp_path)
    assert ran.exit == Exit.USAGE
    assert "the path is empty" in ran.stderr
    assert not files(tmp_path)


def test_init_makes_a_workspace_through_a_link(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert cli("init", "link", cwd=tmp_path).exit == Exit.DONE
    assert (tmp_path / "real" / "handzettel.toml").is_file()
    assert cli("check", "-w", "link", cwd=tmp_path).exit == Exit.DONE


def test_init_that_fails_halfway_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "neu").mkdir()
    (tmp_path / "neu" / "campaigns").write_text("a file where a folder is to be")
    ran = cli("init", "neu", cwd=tmp_path)
    assert ran.exit == Exit.CONFLICT
    assert f"{tmp_path / 'neu' / 'campaigns'}/" in ran.stderr
    assert ".part" not in ran.stderr
    assert list(files(tmp_path / "neu")) == ["campaigns"]


def test_absurd_number_of_processes_is_refused(cli: Cli) -> None:
    ran = cli("summary", "3", "--workers", "1000000000")
    assert ran.exit == Exit.USAGE
    assert "--workers" in ran.stderr
