"""Failures as the user is told of them: a place, a message, a remedy, and an exit code.

There is one way: a :class:`Problem`. Where nothing can go on, it is raised inside a
:class:`HandzettelError`; where others can go on, problems are collected in a list and raised
together at the end. :mod:`reports.commands.group` alone prints them and exits.
"""

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
    IN_PART = 9
    UNFORESEEN = 70  # EX_SOFTWARE of sysexits.h


class Interrupted(KeyboardInterrupt):
    """Raised for a signal that ends the command (Ctrl-C, SIGTERM, SIGHUP).

    It is a KeyboardInterrupt, so that nothing that catches Exception holds it up.
    """

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        self.number = number
        super().__init__(number)


@dataclass(frozen=True, order=True)
class Place:
    """A file or option, with a line and a column counted from 1 where they are known."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return file, line and column as editors know them: ``events.yaml:7:3``."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Problem:
    """A mistake: its place, a message that says what is wrong, and what to do about it."""

    place: Place
    message: str
    remedy: str

    def __str__(self) -> str:
        """Return place, message and remedy in one line."""
        return f"{self.place}: {self.message} – {self.remedy}"


class HandzettelError(Exception):
    """Base of the errors that end a command with messages instead of a traceback."""

    exit = Exit.CONTENT

    def __init__(self, problems: Problem | Iterable[Problem], *, details: str = "") -> None:
        """Carry problems; `details` is a traceback or a log, which only -v shows."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.details = details
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Return how to unpickle the error with its problems: many come from another process."""
        return _rebuilt, (type(self), self.problems, self.details)


def _rebuilt(
    kind: type[HandzettelError], problems: tuple[Problem, ...], details: str
) -> HandzettelError:
    """Return an error as it was before it was pickled."""
    return kind(problems, details=details)


class UsageError(HandzettelError):
    """An option or argument names something that does not exist, or contradicts another."""

    exit = Exit.USAGE


class ContentError(HandzettelError):
    """The workspace's content is invalid; carries every mistake in it."""

    exit = Exit.CONTENT


class BudgetError(HandzettelError):
    """A document does not fit its page budget in the smallest type allowed."""

    exit = Exit.BUDGET


class CheckError(HandzettelError):
    """A finished file fails a check."""

    exit = Exit.CHECK


class RenderingError(HandzettelError):
    """The engine could not lay out a document, or only with a fault."""

    exit = Exit.RENDERING


class ConflictError(HandzettelError):
    """A file or folder cannot be written: another run holds it, or the system refuses."""

    exit = Exit.CONFLICT


class MailError(HandzettelError):
    """Some of those who are to get a message have not got it."""

    exit = Exit.MAIL_PARTLY


class InPartError(HandzettelError):
    """What was right was made and written; the problems name what was not made, and why."""

    exit = Exit.IN_PART
