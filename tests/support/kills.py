"""Commands that are ended at any moment, and what they leave behind."""

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

from reports.commands.options import cache_folder
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
"""Seconds in which a signal has to end the command, on a machine with much to do."""
_ATTEMPTS = 6
_MARK = "HANDZETTEL_TEST_RUN"
NAMES = (b"Wegemund", b"wegemund@")
"""What must lie nowhere but in the workspace: the people on the list are called so."""

HIDDEN = (".handzettel", ".handzettel-changes")
KEPT = ("lock", ".gitignore", "secret")
"""What stays in a workspace's hidden folders."""


@dataclass
class Home:
    """A workspace with folders of its own for all that a run writes."""

    folder: Path
    """Short, since the name of a socket in it is short."""

    @property
    def workspace(self) -> Path:
        return self.folder / "w"

    @property
    def temporary(self) -> Path:
        return self.folder / "t"

    @property
    def cache(self) -> Path:
        return self.folder / "c"

    def furnish(self) -> None:
        """A fresh copy of the small workspace; the fonts are cut already."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in (self.workspace / "campaigns", self.temporary, self.folder / "h"):
            path.mkdir(parents=True)
        for name, text in SMALL_WORKSPACE.items():
            (self.workspace / name).write_text(text, "utf-8")
        people = RECIPIENTS.replace("Muster;", "Wegemund;").replace("max@", "wegemund@")
        (self.workspace / "recipients.csv").write_text(people, "utf-8")
        (self.folder / "antrag.txt").write_text(MOTION, "utf-8")
        shutil.copytree(cache_folder() / "fonts", self.cache / "handzettel/fonts")

    def start(self, command: str) -> subprocess.Popen[bytes]:
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
        """Run a command to its end; its exit code and what it said."""
        process = self.start(command)
        said, _none = process.communicate(timeout=300)
        return process.returncode, said.decode("utf-8", "replace")

    def content(self) -> dict[str, bytes]:
        """What the workspace says, file by file."""
        return _files(self.workspace, without=(*HIDDEN, "out"))

    def output(self) -> dict[str, bytes]:
        """The finished files; of a message all but what is another in each copy."""
        files = _files(self.workspace / "out")
        return {name: _timeless(data) for name, data in files.items()}

    def alive(self) -> list[str]:
        """The processes that came of a command here."""
        mark = f"{_MARK}={self.folder}\0".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    found.append(f"{folder.name} {line.decode(errors='replace')[:200]}")
            except OSError:
                continue
        return found

    def left_in(self, folder: Path) -> list[str]:
        """All files and folders below a folder."""
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def _files(folder: Path, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.relative_to(folder).parts[0] not in without
    }


@contextmanager
def _usual_signals() -> Iterator[None]:
    """What is started inside minds signals, although this process may be told to ignore them."""
    before = {sign: signal.getsignal(sign) for sign in SIGNALS[1:]}
    try:
        for sign, handler in before.items():
            if handler is signal.SIG_IGN:
                signal.signal(sign, signal.SIG_DFL)
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _timeless(data: bytes) -> bytes:
    """A message without what a workspace's secret and a clock put into it, and its digest."""
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
    home = Home(folder)
    home.furnish()
    before, began = home.content(), time.monotonic()
    code, said = home.run(command)
    assert code == 0, said
    first = time.monotonic() - began
    content, output = home.content(), home.output()
    # another copy comes out the same, or nothing could be said of one that was disturbed
    home.furnish()
    began = time.monotonic()
    code, said = home.run(command)
    assert (code, home.output(), home.content()) == (0, output, content), said
    return Undisturbed(min(first, time.monotonic() - began), before, content, output)


@dataclass
class Killed:
    """What one kill came to; each fault is a sentence."""

    command: str
    signal: str
    after: float
    ended: bool
    """Whether the signal came before the command was done."""
    faults: list[str] = field(default_factory=list)


def kill(folder: Path, command: str, known: Undisturbed, number: int) -> Killed:
    """End a command at a random moment; what is found then, and after another run."""
    random = Random(number)
    sign = SIGNALS[number % len(SIGNALS)]
    home = Home(folder)
    home.furnish()
    after = random.uniform(0.02, known.seconds)
    ended = False
    for _attempt in range(_ATTEMPTS):
        process = home.start(command)
        time.sleep(after)
        ended = process.poll() is None
        if ended:
            process.send_signal(sign)
            break
        # the machine had less to do than when the time was taken: what came late is no kill
        process.communicate()
        home.furnish()
        after *= 0.6
    result = Killed(command, signal.Signals(sign).name, after, ended)
    try:
        said = process.communicate(timeout=UNWIND)[0].decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        result.faults.append(f"lives {UNWIND:.0f} s after the signal")
        process.kill()
        said = process.communicate()[0].decode("utf-8", "replace")
    result.faults += _faults_after(home, known, sign, ended, process.returncode, said)
    result.faults += _faults_of_another_run(home, command, known)
    return result


# one check after the other, each a line or two
def _faults_after(  # noqa: C901
    home: Home, known: Undisturbed, sign: signal.Signals, ended: bool, code: int, said: str
) -> Iterator[str]:
    until = time.monotonic() + PATIENCE
    while (alive := home.alive()) and time.monotonic() < until:
        time.sleep(0.05)
    if alive:
        yield f"still alive: {alive}"
    if "Traceback" in said:
        yield f"traceback: {said[-1500:]}"
    # before the command has begun, a signal ends the process as it does any other
    allowed = {0} if not ended else {0, -sign, 128 + sign}
    if code not in allowed:
        yield f"exit {code}: {said[-500:]}"
    if sign != signal.SIGKILL and (left := home.left_in(home.temporary)):
        yield f"left in TMPDIR: {left}"
    runs = home.cache / "handzettel/run"
    if sign != signal.SIGKILL and (left := home.left_in(runs)):
        yield f"left in the cache: {left}"
    for place in (home.temporary, home.cache, home.folder / "h"):
        for path in place.rglob("*"):
            if path.is_file() and any(name in path.read_bytes() for name in NAMES):
                yield f"names people: {path}"
    yield from _torn(home, known)
    content = home.content()
    if content not in (known.before, known.content):
        # what is written beside its place is hidden, and is no content
        shown = {name: data for name, data in content.items() if "/." not in f"/{name}"}
        if shown not in (known.before, known.content):
            changed = sorted(known.content.keys() ^ shown.keys())
            yield f"content neither old nor new: {changed}"
    try:
        load(home.workspace)
    except Exception as error:  # whatever it is, it is a fault
        yield f"content cannot be read: {error!r}"


def _torn(home: Home, known: Undisturbed) -> Iterator[str]:
    """Finished files that are not whole, and what lies there under no proper name."""
    for name, data in home.output().items():
        if name in known.output and data == known.output[name]:
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


def _faults_of_another_run(home: Home, command: str, known: Undisturbed) -> Iterator[str]:
    done = command == "import" and home.content() == known.content
    code, said = home.run(command)
    if code != 0 and not (done and "is there already" in said):
        yield f"the next run ends with {code}: {said[-800:]}"
    output, content = home.output(), home.content()
    if output != known.output:
        names = sorted(
            name
            for name in output.keys() | known.output.keys()
            if output.get(name) != known.output.get(name)
        )
        yield f"after the next run these are not as they should be: {names}"
    if content != known.content:
        names = sorted(
            name
            for name in content.keys() | known.content.keys()
            if content.get(name) != known.content.get(name)
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
    """A folder with a short name, which goes with all that is in it."""
    folder = Path(tempfile.mkdtemp(prefix="hk", dir="/tmp")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
