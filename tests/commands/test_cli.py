"""The command as people run it: options, output, exit codes, and files left alone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import pytest

from reports import shipped_folder
from reports.commands.options import cache_folder
from reports.errors import ConflictError, Exit
from reports.storage.atomic_write import write_whole, writing_to
from tests.conftest import COMMAND, SAMPLE_SERVES, Cli, RunResult

COMMANDS = [
    "build",
    "summary",
    "checklist",
    "flyer",
    "book",
    "make",
    "import",
    "mail",
    "doctor",
    "export",
    "check",
    "init",
]


def text_of(pdf: bytes) -> str:
    """The text of all pages, its spaces made plain."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_bounded())
            text.close()
            page.close()
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the program's own notes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".handzettel") for part in path.parts)
    }


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- help -------------------------------------------------------------------


def test_help_answers_at_once() -> None:
    """In a sixth of a second; on a slow machine in thrice the time that click alone takes."""

    def seconds(*command: str | Path) -> float:
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        return time.perf_counter() - start

    # the quickest of some, since other work on the machine only ever adds
    least = min(seconds(COMMAND, "--help") for _run in range(7))
    click = min(seconds(sys.executable, "-c", "import click") for _run in range(7))
    assert least < max(0.25, 4 * click)


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_command_with_a_whole_sentence(flag: str, cli: Cli) -> None:
    ran = cli(flag)
    assert (ran.exit, ran.stderr) == (0, "")
    listed = ran.text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    for line in listed:
        assert len(line.split()) > 2
        assert not line.endswith("...")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_a_purpose_and_an_example(command: str, cli: Cli) -> None:
    ran = cli(command, "--help")
    assert ran.exit == 0
    usage, purpose, *_ = ran.text.split("\n\n")
    assert usage.startswith(f"Usage: handzettel {command} ")
    assert purpose.strip().endswith(".")
    example = ran.text.partition("Example:\n")[2].splitlines()
    assert example
    assert all(line.startswith("    handzettel ") for line in example)
    assert example[0].split()[:2] == ["handzettel", command]


def test_version(cli: Cli) -> None:
    """``--version`` prints the name and three numbers."""
    assert re.fullmatch(r"handzettel, version \d+\.\d+\.\d+\n", cli("--version").text)


def test_no_command_is_a_question_for_help(cli: Cli) -> None:
    ran = cli()
    assert ran.exit == 2
    assert "Usage: handzettel" in ran.stderr + ran.text


def test_help_waits_for_no_heavy_library() -> None:
    heavy = ["weasyprint", "jinja2", "pikepdf", "pydantic", "babel", "fontTools", "ruamel", "PIL"]
    code = f"""
import sys
import reports.cli
try:
    reports.cli.main(["--help"])
except SystemExit:
    print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stderr == "[]\n"


def test_command_runs_as_a_module_too() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "reports.cli", "export"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["resolutions"]


# --- options before and after the command's name ------------------------------

ORDERS = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])


def ordered(after: bool, options: Sequence[str | Path], command: Sequence[str]) -> list[str | Path]:
    return [*command, *options] if after else [*options, *command]


@pytest.mark.parametrize(("flag", "after"), [("-w", False), ("--workspace", True)])
def test_workspace_is_taken(flag: str, after: bool, workspace: Path, cli: Cli) -> None:
    """The folder named with -w is read, before the command's name or after it."""
    change(workspace / "addressees.yaml", "abbreviation: Mandate", "abbreviation: Geändert")
    ran = cli(*ordered(after, [flag, workspace], ["export"]))
    assert ran.exit == 0
    assert "Geändert" in {entry["abbreviation"] for entry in json.loads(ran.stdout)["addressees"]}


@pytest.mark.parametrize(("flag", "after"), [("-o", False), ("--out", True)])
def test_out_is_taken(flag: str, after: bool, cli: Cli, tmp_path: Path) -> None:
    """Files go to the folder named with -o, before the command's name or after it."""
    out = tmp_path / "out"
    ran = cli(*ordered(after, ["-q", flag, out], ["export", "--format", "docx"]))
    assert ran.exit == 0
    assert list(files(out)) == ["export/aktionsplan-integration.docx"]


