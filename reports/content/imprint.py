"""The imprint: whom the press law of each Land wants named on printed matter, and how.

A web or e-mail address does not replace a postal one. For self-published work the
editor or author stands in for the publisher: here the branch that invites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.content.event import Branch
from reports.content.settings import Imprint, Land
from reports.errors import Place, Problem
from reports.i18n import _


@dataclass(frozen=True)
class ImprintRule:
    """What a Land's press law asks for on every printed work."""

    law: str
    """The paragraph, as it is cited."""
    printer: bool
    """Whether the printer must be named."""
    publisher: bool
    """Whether the publisher must be named."""


RULES = {
    Land.SAXONY: ImprintRule("SächsPresseG § 6 (1)", printer=True, publisher=True),
}


@dataclass(frozen=True)
class ImprintLines:
    """The imprint of one flyer, ready to be printed."""

    printer: str
    """Who prints it, with the postal address."""
    publisher: str
    """Who publishes it, with the postal address."""
    transparency: str = ""
    """The label on political advertising, or nothing."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What must stand on the page."""
        return tuple(filter(None, (self.printer, self.publisher, self.transparency)))


def imprint_problem(entry: str, place: Place) -> Problem | None:
    """Return what an entry lacks of the form "Name, Straße 1, 04109 Leipzig", if anything."""
    parts = [part.strip() for part in entry.split(",")]
    city = re.fullmatch(r"(D-)?\d{5} +\D+", parts[-1])
    street = len(parts) >= 3 and re.search(r"\d|Postfach", parts[-2])
    if city and street and parts[0]:
        return None
    return Problem(
        place,
        _("has no postal address"),
        _('the press law asks for "name, street and number, postcode and city"'),
    )


def unmet_law(imprint: Imprint, branch: Branch) -> str | None:
    """Return the law that wants a printer named on a branch's flyer, if none is known."""
    rule = RULES[imprint.land]
    return rule.law if rule.printer and not _printer(imprint, branch) else None


def imprint_lines(imprint: Imprint, branch: Branch) -> ImprintLines:
    """Return the imprint of a branch's flyer; see :func:`unmet_law` for what it may lack."""
    address = branch.address
    self_published = (
        f"{branch.name}, {branch.contact.name}, {address.street}, {address.postcode} {address.city}"
    )
    publisher = imprint.publisher or (self_published if RULES[imprint.land].publisher else "")
    return ImprintLines(_printer(imprint, branch), publisher, imprint.transparency or "")


def _printer(imprint: Imprint, branch: Branch) -> str:
    """Return who prints a branch's flyer: its own printer, else the workspace's; else empty."""
    return branch.printer or imprint.printer or ""
