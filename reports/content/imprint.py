"""Who must be named on printed matter, and how: a rule for each Land.

A web or e-mail address does not replace a postal one. For self-published work the
editor or author stands in for the publisher: here the branch that invites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.content.event import Branch
from reports.content.settings import Imprint, Land
from reports.i18n import _


@dataclass(frozen=True)
class Rule:
    """What a Land's press law asks for on every printed work."""

    law: str
    printer: bool
    publisher: bool


RULES = {
    Land.SAXONY: Rule("SächsPresseG § 6 (1)", printer=True, publisher=True),
}


@dataclass(frozen=True)
class ImprintLines:
    """The imprint of one flyer, ready to be printed."""

    printer: str
    publisher: str
    transparency: str = ""


def imprint_problem(value: str) -> tuple[str, str] | None:
    """What an entry like "Name, Straße 1, 04109 Leipzig" lacks, and the remedy."""
    parts = [part.strip() for part in value.split(",")]
    city = re.fullmatch(r"(D-)?\d{5} +\D+", parts[-1])
    street = len(parts) >= 3 and re.search(r"\d|Postfach", parts[-2])
    if city and street and parts[0]:
        return None
    return (
        _("has no postal address"),
        _('the press law asks for "name, street and number, postcode and city"'),
    )


def imprint_lines(imprint: Imprint, branch: Branch) -> ImprintLines | str:
    """The imprint of a branch's flyer, or the law under which it lacks its printer."""
    rule = RULES[imprint.land]
    address = branch.address
    own = (
        f"{branch.name}, {branch.contact.name}, {address.street}, {address.postcode} {address.city}"
    )
    printer = imprint.printer or branch.printer or ""
    publisher = imprint.publisher or own if rule.publisher else imprint.publisher or ""
    if rule.printer and not printer:
        return rule.law
    return ImprintLines(printer, publisher, imprint.transparency or "")
