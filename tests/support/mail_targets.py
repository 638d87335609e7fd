"""Fuzz targets for mail: the ledger, replies of servers and the texts of campaigns."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from reports.errors import Place
from tests.support import dictionaries
from tests.support.fuzz import LIMITED_PATIENCE, Reader, Target, encoded, new_folder
from tests.support.mutation import Mutator


@cache
def _ledger_file() -> bytes:
    """Return a ledger of 20 people, with a message sent and one interrupted."""
    from reports.mail.ledger import LEDGER, Ledger

    at = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        with Ledger.open(folder / LEDGER) as ledger:
            edition = ledger.begin_edition("parteitag", {"text": "1"}, at)
            people = [(f"p{i}@example.org", f"Person {i}", f"<{i}@example.org>") for i in range(20)]
            ledger.plan(edition, people, at)
            first, second, *_others = ledger.entries(edition)
            ledger.claim(first, at)
            ledger.mark_sent(first, at, "250 ok")
            ledger.claim(second, at)
            ledger.confirm_location(moved=False)
            ledger.token_secret(b"s" * 32)
        # values that differ between machines are fixed, so that a number always makes the same file
        place = b'{"path": "/nowhere/handzettel.db", "device": 1, "inode": 2}'
        with contextlib.closing(sqlite3.connect(folder / LEDGER)) as db, db:
            update = "UPDATE setting SET value = ? WHERE name = ?"
            db.executemany(update, [(place, "location"), (b"i" * 16, "identity")])
        return (folder / LEDGER).read_bytes()


def _ledgers() -> Mutator:
    whole = _ledger_file()
    cut = [b"", whole[:4096], whole[:100], b"SQLite format 3\0"]
    return Mutator([whole], dictionaries.FONT, regressions=cut)


def _continue_ledger() -> Reader:
    """Open a ledger, read all its entries and plan another edition."""
    from reports.mail.ledger import LEDGER, Ledger

    folder = new_folder()
    path = folder / LEDGER
    at = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    def run(data: bytes) -> None:
        for leftover in folder.glob("*"):
            leftover.unlink()
        path.write_bytes(data)
        with Ledger.open(path) as ledger:
            ledger.confirm_location(moved=True)
            ledger.token_secret(b"s" * 32)
            for edition in ledger.editions():
                ledger.count_states(edition)
                list(ledger.entries(edition))
            edition = ledger.begin_edition("parteitag", {"text": "1"}, at)
            ledger.settle_interrupted(edition, at)
            ledger.plan(edition, [("neu@example.org", "Neu", "<n@example.org>")], at)

    return run


SERVER_REPLIES = (
    "550 5.4.5 Daily user sending limit exceeded. https://support.example.org d2-1.7 - gsmtp",
    "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process",
    "421-4.7.28 Our system has detected an unusual rate\n421 4.7.28 try again",
    "535 5.7.8 Username and Password not accepted",
)


def _classify_reply() -> Reader:
    """Find the cause and the remedy of a server's reply, at each stage of a delivery."""
    from reports.mail.replies import Stage, cause_of, remedy_for_run

    return lambda data: [
        remedy_for_run(cause_of(data.decode("utf-8", "replace"), stage)) for stage in Stage
    ][:0]


CAMPAIGN_TEXT = """\
{{ salutation }},

# Titel {{ n }}
{% for title in documents %}
- {{ title|upper }} [x](https://example.org)
  1. *a* **b** `c`
{% endfor %}
> Zitat

{% if addressees %}{{ addressees|map(attribute="name")|join(", ") }}{% endif %}
![x](https://example.org/x.png) <b>fett</b>

---
    Code
{{ sender.name }}
"""


def _write_campaign_text() -> Reader:
    """Write a campaign's text and subject for one person."""
    from reports.render.campaign_text import Phrasing
    from reports.render.templates import Writer

    values = {
        "salutation": "Liebe *Erika*",
        "n": 3,
        "documents": ["Übersicht", "Checkliste <b>"],
        "addressees": [SimpleNamespace(name="Stadt")],
        "sender": SimpleNamespace(name="Max Muster"),
    }
    place = Place("campaigns/parteitag.toml", 12)

    def run(data: bytes) -> None:
        phrasing = Phrasing(Writer(Path("/nowhere")))
        text = data.decode("utf-8", "replace")
        phrasing.text(text, values, place)
        phrasing.line(text, values, place)

    return run


MAIL_TARGETS: dict[str, Target] = {
    "ledger": Target(_ledgers, _continue_ledger, 100, 4_000),
    "server's answer": Target(
        lambda: Mutator(encoded(*SERVER_REPLIES)), _classify_reply, 100, 4_000
    ),
    "campaign text": Target(
        lambda: Mutator(encoded(CAMPAIGN_TEXT), dictionaries.TEMPLATE),
        _write_campaign_text,
        100,
        5_000,
        limited=True,
        patience=LIMITED_PATIENCE,
    ),
}
