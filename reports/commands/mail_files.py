"""``handzettel mail CAMPAIGN``: prepare a campaign and write its messages as files."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reports import shipped_folder
from reports.commands.mail_rows import MAX_LISTED, exclusion_reasons, report_rows, warn_of_typos
from reports.commands.mail_words import (
    NOT_MEANT,
    SET_ASIDE,
    TABLE,
    clear_files,
    file_name,
    parcel_line,
    state_word,
)
from reports.commands.options import (
    Options,
    cache_folder,
    output_of,
    prepare_fonts,
    progress,
    store,
)
from reports.commands.production import engine_processes, limits_of, report_fallback
from reports.errors import ContentError, MailError, Place, Problem, UsageError
from reports.i18n import _, ngettext

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.mail.delivery import Clock
    from reports.mail.ledger import Ledger
    from reports.mail.ledger_rows import Edition, State
    from reports.mail.mailing import Mailing, Parcel
    from reports.mail.outbox import Outbox
    from reports.storage.output import Output

T = TypeVar("T")


WORK_FOLDER = "mail"
"""Beginning of the names of work folders."""

SECONDS_PER_PERSON = 0.1
"""Time limit for filling in one person's texts, on average: many times what it takes."""


def clock() -> Clock:
    """Return the real clock, with the user's time zone."""
    from reports.mail.delivery import Clock

    return Clock(
        now=lambda: dt.datetime.now().astimezone(),
        sleep=lambda length: time.sleep(length.total_seconds()),  # the one place that waits
    )


