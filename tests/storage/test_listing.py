"""Content comes from regular files with readable names, in the workspace, and from no others."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.content.images import load_image
from reports.content.press_profile import SHIPPED
from reports.content.workspace import load
from reports.errors import ConflictError, ContentError, Exit
from reports.press.icc_files import find_icc
from reports.render.templates import Writer
from reports.storage import fingerprint
from reports.storage.listing import read_content, regular_files, stray_files
from reports.storage.output import Output
from tests.conftest import Cli

STRANGE = os.fsdecode(b"Beschl\xfcsse.yaml")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    previous = Path.cwd()
    os.chdir(path.parent)  # a socket's whole name has room for 107 characters
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(previous)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


STRAYS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (_pipe, "a pipe, a socket or a device"),
    "socket": (_socket, "a pipe, a socket or a device"),
    "device": (_link("/dev/zero"), "leads out of the workspace"),
    "dangling": (_link("no-such-file"), "leads nowhere"),
    "outside": (_link("/etc/hostname"), "leads out of the workspace"),
    "above": (_link("../outside"), "leads out of the workspace"),
}


def _circle(path: Path) -> None:
    path.symlink_to(path.name)


STRAYS["circle"] = (_circle, "leads round in a circle")

RUBBISH = ["._a.yaml", ".a.yaml", ".DS_Store", "Thumbs.db", "~$a.yaml", "a.yaml~", "desktop.ini"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").write_text("not yours")
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws/good.yaml").write_text("x")
    return tmp_path / "ws"


@pytest.mark.parametrize("kind", STRAYS)
def test_what_is_no_file_of_the_workspace_is_left_out_and_named(kind: str, folder: Path) -> None:
    make, words = STRAYS[kind]
    make(folder / "bad.yaml")
    assert regular_files(folder, "*.yaml") == [folder / "good.yaml"]
    (stray,) = stray_files(folder)
    assert stray.path == folder / "bad.yaml"
    assert words in str(stray.problem(folder))
    fingerprint.workspace(folder)  # waits for nothing and fails of nothing


@pytest.mark.parametrize("kind", STRAYS)
def test_what_is_no_file_of_the_workspace_is_refused_by_name(kind: str, folder: Path) -> None:
    make, words = STRAYS[kind]
    make(folder / "bad.yaml")
    with pytest.raises(ContentError, match=f"bad.yaml: .*{words}"):
        read_content(folder, "bad.yaml")


@pytest.mark.parametrize("name", RUBBISH)
def test_what_systems_and_editors_leave_is_left_out_without_a_word(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"\0\5\x16\7")
    assert regular_files(folder, "*") == [folder / "good.yaml"]
    assert list(stray_files(folder)) == []


def test_name_that_is_no_utf8_is_left_out_and_shown_with_escapes(folder: Path) -> None:
    (folder / STRANGE).write_text("x")
    (folder / os.fsdecode(b"\xe4")).mkdir()
    assert regular_files(folder, "*") == [folder / "good.yaml"]
    assert {stray.path.name for stray in stray_files(folder)} == {STRANGE, os.fsdecode(b"\xe4")}
    fingerprint.workspace(folder)


def test_link_within_the_workspace_is_followed(folder: Path) -> None:
    (folder / "also.yaml").symlink_to("good.yaml")
    (folder / "campaigns").mkdir()
    (folder / "resolutions").symlink_to("campaigns")
    assert regular_files(folder, "*.yaml") == [folder / "also.yaml", folder / "good.yaml"]
    assert read_content(folder, "also.yaml") == b"x"
    assert list(stray_files(folder)) == []


def test_folder_that_is_a_link_out_of_the_workspace_has_no_files(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    (other / "a.yaml").write_text("x")
    (folder / "resolutions").symlink_to(other)
    assert regular_files(folder / "resolutions", "*.yaml", folder) == []


def test_missing_file_is_missing_and_nothing_else(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_content(folder, "no.yaml")
    assert regular_files(folder / "no", "*") == []


def test_change_of_a_strange_file_is_seen(folder: Path) -> None:
    (folder / STRANGE).write_text("x")
    before = fingerprint.workspace(folder)
    (folder / STRANGE).write_text("y")
    assert fingerprint.workspace(folder) != before


# --- a whole workspace ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, kind) for name in ("resolution.yaml", "events.yaml") for kind in STRAYS),
        ("handzettel.toml", "outside"),  # where it is none of a file, it is no workspace
    ],
)
def test_content_that_is_no_file_of_the_workspace_is_named(
    name: str, kind: str, workspace: Path
) -> None:
    (workspace / name).unlink()
    STRAYS[kind][0](workspace / name)
    with pytest.raises(ContentError, match=f"{name}: .*{STRAYS[kind][1]}"):
        load(workspace)


def test_every_listed_folder_leaves_out_what_a_mac_puts_there(workspace: Path) -> None:
    before = load(workspace)
    shutil.move(workspace / "resolution.yaml", workspace / "x")
    (workspace / "resolutions").mkdir()
    shutil.move(workspace / "x", workspace / "resolutions/a.yaml")
    for name in ("resolutions/._a.yaml", "campaigns/._a.toml", "._a.ics", "fonts/._a.ttf"):
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    after = load(workspace)
    assert after.resolutions == before.resolutions
    assert after.campaigns == before.campaigns


def test_profile_of_a_print_shop_is_not_read_through_a_link_out(tmp_path: Path) -> None:
    profile = SHIPPED[0]
    data = bytearray(200)
    data[12:20], data[36:40] = b"prtrCMYK", b"acsp"
    (tmp_path / "system").mkdir()
    (tmp_path / "system/real.icc").write_bytes(data)
    workspace = tmp_path / "ws"
    (workspace / "icc").mkdir(parents=True)
    (workspace / "icc" / profile.icc[0]).symlink_to(tmp_path / "system/real.icc")
    (tmp_path / "system" / profile.icc[0]).symlink_to("real.icc")
    folders = [workspace / "icc", tmp_path / "system"]
    assert find_icc(profile, folders, workspace) == tmp_path / "system" / profile.icc[0]


@pytest.mark.parametrize("command", [["check"], ["export"], ["mail"], ["flyer", "--list"]])
def test_untidy_workspace_works_and_says_what_is_left_out(
    command: list[str], cli: Cli, workspace: Path
) -> None:
    (workspace / STRANGE).write_text("x")
    (workspace / "templates").mkdir(exist_ok=True)
    (workspace / "templates" / os.fsdecode(b"\xff.html")).write_text("x")
    (workspace / "bild.png").symlink_to("weg.png")
    os.mkfifo(workspace / "termine.ics")
    for name in RUBBISH:
        (workspace / name).write_bytes(b"\0")
    ran = cli(*command, "-w", workspace)
    assert ran.exit == 0, ran.stderr
    assert r"Beschl\xfcsse.yaml: its name is no UTF-8" in ran.stderr
    assert "bild.png: the link leads nowhere" in ran.stderr
    assert "termine.ics: this is a pipe" in ran.stderr


def test_workspace_whose_own_name_is_no_utf8_works(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"M\xe4rz")
    assert cli("init", folder).exit == 0
    ran = cli("check", "-v", "-w", folder)
    assert ran.exit == 0, ran.stderr
    assert r"M\xe4rz" in ran.stderr


def test_raw_escape_signs_of_content_reach_no_terminal(cli: Cli, workspace: Path) -> None:
    (workspace / "\x1b]0;title\x07.yaml").symlink_to("weg")
    ran = cli("check", "-w", workspace)
    assert "\x1b" not in ran.stderr
    assert r"\x1b]0;title\x07.yaml" in ran.stderr


# --- what content names, and what is written --------------------------------


@pytest.mark.parametrize("kind", STRAYS)
def test_picture_that_is_no_file_of_the_workspace_is_refused(kind: str, folder: Path) -> None:
    STRAYS[kind][0](folder / "logo.png")
    with pytest.raises(ContentError):
        load_image(folder, "logo.png")


def test_template_that_is_a_link_in_a_circle_is_left_out(workspace: Path) -> None:
    (workspace / "templates/flyer/eigenes").mkdir(parents=True)
    _circle(workspace / "templates/flyer/eigenes/style.css")
    (workspace / "templates/flyer/._eigenes").mkdir()
    (workspace / "templates/flyer/._eigenes/style.css").touch()
    designs = Writer(workspace).designs("flyer/flyer.html")
    assert "eigenes" not in designs
    assert "._eigenes" not in designs


def test_nothing_is_written_through_a_link_out_of_the_output_folder(
    workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    out = workspace / "out"
    out.mkdir()
    (out / "summary").symlink_to(tmp_path / "elsewhere")
    output = Output(out, workspace, tmp_path / "cache")
    with pytest.raises(ConflictError, match="leads out of the folder"), output.held():
        output.write(out / "summary/bereich-3.pdf", b"x")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_pipe_in_the_output_folder_keeps_nobody_waiting(workspace: Path, tmp_path: Path) -> None:
    out = workspace / "out"
    out.mkdir()
    os.mkfifo(out / ".handzettel-output.json")
    os.mkfifo(out / "a.pdf")
    output = Output(out, workspace, tmp_path / "cache")
    with output.held():
        assert output.write(out / "a.pdf", b"x")
    assert (out / "a.pdf").read_bytes() == b"x"


@pytest.mark.parametrize("name", ["events.yaml", "handzettel.toml", "recipients.csv", "logo.png"])
def test_disk_image_in_place_of_content_takes_no_memory(
    name: str, workspace: Path, cli: Cli
) -> None:
    settings = workspace / "handzettel.toml"
    if name == "logo.png":
        text = settings.read_text("utf-8")
        added = '[theme]\nlogo = "logo.png"\nlogo_text = "Muster"'
        settings.write_text(text.replace("[theme]", added), "utf-8")
    with (workspace / name).open("wb") as file:
        file.truncate(5_000_000_000)  # not a byte of it on the disk
    ran = cli("check", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    (warning,) = (line for line in ran.stderr.splitlines() if "larger than" in line)
    assert name in warning


@pytest.mark.parametrize("name", ["recipients.csv", "no-mail.csv"])
def test_folder_in_the_place_of_a_list_is_named(name: str, workspace: Path, cli: Cli) -> None:
    (workspace / name).unlink()
    (workspace / name).mkdir()
    ran = cli("mail", "parteitag", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    assert f"{name}: a folder stands there" in ran.stderr


@pytest.mark.parametrize("name", ["campaigns/parteitag.toml", "resolutions/rest.yaml"])
def test_folder_in_the_place_of_one_of_several_files_is_named(
    name: str, workspace: Path, cli: Cli
) -> None:
    (workspace / name).unlink(missing_ok=True)
    (workspace / name).mkdir(parents=True)
    ran = cli("mail", "parteitag", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    assert f"{name}: a folder stands there, not a file" in ran.stderr
    assert "there is no campaign" not in ran.stderr


def test_pipe_in_the_place_of_content_is_told_once(workspace: Path, cli: Cli) -> None:
    (workspace / "events.yaml").unlink()
    os.mkfifo(workspace / "events.yaml")
    ran = cli("check", "-w", workspace)
    assert ran.exit == Exit.CONTENT
    assert ran.stderr.count("events.yaml: this is a pipe") == 1


def test_settings_that_are_no_file_are_named(workspace: Path, cli: Cli) -> None:
    """Nobody is told to make a workspace where one is."""
    (workspace / "handzettel.toml").unlink()
    (workspace / "handzettel.toml").mkdir()
    ran = cli("check", "-w", workspace)
    assert ran.exit == Exit.USAGE
    assert f"{workspace / 'handzettel.toml'}: there is no file of that name" in ran.stderr
    assert "handzettel init" not in ran.stderr
