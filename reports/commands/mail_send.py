"""``handzettel mail --to-me`` and ``--send``: send trials to the sender, or to everybody once."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import shipped_folder
from reports.commands.mail_files import MailRun
from reports.commands.mail_rows import warn
from reports.commands.terminal import confirm, echo
from reports.errors import ConflictError, ContentError, MailError, Place, Problem, UsageError
from reports.i18n import _, ngettext
from reports.text.visible import argument

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.mail.delivery import Attempt, Pace, Waiting
    from reports.mail.ledger import Ledger
    from reports.mail.ledger_rows import Edition, State
    from reports.mail.ledger_witness import LedgerWitness
    from reports.mail.mailing import Parcel
    from reports.mail.outbox import Outbox
    from reports.mail.smtp import Connection

TRIALS = 3
"""Messages that ``--to-me`` sends at most."""

_MAX_CERTIFICATE = 1024 * 1024
"""Bytes read of the authority's file at most: all authorities of a system have some 200 kB."""


@dataclass(frozen=True)
class SendOptions:
    """The options that go with ``--send``."""

    yes: bool
    again: bool
    retry_refused: bool
    anew: bool
    moved: bool

    @property
    def reopened(self) -> tuple[State, ...]:
        """States of the people to whom the message is sent once more."""
        from reports.mail.ledger_rows import State

        unclear = (State.UNCLEAR,) if self.again else ()
        return (*unclear, State.REFUSED) if self.retry_refused else unclear


def authority(content: Content) -> str | None:
    """Return the certificate (PEM) of the authority named in the settings, or None.

    Raises ContentError if it is no text, or no file in the workspace.
    """
    from reports.storage.listing import SETTINGS_FILE, read_content

    server = content.settings.mail.server
    if server is None or server.ca is None:
        return None
    try:
        return read_content(content.root, server.ca, _MAX_CERTIFICATE).decode("ascii")
    except (OSError, ContentError, UnicodeDecodeError):
        message = _("{file} is no certificate that can be read").format(file=server.ca)
        remedy = _("put the authority's certificate (PEM) into the workspace")
        raise ContentError(Problem(Place(SETTINGS_FILE), message, remedy)) from None


