"""Read ``recipients.csv`` and ``no-mail.csv``: the people who get mail, each once.

A row with a mistake does not stop the others: it is set aside with the reason. An error is
a file that is no table, and any mistake in the list of people who want no mail: their wish
must be kept.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from reports.content.campaign import Recipient
from reports.content.email_address import Address, AddressError, parse_address
from reports.content.formats.csv_table import CsvRow, CsvTable, read_csv, write_csv
from reports.content.formats.located import ParsedFile
from reports.content.validation import validate
from reports.errors import ContentError, Place, Problem
from reports.i18n import _, quoted
from reports.suggestions import near
from reports.text.visible import shortened

RECIPIENTS = "recipients.csv"
NO_MAIL = "no-mail.csv"

T = TypeVar("T")

_COLUMNS = tuple(Recipient.model_fields)
_LISTS = ("roles", "branches", "addressees", "areas")
_NAMES = ("first_name", "last_name")
_JOINERS = "\u200c\u200d\u00ad"
"""ZWNJ, ZWJ and the soft hyphen, which occur in the spelling of names."""


@dataclass(frozen=True)
class WorkspaceIds:
    """The ids in the workspace that a row can name; None where not all of them are known."""

    branches: Collection[str] | None
    addressees: Collection[str] | None
    areas: Collection[int] | None


@dataclass(frozen=True)
class Person:
    """Somebody who can get mail, and the line of the list."""

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
        """Everything that is wrong with the row, in one line."""
        return "; ".join(f"{problem.message} – {problem.remedy}" for problem in self.problems)


@dataclass(frozen=True)
class Merged:
    """A row that has the same address as a row before it."""

    address: Address
    line: int
    """The line of the row that is kept."""
    again: int
    """The line of the row that is merged into it."""
    names_differ: bool
    """Whether two people may share the mailbox; then the first is written to."""


@dataclass(frozen=True)
class Recipients:
    """All rows of the list, by what became of them, each in the order of the file."""

    people: tuple[Person, ...]
    set_aside: tuple[SetAside, ...]
    merged: tuple[Merged, ...]
    unwanted: tuple[Person, ...]
    """People on the list of those who want no mail."""
    columns: tuple[str, ...]
    """The columns the file has, in its order."""

    @property
    def rows(self) -> int:
        """The number of rows of the list."""
        parts = (self.people, self.set_aside, self.merged, self.unwanted)
        return sum(map(len, parts))


def read_recipients(recipients: bytes, no_mail: bytes | None, ids: WorkspaceIds) -> Recipients:
    """Return the people of the list, without those who want no mail.

    Raises ContentError if the list is no table, and for every entry of ``no_mail`` that is
    no address.
    """
    problems: list[Problem] = []
    refused: frozenset[str] = frozenset()
    try:
        refused = _read_no_mail(no_mail) if no_mail is not None else refused
    except ContentError as error:
        problems += error.problems
    try:
        table = read_csv(recipients, RECIPIENTS, allowed=_COLUMNS, needed=("email",))
    except ContentError as error:
        raise ContentError([*problems, *error.problems]) from None
    if problems:
        raise ContentError(problems)
    return _sort_rows(table, refused, ids)


def _sort_rows(table: CsvTable, refused: Collection[str], ids: WorkspaceIds) -> Recipients:
    """Return the rows by what becomes of them; ``refused`` are keys of addresses and domains."""
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
    people: list[Person] = []
    unwanted: list[Person] = []
    for key, person in kept.items():
        refuses = key in refused or f"@{person.address.domain}" in refused
        (unwanted if refuses else people).append(person)
    return Recipients(
        tuple(people), tuple(set_aside), tuple(merged), tuple(unwanted), table.columns
    )


def reason_counts(set_aside: Iterable[SetAside]) -> list[tuple[str, int]]:
    """Return each mistake with the number of rows that have it, the most frequent first.

    Wrong addresses with the same mistake count together.
    """
    counts: Counter[str] = Counter()
    for row in set_aside:
        address = quoted(shortened(" ".join(row.row.cells.get("email", "").split())))
        messages = (problem.message for problem in row.problems)
        counts.update(
            {message.replace(f"{address} ", f"{quoted('email')} ", 1) for message in messages}
        )
    return counts.most_common()


def set_aside_csv(recipients: Recipients) -> bytes:
    """Return the rows that were set aside as CSV, with line and reason before them.

    The columns of the list keep their names, so that corrected rows can be copied back.
    """
    columns = recipients.columns
    return write_csv(
        [_("line"), _("reason"), *columns],
        (
            [aside.row.line, aside.reason, *(aside.row.cells[column] for column in columns)]
            for aside in recipients.set_aside
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
    """Yield each cell's characters that change the direction of text, are invisible or break it."""
    for column, cell in cells.items():
        if cell.isprintable():
            continue
        for char in dict.fromkeys(cell):
            space = char in "\t\n\v\f\r" or unicodedata.category(char).startswith("Z")
            if not (space or char.isprintable() or char in _JOINERS):
                message = _(
                    '"{key}" contains the character {code}, which cannot be printed'
                ).format(key=column, code=f"U+{ord(char):04X}")
                yield Problem(place, message, _("write the text anew"))


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the cells as values for the model, with single spaces and without empty ones."""
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        text = " ".join(cell.split())
        if column in _LISTS:
            parts = [part.strip() for part in re.split("[,;]", text)]
            values[column] = list(dict.fromkeys(part for part in parts if part))
        else:
            values[column] = text.casefold() if column == "salutation" else text
    return {column: value for column, value in values.items() if value}


def _unknown_ids(recipient: Recipient, ids: WorkspaceIds, place: Place) -> Iterator[Problem]:
    """Yield a problem for each branch, addressee and area that the workspace does not have."""
    for branch in _missing(recipient.branches, ids.branches):
        message = _('there is no branch "{id}"').format(id=branch)
        remedy = near(branch, ids.branches or (), otherwise=_("add it to branches.yaml"))
        yield Problem(place, message, remedy)
    for addressee in _missing(recipient.addressees, ids.addressees):
        message = _('there is no addressee "{id}"').format(id=addressee)
        remedy = near(addressee, ids.addressees or (), otherwise=_("add it to addressees.yaml"))
        yield Problem(place, message, remedy)
    for area in _missing(recipient.areas, ids.areas):
        message = _('there is no area "{name}"').format(name=area)
        listed = ", ".join(str(number) for number in sorted(ids.areas or ()))
        yield Problem(place, message, _("choose from: {names}").format(names=listed))


def _missing(names: Iterable[T], existing: Collection[T] | None) -> list[T]:
    """Return the names that are not known; none if not all known ones could be read."""
    return [] if existing is None else [name for name in names if name not in existing]


def _no_address(text: str, error: AddressError, place: Place) -> Problem:
    """Return the problem of a text that is no address."""
    message = f"{quoted(shortened(text))} {error}"
    return Problem(place, message, _("write an e-mail address as name@example.org"))


# --- addresses that stand twice ------------------------------------------------------


def _names_differ(first: Recipient, later: Recipient) -> bool:
    """Return whether two rows have different first or last names."""
    pairs = [(getattr(first, name), getattr(later, name)) for name in _NAMES]
    return any(name and other and name != other for name, other in pairs)


def _united(first: Recipient, later: Recipient, *, only_lists: bool) -> Recipient:
    """Return the first row with the lists of the later one added, and its empty cells filled.

    With ``only_lists``, for somebody of another name, cells stay empty: a salutation must
    not pass from one person to another.
    """
    filled = {} if only_lists else {key: getattr(later, key) for key in later.model_fields_set}
    kept = {key: getattr(first, key) for key in first.model_fields_set}
    lists = {key: tuple(dict.fromkeys(getattr(first, key) + getattr(later, key))) for key in _LISTS}
    return first.model_copy(update={**filled, **kept, **lists})


# --- people who want no mail ------------------------------------------------


def _read_no_mail(data: bytes) -> frozenset[str]:
    """Return the keys of addresses, and "@example.org" for a domain (not those below it).

    Raises ContentError with every entry that is no address.
    """
    table = read_csv(data, NO_MAIL, allowed=("email",), needed=("email",), others=True)
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