def test_day_is_taken_and_html_is_kept_beside_the_pdf(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = cli("--on", "2027-01-02", "checklist", "bund", "--html", "-o", out)
    assert ran.exit == 0
    assert ran.stderr.splitlines()[-2:] == [f"{out}/checklist/bund.pdf", f"1 file in {out}"]
    products = files(out)
    assert list(products) == ["checklist/bund.html", "checklist/bund.pdf"]
    html = products["checklist/bund.html"].decode().replace("\u00a0", " ")
    assert html.startswith("<!DOCTYPE html>")
    assert "2. Januar 2027" in html
    assert "--colour: #E3000F" in html
    assert "2. Januar 2027" in text_of(products["checklist/bund.pdf"])


@pytest.mark.parametrize(("flag", "after"), [("-q", False), ("--quiet", True)])
def test_quiet_run_says_nothing(flag: str, after: bool, cli: Cli) -> None:
    ran = cli(*ordered(after, [flag], ["check"]))
    assert (ran.exit, ran.stdout, ran.messages) == (0, b"", "")


@pytest.mark.parametrize(("flag", "after"), [("-v", False), ("--verbose", True)])
def test_verbose_is_understood(flag: str, after: bool, cli: Cli) -> None:
    """-v may stand before the command's name or after it."""
    assert cli(*ordered(after, [flag], ["export"])).exit == 0


@ORDERS
@pytest.mark.parametrize("day", ["2026-02-30", "12.12.2026"])
def test_day_that_is_none_is_refused(day: str, after: bool, cli: Cli) -> None:
    ran = cli(*ordered(after, ["--on", day], ["export"]))
    assert ran.exit == 2
    assert f"{day} is not a day; write it as 2026-12-12" in ran.stderr
    assert ran.stdout == b""


def test_option_after_the_command_wins(workspace: Path, cli: Cli, tmp_path: Path) -> None:
    ran = cli("-w", tmp_path / "nowhere", "export", "-w", workspace)
    assert ran.exit == 0


# --- where the content comes from -------------------------------------------


def test_current_folder_is_the_workspace(workspace: Path, cli: Cli) -> None:
    change(workspace / "branches.yaml", "name: Petra Probe", "name: Paula Probe")
    ran = cli("export", cwd=workspace)
    assert json.loads(ran.stdout)["branches"][2]["contact"]["name"] == "Paula Probe"
    assert ran.stderr == ""


def test_sample_serves_where_there_is_no_workspace_and_that_is_said(cli: Cli) -> None:
    ran = cli("export")
    assert json.loads(ran.stdout)["resolutions"][0]["id"] == "aktionsplan-integration"
    assert ran.stderr == SAMPLE_SERVES
    assert cli("-q", "export").stderr == SAMPLE_SERVES


def test_workspace_named_must_be_one(cli: Cli, tmp_path: Path) -> None:
    """A folder without settings is refused with the command that makes a workspace."""
    ran = cli("export", "-w", tmp_path)
    assert ran.exit == 2
    assert f"handzettel init {tmp_path}" in ran.stderr


# --- what does not exist ----------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message", "remedy"),
    [
        (["summary", "9"], 'there is no area "9"', "overview, 1, 2, 3, 4, 5, 6, 7, 8"),
        (["summary", "overwiew"], 'there is no area "overwiew"', 'did you mean "overview"?'),
        (["checklist", "buend"], 'there is no addressee "buend"', 'did you mean "bund"?'),
        (["checklist", "qqqq"], 'there is no addressee "qqqq"', "choose from: stadtrat-fraktion,"),
        (["flyer", "nachbarschft"], 'there is no event "nachbarschft"', '"nachbarschaft"?'),
    ],
)
def test_unknown_name_is_told_with_the_nearest(
    arguments: list[str], message: str, remedy: str, cli: Cli, tmp_path: Path
) -> None:
    ran = cli("-q", *arguments, "-o", tmp_path / "out")
    assert ran.exit == 2
    assert ran.messages.startswith(f"{arguments[1]}: {message} – ")
    assert remedy in ran.stderr
    assert not (tmp_path / "out").exists()


