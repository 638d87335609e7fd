"""A campaign to a mail server: the first messages as a trial, or to everybody once."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import room
from reports.commands.mail_files import Run
from reports.commands.terminal import confirm, echo
from reports.errors import ConflictError, ContentError, MailError, Place, Problem, UsageError
from reports.i18n import _, ngettext
from reports.text.visible import argument

if TYPE_CHECKING:
    from reports.content.workspace import Content
    from reports.mail.delivery import Attempt, Pace, Waiting
    from reports.mail.ledger import Ledger
    from reports.mail.ledger_rows import Edition, State
    from reports.mail.ledger_witness import Witness
    from reports.mail.mailing import Parcel
    from reports.mail.outbox import Post
    from reports.mail.smtp import Connection

TRIALS = 3
"""How many messages ``--to-me`` sends."""

_MAX_CERTIFICATE = 1024 * 1024
"""Bytes that are read of one: a machine's own authorities, all together, have some 200 kB."""


@dataclass(frozen=True)
class SendOptions:
    """What the options of ``--send`` say."""

    yes: bool
    again: bool
    retry_refused: bool
    anew: bool
    moved: bool

    @property
    def reopened(self) -> tuple[State, ...]:
        """Whose message is sent once more."""
        from reports.mail.ledger_rows import State

        unclear = (State.UNCLEAR,) if self.again else ()
        return (*unclear, State.REFUSED) if self.retry_refused else unclear


def authority(content: Content) -> str | None:
    """The certificate of an authority of the user's own; None where none is named.

    Raises ContentError where it is no text, or no file in the workspace.
    """
    from reports.content.workspace import SETTINGS
    from reports.storage.listing import read_content

    server = content.settings.mail.server
    if server is None or server.ca is None:
        return None
    try:
        return read_content(content.root, server.ca, _MAX_CERTIFICATE).decode("ascii")
    except (OSError, ContentError, UnicodeDecodeError):
        what = _("{file} is no certificate that can be read").format(file=server.ca)
        remedy = _("put the authority's certificate (PEM) into the workspace")
        raise ContentError(Problem(Place(SETTINGS), what, remedy)) from None


