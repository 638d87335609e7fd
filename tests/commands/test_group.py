"""However a command ends, it ends with a message, an exit code and nothing else."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from reports.commands import terminal
from reports.commands.group import HandzettelGroup
from reports.errors import ContentError, Exit, Place, Problem
from tests import ROOT
from tests.conftest import COMMAND, Cli


@pytest.fixture(autouse=True)
def _voice() -> Iterator[None]:
    yield
    terminal.voice.quiet = terminal.voice.verbose = False


def _exit_of(body: Callable[[], object]) -> int:
    """The exit code of a command that does something."""

    @click.group(cls=HandzettelGroup)
    def main() -> None:
        """A program."""

    @main.command()
    def work() -> None:
        body()

    with pytest.raises(SystemExit) as ended:
        main.main(["work"], prog_name="handzettel")
    return int(str(ended.value.code))


def _raising(error: BaseException) -> Callable[[], object]:
    def raise_it() -> None:
        raise error

    return raise_it


def _without_end() -> None:
    _without_end()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (_raising(KeyError("x")), "KeyError: 'x'"),
        (_raising(ValueError()), "ValueError"),
        (_without_end, "RecursionError"),
        (_raising(UnicodeEncodeError("utf-8", "\udce4", 0, 1, "no")), "UnicodeEncodeError"),
        (_raising(AssertionError("two\nlines \x1b[2J")), "AssertionError: two"),
    ],
)
def test_unforeseen_exception_is_one_sentence_with_the_command(
    body: Callable[[], object], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library's words, which are English, come with the details."""
    assert _exit_of(body) == Exit.UNFORESEEN
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("handzettel work: something unforeseen went wrong – ")
    assert "-v" in line
    terminal.voice.verbose = True
    _exit_of(body)
    assert words in capsys.readouterr().err


def test_details_of_an_unforeseen_exception_come_with_v(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal.voice.verbose = True
    _exit_of(_raising(KeyError("x")))
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_want_of_memory_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_of(_raising(MemoryError())) == Exit.UNFORESEEN
    assert "not enough memory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space is left on the disk – make room there"),
        (errno.EACCES, "the permission for it is missing"),
        (errno.EROFS, "the disk can only be read"),
        (errno.ENAMETOOLONG, "its name is too long – give a shorter name"),
        (errno.EIO, "the disk does not read or write properly"),
        (errno.EMFILE, "too many files are open"),
    ],
)
def test_what_the_system_refuses_is_told_with_the_file_and_the_reason(
    number: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = OSError(number, os.strerror(number), "blatt.pdf")
    assert _exit_of(_raising(error)) == Exit.CONFLICT
    assert f"blatt.pdf: {words}" in capsys.readouterr().err


def test_every_problem_of_an_error_is_told_on_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = [Problem(Place("a.yaml", 1), "wrong\x1b[2J", "mend"), Problem(Place("b"), "c", "d")]
    assert _exit_of(_raising(ContentError(problems))) == Exit.CONTENT
    err = capsys.readouterr().err
    assert err.splitlines() == [r"a.yaml:1: wrong\x1b[2J – mend", "b: c – d"]


def test_declined_question_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_of(_raising(click.Abort())) == 1
    assert capsys.readouterr().err == "Aborted!\n"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signal_ends_with_its_code_and_no_word(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    number = signal.Signals[name]
    assert _exit_of(lambda: os.kill(os.getpid(), number)) == 128 + number
    assert capsys.readouterr().err.strip() == ""


def test_second_signal_does_not_disturb_the_cleaning_up() -> None:
    done = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("cleaned up")

    assert _exit_of(work) == 130
    assert done == ["cleaned up"]


def test_signal_unwinds_as_an_interrupt() -> None:
    """SIGTERM is raised as a KeyboardInterrupt, and the exit code is 128 and its number."""
    received: list[int] = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt as error:
            received.append(error.args[0])
            raise

    assert _exit_of(work) == 143
    assert received == [signal.SIGTERM]


def test_broken_pipe_that_is_not_the_output_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _exit_of(_raising(BrokenPipeError(errno.EPIPE, "gone"))) == Exit.CONFLICT


# --- the command itself -----------------------------------------------------


def _unread(*arguments: str | Path) -> int:
    """The exit code of a command of whose output and messages nobody reads anything."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, *arguments], stdout=writer, stderr=writer, timeout=60, check=False
    )
    os.close(writer)
    return done.returncode


@pytest.mark.parametrize("arguments", [["export"], ["--help"], ["flyer", "--list"]])
def test_reader_of_the_output_may_go(arguments: list[str]) -> None:
    assert _unread(*arguments) == 0


def test_reader_of_the_messages_may_go_and_the_work_is_done(tmp_path: Path) -> None:
    assert _unread("init", tmp_path / "neu") == 0
    assert (tmp_path / "neu/handzettel.toml").is_file()


@pytest.mark.parametrize("stream", ["1", "2"])
def test_stream_may_be_closed_from_the_start(stream: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" {stream}>&-', "sh", str(COMMAND), "init", str(tmp_path / "neu")],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["export"], ["--help"], ["check", "--help"], ["--version"]])
def test_output_on_a_full_disk_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "LANGUAGE": "en"},
            timeout=60,
            check=False,
        )
    assert done.returncode == Exit.CONFLICT
    assert b"standard output: no space is left on the disk" in done.stderr


def test_module_is_the_command_and_says_how_it_was_called() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reports", "nothing"],
        capture_output=True,
        text=True,
        env={**os.environ, "LANGUAGE": "en"},
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == Exit.USAGE
    assert "Usage: python -m reports" in done.stderr


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_can_be_declined(settings: dict[str, str], coloured: bool) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    assert (b"\x1b[31m" in _on_a_terminal(["check", "-w", "/"], {**env, **settings})) == coloured


def _on_a_terminal(arguments: list[str], env: dict[str, str]) -> bytes:
    """What a command prints on a terminal."""
    master, slave = os.openpty()
    process = subprocess.Popen(
        [COMMAND, *arguments], env=env, stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    received = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # the last to have it open has ended
            break
        if not part:
            break
        received += part
    process.wait(timeout=60)
    os.close(master)
    return received


def test_next_command_is_quoted_as_it_has_to_be_typed(cli: Cli, tmp_path: Path) -> None:
    ran = cli("init", tmp_path / "Mein Ordner")
    assert f"handzettel build -w '{tmp_path}/Mein Ordner'" in ran.stderr
    ran = cli("check", "-w", tmp_path)
    assert f"handzettel init {tmp_path}" in ran.stderr