def test_name_cut_short_is_completed(cli: Cli) -> None:
    """The message suggests the whole id."""
    ran = cli("-q", "checklist", "stadtrat")
    assert 'did you mean "stadtrat-fraktion"?' in ran.stderr


def test_all_unknown_names_are_told_at_once(cli: Cli) -> None:
    ran = cli("-q", "summary", "77", "3", "88")
    assert [line.split(":")[0] for line in ran.messages.splitlines()] == ["77", "88"]


@pytest.mark.parametrize(
    "arguments", [["build", "poster"], ["export", "--format", "xml"], ["nonsense"], ["--nonsense"]]
)
def test_what_the_command_does_not_know_is_refused(arguments: list[str], cli: Cli) -> None:
    ran = cli(*arguments)
    assert (ran.exit, ran.stdout) == (2, b"")
    assert arguments[-1] in ran.stderr


def test_language_an_event_has_no_texts_in_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("-q", "flyer", "ehrenamt", "--lang", "en", "-o", tmp_path / "out")
    assert ran.exit in (Exit.USAGE, Exit.CONTENT)
    assert 'ehrenamt has no texts in "en" – it has: de' in ran.stderr
    assert not (tmp_path / "out").exists()


def test_list_of_flyers_says_when_each_event_starts_and_in_which_zone(
    cli: Cli, workspace: Path
) -> None:
    change(
        workspace / "events.yaml",
        "    start: 2027-01-23T10:00\n    end: 2027-01-23T16:00\n",
        "    start: 2027-01-23T00:00\n    all_day: true\n",
    )
    listed = cli("flyer", "--list", "-w", workspace).text.splitlines()
    assert "nachbarschaft: 2026-12-08 18:30 Europe/Berlin, Wer zieht da ein? (de)" in listed
    assert "ehrenamt: 2027-01-23, Gut vorbereitet helfen (de)" in listed


# --- standard output --------------------------------------------------------


def test_one_file_goes_to_standard_output(cli: Cli) -> None:
    ran = cli("-q", "flyer", "nachbarschaft", "-o", "-")
    assert (ran.exit, ran.messages) == (0, "")
    assert ran.stdout.startswith(b"%PDF-")
    text = text_of(ran.stdout)
    assert "Wer zieht da ein?" in text
    assert "18:30 bis 20:00 Uhr" in text
    assert "Musterdruck, Beispielweg 2, 04103 Leipzig" in text


def test_several_files_do_not_go_to_standard_output(cli: Cli) -> None:
    ran = cli("-q", "build", "-o", "-")
    assert (ran.exit, ran.stdout) == (2, b"")
    assert ran.messages == "--out -: 23 files cannot go to standard output – name one document\n"


# --- export -----------------------------------------------------------------


def test_export_has_the_shape_other_programs_rely_on(cli: Cli) -> None:
    ran = cli("export", "--format", "json")
    assert ran.exit == 0
    assert "Bürgerbüro" in ran.text
    exported = json.loads(ran.stdout)
    assert list(exported) == ["resolutions", "addressees", "events", "branches"]
    (resolution,) = exported["resolutions"]
    assert {"id", "title", "status", "date", "areas"} <= set(resolution)
    assert (resolution["status"], resolution["date"]) == ("adopted", "2016-06-25")
    area = resolution["areas"][2]
    assert {"number", "title", "lines", "measures"} <= set(area)
    assert (area["number"], area["title"], area["lines"]) == (3, "Wohnen", [494, 530])
    measure = next(entry for entry in area["measures"] if entry["id"] == "3.1")
    required = {"id", "numbered", "title", "summary", "lines", "addressees", "state"}
    assert required <= set(measure)
    assert (measure["numbered"], measure["lines"], measure["state"]) == (True, [508, 525], "open")
    assert measure["addressees"] == [
        {"id": "stadtrat-fraktion", "basis": "explicit", "lines": [505, 506]},
        {"id": "stadt-leipzig", "basis": "derived", "lines": None},
    ]
    assert exported["addressees"][0]["name"] == "Stadtrat-Fraktion"
    assert len(exported["events"]) == 5
    assert [entry["id"] for entry in exported["branches"]] == [
        "musterviertel",
        "beispielstadt",
        "probeheim",
    ]