class MailRun:
    """One call of the command for one campaign: its people, documents and files."""

    def __init__(self, options: Options, content: Content, mailing: Mailing) -> None:
        """Read the list of people and fit it to the campaign.

        Raises ContentError if the campaign is for nobody, or would send the sample's values.
        """
        from reports.content.recipients import RECIPIENTS
        from reports.content.workspace import read_people
        from reports.mail.audience import divide_by_audience
        from reports.processes.confinement import run_confined

        self._options = options
        self._content = content
        self._mailing = mailing
        self._settings = content.settings.mail
        self._clock = clock()
        place, limits = Place(RECIPIENTS), limits_of(content)
        self._recipients = run_confined(place, limits, read_people, content)
        self._who = mailing.campaign.who
        self._included, self._excluded = divide_by_audience(self._recipients.people, self._who)
        self._refuse_sample_values()
        self._has_plain_tokens = False
        self._parcels = mailing.parcels(self._included)
        if not self._parcels:
            self._report_rows()
            self._save_set_aside()
            message = _("the campaign is for nobody")
            if self._excluded:
                message += f" ({'; '.join(exclusion_reasons(self._excluded))})"
            remedy = _("compare its [who] with the columns of recipients.csv")
            if self._recipients.set_aside and not self._excluded:
                remedy = _("mend the rows that are set aside")
            elif self._recipients.unwanted and not self._excluded:
                remedy = _("everybody on the list is in no-mail.csv, too; compare the two")
            empty = Problem(Place(mailing.name), message, remedy)
            raise ContentError([empty, *self._rows_left_out()])

    def _refuse_sample_values(self) -> None:
        """Raise ContentError if names or addresses invented for the sample would be used."""
        from reports.content.recipients import RECIPIENTS
        from reports.content.sample_values import sample_addresses
        from reports.documents.sample_check import sample_values_in_mail

        problems = list(sample_values_in_mail(self._content))
        invented = frozenset() if self._content.settings.sample else sample_addresses()
        for person in self._included:
            if person.address.mailbox.casefold() in invented:
                message = _("{address} is a person of the shipped sample")
                place = Place(RECIPIENTS, person.line)
                remedy = _("remove the row")
                problems.append(
                    Problem(place, message.format(address=person.address.mailbox), remedy)
                )
        if problems:
            raise ContentError(problems)

    def _report_rows(self) -> None:
        """Say what became of every row of the list, and warn of probable typos."""
        table = str(self._folder / SET_ASIDE) if self._writes else ""
        report_rows(self._options, self._recipients, self._excluded, len(self._parcels), table)
        warn_of_typos(self._options, self._recipients.people, self._excluded, self._who)

    # --- files --------------------------------------------------------------

    def write(self) -> None:
        """Write a draft (.eml) for each person and the tables; nothing is sent.

        Raises UsageError without an output folder, and MailError at the end with everybody
        who was left out.
        """
        from reports.mail.audience import not_meant_csv
        from reports.mail.message import compose

        if not self._writes:
            text = _("{count} files cannot go to standard output").format(count=len(self._parcels))
            raise UsageError(Problem(Place("--out -"), text, _("name a folder")))
        folder = self._folder
        now = self._clock.now()
        self._report_rows()
        self._key_tokens()
        output = output_of(self._options)
        with output.held(), self._outbox(self._draft_seed()) as outbox:
            parcels, sizes = self._make_messages(outbox, self._parcels, now)
            if not parcels:
                self._write_set_aside(output)
                self._raise_if_any(self._left_out(outbox))
            self._make_private()
            clear_files(folder)
            for parcel in self._bar(parcels, _("Writing")):
                message = replace(outbox.message(parcel, now), draft=True)
                output.write(folder / file_name(parcel), compose(message), private=True)
            output.write(folder / TABLE, self._table(parcels, sizes), private=True)
            if self._excluded:
                data = not_meant_csv(self._excluded, self._who)
                output.write(folder / NOT_MEANT, data, private=True)
            self._write_set_aside(output)
        for parcel in parcels[:MAX_LISTED]:
            enclosed = len(self._mailing.all_titles(parcel))
            self._options.say(parcel_line(parcel, enclosed, sizes[parcel.number]))
        if len(parcels) > MAX_LISTED:
            more = _("… and {count} more, all in {table}")
            self._options.say(more.format(count=len(parcels) - MAX_LISTED, table=folder / TABLE))
        if self._excluded:
            text = _("Who is not meant, and why: {file}")
            self._options.say(text.format(file=folder / NOT_MEANT))
        summary = ngettext(
            "{count} message, {size} MB, in {folder}. Nothing was sent.",
            "{count} messages, {size} MB, in {folder}. Nothing was sent.",
            len(parcels),
        )
        size = f"{sum(sizes.values()) / 1_000_000:.1f}"
        self._options.say(summary.format(count=len(parcels), size=size, folder=folder))
        self._raise_if_any(self._left_out(outbox))

    @property
    def _writes(self) -> bool:
        """Whether files are written: not if the output is the standard output."""
        return str(self._options.out) != "-"

    @property
    def _folder(self) -> Path:
        """The folder for the campaign's files."""
        return self._options.out / "mail" / self._mailing.name

    def _make_private(self) -> None:
        """Make the folders for the files, readable by their owner alone."""
        from reports.storage.atomic_write import private_folder, refuse_link_out

        refuse_link_out(self._folder / TABLE, self._options.out)
        for folder in (self._folder.parent, self._folder):
            private_folder(folder)

    def _save_set_aside(self) -> None:
        """Write the table of rows set aside, in runs that write no other files."""
        if self._writes:
            output = output_of(self._options)
            with output.held():
                self._write_set_aside(output)

    def _write_set_aside(self, output: Output) -> None:
        """Write the table of rows set aside; without any, delete an earlier run's table."""
        from reports.content.recipients import set_aside_csv
        from reports.storage.atomic_write import refuse_link_out

        path = self._folder / SET_ASIDE
        refuse_link_out(path, self._options.out)
        if self._recipients.set_aside:
            self._make_private()
            output.write(path, set_aside_csv(self._recipients), private=True)
        elif path.is_file():
            output.forget(path)

    def _table(self, parcels: Sequence[Parcel], sizes: dict[int, int]) -> bytes:
        """Return the CSV table of who gets what; sizes are in bytes, by parcel number."""
        from reports.content.formats.csv_table import write_csv

        states = self._states()
        columns = [
            _("number"),
            _("name"),
            _("email"),
            _("language"),
            _("documents"),
            _("bytes"),
            _("state"),
            _("token"),
        ]
        earlier = replace(self._mailing, secret=None) if self._has_plain_tokens else None
        if earlier is not None:
            columns.append(_("token of earlier editions"))
        return write_csv(
            columns,
            (
                [
                    parcel.number,
                    parcel.name,
                    parcel.address,
                    parcel.language,
                    "; ".join(self._mailing.all_titles(parcel)),
                    sizes[parcel.number],
                    state_word(states[parcel.key]) if parcel.key in states else "",
                    self._mailing.token(parcel) if self._settings.unsubscribe else "",
                    *([earlier.token(parcel)] if earlier is not None else []),
                ]
                for parcel in parcels
            ),
        )

    def _states(self) -> dict[str, State]:
        """Return the state of each address in the ledger's latest edition."""
        from reports.mail.ledger import LEDGER, Ledger

        path = self._content.root / LEDGER
        if not path.exists():
            return {}
        with Ledger.open(path) as ledger:
            edition = ledger.edition(self._mailing.name)
            entries = ledger.entries(edition) if edition else ()
            return {entry.address: entry.state for entry in entries}

    def _draft_seed(self) -> str:
        """Return the seed for drafts and trials, which belong to no edition."""
        return f"0/{self._options.on.isoformat()}"

    # --- documents and messages ---------------------------------------------

    @property
    def _work_root(self) -> Path:
        """The folder for work files: the workspace, unless it is the shipped sample."""
        return (
            self._options.out
            if self._content.root == shipped_folder("data")
            else self._content.root
        )

    def _key_tokens(self) -> None:
        """Set the key of the unsubscribe tokens for drafts and trials.

        The secret is made with the first draft, so that the drafts' tokens are those that are
        sent later. It is kept in a file until there is a ledger to keep it.
        """
        from reports.mail.ledger import LEDGER, Ledger
        from reports.storage.work_folder import ensure_secret

        if not self._settings.unsubscribe:
            return
        path = self._content.root / LEDGER
        if path.exists():
            with Ledger.open(path) as ledger:
                self._key_tokens_with(ledger, ledger.edition(self._mailing.name))
        else:
            self._mailing = replace(self._mailing, secret=ensure_secret(self._work_root))

    def _key_tokens_with(self, ledger: Ledger, edition: Edition | None) -> None:
        """Set the key of the unsubscribe tokens of an edition, or of a new one (None).

        The ledger keeps the key from now on, and the file with it is removed. An edition that
        was begun without one gets none. Does nothing without an address to unsubscribe at.
        """
        import secrets

        from reports.storage.work_folder import SECRET_LENGTH, read_secret, remove_secret

        if not self._settings.unsubscribe:
            return
        candidate = read_secret(self._work_root) or secrets.token_bytes(SECRET_LENGTH)
        secret = ledger.token_secret(candidate)
        remove_secret(self._work_root)
        keyed = edition is None or edition.keyed
        self._mailing = replace(self._mailing, secret=secret if keyed else None)
        self._has_plain_tokens = keyed and any(
            earlier.campaign == self._mailing.name and not earlier.keyed
            for earlier in ledger.editions()
        )

    @contextmanager
    def _outbox(self, seed: str) -> Iterator[Outbox]:
        """Provide an outbox whose letters are deleted at the end of the context."""
        from reports.mail.outbox import Outbox
        from reports.storage.work_folder import work_folder

        with work_folder(self._work_root, WORK_FOLDER) as folder:
            yield Outbox(self._mailing, folder, seed)

    def _make_messages(
        self, outbox: Outbox, parcels: Sequence[Parcel], now: dt.datetime
    ) -> tuple[list[Parcel], dict[int, int]]:
        """Make the PDFs and check every message.

        Returns the parcels that can be sent and, by their numbers, the sizes in bytes.
        """
        from reports.mail.outbox import check_messages

        self._within_limits(self._mailing.rehearse, parcels)
        cache = cache_folder()
        if any(parcel.documents for parcel in parcels) or self._mailing.personal_count:
            prepare_fonts(self._options, self._content, cache)
        documents = {document.name for parcel in parcels for document in parcel.documents}
        count = len(documents) + len(parcels) * self._mailing.personal_count
        with engine_processes(min(count, os.cpu_count() or 1) or 1) as pool:
            pool.limits = limits_of(self._content)
            results = outbox.make_documents(parcels, cache, pool, store())
            for result in self._bar(results, _("Making"), count):
                self._options.say(result.document.name, least=1)
                report_fallback(result.fallback)
        complete = [parcel for parcel in parcels if parcel.address not in outbox.failed]
        checks = check_messages(outbox, complete, now, self._settings.limit)
        sizes = {
            parcel.number: size
            for parcel, size in self._bar(checks, _("Reading back"), len(complete))
        }
        return complete, sizes

    def _within_limits(self, function: Callable[[Sequence[Any]], T], inputs: Sequence[Any]) -> T:
        """Return the result of a function that fills in templates, run in a process with limits.

        The time limit grows with the number of inputs (people or documents).
        """
        from reports.processes.confinement import run_confined

        limits = limits_of(self._content)
        # a long list may take longer, but not a minute for each person on it
        limits = replace(limits, seconds=limits.seconds + SECONDS_PER_PERSON * len(inputs))
        return run_confined(Place(self._mailing.name), limits, function, inputs)

    def _bar(self, steps: Iterable[Any], label: str, length: int | None = None) -> Iterator[Any]:
        """Yield the steps, and show a progress bar meanwhile."""
        return progress(self._options, steps, label, length)

    def _left_out(self, outbox: Outbox) -> list[Problem]:
        """Return a problem for each row that cannot be used and each letter that failed."""
        return [
            *self._rows_left_out(),
            *(problem for error in outbox.failed.values() for problem in error.problems),
        ]

    def _rows_left_out(self) -> list[Problem]:
        """Return the problems of the rows set aside; beyond MAX_LISTED, refer to the table."""
        set_aside = self._recipients.set_aside
        listed = set_aside[:MAX_LISTED] if self._writes else set_aside
        problems = [problem for row in listed for problem in row.problems]
        if count := len(set_aside) - len(listed):
            message = ngettext(
                "{count} more row is set aside", "{count} more rows are set aside", count
            )
            place = Place(str(self._folder / SET_ASIDE))
            problems.append(
                Problem(place, message.format(count=count), _("the reasons stand there"))
            )
        return problems

    def _raise_if_any(self, problems: Sequence[Problem]) -> None:
        """Raise MailError with the problems, if there are any."""
        if problems:
            raise MailError(problems)
