"""The names and words of what a mailing writes: files, states, counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reports.i18n import _, ngettext
from reports.text.slug import slug
from reports.text.visible import shortened

if TYPE_CHECKING:
    from reports.mail.ledger_rows import State
    from reports.mail.mailing import Parcel


TABLE = "table.csv"

SET_ASIDE = "set-aside.csv"

NOT_MEANT = "not-meant.csv"

FEW = 6
"""How many words a line lists."""

DRAFT = b"\r\nX-Unsent: 1\r\n"
"""What a file's head says that was written here and not by a mail program."""

OURS = re.compile(r"[0-9]{4,}-[a-z0-9-]+\.eml")

TABLES = (TABLE, SET_ASIDE, NOT_MEANT)

PART = re.compile(r"\.([0-9]{4,}-[a-z0-9-]+\.eml|[a-z-]+\.csv)\.[a-z0-9_]{8}")
"""What is left of a file by a run that was killed while it wrote."""


def file_name(parcel: Parcel) -> str:
    """``0001-erika-muster.eml``: the number, and the name as far as it is Latin."""
    return f"{parcel.number:04}-{slug(parcel.name, 40) or 'person'}.eml"


def state_word(state: State) -> str:
    """How far a message has come, for people."""
    from reports.mail.ledger_rows import State

    words = {
        State.PLANNED: _("planned"),
        State.SENDING: _("sending"),
        State.SENT: _("sent"),
        State.REFUSED: _("refused"),
        State.UNCLEAR: _("unclear"),
    }
    return words[state]


def say_count(say: Callable[[str], None], label: str, count: int, details: str = "") -> None:
    say(f"  {label}: {count}" + (f" – {details}" if details else ""))


def listed_values(counts: Sequence[tuple[str, int]]) -> str:
    """Words with how often they come, the first few."""
    told = [f"{shortened(words)} {count}" for words, count in counts[:FEW]]
    if more := len(counts) - len(told):
        told.append(_("{count} more kinds").format(count=more))
    return ", ".join(told)


def clear_files(folder: Path) -> None:
    """Take away an earlier run's files, so that nobody sends them who is no longer meant."""
    for path in (path for path in sorted(folder.glob("*")) if path.is_file()):  # no pipe
        draft = OURS.fullmatch(path.name) and DRAFT in path.read_bytes().partition(b"\r\n\r\n")[0]
        if draft or path.name in TABLES or PART.fullmatch(path.name):
            path.unlink()


def line_of(parcel: Parcel, count: int, size: int) -> str:
    who = f"{parcel.name} <{parcel.address}>" if parcel.name else parcel.address
    told = ngettext("{count} document", "{count} documents", count).format(count=count)
    return f"{parcel.number:4}  {who}  {told}, {size / 1_000_000:.1f} MB"