# --- init -------------------------------------------------------------------


def test_init_makes_the_sample_a_workspace(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "mein parteitag"
    ran = cli("init", folder)
    assert ran.exit == 0
    assert files(folder) == files(shipped_folder("data"))


def test_init_takes_the_current_folder(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    assert cli("init", cwd=folder).exit == 0
    assert files(folder) == files(shipped_folder("data"))


def test_init_overwrites_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "events.yaml").write_text("mine\n", encoding="utf-8")
    ran = cli("init", tmp_path / "data")
    assert ran.exit == 7
    assert ran.stderr == f"{tmp_path}/data: events.yaml is there already – choose an empty folder\n"
    assert files(tmp_path / "data") == {"events.yaml": b"mine\n"}


def test_title_changed_in_a_workspace_is_printed(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    cli("init", folder)
    change(folder / "events.yaml", "title: Gut vorbereitet helfen", "title: Besser helfen lernen")
    ran = cli("-q", "flyer", "ehrenamt", "-o", "-", cwd=folder)
    assert ran.exit == 0
    text = text_of(ran.stdout)
    assert "Besser helfen lernen" in text
    assert "Gut vorbereitet" not in text


# --- check ------------------------------------------------------------------


def test_check_counts_content_and_files(cli: Cli) -> None:
    ran = cli("check")
    assert ran.exit == 0
    assert "48 measures, 5 events, no mistakes." in ran.stderr
    assert ran.stderr.endswith("0 PDFs, no findings.\n")


def test_check_of_press_files_says_that_there_are_none(cli: Cli, workspace: Path) -> None:
    """Else somebody would send the print shop what nobody has looked at."""
    assert cli("flyer", "nachbarschaft", "--format", "a6", "-w", workspace).exit == 0
    ran = cli("check", "--press", "coated-3mm", "-w", workspace)
    assert ran.exit == 2
    assert f"--press: there is no file for a print shop in {workspace / 'out'} – " in ran.stderr


def test_check_says_no_mistakes_only_where_there_is_none(
    cli: Cli, workspace: Path, tmp_path: Path
) -> None:
    with (workspace / "recipients.csv").open("a", encoding="utf-8") as out:
        out.write("nobody\n")
    ran = cli("check", "-w", workspace, "-o", tmp_path / "out")
    assert ran.exit == 5
    assert "no mistakes" not in ran.stderr
    assert "48 measures, 5 events, 1 finding." in ran.stderr
    assert "no findings" not in ran.stderr


def test_check_asks_whether_a_resolution_was_adopted(
    cli: Cli, workspace: Path, tmp_path: Path
) -> None:
    """A status that nobody knows is a question with the key that answers it, and no mistake."""
    path = workspace / "resolution.yaml"
    path.write_text(path.read_text("utf-8").replace("status: adopted\n", ""), "utf-8")
    ran = cli("check", "-w", workspace, "-o", tmp_path / "out")
    assert ran.exit == 0
    assert "resolution.yaml:" in ran.stderr
    assert 'whether the resolution was adopted, so no document says it – add "status: adopted"' in (
        ran.stderr
    )


def test_check_of_a_file_that_is_not_there_is_refused(cli: Cli, tmp_path: Path) -> None:
    assert cli("check", tmp_path / "missing.pdf").exit == 2


# --- shell completion -------------------------------------------------------


def completed(cli: Cli, words: str, cwd: Path | None = None) -> list[str]:
    """What the shell offers for the last of some words."""
    ran: RunResult = cli(
        cwd=cwd,
        env={
            "_HANDZETTEL_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
    )
    assert ran.stderr == ""
    return [line.partition(",")[2] for line in ran.text.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("handzettel ch", ["checklist", "check"]),
        ("handzettel checklist sta", ["stadtrat-fraktion", "stadt-leipzig", "stadtvorstand"]),
        ("handzettel summary ", ["overview", "1", "2", "3", "4", "5", "6", "7", "8"]),
        ("handzettel flyer eh", ["ehrenamt"]),
        ("handzettel build fl", ["flyer"]),
    ],
)
def test_shell_completes_names(words: str, expected: list[str], cli: Cli) -> None:
    assert completed(cli, words) == expected


@pytest.mark.parametrize(
    "words",
    ["handzettel checklist -w {workspace} mein", "handzettel -w {workspace} checklist mein"],
    ids=["after", "before"],
)
def test_shell_completes_names_of_the_workspace(words: str, workspace: Path, cli: Cli) -> None:
    path = workspace / "addressees.yaml"
    extra = "  - {id: mein-amt, name: x, full_name: x, abbreviation: x, task: x}\n"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    assert completed(cli, words.format(workspace=workspace)) == ["mein-amt"]


def test_shell_completion_is_silent_where_content_is_broken(workspace: Path, cli: Cli) -> None:
    (workspace / "addressees.yaml").write_text("addressees: [", encoding="utf-8")
    assert completed(cli, "handzettel checklist sta", cwd=workspace) == []


# --- conflicts --------------------------------------------------------------


def test_two_runs_do_not_write_into_one_folder_at_once(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with writing_to(out, cache_folder()):
        ran = cli("-q", "summary", "3", "-o", out)
    assert ran.exit == 7
    assert re.fullmatch(rf"{re.escape(str(out))}: another run is writing here – .+\n", ran.messages)
    assert not out.exists()


def test_two_runs_write_into_two_folders(tmp_path: Path) -> None:
    with (
        writing_to(tmp_path / "a", tmp_path / "cache"),
        writing_to(tmp_path / "b", tmp_path / "cache"),
    ):
        pass
    with writing_to(tmp_path / "a", tmp_path / "cache"):
        pass


@pytest.mark.parametrize("target", ["a.pdf/b.pdf", "folder"])
def test_what_stands_in_the_way_is_told_and_kept(target: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "c.pdf").write_bytes(b"mine too")
    with pytest.raises(ConflictError, match=f"{target}: cannot be written: .+ – "):
        write_whole(tmp_path / target, b"new")
    assert files(tmp_path) == {"a.pdf": b"mine", "folder/c.pdf": b"mine too"}


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that other users may pass through, with an old file in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.pdf").write_bytes(b"old")
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextlib.contextmanager
def _without_privileges() -> Iterator[None]:
    """As somebody for whom permissions count, which they do not for root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@contextlib.contextmanager
def _room_for(size: int) -> Iterator[None]:
    """No file may grow beyond some bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_read_only_folder_is_told_and_keeps_its_file(shelf: Path) -> None:
    shelf.chmod(0o555)
    with (
        _without_privileges(),
        pytest.raises(
            ConflictError, match=r"a\.pdf: cannot be written: the permission for it is missing – "
        ),
    ):
        write_whole(shelf / "a.pdf", b"new")
    assert files(shelf) == {"a.pdf": b"old"}


def test_full_disk_is_told_and_keeps_the_old_file(shelf: Path) -> None:
    with (
        _room_for(1000),
        pytest.raises(ConflictError, match=r"a\.pdf: cannot be written: .+ – .*space"),
    ):
        write_whole(shelf / "a.pdf", b"x" * 100_000)
    assert files(shelf) == {"a.pdf": b"old"}


def test_file_is_replaced_whole_and_readable_by_others(shelf: Path) -> None:
    write_whole(shelf / "a.pdf", b"new")
    write_whole(shelf / "deeper" / "b.pdf", b"more")
    assert files(shelf) == {"a.pdf": b"new", "deeper/b.pdf": b"more"}
    assert (shelf / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_command_is_the_installed_one() -> None:
    """The other tests run the file that pip has installed."""
    assert COMMAND.is_file()
