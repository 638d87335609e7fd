"""How a reader says that a file is not for it."""

from __future__ import annotations

from reports.errors import ContentError, Place, Problem
from reports.i18n import _


def refused(name: str, what: str, remedy: str, line: int | None = None) -> ContentError:
    return ContentError(Problem(Place(name, line), what, remedy))


def protected(name: str) -> ContentError:
    return refused(name, _("protected with a password"), _("save it without the password"))


def damaged(name: str) -> ContentError:
    return refused(
        name,
        _("damaged or cut off"),
        _("fetch it again, or open it in the program it was made with and save it anew"),
    )
