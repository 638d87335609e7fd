"""People, times and texts for tests of the ledger, and ways to bring an entry to a state."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.mail.ledger import Ledger
from reports.mail.ledger_rows import Edition, LedgerEntry, State

AT = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(minutes=5)
MUCH_LATER = AT + dt.timedelta(days=100)
TEXT = {"text/de": "a1", "summary/bereich-3": "b2"}
ERIKA = ("erika@example.org", "Erika Muster", "<1@example.org>")
MAX = ("max@example.org", "Max Muster", "<2@example.org>")
KIM = ("kim@example.org", "Kim Muster", "<3@example.org>")


def entry(ledger: Ledger, edition: Edition, address: str = ERIKA[0]) -> LedgerEntry:
    """Return the entry of an address that has one."""
    stored = ledger.entry(edition, address)
    assert stored is not None
    return stored


def bring(ledger: Ledger, edition: Edition, state: State) -> LedgerEntry:
    """Bring Erika's entry to a state as a run does, and return it."""
    planned = entry(ledger, edition)
    if state is not State.PLANNED:
        assert ledger.claim(planned, AT)
        ledger.mark_handed_over(planned, AT)
    settle = {
        State.SENT: ledger.mark_sent,
        State.REFUSED: ledger.mark_refused,
        State.UNCLEAR: ledger.mark_unclear,
    }
    if state in settle:
        settle[state](planned, AT, "250 taken")
    return entry(ledger, edition)


def states(ledger: Ledger, edition: Edition) -> dict[str, State]:
    """Return the state of each address."""
    return {stored.address: stored.state for stored in ledger.entries(edition)}


def people(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield address, name and message id of so many people."""
    return ((f"p{i}@example.org", f"Person {i}", f"<{i}@example.org>") for i in range(count))


SCRIPT_START = """
import datetime as dt, sqlite3, sys
from pathlib import Path
from reports.storage.sqlite import exclusive
from reports.mail.ledger import Ledger

AT = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
path = Path(sys.argv[1])

def wait():
    print("waiting", flush=True)
    sys.stdin.read()

def stop_at_commit():
    connect = sqlite3.connect
    def traced(*arguments, **options):
        db = connect(*arguments, **options)
        db.set_trace_callback(lambda statement: statement.startswith("COMMIT") and wait())
        return db
    sqlite3.connect = traced

def erika(ledger):
    edition = ledger.edition("briefing")
    return ledger.entry(edition, "erika@example.org")

"""


@contextmanager
def running_script(path: Path, script: str) -> Iterator[None]:
    """Run a script until its ``wait()``; kill the process at the end of the context."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT_START + script, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "waiting\n"
            yield
        finally:
            process.kill()


def run_and_kill(path: Path, script: str) -> None:
    """Run a script until its ``wait()``, then kill it."""
    with running_script(path, script):
        pass
