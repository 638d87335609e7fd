"""End commands by a signal at a random moment, and check what they leave behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pikepdf

from reports.content.workspace import load
from tests.conftest import COMMAND
from tests.support.small_workspace import MOTION, RECIPIENTS, SMALL_WORKSPACE

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "build": ("build",),
    "import": ("import", "antrag.txt"),
    "mail": ("mail", "parteitag"),
    "kit": ("flyer", "--kit"),
    "book": ("book",),
}
DAY = "2026-11-22"
PATIENCE = 2.0
"""Seconds after the end of a command in which its processes have to end."""
UNWIND = 30.0
"""Seconds in which a signal has to end the command, also on a busy machine."""
_ATTEMPTS = 6
_MARK = "HANDZETTEL_TEST_RUN"
NAMES = (b"Wegemund", b"wegemund@")
"""Names of the people on the list, which no file outside the workspace may contain."""

HIDDEN = (".handzettel", ".handzettel-changes")
KEPT = ("lock", ".gitignore", "secret")
"""Files that stay in a workspace's hidden folders."""


@dataclass
class Home:
    """A workspace, and folders for the temporary files, the cache and the home of its runs."""

    folder: Path
    """Has a short path, since the path of a socket in it is limited to about 100 bytes."""

    @property
    def workspace(self) -> Path:
        """Folder of the workspace."""
        return self.folder / "w"

    @property
    def temporary(self) -> Path:
        """Folder for temporary files (TMPDIR)."""
        return self.folder / "t"

    @property
    def cache(self) -> Path:
        """Folder of the user's caches (XDG_CACHE_HOME)."""
        return self.folder / "c"

    def furnish(self) -> None:
        """Make a fresh copy of the small workspace, with an empty cache."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in (self.workspace / "campaigns", self.temporary, self.folder / "h"):
            path.mkdir(parents=True)
        for name, text in SMALL_WORKSPACE.items():
            (self.workspace / name).write_text(text, "utf-8")
        people = RECIPIENTS.replace("Muster;", "Wegemund;").replace("max@", "wegemund@")
        (self.workspace / "recipients.csv").write_text(people, "utf-8")
        (self.folder / "antrag.txt").write_text(MOTION, "utf-8")
        (self.cache / "handzettel").mkdir(parents=True)

    def start(self, command: str) -> subprocess.Popen[bytes]:
        """Start a command in the workspace."""
        environment = {
            **{name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"},
            "TMPDIR": str(self.temporary),
            "HOME": str(self.folder / "h"),
            "XDG_CACHE_HOME": str(self.cache),
            "LANGUAGE": "en",
            _MARK: str(self.folder),
        }
        with _usual_signals():
            return subprocess.Popen(
                [COMMAND, *COMMANDS[command], "-w", "w", "--on", DAY],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )

    def run(self, command: str) -> tuple[int, str]:
        """Run a command to its end; return its exit code and output."""
        process = self.start(command)
        printed, _none = process.communicate(timeout=300)
        return process.returncode, printed.decode("utf-8", "replace")

    def content(self) -> dict[str, bytes]:
        """Return the files of the workspace that are neither output nor hidden."""
        return _files(self.workspace, without=(*HIDDEN, "out"))

    def output(self) -> dict[str, bytes]:
        """Return the finished files; messages without what differs in each run."""
        files = _files(self.workspace / "out")
        return {name: _timeless(data) for name, data in files.items()}

    def alive(self) -> list[str]:
        """Return number and command line of each process that a command here has started."""
        mark = f"{_MARK}={self.folder}\0".encode()
        processes = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    processes.append(f"{folder.name} {line.decode(errors='replace')[:200]}")
            except OSError:
                continue
        return processes

    def left_in(self, folder: Path) -> list[str]:
        """List all files and folders below a folder."""
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def _files(folder: Path, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return all files below a folder, by their paths."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.relative_to(folder).parts[0] not in without
    }


@contextmanager
def _usual_signals() -> Iterator[None]:
    """Let processes started inside handle signals that this process ignores."""
    before = {signal_number: signal.getsignal(signal_number) for signal_number in SIGNALS[1:]}
    try:
        for signal_number, handler in before.items():
            if handler is signal.SIG_IGN:
                signal.signal(signal_number, signal.SIG_DFL)
        yield
    finally:
        for signal_number, handler in before.items():
            signal.signal(signal_number, handler)


def _timeless(data: bytes) -> bytes:
    """Return a message without dates, boundaries and what the workspace's secret makes."""
    if data.startswith(b'{\n "workspace"'):
        return re.sub(rb'(\.eml": ")[0-9a-f]+', rb"\1", data)
    if not data.startswith((b"From:", b"Date:", b"Message-ID:", b"MIME-Version:", b"To:")):
        return data
    kept = [
        line
        for line in data.split(b"\n")
        if not line.startswith((b"Date:", b"Message-ID:", b"List-Unsubscribe"))
        and b"boundary" not in line.lower()
        and b"unsubscribe" not in line.lower()
        and not line.startswith(b"--")
    ]
    return b"\n".join(kept)


@dataclass(frozen=True)
class Undisturbed:
    """What a command does when it is left alone."""

    seconds: float
    before: Mapping[str, bytes]
    content: Mapping[str, bytes]
    output: Mapping[str, bytes]


