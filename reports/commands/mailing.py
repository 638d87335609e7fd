"""One run of ``handzettel mail`` for one campaign, and the files it writes."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.commands.making import limits_of, started
from reports.commands.shared import Options, cache_folder, prepare_fonts, progress, store
from reports.commands.terminal import echo
from reports.errors import ContentError, MailError, Place, Problem, UsageError
from reports.messages import _, ngettext
from reports.typography import slug

if TYPE_CHECKING:
    from reports.mail.campaign import Mailing, Parcel
    from reports.mail.delivery import Clock
    from reports.mail.post import Post
    from reports.workspace import Content

TABLE = "table.csv"
SET_ASIDE = "set-aside.csv"

LISTED = 20
"""How many people the screen lists; the table lists all."""


def clock() -> Clock:
    """The time where the user is."""
    from reports.mail.delivery import Clock

    return Clock(
        now=lambda: dt.datetime.now().astimezone(),
        sleep=lambda length: time.sleep(length.total_seconds()),  # the one place that waits
    )


class Run:
    """One call of the command for one campaign."""

    def __init__(self, options: Options, content: Content, mailing: Mailing) -> None:
        from reports.workspace import read_people

        self._options = options
        self._content = content
        self._mailing = mailing
        self._settings = content.settings.mail
        self._clock = clock()
        self._recipients = read_people(content)
        self._parcels = mailing.parcels(self._recipients.people)
        self._tell_people()
        if not self._parcels:
            what = _("the campaign is for nobody")
            remedy = _("compare its [who] with the columns of recipients.csv")
            raise ContentError(Problem(Place(mailing.name), what, remedy))

    def _tell_people(self) -> None:
        """Who is left out, and whose rows were joined."""
        say = self._options.say
        for joined in self._recipients.merged:
            text = _("line {again} has the address of line {line}: one message for both")
            if joined.names_differ:
                text = _(
                    "line {again} has the address of line {line} but another name:"
                    " one message, to the first"
                )
            say(text.format(again=joined.again, line=joined.line))
        if count := len(self._recipients.unwanted):
            told = ngettext("{count} person wants no mail.", "{count} people want no mail.", count)
            say(told.format(count=count))
        if count := len(self._recipients.set_aside):  # at the end each is told, with the reason
            told = ngettext("{count} row is set aside.", "{count} rows are set aside.", count)
            say(told.format(count=count))

    def _warn(self, text: str) -> None:
        if not self._options.quiet:
            echo(text, fg="yellow", err=True)

    # --- files --------------------------------------------------------------

    def write(self) -> None:
        """One .eml a person, a table of who gets what, and who was set aside."""
        from dataclasses import replace

        from reports.files import write_whole, writing_to
        from reports.mail.message import compose
        from reports.recipients import set_aside_csv

        if str(self._options.out) == "-":
            what = _("{count} files cannot go to standard output").format(count=len(self._parcels))
            raise UsageError(Problem(Place("--out -"), what, _("name a folder")))
        folder = self._options.out / "mail" / self._mailing.name
        now = self._clock.now()
        with writing_to(self._options.out, cache_folder()), self._post(self._unsent()) as post:
            parcels, sizes = self._make(post, self._parcels, now)
            if not parcels:
                self._end(self._left_out(post))
            _clear(folder)
            for parcel in self._bar(parcels, _("Writing")):
                message = replace(post.message(parcel, now), draft=True)
                write_whole(folder / file_name(parcel), compose(message))
            write_whole(folder / TABLE, self._table(parcels, sizes))
            if self._recipients.set_aside:
                write_whole(folder / SET_ASIDE, set_aside_csv(self._recipients))
        for parcel in parcels[:LISTED]:
            enclosed = len(self._enclosed(parcel))
            self._options.say(_line(parcel, enclosed, sizes[parcel.number]))
        if len(parcels) > LISTED:
            more = _("… and {count} more, all in {table}")
            self._options.say(more.format(count=len(parcels) - LISTED, table=folder / TABLE))
        told = ngettext(
            "{count} message, {size} MB, in {folder}. Nothing was sent.",
            "{count} messages, {size} MB, in {folder}. Nothing was sent.",
            len(parcels),
        )
        size = f"{sum(sizes.values()) / 1_000_000:.1f}"
        self._options.say(told.format(count=len(parcels), size=size, folder=folder))
        self._end(self._left_out(post))

    def _table(self, parcels: Sequence[Parcel], sizes: dict[int, int]) -> bytes:
        from reports.csv_file import write_csv

        states = self._states()
        columns = ["number", "name", "email", "language", "documents", "bytes", "state", "token"]
        return write_csv(
            columns,
            (
                [
                    one.number,
                    one.name,
                    one.address,
                    one.language,
                    "; ".join(self._enclosed(one)),
                    sizes[one.number],
                    states.get(one.key, ""),
                    self._mailing.token(one) if self._settings.unsubscribe else "",
                ]
                for one in parcels
            ),
        )

    def _enclosed(self, parcel: Parcel) -> list[str]:
        letter = [_("Letter")] if self._mailing.has_letter else []
        return [*letter, *self._mailing.titles(parcel)]

    def _states(self) -> dict[str, str]:
        """What the ledger knows of each address."""
        from reports.ledger import LEDGER, Ledger

        path = self._content.root / LEDGER
        if not path.exists():
            return {}
        with Ledger.open(path) as ledger:
            edition = ledger.edition(self._mailing.name)
            entries = ledger.entries(edition) if edition else ()
            return {one.address: one.state.value for one in entries}

    def _unsent(self) -> str:
        """The seed of messages that are not sent as what they are."""
        return f"0/{self._options.on.isoformat()}"

    # --- documents and messages ---------------------------------------------

    @contextmanager
    def _post(self, seed: str) -> Iterator[Post]:
        from reports.mail.post import Post

        with tempfile.TemporaryDirectory(prefix="handzettel-") as folder:
            yield Post(self._mailing, Path(folder), seed)

    def _make(
        self, post: Post, parcels: Sequence[Parcel], now: dt.datetime
    ) -> tuple[list[Parcel], dict[int, int]]:
        """Make the PDFs and read every message back; who can be sent to, and the sizes."""
        from reports.mail.post import checked

        cache = cache_folder()
        if any(one.documents for one in parcels) or self._mailing.has_letter:
            prepare_fonts(self._options, self._content, cache)
        documents = {one.name for parcel in parcels for one in parcel.documents}
        count = len(documents) + len(parcels) * self._mailing.has_letter
        with started(min(count, os.cpu_count() or 1) or 1) as pool:
            pool.limits = limits_of(self._content)
            made = post.make(parcels, cache, pool, store())
            for one in self._bar(made, _("Making"), count):
                self._options.say(one.document.name, least=1)
        good = [one for one in parcels if one.address not in post.failed]
        read = checked(post, good, now, self._settings.limit)
        sizes = {
            parcel.number: size for parcel, size in self._bar(read, _("Reading back"), len(good))
        }
        return good, sizes

    def _bar(self, steps: Iterable[Any], label: str, length: int | None = None) -> Iterator[Any]:
        return progress(self._options, steps, label, length)

    def _left_out(self, post: Post) -> list[Problem]:
        """Everybody who is on the list and gets nothing, with the reason."""
        rows = [problem for one in self._recipients.set_aside for problem in one.problems]
        return [*rows, *(p for error in post.failed.values() for p in error.problems)]

    def _end(self, problems: Sequence[Problem]) -> None:
        if problems:
            raise MailError(problems)


DRAFT = b"\r\nX-Unsent: 1\r\n"
"""What a file's head says that was written here and not by a mail program."""

_OURS = re.compile(r"[0-9]{4,}-[a-z0-9-]+\.eml")


def file_name(parcel: Parcel) -> str:
    """``0001-erika-muster.eml``: the number, and the name as far as it is Latin."""
    return f"{parcel.number:04}-{slug(parcel.name, 40) or 'person'}.eml"


def _clear(folder: Path) -> None:
    """Take away an earlier run's files, so that nobody sends them who is no longer meant."""
    for path in folder.glob("*") if folder.is_dir() else ():
        draft = _OURS.fullmatch(path.name) and DRAFT in path.read_bytes().partition(b"\r\n\r\n")[0]
        if draft or path.name in (TABLE, SET_ASIDE):
            path.unlink()


def _line(parcel: Parcel, count: int, size: int) -> str:
    who = f"{parcel.name} <{parcel.address}>" if parcel.name else parcel.address
    told = ngettext("{count} document", "{count} documents", count).format(count=count)
    return f"{parcel.number:4}  {who}  {told}, {size / 1_000_000:.1f} MB"
