"""What a run puts into the post: documents made, messages put together and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from reports.build.builder import Failed, Made, make
from reports.errors import HandzettelError, MailError, Place, Problem
from reports.i18n import _
from reports.mail.mailing import Mailing, Parcel
from reports.mail.message import Message, compose
from reports.mail.smtp import Envelope
from reports.mail.verification import differences
from reports.storage.atomic_write import write_whole
from reports.storage.cache import Store


@dataclass
class Post:
    """The messages of one run; each is made when it is needed, and the same each time."""

    mailing: Mailing
    folder: Path
    """Where the PDFs of the run lie."""
    seed: str
    """What tells this edition of the campaign from any other."""
    failed: dict[str, HandzettelError] = field(default_factory=dict)
    """People whose letter could not be made, by address, and why."""
    _shared: dict[str, bytes] = field(default_factory=dict)

    def make(
        self, parcels: Sequence[Parcel], cache: Path, executor: Executor, store: Store | None
    ) -> Iterator[Made]:
        """Make the PDFs for some parcels. A letter that fails leaves its person out.

        The store keeps what several get, and no letter, which says who somebody is.

        Where a document for several fails, raises its error with all that is wrong.
        """
        content = self.mailing.content
        shared = {one.name: one for parcel in parcels for one in parcel.documents}
        failed: list[HandzettelError] = []
        for result in make(
            content, list(shared.values()), cache, executor=executor, writing=executor, store=store
        ):
            if isinstance(result, Failed):
                failed.append(result.error)
            else:
                self._shared[result.document.name] = result.pdf
                yield result
        if failed:
            raise type(failed[-1])(problem for one in failed for problem in one.problems)
        if not self.mailing.has_letter:
            return
        letters = map(self.mailing.letter, parcels)  # few at a time, however long the list
        made = make(content, letters, cache, executor=executor, writing=executor)
        for parcel, result in zip(parcels, made, strict=True):
            if isinstance(result, Failed):
                self.failed[parcel.address] = result.error
            else:
                write_whole(self._letter(parcel), result.pdf, private=True)
                yield result

    def _letter(self, parcel: Parcel) -> Path:
        return self.folder / f"{parcel.number}.pdf"

    def message(self, parcel: Parcel, date: dt.datetime) -> Message:
        """What a person gets, with the date it is to carry."""
        content = self.mailing.content
        pdfs = [(one.title, self._shared[one.name]) for one in parcel.documents]
        if self.mailing.has_letter:
            title = content.words(parcel.language).gettext("Letter")
            pdfs.insert(0, (title, self._letter(parcel).read_bytes()))
        return self.mailing.message(parcel, pdfs, date, self.seed)

    def message_id(self, parcel: Parcel) -> str:
        return self.mailing.message_id(parcel, self.seed)

    def trial(self, parcel: Parcel, count: int, date: dt.datetime) -> Message:
        """The same message, for the sender to look at."""
        message = self.message(parcel, date)
        whose = parcel.name or parcel.address
        note = _("Trial {number} of {count}, for {name}").format(
            number=parcel.number, count=count, name=whose
        )
        return replace(
            message,
            recipient=message.sender,
            subject=f"[{note}] {message.subject}",
            message_id=message.message_id.replace("<", "<trial."),
        )


def posted(message: Message) -> tuple[Envelope, bytes]:
    """A message's bytes and envelope, read back and found to be what was meant.

    Raises MailError where they are not.
    """
    data = compose(message)
    envelope = Envelope(message.sender.address, message.recipient.address)
    if found := differences(data, message, envelope):
        remedy = _("it is not sent; look for unusual characters in the row and in the text")
        place = Place(message.recipient.address)
        raise MailError(Problem(place, one, remedy) for one in found)
    return envelope, data


def checked(
    post: Post, parcels: Sequence[Parcel], date: dt.datetime, limit: float
) -> Iterator[tuple[Parcel, int]]:
    """Each parcel with its size in bytes, after reading its message back.

    Raises MailError at the end with every one that is not what was meant or that
    exceeds the limit, in megabytes.
    """
    problems: list[Problem] = []
    for parcel in parcels:
        try:
            _envelope, data = posted(post.message(parcel, date))
        except MailError as error:
            problems += error.problems
            continue
        if len(data) > limit * 1_000_000:
            what = _("the message has {size} MB, the limit is {limit} MB").format(
                size=f"{len(data) / 1_000_000:.1f}", limit=f"{limit:g}"
            )
            remedy = _("send fewer documents, or raise limit under [mail]")
            problems.append(Problem(Place(parcel.address), what, remedy))
        yield parcel, len(data)
    if problems:
        raise MailError(problems)
