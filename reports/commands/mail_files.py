"""One run of ``handzettel mail`` for one campaign, and the files it writes."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reports import room
from reports.commands.mail_words import (
    FEW,
    NOT_MEANT,
    SET_ASIDE,
    TABLE,
    clear_files,
    file_name,
    line_of,
    listed_values,
    say_count,
    state_word,
)
from reports.commands.making import limits_of, started
from reports.commands.options import (
    Options,
    cache_folder,
    output_of,
    prepare_fonts,
    progress,
    store,
)
from reports.commands.terminal import echo
from reports.errors import ContentError, MailError, Place, Problem, UsageError
from reports.i18n import _, ngettext
from reports.text.visible import shortened

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.mail.delivery import Clock
    from reports.mail.ledger import Ledger
    from reports.mail.ledger_rows import Edition, State
    from reports.mail.mailing import Mailing, Parcel
    from reports.mail.outbox import Post
    from reports.storage.output import Output

T = TypeVar("T")


WORK = "mail"
"""What the folders for work files are called by."""


LONGER = 0.1
"""Seconds that the texts for one person may take on average, many times what they do."""

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
        from reports.content.recipients import RECIPIENTS
        from reports.content.workspace import read_people
        from reports.mail.audience import divide
        from reports.processes.confinement import run_confined

        self._options = options
        self._content = content
        self._mailing = mailing
        self._settings = content.settings.mail
        self._clock = clock()
        place, limits = Place(RECIPIENTS), limits_of(content)
        self._recipients = run_confined(place, limits, read_people, content)
        self._who = mailing.campaign.who
        self._meant, self._others = divide(self._recipients.people, self._who)
        self._refuse_sample_values()
        self._has_plain_tokens = False
        self._parcels = mailing.parcels(self._meant)
        if not self._parcels:
            self._tell_people()
            self._note_set_aside()
            what = _("the campaign is for nobody")
            if self._others:
                what += f" ({'; '.join(self._reasons())})"
            remedy = _("compare its [who] with the columns of recipients.csv")
            if self._recipients.set_aside and not self._others:
                remedy = _("mend the rows that are set aside")
            elif self._recipients.unwanted and not self._others:
                remedy = _("everybody on the list is in no-mail.csv, too; compare the two")
            nobody = Problem(Place(mailing.name), what, remedy)
            raise ContentError([nobody, *self._rows_left_out()])

    def _refuse_sample_values(self) -> None:
        """Nobody gets mail from, or with, what the shipped sample invented."""
        from reports.content.recipients import RECIPIENTS
        from reports.content.sample_values import sample_addresses
        from reports.documents.planning import sample_values_in_mail

        problems = list(sample_values_in_mail(self._content))
        invented = frozenset() if self._content.settings.sample else sample_addresses()
        for person in self._meant:
            if person.address.mailbox.casefold() in invented:
                what = _("{address} is a person of the shipped sample")
                place = Place(RECIPIENTS, person.line)
                remedy = _("remove the row")
                problems.append(Problem(place, what.format(address=person.address.mailbox), remedy))
        if problems:
            raise ContentError(problems)

    # --- whom it is for -------------------------------------------------------

    def _tell_people(self) -> None:
        """What has become of every row of the list."""
        from reports.content.recipients import RECIPIENTS, reason_counts

        self._tell_joined()
        say, rows = self._options.say, self._recipients
        say(_("{file}: {count} rows").format(file=RECIPIENTS, count=rows.rows))
        say_count(say, _("in the campaign"), len(self._parcels))
        if rows.merged:
            say_count(say, _("joined with an earlier row"), len(rows.merged))
        if rows.unwanted:
            say_count(say, _("want no mail"), len(rows.unwanted))
        if rows.set_aside:
            file = str(self._folder / SET_ASIDE) if self._writes else ""
            say_count(say, _("set aside"), len(rows.set_aside), file)
            reasons = reason_counts(rows.set_aside)
            for reason, count in reasons[:FEW]:
                say(f"    {count} × {reason}")
            if len(reasons) > FEW:
                say("    " + _("{count} more kinds").format(count=len(reasons) - FEW))
        if self._others:
            say_count(say, _("not meant"), len(self._others), "; ".join(self._reasons()))
        self._warn_of_slips()

    def _tell_joined(self) -> None:
        for joined in self._recipients.merged:
            text = _("line {again} has the address of line {line}: one message for both")
            if joined.names_differ:
                text = _(
                    "line {again} has the address of line {line} but another name:"
                    " one message, to the first"
                )
            self._options.say(text.format(again=joined.again, line=joined.line))

    def _reasons(self) -> list[str]:
        """Why people on the list are not meant, with how many these are."""
        from reports.mail.audience import groups

        return [
            f"{group.name}: {group.count} ({listed_values(group.values)})"
            for group in groups(self._others)
        ]

    def _warn_of_slips(self) -> None:
        """Say which roles look like slips, in the list or in the campaign."""
        from reports.mail.audience import near_misses, unknown_roles

        slips = near_misses(self._others, self._who)
        for slip in slips[:LISTED]:
            text = ngettext(
                '{count} person with the role "{role}" gets nothing – did you mean "{word}"?',
                '{count} people with the role "{role}" get nothing – did you mean "{word}"?',
                slip.count,
            )
            self._warn(text.format(count=slip.count, role=shortened(slip.role), word=slip.wanted))
        near = {slip.wanted for slip in slips}
        people = self._recipients.people
        for role in unknown_roles(people, self._who) if people else ():
            if role not in near:
                text = _(
                    'nobody who can get mail has the role "{role}", which the campaign asks for'
                )
                self._warn(text.format(role=role))

    def _warn(self, text: str) -> None:
        if not self._options.quiet:
            echo(text, fg="yellow", err=True)

    # --- files --------------------------------------------------------------

    def write(self) -> None:
        """One .eml a person, a table of who gets what, and who was set aside."""
        from reports.mail.audience import not_meant_csv
        from reports.mail.message import compose

        if not self._writes:
            what = _("{count} files cannot go to standard output").format(count=len(self._parcels))
            raise UsageError(Problem(Place("--out -"), what, _("name a folder")))
        folder = self._folder
        now = self._clock.now()
        self._tell_people()
        self._key_tokens()
        output = output_of(self._options)
        with output.held(), self._post(self._unsent()) as post:
            parcels, sizes = self._make(post, self._parcels, now)
            if not parcels:
                self._write_set_aside(output)
                self._end(self._left_out(post))
            self._make_private()
            clear_files(folder)
            for parcel in self._bar(parcels, _("Writing")):
                message = replace(post.message(parcel, now), draft=True)
                output.write(folder / file_name(parcel), compose(message), private=True)
            output.write(folder / TABLE, self._table(parcels, sizes), private=True)
            if self._others:
                data = not_meant_csv(self._others, self._who)
                output.write(folder / NOT_MEANT, data, private=True)
            self._write_set_aside(output)
        for parcel in parcels[:LISTED]:
            enclosed = len(self._enclosed(parcel))
            self._options.say(line_of(parcel, enclosed, sizes[parcel.number]))
        if len(parcels) > LISTED:
            more = _("… and {count} more, all in {table}")
            self._options.say(more.format(count=len(parcels) - LISTED, table=folder / TABLE))
        if self._others:
            text = _("Who is not meant, and why: {file}")
            self._options.say(text.format(file=folder / NOT_MEANT))
        told = ngettext(
            "{count} message, {size} MB, in {folder}. Nothing was sent.",
            "{count} messages, {size} MB, in {folder}. Nothing was sent.",
            len(parcels),
        )
        size = f"{sum(sizes.values()) / 1_000_000:.1f}"
        self._options.say(told.format(count=len(parcels), size=size, folder=folder))
        self._end(self._left_out(post))

    @property
    def _writes(self) -> bool:
        """Whether there is a folder for files."""
        return str(self._options.out) != "-"

    @property
    def _folder(self) -> Path:
        return self._options.out / "mail" / self._mailing.name

    def _make_private(self) -> None:
        from reports.storage.atomic_write import private_folder, refuse_link_out

        refuse_link_out(self._folder / TABLE, self._options.out)
        for folder in (self._folder.parent, self._folder):
            private_folder(folder)

    def _note_set_aside(self) -> None:
        """Write down the rows set aside where no other files are written."""
        if self._writes:
            output = output_of(self._options)
            with output.held():
                self._write_set_aside(output)

    def _write_set_aside(self, output: Output) -> None:
        """The rows that were set aside, with the reasons; what an earlier run left goes."""
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
                    one.number,
                    one.name,
                    one.address,
                    one.language,
                    "; ".join(self._enclosed(one)),
                    sizes[one.number],
                    state_word(states[one.key]) if one.key in states else "",
                    self._mailing.token(one) if self._settings.unsubscribe else "",
                    *([earlier.token(one)] if earlier is not None else []),
                ]
                for one in parcels
            ),
        )

    def _enclosed(self, parcel: Parcel) -> list[str]:
        letter = [_("Letter")] if self._mailing.has_letter else []
        return [*letter, *self._mailing.titles(parcel)]

    def _states(self) -> dict[str, State]:
        """What the ledger knows of each address."""
        from reports.mail.ledger import LEDGER, Ledger

        path = self._content.root / LEDGER
        if not path.exists():
            return {}
        with Ledger.open(path) as ledger:
            edition = ledger.edition(self._mailing.name)
            entries = ledger.entries(edition) if edition else ()
            return {one.address: one.state for one in entries}

    def _unsent(self) -> str:
        """The seed of messages that are not sent as what they are."""
        return f"0/{self._options.on.isoformat()}"

    # --- documents and messages ---------------------------------------------

    @property
    def _work_root(self) -> Path:
        """Where work files lie: in the workspace; the shipped sample is not to be written to."""
        return self._options.out if self._content.root == room("data") else self._content.root

    def _key_tokens(self) -> None:
        """Key the tokens as the edition does that drafts and trials belong to.

        The secret is made when the first draft shows a token, so that the same token is sent
        later; it lies in a file until there is a ledger, with which it then moves.
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
        """Key the tokens as an edition does, or as a new one will."""
        import secrets

        from reports.storage.work_folder import SECRET_LENGTH, read_secret, remove_secret

        if not self._settings.unsubscribe:
            return
        made = read_secret(self._work_root) or secrets.token_bytes(SECRET_LENGTH)
        secret = ledger.secret(made)
        remove_secret(self._work_root)
        keyed = edition is None or edition.keyed
        self._mailing = replace(self._mailing, secret=secret if keyed else None)
        self._has_plain_tokens = keyed and any(
            one.campaign == self._mailing.name and not one.keyed for one in ledger.editions()
        )

    @contextmanager
    def _post(self, seed: str) -> Iterator[Post]:
        from reports.mail.outbox import Post
        from reports.storage.work_folder import work_folder

        with work_folder(self._work_root, WORK) as folder:
            yield Post(self._mailing, folder, seed)

    def _make(
        self, post: Post, parcels: Sequence[Parcel], now: dt.datetime
    ) -> tuple[list[Parcel], dict[int, int]]:
        """Make the PDFs and read every message back; who can be sent to, and the sizes."""
        from reports.mail.outbox import checked

        self._within_limits(self._mailing.rehearse, parcels)
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

    def _within_limits(self, function: Callable[[Sequence[Any]], T], works: Sequence[Any]) -> T:
        """Fill in templates for some people or documents in a process with limits."""
        from reports.processes.confinement import run_confined

        limits = limits_of(self._content)
        # a long list may take longer, but not a minute for each person on it
        limits = replace(limits, seconds=limits.seconds + LONGER * len(works))
        return run_confined(Place(self._mailing.name), limits, function, works)

    def _bar(self, steps: Iterable[Any], label: str, length: int | None = None) -> Iterator[Any]:
        return progress(self._options, steps, label, length)

    def _left_out(self, post: Post) -> list[Problem]:
        """Everybody who is on the list and gets nothing, with the reason."""
        return [
            *self._rows_left_out(),
            *(problem for error in post.failed.values() for problem in error.problems),
        ]

    def _rows_left_out(self) -> list[Problem]:
        """What is wrong with the rows set aside; of many, the file has the rest."""
        set_aside = self._recipients.set_aside
        told = set_aside[:LISTED] if self._writes else set_aside
        problems = [problem for row in told for problem in row.problems]
        if count := len(set_aside) - len(told):
            what = ngettext(
                "{count} more row is set aside", "{count} more rows are set aside", count
            )
            place = Place(str(self._folder / SET_ASIDE))
            problems.append(Problem(place, what.format(count=count), _("the reasons stand there")))
        return problems

    def _end(self, problems: Sequence[Problem]) -> None:
        if problems:
            raise MailError(problems)
