"""What can go wrong, where it lies, and what the user can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command, listed in the README."""

    DONE = 0
    USAGE = 2
    CONTENT = 3
    BUDGET = 4
    CHECK = 5
    RENDERING = 6
    CONFLICT = 7
    MAIL_PARTLY = 8
    UNFORESEEN = 70  # EX_SOFTWARE of sysexits.h


class Interrupted(KeyboardInterrupt):
    """A signal that ends the command; it unwinds like a Ctrl-C, which it may be."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file, and a line and a column counted from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Problem:
    """One mistake: its place, what is wrong, and what to do."""

    place: Place
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what} – {self.remedy}"


class HandzettelError(Exception):
    """Base of all errors that are told to the user instead of traced."""

    exit = Exit.CONTENT

    def __init__(self, problems: Problem | Iterable[Problem], *, details: str = "") -> None:
        """Tell problems; details are for whoever looks for a fault of the program itself."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.details = details
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """An error can come from another process, its problems with it."""
        return _rebuilt, (type(self), self.problems, self.details)


def _rebuilt(
    kind: type[HandzettelError], problems: tuple[Problem, ...], details: str
) -> HandzettelError:
    return kind(problems, details=details)


class UsageError(HandzettelError):
    """What was asked for on the command line does not exist or cannot be."""

    exit = Exit.USAGE


class ContentError(HandzettelError):
    """The workspace's content is invalid; carries every mistake found."""

    exit = Exit.CONTENT


class BudgetError(HandzettelError):
    """A document does not fit its page budget at the smallest size allowed."""

    exit = Exit.BUDGET


class CheckError(HandzettelError):
    """A finished file fails a check."""

    exit = Exit.CHECK


class RenderingError(HandzettelError):
    """The engine could not make the document, or not without a fault."""

    exit = Exit.RENDERING


class ConflictError(HandzettelError):
    """Something else holds what is to be written."""

    exit = Exit.CONFLICT


class MailError(HandzettelError):
    """Not everybody who is to have a message has it."""

    exit = Exit.MAIL_PARTLY
