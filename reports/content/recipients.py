"""``recipients.csv`` and ``no-mail.csv`` → the people who get mail, each once.

One bad row never stops the others: it is set aside with the reason. Only a file
that is no table is an error, and a list of those who want no mail that cannot be
read to the last entry, since it must be honoured.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.content.campaign import Recipient
from reports.content.email_address import Address, AddressError, parse_address
from reports.content.formats.csv_table import CsvRow, CsvTable, read_csv, write_csv
from reports.content.formats.located import ParsedFile
from reports.content.validation import validate
from reports.errors import ContentError, Place, Problem
from reports.i18n import _
from reports.suggestions import near
from reports.text.visible import shortened

RECIPIENTS = "recipients.csv"
NO_MAIL = "no-mail.csv"

_COLUMNS = tuple(Recipient.model_fields)
_LISTS = ("roles", "branches", "addressees", "areas")
_NAMES = ("first_name", "last_name")
_JOINERS = "\u200c\u200d\u00ad"
"""ZWNJ, ZWJ and the soft hyphen belong to the spelling of names."""


@dataclass(frozen=True)
class WorkspaceIds:
    """What the workspace has that a row can name."""

    branches: Collection[str]
    addressees: Collection[str]
    areas: Collection[int]


@dataclass(frozen=True)
class Person:
    """Somebody who can get mail."""

    recipient: Recipient
    address: Address
    line: int


@dataclass(frozen=True)
class SetAside:
    """A row that cannot be used, and why."""

    row: CsvRow
    problems: tuple[Problem, ...]

    @property
    def reason(self) -> str:
        """All that is wrong with the row, on one line."""
        return "; ".join(f"{one.message} – {one.remedy}" for one in self.problems)


@dataclass(frozen=True)
class Merged:
    """A row whose address stands in a row before it."""

    address: Address
    line: int
    """The row that is kept."""
    again: int
    """The row that is merged into it."""
    names_differ: bool
    """Perhaps two people share the mailbox; it is the first who is written to."""


@dataclass(frozen=True)
class Recipients:
    """All rows of the list, each in the order of the file."""

    people: tuple[Person, ...]
    set_aside: tuple[SetAside, ...]
    merged: tuple[Merged, ...]
    unwanted: tuple[Person, ...]
    """Those who are on the list of people who want no mail."""
    columns: tuple[str, ...]
    """The columns the file has, in its order."""

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        parts = (self.people, self.set_aside, self.merged, self.unwanted)
        return sum(map(len, parts))


def read_recipients(recipients: bytes, no_mail: bytes | None, ids: WorkspaceIds) -> Recipients:
    """The people of the list, without those who want no mail.

    Raises ContentError where the list is no table, and with every entry of
    ``no_mail`` that is no address.
    """
    problems: list[Problem] = []
    refused: frozenset[str] = frozenset()
    try:
        refused = _read_no_mail(no_mail) if no_mail is not None else refused
    except ContentError as error:
        problems += error.problems
    try:
        table = read_csv(recipients, RECIPIENTS, known=_COLUMNS, needed=("email",))
    except ContentError as error:
        raise ContentError([*problems, *error.problems]) from None
    if problems:
        raise ContentError(problems)
    return _sorted_out(table, refused, ids)


def _sorted_out(table: CsvTable, refused: Collection[str], ids: WorkspaceIds) -> Recipients:
    kept: dict[str, Person] = {}
    set_aside: list[SetAside] = []
    merged: list[Merged] = []
    for row in table.rows:
        try:
            person = _person(row, ids)
        except ContentError as error:
            set_aside.append(SetAside(row, error.problems))
            continue
        if (first := kept.get(person.address.key)) is None:
            kept[person.address.key] = person
        else:
            differ = _names_differ(first.recipient, person.recipient)
            merged.append(Merged(first.address, first.line, person.line, differ))
            recipient = _united(first.recipient, person.recipient, only_lists=differ)
            kept[person.address.key] = dataclasses.replace(first, recipient=recipient)
    wanted: list[Person] = []
    unwanted: list[Person] = []
    for key, person in kept.items():
        none = key in refused or f"@{person.address.domain}" in refused
        (unwanted if none else wanted).append(person)
    return Recipients(
        tuple(wanted), tuple(set_aside), tuple(merged), tuple(unwanted), table.columns
    )


def reason_counts(set_aside: Iterable[SetAside]) -> list[tuple[str, int]]:
    """What is wrong with rows and in how many, the most frequent first.

    An address that is none counts by its fault, whatever it says.
    """
    counts: Counter[str] = Counter()
    for row in set_aside:
        quoted = f'"{shortened(" ".join(row.row.cells.get("email", "").split()))}" '
        said = (problem.message for problem in row.problems)
        counts.update({what.replace(quoted, '"email" ', 1) for what in said})
    return counts.most_common()


def set_aside_csv(recipients: Recipients) -> bytes:
    """The rows that were set aside, as they stood, with line and reason before them.

    The list's own columns keep their names, so that mended rows can go back.
    """
    columns = recipients.columns
    return write_csv(
        [_("line"), _("reason"), *columns],
        (
            [one.row.line, one.reason, *(one.row.cells[column] for column in columns)]
            for one in recipients.set_aside
        ),
    )


# --- one row ----------------------------------------------------------------


def _person(row: CsvRow, ids: WorkspaceIds) -> Person:
    """Return the person of a row. Raises ContentError with all that is wrong with it."""
    place = Place(RECIPIENTS, row.line)
    if unprintable := list(_unprintable(row.cells, place)):
        raise ContentError(unprintable)
    values = _values(row.cells)
    problems: list[Problem] = []
    address = recipient = None
    if email := values.get("email"):
        try:
            address = parse_address(email)
        except AddressError as error:
            problems.append(_no_address(email, error, place))
    try:
        recipient = validate(Recipient, ParsedFile(RECIPIENTS, values, {(): place}, {}))
        problems += _unknown_ids(recipient, ids, place)
    except ContentError as error:
        problems += error.problems
    if problems or recipient is None or address is None:
        raise ContentError(problems)
    return Person(recipient, address, row.line)


def _unprintable(cells: Mapping[str, str], place: Place) -> Iterator[Problem]:
    """Characters that turn the direction of text, hide in it or break it, by cell."""
    for column, cell in cells.items():
        if cell.isprintable():
            continue
        for char in dict.fromkeys(cell):
            space = char in "\t\n\v\f\r" or unicodedata.category(char).startswith("Z")
            if not (space or char.isprintable() or char in _JOINERS):
                what = _('"{key}" contains the character {code}, which cannot be printed').format(
                    key=column, code=f"U+{ord(char):04X}"
                )
                yield Problem(place, what, _("write the text anew"))


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    """What the cells say to the model; white space collapsed, empty ones left out."""
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        text = " ".join(cell.split())
        if column in _LISTS:
            several = [part.strip() for part in re.split("[,;]", text)]
            values[column] = list(dict.fromkeys(part for part in several if part))
        else:
            values[column] = text.casefold() if column == "salutation" else text
    return {column: value for column, value in values.items() if value}


def _unknown_ids(recipient: Recipient, ids: WorkspaceIds, place: Place) -> Iterator[Problem]:
    """Branches, addressees and areas that the workspace does not have."""
    for branch in recipient.branches:
        if branch not in ids.branches:
            what = _('there is no branch "{id}"').format(id=branch)
            remedy = near(branch, ids.branches, otherwise=_("add it to branches.yaml"))
            yield Problem(place, what, remedy)
    for addressee in recipient.addressees:
        if addressee not in ids.addressees:
            what = _('there is no addressee "{id}"').format(id=addressee)
            remedy = near(addressee, ids.addressees, otherwise=_("add it to addressees.yaml"))
            yield Problem(place, what, remedy)
    for area in recipient.areas:
        if area not in ids.areas:
            what = _('there is no area "{name}"').format(name=area)
            listed = ", ".join(str(number) for number in sorted(ids.areas))
            yield Problem(place, what, _("choose from: {names}").format(names=listed))


def _no_address(text: str, error: AddressError, place: Place) -> Problem:
    message = f'"{shortened(text)}" {error}'
    return Problem(place, message, _("write an e-mail address as name@example.org"))


# --- doubled addresses ------------------------------------------------------


def _names_differ(first: Recipient, later: Recipient) -> bool:
    pairs = [(getattr(first, name), getattr(later, name)) for name in _NAMES]
    return any(one and other and one != other for one, other in pairs)


def _united(first: Recipient, later: Recipient, *, only_lists: bool) -> Recipient:
    """The first with the later one's roles and so on, and its cells where it has none.

    Of somebody with another name come the lists only: a salutation must not go
    from one person to another.
    """
    filled = {} if only_lists else {key: getattr(later, key) for key in later.model_fields_set}
    own = {key: getattr(first, key) for key in first.model_fields_set}
    lists = {key: tuple(dict.fromkeys(getattr(first, key) + getattr(later, key))) for key in _LISTS}
    return first.model_copy(update={**filled, **own, **lists})


# --- people who want no mail ------------------------------------------------


def _read_no_mail(data: bytes) -> frozenset[str]:
    """Keys of addresses, and "@example.org" for all of a domain (not below it)."""
    table = read_csv(data, NO_MAIL, known=("email",), needed=("email",), others=True)
    keys: set[str] = set()
    problems: list[Problem] = []
    for row in table.rows:
        entry = row.cells["email"].strip()
        domain = entry.removeprefix("*")
        whole = domain.startswith("@")
        try:
            address = parse_address(f"x{domain}" if whole else entry)
        except AddressError as error:
            problems.append(_no_address(entry, error, Place(NO_MAIL, row.line)))
            continue
        keys.add(f"@{address.domain}" if whole else address.key)
    if problems:
        raise ContentError(problems)
    return frozenset(keys)