def undisturbed(folder: Path, command: str) -> Undisturbed:
    """Run a command twice without a kill; both runs must make the same files."""
    home = Home(folder)
    home.furnish()
    before, began = home.content(), time.monotonic()
    code, printed = home.run(command)
    assert code == 0, printed
    first = time.monotonic() - began
    content, output = home.content(), home.output()
    # two undisturbed runs must give the same files, or none could be compared with a disturbed one
    home.furnish()
    began = time.monotonic()
    code, printed = home.run(command)
    assert (code, home.output(), home.content()) == (0, output, content), printed
    return Undisturbed(min(first, time.monotonic() - began), before, content, output)


@dataclass
class KillReport:
    """What was found after one kill; each fault is a sentence."""

    command: str
    signal: str
    after: float
    ended: bool
    """Whether the signal came before the command was done."""
    faults: list[str] = field(default_factory=list)


def kill(folder: Path, command: str, reference: Undisturbed, number: int) -> KillReport:
    """End a command at a random moment; report what is wrong then, and after another run."""
    random = Random(number)
    signal_number = SIGNALS[number % len(SIGNALS)]
    home = Home(folder)
    home.furnish()
    after = random.uniform(0.02, reference.seconds)
    ended = False
    for _attempt in range(_ATTEMPTS):
        process = home.start(command)
        time.sleep(after)
        ended = process.poll() is None
        if ended:
            process.send_signal(signal_number)
            break
        # the command was quicker than the reference and ended before the signal: try again, earlier
        process.communicate()
        home.furnish()
        after *= 0.6
    report = KillReport(command, signal.Signals(signal_number).name, after, ended)
    try:
        printed = process.communicate(timeout=UNWIND)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        report.faults.append(f"lives {UNWIND:.0f} s after the signal")
        process.kill()
        printed = process.communicate()[0].decode("utf-8", "replace")
    report.faults += _faults_after(
        home, reference, signal_number, ended, process.returncode, printed
    )
    report.faults += _faults_of_another_run(home, command, reference)
    return report


# one check after the other, each a line or two
def _faults_after(  # noqa: C901
    home: Home,
    reference: Undisturbed,
    signal_number: signal.Signals,
    ended: bool,
    code: int,
    printed: str,
) -> Iterator[str]:
    """Yield what is wrong after the kill: processes, exit code, left files, names, content."""
    until = time.monotonic() + PATIENCE
    while (alive := home.alive()) and time.monotonic() < until:
        time.sleep(0.05)
    if alive:
        yield f"still alive: {alive}"
    if "Traceback" in printed:
        yield f"traceback: {printed[-1500:]}"
    # before the command handles signals, one ends the process as it does any other
    allowed = {0} if not ended else {0, -signal_number, 128 + signal_number}
    if code not in allowed:
        yield f"exit {code}: {printed[-500:]}"
    if signal_number != signal.SIGKILL and (left := home.left_in(home.temporary)):
        yield f"left in TMPDIR: {left}"
    runs = home.cache / "handzettel/run"
    if signal_number != signal.SIGKILL and (left := home.left_in(runs)):
        yield f"left in the cache: {left}"
    for place in (home.temporary, home.cache, home.folder / "h"):
        for path in place.rglob("*"):
            if path.is_file() and any(name in path.read_bytes() for name in NAMES):
                yield f"names people: {path}"
    yield from _torn(home, reference)
    content = home.content()
    if content not in (reference.before, reference.content):
        # files that were not yet moved to their place are hidden, and no content
        shown = {name: data for name, data in content.items() if "/." not in f"/{name}"}
        if shown not in (reference.before, reference.content):
            changed = sorted(reference.content.keys() ^ shown.keys())
            yield f"content neither old nor new: {changed}"
    try:
        load(home.workspace)
    except Exception as error:  # every exception is a fault
        yield f"content cannot be read: {error!r}"


def _torn(home: Home, reference: Undisturbed) -> Iterator[str]:
    """Yield finished files that are damaged or differ from those of an undisturbed run."""
    for name, data in home.output().items():
        if name in reference.output and data == reference.output[name]:
            continue
        if "/." in f"/{name}":
            continue
        if name.endswith(".pdf"):
            try:
                with pikepdf.open(home.workspace / "out" / name):
                    yield f"made differently: {name}"
            except pikepdf.PdfError:
                yield f"torn: {name}"
        else:
            yield f"torn or made differently: {name}"


def _faults_of_another_run(home: Home, command: str, reference: Undisturbed) -> Iterator[str]:
    """Run the command again; yield what then differs from an undisturbed run."""
    done = command == "import" and home.content() == reference.content
    code, printed = home.run(command)
    if code != 0 and not (done and "is there already" in printed):
        yield f"the next run ends with {code}: {printed[-800:]}"
    output, content = home.output(), home.content()
    if output != reference.output:
        names = sorted(
            name
            for name in output.keys() | reference.output.keys()
            if output.get(name) != reference.output.get(name)
        )
        yield f"after the next run these are not as they should be: {names}"
    if content != reference.content:
        names = sorted(
            name
            for name in content.keys() | reference.content.keys()
            if content.get(name) != reference.content.get(name)
        )
        yield f"after the next run the content is not as it should be: {names}"
    hidden = [name for folder in HIDDEN for name in home.left_in(home.workspace / folder)]
    left = [
        *home.left_in(home.temporary),
        *home.left_in(home.cache / "handzettel/run"),
        *(name for name in hidden if name not in KEPT),
    ]
    if left:
        yield f"after the next run there is still: {left}"
    for path in (path for place in (home.temporary, home.cache) for path in place.rglob("*")):
        if path.is_file() and any(name in path.read_bytes() for name in NAMES):
            yield f"after the next run people are named in {path}"


@contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder with a short path, deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="hk", dir="/tmp")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