class SendingRun(MailRun):
    """A run that sends messages."""

    _witness: LedgerWitness

    def _connect(self) -> Callable[[], Connection]:
        """Return a function that makes a new connection to the mail server.

        Raises ContentError or UsageError if the settings do not allow to send.
        """
        from reports.mail.smtp import Connection, find_password
        from reports.mail.smtp_session import is_loopback
        from reports.storage.listing import SETTINGS_FILE

        server = self._settings.server
        if server is None:
            message = _("no mail server is named")
            remedy = _("add [mail.server] with the host your provider names for sending")
            raise ContentError(Problem(Place(SETTINGS_FILE), message, remedy))
        if self._content.settings.sample and not is_loopback(server.host):
            message = _("the sample is sent to a server on this machine alone, not to {host}")
            remedy = _("remove sample = true from {file} when all in it is yours")
            place = Place(SETTINGS_FILE)
            raise UsageError(
                Problem(place, message.format(host=server.host), remedy.format(file=SETTINGS_FILE))
            )
        ca = authority(self._content)
        password = find_password(server, os.environ)
        return lambda: Connection(server, password, ca)

    def to_me(self) -> None:
        """Send the first messages to the sender. The ledger does not record them.

        Raises MailError if the server does not accept one.
        """
        from reports.mail.outbox import compose_verified
        from reports.mail.replies import Cause
        from reports.mail.smtp import Sent

        connect = self._connect()
        now = self._clock.now()
        first_parcels = self._parcels[:TRIALS]
        sender = self._mailing.sender.email
        self._report_rows()
        self._save_set_aside()
        self._key_tokens()
        with self._outbox(self._draft_seed()) as outbox, connect() as connection:
            parcels, _sizes = self._make_messages(outbox, first_parcels, now)
            paused = connection.open() if parcels else None
            if paused is not None and paused.cause is Cause.CONNECTION:
                raise connection.unreachable(paused)
            for parcel in parcels:
                trial = compose_verified(outbox.trial(parcel, len(first_parcels), now))
                outcome = paused or connection.send(*trial, lambda: None)
                if not isinstance(outcome, Sent):
                    message = _("the trial was not taken: {answer}").format(answer=outcome.answer)
                    remedy = _("mend what the server says, then try again")
                    raise MailError(Problem(Place(sender), message, remedy))
        summary = ngettext(
            "{count} trial is on its way to {address}.",
            "{count} trials are on their way to {address}.",
            len(parcels),
        )
        self._options.say(summary.format(count=len(parcels), address=sender))
        self._raise_if_any(self._left_out(outbox))

    def send(self, options: SendOptions) -> None:
        """Send to everybody who does not have the campaign yet, each once.

        Raises ConflictError if the ledger may not be sent from, and MailError at the end with
        everybody who did not get the message.
        """
        from reports.mail.ledger import LEDGER, Ledger
        from reports.storage.sqlite import exclusive

        if self._content.root == shipped_folder("data"):
            message = _("the shipped sample is sent to nobody")
            remedy = _("make a workspace with: handzettel init DIR")
            raise UsageError(Problem(Place("--send"), message, remedy))
        connect = self._connect()
        path = self._content.root / LEDGER
        with exclusive(path), Ledger.open(path) as ledger:
            self._confirm_location(ledger, moved=options.moved)
            self._witness = self._confirm_newest(ledger, moved=options.moved)
            self._report_rows()
            self._save_set_aside()
            self._send(ledger, connect, options)

    def _confirm_location(self, ledger: Ledger, *, moved: bool) -> None:
        """Raise ConflictError if the ledger may be a copy; say so if it was moved."""
        relocation = ledger.confirm_location(moved=moved)
        if relocation is None:
            return
        if relocation.is_still_there:
            text = _("The ledger in {place} is still there: do not send from it any more.")
            warn(self._options, text.format(place=relocation.old))
        else:
            text = _("The ledger was moved here from {place}, and is sent from here now.")
            self._options.say(text.format(place=relocation.old))

    def _confirm_newest(self, ledger: Ledger, *, moved: bool) -> LedgerWitness:
        """Raise ConflictError if the ledger is not the newest; return what keeps its notes.

        The notes are written anew at once.
        """
        from platformdirs import user_data_path

        from reports.mail.ledger_witness import LedgerWitness

        data = user_data_path("handzettel", appauthor=False)
        witness = LedgerWitness(self._content.root, data, ledger.identity())
        ledger.confirm_newest(witness.read_notes(), moved=moved)
        witness.write_notes(ledger.count_claims())
        return witness

    def _send(
        self, ledger: Ledger, connect: Callable[[], Connection], options: SendOptions
    ) -> None:
        """Begin or continue the edition, ask, deliver, and report who did not get it."""
        now = self._clock.now()
        before = ledger.edition(self._mailing.name)
        documents = {
            document.name: document for parcel in self._parcels for document in parcel.documents
        }
        digests = self._within_limits(self._mailing.digests, list(documents.values()))
        anew = options.anew
        if anew and before is not None and self._continues(ledger, before, digests, now):
            anew = False
        edition = None if anew else ledger.begin_edition(self._mailing.name, digests, now)
        if edition is None:
            seed = _seed(before.number + 1 if before else 1, now)
        else:
            seed = _seed(edition.number, edition.created)
            self._settle_interrupted(ledger, edition, now)
        self._key_tokens_with(ledger, edition)
        parcels = self._open_parcels(ledger, edition, options.reopened)
        with self._outbox(seed) as outbox:
            if parcels:
                parcels, _sizes = self._make_messages(outbox, parcels, now)
            if parcels:
                self._ask(len(parcels), before if anew else None, yes=options.yes)
                if edition is None:
                    edition = ledger.begin_edition(self._mailing.name, digests, now, anew=True)
                if options.reopened:
                    ledger.plan_again(
                        edition, [parcel.key for parcel in parcels], now, options.reopened
                    )
            stopped: Sequence[Problem] = ()
            if edition is not None:
                try:
                    self._deliver(ledger, edition, parcels, outbox, connect)
                except MailError as error:
                    stopped = error.problems
                self._report_total(ledger, edition)
            self._raise_if_any(
                [*stopped, *self._left_out(outbox), *self._unreached(ledger, edition)]
            )

    def _continues(
        self, ledger: Ledger, before: Edition, digests: Mapping[str, str], now: dt.datetime
    ) -> bool:
        """Return whether ``--new-edition`` continues an edition that was interrupted; say so.

        The command given again must not begin yet another edition, which everybody would get a
        second time.
        """
        from reports.mail.ledger_rows import State

        counts = ledger.count_states(before)
        if any(counts.values()) and not counts[State.PLANNED] + counts[State.SENDING]:
            return False
        try:
            ledger.begin_edition(before.campaign, digests, now)
        except ConflictError:  # it has changed since, or is forgotten
            return False
        text = _("Edition {number} is not finished and its text is the same, so it goes on.")
        self._options.say(text.format(number=before.number))
        return True

    def _settle_interrupted(self, ledger: Ledger, edition: Edition, now: dt.datetime) -> None:
        """Settle what a killed run left, and say so."""
        planned, unclear = ledger.settle_interrupted(edition, now)
        if planned or unclear:
            text = _("The last run was broken off; it is taken up where it stood.")
            self._options.say(text)

    def _open_parcels(
        self, ledger: Ledger, edition: Edition | None, reopened: Sequence[State]
    ) -> list[Parcel]:
        """Return the parcels of people who do not have this edition, as far as is known."""
        from reports.mail.ledger_rows import State

        if edition is None:
            return list(self._parcels)
        done = {State.SENT, State.REFUSED, State.UNCLEAR}.difference(reopened)
        reached = {entry.address for entry in ledger.entries(edition, *done)}
        return [parcel for parcel in self._parcels if parcel.key not in reached]

    def _ask(self, count: int, before: Edition | None, *, yes: bool) -> None:
        """Show the number of messages and ask whether to send them; abort unless confirmed.

        Raises UsageError if there is no terminal to ask on.
        """
        if yes:
            return
        server = self._settings.server
        assert server is not None  # _connect has checked it
        if before is not None:
            text = _("Edition {number} was begun before; this one goes to everybody again.")
            echo(text.format(number=before.number), err=True)
        question = ngettext(
            "Send {count} message from {sender} through {host}?",
            "Send {count} messages from {sender} through {host}?",
            count,
        ).format(count=count, sender=self._mailing.sender.email, host=server.host)
        if not sys.stdin.isatty():
            remedy = _("answer on a terminal, or say --yes")
            raise UsageError(Problem(Place("--send"), question, remedy))
        confirm(question, abort=True, err=True)

    def _deliver(
        self,
        ledger: Ledger,
        edition: Edition,
        parcels: Sequence[Parcel],
        outbox: Outbox,
        connect: Callable[[], Connection],
    ) -> None:
        """Plan and send the parcels, reporting each step; raises MailError if the run stops."""
        from reports.mail.delivery import Delivery
        from reports.mail.outbox import compose_verified

        by_key = {parcel.key: parcel for parcel in parcels}
        people = ((parcel.key, parcel.name, outbox.message_id(parcel)) for parcel in parcels)
        ledger.plan(edition, people, self._clock.now())
        delivery = Delivery(
            ledger,
            edition,
            lambda entry: compose_verified(
                outbox.message(by_key[entry.address], self._clock.now())
            ),
            connect,
            self._pace(),
            self._clock,
            self._witness.write_notes,
        )
        try:
            for step in self._bar(delivery.run(), _("Sending"), len(parcels)):
                self._report_step(step)
        except BaseException as error:
            if not isinstance(error, Exception):  # Ctrl-C, or the system ends the program
                text = _("Broken off; handzettel mail {name} --send goes on where it stopped.")
                warn(self._options, text.format(name=argument(self._mailing.name)))
            raise

    def _report_step(self, step: Attempt | Waiting) -> None:
        """Show waits and failed attempts as they happen; successful ones only with ``-v``."""
        from reports.mail.delivery import Waiting
        from reports.mail.smtp import Sent

        if isinstance(step, Waiting):
            text = _("Waiting until {time}: {reason}")
            until = step.until.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            warn(self._options, text.format(time=until, reason=step.reason))
        elif isinstance(step.outcome, Sent):
            self._options.say(f"{step.entry.address}: {step.outcome.answer}", least=1)
        else:
            warn(self._options, f"{step.entry.address}: {step.outcome.answer}")

    def _pace(self) -> Pace:
        """Return the campaign's own pace, or else that of the settings."""
        from reports.mail.delivery import Pace

        campaign, settings = self._mailing.campaign, self._settings
        pause = settings.pause if campaign.pause is None else campaign.pause
        return Pace(
            campaign.rate or settings.rate, settings.per_connection, dt.timedelta(seconds=pause)
        )

    def _report_total(self, ledger: Ledger, edition: Edition) -> None:
        """Say how many people have the edition; restore the ledger's file if it was removed."""
        from reports.mail.ledger import LEDGER
        from reports.mail.ledger_rows import State

        if ledger.put_back_if_removed():
            path = self._content.root / LEDGER
            text = _("{file} was removed while mail was sent; it was put back.")
            warn(self._options, text.format(file=path))
        sent = ledger.count_states(edition)[State.SENT]
        summary = ngettext(
            "{count} person has edition {number}.", "{count} people have edition {number}.", sent
        )
        self._options.say(summary.format(count=sent, number=edition.number))

    def _unreached(self, ledger: Ledger, edition: Edition | None) -> Iterator[Problem]:
        """Yield a problem, with its remedy, for each person who does not have the message.

        People who were not tried are counted in one problem.
        """
        from reports.mail.ledger_rows import State
        from reports.mail.replies import cause_of, remedy_for_person

        if edition is None:
            return
        remedies = {
            State.UNCLEAR: _("ask whether it arrived; --again sends it once more"),
            State.PLANNED: _("run the same command again later"),
        }
        words = {
            State.REFUSED: _("refused: {answer}"),
            State.UNCLEAR: _("unclear: {answer}"),
            State.PLANNED: _("not taken yet: {answer}"),
        }
        # after an address was corrected, the ledger still has the old one
        people = {parcel.key for parcel in self._parcels}
        untried = 0
        for entry in ledger.entries(edition, *words):
            if entry.address not in people:
                continue
            if entry.state is State.PLANNED and not entry.attempts:
                untried += 1
                continue
            answer = entry.answer or _("the run ended before an answer came")
            message = words[entry.state].format(answer=answer)
            remedy = remedies.get(entry.state) or remedy_for_person(cause_of(entry.answer))
            yield Problem(Place(entry.address), message, remedy)
        if untried:
            summary = ngettext(
                "{count} person was not tried", "{count} people were not tried", untried
            )
            remedy = remedies[State.PLANNED]
            yield Problem(Place(edition.campaign), summary.format(count=untried), remedy)


def _seed(number: int, created: dt.datetime) -> str:
    """Return the seed of an edition's message ids.

    The time distinguishes two campaigns of one name, as of this year and the last.
    """
    return f"{number}/{created.astimezone(dt.UTC).isoformat(timespec='seconds')}"