class Sending(Run):
    """A run that sends."""

    _witness: Witness

    def _connect(self) -> Callable[[], Connection]:
        """How to reach the server; fails before anything is made where that is not known."""
        from reports.content.workspace import SETTINGS
        from reports.mail.smtp import Connection, find_password
        from reports.mail.smtp_session import is_loopback

        server = self._settings.server
        if server is None:
            what = _("no mail server is named")
            remedy = _("add [mail.server] with the host your provider names for sending")
            raise ContentError(Problem(Place(SETTINGS), what, remedy))
        if self._content.settings.sample and not is_loopback(server.host):
            what = _("the sample is sent to a server on this machine alone, not to {host}")
            remedy = _("remove sample = true from {file} when all in it is yours")
            place = Place(SETTINGS)
            raise UsageError(
                Problem(place, what.format(host=server.host), remedy.format(file=SETTINGS))
            )
        ca = authority(self._content)
        password = find_password(server, os.environ)
        return lambda: Connection(server, password, ca)

    def to_me(self) -> None:
        """The first messages, to the sender; the ledger knows nothing of them."""
        from reports.mail.outbox import posted
        from reports.mail.replies import Cause
        from reports.mail.smtp import Sent

        connect = self._connect()
        now = self._clock.now()
        some = self._parcels[:TRIALS]
        sender = self._mailing.sender.email
        self._tell_people()
        self._note_set_aside()
        self._key_tokens()
        with self._post(self._unsent()) as post, connect() as connection:
            parcels, _sizes = self._make(post, some, now)
            paused = connection.open() if parcels else None
            if paused is not None and paused.cause is Cause.CONNECTION:
                raise connection.unreachable(paused)
            for parcel in parcels:
                trial = posted(post.trial(parcel, len(some), now))
                outcome = paused or connection.send(*trial, lambda: None)
                if not isinstance(outcome, Sent):
                    what = _("the trial was not taken: {answer}").format(answer=outcome.answer)
                    remedy = _("mend what the server says, then try again")
                    raise MailError(Problem(Place(sender), what, remedy))
        told = ngettext(
            "{count} trial is on its way to {address}.",
            "{count} trials are on their way to {address}.",
            len(parcels),
        )
        self._options.say(told.format(count=len(parcels), address=sender))
        self._end(self._left_out(post))

    def send(self, options: SendOptions) -> None:
        """Everybody who does not have the campaign gets it; the ledger sees to once."""
        from reports.mail.ledger import LEDGER, Ledger
        from reports.storage.sqlite import exclusive

        if self._content.root == room("data"):
            what = _("the shipped sample is sent to nobody")
            remedy = _("make a workspace with: handzettel init DIR")
            raise UsageError(Problem(Place("--send"), what, remedy))
        connect = self._connect()
        path = self._content.root / LEDGER
        with exclusive(path), Ledger.open(path) as ledger:
            self._confirm_location(ledger, moved=options.moved)
            self._witness = self._confirm_newest(ledger, moved=options.moved)
            self._tell_people()
            self._note_set_aside()
            self._send(ledger, connect, options)

    def _confirm_location(self, ledger: Ledger, *, moved: bool) -> None:
        """Make sure that this ledger is the one that is sent from."""
        relocation = ledger.confirm_location(moved=moved)
        if relocation is None:
            return
        if relocation.is_still_there:
            text = _("The ledger in {place} is still there: do not send from it any more.")
            self._warn(text.format(place=relocation.old))
        else:
            text = _("The ledger was moved here from {place}, and is sent from here now.")
            self._options.say(text.format(place=relocation.old))

    def _confirm_newest(self, ledger: Ledger, *, moved: bool) -> Witness:
        """Make sure that this ledger knows of all that was sent; what notes what is sent now."""
        from platformdirs import user_data_path

        from reports.mail.ledger_witness import Witness

        data = user_data_path("handzettel", appauthor=False)
        witness = Witness(self._content.root, data, ledger.identity())
        ledger.confirm_newest(witness.noted(), moved=moved)
        witness.note(ledger.claims())
        return witness

    def _send(
        self, ledger: Ledger, connect: Callable[[], Connection], options: SendOptions
    ) -> None:
        now = self._clock.now()
        before = ledger.edition(self._mailing.name)
        documents = {one.name: one for parcel in self._parcels for one in parcel.documents}
        digests = self._within_limits(self._mailing.digests, list(documents.values()))
        anew = options.anew
        if anew and before is not None and self._goes_on(ledger, before, digests, now):
            anew = False
        edition = None if anew else ledger.begin(self._mailing.name, digests, now)
        if edition is None:
            seed = _seed(before.number + 1 if before else 1, now)
        else:
            seed = _seed(edition.number, edition.created)
            self._take_up(ledger, edition, now)
        self._key_tokens_with(ledger, edition)
        parcels = self._open_parcels(ledger, edition, options.reopened)
        with self._post(seed) as post:
            if parcels:
                parcels, _sizes = self._make(post, parcels, now)
            if parcels:
                self._ask(len(parcels), before if anew else None, yes=options.yes)
                if edition is None:
                    edition = ledger.begin(self._mailing.name, digests, now, anew=True)
                if options.reopened:
                    ledger.again(edition, [one.key for one in parcels], now, options.reopened)
            stopped: Sequence[Problem] = ()
            if edition is not None:
                try:
                    self._deliver(ledger, edition, parcels, post, connect)
                except MailError as error:
                    stopped = error.problems
                self._sum_up(ledger, edition)
            self._end([*stopped, *self._left_out(post), *self._without(ledger, edition)])

    def _goes_on(
        self, ledger: Ledger, before: Edition, digests: Mapping[str, str], now: dt.datetime
    ) -> bool:
        """Whether a command with --new-edition was broken off and is given again.

        It must not begin yet another edition, which would reach everybody twice.
        """
        from reports.mail.ledger_rows import State

        counts = ledger.counts(before)
        if any(counts.values()) and not counts[State.PLANNED] + counts[State.SENDING]:
            return False
        try:
            ledger.begin(before.campaign, digests, now)
        except ConflictError:  # it has changed since, or is forgotten
            return False
        text = _("Edition {number} is not finished and its text is the same, so it goes on.")
        self._options.say(text.format(number=before.number))
        return True

    def _take_up(self, ledger: Ledger, edition: Edition, now: dt.datetime) -> None:
        planned, unclear = ledger.take_up(edition, now)
        if planned or unclear:
            text = _("The last run was broken off; it is taken up where it stood.")
            self._options.say(text)

    def _open_parcels(
        self, ledger: Ledger, edition: Edition | None, reopened: Sequence[State]
    ) -> list[Parcel]:
        """Those who do not have this edition, as far as can be known."""
        from reports.mail.ledger_rows import State

        if edition is None:
            return list(self._parcels)
        done = {State.SENT, State.REFUSED, State.UNCLEAR}.difference(reopened)
        reached = {one.address for one in ledger.entries(edition, *done)}
        return [one for one in self._parcels if one.key not in reached]

    def _ask(self, count: int, before: Edition | None, *, yes: bool) -> None:
        """Nothing goes out before somebody has seen to how many, and said so."""
        if yes:
            return
        server = self._settings.server
        assert server is not None  # _connect has seen to it
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
        post: Post,
        connect: Callable[[], Connection],
    ) -> None:
        from reports.mail.delivery import Delivery
        from reports.mail.outbox import posted

        by_key = {one.key: one for one in parcels}
        rows = ((one.key, one.name, post.message_id(one)) for one in parcels)
        ledger.plan(edition, rows, self._clock.now())
        delivery = Delivery(
            ledger,
            edition,
            lambda entry: posted(post.message(by_key[entry.address], self._clock.now())),
            connect,
            self._pace(),
            self._clock,
            self._witness.note,
        )
        try:
            for step in self._bar(delivery.run(), _("Sending"), len(parcels)):
                self._tell(step)
        except BaseException as error:
            if not isinstance(error, Exception):  # Ctrl-C, or the system ends the program
                text = _("Broken off; handzettel mail {name} --send goes on where it stopped.")
                self._warn(text.format(name=argument(self._mailing.name)))
            raise

    def _tell(self, step: Attempt | Waiting) -> None:
        """What went otherwise than it should, as it happens."""
        from reports.mail.delivery import Waiting
        from reports.mail.smtp import Sent

        if isinstance(step, Waiting):
            text = _("Waiting until {time}: {reason}")
            until = step.until.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            self._warn(text.format(time=until, reason=step.reason))
        elif isinstance(step.outcome, Sent):
            self._options.say(f"{step.entry.address}: {step.outcome.answer}", least=1)
        else:
            self._warn(f"{step.entry.address}: {step.outcome.answer}")

    def _pace(self) -> Pace:
        from reports.mail.delivery import Pace

        campaign, settings = self._mailing.campaign, self._settings
        pause = settings.pause if campaign.pause is None else campaign.pause
        return Pace(
            campaign.rate or settings.rate, settings.per_connection, dt.timedelta(seconds=pause)
        )

    def _sum_up(self, ledger: Ledger, edition: Edition) -> None:
        """How many have it."""
        from reports.mail.ledger import LEDGER
        from reports.mail.ledger_rows import State

        if ledger.put_back_if_removed():
            path = self._content.root / LEDGER
            text = _("{file} was removed while mail was sent; it was put back.")
            self._warn(text.format(file=path))
        sent = ledger.counts(edition)[State.SENT]
        told = ngettext(
            "{count} person has edition {number}.", "{count} people have edition {number}.", sent
        )
        self._options.say(told.format(count=sent, number=edition.number))

    def _without(self, ledger: Ledger, edition: Edition | None) -> Iterator[Problem]:
        """Who of the campaign's people does not have it, with what to do about it."""
        from reports.mail.ledger_rows import State
        from reports.mail.replies import cause_of, remedy_for_one

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
        # a corrected address leaves the old one behind in the ledger
        people = {one.key for one in self._parcels}
        untried = 0
        for one in ledger.entries(edition, *words):
            if one.address not in people:
                continue
            if one.state is State.PLANNED and not one.attempts:
                untried += 1
                continue
            answer = one.answer or _("the run ended before an answer came")
            what = words[one.state].format(answer=answer)
            remedy = remedies.get(one.state) or remedy_for_one(cause_of(one.answer))
            yield Problem(Place(one.address), what, remedy)
        if untried:
            told = ngettext(
                "{count} person was not tried", "{count} people were not tried", untried
            )
            remedy = remedies[State.PLANNED]
            yield Problem(Place(edition.campaign), told.format(count=untried), remedy)


def _seed(number: int, created: dt.datetime) -> str:
    """Which edition it is: two campaigns of one name, a year apart, differ in the time."""
    return f"{number}/{created.astimezone(dt.UTC).isoformat(timespec='seconds')}"
