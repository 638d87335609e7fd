"""File names, state names and lines that the mail command writes."""

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
"""Table of everybody who gets a message."""

SET_ASIDE = "set-aside.csv"
"""Table of the rows that cannot be used."""

NOT_MEANT = "not-meant.csv"
"""Table of the people the campaign's filter excludes."""

MAX_VALUES = 6
"""Values listed on one line; more would not be read."""

DRAFT_HEADER = b"\r\nX-Unsent: 1\r\n"
"""The header that marks a file as a draft of ours and not one saved by a mail program."""

DRAFT_NAME = re.compile(r"[0-9]{4,}-[a-z0-9-]+\.eml")

TABLES = (TABLE, SET_ASIDE, NOT_MEANT)

PARTIAL_NAME = re.compile(r"\.([0-9]{4,}-[a-z0-9-]+\.eml|[a-z-]+\.csv)\.[a-z0-9_]{8}")
"""Name of the partial file that a run leaves that is killed while it writes."""


def file_name(parcel: Parcel) -> str:
    """Return the name of a draft, such as ``0001-erika-muster.eml``; ASCII only."""
    return f"{parcel.number:04}-{slug(parcel.name, 40) or 'person'}.eml"


def state_word(state: State) -> str:
    """Return a state in the user's language."""
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
    """Print one line of the account of all rows."""
    say(f"  {label}: {count}" + (f" – {details}" if details else ""))


def listed_values(counts: Sequence[tuple[str, int]]) -> str:
    """List the first MAX_VALUES values with their counts, and how many more there are."""
    parts = [f"{shortened(text)} {count}" for text, count in counts[:MAX_VALUES]]
    if more := len(counts) - len(parts):
        parts.append(_("{count} more kinds").format(count=more))
    return ", ".join(parts)


def clear_files(folder: Path) -> None:
    """Delete the drafts and tables of an earlier run; other files stay.

    Otherwise somebody could send a draft to a person who is no longer in the campaign.
    """
    # reading a pipe would wait for ever
    for path in (path for path in sorted(folder.glob("*")) if path.is_file()):
        draft = (
            DRAFT_NAME.fullmatch(path.name)
            and DRAFT_HEADER in path.read_bytes().partition(b"\r\n\r\n")[0]
        )
        if draft or path.name in TABLES or PARTIAL_NAME.fullmatch(path.name):
            path.unlink()


def parcel_line(parcel: Parcel, count: int, size: int) -> str:
    """Return the line that lists a person with the number of documents and the size in bytes."""
    recipient = f"{parcel.name} <{parcel.address}>" if parcel.name else parcel.address
    documents = ngettext("{count} document", "{count} documents", count).format(count=count)
    return f"{parcel.number:4}  {recipient}  {documents}, {size / 1_000_000:.1f} MB"
