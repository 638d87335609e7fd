"""Measure how fast mail is sent, and with how much memory.

    .venv/bin/python bench/mail.py [MESSAGES]

Each measurement runs in a new process, so that its memory does not include that of others.
The server, which accepts everything, is another process. Works on Linux only, since it
reads the memory from /proc.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from reports import shipped_folder
from reports.content.campaign import MailServer, Security
from reports.mail.delivery import Clock, Delivery, Pace
from reports.mail.ledger import LEDGER, Ledger
from reports.mail.ledger_rows import LedgerEntry, State
from reports.mail.message import Attachment, Mailbox, Message, compose
from reports.mail.outbox import compose_verified
from reports.mail.smtp import Connection, Envelope
from reports.storage.sqlite import exclusive
from tests.support.sink import sink

MESSAGES = 3_000
PEOPLE = 1_000
"""How many recipients the workspace has from which the command sends."""
ATTACHMENT_SIZE = 200_000
"""The size of each attachment in bytes."""

BLOCK = random.Random(1).randbytes(ATTACHMENT_SIZE)
# unlike in the tests, the clock and the pauses are real
CLOCK = Clock(lambda: dt.datetime.now(dt.UTC), lambda length: time.sleep(length.total_seconds()))
PACE = Pace(rate=100_000, per_connection=100_000, pause=dt.timedelta())


class SendingFigures(NamedTuple):
    """The figures of a run."""

    seconds: float
    early: float
    """The most memory after a tenth of the messages, in MB."""
    peak: float
    """The most memory of the whole run, in MB."""


def peak() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    high_water = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert high_water is not None
    return int(high_water[1]) / 1000


def address(number: int) -> str:
    """Return the address of an invented recipient."""
    return f"person-{number}@example.org"


def message(number: int) -> Message:
    """Return a message with an attachment of its own, as a personal cover letter is."""
    return Message(
        sender=Mailbox("Büro (Muster)", "buero@example.org"),
        recipient=Mailbox(f"Person {number}", address(number)),
        reply_to=None,
        subject="Unterlagen für den Parteitag",
        text="Liebe Genossinnen und Genossen,\n\nanbei die Unterlagen.\n" * 5,
        html="<p>Liebe Genossinnen und Genossen,</p><p>anbei die Unterlagen.</p>" * 5,
        attachments=(Attachment("Anschreiben.pdf", b"%%PDF-1.7 %09d\n" % number + BLOCK),),
        date=CLOCK.now(),
        message_id=f"<{number}@example.org>",
        language="de",
        unsubscribe="buero@example.org",
    )


# --- ways of sending --------------------------------------------------------


def send_with_ledger(port: int, folder: Path, count: int) -> SendingFigures:
    """Send as the command does: verify all messages, then compose, record and send each."""
    server = MailServer(host="127.0.0.1", port=port, security=Security.NONE)
    start, early = time.monotonic(), 0.0
    for number in range(count):
        compose_verified(message(number))
        if number == count // 10:
            early = peak()
    path = folder / LEDGER
    with exclusive(path), Ledger.open(path) as ledger:
        edition = ledger.begin_edition("briefing", {}, CLOCK.now())
        people = ((address(n), f"Person {n}", f"<{n}@example.org>") for n in range(count))
        ledger.plan(edition, people, CLOCK.now())

        def make(entry: LedgerEntry) -> tuple[Envelope, bytes]:
            return compose_verified(message(int(re.findall(r"\d+", entry.address)[0])))

        delivery = Delivery(ledger, edition, make, lambda: Connection(server, None), PACE, CLOCK)
        for _step in delivery.run():
            pass
        assert ledger.count_states(edition)[State.SENT] == count
    return SendingFigures(time.monotonic() - start, early, peak())


def send_with_smtplib(port: int, _folder: Path, count: int) -> SendingFigures:
    """Send the same messages with smtplib, without verification and without a ledger."""
    start, early = time.monotonic(), 0.0
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(count):
            smtp.sendmail("buero@example.org", address(number), compose(message(number)))
            if number == count // 10:
                early = peak()
    return SendingFigures(time.monotonic() - start, early, peak())


COMMAND = """
import atexit, re, sys
from pathlib import Path
status = Path("/proc/self/status")
atexit.register(lambda: print(re.search("VmHWM:.*", status.read_text())[0], file=sys.stderr))
from reports.cli import main
main()
"""


def send_with_command(port: int, folder: Path, count: int) -> SendingFigures:
    """Run ``handzettel mail`` in a new process, which makes the documents, too."""
    workspace = folder / "workspace"
    shutil.copytree(shipped_folder("data"), workspace)
    rows = (f"{address(n)};frau;Erika;Muster{n}\n" for n in range(count))
    people = "email;salutation;first_name;last_name\n" + "".join(rows)
    (workspace / "recipients.csv").write_text(people, encoding="utf-8")
    settings = workspace / "handzettel.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[mail]", "[mail]\nrate = 100000\nper_connection = 10000", 1)
    text += f'\n[mail.server]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    settings.write_text(text, encoding="utf-8")
    campaign = 'documents = ["overview"]\n[texts.de]\nsubject = "Unterlagen"\n'
    campaign += 'text = """\n{{ salutation }},\n\nanbei die **Übersicht**.\n"""\n'
    (workspace / "campaigns" / "bench.toml").write_text(campaign, encoding="utf-8")
    start = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", COMMAND, "mail", "bench", "--send", "--yes"],
        cwd=workspace,
        env={**os.environ, "LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - start
    high_water = re.search(r"VmHWM:\s+(\d+) kB", result.stderr)
    assert result.returncode == 0, result.stderr
    assert high_water is not None
    return SendingFigures(seconds, 0, int(high_water[1]) / 1000)


# --- the figures ------------------------------------------------------------


def measure(send: Callable[[int, Path, int], SendingFigures], count: int) -> SendingFigures:
    """Send messages in a new process to a new server; check that it got each of them once."""
    with tempfile.TemporaryDirectory(prefix="handzettel-") as name:
        log = Path(name) / "log"
        with (
            sink(log) as port,
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        ):
            measured = pool.submit(send, port, Path(name), count).result()
        recipients = [line.split()[0] for line in log.read_text().splitlines()]
        assert sorted(recipients) == sorted(map(address, range(count)))
    return measured


def main(count: int) -> None:
    """Measure all ways of sending and print the figures."""

    def rate(number: int, measured: SendingFigures) -> str:
        return f"{number} in {measured.seconds:.1f} s = {60 * number / measured.seconds:,.0f}/min"

    ours, bare = measure(send_with_ledger, count), measure(send_with_smtplib, count)
    print(f"journalled, {ATTACHMENT_SIZE // 1000} kB each: {rate(count, ours)}")
    print(f"  peak {ours.early:.0f} MB after a tenth, {ours.peak:.0f} MB in all")
    print(f"smtplib alone: {rate(count, bare)}, {ours.seconds / bare.seconds:.1f} times as fast")
    print(f"  peak {bare.early:.0f} MB after a tenth, {bare.peak:.0f} MB in all")
    whole = measure(send_with_command, PEOPLE)
    print(f"handzettel mail --send: {rate(PEOPLE, whole)}, peak {whole.peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
