"""A sending that is killed again and again: nobody gets it twice, and nobody goes without.

Each life is a process that does what the command does: it holds the ledger, takes
up what the last one left, plans, and sends to a server in another process, until
SIGKILL ends it at a random moment. Lives are forked from a nursery, a small
process that has imported everything, so that the start takes no longer than the
sending.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from reports.content.campaign import MailServer, Security
from reports.mail.delivery import Clock, Delivery, Pace
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import LedgerEntry, State
from reports.mail.message import Attachment, Mailbox, Message
from reports.mail.outbox import compose_verified
from reports.mail.smtp import Connection, Envelope
from reports.storage.sqlite import exclusive
from tests import ROOT
from tests.support.sink import sink

PDF = Attachment("Übersicht.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(30_000))
CLOCK = Clock(lambda: dt.datetime.now(dt.UTC), lambda length: time.sleep(length.total_seconds()))
PACE = Pace(rate=100_000, per_connection=7, pause=dt.timedelta())

# --- one life ---------------------------------------------------------------


def address(number: int) -> str:
    return f"person-{number}@example.org"


def compose(entry: LedgerEntry) -> tuple[Envelope, bytes]:
    """Compose and verify a whole message, as the command does."""
    return compose_verified(
        Message(
            sender=Mailbox("Büro (Muster)", "buero@example.org"),
            recipient=Mailbox(entry.name, entry.address),
            reply_to=None,
            subject="Unterlagen für den Parteitag",
            text="Grüße\n",
            html="<p>Grüße</p>",
            attachments=(PDF,),
            date=CLOCK.now(),
            message_id=entry.message_id,
            language="de",
            unsubscribe="buero@example.org",
        )
    )


def live(folder: Path, port: int, count: int, diary: int, *, again: bool) -> None:
    """Send to all who do not have the message; note in the diary how far the run came."""
    path = folder / LEDGER
    server = MailServer(host="127.0.0.1", port=port, security=Security.NONE)
    with exclusive(path), Ledger.open(path) as ledger:
        edition = ledger.begin_edition("briefing", {"text": "1"}, CLOCK.now())
        planned, unclear = ledger.settle_interrupted(edition, CLOCK.now())
        os.write(diary, f" planned={planned} unclear={unclear}".encode())
        if again:
            ledger.plan_again(edition, map(address, range(count)), CLOCK.now())
        done = {entry.address for entry in ledger.entries(edition, State.SENT, State.UNCLEAR)}
        people = ((address(n), f"Person {n}", f"<{n}@example.org>") for n in range(count))
        ledger.plan(edition, (person for person in people if person[0] not in done), CLOCK.now())
        os.write(diary, b" sending")
        connect = partial(Connection, server, None)
        for _step in Delivery(ledger, edition, compose, connect, PACE, CLOCK).run():
            pass


def nurse(folder: Path, port: int, count: int) -> None:
    """Fork a run for each line of input, kill it after the seconds given, print its exit code."""
    diary = os.open(folder / "diary", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for line in sys.stdin:
        again, _space, seconds = line.strip().partition(" ")
        child = os.fork()
        if not child:
            try:
                live(folder, port, count, diary, again=again == "again")
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        if seconds:
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(diary, b"\n")
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


@dataclass
class Nursery:
    """The process that forks the runs, one after the other."""

    process: subprocess.Popen[str]

    def life(self, seconds: float | None = None, *, again: bool = False) -> int:
        """Start a run, kill it after some seconds if given, and return its exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        how = "again" if again else "once"
        self.process.stdin.write(f"{how} {'' if seconds is None else seconds}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def nursery(folder: Path, port: int, count: int) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.mail.test_soak", str(folder), str(port), str(count)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Nursery(process)


# --- all of them ------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """The result of a sending with many kills."""

    messages: int
    kills: int
    by_the_killed: int
    """Messages that arrived before the last life, which nobody kills."""
    twice: int
    lost: int
    unclear: int
    before_planning: int
    """Lives that ended before they knew what the last one had left."""
    in_planning: int
    in_sending: int
    taken_up: int
    """Messages that a life left in sending, and that nobody can have."""
    seconds: float


def sent_with_kills(folder: Path, count: int, kills: int, seed: int) -> Figures:
    """Send with many kills, then check at the server that everybody has the message."""
    chance = random.Random(seed)
    log, path, began = folder / "log", folder / LEDGER, time.monotonic()
    log.touch()

    def arrived() -> Counter[str]:
        return Counter(line.split()[0] for line in log.read_text().splitlines())

    def states() -> dict[str, State]:
        with Ledger.open(path) as ledger:
            edition = ledger.edition("briefing")
            assert edition is not None
            return {entry.address: entry.state for entry in ledger.entries(edition)}

    killed, window = 0, 0.1
    with sink(log) as port, nursery(folder, port, count) as home:
        for _life in range(2 * kills):
            ended = home.life(chance.uniform(0, window))
            assert ended in (0, -signal.SIGKILL)
            killed += ended == -signal.SIGKILL
            if killed == kills:
                break
            # lives so long that the last message and the last kill come together
            behind = log.read_bytes().count(b"\n") * kills < count * killed
            # and ahead is worse than behind: once all is sent, there is nobody left to kill
            window *= 1.05 if behind else 1 / 1.15
        by_the_killed = sum(arrived().values())
        assert home.life() == 0
        before, first = states(), arrived()
        assert home.life(again=True) == 0
        afterwards, second = states(), arrived()

    everybody = set(map(address, range(count)))
    unclear = {who for who, state in before.items() if state is State.UNCLEAR}
    # nobody is left over, and who is unclear gets it at last
    assert set(before) == set(afterwards) == set(second) == everybody
    assert set(before.values()) <= {State.SENT, State.UNCLEAR}
    assert set(afterwards.values()) == {State.SENT}
    assert second - first == Counter(unclear)
    ids = {line.split()[1] for line in log.read_text().splitlines()}
    assert ids == {f"<{number}@example.org>" for number in range(count)}
    diary = (folder / "diary").read_text().splitlines()[:killed]
    return Figures(
        messages=count,
        kills=killed,
        by_the_killed=by_the_killed,
        twice=sum(times > 1 for times in first.values()),
        lost=len(everybody - set(first) - unclear),
        unclear=len(unclear),
        before_planning=diary.count(""),
        in_planning=sum(line.startswith(" planned") and "sending" not in line for line in diary),
        in_sending=sum("sending" in line for line in diary),
        taken_up=sum("planned=1" in line for line in diary),
        seconds=round(time.monotonic() - began, 1),
    )


def check(figures: Figures, kills: int) -> None:
    assert (figures.kills, figures.twice, figures.lost) == (kills, 0, 0)
    assert figures.unclear <= kills


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")


@needs_fork
def test_killed_runs_send_everything_once(tmp_path: Path) -> None:
    """Kills at random moments: none twice, none lost, no more unclear than kills."""
    check(sent_with_kills(tmp_path, 240, 10, seed=4), 10)


@needs_fork
@pytest.mark.soak
def test_a_thousand_killed_runs(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    """The figure in the README: 10,000 messages, 1,000 kills."""
    figures = sent_with_kills(tmp_path, 10_000, 1_000, seed=4)
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")
    record_property("tried", ("kills: sending", figures.kills, 0, str(figures)))
    check(figures, 1_000)
    assert figures.by_the_killed > figures.messages / 2
    # the kills hit every part of a life, and every part of a message's way
    parts = (figures.before_planning, figures.in_planning, figures.in_sending)
    assert min(*parts, figures.taken_up, figures.unclear) > 0


if __name__ == "__main__":
    nurse(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
