"""How a reader says that a file is not for it."""

from __future__ import annotations

from reports.errors import ContentError, Place, Problem
from reports.i18n import _


def refused(name: str, fault: str, remedy: str, line: int | None = None) -> ContentError:
    """Return the error for a file that cannot be read."""
    return ContentError(Problem(Place(name, line), fault, remedy))


def protected(name: str) -> ContentError:
    """Return the error for a file with a password."""
    return refused(name, _("protected with a password"), _("save it without the password"))


def damaged(name: str) -> ContentError:
    """Return the error for a broken file."""
    return refused(
        name,
        _("damaged or cut off"),
        _("fetch it again, or open it in the program it was made with and save it anew"),
    )
