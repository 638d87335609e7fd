"""A workspace is the same from every folder, and its output is its own."""

import json
import os
import shutil
from pathlib import Path

import pytest

from reports import room
from reports.errors import Exit
from reports.output_record import RECORD
from tests.conftest import Cli, Ran
from tests.test_cli import files


def _workspace(folder: Path, name: str = "", city: str = "") -> Path:
    """The sample in a folder, for an organisation and a person of another name."""
    workspace = Path(shutil.copytree(room("data"), folder))
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


def _organisation(ran: Ran) -> str:
    return str(json.loads(ran.text)["organisation"]["name"])


def _own_template(workspace: Path, words: str) -> None:
    folder = workspace / "templates" / "summary"
    folder.mkdir(parents=True)
    shipped = (room("templates") / "summary" / "summary.html").read_text("utf-8")
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
        ["checklist", "bund", "-o", "-"],
    ],
    ids=" ".join,
)
def test_command_says_the_same_from_every_folder(
    command: list[str], two: tuple[Path, Path], cli: Cli
) -> None:
    first, second = two
    told = {
        cli(*command, "--on", "2026-11-22", *named, cwd=cwd)
        for cwd, named in (
            (first / "ws", []),
            (first, ["-w", "ws"]),
            (second / "ws", ["-w", str(first / "ws")]),
        )
    }
    assert len(told) == 1
    assert all(ran.exit == Exit.DONE for ran in told)


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
    ran = cli("summary", "4", "-w", second / "ws", "-o", out)
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


@pytest.mark.parametrize(
    "record",
    [b"", b"{", b"[]", b'{"workspace": 7, "files": []}', b"\xff", b"[" * 100_000, LONG_NAMES],
    ids=lambda record: record[:9].decode("latin-1"),
)
def test_damaged_record_is_made_anew(record: bytes, workspace: Path, cli: Cli) -> None:
    assert cli("summary", "3", "-w", workspace).exit == Exit.DONE
    path = workspace / "out" / RECORD
    path.write_bytes(record)
    ran = cli("summary", "3", "--no-cache", "-w", workspace)
    assert ran.exit == Exit.DONE, ran.stderr
    assert list(json.loads(path.read_text())["files"]) == ["summary/bereich-3.pdf"]


def test_picture_in_the_output_folder_or_hidden_is_looked_at_each_time(
    workspace: Path, cli: Cli
) -> None:
    settings = workspace / "handzettel.toml"
    command = ["summary", "3", "-w", workspace]
    for name in ("out/logo.svg", ".logo.svg"):
        logo = workspace / name
        logo.parent.mkdir(exist_ok=True)
        text = (room("data") / "handzettel.toml").read_text("utf-8")
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


def test_folder_that_is_gone_is_told(two: tuple[Path, Path], cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", "-w", tmp_path / "nowhere")
    assert ran.exit == Exit.USAGE
    assert os.fspath(tmp_path / "nowhere") in ran.stderr
