"""Make a run's documents, compose the messages and read them back before they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from reports.build.builder import Failed, Made, make
from reports.content.missing_characters import told_once
from reports.content.printed_texts import errors_with_fields
from reports.errors import HandzettelError, MailError, Place, Problem
from reports.i18n import _
from reports.mail.mailing import Mailing, Parcel
from reports.mail.message import Message, compose
from reports.mail.smtp import Envelope
from reports.mail.verification import find_differences
from reports.storage.atomic_write import write_whole
from reports.storage.cache import Store


@dataclass
class Outbox:
    """The messages of one run. Each is composed when it is needed, the same way each time."""

    mailing: Mailing
    folder: Path
    """Folder for the letters of the run; only its owner can read it."""
    seed: str
    """Distinguishes this edition from others of the campaign; see ``Mailing.message``."""
    failed: dict[str, HandzettelError] = field(default_factory=dict)
    """By address, the errors of people whose letter could not be made."""
    _shared_pdfs: dict[str, bytes] = field(default_factory=dict)
    """By name, the PDFs that several people may get."""

    def make_documents(
        self, parcels: Sequence[Parcel], cache: Path, executor: Executor, store: Store | None
    ) -> Iterator[Made]:
        """Make the PDFs of some parcels and yield each as it is finished.

        A personal document that fails leaves its person out and is noted in `failed`. The
        store keeps documents for several people, but none that is personal.

        Raises:
            HandzettelError: documents for several people failed; has all their problems.
        """
        content = self.mailing.content
        shared = {document.name: document for parcel in parcels for document in parcel.documents}
        failed: list[HandzettelError] = []
        for result in make(
            content, list(shared.values()), cache, executor=executor, writing=executor, store=store
        ):
            if isinstance(result, Failed):
                failed.append(result.error)
            else:
                self._shared_pdfs[result.document.name] = result.pdf
                yield result
        if failed:
            failed = errors_with_fields(content.root, told_once(content.root, failed))
            raise type(failed[-1])(problem for error in failed for problem in error.problems)
        for place in range(self.mailing.personal_count):
            # few at a time, however long the list
            documents = (self.mailing.personal_document(parcel, place) for parcel in parcels)
            results = make(content, documents, cache, executor=executor, writing=executor)
            for parcel, result in zip(parcels, results, strict=True):
                if isinstance(result, Failed):
                    self.failed[parcel.address] = result.error
                else:
                    write_whole(self._personal_path(parcel, place), result.pdf, private=True)
                    yield result

    def _personal_path(self, parcel: Parcel, place: int) -> Path:
        """Return where one of a person's own PDFs lies."""
        return self.folder / f"{parcel.number}-{place}.pdf"

    def message(self, parcel: Parcel, date: dt.datetime) -> Message:
        """Compose a person's message with a date; their documents must have been made."""
        pdfs = [(document.title, self._shared_pdfs[document.name]) for document in parcel.documents]
        personal = [
            (title, self._personal_path(parcel, place).read_bytes())
            for place, title in enumerate(self.mailing.personal_titles(parcel))
        ]
        pdfs = self.mailing.in_order(parcel, pdfs, personal)
        return self.mailing.message(parcel, pdfs, date, self.seed)

    def message_id(self, parcel: Parcel) -> str:
        """Return the id of a person's message in this edition."""
        return self.mailing.message_id(parcel, self.seed)

    def trial(self, parcel: Parcel, count: int, date: dt.datetime) -> Message:
        """Return a person's message addressed to the sender, to look at before sending.

        The subject says which of `count` trials it is, by the parcel's number, and for whom the
        message is. Its message id is not that of the real message.
        """
        message = self.message(parcel, date)
        name = parcel.name or parcel.address
        note = _("Trial {number} of {count}, for {name}").format(
            number=parcel.number, count=count, name=name
        )
        return replace(
            message,
            recipient=message.sender,
            subject=f"[{note}] {message.subject}",
            message_id=message.message_id.replace("<", "<trial."),
        )


def compose_verified(message: Message) -> tuple[Envelope, bytes]:
    """Compose a message and read it back; return its envelope and bytes.

    Raises MailError if the bytes do not say what the message says.
    """
    data = compose(message)
    envelope = Envelope(message.sender.address, message.recipient.address)
    if problems := find_differences(data, message, envelope):
        raise MailError(problems)
    return envelope, data


def check_messages(
    outbox: Outbox, parcels: Sequence[Parcel], date: dt.datetime, limit: float
) -> Iterator[tuple[Parcel, int]]:
    """Compose and verify each parcel's message; yield the parcel and the size in bytes.

    A message that fails is left out, one that is too large is not.

    Args:
        outbox: whose documents have been made.
        parcels: whose messages are checked.
        date: the date in the messages.
        limit: size of a message at most, in megabytes.

    Raises:
        MailError: at the end, with every message that failed or exceeds the limit.
    """
    problems: list[Problem] = []
    for parcel in parcels:
        try:
            _envelope, data = compose_verified(outbox.message(parcel, date))
        except MailError as error:
            problems += error.problems
            continue
        if len(data) > limit * 1_000_000:
            message = _("the message has {size} MB, the limit is {limit} MB").format(
                size=f"{len(data) / 1_000_000:.1f}", limit=f"{limit:g}"
            )
            remedy = _("send fewer documents, or raise limit under [mail]")
            problems.append(Problem(Place(parcel.address), message, remedy))
        yield parcel, len(data)
    if problems:
        raise MailError(problems)
